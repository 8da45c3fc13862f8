//! Certificates: what they say of themselves.

use std::path::Path;

use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::path::{AnyPolicy, ExplicitPolicy, PolicyMapping};
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::CheckList;
use hpki_core::role;
use hpki_report::{describe, json, material, problem, text, view};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::check::PyCheck;
use crate::errors::{Class, of_problem, refusal, released};
use crate::moment;
use crate::path::{self, PyVerifiedPath};
use crate::report::{from_json, language};
use crate::source::{self, Larger, MATERIAL_LIMIT, MEMORY, Source};

/// A certificate: parsed, and by that not trusted.
///
/// Certificates compare and hash by their octets, and can be pickled. Japanese names of roles are those of Japan's table.
///
/// Args:
///     source: `bytes`, `bytearray`, `memoryview`, a path (`str` or `os.PathLike`) or a binary file object, at most 128 MiB: DER, PEM
///         or PKCS#7. Of several certificates the first one is taken: see `all`.
///
/// Raises:
///     ParseError: no certificate, or one that cannot be read.
///     FileError: a file that cannot be opened or read.
#[pyclass(frozen, eq, hash, name = "Certificate", module = "hpki")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyCertificate {
    certificate: Certificate,
}

impl PyCertificate {
    pub(crate) fn of(certificate: Certificate) -> PyCertificate {
        PyCertificate { certificate }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificate where octets are taken.
    pub(crate) fn source(&self) -> Source {
        Source::Stream { name: MEMORY.to_owned(), octets: self.certificate.as_der().to_vec() }
    }

    /// The checks of the profile that fits what the certificate says of itself.
    fn judged(&self) -> (&'static str, CheckList) {
        let profile = describe::fitting_profile(&self.certificate);
        let mut checks = CheckList::new();
        profile.evaluate(&self.certificate, &mut checks);
        (profile.name, checks)
    }
}

#[pymethods]
impl PyCertificate {
    /// The first certificate of a source.
    #[new]
    fn new(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<PyCertificate> {
        let all = PyCertificate::parsed(py, source)?;
        let missing = || refusal(Class::Parse, &problem::NO_CERTIFICATE, "source", "");
        all.into_iter().next().ok_or_else(missing)
    }

    /// Every certificate of a source, in its order; at least one.
    ///
    /// Raises:
    ///     ParseError: no certificate, or one that cannot be read.
    ///     FileError: a file that cannot be opened or read.
    #[staticmethod]
    #[pyo3(name = "all")]
    fn every<'py>(py: Python<'py>, source: &Bound<'_, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, PyCertificate::parsed(py, source)?)
    }

    /// The DER, exactly as it came.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.certificate.as_der())
    }

    /// SHA-256 of the DER: 32 octets.
    #[getter]
    fn sha256<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.certificate.sha256())
    }

    /// The subject as RFC 4514 writes names.
    #[getter]
    fn subject(&self) -> String {
        self.certificate.subject().to_string()
    }

    /// The issuer as RFC 4514 writes names.
    #[getter]
    fn issuer(&self) -> String {
        self.certificate.issuer().to_string()
    }

    /// The common name of the subject, in Latin letters in HPKI; None without one.
    #[getter]
    fn common_name(&self) -> Option<String> {
        self.certificate.subject().common_name().map(Into::into)
    }

    /// The Japanese name, in the subject alternative name; None without one.
    #[getter]
    fn japanese_name(&self) -> Option<String> {
        self.certificate.japanese_name().map(Into::into)
    }

    /// The name to show: the Japanese one, else the common name.
    #[getter]
    fn name(&self) -> Option<String> {
        self.japanese_name().or_else(|| self.common_name())
    }

    /// The serial number in lower-case hexadecimal.
    #[getter]
    fn serial_number(&self) -> String {
        describe::serial_number(&self.certificate)
    }

    /// The public key: `RSA 2048`, `EC P-256`.
    #[getter]
    fn public_key(&self) -> String {
        describe::public_key(&self.certificate)
    }

    /// The first second of its validity, in UTC.
    #[getter]
    fn not_before<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.certificate.not_before())
    }

    /// The last second of its validity, in UTC.
    #[getter]
    fn not_after<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.certificate.not_after())
    }

    /// Which of HPKI's certificate policies it states. Anybody can get a certificate under the test policy.
    #[getter]
    fn policy(&self) -> &'static str {
        CertificatePolicyKind::of(&self.certificate).name()
    }

    /// The professional roles (hcRole, ISO 17090-2) that it states.
    #[getter]
    fn roles<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, Role::all(&self.certificate))
    }

    /// The profile that fits what the certificate says of itself; `checks` are of this profile.
    #[getter]
    fn profile(&self) -> &'static str {
        self.judged().0
    }

    /// How it stands to its profile: facts, no validation.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (_, checks) = self.judged();
        PyTuple::new(py, checks.iter().map(PyCheck::of).collect::<Vec<_>>())
    }

    /// Validates the certification path: RFC 5280 (policies as RFC 9618 has them) and a profile, as of a time.
    ///
    /// Args:
    ///     trust: a `TrustStore`, or trust anchors in any form that a store takes.
    ///     at: an aware datetime to judge at; default: now. A naive one is refused, for it names no point in time.
    ///     profile: the rules for the certificate and its authorities.
    ///     revocation: see `Verifier`.
    ///     roles: names of roles; the certificate must state one of them.
    ///     role_table: see `Verifier`.
    ///     initial_policies: acceptable certificate policies in dotted form; default: any (RFC 5280, section 6.1.1 (c)).
    ///     require_explicit_policy: initial-explicit-policy (e).
    ///     inhibit_policy_mapping: initial-policy-mapping-inhibit (f).
    ///     inhibit_any_policy: initial-any-policy-inhibit (g).
    ///     danger_accept_test_certificates: see `Verifier`.
    ///
    /// Raises:
    ///     VerificationError: it did not pass; `error.report` says why. `RevocationError` when it is about revocation.
    ///     ArgumentError: no trust anchor, or a value that no call can use.
    #[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
    #[pyo3(signature = (trust, *, at = None, profile = "hpki-signature", revocation = "required", roles = None,
        role_table = None, initial_policies = None, require_explicit_policy = false, inhibit_policy_mapping = false,
        inhibit_any_policy = false, danger_accept_test_certificates = false))]
    fn validate(
        &self,
        py: Python<'_>,
        trust: &Bound<'_, PyAny>,
        at: Option<&Bound<'_, PyAny>>,
        profile: &str,
        revocation: &str,
        roles: Option<&Bound<'_, PyAny>>,
        role_table: Option<&Bound<'_, PyAny>>,
        initial_policies: Option<&Bound<'_, PyAny>>,
        require_explicit_policy: bool,
        inhibit_policy_mapping: bool,
        inhibit_any_policy: bool,
        danger_accept_test_certificates: bool,
    ) -> PyResult<PyVerifiedPath> {
        let explicit_policy = match require_explicit_policy {
            true => ExplicitPolicy::Required,
            false => ExplicitPolicy::WhereTheAuthorityAsks,
        };
        let policy_mapping =
            if inhibit_policy_mapping { PolicyMapping::Inhibited } else { PolicyMapping::Allowed };
        let any_policy = if inhibit_any_policy { AnyPolicy::Inhibited } else { AnyPolicy::Allowed };
        let arguments = path::Arguments {
            profile,
            revocation,
            roles,
            role_table,
            initial_policies,
            explicit_policy,
            policy_mapping,
            any_policy,
            accept_test_certificates: danger_accept_test_certificates,
        };
        path::validate(py, self, trust, at, &arguments)
    }

    /// The certificate for programs: the JSON document that `hpki certificate show --json` prints.
    fn to_json(&self) -> String {
        let (profile, checks) = self.judged();
        let one = json::Certificate::of(&self.certificate, profile, &checks, role::japan());
        json::to_text(&json::Certificates::of(Path::new(MEMORY), std::iter::once(one)))
    }

    /// The same as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_json(py, &self.to_json())
    }

    /// The certificate for people, in lines of text: fields, extensions, findings against its profile.
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        let (profile, checks) = self.judged();
        Ok(text::render(&view::fields(
            Path::new(MEMORY),
            &self.certificate,
            profile,
            &checks,
            role::japan(),
            language,
        )))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (Bound<'py, PyBytes>,)) {
        (slf.get_type().into_any(), (slf.get().der(slf.py()),))
    }

    /// Serial number and validity: no name of a person.
    fn __repr__(&self) -> String {
        format!(
            "<hpki.Certificate: serial {}, {} to {}, policy {}>",
            self.serial_number(),
            self.certificate.not_before(),
            self.certificate.not_after(),
            self.policy()
        )
    }
}

impl PyCertificate {
    fn parsed(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Vec<PyCertificate>> {
        let source = Source::of("source", source, MATERIAL_LIMIT)?;
        let named = source::read(py, source, MATERIAL_LIMIT, Larger::Refused)?;
        let parsed = released(py, || material::certificates(&named.name, named.octets.as_ref()))?;
        let all = parsed.map_err(|problem| of_problem(&problem))?;
        Ok(all.into_iter().map(PyCertificate::of).collect())
    }
}

/// A professional role (hcRole of ISO 17090-2) as a certificate states it.
#[pyclass(frozen, eq, hash, name = "Role", module = "hpki")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Role {
    /// Its text: `Medical Doctor`. It counts octet by octet, and only under Japan's coding scheme: see `japanese`.
    #[pyo3(get)]
    text: Option<String>,
    /// Its Japanese name (医師) where text and coding scheme are those of Japan's table; else None.
    #[pyo3(get)]
    japanese: Option<String>,
    /// The coding scheme as a dotted object identifier; None without one.
    #[pyo3(get)]
    coding_scheme: Option<String>,
}

impl Role {
    pub(crate) fn all(certificate: &Certificate) -> Vec<Role> {
        let actors = hc_roles(certificate).actors;
        let role = |actor: &hpki_core::certificate::HcActor| Role {
            text: actor.code_data_free_text.clone(),
            japanese: role::japan().role_of(actor).map(|role| role.japanese_name.clone()),
            coding_scheme: actor.coding_scheme.as_ref().map(ToString::to_string),
        };
        actors.iter().map(role).collect()
    }
}

#[pymethods]
impl Role {
    fn __repr__(&self) -> String {
        let or_none = |text: &Option<String>| text.as_deref().unwrap_or("none").to_owned();
        format!("<hpki.Role: {} ({})>", or_none(&self.text), or_none(&self.japanese))
    }
}
