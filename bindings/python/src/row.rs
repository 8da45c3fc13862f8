//! A verdict as a plain row: what a table of a million documents needs, without the report.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hpki_core::report::{Indication, SubIndication};
use hpki_core::time::Time;
use hpki_report::{Problem, json, view};
use hpki_xades::validate::{DocumentReport, VerifiedDocument};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

use crate::judged::{Judged, NotPassed, Passed};
use crate::moment;
use crate::refused::Reason;

/// One document.
pub(crate) struct Row {
    file: PathBuf,
    status: &'static str,
    indication: Option<&'static str>,
    sub_indication: Option<&'static str>,
    reason: Option<Reason>,
    kind: Option<&'static str>,
    signatures: usize,
    octets: Option<usize>,
    at: Time,
    took: Duration,
    signed: Option<Signed>,
}

/// What a document that passed says; of any other nothing is told here.
struct Signed {
    level: &'static str,
    roles: Vec<String>,
    policy: Option<&'static str>,
    signer_sha256: String,
    claimed_signing_time: Option<Time>,
    proven_time: Option<Time>,
    content_sha256: Option<String>,
    content_length: Option<usize>,
}

impl Row {
    /// Of a document that passed: of its outermost signature.
    pub(crate) fn passed(file: &Path, passed: &Passed, octets: usize, took: Duration) -> Row {
        Row {
            status: "passed",
            signed: Signed::of(&passed.result),
            ..Row::judged(file, passed, passed.result.report(), octets, took)
        }
    }

    /// Of one that did not.
    pub(crate) fn not_passed(file: &Path, not_passed: &NotPassed, octets: usize, took: Duration) -> Row {
        let report = &not_passed.result;
        let status = match report.verdict().indication() {
            Indication::TotalFailed => "failed",
            _ => "indeterminate",
        };
        Row {
            status,
            reason: Some(Reason::in_short(view::decisive_check(report))),
            ..Row::judged(file, not_passed, report, octets, took)
        }
    }

    /// What both have.
    fn judged<R>(
        file: &Path,
        judged: &Judged<R>,
        report: &DocumentReport,
        octets: usize,
        took: Duration,
    ) -> Row {
        Row {
            file: file.to_path_buf(),
            status: "indeterminate",
            indication: Some(report.verdict().indication().name()),
            sub_indication: report.verdict().sub_indication().map(SubIndication::name),
            reason: None,
            kind: report.kind().map(|kind| kind.name()),
            signatures: report.signatures().len(),
            octets: Some(octets),
            at: judged.at,
            took,
            signed: None,
        }
    }

    /// A file that could not be read: nothing was decided.
    pub(crate) fn unread(file: &Path, problem: &Problem, at: Time) -> Row {
        Row {
            file: file.to_path_buf(),
            status: "unread",
            indication: None,
            sub_indication: None,
            reason: Some(Reason::of_problem(problem)),
            kind: None,
            signatures: 0,
            octets: None,
            at,
            took: Duration::ZERO,
            signed: None,
        }
    }

    /// The dataclass `hpki.Row`.
    pub(crate) fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let class =
            CLASS.get_or_try_init(py, || py.import("hpki.rows")?.getattr("Row").map(Bound::unbind))?;
        class.bind(py).call((), Some(&self.fields(py)?))
    }

    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (fields, signed, reason) = (PyDict::new(py), self.signed.as_ref(), self.reason.as_ref());
        let time = |time: Option<Time>| moment::to_python_or_none(py, time);
        fields.set_item(intern!(py, "file"), self.file.to_string_lossy())?;
        fields.set_item(intern!(py, "status"), self.status)?;
        fields.set_item(intern!(py, "indication"), self.indication)?;
        fields.set_item(intern!(py, "sub_indication"), self.sub_indication)?;
        fields.set_item(intern!(py, "code"), reason.map(|reason| reason.code))?;
        fields.set_item(intern!(py, "message_en"), reason.map(|reason| reason.english.as_str()))?;
        fields.set_item(intern!(py, "message_ja"), reason.map(|reason| reason.japanese.as_str()))?;
        fields.set_item(intern!(py, "kind"), self.kind)?;
        fields.set_item(intern!(py, "signatures"), self.signatures)?;
        fields.set_item(intern!(py, "level"), signed.map(|signed| signed.level))?;
        fields.set_item(
            intern!(py, "roles"),
            PyTuple::new(py, signed.map_or(&[][..], |signed| &signed.roles))?,
        )?;
        fields.set_item(intern!(py, "policy"), signed.and_then(|signed| signed.policy))?;
        fields.set_item(intern!(py, "signer_sha256"), signed.map(|signed| signed.signer_sha256.as_str()))?;
        fields
            .set_item("claimed_signing_time", time(signed.and_then(|signed| signed.claimed_signing_time))?)?;
        fields.set_item(intern!(py, "proven_time"), time(signed.and_then(|signed| signed.proven_time))?)?;
        fields.set_item(
            intern!(py, "content_sha256"),
            signed.and_then(|signed| signed.content_sha256.as_deref()),
        )?;
        fields.set_item(intern!(py, "content_length"), signed.and_then(|signed| signed.content_length))?;
        fields.set_item(intern!(py, "octets"), self.octets)?;
        fields.set_item(intern!(py, "at"), moment::to_python(py, self.at)?)?;
        fields.set_item(intern!(py, "seconds"), self.took.as_secs_f64())?;
        Ok(fields)
    }
}

impl Signed {
    /// Of the outermost signature.
    fn of(document: &VerifiedDocument) -> Option<Signed> {
        let signature = document.signatures().first()?;
        let facts = document.report().signatures().first().and_then(|report| report.signer.as_ref());
        let roles = signature.roles().actors.iter().filter_map(|actor| actor.code_data_free_text.clone());
        Some(Signed {
            level: signature.level().name(),
            roles: roles.collect(),
            policy: facts.map(|facts| facts.policy.name()),
            signer_sha256: json::hexadecimal(&signature.signer().sha256()),
            claimed_signing_time: signature.claimed_signing_time(),
            proven_time: signature.proven_time(),
            content_sha256: document.content().and_then(json::sha256),
            content_length: document.content().map(<[u8]>::len),
        })
    }
}
