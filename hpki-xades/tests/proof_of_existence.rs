//! Which proof of existence carries which decision, and algorithms that are acceptable until a date.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

use std::path::Path;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::algorithm::policy::AlgorithmPolicy;
use hpki_core::certificate::Certificate;
use hpki_core::report::{Outcome, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::validate::ProofOfExistence::{CallerTime, OuterSignature, TimeStamp};
use hpki_xades::validate::{DocumentReport, Verifier};

/// When the long-term documents are read.
const AT: &str = "2026-10-01T00:00:00Z";

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors").join(path)).unwrap()
}

fn verifier() -> Verifier {
    let anchors = |name: &str| {
        let der = read(&format!("pki/certificates/{name}.der"));
        TrustAnchors::from_iter([Certificate::from_der(&der).unwrap()])
    };
    Verifier::new(anchors("root")).with_time_stamp_anchors(anchors("tsa-root"))
}

fn verify(verifier: &Verifier, case: &str) -> DocumentReport {
    verifier.verify(&read(&format!("cases/{case}/document.xml")), time(AT))
}

#[test]
fn every_time_says_what_proves_it() {
    let report = verify(&verifier(), "dispensing-lta");
    assert_eq!(report.verdict(), Verdict::PASSED);
    for signature in report.signatures() {
        // The oldest time-stamp carries the signer, each later one what it covers, the caller's time the last.
        assert_eq!(signature.judged_by, TimeStamp(0));
        assert_eq!(Some(signature.judged_at), signature.proven_time);
        let stamps = &signature.time_stamps;
        let carried: Vec<_> = stamps.iter().map(|stamp| stamp.judged_by).collect();
        let last_is_covered_by_outer = signature.path.contains("PrescriptionSign");
        let last = if last_is_covered_by_outer { OuterSignature } else { CallerTime };
        let expected: Vec<_> = (1..stamps.len()).map(TimeStamp).chain([last]).collect();
        assert_eq!(carried, expected, "{}", signature.path);
        for (stamp, next) in stamps.iter().zip(&stamps[1..]) {
            assert_eq!(Some(stamp.judged_at), next.gen_time);
        }
    }
    let report = verify(&verifier(), "nested-outer-time");
    assert_eq!(report.verdict(), Verdict::PASSED);
    assert_eq!(report.signatures()[1].judged_by, OuterSignature);
    assert_eq!(Some(report.signatures()[1].judged_at), report.signatures()[0].proven_time);
}

#[test]
fn an_algorithm_is_acceptable_until_its_end() {
    let until = |end: &str| {
        let policy = AlgorithmPolicy::default().with_end(DigestAlgorithm::Sha256, time(end));
        verify(&verifier().with_algorithm_policy(policy), "prescription-lt")
    };
    let told = |report: &DocumentReport| {
        let checks = &report.signatures()[0].checks;
        let check = checks.iter().find(|check| check.finding.id == "signature::algorithm-policy").unwrap();
        (check.outcome, check.detail.to_string())
    };
    let by_default = verify(&verifier(), "prescription-lt");
    assert!(told(&by_default).1.contains("no end is set"), "{:?}", told(&by_default));

    let report = until(AT);
    assert_eq!(report.verdict(), Verdict::PASSED, "the end is inclusive");
    let (outcome, detail) = told(&report);
    assert_eq!(outcome, Outcome::Passed);
    assert!(detail.contains("SHA-256 until 2026-10-01T00:00:00Z; judged at 2026-04-01T"), "{detail}");

    // A second earlier, nothing that SHA-256 made proves anything at the caller's time: not the time-stamp, and
    // without it not the signature.
    let report = until("2026-09-30T23:59:59Z");
    assert_ne!(report.verdict(), Verdict::PASSED);
    assert_eq!(report.signatures()[0].judged_by, CallerTime);
    let (outcome, detail) = told(&report);
    let why = SubIndication::CryptoConstraintsFailureNoPoe;
    assert_eq!(outcome, Outcome::NotPassed(why), "{detail}");
    assert!(report.into_verified().is_err());
}
