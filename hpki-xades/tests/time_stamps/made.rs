//! Tokens of an authority made for these tests: each wrong in one place, each with its benign twin.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::algorithm::policy::AlgorithmPolicy;
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::oid;
use hpki_core::path::{Proof, RevocationMode};
use hpki_core::report::{Finding, Outcome, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_xades::tsp::{
    Deviation, TimeStampReport, TimeStampToken, TimeStampVerification, finding, verify_time_stamp,
};

use crate::authority::{
    Authority, DATA, KEY_IDENTIFIER, Recipe, SERIAL_NUMBER, TST_INFO, algorithm, attribute, digest, name,
    sha256,
};
use crate::der_tree::Node;
use crate::lines;

/// A change of a value before it is signed.
type Change = fn(&mut Node);

/// Indices of a token's tree: ContentInfo, content, SignedData, …
const SIGNED_DATA: [usize; 2] = [1, 0];
const CERTIFICATES: [usize; 3] = [1, 0, 3];
const SIGNER_INFOS: [usize; 3] = [1, 0, 4];

fn verify_der(authority: &Authority, der: &[u8]) -> TimeStampReport {
    let token = TimeStampToken::from_der(der).unwrap();
    let anchors = authority.anchors();
    let at = Time::from_rfc3339("2026-02-01T00:00:00Z").unwrap();
    let mut request = TimeStampVerification::new(&token, &anchors, at);
    request.revocation = RevocationMode::Off;
    verify_time_stamp(&request, &mut |algorithm| crypto::digest(algorithm, DATA).ok())
}

fn verify(recipe: Recipe) -> TimeStampReport {
    let authority = Authority::new();
    verify_der(&authority, &authority.token(recipe).to_der())
}

#[track_caller]
fn assert_proves(report: &TimeStampReport) {
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", lines(report.checks()));
    let verified = report.clone().into_verified().unwrap();
    assert_eq!(verified.gen_time().to_string(), "2026-01-31T12:00:00Z");
}

#[track_caller]
fn assert_refused(report: &TimeStampReport, by: &Finding, why: SubIndication) {
    let found = report.checks().iter().any(|it| it.finding == by && it.outcome == Outcome::NotPassed(why));
    assert!(found, "expected {by} {why} among {}", lines(report.checks()));
    assert_eq!(report.verdict(), Verdict::not_passed(why), "{}", lines(report.checks()));
    assert!(report.clone().into_verified().is_err());
}

/// The token does not parse, for this reason.
#[track_caller]
fn assert_unreadable(token: &Node, by: &Finding) {
    let error = TimeStampToken::from_der(&token.to_der()).unwrap_err();
    assert_eq!(error.finding(), by, "{error}");
    assert!(error.to_string().len() <= 500);
}

#[track_caller]
fn assert_unreadable_recipe(recipe: Recipe, by: &Finding) {
    assert_unreadable(&Authority::new().token(recipe), by);
}

fn warns_of(report: &TimeStampReport, finding: &Finding) -> bool {
    report.checks().iter().any(|it| it.finding == finding && it.outcome == Outcome::Warning)
}

fn reference(attributes: &mut [Node]) -> &mut Node {
    // Attribute, values, SigningCertificateV2, certs, first ESSCertIDv2.
    attributes.last_mut().unwrap().at(&[1, 0, 0, 0])
}

#[test]
fn a_right_token_proves_its_time() {
    let report = verify(Recipe::default());
    assert_proves(&report);
    assert!(!warns_of(&report, &finding::DEVIATION));
}

#[test]
fn only_a_certificate_for_time_stamps_may_make_them() {
    let authority = Authority::without_time_stamping();
    let report = verify_der(&authority, &authority.token(Recipe::default()).to_der());
    assert_refused(&report, &finding::TSA_PATH, SubIndication::ChainConstraintsFailure);
}

#[test]
fn another_authority_of_the_same_name_is_not_trusted() {
    let (trusted, other) = (Authority::new(), Authority::new());
    let report = verify_der(&trusted, &other.token(Recipe::default()).to_der());
    assert_refused(&report, &finding::TSA_PATH, SubIndication::NoCertificateChainFound);
}

#[test]
fn a_time_outside_the_certificate_proves_nothing() {
    let change: Change = |info| *info.at(&[4]).octets() = b"20191231235959.999Z".to_vec();
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::GEN_TIME_WITHIN_VALIDITY, SubIndication::SigConstraintsFailure);
}

#[test]
fn the_signed_reference_decides_about_the_certificate() {
    let wrong_digest: fn(&mut Vec<Node>) = |it| reference(it).at(&[0]).octets()[0] ^= 1;
    let wrong_serial: fn(&mut Vec<Node>) = |it| *reference(it).at(&[1, 1]) = Node::integer(9);
    let wrong_issuer: fn(&mut Vec<Node>) = |it| *reference(it).at(&[1, 0, 0, 0]) = name("Somebody");
    for change in [wrong_digest, wrong_serial, wrong_issuer] {
        let report = verify(Recipe { attributes: Some(change), ..Recipe::default() });
        assert_refused(
            &report,
            &finding::SIGNING_CERTIFICATE_REFERENCE,
            SubIndication::SigConstraintsFailure,
        );
    }
}

#[test]
fn an_unreadable_issuer_serial_leaves_the_decision_to_the_digest() {
    let change: fn(&mut Vec<Node>) = |it| *reference(it).at(&[1, 0]) = Node::sequence([]);
    let report = verify(Recipe { attributes: Some(change), ..Recipe::default() });
    assert_proves(&report);
    assert!(warns_of(&report, &finding::DEVIATION));
}

#[test]
fn sha_1_names_a_certificate_in_version_1_only() {
    let authority = Authority::new();
    let sha_1 = || Node::octet_string(digest(DigestAlgorithm::Sha1, authority.certificate().as_der()));
    let v2_by_sha_1 = Node::sequence([Node::sequence([Node::sequence([algorithm(oid::SHA1), sha_1()])])]);
    let token = authority.token_with(|attributes| {
        *attributes.last_mut().unwrap() = attribute(oid::SIGNING_CERTIFICATE_V2, v2_by_sha_1);
    });
    let report = verify_der(&authority, &token.to_der());
    assert_refused(&report, &finding::SIGNING_CERTIFICATE_REFERENCE, SubIndication::CryptoConstraintsFailure);

    let v1 = |digest| Node::sequence([Node::sequence([Node::sequence([digest])])]);
    let token = authority.token_with(|attributes| {
        *attributes.last_mut().unwrap() = attribute(oid::SIGNING_CERTIFICATE, v1(sha_1()));
    });
    assert_proves(&verify_der(&authority, &token.to_der()));

    let both =
        |v1| authority.token_with(move |attributes| attributes.push(attribute(oid::SIGNING_CERTIFICATE, v1)));
    assert_proves(&verify_der(&authority, &both(v1(sha_1())).to_der()));
    let other = Node::octet_string(digest(DigestAlgorithm::Sha1, b"another certificate"));
    let report = verify_der(&authority, &both(v1(other)).to_der());
    assert_refused(&report, &finding::SIGNING_CERTIFICATE_REFERENCE, SubIndication::SigConstraintsFailure);
}

#[test]
fn a_weak_imprint_proves_nothing() {
    let change: Change = |info| {
        *info.at(&[2]) =
            Node::sequence([algorithm(oid::SHA1), Node::octet_string(digest(DigestAlgorithm::Sha1, DATA))]);
    };
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::IMPRINT_ALGORITHM, SubIndication::CryptoConstraintsFailure);
}

#[test]
fn a_shortened_imprint_is_another_one() {
    let change: Change = |info| info.at(&[2, 1]).octets().truncate(31);
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::IMPRINT, SubIndication::HashFailure);
    let change: Change = |info| info.at(&[2, 1]).octets().clear();
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::IMPRINT, SubIndication::HashFailure);
}

#[test]
fn a_weak_or_other_digest_of_the_signature_is_refused() {
    let change: Change = |info| *info.at(&[2]) = algorithm(oid::SHA1);
    let report = verify(Recipe { signer_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::DIGEST_ALGORITHM, SubIndication::CryptoConstraintsFailure);
    let change: Change = |info| *info.at(&[2]) = algorithm(oid::SHA512);
    let report = verify(Recipe { signer_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::MESSAGE_DIGEST, SubIndication::HashFailure);
}

#[test]
fn the_content_must_be_the_one_that_was_digested() {
    let change: fn(&mut Vec<Node>) =
        |it| *it = it.drain(..).map(|node| with_digest(node, &sha256(b"other"))).collect();
    let report = verify(Recipe { attributes: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::MESSAGE_DIGEST, SubIndication::HashFailure);
}

fn with_digest(mut node: Node, digest: &[u8]) -> Node {
    if node.at(&[0]).octets() == oid::MESSAGE_DIGEST.as_octets() {
        *node.at(&[1, 0]).octets() = digest.to_vec();
    }
    node
}

#[test]
fn a_signature_over_other_attributes_is_wrong() {
    let change: Change = |info| {
        let time = Node::primitive(0x17, *b"260131120000Z");
        info.at(&[3]).children().push(attribute(oid::SIGNING_TIME, time));
    };
    let report = verify(Recipe { signer_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::SIGNATURE, SubIndication::SigCryptoFailure);
}

#[test]
fn a_signature_algorithm_that_does_not_fit_the_key_is_refused() {
    for identifier in [oid::SHA256_WITH_RSA, oid::ECDSA_WITH_SHA1, oid::MD5, oid::DSA_WITH_SHA256] {
        let authority = Authority::new();
        let mut token = authority.token(Recipe::default());
        *token.at(&SIGNER_INFOS).at(&[0, 4]) = algorithm(identifier);
        let report = verify_der(&authority, &token.to_der());
        assert_refused(&report, &finding::SIGNATURE_ALGORITHM, SubIndication::CryptoConstraintsFailure);
    }
}

#[test]
fn algorithms_that_the_signer_stated_are_those_used() {
    let protection = |digest, signature: oid::ObjectIdentifier| {
        let mut signature = algorithm(signature);
        signature.tag = 0xa1;
        attribute(oid::CMS_ALGORITHM_PROTECTION, Node::sequence([algorithm(digest), signature]))
    };
    let authority = Authority::new();
    let token = |stated| authority.token_with(|attributes| attributes.push(stated)).to_der();
    let right = token(protection(oid::SHA256, oid::ECDSA_WITH_SHA256));
    assert_proves(&verify_der(&authority, &right));
    for stated in
        [protection(oid::SHA512, oid::ECDSA_WITH_SHA256), protection(oid::SHA256, oid::ECDSA_WITH_SHA512)]
    {
        let report = verify_der(&authority, &token(stated));
        assert_refused(&report, &finding::ALGORITHM_PROTECTION, SubIndication::SigConstraintsFailure);
    }
}

#[test]
fn injected_certificates_change_nothing() {
    let (authority, attacker) = (Authority::new(), Authority::new());
    let mut token = authority.token(Recipe::default());
    // The same issuer and serial number, another key.
    token.at(&CERTIFICATES).children().insert(0, Node::from_der(attacker.certificate().as_der()));
    token.at(&CERTIFICATES).children().push(Node::sequence([Node::integer(1)]));
    token.at(&CERTIFICATES).children().push(Node::constructed(0xa2, [Node::integer(1)]));
    let report = verify_der(&authority, &token.to_der());
    assert_proves(&report);
    assert_eq!(report.certificate(), Some(authority.certificate()));
    assert!(warns_of(&report, &finding::DEVIATION));
}

#[test]
fn a_renewed_certificate_with_the_same_key_is_not_the_one_that_signed() {
    let authority = Authority::new();
    let mut token = authority.token(Recipe::default());
    let renewed = authority.renewed_certificate();
    assert_eq!(renewed.public_key(), authority.certificate().public_key());
    *token.at(&CERTIFICATES).at(&[0]) = Node::from_der(renewed.as_der());
    let report = verify_der(&authority, &token.to_der());
    assert_refused(&report, &finding::SIGNING_CERTIFICATE_REFERENCE, SubIndication::SigConstraintsFailure);
}

#[test]
fn the_signer_may_be_named_by_key_identifier() {
    let change: Change = |info| {
        *info.at(&[0]) = Node::integer(3);
        *info.at(&[1]) = Node::primitive(0x80, KEY_IDENTIFIER);
    };
    assert_proves(&verify(Recipe { signer_info: Some(change), ..Recipe::default() }));
    let change: Change = |info| *info.at(&[1]) = Node::primitive(0x80, [0]);
    let report = verify(Recipe { signer_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::SIGNING_CERTIFICATE, SubIndication::NoSigningCertificateFound);
    let change: Change = |info| *info.at(&[1, 1]) = Node::integer(SERIAL_NUMBER + 1);
    let report = verify(Recipe { signer_info: Some(change), ..Recipe::default() });
    assert_refused(&report, &finding::SIGNING_CERTIFICATE, SubIndication::NoSigningCertificateFound);
}

#[test]
fn required_attributes_stand_exactly_once() {
    for index in 0..3 {
        let authority = Authority::new();
        let without = authority.token_with(|attributes| drop(attributes.remove(index)));
        assert_unreadable(&without, &finding::SIGNED_ATTRIBUTES);
        let twice = authority.token_with(|attributes| attributes.push(attributes[index].clone()));
        assert_unreadable(&twice, &finding::SIGNED_ATTRIBUTES);
        let two_values = authority.token_with(|attributes| {
            let value = attributes[index].at(&[1, 0]).clone();
            attributes[index].at(&[1]).children().push(value);
        });
        assert_unreadable(&two_values, &finding::SIGNED_ATTRIBUTES);
        let no_value = authority.token_with(|attributes| attributes[index].at(&[1]).children().clear());
        assert_unreadable(&no_value, &finding::SIGNED_ATTRIBUTES);
    }
    let other_type: fn(&mut Vec<Node>) = |it| {
        let data = Node::object_identifier("1.2.840.113549.1.7.1");
        it.iter_mut()
            .filter(|node| node.to_der().ends_with(&Node::object_identifier(TST_INFO).to_der()))
            .for_each(|node| *node.at(&[1, 0]) = data.clone());
    };
    assert_unreadable_recipe(
        Recipe { attributes: Some(other_type), ..Recipe::default() },
        &finding::SIGNED_ATTRIBUTES,
    );
    let no_attributes: Change = |info| drop(info.children().remove(3));
    assert_unreadable_recipe(
        Recipe { signer_info: Some(no_attributes), ..Recipe::default() },
        &finding::SIGNED_ATTRIBUTES,
    );
}

#[test]
fn attributes_out_of_order_are_verified_as_sent() {
    let change: fn(&mut Vec<Node>) = |attributes| attributes.reverse();
    let report = verify(Recipe { attributes: Some(change), ..Recipe::default() });
    assert_proves(&report);
    assert!(warns_of(&report, &finding::DEVIATION));
}

#[test]
fn a_token_has_exactly_one_signer() {
    let mut token = Authority::new().token(Recipe::default());
    let signer = token.at(&SIGNER_INFOS).at(&[0]).clone();
    token.at(&SIGNER_INFOS).children().push(signer);
    assert_unreadable(&token, &finding::EXACTLY_ONE_SIGNER);
    token.at(&SIGNER_INFOS).children().clear();
    assert_unreadable(&token, &finding::EXACTLY_ONE_SIGNER);
}

#[test]
fn other_messages_are_no_time_stamps() {
    let authority = Authority::new();
    let mut token = authority.token(Recipe::default());
    *token.at(&[0]) = Node::object_identifier("1.2.840.113549.1.7.3");
    assert_unreadable(&token, &finding::NOT_A_TIME_STAMP);
    let mut token = authority.token(Recipe::default());
    *token.at(&SIGNED_DATA).at(&[2, 0]) = Node::object_identifier("1.2.840.113549.1.7.1");
    assert_unreadable(&token, &finding::NOT_A_TIME_STAMP);
    let mut detached = authority.token(Recipe::default());
    detached.at(&SIGNED_DATA).at(&[2]).children().truncate(1);
    assert_unreadable(&detached, &finding::READABLE);
    let mut trailing = authority.token(Recipe::default()).to_der();
    trailing.push(0);
    assert_eq!(TimeStampToken::from_der(&trailing).unwrap_err().finding(), &finding::READABLE);
}

#[test]
fn ber_is_refused() {
    let der = Authority::new().token(Recipe::default()).to_der();
    let indefinite = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
    let error = TimeStampToken::from_der(&indefinite).unwrap_err();
    assert_eq!(error.finding(), &finding::READABLE);
    assert!(error.to_string().contains("BER"), "{error}");
}

#[test]
fn budgets_hold() {
    let authority = Authority::new();
    let mut token = authority.token(Recipe::default());
    let certificate = Node::from_der(authority.certificate().as_der());
    *token.at(&CERTIFICATES).children() = vec![certificate.clone(); 64];
    assert!(TimeStampToken::from_der(&token.to_der()).is_ok());
    token.at(&CERTIFICATES).children().push(certificate);
    assert_unreadable(&token, &finding::WITHIN_LIMITS);
}

#[test]
fn tst_info_follows_its_grammar() {
    let unreadable: [Change; 9] = [
        |info| *info.at(&[0]) = Node::integer(2),
        |info| *info.at(&[0]) = Node::integer(0),
        |info| *info.at(&[4]).octets() = b"20260131120000".to_vec(),
        |info| *info.at(&[4]).octets() = b"20260231120000Z".to_vec(),
        |info| info.children().push(Node::sequence([Node::primitive(0x80, [0x03, 0xe8])])),
        |info| info.children().push(Node::sequence([Node::primitive(0x81, [0xff])])),
        |info| info.children().push(Node::primitive(0x01, [0x01])),
        |info| info.children().push(Node::octet_string([])),
        |info| drop(info.children().pop()),
    ];
    for (index, change) in unreadable.into_iter().enumerate() {
        let token = Authority::new().token(Recipe { tst_info: Some(change), ..Recipe::default() });
        let error = TimeStampToken::from_der(&token.to_der()).expect_err(&index.to_string());
        assert!([&finding::TST_INFO, &finding::READABLE].contains(&error.finding()), "{index}: {error}");
        assert!(error.field().starts_with("TSTInfo"), "{index}: {error}");
    }
}

#[test]
fn every_optional_component_is_read() {
    let change: Change = |info| {
        let accuracy = Node::sequence([
            Node::integer(1),
            Node::primitive(0x80, [0x01, 0xf4]),
            Node::primitive(0x81, [0x02]),
        ]);
        let tsa = Node::constructed(0xa0, [Node::constructed(0xa4, [name("Time-Stamp Authority of Tests")])]);
        let extension = Node::sequence([Node::object_identifier("1.2.3"), Node::octet_string([])]);
        info.children().extend([
            accuracy,
            Node::primitive(0x01, [0xff]),
            Node::integer(77),
            tsa,
            Node::constructed(0xa1, [extension]),
        ]);
    };
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_proves(&report);
    assert!(report.checks().contains(&finding::TSA_NAME) && !warns_of(&report, &finding::TSA_NAME));
    let verified = report.into_verified().unwrap();
    let info = verified.tst_info();
    assert_eq!(info.accuracy().unwrap().microseconds(), 1_500_002);
    assert_eq!((info.ordering(), info.nonce()), (true, Some(&[77][..])));
    assert_eq!(info.extensions().len(), 1);
}

#[test]
fn a_critical_extension_is_refused() {
    let change: Change = |info| {
        let critical = Node::primitive(0x01, [0xff]);
        let extension = Node::sequence([Node::object_identifier("1.2.3"), critical, Node::octet_string([])]);
        info.children().push(Node::constructed(0xa1, [extension]));
    };
    assert_unreadable_recipe(
        Recipe { tst_info: Some(change), ..Recipe::default() },
        &finding::CRITICAL_EXTENSION,
    );
}

#[test]
fn another_name_in_the_token_is_a_warning() {
    let change: Change = |info| {
        info.children().push(Node::constructed(0xa0, [Node::constructed(0xa4, [name("Somebody Else")])]));
    };
    let report = verify(Recipe { tst_info: Some(change), ..Recipe::default() });
    assert_proves(&report);
    assert!(warns_of(&report, &finding::TSA_NAME));
}

#[test]
fn harmless_departures_are_read_and_named() {
    let info: [(Change, Deviation); 4] = [
        (|info| info.children().push(Node::primitive(0x01, [0])), Deviation::DefaultWrittenOut),
        (|info| *info.at(&[4]).octets() = b"20260131120000.0Z".to_vec(), Deviation::GenTimeTrailingZeros),
        (|info| *info.at(&[3]).octets() = vec![0x80], Deviation::SerialNumber),
        (|info| info.children().push(Node::sequence([Node::primitive(0x80, [0])])), Deviation::AccuracyZero),
    ];
    for (change, deviation) in info {
        let authority = Authority::new();
        let token = authority.token(Recipe { tst_info: Some(change), ..Recipe::default() }).to_der();
        assert_eq!(TimeStampToken::from_der(&token).unwrap().deviations(), [deviation]);
        assert_proves(&verify_der(&authority, &token));
    }
    let mut token = Authority::new().token(Recipe::default());
    *token.at(&SIGNED_DATA).at(&[0]) = Node::integer(1);
    token.at(&SIGNED_DATA).at(&[1]).children().clear();
    let token = TimeStampToken::from_der(&token.to_der()).unwrap();
    assert_eq!(token.deviations(), [Deviation::SignedDataVersion, Deviation::DigestAlgorithmNotListed]);
}

#[test]
fn a_certificate_is_found_among_those_of_the_caller() {
    let authority = Authority::new();
    let mut token = authority.token(Recipe::default());
    token.at(&SIGNED_DATA).children().remove(3);
    let token = TimeStampToken::from_der(&token.to_der()).unwrap();
    let anchors = authority.anchors();
    let at = Time::from_rfc3339("2026-02-01T00:00:00Z").unwrap();
    let candidates: [Certificate; 2] =
        [Authority::new().certificate().clone(), authority.certificate().clone()];
    let mut request = TimeStampVerification::new(&token, &anchors, at);
    request.revocation = RevocationMode::Off;
    let mut imprint = |algorithm| crypto::digest(algorithm, DATA).ok();
    let report = verify_time_stamp(&request, &mut imprint);
    assert_refused(&report, &finding::SIGNING_CERTIFICATE, SubIndication::NoSigningCertificateFound);
    request.intermediates = &candidates;
    assert_proves(&verify_time_stamp(&request, &mut imprint));
}

#[test]
fn the_callers_own_dates_for_algorithms_count() {
    let authority = Authority::new();
    let token = TimeStampToken::from_der(&authority.token(Recipe::default()).to_der()).unwrap();
    let anchors = authority.anchors();
    let at = Time::from_rfc3339("2026-02-01T00:00:00Z").unwrap();
    let mut imprint = |algorithm| crypto::digest(algorithm, DATA).ok();
    for (end, expected) in [("2026-02-01T00:00:00Z", true), ("2026-01-31T23:59:59Z", false)] {
        let end = Time::from_rfc3339(end).unwrap();
        let policy = AlgorithmPolicy::default().with_end(DigestAlgorithm::Sha256, end);
        let mut request = TimeStampVerification::new(&token, &anchors, at);
        request.revocation = RevocationMode::Off;
        request.algorithms = Some(&policy);
        let report = verify_time_stamp(&request, &mut imprint);
        if expected {
            assert_proves(&report);
            continue;
        }
        for finding in
            [&finding::IMPRINT_ALGORITHM, &finding::DIGEST_ALGORITHM, &finding::SIGNATURE_ALGORITHM]
        {
            assert_refused(&report, finding, SubIndication::CryptoConstraintsFailure);
        }
    }
}

#[test]
fn a_proven_time_is_exact() {
    let authority = Authority::new();
    let token = TimeStampToken::from_der(&authority.token(Recipe::default()).to_der()).unwrap();
    let anchors = authority.anchors();
    let mut imprint = |algorithm| crypto::digest(algorithm, DATA).ok();
    let mut judged_at = |at: &str| {
        let mut request = TimeStampVerification::new(&token, &anchors, Time::from_rfc3339(at).unwrap());
        request.revocation = RevocationMode::Off;
        request.proven = Proof::ProvenTime;
        verify_time_stamp(&request, &mut imprint)
    };
    assert_proves(&judged_at("2026-01-31T12:00:00Z"));
    let earlier = judged_at("2026-01-31T11:59:59.999999999Z");
    assert_refused(&earlier, &finding::GEN_TIME_NOT_LATER, SubIndication::TimestampOrderFailure);
}
