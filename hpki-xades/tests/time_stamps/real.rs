//! The time-stamp tokens of the real e-prescriptions: what they prove, and that nothing proves anything once a
//! bit of them differs. Skipped with a plain line where the documents are not at hand.

use std::path::PathBuf;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::{self, Digest};
use hpki_core::path::RevocationMode;
use hpki_core::report::{Finding, Outcome, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::tsp::{
    Deviation, TimeStampReport, TimeStampToken, TimeStampVerification, check_time_stamp_facts, finding,
    verify_time_stamp,
};

use crate::der_tree::Node;
use crate::lines;

const PRESCRIPTION: &str = "Prescription-004_01.xml";
const DISPENSING: &str = "Dispensing-005_03.xml";
const JUDGED_AT: &str = "2022-10-01T00:00:00Z";

fn shared(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(path)
}

/// One SignatureTimeStamp of a document with what is needed to verify it.
struct Sample {
    token: Vec<u8>,
    /// SignatureValue in canonical form: what the time-stamp covers.
    data: Vec<u8>,
    anchors: TrustAnchors,
    lists: Vec<CertificateList>,
}

/// A document's text with line ends as XML reads them.
fn document(name: &str) -> Option<String> {
    match std::fs::read_to_string(shared("data/e-prescription").join(name)) {
        Ok(text) => Some(text.replace("\r\n", "\n")),
        Err(error) => {
            println!("skipped: {name}: {error}");
            None
        }
    }
}

/// The text of every element with this local name, in document order.
fn texts<'t>(document: &'t str, local_name: &str) -> Vec<&'t str> {
    let starts = document.match_indices('<').filter_map(|(at, _)| {
        let (tag, rest) = document[at + 1..].split_once('>')?;
        let name = tag.split(' ').next()?;
        let local = name.rsplit(':').next()?;
        (local == local_name && !name.starts_with('/')).then(|| rest.split('<').next().unwrap_or_default())
    });
    starts.collect()
}

fn base64_of(text: &str) -> Vec<u8> {
    let text: String = text.split_ascii_whitespace().collect();
    BASE64_STANDARD.decode(text).unwrap()
}

/// The canonical form (inclusive C14N) of a SignatureValue, written out by hand: the element with the two namespaces
/// that are in scope in these documents.
fn canonical_signature_value(document: &str, text: &str) -> Vec<u8> {
    let before = &document[..text.as_ptr() as usize - document.as_ptr() as usize];
    let id = before.rsplit_once("Id=\"").unwrap().1.split('"').next().unwrap();
    let xs = "http://www.w3.org/2000/09/xmldsig#";
    let xsi = "http://www.w3.org/2001/XMLSchema-instance";
    format!("<xs:SignatureValue xmlns:xs=\"{xs}\" xmlns:xsi=\"{xsi}\" Id=\"{id}\">{text}</xs:SignatureValue>")
        .into_bytes()
}

fn sample(name: &str, index: usize) -> Option<Sample> {
    let document = document(name)?;
    let token = base64_of(texts(&document, "EncapsulatedTimeStamp")[index]);
    let data = canonical_signature_value(&document, texts(&document, "SignatureValue")[index]);
    let lists = texts(&document, "EncapsulatedCRLValue").into_iter().map(base64_of);
    let lists = lists.map(|der| CertificateList::from_der(&der).unwrap()).collect();
    let root = std::fs::read(shared("data/time-stamp/tsa-test-root.der")).unwrap();
    let anchors = TrustAnchors::from_iter([Certificate::from_der(&root).unwrap()]);
    Some(Sample { token, data, anchors, lists })
}

impl Sample {
    fn verify_octets(&self, token: &[u8]) -> Option<TimeStampReport> {
        let token = TimeStampToken::from_der(token).ok()?;
        Some(self.verify(&token, &self.data, |_| {}))
    }

    fn verify<'a>(
        &'a self,
        token: &'a TimeStampToken,
        data: &[u8],
        change: impl FnOnce(&mut TimeStampVerification<'a>),
    ) -> TimeStampReport {
        let at = Time::from_rfc3339(JUDGED_AT).unwrap();
        let mut request = TimeStampVerification::new(token, &self.anchors, at);
        request.certificate_lists = &self.lists;
        change(&mut request);
        verify_time_stamp(&request, &mut imprint_of(data))
    }

    fn token(&self) -> TimeStampToken {
        TimeStampToken::from_der(&self.token).unwrap()
    }
}

fn imprint_of(data: &[u8]) -> impl FnMut(DigestAlgorithm) -> Option<Digest> {
    |algorithm| crypto::digest(algorithm, data).ok()
}

/// The report did not pass, and this check says why.
#[track_caller]
fn assert_refused(report: TimeStampReport, by: &Finding, why: SubIndication) {
    let found = report.checks().iter().any(|it| it.finding == by && it.outcome == Outcome::NotPassed(why));
    assert!(found, "expected {by} {why} among {}", lines(report.checks()));
    assert_eq!(report.verdict(), Verdict::not_passed(why), "{}", lines(report.checks()));
    assert!(report.into_verified().is_err());
}

#[test]
fn the_real_tokens_prove_their_times() {
    for (name, index, expected) in [
        (PRESCRIPTION, 0, "2022-09-07T08:18:25.197Z"),
        (DISPENSING, 0, "2022-09-07T08:18:25.197Z"),
        (DISPENSING, 1, "2022-09-30T09:40:56.797Z"),
    ] {
        let Some(sample) = sample(name, index) else { return };
        let token = sample.token();
        let report = sample.verify(&token, &sample.data, |_| {});
        assert_eq!(report.verdict(), Verdict::PASSED, "{name}: {}", lines(report.checks()));
        let verified = report.into_verified().unwrap();
        assert_eq!(verified.gen_time().to_string(), expected);
        assert_eq!(verified.path().end_entity().subject().common_name().unwrap(), "TimeStampServer01");
    }
}

#[test]
fn every_field_of_a_real_token_is_read() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let info = token.tst_info();
    assert_eq!(info.policy().to_string(), "0.2.440.200185.1.1.1.1");
    assert_eq!(info.message_imprint().algorithm().to_string(), "SHA-256");
    assert_eq!(info.message_imprint().hashed_message().len(), 32);
    assert_eq!(info.serial_number(), [0x01, 0x97]);
    assert_eq!(info.gen_time().to_string(), "2022-09-07T08:18:25.197Z");
    assert_eq!((info.accuracy(), info.ordering(), info.nonce()), (None, false, None));
    assert!(info.tsa().is_none() && info.extensions().is_empty());
    assert_eq!(token.digest_algorithm().to_string(), "SHA-512");
    assert_eq!(token.signature_algorithm().unwrap().to_string(), "RSA PKCS#1 v1.5 with SHA-512");
    assert_eq!((token.certificates().len(), token.certificate_lists().len()), (1, 0));
    // The service writes `ordering FALSE` out, which DER forbids.
    assert_eq!(token.deviations(), [Deviation::DefaultWrittenOut]);
}

#[test]
fn a_token_over_other_data_is_refused() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let mut data = sample.data.clone();
    data[200] ^= 1;
    let report = sample.verify(&token, &data, |_| {});
    assert_refused(report, &finding::IMPRINT, SubIndication::HashFailure);
    let facts = check_time_stamp_facts(&token, &[], &mut imprint_of(&data));
    assert!(facts.intact().is_none());
    assert!(facts.certificate().is_some(), "the other facts are still reported");
}

#[test]
fn the_changed_signature_value_of_the_faulty_sample_is_noticed() {
    let Some(sample) = sample("SignatureValueHashError.xml", 0) else { return };
    let report = sample.verify(&sample.token(), &sample.data, |_| {});
    assert_refused(report, &finding::IMPRINT, SubIndication::HashFailure);
}

#[test]
fn data_that_is_not_at_hand_leaves_the_question_open() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let request = TimeStampVerification::new(&token, &sample.anchors, Time::from_rfc3339(JUDGED_AT).unwrap());
    let report = verify_time_stamp(&request, &mut |_| None);
    assert_refused(report, &finding::IMPRINT_DATA, SubIndication::SignedDataNotFound);
}

#[test]
fn trust_comes_from_the_caller_only() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let none = TrustAnchors::new();
    let report = sample.verify(&token, &sample.data, |request| request.trust_anchors = &none);
    assert_refused(report, &finding::TSA_PATH, SubIndication::NoCertificateChainFound);
    let facts = check_time_stamp_facts(&token, &[], &mut imprint_of(&sample.data));
    let intact = facts.intact().expect("the facts hold whoever the authority is");
    assert_eq!(Some(intact.certificate()), facts.certificate());
}

#[test]
fn revocation_data_is_required_unless_the_caller_says_otherwise() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let report = sample.verify(&token, &sample.data, |request| request.certificate_lists = &[]);
    assert_refused(report, &finding::TSA_PATH, SubIndication::TryLater);
    let report = sample.verify(&token, &sample.data, |request| {
        request.certificate_lists = &[];
        request.revocation = RevocationMode::Off;
    });
    assert!(report.into_verified().is_ok());
}

#[test]
fn a_time_stamp_from_the_future_proves_nothing() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let token = sample.token();
    let judged = |at: &str| {
        let at = Time::from_rfc3339(at).unwrap();
        sample.verify(&token, &sample.data, |request| {
            request.at = at;
            request.revocation = RevocationMode::Off;
        })
    };
    // A clock that is behind by less than a day is no reason to send a patient home.
    let report = judged("2022-09-06T08:18:25.197Z");
    assert!(
        report
            .checks()
            .iter()
            .any(|it| { it.finding == &finding::GEN_TIME_NOT_LATER && it.outcome == Outcome::Warning })
    );
    assert!(report.into_verified().is_ok());
    let report = judged("2022-09-06T08:18:25.196Z");
    assert_refused(report, &finding::GEN_TIME_NOT_LATER, SubIndication::TimestampOrderFailure);
}

#[test]
fn a_token_without_its_certificate_is_verified_with_one_from_the_caller() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let certificate = sample.token().certificates()[0].clone();
    let stripped = without_certificates(&sample.token);
    let token = TimeStampToken::from_der(&stripped).unwrap();
    let report = sample.verify(&token, &sample.data, |_| {});
    assert_refused(report, &finding::SIGNING_CERTIFICATE, SubIndication::NoSigningCertificateFound);
    let given = [certificate];
    let report = sample.verify(&token, &sample.data, |request| request.intermediates = &given);
    assert!(report.into_verified().is_ok());
}

/// Takes the certificates out of a token.
fn without_certificates(token: &[u8]) -> Vec<u8> {
    let mut tree = Node::from_der(token);
    tree.at(&[1, 0]).children().remove(3);
    tree.to_der()
}

#[test]
fn a_token_cut_short_is_never_read() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    for length in 0..sample.token.len() {
        let error = TimeStampToken::from_der(&sample.token[..length]).unwrap_err();
        assert!(error.to_string().len() <= 500);
    }
}

/// The envelope has octets that are not signed: versions, the hint which digests are used, and the letter case of
/// the issuer's name in sid, which names the same issuer. No other octet may change, and none of these may change
/// what is proven.
#[test]
fn no_bit_of_a_token_can_be_flipped_to_another_meaning() {
    let Some(sample) = sample(PRESCRIPTION, 0) else { return };
    let original = sample.token();
    let unsigned = unsigned_octets(&sample.token);
    let (mut unreadable, mut refused, mut harmless) = (0, 0, 0);
    for bit in 0..sample.token.len() * 8 {
        let mut flipped = sample.token.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Some(report) = sample.verify_octets(&flipped) else {
            unreadable += 1;
            continue;
        };
        let Ok(verified) = report.into_verified() else {
            refused += 1;
            continue;
        };
        assert!(unsigned.contains(&(bit / 8)), "bit {bit} is signed, and the token still passes");
        assert_eq!(verified.tst_info(), original.tst_info());
        assert_eq!(verified.path().end_entity(), &original.certificates()[0]);
        harmless += 1;
    }
    println!("{unreadable} unreadable, {refused} refused, {harmless} of unsigned bits");
    assert!(refused > 8 * 1000 && harmless < 8 * unsigned.len());
}

/// Indices of the octets that no signature covers and that do not lead anywhere.
fn unsigned_octets(token: &[u8]) -> Vec<usize> {
    let position = |needle: &[u8], from: usize| {
        let found = token[from..].windows(needle.len()).position(|window| window == needle);
        from + found.unwrap()
    };
    let mut tree = Node::from_der(token);
    let signer_info = tree.at(&[1, 0, 4, 0]).clone().to_der();
    let digest_algorithms = tree.at(&[1, 0, 1]).to_der();
    let issuer = tree.at(&[1, 0, 4, 0, 1, 0]).to_der();
    let signer_at = position(&signer_info, 0);
    let version_at = position(&[0x02, 0x01, 0x03], 0) + 2;
    let signer_version_at = position(&[0x02, 0x01, 0x01], signer_at) + 2;
    let algorithms_at = position(&digest_algorithms, version_at);
    let issuer_at = position(&issuer, signer_at);
    [version_at, signer_version_at]
        .into_iter()
        .chain(algorithms_at..algorithms_at + digest_algorithms.len())
        .chain(issuer_at..issuer_at + issuer.len())
        .collect()
}
