//! What was found about one document or path, in the words of `hpki_report`.

use std::sync::Arc;

use hpki_core::report::{Language, SubIndication};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::certificate::PyCertificate;
use crate::errors::released;
use crate::judged::Told;
use crate::moment;
use crate::recorded::{self, Recorded};
use crate::settings::chosen;

/// `lang` as the command takes it.
pub(crate) fn language(lang: &str) -> PyResult<Language> {
    Ok(chosen("lang", lang, &[("ja", Language::Japanese), ("en", Language::English)])?.1)
}

/// What was found about a document or a certification path. It proves nothing by itself.
///
/// The words and keys are those of the command and of the C library. It holds names of signers, never content of the document.
/// It can be pickled, and so can the exceptions that have it.
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
        PyTuple::new(py, self.told.checks())
    }

    /// The report for programs: the JSON document that the command prints with `--json`.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || self.told.json())
    }

    /// The same as a dict; of a document the object of its file.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let all = from_json(py, &self.to_json(py)?)?;
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
        released(py, || self.told.text(language))
    }

    /// The same as one HTML page that needs nothing else.
    #[pyo3(signature = (lang = "en"))]
    fn html(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        released(py, || self.told.html(language))
    }

    /// What it tells, put down: in another process nothing can be judged again.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>,))> {
        Ok((slf.get_type().getattr("_restore")?, (recorded::state(slf.py(), &slf.get().told)?,)))
    }

    #[staticmethod]
    #[pyo3(name = "_restore")]
    fn restore(state: &Bound<'_, PyDict>) -> PyResult<Report> {
        Ok(Report::of(Arc::new(Recorded::of(state)?)))
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
