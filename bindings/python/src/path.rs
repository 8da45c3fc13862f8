//! Certification paths: RFC 5280 and a profile, as of a time.

use std::path::Path;
use std::sync::Arc;

use hpki_core::certificate::Certificate;
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::path::{
    AnyPolicy, ExplicitPolicy, PathReport, PathRequest, PolicyInputs, PolicyMapping, VerifiedPath,
    validate_path,
};
use hpki_core::profile::{Profile, RoleRequirement};
use hpki_core::report::{Check, Language, Outcome, Verdict};
use hpki_core::time::Time;
use hpki_report::{html, json, text, view};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::certificate::PyCertificate;
use crate::check::PyCheck;
use crate::errors::{Class, NO_TRUST_ANCHOR, NOT_AN_IDENTIFIER, refusal, released};
use crate::judged::Told;
use crate::moment;
use crate::refused::{Reason, raised};
use crate::report::Report;
use crate::settings::{REVOCATION, RoleNames, accept_test_certificates, chosen, role_names};
use crate::source::MEMORY;
use crate::trust_store::trusted;

const PROFILES: [(&str, Profile); 3] = [
    ("hpki-signature", Profile::HpkiSignature),
    ("hpki-authentication", Profile::HpkiAuthentication),
    ("rfc5280", Profile::Rfc5280),
];

/// A path that was judged.
struct Judged {
    report: PathReport,
    at: Time,
    names: RoleNames,
}

/// A certification path that passed. Only `Certificate.validate` makes one: to have it is the proof.
#[pyclass(frozen, name = "VerifiedPath", module = "hpki")]
pub(crate) struct PyVerifiedPath {
    judged: Arc<Judged>,
    proof: VerifiedPath,
}

/// The keyword arguments of `Certificate.validate`.
pub(crate) struct Arguments<'a, 'py> {
    pub(crate) profile: &'a str,
    pub(crate) revocation: &'a str,
    pub(crate) roles: Option<&'a Bound<'py, PyAny>>,
    pub(crate) role_table: Option<&'a Bound<'py, PyAny>>,
    pub(crate) initial_policies: Option<&'a Bound<'py, PyAny>>,
    pub(crate) explicit_policy: ExplicitPolicy,
    pub(crate) policy_mapping: PolicyMapping,
    pub(crate) any_policy: AnyPolicy,
    pub(crate) accept_test_certificates: bool,
}

/// Validates, or raises with the report.
pub(crate) fn validate(
    py: Python<'_>,
    certificate: &PyCertificate,
    trust: &Bound<'_, PyAny>,
    at: Option<&Bound<'_, PyAny>>,
    arguments: &Arguments<'_, '_>,
) -> PyResult<PyVerifiedPath> {
    let at = moment::given_or_now("at", at)?;
    let trust = trusted(py, trust)?;
    if trust.anchors.is_empty() {
        return Err(refusal(Class::Argument, &NO_TRUST_ANCHOR, "trust", ""));
    }
    let names = RoleNames::of(py, arguments.role_table)?;
    let mut request = PathRequest::new(certificate.certificate(), &trust.anchors, at);
    request.intermediates = &trust.intermediates;
    request.certificate_lists = &trust.certificate_lists;
    request.profile = chosen("profile", arguments.profile, &PROFILES)?.1;
    request.revocation = chosen("revocation", arguments.revocation, &REVOCATION)?.1;
    request.test_certificates = accept_test_certificates(arguments.accept_test_certificates);
    request.policies = policies(arguments)?;
    let roles = role_names(arguments.roles)?;
    if !roles.is_empty() {
        let texts = roles.iter().map(|name| names.table().text_of(name).to_owned().into());
        request.roles = RoleRequirement::AnyOf(texts.collect());
    }
    request.role_table = Some(names.table());
    let report = released(py, || validate_path(&request))?;
    let proof = report.clone().into_verified();
    let judged = Arc::new(Judged { report, at, names });
    match proof {
        Ok(proof) => Ok(PyVerifiedPath { judged, proof }),
        Err(_) => Err(refused(py, judged)),
    }
}

fn policies(arguments: &Arguments<'_, '_>) -> PyResult<PolicyInputs> {
    let mut initial = Vec::new();
    for text in role_names(arguments.initial_policies)? {
        let wrong = |error: &dyn std::fmt::Display| {
            refusal(Class::Argument, &NOT_AN_IDENTIFIER, "initial_policies", error.to_string())
        };
        initial.push(ObjectIdentifier::from_dotted(&text).map_err(|error| wrong(&error))?);
    }
    let any = initial.is_empty() || initial.contains(&oid::ANY_POLICY);
    Ok(PolicyInputs {
        initial_policy_set: if any { None } else { Some(initial) },
        explicit_policy: arguments.explicit_policy,
        policy_mapping: arguments.policy_mapping,
        any_policy: arguments.any_policy,
    })
}

/// The first check with the sub-indication of the verdict is the reason, as in reports of documents.
fn refused(py: Python<'_>, judged: Arc<Judged>) -> PyErr {
    let verdict = judged.report.verdict();
    let checks = judged.report.checks();
    let why = verdict.sub_indication();
    let decisive = |check: &&Check| why.is_some_and(|why| check.outcome == Outcome::NotPassed(why));
    let reason =
        Reason::of(checks.iter().find(decisive).or(checks.first_not_passed().map(|(check, _)| check)));
    raised(py, verdict, reason, MEMORY.to_owned(), Report::of(judged)).unwrap_or_else(|error| error)
}

impl Told for Judged {
    fn file(&self) -> &str {
        MEMORY
    }

    fn verdict(&self) -> Verdict {
        self.report.verdict()
    }

    fn kind(&self) -> Option<&'static str> {
        None
    }

    fn at(&self) -> Time {
        self.at
    }

    fn path(&self) -> &[Certificate] {
        self.report.path()
    }

    fn checks(&self) -> Vec<PyCheck> {
        self.report.checks().iter().map(PyCheck::of).collect()
    }

    fn json(&self) -> String {
        json::to_text(&json::Validation::of(&self.report, self.names.table()))
    }

    fn text(&self, language: Language) -> String {
        text::render(&self.view(language))
    }

    fn html(&self, language: Language) -> String {
        html::render(&[self.view(language)], language)
    }
}

impl Judged {
    fn view(&self, language: Language) -> view::View {
        view::validation(Path::new(MEMORY), &self.report, self.at, self.names.table(), language)
    }
}

#[pymethods]
impl PyVerifiedPath {
    /// The certificates, end entity first, trust anchor last.
    #[getter]
    fn certificates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.proof.certificates().iter().cloned().map(PyCertificate::of))
    }

    /// The certificate policies that the whole path is valid under, in dotted form.
    #[getter]
    fn policies<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let policies: Vec<String> = self.proof.policies().iter().map(ToString::to_string).collect();
        PyTuple::new(py, policies)
    }

    /// Which of HPKI's certificate policies the end entity has.
    #[getter]
    fn policy(&self) -> &'static str {
        self.proof.hpki_policy().name()
    }

    /// The time it was judged at, in UTC.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        moment::to_python(py, self.proof.at())
    }

    /// Every check that was made.
    #[getter]
    fn report(&self) -> Report {
        Report::of(self.judged.clone())
    }

    fn __repr__(&self) -> String {
        format!(
            "<hpki.VerifiedPath: {} certificates, policy {}>",
            self.proof.certificates().len(),
            self.policy()
        )
    }
}
