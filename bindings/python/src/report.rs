//! What was found about one document, in the words of `hpki_report`.

use std::path::Path;
use std::sync::Arc;

use hpki_core::certificate::Certificate;
use hpki_core::report::{Check, CheckList, Finding, Indication, Language, SubIndication, Text, Verdict};
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_report::{Problem, html, json, text, view};
use hpki_xades::validate::{DocumentReport, VerifiedDocument};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::certificate::PyCertificate;
use crate::errors::{NOT_PASSED, of_module, sentence};
use crate::moment;
use crate::settings::{RoleNames, chosen};

/// A document that was judged: with the proof, or with the report that there is none.
pub(crate) struct Judged<R> {
    pub(crate) result: R,
    pub(crate) name: String,
    pub(crate) at: Time,
    names: RoleNames,
}

/// One that passed: to have it is the proof.
pub(crate) type Passed = Judged<VerifiedDocument>;

/// One that did not.
pub(crate) type NotPassed = Judged<Box<DocumentReport>>;

/// Splits a report into the two.
pub(crate) fn judged(
    name: String,
    report: DocumentReport,
    at: Time,
    names: &RoleNames,
) -> Result<Passed, NotPassed> {
    let names = names.clone();
    match report.into_verified() {
        Ok(result) => Ok(Judged { result, name, at, names }),
        Err(result) => Err(Judged { result, name, at, names }),
    }
}

/// Where the report is, and which JSON it gives.
pub(crate) trait HasReport: Send + Sync {
    fn report(&self) -> &DocumentReport;
    fn json(&self, name: &Path, table: &RoleTable) -> json::Document;
}

impl HasReport for VerifiedDocument {
    fn report(&self) -> &DocumentReport {
        self.report()
    }

    fn json(&self, name: &Path, table: &RoleTable) -> json::Document {
        json::Document::verified(name, self, table)
    }
}

impl HasReport for Box<DocumentReport> {
    fn report(&self) -> &DocumentReport {
        self
    }

    fn json(&self, name: &Path, table: &RoleTable) -> json::Document {
        json::Document::reported(name, self, table)
    }
}

/// What a report tells, of a document or of a certification path.
pub(crate) trait Told: Send + Sync {
    /// The name of what was judged.
    fn file(&self) -> &str;
    fn verdict(&self) -> Verdict;
    /// Of a document.
    fn kind(&self) -> Option<&'static str>;
    fn at(&self) -> Time;
    /// The certification path, of the outermost signer in a document.
    fn path(&self) -> &[Certificate];
    fn checks(&self) -> Vec<&Check>;
    /// The document that the command prints with `--json`.
    fn json(&self) -> String;
    fn view(&self, language: Language) -> view::View;
}

impl<R: HasReport> Told for Judged<R> {
    fn file(&self) -> &str {
        &self.name
    }

    fn verdict(&self) -> Verdict {
        self.result.report().verdict()
    }

    fn kind(&self) -> Option<&'static str> {
        self.result.report().kind().map(|kind| kind.name())
    }

    fn at(&self) -> Time {
        self.at
    }

    fn path(&self) -> &[Certificate] {
        self.result.report().signatures().first().map_or(&[], |signature| &signature.certification_path)
    }

    fn checks(&self) -> Vec<&Check> {
        let report = self.result.report();
        let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
        std::iter::once(report.checks()).chain(of_signatures).flat_map(CheckList::iter).collect()
    }

    fn json(&self) -> String {
        let file = self.result.json(Path::new(&self.name), self.names.table());
        json::to_text(&json::Documents { files: vec![file] })
    }

    fn view(&self, language: Language) -> view::View {
        view::document(Path::new(&self.name), self.result.report(), self.at, self.names.table(), language)
    }
}

/// `lang` as the command takes it.
pub(crate) fn language(lang: &str) -> PyResult<Language> {
    Ok(chosen("lang", lang, &[("ja", Language::Japanese), ("en", Language::English)])?.1)
}

/// What was found about a document or a certification path. It proves nothing by itself.
///
/// The words and keys are those of the command and of the C library. It holds names of signers, never content of the document.
#[pyclass(frozen, name = "Report", module = "hpki")]
pub(crate) struct Report {
    told: Arc<dyn Told>,
}

impl Report {
    pub(crate) fn of(told: Arc<dyn Told>) -> Report {
        Report { told }
    }
}

#[pymethods]
impl Report {
    /// The path as it was given; `-` for octets from memory.
    #[getter]
    fn file(&self) -> &str {
        self.told.file()
    }

    /// TOTAL-PASSED, TOTAL-FAILED or INDETERMINATE (EN 319 102-1, section 5.1).
    #[getter]
    fn indication(&self) -> &'static str {
        self.told.verdict().indication().name()
    }

    /// Why it did not pass, by the name of EN 319 102-1, table 6, such as `HASH_FAILURE`; None when it passed.
    #[getter]
    fn sub_indication(&self) -> Option<&'static str> {
        self.told.verdict().sub_indication().map(SubIndication::name)
    }

    /// The kind of document; None for a certification path, and where the structure fits none that was asked for.
    #[getter]
    fn kind(&self) -> Option<&'static str> {
        self.told.kind()
    }

    /// The time it was judged at, in UTC.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.told.at())
    }

    /// The certification path as far as it was found, end entity first; in a document that of the outermost signer.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.told.path().iter().cloned().map(PyCertificate::of))
    }

    /// Every check, in the order they were made: those of the file, then those of each signature.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.told.checks().into_iter().map(PyCheck::of))
    }

    /// The report for programs: the JSON document that the command prints with `--json`.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.told.json())
    }

    /// The same as a dict; of a document the object of its file.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let all = from_json(py, &self.to_json(py))?;
        // The command lists the files of a run.
        match all.get_item("files") {
            Ok(files) => files.get_item(0),
            Err(_) => Ok(all),
        }
    }

    /// The report for people, in lines of text: the answer first, then every check. Characters that could deceive are written
    /// out.
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        Ok(py.detach(|| text::render(&self.told.view(language))))
    }

    /// The same as one HTML page that needs nothing else.
    #[pyo3(signature = (lang = "en"))]
    fn html(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        Ok(py.detach(|| html::render(&[self.told.view(language)], language)))
    }

    fn __repr__(&self) -> String {
        let verdict = self.told.verdict();
        let why = verdict.sub_indication().map(|why| format!(" {why}")).unwrap_or_default();
        format!("<hpki.Report: {}{why}, {} checks>", verdict.indication(), self.told.checks().len())
    }
}

/// JSON text as dicts and lists.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// One check of a report.
#[pyclass(frozen, name = "Check", module = "hpki")]
pub(crate) struct PyCheck {
    finding: &'static Finding,
    /// What came of it.
    #[pyo3(get)]
    outcome: &'static str,
    /// What it looked at, in words that need no translation; may be empty, may name a certificate.
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
    /// What was checked, as `room::kebab-case`, for example `role::not-allowed-for-document`. Stable.
    #[getter]
    fn id(&self) -> &'static str {
        self.finding.id
    }

    /// What was checked, a short noun phrase.
    #[pyo3(signature = (lang = "en"))]
    fn label(&self, lang: &str) -> PyResult<&'static str> {
        self.text(|finding| finding.label, lang)
    }

    /// What is wrong when the check does not pass, and what to do about it: one sentence.
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
