//! Facts about the signatures of any XML document, without a trust decision: the answer to "why does my digest
//! differ?".
//!
//! Nothing here says who signed or whether to believe it. For that see [`crate::validate`].

mod properties;
mod report;
mod value;

pub use report::{
    CoreValidation, DocumentInspection, KeySource, PropertiesInspection, ReferenceInspection,
    SignatureInspection, SigningCertificateInspection, TimeStampInspection,
};

use std::cell::RefCell;

use hpki_core::certificate::Certificate;
use hpki_core::key::SubjectPublicKeyInfo;

use crate::dsig::{
    DetachedData, DigestBudget, IdentifierError, Identifiers, KeepOctets, ProcessingContext, Reference,
    ReferenceFacts, Signature, SignatureLimits, StructureError, StructureErrorKind, Vocabulary,
    manifest_references, reference_facts, signature_elements, signed_info_octets,
};
use crate::validate::{Fact, Level};
use crate::xades::qualifying_properties;
use crate::xml::{Document, Element, Paths, XmlError, XmlLimits};

/// Why a file cannot be inspected at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// It is no XML that is accepted.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Two elements have the same identifier.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
}

/// What an inspection is given.
pub struct InspectOptions<'a> {
    /// Data outside the document.
    pub detached: &'a dyn DetachedData,
    /// Keys to hold SignatureValue against after those of KeyInfo: for signatures that name their key or leave it
    /// to an agreement.
    pub keys: &'a [SubjectPublicKeyInfo],
    /// Whether canonical octets are kept, to be written out and compared.
    pub octets: KeepOctets,
    /// Budgets of the XML.
    pub xml_limits: XmlLimits,
    /// Budgets of each signature.
    pub signature_limits: SignatureLimits,
}

impl<'a> InspectOptions<'a> {
    /// The defaults: no keys, octets are not kept.
    pub fn new(detached: &'a dyn DetachedData) -> InspectOptions<'a> {
        InspectOptions {
            detached,
            keys: &[],
            octets: KeepOctets::No,
            xml_limits: XmlLimits::default(),
            signature_limits: SignatureLimits::default(),
        }
    }
}

/// Looks at every Signature element of a document, in document order; at no more than the limit of
/// [`SignatureLimits::signatures`].
///
/// # Errors
/// [`InspectError`] when the file is no XML that is accepted.
pub fn inspect(bytes: &[u8], options: &InspectOptions<'_>) -> Result<DocumentInspection, InspectError> {
    let document = Document::parse(bytes, &options.xml_limits)?;
    let identifiers = Identifiers::of(&document, Vocabulary::Any)?;
    let budget = DigestBudget::new(&document, options.signature_limits.digested_expansion);
    let paths = RefCell::default();
    let inspector =
        Inspector { document: &document, identifiers: &identifiers, options, budget: &budget, paths };
    let mut elements = signature_elements(&document);
    let within_limit: Vec<_> = elements.by_ref().take(options.signature_limits.signatures).collect();
    if within_limit.len() > 1 {
        budget.remember_from_now();
    }
    let signatures = within_limit.into_iter().map(|element| inspector.signature(element)).collect();
    Ok(DocumentInspection { signatures, left_out: elements.count() })
}

struct Inspector<'c, 'd, 'i> {
    document: &'d Document<'i>,
    identifiers: &'c Identifiers<'d>,
    options: &'c InspectOptions<'c>,
    budget: &'c DigestBudget<'d, 'i>,
    paths: RefCell<Paths<'d, 'i>>,
}

impl<'d, 'i> Inspector<'_, 'd, 'i> {
    fn signature(&self, element: Element<'d, 'i>) -> SignatureInspection {
        match Signature::from_element(element, &self.options.signature_limits) {
            Ok(signature) => self.readable(&signature),
            Err(error) => unreadable(self.paths.borrow_mut().path(element), &error),
        }
    }

    fn readable(&self, signature: &Signature<'d, 'i>) -> SignatureInspection {
        let context = ProcessingContext {
            document: self.document,
            identifiers: self.identifiers,
            signature: signature.element.id(),
            detached: self.options.detached,
            xml_limits: self.options.xml_limits,
            budget: Some(self.budget),
        };
        let (certificates, unreadable_certificates) = certificates(signature);
        let references = self.references(&context, &signature.signed_info.references);
        let (signature_value, key, value_problem) =
            self.value(signature, &certificates, unreadable_certificates);
        let core = core_validation(&references, signature_value, value_problem);
        let signed_info = match self.options.octets {
            KeepOctets::Yes => signed_info_octets(self.document, &signature.signed_info).ok(),
            KeepOctets::No => None,
        };
        // A broken property block leaves the XMLDSig core as it is.
        let qualifying = qualifying_properties(signature, &self.options.signature_limits);
        let properties = self.properties(&context, signature, &qualifying, &certificates);
        let qualifying = qualifying.ok().flatten();
        SignatureInspection {
            path: self.paths.borrow_mut().path(signature.element),
            core,
            signature_method_uri: signature.signed_info.signature_method.uri.clone(),
            canonicalization_uri: signature.signed_info.canonicalization_uri.clone(),
            manifest_references: self.manifest_references(&context, signature),
            counter_signature: self.counter_signature(signature, &references),
            references,
            signature_value,
            key,
            signed_info_octets: signed_info,
            level: qualifying.as_ref().map_or(Level::B, |qualifying| self.level(qualifying)),
            time_stamps: qualifying
                .as_ref()
                .map(|qualifying| self.time_stamps(&context, signature, qualifying))
                .unwrap_or_default(),
            properties,
            certificates,
            unreadable_certificates,
        }
    }

    fn references(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        references: &[Reference<'_, '_>],
    ) -> Vec<ReferenceInspection> {
        references.iter().map(|reference| self.reference(context, reference)).collect()
    }

    /// The references of every Manifest that SignedInfo references. They are no part of core validation.
    fn manifest_references(
        &self,
        context: &ProcessingContext<'_, 'd, 'i>,
        signature: &Signature<'d, 'i>,
    ) -> Vec<ReferenceInspection> {
        let limits = &self.options.signature_limits;
        // One Manifest may be referenced again and again: it is read once, and all of them share one budget.
        let mut read = Vec::new();
        let manifests = signature.signed_info.references.iter().filter_map(|reference| {
            let name = reference.uri.as_deref()?.strip_prefix('#')?;
            let target = self.identifiers.resolve(name)?;
            if read.contains(&target) {
                return None;
            }
            read.push(target);
            manifest_references(self.document, self.identifiers, reference, limits).ok().flatten()
        });
        let references: Vec<_> = manifests.flatten().take(limits.references).collect();
        self.references(context, &references)
    }

    fn reference(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        reference: &Reference<'_, '_>,
    ) -> ReferenceInspection {
        let mut inspection = ReferenceInspection {
            uri: reference.uri.as_deref().map(str::to_owned),
            transforms: reference.transforms.iter().map(|transform| transform.uri().to_owned()).collect(),
            digest_method_uri: reference.digest_method.uri.clone(),
            digest: Fact::Unknown,
            computed: Vec::new(),
            stated: reference.digest_value.as_deref().unwrap_or_default().to_vec(),
            octets: None,
            problem: None,
        };
        let (fact, digested) = match reference_facts(context, reference, self.options.octets) {
            ReferenceFacts::Agrees(digested) => (Fact::Agrees, digested),
            ReferenceFacts::Differs(digested) => (Fact::Differs, digested),
            ReferenceFacts::Problem(problem) => {
                inspection.problem = Some(problem.to_string());
                return inspection;
            }
        };
        inspection.digest = fact;
        inspection.computed = digested.digest.as_ref().to_vec();
        inspection.octets = digested.octets;
        inspection
    }
}

fn unreadable(path: String, error: &StructureError) -> SignatureInspection {
    let core = match error.kind {
        // Whether it is valid was not found out.
        StructureErrorKind::TooMany { .. } => CoreValidation::Unsupported(error.to_string()),
        _ => CoreValidation::Malformed(error.to_string()),
    };
    SignatureInspection {
        path,
        core,
        signature_method_uri: "".into(),
        canonicalization_uri: "".into(),
        references: Vec::new(),
        manifest_references: Vec::new(),
        signature_value: Fact::Unknown,
        key: None,
        properties: None,
        counter_signature: None,
        signed_info_octets: None,
        level: Level::B,
        certificates: Vec::new(),
        unreadable_certificates: 0,
        time_stamps: Vec::new(),
    }
}

/// The certificates of KeyInfo, and how many cannot be read.
fn certificates(signature: &Signature<'_, '_>) -> (Vec<Certificate>, usize) {
    let octets = signature.key_info.iter().flat_map(|key_info| key_info.certificates());
    let (read, unreadable): (Vec<_>, Vec<_>) = octets.map(Certificate::from_der).partition(Result::is_ok);
    (read.into_iter().filter_map(Result::ok).collect(), unreadable.len())
}

/// XMLDSig core validation: the value and every reference. One difference decides; else one unknown.
fn core_validation(
    references: &[ReferenceInspection],
    value: Fact,
    value_problem: Option<String>,
) -> CoreValidation {
    let differs = value == Fact::Differs || references.iter().any(|one| one.digest == Fact::Differs);
    if references.is_empty() || differs {
        return CoreValidation::Invalid;
    }
    let problem = references.iter().find_map(|reference| reference.problem.clone()).or(value_problem);
    match problem {
        Some(problem) => CoreValidation::Unsupported(problem),
        None => CoreValidation::Valid,
    }
}
