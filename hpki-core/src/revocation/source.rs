//! What can answer for a certificate: a complete list, alone or brought up to date by a delta list (RFC 5280, 5.2.4 and
//! 6.3.3 (c), (i) to (k)), or an OCSP response (RFC 6960).

use std::fmt;

use crate::certificate::{Certificate, ReasonFlags};
use crate::crl::{CertificateList, ReasonCode, RevokedCertificate};
use crate::ocsp::{CertificateStatus, OcspResponse, SingleResponse};
use crate::revocation::freshness::FreshnessRule;
use crate::revocation::{Evidence, EvidenceSource};
use crate::time::Time;

/// What can answer for a certificate once its signature has been verified.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) kind: SourceKind<'a>,
    pub(super) reasons: ReasonFlags,
    pub(super) rule: FreshnessRule,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum SourceKind<'a> {
    List { list: &'a CertificateList, delta: Option<&'a CertificateList> },
    Response { response: &'a OcspResponse, answer: &'a SingleResponse },
}

/// What a source says about a certificate.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    NotListed,
    /// Revoked for good, or on hold.
    Listed {
        revocation_date: Time,
        reason: Option<ReasonCode>,
        invalidity_date: Option<Time>,
    },
    /// Something that gives no answer.
    Meaningless(&'static str),
}

impl From<RevokedCertificate> for Statement {
    fn from(entry: RevokedCertificate) -> Statement {
        let RevokedCertificate { revocation_date, reason, invalidity_date, .. } = entry;
        Statement::Listed { revocation_date, reason, invalidity_date }
    }
}

impl<'a> Source<'a> {
    /// When the newest of it was issued.
    pub(super) fn this_update(&self) -> Time {
        match self.kind {
            SourceKind::List { list, delta } => delta.unwrap_or(list).this_update(),
            SourceKind::Response { answer, .. } => answer.this_update,
        }
    }

    /// What the source says.
    pub(super) fn statement(&self, certificate: &Certificate) -> Statement {
        match self.kind {
            SourceKind::List { list, delta } => of_lists(list, delta, certificate),
            SourceKind::Response { answer, .. } => of_answer(answer),
        }
    }

    pub(super) fn evidence(&self) -> Evidence {
        let source = match self.kind {
            SourceKind::List { list, delta } => {
                EvidenceSource::List { certificate_list: list.clone(), delta: delta.cloned() }
            }
            SourceKind::Response { response, .. } => EvidenceSource::Response(response.clone()),
        };
        Evidence { source, this_update: self.this_update(), next_update: self.next_update(), rule: self.rule }
    }

    fn next_update(&self) -> Option<Time> {
        match self.kind {
            SourceKind::List { list, delta } => delta.unwrap_or(list).next_update(),
            SourceKind::Response { answer, .. } => answer.next_update,
        }
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SourceKind::List { list, .. } => {
                write!(formatter, "list of {} by {}", list.this_update(), list.issuer())
            }
            SourceKind::Response { answer, .. } => {
                write!(formatter, "OCSP response of {}", answer.this_update)
            }
        }
    }
}

/// A delta list speaks first; it can lift a hold, and nothing permanent.
fn of_lists(list: &CertificateList, delta: Option<&CertificateList>, certificate: &Certificate) -> Statement {
    let find = |list: &CertificateList| list.find(certificate.serial_number(), certificate.issuer());
    let complete = find(list);
    if complete.as_ref().is_some_and(|entry| entry.reason == Some(ReasonCode::RemoveFromCrl)) {
        return Statement::Meaningless("it has removeFromCRL and is not a delta list");
    }
    match (delta.and_then(find), complete) {
        (_, Some(permanent)) if permanent.reason != Some(ReasonCode::CertificateHold) => permanent.into(),
        (Some(newer), _) if newer.reason == Some(ReasonCode::RemoveFromCrl) => Statement::NotListed,
        (Some(newer), _) => newer.into(),
        (None, Some(hold)) => hold.into(),
        (None, None) => Statement::NotListed,
    }
}

fn of_answer(answer: &SingleResponse) -> Statement {
    match answer.status {
        CertificateStatus::Good => Statement::NotListed,
        CertificateStatus::Revoked { reason: Some(ReasonCode::RemoveFromCrl), .. } => {
            Statement::Meaningless("it has removeFromCRL as a reason")
        }
        CertificateStatus::Revoked { at, reason } => {
            Statement::Listed { revocation_date: at, reason, invalidity_date: None }
        }
        CertificateStatus::Unknown => Statement::Meaningless("the responder does not know the certificate"),
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
