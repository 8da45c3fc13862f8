//! The second and third step: a preparation is signed here or elsewhere, and becomes a document.

use std::path::Path;
use std::sync::Arc;

use hpki_core::role;
use hpki_core::time::Time;
use hpki_report::json;
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::sign::{FullValidation, Prepared, SignError, SignedDocument};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::PyCertificate;
use crate::detached;
use crate::errors::released;
use crate::moment;
use crate::report::from_json;
use crate::signer::{self, algorithm_name};
use crate::signing_error::signing_error;
use crate::source::{self, DOCUMENT_LIMIT, Larger, Source};
use crate::verifier::PyVerifier;

/// A state holds its document in base64.
const STATE_LIMIT: usize = 2 * DOCUMENT_LIMIT;

/// Octets of a signature value, generously: one of 8,192 bits has 1,024.
const VALUE_LIMIT: usize = 64 * 1024;

/// A document that is ready to be signed: the octets to be signed, and everything that is needed to finish it.
#[pyclass(frozen, name = "Prepared", module = "hpki")]
pub(crate) struct PyPrepared {
    prepared: Prepared,
    name: String,
    /// Of a detached signature, for its validation; a state does not hold them.
    files: Arc<DetachedFiles>,
}

#[pymethods]
impl PyPrepared {
    /// Reads a preparation from its state, and repeats it: a state that was changed is refused.
    #[staticmethod]
    fn from_state(py: Python<'_>, state: &Bound<'_, PyAny>) -> PyResult<PyPrepared> {
        let source = Source::of("state", state, STATE_LIMIT)?;
        let named = source::read(py, source, STATE_LIMIT, Larger::Refused)?;
        let prepared = released(py, || Prepared::from_state(named.octets.as_ref()))?;
        let at = moment::given_or_now("at", None)?;
        let prepared = prepared.map_err(|error| signing_error(py, &named.name, at, error))?;
        Ok(PyPrepared::of(prepared, &named.name, Vec::new()))
    }

    /// The preparation as octets (JSON): it holds the content of the document.
    fn to_state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = released(py, || self.prepared.to_state())?;
        let state =
            state.map_err(|error| signing_error(py, &self.name, self.prepared.signing_time(), error))?;
        Ok(PyBytes::new(py, &state))
    }

    /// The exact octets to be signed: SignedInfo, canonicalized.
    #[getter]
    fn data_to_be_signed<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.prepared.data_to_be_signed())
    }

    /// Their digest, as the algorithm wants it.
    #[getter]
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.prepared.digest().as_ref())
    }

    /// The name of the digest algorithm: `SHA-256`.
    #[getter]
    fn digest_algorithm(&self) -> &'static str {
        self.prepared.digest().algorithm().name()
    }

    /// The name of the signature algorithm: `rsa-sha256`.
    #[getter]
    fn algorithm(&self) -> String {
        algorithm_name(self.prepared.algorithm())
    }

    /// The certificate whose key must sign.
    #[getter]
    fn certificate(&self) -> PyCertificate {
        PyCertificate::of(self.prepared.certificate().clone())
    }

    /// The kind of document.
    #[getter]
    fn kind(&self) -> &'static str {
        self.prepared.kind().name()
    }

    /// SigningTime, in UTC.
    #[getter]
    fn signing_time<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.prepared.signing_time())
    }

    /// Signs with a key at hand or a card, and gives the document, once it was parsed back and verified.
    ///
    /// Args:
    ///     signer: A FileSigner or a CardSigner with the certificate that this was prepared for.
    ///     verifier: The document must be TOTAL-PASSED for it, path and revocation included, or is discarded.
    ///     detached: The files of a detached signature. Default: those that it was prepared with, where this is no state.
    ///     at: The time to verify as of, an aware datetime. Default: the signing time.
    ///
    /// Raises:
    ///     SigningError: the signer is another, or the document did not pass; then with ``report``.
    ///     CardError: a card or its driver failed.
    ///     PinError: no signature for want of a PIN.
    #[pyo3(signature = (signer, *, verifier = None, detached = None, at = None))]
    fn sign<'py>(
        &self,
        py: Python<'py>,
        signer: &Bound<'_, PyAny>,
        verifier: Option<&PyVerifier>,
        detached: Option<&Bound<'_, PyAny>>,
        at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let at = match at {
            Some(at) => moment::given_or_now("at", Some(at))?,
            None => self.prepared.signing_time(),
        };
        let files = self.files(py, detached)?;
        let validation = validation(verifier, &files, at);
        let signed = signer::sign(py, signer, self.prepared.clone(), validation.as_ref())?;
        self.finished(py, at, signed)
    }

    /// Finishes with a signature value that was made elsewhere, which is verified with the certificate first.
    ///
    /// Args:
    ///     value: Of RSA the signature, of ECDSA r and s one after the other, or in DER.
    ///     verifier: The document must be TOTAL-PASSED for it, path and revocation included, or is discarded.
    ///     detached: The files of a detached signature. Default: those that it was prepared with, where this is no state.
    ///     at: The time to verify as of, an aware datetime. Default: now.
    ///
    /// Raises:
    ///     SigningError: the value does not fit, or the document did not pass; then with ``report``.
    #[pyo3(signature = (value, *, verifier = None, detached = None, at = None))]
    fn assemble<'py>(
        &self,
        py: Python<'py>,
        value: &Bound<'_, PyAny>,
        verifier: Option<&PyVerifier>,
        detached: Option<&Bound<'_, PyAny>>,
        at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let at = moment::given_or_now("at", at)?;
        let source = Source::of("value", value, VALUE_LIMIT)?;
        let value = source::read(py, source, VALUE_LIMIT, Larger::Refused)?;
        let files = self.files(py, detached)?;
        let validation = validation(verifier, &files, at);
        let prepared = self.prepared.clone();
        let signed = released(py, || match &validation {
            Some(validation) => prepared.assemble_under(value.octets.as_ref(), validation),
            None => prepared.assemble(value.octets.as_ref()),
        })?;
        self.finished(py, at, signed)
    }

    /// What `hpki prepare --json` prints, but for the names of files.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let name = Path::new(&self.name);
        let preparation = json::Preparation::of(name, Path::new(""), &self.prepared, role::japan());
        from_json(py, &json::to_text(&preparation))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let state = slf.get().to_state(slf.py())?;
        Ok((slf.get_type().getattr("from_state")?, (state,)))
    }

    /// Nothing of the document, and no name of a person.
    fn __repr__(&self) -> String {
        format!(
            "<hpki.Prepared: {}, {}, signing time {}>",
            self.kind(),
            self.algorithm(),
            self.prepared.signing_time()
        )
    }
}

pub(crate) fn validation<'v>(
    verifier: Option<&'v PyVerifier>,
    files: &'v DetachedFiles,
    at: Time,
) -> Option<FullValidation<'v>> {
    verifier.map(|verifier| FullValidation { verifier: &verifier.verifier, detached: files, at })
}

impl PyPrepared {
    /// With the files of a detached signature.
    pub(crate) fn of(prepared: Prepared, name: &str, files: Vec<DetachedFile>) -> PyPrepared {
        PyPrepared { prepared, name: name.to_owned(), files: Arc::new(DetachedFiles::new(files)) }
    }

    /// Those given now, else those of the preparation.
    fn files(&self, py: Python<'_>, given: Option<&Bound<'_, PyAny>>) -> PyResult<Arc<DetachedFiles>> {
        match given {
            Some(given) => Ok(Arc::new(detached::read(py, detached::files(given)?)?)),
            None => Ok(Arc::clone(&self.files)),
        }
    }

    fn finished<'py>(
        &self,
        py: Python<'py>,
        at: Time,
        signed: Result<SignedDocument, SignError>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let signed = signed.map_err(|error| signing_error(py, &self.name, at, error))?;
        Ok(PyBytes::new(py, signed.octets()))
    }
}
