//! The report of `hpki inspect` for programs.

use std::path::Path;

use hpki_core::report::Language;
use hpki_xades::inspect::{
    CoreValidation, DocumentInspection, ReferenceInspection, SignatureInspection, TimeStampInspection,
};
use serde::Serialize;

use super::certificate::Signer;
use super::document::truth;
use super::{Check, Error, base64, checks};
use crate::problem::Problem;

/// One file.
#[derive(Debug, Serialize)]
pub struct Inspection {
    file: String,
    signatures: Vec<Signature>,
    /// Why the file cannot be inspected; then no signature was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

#[derive(Debug, Serialize)]
struct Signature {
    path: String,
    /// Null when something needed is unsupported.
    core_valid: Option<bool>,
    unsupported: Option<String>,
    /// Why the element is no Signature of the schema.
    malformed: Option<String>,
    references: Vec<Reference>,
    signature_ok: Option<bool>,
    signature_method: String,
    canonicalization_method: String,
    level: &'static str,
    certificates: Vec<Signer>,
    unreadable_certificates: usize,
    time_stamps: Vec<TimeStamp>,
}

/// Digests in base64, as DigestValue has them.
#[derive(Debug, Serialize)]
struct Reference {
    uri: Option<String>,
    transforms: Vec<String>,
    digest_method: String,
    digest_ok: Option<bool>,
    computed: Option<String>,
    stated: String,
    problem: Option<String>,
}

#[derive(Debug, Serialize)]
struct TimeStamp {
    kind: &'static str,
    gen_time: Option<String>,
    ok: Option<bool>,
    certificate: Option<Signer>,
    checks: Vec<Check>,
    problem: Option<String>,
}

impl Inspection {
    /// A file that was inspected.
    pub fn of(file: &Path, inspection: &DocumentInspection) -> Inspection {
        let signatures = inspection.signatures.iter().map(Signature::of).collect();
        Inspection { file: file.to_string_lossy().into_owned(), signatures, error: None }
    }

    /// A file that was read and is no document.
    pub fn refused(file: &Path, problem: &Problem, language: Language) -> Inspection {
        let error = Some(Error::of(problem, language));
        Inspection { file: file.to_string_lossy().into_owned(), signatures: Vec::new(), error }
    }
}

impl Signature {
    fn of(inspection: &SignatureInspection) -> Signature {
        let (core_valid, unsupported, malformed) = match &inspection.core {
            CoreValidation::Valid => (Some(true), None, None),
            CoreValidation::Invalid => (Some(false), None, None),
            CoreValidation::Unsupported(what) => (None, Some(what.clone()), None),
            CoreValidation::Malformed(why) => (Some(false), None, Some(why.clone())),
        };
        Signature {
            path: inspection.path.clone(),
            core_valid,
            unsupported,
            malformed,
            references: inspection.references.iter().map(Reference::of).collect(),
            signature_ok: truth(inspection.signature_value),
            signature_method: inspection.signature_method_uri.to_string(),
            canonicalization_method: inspection.canonicalization_uri.to_string(),
            level: inspection.level.name(),
            certificates: inspection.certificates.iter().map(Signer::claimed).collect(),
            unreadable_certificates: inspection.unreadable_certificates,
            time_stamps: inspection.time_stamps.iter().map(TimeStamp::of).collect(),
        }
    }
}

impl Reference {
    fn of(inspection: &ReferenceInspection) -> Reference {
        Reference {
            uri: inspection.uri.clone(),
            transforms: inspection.transforms.clone(),
            digest_method: inspection.digest_method_uri.to_string(),
            digest_ok: truth(inspection.digest),
            computed: (!inspection.computed.is_empty()).then(|| base64(&inspection.computed)),
            stated: base64(&inspection.stated),
            problem: inspection.problem.clone(),
        }
    }
}

impl TimeStamp {
    fn of(inspection: &TimeStampInspection) -> TimeStamp {
        TimeStamp {
            kind: inspection.kind.name(),
            gen_time: inspection.gen_time.map(|time| time.to_string()),
            ok: truth(inspection.token),
            certificate: inspection.certificate.as_ref().map(Signer::claimed),
            checks: checks(&inspection.checks),
            problem: inspection.problem.clone(),
        }
    }
}
