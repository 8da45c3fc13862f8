use super::*;
use crate::der::Reader;
use crate::oid::{self, ObjectIdentifier};
use crate::test_der::{identifier, sequence, value};
use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};

fn null() -> Vec<u8> {
    value(0x05, &[])
}

fn read(der: &[u8]) -> Result<SignatureAlgorithm, AlgorithmError> {
    let mut reader = Reader::new(der);
    let algorithm = SignatureAlgorithm::from_identifier(&AlgorithmIdentifier::read(&mut reader)?);
    reader.finish()?;
    algorithm
}

#[test]
fn parameters_are_those_of_the_standard() {
    let with = |algorithm: ObjectIdentifier, parameters: &[u8]| {
        read(&sequence(&[identifier(algorithm), parameters.to_vec()]))
    };
    assert_eq!(with(oid::SHA256_WITH_RSA, &null()), Ok(SignatureAlgorithm::RsaPkcs1(Sha256)));
    assert_eq!(with(oid::SHA256_WITH_RSA, &[]), Ok(SignatureAlgorithm::RsaPkcs1(Sha256)));
    assert_eq!(with(oid::ECDSA_WITH_SHA384, &[]), Ok(SignatureAlgorithm::Ecdsa(Sha384)));
    assert_eq!(with(oid::DSA_WITH_SHA1, &null()), Ok(SignatureAlgorithm::Dsa(Sha1)));
    assert_eq!(with(oid::HC_ROLE, &null()), Ok(SignatureAlgorithm::Unknown(oid::HC_ROLE)));
    let refused = |algorithm| Err(AlgorithmError::Parameters { algorithm });
    assert_eq!(with(oid::SHA256_WITH_RSA, &value(0x05, &[0])), refused(oid::SHA256_WITH_RSA));
    assert_eq!(with(oid::SHA256_WITH_RSA, &sequence(&[])), refused(oid::SHA256_WITH_RSA));
    assert_eq!(with(oid::ECDSA_WITH_SHA256, &null()), refused(oid::ECDSA_WITH_SHA256));
    assert_eq!(with(oid::ED25519, &null()), refused(oid::ED25519));
    let twice = [null(), null()].concat();
    assert!(matches!(with(oid::SHA256_WITH_RSA, &twice), Err(AlgorithmError::Encoding(_))));
}

#[test]
fn cms_names_rsa_by_its_key() {
    let der = sequence(&[identifier(oid::RSA_ENCRYPTION), null()]);
    let rsa = AlgorithmIdentifier::read(&mut Reader::new(&der)).unwrap();
    let algorithm = SignatureAlgorithm::from_cms_identifier(&rsa, Sha512);
    assert_eq!(algorithm, Ok(SignatureAlgorithm::RsaPkcs1(Sha512)));
    let unknown = SignatureAlgorithm::Unknown(oid::RSA_ENCRYPTION);
    assert_eq!(SignatureAlgorithm::from_identifier(&rsa), Ok(unknown), "not in a certificate");
    let der = sequence(&[identifier(oid::SHA256_WITH_RSA), null()]);
    let with_digest = AlgorithmIdentifier::read(&mut Reader::new(&der)).unwrap();
    let algorithm = SignatureAlgorithm::from_cms_identifier(&with_digest, Sha512);
    assert_eq!(algorithm, Ok(SignatureAlgorithm::RsaPkcs1(Sha256)));
}

fn digest(algorithm: ObjectIdentifier) -> Vec<u8> {
    sequence(&[identifier(algorithm), null()])
}

fn pss(fields: &[Vec<u8>]) -> Result<SignatureAlgorithm, AlgorithmError> {
    read(&sequence(&[identifier(oid::RSASSA_PSS), sequence(fields)]))
}

#[test]
fn the_parameters_of_pss_are_read_with_their_defaults() {
    let mgf = |algorithm| value(0xa1, &sequence(&[identifier(oid::MGF1), digest(algorithm)]));
    let salt = |length| value(0xa2, &value(0x02, &[length]));
    let expected = |digest, mask_digest, salt_length| {
        Ok(SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest, salt_length }))
    };
    let usual = [value(0xa0, &digest(oid::SHA256)), mgf(oid::SHA256), salt(32)];
    assert_eq!(pss(&usual), expected(Sha256, Sha256, 32));
    assert_eq!(pss(&[]), expected(Sha1, Sha1, 20));
    assert_eq!(pss(&[value(0xa0, &digest(oid::SHA256))]), expected(Sha256, Sha1, 20));
    let trailer = |number| [&usual[..], &[value(0xa3, &value(0x02, &[number]))]].concat();
    assert_eq!(pss(&trailer(1)), expected(Sha256, Sha256, 32));
    assert!(pss(&trailer(2)).is_err());
    let other_mask = value(0xa1, &sequence(&[identifier(oid::SHA256), digest(oid::SHA256)]));
    for refused in [
        vec![mgf(oid::SHA256), usual[0].clone()],
        vec![usual[0].clone(), usual[0].clone()],
        vec![usual[0].clone(), other_mask],
        vec![value(0xa0, &digest(oid::HC_ROLE))],
        vec![value(0xa2, &value(0x02, &[0xff]))],
        vec![value(0xa2, &[value(0x02, &[32]), null()].concat())],
    ] {
        assert!(pss(&refused).is_err(), "{refused:02x?}");
    }
    assert!(read(&sequence(&[identifier(oid::RSASSA_PSS)])).is_err(), "a signature needs parameters");
}

#[test]
fn xml_names_are_compared_octet_by_octet() {
    let uri = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    let algorithm = SignatureAlgorithm::from_xml_uri(uri).unwrap();
    assert_eq!((algorithm, algorithm.xml_uri()), (SignatureAlgorithm::RsaPkcs1(Sha256), Some(uri)));
    for other in ["", " http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", &uri.to_uppercase()] {
        assert_eq!(SignatureAlgorithm::from_xml_uri(other), None);
    }
    let mgf1 = SignatureAlgorithm::from_xml_uri("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1");
    assert_eq!(mgf1.unwrap().to_string(), "RSASSA-PSS with SHA-384, MGF1 with SHA-384, salt of 48");
    let hmac = SignatureAlgorithm::from_xml_uri("http://www.w3.org/2000/09/xmldsig#hmac-sha1");
    assert_eq!(hmac, Some(SignatureAlgorithm::Hmac(Sha1)), "named, so that the refusal can name it");
}
