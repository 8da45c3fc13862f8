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

#[test]
fn benign_documents_are_core_valid() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        println!("skipped: xmlsec1 is not installed");
        return;
    }
    let mut checked = 0;
    for vector in load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap() {
        let kind = vector.case.arguments.document.as_str();
        if !vector.case.passes() || kind == "generic" || kind == "referral" {
            continue;
        }
        let document = vector.read(&vector.case.file).unwrap();
        let document = String::from_utf8_lossy(&document);
        for id in ["PrescriptionSign", "DispensingSign"] {
            if document.contains(&format!("Id=\"{id}\"")) {
                if let Err(error) = core_valid(&vector, id) {
                    panic!("{} {id}: {error}", vector.case.id);
                }
                checked += 1;
            }
        }
    }
    println!("{checked} signatures are core valid to xmlsec1");
    assert!(checked > 0);
}
