//! What authenticated sources say about one certificate, put together.

use super::finding::{INVALIDITY_DATE, NOT_USED};
use super::source::{Source, Statement};
use super::{Evidence, RevocationStatus};
use crate::certificate::ReasonFlags;
use crate::crl::ReasonCode;
use crate::report::{CheckList, Finding};
use crate::time::Time;

/// What was found about a certificate, and what is to be told about it.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) status: RevocationStatus,
    pub(crate) remarks: Vec<Remark>,
}

/// Something for the report beside the status.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(super) finding: &'static Finding,
    pub(super) detail: String,
}

impl Remark {
    /// Data that was not used is a skipped check; the rest are warnings.
    pub(crate) fn report(&self, checks: &mut CheckList) {
        match *self.finding == NOT_USED {
            true => checks.skipped(self.finding, self.detail.as_str()),
            false => checks.warning(self.finding, self.detail.as_str()),
        }
    }
}

/// What has been gathered about one certificate.
#[derive(Default)]
pub(super) struct Gathered {
    covered: Option<ReasonFlags>,
    evidence: Vec<Evidence>,
    /// Whether the newest source that covers holds has been heard: it lifts older holds.
    hold_decided: bool,
    on_hold: Option<(Time, Evidence)>,
    revoked: Option<(Time, Option<ReasonCode>, Evidence)>,
    pub(super) remarks: Vec<Remark>,
}

impl Gathered {
    pub(super) fn not_used(&mut self, source: std::fmt::Arguments<'_>, why: std::fmt::Arguments<'_>) {
        self.remarks.push(Remark { finding: &NOT_USED, detail: format!("{source}: {why}") });
    }

    /// Whether nothing new would be learned from a source that does not list the certificate.
    pub(super) fn covers(&self, reasons: ReasonFlags) -> bool {
        self.covered.is_some_and(|covered| covered.contains(reasons))
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.revoked.is_some()
    }

    /// What an authenticated source adds (RFC 5280, 6.3.3 (i) to (l)). Sources come newest first.
    pub(super) fn hear(&mut self, statement: &Statement, source: &Source<'_>, at: Time) {
        let covered = self.covered.unwrap_or(ReasonFlags::NONE);
        self.covered = Some(covered.union(source.reasons));
        self.evidence.push(source.evidence());
        if let Statement::Listed { revocation_date, reason, invalidity_date } = *statement {
            match applies(revocation_date, source.this_update(), at) {
                true if is_permanent(reason) => self.revoke(revocation_date, reason, source),
                true if !self.hold_decided => self.on_hold = Some((revocation_date, source.evidence())),
                true => {}
                false => self.remark_invalidity(revocation_date, invalidity_date, at),
            }
        }
        self.hold_decided |= source.reasons.contains(ReasonFlags::CERTIFICATE_HOLD);
    }

    fn revoke(&mut self, date: Time, reason: Option<ReasonCode>, source: &Source<'_>) {
        if self.revoked.as_ref().is_none_or(|(known, ..)| date < *known) {
            self.revoked = Some((date, reason, source.evidence()));
        }
    }

    fn remark_invalidity(&mut self, revocation_date: Time, invalidity_date: Option<Time>, at: Time) {
        if let Some(date) = invalidity_date.filter(|&date| date <= at) {
            let detail = format!("invalid since {date}, revoked at {revocation_date}");
            self.remarks.push(Remark { finding: &INVALIDITY_DATE, detail });
        }
    }

    pub(super) fn resolve(self) -> Resolved {
        let status = if let Some((at, reason, evidence)) = self.revoked {
            RevocationStatus::Revoked { at, reason, evidence }
        } else if let Some((since, evidence)) = self.on_hold {
            RevocationStatus::OnHold { since, evidence }
        } else if self.covered.is_some_and(|covered| covered.contains(ReasonFlags::ALL)) {
            RevocationStatus::NotRevoked(self.evidence)
        } else {
            RevocationStatus::Unknown
        };
        Resolved { status, remarks: self.remarks }
    }
}

/// Whether an entry speaks about the time: revoked at or before it, or at a date the source itself could not know.
fn applies(revocation_date: Time, this_update: Time, at: Time) -> bool {
    revocation_date.unix_seconds() <= at.unix_seconds() || revocation_date > this_update
}

/// Everything but a hold.
pub(super) fn is_permanent(reason: Option<ReasonCode>) -> bool {
    !matches!(reason, Some(ReasonCode::CertificateHold | ReasonCode::RemoveFromCrl))
}
