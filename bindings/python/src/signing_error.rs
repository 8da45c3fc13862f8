//! A refused signature as an exception.

use std::sync::Arc;

use hpki_core::report::Language;
use hpki_core::time::Time;
use hpki_report::Problem;
use hpki_xades::sign::SignError;
use pyo3::prelude::*;

use crate::card_error::card_failure;
use crate::errors::{Class, of_module, refuse, sentence};
use crate::judged::judged;
use crate::report::Report;

/// The exception for a refused signature: a card's own, where it was the card.
pub(crate) fn signing_error(py: Python<'_>, subject: &str, at: Time, error: SignError) -> PyErr {
    let finding = error.finding();
    let problem = Problem::of(subject, finding, error.to_string());
    match error {
        SignError::Signer(error) => card_failure(subject, &error)
            .unwrap_or_else(|| refuse(Class::Signing, &Problem::of(subject, error.finding, error.detail))),
        SignError::NotValid(report) => {
            let report = match judged(subject.to_owned(), *report, at, &Default::default()) {
                Ok(passed) => Report::of(Arc::new(passed)),
                Err(not_passed) => Report::of(Arc::new(not_passed)),
            };
            not_valid(py, &problem, report).unwrap_or_else(|error| error)
        }
        _ => refuse(Class::Signing, &problem),
    }
}

/// With the verifier's report.
fn not_valid(py: Python<'_>, problem: &Problem, report: Report) -> PyResult<PyErr> {
    let (english, japanese) = (sentence(problem, Language::English), sentence(problem, Language::Japanese));
    let class = of_module(py, Class::Signing.name())?;
    let raised = class.call1((problem.finding.id, english, japanese, problem.subject.as_str(), report))?;
    Ok(PyErr::from_value(raised))
}
