//! A complete list, alone or brought up to date by a delta list (RFC 5280, 5.2.4 and 6.3.3 (c), (i) to (k)).

use crate::certificate::{Certificate, ReasonFlags};
use crate::crl::{CertificateList, ReasonCode, RevokedCertificate};
use crate::revocation::freshness::FreshnessRule;
use crate::time::Time;

/// What can answer for a certificate once its signature has been verified.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) list: &'a CertificateList,
    pub(super) delta: Option<&'a CertificateList>,
    pub(super) reasons: ReasonFlags,
    pub(super) rule: FreshnessRule,
}

/// What a source says about a certificate.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    NotListed,
    /// Revoked for good, or on hold.
    Listed(RevokedCertificate),
    /// `removeFromCRL` where it has no meaning.
    Meaningless,
}

impl<'a> Source<'a> {
    /// When the newer of the lists was issued.
    pub(super) fn this_update(&self) -> Time {
        self.delta.unwrap_or(self.list).this_update()
    }

    /// What the source says. A delta list speaks first; it can lift a hold, and nothing permanent.
    pub(super) fn statement(&self, certificate: &Certificate) -> Statement {
        let find = |list: &'a CertificateList| list.find(certificate.serial_number(), certificate.issuer());
        let complete = find(self.list);
        if complete.as_ref().is_some_and(|entry| entry.reason == Some(ReasonCode::RemoveFromCrl)) {
            return Statement::Meaningless;
        }
        match (self.delta.and_then(find), complete) {
            (_, Some(permanent)) if permanent.reason != Some(ReasonCode::CertificateHold) => {
                Statement::Listed(permanent)
            }
            (Some(newer), _) if newer.reason == Some(ReasonCode::RemoveFromCrl) => Statement::NotListed,
            (Some(newer), _) => Statement::Listed(newer),
            (None, Some(hold)) => Statement::Listed(hold),
            (None, None) => Statement::NotListed,
        }
    }
}

/// Whether `list` is a delta list.
pub(super) fn is_delta(list: &CertificateList) -> bool {
    list.extensions().delta_crl_indicator().is_some()
}

/// Whether `delta` brings `complete` up to date: the same issuer, key and scope, and a number between.
pub(super) fn updates(delta: &CertificateList, complete: &CertificateList) -> bool {
    let (newer, older) = (delta.extensions(), complete.extensions());
    let point = |extensions: &'_ crate::crl::ListExtensions| {
        extensions.issuing_distribution_point().map(|extension| extension.value().clone())
    };
    let key = |extensions: &'_ crate::crl::ListExtensions| {
        extensions.authority_key_identifier().map(|extension| extension.value().clone())
    };
    let (Some(base), Some(number), Some(complete_number)) =
        (newer.delta_crl_indicator(), newer.crl_number(), older.crl_number())
    else {
        return false;
    };
    delta.issuer() == complete.issuer()
        && point(newer) == point(older)
        && key(newer) == key(older)
        && complete_number.value() >= base.value()
        && complete_number.value() < number.value()
}
