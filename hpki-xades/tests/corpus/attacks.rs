//! Attacks that other projects collected, mostly on SAML: what inspection says of each, and what verification says
//! when the caller trusts every certificate in sight. Both stand in `attacks_outcomes.tsv`, row by row.

use std::path::Path;
use std::time::{Duration, Instant};

use hpki_core::path::RevocationMode;
use hpki_core::profile::Profile;
use hpki_core::report::Verdict;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{KeepOctets, NoDetachedData};
use hpki_xades::inspect::{CoreValidation, InspectError, InspectOptions, SignatureInspection, inspect};
use hpki_xades::validate::{VerifiedDocument, Verifier};

use crate::corpus::{Differences, Material, Row, rows, set};

/// What the forged parts of these attacks say, and nothing that was signed does.
const FORGED: [&str; 4] =
    ["attacker.evil.com", "bogus@onelogin.com", "victim@example.com", r#"Id="OBA-102""#];

#[test]
fn attacks() {
    let Some(folder) = set("attacks") else { return };
    let mut differences = Differences::new(include_str!("attacks_outcomes.tsv"));
    let all = rows(&folder);
    let (mut passed, mut forged) = (0, 0);
    for row in &all {
        let octets = std::fs::read(folder.join(row.file())).unwrap();
        let (inspected, signatures) = inspected(&octets);
        let verified = verified(&folder, row, &octets, &signatures);
        let verdict = match &verified {
            Ok(_) => "TOTAL-PASSED".to_owned(),
            Err(verdict) => {
                let why = verdict.sub_indication().map_or("", |why| why.name());
                format!("{} {why}", verdict.indication().name())
            }
        };
        check_octets(&mut differences, row, &signatures);
        if verified.is_ok() {
            passed += 1;
            if row.get("expected").starts_with("invalid") {
                differences.wrong(&row.id, "verify passes it");
            }
        }
        forged += FORGED.iter().filter(|forged| String::from_utf8_lossy(&octets).contains(**forged)).count();
        differences.differs(&row.id, &format!("{inspected}\t{verdict}"));
    }
    let listed = differences.finish();
    println!(
        "attacks: {} rows, {passed} pass under trust in everything, {listed} outcomes listed",
        all.len()
    );
    assert_eq!(listed, all.len());
    assert!(forged >= FORGED.len(), "the forged content is in the files");
}

/// Nothing forged is among the octets that a signature whose core holds covers.
fn check_octets(differences: &mut Differences<'_>, row: &Row, signatures: &[SignatureInspection]) {
    let core_valid = signatures.iter().filter(|signature| signature.core == CoreValidation::Valid);
    for reference in core_valid.flat_map(|signature| &signature.references) {
        let octets = String::from_utf8_lossy(reference.octets.as_deref().unwrap());
        assert!(!octets.is_empty(), "{}: nothing is covered", row.id);
        if FORGED.iter().any(|forged| octets.contains(forged)) {
            differences.wrong(&row.id, "forged content is covered by a signature that holds");
        }
    }
}

/// Bombs are refused before they can cost anything.
#[test]
fn bombs_are_refused_at_once() {
    let Some(folder) = set("attacks") else { return };
    let bombs = rows(&folder).into_iter().filter(|row| row.get("expected") == "reject-at-parse");
    let mut count = 0;
    for row in bombs {
        let octets = std::fs::read(folder.join(row.file())).unwrap();
        let start = Instant::now();
        let refused = inspect(&octets, &InspectOptions::new(&NoDetachedData)).is_err();
        // A thousand times what it takes: a bomb that goes off takes longer than anybody waits.
        assert!(start.elapsed() < Duration::from_secs(1), "{}", row.id);
        let expected = row.file() == "xml-bombs/simple-ns.xml";
        assert_ne!(refused, expected, "{}: refused {refused}", row.id);
        count += 1;
    }
    println!("attacks: {count} bombs");
}

fn inspected(octets: &[u8]) -> (String, Vec<SignatureInspection>) {
    let mut options = InspectOptions::new(&NoDetachedData);
    options.octets = KeepOctets::Yes;
    let signatures = match inspect(octets, &options) {
        Ok(inspection) => inspection.signatures,
        // Which of two equal identifiers comes second is of no interest.
        Err(InspectError::Identifier(_)) => return ("refused: an identifier twice".to_owned(), Vec::new()),
        Err(error) => return (format!("refused: {error}"), Vec::new()),
    };
    let cores: Vec<String> = signatures.iter().map(described).collect();
    (if cores.is_empty() { "no Signature".to_owned() } else { cores.join(" + ") }, signatures)
}

fn described(signature: &SignatureInspection) -> String {
    let mut text = match &signature.core {
        CoreValidation::Valid => "valid".to_owned(),
        CoreValidation::Invalid => "invalid".to_owned(),
        CoreValidation::Unsupported(what) => format!("unsupported: {what}"),
        CoreValidation::Malformed(what) => format!("malformed: {what}"),
    };
    if let Some(covers) = signature.counter_signature {
        text += &format!(", counter-signature {covers:?}");
    }
    for time_stamp in &signature.time_stamps {
        text += &format!(", {} {:?}", time_stamp.kind.name(), time_stamp.token);
    }
    text
}

/// Verifies as generic while trusting every certificate of the document and of the row's key, at a time at which all
/// of them are valid if there is one: what remains is what the rules on signatures stop.
fn verified(
    folder: &Path,
    row: &Row,
    octets: &[u8],
    signatures: &[SignatureInspection],
) -> Result<VerifiedDocument, Verdict> {
    let mut trusted = Material::default();
    trusted.add(&folder.join(row.get("key")));
    if row.file().starts_with("dss/") {
        for anchor in std::fs::read_dir(folder.join("../dss/anchors")).into_iter().flatten() {
            trusted.add(&anchor.unwrap().path());
        }
    }
    let roots = trusted.certificates.len();
    trusted.certificates.extend(signatures.iter().flat_map(|signature| signature.certificates.clone()));
    let of_document = trusted.certificates.iter().skip(if roots > 1 { roots } else { 0 });
    let latest = of_document.map(|certificate| certificate.not_before()).max();
    let at = latest.and_then(|begin| begin.plus_seconds(1));
    let at = at.unwrap_or(Time::from_rfc3339("2026-01-01T00:00:00Z").unwrap());
    let anchors: TrustAnchors = trusted.certificates.iter().cloned().collect();
    let verifier = Verifier::new(anchors.clone())
        .with_time_stamp_anchors(anchors)
        .with_document(DocumentRequest::Exactly(DocumentKind::Generic))
        .with_revocation(RevocationMode::Off)
        .danger_with_profile(Profile::Rfc5280);
    let report = verifier.verify(octets, at);
    report.into_verified().map_err(|report| report.verdict())
}
