//! Servers that answer wrongly, slowly, endlessly or not at all: a sentence that says so, and no output.

use std::time::{Duration, Instant};

use hpki_core::algorithm::DigestAlgorithm;
use hpki_xades::tsp::{Nonce, TimeStampReq};

use super::{NOW, arguments, case, out, run, trust};
use crate::augment::server::{Reply, Request, Server};
use crate::authority::Authority;
use crate::der_tree::Node;

const REPLY: &str = "application/timestamp-reply";

/// One exchange with a server like this: refused, quickly, in one line with this sentence; nothing is written.
#[track_caller]
fn check(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static, sentence: &str) {
    let server = Server::start(answer);
    let folder = tempfile::tempdir().unwrap();
    let out = out(&folder);
    let url = server.url("/tsa");
    let began = Instant::now();
    let more = ["--tsa", &url, "--http-timeout", "2"];
    let refused = run(None, &[&arguments(&case("prescription-bes"), "T", &out, &more), &trust()]);
    refused.assert_refused("http://127.0.0.1", sentence);
    assert!(refused.stderr.len() < 1000, "{}", refused.stderr);
    assert!(began.elapsed() < Duration::from_secs(30), "it took {:?}", began.elapsed());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was written");
    assert_eq!(server.requests().len(), 1, "asked again, or not at all");
}

fn with(change: impl Fn(TimeStampReq) -> TimeStampReq + Send + Sync + 'static) -> impl Fn(&Request) -> Reply {
    move |request| Reply::time_stamp(Authority::at(NOW).answer(&change(request.time_stamp_request())))
}

#[test]
fn slow_and_endless_servers() {
    check(|_| Reply::Hang, "did not answer in time");
    check(|_| Reply::Trickle(REPLY), "did not answer in time");
    check(|_| Reply::Endless(REPLY), "larger than any right one");
}

#[test]
fn servers_that_do_not_speak_http() {
    check(|_| Reply::Garbage, "cannot be reached or broke off");
    check(|_| Reply::BreakOff(REPLY), "cannot be reached or broke off");
    // Nobody listens here any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://127.0.0.1:{port}/tsa");
    let refused =
        run(None, &[&arguments(&case("prescription-bes"), "T", &out(&folder), &["--tsa", &url]), &trust()]);
    refused.assert_refused(&url, "cannot be reached");
}

#[test]
fn servers_that_mean_something_else() {
    check(|_| Reply::status("503 Service Unavailable"), "503");
    check(|_| Reply::status("401 Unauthorized"), "401");
    check(|_| Reply::ok("text/html", b"<html>".to_vec()), "of another kind");
    check(|_| Reply::status("200 OK"), "of another kind");
    check(|_| Reply::redirect("file:///etc/passwd"), "sends on to another address");
    check(|_| Reply::redirect("http://127.0.0.1:1/tsa"), "sends on to another address");
    check(|_| Reply::time_stamp(Vec::new()), "TimeStampResp");
    check(|_| Reply::time_stamp(b"garbage".to_vec()), "TimeStampResp");
}

#[test]
fn answers_that_are_not_for_this_request() {
    check(with(|request| request.with_nonce(Nonce::from_random([3; 16]))), "nonce");
    check(
        with(|request| {
            let other = TimeStampReq::new(DigestAlgorithm::Sha256, &[7; 32]).unwrap();
            match request.nonce() {
                Some(nonce) => other.with_nonce(nonce.clone()),
                None => other,
            }
        }),
        "messageImprint",
    );
    check(
        |_| {
            let text = Node::sequence([Node::primitive(0x0c, "\u{1b}[2J料金が未払いです".as_bytes())]);
            let failure = Node::primitive(0x03, [0, 0x20]);
            let info = Node::sequence([Node::integer(2), text, failure]);
            Reply::time_stamp(Node::sequence([info]).to_der())
        },
        "badRequest",
    );
}

#[test]
fn authorities_that_are_none() {
    let of = |name: &'static str| {
        move |request: &Request| {
            let authority = Authority::with_certificate(name, NOW);
            Reply::time_stamp(authority.answer(&request.time_stamp_request()))
        }
    };
    check(of("tsa-without-usage"), "timeStamping");
    check(of("tsa-expired"), "2026");
    // Its clock is months ahead.
    check(
        |request| {
            let authority = Authority::at("2026-09-01T00:00:00Z");
            Reply::time_stamp(authority.answer(&request.time_stamp_request()))
        },
        "2026-09-01",
    );
}

#[test]
fn other_addresses_than_http_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["file:///etc/hostname", "ldap://host/x", "ftp://host/x", "tsa.example"] {
        let more = ["--tsa", url];
        run(None, &[&arguments(&case("prescription-bes"), "T", &out(&folder), &more), &trust()])
            .assert_refused(url, "begin with http:// or https://");
    }
}
