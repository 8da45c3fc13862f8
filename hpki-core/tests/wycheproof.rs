//! Project Wycheproof's vectors for signature verification, read from `../shared/corpus/wycheproof`.
//!
//! An invalid signature that verifies fails the test whatever any file says. A valid one that is refused must stand in
//! `wycheproof-differences.tsv` (with ring: or in `wycheproof-differences-ring.tsv`) with its reason, and so must each
//! `acceptable` one, accepted or refused; an entry that no longer differs fails the test too.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use hpki_core::algorithm::{DigestAlgorithm, EcdsaEncoding, RsaPssParameters, SignatureAlgorithm};
use hpki_core::crypto::verify_signature;
use hpki_core::key::SubjectPublicKeyInfo;
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/wycheproof");
#[cfg(feature = "aws-lc-rs")]
const DIFFERENCES: &[&str] = &[include_str!("wycheproof-differences.tsv")];
/// ring lacks what aws-lc-rs lacks, and more.
#[cfg(not(feature = "aws-lc-rs"))]
const DIFFERENCES: &[&str] =
    &[include_str!("wycheproof-differences.tsv"), include_str!("wycheproof-differences-ring.tsv")];

/// How one vector came out, where that is not simply what Wycheproof says.
type Differences = BTreeMap<(String, u64), String>;

#[derive(Default)]
struct Counts {
    files: usize,
    valid_accepted: usize,
    invalid_refused: usize,
    differences: Differences,
}

#[test]
fn rsa_pkcs1() {
    check("rsa_signature_", |group| {
        Some((SignatureAlgorithm::RsaPkcs1(digest(&group["sha"])?), EcdsaEncoding::Asn1))
    });
}

#[test]
fn rsa_pss() {
    check("rsa_pss_", |group| {
        let parameters = RsaPssParameters {
            digest: digest(&group["sha"])?,
            mask_digest: digest(&group["mgfSha"])?,
            salt_length: group["sLen"].as_u64()?.try_into().ok()?,
        };
        Some((SignatureAlgorithm::RsaPss(parameters), EcdsaEncoding::Asn1))
    });
}

#[test]
fn ecdsa() {
    check("ecdsa_", |group| {
        let encoding = match group["type"].as_str()? {
            "EcdsaP1363Verify" => EcdsaEncoding::P1363,
            "EcdsaVerify" => EcdsaEncoding::Asn1,
            other => panic!("{other}"),
        };
        Some((SignatureAlgorithm::Ecdsa(digest(&group["sha"])?), encoding))
    });
}

fn digest(name: &Value) -> Option<DigestAlgorithm> {
    DigestAlgorithm::ALL.into_iter().find(|digest| digest.name() == name.as_str().unwrap())
}

/// Runs every file of a suite. `algorithm` is `None` for a digest that has no name here.
fn check(suite: &str, algorithm: impl Fn(&Value) -> Option<(SignatureAlgorithm, EcdsaEncoding)>) {
    let Ok(entries) = std::fs::read_dir(Path::new(FOLDER)) else {
        println!("skipped: no corpus of Wycheproof");
        return;
    };
    let mut counts = Counts::default();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with(suite) && name.ends_with(".json") {
            let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            counts.files += 1;
            file["testGroups"]
                .as_array()
                .unwrap()
                .iter()
                .for_each(|group| check_group(&name, group, algorithm(group), &mut counts));
        }
    }
    println!(
        "wycheproof {suite}*: {} files, {} valid accepted, {} invalid refused, {} known differences",
        counts.files,
        counts.valid_accepted,
        counts.invalid_refused,
        counts.differences.len()
    );
    assert!(counts.files > 0 && counts.valid_accepted > 0 && counts.invalid_refused > 0);
    assert_known(suite, &counts.differences);
}

fn check_group(
    file: &str,
    group: &Value,
    algorithm: Option<(SignatureAlgorithm, EcdsaEncoding)>,
    counts: &mut Counts,
) {
    let key = SubjectPublicKeyInfo::from_der(&octets(&group["publicKeyDer"]));
    for test in group["tests"].as_array().unwrap() {
        let refusal = match (&key, &algorithm) {
            (Ok(key), Some((algorithm, encoding))) => {
                let (message, signature) = (octets(&test["msg"]), octets(&test["sig"]));
                let outcome = verify_signature(algorithm, *encoding, key, &message, &signature);
                outcome.err().map(|error| error.finding().id)
            }
            (Err(_), _) => Some("key does not parse"),
            (_, None) => Some("digest without a name"),
        };
        let result = test["result"].as_str().unwrap();
        let id = (file.to_owned(), test["tcId"].as_u64().unwrap());
        match (result, refusal) {
            ("valid", None) => counts.valid_accepted += 1,
            ("invalid", Some(_)) => counts.invalid_refused += 1,
            ("invalid", None) => panic!("{file} {}: an invalid signature was accepted", id.1),
            (result, refusal) => {
                let outcome = format!("{result}: {}", refusal.unwrap_or("accepted"));
                counts.differences.insert(id, outcome);
            }
        }
    }
}

fn octets(hexadecimal: &Value) -> Vec<u8> {
    let text = hexadecimal.as_str().unwrap();
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The file has columns: file, ids (`1-3,7`), outcome, reason.
fn assert_known(suite: &str, found: &Differences) {
    let mut known = Differences::new();
    let lines = DIFFERENCES.iter().flat_map(|file| file.lines());
    for line in lines.filter(|line| !line.starts_with('#') && line.starts_with(suite)) {
        let [file, ids, outcome, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(reason.len() > 10, "a reason: {line}");
        for range in ids.split(',') {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            for id in first.parse::<u64>().unwrap()..=last.parse().unwrap() {
                assert_eq!(
                    known.insert((file.to_owned(), id), outcome.to_owned()),
                    None,
                    "{file} {id} stands there twice"
                );
            }
        }
    }
    let unlisted: Vec<_> = found.iter().filter(|(id, outcome)| known.get(*id) != Some(outcome)).collect();
    let stale: Vec<_> = known.iter().filter(|(id, outcome)| found.get(*id) != Some(outcome)).collect();
    assert!(unlisted.is_empty() && stale.is_empty(), "not in the file: {unlisted:#?}\nstale: {stale:#?}");
}
