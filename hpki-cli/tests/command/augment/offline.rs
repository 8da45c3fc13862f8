//! Time-stamps without a network: the request to a file, the answer from a file.

use std::fs;
use std::path::Path;

use hpki_xades::tsp::{Nonce, TimeStampReq};

use super::{NOW, arguments, case, lists, out, run, trust, verify};
use crate::authority::Authority;

#[test]
fn a_request_is_written_and_its_answer_taken_twice_for_lta() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let out = out(&folder);
    let mut given: Vec<String> = Vec::new();
    for round in ["1", "2"] {
        let request = path(&format!("{round}.tsq"));
        let more = ["--time-stamp-request-out", &request];
        let asked = run(
            None,
            &[&arguments(&case("prescription-bes"), "LTA", &out, &more), &trust(), &lists(), &given],
        );
        assert_eq!((asked.code, asked.stderr.as_str()), (0, ""));
        assert!(asked.text().contains("--time-stamp-token"), "{}", asked.text());
        assert!(!out.exists());
        let request = TimeStampReq::from_der(&fs::read(request).unwrap()).unwrap();
        assert!(request.nonce().is_none());
        // The first as a token, the second as the whole answer, to a request with somebody else's nonce.
        let (name, octets) = match round {
            "1" => ("1.tst", Authority::at(NOW).token(&request)),
            _ => ("2.tsr", Authority::at(NOW).answer(&request.with_nonce(Nonce::from_random([1; 16])))),
        };
        fs::write(folder.path().join(name), octets).unwrap();
        given.extend(["--time-stamp-token".to_owned(), path(name)]);
    }
    let done =
        run(None, &[&arguments(&case("prescription-bes"), "LTA", &out, &[]), &trust(), &lists(), &given]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(verify(&out, "2026-12-01T00:00:00Z").code, 0);
}

#[test]
fn wrong_tokens_are_refused_by_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token.tst");
    let token_path = token.to_string_lossy();
    let raise = |level: &str, more: &[&str]| {
        let more = [&["--time-stamp-token", &*token_path], more].concat();
        run(None, &[&arguments(&case("prescription-bes"), level, &out(&folder), &more), &trust(), &lists()])
    };
    raise("T", &[]).assert_refused("token.tst", "no such file");
    fs::write(&token, b"").unwrap();
    raise("T", &[]).assert_refused("token.tst", "the file is empty");
    fs::write(&token, b"garbage").unwrap();
    raise("T", &[]).assert_refused("token.tst", "");
    let other = TimeStampReq::new(hpki_core::algorithm::DigestAlgorithm::Sha256, &[7; 32]).unwrap();
    fs::write(&token, Authority::at(NOW).token(&other)).unwrap();
    raise("T", &[]).assert_refused("token.tst", "other data than this");
    fs::write(&token, Authority::at(NOW).answer(&other)).unwrap();
    raise("T", &[]).assert_refused("token.tst", "messageImprint");

    let request = folder.path().join("request.tsq");
    let asked = ["--time-stamp-request-out", &*request.to_string_lossy()].map(str::to_owned);
    let wanted = arguments(&case("prescription-bes"), "T", Path::new("unused"), &[]);
    assert_eq!(run(None, &[&wanted, &trust(), &asked]).code, 0);
    let request = TimeStampReq::from_der(&fs::read(request).unwrap()).unwrap();
    fs::write(&token, Authority::at(NOW).token(&request)).unwrap();
    raise("T", &["--time-stamp-token", &token_path]).assert_refused("token.tst", "was not needed");
    assert!(!out(&folder).exists());
    assert_eq!(raise("T", &[]).code, 0);
}
