//! Revocation lists: fetched from where the certificates say, through a proxy that answers for the hosts of the test
//! hierarchy, and kept until their next update.

use std::fs;
use std::path::Path;

use super::{NOW, arguments, case, out, run, trust, vectors, verify};
use crate::augment::server::{Reply, Request, Server};
use crate::authority::Authority;

/// The authority and both distribution points, as a proxy sees them.
fn world(answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        if let Some(reply) = answer(request) {
            return reply;
        }
        let list = |name: &str| {
            let octets = fs::read(vectors(&format!("pki/crls/{name}.crl"))).unwrap();
            Reply::ok("application/pkix-crl", octets)
        };
        match (request.header("host"), request.path.as_str()) {
            (Some("tsa.example"), "/") => {
                Reply::time_stamp(Authority::at(NOW).answer(&request.time_stamp_request()))
            }
            (Some("hpki.example"), "/sign/crl-sign.crl") => list("sign-ca"),
            (Some("hpki.example"), "/repository/rlist/sarl.crl") => list("root"),
            _ => Reply::status("404 Not Found"),
        }
    })
}

fn tsa_list() -> Vec<String> {
    vec!["--crl".to_owned(), vectors("pki/crls/tsa-root.crl")]
}

const FETCH: [&str; 3] = ["--tsa", "http://tsa.example/", "--fetch-crls"];

fn paths(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|request| request.path).collect()
}

#[test]
fn lists_are_fetched_from_the_distribution_points() {
    let server = world(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let out = out(&folder);
    let wanted = arguments(&case("prescription-bes"), "LTA", &out, &FETCH);
    let done = run(Some(&server), &[&wanted, &trust(), &tsa_list()]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(paths(&server), ["/", "/sign/crl-sign.crl", "/repository/rlist/sarl.crl", "/"]);
    assert_eq!(verify(&out, "2026-12-01T00:00:00Z").code, 0);
}

#[test]
fn lists_are_kept_until_their_next_update() {
    let server = world(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let cache_path = cache.to_string_lossy();
    let raise = |name: &str, at: &str| {
        let more = [&FETCH[..], &["--crl-cache", &cache_path, "--at", at]].concat();
        let wanted = arguments(&case("prescription-bes"), "LT", &folder.path().join(name), &more);
        let trust: Vec<String> = trust().into_iter().take(6).collect();
        run(Some(&server), &[&wanted, &trust, &tsa_list()])
    };
    let fetched = || paths(&server).iter().filter(|path| path.as_str() != "/").count();
    assert_eq!(raise("1", NOW).code, 0);
    assert_eq!((fetched(), fs::read_dir(&cache).unwrap().count()), (2, 2));
    assert_eq!(raise("2", NOW).code, 0);
    assert_eq!(fetched(), 2, "fetched again");
    // The next update is on April 4th and 3rd: then they are fetched again.
    let late = raise("3", "2026-04-10T00:00:00Z");
    assert_eq!((late.code, fetched()), (0, 4), "{}", late.stderr);
    // What was damaged meanwhile is fetched anew.
    for entry in fs::read_dir(&cache).unwrap() {
        fs::write(entry.unwrap().path(), b"damaged").unwrap();
    }
    assert_eq!(raise("4", NOW).code, 0);
    assert_eq!(fetched(), 6);
}

#[test]
fn without_fetching_the_addresses_are_named() {
    let server = world(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let wanted = arguments(&case("prescription-bes"), "LT", &out(&folder), &FETCH[..2]);
    let refused = run(Some(&server), &[&wanted, &trust(), &tsa_list()]);
    refused.assert_refused("document.xml", "http://hpki.example/sign/crl-sign.crl");
    assert!(refused.stderr.contains("--fetch-crls"), "{}", refused.stderr);
    assert!(refused.stderr.contains("http://hpki.example/repository/rlist/sarl.crl"), "{}", refused.stderr);
    // A certificate that names no distribution point.
    let wanted = arguments(&case("prescription-bes"), "LT", &out(&folder), &FETCH);
    run(Some(&server), &[&wanted, &trust()])
        .assert_refused("document.xml", "TimeStampServer25: no distribution point");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn bad_distribution_points_are_named_and_nothing_is_written() {
    let stale = |request: &Request| {
        request.path.contains("crl-sign").then(|| {
            Reply::ok("application/pkix-crl", fs::read(vectors("pki/crls/sign-ca-stale.crl")).unwrap())
        })
    };
    let wrong_key = |request: &Request| {
        request.path.contains("crl-sign").then(|| {
            Reply::ok("application/pkix-crl", fs::read(vectors("pki/crls/sign-ca-wrong-key.crl")).unwrap())
        })
    };
    type Answer = Box<dyn Fn(&Request) -> Option<Reply> + Send + Sync>;
    let cases: Vec<(Answer, &str, &str)> = vec![
        (
            Box::new(|it| it.path.contains("crl-sign").then(|| Reply::status("404 Not Found"))),
            "crl-sign.crl",
            "404",
        ),
        (
            Box::new(|it| it.path.contains("sarl").then_some(Reply::Endless("application/pkix-crl"))),
            "sarl.crl",
            "",
        ),
        (
            Box::new(|it| it.path.contains("crl-sign").then(|| Reply::ok("text/html", b"<html>".to_vec()))),
            "crl-sign.crl",
            "no certificate revocation list",
        ),
        (
            Box::new(|it| it.path.contains("crl-sign").then(|| Reply::redirect("file:///etc/passwd"))),
            "crl-sign.crl",
            "",
        ),
        (Box::new(|it| it.path.contains("crl-sign").then(|| Reply::redirect(&it.path))), "crl-sign.crl", ""),
        (Box::new(stale), "document.xml", "nextUpdate"),
        (Box::new(wrong_key), "document.xml", "Taro Shiken"),
    ];
    for (answer, subject, sentence) in cases {
        let server = world(answer);
        let folder = tempfile::tempdir().unwrap();
        let more = [&FETCH[..], &["--http-timeout", "5"]].concat();
        let wanted = arguments(&case("prescription-bes"), "LT", &out(&folder), &more);
        let refused = run(Some(&server), &[&wanted, &trust(), &tsa_list()]);
        refused.assert_refused(subject, sentence);
        assert!(server.requests().len() < 10, "redirected without an end");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_redirect_within_http_is_followed() {
    let server = world(|request| {
        request.path.contains("crl-sign").then(|| Reply::redirect("http://hpki.example/moved.crl")).or_else(
            || {
                request.path.contains("moved").then(|| {
                    Reply::ok("application/octet-stream", fs::read(vectors("pki/crls/sign-ca.crl")).unwrap())
                })
            },
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let wanted = arguments(&case("prescription-bes"), "LT", &out(&folder), &FETCH);
    let done = run(Some(&server), &[&wanted, &trust(), &tsa_list()]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(Path::new(&out(&folder)).exists());
}
