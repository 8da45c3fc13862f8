//! Requests to an authority, its answers, and whether they belong together.

use std::path::PathBuf;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::report::{CheckList, Finding, Outcome, SubIndication};
use hpki_xades::tsp::{Nonce, PkiFailure, PkiStatus, TimeStampReq, TimeStampResp, check_response, finding};

use crate::authority::{Authority, DATA, Recipe, sha256};
use crate::der_tree::Node;
use crate::lines;

fn response(info: Vec<Node>, token: Option<Node>) -> Vec<u8> {
    let mut fields = vec![Node::sequence(info)];
    fields.extend(token);
    Node::sequence(fields).to_der()
}

fn granted(recipe: Recipe) -> TimeStampResp {
    let token = Authority::new().token(recipe);
    TimeStampResp::from_der(&response(vec![Node::integer(0)], Some(token))).unwrap()
}

fn request() -> TimeStampReq {
    TimeStampReq::new(DigestAlgorithm::Sha256, &sha256(DATA)).unwrap()
}

#[track_caller]
fn assert_refused(checks: &CheckList, by: &Finding, detail: &str) {
    let (check, _) = checks.first_not_passed().expect("refused");
    assert_eq!((check.finding, check.detail.to_string().as_str()), (by, detail));
}

#[test]
fn an_answer_belongs_to_its_request() {
    let checks = check_response(&request(), &granted(Recipe::default()));
    assert_eq!(checks.objection(), None, "{}", lines(&checks));
    assert!(checks.contains(&finding::RESPONSE_STATUS) && checks.contains(&finding::RESPONSE_TO_REQUEST));
}

#[test]
fn another_answer_does_not() {
    let answer = granted(Recipe::default());
    let other = TimeStampReq::new(DigestAlgorithm::Sha256, &sha256(b"other")).unwrap();
    assert_refused(&check_response(&other, &answer), &finding::RESPONSE_TO_REQUEST, "messageImprint");
    let with_nonce = request().with_nonce(Nonce::from_random([1; 16]));
    assert_refused(&check_response(&with_nonce, &answer), &finding::RESPONSE_TO_REQUEST, "nonce");
    let with_policy = request().with_policy(ObjectIdentifier::from_dotted("1.2.3").unwrap());
    assert_refused(&check_response(&with_policy, &answer), &finding::RESPONSE_TO_REQUEST, "policy");
    let unasked: fn(&mut Node) = |info| info.children().push(Node::integer(5));
    let answer = granted(Recipe { tst_info: Some(unasked), ..Recipe::default() });
    assert_refused(&check_response(&request(), &answer), &finding::RESPONSE_TO_REQUEST, "nonce");
}

#[test]
fn a_refusal_names_its_reasons() {
    let text = Node::sequence([Node::primitive(0x0c, "時刻源が利用できません".as_bytes())]);
    // Bits 14 and 25.
    let failures = Node::primitive(0x03, [6, 0x00, 0x02, 0x00, 0x40]);
    let answer = TimeStampResp::from_der(&response(vec![Node::integer(2), text, failures], None)).unwrap();
    assert_eq!(answer.status(), PkiStatus::Rejection);
    assert_eq!(answer.failures(), [PkiFailure::TimeNotAvailable, PkiFailure::SystemFailure]);
    assert_eq!(answer.status_strings(), ["時刻源が利用できません"]);
    assert!(answer.token_der().is_none() && answer.token().is_err());
    let checks = check_response(&request(), &answer);
    assert_refused(&checks, &finding::RESPONSE_STATUS, "rejection, timeNotAvailable, systemFailure");
}

#[test]
fn a_modified_grant_is_a_warning() {
    let token = Authority::new().token(Recipe::default());
    let answer = TimeStampResp::from_der(&response(vec![Node::integer(1)], Some(token))).unwrap();
    let checks = check_response(&request(), &answer);
    assert_eq!(checks.objection(), None);
    assert!(checks.iter().any(|check| check.outcome == Outcome::Warning));
}

#[test]
fn status_and_token_go_together() {
    let token = || Authority::new().token(Recipe::default());
    for (status, token) in [(0, None), (1, None), (2, Some(token())), (3, Some(token())), (9, Some(token()))]
    {
        let der = response(vec![Node::integer(status)], token);
        let error = TimeStampResp::from_der(&der).unwrap_err();
        assert_eq!(error.finding(), &finding::EXCHANGE_READABLE, "{status}");
    }
}

#[test]
fn an_answer_with_a_broken_token_is_no_answer() {
    let der = response(vec![Node::integer(0)], Some(Node::sequence([])));
    let checks = check_response(&request(), &TimeStampResp::from_der(&der).unwrap());
    let (check, why) = checks.first_not_passed().unwrap();
    assert_eq!((check.finding, why), (&finding::READABLE, SubIndication::FormatFailure));
}

#[test]
fn an_answer_cut_short_is_never_read() {
    let token = Authority::new().token(Recipe::default());
    let der = response(vec![Node::integer(0)], Some(token));
    for length in 0..der.len() {
        assert!(TimeStampResp::from_der(&der[..length]).is_err(), "{length}");
    }
}

#[test]
fn real_requests_and_answers_are_told_apart() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/tsp/rfc3161-client/test_tsa");
    let read = |name: &str| std::fs::read(PathBuf::from(folder).join(name));
    let Ok(answer) = read("response-injected-certs.tsr") else {
        println!("skipped: the corpus of time-stamps is not at hand");
        return;
    };
    let answer = TimeStampResp::from_der(&answer).unwrap();
    let request = TimeStampReq::from_der(&read("request.der").unwrap()).unwrap();
    assert_eq!(request.to_der(), read("request.der").unwrap());
    assert_eq!(check_response(&request, &answer).objection(), None);
    let other = TimeStampReq::from_der(&read("other_request.der").unwrap()).unwrap();
    assert_refused(&check_response(&other, &answer), &finding::RESPONSE_TO_REQUEST, "nonce");
}
