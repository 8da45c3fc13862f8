//! Keys are made here by the library itself; the vectors of Wycheproof are in `tests/wycheproof.rs`.

#![cfg(feature = "aws-lc-rs")]

use std::sync::{Arc, LazyLock};

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
};

use super::*;
use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, RsaPssParameters, SignatureAlgorithm};
use crate::key::SubjectPublicKeyInfo;
use crate::octets::Octets;
use crate::test_der;

const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
const RSA: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

/// A key, and signatures over "message" in both encodings.
struct Signed {
    key: SubjectPublicKeyInfo,
    asn1: Vec<u8>,
    p1363: Vec<u8>,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let asn1 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let private = asn1.to_pkcs8v1().unwrap();
    let fixed = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.as_ref()).unwrap();
    let key: PublicKeyX509Der<'_> = asn1.public_key().as_der().unwrap();
    Signed {
        key: SubjectPublicKeyInfo::from_der(key.as_ref()).unwrap(),
        asn1: asn1.sign(&random, b"message").unwrap().as_ref().to_vec(),
        p1363: fixed.sign(&random, b"message").unwrap().as_ref().to_vec(),
    }
});

#[test]
fn an_ecdsa_signature_verifies_in_its_own_encoding_only() {
    let Signed { key, asn1, p1363 } = &*SIGNED;
    let verify = |encoding, message: &[u8], signature: &[u8]| {
        verify_signature(&ECDSA, encoding, key, message, signature)
    };
    assert_eq!(verify(EcdsaEncoding::Asn1, b"message", asn1), Ok(()));
    assert_eq!(verify(EcdsaEncoding::P1363, b"message", p1363), Ok(()));
    assert_eq!(verify(EcdsaEncoding::Asn1, b"Message", asn1), Err(SignatureError::Mismatch));
    assert_eq!(verify(EcdsaEncoding::Asn1, b"message", p1363), Err(SignatureError::Mismatch));
    let found = asn1.len();
    let refused = SignatureError::SignatureLength { expected: 64, found };
    assert_eq!(verify(EcdsaEncoding::P1363, b"message", asn1), Err(refused));
    assert_eq!(verify(EcdsaEncoding::P1363, b"message", &[0; 64]), Err(SignatureError::Mismatch));
}

#[test]
fn algorithm_and_key_must_fit() {
    let Signed { key, asn1, .. } = &*SIGNED;
    let rsa = SubjectPublicKeyInfo::from_der(&test_der::rsa_key()).unwrap();
    let outcome = |algorithm, key: &SubjectPublicKeyInfo| {
        verify_signature(&algorithm, EcdsaEncoding::Asn1, key, b"message", asn1).unwrap_err()
    };
    assert_eq!(outcome(RSA, key).finding().id, "crypto::key-mismatch");
    assert_eq!(outcome(ECDSA, &rsa).finding().id, "crypto::key-mismatch");
    assert_eq!(outcome(SignatureAlgorithm::Ed25519, key).finding().id, "crypto::unsupported");
    assert_eq!(
        outcome(SignatureAlgorithm::Hmac(DigestAlgorithm::Sha256), &rsa).finding().id,
        "crypto::weak-algorithm"
    );
}

#[test]
fn a_key_for_pss_verifies_nothing_else() {
    let plain = test_der::rsa_key();
    let mut fields = crate::der::Reader::new(&plain).sequence().unwrap();
    fields.element().unwrap();
    let algorithm = test_der::sequence(&[test_der::identifier(crate::oid::RSASSA_PSS)]);
    let der = test_der::sequence(&[algorithm, fields.rest().to_vec()]);
    let key = SubjectPublicKeyInfo::from_der(&der).unwrap();
    let outcome = |algorithm| verify_signature(&algorithm, EcdsaEncoding::Asn1, &key, b"", &[1; 256]);
    assert_eq!(outcome(RSA).unwrap_err().finding().id, "crypto::key-mismatch");
    let digest = DigestAlgorithm::Sha256;
    let parameters = |salt_length| RsaPssParameters { digest, mask_digest: digest, salt_length };
    assert_eq!(outcome(SignatureAlgorithm::RsaPss(parameters(32))), Err(SignatureError::Mismatch));
    let unsupported = outcome(SignatureAlgorithm::RsaPss(parameters(20))).unwrap_err();
    assert_eq!(unsupported.finding().id, "crypto::unsupported");
    assert!(!unsupported.is_mismatch() && unsupported.to_string().contains("salt of 20"), "{unsupported}");
}

#[test]
fn weak_algorithms_are_refused_before_they_are_tried() {
    let weak = [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha224];
    let rsa = SubjectPublicKeyInfo::from_der(&test_der::rsa_key()).unwrap();
    for digest in weak {
        let pss = |digest, mask_digest| {
            SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest, salt_length: 32 })
        };
        for algorithm in [
            SignatureAlgorithm::RsaPkcs1(digest),
            SignatureAlgorithm::Ecdsa(digest),
            SignatureAlgorithm::Dsa(digest),
            pss(digest, DigestAlgorithm::Sha256),
            pss(DigestAlgorithm::Sha256, digest),
        ] {
            let outcome = verify_signature(&algorithm, EcdsaEncoding::Asn1, &rsa, b"", &[]);
            assert_eq!(outcome, Err(SignatureError::WeakAlgorithm { algorithm }));
        }
    }
}

#[test]
fn the_size_of_an_rsa_key_is_that_of_its_modulus() {
    let outcome = |modulus: &[u8], exponent: &[u8], length: usize| {
        let key = SubjectPublicKeyInfo::from_der(&test_der::rsa_key_of(modulus, exponent)).unwrap();
        verify_signature(&RSA, EcdsaEncoding::Asn1, &key, b"", &vec![1; length]).unwrap_err()
    };
    let modulus = |first: &[u8], octets: usize| [first, &vec![0xc3; octets - 1][..]].concat();
    let usual = &[1, 0, 1][..];
    let full = modulus(&[0, 0x80], 256);
    assert_eq!(outcome(&full, usual, 256), SignatureError::Mismatch);
    let weak = |bits| SignatureError::KeyTooWeak { bits, minimum: 2048 };
    assert_eq!(outcome(&modulus(&[0x7f], 256), usual, 256), weak(2047));
    assert_eq!(outcome(&modulus(&[0x01], 256), usual, 256), weak(2041));
    assert_eq!(outcome(&modulus(&[0, 0x80], 128), usual, 128), weak(1024));
    assert_eq!(outcome(&modulus(&[0x01], 1025), usual, 1025), SignatureError::KeyTooLarge { bits: 8193 });
    for exponent in
        [&[3][..], &[1], &[2], &[1, 0, 0], &[0, 0xff, 0xff], &[2, 0, 0, 0, 1], &[1, 0, 0, 0, 0, 1]]
    {
        assert_eq!(outcome(&full, exponent, 256), SignatureError::Exponent, "{exponent:02x?}");
    }
    for found in [0, 255, 257] {
        let expected = 256;
        let refused = SignatureError::SignatureLength { expected, found };
        assert_eq!(outcome(&full, usual, found), refused);
    }
}

#[test]
fn a_legacy_signature_is_a_fact_of_its_own() {
    let modulus = [&[0, 0x80][..], &[0xc3; 127]].concat();
    let key = SubjectPublicKeyInfo::from_der(&test_der::rsa_key_of(&modulus, &[1, 0, 1])).unwrap();
    let outcome = |algorithm| {
        danger_verify_legacy_signature(&algorithm, EcdsaEncoding::Asn1, &key, b"", &[1; 128]).unwrap_err()
    };
    for digest in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha512] {
        assert_eq!(outcome(SignatureAlgorithm::RsaPkcs1(digest)), SignatureError::Mismatch);
        let salt_length = digest.length() as u32;
        let pss = RsaPssParameters { digest, mask_digest: digest, salt_length };
        assert_eq!(outcome(SignatureAlgorithm::RsaPss(pss)).finding().id, "crypto::unsupported");
    }
    for digest in [DigestAlgorithm::Md5, DigestAlgorithm::Sha224, DigestAlgorithm::Sha384] {
        assert_eq!(outcome(SignatureAlgorithm::RsaPkcs1(digest)).finding().id, "crypto::unsupported");
    }
    let small = SubjectPublicKeyInfo::from_der(&test_der::rsa_key_of(&[0x7f; 128], &[1, 0, 1])).unwrap();
    let refused = danger_verify_legacy_signature(&RSA, EcdsaEncoding::Asn1, &small, b"", &[1; 128]);
    assert_eq!(refused, Err(SignatureError::KeyTooWeak { bits: 1023, minimum: 1024 }));
}

#[cfg(not(feature = "danger-dsa"))]
#[test]
fn a_build_without_dsa_knows_its_name_only() {
    let parameters = [[0xff; 128].as_slice(), &[0xff; 20], &[2; 128]]
        .map(|number| test_der::value(0x02, &[&[0], number].concat()));
    let algorithm =
        test_der::sequence(&[test_der::identifier(crate::oid::DSA), test_der::sequence(&parameters)]);
    let der = test_der::sequence(&[algorithm, test_der::value(0x03, &[0, 0x02, 0x01, 0x05])]);
    let key = SubjectPublicKeyInfo::from_der(&der).unwrap();
    let dsa = SignatureAlgorithm::Dsa(DigestAlgorithm::Sha1);
    let refused =
        danger_verify_legacy_signature(&dsa, EcdsaEncoding::Asn1, &key, b"message", &[]).unwrap_err();
    assert!(matches!(refused, SignatureError::Unsupported { .. }), "{refused}");
    let refused = verify_signature(&dsa, EcdsaEncoding::Asn1, &key, b"message", &[]);
    assert_eq!(refused, Err(SignatureError::WeakAlgorithm { algorithm: dsa }));
}

#[test]
fn the_cache_remembers_exactly_what_was_verified() {
    let Signed { key, asn1, .. } = &*SIGNED;
    let cache = VerifiedSignatureCache::new(4);
    let verify = |message: &[u8], signature: &[u8]| {
        cache.verify_signature(&ECDSA, EcdsaEncoding::Asn1, key, message, signature)
    };
    assert_eq!(verify(b"message", asn1), Ok(()));
    assert_eq!(verify(b"message", asn1), Ok(()));
    assert_eq!(cache.len(), 1);
    assert_eq!(verify(b"messag", asn1), Err(SignatureError::Mismatch));
    let refused = cache.verify_signature(&RSA, EcdsaEncoding::Asn1, key, b"message", asn1);
    assert_eq!(refused.unwrap_err().finding().id, "crypto::key-mismatch");
    let swapped = [b"message", &asn1[..1]].concat();
    assert_eq!(verify(&swapped, &asn1[1..]), Err(SignatureError::Mismatch));
    assert_eq!(cache.len(), 1, "failures are not remembered");
    let nothing = VerifiedSignatureCache::new(0);
    nothing.verify_signature(&ECDSA, EcdsaEncoding::Asn1, key, b"message", asn1).unwrap();
    assert!(nothing.is_empty());
}

#[test]
fn of_certificates_the_cache_remembers_the_very_octets_and_the_very_key() {
    let octets = |octets: &[u8]| Octets::new(Arc::new(octets.to_vec()));
    let (certificate, key) = (octets(&[1; 40]), octets(b"key"));
    let cache = VerifiedSignatureCache::new(4);
    let verified = |certificate: &Octets, key: &Octets, outcome: Result<(), SignatureError>| {
        let asked = std::cell::Cell::new(false);
        let found = cache.verify_certificate(certificate, key, || {
            asked.set(true);
            outcome
        });
        (found.is_ok(), asked.get())
    };
    assert_eq!(verified(&certificate, &key, Err(SignatureError::Mismatch)), (false, true));
    assert_eq!(verified(&certificate, &key, Ok(())), (true, true), "a failure is not remembered");
    assert_eq!(verified(&certificate, &key, Err(SignatureError::Mismatch)), (true, false));
    let same_end = octets(&[[2; 24].as_slice(), &[1; 16]].concat());
    for (certificate, key) in [(&same_end, &key), (&certificate, &octets(b"other key"))] {
        assert_eq!(verified(certificate, key, Err(SignatureError::Mismatch)), (false, true));
    }
    for last in 0..10 {
        assert!(verified(&octets(&[last; 40]), &key, Ok(())).0);
        assert!(cache.len() <= 2);
    }
    let nothing = VerifiedSignatureCache::new(0);
    nothing.verify_certificate(&certificate, &key, || Ok(())).unwrap();
    assert!(nothing.is_empty());
}

#[test]
fn a_key_keeps_working_for_another_scheme_than_its_first() {
    let Signed { key, asn1, .. } = &*SIGNED;
    let key = SubjectPublicKeyInfo::from_der(key.as_der()).unwrap();
    let other = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384);
    for _ in 0..2 {
        let outcome = verify_signature(&other, EcdsaEncoding::Asn1, &key, b"message", asn1);
        assert_eq!(outcome, Err(SignatureError::Mismatch));
        assert_eq!(verify_signature(&ECDSA, EcdsaEncoding::Asn1, &key, b"message", asn1), Ok(()));
    }
}
