//! The verifier: made once, used by every thread.

use std::sync::Arc;

use hpki_core::time::Time;
use hpki_xades::validate::Verifier;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::batch::{Batch, Rules};
use crate::detached;
use crate::document::VerifiedDocument;
use crate::judged::{NotPassed, Passed, judged};
use crate::moment;
use crate::refused::verification_error;
use crate::settings::{AnyProfile, RoleNames, Settings};
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Source};
use crate::trust_store::{Content, TrustStore, trusted};
use crate::waiting;

/// Verifies documents under one set of rules (ETSI EN 319 102-1).
///
/// Make one and use it for all documents and threads: it never changes, and remembers which signatures of certificates and
/// revocation lists verified before, in some 200 KiB, but no verdict. It can be pickled: the copy has the same trust and
/// settings and remembers nothing. The interpreter's lock is released while it works.
///
/// Args:
///     trust: a `TrustStore`, or trust anchors in any form that a store takes. It is copied.
///     kind: the kind of document that is expected; any other is refused. `"auto"` is a prescription or a dispensing record, told
///         apart by structure, and nothing else.
///     revocation: `"required"`: without fresh revocation data nothing passes. `"if-available"`: fresh data decide, missing or
///         stale data are warned about. `"off"`: not looked up, and warned about.
///     roles: names of roles as certificates have them ("Medical Doctor") or in Japanese (医師); one of them is enough. They narrow
///         the roles that the kind of document allows, and are demanded for generic documents.
///     role_table: names of roles in place of Japan's table: UTF-8, one role a line, four fields with tabs between. It gives nobody
///         a right to sign.
///     signed_parts: `"keep"` keeps the octets of the signed parts of documents other than prescription and dispensing record,
///         `"digest-only"` their length and SHA-256, to save memory.
///     danger_accept_test_certificates: accepts certificates under HPKI's test policy. Anybody can get a test card: never for real
///         documents.
///     danger_accept_any_profile: judges signers by RFC 5280 alone instead of HPKI's certificate profile. For documents of other
///         systems; never for prescriptions.
///
/// Raises:
///     ArgumentError: a word that is none of those known.
///     ParseError: a trust anchor or table of roles that cannot be read.
///     FileError: a file that cannot be opened or read.
#[pyclass(frozen, name = "Verifier", module = "hpki")]
pub(crate) struct PyVerifier {
    pub(crate) verifier: Arc<Verifier>,
    trust: Content,
    settings: Settings,
}

#[pymethods]
impl PyVerifier {
    #[new]
    #[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
    #[pyo3(signature = (trust, *, kind = "auto", revocation = "required", roles = None, signed_parts = "keep",
        role_table = None, danger_accept_test_certificates = false, danger_accept_any_profile = false))]
    pub(crate) fn new(
        py: Python<'_>,
        trust: &Bound<'_, PyAny>,
        kind: &str,
        revocation: &str,
        roles: Option<&Bound<'_, PyAny>>,
        signed_parts: &str,
        role_table: Option<&Bound<'_, PyAny>>,
        danger_accept_test_certificates: bool,
        danger_accept_any_profile: bool,
    ) -> PyResult<PyVerifier> {
        let settings = Settings::of(
            kind,
            revocation,
            roles,
            signed_parts,
            danger_accept_test_certificates,
            danger_accept_any_profile,
            RoleNames::of(py, role_table)?,
        )?;
        let trust = trusted(py, trust)?;
        let verifier = Arc::new(settings.verifier(trust.clone())?);
        Ok(PyVerifier { verifier, trust, settings })
    }

    /// Verifies one document, or raises: what comes back has passed.
    ///
    /// Ctrl-C ends the call, also while a file is read that gives nothing.
    ///
    /// Args:
    ///     source: the document: `bytes`, `bytearray`, `memoryview`, a path (`str` or `os.PathLike`) or a binary file object; at most
    ///         256 MiB. A `str` is a path, never a document.
    ///     at: an aware datetime to judge at; default: now. A naive one is refused, for it names no point in time.
    ///     detached: the files that a detached signature refers to: a mapping from the names in references to sources, a folder, or an
    ///         iterable of sources. Nothing else is ever looked at.
    ///
    /// Raises:
    ///     VerificationError: the document did not pass; `error.report` says why. `RevocationError` when it is about revocation.
    ///     FileError: the file cannot be opened or read; nothing was decided.
    ///     ArgumentError: a value that no call can use, such as a naive datetime.
    ///     ParseError: a trust anchor, list or table of roles that cannot be read.
    #[pyo3(signature = (source, *, at = None, detached = None))]
    pub(crate) fn verify(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        at: Option<&Bound<'_, PyAny>>,
        detached: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<VerifiedDocument> {
        let at = moment::given_or_now("at", at)?;
        let files = detached.map(detached::files).transpose()?.unwrap_or_default();
        let source = Source::of("source", source, DOCUMENT_LIMIT)?;
        let named = source::read(py, source, DOCUMENT_LIMIT, Larger::Cut)?;
        let files = detached::read(py, files)?;
        let size = waiting::Size::of(&named, detached);
        let (verifier, names) = (Arc::clone(&self.verifier), self.settings.names.clone());
        match waiting::over(py, size, move || judge(&verifier, &names, named, &files, at))? {
            Ok(passed) => Ok(VerifiedDocument::of(passed)),
            Err(not_passed) => Err(verification_error(py, not_passed)),
        }
    }

    /// Verifies many files on all cores, and gives a `Row` for each, in their order.
    ///
    /// An iterator with a length, so that progress bars such as tqdm's know the end. Nothing is read before the first row is asked
    /// for; then at most 64 rows for each worker wait for the caller, and no document stays in memory. A file that cannot be read is
    /// a row, never an exception. Ctrl-C ends it at once.
    ///
    /// Args:
    ///     paths: an iterable of paths; it is read to its end when the call is made.
    ///     at: an aware datetime to judge all of them at; default: the time of the call.
    ///     workers: how many threads work; default: as many as there are cores.
    ///
    /// Raises:
    ///     ArgumentError: a naive datetime; a number of workers outside 1 to 1024.
    #[pyo3(signature = (paths, *, at = None, workers = None))]
    pub(crate) fn verify_many(
        &self,
        paths: &Bound<'_, PyAny>,
        at: Option<&Bound<'_, PyAny>>,
        workers: Option<usize>,
    ) -> PyResult<Batch> {
        let at = moment::given_or_now("at", at)?;
        let rules = Rules { verifier: Arc::clone(&self.verifier), names: self.settings.names.clone(), at };
        Batch::new(paths, rules, workers)
    }

    /// The trust store and the settings; what the verifier remembers stays behind.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (py, verifier) = (slf.py(), slf.get());
        let trust = Bound::new(py, TrustStore::of(verifier.trust.clone()))?;
        let settings = verifier.settings_dict(py)?;
        Ok((slf.get_type().getattr("_restore")?, PyTuple::new(py, [trust.into_any(), settings.into_any()])?))
    }

    #[staticmethod]
    #[pyo3(name = "_restore")]
    fn restore<'py>(trust: &Bound<'py, PyAny>, settings: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        trust.py().get_type::<PyVerifier>().call((trust,), Some(settings))
    }

    fn __repr__(&self) -> String {
        let settings = &self.settings;
        let danger = match (settings.accepts_test_certificates(), settings.any_profile) {
            (false, AnyProfile::Refuse) => "",
            (true, AnyProfile::Refuse) => ", ACCEPTS TEST CERTIFICATES",
            (false, AnyProfile::Accept) => ", ACCEPTS ANY PROFILE",
            (true, AnyProfile::Accept) => ", ACCEPTS TEST CERTIFICATES AND ANY PROFILE",
        };
        format!(
            "<hpki.Verifier: kind {}, revocation {}, {} anchors{danger}>",
            settings.kind,
            settings.revocation,
            self.trust.anchors.len()
        )
    }
}

impl PyVerifier {
    fn settings_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (dict, settings) = (PyDict::new(py), &self.settings);
        dict.set_item("kind", settings.kind)?;
        dict.set_item("revocation", settings.revocation)?;
        dict.set_item("roles", &settings.roles)?;
        dict.set_item("signed_parts", settings.signed_parts)?;
        dict.set_item("role_table", settings.names.octets().map(|octets| PyBytes::new(py, octets)))?;
        dict.set_item("danger_accept_test_certificates", settings.accepts_test_certificates())?;
        dict.set_item("danger_accept_any_profile", settings.any_profile == AnyProfile::Accept)?;
        Ok(dict)
    }
}

/// Verifies octets that were read.
pub(crate) fn judge(
    verifier: &Verifier,
    names: &RoleNames,
    named: Named,
    files: &detached::Files,
    at: Time,
) -> Result<Passed, NotPassed> {
    let report = verifier.verify_with_detached(named.octets.as_ref(), files, at);
    judged(named.name, report, at, names)
}

/// Verifies one document with rules of its own, or raises: what comes back has passed.
///
/// For several documents make a `Verifier`, which reads the trust anchors once.
///
/// Args:
///     source: the document: `bytes`, `bytearray`, `memoryview`, a path (`str` or `os.PathLike`) or a binary file object; at most
///         256 MiB. A `str` is a path, never a document.
///     trust: a `TrustStore`, or trust anchors in any form that a store takes.
///     at: an aware datetime to judge at; default: now. A naive one is refused, for it names no point in time.
///     kind: the kind of document that is expected; any other is refused. `"auto"` is a prescription or a dispensing record, told
///         apart by structure, and nothing else.
///     revocation: `"required"`: without fresh revocation data nothing passes. `"if-available"`: fresh data decide, missing or
///         stale data are warned about. `"off"`: not looked up, and warned about.
///     roles: names of roles as certificates have them ("Medical Doctor") or in Japanese (医師); one of them is enough. They narrow
///         the roles that the kind of document allows, and are demanded for generic documents.
///     role_table: names of roles in place of Japan's table: UTF-8, one role a line, four fields with tabs between. It gives nobody
///         a right to sign.
///     detached: the files that a detached signature refers to: a mapping from the names in references to sources, a folder, or an
///         iterable of sources. Nothing else is ever looked at.
///     signed_parts: `"keep"` keeps the octets of the signed parts of documents other than prescription and dispensing record,
///         `"digest-only"` their length and SHA-256, to save memory.
///     danger_accept_test_certificates: accepts certificates under HPKI's test policy. Anybody can get a test card: never for real
///         documents.
///     danger_accept_any_profile: judges signers by RFC 5280 alone instead of HPKI's certificate profile. For documents of other
///         systems; never for prescriptions.
///
/// Raises:
///     VerificationError: the document did not pass; `error.report` says why. `RevocationError` when it is about revocation.
///     FileError: the file cannot be opened or read; nothing was decided.
///     ArgumentError: a value that no call can use, such as a naive datetime.
///     ParseError: a trust anchor, list or table of roles that cannot be read.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (source, *, trust, at = None, kind = "auto", revocation = "required", roles = None, detached = None,
    signed_parts = "keep", role_table = None, danger_accept_test_certificates = false, danger_accept_any_profile = false))]
pub(crate) fn verify(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    trust: &Bound<'_, PyAny>,
    at: Option<&Bound<'_, PyAny>>,
    kind: &str,
    revocation: &str,
    roles: Option<&Bound<'_, PyAny>>,
    detached: Option<&Bound<'_, PyAny>>,
    signed_parts: &str,
    role_table: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
    danger_accept_any_profile: bool,
) -> PyResult<VerifiedDocument> {
    let verifier = PyVerifier::new(
        py,
        trust,
        kind,
        revocation,
        roles,
        signed_parts,
        role_table,
        danger_accept_test_certificates,
        danger_accept_any_profile,
    )?;
    verifier.verify(py, source, at, detached)
}

/// Verifies many files with rules of its own; see `Verifier.verify_many` and `Verifier`.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (paths, *, trust, at = None, workers = None, kind = "auto", revocation = "required", roles = None,
    role_table = None, danger_accept_test_certificates = false, danger_accept_any_profile = false))]
pub(crate) fn verify_many(
    py: Python<'_>,
    paths: &Bound<'_, PyAny>,
    trust: &Bound<'_, PyAny>,
    at: Option<&Bound<'_, PyAny>>,
    workers: Option<usize>,
    kind: &str,
    revocation: &str,
    roles: Option<&Bound<'_, PyAny>>,
    role_table: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
    danger_accept_any_profile: bool,
) -> PyResult<Batch> {
    let verifier = PyVerifier::new(
        py,
        trust,
        kind,
        revocation,
        roles,
        "keep",
        role_table,
        danger_accept_test_certificates,
        danger_accept_any_profile,
    )?;
    verifier.verify_many(paths, at, workers)
}
