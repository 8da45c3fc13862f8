//! Referral letters and other documents: enveloped, enveloping, detached.

use std::fs;

use super::{Desk, NOW, assert_passes, key, paths};
use crate::support::{Run, hpki};

const LETTER: &str = "<?xml version=\"1.0\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">\n  <title>紹介状</title>\n</ClinicalDocument>\n";

fn sign(desk: &Desk, arguments: &[&str]) -> Run {
    let out = desk.path("signed.xml");
    let doctor = key("doctor", "doctor");
    let fixed = ["--out", &out, "--signing-time", NOW, "--force"];
    hpki([&["sign", "xml"][..], arguments, &fixed, &doctor.each()].concat())
}

#[track_caller]
fn assert_signed(run: &Run) {
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_letter_is_enveloped_and_not_an_octet_of_it_changes() {
    let desk = Desk::new();
    let letter = desk.write("letter.xml", LETTER.as_bytes());
    let properties = [
        "--claimed-role",
        "主治医",
        "--city",
        "千代田区",
        "--prefecture",
        "東京都",
        "--country",
        "JP",
        "--postal-code",
        "100-0001",
        "--street",
        "1-1",
        "--mime-type",
        "text/xml",
        "--description",
        "診療情報提供書",
        "--commitment",
        "origin",
        "--commitment",
        "http://example.jp/commitment",
        "--policy",
        "implied",
    ];
    assert_signed(&sign(&desk, &[&[&letter, "--packaging", "enveloped"][..], &properties].concat()));
    let report = assert_passes(&desk.path("signed.xml"), &["--document", "referral"]);
    assert_eq!(report["signatures"][0]["signer"]["roles"][0]["japanese"], "医師");
    let signed = String::from_utf8(desk.read("signed.xml")).unwrap();
    let (before, after) = LETTER.split_at(LETTER.find("</ClinicalDocument>").unwrap());
    assert!(signed.starts_with(before) && signed.ends_with(after), "{signed}");
    for expected in [
        "SignerRoleV2",
        "主治医",
        "千代田区",
        "東京都",
        "text/xml",
        "診療情報提供書",
        "#ProofOfOrigin",
        "http://example.jp/commitment",
        "SignaturePolicyImplied",
    ] {
        assert!(signed.contains(expected), "{expected}: {signed}");
    }
}

#[test]
fn xml_and_other_octets_are_enveloped_by_the_signature() {
    let desk = Desk::new();
    let letter = desk.write("letter.xml", LETTER.as_bytes());
    assert_signed(&sign(&desk, &[&letter, "--packaging", "enveloping"]));
    assert_passes(&desk.path("signed.xml"), &["--document", "referral"]);
    let image = desk.write("image.png", b"\x89PNG\x0d\x0a\x1a\x0a\0\xff");
    assert_signed(&sign(&desk, &[&image, "--packaging", "enveloping", "--mime-type", "image/png"]));
    assert_passes(&desk.path("signed.xml"), &["--document", "generic"]);
}

#[test]
fn files_are_signed_beside_the_signature() {
    let desk = Desk::new();
    let letter = desk.write("letter.xml", LETTER.as_bytes());
    fs::create_dir(desk.path("attached")).unwrap();
    let [pdf, json] = [("attached/scan 1.pdf", &b"%PDF-1.7\r\n"[..]), ("attached/bundle.json", b"{}")]
        .map(|(name, octets)| desk.write(name, octets));
    let attached = desk.path("attached");
    for manifest in [&[][..], &["--manifest"]] {
        let given = [&letter, "--packaging", "detached", "--detached", &attached];
        assert_signed(&sign(&desk, &[&given[..], manifest].concat()));
        let out = desk.path("signed.xml");
        let all = ["--document", "referral", "--detached", &letter, "--detached", &attached];
        assert_passes(&out, &all);
        // Line ends of XML may change on the way, octets of anything else may not.
        desk.write("letter.xml", LETTER.replace('\n', "\r\n").as_bytes());
        assert_passes(&out, &all);
        desk.write("letter.xml", LETTER.as_bytes());
        fs::write(&pdf, b"%PDF-1.7\n").unwrap();
        let (root, list) = (super::pki("certificates/root.der"), super::pki("crls/sign-ca.crl"));
        let run = hpki(
            [&["verify", &out, "--trust-anchor", &root, "--crl", &list, "--at", NOW][..], &all].concat(),
        );
        assert_eq!(run.code, 1, "a changed attachment: {}", run.text());
        fs::write(&pdf, b"%PDF-1.7\r\n").unwrap();
    }
    let formats = ["--mime-type", "scan 1.pdf=application/pdf", "--mime-type", "letter.xml=text/xml"];
    let given = [&letter, "--packaging", "detached", "--detached", &pdf, "--detached", &json];
    assert_signed(&sign(&desk, &[&given[..], &formats].concat()));
    let signed = String::from_utf8(desk.read("signed.xml")).unwrap();
    assert!(signed.contains("application/pdf") && signed.contains("URI=\"scan%201.pdf\""), "{signed}");
    sign(&desk, &[&given[..], &["--mime-type", "other.pdf=application/pdf"]].concat())
        .assert_refused("--mime-type", "no signed file has this name");
}

#[test]
fn a_letter_may_have_several_signatures_and_counter_signatures() {
    let desk = Desk::new();
    let letter = desk.write("letter.xml", b"<a><body Id=\"body\">text</body></a>");
    let (out, once, twice) = (desk.path("signed.xml"), desk.path("once.xml"), desk.path("twice.xml"));
    let element = ["--packaging", "enveloped", "--element", "body"];
    assert_signed(&sign(&desk, &[&[letter.as_str()][..], &element].concat()));
    fs::rename(&out, &once).unwrap();
    let (pharmacist, nurse) = (key("pharmacist", "pharmacist"), key("person", "nurse"));
    let by = |file: &str, pair: &super::Pair, out: &str, more: &[&str]| {
        let given = ["sign", "xml", file, "--out", out, "--signing-time", NOW, "--document", "generic"];
        hpki([&given[..], more, &pair.each()].concat())
    };
    assert_signed(&by(&once, &pharmacist, &twice, &element));
    let report = assert_passes(&twice, &["--document", "generic"]);
    assert_eq!(report["signatures"].as_array().unwrap().len(), 2);

    let countered = desk.path("countered.xml");
    by(&twice, &nurse, &countered, &["--counter-sign"])
        .assert_refused("twice.xml", "signature to counter-sign");
    assert_signed(&by(&once, &nurse, &countered, &["--counter-sign"]));
    assert_passes(&countered, &["--document", "generic"]);
    let signed = String::from_utf8(desk.read("countered.xml")).unwrap();
    assert_eq!(signed.matches("CounterSignature>").count(), 2, "{signed}");
    by(&once, &nurse, &twice, &["--counter-sign=no-such-id", "--force"])
        .assert_refused("once.xml", "signature to counter-sign");
}

#[test]
fn what_cannot_be_a_letter_is_refused() {
    let desk = Desk::new();
    let letter = desk.write("letter.xml", LETTER.as_bytes());
    let broken = desk.write("broken.xml", b"<a><b></a>");
    let before = desk.files();
    sign(&desk, &[&broken, "--packaging", "enveloped"])
        .assert_refused("broken.xml", "is no XML that can be signed");
    sign(&desk, &[&broken, "--packaging", "detached"])
        .assert_refused("broken.xml", "is no XML that can be signed");
    let several = [&letter, "--packaging", "enveloped", "--detached", &broken];
    sign(&desk, &several).assert_refused("broken.xml", "over one file");
    sign(&desk, &["--packaging", "enveloped"]).assert_refused("--packaging", "no document is named");
    let policy = [&letter, "--packaging", "enveloped", "--policy", "urn:oid:1.2.3"];
    sign(&desk, &policy).assert_refused("--policy", "--policy-document");
    let escape = [&letter, "--packaging", "enveloped", "--claimed-role", "a\u{1b}[0mb"];
    sign(&desk, &escape).assert_refused("letter.xml", "control character");
    assert_eq!(desk.files(), before);

    let clerk = key("person", "clerk");
    let out = desk.path("signed.xml");
    let given = ["sign", "xml", &letter, "--packaging", "enveloped", "--out", &out, "--signing-time", NOW];
    hpki([&given[..], &clerk.each()].concat())
        .assert_refused("letter.xml", "does not have the qualification");
    let demanded = ["--document", "generic", "--role", "医師"];
    hpki([&given[..], &demanded, &clerk.each()].concat())
        .assert_refused("letter.xml", "does not have the qualification");
    assert_signed(&hpki([&given[..], &["--document", "generic"], &clerk.each()].concat()));
    assert!(paths(&["signed.xml"], &desk)[0].exists());
}
