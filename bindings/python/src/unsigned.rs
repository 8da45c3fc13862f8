//! Documents without their signature, for services that make whole Signature elements, and the adoption of those.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::sign::{self, ContentRules, SignError, UnsignedDocument};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::released;
use crate::moment;
use crate::prepared::validation;
use crate::preparing::{content_rules, read, rules};
use crate::settings::chosen;
use crate::signing_error::signing_error;
use crate::verifier::PyVerifier;

const SERVICE_KINDS: [(&str, DocumentKind); 2] =
    [("prescription", DocumentKind::Prescription), ("dispensing", DocumentKind::Dispensing)];

/// A prescription or dispensing record without its signature, for a service that makes whole Signature elements.
#[pyclass(frozen, name = "UnsignedDocument", module = "hpki")]
pub(crate) struct PyUnsignedDocument {
    pub(crate) document: UnsignedDocument,
    pub(crate) name: String,
}

#[pymethods]
impl PyUnsignedDocument {
    /// A prescription (処方箋) around a CSV.
    #[staticmethod]
    #[pyo3(signature = (csv, *, any_content = false))]
    fn prescription(
        py: Python<'_>,
        csv: &Bound<'_, PyAny>,
        any_content: bool,
    ) -> PyResult<PyUnsignedDocument> {
        let csv = read(py, "csv", csv)?;
        PyUnsignedDocument::of(py, &csv.name, || {
            UnsignedDocument::prescription(csv.octets.as_ref(), content_rules(any_content))
        })
    }

    /// A dispensing record (調剤結果) around a signed prescription and a CSV.
    #[staticmethod]
    #[pyo3(signature = (prescription, csv, *, any_content = false))]
    fn dispensing(
        py: Python<'_>,
        prescription: &Bound<'_, PyAny>,
        csv: &Bound<'_, PyAny>,
        any_content: bool,
    ) -> PyResult<PyUnsignedDocument> {
        let prescription = read(py, "prescription", prescription)?;
        let csv = read(py, "csv", csv)?;
        PyUnsignedDocument::of(py, &csv.name, || {
            let rules = content_rules(any_content);
            UnsignedDocument::dispensing(prescription.octets.as_ref(), csv.octets.as_ref(), rules)
        })
    }

    /// One that another program wrote. No octet of it changes outside the place of its signature.
    #[staticmethod]
    #[pyo3(signature = (source, *, kind))]
    fn from_xml(py: Python<'_>, source: &Bound<'_, PyAny>, kind: &str) -> PyResult<PyUnsignedDocument> {
        let kind = chosen("kind", kind, &SERVICE_KINDS)?.1;
        let source = read(py, "source", source)?;
        let (name, octets) = (source.name, source.octets.into_vec());
        PyUnsignedDocument::of(py, &name, || UnsignedDocument::from_xml(octets, kind))
    }

    /// The octets of the document.
    #[getter]
    fn octets<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.document.octets())
    }

    /// The kind of document.
    #[getter]
    fn kind(&self) -> &'static str {
        self.document.kind().name()
    }

    /// The SHA-256 of the signed element (PrescriptionDocument, Dispensing), canonicalized: 32 octets, which the service is
    /// given.
    #[getter]
    fn content_digest<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let digest = released(py, || self.document.content_digest(DigestAlgorithm::Sha256))?;
        let at = moment::given_or_now("at", None)?;
        let digest = digest.map_err(|error| signing_error(py, &self.name, at, error))?;
        Ok(PyBytes::new(py, digest.as_ref()))
    }

    /// Nothing of the content.
    fn __repr__(&self) -> String {
        format!("<hpki.UnsignedDocument: {}, {} octets>", self.kind(), self.document.octets().len())
    }
}

impl PyUnsignedDocument {
    fn of(
        py: Python<'_>,
        name: &str,
        make: impl FnOnce() -> Result<UnsignedDocument, SignError> + Send,
    ) -> PyResult<PyUnsignedDocument> {
        let at = moment::given_or_now("at", None)?;
        let document = released(py, make)?.map_err(|error| signing_error(py, name, at, error))?;
        Ok(PyUnsignedDocument { document, name: name.to_owned() })
    }
}

/// Puts a Signature element that a service made into an unsigned document, if it holds over this very document.
///
/// Args:
///     document: The document whose ``content_digest`` the service was given.
///     signature_element: The Signature element.
///     verifier: The document must be TOTAL-PASSED for it, path and revocation included, or is discarded.
///     at: The time to verify as of, an aware datetime. Default: now.
///     roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
///     danger_accept_test_certificates: Adopt the signature of an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: the element does not hold here, or the document did not pass; then with ``report``.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (document, signature_element, *, verifier = None, at = None, roles = None,
    danger_accept_test_certificates = false))]
pub(crate) fn adopt<'py>(
    py: Python<'py>,
    document: &Bound<'_, PyAny>,
    signature_element: &Bound<'_, PyAny>,
    verifier: Option<&PyVerifier>,
    at: Option<&Bound<'_, PyAny>>,
    roles: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let Ok(document) = document.cast::<PyUnsignedDocument>() else {
        let found = document.get_type().name()?;
        return Err(PyTypeError::new_err(format!("document must be an UnsignedDocument, not {found}")));
    };
    let document = document.get();
    let at = moment::given_or_now("at", at)?;
    let rules = rules(roles, ContentRules::Service, danger_accept_test_certificates)?;
    let element = read(py, "signature_element", signature_element)?;
    let nothing = DetachedFiles::new(Vec::new());
    let validation = validation(verifier, &nothing, at);
    let adopt = || sign::adopt(&document.document, element.octets.as_ref(), &rules, validation.as_ref());
    let adopted = released(py, adopt)?;
    let adopted = adopted.map_err(|error| signing_error(py, &document.name, at, error))?;
    Ok(PyBytes::new(py, adopted.octets()))
}
