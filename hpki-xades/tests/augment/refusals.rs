//! What is refused, and in which words: documents, answers of authorities, tokens, results.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::report::SubIndication;
use hpki_xades::augment::{AugmentError, Augmenter, Step, TimeStampWanted};
use hpki_xades::tsp::{Nonce, TimeStampReq};
use hpki_xades::validate::Level;

use crate::authority::Authority;
use crate::der_tree::Node;
use crate::support::{NOW, anchors, augmenter, case, certificate, equipped, finish, list, raise, time};

#[track_caller]
fn refused(document: Vec<u8>, level: Level, finding: &str) -> AugmentError {
    let error = equipped(NOW).begin(document, level).err().expect("it was not refused");
    assert_eq!(error.finding().id, finding, "{error}");
    assert!(error.detail().len() <= 500, "{error}");
    error
}

#[test]
fn documents_that_do_not_verify_are_not_augmented() {
    let bes = String::from_utf8(case("prescription-bes")).unwrap();
    let changed = bes.replacen("id=\"PrescriptionDocument\">U0ox", "id=\"PrescriptionDocument\">U0oy", 1);
    let error = refused(changed.clone().into_bytes(), Level::T, "signature::reference-digest");
    assert_eq!(error.sub_indication(), Some(SubIndication::HashFailure));
    // Also where nothing is known of the signer.
    let error = Augmenter::new(time(NOW)).begin(changed.into_bytes(), Level::T).err().unwrap();
    assert_eq!(error.finding().id, "signature::reference-digest");
    refused(b"<Document/>".to_vec(), Level::T, "augment::no-signature");
    let error = refused(b"<Document>".to_vec(), Level::T, "xml::unclosed-element");
    assert_eq!(error.sub_indication(), Some(SubIndication::FormatFailure));
}

#[test]
fn every_attack_of_the_vectors_is_refused() {
    let folder = format!("{}/../test-vectors/cases", env!("CARGO_MANIFEST_DIR"));
    let (mut refused, mut accepted) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case = std::fs::read_to_string(path.join("case.json")).unwrap();
        // TOTAL-FAILED whoever looks at it, and without a time-stamp that could be at fault.
        if !case.contains("\"exit\": 1") || !case.contains("\"document\": \"prescription\"") {
            continue;
        }
        let document = std::fs::read(path.join("document.xml")).unwrap();
        match equipped(NOW).begin(document, Level::T) {
            Err(_) => refused += 1,
            Ok(_) => accepted.push(path.file_name().unwrap().to_string_lossy().into_owned()),
        }
    }
    accepted.sort();
    println!("vectors: {refused} attacks refused, {} taken for what they are", accepted.len());
    assert!(refused > 100, "only {refused} were seen");
    // Good signatures on documents that are no prescriptions: a dispensing record, and by their root generic ones.
    let no_prescriptions =
        ["file-dispensing-as-prescription", "namespace-default-on-root", "root-other-name"];
    assert_eq!(accepted, no_prescriptions);
}

#[test]
fn a_signer_whose_certificate_is_not_valid_now_comes_too_late() {
    let late = Augmenter::new(time("2031-01-01T00:00:00Z"));
    let error = late.clone().begin(case("prescription-bes"), Level::T).err().unwrap();
    assert_eq!(error.finding().id, "augment::signer-not-valid-now");
    let error = late
        .with_trust_anchors(anchors("root"))
        .with_intermediates(vec![certificate("sign-ca")])
        .begin(case("prescription-bes"), Level::T)
        .err()
        .unwrap();
    assert_eq!(error.sub_indication(), Some(SubIndication::OutOfBoundsNoPoe), "{error}");
}

#[test]
fn a_revoked_signer_is_refused_before_the_authority_is_asked() {
    for (name, at, lists, finding) in [
        (
            "revoked-later-unproven",
            "2026-10-01T00:00:00Z",
            ["sign-ca-october", "root-october"],
            "revocation::revoked",
        ),
        ("on-hold", NOW, ["sign-ca", "root"], "revocation::on-hold"),
        ("ca-revoked", NOW, ["revoked-ca", "root"], "revocation::authority-revoked"),
    ] {
        for level in [Level::T, Level::LT, Level::LTA] {
            let augmenter = Augmenter::new(time(at))
                .with_trust_anchors(anchors("root"))
                .with_time_stamp_anchors(anchors("tsa-root"))
                .with_intermediates(vec![certificate("sign-ca"), certificate("revoked-ca")])
                .with_certificate_lists(lists.map(list).to_vec());
            let error = augmenter.begin(case(name), level).err().expect(name);
            assert_eq!(error.finding().id, finding, "{name}: {error}");
            assert!(error.sub_indication().is_some(), "a decision about the document");
        }
    }
}

#[test]
fn the_signature_must_be_clear() {
    refused(case("prescription-bes"), Level::B, "augment::level-b");
    let error = equipped(NOW)
        .with_signature("prescriptionsign")
        .begin(case("prescription-bes"), Level::T)
        .err()
        .unwrap();
    assert_eq!(error, AugmentError::NoSuchSignature { id: "prescriptionsign".to_owned() });
    assert!(
        equipped(NOW).with_signature("PrescriptionSign").begin(case("prescription-bes"), Level::T).is_ok()
    );
    let two = case("enveloped-another-signature-first");
    let error = equipped(NOW).begin(two, Level::T).err().unwrap();
    assert_eq!(error.finding().id, "augment::several-signatures", "{error}");
}

#[test]
fn a_signature_that_another_covers_is_not_touched() {
    let inner = equipped(NOW).with_signature("PrescriptionSign");
    let error = inner.begin(case("dispensing-inner-bes"), Level::T).err().unwrap();
    assert_eq!(error.finding().id, "augment::covered-by-another");
    assert!(error.detail().contains("DispensingSign"), "{error}");
}

#[test]
fn what_is_there_is_not_added_again() {
    for (document, level) in [
        (case("prescription-t"), Level::T),
        (case("prescription-lt"), Level::LT),
        (case("prescription-lt"), Level::T),
        (raise(&case("prescription-bes"), Level::LTA).into_octets(), Level::LT),
    ] {
        refused(document, level, "augment::already-there");
    }
}

#[test]
fn nothing_is_built_on_a_time_stamp_that_is_not_trusted() {
    let without = Augmenter::new(time(NOW))
        .with_trust_anchors(anchors("root"))
        .with_time_stamp_anchors(anchors("attacker-root"))
        .with_intermediates(vec![certificate("sign-ca")]);
    let error = without.begin(case("prescription-t"), Level::LT).err().unwrap();
    assert_eq!(error.finding().id, "augment::existing-time-stamp");
}

#[test]
fn missing_certificates_are_named() {
    let error = Augmenter::new(time(NOW))
        .with_trust_anchors(anchors("root"))
        .with_time_stamp_anchors(anchors("tsa-root"))
        .begin(case("prescription-bes"), Level::LT)
        .err()
        .unwrap();
    assert_eq!(error.finding().id, "augment::certificate-missing");
    assert!(error.detail().contains("HPKI-01-TestVectorsSignCA"), "{error}");
    let weak = equipped(NOW).with_digest(DigestAlgorithm::Sha1);
    let error = weak.begin(case("prescription-bes"), Level::T).err().unwrap();
    assert_eq!(error.finding().id, "augment::weak-digest");
}

fn wanted() -> Box<TimeStampWanted<'static>> {
    match equipped(NOW).begin(case("prescription-bes"), Level::T).unwrap() {
        Step::TimeStamp(wanted) => wanted,
        _ => panic!("no time-stamp is wanted"),
    }
}

#[track_caller]
fn answered(answer: impl FnOnce(&TimeStampReq) -> Vec<u8>) -> AugmentError {
    let wanted = wanted();
    let request = wanted.request().with_nonce(Nonce::from_random([5; 16]));
    let answer = answer(&request);
    wanted.answer(&request, &answer).err().expect("the answer was taken")
}

#[test]
fn answers_of_hostile_authorities_are_refused() {
    let error = answered(|_| {
        let text = Node::sequence([Node::primitive(0x0c, "no\u{1b}[2J time".as_bytes())]);
        let failure = Node::primitive(0x03, [0, 0x20]);
        Node::sequence([Node::sequence([Node::integer(2), text, failure])]).to_der()
    });
    assert_eq!(error.finding().id, "time-stamp::response-status");
    assert_eq!(error.detail(), "rejection, badRequest; no[2J time");

    let here = || Authority::at(NOW);
    let other_nonce = Nonce::from_random([6; 16]);
    for (error, finding) in [
        (answered(|_| b"<html>".to_vec()), "time-stamp::exchange-readable"),
        (answered(|_| Vec::new()), "time-stamp::exchange-readable"),
        (
            answered(|asked| here().answer(&asked.clone().with_nonce(other_nonce))),
            "time-stamp::response-to-request",
        ),
        (
            answered(|_| here().answer(&TimeStampReq::new(DigestAlgorithm::Sha256, &[7; 32]).unwrap())),
            "time-stamp::response-to-request",
        ),
        (
            answered(|asked| Authority::with_certificate("tsa-expired", NOW).answer(asked)),
            "time-stamp::gen-time-within-validity",
        ),
        (
            answered(|asked| Authority::with_certificate("tsa-without-usage", NOW).answer(asked)),
            "profile::time-stamping",
        ),
        (
            answered(|asked| Authority::at("2026-06-01T00:00:00Z").answer(asked)),
            "time-stamp::gen-time-not-later",
        ),
        (
            answered(|asked| Authority::with_certificate("tsa-revoked", NOW).answer(asked)),
            "revocation::revoked",
        ),
        (answered(|asked| here().that(two_imprints).answer(asked)), "time-stamp::tst-info"),
    ] {
        assert_eq!(error.finding().id, finding, "{error}");
    }
    // A policy that was asked for is given, or the answer is refused.
    let wanted = wanted();
    let policy = hpki_core::oid::ObjectIdentifier::from_dotted("1.2.3").unwrap();
    let request = wanted.request().with_policy(policy);
    let answer = here().answer(&wanted.request());
    let error = wanted.answer(&request, &answer).err().unwrap();
    assert_eq!((error.finding().id, error.detail().as_str()), ("time-stamp::response-to-request", "policy"));
}

fn two_imprints(tst_info: &mut Node) {
    let imprint = tst_info.children()[2].clone();
    tst_info.children().push(imprint);
}

#[test]
fn tokens_that_are_not_for_this_document_or_not_genuine_are_refused() {
    let other = TimeStampReq::new(DigestAlgorithm::Sha256, &[7; 32]).unwrap();
    let error = wanted().token(&Authority::at(NOW).token(&other)).err().unwrap();
    assert_eq!(error.finding().id, "time-stamp::imprint");
    let error = wanted().token(b"nonsense").err().unwrap();
    assert!(matches!(error, AugmentError::TimeStamp { .. }), "{error}");
    // The imprint is right, the signature is over something else.
    let wanted_one = wanted();
    let mut token = Authority::at(NOW).token(&wanted_one.request());
    let last = token.len() - 1;
    token[last] ^= 1;
    let error = wanted_one.token(&token).err().unwrap();
    assert_eq!(error.finding().id, "time-stamp::signature");
    // The same time-stamp fits no other signature of the same person.
    let token = Authority::at(NOW).token(&wanted().request());
    let Ok(Step::TimeStamp(elsewhere)) = equipped(NOW).begin(case("generic-enveloped"), Level::T) else {
        panic!("no time-stamp is wanted")
    };
    assert_eq!(elsewhere.token(&token).err().unwrap().finding().id, "time-stamp::imprint");
}

/// Every octet of a token changed, one at a time: never accepted, never a panic.
#[test]
fn no_damaged_token_is_taken() {
    let token = Authority::at(NOW).token(&wanted().request());
    let mut taken = Vec::new();
    let places = (0..token.len()).step_by(7);
    let count = places.clone().count();
    for place in places {
        let mut damaged = token.clone();
        damaged[place] ^= 0x11;
        if wanted().token(&damaged).is_ok() {
            taken.push(place);
        }
    }
    println!("tokens: {count} damaged, {} taken", taken.len());
    // SignedData.digestAlgorithms is the one part of a token that no signature covers and nothing rests on.
    let digest_algorithms = 26..41;
    assert!(taken.iter().all(|place| digest_algorithms.contains(place)), "{taken:?}");
}

#[test]
fn a_list_by_another_key_is_no_answer() {
    let lists = vec![list("sign-ca-wrong-key"), list("root"), list("tsa-root")];
    let step =
        augmenter(NOW).with_certificate_lists(lists).begin(case("prescription-bes"), Level::LT).unwrap();
    let Step::TimeStamp(wanted) = step else { panic!("a time-stamp is wanted") };
    let token = Authority::at(NOW).token(&wanted.request());
    let Step::RevocationData(wanted) = wanted.token(&token).unwrap() else { panic!("a list is wanted") };
    assert_eq!(wanted.missing()[0].certificate(), &certificate("doctor"));
    assert!(!wanted.missing()[0].remark().is_empty());
}

/// A doctor who is revoked between the time-stamp and the lists: the document keeps what was proven before.
#[test]
fn lists_after_the_time_stamp_decide_by_the_date_of_revocation() {
    let folder = format!("{}/../test-vectors/cases", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(path.join("case.json")).unwrap();
        if !text.contains("\"REVOKED\"") || !text.contains("\"document\": \"prescription\"") {
            continue;
        }
        let document = std::fs::read(path.join("document.xml")).unwrap();
        for level in [Level::LT, Level::LTA] {
            let result = finish(equipped(NOW), document.clone(), level, &Authority::at(NOW));
            assert!(result.is_err(), "{}", path.display());
        }
        seen += 1;
    }
    println!("vectors: {seen} documents of revoked signers, none raised to LT");
    assert!(seen > 0);
}

/// Each time-stamp is good by itself; what they say together is not.
#[test]
fn a_result_that_does_not_verify_is_not_handed_out() {
    let lt = raise(&case("prescription-bes"), Level::LT).into_octets();
    let early = Authority::at("2026-04-01T04:00:00Z");
    let error = finish(equipped(NOW), lt, Level::LTA, &early).expect_err("an archive before what it covers");
    assert_eq!(error.finding().id, "augment::existing-time-stamp", "{error}");
    assert!(error.detail().contains("gen-time-not-later"), "{error}");
    // Signed, as it says, days after the time-stamp.
    let early = Authority::at("2026-03-20T00:00:00Z");
    let error =
        finish(equipped(NOW), case("prescription-bes"), Level::T, &early).expect_err("before it was signed");
    assert_eq!(error.finding().id, "augment::result", "{error}");
    assert!(error.detail().contains("signature::signing-time-late"), "{error}");
}
