//! Dispensing records: the prescription inside is carried octet for octet and its signature stays valid.

use hpki_core::path::TestCertificates;
use hpki_core::report::Outcome;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::{self, SignError, UnsignedDocument};

use crate::hierarchy::{Person, certificate, shown, signing_time, verification_time, verifier};
use crate::prescription::CSV;
use crate::shape::real_document;

const RECORD: &[u8] = "CJ1,1\n1,調剤\n".as_bytes();

pub(crate) fn signed_prescription(person: &str) -> Vec<u8> {
    let mut doctor = Person::new(person);
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    prepared.sign(&mut doctor).unwrap().into_octets()
}

/// A record around this prescription, signed by the pharmacist.
fn record(prescription: &[u8]) -> Result<Vec<u8>, SignError> {
    let mut pharmacist = Person::new("pharmacist");
    let prepared = sign::dispensing(prescription, RECORD, signing_time(), &pharmacist.settings())?;
    Ok(prepared.sign(&mut pharmacist)?.into_octets())
}

fn assert_passes(octets: &[u8]) {
    let verifier = verifier(DocumentKind::Dispensing, TestCertificates::Refuse);
    let report = verifier.verify(octets, verification_time());
    let shown = shown(&report);
    let verified = report.into_verified().unwrap_or_else(|_| panic!("{shown}"));
    assert_eq!(verified.content(), Some(RECORD));
    assert_eq!(verified.prescription_csv(), Some(CSV));
    assert_eq!(verified.signatures().len(), 2);
}

#[test]
fn a_record_passes_in_full_and_carries_the_prescription_octet_for_octet() {
    let prescription = signed_prescription("doctor");
    let octets = record(&prescription).unwrap();
    assert_passes(&octets);
    let inside = |name: &str, text: &[u8]| {
        let text = String::from_utf8(text.to_vec()).unwrap();
        let from = text.find(&format!("<{name}>")).unwrap() + name.len() + 2;
        let to = text.find(&format!("</{name}>")).unwrap();
        text[from..to].to_owned()
    };
    assert_eq!(inside("ReferencePrescription", &octets), inside("Prescription", &prescription));
    let verifier = verifier(DocumentKind::Dispensing, TestCertificates::Refuse);
    let report = verifier.verify(&octets, verification_time());
    let all = report.checks().iter().chain(report.signatures().iter().flat_map(|it| it.checks.iter()));
    let remarks: Vec<_> = all
        .filter(|check| matches!(check.outcome, Outcome::Warning | Outcome::NotPassed(_)))
        .map(|check| check.finding.id)
        .collect();
    assert!(remarks.is_empty(), "{remarks:?}");
}

/// Roles that are demanded are those of whoever signs now, not of the doctor inside.
#[test]
fn roles_narrow_the_outermost_signature_alone() {
    let prescription = signed_prescription("dentist");
    let with = |roles: &[&str]| {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        let settings = Person::new("pharmacist").settings().with_roles(roles);
        sign::dispensing(&prescription, RECORD, signing_time(), &settings)
    };
    assert_passes(with(&["Pharmacist"]).unwrap().sign(&mut Person::new("pharmacist")).unwrap().octets());
    assert_eq!(with(&["Medical Doctor"]).unwrap_err().finding().id, "sign::role");
}

/// What the prescription inherits from its root is declared where it goes, whatever that is.
#[test]
fn inherited_declarations_go_along() {
    let signed = String::from_utf8(signed_prescription("doctor")).unwrap();
    let root = signed.split_once("<Document ").unwrap().1.split_once('>').unwrap().0.to_owned();
    let unsigned =
        String::from_utf8(UnsignedDocument::prescription(CSV, Default::default()).unwrap().octets().to_vec())
            .unwrap();
    for other_root in [
        r#"xmlns:b="urn:b" xmlns:a='urn:a&amp;"' id="Document""#.to_owned(),
        r#"id="Document""#.to_owned(),
        r#"id="Document" xml:lang="ja" xml:space="preserve""#.to_owned(),
        format!("{root} xmlns:xs='urn:other'"),
        r#"xmlns:xsi="urn:not-the-usual-one" id="Document""#.to_owned(),
    ] {
        let source = unsigned
            .replace(&root, &other_root)
            .replace("<Prescription>", "<Prescription xmlns:c='urn:c'>\r\n  ");
        let mut doctor = Person::new("doctor");
        let document = UnsignedDocument::from_xml(source.into_bytes(), DocumentKind::Prescription).unwrap();
        let prepared = sign::document(&document, signing_time(), &doctor.settings()).unwrap();
        let prescription = prepared.sign(&mut doctor).unwrap().into_octets();
        assert_passes(&record(&prescription).unwrap_or_else(|error| panic!("{other_root}: {error}")));
    }
}

#[test]
fn nothing_is_dispensed_on_a_prescription_that_does_not_hold() {
    let good = String::from_utf8(signed_prescription("doctor")).unwrap();
    let refused = |prescription: &[u8]| record(prescription).unwrap_err().finding().id;
    let value = good.split_once("SignatureValue\">").unwrap().1.get(..8).unwrap().to_owned();
    let changed = if value.starts_with('A') { "BBBBBBBB" } else { "AAAAAAAA" };
    assert_eq!(refused(good.replacen(&value, changed, 1).as_bytes()), "sign::prescription-inside");
    let content = good.split_once("PrescriptionDocument\">").unwrap().1.get(..4).unwrap().to_owned();
    assert_eq!(
        refused(good.replacen(&format!(">{content}"), ">SJ2x", 1).as_bytes()),
        "sign::prescription-inside"
    );
    // Unsigned, another kind, no XML, a comment where the pharmacist would sign it.
    let unsigned = UnsignedDocument::prescription(CSV, Default::default()).unwrap();
    assert_eq!(refused(unsigned.octets()), "sign::document-form");
    assert_eq!(refused(&record(good.as_bytes()).unwrap()), "sign::document-kind");
    assert_eq!(refused(b"<Document"), "sign::document-unreadable");
    let comment = good.replace("<PrescriptionDocument", "<!-- x --><PrescriptionDocument");
    assert_eq!(refused(comment.as_bytes()), "sign::document-form");
}

/// Signed with the pharmacist's own key under another kind of rules: core validation holds, the role does not.
#[test]
fn a_prescription_signed_by_nobody_who_may_is_refused() {
    let mut doctor = Person::new("doctor-test");
    let settings = doctor.settings().with_test_certificates(TestCertificates::Accept);
    let signed = sign::prescription(CSV, signing_time(), &settings).unwrap().sign(&mut doctor).unwrap();
    let error = record(signed.octets()).unwrap_err();
    assert_eq!(error.finding().id, "sign::prescription-inside");
    assert!(error.to_string().contains("sign::test-certificate"), "{error}");
    // The generator signs what this library refuses to.
    let vector = concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/cases/signer-pharmacist/document.xml");
    let error = record(&std::fs::read(vector).unwrap()).unwrap_err();
    assert_eq!(error.finding().id, "sign::prescription-inside");
    assert!(error.to_string().contains("sign::role"), "{error}");
}

/// The real prescription of 2022, with its time-stamp and long-term values, inside a record that is signed here.
#[test]
fn a_real_prescription_keeps_its_signature_inside_a_record() {
    let Some(real) = real_document("Prescription-004_01.xml") else { return };
    let mut pharmacist = Person::new("pharmacist-test");
    let settings = pharmacist.settings().with_test_certificates(TestCertificates::Accept);
    let prepared = sign::dispensing(real.as_bytes(), RECORD, signing_time(), &settings).unwrap();
    let signed = prepared.sign(&mut pharmacist).unwrap();
    let text = std::str::from_utf8(signed.octets()).unwrap();
    let inside = real.split_once("<Prescription>").unwrap().1.split_once("</Prescription>").unwrap().0;
    assert!(text.contains(&format!("<ReferencePrescription>{inside}</ReferencePrescription>")));

    // Everything about the inner signature but trust in its CA, which this verifier does not have, agrees.
    let report = verifier(DocumentKind::Dispensing, TestCertificates::Accept)
        .verify(signed.octets(), verification_time());
    assert_eq!(report.signatures().len(), 2, "{}", shown(&report));
    let [ours, theirs] = report.signatures() else { panic!("two") };
    assert!(ours.verdict.sub_indication().is_none(), "{}", shown(&report));
    assert_eq!(theirs.signature_value, hpki_xades::validate::Fact::Agrees);
    assert_eq!(theirs.references.len(), 3);
    assert!(theirs.references.iter().all(|it| it.digest == hpki_xades::validate::Fact::Agrees));

    // And with the real root, in full.
    let Some(root) = real_root() else { return };
    let trusted = hpki_core::trust::TrustAnchors::from_iter([certificate("root"), root]);
    let verifier = hpki_xades::validate::Verifier::new(trusted)
        .with_intermediates(vec![certificate("sign-ca")])
        .with_revocation(hpki_core::path::RevocationMode::IfAvailable)
        .with_test_certificates(TestCertificates::Accept);
    // The doctor's card of 2022 has expired by 2026, and no time-stamp authority is trusted here.
    let at = hpki_core::time::Time::from_rfc3339("2022-10-01T00:00:00Z").unwrap();
    let report = verifier.verify(signed.octets(), at);
    let inner = &report.signatures()[1];
    assert!(inner.verdict.sub_indication().is_none(), "{}", shown(&report));
}

fn real_root() -> Option<hpki_core::certificate::Certificate> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/hpki-ca/mhlw_hpki_root_ca_v2.cer");
    hpki_core::certificate::Certificate::from_der(&std::fs::read(path).ok()?).ok()
}
