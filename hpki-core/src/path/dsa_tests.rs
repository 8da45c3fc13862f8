//! DSA keys that inherit parameters, on paths made here: what the rows 40104 to 40106 of PKITS do not try.

use super::*;
use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::crl::CertificateList;
use crate::crypto::danger_verify_legacy_signature;
use crate::crypto::dsa::test_signer::{TestKey, TestParameters, forged_parameters};
use crate::key::SubjectPublicKeyInfo;
use crate::oid;
use crate::profile::Profile;
use crate::report::Outcome;
use crate::test_der::{CertificateParts, common_name, extension, identifier, sequence, value};
use crate::time::Time;
use crate::trust::TrustAnchors;

const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha1;

fn dsa_with_sha1() -> Vec<u8> {
    sequence(&[identifier(oid::DSA_WITH_SHA1)])
}

fn bit_string(octets: &[u8]) -> Vec<u8> {
    value(0x03, &[&[0x00], octets].concat())
}

/// A certificate signed by `sign` over its TBSCertificate, with the algorithm given.
fn certificate_signed(
    issuer: &str,
    subject: &str,
    public_key: &SubjectPublicKeyInfo,
    algorithm: Vec<u8>,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Certificate {
    let mut parts = CertificateParts {
        inner_algorithm: algorithm.clone(),
        outer_algorithm: algorithm,
        issuer: common_name(issuer),
        subject: common_name(subject),
        public_key: public_key.as_der().to_vec(),
        extensions: vec![extension(oid::BASIC_CONSTRAINTS, Some(true), &sequence(&[value(0x01, &[0xff])]))],
        ..CertificateParts::default()
    };
    let unsigned = Certificate::from_der(&parts.der()).unwrap();
    parts.signature = bit_string(&sign(unsigned.tbs_der()));
    Certificate::from_der(&parts.der()).unwrap()
}

fn certificate(issuer: &str, signer: &TestKey, subject: &str, key: &SubjectPublicKeyInfo) -> Certificate {
    certificate_signed(issuer, subject, key, dsa_with_sha1(), |octets| signer.signature(DIGEST, octets))
}

/// The certificate with one octet of its signature changed.
fn spoiled(certificate: &Certificate) -> Certificate {
    let mut der = certificate.as_der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    Certificate::from_der(&der).unwrap()
}

/// A list by "Issuer"-like names over nothing, or over one serial number.
fn list(issuer: &str, signer: &TestKey, revoked: Option<u8>) -> CertificateList {
    let entry =
        revoked.map(|serial| sequence(&[sequence(&[value(0x02, &[serial]), value(0x17, b"220906000000Z")])]));
    let to_be_signed = sequence(&[
        value(0x02, &[1]),
        dsa_with_sha1(),
        common_name(issuer),
        value(0x17, b"220906180000Z"),
        value(0x17, b"220910180000Z"),
        entry.unwrap_or_default(),
    ]);
    let signature = bit_string(&signer.signature(DIGEST, &to_be_signed));
    CertificateList::from_der(&sequence(&[to_be_signed, dsa_with_sha1(), signature])).unwrap()
}

/// Root with parameters > Upper and Lower without > End, whose key has none either.
struct Hierarchy {
    root: TestKey,
    upper: TestKey,
    lower: TestKey,
    anchor: Certificate,
    upper_certificate: Certificate,
    lower_certificate: Certificate,
    end_entity: Certificate,
}

impl Hierarchy {
    fn new() -> Hierarchy {
        let root = TestKey::of_1024_bits();
        let (upper, lower) = (root.with_private(0x1111_1111), root.with_private(0x2222_2222));
        let end = root.with_private(0x3333_3333);
        Hierarchy {
            anchor: certificate("Root", &root, "Root", &root.public_key()),
            upper_certificate: certificate("Root", &root, "Upper", &upper.bare_public_key()),
            lower_certificate: certificate("Upper", &upper, "Lower", &lower.bare_public_key()),
            end_entity: certificate("Lower", &lower, "End", &end.bare_public_key()),
            root,
            upper,
            lower,
        }
    }

    fn intermediates(&self) -> Vec<Certificate> {
        vec![self.upper_certificate.clone(), self.lower_certificate.clone()]
    }
}

struct Question<'a> {
    end_entity: &'a Certificate,
    anchors: &'a [&'a Certificate],
    intermediates: &'a [Certificate],
    lists: &'a [CertificateList],
    strength: SignatureStrength,
    signature_checks: usize,
}

impl<'a> Question<'a> {
    fn new(
        end_entity: &'a Certificate,
        anchors: &'a [&'a Certificate],
        intermediates: &'a [Certificate],
    ) -> Question<'a> {
        let strength = SignatureStrength::DangerLegacy;
        Question { end_entity, anchors, intermediates, lists: &[], strength, signature_checks: 100 }
    }

    fn report(&self) -> PathReport {
        let anchors: TrustAnchors = self.anchors.iter().map(|&anchor| anchor.clone()).collect();
        let at = Time::from_rfc3339("2022-09-07T00:00:00Z").unwrap();
        let mut request = PathRequest::new(self.end_entity, &anchors, at);
        request.profile = Profile::Rfc5280;
        request.revocation =
            if self.lists.is_empty() { RevocationMode::Off } else { RevocationMode::Required };
        request.intermediates = self.intermediates;
        request.certificate_lists = self.lists;
        request.signatures = self.strength;
        request.limits.signature_checks = self.signature_checks;
        validate_path(&request)
    }

    /// "passed", or what stands against it.
    fn outcome(&self) -> String {
        let report = self.report();
        let refused: Vec<String> = report
            .checks()
            .iter()
            .filter(|check| matches!(check.outcome, Outcome::NotPassed(_)))
            .map(|check| format!("{} ({})", check.finding, check.detail))
            .collect();
        match report.into_verified() {
            Ok(_) => "passed".to_owned(),
            Err(_) => refused.join("; "),
        }
    }
}

#[test]
fn parameters_come_down_the_whole_path_and_only_where_signatures_of_the_past_count() {
    let all = Hierarchy::new();
    for intermediates in [all.intermediates(), all.intermediates().into_iter().rev().collect()] {
        let anchors = [&all.anchor];
        let mut question = Question::new(&all.end_entity, &anchors, &intermediates);
        assert_eq!(question.outcome(), "passed");
        let warned = |check: &crate::report::Check| *check.finding == finding::LEGACY_SIGNATURES;
        assert!(question.report().checks().iter().any(warned));
        question.strength = SignatureStrength::Current;
        let refused = "path::signature-algorithm (DSA with SHA-1 is too weak to be accepted: CN=End)";
        assert_eq!(question.outcome(), refused);
    }
}

#[test]
fn what_waited_for_its_parameters_is_verified_when_they_are_known() {
    let all = Hierarchy::new();
    let outcome = |end_entity: &Certificate, upper: &Certificate, lower: &Certificate| {
        let intermediates = [upper.clone(), lower.clone()];
        Question::new(end_entity, &[&all.anchor], &intermediates).outcome()
    };
    let Hierarchy { end_entity, upper_certificate: upper, lower_certificate: lower, .. } = &all;
    assert_eq!(outcome(end_entity, upper, lower), "passed");
    let wrong = |issuer: &str, subject: &str| {
        format!("path::certificate-signature (issuer CN={issuer} of CN={subject})")
    };
    assert_eq!(outcome(&spoiled(end_entity), upper, lower), wrong("Lower", "End"));
    assert_eq!(outcome(end_entity, upper, &spoiled(lower)), wrong("Upper", "Lower"));
    assert_eq!(outcome(end_entity, &spoiled(upper), lower), wrong("Root", "Upper"));
    // Somebody else's key of the right name.
    let stranger = certificate("Lower", &all.upper, "End", &all.root.public_key());
    assert_eq!(outcome(&stranger, upper, lower), wrong("Lower", "End"));
}

#[test]
fn the_budget_holds_for_what_waited() {
    let all = Hierarchy::new();
    let (anchors, intermediates) = ([&all.anchor], all.intermediates());
    let mut question = Question::new(&all.end_entity, &anchors, &intermediates);
    question.signature_checks = 3;
    assert_eq!(question.outcome(), "passed", "each signature once");
    for checks in 0..3 {
        question.signature_checks = checks;
        let refused = format!("path::search-budget (signature_checks {checks}, certificates 64)");
        assert_eq!(question.outcome(), refused);
    }
}

#[test]
fn a_key_without_parameters_at_the_top_is_of_no_use() {
    let all = Hierarchy::new();
    let bare = certificate("Root", &all.root, "Root", &all.root.bare_public_key());
    let intermediates = all.intermediates();
    let missing = "the DSA key has no parameters of its own, and no issuer on the path has any to inherit";
    for (anchor, intermediates) in [(&bare, &intermediates[..]), (&all.lower_certificate, &[])] {
        let refused = Question::new(&all.end_entity, &[anchor], intermediates).outcome();
        assert!(refused.starts_with("path::signature-algorithm") && refused.contains(missing), "{refused}");
    }
    // The end entity's own key, where its issuer's has some and where it has none.
    let alone = certificate("Root", &all.root, "End", &all.root.with_private(7).bare_public_key());
    assert_eq!(Question::new(&alone, &[&all.anchor], &[]).outcome(), "passed");
}

/// RFC 3279, 2.3.2: what an issuer with a key of another kind signed has no parameters.
#[cfg(feature = "aws-lc-rs")]
#[test]
fn a_key_of_another_kind_has_no_parameters_to_give() {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let elliptic = SubjectPublicKeyInfo::from_der(der.as_ref()).unwrap();
    let sign = |octets: &[u8]| pair.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec();
    let ecdsa = || sequence(&[identifier(oid::ECDSA_WITH_SHA256)]);
    let signed =
        |subject: &str, key: &SubjectPublicKeyInfo| certificate_signed("Root", subject, key, ecdsa(), sign);
    let all = Hierarchy::new();
    let (anchor, upper) = (signed("Root", &elliptic), signed("Upper", &all.upper.bare_public_key()));
    let intermediates = [upper, all.lower_certificate.clone()];
    let missing = "the DSA key has no parameters of its own, and no issuer on the path has any to inherit";
    // The certificate of the key is good; what the key signed cannot be verified.
    let refused = Question::new(&all.end_entity, &[&anchor], &intermediates).outcome();
    assert_eq!(refused, format!("path::signature-algorithm ({missing}: CN=Lower)"));
    let end_entity = signed("End", &all.upper.bare_public_key());
    let refused = Question::new(&end_entity, &[&anchor], &[]).outcome();
    assert_eq!(refused, format!("path::public-key ({missing}: CN=End)"));
    // Parameters above the key of another kind stay above it.
    let root = certificate("Top", &all.root, "Root", &elliptic);
    let top = certificate("Top", &all.root, "Top", &all.root.public_key());
    let intermediates = [&[root], &intermediates[..]].concat();
    let refused = Question::new(&all.end_entity, &[&top], &intermediates).outcome();
    assert_eq!(refused, format!("path::signature-algorithm ({missing}: CN=Lower)"));
}

#[test]
fn a_ca_with_parameters_of_its_own_gives_those_and_not_the_ones_above_it() {
    let root = TestKey::of_1024_bits();
    let middle = TestKey::of_2048_bits();
    let (lower, end) = (middle.with_private(5), middle.with_private(6));
    let anchor = certificate("Root", &root, "Root", &root.public_key());
    let intermediates = [
        certificate("Root", &root, "Middle", &middle.public_key()),
        certificate("Middle", &middle, "Lower", &lower.bare_public_key()),
    ];
    let end_entity = certificate("Lower", &lower, "End", &end.bare_public_key());
    assert_eq!(Question::new(&end_entity, &[&anchor], &intermediates).outcome(), "passed");
    let upper = TestKey { x: root.parameters.number(5), ..root.clone() };
    let end_entity = certificate("Lower", &upper, "End", &end.bare_public_key());
    let wrong = "path::certificate-signature (issuer CN=Lower of CN=End)";
    assert_eq!(Question::new(&end_entity, &[&anchor], &intermediates).outcome(), wrong);
}

/// A donor: parameters under which Upper's certificate verifies as well, and under which the attacker has Upper's key.
struct Donor {
    forger: TestKey,
    certificate: Certificate,
    forged: Certificate,
}

impl Donor {
    fn new(all: &Hierarchy) -> Donor {
        let upper = &all.upper_certificate;
        let (forger, verifies) = forged_parameters(&all.root, &all.upper, DIGEST, upper.tbs_der());
        let forged = certificate("Upper", &forger, "Forged", &all.root.public_key());
        let verify = |key: &SubjectPublicKeyInfo, certificate: &Certificate| {
            let algorithm = SignatureAlgorithm::Dsa(DIGEST);
            let (octets, signature) = (certificate.tbs_der(), certificate.signature_value());
            danger_verify_legacy_signature(&algorithm, EcdsaEncoding::Asn1, key, octets, signature)
        };
        // The attack is a real one: with the donor's parameters everything verifies.
        assert_eq!(verify(&verifies, upper), Ok(()));
        let complete = upper.public_key().with_dsa_parameters_of(&verifies).unwrap();
        assert_eq!(verify(&complete, &forged), Ok(()));
        Donor { certificate: certificate("Root", &forger, "Root", &verifies), forger, forged }
    }
}

#[test]
fn parameters_of_a_donor_of_the_same_name_that_is_not_on_the_path_count_for_nothing() {
    let all = Hierarchy::new();
    let Donor { certificate: donor, forged, .. } = Donor::new(&all);
    let wrong = "path::certificate-signature (";
    let upper = &all.upper_certificate;
    for intermediates in [
        vec![upper.clone()],
        vec![upper.clone(), donor.clone()],
        vec![donor.clone(), upper.clone()],
        vec![donor.clone(), upper.clone(), donor.clone()],
    ] {
        let question = Question { anchors: &[&all.anchor], ..Question::new(&forged, &[], &intermediates) };
        let refused = question.outcome();
        assert!(refused.starts_with(wrong), "{refused}");
        // Nor do they get in the way of what is genuine.
        let intermediates = [&intermediates[..], std::slice::from_ref(&all.lower_certificate)].concat();
        let question = Question::new(&all.end_entity, &[], &intermediates);
        assert_eq!(Question { anchors: &[&all.anchor], ..question }.outcome(), "passed");
    }
}

/// Two anchors of one name with parameters of their own: what is known under the one says nothing under the other, in
/// whatever order they are tried.
#[test]
fn each_path_has_its_own_parameters() {
    let all = Hierarchy::new();
    let Donor { certificate: donor, forged, forger } = Donor::new(&all);
    let intermediates = all.intermediates();
    let wrong = "path::certificate-signature (issuer CN=Upper of CN=Forged)";
    for anchors in [[&all.anchor, &donor], [&donor, &all.anchor]] {
        for end_entity in [&all.end_entity, &forged] {
            let question = Question { anchors: &anchors, ..Question::new(end_entity, &[], &intermediates) };
            assert_eq!(question.outcome(), "passed", "{}", end_entity.subject());
        }
        // A list counts on the path under whose parameters it was signed.
        let lists = [list("Root", &all.root, None), list("Upper", &forger, None)];
        let question =
            Question { anchors: &anchors, lists: &lists, ..Question::new(&forged, &[], &intermediates) };
        let refused = question.outcome();
        assert!(refused.contains("revocation::no-answer"), "{refused}");
    }
    let question = Question { anchors: &[&all.anchor], ..Question::new(&forged, &[], &intermediates) };
    assert_eq!(question.outcome(), wrong);
}

#[test]
fn a_list_is_verified_with_the_parameters_of_the_path() {
    let all = Hierarchy::new();
    let Donor { certificate: donor, forger, .. } = Donor::new(&all);
    let intermediates = [&[donor], &all.intermediates()[..]].concat();
    let outcome = |lists: &[CertificateList]| {
        let question = Question { lists, ..Question::new(&all.end_entity, &[], &intermediates) };
        Question { anchors: &[&all.anchor], ..question }.outcome()
    };
    let (root, upper) = (list("Root", &all.root, None), list("Upper", &all.upper, None));
    let lower = list("Lower", &all.lower, None);
    assert_eq!(outcome(&[root.clone(), upper.clone(), lower.clone()]), "passed");
    let revoked = list("Lower", &all.lower, Some(0x2a));
    let refused = outcome(&[root.clone(), upper.clone(), revoked]);
    assert!(refused.starts_with("revocation::revoked (revoked at 2022-09-06T00:00:00Z"), "{refused}");
    let no_answer = |subject: &str| format!("revocation::no-answer (CN={subject})");
    let next_update = lower.as_der().windows(13).position(|octets| octets == b"220910180000Z").unwrap();
    // Of s, of r, and the seconds of nextUpdate.
    for place in [lower.as_der().len() - 1, lower.as_der().len() - 30, next_update + 11] {
        let mut der = lower.as_der().to_vec();
        der[place] ^= 1;
        let Ok(changed) = CertificateList::from_der(&der) else {
            panic!("octet {place} is no longer a list")
        };
        assert_eq!(outcome(&[root.clone(), upper.clone(), changed]), no_answer("End"), "octet {place}");
    }
    let forged = list("Upper", &forger, None);
    assert_eq!(outcome(&[root.clone(), forged, lower.clone()]), no_answer("Lower"));
    assert_eq!(outcome(&[root, lower]), no_answer("Lower"));
}

/// The signer of the lists is found by its own path, and its key gets its parameters there.
#[test]
fn a_delegated_signer_of_lists_inherits_as_well() {
    let all = Hierarchy::new();
    let parameters: &TestParameters = &all.root.parameters;
    let end = all.root.with_private(9);
    let end_entity = certificate("Root", &all.root, "End", &end.bare_public_key());
    // A second key of the same name, which signs the lists.
    let second = TestKey { parameters: parameters.clone(), x: parameters.number(0x4444_4444) };
    let signer = certificate("Root", &all.root, "Root", &second.bare_public_key());
    let intermediates = [signer];
    let outcome = |lists: &[CertificateList]| {
        let question = Question { lists, ..Question::new(&end_entity, &[], &intermediates) };
        Question { anchors: &[&all.anchor], ..question }.outcome()
    };
    let (first, by_second) = (list("Root", &all.root, None), list("Root", &second, None));
    assert_eq!(outcome(std::slice::from_ref(&first)), "passed");
    let revoked = list("Root", &second, Some(0x2a));
    let refused = outcome(&[first, revoked]);
    assert!(refused.starts_with("revocation::"), "{refused}");
    let refused = outcome(&[by_second]);
    assert!(refused.starts_with("revocation::no-answer"), "nobody vouches for the second key: {refused}");
}
