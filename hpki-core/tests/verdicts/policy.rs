//! HPKI's certificate policies.

use hpki_core::certificate::Certificate;
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::path::{PathReport, TestCertificates, validate_path};
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::Verdict;

use super::pki::{Issuer, Template, key_usage, policies, policy};
use super::{Hierarchy, objections, warnings};

/// What a signer with these policies comes to under a CA with those.
fn judge(signer: &[ObjectIdentifier], authority: &[ObjectIdentifier], tests: TestCertificates) -> PathReport {
    let mut hierarchy =
        Hierarchy::with_signer(&Template::signer(vec![key_usage(true, &[1]), policies(true, signer)]));
    hierarchy.authority_certificate =
        hierarchy.root.issue(&Template::authority(&hierarchy.authority, authority));
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.test_certificates = tests;
    validate_path(&request)
}

const FOREIGN: &str = "1.2.3.4";

#[test]
fn the_policy_of_the_end_entity_decides_what_kind_it_is() {
    let signature = [oid::HPKI_POLICY_SIGNATURE];
    let (production, test) = (oid::HPKI_POLICY_SIGNATURE, oid::HPKI_POLICY_SIGNATURE_TEST);
    let authentication = oid::HPKI_POLICY_AUTHENTICATION;
    let organisation = policy("1.2.392.100495.1.5.1.3.1.1");
    for (policies, kind, refusals) in [
        (vec![production], CertificatePolicyKind::Production, vec![]),
        (vec![production, policy(FOREIGN)], CertificatePolicyKind::Production, vec![]),
        (vec![test], CertificatePolicyKind::Test, vec!["profile::test-certificate"]),
        (vec![production, test], CertificatePolicyKind::Test, vec!["profile::test-certificate"]),
        (
            vec![authentication],
            CertificatePolicyKind::Authentication,
            vec!["profile::authentication-certificate"],
        ),
        (
            vec![production, authentication],
            CertificatePolicyKind::Authentication,
            vec!["profile::authentication-certificate"],
        ),
        (
            vec![organisation],
            CertificatePolicyKind::Authentication,
            vec!["profile::authentication-certificate"],
        ),
        (vec![policy(FOREIGN)], CertificatePolicyKind::None, vec!["profile::hpki-policy"]),
        (vec![oid::ANY_POLICY], CertificatePolicyKind::None, vec!["profile::hpki-policy"]),
    ] {
        let report = judge(&policies, &signature, TestCertificates::Refuse);
        assert_eq!(report.hpki_policy(), kind, "{policies:?}");
        assert_eq!(objections(&report), refusals, "{policies:?}");
    }
}

#[test]
fn a_test_policy_passes_where_the_caller_wants_tests_and_is_still_told() {
    let report =
        judge(&[oid::HPKI_POLICY_SIGNATURE_TEST], &[oid::HPKI_POLICY_SIGNATURE], TestCertificates::Accept);
    assert_eq!(report.verdict(), Verdict::PASSED);
    assert_eq!(warnings(&report), ["profile::test-certificate"]);
    // An authentication policy beside it is refused all the same.
    let both = [oid::HPKI_POLICY_SIGNATURE_TEST, oid::HPKI_POLICY_AUTHENTICATION];
    let report = judge(&both, &[oid::HPKI_POLICY_SIGNATURE], TestCertificates::Accept);
    assert_eq!(objections(&report), ["profile::authentication-certificate"]);
}

#[test]
fn a_signature_policy_seen_for_the_first_time_is_told() {
    let report = judge(
        &[policy("1.2.392.100495.1.5.1.1.4.1")],
        &[oid::HPKI_POLICY_SIGNATURE],
        TestCertificates::Refuse,
    );
    assert_eq!(report.verdict(), Verdict::PASSED);
    assert_eq!(warnings(&report), ["profile::hpki-policy-unknown"]);
}

#[test]
fn every_authority_with_policies_keeps_to_the_arc() {
    let production = [oid::HPKI_POLICY_SIGNATURE];
    let judged =
        |authority: &[ObjectIdentifier]| objections(&judge(&production, authority, TestCertificates::Refuse));
    assert!(judged(&[]).is_empty(), "a CA without policies says nothing");
    assert!(judged(&[oid::HPKI_POLICY_SIGNATURE, policy(FOREIGN)]).is_empty());
    assert_eq!(judged(&[oid::HPKI_POLICY_AUTHENTICATION]), ["profile::authentication-authority"]);
    assert_eq!(judged(&[policy(FOREIGN)]), ["profile::authority-policy"]);
    assert_eq!(judged(&[oid::ANY_POLICY]), ["profile::authority-policy"]);
}

#[test]
fn a_production_policy_below_an_authority_for_tests_is_a_test() {
    let report =
        judge(&[oid::HPKI_POLICY_SIGNATURE], &[oid::HPKI_POLICY_SIGNATURE_TEST], TestCertificates::Refuse);
    assert_eq!(report.hpki_policy(), CertificatePolicyKind::Test);
    assert_eq!(objections(&report), ["profile::test-certificate"]);
}

#[test]
fn an_authentication_authority_is_no_trust_anchor_for_signatures() {
    let authority = Issuer::new("Authentication CA");
    let anchor = authority.issue(&Template::authority(&authority, &[oid::HPKI_POLICY_AUTHENTICATION]));
    let mut hierarchy = Hierarchy::new();
    hierarchy.signer = authority.issue(&super::doctor());
    hierarchy.anchors = hpki_core::trust::TrustAnchors::from_iter([anchor]);
    let nothing: [Certificate; 0] = [];
    let report = validate_path(&hierarchy.request(&nothing));
    assert_eq!(objections(&report), ["profile::authentication-authority"]);
}
