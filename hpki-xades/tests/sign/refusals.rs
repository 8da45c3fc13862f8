//! What nobody would accept is refused before it is signed, each with its own finding.

use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use hpki_core::path::TestCertificates;
use hpki_core::report::Language;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::{self, ContentRules, Packaging, Properties, SignError, SigningSettings};

use crate::hierarchy::{Person, certificate, signing_time, time, verification_time, verifier};
use crate::prescription::CSV;

fn refusal(result: Result<impl std::fmt::Debug, SignError>) -> &'static str {
    let error = result.unwrap_err();
    for language in [Language::English, Language::Japanese] {
        let message = error.message(language);
        assert!(!message.is_empty() && message.len() <= 500, "{message}");
    }
    error.finding().id
}

fn of_certificate(name: &str) -> &'static str {
    let settings = SigningSettings::new(certificate(name));
    refusal(settings.and_then(|settings| sign::prescription(CSV, signing_time(), &settings)))
}

#[test]
fn a_certificate_that_does_not_fit_does_not_sign() {
    for (name, id) in [
        ("doctor-authentication", "sign::authentication-certificate"),
        ("doctor-authentication-policy", "sign::authentication-certificate"),
        ("doctor-test", "sign::test-certificate"),
        ("doctor-no-policy", "sign::certificate-policy"),
        ("doctor-foreign-policy", "sign::certificate-policy"),
        ("doctor-no-key-usage", "sign::certificate-use"),
        ("doctor-digital-signature-only", "sign::certificate-use"),
        ("doctor-ca-true", "sign::certificate-use"),
        ("pharmacist", "sign::role"),
        ("nurse", "sign::role"),
        ("clerk", "sign::role"),
        ("role-homoglyph", "sign::role"),
        ("doctor-expired", "sign::certificate-expired"),
        ("doctor-future", "sign::certificate-not-yet-valid"),
        ("doctor-rsa-1024", "sign::key"),
        ("doctor-rsa-exponent-3", "sign::key"),
        ("doctor-rsa-8200", "sign::key"),
    ] {
        assert_eq!(of_certificate(name), id, "{name}");
    }
    let settings = Person::new("doctor").settings();
    assert!(sign::prescription(CSV, signing_time(), &settings).is_ok(), "the benign twin");
}

#[test]
fn the_kind_of_document_decides_the_role() {
    let xml = |person: &str, kind, roles: &[&str]| {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        let settings = Person::new(person).settings().with_roles(roles);
        let packaging = Packaging::Enveloped { document: b"<a/>".to_vec() };
        sign::xml(packaging, kind, Properties::default(), signing_time(), &settings)
    };
    assert!(xml("doctor", DocumentKind::Referral, &[]).is_ok());
    assert_eq!(refusal(xml("pharmacist", DocumentKind::Referral, &[])), "sign::role");
    assert!(xml("clerk", DocumentKind::Generic, &[]).is_ok(), "no role is demanded");
    assert!(xml("pharmacist", DocumentKind::Generic, &["Pharmacist"]).is_ok());
    assert_eq!(refusal(xml("doctor", DocumentKind::Generic, &["Pharmacist"])), "sign::role");
    // Roles narrow those of a kind and never widen them.
    assert_eq!(refusal(xml("pharmacist", DocumentKind::Referral, &["Pharmacist"])), "sign::role");
    assert_eq!(refusal(xml("doctor", DocumentKind::Referral, &["Dentist"])), "sign::role");
}

#[test]
fn both_ends_of_the_validity_belong_to_it() {
    let settings = Person::new("doctor").settings();
    let certificate = settings.certificate().clone();
    let at = |moment: hpki_core::time::Time, shift| moment.plus_seconds(shift).unwrap();
    assert!(sign::prescription(CSV, certificate.not_before(), &settings).is_ok());
    assert!(sign::prescription(CSV, certificate.not_after(), &settings).is_ok());
    let early = sign::prescription(CSV, at(certificate.not_before(), -1), &settings);
    assert_eq!(refusal(early), "sign::certificate-not-yet-valid");
    let late = sign::prescription(CSV, at(certificate.not_after(), 1), &settings);
    assert_eq!(refusal(late), "sign::certificate-expired");
}

#[test]
fn test_certificates_sign_only_where_they_are_wanted() {
    let mut doctor = Person::new("doctor-test");
    let settings = doctor.settings().with_test_certificates(TestCertificates::Accept);
    let signed = sign::prescription(CSV, signing_time(), &settings).unwrap().sign(&mut doctor).unwrap();
    let verdict = |tests| {
        let verifier = verifier(DocumentKind::Prescription, tests);
        verifier.verify(signed.octets(), verification_time()).into_verified().is_ok()
    };
    assert!(verdict(TestCertificates::Accept));
    assert!(!verdict(TestCertificates::Refuse));
}

#[test]
fn contents_the_service_refuses_are_refused_unless_told_otherwise() {
    let settings = Person::new("doctor").settings();
    for (csv, id) in [
        (&b""[..], "sign::content-empty"),
        (b"SJ1\r\n", "sign::content-carriage-return"),
        (b"\xef\xbb\xbfSJ1\n", "sign::content-byte-order-mark"),
        (b"SJ1\n\x82\xa0\n", "sign::content-encoding"),
    ] {
        assert_eq!(refusal(sign::prescription(csv, signing_time(), &settings)), id);
        let any = settings.clone().with_content_rules(ContentRules::AnyOctets);
        assert_eq!(sign::prescription(csv, signing_time(), &any).is_ok(), !csv.is_empty());
    }
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_is_refused() {
    let settings = || Person::new("doctor").settings();
    for algorithm in [
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Md5),
        SignatureAlgorithm::Hmac(DigestAlgorithm::Sha256),
        SignatureAlgorithm::Ed25519,
    ] {
        assert_eq!(refusal(settings().with_algorithm(algorithm)), "sign::algorithm", "{algorithm}");
    }
    assert!(settings().with_algorithm(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)).is_ok());
    assert_eq!(refusal(settings().with_digest(DigestAlgorithm::Sha1)), "sign::algorithm");
    assert!(settings().with_digest(DigestAlgorithm::Sha512).is_ok());
}

#[test]
fn a_value_that_does_not_fit_builds_nothing() {
    let (doctor, other) = (Person::new("doctor"), Person::new("pharmacist"));
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    let right = doctor.value(prepared.data_to_be_signed());
    let mut changed = right.clone();
    changed[7] ^= 1;
    for wrong in [
        changed,
        right[1..].to_vec(),
        [right.as_slice(), &[0]].concat(),
        Vec::new(),
        vec![0; 256],
        other.value(prepared.data_to_be_signed()),
        doctor.value(prepared.digest().as_ref()),
    ] {
        assert_eq!(refusal(prepared.clone().assemble(&wrong)), "sign::value");
    }
    assert!(prepared.assemble(&right).is_ok());
}

#[test]
fn a_signer_with_another_certificate_is_refused_before_it_signs() {
    let doctor = Person::new("doctor");
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    assert_eq!(refusal(prepared.sign(&mut Person::new("pharmacist"))), "sign::other-signer");
    let longer =
        doctor.settings().with_algorithm(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)).unwrap();
    let prepared = sign::prescription(CSV, signing_time(), &longer).unwrap();
    assert_eq!(refusal(prepared.sign(&mut Person::new("doctor"))), "sign::other-signer");
}

#[test]
fn a_document_that_fails_full_validation_is_not_handed_out() {
    // Nothing in the certificate itself says that it is revoked.
    let mut revoked = Person::new("doctor-revoked");
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    let detached = hpki_xades::dsig::NoDetachedData;
    let validation =
        sign::FullValidation { verifier: &verifier, detached: &detached, at: verification_time() };
    let prepared = sign::prescription(CSV, signing_time(), &revoked.settings()).unwrap();
    let error = prepared.sign_under(&mut revoked, &validation).unwrap_err();
    assert_eq!(error.finding().id, "sign::not-valid");
    let SignError::NotValid(report) = error else { panic!("a report") };
    assert!(report.verdict().sub_indication().is_some());

    let mut doctor = Person::new("doctor");
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    assert!(prepared.sign_under(&mut doctor, &validation).is_ok());
    // A time at which its lists say nothing.
    let late = sign::FullValidation { at: time("2031-01-01T00:00:00Z"), ..validation };
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    assert_eq!(refusal(prepared.sign_under(&mut doctor, &late)), "sign::not-valid");
}

#[test]
fn findings_hold_the_rules_of_wording() {
    let mut ids = Vec::new();
    for finding in sign::FINDINGS {
        assert!(finding.id.starts_with("sign::") && !ids.contains(&finding.id), "{}", finding.id);
        ids.push(finding.id);
        for text in [finding.problem, finding.label] {
            for language in [Language::English, Language::Japanese] {
                let words = text.in_language(language);
                assert!(!words.is_empty() && words.len() <= 400, "{}: {} bytes", finding.id, words.len());
            }
        }
        assert!(finding.problem.ja.ends_with('。') && !finding.problem.en.ends_with('.'), "{}", finding.id);
    }
    assert!(ids.len() >= 25, "{}", ids.len());
}
