//! What is known about the revocation of one certificate.

use crate::crl::{CertificateList, ReasonCode};
use crate::ocsp::OcspResponse;
use crate::revocation::FreshnessRule;
use crate::time::Time;

/// What a status rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// Who says so.
    pub source: EvidenceSource,
    /// When it was issued; of a delta list, if there is one.
    pub this_update: Time,
    /// When the next is due.
    pub next_update: Option<Time>,
    /// Why it counts for the time.
    pub rule: FreshnessRule,
}

/// A list or response, its signature verified under the same trust anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvidenceSource {
    /// A revocation list.
    List {
        /// The complete list.
        certificate_list: CertificateList,
        /// The delta list that brought it up to date.
        delta: Option<CertificateList>,
    },
    /// An OCSP response.
    Response(OcspResponse),
}

/// The revocation status of a certificate at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// Not revoked. Several pieces of evidence where each covers some of the reasons only.
    NotRevoked(Vec<Evidence>),
    /// Revoked for good.
    Revoked {
        /// revocationDate.
        at: Time,
        /// Why; `None` where the list does not say.
        reason: Option<ReasonCode>,
        /// The list that says so.
        evidence: Evidence,
    },
    /// On hold.
    OnHold {
        /// revocationDate.
        since: Time,
        /// The list that says so.
        evidence: Evidence,
    },
    /// No data counts for the time.
    Unknown,
    /// Not looked up.
    #[default]
    NotChecked,
}
