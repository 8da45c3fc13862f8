//! Ids and sentences of every room follow the rules: programs depend on the ids, people read the sentences.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::collections::BTreeSet;

use hpki_core::report::Finding;
use hpki_core::{bundle, certificate, crl, crypto, key_file, ocsp, path, profile, revocation};

#[test]
fn every_finding_has_an_id_of_its_own_and_readable_sentences() {
    let mut ids = BTreeSet::new();
    let parsed =
        [bundle::FINDINGS, certificate::FINDINGS, crl::FINDINGS, crypto::FINDINGS, ocsp::FINDINGS].concat();
    let checked = [path::finding::ALL, profile::finding::ALL, revocation::finding::ALL].concat();
    let all: Vec<&Finding> = [parsed, checked, key_file::FINDINGS.to_vec()].concat();
    for finding in &all {
        assert!(ids.insert(finding.id), "{} stands twice", finding.id);
        let (room, name) = finding.id.split_once("::").unwrap();
        let kebab = |text: &str| text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        assert!(kebab(room) && kebab(name), "{}", finding.id);
        let (en, ja) = (finding.problem.en, finding.problem.ja);
        assert!(en.len() <= 500 && ja.len() <= 500, "{}", finding.id);
        assert!(en.is_ascii() && !en.ends_with('.') && !finding.label.en.is_empty(), "{}", finding.id);
        let first = en.split(' ').next().unwrap();
        let lower = first.starts_with(|first: char| first.is_ascii_lowercase());
        assert!(lower, "{}: texts start in lower case", finding.id);
        assert!(ja.ends_with('。') && !ja.is_ascii() && !finding.label.ja.is_empty(), "{}", finding.id);
    }
    assert!(all.len() > 80, "{}", all.len());
}
