//! The proof that a document passed, and the only way to its signed content.

use std::sync::Arc;

use hpki_core::time::Time;
use hpki_xades::validate::{SignedPart, TimeStampOutcome, TimeStampSummary, VerifiedSignature};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::PyCertificate;
use crate::errors::{CONTENT_IN_PARTS, Class, NO_PRESCRIPTION, refusal};
use crate::judged::Passed;
use crate::moment;
use crate::report::Report;

/// A document whose every signature passed (TOTAL-PASSED), with what they sign.
///
/// Only a verification makes one: to have it is the proof. So it cannot be made, copied or pickled; send `report.to_dict()` or a
/// `Row` to other processes instead.
#[pyclass(frozen, name = "VerifiedDocument", module = "hpki")]
pub(crate) struct VerifiedDocument {
    passed: Arc<Passed>,
}

impl VerifiedDocument {
    pub(crate) fn of(passed: Passed) -> VerifiedDocument {
        VerifiedDocument { passed: Arc::new(passed) }
    }
}

#[pymethods]
impl VerifiedDocument {
    /// What kind of document it is.
    #[getter]
    fn kind(&self) -> &'static str {
        self.passed.result.kind().name()
    }

    /// What was signed, and nothing else: of a prescription or a dispensing record its CSV, of another document the octets of the
    /// one signed part, exactly as they were digested.
    ///
    /// Raises:
    ///     ContentError: several parts are signed, or their octets were not kept: see `parts`.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let refused = || refusal(Class::Content, &CONTENT_IN_PARTS, self.passed.name.as_str(), "");
        self.passed.result.content().map(|octets| PyBytes::new(py, octets)).ok_or_else(refused)
    }

    /// The CSV of the prescription: of a prescription itself, or of the one inside a dispensing record.
    ///
    /// Raises:
    ///     ContentError: it is another document.
    #[getter]
    fn prescription<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let refused = || refusal(Class::Content, &NO_PRESCRIPTION, self.passed.name.as_str(), "");
        self.passed.result.prescription_csv().map(|octets| PyBytes::new(py, octets)).ok_or_else(refused)
    }

    /// The signed parts of a document that is neither prescription nor dispensing record, in document order; empty for those.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PySignedPart::all(py, &self.passed, Place::SignedInfo)
    }

    /// The files that Manifests of the document list, each with what was digested for it; empty without a Manifest.
    #[getter]
    fn manifest_parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PySignedPart::all(py, &self.passed, Place::Manifest)
    }

    /// The signatures, the outermost first: of a dispensing record the pharmacist's, then the doctor's.
    #[getter]
    fn signatures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let stamps = self.passed.result.report().signatures().iter().map(|signature| &signature.time_stamps);
        let signatures = self.passed.result.signatures().iter().zip(stamps);
        let all: Vec<Signature> = signatures.map(|(proof, stamps)| Signature::of(proof, stamps)).collect();
        PyTuple::new(py, all)
    }

    /// Every check that was made.
    #[getter]
    fn report(&self) -> Report {
        Report::of(self.passed.clone())
    }

    fn __repr__(&self) -> String {
        format!(
            "<hpki.VerifiedDocument: {}, {} signatures>",
            self.passed.result.kind().name(),
            self.passed.result.signatures().len()
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
    /// The signer's certificate, validated: who, with which roles.
    #[getter]
    fn signer(&self) -> PyCertificate {
        PyCertificate::of(self.signature.signer().clone())
    }

    /// The level that good time-stamps and long-term values give it (EN 319 132-1); `B` is the signature alone.
    #[getter]
    fn level(&self) -> &'static str {
        self.signature.level().name()
    }

    /// What the signer claims as the time of signing (SigningTime), in UTC; None where nothing is claimed.
    #[getter]
    fn claimed_signing_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        moment::to_python_or_none(py, self.signature.claimed_signing_time())
    }

    /// When the signature is proven to have existed: the time of its oldest good time-stamp, in UTC; None without any.
    #[getter]
    fn proven_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        moment::to_python_or_none(py, self.signature.proven_time())
    }

    /// Its time-stamps, in document order.
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

/// A time-stamp of a signature (RFC 3161).
#[pyclass(frozen, name = "TimeStamp", module = "hpki")]
pub(crate) struct TimeStamp {
    /// Which of XAdES' time-stamps it is, such as `signature-time-stamp`.
    #[pyo3(get)]
    kind: &'static str,
    gen_time: Option<Time>,
    /// Whether it is good; None where it was not judged.
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
    /// The time in it, in UTC, cut to microseconds; None where it cannot be read.
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

/// What was digested for one reference of a document that passed.
#[pyclass(frozen, name = "SignedPart", module = "hpki")]
pub(crate) struct PySignedPart {
    passed: Arc<Passed>,
    place: Place,
    index: usize,
}

/// Where a part is referred to.
#[derive(Clone, Copy)]
enum Place {
    SignedInfo,
    Manifest,
}

impl PySignedPart {
    fn all<'py>(py: Python<'py>, passed: &Arc<Passed>, place: Place) -> PyResult<Bound<'py, PyTuple>> {
        let count = place.parts(passed).len();
        PyTuple::new(py, (0..count).map(|index| PySignedPart { passed: Arc::clone(passed), place, index }))
    }

    fn get(&self) -> PyResult<&SignedPart> {
        let missing = || PyIndexError::new_err("no such part");
        self.place.parts(&self.passed).get(self.index).ok_or_else(missing)
    }
}

impl Place {
    fn parts(self, passed: &Passed) -> &[SignedPart] {
        match self {
            Place::SignedInfo => passed.result.parts(),
            Place::Manifest => passed.result.manifest_parts(),
        }
    }
}

#[pymethods]
impl PySignedPart {
    /// The URI of the reference as written; None without one.
    #[getter]
    fn uri(&self) -> PyResult<Option<&str>> {
        Ok(self.get()?.uri.as_deref())
    }

    /// SHA-256 of the octets after all transforms: 32 octets.
    #[getter]
    fn sha256<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.get()?.sha256))
    }

    /// How many octets they are.
    #[getter]
    fn length(&self) -> PyResult<u64> {
        Ok(self.get()?.length)
    }

    /// The octets; None where the verifier was told to keep their digest only.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        Ok(self.get()?.octets.as_deref().map(|octets| PyBytes::new(py, octets)))
    }

    fn __repr__(&self) -> PyResult<String> {
        Ok(format!("<hpki.SignedPart: {} octets>", self.get()?.length))
    }
}
