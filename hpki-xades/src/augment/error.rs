//! Why a document was not augmented.

use hpki_core::certificate::Certificate;
use hpki_core::report::{Check, CheckList, Detail, Finding, Outcome, SubIndication};

use crate::tsp::TimeStampError;
use crate::validate::Level;
use crate::xml::XmlError;

use super::finding;

/// Why a document was not augmented. Nothing of it was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AugmentError {
    /// The file is no XML that is accepted.
    #[error("{0}")]
    Xml(#[from] XmlError),
    /// The document has no Signature.
    #[error("the document has no signature")]
    NoSignature,
    /// No Signature has this Id.
    #[error("no signature has the Id {id}")]
    NoSuchSignature {
        /// The Id asked for.
        id: String,
    },
    /// There are several, and none was named.
    #[error("several signatures: {}", ids.join(", "))]
    SeveralSignatures {
        /// Their Ids.
        ids: Vec<String>,
    },
    /// The structure of signature or properties is not that of the schemas.
    #[error("{detail}")]
    Malformed {
        /// What is wrong, and where.
        detail: String,
    },
    /// The signature has no QualifyingProperties of XAdES 1.3.2.
    #[error("no QualifyingProperties of XAdES 1.3.2 in {path}")]
    NotXades {
        /// The Signature.
        path: String,
    },
    /// Another signature or a time-stamp covers the place where properties would go.
    #[error("{path} covers it")]
    Covered {
        /// The other Signature, or the one whose time-stamp it is.
        path: String,
    },
    /// The signature has the level already.
    #[error("it has level {}", level.name())]
    AlreadyThere {
        /// The level it has.
        level: Level,
    },
    /// Level B was asked for.
    #[error("level B")]
    LevelB,
    /// The document does not verify as it is.
    #[error("{}: {detail}", finding.id)]
    NotVerified {
        /// The check that did not pass.
        finding: &'static Finding,
        /// What that means.
        why: SubIndication,
        /// What it looked at.
        detail: String,
    },
    /// The signer's certificate is not valid now.
    #[error("{subject}: {not_before} / {not_after}")]
    SignerNotValidNow {
        /// Whose certificate it is.
        subject: String,
        /// Its notBefore.
        not_before: String,
        /// Its notAfter.
        not_after: String,
    },
    /// A time-stamp of the document is not good.
    #[error("{detail}")]
    ExistingTimeStamp {
        /// What was found about it.
        detail: String,
    },
    /// A certificate of a path is missing.
    #[error("the certificate of {issuer}, which issued that of {subject}")]
    NoPath {
        /// The last certificate that is at hand.
        subject: String,
        /// Who issued it.
        issuer: String,
    },
    /// The path of the signer or of a time-stamp authority does not hold.
    #[error("{}: {detail}", finding.id)]
    Path {
        /// The check that did not pass.
        finding: &'static Finding,
        /// What that means.
        why: SubIndication,
        /// What it looked at.
        detail: String,
    },
    /// Lists were asked for, and those that came do not count.
    #[error("{}", certificates.join("; "))]
    RevocationMissing {
        /// The certificates without revocation data, each with what is wrong with the lists at hand.
        certificates: Vec<String>,
    },
    /// The answer of the time-stamp authority is no token for the request.
    #[error("{}: {detail}", finding.id)]
    Response {
        /// The check that did not pass.
        finding: &'static Finding,
        /// What was found: status and reasons of the authority, or what differs.
        detail: String,
    },
    /// The token does not prove a time for this document.
    #[error("{}: {detail}", finding.id)]
    TimeStamp {
        /// The check that did not pass.
        finding: &'static Finding,
        /// What it looked at.
        detail: String,
    },
    /// The digest for requests is too weak.
    #[error("{algorithm}")]
    WeakDigest {
        /// The algorithm.
        algorithm: hpki_core::algorithm::DigestAlgorithm,
    },
    /// What the time-stamp would cover cannot be put together.
    #[error("data of a reference is missing")]
    NoImprint,
    /// The result does not verify at the level.
    #[error("{}: {detail}", cause.map_or("level", |cause| cause.id))]
    Result {
        /// The check that did not pass, if one did not.
        cause: Option<&'static Finding>,
        /// What it looked at, or the level that was reached.
        detail: String,
    },
}

impl AugmentError {
    /// The finding to report: what is wrong and what to do about it.
    pub fn finding(&self) -> &'static Finding {
        match self {
            AugmentError::Xml(error) => error.finding(),
            AugmentError::NoSignature => &finding::NO_SIGNATURE,
            AugmentError::NoSuchSignature { .. } => &finding::NO_SUCH_SIGNATURE,
            AugmentError::SeveralSignatures { .. } => &finding::SEVERAL_SIGNATURES,
            AugmentError::Malformed { .. } => &finding::MALFORMED,
            AugmentError::NotXades { .. } => &finding::NOT_XADES,
            AugmentError::Covered { .. } => &finding::COVERED,
            AugmentError::AlreadyThere { .. } => &finding::ALREADY_THERE,
            AugmentError::LevelB => &finding::LEVEL_B,
            AugmentError::SignerNotValidNow { .. } => &finding::SIGNER_NOT_VALID_NOW,
            AugmentError::ExistingTimeStamp { .. } => &finding::EXISTING_TIME_STAMP,
            AugmentError::NoPath { .. } => &finding::NO_PATH,
            AugmentError::RevocationMissing { .. } => &finding::REVOCATION_MISSING,
            AugmentError::WeakDigest { .. } => &finding::WEAK_DIGEST,
            AugmentError::NoImprint => &finding::NO_IMPRINT,
            AugmentError::Result { .. } => &finding::RESULT,
            AugmentError::NotVerified { finding, .. }
            | AugmentError::Path { finding, .. }
            | AugmentError::Response { finding, .. }
            | AugmentError::TimeStamp { finding, .. } => finding,
        }
    }

    /// What was found, beside [`AugmentError::finding`], in at most 500 bytes: Ids and an authority's words can be of
    /// any length. May be empty.
    pub fn detail(&self) -> String {
        let detail = match self {
            AugmentError::NotVerified { detail, .. }
            | AugmentError::Path { detail, .. }
            | AugmentError::Response { detail, .. }
            | AugmentError::TimeStamp { detail, .. } => Detail::from(detail.as_str()),
            AugmentError::NoSignature | AugmentError::LevelB => Detail::default(),
            other => other.to_string().into(),
        };
        detail.to_string()
    }

    /// What it means for the document itself, where it was the document that was refused: the terms of verification.
    /// `None` where something else is missing or wrong, and the document may well be in order.
    pub fn sub_indication(&self) -> Option<SubIndication> {
        match self {
            AugmentError::Xml(_)
            | AugmentError::NoSignature
            | AugmentError::Malformed { .. }
            | AugmentError::NotXades { .. } => Some(SubIndication::FormatFailure),
            AugmentError::NotVerified { why, .. } | AugmentError::Path { why, .. } => Some(*why),
            AugmentError::SignerNotValidNow { .. } => Some(SubIndication::OutOfBoundsNoPoe),
            _ => None,
        }
    }

    pub(super) fn malformed(error: impl std::fmt::Display) -> AugmentError {
        AugmentError::Malformed { detail: error.to_string() }
    }

    pub(super) fn unreadable_token(error: &TimeStampError) -> AugmentError {
        AugmentError::TimeStamp { finding: error.finding(), detail: error.to_string() }
    }

    pub(super) fn unreadable_response(error: &TimeStampError) -> AugmentError {
        AugmentError::Response { finding: error.finding(), detail: error.to_string() }
    }

    pub(super) fn no_path(last: &Certificate) -> AugmentError {
        AugmentError::NoPath { subject: last.subject().to_string(), issuer: last.issuer().to_string() }
    }
}

/// The check that a verdict rests on: its finding, its meaning, and what it looked at.
pub(super) fn decisive(checks: &CheckList) -> Option<(&'static Finding, SubIndication, String)> {
    let why = checks.objection()?.sub_indication()?;
    let is_it = |check: &&Check| check.outcome == Outcome::NotPassed(why);
    let check = checks.iter().find(is_it)?;
    Some((check.finding, why, check.detail.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_short_however_long_the_ids_are() {
        let long = "識".repeat(400);
        let several = AugmentError::SeveralSignatures { ids: vec![long.clone(), long.clone()] };
        let response =
            AugmentError::Response { finding: &crate::tsp::finding::RESPONSE_STATUS, detail: long.clone() };
        for error in [AugmentError::NoSuchSignature { id: long }, several, response] {
            let detail = error.detail();
            assert!((400..=500).contains(&detail.len()) && detail.ends_with('…'), "{detail}");
        }
        assert_eq!(AugmentError::LevelB.detail(), "");
    }
}
