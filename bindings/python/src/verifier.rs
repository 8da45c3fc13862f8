//! The verifier: made once, used by every thread.

use std::sync::Arc;

use hpki_core::time::Time;
use hpki_xades::validate::Verifier;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::batch::{Batch, Rules};
use crate::detached;
use crate::document::VerifiedDocument;
use crate::moment;
use crate::report::{NotPassed, Passed, judged, verification_error};
use crate::settings::{AnyProfile, RoleNames, Settings};
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Source};
use crate::trust_store::{Content, TrustStore, trusted};

/// Verifies documents under one set of rules.
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

    /// Verifies one document, or raises.
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
        match py.detach(|| judge(&self.verifier, &self.settings.names, named, &files, at)) {
            Ok(passed) => Ok(VerifiedDocument::of(passed)),
            Err(not_passed) => Err(verification_error(py, not_passed)),
        }
    }

    /// Verifies many files on all cores; their rows come in order.
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

/// Verifies one document with a verifier of its own, or raises.
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

/// Verifies many files on all cores with a verifier of their own; their rows come in order.
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
