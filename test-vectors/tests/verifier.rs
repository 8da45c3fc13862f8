//! Every vector through the verifier: the verdict, its reason, and what is handed out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::digest;
use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::report::{Check, Outcome};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_test_vectors::{Vector, load};
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::validate::{DocumentReport, Verifier};
use std::path::{Path, PathBuf};

/// Cases that the verifier does not (yet) decide as it should: case, why. An entry that is no longer needed fails.
const DIVERGENCES: &[(&str, &str)] = &[];

#[test]
fn every_vector_is_decided_as_expected_and_for_its_reason() {
    let vectors = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap();
    let (mut right, mut wrong, mut diverging) = (0, Vec::new(), 0);
    for vector in &vectors {
        let known = DIVERGENCES.iter().find(|(id, _)| *id == vector.case.id);
        match (differences(vector).as_slice(), known) {
            ([], None) => right += 1,
            ([], Some(_)) => wrong.push(format!("{}: listed as diverging, and does not", vector.case.id)),
            (_, Some(_)) => diverging += 1,
            (differences, None) => wrong.push(format!("{}: {}", vector.case.id, differences.join("; "))),
        }
    }
    println!("{right} vectors decided as expected, {diverging} known divergences, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    assert_eq!(diverging, DIVERGENCES.len(), "a divergence names no case");
}

/// What differs between what came out and what must come out.
fn differences(vector: &Vector) -> Vec<String> {
    let expected = &vector.case.expected;
    let report = verify(vector);
    let mut found = Vec::new();
    let verdict = report.verdict();
    let sub_indication = verdict.sub_indication().map(|sub_indication| sub_indication.name());
    let indication = verdict.indication().to_string();
    if indication != expected.indication {
        found.push(format!("{indication} ({sub_indication:?}) instead of {}", expected.indication));
    } else if let Some(given) = sub_indication
        && !expected.sub_indications.iter().any(|wanted| wanted == given)
    {
        found.push(format!("{given} instead of {:?}", expected.sub_indications));
    }
    let not_passed: Vec<&str> = ids(&report, |outcome| matches!(outcome, Outcome::NotPassed(_)));
    let warnings: Vec<&str> = ids(&report, |outcome| matches!(outcome, Outcome::Warning));
    if let Some(reason) = &expected.finding
        && !not_passed.contains(&reason.as_str())
    {
        found.push(format!("no reason {reason} among {not_passed:?}"));
    }
    for other in expected.other_findings.iter().filter(|other| !not_passed.contains(&other.as_str())) {
        found.push(format!("no further reason {other} among {not_passed:?}"));
    }
    for warning in expected.warnings.iter().filter(|warning| !warnings.contains(&warning.as_str())) {
        found.push(format!("no warning {warning} among {warnings:?}"));
    }
    if vector.case.passes() {
        let unexpected: Vec<_> = warnings
            .iter()
            .filter(|warning| !expected.warnings.iter().any(|wanted| wanted == *warning))
            .collect();
        if !unexpected.is_empty() {
            found.push(format!("unexpected warnings {unexpected:?}"));
        }
        let levels: Vec<&str> = report.signatures().iter().map(|signature| signature.level.name()).collect();
        if levels != expected.levels {
            found.push(format!("levels {levels:?} instead of {:?}", expected.levels));
        }
    }
    let content = report.into_verified().ok().and_then(|verified| verified.content().map(content_sha256));
    if content != expected.content_sha256 {
        found.push(format!("content {content:?} instead of {:?}", expected.content_sha256));
    }
    found
}

/// The ids of the checks with such an outcome, in the whole report.
fn ids(report: &DocumentReport, wanted: fn(&Outcome) -> bool) -> Vec<&'static str> {
    let of_signatures = report.signatures().iter().flat_map(|signature| signature.checks.iter());
    let checks: Vec<&Check> = report.checks().iter().chain(of_signatures).collect();
    checks.iter().filter(|check| wanted(&check.outcome)).map(|check| check.finding.id).collect()
}

fn content_sha256(content: &[u8]) -> String {
    let digest = digest(DigestAlgorithm::Sha256, content).unwrap();
    digest.as_ref().iter().map(|octet| format!("{octet:02x}")).collect()
}

fn verify(vector: &Vector) -> DocumentReport {
    let arguments = &vector.case.arguments;
    let document = match arguments.document.as_str() {
        "auto" => DocumentRequest::Auto,
        "prescription" => DocumentRequest::Exactly(DocumentKind::Prescription),
        "dispensing" => DocumentRequest::Exactly(DocumentKind::Dispensing),
        "referral" => DocumentRequest::Exactly(DocumentKind::Referral),
        "generic" => DocumentRequest::Exactly(DocumentKind::Generic),
        other => panic!("{}: document {other}", vector.case.id),
    };
    let revocation = match arguments.revocation.as_str() {
        "required" => RevocationMode::Required,
        "if-available" => RevocationMode::IfAvailable,
        "off" => RevocationMode::Off,
        other => panic!("{}: revocation {other}", vector.case.id),
    };
    let test_certificates =
        if arguments.allow_test_certificates { TestCertificates::Accept } else { TestCertificates::Refuse };
    let verifier = Verifier::new(anchors(vector, &arguments.trust_anchors))
        .with_time_stamp_anchors(anchors(vector, &arguments.tsa_anchors))
        .with_intermediates(certificates(vector, &arguments.intermediates))
        .with_certificate_lists(lists(vector, &arguments.certificate_lists))
        .with_document(document)
        .with_roles(arguments.roles.clone())
        .with_test_certificates(test_certificates)
        .with_revocation(revocation);
    let at = Time::from_rfc3339(&arguments.at).unwrap();
    let bytes = vector.read(&vector.case.file).unwrap();
    verifier.verify_with_detached(&bytes, &detached(vector), at)
}

fn certificates(vector: &Vector, paths: &[PathBuf]) -> Vec<Certificate> {
    paths.iter().map(|path| Certificate::from_der(&vector.read(path).unwrap()).unwrap()).collect()
}

fn anchors(vector: &Vector, paths: &[PathBuf]) -> TrustAnchors {
    let mut anchors = TrustAnchors::new();
    certificates(vector, paths).into_iter().for_each(|certificate| anchors.add(certificate));
    anchors
}

fn lists(vector: &Vector, paths: &[PathBuf]) -> Vec<CertificateList> {
    paths.iter().map(|path| CertificateList::from_der(&vector.read(path).unwrap()).unwrap()).collect()
}

fn detached(vector: &Vector) -> DetachedFiles {
    let file = |path: &PathBuf| DetachedFile {
        given_path: path.to_string_lossy().into_owned(),
        relative_path: None,
        octets: vector.read(path).unwrap(),
    };
    DetachedFiles::new(vector.case.arguments.detached.iter().map(file).collect())
}
