//! What was found about one document, in the words of `hpki_report`.

use std::path::Path;
use std::sync::Arc;

use hpki_core::report::{Check, CheckList, Finding, Indication, Language, SubIndication, Text, Verdict};
use hpki_core::time::Time;
use hpki_report::{html, json, text, view};
use hpki_xades::validate::{DocumentReport, VerifiedDocument};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::errors::{NOT_PASSED, of_module};
use crate::moment;
use crate::settings::{RoleNames, chosen};

/// A document that was judged: the proof, or the report that there is none.
pub(crate) struct Judged {
    judgement: Judgement,
    pub(crate) name: String,
    pub(crate) at: Time,
    names: RoleNames,
}

enum Judgement {
    Verified(VerifiedDocument),
    NotPassed(Box<DocumentReport>),
}

impl Judged {
    pub(crate) fn new(name: String, report: DocumentReport, at: Time, names: RoleNames) -> Judged {
        let judgement = match report.into_verified() {
            Ok(document) => Judgement::Verified(document),
            Err(report) => Judgement::NotPassed(report),
        };
        Judged { judgement, name, at, names }
    }

    pub(crate) fn report(&self) -> &DocumentReport {
        match &self.judgement {
            Judgement::Verified(document) => document.report(),
            Judgement::NotPassed(report) => report,
        }
    }

    /// The proof, where there is one.
    pub(crate) fn verified(&self) -> Option<&VerifiedDocument> {
        match &self.judgement {
            Judgement::Verified(document) => Some(document),
            Judgement::NotPassed(_) => None,
        }
    }

    /// The very document that `hpki verify --json` prints for this file.
    pub(crate) fn json(&self) -> String {
        let (name, table) = (Path::new(&self.name), self.names.table());
        let file = match &self.judgement {
            Judgement::Verified(document) => json::Document::verified(name, document, table),
            Judgement::NotPassed(report) => json::Document::reported(name, report, table),
        };
        json::to_text(&json::Documents { files: vec![file] })
    }

    fn view(&self, language: Language) -> view::View {
        view::document(Path::new(&self.name), self.report(), self.at, self.names.table(), language)
    }
}

/// `lang` as the command takes it.
pub(crate) fn language(lang: &str) -> PyResult<Language> {
    Ok(chosen("lang", lang, &[("ja", Language::Japanese), ("en", Language::English)])?.1)
}

/// The report on one document.
#[pyclass(frozen, name = "Report", module = "hpki")]
pub(crate) struct Report {
    judged: Arc<Judged>,
}

impl Report {
    pub(crate) fn of(judged: &Arc<Judged>) -> Report {
        Report { judged: Arc::clone(judged) }
    }
}

#[pymethods]
impl Report {
    #[getter]
    fn file(&self) -> &str {
        &self.judged.name
    }

    #[getter]
    fn indication(&self) -> &'static str {
        self.judged.report().verdict().indication().name()
    }

    #[getter]
    fn sub_indication(&self) -> Option<&'static str> {
        self.judged.report().verdict().sub_indication().map(SubIndication::name)
    }

    #[getter]
    fn kind(&self) -> Option<&'static str> {
        self.judged.report().kind().map(|kind| kind.name())
    }

    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.judged.at)
    }

    /// Every check, those of the file first, then those of each signature.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, checks_of(self.judged.report()).map(PyCheck::of))
    }

    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.judged.json())
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let files = from_json(py, &self.to_json(py))?.get_item("files")?;
        files.get_item(0)
    }

    #[pyo3(signature = (lang = "en"))]
    fn text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        Ok(py.detach(|| text::render(&self.judged.view(language))))
    }

    #[pyo3(signature = (lang = "en"))]
    fn html(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        Ok(py.detach(|| html::render(&[self.judged.view(language)], language)))
    }

    fn __repr__(&self) -> String {
        let report = self.judged.report();
        let why = report.verdict().sub_indication().map(|why| format!(" {why}")).unwrap_or_default();
        format!(
            "<hpki.Report: {}{why}, {} signatures>",
            report.verdict().indication(),
            report.signatures().len()
        )
    }
}

/// JSON text as dicts and lists.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

fn checks_of(report: &DocumentReport) -> impl ExactSizeIterator<Item = &Check> {
    let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
    let all: Vec<&Check> =
        std::iter::once(report.checks()).chain(of_signatures).flat_map(CheckList::iter).collect();
    all.into_iter()
}

/// One check of a report.
#[pyclass(frozen, name = "Check", module = "hpki")]
pub(crate) struct PyCheck {
    finding: &'static Finding,
    #[pyo3(get)]
    outcome: &'static str,
    #[pyo3(get)]
    detail: String,
}

impl PyCheck {
    pub(crate) fn of(check: &Check) -> PyCheck {
        PyCheck { finding: check.finding, outcome: check.outcome.name(), detail: check.detail.to_string() }
    }

    fn text(&self, text: fn(&Finding) -> Text, lang: &str) -> PyResult<&'static str> {
        Ok(text(self.finding).in_language(language(lang)?))
    }
}

#[pymethods]
impl PyCheck {
    #[getter]
    fn id(&self) -> &'static str {
        self.finding.id
    }

    #[pyo3(signature = (lang = "en"))]
    fn label(&self, lang: &str) -> PyResult<&'static str> {
        self.text(|finding| finding.label, lang)
    }

    #[pyo3(signature = (lang = "en"))]
    fn problem(&self, lang: &str) -> PyResult<&'static str> {
        self.text(|finding| finding.problem, lang)
    }

    fn __repr__(&self) -> String {
        format!("<hpki.Check: {} {}>", self.finding.id, self.outcome)
    }
}

/// The reason of a verdict that is not TOTAL-PASSED.
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) english: String,
    pub(crate) japanese: String,
}

impl Reason {
    /// Of a check, with its detail.
    pub(crate) fn of(check: Option<&Check>) -> Reason {
        let finding = check.map_or(&NOT_PASSED, |check| check.finding);
        let detail = check.map(|check| check.detail.to_string()).unwrap_or_default();
        let problem = hpki_report::Problem::of("", finding, detail);
        Reason {
            code: finding.id,
            english: problem.sentence(Language::English),
            japanese: problem.sentence(Language::Japanese),
        }
    }
}

/// `VerificationError`, or the more special class for revocation.
pub(crate) fn verification_error(py: Python<'_>, judged: Arc<Judged>) -> PyErr {
    let report = judged.report();
    let reason = Reason::of(view::decisive_check(report));
    let raise = || {
        raised(
            py,
            report.verdict(),
            reason,
            judged.name.clone(),
            Bound::new(py, Report::of(&judged))?.into_any(),
        )
    };
    raise().unwrap_or_else(|error| error)
}

/// The exception for a verdict.
pub(crate) fn raised<'py>(
    py: Python<'py>,
    verdict: Verdict,
    reason: Reason,
    subject: String,
    report: Bound<'py, PyAny>,
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
