//! The benign documents are right by the judgement of another implementation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use hpki_test_vectors::{Vector, load};
use std::path::Path;
use std::process::Command;

/// Core validation (reference and signature validation) of the signature with that Id by xmlsec1, which trusts nothing.
fn core_valid(vector: &Vector, id: &str) -> Result<(), String> {
    let mut command = Command::new("xmlsec1");
    command.args(["--verify", "--insecure", "--enabled-key-data", "x509"]);
    command.args(["--verification-gmt-time", "2026-04-01 04:00:00"]);
    for element in ["SignedProperties", "KeyInfo"] {
        command.args(["--id-attr:Id", element]);
    }
    for element in ["PrescriptionDocument", "Dispensing"] {
        command.args(["--id-attr:id", element]);
    }
    command.args(["--node-xpath", &format!("//*[@Id='{id}']")]);
    let output =
        command.arg(vector.folder.join(&vector.case.file)).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Where xmlsec1 refuses what is right: case, signature, why.
const DIVERGENCES: &[(&str, &str, &str)] = &[(
    "dispensing-unknown-element-signed",
    "DispensingSign",
    "libxml2 does not escape & in namespace names, which Canonical XML 1.0, 2.3 wants of all attribute values",
)];

/// What older versions of xmlsec1 (before 1.3) do not know.
const UNKNOWN_TO_OLD_VERSIONS: &[&str] =
    &["signature-pss-sha256", "signature-pss-sha384", "signature-pss-sha512"];

#[test]
fn benign_documents_are_core_valid() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        println!("skipped: xmlsec1 is not installed");
        return;
    }
    let (mut checked, mut refused, mut unknown, mut wrong) = (0, 0, 0, Vec::new());
    for vector in load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap() {
        let kind = vector.case.arguments.document.as_str();
        if !vector.case.passes() || kind == "generic" || kind == "referral" {
            continue;
        }
        let document = vector.read(&vector.case.file).unwrap();
        let document = String::from_utf8_lossy(&document);
        for id in ["PrescriptionSign", "DispensingSign"] {
            if !document.contains(&format!("Id=\"{id}\"")) {
                continue;
            }
            let known =
                DIVERGENCES.iter().any(|(case, signature, _)| *case == vector.case.id && *signature == id);
            match core_valid(&vector, id) {
                Ok(()) if known => wrong.push(format!("{}: listed, and accepted", vector.case.id)),
                Ok(()) => checked += 1,
                Err(_) if known => refused += 1,
                Err(_) if UNKNOWN_TO_OLD_VERSIONS.contains(&vector.case.id.as_str()) => unknown += 1,
                Err(error) => wrong.push(format!("{} {id}: {error}", vector.case.id)),
            }
        }
    }
    println!(
        "{checked} signatures are core valid to xmlsec1, {refused} refused for known reasons, {unknown} unknown to it"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(refused, DIVERGENCES.len());
}
