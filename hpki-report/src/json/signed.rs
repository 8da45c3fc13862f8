//! The report of `hpki sign`, `prepare`, `assemble` and `adopt` for programs.

use std::path::Path;

use hpki_core::certificate::Certificate;
use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::Prepared;
use hpki_xades::validate::DocumentReport;
use serde::Serialize;

use super::certificate::Signer;
use super::document::Document;
use super::{Error, hexadecimal, sha256};
use crate::problem::Problem;

/// All documents of one run.
#[derive(Debug, Default, Serialize)]
pub struct SignedDocuments {
    /// In the order they were given.
    pub files: Vec<Signed>,
}

/// One document. `signed` says whether it was written; where not, `error` or `validation` says why.
#[derive(Debug, Default, Serialize)]
pub struct Signed {
    file: String,
    out: Option<String>,
    signed: bool,
    document: Option<&'static str>,
    signature_method: Option<&'static str>,
    signing_time: Option<String>,
    signer: Option<Signer>,
    /// The verifier's report on a document that was signed, did not pass, and was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    validation: Option<Document>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

/// What was signed, with what: for reports.
#[derive(Clone, Debug)]
pub struct SigningFacts {
    /// The kind of document.
    pub kind: DocumentKind,
    /// The certificate.
    pub certificate: Certificate,
    /// The algorithm.
    pub algorithm: hpki_core::algorithm::SignatureAlgorithm,
    /// SigningTime; `None` where the signature was made elsewhere.
    pub signing_time: Option<Time>,
}

impl SigningFacts {
    /// Of a preparation.
    pub fn of(prepared: &Prepared) -> SigningFacts {
        SigningFacts {
            kind: prepared.kind(),
            certificate: prepared.certificate().clone(),
            algorithm: prepared.algorithm(),
            signing_time: Some(prepared.signing_time()),
        }
    }
}

impl Signed {
    /// A document that was written; roles are named by this table.
    pub fn written(
        file: &Path,
        out: &Path,
        kind: DocumentKind,
        facts: Option<&SigningFacts>,
        table: &RoleTable,
    ) -> Signed {
        Signed {
            file: file.to_string_lossy().into_owned(),
            out: Some(out.to_string_lossy().into_owned()),
            signed: true,
            document: Some(kind.name()),
            signature_method: facts.and_then(|facts| facts.algorithm.xml_uri()),
            signing_time: facts.and_then(|facts| facts.signing_time).map(|time| time.to_string()),
            signer: facts.map(|facts| Signer::claimed(&facts.certificate, table)),
            ..Signed::default()
        }
    }

    /// A document that was not signed, or whose output was refused.
    pub fn refused(file: &Path, problem: &Problem, language: Language) -> Signed {
        Signed {
            file: file.to_string_lossy().into_owned(),
            error: Some(Error::of(problem, language)),
            ..Signed::default()
        }
    }

    /// A document that was signed, did not pass validation and was discarded.
    pub fn not_valid(file: &Path, report: &DocumentReport, table: &RoleTable) -> Signed {
        Signed {
            file: file.to_string_lossy().into_owned(),
            document: report.kind().map(|kind| kind.name()),
            validation: Some(Document::reported(file, report, table)),
            ..Signed::default()
        }
    }
}

/// A preparation: what is to be signed elsewhere.
#[derive(Debug, Serialize)]
pub struct Preparation {
    file: String,
    state: String,
    document: &'static str,
    signature_method: Option<&'static str>,
    signing_time: String,
    digest_method: &'static str,
    /// The digest of the octets to be signed, hexadecimal.
    digest: String,
    /// SHA-256 of the octets to be signed, hexadecimal; their number.
    data_to_be_signed: Data,
    signer: Signer,
}

#[derive(Debug, Serialize)]
struct Data {
    sha256: Option<String>,
    length: usize,
}

impl Preparation {
    /// Of a document, with the state in this file.
    pub fn of(file: &Path, state: &Path, prepared: &Prepared, table: &RoleTable) -> Preparation {
        let data = prepared.data_to_be_signed();
        Preparation {
            file: file.to_string_lossy().into_owned(),
            state: state.to_string_lossy().into_owned(),
            document: prepared.kind().name(),
            signature_method: prepared.algorithm().xml_uri(),
            signing_time: prepared.signing_time().to_string(),
            digest_method: prepared.digest().algorithm().xml_uri(),
            digest: hexadecimal(prepared.digest().as_ref()),
            data_to_be_signed: Data { sha256: sha256(data), length: data.len() },
            signer: Signer::claimed(prepared.certificate(), table),
        }
    }
}
