//! Where in a document properties are added: which Signature, and where in it.

use crate::document::{DocumentKind, kind_by_structure};
use crate::dsig::{DigestBudget, Identifiers, ProcessingContext, Signature, Vocabulary, signature_elements};
use crate::xades::{NAMESPACE, QualifyingProperties, qualifying_properties};
use crate::xml::{Document, Element};

use super::error::AugmentError;
use super::property::Prefixes;
use super::settings::Augmenter;
use super::splice::{Edge, Hole};

/// The number of a Signature element in document order. Additions do not change it, for none holds a Signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SignatureNumber(pub(super) usize);

/// The Signature in its document.
pub(super) struct Place<'c, 'd, 'i> {
    pub(super) context: ProcessingContext<'c, 'd, 'i>,
    pub(super) signature: Signature<'d, 'i>,
    pub(super) qualifying: QualifyingProperties<'d, 'i>,
}

/// The kind of document, by structure; what is none of HPKI's kinds is generic.
pub(super) fn kind(document: &Document<'_>) -> DocumentKind {
    kind_by_structure(document).unwrap_or(DocumentKind::Generic)
}

/// Chooses the Signature: the one with the Id asked for, or the only one that no other encloses.
pub(super) fn choose(document: &Document<'_>, id: Option<&str>) -> Result<SignatureNumber, AugmentError> {
    let has_id = |element: &Element<'_, '_>, id: &str| element.attribute("Id").as_deref() == Some(id);
    if let Some(id) = id {
        // Ids are unique in a document that can be augmented at all.
        let number = signature_elements(document).position(|element| has_id(&element, id));
        return number
            .map(SignatureNumber)
            .ok_or_else(|| AugmentError::NoSuchSignature { id: id.to_owned() });
    }
    let mut outer: Vec<(usize, Element<'_, '_>)> = Vec::new();
    for (number, element) in signature_elements(document).enumerate() {
        if !outer.last().is_some_and(|(_, last)| last.contains(element.id())) {
            outer.push((number, element));
        }
    }
    if kind(document) == DocumentKind::Dispensing {
        // The doctor's signature stands inside what the pharmacist signed.
        let in_its_place = |element: &Element<'_, '_>| {
            element.parent().is_some_and(|parent| parent.is("", "DispensingSign"))
        };
        outer.retain(|(_, element)| in_its_place(element));
    }
    match outer.as_slice() {
        [] => Err(AugmentError::NoSignature),
        [(number, _)] => Ok(SignatureNumber(*number)),
        several => Err(AugmentError::SeveralSignatures {
            ids: several.iter().map(|(_, it)| it.attribute("Id").unwrap_or_default().into_owned()).collect(),
        }),
    }
}

/// Reads the document and does something at the Signature.
pub(super) fn at<R>(
    settings: &Augmenter<'_>,
    octets: &[u8],
    number: SignatureNumber,
    work: impl FnOnce(&Place<'_, '_, '_>) -> Result<R, AugmentError>,
) -> Result<R, AugmentError> {
    let document = Document::parse(octets, &settings.limits.xml)?;
    let vocabulary = match kind(&document) {
        DocumentKind::Prescription | DocumentKind::Dispensing => Vocabulary::Hpki,
        _ => Vocabulary::Any,
    };
    let identifiers = Identifiers::of(&document, vocabulary).map_err(AugmentError::malformed)?;
    let element = signature_elements(&document).nth(number.0).ok_or(AugmentError::NoSignature)?;
    let limits = &settings.limits.signature;
    let signature = Signature::from_element(element, limits).map_err(AugmentError::malformed)?;
    let qualifying = qualifying_properties(&signature, limits).map_err(AugmentError::malformed)?;
    let qualifying = qualifying.filter(|qualifying| qualifying.namespace == NAMESPACE);
    let qualifying = qualifying.ok_or_else(|| AugmentError::NotXades { path: element.path() })?;
    let budget = DigestBudget::new(&document, limits.digested_expansion);
    let context = ProcessingContext {
        document: &document,
        identifiers: &identifiers,
        signature: element.id(),
        detached: settings.detached(),
        xml_limits: settings.limits.xml,
        budget: Some(&budget),
    };
    work(&Place { context, signature, qualifying })
}

impl Place<'_, '_, '_> {
    /// Where the next property goes: after all that are there.
    pub(super) fn hole(&self) -> (Hole, Prefixes) {
        let qualifying = self.qualifying.element;
        let unsigned = qualifying.child_elements().find(|child| child.is(NAMESPACE, "UnsignedProperties"));
        let Some(unsigned) = unsigned else {
            let prefixes = Prefixes::at(qualifying, qualifying);
            let (open, close) = prefixes.container(&["UnsignedProperties", "UnsignedSignatureProperties"]);
            let hole = Hole::inside(qualifying, Edge::End).wrapped(&open, &close);
            return (hole, prefixes.declared());
        };
        let groups =
            unsigned.child_elements().filter(|child| child.is(NAMESPACE, "UnsignedSignatureProperties"));
        match groups.last() {
            Some(group) => (Hole::inside(group, Edge::End), Prefixes::at(group, qualifying)),
            None => {
                // It stands before UnsignedDataObjectProperties (EN 319 132-1, section 4.3.3).
                let prefixes = Prefixes::at(unsigned, qualifying);
                let (open, close) = prefixes.container(&["UnsignedSignatureProperties"]);
                let hole = Hole::inside(unsigned, Edge::Start).wrapped(&open, &close);
                (hole, prefixes.declared())
            }
        }
    }
}
