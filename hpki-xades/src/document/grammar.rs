//! The strict grammar of prescription and dispensing record: from a tree to its signatures and their content.
//!
//! Everything here is about form, so everything that is refused here is FORMAT_FAILURE. After it, each signature is
//! known to stand where it must and to reference exactly the signed element, its KeyInfo and its SignedProperties.

use hpki_core::report::{CheckList, Detail, SubIndication};

use smallvec::{SmallVec, smallvec};

use crate::dsig::{Identifiers, Signature, SignatureLimits};
use crate::xades::QualifyingProperties;
use crate::xml::{Document, Element, Node};

use super::findings;
use super::kind::DocumentKind;
use super::outline::{DispensingParts, Outline, PrescriptionParts};
use super::signature_form;

/// The grammar refused the document; the reason is the last check of the list.
#[derive(Debug)]
pub(crate) struct Refused;

/// A document whose form is right.
pub(crate) struct Recognised<'d, 'i> {
    pub(crate) kind: DocumentKind,
    /// Outermost first.
    pub(crate) signatures: Vec<RecognisedSignature<'d, 'i>>,
}

/// A signature whose form is right.
pub(crate) struct RecognisedSignature<'d, 'i> {
    /// The kind of document this signature is for; decides the roles.
    pub(crate) kind: DocumentKind,
    pub(crate) signature: Signature<'d, 'i>,
    /// With SignedProperties, or the form would not be right.
    pub(crate) qualifying: QualifyingProperties<'d, 'i>,
    /// The CSV: the signed leaf decoded from base64.
    pub(crate) payload: Vec<u8>,
    /// Warnings about this signature's form.
    pub(crate) checks: CheckList,
}

/// Where one signature and what it signs stand.
#[derive(Clone, Copy)]
pub(super) struct SignaturePlace<'d, 'i> {
    pub(super) kind: DocumentKind,
    pub(super) signature: Element<'d, 'i>,
    /// What reference 1 names.
    pub(super) signed: Element<'d, 'i>,
    /// The base64 leaf: the signed element itself or inside it.
    pub(super) content: Element<'d, 'i>,
}

/// Reads a document of this kind.
pub(crate) fn recognise<'d, 'i>(
    document: &'d Document<'i>,
    identifiers: &Identifiers<'d>,
    kind: DocumentKind,
    limits: &SignatureLimits,
    checks: &mut CheckList,
) -> Result<Recognised<'d, 'i>, Refused> {
    let outline = match kind {
        DocumentKind::Dispensing => Outline::of_dispensing(document, checks)?,
        _ => Outline::of_prescription(document, checks)?,
    };
    checks.passed(&findings::STRUCTURE, Detail::fixed(kind.name()));
    outline.check_names(document, checks)?;
    check_comments(document, &outline, checks)?;
    warn_of_envelope(document, &outline, checks);
    let mut signatures = Vec::with_capacity(2);
    for place in places(&outline) {
        signatures.push(signature_form::recognise_signature(place, identifiers, limits, checks)?);
    }
    Ok(Recognised { kind, signatures })
}

fn places<'d, 'i>(outline: &Outline<'d, 'i>) -> SmallVec<[SignaturePlace<'d, 'i>; 2]> {
    let of_prescription = |parts: &PrescriptionParts<'d, 'i>| SignaturePlace {
        kind: DocumentKind::Prescription,
        signature: parts.signature,
        signed: parts.content,
        content: parts.content,
    };
    match outline {
        Outline::Prescription(parts) => smallvec![of_prescription(parts)],
        Outline::Dispensing(parts) => {
            let outer = SignaturePlace {
                kind: DocumentKind::Dispensing,
                signature: parts.signature,
                signed: parts.signed,
                content: parts.content,
            };
            smallvec![outer, of_prescription(&parts.prescription)]
        }
    }
}

/// Comments and processing instructions anywhere in signed content are refused (threats B3): readers that skip
/// them and readers that stop at them see two documents under one digest.
fn check_comments(
    document: &Document<'_>,
    outline: &Outline<'_, '_>,
    checks: &mut CheckList,
) -> Result<(), Refused> {
    if !document.has_comments_or_instructions() {
        checks.passed(&findings::COMMENT_IN_SIGNED_CONTENT, Detail::fixed(WITHOUT_COMMENTS));
        return Ok(());
    }
    let mut signed_ranges: SmallVec<[_; 8]> = SmallVec::new();
    for place in places(outline) {
        signed_ranges.push(place.signed.byte_range());
        // No other element has these names: that was checked before.
        let parts = place
            .signature
            .descendant_elements()
            .filter(|element| matches!(element.local_name(), "SignedInfo" | "KeyInfo" | "SignedProperties"));
        signed_ranges.extend(parts.map(|element| element.byte_range()));
    }
    for node in document.root().descendants() {
        let (Node::Comment(_) | Node::ProcessingInstruction(_)) = node else { continue };
        let offset = node.byte_range().start;
        if signed_ranges.iter().any(|range| range.contains(&offset)) {
            let detail = format!("at octet {offset}");
            checks.not_passed(&findings::COMMENT_IN_SIGNED_CONTENT, SubIndication::FormatFailure, detail);
            return Err(Refused);
        }
    }
    checks.passed(&findings::COMMENT_IN_SIGNED_CONTENT, Detail::fixed(WITHOUT_COMMENTS));
    Ok(())
}

/// Where comments and processing instructions are looked for.
const WITHOUT_COMMENTS: &str = "content, SignedInfo, KeyInfo, SignedProperties";

/// Oddities of the unsigned envelope that change nothing.
fn warn_of_envelope(document: &Document<'_>, outline: &Outline<'_, '_>, checks: &mut CheckList) {
    let (hint, management, versions) = match outline {
        Outline::Prescription(parts) => ("EP.xsd", parts.management, ["EPS1.0"]),
        Outline::Dispensing(parts) => ("ED.xsd", parts.management, ["EPD1.0"]),
    };
    let given = document
        .root()
        .attribute_ns("http://www.w3.org/2001/XMLSchema-instance", "noNamespaceSchemaLocation");
    if given.as_deref() != Some(hint) {
        checks.warning(&findings::SCHEMA_HINT, format!("expected {hint}"));
    }
    let version = management
        .and_then(|management| management.child_elements().find(|child| child.is("", "Version")))
        .and_then(|version| version.attribute("Value"));
    if let Some(version) = version.filter(|version| !versions.contains(&version.as_ref())) {
        let shown: String = version.chars().take(32).collect();
        checks.warning(&findings::VERSION, format!("expected {}, found {shown:?}", versions[0]));
    }
    if let Outline::Dispensing(DispensingParts { prescription, .. }) = outline
        && prescription.management.is_none()
    {
        checks.warning(&findings::SERVICE_PARTS, "PrescriptionManagement");
    }
}
