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
    println!("{}", String::from_utf8_lossy(signed.octets()));
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    let report = verifier.verify(signed.octets(), verification_time());
    let warned = |outcome| matches!(outcome, Outcome::Warning | Outcome::NotPassed(_));
    let all = report.checks().iter().chain(report.signatures().iter().flat_map(|it| it.checks.iter()));
    let remarks: Vec<_> = all.filter(|check| warned(check.outcome)).map(|check| check.finding.id).collect();
    assert!(remarks.is_empty(), "{remarks:?}\n{}", shown(&report));
    let verified = report.into_verified().unwrap();
    assert_eq!(verified.content(), Some(CSV));
}
