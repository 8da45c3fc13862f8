//! Long-term forms, step by step. `hpki.augment` takes the steps; what is fetched, and from where, is decided there.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hpki_core::certificate::Certificate;
use hpki_core::oid::ObjectIdentifier;
use hpki_report::{Problem, material};
use hpki_xades::augment::{
    AugmentError, Augmenter, MissingList, RevocationDataWanted, Step, TimeStampWanted,
};
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::tsp::{Nonce, TimeStampReq, TimeStampResp};
use hpki_xades::validate::Level;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::PyCertificate;
use crate::detached;
use crate::errors::{Class, STEP, UNKNOWN_CHOICE, of_problem, refusal, refuse, released};
use crate::moment;
use crate::settings::chosen;
use crate::source::{self, DOCUMENT_LIMIT, Larger, Source};
use crate::trust_store::{Content, trusted};

/// Octets of an answer of a time-stamp authority. Real tokens have 2 to 10 KB; with certificates and lists inside, some
/// hundred.
const REPLY_LIMIT: usize = 4 * 1024 * 1024;

/// A signature on its way to a higher level.
#[pyclass(frozen, name = "_Augmentation", module = "hpki._hpki")]
pub(crate) struct Augmentation {
    work: Mutex<Work>,
    name: String,
}

enum Work {
    TimeStamp {
        wanted: Box<TimeStampWanted<'static>>,
        request: Option<TimeStampReq>,
    },
    RevocationData(Box<RevocationDataWanted<'static>>),
    Done(Vec<u8>),
    /// An answer was refused, and the work with it.
    Failed,
}

impl Work {
    fn of(step: Step<'static>) -> Work {
        match step {
            Step::TimeStamp(wanted) => Work::TimeStamp { wanted, request: None },
            Step::RevocationData(wanted) => Work::RevocationData(wanted),
            Step::Done(document) => Work::Done(document.into_octets()),
        }
    }
}

#[pymethods]
impl Augmentation {
    #[new]
    #[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
    #[pyo3(signature = (source, level, *, trust, at, detached, signature_id))]
    fn new(
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        level: &str,
        trust: Option<&Bound<'_, PyAny>>,
        at: Option<&Bound<'_, PyAny>>,
        detached: Option<&Bound<'_, PyAny>>,
        signature_id: Option<String>,
    ) -> PyResult<Augmentation> {
        let levels = [("T", Level::T), ("LT", Level::LT), ("LTA", Level::LTA)];
        let level = chosen("level", level, &levels)?.1;
        let at = moment::given_or_now("at", at)?;
        let trust = trust.map(|trust| trusted(py, trust)).transpose()?.unwrap_or_default();
        let files = detached.map(detached::files).transpose()?.unwrap_or_default();
        let source = Source::of("source", source, DOCUMENT_LIMIT)?;
        let named = source::read(py, source, DOCUMENT_LIMIT, Larger::Cut)?;
        let files = detached::read(py, files)?;
        let name = named.name;
        let document = named.octets.into_vec();
        let begun = released(py, || begin(document, level, trust, at, files, signature_id))?;
        let begun = begun.map_err(|error| augment_error(&name, &error))?;
        Ok(Augmentation { work: Mutex::new(begun), name })
    }

    /// What is needed next: `time-stamp`, `revocation-data`, `done`, or `failed`.
    #[getter]
    fn step(&self) -> &'static str {
        match &*self.lock() {
            Work::TimeStamp { .. } => "time-stamp",
            Work::RevocationData(_) => "revocation-data",
            Work::Done(_) => "done",
            Work::Failed => "failed",
        }
    }

    /// The TimeStampReq (RFC 3161) to send, in DER.
    fn request<'py>(
        &self,
        py: Python<'py>,
        nonce: [u8; 16],
        policy: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let policy = policy.map(|text| {
            let wrong =
                |_| refusal(Class::Argument, &UNKNOWN_CHOICE, "policy", "an identifier such as 1.2.392.1");
            ObjectIdentifier::from_dotted(text).map_err(wrong)
        });
        let policy = policy.transpose()?;
        let mut work = self.lock();
        let Work::TimeStamp { wanted, request } = &mut *work else { return Err(self.other_step()) };
        let made = wanted.request().with_nonce(Nonce::from_random(nonce));
        let made = match policy {
            Some(policy) => made.with_policy(policy),
            None => made,
        };
        let der = made.to_der();
        *request = Some(made);
        Ok(PyBytes::new(py, &der))
    }

    /// Takes the authority's answer to the last request.
    fn answer(&self, py: Python<'_>, response: &Bound<'_, PyAny>) -> PyResult<()> {
        let response = read_reply(py, "response", response)?;
        self.advance(py, |work| match work {
            Work::TimeStamp { wanted, request: Some(request) } => {
                led_to(wanted.answer(&request, response.octets.as_ref()))
            }
            other => (other, None),
        })
    }

    /// Takes a token that was made without a request of ours: by itself, or in the answer of an authority.
    fn token(&self, py: Python<'_>, token: &Bound<'_, PyAny>) -> PyResult<()> {
        let token = read_reply(py, "time_stamp_tokens", token)?;
        let octets = token.octets.as_ref();
        self.advance(py, |work| match work {
            Work::TimeStamp { wanted, .. } => match TimeStampResp::from_der(octets) {
                Ok(response) => {
                    // Whoever made the request may have put a nonce into it; the token itself says which.
                    let token = response.token().ok();
                    let nonce = token.and_then(|token| token.tst_info().nonce().map(Nonce::from_octets));
                    let request = match nonce {
                        Some(nonce) => wanted.request().with_nonce(nonce),
                        None => wanted.request(),
                    };
                    led_to(wanted.answer(&request, octets))
                }
                Err(_) => led_to(wanted.token(octets)),
            },
            other => (other, None),
        })
    }

    /// Certificates whose lists are missing: each with the addresses of its distribution points, what else names them, and
    /// a remark.
    fn missing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let work = self.lock();
        let Work::RevocationData(wanted) = &*work else { return Err(self.other_step()) };
        let missing = wanted.missing().iter().map(Missing::of).collect::<Vec<_>>();
        drop(work);
        PyTuple::new(py, missing)
    }

    /// Takes revocation lists: DER, PEM or PKCS#7. What is no list raises `ParseError`, and the step is due still.
    fn provide(&self, py: Python<'_>, lists: Vec<Bound<'_, PyAny>>) -> PyResult<()> {
        let mut all = Vec::new();
        for given in &lists {
            let source = Source::of("certificate_lists", given, source::MATERIAL_LIMIT)?;
            let named = source::read(py, source, source::MATERIAL_LIMIT, Larger::Refused)?;
            let read = released(py, || material::certificate_lists(&named.name, named.octets.as_ref()))?;
            all.extend(read.map_err(|problem| of_problem(&problem))?);
        }
        self.advance(py, |work| match work {
            Work::RevocationData(wanted) => led_to(wanted.provide(all)),
            other => (other, None),
        })
    }

    /// The document, when the step is `done`.
    fn octets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        match &*self.lock() {
            Work::Done(document) => Ok(PyBytes::new(py, document)),
            _ => Err(self.other_step()),
        }
    }
}

fn begin(
    document: Vec<u8>,
    level: Level,
    trust: Content,
    at: hpki_core::time::Time,
    files: DetachedFiles,
    signature_id: Option<String>,
) -> Result<Work, AugmentError> {
    let augmenter = Augmenter::new(at)
        .with_trust_anchors(trust.anchors)
        .with_time_stamp_anchors(trust.time_stamp_anchors)
        .with_intermediates(trust.intermediates)
        .with_certificate_lists(trust.certificate_lists)
        .with_detached_files(files);
    let augmenter = match &signature_id {
        Some(id) => augmenter.with_signature(id),
        None => augmenter,
    };
    augmenter.begin(document, level).map(Work::of)
}

fn read_reply(py: Python<'_>, name: &str, given: &Bound<'_, PyAny>) -> PyResult<source::Named> {
    let source = Source::of(name, given, REPLY_LIMIT)?;
    source::read(py, source, REPLY_LIMIT, Larger::Refused)
}

/// What an answer led to; no result where it was not due.
type Led = (Work, Option<Result<(), AugmentError>>);

fn led_to(step: Result<Step<'static>, AugmentError>) -> Led {
    match step {
        Ok(step) => (Work::of(step), Some(Ok(()))),
        Err(error) => (Work::Failed, Some(Err(error))),
    }
}

impl Augmentation {
    fn lock(&self) -> MutexGuard<'_, Work> {
        // Work that panicked halfway was replaced by `Failed` before it began.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn other_step(&self) -> PyErr {
        refusal(Class::Augment, &STEP, self.name.as_str(), "")
    }

    fn advance(&self, py: Python<'_>, step: impl FnOnce(Work) -> Led + Send) -> PyResult<()> {
        let result = released(py, || {
            let mut held = self.lock();
            let (next, result) = step(std::mem::replace(&mut held, Work::Failed));
            *held = next;
            result
        })?;
        result.ok_or_else(|| self.other_step())?.map_err(|error| augment_error(&self.name, &error))
    }
}

fn augment_error(name: &str, error: &AugmentError) -> PyErr {
    refuse(Class::Augment, &Problem::of(name, error.finding(), error.detail()))
}

/// Whether octets hold a revocation list. Not for callers.
#[pyfunction]
#[pyo3(name = "_is_list")]
pub(crate) fn is_list(py: Python<'_>, octets: &[u8]) -> PyResult<bool> {
    released(py, || material::certificate_lists("", octets).is_ok())
}

/// A certificate whose revocation list is missing.
#[pyclass(frozen, name = "MissingList", module = "hpki")]
pub(crate) struct Missing {
    certificate: Certificate,
    /// Addresses of http and https that may give the list.
    #[pyo3(get)]
    uris: Vec<String>,
    /// What else names the list, such as an address of ldap.
    #[pyo3(get)]
    other_names: Vec<String>,
    /// Why a list at hand does not do; may be empty.
    #[pyo3(get)]
    remark: String,
}

impl Missing {
    fn of(missing: &MissingList) -> Missing {
        Missing {
            certificate: missing.certificate().clone(),
            uris: missing.uris().to_vec(),
            other_names: missing.other_names().to_vec(),
            remark: missing.remark().to_owned(),
        }
    }
}

#[pymethods]
impl Missing {
    /// The certificate.
    #[getter]
    fn certificate(&self) -> PyCertificate {
        PyCertificate::of(self.certificate.clone())
    }

    fn __repr__(&self) -> String {
        format!("<hpki.MissingList: {} addresses>", self.uris.len())
    }
}
