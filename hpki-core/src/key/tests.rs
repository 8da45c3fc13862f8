use super::*;
use crate::algorithm::DigestAlgorithm::{Sha256, Sha384};
use crate::test_der::{identifier, rsa_key_of, sequence, value};

fn key(algorithm: &[Vec<u8>], bits: &[u8]) -> Result<SubjectPublicKeyInfo, DerError> {
    SubjectPublicKeyInfo::from_der(&sequence(&[sequence(algorithm), value(0x03, bits)]))
}

#[test]
fn a_modulus_is_positive_and_counted_in_bits() {
    let bits = |modulus: &[u8]| match SubjectPublicKeyInfo::from_der(&rsa_key_of(modulus, &[3])) {
        Ok(key) => match key.kind() {
            KeyKind::Rsa(rsa) => Ok(rsa.bits()),
            other => panic!("{other}"),
        },
        Err(error) => Err(error.kind),
    };
    assert_eq!(bits(&[0x01]), Ok(1));
    assert_eq!(bits(&[0x00, 0xff]), Ok(8));
    assert_eq!(bits(&[0x01, 0x00]), Ok(9));
    assert_eq!(bits(&[0x00]), Err(DerErrorKind::IntegerRange));
    assert_eq!(bits(&[0xff, 0x00]), Err(DerErrorKind::IntegerRange));
    assert_eq!(bits(&[0x00, 0x01]), Err(DerErrorKind::Integer));
}

#[test]
fn curves_are_named_and_keys_are_whole_octets() {
    let ec = |parameters: Vec<u8>, bits: &[u8]| key(&[identifier(oid::EC_PUBLIC_KEY), parameters], bits);
    let kind = |parameters| ec(parameters, &[0, 4, 1, 2]).unwrap().kind().clone();
    assert_eq!(kind(identifier(oid::P384)), KeyKind::Ec(Curve::P384));
    assert_eq!(kind(identifier(oid::HPKI)), KeyKind::Ec(Curve::Other(oid::HPKI)));
    assert_eq!(kind(sequence(&[])), KeyKind::Other(oid::EC_PUBLIC_KEY), "explicit curve parameters");
    assert_eq!(ec(identifier(oid::P384), &[1, 4, 2]).unwrap_err().kind, DerErrorKind::BitString);
    assert_eq!(key(&[identifier(oid::DSA)], &[0, 1]).unwrap().kind().to_string(), "dsa");
    assert_eq!(ec(identifier(oid::P256), &[0, 4, 1, 2]).unwrap().subject_public_key(), [4, 1, 2]);
}

#[test]
fn a_key_for_pss_with_parameters_permits_no_others() {
    let digest = |algorithm| sequence(&[identifier(algorithm), value(5, &[])]);
    let parameters = sequence(&[
        value(0xa0, &digest(oid::SHA256)),
        value(0xa1, &sequence(&[identifier(oid::MGF1), digest(oid::SHA256)])),
        value(0xa2, &value(2, &[32])),
    ]);
    let rsa = [&[0][..], &sequence(&[value(2, &[0x7f; 256]), value(2, &[1, 0, 1])])].concat();
    let permits = |algorithm: &[Vec<u8>], digest, mask_digest, salt_length| match key(algorithm, &rsa)
        .unwrap()
        .kind()
    {
        KeyKind::Rsa(rsa) => rsa.permits_pss(RsaPssParameters { digest, mask_digest, salt_length }),
        other => panic!("{other}"),
    };
    let strict = [identifier(oid::RSASSA_PSS), parameters];
    assert!(permits(&strict, Sha256, Sha256, 32) && permits(&strict, Sha256, Sha256, 33));
    assert!(!permits(&strict, Sha256, Sha256, 31));
    assert!(!permits(&strict, Sha384, Sha256, 32) && !permits(&strict, Sha256, Sha384, 32));
    for open in [vec![identifier(oid::RSASSA_PSS)], vec![identifier(oid::RSA_ENCRYPTION), value(5, &[])]] {
        assert!(permits(&open, Sha384, Sha256, 0));
    }
    let malformed = [identifier(oid::RSASSA_PSS), value(5, &[])];
    assert!(key(&malformed, &rsa).is_err());
}
