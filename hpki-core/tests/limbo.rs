//! x509-limbo: path validation testcases collected by the authors of pyca/cryptography and others.
//!
//! Every case either comes out as expected or stands in `limbo_differences.tsv` with its reason. A row there that
//! comes out as expected, or is not in the corpus, fails too; and a case that is accepted against its expectation
//! has to be listed as `accepted`, so that no acceptance slips in unseen.
//!
//! The cases are about TLS servers. Names of servers and the purposes of keys are not our rules and are left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::path::{PathRequest, RevocationMode, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::Outcome;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use serde_json::Value;

const DIFFERENCES: &str = include_str!("limbo_differences.tsv");

/// Cases without a time of their own are validated when the oldest file of the corpus was made.
const DEFAULT_TIME: &str = "2023-12-02T00:00:00Z";

/// Whether a case was accepted, and what was said.
struct Found {
    accepted: bool,
    said: String,
}

#[test]
fn every_case_of_limbo_comes_out_as_expected_or_with_a_reason() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/pki/limbo"));
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
        println!("skipped: no corpus at ../shared/corpus/pki/limbo");
        return;
    };
    let files: BTreeSet<&str> = manifest.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let mut known = differences();
    let mut problems = Vec::new();
    for file in files {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
            println!("skipped: {file} is in the manifest and not in the corpus");
            known.retain(|(known_file, _), _| known_file != file);
            continue;
        };
        let suite: Value = serde_json::from_str(&text).unwrap();
        let (mut cases, mut equal) = (0, 0);
        for case in suite["testcases"].as_array().unwrap() {
            cases += 1;
            let id = case["id"].as_str().unwrap();
            let expected = case["expected_result"] == "SUCCESS";
            let found = run(case);
            let listed = known.remove(&(file.to_owned(), id.to_owned()));
            match (found.accepted == expected, listed) {
                (true, None) => equal += 1,
                (true, Some(_)) => problems.push(format!("{id}: stale, it comes out as expected")),
                (false, Some(listed)) if listed.matches(&found) => {}
                (false, _) => problems.push(format!("{id}: expected {expected}, {}", found.said)),
            }
        }
        println!("limbo {file}: {cases} cases, {equal} as expected, {} with a reason", cases - equal);
    }
    problems.extend(known.keys().map(|(_, id)| format!("{id}: stale, no such case")));
    assert!(problems.is_empty(), "{} cases:\n{}", problems.len(), problems.join("\n"));
}

/// A row of the file of differences.
struct Difference {
    outcome: &'static str,
}

impl Difference {
    /// `accepted`, or a part of what was said.
    fn matches(&self, found: &Found) -> bool {
        match self.outcome {
            "accepted" => found.accepted,
            outcome => !found.accepted && found.said.contains(outcome),
        }
    }
}

/// file, id, outcome, reason.
fn differences() -> BTreeMap<(String, String), Difference> {
    let rows = DIFFERENCES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| {
        let fields: Vec<&str> = row.split('\t').collect();
        let [file, id, outcome, reason] = fields[..] else { panic!("four fields: {row}") };
        assert!(reason.len() > 20, "a reason: {row}");
        ((file.to_owned(), id.to_owned()), Difference { outcome })
    })
    .collect()
}

fn run(case: &Value) -> Found {
    let refused = |said: String| Found { accepted: false, said };
    let parsed = (|| -> Result<_, String> {
        let end_entity = certificate(&case["peer_certificate"])?;
        let certificates = |key: &str| -> Result<Vec<Certificate>, String> {
            case[key].as_array().into_iter().flatten().map(certificate).collect()
        };
        let lists = case["crls"].as_array().into_iter().flatten();
        let lists: Result<Vec<CertificateList>, String> = lists
            .map(|list| CertificateList::from_der(&der(list)).map_err(|error| error.to_string()))
            .collect();
        Ok((end_entity, certificates("trusted_certs")?, certificates("untrusted_intermediates")?, lists?))
    })();
    let (end_entity, anchors, intermediates, lists) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return refused(format!("does not parse: {error}")),
    };
    let anchors = TrustAnchors::from_iter(anchors);
    let at = case["validation_time"].as_str().unwrap_or(DEFAULT_TIME);
    let mut request = PathRequest::new(&end_entity, &anchors, Time::from_rfc3339(at).unwrap());
    request.intermediates = &intermediates;
    request.certificate_lists = &lists;
    request.profile = Profile::Rfc5280;
    request.revocation = match lists.is_empty() {
        true => RevocationMode::Off,
        false => RevocationMode::Required,
    };
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        request.limits.path_length = usize::try_from(depth).unwrap() + 1;
    }
    let report = validate_path(&request);
    let told = report.checks().iter().filter(|check| check.outcome != Outcome::Passed);
    let told: Vec<String> =
        told.map(|check| format!("{} {} ({})", check.finding, check.outcome.name(), check.detail)).collect();
    let accepted = report.into_verified().is_ok();
    let word = if accepted { "accepted" } else { "refused" };
    Found { accepted, said: format!("{word}: {}", told.join("; ")) }
}

fn certificate(pem: &Value) -> Result<Certificate, String> {
    Certificate::from_der(&der(pem)).map_err(|error| error.to_string())
}

fn der(pem: &Value) -> Vec<u8> {
    let lines = pem.as_str().unwrap().lines().filter(|line| !line.starts_with("-----"));
    BASE64_STANDARD.decode(lines.collect::<String>()).unwrap()
}
