//! Documents signed with real test cards, where they are present: every row of their table.

use std::path::Path;

use serde_json::Value;

use super::support::{Run, hpki, shared};

const AT: [&str; 3] = ["2022-10-01T00:00:00Z", "2024-06-01T12:00:00+09:00", "2027-02-01T00:00:00Z"];

enum Anchors {
    Both,
    WithoutTimeStamps,
}

enum TestCertificates {
    Allowed,
    Refused,
}

fn verify(data: &Path, file: &str, at: &str, anchors: Anchors, test: TestCertificates) -> (Run, Value) {
    let path = |name: &str| data.join(name).to_string_lossy().into_owned();
    let mut arguments: Vec<String> =
        ["verify", "--json", "--at", at, "--trust-anchor"].map(String::from).into();
    arguments.push(path("hpki-ca/mhlw_hpki_root_ca_v2.cer"));
    if let Anchors::Both = anchors {
        arguments.extend(["--tsa-anchor".into(), path("time-stamp/tsa-test-root.der")]);
    }
    if let TestCertificates::Allowed = test {
        arguments.push("--allow-test-certificates".into());
    }
    arguments.push(path(&format!("e-prescription/{file}")));
    let run = hpki(&arguments);
    assert_eq!(run.stderr, "");
    let report = run.json()["files"][0].clone();
    (run, report)
}

fn check_ids(signature: &Value) -> Vec<&str> {
    signature["checks"].as_array().unwrap().iter().map(|check| check["id"].as_str().unwrap()).collect()
}

#[test]
fn the_prescription_passes_at_level_lt() {
    let Some(data) = shared("data") else { return };
    for at in AT {
        let (run, file) =
            verify(&data, "Prescription-004_01.xml", at, Anchors::Both, TestCertificates::Allowed);
        assert_eq!((run.code, &file["indication"]), (0, &"TOTAL-PASSED".into()), "{file:#}");
        assert_eq!(file["document"], "prescription");
        assert_eq!(file["sub_indication"], Value::Null);
        let [signature] = file["signatures"].as_array().unwrap().as_slice() else {
            panic!("not one signature")
        };
        assert_eq!(signature["level"], "LT");
        assert_eq!(signature["claimed_signing_time"], "2022-09-07T08:08:01Z");
        assert_eq!(signature["proven_time"], "2022-09-07T08:18:25.197Z");
        assert_eq!(signature["signature_ok"], true);
        let signer = &signature["signer"];
        assert_eq!(signer["japanese_name"], "神楽坂　三十四");
        assert_eq!(signer["policy"], "test");
        assert_eq!(signer["roles"], serde_json::json!([{"text": "Medical Doctor", "japanese": "医師"}]));
        let references = signature["references"].as_array().unwrap();
        assert_eq!(references.len(), 3);
        assert!(references.iter().all(|reference| reference["digest_ok"] == true));
        assert!(file["content"]["length"].as_u64().unwrap() > 100);
    }
}

#[test]
fn the_dispensing_record_passes_with_both_signatures() {
    let Some(data) = shared("data") else { return };
    for at in AT {
        let (run, file) =
            verify(&data, "Dispensing-005_03.xml", at, Anchors::Both, TestCertificates::Allowed);
        assert_eq!((run.code, &file["indication"]), (0, &"TOTAL-PASSED".into()), "{file:#}");
        assert_eq!(file["document"], "dispensing");
        let [outer, inner] = file["signatures"].as_array().unwrap().as_slice() else {
            panic!("not two signatures")
        };
        assert_eq!((&outer["level"], &inner["level"]), (&"LTA".into(), &"LT".into()));
        assert_eq!(outer["signer"]["roles"][0]["text"], "Pharmacist");
        assert_eq!(inner["signer"]["roles"][0]["text"], "Medical Doctor");
        let archive =
            outer["time_stamps"].as_array().unwrap().iter().find(|stamp| stamp["kind"] == "ArchiveTimeStamp");
        assert_eq!(archive.unwrap()["gen_time"], "2022-09-30T09:40:56.994Z");
    }
}

#[test]
fn damaged_documents_never_pass() {
    let Some(data) = shared("data") else { return };
    let verdict = |file: &str| {
        let (run, report) = verify(&data, file, AT[0], Anchors::Both, TestCertificates::Allowed);
        let expected = match report["indication"].as_str().unwrap() {
            "TOTAL-FAILED" => 1,
            "INDETERMINATE" => 2,
            other => panic!("{file}: {other}"),
        };
        assert_eq!(run.code, expected, "{file}");
        assert_eq!(report["content"], Value::Null, "{file}: content of a document that did not pass");
        (run.code, report["sub_indication"].as_str().unwrap().to_owned())
    };
    let (code, why) = verdict("PrescriptionReferenceError.xml");
    assert!(code == 1 && ["HASH_FAILURE", "SIG_CRYPTO_FAILURE"].contains(&why.as_str()), "{why}");
    verdict("KeyInfoError.xml");
    verdict("SignatureBase64Error.xml");
    assert_eq!(verdict("SignedInfoError.xml"), (1, "FORMAT_FAILURE".into()));
}

#[test]
fn a_time_stamp_that_does_not_fit_proves_nothing() {
    let Some(data) = shared("data") else { return };
    let (_, file) =
        verify(&data, "SignatureValueHashError.xml", AT[0], Anchors::Both, TestCertificates::Allowed);
    for signature in file["signatures"].as_array().unwrap() {
        let passed_above_b = signature["indication"] == "TOTAL-PASSED" && signature["level"] != "B";
        assert!(!passed_above_b, "{signature:#}");
    }
}

#[test]
fn without_leave_for_test_certificates_nothing_passes() {
    let Some(data) = shared("data") else { return };
    for file in ["Prescription-004_01.xml", "Dispensing-005_03.xml"] {
        let (run, report) = verify(&data, file, AT[0], Anchors::Both, TestCertificates::Refused);
        assert_eq!(run.code, 2, "{report:#}");
        assert_eq!(report["indication"], "INDETERMINATE");
        assert_eq!(report["sub_indication"], "CHAIN_CONSTRAINTS_FAILURE");
        let signature = &report["signatures"][0];
        assert_eq!(signature["signer"]["policy"], "test");
        assert!(check_ids(signature).contains(&"profile::test-certificate"), "{signature:#}");
        assert_eq!(report["content"], Value::Null);
    }
    for file in [
        "PrescriptionReferenceError.xml",
        "KeyInfoError.xml",
        "SignatureBase64Error.xml",
        "SignedInfoError.xml",
        "SignatureValueHashError.xml",
    ] {
        let (run, _) = verify(&data, file, AT[0], Anchors::Both, TestCertificates::Refused);
        assert_ne!(run.code, 0, "{file}");
    }
}

#[test]
fn without_an_anchor_for_time_stamps_they_prove_nothing() {
    let Some(data) = shared("data") else { return };
    for file in ["Prescription-004_01.xml", "Dispensing-005_03.xml"] {
        for at in AT {
            let (run, report) =
                verify(&data, file, at, Anchors::WithoutTimeStamps, TestCertificates::Allowed);
            // On the day after the record was stamped the lists inside it still cover the caller's own time.
            let may_pass = file == "Dispensing-005_03.xml" && at == AT[0];
            assert!(run.code != 0 || may_pass, "{report:#}");
            for signature in report["signatures"].as_array().unwrap() {
                assert_eq!(signature["proven_time"], Value::Null);
                assert_eq!(signature["level"], "B");
                let stamps = signature["time_stamps"].as_array().unwrap();
                assert!(!stamps.is_empty() && stamps.iter().all(|stamp| stamp["ok"] == false), "{stamps:?}");
            }
        }
    }
    // Two days after signing the lists inside the document still cover the caller's own time.
    let at = "2022-09-09T00:00:00Z";
    let (run, report) =
        verify(&data, "Prescription-004_01.xml", at, Anchors::WithoutTimeStamps, TestCertificates::Allowed);
    assert_eq!((run.code, &report["signatures"][0]["level"]), (0, &"B".into()), "{report:#}");
}

#[test]
fn the_signed_content_is_written_only_when_passed() {
    let Some(data) = shared("data") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("prescription.csv");
    let run = |file: &str, more: &[&str]| {
        let mut arguments = vec!["verify".to_owned(), "--at".into(), AT[0].into()];
        for (option, path) in [
            ("--trust-anchor", "hpki-ca/mhlw_hpki_root_ca_v2.cer"),
            ("--tsa-anchor", "time-stamp/tsa-test-root.der"),
        ] {
            arguments.extend([option.into(), data.join(path).to_string_lossy().into_owned()]);
        }
        arguments.extend(["--content-out".into(), out.to_string_lossy().into_owned()]);
        arguments.extend(more.iter().map(|&argument| argument.to_owned()));
        arguments.push(data.join("e-prescription").join(file).to_string_lossy().into_owned());
        hpki(&arguments)
    };
    assert_eq!(run("Prescription-004_01.xml", &[]).code, 2);
    assert!(!out.exists(), "content of a document that did not pass");
    assert_eq!(run("PrescriptionReferenceError.xml", &["--allow-test-certificates"]).code, 1);
    assert!(!out.exists(), "content of a document that did not pass");
    let passed = run("Prescription-004_01.xml", &["--allow-test-certificates", "--json"]);
    assert_eq!(passed.code, 0);
    let csv = std::fs::read(&out).unwrap();
    assert!(csv.starts_with(b"SJ1") && !csv.contains(&b'\r') && std::str::from_utf8(&csv).is_ok());
    assert_eq!(passed.json()["files"][0]["content"]["length"], csv.len());
    // The same again loses nothing; something else does.
    assert_eq!(run("Prescription-004_01.xml", &["--allow-test-certificates"]).code, 0);
    let refused = run("Dispensing-005_03.xml", &["--allow-test-certificates"]);
    assert_eq!((refused.code, refused.text()), (3, ""), "{}", refused.stderr);
    assert_eq!(std::fs::read(&out).unwrap(), csv);
    assert_eq!(run("Dispensing-005_03.xml", &["--allow-test-certificates", "--force"]).code, 0);
    assert!(std::fs::read(&out).unwrap().starts_with(b"CJ1"));
}
