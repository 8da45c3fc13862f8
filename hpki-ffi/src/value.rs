//! Small values that cross the boundary by copy, and the numbers that stand for choices.

use std::ffi::c_char;
use std::ptr;

use hpki_core::path::RevocationMode;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Indication, Language, Outcome};
use hpki_core::time::Time;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::validate::{Fact, Level};

use crate::boundary::Failure;
use crate::result::{HPKI_ERROR_CONSTANT, HPKI_ERROR_TIME, UNKNOWN_CONSTANT, UNKNOWN_TIME};

/// UTF-8 text of a handle: `length` octets at `data`, with no NUL behind them. It belongs to the handle it was asked of
/// and lives as long as that. `data` is NULL when there is no such text, and never NULL for an empty one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hpki_text {
    /// The first octet, or NULL.
    pub data: *const c_char,
    /// How many octets.
    pub length: usize,
}

/// Octets of a handle: `length` octets at `data`. They belong to the handle they were asked of and live as long as that.
/// `data` is never NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hpki_octets {
    /// The first octet.
    pub data: *const u8,
    /// How many octets.
    pub length: usize,
}

/// A point in time, UTC. `present` is 0 when there is none, and the other members are 0 then.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hpki_time {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub unix_seconds: i64,
    /// Nanoseconds after that, below 1,000,000,000.
    pub nanoseconds: u32,
    /// 1, or 0 when there is no time.
    pub present: u32,
}

impl hpki_text {
    pub(crate) fn of(text: &str) -> hpki_text {
        hpki_text { data: text.as_ptr().cast(), length: text.len() }
    }

    pub(crate) fn of_some(text: Option<&str>) -> hpki_text {
        text.map_or(hpki_text { data: ptr::null(), length: 0 }, hpki_text::of)
    }
}

impl hpki_octets {
    pub(crate) fn of(octets: &[u8]) -> hpki_octets {
        hpki_octets { data: octets.as_ptr(), length: octets.len() }
    }
}

impl From<Option<Time>> for hpki_time {
    fn from(time: Option<Time>) -> hpki_time {
        match time {
            Some(time) => hpki_time {
                unix_seconds: time.unix_seconds(),
                nanoseconds: time.subsecond_nanoseconds(),
                present: 1,
            },
            None => hpki_time { unix_seconds: 0, nanoseconds: 0, present: 0 },
        }
    }
}

/// A time that came in as seconds.
pub(crate) fn time(unix_seconds: i64) -> Result<Time, Failure> {
    Time::from_unix_seconds(unix_seconds)
        .map_err(|_| Failure::new(HPKI_ERROR_TIME, &UNKNOWN_TIME, unix_seconds.to_string()))
}

/// A language of messages: one of HPKI_LANGUAGE_….
pub type hpki_language = u32;
/// English.
pub const HPKI_LANGUAGE_ENGLISH: hpki_language = 1;
/// 日本語 (Japanese).
pub const HPKI_LANGUAGE_JAPANESE: hpki_language = 2;

/// Yes, no or unknown: one of HPKI_ANSWER_….
pub type hpki_answer = u32;
/// Not computed: something it needs is missing or not supported.
pub const HPKI_ANSWER_UNKNOWN: hpki_answer = 0;
/// Computed and as stated.
pub const HPKI_ANSWER_YES: hpki_answer = 1;
/// Computed, and something else than stated.
pub const HPKI_ANSWER_NO: hpki_answer = 2;

/// A status of EN 319 102-1, section 5.1.3: one of HPKI_INDICATION_….
pub type hpki_indication = u32;
/// TOTAL-PASSED: every check passed under the policy of the caller.
pub const HPKI_INDICATION_TOTAL_PASSED: hpki_indication = 1;
/// TOTAL-FAILED: the signature is wrong, or was made when its maker was not entitled to make it.
pub const HPKI_INDICATION_TOTAL_FAILED: hpki_indication = 2;
/// INDETERMINATE: what is at hand neither proves nor disproves the signature.
pub const HPKI_INDICATION_INDETERMINATE: hpki_indication = 3;

/// How a check came out: one of HPKI_OUTCOME_….
pub type hpki_outcome = u32;
/// As required.
pub const HPKI_OUTCOME_PASSED: hpki_outcome = 1;
/// Not as required, and decided: TOTAL-FAILED.
pub const HPKI_OUTCOME_FAILED: hpki_outcome = 2;
/// Not as required, and open: INDETERMINATE.
pub const HPKI_OUTCOME_INDETERMINATE: hpki_outcome = 3;
/// Unusual, and said so; the verdict stands.
pub const HPKI_OUTCOME_WARNING: hpki_outcome = 4;
/// Not made.
pub const HPKI_OUTCOME_SKIPPED: hpki_outcome = 5;

/// A kind of document: one of HPKI_DOCUMENT_….
pub type hpki_document = u32;
/// Reports: of no kind that was asked for. Settings: a prescription or a dispensing record, told apart by structure.
pub const HPKI_DOCUMENT_AUTO: hpki_document = 0;
/// 処方箋 (prescription).
pub const HPKI_DOCUMENT_PRESCRIPTION: hpki_document = 1;
/// 調剤済み処方箋・調剤結果 (dispensing record).
pub const HPKI_DOCUMENT_DISPENSING: hpki_document = 2;
/// 診療情報提供書 (referral letter).
pub const HPKI_DOCUMENT_REFERRAL: hpki_document = 3;
/// Any other XAdES or XMLDSig document. Whoever asks for it accepts signers of every kind, unless a role is demanded.
pub const HPKI_DOCUMENT_GENERIC: hpki_document = 4;

/// Whether certificates must be known not to be revoked: one of HPKI_REVOCATION_….
pub type hpki_revocation = u32;
/// Without fresh revocation data nothing passes. The default.
pub const HPKI_REVOCATION_REQUIRED: hpki_revocation = 1;
/// Data that counts for the time decides; without any, a warning.
pub const HPKI_REVOCATION_IF_AVAILABLE: hpki_revocation = 2;
/// Not looked at; a warning says so.
pub const HPKI_REVOCATION_OFF: hpki_revocation = 3;

/// A signature level of EN 319 132-1: one of HPKI_LEVEL_….
pub type hpki_level = u32;
/// B (BES): the signature alone.
pub const HPKI_LEVEL_B: hpki_level = 1;
/// T: with a signature time-stamp.
pub const HPKI_LEVEL_T: hpki_level = 2;
/// LT (X-L): with the certificates and revocation data to judge it later.
pub const HPKI_LEVEL_LT: hpki_level = 3;
/// LTA (A): with an archive time-stamp over all of it.
pub const HPKI_LEVEL_LTA: hpki_level = 4;

/// Which of HPKI's policies a certificate has: one of HPKI_POLICY_….
pub type hpki_policy = u32;
/// None of them.
pub const HPKI_POLICY_NONE: hpki_policy = 0;
/// For signatures.
pub const HPKI_POLICY_PRODUCTION: hpki_policy = 1;
/// For signatures in tests.
pub const HPKI_POLICY_TEST: hpki_policy = 2;
/// For authentication, never for documents.
pub const HPKI_POLICY_AUTHENTICATION: hpki_policy = 3;

/// A constant that is none of its kind.
pub(crate) fn unknown_constant(name: &str, value: u32) -> Failure {
    Failure::new(HPKI_ERROR_CONSTANT, &UNKNOWN_CONSTANT, format!("{name} {value}"))
}

pub(crate) fn language(value: hpki_language) -> Result<Language, Failure> {
    match value {
        HPKI_LANGUAGE_ENGLISH => Ok(Language::English),
        HPKI_LANGUAGE_JAPANESE => Ok(Language::Japanese),
        _ => Err(unknown_constant("hpki_language", value)),
    }
}

pub(crate) fn document_request(value: hpki_document) -> Result<DocumentRequest, Failure> {
    match value {
        HPKI_DOCUMENT_AUTO => Ok(DocumentRequest::Auto),
        HPKI_DOCUMENT_PRESCRIPTION => Ok(DocumentRequest::Exactly(DocumentKind::Prescription)),
        HPKI_DOCUMENT_DISPENSING => Ok(DocumentRequest::Exactly(DocumentKind::Dispensing)),
        HPKI_DOCUMENT_REFERRAL => Ok(DocumentRequest::Exactly(DocumentKind::Referral)),
        HPKI_DOCUMENT_GENERIC => Ok(DocumentRequest::Exactly(DocumentKind::Generic)),
        _ => Err(unknown_constant("hpki_document", value)),
    }
}

pub(crate) fn revocation(value: hpki_revocation) -> Result<RevocationMode, Failure> {
    match value {
        HPKI_REVOCATION_REQUIRED => Ok(RevocationMode::Required),
        HPKI_REVOCATION_IF_AVAILABLE => Ok(RevocationMode::IfAvailable),
        HPKI_REVOCATION_OFF => Ok(RevocationMode::Off),
        _ => Err(unknown_constant("hpki_revocation", value)),
    }
}

pub(crate) fn document_kind(kind: Option<DocumentKind>) -> hpki_document {
    match kind {
        None => HPKI_DOCUMENT_AUTO,
        Some(DocumentKind::Prescription) => HPKI_DOCUMENT_PRESCRIPTION,
        Some(DocumentKind::Dispensing) => HPKI_DOCUMENT_DISPENSING,
        Some(DocumentKind::Referral) => HPKI_DOCUMENT_REFERRAL,
        Some(_) => HPKI_DOCUMENT_GENERIC,
    }
}

pub(crate) fn indication(indication: Indication) -> hpki_indication {
    match indication {
        Indication::TotalPassed => HPKI_INDICATION_TOTAL_PASSED,
        Indication::TotalFailed => HPKI_INDICATION_TOTAL_FAILED,
        Indication::Indeterminate => HPKI_INDICATION_INDETERMINATE,
    }
}

pub(crate) fn outcome(outcome: Outcome) -> hpki_outcome {
    match outcome {
        Outcome::Passed => HPKI_OUTCOME_PASSED,
        Outcome::NotPassed(why) => match why.indication() {
            Indication::TotalFailed => HPKI_OUTCOME_FAILED,
            _ => HPKI_OUTCOME_INDETERMINATE,
        },
        Outcome::Warning => HPKI_OUTCOME_WARNING,
        Outcome::Skipped => HPKI_OUTCOME_SKIPPED,
    }
}

pub(crate) fn answer(fact: Fact) -> hpki_answer {
    match fact {
        Fact::Agrees => HPKI_ANSWER_YES,
        Fact::Differs => HPKI_ANSWER_NO,
        Fact::Unknown => HPKI_ANSWER_UNKNOWN,
    }
}

pub(crate) fn level(level: Level) -> hpki_level {
    match level {
        Level::B => HPKI_LEVEL_B,
        Level::T => HPKI_LEVEL_T,
        Level::LT => HPKI_LEVEL_LT,
        Level::LTA => HPKI_LEVEL_LTA,
    }
}

pub(crate) fn policy(policy: CertificatePolicyKind) -> hpki_policy {
    match policy {
        CertificatePolicyKind::Production => HPKI_POLICY_PRODUCTION,
        CertificatePolicyKind::Test => HPKI_POLICY_TEST,
        CertificatePolicyKind::Authentication => HPKI_POLICY_AUTHENTICATION,
        CertificatePolicyKind::None => HPKI_POLICY_NONE,
    }
}
