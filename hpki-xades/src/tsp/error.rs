//! Why octets are not a time-stamp token, request or answer: what is wrong, and where.

use hpki_core::der::DerError;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::report::Finding;

use super::finding;

/// Why octets are not read as a time-stamp token, a request or an answer of a time-stamp authority.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} of the time-stamp: {problem}")]
pub struct TimeStampError {
    problem: TimeStampProblem,
    field: &'static str,
}

impl TimeStampError {
    /// What is wrong.
    pub fn problem(&self) -> &TimeStampProblem {
        &self.problem
    }

    /// The ASN.1 component in which it is wrong, such as `SignerInfo.sid`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The check of a report that this error answers; its sub-indication is FORMAT_FAILURE.
    pub fn finding(&self) -> &'static Finding {
        match self.problem {
            TimeStampProblem::NotATimeStamp { .. } => &finding::NOT_A_TIME_STAMP,
            TimeStampProblem::SignerCount { .. } => &finding::EXACTLY_ONE_SIGNER,
            TimeStampProblem::UnknownCriticalExtension { .. } => &finding::CRITICAL_EXTENSION,
            TimeStampProblem::OverLimit { .. } => &finding::WITHIN_LIMITS,
            _ => self.finding_of_field(),
        }
    }
}

impl TimeStampError {
    fn finding_of_field(&self) -> &'static Finding {
        match self.field.split('.').next() {
            Some("TSTInfo") => &finding::TST_INFO,
            Some("TimeStampReq" | "TimeStampResp" | "PKIStatusInfo") => &finding::EXCHANGE_READABLE,
            _ if self.field == "SignerInfo.signedAttrs" => &finding::SIGNED_ATTRIBUTES,
            _ => &finding::READABLE,
        }
    }
}

/// Names the component in which a problem was met.
pub(super) trait InField<T> {
    fn in_field(self, field: &'static str) -> Result<T, TimeStampError>;
}

impl<T, P: Into<TimeStampProblem>> InField<T> for Result<T, P> {
    fn in_field(self, field: &'static str) -> Result<T, TimeStampError> {
        self.map_err(|problem| TimeStampError { problem: problem.into(), field })
    }
}

/// What is wrong with octets that should be a time-stamp token, a request or an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeStampProblem {
    /// The octets are not DER where DER is required.
    #[error(transparent)]
    Der(#[from] DerError),
    /// The message is CMS of another kind, or encloses no TSTInfo.
    #[error("expected the content type {expected}, found {found}")]
    NotATimeStamp {
        /// The content type that a time-stamp token has here.
        expected: ObjectIdentifier,
        /// The one found.
        found: ObjectIdentifier,
    },
    /// The content that was signed is not enclosed: the token would be a detached signature.
    #[error("the signed content is missing")]
    ContentMissing,
    /// Not exactly one SignerInfo.
    #[error("exactly one signer is required, found {found}")]
    SignerCount {
        /// How many there are.
        found: usize,
    },
    /// A signed attribute is missing, stands twice, or has not exactly one value.
    #[error("the signed attribute {attribute} must stand exactly once with one value, found {found}")]
    Attribute {
        /// Which one.
        attribute: ObjectIdentifier,
        /// How many values there are.
        found: usize,
    },
    /// An attribute's type is repeated.
    #[error("the attribute contentType names {found}, not a time-stamp")]
    ContentTypeAttribute {
        /// The content type it names.
        found: ObjectIdentifier,
    },
    /// A digest algorithm has parameters, which no digest algorithm has.
    #[error("the digest algorithm {algorithm} has parameters, and it takes none")]
    DigestParameters {
        /// Which algorithm.
        algorithm: ObjectIdentifier,
    },
    /// A version that RFC 3161 does not define.
    #[error("version 1 is the only one defined, found another")]
    Version,
    /// A value outside what the standard allows.
    #[error("a value that RFC 3161 does not allow")]
    Value,
    /// genTime is no GeneralizedTime in UTC of a date and time that exist.
    #[error("not a date and time in UTC of the form 20260131120000.5Z")]
    GenTime,
    /// A critical extension that is not implemented.
    #[error("unknown critical extension {extension}")]
    UnknownCriticalExtension {
        /// Which one.
        extension: ObjectIdentifier,
    },
    /// A component has more elements than the limit.
    #[error("more than {limit} elements")]
    OverLimit {
        /// The limit that was in force.
        limit: usize,
    },
    /// An answer that grants a time-stamp without a token, or has a token and grants none.
    #[error("the token does not go with the status of the answer")]
    StatusAndToken,
}
