//! XMLDSig core validation: the sets xmlsec and santuario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hpki_core::path::RevocationMode;
use hpki_core::profile::Profile;
use hpki_core::report::Verdict;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::inspect::{CoreValidation, InspectOptions, inspect};
use hpki_xades::validate::Verifier;

use crate::corpus::{Differences, Material, Row, RowFiles, rows, set};

/// What came of a row.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Valid,
    Invalid,
    /// Not decided, with the reason.
    Unsupported(String),
    /// Refused as a document, with the reason.
    Refused(String),
}

/// What a row is given.
#[derive(Default)]
struct Given {
    keys: Material,
    trusted: Material,
    mapped: Vec<(String, PathBuf)>,
    at: Option<Time>,
}

#[test]
fn xmlsec() {
    let Some(folder) = set("xmlsec") else { return };
    let known = include_str!("xmlsec_differences.tsv");
    run("xmlsec", &folder, known, |row| xmlsec_given(&folder, row));
}

#[test]
fn santuario() {
    let Some(folder) = set("santuario") else { return };
    let known = include_str!("santuario_differences.tsv");
    run("santuario", &folder, known, |row| santuario_given(&folder, row));
}

fn run(name: &str, folder: &Path, known: &str, given: impl Fn(&Row) -> Given) {
    let mut differences = Differences::new(known);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let all = rows(folder);
    for row in &all {
        let given = given(row);
        let Ok(octets) = std::fs::read(folder.join(row.file())) else {
            differences.differs(&row.id, "the file is not in the corpus");
            continue;
        };
        let row_folder = folder.join(row.file()).parent().unwrap().to_owned();
        let files = RowFiles { folder: row_folder, mapped: given.mapped.clone() };
        let outcome = inspected(&octets, &files, &given);
        let passed = verified(&octets, &files, &given) == Verdict::PASSED;
        *counts.entry("passed by verify").or_default() += usize::from(passed);
        let expected = row.get("expected");
        let count = match (expected, &outcome) {
            ("valid" | "valid (W3C interop, not run by Santuario)", Outcome::Valid) => "valid",
            ("invalid" | "reject", _) if passed => {
                differences.wrong(&row.id, "verify passes it");
                continue;
            }
            ("invalid" | "reject", Outcome::Invalid) => "invalid",
            ("invalid" | "reject", Outcome::Refused(_)) => "refused as expected",
            (_, Outcome::Unsupported(reason)) => {
                differences.differs(&row.id, &format!("unsupported: {reason}"));
                continue;
            }
            (_, Outcome::Refused(reason)) => {
                differences.differs(&row.id, &format!("refused: {reason}"));
                continue;
            }
            ("invalid" | "reject", Outcome::Valid) => {
                differences.differs(&row.id, &format!("core valid: {}", row.get("reason")));
                continue;
            }
            (_, outcome) => {
                differences.differs(&row.id, &format!("{outcome:?}, expected {expected}"));
                continue;
            }
        };
        *counts.entry(count).or_default() += 1;
        differences.agrees(&row.id);
    }
    let listed = differences.finish();
    println!("{name}: {} rows, {counts:?}, {listed} listed with a reason", all.len());
}

fn inspected(octets: &[u8], files: &RowFiles, given: &Given) -> Outcome {
    let mut options = InspectOptions::new(files);
    options.keys = &given.keys.keys;
    let inspection = match inspect(octets, &options) {
        Ok(inspection) => inspection,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    let mut outcome = match inspection.signatures.is_empty() {
        true => Outcome::Refused("no Signature".to_owned()),
        false => Outcome::Valid,
    };
    for signature in inspection.signatures {
        match (signature.core, &outcome) {
            (CoreValidation::Malformed(reason), _) => return Outcome::Refused(reason),
            (CoreValidation::Invalid, _) => return Outcome::Invalid,
            (CoreValidation::Unsupported(reason), Outcome::Valid) => outcome = Outcome::Unsupported(reason),
            _ => {}
        }
    }
    outcome
}

/// The verdict under the row's own trust anchors, for any certificate that RFC 5280 accepts.
fn verified(octets: &[u8], files: &RowFiles, given: &Given) -> Verdict {
    let anchors: TrustAnchors = given.trusted.certificates.iter().cloned().collect();
    let verifier = Verifier::new(anchors)
        .with_document(DocumentRequest::Exactly(DocumentKind::Generic))
        .with_intermediates(given.keys.certificates.clone())
        .with_certificate_lists(given.trusted.certificate_lists.clone())
        .with_revocation(RevocationMode::IfAvailable)
        .danger_with_profile(Profile::Rfc5280);
    let at = given.at.unwrap_or(time("2026-06-01T00:00:00Z"));
    verifier.verify_with_detached(octets, files, at).verdict()
}

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

/// The arguments that xmlsec's own tests are run with.
fn xmlsec_given(folder: &Path, row: &Row) -> Given {
    let mut given = Given::default();
    let arguments = row.get("verify_args").replace("$rsa_pub_key_suffix", "");
    let row_folder = folder.join(row.file()).parent().unwrap().to_owned();
    // `certs/…` stands beside the document, everything else below the set.
    // The set has some in DER alone.
    let path = |argument: &str| {
        let path = match argument.starts_with("certs/") {
            true => row_folder.join(argument),
            false => folder.join(argument),
        };
        if path.is_file() { path } else { path.with_extension("der") }
    };
    let words: Vec<&str> = arguments.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        let value = words.get(index + 1).copied().unwrap_or_default();
        match word.split(':').next().unwrap() {
            "--trusted-pem" | "--crl-pem" => given.trusted.add(&path(value)),
            "--untrusted-pem" | "$pub_key_option" | "--pubkey-cert-pem" | "--pubkey-cert-der" => {
                given.keys.add(&path(value));
            }
            "--verification-gmt-time" => {
                given.at = Some(time(&format!("{}Z", value.replace('+', "T"))));
            }
            mapping => given.mapped.extend(url_map(folder, mapping)),
        }
    }
    given
}

fn url_map(folder: &Path, variable: &str) -> Option<(String, PathBuf)> {
    let (address, file) = match variable {
        "$url_map_xml_stylesheet_2005" => ("http://www.w3.org/TR/xml-stylesheet", "xml-stylesheet-2005"),
        "$url_map_xml_stylesheet_2018" => ("http://www.w3.org/TR/xml-stylesheet", "xml-stylesheet-2018"),
        "$url_map_xml_stylesheet_b64_2005" => {
            ("http://www.w3.org/Signature/2002/04/xml-stylesheet.b64", "xml-stylesheet-2005.b64")
        }
        "$url_map_rfc3161" => ("http://www.ietf.org/rfc/rfc3161.txt", "rfc3161.txt"),
        _ => return None,
    };
    Some((address.to_owned(), folder.join("external-data").join(file)))
}

/// The certificates beside a document, and the files that Santuario's tests have for addresses.
fn santuario_given(folder: &Path, row: &Row) -> Given {
    let mut given = Given::default();
    let certificates = folder.join(row.file()).parent().unwrap().join("certs");
    let document = std::fs::read(folder.join(row.file())).unwrap_or_default();
    // What such a row is about is how its key is found.
    let retrieves = String::from_utf8_lossy(&document).contains("RetrievalMethod");
    let certificates = if retrieves { PathBuf::new() } else { certificates };
    for entry in std::fs::read_dir(certificates).into_iter().flatten() {
        given.keys.add(&entry.unwrap().path());
    }
    let files = folder.join("org/apache/xml/security/test/javax/xml/crypto/dsig");
    let mapped = [
        ("http://www.w3.org/TR/xml-stylesheet", files.join("xml-stylesheet")),
        ("http://www.w3.org/Signature/2002/04/xml-stylesheet.b64", files.join("xml-stylesheet.b64")),
        ("http://www.ietf.org/rfc/rfc3161.txt", files.join("rfc3161.txt")),
        (
            "http://xmldsig.pothole.com/xml-stylesheet.txt",
            folder.join("com/pothole/xmldsig/xml-stylesheet.txt"),
        ),
    ];
    given.mapped = mapped.map(|(address, file)| (address.to_owned(), file)).to_vec();
    given
}
