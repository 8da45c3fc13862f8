//! The report of `hpki inspect` for programs.

use std::path::Path;

use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_xades::inspect::{
    CoreValidation, DocumentInspection, KeySource, PropertiesInspection, ReferenceInspection,
    SignatureInspection, SigningCertificateInspection, TimeStampInspection,
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
    /// Signatures beyond the limit, about which nothing is known.
    left_out: usize,
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
    /// References of Manifests that SignedInfo names: no part of core validation.
    manifest_references: Vec<Reference>,
    signature_ok: Option<bool>,
    /// The key that the value fits; whose it is nobody says here.
    key: Option<Key>,
    signature_method: String,
    canonicalization_method: String,
    level: &'static str,
    certificates: Vec<Signer>,
    unreadable_certificates: usize,
    /// Null for plain XMLDSig.
    properties: Option<Properties>,
    /// Null for what is no counter-signature.
    counter_signature: Option<CounterSignature>,
    time_stamps: Vec<TimeStamp>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
enum Key {
    Certificate {
        /// Among `certificates`, from 0.
        index: usize,
    },
    #[serde(rename = "key-info")]
    Stated,
    Given,
}

/// XAdES: what the properties say against what is there.
#[derive(Debug, Serialize)]
struct Properties {
    namespace: String,
    problem: Option<String>,
    /// Whether a reference names SignedProperties; null without them.
    covered: Option<bool>,
    signing_certificate: Option<SigningCertificate>,
}

#[derive(Debug, Serialize)]
struct SigningCertificate {
    form: &'static str,
    digest_ok: Option<bool>,
    issuer_serial_ok: Option<bool>,
    certificate: Option<Signer>,
}

#[derive(Debug, Serialize)]
struct CounterSignature {
    /// Whether a reference digests the SignatureValue of the signature around it, and agrees.
    covers_signature_value: Option<bool>,
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
    /// A file that was inspected; roles are named by this table.
    pub fn of(file: &Path, inspection: &DocumentInspection, table: &RoleTable) -> Inspection {
        let signatures =
            inspection.signatures.iter().map(|signature| Signature::of(signature, table)).collect();
        let file = file.to_string_lossy().into_owned();
        Inspection { file, signatures, left_out: inspection.left_out, error: None }
    }

    /// A file that was read and is no document.
    pub fn refused(file: &Path, problem: &Problem, language: Language) -> Inspection {
        let error = Some(Error::of(problem, language));
        Inspection { file: file.to_string_lossy().into_owned(), signatures: Vec::new(), left_out: 0, error }
    }
}

impl Signature {
    fn of(inspection: &SignatureInspection, table: &RoleTable) -> Signature {
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
            manifest_references: inspection.manifest_references.iter().map(Reference::of).collect(),
            signature_ok: truth(inspection.signature_value),
            key: inspection.key.map(Key::of),
            signature_method: inspection.signature_method_uri.to_string(),
            canonicalization_method: inspection.canonicalization_uri.to_string(),
            level: inspection.level.name(),
            certificates: inspection.certificates.iter().map(|one| Signer::claimed(one, table)).collect(),
            unreadable_certificates: inspection.unreadable_certificates,
            properties: inspection.properties.as_ref().map(|it| Properties::of(it, table)),
            counter_signature: inspection
                .counter_signature
                .map(|fact| CounterSignature { covers_signature_value: truth(fact) }),
            time_stamps: inspection.time_stamps.iter().map(|stamp| TimeStamp::of(stamp, table)).collect(),
        }
    }
}

impl Key {
    fn of(source: KeySource) -> Key {
        match source {
            KeySource::Certificate(index) => Key::Certificate { index },
            KeySource::KeyInfo => Key::Stated,
            KeySource::Given => Key::Given,
        }
    }
}

impl Properties {
    fn of(inspection: &PropertiesInspection, table: &RoleTable) -> Properties {
        Properties {
            namespace: inspection.namespace.clone(),
            problem: inspection.problem.clone(),
            covered: inspection.covered.and_then(truth),
            signing_certificate: inspection
                .signing_certificate
                .as_ref()
                .map(|it| SigningCertificate::of(it, table)),
        }
    }
}

impl SigningCertificate {
    fn of(inspection: &SigningCertificateInspection, table: &RoleTable) -> SigningCertificate {
        SigningCertificate {
            form: inspection.form.name(),
            digest_ok: truth(inspection.digest),
            issuer_serial_ok: truth(inspection.issuer_serial),
            certificate: inspection.certificate.as_ref().map(|one| Signer::claimed(one, table)),
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
    fn of(inspection: &TimeStampInspection, table: &RoleTable) -> TimeStamp {
        TimeStamp {
            kind: inspection.kind.name(),
            gen_time: inspection.gen_time.map(|time| time.to_string()),
            ok: truth(inspection.token),
            certificate: inspection.certificate.as_ref().map(|one| Signer::claimed(one, table)),
            checks: checks(&inspection.checks),
            problem: inspection.problem.clone(),
        }
    }
}
