//! One check of a report.

use std::borrow::Cow;

use hpki_core::report::{Check, Language, Text};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::report::language;

/// One check of a report.
#[pyclass(frozen, eq, hash, name = "Check", module = "hpki")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyCheck {
    id: Cow<'static, str>,
    outcome: Cow<'static, str>,
    detail: String,
    label: Words,
    problem: Words,
}

/// A text of a finding, or what was read of one.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Words {
    english: Cow<'static, str>,
    japanese: Cow<'static, str>,
}

impl Words {
    fn of(text: Text) -> Words {
        Words { english: text.en.into(), japanese: text.ja.into() }
    }

    fn in_language(&self, lang: &str) -> PyResult<&str> {
        Ok(match language(lang)? {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        })
    }
}

impl PyCheck {
    pub(crate) fn of(check: &Check) -> PyCheck {
        PyCheck {
            id: check.finding.id.into(),
            outcome: check.outcome.name().into(),
            detail: check.detail.to_string(),
            label: Words::of(check.finding.label),
            problem: Words::of(check.finding.problem),
        }
    }
}

#[pymethods]
impl PyCheck {
    /// What was checked, as `room::kebab-case`, for example `role::not-allowed-for-document`. Stable.
    #[getter]
    fn id(&self) -> &str {
        &self.id
    }

    /// What came of it.
    #[getter]
    fn outcome(&self) -> &str {
        &self.outcome
    }

    /// What it looked at, in words that need no translation; may be empty, may name a certificate.
    #[getter]
    fn detail(&self) -> &str {
        &self.detail
    }

    /// What was checked, a short noun phrase.
    #[pyo3(signature = (lang = "en"))]
    fn label(&self, lang: &str) -> PyResult<&str> {
        self.label.in_language(lang)
    }

    /// What is wrong when the check does not pass, and what to do about it: one sentence.
    #[pyo3(signature = (lang = "en"))]
    fn problem(&self, lang: &str) -> PyResult<&str> {
        self.problem.in_language(lang)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let check = slf.get();
        let (label, problem) = (&check.label, &check.problem);
        let texts: [&str; 7] = [
            &check.id,
            &check.outcome,
            &check.detail,
            &label.english,
            &label.japanese,
            &problem.english,
            &problem.japanese,
        ];
        Ok((slf.get_type().getattr("_restore")?, PyTuple::new(slf.py(), texts)?))
    }

    #[staticmethod]
    #[pyo3(name = "_restore")]
    fn restore(
        id: String,
        outcome: String,
        detail: String,
        label_en: String,
        label_ja: String,
        problem_en: String,
        problem_ja: String,
    ) -> PyCheck {
        let words =
            |english: String, japanese: String| Words { english: english.into(), japanese: japanese.into() };
        PyCheck {
            id: id.into(),
            outcome: outcome.into(),
            detail,
            label: words(label_en, label_ja),
            problem: words(problem_en, problem_ja),
        }
    }

    fn __repr__(&self) -> String {
        format!("<hpki.Check: {} {}>", self.id, self.outcome)
    }
}
