//! Verdicts other than TOTAL-PASSED on their way to Python: exceptions with a reason and a report.

use std::sync::Arc;

use hpki_core::report::{Check, Finding, Indication, Language, SubIndication, Verdict};
use hpki_report::{Problem, view};
use pyo3::prelude::*;

use crate::errors::{NOT_PASSED, of_module, sentence};
use crate::judged::NotPassed;
use crate::report::Report;

/// The reason of a verdict that is not TOTAL-PASSED.
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) english: String,
    pub(crate) japanese: String,
}

impl Reason {
    /// Of a check, with its detail, which may name a certificate.
    pub(crate) fn of(check: Option<&Check>) -> Reason {
        let detail = check.map(|check| check.detail.to_string()).unwrap_or_default();
        Reason::of_problem(&Problem::of("", finding(check), detail))
    }

    /// Of a check, without its detail: nobody's name is in it.
    pub(crate) fn in_short(check: Option<&Check>) -> Reason {
        Reason::of_problem(&Problem::of("", finding(check), ""))
    }

    /// Of what kept everything from being decided.
    pub(crate) fn of_problem(problem: &Problem) -> Reason {
        Reason {
            code: problem.finding.id,
            english: sentence(problem, Language::English),
            japanese: sentence(problem, Language::Japanese),
        }
    }
}

fn finding(check: Option<&Check>) -> &'static Finding {
    check.map_or(&NOT_PASSED, |check| check.finding)
}

/// `VerificationError`, or the more special class for revocation.
pub(crate) fn verification_error(py: Python<'_>, judged: NotPassed) -> PyErr {
    let (verdict, subject) = (judged.result.verdict(), judged.name.clone());
    let reason = Reason::of(view::decisive_check(&judged.result));
    raised(py, verdict, reason, subject, Report::of(Arc::new(judged))).unwrap_or_else(|error| error)
}

/// The exception for a verdict.
pub(crate) fn raised(
    py: Python<'_>,
    verdict: Verdict,
    reason: Reason,
    subject: String,
    report: Report,
) -> PyResult<PyErr> {
    let about_revocation = matches!(
        verdict.sub_indication(),
        Some(
            SubIndication::Revoked
                | SubIndication::RevokedNoPoe
                | SubIndication::RevokedCaNoPoe
                | SubIndication::TryLater
        )
    );
    let class = of_module(py, if about_revocation { "RevocationError" } else { "VerificationError" })?;
    let indication = match verdict.indication() {
        // Nobody asks for the exception of a pass; should one ever, it must not read as one.
        Indication::TotalPassed => Indication::Indeterminate,
        other => other,
    };
    let why = verdict.sub_indication().map(SubIndication::name);
    let exception = class.call1((
        reason.code,
        reason.english,
        reason.japanese,
        subject,
        indication.name(),
        why,
        report,
    ))?;
    Ok(PyErr::from_value(exception))
}
