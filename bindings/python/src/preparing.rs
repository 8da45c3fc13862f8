//! The first of three steps: a prescription or dispensing record is prepared. What nobody would accept is refused here.

use hpki_core::role;
use hpki_core::time::Time;
use hpki_xades::dsig::DetachedFile;
use hpki_xades::sign::{self, ContentRules, Prepared, SignError, SigningRules, SigningSettings};
use pyo3::prelude::*;

use crate::certificate::PyCertificate;
use crate::errors::released;
use crate::moment;
use crate::prepared::PyPrepared;
use crate::settings::{accept_test_certificates, role_names};
use crate::signer;
use crate::signing_error::signing_error;
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Source};
use crate::unsigned::PyUnsignedDocument;

/// What every preparation takes.
pub(crate) struct Common {
    settings: SigningSettings,
    pub(crate) at: Time,
}

impl Common {
    pub(crate) fn of(
        py: Python<'_>,
        certificate: &PyCertificate,
        at: Option<&Bound<'_, PyAny>>,
        algorithm: Option<&str>,
        rules: SigningRules,
    ) -> PyResult<Common> {
        let at = moment::given_or_now("at", at)?;
        let certificate = certificate.certificate().clone();
        let algorithm = signer::algorithm(algorithm, &certificate)?;
        let settings = SigningSettings::new(certificate).and_then(|it| it.with_algorithm(algorithm));
        let settings = settings.map_err(|error| signing_error(py, "certificate", at, error))?;
        Ok(Common { settings: settings.with_rules(rules), at })
    }

    pub(crate) fn prepare(
        &self,
        py: Python<'_>,
        subject: &str,
        files: Vec<DetachedFile>,
        prepare: impl FnOnce(Time, &SigningSettings) -> Result<Prepared, SignError> + Send,
    ) -> PyResult<PyPrepared> {
        let prepared = released(py, || prepare(self.at, &self.settings))?;
        let prepared = prepared.map_err(|error| signing_error(py, subject, self.at, error))?;
        Ok(PyPrepared::of(prepared, subject, files))
    }
}

/// Rules by their arguments; roles may be named in Japanese.
pub(crate) fn rules(
    roles: Option<&Bound<'_, PyAny>>,
    content: ContentRules,
    accept_tests: bool,
) -> PyResult<SigningRules> {
    let mut rules = SigningRules::default();
    let names = role_names(roles)?;
    rules.roles = names.iter().map(|name| role::japan().text_of(name).to_owned()).collect();
    rules.content_rules = content;
    rules.test_certificates = accept_test_certificates(accept_tests);
    Ok(rules)
}

pub(crate) const fn content_rules(any_content: bool) -> ContentRules {
    if any_content { ContentRules::AnyOctets } else { ContentRules::Service }
}

pub(crate) fn read(py: Python<'_>, name: &str, given: &Bound<'_, PyAny>) -> PyResult<Named> {
    let source = Source::of(name, given, DOCUMENT_LIMIT)?;
    source::read(py, source, DOCUMENT_LIMIT, Larger::Refused)
}

/// Prepares a prescription (処方箋) around a CSV.
///
/// Args:
///     csv: The CSV, in UTF-8 with LF at line ends.
///     certificate: The certificate whose key will sign.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     any_content: Take CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (csv, *, certificate, at = None, algorithm = None, any_content = false,
    danger_accept_test_certificates = false))]
pub(crate) fn prepare_prescription(
    py: Python<'_>,
    csv: &Bound<'_, PyAny>,
    certificate: &PyCertificate,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    any_content: bool,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let rules = rules(None, content_rules(any_content), danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let csv = read(py, "csv", csv)?;
    common.prepare(py, &csv.name, Vec::new(), |at, settings| {
        sign::prescription(csv.octets.as_ref(), at, settings)
    })
}

/// Prepares a dispensing record (調剤結果) around a signed prescription and a CSV.
///
/// Args:
///     prescription: The signed prescription, carried octet for octet. Its own signature must hold.
///     csv: The CSV of what was dispensed, in UTF-8 with LF at line ends.
///     certificate: The certificate whose key will sign.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     any_content: Take CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (prescription, csv, *, certificate, at = None, algorithm = None, any_content = false,
    danger_accept_test_certificates = false))]
pub(crate) fn prepare_dispensing(
    py: Python<'_>,
    prescription: &Bound<'_, PyAny>,
    csv: &Bound<'_, PyAny>,
    certificate: &PyCertificate,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    any_content: bool,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let rules = rules(None, content_rules(any_content), danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let prescription = read(py, "prescription", prescription)?;
    let csv = read(py, "csv", csv)?;
    common.prepare(py, &csv.name, Vec::new(), |at, settings| {
        sign::dispensing(prescription.octets.as_ref(), csv.octets.as_ref(), at, settings)
    })
}

/// Prepares a prescription or dispensing record that another program wrote, unsigned.
///
/// Args:
///     document: The document, as UnsignedDocument.from_xml reads it.
///     certificate: The certificate whose key will sign.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: what nobody would accept.
#[pyfunction]
#[pyo3(signature = (document, *, certificate, at = None, algorithm = None, danger_accept_test_certificates = false))]
pub(crate) fn prepare_document(
    py: Python<'_>,
    document: &PyUnsignedDocument,
    certificate: &PyCertificate,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let rules = rules(None, ContentRules::Service, danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    common.prepare(py, &document.name, Vec::new(), |at, settings| {
        sign::document(&document.document, at, settings)
    })
}
