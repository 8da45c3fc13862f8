//! Whole documents: nothing passes but what was signed.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::digest;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::validate::Verifier;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(verifier);
static SIGNED: LazyLock<BTreeSet<String>> = LazyLock::new(contents_of_vectors);

/// Verifies a prescription or dispensing record with everything a caller has at hand for the test vectors.
///
/// # Panics
/// When content comes out that no vector signs, a refusal has no reason, or a reason has no sentence.
pub fn verify(input: &[u8]) {
    let at = Time::from_rfc3339("2026-04-01T06:00:00Z").expect("a time");
    match VERIFIER.verify(input, at).into_verified() {
        Ok(verified) => {
            let content = verified.content().expect("the CSV of a prescription or a dispensing record");
            assert!(SIGNED.contains(&sha256(content)), "TOTAL-PASSED with content that nobody signed");
            let prescription = verified.prescription_csv().expect("the CSV of the prescription");
            assert!(
                SIGNED.contains(&sha256(prescription)),
                "TOTAL-PASSED with a prescription that nobody signed"
            );
        }
        Err(report) => {
            assert!(report.verdict().sub_indication().is_some(), "refused without a reason");
            let of_signatures = report.signatures().iter().flat_map(|signature| signature.checks.iter());
            let reason = report
                .checks()
                .iter()
                .chain(of_signatures)
                .find(|check| matches!(check.outcome, hpki_core::report::Outcome::NotPassed(_)));
            let reason = reason.expect("refused, and no check says why");
            assert!(!reason.finding.problem.ja.is_empty() && reason.detail.to_string().len() <= 500);
        }
    }
}

fn verifier() -> Verifier {
    let certificate = |name: &str| {
        let der = std::fs::read(vectors().join("pki/certificates").join(name))
            .expect("a certificate of the vectors");
        Certificate::from_der(&der).expect("a certificate of the vectors")
    };
    let list = |name: &str| {
        let der = std::fs::read(vectors().join("pki/crls").join(name)).expect("a list of the vectors");
        CertificateList::from_der(&der).expect("a list of the vectors")
    };
    let anchors = |name: &str| {
        let mut anchors = TrustAnchors::new();
        anchors.add(certificate(name));
        anchors
    };
    Verifier::new(anchors("root.der"))
        .with_time_stamp_anchors(anchors("tsa-root.der"))
        .with_intermediates(vec![certificate("sign-ca.der")])
        .with_certificate_lists(vec![list("sign-ca.crl"), list("root.crl")])
}

/// SHA-256, in hexadecimal, of every content that a case which passes expects, and of the prescription inside.
fn contents_of_vectors() -> BTreeSet<String> {
    let cases = hpki_test_vectors::load(&vectors().join("cases")).expect("the test vectors");
    cases.into_iter().filter_map(|vector| vector.case.expected.content_sha256).collect()
}

fn sha256(octets: &[u8]) -> String {
    let digest = digest(DigestAlgorithm::Sha256, octets).expect("SHA-256");
    digest.as_ref().iter().map(|octet| format!("{octet:02x}")).collect()
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors")
}
