//! The first lines of the reports, in both languages: what a pharmacist reads. Kept in `wording/`;
//! `HPKI_WRITE_WORDING=1 cargo test -p hpki-cli wording` writes them anew, to be read before they are committed.

use std::path::Path;

use super::support::{command, finish};

/// The head of the report: everything before the list of checks.
fn head(arguments: &[&str], input: Option<&[u8]>) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    let mut command = command();
    command.current_dir(folder).args(arguments);
    let file = input.map(|octets| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), octets).unwrap();
        file
    });
    if let Some(file) = &file {
        command.arg("-").stdin(std::fs::File::open(file.path()).unwrap());
    }
    let run = finish(command.output().unwrap());
    assert_eq!(run.stderr, "", "{arguments:?}");
    run.text().split("\n\n").next().unwrap_or_default().to_owned()
}

#[track_caller]
fn check(name: &str, arguments: &[&str], input: Option<&[u8]>) {
    let fixed = ["--at", "2026-10-01T00:00:00Z", "--trust-anchor", "pki/certificates/root.der"];
    let stamps = ["--tsa-anchor", "pki/certificates/tsa-root.der"];
    for lang in ["ja", "en"] {
        let run = [&["verify", "--lang", lang][..], &fixed, &stamps, arguments].concat();
        let said = head(&run, input) + "\n";
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/command/wording/{name}.{lang}.txt"));
        if std::env::var_os("HPKI_WRITE_WORDING").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &said).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(said, kept, "the wording of {} changed: read it, then write it anew", path.display());
    }
}

#[test]
fn a_prescription_that_passes() {
    check("passed", &["cases/prescription-lt/document.xml"], None);
}

#[test]
fn a_dispensing_record_names_both_signers() {
    check("dispensing", &["cases/dispensing-lta/document.xml"], None);
}

#[test]
fn a_role_that_was_not_asked_for() {
    check("role", &["cases/prescription-lt/document.xml", "--role", "Dentist"], None);
}

#[test]
fn a_document_without_the_certificate_of_its_issuer() {
    check("no-issuer", &["cases/prescription-bes/document.xml"], None);
}

#[test]
fn a_file_that_is_cut_off() {
    check("cut-off", &[], Some(b"<Document><Prescription>"));
}

#[test]
fn a_document_of_no_known_kind() {
    check("unknown-kind", &[], Some(b"<ClinicalDocument/>"));
}
