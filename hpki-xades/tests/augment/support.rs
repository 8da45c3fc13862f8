//! Documents of the test vectors, and an augmentation from begin to end.

use std::path::Path;

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::report::CheckList;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::augment::{AugmentError, AugmentedDocument, Augmenter, Step};
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::tsp::Nonce;
use hpki_xades::validate::{DocumentReport, Level, Verifier};

use crate::authority::{Authority, pki};

/// When documents are augmented: two hours after they were signed.
pub(crate) const NOW: &str = "2026-04-01T05:00:00Z";

pub(crate) fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

pub(crate) fn case(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/cases");
    std::fs::read(folder.join(name).join("document.xml")).unwrap()
}

pub(crate) fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&pki(&format!("certificates/{name}.der"))).unwrap()
}

pub(crate) fn list(name: &str) -> CertificateList {
    CertificateList::from_der(&pki(&format!("crls/{name}.crl"))).unwrap()
}

pub(crate) fn anchors(name: &str) -> TrustAnchors {
    TrustAnchors::from_iter([certificate(name)])
}

/// With anchors and the signer's CA, without lists.
pub(crate) fn augmenter(now: &str) -> Augmenter<'static> {
    Augmenter::new(time(now))
        .with_trust_anchors(anchors("root"))
        .with_time_stamp_anchors(anchors("tsa-root"))
        .with_intermediates(vec![certificate("sign-ca")])
}

/// With everything.
pub(crate) fn equipped(now: &str) -> Augmenter<'static> {
    augmenter(now).with_certificate_lists(vec![list("sign-ca"), list("root"), list("tsa-root")])
}

/// Answers every request for a time-stamp with this authority; lists are not asked for.
pub(crate) fn finish(
    augmenter: Augmenter<'_>,
    document: Vec<u8>,
    level: Level,
    authority: &Authority,
) -> Result<AugmentedDocument, AugmentError> {
    let mut step = augmenter.begin(document, level)?;
    loop {
        step = match step {
            Step::TimeStamp(wanted) => {
                let request = wanted.request().with_nonce(Nonce::from_random([9; 16]));
                let response = authority.answer(&request);
                wanted.answer(&request, &response)?
            }
            Step::RevocationData(wanted) => {
                let missing: Vec<String> = wanted
                    .missing()
                    .iter()
                    .map(|one| format!("{} {:?}", one.certificate().subject(), one.uris()))
                    .collect();
                panic!("lists are missing: {missing:?}")
            }
            Step::Done(document) => return Ok(*document),
        };
    }
}

/// Raises a document of the vectors.
#[track_caller]
pub(crate) fn raise(document: &[u8], level: Level) -> AugmentedDocument {
    finish(equipped(NOW), document.to_vec(), level, &Authority::at(NOW)).unwrap()
}

/// Verifies with the roots alone: what else is needed is in the document.
pub(crate) fn verify(document: &[u8], kind: DocumentKind, at: &str) -> DocumentReport {
    Verifier::new(anchors("root"))
        .with_time_stamp_anchors(anchors("tsa-root"))
        .with_document(DocumentRequest::Exactly(kind))
        .verify(document, time(at))
}

pub(crate) fn shown(report: &DocumentReport) -> String {
    let mut text = format!("{:?}\n{}", report.verdict(), lines(report.checks()));
    for signature in report.signatures() {
        text += &format!("{} {:?}\n{}", signature.path, signature.level, lines(&signature.checks));
    }
    text
}

fn lines(checks: &CheckList) -> String {
    let mut text = String::new();
    for check in checks.iter() {
        text += &format!("  {:?} {} {}\n", check.outcome, check.finding.id, check.detail);
    }
    text
}

/// What is between the first and the last octet that differ, in both.
pub(crate) fn difference<'a>(before: &'a [u8], after: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let same = |(one, other): &(&u8, &u8)| one == other;
    let head = before.iter().zip(after).take_while(same).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(same).count();
    (&before[head..before.len() - tail], &after[head..after.len() - tail])
}
