//! `hpki vectors`

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::support::hpki;

fn bundled(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors").join(path)
}

#[test]
fn a_case_that_comes_out_otherwise_is_told_and_fails_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("cases/prescription-lt");
    fs::create_dir_all(&case).unwrap();
    fs::copy(bundled("cases/prescription-lt/document.xml"), case.join("document.xml")).unwrap();
    let pki = bundled("pki").canonicalize().unwrap();
    let text = fs::read_to_string(bundled("cases/prescription-lt/case.json")).unwrap();
    let text = text.replace("../../pki", &pki.to_string_lossy());
    fs::write(case.join("case.json"), &text).unwrap();
    let cases = folder.path().join("cases");
    let run = || hpki([Path::new("vectors"), &cases, Path::new("--json")]);
    assert_eq!((run().code, run().json()), (0, json!({"cases": 1, "agreeing": 1, "differences": []})));
    fs::write(case.join("case.json"), text.replace("\"LT\"", "\"LTA\"")).unwrap();
    let expected = json!({"id": "prescription-lt", "what": "levels", "expected": "LTA", "found": "LT"});
    assert_eq!((run().code, &run().json()["differences"][0]), (1, &expected));
    assert_eq!(run().json()["agreeing"], 0);
}

#[test]
fn a_folder_without_vectors_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_string_lossy();
    hpki(["vectors", &path]).assert_refused(&path, "no test vectors");
    hpki(["vectors", "no-such-folder"]).assert_refused("no-such-folder", "there is no such file");
}
