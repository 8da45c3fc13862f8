//! The certification paths of real documents: MEDIS test cards of a doctor and a pharmacist, and the time-stamp
//! authority, each with the lists that stand in the document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid;
use hpki_core::path::{
    ExplicitPolicy, PathReport, PathRequest, Proof, RevocationMode, TestCertificates, validate_path,
};
use hpki_core::profile::{CertificatePolicyKind, Profile, RoleRequirement};
use hpki_core::report::{Outcome, SubIndication, Verdict};
use hpki_core::revocation::{FreshnessRule, RevocationStatus};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");

/// What one document holds: its certificates in order, its lists, and HPKI's root from beside it.
struct Document {
    certificates: Vec<Certificate>,
    lists: Vec<CertificateList>,
    root: Certificate,
    tsa_root: Certificate,
}

impl Document {
    /// `None`, with a line that says so, where the data is not there.
    fn read(name: &str) -> Option<Document> {
        let Ok(text) = std::fs::read_to_string(format!("{SHARED}/e-prescription/{name}")) else {
            println!("skipped: no data at ../shared/data");
            return None;
        };
        let values = |element: &str| -> Vec<Vec<u8>> {
            let mut values = Vec::new();
            for (at, _) in text.match_indices(&format!("{element}>")) {
                let content = text[at + element.len() + 1..].split('<').next().unwrap();
                let content: String = content.split_whitespace().collect();
                // End tags match too, with nothing inside.
                if !content.is_empty() && text[..at].ends_with([':', '<']) {
                    values.extend(BASE64_STANDARD.decode(content));
                }
            }
            values
        };
        let mut certificates = values("X509Certificate");
        certificates.extend(values("EncapsulatedX509Certificate"));
        let certificate =
            |path: &str| Certificate::from_der(&std::fs::read(format!("{SHARED}/{path}")).unwrap()).unwrap();
        Some(Document {
            certificates: certificates.iter().map(|der| Certificate::from_der(der).unwrap()).collect(),
            lists: values("EncapsulatedCRLValue")
                .iter()
                .map(|der| CertificateList::from_der(der).unwrap())
                .collect(),
            root: certificate("hpki-ca/mhlw_hpki_root_ca_v2.cer"),
            tsa_root: certificate("time-stamp/tsa-test-root.der"),
        })
    }

    fn named(&self, common_name: &str) -> &Certificate {
        let named = |certificate: &&Certificate| {
            certificate.subject().common_name().is_some_and(|found| found == common_name)
        };
        self.certificates.iter().find(named).unwrap()
    }
}

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

/// The ids of checks that did not pass, and of warnings.
fn told(report: &PathReport) -> (Vec<&'static str>, Vec<&'static str>) {
    let ids = |wanted: fn(Outcome) -> bool| {
        report.checks().iter().filter(|check| wanted(check.outcome)).map(|check| check.finding.id).collect()
    };
    (ids(|outcome| matches!(outcome, Outcome::NotPassed(_))), ids(|outcome| outcome == Outcome::Warning))
}

const DOCTOR: &str = "Sanjushi Kagurazaka";
const PROVEN: &str = "2022-09-07T08:18:25.197Z";

fn doctor_request<'a>(document: &'a Document, anchors: &'a TrustAnchors) -> PathRequest<'a> {
    let mut request = PathRequest::new(document.named(DOCTOR), anchors, time(PROVEN));
    request.intermediates = &document.certificates;
    request.certificate_lists = &document.lists;
    request.proven = Proof::ProvenTime;
    request.test_certificates = TestCertificates::Accept;
    request.roles = RoleRequirement::AnyOf(vec!["Medical Doctor".into(), "Dentist".into()]);
    request
}

#[test]
fn a_doctor_with_a_test_card_passes_where_test_cards_are_wanted() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let report = validate_path(&doctor_request(&document, &anchors));
    assert_eq!(told(&report), (vec![], vec!["profile::test-certificate"]), "{:#?}", report.checks());
    let path = report.into_verified().unwrap();
    assert_eq!(path.certificates().len(), 3);
    assert_eq!(path.hpki_policy(), CertificatePolicyKind::Test);
    assert_eq!(path.roles().actors[0].code_data_free_text.as_deref(), Some("Medical Doctor"));
    assert_eq!(path.end_entity().japanese_name().unwrap(), "神楽坂　三十四");
    // The card's policy is not that of its CA: under RFC 5280 no policy is valid.
    assert_eq!(path.policies(), []);
    for status in path.revocation() {
        let RevocationStatus::NotRevoked(evidence) = status else { panic!("{status:?}") };
        assert_eq!(evidence[0].rule, FreshnessRule::CoversTime);
    }
}

#[test]
fn the_same_card_is_refused_where_they_are_not() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    request.test_certificates = TestCertificates::Refuse;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), Verdict::not_passed(SubIndication::ChainConstraintsFailure));
    assert_eq!(told(&report).0, ["profile::test-certificate"]);
}

#[test]
fn an_initial_explicit_policy_refuses_every_test_card() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    request.policies.explicit_policy = ExplicitPolicy::Required;
    request.policies.initial_policy_set = Some(vec![oid::HPKI_POLICY_SIGNATURE]);
    assert!(told(&validate_path(&request)).0.contains(&"path::policy"));
}

#[test]
fn a_pharmacist_may_not_sign_a_prescription() {
    let Some(document) = Document::read("Dispensing-005_03.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    request.end_entity = document.named("Shiju Kagurazaka");
    request.at = time("2022-09-30T09:40:56.994Z");
    let report = validate_path(&request);
    assert_eq!(told(&report).0, ["role::not-allowed"]);
    request.roles = RoleRequirement::AnyOf(vec!["Pharmacist".into()]);
    assert_eq!(validate_path(&request).verdict(), Verdict::PASSED);
}

#[test]
fn lists_issued_after_the_time_are_evidence_too() {
    let Some(document) = Document::read("Dispensing-005_03.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    // Before any list in the document: only the rule "issued later" can answer.
    request.at = time("2022-08-01T00:00:00Z");
    let report = validate_path(&request);
    assert_eq!(report.verdict(), Verdict::PASSED, "{:#?}", report.checks());
    let RevocationStatus::NotRevoked(evidence) = &report.revocation()[0] else { panic!() };
    assert_eq!(evidence[0].rule, FreshnessRule::IssuedLater);
    // After all of them: nothing answers.
    request.at = time("2022-12-01T00:00:00Z");
    let report = validate_path(&request);
    assert_eq!(report.verdict(), Verdict::not_passed(SubIndication::TryLater));
    assert_eq!(told(&report).0, ["revocation::no-answer", "revocation::no-answer"]);
    request.revocation = RevocationMode::IfAvailable;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), Verdict::PASSED);
    assert!(told(&report).1.contains(&"revocation::no-answer"));
    request.revocation = RevocationMode::Off;
    assert!(told(&validate_path(&request)).1.contains(&"revocation::off"));
}

#[test]
fn outside_the_validity_the_verdict_depends_on_what_is_proven() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    for (at, proven, expected) in [
        ("2027-02-07T15:00:00Z", Proof::CallerTime, SubIndication::OutOfBoundsNoPoe),
        ("2027-02-07T15:00:00Z", Proof::ProvenTime, SubIndication::Expired),
        ("2022-02-06T14:59:59Z", Proof::CallerTime, SubIndication::OutOfBoundsNoPoe),
        ("2022-02-06T14:59:59Z", Proof::ProvenTime, SubIndication::NotYetValid),
    ] {
        let mut request = doctor_request(&document, &anchors);
        request.revocation = RevocationMode::Off;
        (request.at, request.proven) = (time(at), proven);
        let verdict = validate_path(&request).verdict();
        assert_eq!(verdict, Verdict::not_passed(expected), "{at} {proven:?}");
    }
    let mut request = doctor_request(&document, &anchors);
    request.revocation = RevocationMode::Off;
    request.at = time("2027-02-07T14:59:59Z");
    assert_eq!(validate_path(&request).verdict(), Verdict::PASSED, "notAfter is inclusive");
}

#[test]
fn without_the_root_there_is_no_path_and_the_missing_issuer_is_named() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    // The document carries HPKI's root; it counts for nothing unless the caller trusts it.
    let anchors = TrustAnchors::from_iter([document.tsa_root.clone()]);
    let report = validate_path(&doctor_request(&document, &anchors));
    assert_eq!(report.verdict(), Verdict::not_passed(SubIndication::NoCertificateChainFound));
    assert!(report.clone().into_verified().is_err());
    let request = PathRequest::new(document.named(DOCTOR), &anchors, time(PROVEN));
    let report = validate_path(&request);
    assert_eq!(told(&report).0, ["path::issuer-not-found"]);
    let detail = &report.checks().iter().next().unwrap().detail;
    assert!(detail.to_string().contains("HPKI-01-MedisSignCA2-forNonRepudiation"), "{detail}");
}

#[test]
fn a_sub_ca_can_be_the_trust_anchor() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.named("HPKI-01-MedisSignCA2-forNonRepudiation").clone()]);
    let report = validate_path(&doctor_request(&document, &anchors));
    assert_eq!(report.verdict(), Verdict::PASSED, "{:#?}", report.checks());
    assert_eq!(report.path().len(), 2);
}

#[test]
fn the_authentication_ca_issues_no_signers() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let authority = std::fs::read(format!("{SHARED}/hpki-ca/medis_auth_ca.cer")).unwrap();
    let authority = Certificate::from_der(&authority).unwrap();
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    request.end_entity = &authority;
    let report = validate_path(&request);
    let (refused, _) = told(&report);
    assert!(refused.contains(&"profile::authentication-certificate"), "{refused:?}");
    assert!(refused.contains(&"profile::not-ca") && refused.contains(&"role::absent"), "{refused:?}");
}

#[test]
fn the_time_stamp_authority_passes_under_its_own_profile_only() {
    let Some(document) = Document::read("Prescription-004_01.xml") else { return };
    let anchors = TrustAnchors::from_iter([document.tsa_root.clone()]);
    let mut request = PathRequest::new(document.named("TimeStampServer01"), &anchors, time(PROVEN));
    request.certificate_lists = &document.lists;
    request.profile = Profile::TimeStamping;
    assert_eq!(validate_path(&request).verdict(), Verdict::PASSED, "{:?}", told(&validate_path(&request)));
    request.profile = Profile::HpkiSignature;
    let (refused, _) = told(&validate_path(&request));
    assert!(refused.contains(&"profile::hpki-policy"), "{refused:?}");
    let anchors = TrustAnchors::from_iter([document.root.clone()]);
    let mut request = doctor_request(&document, &anchors);
    request.profile = Profile::TimeStamping;
    assert!(told(&validate_path(&request)).0.contains(&"profile::time-stamping"));
}
