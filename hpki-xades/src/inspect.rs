//! Facts about the signatures of any XML document, without a trust decision: the answer to "why does my digest
//! differ?".
//!
//! Nothing here says who signed or whether to believe it. For that see [`crate::validate`].

mod report;

pub use report::{
    CoreValidation, DocumentInspection, ReferenceInspection, SignatureInspection, TimeStampInspection,
};

use hpki_core::certificate::Certificate;

use crate::dsig::{
    DetachedData, IdentifierError, Identifiers, KeepOctets, ProcessingContext, Reference, ReferenceFacts,
    Signature, SignatureLimits, SignatureValueFacts, StructureError, Vocabulary, reference_facts,
    signature_value_facts, signed_info_octets,
};
use crate::tsp::{TimeStampToken, check_time_stamp_facts};
use crate::validate::{Fact, Level, TimeStampKind, imprint, time_stamp_kind};
use crate::xades::{
    QualifyingProperties, TimeStampProperty, UnsignedPropertyKind, encapsulated_values, qualifying_properties,
};
use crate::xml::{Document, Element, XmlError, XmlLimits};

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
    /// Whether canonical octets are kept, to be written out and compared.
    pub octets: KeepOctets,
    /// Budgets of the XML.
    pub xml_limits: XmlLimits,
    /// Budgets of each signature.
    pub signature_limits: SignatureLimits,
}

impl<'a> InspectOptions<'a> {
    /// The defaults: octets are not kept.
    pub fn new(detached: &'a dyn DetachedData) -> InspectOptions<'a> {
        InspectOptions {
            detached,
            octets: KeepOctets::No,
            xml_limits: XmlLimits::default(),
            signature_limits: SignatureLimits::default(),
        }
    }
}

/// Looks at every Signature element of a document, in document order.
///
/// # Errors
/// [`InspectError`] when the file is no XML that is accepted.
pub fn inspect(bytes: &[u8], options: &InspectOptions<'_>) -> Result<DocumentInspection, InspectError> {
    let document = Document::parse(bytes, &options.xml_limits)?;
    let identifiers = Identifiers::of(&document, Vocabulary::Any)?;
    let root = document.root();
    let signatures = std::iter::once(root)
        .chain(root.descendant_elements())
        .filter(|element| element.is(crate::dsig::NAMESPACE, "Signature"))
        .map(|element| {
            Inspector { document: &document, identifiers: &identifiers, options }.signature(element)
        })
        .collect();
    Ok(DocumentInspection { signatures })
}

struct Inspector<'c, 'd, 'i> {
    document: &'d Document<'i>,
    identifiers: &'c Identifiers<'d>,
    options: &'c InspectOptions<'c>,
}

impl<'d, 'i> Inspector<'_, 'd, 'i> {
    fn signature(&self, element: Element<'d, 'i>) -> SignatureInspection {
        match Signature::from_element(element, &self.options.signature_limits) {
            Ok(signature) => self.readable(&signature),
            Err(error) => unreadable(element, &error),
        }
    }

    fn readable(&self, signature: &Signature<'d, 'i>) -> SignatureInspection {
        let context = ProcessingContext {
            document: self.document,
            identifiers: self.identifiers,
            signature: signature.element.id(),
            detached: self.options.detached,
            xml_limits: self.options.xml_limits,
        };
        // A broken property block leaves the XMLDSig core as it is.
        let qualifying = qualifying_properties(signature, &self.options.signature_limits).ok().flatten();
        let (certificates, unreadable_certificates) = certificates(signature);
        let references: Vec<ReferenceInspection> = signature
            .signed_info
            .references
            .iter()
            .map(|reference| self.reference(&context, reference))
            .collect();
        let (signature_value, value_problem) = self.value(signature, &certificates);
        let core = core_validation(&references, signature_value, value_problem);
        let signed_info = match self.options.octets {
            KeepOctets::Yes => signed_info_octets(self.document, &signature.signed_info).ok(),
            KeepOctets::No => None,
        };
        SignatureInspection {
            path: signature.element.path(),
            core,
            signature_method_uri: signature.signed_info.signature_method.uri.clone(),
            canonicalization_uri: signature.signed_info.canonicalization_uri.clone(),
            references,
            signature_value,
            signed_info_octets: signed_info,
            level: qualifying.as_ref().map_or(Level::B, |qualifying| self.level(qualifying)),
            time_stamps: qualifying
                .as_ref()
                .map(|qualifying| self.time_stamps(&context, signature, qualifying))
                .unwrap_or_default(),
            certificates,
            unreadable_certificates,
        }
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
            stated: reference.digest_value.clone().unwrap_or_default(),
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

    /// Whether the value fits the key of one of the certificates in KeyInfo, and if that cannot be told, why.
    fn value(&self, signature: &Signature<'_, '_>, certificates: &[Certificate]) -> (Fact, Option<String>) {
        let mut outcome = (Fact::Unknown, Some("no readable X509Certificate in KeyInfo".to_owned()));
        for certificate in certificates {
            match signature_value_facts(self.document, signature, certificate.public_key()) {
                SignatureValueFacts::Agrees => return (Fact::Agrees, None),
                SignatureValueFacts::Differs => outcome = (Fact::Differs, None),
                other if outcome.0 == Fact::Unknown => outcome.1 = Some(other.to_string()),
                _ => {}
            }
        }
        outcome
    }

    /// The level by structure alone: which properties are there, whatever they are worth.
    fn level(&self, qualifying: &QualifyingProperties<'_, '_>) -> Level {
        let has = |kinds: &[UnsignedPropertyKind]| {
            qualifying.unsigned.of_signature.iter().any(|property| kinds.contains(&property.kind))
        };
        let values = encapsulated_values(&qualifying.unsigned, &self.options.signature_limits);
        let long_term = values.is_ok_and(|values| {
            let revocation_values = values.certificate_lists.len() + values.ocsp_responses.len();
            !values.certificates.is_empty() && revocation_values > 0
        });
        if has(&[UnsignedPropertyKind::ArchiveTimeStamp, UnsignedPropertyKind::ArchiveTimeStampOlder]) {
            Level::LTA
        } else if !has(&[UnsignedPropertyKind::SignatureTimeStamp]) {
            Level::B
        } else if long_term {
            Level::LT
        } else {
            Level::T
        }
    }

    fn time_stamps(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        signature: &Signature<'_, '_>,
        qualifying: &QualifyingProperties<'_, '_>,
    ) -> Vec<TimeStampInspection> {
        let limits = &self.options.signature_limits;
        let candidates = encapsulated_values(&qualifying.unsigned, limits)
            .map(|values| {
                let read = values.certificates.iter().map(|octets| Certificate::from_der(octets));
                read.filter_map(Result::ok).collect()
            })
            .unwrap_or_else(|_| Vec::new());
        let mut inspections = Vec::new();
        for property in &qualifying.unsigned.of_signature {
            let Some(kind) = time_stamp_kind(property) else { continue };
            match TimeStampProperty::from_element(property.element, limits) {
                Ok(read) => inspections.extend(read.tokens.iter().map(|token| {
                    self.time_stamp(context, signature, qualifying, (kind, &read), token, &candidates)
                })),
                Err(error) => inspections.push(TimeStampInspection::unreadable(kind, error.to_string())),
            }
        }
        inspections
    }

    fn time_stamp(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        signature: &Signature<'_, '_>,
        qualifying: &QualifyingProperties<'_, '_>,
        (kind, property): (TimeStampKind, &TimeStampProperty<'_, '_>),
        token: &[u8],
        candidates: &[Certificate],
    ) -> TimeStampInspection {
        let token = match TimeStampToken::from_der(token) {
            Ok(token) => token,
            Err(error) => return TimeStampInspection::unreadable(kind, error.to_string()),
        };
        let facts = check_time_stamp_facts(&token, candidates, &mut |algorithm| {
            imprint(context, signature, qualifying, kind, property, algorithm)
        });
        TimeStampInspection {
            kind,
            gen_time: Some(token.tst_info().gen_time()),
            token: if facts.intact().is_some() { Fact::Agrees } else { Fact::Differs },
            certificate: facts.certificate().cloned(),
            checks: facts.checks().clone(),
            problem: None,
        }
    }
}

fn unreadable(element: Element<'_, '_>, error: &StructureError) -> SignatureInspection {
    SignatureInspection {
        path: element.path(),
        core: CoreValidation::Malformed(error.to_string()),
        signature_method_uri: String::new(),
        canonicalization_uri: String::new(),
        references: Vec::new(),
        signature_value: Fact::Unknown,
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
