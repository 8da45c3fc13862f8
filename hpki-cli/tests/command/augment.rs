//! `hpki augment`: against a time-stamp authority and distribution points on this machine, good ones and hostile ones.

mod hostile;
mod lists;
mod offline;
mod openssl;
mod server;
mod tls;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::authority::Authority;
use crate::support::{Run, command, finish};
use server::{Reply, Request, Server};

/// When documents are augmented: two hours after they were signed.
const NOW: &str = "2026-04-01T05:00:00Z";

fn vectors(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors").join(path);
    path.to_string_lossy().into_owned()
}

fn case(name: &str) -> String {
    vectors(&format!("cases/{name}/document.xml"))
}

/// Runs `hpki augment`, without a proxy unless one is given.
fn augment(proxy: Option<&Server>, arguments: &[&str]) -> Run {
    let mut command = command();
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_ascii_uppercase());
    }
    if let Some(proxy) = proxy {
        command.env("http_proxy", proxy.url(""));
    }
    finish(command.arg("augment").args(arguments).output().expect("hpki runs"))
}

/// The anchors and authorities of the test hierarchy, at the time of the tests.
fn trust() -> Vec<String> {
    let certificate = |name: &str| vectors(&format!("pki/certificates/{name}.der"));
    let (root, tsa, authority) = (certificate("root"), certificate("tsa-root"), certificate("sign-ca"));
    ["--trust-anchor", &root, "--tsa-anchor", &tsa, "--intermediate", &authority, "--at", NOW]
        .map(str::to_owned)
        .to_vec()
}

fn lists() -> Vec<String> {
    let list = |name: &str| ["--crl".to_owned(), vectors(&format!("pki/crls/{name}.crl"))];
    [list("sign-ca"), list("root"), list("tsa-root")].concat()
}

/// Arguments of one run, owned.
fn arguments(file: &str, level: &str, out: &Path, more: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = [file, "--level", level, "--out"].map(str::to_owned).to_vec();
    all.push(out.to_string_lossy().into_owned());
    all.extend(more.iter().map(|argument| (*argument).to_owned()));
    all
}

fn run(proxy: Option<&Server>, parts: &[&[String]]) -> Run {
    let all: Vec<&str> = parts.iter().flat_map(|part| part.iter()).map(String::as_str).collect();
    augment(proxy, &all)
}

/// A time-stamp authority as it should be.
fn authority() -> Server {
    Server::start(|request: &Request| {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/tsa"));
        assert_eq!(request.header("content-type"), Some("application/timestamp-query"));
        Reply::time_stamp(Authority::at(NOW).answer(&request.time_stamp_request()))
    })
}

fn verify(file: &Path, at: &str) -> Run {
    let root = vectors("pki/certificates/root.der");
    let tsa = vectors("pki/certificates/tsa-root.der");
    let file = file.to_string_lossy();
    let arguments = ["verify", &file, "--json", "--at", at, "--trust-anchor", &root, "--tsa-anchor", &tsa];
    finish(command().args(arguments).output().expect("hpki runs"))
}

fn out(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("out.xml")
}

#[test]
fn every_level_over_http_and_then_it_stands_by_itself() {
    let server = authority();
    let folder = tempfile::tempdir().unwrap();
    let tsa = server.url("/tsa");
    let (t, lt, lta, renewed) = (
        folder.path().join("t.xml"),
        folder.path().join("lt.xml"),
        folder.path().join("lta.xml"),
        folder.path().join("renewed.xml"),
    );
    for (from, level, to) in [
        (Path::new(&case("prescription-bes")), "T", &t),
        (&t, "lt", &lt),
        (&lt, "LTA", &lta),
        (&lta, "LTA", &renewed),
    ] {
        let from = from.to_string_lossy();
        let done = run(None, &[&arguments(&from, level, to, &["--tsa", &tsa]), &trust(), &lists()]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""));
        assert!(done.text().contains(&format!("level {}", level.to_uppercase())), "{}", done.text());
    }
    assert_eq!(server.requests().len(), 3, "LT needs no time-stamp of its own");
    let nonces: Vec<_> =
        server.requests().iter().map(|it| it.time_stamp_request().nonce().cloned()).collect();
    assert!(nonces.iter().all(Option::is_some) && nonces[0] != nonces[1] && nonces[1] != nonces[2]);
    for (file, level, stamps) in [(&lt, "LT", 1), (&lta, "LTA", 2), (&renewed, "LTA", 3)] {
        let report = verify(file, "2026-12-01T00:00:00Z");
        let signature = &report.json()["files"][0]["signatures"][0];
        assert_eq!((report.code, &signature["level"]), (0, &json!(level)), "{signature:#}");
        assert_eq!(signature["time_stamps"].as_array().unwrap().len(), stamps);
    }
}

#[test]
fn a_dispensing_record_and_json() {
    let server = authority();
    let folder = tempfile::tempdir().unwrap();
    let out = out(&folder);
    let tsa = server.url("/tsa");
    let done = run(
        None,
        &[&arguments(&case("dispensing-bes"), "LTA", &out, &["--tsa", &tsa, "--json"]), &trust(), &lists()],
    );
    let said = done.json();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(said["level"], "LTA");
    assert_eq!(said["signature"], "/Document/DispensingSign[1]/Signature[1]");
    assert_eq!(said["time_stamps"], json!([NOW, NOW]));
    assert_eq!(said["trust"], "anchors");
    assert_eq!(verify(&out, "2026-12-01T00:00:00Z").code, 0);
    // The doctor's signature inside must not be touched: the pharmacist's covers it.
    let inner = ["--tsa", &tsa, "--signature", "PrescriptionSign", "--force"];
    let refused = run(None, &[&arguments(&case("dispensing-inner-bes"), "T", &out, &inner), &trust()]);
    refused.assert_refused("document.xml", "another signature or time-stamp covers this signature");
}

#[test]
fn without_anchors_it_works_and_warns() {
    let server = authority();
    let folder = tempfile::tempdir().unwrap();
    let out = out(&folder);
    let roots: Vec<String> = ["root", "tsa-root", "sign-ca"]
        .iter()
        .flat_map(|name| ["--intermediate".to_owned(), vectors(&format!("pki/certificates/{name}.der"))])
        .collect();
    let tsa = server.url("/tsa");
    let wanted = arguments(&case("prescription-bes"), "LT", &out, &["--tsa", &tsa, "--at", NOW]);
    let done = run(None, &[&wanted, &roots, &lists()]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("nobody has vouched"), "{}", done.stderr);
    assert_eq!(verify(&out, "2026-12-01T00:00:00Z").code, 0);
}

#[test]
fn outputs_and_documents_are_looked_at_before_an_authority_is_asked() {
    let server = authority();
    let folder = tempfile::tempdir().unwrap();
    let out = out(&folder);
    let tsa = server.url("/tsa");
    fs::write(&out, "something else").unwrap();
    let bes = case("prescription-bes");
    let refused = run(None, &[&arguments(&bes, "T", &out, &["--tsa", &tsa]), &trust()]);
    refused.assert_refused("out.xml", "the output already exists");
    let refused = run(None, &[&arguments(&bes, "T", Path::new(&bes), &["--tsa", &tsa, "--force"]), &trust()]);
    refused.assert_refused("document.xml", "a file that is read");

    let changed = folder.path().join("changed.xml");
    let text = fs::read_to_string(&bes).unwrap().replacen(">U0ox", ">U0oy", 1);
    fs::write(&changed, text).unwrap();
    let changed = changed.to_string_lossy();
    let forced = ["--tsa", &tsa, "--force", "--json"];
    let failed = run(None, &[&arguments(&changed, "T", &out, &forced), &trust()]);
    assert_eq!((failed.code, &failed.json()["sub_indication"]), (1, &json!("HASH_FAILURE")));
    assert_eq!(failed.json()["error"]["id"], "signature::reference-digest");
    let late = ["--tsa", &tsa, "--force", "--at", "2031-01-01T00:00:00Z"];
    let late = run(None, &[&arguments(&bes, "T", &out, &late)]);
    assert_eq!(late.code, 2, "{}", late.stderr);
    assert!(late.stderr.contains("comes too late"), "{}", late.stderr);
    let no_source = run(None, &[&arguments(&bes, "T", &out, &["--force"]), &trust()]);
    no_source.assert_refused("document.xml", "there is no way to get one");
    assert_eq!(fs::read_to_string(&out).unwrap(), "something else");
    assert_eq!(server.requests().len(), 0, "the authority was asked");
}

#[test]
fn a_policy_is_asked_for_and_standard_output_is_an_output() {
    let server = authority();
    let tsa = server.url("/tsa");
    let policy = ["--tsa", &tsa, "--tsa-policy", "1.2.392.7"];
    let done = run(None, &[&arguments(&case("prescription-bes"), "T", Path::new("-"), &policy), &trust()]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert!(done.text().starts_with("<?xml") && done.text().ends_with("</Document>"), "the document alone");
    let asked = server.requests()[0].time_stamp_request();
    assert_eq!(asked.policy().unwrap().to_string(), "1.2.392.7");
    let wrong = ["--tsa", &tsa, "--tsa-policy", "seven"];
    run(None, &[&arguments(&case("prescription-bes"), "T", Path::new("x"), &wrong), &trust()])
        .assert_refused("seven", "not an object identifier");
    let both = ["--tsa", &tsa, "--json"];
    let refused = run(None, &[&arguments(&case("prescription-bes"), "T", Path::new("-"), &both), &trust()]);
    assert_eq!((refused.code, &refused.json()["error"]["id"]), (3, &json!("output::standard-output-in-use")));
}
