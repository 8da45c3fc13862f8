//! `hpki certificate show` and `hpki certificate validate`, over the bundled test hierarchy.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::support::{Run, hpki, shared};

const AT: &str = "2026-04-02T00:00:00Z";

fn pki(name: &str) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/pki")).join(name);
    path.to_string_lossy().into_owned()
}

fn certificate(name: &str) -> String {
    pki(&format!("certificates/{name}.der"))
}

fn validate(name: &str, more: &[&str]) -> Run {
    let (root, authority) = (certificate("root"), certificate("sign-ca"));
    let (list, root_list) = (pki("crls/sign-ca.crl"), pki("crls/root.crl"));
    let certificate = certificate(name);
    let fixed = [
        "certificate",
        "validate",
        &certificate,
        "--at",
        AT,
        "--trust-anchor",
        &root,
        "--intermediate",
        &authority,
        "--crl",
        &list,
        "--crl",
        &root_list,
    ];
    hpki([&fixed[..], more].concat())
}

#[test]
fn a_doctor_is_valid_and_the_report_has_the_keys_of_the_contract() {
    let run = validate("doctor", &["--json", "--role", "Medical Doctor"]);
    let report = run.json();
    assert_eq!(run.code, 0, "{report:#}");
    let keys: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["indication", "sub_indication", "path", "roles", "policy", "policies", "checks"]);
    assert_eq!((&report["indication"], &report["sub_indication"]), (&json!("TOTAL-PASSED"), &Value::Null));
    assert_eq!(report["path"].as_array().unwrap().len(), 3);
    assert_eq!(report["roles"], json!([{"text": "Medical Doctor", "japanese": "医師"}]));
    assert_eq!(report["policy"], "production");
    for check in report["checks"].as_array().unwrap() {
        assert!(check["id"].as_str().unwrap().contains("::") && check["detail"].is_string(), "{check}");
        assert_ne!(check["outcome"], "failed");
    }
}

#[test]
fn what_the_path_lacks_is_said_with_its_sub_indication() {
    for (name, more, code, why) in [
        ("doctor-test", &[][..], 2, "CHAIN_CONSTRAINTS_FAILURE"),
        ("doctor-test", &["--allow-test-certificates"], 0, ""),
        ("doctor-authentication", &[], 2, "NO_CERTIFICATE_CHAIN_FOUND"),
        ("doctor-expired", &[], 2, "OUT_OF_BOUNDS_NO_POE"),
        ("doctor-revoked", &[], 2, "REVOKED_NO_POE"),
        ("doctor-of-attacker", &[], 2, "NO_CERTIFICATE_CHAIN_FOUND"),
        ("doctor", &["--role", "Pharmacist"], 2, "CHAIN_CONSTRAINTS_FAILURE"),
        ("doctor", &["--role", "医師"], 0, ""),
        ("clerk", &["--role", "Medical Doctor"], 2, "CHAIN_CONSTRAINTS_FAILURE"),
        ("doctor", &["--algorithm-end", "sha256=2026-04-02T00:00:00Z"], 0, ""),
        ("doctor", &["--algorithm-end", "sha256=2026-04-01T23:59:59Z"], 2, "CRYPTO_CONSTRAINTS_FAILURE"),
    ] {
        let more = [more, &["--json"]].concat();
        let run = validate(name, &more);
        let report = run.json();
        assert_eq!(run.code, code, "{name}: {report:#}");
        assert_eq!(report["sub_indication"].as_str().unwrap_or_default(), why, "{name}: {report:#}");
    }
}

#[test]
fn without_revocation_data_the_answer_is_to_try_later() {
    let (root, authority, doctor) = (certificate("root"), certificate("sign-ca"), certificate("doctor"));
    let arguments = [
        "certificate",
        "validate",
        &doctor,
        "--at",
        AT,
        "--trust-anchor",
        &root,
        "--intermediate",
        &authority,
    ];
    let run = hpki([&arguments[..], &["--json"]].concat());
    assert_eq!((run.code, &run.json()["sub_indication"]), (2, &json!("TRY_LATER")));
    let run = hpki([&arguments[..], &["--json", "--revocation", "off"]].concat());
    assert_eq!(run.code, 0);
    let warned = |check: &Value| check["outcome"] == "warning" && check["id"] == "revocation::off";
    assert!(run.json()["checks"].as_array().unwrap().iter().any(warned));
}

#[test]
fn folders_pem_and_pkcs7_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let pem = |label: &str, file: &str| {
        use base64::Engine;
        let der = std::fs::read(file).unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    let bundle = pem("CERTIFICATE", &certificate("doctor")) + &pem("CERTIFICATE", &certificate("sign-ca"));
    let bundle_path = folder.path().join("doctor.pem");
    std::fs::write(&bundle_path, bundle).unwrap();
    let lists = folder.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    std::fs::copy(pki("crls/sign-ca.crl"), lists.join("a.crl")).unwrap();
    std::fs::write(lists.join("b.pem"), pem("X509 CRL", &pki("crls/root.crl"))).unwrap();
    std::fs::write(lists.join("notes.txt"), "not read").unwrap();
    let (bundle_path, lists) = (bundle_path.to_string_lossy(), lists.to_string_lossy());
    let root = certificate("root");
    let run = hpki([
        "certificate",
        "validate",
        &*bundle_path,
        "--at",
        AT,
        "--trust-anchor",
        &root,
        "--crl",
        &*lists,
        "--json",
    ]);
    assert_eq!(run.code, 0, "{:#}", run.json());
}

#[test]
fn files_of_the_wrong_kind_are_refused_with_their_name() {
    let doctor = certificate("doctor");
    let validate =
        |more: &[&str]| hpki([&["certificate", "validate", &doctor, "--at", AT][..], more].concat());
    let root = certificate("root");
    let list = pki("crls/root.crl");
    validate(&["--trust-anchor", &list]).assert_refused("root.crl", "where a certificate is expected");
    validate(&["--trust-anchor", &root, "--crl", &root])
        .assert_refused("root.der", "where a certificate revocation list is expected");
    validate(&["--trust-anchor", &root, "--crl", file!()])
        .assert_refused("certificate.rs", "there is no such file");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    validate(&["--trust-anchor", manifest]).assert_refused("Cargo.toml", "no certificate can be read");
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    validate(&["--trust-anchor", sources]).assert_refused("src", "the folder holds no certificate");
    validate(&["--trust-anchor", &root, "--crl", sources])
        .assert_refused("src", "no certificate revocation list");
    validate(&[]).assert_refused("--trust-anchor", "no trust anchor was given");
    validate(&["--trust-anchor", &root, "--initial-policy", "x"])
        .assert_refused("x", "not an object identifier");
    let empty = tempfile::NamedTempFile::new().unwrap();
    let empty = empty.path().to_string_lossy();
    validate(&["--trust-anchor", &empty]).assert_refused(&empty, "the file is empty");
}

#[test]
fn a_file_that_holds_no_certificate_is_decided() {
    let root = certificate("root");
    for name in ["certificates/doctor-duplicate-extension.der", "crls/root.crl", "README.md"] {
        let file = pki(name);
        let run = hpki(["certificate", "validate", &file, "--trust-anchor", &root, "--json"]);
        assert_eq!(run.code, 1, "{name}");
        assert_eq!(run.json()["sub_indication"], "FORMAT_FAILURE");
        assert_eq!(run.stderr.lines().count(), 1);
        assert!(run.stderr.contains(&file), "{}", run.stderr);
        assert_eq!(hpki(["certificate", "show", &file]).code, 1, "{name}");
    }
}

#[test]
fn a_certificate_is_shown_with_its_roles_policy_and_findings() {
    let run = hpki(["certificate", "show", &certificate("doctor"), "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let shown = run.json();
    assert_eq!(shown["policy"], "production");
    assert_eq!(shown["roles"][0]["japanese"], "医師");
    let usage = shown["extensions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|extension| extension["name"] == "keyUsage")
        .unwrap();
    assert_eq!((&usage["critical"], &usage["value"]), (&json!(true), &json!("nonRepudiation")));
    assert_eq!(shown["known_as"], Value::Null);
    let text = hpki(["certificate", "show", &certificate("doctor"), "--lang", "ja"]);
    assert!(text.text().contains("医師（Medical Doctor）"), "{}", text.text());
    assert!(text.text().contains("[クリティカル] nonRepudiation"), "{}", text.text());
    // A departure from the profile is seen.
    let odd = hpki(["certificate", "show", &certificate("doctor-ca-true"), "--json"]).json();
    let failed = |check: &Value| check["outcome"] == "failed" || check["outcome"] == "indeterminate";
    assert!(odd["checks"].as_array().unwrap().iter().any(failed), "{odd:#}");
}

#[test]
fn the_known_authorities_are_named_and_not_trusted() {
    let Some(data) = shared("data/hpki-ca") else { return };
    for (file, name) in [
        ("mhlw_hpki_root_ca_v2.cer", "MHLW HPKI Root CA V2"),
        ("medis_sign_ca.cer", "MEDIS HPKI-01-MedisSignCA2-forNonRepudiation"),
        ("medis_auth_ca.cer", "MEDIS HPKI-01-MedisAuthCA2-forAuthentication-forIndividual"),
        ("jma_sign_ca.cer", "JMA HPKI-01-HPKI_JV2-forNonRepudiation"),
    ] {
        let path = data.join(file).to_string_lossy().into_owned();
        let shown = hpki(["certificate", "show", &path, "--json"]).json();
        assert_eq!(shown["known_as"], name);
    }
    let path = data.join("medis_sign_ca.cer").to_string_lossy().into_owned();
    let anchor = certificate("root");
    let run =
        hpki(["certificate", "validate", &path, "--profile", "rfc5280", "--trust-anchor", &anchor, "--json"]);
    assert_eq!((run.code, &run.json()["sub_indication"]), (2, &json!("NO_CERTIFICATE_CHAIN_FOUND")));
}
