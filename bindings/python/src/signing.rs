//! Signing in three steps: prepare, sign anywhere, assemble; and signatures that a service makes whole.

use std::sync::Arc;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::report::Language;
use hpki_core::role;
use hpki_core::time::Time;
use hpki_report::{Problem, json};
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::sign::{
    self, ContentRules, CounterSigned, DetachedReference, FullValidation, Listing, Packaging, Prepared,
    SignError, SignedDocument, SigningRules, SigningSettings, UnsignedDocument,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::card_signer::card_failure;
use crate::certificate::PyCertificate;
use crate::detached;
use crate::errors::{Class, PACKAGING, of_module, refusal, refuse, released, sentence};
use crate::judged::judged;
use crate::moment;
use crate::properties::GivenProperties;
use crate::report::{Report, from_json};
use crate::settings::{accept_test_certificates, chosen, role_names};
use crate::signer::{self, algorithm_name};
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Source};
use crate::verifier::PyVerifier;

/// A state holds its document in base64.
const STATE_LIMIT: usize = 2 * DOCUMENT_LIMIT;

/// Octets of a signature value, generously: one of 8,192 bits has 1,024.
const VALUE_LIMIT: usize = 64 * 1024;

const SERVICE_KINDS: [(&str, DocumentKind); 2] =
    [("prescription", DocumentKind::Prescription), ("dispensing", DocumentKind::Dispensing)];

const LETTER_KINDS: [(&str, DocumentKind); 2] =
    [("referral", DocumentKind::Referral), ("generic", DocumentKind::Generic)];

/// The exception for a refused signature: a card's own, where it was the card.
pub(crate) fn signing_error(py: Python<'_>, subject: &str, at: Time, error: SignError) -> PyErr {
    let finding = error.finding();
    let problem = Problem::of(subject, finding, error.to_string());
    match error {
        SignError::Signer(error) => card_failure(subject, &error)
            .unwrap_or_else(|| refuse(Class::Signing, &Problem::of(subject, error.finding, error.detail))),
        SignError::NotValid(report) => {
            let report = match judged(subject.to_owned(), *report, at, &Default::default()) {
                Ok(passed) => Report::of(Arc::new(passed)),
                Err(not_passed) => Report::of(Arc::new(not_passed)),
            };
            not_valid(py, &problem, report).unwrap_or_else(|error| error)
        }
        _ => refuse(Class::Signing, &problem),
    }
}

/// With the verifier's report.
fn not_valid(py: Python<'_>, problem: &Problem, report: Report) -> PyResult<PyErr> {
    let (english, japanese) = (sentence(problem, Language::English), sentence(problem, Language::Japanese));
    let class = of_module(py, Class::Signing.name())?;
    let raised = class.call1((problem.finding.id, english, japanese, problem.subject.as_str(), report))?;
    Ok(PyErr::from_value(raised))
}

/// What every preparation takes.
pub(crate) struct Common {
    settings: SigningSettings,
    at: Time,
}

impl Common {
    fn of(
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

    fn prepare(
        &self,
        py: Python<'_>,
        subject: &str,
        files: Vec<DetachedFile>,
        prepare: impl FnOnce(Time, &SigningSettings) -> Result<Prepared, SignError> + Send,
    ) -> PyResult<PyPrepared> {
        let prepared = released(py, || prepare(self.at, &self.settings))?;
        let prepared = prepared.map_err(|error| signing_error(py, subject, self.at, error))?;
        Ok(PyPrepared { prepared, name: subject.to_owned(), files: Arc::new(DetachedFiles::new(files)) })
    }
}

/// Rules by their arguments; roles may be named in Japanese.
fn rules(
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

const fn content_rules(any_content: bool) -> ContentRules {
    if any_content { ContentRules::AnyOctets } else { ContentRules::Service }
}

fn read(py: Python<'_>, name: &str, given: &Bound<'_, PyAny>) -> PyResult<Named> {
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

/// Prepares a referral letter (診療情報提供書) or another document.
///
/// Args:
///     source: The document, for ``enveloped`` and ``enveloping``.
///     packaging: ``enveloped``: the signature in the XML document. ``enveloping``: around XML or a file of any kind.
///         ``detached``: beside files.
///     certificate: The certificate whose key will sign.
///     kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
///     element: Only the element with this Id, enveloped: then several people can sign side by side.
///     detached: The files of a detached signature: a mapping of the names it gives them to sources, or paths, which it
///         calls by their paths in a folder or by the last part of their own.
///     listing: List the files in the signature itself, or in a ``manifest``, as real referral letters do.
///     xml: XML in its canonical form, so that line ends and the like may change, or octet for octet.
///     properties: What the signer says about the signature.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     ArgumentError: arguments that do not go together.
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (source = None, *, packaging, certificate, kind = "referral", element = None, detached = None,
    listing = "references", xml = "canonical", properties = None, at = None, algorithm = None, roles = None,
    danger_accept_test_certificates = false))]
pub(crate) fn prepare_xml(
    py: Python<'_>,
    source: Option<&Bound<'_, PyAny>>,
    packaging: &str,
    certificate: &PyCertificate,
    kind: &str,
    element: Option<String>,
    detached: Option<&Bound<'_, PyAny>>,
    listing: &str,
    xml: &str,
    properties: Option<GivenProperties>,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    roles: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let kind = chosen("kind", kind, &LETTER_KINDS)?.1;
    let listing =
        chosen("listing", listing, &[("references", Listing::References), ("manifest", Listing::Manifest)])?
            .1;
    let canonical = chosen("xml", xml, &[("canonical", true), ("octets", false)])?.1;
    let shapes =
        [("enveloped", Shape::Enveloped), ("enveloping", Shape::Enveloping), ("detached", Shape::Detached)];
    let (word, shape) = chosen("packaging", packaging, &shapes)?;
    let rules = rules(roles, ContentRules::Service, danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let mismatch =
        |detail: &str| refusal(Class::Argument, &PACKAGING, "packaging", format!("{word}: {detail}"));
    match (shape == Shape::Detached, source.is_some(), detached.is_some()) {
        (true, true, _) => return Err(mismatch("files are given as detached, not as source")),
        (true, false, false) => return Err(mismatch("no detached files")),
        (false, false, _) => return Err(mismatch("no source")),
        (false, true, true) => return Err(mismatch("detached files")),
        _ if element.is_some() && shape != Shape::Enveloped => return Err(mismatch("an element")),
        _ => {}
    }
    let Some(source) = source else {
        let files = detached.map(detached::files).transpose()?.unwrap_or_default();
        let files = detached::each(py, files)?;
        let references = || -> Result<Vec<_>, SignError> {
            files.iter().map(|(name, file)| reference(name, &file.octets, canonical)).collect()
        };
        let given = properties.unwrap_or_default();
        // Of a Manifest the signature names the list alone.
        let listed = files.iter().filter(|_| listing == Listing::References);
        let properties = given.properties(&listed.map(|(name, _)| name.as_str()).collect::<Vec<_>>())?;
        let made = released(py, references)?;
        let made = made.map_err(|error| signing_error(py, "detached", common.at, error))?;
        let files = files.into_iter().map(|(_, file)| file).collect();
        return common.prepare(py, "detached", files, |at, settings| {
            sign::xml(Packaging::Detached { files: made, listing }, kind, properties, at, settings)
        });
    };
    let properties = properties.unwrap_or_default().properties(&[])?;
    let source = read(py, "source", source)?;
    let (name, octets) = (source.name, source.octets.into_vec());
    common.prepare(py, &name, Vec::new(), |at, settings| {
        let packaging = match (shape, element) {
            (Shape::Enveloped, Some(id)) => Packaging::Element { document: octets, id },
            (Shape::Enveloped, None) => Packaging::Enveloped { document: octets },
            _ if canonical && is_markup(&octets) => Packaging::EnvelopingXml { document: octets },
            _ => {
                let first = properties.formats.first().filter(|format| format.reference == 0);
                let mime_type = first.and_then(|format| format.mime_type.clone());
                Packaging::EnvelopingOctets { octets, mime_type }
            }
        };
        sign::xml(packaging, kind, properties, at, settings)
    })
}

/// How a signature and what it signs come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Enveloped,
    Enveloping,
    Detached,
}

/// Markup is taken as XML, anything else as octets, as the command does.
fn is_markup(octets: &[u8]) -> bool {
    let without_mark = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    without_mark.trim_ascii_start().first() == Some(&b'<')
}

fn reference(name: &str, octets: &[u8], canonical: bool) -> Result<DetachedReference, SignError> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if canonical && extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
        return DetachedReference::canonical_xml(name, octets);
    }
    DetachedReference::octets(name, octets)
}

/// Prepares a counter-signature: over the value of a signature of a document, among its unsigned properties.
///
/// Args:
///     source: The signed document.
///     certificate: The certificate whose key will sign.
///     signature_id: The Id of the signature. Default: the only one there is. Its value must hold.
///     kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
///     properties: What the signer says about the signature.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (source, *, certificate, signature_id = None, kind = "referral", properties = None, at = None,
    algorithm = None, roles = None, danger_accept_test_certificates = false))]
pub(crate) fn prepare_counter_signature(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    certificate: &PyCertificate,
    signature_id: Option<String>,
    kind: &str,
    properties: Option<GivenProperties>,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    roles: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let kind = chosen("kind", kind, &LETTER_KINDS)?.1;
    let rules = rules(roles, ContentRules::Service, danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let properties = properties.unwrap_or_default().properties(&[])?;
    let source = read(py, "source", source)?;
    let (name, octets) = (source.name, source.octets.into_vec());
    let which = signature_id.map_or(CounterSigned::Only, CounterSigned::Id);
    common.prepare(py, &name, Vec::new(), |at, settings| {
        sign::counter_signature(octets, which, kind, properties, at, settings)
    })
}

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
        Ok(PyPrepared { prepared, name: named.name, files: Arc::new(DetachedFiles::new(Vec::new())) })
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
        let name = std::path::Path::new(&self.name);
        let preparation =
            json::Preparation::of(name, std::path::Path::new(""), &self.prepared, role::japan());
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

fn validation<'v>(
    verifier: Option<&'v PyVerifier>,
    files: &'v DetachedFiles,
    at: Time,
) -> Option<FullValidation<'v>> {
    verifier.map(|verifier| FullValidation { verifier: &verifier.verifier, detached: files, at })
}

impl PyPrepared {
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

/// A prescription or dispensing record without its signature, for a service that makes whole Signature elements.
#[pyclass(frozen, name = "UnsignedDocument", module = "hpki")]
pub(crate) struct PyUnsignedDocument {
    document: UnsignedDocument,
    name: String,
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
