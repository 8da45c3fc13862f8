//! `hpki inspect`

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use serde_json::{Value, json};

use super::support::{hpki, hpki_reading};

fn document(case: &str) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/cases")).join(case);
    path.join("document.xml").to_string_lossy().into_owned()
}

#[test]
fn every_signature_is_reported_with_the_keys_of_the_contract() {
    let run = hpki(["inspect", &document("dispensing-lta"), "--json"]);
    let report = run.json();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{report:#}");
    assert_eq!(report["signatures"].as_array().unwrap().len(), 2);
    for signature in report["signatures"].as_array().unwrap() {
        for key in [
            "path",
            "core_valid",
            "unsupported",
            "references",
            "signature_ok",
            "level",
            "certificates",
            "time_stamps",
        ] {
            assert!(signature.get(key).is_some(), "{key}");
        }
        assert_eq!((&signature["core_valid"], &signature["unsupported"]), (&json!(true), &Value::Null));
        for reference in signature["references"].as_array().unwrap() {
            assert_eq!(
                (&reference["digest_ok"], &reference["computed"]),
                (&json!(true), &reference["stated"])
            );
        }
    }
}

#[test]
fn the_octets_written_are_those_that_were_digested() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("octets");
    let out_argument = out.to_string_lossy();
    let run = hpki(["inspect", &document("prescription-bes"), "--octets-out", &out_argument, "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = run.json();
    for (index, reference) in report["signatures"][0]["references"].as_array().unwrap().iter().enumerate() {
        let octets = fs::read(out.join(format!("signature-1-reference-{}.octets", index + 1))).unwrap();
        let digest =
            hpki_core::crypto::digest(hpki_core::algorithm::DigestAlgorithm::Sha256, &octets).unwrap();
        let digest = base64::engine::general_purpose::STANDARD.encode(digest);
        assert_eq!(reference["stated"], digest);
    }
    let signed_info = fs::read_to_string(out.join("signature-1-signed-info.octets")).unwrap();
    assert!(signed_info.starts_with('<') && signed_info.contains("SignedInfo"));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 4);
    // The same octets again lose nothing; others need --force.
    assert_eq!(hpki(["inspect", &document("prescription-bes"), "--octets-out", &out_argument]).code, 0);
    let changed = out.join("signature-1-reference-1.octets");
    fs::write(&changed, "something else").unwrap();
    let again = ["inspect", &document("prescription-bes"), "--octets-out", &out_argument];
    hpki(again).assert_refused("signature-1-reference-1.octets", "the output already exists");
    assert_eq!(fs::read_to_string(&changed).unwrap(), "something else");
    assert_eq!(hpki([&again[..], &["--force"]].concat()).code, 0);
    assert_ne!(fs::read_to_string(&changed).unwrap(), "something else");
}

#[test]
fn a_changed_digest_and_an_unknown_algorithm_are_told_apart() {
    let text = fs::read_to_string(document("prescription-bes")).unwrap();
    let start = text.find("DigestValue>").unwrap() + "DigestValue>".len();
    let mut changed = text.clone();
    let letter = if &changed[start..=start] == "A" { "B" } else { "A" };
    changed.replace_range(start..=start, letter);
    let run = hpki_reading(&["inspect", "-", "--json"], changed.as_bytes());
    assert_eq!((run.code, &run.json()["signatures"][0]["core_valid"]), (1, &json!(false)));
    // A digest method nobody knows: the digest cannot be told, and the signature value no longer fits.
    let unknown =
        text.replacen("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.example.org/unknown-digest", 1);
    let run = hpki_reading(&["inspect", "-", "--json"], unknown.as_bytes());
    let signature = run.json()["signatures"][0].clone();
    assert_eq!(signature["references"][0]["digest_ok"], Value::Null, "{signature:#}");
    assert_eq!(run.code, 1);
    // No certificate: nothing differs, and yet nothing is proven.
    let (before, rest) = text.split_once("X509Certificate>").unwrap();
    let (_, after) = rest.split_once("X509Certificate>").unwrap();
    let prefix = before.rfind('<').map(|at| &before[at + 1..]).unwrap();
    let without = format!(
        "{}<{prefix}X509SubjectName>CN=x</{prefix}X509SubjectName>{after}",
        &before[..before.rfind('<').unwrap()]
    );
    let run = hpki_reading(&["inspect", "-", "--json"], without.as_bytes());
    assert_eq!(run.json()["signatures"][0]["signature_ok"], Value::Null, "{:#}", run.json());
}

#[test]
fn a_file_without_signature_is_no_success() {
    let run = hpki_reading(&["inspect", "-", "--json"], b"<a/>");
    assert_eq!((run.code, &run.json()["error"]["id"]), (1, &json!("inspect::no-signature")));
    let run = hpki_reading(&["inspect", "-"], b"<a><b></a>");
    assert_eq!((run.code, run.text()), (1, ""));
    assert!(run.stderr.starts_with("hpki: -:1:7: "), "{}", run.stderr);
    hpki(["inspect", "no-such-file"]).assert_refused("no-such-file", "there is no such file");
}

#[test]
fn every_field_of_an_inspection_is_told_in_json_and_text() {
    let run = hpki(["inspect", &document("prescription-bes"), "--json"]);
    let signature = run.json()["signatures"][0].clone();
    assert_eq!(signature["key"], json!({"from": "certificate", "index": 0}));
    assert_eq!(
        (&signature["manifest_references"], &signature["counter_signature"]),
        (&json!([]), &Value::Null)
    );
    let properties = &signature["properties"];
    assert_eq!(properties["namespace"], "http://uri.etsi.org/01903/v1.3.2#");
    assert_eq!((&properties["covered"], &properties["problem"]), (&json!(true), &Value::Null));
    let named = &properties["signing_certificate"];
    assert_eq!((&named["form"], &named["digest_ok"]), (&json!("SigningCertificateV2"), &json!(true)));
    assert_eq!(named["certificate"]["sha256"], signature["certificates"][0]["sha256"]);
    let text = hpki(["inspect", &document("prescription-bes")]);
    for word in [
        "key that fits",
        "XAdES properties",
        "signed properties are signed",
        "SigningCertificateV2: CertDigest agrees",
    ] {
        assert!(text.text().contains(word), "{word}: {}", text.text());
    }
}

#[test]
fn what_is_over_a_limit_is_unknown_and_not_wrong() {
    let reference =
        "<Reference URI=\"\"><DigestMethod Algorithm=\"x\"/><DigestValue>AA==</DigestValue></Reference>";
    let signature = format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><CanonicalizationMethod Algorithm=\"x\"/>\
         <SignatureMethod Algorithm=\"x\"/>{}</SignedInfo><SignatureValue>AA==</SignatureValue></Signature>",
        reference.repeat(1001)
    );
    let run = hpki_reading(&["inspect", "-", "--json"], signature.as_bytes());
    let inspected = run.json()["signatures"][0].clone();
    assert_eq!((run.code, &inspected["core_valid"]), (2, &Value::Null), "{inspected:#}");
    assert!(
        inspected["unsupported"].as_str().unwrap().contains("more than 1000 references"),
        "{inspected:#}"
    );
    let many = format!("<a>{}</a>", signature.replace(&reference.repeat(1001), reference).repeat(66));
    let run = hpki_reading(&["inspect", "-", "--json"], many.as_bytes());
    assert_eq!((run.code, &run.json()["left_out"]), (2, &json!(2)));
}
