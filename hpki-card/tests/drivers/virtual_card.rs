//! The virtual card, loaded as any driver is.

use std::fs;

use hpki_card::virtual_card::{NewCard, NewCardError, Quirk};
use hpki_card::{
    Application, AuthenticationApplication, CardChoice, CardError, CardSigner, Driver, SignatureApplication,
    TriesLeft, TypedPin,
};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::path::validate_path;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::signer::sign;
use hpki_core::time::Time;

use crate::rig::{MESSAGE, PIN, Rig, Typist, card_error, in_process, isolated, open, pin, sign_once};

#[test]
fn it_is_listed_shown_and_signs_without_knowing_anything_about_it() {
    let rig = Rig::new();
    for options in [in_process(), isolated()] {
        let mut driver = Driver::open(rig.good(), &options).unwrap();
        let info = driver.info().unwrap();
        assert_eq!(
            (info.cryptoki_version.to_string(), info.description.to_string()),
            ("2.20".into(), "HPKI 3.0".into())
        );
        let slots = driver.slots().unwrap();
        assert_eq!(slots.len(), 1);
        assert_eq!(slots[0].rsa_key_bits, Some((2048, 2048)));
        assert_eq!(slots[0].token.present().unwrap().label.to_string(), "HPKI Application");

        let card = SignatureApplication::open(driver, &CardChoice::Only).unwrap();
        assert_eq!(card.certificate().japanese_name().as_deref(), Some("医師\u{3000}太郎"));
        assert_eq!(CertificatePolicyKind::of(card.certificate()), CertificatePolicyKind::Test);
        assert_eq!(card.authorities().len(), 2);
        card.check_role(&["Medical Doctor"]).unwrap();
        assert!(matches!(card.check_role(&["Pharmacist"]), Err(CardError::Role { .. })));

        let mut signer = CardSigner::new(card, TypedPin::new(pin(PIN)));
        sign(&mut signer, MESSAGE).unwrap();
        let again = card_error(sign(&mut signer, MESSAGE).unwrap_err());
        assert!(matches!(again, CardError::NoPin), "one PIN, one signature: {again}");
    }
}

#[test]
fn several_signatures_with_one_pin_are_several_logins() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    let typist = Typist::default();
    let signer = CardSigner::new(open(&rig.bad(), &in_process()).unwrap(), typist.types(PIN));
    let mut signer = signer.hold_pin(3.try_into().unwrap());
    for round in 1..=6 {
        sign(&mut signer, MESSAGE).unwrap();
        assert_eq!(rig.logins(), round);
        assert_eq!(typist.typed.get(), round.div_ceil(3), "a PIN serves three signatures");
    }
}

#[test]
fn every_digest_of_documents_is_signed() {
    let rig = Rig::new();
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let card = open(&rig.good(), &in_process()).unwrap();
        let mut signer = CardSigner::new(card, TypedPin::new(pin(PIN))).with_digest(digest).unwrap();
        assert_eq!(sign(&mut signer, MESSAGE).unwrap().algorithm().digest(), Some(digest));
    }
    let signer = CardSigner::new(open(&rig.good(), &in_process()).unwrap(), TypedPin::new(pin(PIN)));
    assert!(matches!(signer.with_digest(DigestAlgorithm::Sha1), Err(CardError::Digest { .. })));
}

#[test]
fn every_quirk_and_every_model_is_stood() {
    let all = [
        Quirk::NoLengthProbe,
        Quirk::ReadWriteStates,
        Quirk::SilentAboutTries,
        Quirk::NoSearchByValue,
        Quirk::PaddedLabels,
        Quirk::OtherPinLengths,
    ];
    let rig = Rig::new();
    for quirks in all.iter().map(|quirk| vec![*quirk]).chain([all.to_vec()]) {
        rig.describe(|description| description.quirks = quirks.clone());
        sign_once(&rig.good(), &in_process()).unwrap_or_else(|error| panic!("{quirks:?}: {error}"));
    }
    for (label, model, library) in [
        ("", "JIS X 6320-15:2006", "HPKI2.0"),
        ("HPKI Application", "ISO 7816-15:2004", "HPKI 3.0"),
        ("カード", "", ""),
    ] {
        rig.describe(|description| {
            (description.label, description.model, description.library_description) =
                (label.to_owned(), model.to_owned(), library.to_owned());
        });
        sign_once(&rig.good(), &in_process()).unwrap();
    }
}

#[test]
fn the_fallback_for_the_length_costs_no_second_login() {
    let rig = Rig::new();
    rig.describe(|description| description.quirks = vec![Quirk::NoLengthProbe]);
    rig.misbehave(&[]);
    sign_once(&rig.bad(), &in_process()).unwrap();
    assert_eq!(rig.logins(), 1);
    assert_eq!(rig.calls().unwrap()["C_SignInit"], 2, "the quirk was not met");
}

#[test]
fn the_authentication_application_is_no_signer() {
    let rig = Rig::new();
    let driver = || Driver::open(rig.authentication(), &in_process()).unwrap();
    let refused = SignatureApplication::open(driver(), &CardChoice::Only).unwrap_err();
    assert!(matches!(refused, CardError::AuthenticationCard));
    assert!(refused.finding().problem.ja.starts_with("これは認証用カードです"));
    assert!(matches!(Application::open(driver(), &CardChoice::Only), Ok(Application::Authentication(_))));
    let mut card = AuthenticationApplication::open(driver(), &CardChoice::Only).unwrap();
    card.answer(b"challenge", TypedPin::new(pin(PIN))).unwrap();

    let driver = Driver::open(rig.good(), &in_process()).unwrap();
    let refused = AuthenticationApplication::open(driver, &CardChoice::Only).unwrap_err();
    assert!(matches!(refused, CardError::SignatureCard));
}

#[test]
fn a_card_is_chosen_by_reader_or_certificate() {
    let rig = Rig::new();
    let open = |choice| SignatureApplication::open(Driver::open(rig.good(), &in_process()).unwrap(), &choice);
    let sha256 = open(CardChoice::Only).unwrap().certificate().sha256();
    assert!(open(CardChoice::Certificate(sha256)).is_ok());
    assert!(open(CardChoice::Reader("Virtual card reader 0".to_owned())).is_ok());
    assert!(matches!(open(CardChoice::Certificate([0; 32])), Err(CardError::NotChosen { .. })));
    assert!(matches!(open(CardChoice::Reader("other".to_owned())), Err(CardError::NotChosen { .. })));
}

/// The number of wrong PINs is on the card: another process, another driver, the same count.
#[test]
fn wrong_pins_are_counted_until_the_card_locks() {
    let rig = Rig::new();
    rig.describe(|description| description.tries = 3);
    let attempt = |typed: &'static str| {
        let mut signer = CardSigner::new(open(&rig.good(), &in_process())?, Typist::default().types(typed));
        sign(&mut signer, MESSAGE).map_err(card_error)
    };
    let tries = |result| match result {
        Err(CardError::PinIncorrect { tries }) => tries,
        other => panic!("{other:?}"),
    };
    assert_eq!(tries(attempt("9999")), TriesLeft::Fewer);
    attempt(PIN).unwrap();
    assert_eq!(tries(attempt("9999")), TriesLeft::Fewer, "the right PIN set the count back");
    assert_eq!(tries(attempt("9998")), TriesLeft::One);
    assert!(matches!(attempt("9997"), Err(CardError::PinLocked)));
    assert!(matches!(attempt(PIN), Err(CardError::PinLocked)), "locked for good");
}

/// What it signs is a test signature for whoever verifies it, and nothing for whoever does not trust its root.
#[test]
fn its_hierarchy_is_a_valid_test_hierarchy() {
    let rig = Rig::new();
    let card = open(&rig.good(), &in_process()).unwrap();
    let read = |name: &str| fs::read(rig.folder.join(name)).unwrap();
    let root = Certificate::from_der(&fs::read(rig.root()).unwrap()).unwrap();
    assert_eq!(hc_roles(card.certificate()).actors[0].japanese_role_text(), Some("Medical Doctor"));
    validate(card.certificate(), card.authorities(), root, [read("root.crl"), read("signature-ca.crl")]);
}

pub(crate) fn validate(
    end_entity: &Certificate,
    authorities: &[Certificate],
    root: Certificate,
    lists: [Vec<u8>; 2],
) {
    use hpki_core::crl::CertificateList;
    use hpki_core::path::{PathRequest, TestCertificates};
    use hpki_core::profile::Profile;
    use hpki_core::trust::TrustAnchors;
    let mut anchors = TrustAnchors::new();
    anchors.add(root);
    let lists = lists.map(|list| CertificateList::from_der(&list).unwrap());
    let at = Time::from_rfc3339("2026-05-01T00:00:00Z").unwrap();
    let mut request = PathRequest::new(end_entity, &anchors, at);
    request.profile = Profile::HpkiSignature;
    request.intermediates = authorities;
    request.certificate_lists = &lists;
    let refused = validate_path(&request).into_verified();
    assert!(refused.is_err(), "a test certificate passed without being asked for");
    request.test_certificates = TestCertificates::Accept;
    if let Err(report) = validate_path(&request).into_verified() {
        panic!("{:#?}", report.checks());
    }
}

#[test]
fn a_card_is_never_overwritten_and_never_made_with_an_impossible_pin() {
    let rig = Rig::new();
    let mut card =
        NewCard::new("Pharmacist", "YAKUZAISHI HANAKO", Time::from_rfc3339("2026-04-01T00:00:00Z").unwrap());
    assert!(matches!(card.create(&rig.folder, &rig.good()), Err(NewCardError::Write { .. })));
    card.pin = "12".to_owned();
    assert!(matches!(card.create(&rig.folder.join("new"), &rig.good()), Err(NewCardError::Pin(_))));
    card.pin = "1234".to_owned();
    let missing = card.create(&rig.folder.join("new"), &rig.folder.join("no.so"));
    assert!(matches!(missing, Err(NewCardError::Library { .. })));
}
