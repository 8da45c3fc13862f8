//! What is asked to be signed: the inputs of a preparation, from which it can be done again.

use hpki_core::time::Time;

use crate::document::DocumentKind;
use crate::dsig::Vocabulary;

use super::error::SignError;
use super::fill::{Filled, fill};
use super::identifier::Identity;
use super::package::XmlRequest;
use super::plan::{Plan, PlannedReference, Prefixes};
use super::prepared::{Preparation, Prepared};
use super::properties::Properties;
use super::settings::SigningSettings;
use super::template::Template;
use super::unsigned::{Origin, UnsignedDocument};

/// The inputs.
#[derive(Clone, Debug)]
pub(super) enum Request {
    /// A CSV to become a prescription.
    Prescription { csv: Vec<u8> },
    /// A prescription and a CSV to become a dispensing record.
    Dispensing { prescription: Vec<u8>, csv: Vec<u8> },
    /// A prescription or dispensing record of another program.
    Document { kind: DocumentKind, octets: Vec<u8> },
    /// A letter or another document.
    Xml(Box<XmlRequest>),
}

impl Request {
    /// The CSV, where there is one.
    pub(super) fn content(&self) -> Option<&[u8]> {
        match self {
            Request::Prescription { csv } | Request::Dispensing { csv, .. } => Some(csv),
            Request::Document { .. } | Request::Xml(_) => None,
        }
    }

    /// Prepares. The same request, settings and time give the same octets.
    pub(super) fn prepare(
        self,
        settings: &SigningSettings,
        signing_time: Time,
    ) -> Result<Prepared, SignError> {
        let rules = settings.rules().content_rules;
        let unsigned = match self {
            Request::Prescription { csv } => return prepare_prescription(csv, settings, signing_time),
            Request::Dispensing { ref prescription, ref csv } => {
                UnsignedDocument::dispensing(prescription, csv, rules)?
            }
            Request::Document { kind, ref octets } => UnsignedDocument::from_xml(octets.clone(), kind)?,
            Request::Xml(request) => return request.prepare(settings, signing_time),
        };
        prepare_unsigned(unsigned, self, settings, signing_time)
    }
}

/// A prescription, from the template of its signer where there is one.
fn prepare_prescription(
    csv: Vec<u8>,
    settings: &SigningSettings,
    signing_time: Time,
) -> Result<Prepared, SignError> {
    let kind = DocumentKind::Prescription;
    let rules = settings.rules().content_rules;
    if let Some(template) = settings.template() {
        rules.check(&csv)?;
        settings.check_certificate(kind, signing_time)?;
        if let Some(filled) = template.fill(&csv, signing_time) {
            let (settings, request) = (settings.clone(), Request::Prescription { csv });
            let (properties, manifest) = (Properties::NONE, Vec::new());
            let of = Preparation { kind, settings, signing_time, request, properties, manifest };
            return Prepared::new(of, filled, Some(template.beginning()));
        }
    }
    let unsigned = UnsignedDocument::prescription(&csv, rules)?;
    let filled = fill_unsigned(&unsigned, settings, signing_time)?;
    settings.remember_template(|| {
        let signed = settings.algorithm().digest()?;
        Template::of(&filled, &csv, signing_time, settings.digest(), signed)
    });
    finish_unsigned(&unsigned, Request::Prescription { csv }, filled, settings, signing_time)
}

/// How often other identifiers are tried where the document has one of them already: by chance once in millions.
pub(super) const SALTS: u8 = 4;

/// A prescription or dispensing record.
fn prepare_unsigned(
    unsigned: UnsignedDocument,
    request: Request,
    settings: &SigningSettings,
    signing_time: Time,
) -> Result<Prepared, SignError> {
    let filled = fill_unsigned(&unsigned, settings, signing_time)?;
    finish_unsigned(&unsigned, request, filled, settings, signing_time)
}

fn fill_unsigned(
    unsigned: &UnsignedDocument,
    settings: &SigningSettings,
    signing_time: Time,
) -> Result<Filled, SignError> {
    let kind = unsigned.kind();
    settings.check_certificate(kind, signing_time)?;
    let signature_id = match kind {
        DocumentKind::Dispensing => "DispensingSign",
        _ => "PrescriptionSign",
    };
    let mut salt = 0;
    loop {
        let identity = identity_of(settings, &[], salt)?;
        let plan = Plan {
            settings,
            signing_time,
            prefixes: Prefixes::PRESCRIPTION,
            identity,
            signature_id: signature_id.to_owned(),
            references: vec![PlannedReference {
                name: "Reference1-Detached".to_owned(),
                uri: format!("#{}", unsigned.signed_id()),
                r#type: None,
                transforms: Vec::new(),
                known: None,
            }],
            properties: &Properties::NONE,
            objects: Vec::new(),
        };
        match fill(unsigned.octets(), &unsigned.place, plan.write()?, Vocabulary::Hpki) {
            Err(SignError::Identifiers(_)) if salt + 1 < SALTS => salt += 1,
            other => return other,
        }
    }
}

fn finish_unsigned(
    unsigned: &UnsignedDocument,
    request: Request,
    filled: Filled,
    settings: &SigningSettings,
    signing_time: Time,
) -> Result<Prepared, SignError> {
    let (kind, settings) = (unsigned.kind(), settings.clone());
    let (properties, manifest) = (Properties::NONE, Vec::new());
    let of = Preparation { kind, settings, signing_time, request, properties, manifest };
    let prepared = Prepared::new(of, filled, None)?;
    if unsigned.origin == Origin::Given {
        prepared.read_back(&[])?;
    }
    Ok(prepared)
}

/// Octets of what is signed that identifiers are made from: enough to tell the signatures of one document apart.
const SAMPLE: usize = 512;

/// For documents of several signatures.
pub(super) fn identity(
    settings: &SigningSettings,
    signing_time: Time,
    signed: &[u8],
    salt: u8,
) -> Result<Identity, SignError> {
    let (at, length) = (signing_time.unix_seconds().to_be_bytes(), (signed.len() as u64).to_be_bytes());
    let end = signed.get(signed.len().saturating_sub(SAMPLE)..).unwrap_or_default();
    identity_of(settings, &[&at, &length, end], salt)
}

/// For prescriptions and dispensing records the certificate is enough: doctor and pharmacist have one each.
fn identity_of(settings: &SigningSettings, others: &[&[u8]], salt: u8) -> Result<Identity, SignError> {
    Identity::new(&settings.certificate().sha256(), others, salt)
        .map_err(|error| SignError::Algorithm { algorithm: settings.algorithm(), why: error.to_string() })
}
