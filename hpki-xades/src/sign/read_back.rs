//! What was written is read back (threats A18): parsed by the one parser, held against the grammar of its kind, and its
//! core validated, before it is signed where it came from outside and again before it is handed out.
//!
//! The signature value itself was verified with the certificate's key a moment ago, over the octets in
//! [`Ours::signed_info`]. Here SignedInfo is canonicalized from the finished file and must be those octets, and
//! SignatureValue, KeyInfo and SignatureMethod what they were verified with: that is the same fact, and does not cost a
//! second verification. In the same way a reference whose digested octets are at hand must yield those octets again.

use hpki_core::crypto::Digest;
use hpki_core::report::CheckList;
use hpki_core::time::Time;

use crate::c14n::Sink;
use crate::document::{DocumentKind, RecognisedSignature, recognise};
use crate::dsig::{
    INCLUSIVE, Identifiers, KeepOctets, KeyInfoChild, NoDetachedData, ProcessingContext, Reference,
    ReferenceFacts, Signature, SignatureLimits, Vocabulary, manifest_references, reference_facts,
    write_reference_octets, write_signed_info_octets,
};
use crate::validate::certificate_agrees;
use crate::xades::{SignedProperties, qualifying_properties};
use crate::xml::{Document, XmlLimits};

use super::core_validation;
use super::error::SignError;
use super::fill::{FilledReference, signature_element};
use super::plan::{PlannedReference, signing_time_text};
use super::properties::Properties;
use super::rules::SigningRules;
use super::settings::SigningSettings;

/// The signature as it was to be written.
pub(super) struct Ours<'a> {
    pub(super) settings: &'a SigningSettings,
    pub(super) signing_time: Time,
    pub(super) signature_at: usize,
    pub(super) signed_info: &'a [u8],
    pub(super) references: &'a [FilledReference],
    /// References of the Manifest, if there is one.
    pub(super) manifest: &'a [PlannedReference],
    pub(super) properties: &'a Properties,
    /// The CSV that was held against the rules and put in; `None` where the document came with its content.
    pub(super) content: Option<&'a [u8]>,
    /// SignatureValue; empty before there is one.
    pub(super) value: &'a [u8],
}

/// Reads a prescription or dispensing record back.
pub(super) fn by_grammar(octets: &[u8], kind: DocumentKind, ours: &Ours<'_>) -> Result<(), SignError> {
    let document = parse(octets)?;
    let identifiers =
        Identifiers::of(&document, Vocabulary::Hpki).map_err(|error| SignError::Identifiers(error.path))?;
    let mut checks = CheckList::with_capacity(12);
    let limits = SignatureLimits::default();
    let recognised =
        recognise(&document, &identifiers, kind, &limits, &mut checks).map_err(|_| form_error(&checks))?;
    let mut signatures = recognised.signatures.iter();
    let outermost = signatures.next().ok_or_else(|| SignError::read_back("no signature"))?;
    match ours.content {
        Some(content) => must(content == outermost.payload, "the content")?,
        None => ours.settings.rules().content_rules.check(&outermost.payload)?,
    }
    let context = context(&document, &identifiers, &outermost.signature);
    check_ours(&context, &outermost.signature, outermost.qualifying.signed.as_ref(), ours)?;
    for inside in signatures {
        check_inside(&document, &identifiers, inside, ours.settings.rules())?;
    }
    Ok(())
}

/// Reads another document back: the one signature that was made.
pub(super) fn by_signature(octets: &[u8], ours: &Ours<'_>) -> Result<(), SignError> {
    let document = parse(octets)?;
    let identifiers =
        Identifiers::of(&document, Vocabulary::Any).map_err(|error| SignError::Identifiers(error.path))?;
    let element = signature_element(&document, ours.signature_at)?;
    let limits = SignatureLimits::default();
    let signature =
        Signature::from_element(element, &limits).map_err(|error| SignError::read_back(error.to_string()))?;
    let qualifying = qualifying_properties(&signature, &limits)
        .map_err(|error| SignError::read_back(error.to_string()))?;
    let context = context(&document, &identifiers, &signature);
    check_ours(&context, &signature, qualifying.and_then(|qualifying| qualifying.signed).as_ref(), ours)?;
    check_manifest(&context, &signature, ours)
}

/// The first reason for which the grammar refused.
pub(super) fn form_error(checks: &CheckList) -> SignError {
    match checks.first_not_passed() {
        Some((check, _)) => {
            SignError::DocumentForm { check: check.finding, detail: check.detail.to_string() }
        }
        None => SignError::read_back("the grammar refused without a reason"),
    }
}

pub(super) fn parse(octets: &[u8]) -> Result<Document<'_>, SignError> {
    Document::parse(octets, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("signed document", octets, error))
}

pub(super) fn context<'c, 'd, 'i>(
    document: &'d Document<'i>,
    identifiers: &'c Identifiers<'d>,
    signature: &Signature<'_, '_>,
) -> ProcessingContext<'c, 'd, 'i> {
    ProcessingContext {
        document,
        identifiers,
        signature: signature.element.id(),
        detached: &NoDetachedData,
        xml_limits: XmlLimits::default(),
        budget: None,
    }
}

fn check_ours(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    signed_properties: Option<&SignedProperties<'_, '_>>,
    ours: &Ours<'_>,
) -> Result<(), SignError> {
    must(signature.element.byte_range().start == ours.signature_at, "the place of the Signature")?;
    let method = signature.signed_info.signature_method.algorithm;
    must(method == Some(ours.settings.algorithm()), "SignatureMethod")?;
    let mut signed_info = Comparison::with(ours.signed_info);
    write_signed_info_octets(context.document, &signature.signed_info, &mut signed_info)
        .map_err(|error| SignError::read_back(error.to_string()))?;
    must(signed_info.is_equal(), "SignedInfo")?;
    must(signature.signature_value == ours.value, "SignatureValue")?;
    let certificate = ours.settings.certificate();
    let of_signer =
        |child: &KeyInfoChild| matches!(child, KeyInfoChild::Certificate(der) if der == certificate.as_der());
    let key_info = signature.key_info.as_ref().map(|key_info| key_info.children.as_slice());
    must(matches!(key_info, Some([only]) if of_signer(only)), "KeyInfo")?;
    let properties = signed_properties.ok_or_else(|| SignError::read_back("SignedProperties"))?;
    let time = properties.signing_time.and_then(|element| element.text().ok());
    must(time.as_deref() == Some(&signing_time_text(ours.signing_time)), "SigningTime")?;
    let named = properties.signing_certificate.as_ref().map(|named| named.certificates.as_slice());
    let agrees = match named {
        Some([only]) if only.digest_method.algorithm == Some(ours.settings.digest()) => {
            certificate_agrees(certificate, ours.settings.digest(), only)
        }
        _ => false,
    };
    must(agrees, "SigningCertificateV2")?;
    must(ours.properties.agree_with(properties.element), "the signed properties")?;
    check_references(context, &signature.signed_info.references, ours.references)
}

fn must(holds: bool, what: &'static str) -> Result<(), SignError> {
    match holds {
        true => Ok(()),
        false => Err(SignError::read_back(what)),
    }
}

fn check_references(
    context: &ProcessingContext<'_, '_, '_>,
    references: &[Reference<'_, '_>],
    ours: &[FilledReference],
) -> Result<(), SignError> {
    if references.len() != ours.len() {
        return Err(SignError::read_back("the number of references"));
    }
    for (reference, ours) in references.iter().zip(ours) {
        let agrees = is_as_planned(reference, &ours.planned, &ours.digest)
            && match (&ours.octets, &ours.planned.known) {
                (_, Some(_)) => true,
                // The digest is that of these octets: the same octets have the same digest.
                (Some(octets), None) => {
                    let mut comparison = Comparison::with(octets);
                    write_reference_octets(context, reference, &INCLUSIVE, &mut comparison).is_ok()
                        && comparison.is_equal()
                }
                (None, None) => {
                    let facts = reference_facts(context, reference, KeepOctets::No);
                    matches!(facts, ReferenceFacts::Agrees(_))
                }
            };
        if !agrees {
            return Err(differs(&ours.planned));
        }
    }
    Ok(())
}

/// Whether a Reference says what was planned.
fn is_as_planned(reference: &Reference<'_, '_>, planned: &PlannedReference, digest: &Digest) -> bool {
    let transforms = reference.transforms.iter().map(|transform| transform.uri());
    reference.uri.as_deref() == Some(planned.uri.as_str())
        && reference.r#type.as_deref() == planned.r#type
        && transforms.eq(planned.transforms.iter().copied())
        && reference.digest_method.algorithm == Some(digest.algorithm())
        && reference.digest_value.as_deref() == Some(digest.as_ref())
}

fn differs(planned: &PlannedReference) -> SignError {
    let shown: String = planned.uri.chars().take(64).collect();
    SignError::read_back(format!("reference {shown}"))
}

/// Compares octets as they come with octets at hand.
struct Comparison<'a> {
    rest: &'a [u8],
    same: bool,
}

impl Comparison<'_> {
    fn with(octets: &[u8]) -> Comparison<'_> {
        Comparison { rest: octets, same: true }
    }

    /// Whether all octets have come, and no others.
    fn is_equal(&self) -> bool {
        self.same && self.rest.is_empty()
    }
}

impl Sink for Comparison<'_> {
    fn write(&mut self, octets: &[u8]) {
        match self.rest.strip_prefix(octets) {
            Some(rest) => self.rest = rest,
            None => self.same = false,
        }
    }
}

fn check_manifest(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    ours: &Ours<'_>,
) -> Result<(), SignError> {
    let limits = SignatureLimits::default();
    let mut listed = Vec::new();
    for reference in &signature.signed_info.references {
        let of_manifest = manifest_references(context.document, context.identifiers, reference, &limits)
            .map_err(|error| SignError::read_back(error.to_string()))?;
        listed.extend(of_manifest.unwrap_or_default());
    }
    if listed.len() != ours.manifest.len() {
        return Err(SignError::read_back("the number of files in the Manifest"));
    }
    for (reference, planned) in listed.iter().zip(ours.manifest) {
        let known = planned.known.as_ref();
        if !known.is_some_and(|digest| is_as_planned(reference, planned, digest)) {
            return Err(differs(planned));
        }
    }
    Ok(())
}

/// The doctor's signature inside a dispensing record.
fn check_inside(
    document: &Document<'_>,
    identifiers: &Identifiers<'_>,
    inside: &RecognisedSignature<'_, '_>,
    rules: &SigningRules,
) -> Result<(), SignError> {
    let context = context(document, identifiers, &inside.signature);
    let signer = core_validation::verify(&context, inside).map_err(SignError::Prescription)?;
    core_validation::check_signer_inside(&signer, inside, rules)
        .map_err(|refusal| SignError::Prescription(format!("{}: {refusal}", refusal.finding().id)))
}
