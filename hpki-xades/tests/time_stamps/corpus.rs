//! Tokens and answers of other projects' suites, read from the corpus where it is present. Rows that come out
//! differently stand in `differences.tsv` with a reason each; an entry that is not needed any more fails the test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::path::RevocationMode;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::tsp::{
    TimeStampReport, TimeStampResp, TimeStampToken, TimeStampVerification, check_time_stamp_facts, finding,
    verify_time_stamp,
};

const DIFFERENCES: &str = include_str!("differences.tsv");

fn corpus() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/tsp"))
}

fn token_of(path: &Path) -> Result<TimeStampToken, String> {
    let octets = std::fs::read(path).unwrap();
    let token = match path.extension().is_some_and(|extension| extension == "tsr") {
        true => TimeStampResp::from_der(&octets).and_then(|response| response.token()),
        false => TimeStampToken::from_der(&octets),
    };
    token.map_err(|error| format!("{}: {error}", error.finding()))
}

/// Certificates of a PEM bundle, or the one of a DER file.
fn certificates(path: &Path) -> Vec<Certificate> {
    let octets = std::fs::read(path).unwrap();
    let Ok(text) = std::str::from_utf8(&octets) else {
        return vec![Certificate::from_der(&octets).unwrap()];
    };
    let bodies = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let bodies = bodies.map(|body| body.split("-----END").next().unwrap());
    let ders =
        bodies.map(|body| BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap());
    ders.map(|der| Certificate::from_der(&der).unwrap()).collect()
}

/// The facts of a token whose data is not at hand: `intact` when nothing else is missing.
fn facts(path: &Path) -> String {
    let token = match token_of(path) {
        Ok(token) => token,
        Err(error) => return error,
    };
    let facts = check_time_stamp_facts(&token, &[], &mut |_| None);
    let failed = facts.checks().iter().filter(|check| check.outcome.name() != "passed");
    let failed = failed.filter(|check| check.outcome.name() != "warning");
    let failed: Vec<_> = failed.filter(|check| check.finding != &finding::IMPRINT_DATA).collect();
    if failed.is_empty() {
        return "intact".to_owned();
    }
    let failed: Vec<_> = failed.iter().map(|check| format!("{}: {}", check.finding, check.detail)).collect();
    failed.join(", ")
}

/// A whole verification of a token over `data`, judged at its own time or at another.
fn verify(path: &Path, chain: &str, data: &[u8], at: Option<&str>) -> Result<TimeStampReport, String> {
    let token = token_of(path)?;
    let chain = certificates(&path.with_file_name(chain));
    let anchors = chain.iter().filter(|certificate| certificate.is_self_issued()).cloned();
    let anchors = TrustAnchors::from_iter(anchors);
    let at = at.map_or(token.tst_info().gen_time(), |at| Time::from_rfc3339(at).unwrap());
    let mut request = TimeStampVerification::new(&token, &anchors, at);
    request.intermediates = &chain;
    request.revocation = RevocationMode::Off;
    Ok(verify_time_stamp(&request, &mut |algorithm| crypto::digest(algorithm, data).ok()))
}

fn outcome_of(report: Result<TimeStampReport, String>) -> String {
    let report = match report {
        Ok(report) => report,
        Err(error) => return error,
    };
    match report.checks().first_not_passed() {
        None => report.verdict().indication().name().to_owned(),
        Some((check, why)) => format!("{}: {why}", check.finding),
    }
}

/// What a row of the manifest expects, and what came out; equal when they agree.
fn judge(file: &str, expected: &str) -> (String, String) {
    let path = corpus().join(file);
    let rfc3161_client = |data: &[u8], at| outcome_of(verify(&path, "ts_chain.pem", data, at));
    let passed = || "TOTAL-PASSED".to_owned();
    match file {
        "rfc3161-client/test_tsa/response-injected-certs.tsr" => {
            let report = verify(&path, "ts_chain.pem", b"hello", None).unwrap();
            let subject = report.certificate().unwrap().subject().to_string();
            let genuine = outcome_of(Ok(report));
            (format!("{} by CN=Test TSA Timestamping,O=local", passed()), format!("{genuine} by {subject}"))
        }
        "rfc3161-client/sigstore.mock/response-expired.tsr" => {
            let data = std::fs::read(path.with_file_name("payload")).unwrap();
            let then = rfc3161_client(&data, None);
            let now = rfc3161_client(&data, Some("2026-11-21T00:00:00Z"));
            let expected = format!("{}, later path::validity: OUT_OF_BOUNDS_NO_POE", passed());
            (expected, format!("{then}, later {now}"))
        }
        _ if expected == "valid" => (passed(), rfc3161_client(b"hello", None)),
        _ if expected == "invalid" => {
            (format!("{}: SIG_CRYPTO_FAILURE", finding::SIGNATURE), rfc3161_client(b"hello", None))
        }
        _ => {
            let known = ["CMS signature intact", "CMS present", "parses"];
            assert!(known.iter().any(|begin| expected.starts_with(begin)), "{file}: {expected}");
            ("intact".to_owned(), facts(&path))
        }
    }
}

#[test]
fn tokens_of_other_projects_come_out_as_they_say() {
    let Ok(manifest) = std::fs::read_to_string(corpus().join("manifest.tsv")) else {
        println!("skipped: the corpus of time-stamps is not at hand");
        return;
    };
    let mut known: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for line in DIFFERENCES.lines().filter(|line| !line.starts_with('#')) {
        let [file, outcome, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(!reason.is_empty() && known.insert(file, (outcome, reason)).is_none(), "{line}");
    }
    let (mut rows, mut differ, mut wrong) = (0, 0, Vec::new());
    for line in manifest.lines().skip(1) {
        let [file, expected, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        rows += 1;
        let (expected, outcome) = judge(file, expected);
        match (known.remove(file), expected == outcome) {
            (None, true) => {}
            (Some((stated, _)), false) if stated == outcome => differ += 1,
            (Some(_), true) => wrong.push(format!("{file}\tstale: it agrees now")),
            (_, false) => wrong.push(format!("{file}\t{outcome}\t(expected {expected})")),
        }
    }
    wrong.extend(known.keys().map(|file| format!("{file}\tstale: not in the manifest")));
    let agree = rows - differ - wrong.len();
    println!(
        "time-stamp corpus: {rows} rows, {agree} agree, {differ} known differences, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 71, "{rows}");
}
