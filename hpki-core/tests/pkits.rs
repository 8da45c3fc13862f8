//! NIST's Public Key Interoperability Test Suite (PKITS 1.0.1): 247 paths with every feature of RFC 5280.
//!
//! Under the strict default every row either comes out as NIST says or stands in `pkits_differences.tsv` with its reason. A
//! row there that comes out as NIST says fails too. Where signatures of the past count, and the build has DSA (feature
//! `danger-dsa`), all 247 come out as NIST says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::path::{
    AnyPolicy, ExplicitPolicy, PathRequest, PolicyMapping, RevocationMode, SignatureStrength, validate_path,
};
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
    let Some(corpus) = Corpus::read() else { return };
    let mut known = differences();
    let (mut rows, mut equal, mut different, mut problems) = (0, 0, 0, Vec::new());
    for row in corpus.rows() {
        let found = row.run(SignatureStrength::Current);
        rows += 1;
        let as_expected = row.is_expected(&found);
        let Row { id, name, expected, .. } = row;
        let reasons = found.reasons();
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

/// The rows that the default refuses for their DSA signatures are among these.
#[cfg(feature = "danger-dsa")]
#[test]
fn every_row_comes_out_as_nist_says_where_signatures_of_the_past_count() {
    let Some(corpus) = Corpus::read() else { return };
    let (mut rows, mut equal, mut problems) = (0, 0, Vec::new());
    for row in corpus.rows() {
        let found = row.run(SignatureStrength::DangerLegacy);
        rows += 1;
        match row.is_expected(&found) {
            true => equal += 1,
            false => {
                problems.push(format!(
                    "{} {}: expected {}, found {}",
                    row.id,
                    row.name,
                    row.expected,
                    found.reasons()
                ));
            }
        }
    }
    println!("PKITS: {rows} rows, {equal} as NIST says, where signatures of the past count");
    assert!(problems.is_empty(), "{} rows:\n{}", problems.len(), problems.join("\n"));
    assert_eq!((rows, equal), (247, 247));
}

/// NIST spoiled the DSA signature of row 40106 by shifting its bits: it is no longer whole octets, which is what the refusal
/// says. With the same numbers in whole octets the signature itself is looked at, and is wrong.
#[cfg(feature = "danger-dsa")]
#[test]
fn the_wrong_dsa_signature_is_refused_because_it_is_wrong() {
    let Some(corpus) = Corpus::read() else { return };
    let row = corpus.rows().find(|row| row.name == "invalid_dsa_signature_test6").unwrap();
    let found = row.run(SignatureStrength::DangerLegacy);
    assert!(
        found.reasons().ends_with("BIT STRING with wrong unused bits (octet 787)"),
        "{}",
        found.reasons()
    );
    let shifted = row.end_entity();
    let (signed, bits) = shifted.split_at(787);
    let mut whole = [signed, &[0x03, 48, 0x00], &bits[3..50]].concat();
    assert_eq!(bits[3..5], [0x30, 45], "r and s; what is behind them is left out");
    let length = whole.len() as u16 - 4;
    whole[2..4].copy_from_slice(&length.to_be_bytes());
    let found = row.run_with(SignatureStrength::DangerLegacy, &whole);
    let wrong = "path::certificate-signature indeterminate";
    assert!(found.reasons().contains(wrong), "{}", found.reasons());
}

#[cfg(not(feature = "danger-dsa"))]
#[test]
fn a_build_without_dsa_says_so_where_signatures_of_the_past_count() {
    let Some(corpus) = Corpus::read() else { return };
    let known = differences();
    let rows: Vec<Row<'_>> = corpus.rows().filter(|row| known.contains_key(row.id)).collect();
    for row in &rows {
        let found = row.run(SignatureStrength::DangerLegacy);
        let reasons = found.reasons();
        let unsupported = "DSA with SHA-1 with a key of the kind dsa is not supported by this build";
        assert!(reasons.contains(unsupported), "{}: {reasons}", row.id);
    }
    assert_eq!(rows.len(), known.len());
}

/// Id and reason.
fn differences() -> BTreeMap<&'static str, &'static str> {
    let lines = DIFFERENCES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once('\t').expect("id, tab, reason")).collect()
}

/// The suite, where it is.
struct Corpus {
    folder: PathBuf,
    manifest: String,
}

/// A row of the manifest.
struct Row<'a> {
    folder: &'a Path,
    id: &'a str,
    name: &'a str,
    expected: &'a str,
    fields: Vec<&'a str>,
}

impl Corpus {
    fn read() -> Option<Corpus> {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/pki/pkits"));
        let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
            println!("skipped: no corpus at ../shared/corpus/pki/pkits");
            return None;
        };
        Some(Corpus { folder: folder.to_owned(), manifest })
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.manifest.lines().skip(1).map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let (id, name, expected) = (fields[0], fields[1], fields[3]);
            Row { folder: &self.folder, id, name, expected, fields }
        })
    }
}

impl Row<'_> {
    fn is_expected(&self, found: &Found) -> bool {
        matches!(found, Found::Accepted) == (self.expected == "valid")
    }

    fn run(&self, strength: SignatureStrength) -> Found {
        self.run_with(strength, &self.end_entity())
    }

    fn run_with(&self, strength: SignatureStrength, end_entity: &[u8]) -> Found {
        run(self.folder, &self.fields, strength, end_entity)
    }

    fn end_entity(&self) -> Vec<u8> {
        let path = self.folder.join(self.fields[2]);
        std::fs::read(&path).unwrap_or_else(|_| panic!("{}", path.display()))
    }
}

impl Found {
    fn reasons(&self) -> &str {
        match self {
            Found::Accepted => "accepted",
            Found::Refused(reasons) => reasons,
        }
    }
}

fn run(folder: &Path, fields: &[&str], strength: SignatureStrength, end_entity: &[u8]) -> Found {
    let read = |path: &str| std::fs::read(folder.join(path)).unwrap_or_else(|_| panic!("{path}"));
    let certificate =
        |path: &str| Certificate::from_der(&read(path)).map_err(|error| format!("{path}: {error}"));
    let names = |field: &'static str, list: &str| -> Vec<String> {
        let _ = field;
        list.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let parsed = (|| -> Result<_, String> {
        let anchor = certificate("certs/TrustAnchorRootCertificate.crt")?;
        let end_entity = Certificate::from_der(end_entity);
        let end_entity = end_entity.map_err(|error| format!("{}: {error}", fields[2]))?;
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
    request.signatures = strength;
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
