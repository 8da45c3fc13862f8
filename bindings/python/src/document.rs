//! The proof that a document passed, and the only way to its signed content.

use std::sync::Arc;

use hpki_core::time::Time;
use hpki_xades::validate::{SignedPart, TimeStampOutcome, TimeStampSummary, VerifiedSignature};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::PyCertificate;
use crate::errors::{CONTENT_IN_PARTS, Class, NO_PRESCRIPTION, refusal};
use crate::moment;
use crate::report::{Judged, Report};

/// A document whose every signature passed. Only a verification makes one.
#[pyclass(frozen, name = "VerifiedDocument", module = "hpki")]
pub(crate) struct VerifiedDocument {
    judged: Arc<Judged>,
    proof: hpki_xades::validate::VerifiedDocument,
}

impl VerifiedDocument {
    /// The proof out of a judgement, or the judgement back.
    pub(crate) fn of(judged: Arc<Judged>) -> Result<VerifiedDocument, Arc<Judged>> {
        match judged.verified().cloned() {
            Some(proof) => Ok(VerifiedDocument { judged, proof }),
            None => Err(judged),
        }
    }
}

#[pymethods]
impl VerifiedDocument {
    #[getter]
    fn kind(&self) -> &'static str {
        self.proof.kind().name()
    }

    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let refused = || refusal(Class::Content, &CONTENT_IN_PARTS, self.judged.name.as_str(), "");
        self.proof.content().map(|octets| PyBytes::new(py, octets)).ok_or_else(refused)
    }

    #[getter]
    fn prescription<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let refused = || refusal(Class::Content, &NO_PRESCRIPTION, self.judged.name.as_str(), "");
        self.proof.prescription_csv().map(|octets| PyBytes::new(py, octets)).ok_or_else(refused)
    }

    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.proof.parts().iter().map(PySignedPart::of))
    }

    #[getter]
    fn manifest_parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.proof.manifest_parts().iter().map(PySignedPart::of))
    }

    #[getter]
    fn signatures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let stamps = self.proof.report().signatures().iter().map(|signature| &signature.time_stamps);
        let signatures = self.proof.signatures().iter().zip(stamps);
        let all: Vec<Signature> = signatures.map(|(proof, stamps)| Signature::of(proof, stamps)).collect();
        PyTuple::new(py, all)
    }

    #[getter]
    fn report(&self) -> Report {
        Report::of(self.judged.clone())
    }

    fn __repr__(&self) -> String {
        format!(
            "<hpki.VerifiedDocument: {}, {} signatures>",
            self.proof.kind().name(),
            self.proof.signatures().len()
        )
    }
}

/// A signature that passed.
#[pyclass(frozen, name = "Signature", module = "hpki")]
pub(crate) struct Signature {
    signature: VerifiedSignature,
    time_stamps: Vec<TimeStampSummary>,
}

impl Signature {
    fn of(signature: &VerifiedSignature, time_stamps: &[TimeStampSummary]) -> Signature {
        Signature { signature: signature.clone(), time_stamps: time_stamps.to_vec() }
    }
}

#[pymethods]
impl Signature {
    #[getter]
    fn signer(&self) -> PyCertificate {
        PyCertificate::of(self.signature.signer().clone())
    }

    #[getter]
    fn level(&self) -> &'static str {
        self.signature.level().name()
    }

    #[getter]
    fn claimed_signing_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        moment::to_python_or_none(py, self.signature.claimed_signing_time())
    }

    #[getter]
    fn proven_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        moment::to_python_or_none(py, self.signature.proven_time())
    }

    #[getter]
    fn time_stamps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.time_stamps.iter().map(TimeStamp::of))
    }

    fn __repr__(&self) -> String {
        let time = |time: Option<Time>| time.map_or_else(|| "nothing".to_owned(), |time| time.to_string());
        format!(
            "<hpki.Signature: level {}, claims {}, proves {}>",
            self.signature.level().name(),
            time(self.signature.claimed_signing_time()),
            time(self.signature.proven_time())
        )
    }
}

/// A time-stamp of a signature.
#[pyclass(frozen, name = "TimeStamp", module = "hpki")]
pub(crate) struct TimeStamp {
    #[pyo3(get)]
    kind: &'static str,
    gen_time: Option<Time>,
    #[pyo3(get)]
    ok: Option<bool>,
}

impl TimeStamp {
    fn of(summary: &TimeStampSummary) -> TimeStamp {
        TimeStamp {
            kind: summary.kind.name(),
            gen_time: summary.gen_time,
            ok: match summary.outcome {
                TimeStampOutcome::Good => Some(true),
                TimeStampOutcome::Bad => Some(false),
                TimeStampOutcome::Unjudged => None,
            },
        }
    }
}

#[pymethods]
impl TimeStamp {
    #[getter]
    fn gen_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        moment::to_python_or_none(py, self.gen_time)
    }

    fn __repr__(&self) -> String {
        let outcome = match self.ok {
            Some(true) => "good",
            Some(false) => "bad",
            None => "not judged",
        };
        let time = self.gen_time.map(|time| format!(" {time}")).unwrap_or_default();
        format!("<hpki.TimeStamp: {}{time}, {outcome}>", self.kind)
    }
}

/// The octets that were digested for one reference.
#[pyclass(frozen, name = "SignedPart", module = "hpki")]
pub(crate) struct PySignedPart {
    part: SignedPart,
}

impl PySignedPart {
    fn of(part: &SignedPart) -> PySignedPart {
        PySignedPart { part: part.clone() }
    }
}

#[pymethods]
impl PySignedPart {
    #[getter]
    fn uri(&self) -> Option<&str> {
        self.part.uri.as_deref()
    }

    #[getter]
    fn sha256<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.part.sha256)
    }

    #[getter]
    fn length(&self) -> u64 {
        self.part.length
    }

    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.part.octets.as_deref().map(|octets| PyBytes::new(py, octets))
    }

    fn __repr__(&self) -> String {
        format!("<hpki.SignedPart: {} octets>", self.part.length)
    }
}
