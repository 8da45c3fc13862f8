//! NIST's Public Key Interoperability Test Suite (PKITS 1.0.1): 247 paths with every feature of RFC 5280.
//!
//! Every row either comes out as NIST says or stands in `pkits_differences.tsv` with its reason. A row there that
//! comes out as NIST says fails too.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

use std::collections::BTreeMap;
use std::path::Path;

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::path::{AnyPolicy, ExplicitPolicy, PathRequest, PolicyMapping, RevocationMode, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::Outcome;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

const DIFFERENCES: &str = include_str!("pkits_differences.tsv");

/// A row as it came out: accepted, or refused with the reasons.
enum Found {
    Accepted,
    Refused(String),
}

#[test]
fn every_row_of_pkits_comes_out_as_nist_says() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/pki/pkits"));
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
        println!("skipped: no corpus at ../shared/corpus/pki/pkits");
        return;
    };
    let mut known: BTreeMap<&str, &str> = DIFFERENCES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').expect("id, tab, reason"))
        .collect();
    let (mut rows, mut equal, mut different, mut problems) = (0, 0, 0, Vec::new());
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (id, name, expected) = (fields[0], fields[1], fields[3]);
        let found = run(folder, &fields);
        rows += 1;
        let as_expected = matches!(found, Found::Accepted) == (expected == "valid");
        let reasons = match found {
            Found::Accepted => "accepted".to_owned(),
            Found::Refused(reasons) => reasons,
        };
        if std::env::var_os("PKITS_SHOW").is_some() {
            println!("{id} {name}: expected {expected}; {reasons}");
        }
        match (as_expected, known.remove(id)) {
            (true, None) => equal += 1,
            (true, Some(_)) => problems.push(format!("{id} {name}: stale, it comes out as NIST says")),
            (false, Some(reason)) if reasons.contains(reason) => different += 1,
            (false, _) => problems.push(format!("{id} {name}: expected {expected}, found {reasons}")),
        }
    }
    problems.extend(known.keys().map(|id| format!("{id}: stale, no such row")));
    println!("PKITS: {rows} rows, {equal} as NIST says, {different} different with a reason");
    assert!(problems.is_empty(), "{} rows:\n{}", problems.len(), problems.join("\n"));
    assert_eq!(equal + different, rows);
}

fn run(folder: &Path, fields: &[&str]) -> Found {
    let read = |path: &str| std::fs::read(folder.join(path)).unwrap_or_else(|_| panic!("{path}"));
    let certificate =
        |path: &str| Certificate::from_der(&read(path)).map_err(|error| format!("{path}: {error}"));
    let names = |field: &'static str, list: &str| -> Vec<String> {
        let _ = field;
        list.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let parsed = (|| -> Result<_, String> {
        let anchor = certificate("certs/TrustAnchorRootCertificate.crt")?;
        let end_entity = certificate(fields[2])?;
        let intermediates: Vec<Certificate> = names("intermediates", fields[6])
            .iter()
            .map(|path| certificate(path))
            .collect::<Result<_, _>>()?;
        let mut lists = names("crls", fields[7]);
        lists.push("crls/TrustAnchorRootCRL.crl".into());
        let lists: Vec<CertificateList> = lists
            .iter()
            .map(|path| CertificateList::from_der(&read(path)).map_err(|error| format!("{path}: {error}")))
            .collect::<Result<_, _>>()?;
        Ok((anchor, end_entity, intermediates, lists))
    })();
    let (anchor, end_entity, intermediates, lists) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Found::Refused(error),
    };
    let anchors = TrustAnchors::from_iter([anchor]);
    let at = Time::from_rfc3339("2015-01-01T00:00:00Z").unwrap();
    let mut request = PathRequest::new(&end_entity, &anchors, at);
    request.intermediates = &intermediates;
    request.certificate_lists = &lists;
    request.profile = Profile::Rfc5280;
    request.revocation = RevocationMode::Required;
    set_initial_parameters(&mut request, fields[10]);
    let report = validate_path(&request);
    let reasons: Vec<String> = report
        .checks()
        .iter()
        .filter(|check| matches!(check.outcome, Outcome::NotPassed(_) | Outcome::Skipped))
        .map(|check| format!("{} {} ({})", check.finding, check.outcome.name(), check.detail))
        .collect();
    match report.into_verified() {
        Ok(_) => Found::Accepted,
        Err(report) => Found::Refused(format!("{:?}: {}", report.verdict(), reasons.join("; "))),
    }
}

fn set_initial_parameters(request: &mut PathRequest<'_>, parameters: &str) {
    if parameters.is_empty() {
        return;
    }
    let parameters: serde_json::Value = serde_json::from_str(parameters).unwrap();
    let flag = |name: &str| parameters.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false);
    if flag("initial_explicit_policy") {
        request.policies.explicit_policy = ExplicitPolicy::Required;
    }
    if flag("initial_policy_mapping_inhibit") {
        request.policies.policy_mapping = PolicyMapping::Inhibited;
    }
    if flag("initial_any_policy_inhibit") {
        request.policies.any_policy = AnyPolicy::Inhibited;
    }
    if let Some(policies) = parameters.get("user_initial_policy_set") {
        let policies = policies.as_array().unwrap().iter().map(|policy| policy.as_str().unwrap());
        let policies = policies.map(|policy| ObjectIdentifier::from_dotted(policy).unwrap());
        request.policies.initial_policy_set = Some(policies.collect());
    }
}
