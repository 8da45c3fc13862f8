//! The report of `hpki verify` for programs.

use std::path::Path;

use hpki_core::report::{Language, Verdict};
use hpki_core::role::RoleTable;
use hpki_xades::validate::{
    DocumentReport, Fact, ProofOfExistence, ReferenceReport, SignatureReport, TimeStampOutcome,
    TimeStampSummary, VerifiedDocument,
};
use serde::Serialize;

use super::certificate::Signer;
use super::{Check, Error, checks, hexadecimal, sha256};
use crate::problem::Problem;

/// All files of one run.
#[derive(Debug, Default, Serialize)]
pub struct Documents {
    /// In the order they were given.
    pub files: Vec<Document>,
}

/// One file. `indication` is null exactly when the file could not be read, and `error` then says why.
#[derive(Debug, Default, Serialize)]
pub struct Document {
    file: String,
    indication: Option<&'static str>,
    sub_indication: Option<&'static str>,
    document: Option<&'static str>,
    signatures: Vec<Signature>,
    /// The checks of the file as a whole: reading it, its grammar.
    checks: Vec<Check>,
    /// Null unless TOTAL-PASSED.
    content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

#[derive(Debug, Serialize)]
struct Signature {
    path: String,
    indication: &'static str,
    sub_indication: Option<&'static str>,
    level: &'static str,
    signature_method: String,
    claimed_signing_time: Option<String>,
    proven_time: Option<String>,
    signer: Option<Signer>,
    references: Vec<Reference>,
    signature_ok: Option<bool>,
    time_stamps: Vec<TimeStamp>,
    checks: Vec<Check>,
    /// The time the signer's path, revocation and algorithms were judged at, and what proves it.
    judged_at: String,
    judged_by: &'static str,
    /// Which of `time_stamps`, from 0, where one proves it.
    judged_by_time_stamp: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Reference {
    uri: Option<String>,
    digest_ok: Option<bool>,
}

/// One time-stamp; `ok` is null when it was not judged.
#[derive(Debug, Serialize)]
pub(super) struct TimeStamp {
    kind: &'static str,
    gen_time: Option<String>,
    ok: Option<bool>,
    /// The time its authority's path, revocation and algorithms were judged at, and what proves it.
    judged_at: String,
    judged_by: &'static str,
    judged_by_time_stamp: Option<usize>,
}

/// What was signed: the one content, or the parts when there are several.
#[derive(Debug, Serialize)]
struct Content {
    sha256: Option<String>,
    length: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    uri: Option<String>,
    sha256: String,
    length: u64,
}

impl Document {
    /// A file that passed; roles are named by this table.
    pub fn verified(file: &Path, document: &VerifiedDocument, table: &RoleTable) -> Document {
        Document {
            content: Some(Content::of(document)),
            ..Document::reported(file, document.report(), table)
        }
    }

    /// A file that did not pass: no word about its content.
    pub fn reported(file: &Path, report: &DocumentReport, table: &RoleTable) -> Document {
        Document {
            file: file.to_string_lossy().into_owned(),
            indication: Some(report.verdict().indication().name()),
            sub_indication: sub_indication(report.verdict()),
            document: report.kind().map(|kind| kind.name()),
            signatures: report.signatures().iter().map(|signature| Signature::of(signature, table)).collect(),
            checks: checks(report.checks()),
            content: None,
            error: None,
        }
    }

    /// A file that could not be read.
    pub fn unread(file: &Path, problem: &Problem, language: Language) -> Document {
        Document {
            file: file.to_string_lossy().into_owned(),
            error: Some(Error::of(problem, language)),
            ..Document::default()
        }
    }
}

impl Signature {
    fn of(report: &SignatureReport, table: &RoleTable) -> Signature {
        Signature {
            path: report.path.clone(),
            indication: report.verdict.indication().name(),
            sub_indication: sub_indication(report.verdict),
            level: report.level.name(),
            signature_method: report.signature_method_uri.to_string(),
            claimed_signing_time: report.claimed_signing_time.map(|time| time.to_string()),
            proven_time: report.proven_time.map(|time| time.to_string()),
            signer: report
                .signer
                .as_ref()
                .map(|signer| Signer::of(&signer.certificate, signer.policy, &signer.roles, table)),
            references: report.references.iter().map(Reference::of).collect(),
            signature_ok: truth(report.signature_value),
            time_stamps: report.time_stamps.iter().map(TimeStamp::of).collect(),
            checks: checks(&report.checks),
            judged_at: report.judged_at.to_string(),
            judged_by: report.judged_by.name(),
            judged_by_time_stamp: time_stamp(report.judged_by),
        }
    }
}

fn time_stamp(proof: ProofOfExistence) -> Option<usize> {
    match proof {
        ProofOfExistence::TimeStamp(index) => Some(index),
        ProofOfExistence::CallerTime | ProofOfExistence::OuterSignature => None,
    }
}

impl Reference {
    fn of(report: &ReferenceReport) -> Reference {
        Reference { uri: report.uri.as_deref().map(str::to_owned), digest_ok: truth(report.digest) }
    }
}

impl TimeStamp {
    pub(super) fn of(summary: &TimeStampSummary) -> TimeStamp {
        TimeStamp {
            kind: summary.kind.name(),
            gen_time: summary.gen_time.map(|time| time.to_string()),
            ok: match summary.outcome {
                TimeStampOutcome::Good => Some(true),
                TimeStampOutcome::Bad => Some(false),
                TimeStampOutcome::Unjudged => None,
            },
            judged_at: summary.judged_at.to_string(),
            judged_by: summary.judged_by.name(),
            judged_by_time_stamp: time_stamp(summary.judged_by),
        }
    }
}

impl Content {
    fn of(document: &VerifiedDocument) -> Content {
        let parts = document.parts().iter().map(|part| Part {
            uri: part.uri.clone(),
            sha256: hexadecimal(&part.sha256),
            length: part.length,
        });
        match document.content() {
            Some(content) => Content {
                sha256: sha256(content),
                length: u64::try_from(content.len()).ok(),
                parts: Vec::new(),
            },
            None => Content { sha256: None, length: None, parts: parts.collect() },
        }
    }
}

pub(super) fn sub_indication(verdict: Verdict) -> Option<&'static str> {
    verdict.sub_indication().map(|sub_indication| sub_indication.name())
}

/// True or false as computed; null when it could not be.
pub(super) fn truth(fact: Fact) -> Option<bool> {
    match fact {
        Fact::Agrees => Some(true),
        Fact::Differs => Some(false),
        Fact::Unknown => None,
    }
}
