//! Signing in two steps with a key that is not here, and Signature elements that come whole.

use std::fs;
use std::path::Path;

use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileLimits, PrivateKey};
use hpki_core::signer;

use super::{Desk, NOW, assert_passes, key, pki};
use crate::support::{Run, hpki};

fn prepare(desk: &Desk, certificate: &str, more: &[&str]) -> Run {
    let certificate = pki(&format!("certificates/{certificate}.der"));
    let (csv, state) = (desk.path("rx.csv"), desk.path("state"));
    let (data, digest) = (desk.path("data"), desk.path("digest"));
    let given = ["prepare", "prescription", "--csv", &csv, "--certificate", &certificate, "--state", &state];
    let outputs = ["--data-out", &data, "--digest-out", &digest, "--signing-time", NOW];
    hpki([&given[..], &outputs, more].concat())
}

fn assemble(desk: &Desk, signature: &[u8], more: &[&str]) -> Run {
    let (state, out) = (desk.path("state"), desk.path("rx.xml"));
    let signature = desk.write("value", signature);
    let given = ["assemble", "--state", &state, "--signature", &signature, "--out", &out];
    hpki([&given[..], more].concat())
}

/// What a service that holds the key makes of octets.
fn sign_elsewhere(data: &[u8], key: &str, certificate: &str) -> Vec<u8> {
    let key = fs::read(pki(&format!("keys/{key}.pem"))).unwrap();
    let key = PrivateKey::from_pem_or_der(&key, None, &KeyFileLimits::default()).unwrap();
    let certificate =
        Certificate::from_der(&fs::read(pki(&format!("certificates/{certificate}.der"))).unwrap());
    let certificate = certificate.unwrap();
    let algorithm = signer::usual_algorithm(&certificate).unwrap();
    let mut signer = FileSigner::new(key, certificate, algorithm).unwrap();
    signer::sign(&mut signer, data).unwrap().octets().to_vec()
}

#[test]
fn a_value_made_elsewhere_is_assembled_in_every_form_it_comes_in() {
    for (name, certificate) in [("doctor", "doctor"), ("p256", "doctor-p256")] {
        let desk = Desk::new();
        let run = prepare(&desk, certificate, &["--json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let report = run.json();
        let digest = desk.read("digest");
        assert_eq!(digest.len(), 32);
        let hexadecimal: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(report["digest"], hexadecimal.as_str());
        assert_eq!(report["data_to_be_signed"]["sha256"], hexadecimal.as_str());
        let data = desk.read("data");
        assert!(data.starts_with(b"<ds:SignedInfo") || data.starts_with(b"<"), "canonical octets");

        let value = sign_elsewhere(&data, name, certificate);
        use base64::Engine as _;
        let base64 = base64::engine::general_purpose::STANDARD.encode(&value) + "\n";
        let hexadecimal: String = value.iter().map(|octet| format!("{octet:02X} ")).collect();
        for form in [&value[..], base64.as_bytes(), hexadecimal.as_bytes()] {
            let run = assemble(&desk, form, &["--force"]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            assert!(run.text().starts_with("SIGNED."), "{}", run.text());
            assert_passes(&desk.path("rx.xml"), &[]);
        }
    }
}

#[test]
fn a_wrong_value_or_a_changed_state_writes_nothing() {
    let desk = Desk::new();
    assert_eq!(prepare(&desk, "doctor", &[]).code, 0);
    let data = desk.read("data");
    let value = sign_elsewhere(&data, "doctor", "doctor");
    let mut changed = value.clone();
    changed[9] ^= 1;
    assemble(&desk, &changed, &[]).assert_refused("value", "was not made by the certificate's key");
    let of_another = sign_elsewhere(&data, "pharmacist", "pharmacist");
    assemble(&desk, &of_another, &["--lang", "ja"]).assert_refused("value", "署名値が");
    assemble(&desk, &value[..200], &[]).assert_refused("value", "no signature value for this certificate");
    assemble(&desk, b"", &[]).assert_refused("value", "no signature value for this certificate");

    let state = String::from_utf8(desk.read("state")).unwrap();
    for (from, to) in [("2026-04-02T03:00:00Z", "2026-04-02T03:00:01Z"), ("\"version\":1", "\"version\":2")] {
        assert!(state.contains(from), "{state}");
        desk.write("state", state.replace(from, to).as_bytes());
        assemble(&desk, &value, &[]).assert_refused("state", "prepare the document again");
    }
    desk.write("state", &state.as_bytes()[..state.len() / 2]);
    assemble(&desk, &value, &[]).assert_refused("state", "the stored state cannot be read");
    assert!(!Path::new(&desk.path("rx.xml")).exists());
    desk.write("state", state.as_bytes());
    assert_eq!(assemble(&desk, &value, &[]).code, 0);
}

#[test]
fn a_preparation_refuses_what_signing_refuses_and_keeps_the_state_private() {
    let desk = Desk::new();
    let before = desk.files();
    prepare(&desk, "pharmacist", &[]).assert_refused("rx.csv", "does not have the qualification");
    prepare(&desk, "doctor-test", &[]).assert_refused("rx.csv", "is a test certificate");
    assert_eq!(desk.files(), before);
    let run = prepare(&desk, "doctor-test", &["--allow-test-certificates"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.text().starts_with("PREPARED, not signed yet"), "{}", run.text());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path("state")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "the state holds the document: {mode:o}");
    }
    prepare(&desk, "doctor", &[]).assert_refused("state", "already exists");
}

/// A signed prescription taken apart: its Signature, and the document without it.
fn apart(desk: &Desk) -> (String, String) {
    let signed = fs::read_to_string(desk.prescription()).unwrap();
    let begin = signed.find("<PrescriptionSign>").unwrap() + "<PrescriptionSign>".len();
    let end = signed.find("</PrescriptionSign>").unwrap();
    let document = format!("{}{}", &signed[..begin], &signed[end..]);
    (document, signed[begin..end].to_owned())
}

#[test]
fn a_signature_made_elsewhere_is_adopted_only_where_it_holds() {
    let desk = Desk::new();
    let (document, element) = apart(&desk);
    let (out, adopted) = (desk.path("adopted.xml"), "adopted.xml");
    let adopt = |document: &str, element: &str, more: &[&str]| {
        let document = desk.write("document.xml", document.as_bytes());
        let element = desk.write("element.xml", element.as_bytes());
        let given = ["adopt", "--document", &document, "--signature-element", &element, "--out", &out];
        hpki([&given[..], more].concat())
    };
    let another = document.replace("PrescriptionDocument\">", "PrescriptionDocument\">U0ox");
    assert_ne!(another, document);
    adopt(&another, &element, &[]).assert_refused("element.xml", "does not hold for this document");
    let broken = element.replacen("SignatureValue>", "SignatureValue>A", 1);
    assert_eq!(adopt(&document, &broken, &[]).code, 3);
    adopt(&document, "<a/>", &[]).assert_refused("element.xml", "was not adopted");
    adopt(&document, "no XML", &[]).assert_refused("element.xml", "is no XML");
    assert!(!Path::new(&out).exists());

    let run = adopt(&document, &element, &["--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.json()["files"][0]["document"], "prescription");
    assert_eq!(desk.read(adopted), desk.read("rx.xml"), "what was taken apart comes together again");
    assert_passes(&out, &[]);
    adopt(&document, &element, &["--force", "--lang", "ja"]);
    let signed = String::from_utf8(desk.read("rx.xml")).unwrap();
    adopt(&signed, &element, &["--force"]).assert_refused("document.xml", "is signed already");
}

#[test]
fn a_signature_with_the_wrong_role_is_not_adopted() {
    let desk = Desk::new();
    // A doctor signs with a test certificate; adopting it needs the permission.
    let test = key("doctor", "doctor-test");
    assert_eq!(desk.sign(&test.and(&["--allow-test-certificates"])).code, 0);
    let signed = String::from_utf8(desk.read("rx.xml")).unwrap();
    let begin = signed.find("<PrescriptionSign>").unwrap() + "<PrescriptionSign>".len();
    let end = signed.find("</PrescriptionSign>").unwrap();
    let document = desk.write("document.xml", format!("{}{}", &signed[..begin], &signed[end..]).as_bytes());
    let element = desk.write("element.xml", &signed.as_bytes()[begin..end]);
    let out = desk.path("adopted.xml");
    let given = ["adopt", "--document", &document, "--signature-element", &element, "--out", &out];
    hpki(given).assert_refused("element.xml", "is a test certificate");
    let run = hpki([&given[..], &["--allow-test-certificates"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
}
