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
