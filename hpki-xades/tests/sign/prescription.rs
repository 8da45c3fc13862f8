//! Prescriptions.

use hpki_core::path::TestCertificates;
use hpki_core::report::Outcome;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign;

use crate::hierarchy::{Person, shown, signing_time, verification_time, verifier};

pub(crate) const CSV: &[u8] = "SJ1,1\n1,1,1,医療機関,テスト\n201,1,1,1,2,622688101,錠剤,2,1,錠\n".as_bytes();

#[test]
fn a_signed_prescription_passes_in_full_without_a_warning() {
    let mut doctor = Person::new("doctor");
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    let signed = prepared.sign(&mut doctor).unwrap();
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    let report = verifier.verify(signed.octets(), verification_time());
    let warned = |outcome| matches!(outcome, Outcome::Warning | Outcome::NotPassed(_));
    let all = report.checks().iter().chain(report.signatures().iter().flat_map(|it| it.checks.iter()));
    let remarks: Vec<_> = all.filter(|check| warned(check.outcome)).map(|check| check.finding.id).collect();
    assert!(remarks.is_empty(), "{remarks:?}\n{}", shown(&report));
    let verified = report.into_verified().unwrap();
    assert_eq!(verified.content(), Some(CSV));
}

#[test]
fn the_same_preparation_gives_the_same_octets() {
    let settings = Person::new("doctor").settings();
    let prepare = || sign::prescription(CSV, signing_time(), &settings).unwrap();
    assert_eq!(prepare().data_to_be_signed(), prepare().data_to_be_signed());
    let later = signing_time().plus_seconds(1).unwrap();
    let other = sign::prescription(CSV, later, &settings).unwrap();
    assert_ne!(prepare().data_to_be_signed(), other.data_to_be_signed());
}

#[test]
fn what_is_handed_around_is_owned_and_can_go_to_another_thread() {
    fn is_send<T: Send + Sync + 'static>() {}
    is_send::<sign::Prepared>();
    is_send::<sign::SignedDocument>();
    is_send::<sign::SigningSettings>();
    is_send::<sign::UnsignedDocument>();
    fn is_send_alone<T: Send + 'static>() {}
    is_send_alone::<sign::SignError>();
}

#[test]
fn nothing_shows_content() {
    let prepared = sign::prescription(CSV, signing_time(), &Person::new("doctor").settings()).unwrap();
    assert!(!format!("{prepared:?}").contains("SJ1"));
    let signed = prepared.sign(&mut Person::new("doctor")).unwrap();
    assert!(!format!("{signed:?}").contains("U0ox"));
}

/// The first prescription of a signer is prepared in full, the next from its template: to the octet the same.
#[test]
fn a_template_gives_what_a_full_preparation_gives() {
    let settings = Person::new("doctor").settings();
    let contents = [CSV.to_vec(), b"S".to_vec(), vec![b'x'; 100_000], CSV.repeat(3), b"SJ1\n".to_vec()];
    // SigningTime goes forth and back: what is remembered of a second serves no other.
    for shift in [0, 1, 0, 86_400 * 40, 1] {
        let at = signing_time().plus_seconds(shift).unwrap();
        for csv in &contents {
            let templated = sign::prescription(csv, at, &settings).unwrap();
            // Settings of their own have no template yet; a document given as XML never uses one.
            let full = sign::prescription(csv, at, &Person::new("doctor").settings()).unwrap();
            let unsigned = sign::UnsignedDocument::prescription(csv, Default::default()).unwrap();
            let given = sign::document(&unsigned, at, &settings).unwrap();
            for other in [full, given] {
                assert_eq!(templated.data_to_be_signed(), other.data_to_be_signed());
                assert_eq!(templated.digest(), other.digest());
                let value = Person::new("doctor").value(other.data_to_be_signed());
                assert_eq!(templated.clone().assemble(&value).unwrap(), other.assemble(&value).unwrap());
            }
        }
    }
    // It knows the rules of the settings it belongs to, and no others.
    let strict = settings.clone().with_roles(vec!["Dentist".to_owned()]);
    assert!(sign::prescription(CSV, signing_time(), &strict).is_err());
    let sha512 = settings.clone().with_digest(hpki_core::algorithm::DigestAlgorithm::Sha512).unwrap();
    let first = sign::prescription(CSV, signing_time(), &sha512).unwrap();
    let second = sign::prescription(CSV, signing_time(), &sha512).unwrap();
    assert_eq!(first.data_to_be_signed(), second.data_to_be_signed());
    let sha384 = hpki_core::algorithm::DigestAlgorithm::Sha384;
    let rsa = hpki_core::algorithm::SignatureAlgorithm::RsaPkcs1(sha384);
    let settings_of_rsa = settings.clone().with_algorithm(rsa).unwrap();
    for _ in 0..2 {
        let prepared = sign::prescription(CSV, signing_time(), &settings_of_rsa).unwrap();
        let digest = hpki_core::crypto::digest(sha384, prepared.data_to_be_signed()).unwrap();
        assert_eq!(*prepared.digest(), digest);
    }
    assert!(sign::prescription(b"SJ1\r\n", signing_time(), &settings).is_err());
    let expired = hpki_core::time::Time::from_rfc3339("2045-01-01T00:00:00Z").unwrap();
    assert!(sign::prescription(CSV, expired, &settings).is_err());
}
