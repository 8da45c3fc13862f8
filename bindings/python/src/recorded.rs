//! Reports that travel: what was told, put down, and read again elsewhere. A report proves nothing, so nothing is lost
//! by reading one from anywhere.

use std::sync::Arc;

use hpki_core::certificate::Certificate;
use hpki_core::report::{Language, SubIndication, Verdict};
use hpki_core::time::Time;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::certificate::PyCertificate;
use crate::check::PyCheck;
use crate::errors::released;
use crate::judged::Told;
use crate::moment;
use crate::settings::KINDS;

/// A report that was put down.
pub(crate) struct Recorded {
    file: String,
    verdict: Verdict,
    kind: Option<&'static str>,
    at: Time,
    path: Vec<Certificate>,
    checks: Vec<PyCheck>,
    json: String,
    text_en: String,
    text_ja: String,
    html_en: String,
    html_ja: String,
}

/// Everything that a report tells.
pub(crate) fn state<'py>(py: Python<'py>, told: &Arc<dyn Told>) -> PyResult<Bound<'py, PyDict>> {
    let state = PyDict::new(py);
    let (json, texts) = released(py, || {
        let of = |language| (told.text(language), told.html(language));
        (told.json(), [of(Language::English), of(Language::Japanese)])
    })?;
    let [(text_en, html_en), (text_ja, html_ja)] = texts;
    state.set_item("file", told.file())?;
    state.set_item("sub_indication", told.verdict().sub_indication().map(SubIndication::name))?;
    state.set_item("kind", told.kind())?;
    state.set_item("at", moment::to_python(py, told.at())?)?;
    state.set_item("path", PyTuple::new(py, told.path().iter().cloned().map(PyCertificate::of))?)?;
    state.set_item("checks", PyTuple::new(py, told.checks())?)?;
    state.set_item("json", json)?;
    state.set_item("text_en", text_en)?;
    state.set_item("text_ja", text_ja)?;
    state.set_item("html_en", html_en)?;
    state.set_item("html_ja", html_ja)?;
    Ok(state)
}

impl Recorded {
    /// Reads what [`state`] put down.
    pub(crate) fn of(state: &Bound<'_, PyDict>) -> PyResult<Recorded> {
        let get = |name: &str| state.as_any().get_item(name);
        let text = |name: &str| get(name)?.extract::<String>();
        let kind: Option<String> = get("kind")?.extract()?;
        let mut path = Vec::new();
        for item in get("path")?.try_iter()? {
            path.push(item?.cast::<PyCertificate>()?.get().certificate().clone());
        }
        let mut checks = Vec::new();
        for item in get("checks")?.try_iter()? {
            checks.push(item?.cast::<PyCheck>()?.get().clone());
        }
        Ok(Recorded {
            file: text("file")?,
            verdict: verdict(get("sub_indication")?.extract()?)?,
            kind: KINDS.iter().map(|(known, _)| *known).find(|known| kind.as_deref() == Some(*known)),
            at: moment::given_or_now("at", Some(&get("at")?))?,
            path,
            checks,
            json: text("json")?,
            text_en: text("text_en")?,
            text_ja: text("text_ja")?,
            html_en: text("html_en")?,
            html_ja: text("html_ja")?,
        })
    }
}

fn verdict(sub_indication: Option<String>) -> PyResult<Verdict> {
    let Some(name) = sub_indication else { return Ok(Verdict::PASSED) };
    let known = SubIndication::ALL.iter().find(|known| known.name() == name);
    known
        .map(|known| Verdict::not_passed(*known))
        .ok_or_else(|| PyValueError::new_err("no such sub-indication"))
}

impl Told for Recorded {
    fn file(&self) -> &str {
        &self.file
    }

    fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn kind(&self) -> Option<&'static str> {
        self.kind
    }

    fn at(&self) -> Time {
        self.at
    }

    fn path(&self) -> &[Certificate] {
        &self.path
    }

    fn checks(&self) -> Vec<PyCheck> {
        self.checks.clone()
    }

    fn json(&self) -> String {
        self.json.clone()
    }

    fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.text_en.clone(),
            Language::Japanese => self.text_ja.clone(),
        }
    }

    fn html(&self, language: Language) -> String {
        match language {
            Language::English => self.html_en.clone(),
            Language::Japanese => self.html_ja.clone(),
        }
    }
}
