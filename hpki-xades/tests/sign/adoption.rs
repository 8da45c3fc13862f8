//! Signatures made elsewhere are taken in only if they hold for this very document.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::path::TestCertificates;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::{self, FullValidation, SigningRules, UnsignedDocument};

use crate::hierarchy::{Person, signing_time, verification_time, verifier};
use crate::prescription::CSV;

fn unsigned(csv: &[u8]) -> UnsignedDocument {
    UnsignedDocument::prescription(csv, Default::default()).unwrap()
}

/// The Signature element that a service makes for a document.
fn made_by_a_service(person: &str, document: &UnsignedDocument) -> String {
    let mut person = Person::new(person);
    let settings = person.settings().with_test_certificates(TestCertificates::Accept);
    let signed = sign::document(document, signing_time(), &settings).unwrap().sign(&mut person).unwrap();
    let text = String::from_utf8(signed.into_octets()).unwrap();
    let (start, end) = (text.find("<xs:Signature ").unwrap(), text.rfind("</xs:Signature>").unwrap());
    text[start..end + "</xs:Signature>".len()].to_owned()
}

fn adopted(csv: &[u8], element: &str) -> Result<Vec<u8>, &'static str> {
    let signed = sign::adopt(&unsigned(csv), element.as_bytes(), &SigningRules::default(), None);
    signed.map(|signed| signed.into_octets()).map_err(|error| error.finding().id)
}

#[test]
fn a_signature_that_holds_is_adopted_and_the_document_passes_in_full() {
    let element = made_by_a_service("doctor", &unsigned(CSV));
    let digest = unsigned(CSV).content_digest(DigestAlgorithm::Sha256).unwrap();
    let stated = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest);
    assert!(element.contains(&format!("<xs:DigestValue>{stated}\n")), "the digest the service was given");
    let wrapped = format!("\u{feff}<?xml version=\"1.0\"?>\r\n<!-- made elsewhere -->\n{element}\n");
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    let detached = hpki_xades::dsig::NoDetachedData;
    let validation = FullValidation { verifier: &verifier, detached: &detached, at: verification_time() };
    for element in [element, wrapped] {
        let rules = SigningRules::default();
        let signed = sign::adopt(&unsigned(CSV), element.as_bytes(), &rules, Some(&validation)).unwrap();
        let direct = sign::prescription(CSV, signing_time(), &Person::new("doctor").settings()).unwrap();
        let direct = direct.sign(&mut Person::new("doctor")).unwrap();
        assert_eq!(signed.octets(), direct.octets());
    }
}

#[test]
fn what_does_not_hold_is_not_adopted() {
    let element = made_by_a_service("doctor", &unsigned(CSV));
    assert_eq!(adopted(b"SJ1,another\n", &element), Err("sign::adopted-signature"), "for another document");
    let value = element.split_once("SignatureValue\">").unwrap().1.get(..8).unwrap();
    let changed = if value.starts_with('A') { "BBBBBBBB" } else { "AAAAAAAA" };
    assert_eq!(adopted(CSV, &element.replacen(value, changed, 1)), Err("sign::adopted-signature"));
    assert_eq!(
        adopted(CSV, &element.replace("+00:00</xa:SigningTime>", "+01:00</xa:SigningTime>")),
        Err("sign::adopted-signature"),
    );
    for (broken, id) in [
        ("<a/>".to_owned(), "sign::adopted-signature"),
        ("<Signature/>".to_owned(), "sign::adopted-signature"),
        (String::new(), "sign::document-unreadable"),
        (format!("{element}{element}"), "sign::document-unreadable"),
        (r#"<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>"#.to_owned(), "sign::document-form"),
        (element.replace("#PrescriptionDocument", "#Document"), "sign::document-form"),
        (element.replace("PrescriptionSign", "PrescriptionDocument"), "sign::identifier-repeated"),
    ] {
        assert_eq!(adopted(CSV, &broken), Err(id), "{}", broken.get(..40).unwrap_or(&broken));
    }
    assert!(adopted(CSV, &element).is_ok(), "the benign twin");
}

#[test]
fn the_signer_must_be_one_who_may_sign() {
    let of_test_card = made_by_a_service("doctor-test", &unsigned(CSV));
    assert_eq!(adopted(CSV, &of_test_card), Err("sign::test-certificate"));
    let mut rules = SigningRules::default();
    rules.test_certificates = TestCertificates::Accept;
    assert!(sign::adopt(&unsigned(CSV), of_test_card.as_bytes(), &rules, None).is_ok());
    // A dentist may, unless the caller narrows the roles.
    let of_dentist = made_by_a_service("dentist", &unsigned(CSV));
    assert!(adopted(CSV, &of_dentist).is_ok());
    let mut doctors = SigningRules::default();
    doctors.roles = vec!["Medical Doctor".to_owned()];
    let refusal = sign::adopt(&unsigned(CSV), of_dentist.as_bytes(), &doctors, None).unwrap_err();
    assert_eq!(refusal.finding().id, "sign::role");
}

#[test]
fn one_signature_is_all_a_prescription_may_have() {
    let element = made_by_a_service("doctor", &unsigned(CSV));
    let signed = adopted(CSV, &element).unwrap();
    let again = UnsignedDocument::from_xml(signed, DocumentKind::Prescription).unwrap_err();
    assert_eq!(again.finding().id, "sign::already-signed");
}

/// Whatever another program wrote stays as it is, octet for octet.
#[test]
fn a_document_of_another_program_changes_only_where_the_signature_goes() {
    let plain = String::from_utf8(unsigned(CSV).octets().to_vec()).unwrap();
    let odd = plain
        .replacen("?>", "?>\r\n<!-- a comment -->\r\n", 1)
        .replacen("<Document ", "<Document\r\n\t", 1)
        .replacen("<Prescription>", "<Prescription >\r\n\t", 1)
        .replacen(
            "<Version Value=\"EPS1.0\"/>",
            "<Version\tValue='&#x45;PS1.0' ></Version\n><!-- kept -->",
            1,
        )
        .replacen("</Document>", "</Document \r\n>\r\n<?kept too?>", 1);
    for (place, written) in [
        ("<PrescriptionSign></PrescriptionSign>", ("<PrescriptionSign>", "</PrescriptionSign>")),
        ("<PrescriptionSign/>", ("<PrescriptionSign>", "</PrescriptionSign>")),
        ("<PrescriptionSign id='s' />", ("<PrescriptionSign id='s' >", "</PrescriptionSign>")),
        ("<PrescriptionSign>\r\n </PrescriptionSign >", ("<PrescriptionSign>\r\n ", "</PrescriptionSign >")),
        ("", ("<PrescriptionSign>", "</PrescriptionSign>")),
    ] {
        let source = odd.replacen("<PrescriptionSign></PrescriptionSign>", place, 1);
        let document =
            UnsignedDocument::from_xml(source.clone().into_bytes(), DocumentKind::Prescription).unwrap();
        let mut doctor = Person::new("doctor");
        let signed =
            sign::document(&document, signing_time(), &doctor.settings()).unwrap().sign(&mut doctor).unwrap();
        let text = String::from_utf8(signed.into_octets()).unwrap();
        let (start, end) =
            (text.find("<xs:Signature ").unwrap(), text.rfind("</xs:Signature>").unwrap() + 15);
        let around = format!("{}|{}", &text[..start], &text[end..]);
        let expected =
            odd.replacen("<PrescriptionSign></PrescriptionSign>", &format!("{}|{}", written.0, written.1), 1);
        assert_eq!(around, expected);
        let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
        assert!(verifier.verify(text.as_bytes(), verification_time()).into_verified().is_ok());
    }
}

#[test]
fn what_is_no_unsigned_document_is_refused() {
    let refused = |xml: &str| {
        UnsignedDocument::from_xml(xml.as_bytes().to_vec(), DocumentKind::Prescription)
            .unwrap_err()
            .finding()
            .id
    };
    for (xml, id) in [
        ("", "sign::document-unreadable"),
        ("<!DOCTYPE a><Document/>", "sign::document-unreadable"),
        ("<Document/>", "sign::document-kind"),
        ("<Document><Dispensing/></Document>", "sign::document-kind"),
        ("<Document><Prescription/></Document>", "sign::document-kind"),
        ("<Document><Prescription/><Prescription/></Document>", "sign::document-kind"),
        ("<Document><Prescription><PrescriptionDocument/></Prescription></Document>", "sign::document-kind"),
        (
            "<Document><Prescription><PrescriptionDocument id='a'/><PrescriptionSign>x</PrescriptionSign></Prescription></Document>",
            "sign::document-kind",
        ),
    ] {
        assert_eq!(refused(xml), id, "{xml}");
    }
    // Its form is held against the grammar before anything is signed.
    let empty = "<Document><Prescription><PrescriptionDocument id='a'/></Prescription></Document>";
    let document = UnsignedDocument::from_xml(empty.as_bytes().to_vec(), DocumentKind::Prescription).unwrap();
    let settings = Person::new("doctor").settings();
    let refusal = sign::document(&document, signing_time(), &settings).unwrap_err();
    assert_eq!(refusal.finding().id, "sign::document-form");
    let carriage_return = "<Document><Prescription><PrescriptionDocument id='a'>U0oxDQo=</PrescriptionDocument></Prescription></Document>";
    let document =
        UnsignedDocument::from_xml(carriage_return.as_bytes().to_vec(), DocumentKind::Prescription).unwrap();
    let refusal = sign::document(&document, signing_time(), &settings).unwrap_err();
    assert_eq!(refusal.finding().id, "sign::content-carriage-return");
}
