//! Signature algorithms.

use std::fmt;

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm, RsaPssParameters};
use crate::der::DerError;
use crate::oid::{self, ObjectIdentifier};

/// A signature algorithm with all its parameters but the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, 8.1).
    RsaPss(RsaPssParameters),
    /// ECDSA (FIPS 186-5) over any curve.
    Ecdsa(DigestAlgorithm),
    /// DSA (FIPS 186-4): never accepted. A build with the feature `danger-dsa` verifies it where signatures of the past count
    /// (`crypto::danger_verify_legacy_signature`); others name it in reports.
    Dsa(DigestAlgorithm),
    /// Ed25519: named in reports, not implemented (no HPKI, XAdES or time-stamp profile uses it).
    Ed25519,
    /// HMAC: a shared secret proves nothing about who signed; named in reports only.
    Hmac(DigestAlgorithm),
    /// An algorithm without a name here.
    Unknown(ObjectIdentifier),
}

/// How an ECDSA signature value holds r and s; a DSA value likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EcdsaEncoding {
    /// `SEQUENCE { r INTEGER, s INTEGER }`: certificates, CRLs, CMS.
    Asn1,
    /// r and s one after the other, each as long as the curve's order, or DSA's q (IEEE P1363): XMLDSig.
    P1363,
}

/// Why an AlgorithmIdentifier names no usable algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmError {
    /// Nothing is known by this identifier.
    #[error("unknown algorithm {algorithm}")]
    Unknown {
        /// The identifier.
        algorithm: ObjectIdentifier,
    },
    /// The parameters are not those the algorithm has.
    #[error("algorithm {algorithm} with parameters that its standard does not allow")]
    Parameters {
        /// The identifier.
        algorithm: ObjectIdentifier,
    },
    /// The parameters are not strict DER.
    #[error("algorithm parameters: {0}")]
    Encoding(#[from] DerError),
}

use DigestAlgorithm::{Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
use SignatureAlgorithm::{Dsa, Ecdsa, Hmac, RsaPkcs1, RsaPss};

/// PSS as everybody uses it: the same digest twice and a salt as long as a digest (RFC 9231, 2.3.10).
const fn pss(digest: DigestAlgorithm, salt_length: u32) -> SignatureAlgorithm {
    RsaPss(RsaPssParameters { digest, mask_digest: digest, salt_length })
}

/// XMLDSig 1.0 and 1.1, RFC 9231.
const XML_URIS: [(&str, SignatureAlgorithm); 27] = [
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", RsaPkcs1(Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", RsaPkcs1(Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", RsaPkcs1(Sha512)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", RsaPkcs1(Sha224)),
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", RsaPkcs1(Sha1)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", RsaPkcs1(Md5)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", pss(Sha256, 32)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", pss(Sha384, 48)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", pss(Sha512, 64)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1", pss(Sha224, 28)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", pss(Sha1, 20)),
    ("http://www.w3.org/2007/05/xmldsig-more#md5-rsa-MGF1", pss(Md5, 16)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Ecdsa(Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Ecdsa(Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Ecdsa(Sha512)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", Ecdsa(Sha224)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", Ecdsa(Sha1)),
    ("http://www.w3.org/2000/09/xmldsig#dsa-sha1", Dsa(Sha1)),
    ("http://www.w3.org/2009/xmldsig11#dsa-sha256", Dsa(Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-md5", Hmac(Md5)),
    ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", Hmac(Sha1)),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha224", Hmac(Sha224)),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", Hmac(Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha384", Hmac(Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", Hmac(Sha512)),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", SignatureAlgorithm::Ed25519),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448", SignatureAlgorithm::Unknown(oid::ED448)),
];

/// RFC 3279, 4055, 5754, 5758.
const IDENTIFIERS: [(ObjectIdentifier, SignatureAlgorithm); 14] = [
    (oid::SHA256_WITH_RSA, RsaPkcs1(Sha256)),
    (oid::SHA384_WITH_RSA, RsaPkcs1(Sha384)),
    (oid::SHA512_WITH_RSA, RsaPkcs1(Sha512)),
    (oid::SHA224_WITH_RSA, RsaPkcs1(Sha224)),
    (oid::SHA1_WITH_RSA, RsaPkcs1(Sha1)),
    (oid::MD5_WITH_RSA, RsaPkcs1(Md5)),
    (oid::ECDSA_WITH_SHA256, Ecdsa(Sha256)),
    (oid::ECDSA_WITH_SHA384, Ecdsa(Sha384)),
    (oid::ECDSA_WITH_SHA512, Ecdsa(Sha512)),
    (oid::ECDSA_WITH_SHA224, Ecdsa(Sha224)),
    (oid::ECDSA_WITH_SHA1, Ecdsa(Sha1)),
    (oid::DSA_WITH_SHA1, Dsa(Sha1)),
    (oid::DSA_WITH_SHA256, Dsa(Sha256)),
    (oid::ED25519, SignatureAlgorithm::Ed25519),
];

impl SignatureAlgorithm {
    /// The algorithm of an XML `SignatureMethod`, compared octet by octet. `…2007/05/xmldsig-more#rsa-pss` has
    /// parameters in the document and is not found here.
    pub fn from_xml_uri(uri: &str) -> Option<SignatureAlgorithm> {
        XML_URIS.iter().find(|(known, _)| *known == uri).map(|&(_, algorithm)| algorithm)
    }

    /// The URI in XML, or `None` for an algorithm or parameters that XML has no URI for.
    pub fn xml_uri(&self) -> Option<&'static str> {
        XML_URIS.iter().find(|(_, known)| known == self).map(|&(uri, _)| uri)
    }

    /// The algorithm of an AlgorithmIdentifier; [`SignatureAlgorithm::Unknown`] where it has no name here.
    ///
    /// # Errors
    /// Parameters that the algorithm does not have.
    pub fn from_identifier(
        identifier: &AlgorithmIdentifier<'_>,
    ) -> Result<SignatureAlgorithm, AlgorithmError> {
        if identifier.algorithm == oid::RSASSA_PSS {
            return RsaPssParameters::from_identifier(identifier).map(RsaPss);
        }
        let known = IDENTIFIERS.iter().find(|(known, _)| *known == identifier.algorithm);
        let Some(&(_, algorithm)) = known else {
            return Ok(SignatureAlgorithm::Unknown(identifier.algorithm));
        };
        match algorithm {
            // RFC 4055, 5: NULL, and absent must be accepted.
            RsaPkcs1(_) => identifier.expect_null_or_absent()?,
            // RFC 3279, 2.2.2, wants none, and old certificates repeat the key's there. They decide nothing: parameters are
            // taken from keys alone.
            Dsa(_) => {}
            _ => identifier.expect_absent()?,
        }
        Ok(algorithm)
    }

    /// The algorithm of a CMS SignerInfo, where `rsaEncryption` (RFC 3370, 3.2) stands for RSASSA-PKCS1-v1_5
    /// with the digest named beside it.
    ///
    /// # Errors
    /// Parameters that the algorithm does not have.
    pub fn from_cms_identifier(
        identifier: &AlgorithmIdentifier<'_>,
        digest: DigestAlgorithm,
    ) -> Result<SignatureAlgorithm, AlgorithmError> {
        match identifier.algorithm {
            oid::RSA_ENCRYPTION => identifier.expect_null_or_absent().map(|()| RsaPkcs1(digest)),
            _ => SignatureAlgorithm::from_identifier(identifier),
        }
    }

    /// The digest of the message, where the algorithm has one of its own.
    pub fn digest(&self) -> Option<DigestAlgorithm> {
        match *self {
            RsaPkcs1(digest) | Ecdsa(digest) | Dsa(digest) | Hmac(digest) => Some(digest),
            RsaPss(parameters) => Some(parameters.digest),
            SignatureAlgorithm::Ed25519 | SignatureAlgorithm::Unknown(_) => None,
        }
    }
}

/// A name for people: `RSA PKCS#1 v1.5 with SHA-256`.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RsaPkcs1(digest) => write!(formatter, "RSA PKCS#1 v1.5 with {digest}"),
            RsaPss(RsaPssParameters { digest, mask_digest, salt_length }) => {
                write!(formatter, "RSASSA-PSS with {digest}, MGF1 with {mask_digest}, salt of {salt_length}")
            }
            Ecdsa(digest) => write!(formatter, "ECDSA with {digest}"),
            Dsa(digest) => write!(formatter, "DSA with {digest}"),
            Hmac(digest) => write!(formatter, "HMAC with {digest}"),
            SignatureAlgorithm::Ed25519 => formatter.write_str("Ed25519"),
            SignatureAlgorithm::Unknown(identifier) => match identifier.name() {
                Some(name) => formatter.write_str(name),
                None => write!(formatter, "unknown algorithm {identifier}"),
            },
        }
    }
}
