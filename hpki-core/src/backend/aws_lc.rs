//! aws-lc-rs.

use aws_lc_rs::digest as aws_digest;
#[cfg(feature = "key-file")]
use aws_lc_rs::error::KeyRejected;
#[cfg(feature = "key-file")]
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
#[cfg(feature = "key-file")]
use aws_lc_rs::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, RsaKeyPair};

use crate::algorithm::Curve;
use crate::algorithm::DigestAlgorithm::{self, Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
use crate::backend::{Message, Modulus, PrepareError, Scheme};
#[cfg(feature = "key-file")]
use crate::backend::{PrivateKeyParts, SigningKeyError};

/// The name for messages.
pub(crate) const NAME: &str = "aws-lc-rs";

/// A running digest.
#[derive(Clone)]
pub(crate) struct Context(aws_digest::Context);

impl Context {
    pub(crate) fn new(algorithm: DigestAlgorithm) -> Option<Context> {
        Some(Context(aws_digest::Context::new(digest_algorithm(algorithm)?)))
    }

    pub(crate) fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    pub(crate) fn finish(self) -> impl AsRef<[u8]> {
        self.0.finish()
    }
}

/// The digest of octets at hand.
pub(crate) fn digest(algorithm: DigestAlgorithm, octets: &[u8]) -> Option<impl AsRef<[u8]>> {
    Some(aws_digest::digest(digest_algorithm(algorithm)?, octets))
}

/// SHA-256, which both libraries have.
pub(crate) fn sha256(octets: &[u8]) -> impl AsRef<[u8]> {
    aws_digest::digest(&aws_digest::SHA256, octets)
}

fn digest_algorithm(algorithm: DigestAlgorithm) -> Option<&'static aws_digest::Algorithm> {
    match algorithm {
        Md5 => None,
        Sha1 => Some(&aws_digest::SHA1_FOR_LEGACY_USE_ONLY),
        Sha224 => Some(&aws_digest::SHA224),
        Sha256 => Some(&aws_digest::SHA256),
        Sha384 => Some(&aws_digest::SHA384),
        Sha512 => Some(&aws_digest::SHA512),
    }
}

/// A parsed key, bound to one scheme.
pub(crate) struct PreparedKey {
    scheme: Scheme,
    key: ParsedPublicKey,
}

impl PreparedKey {
    /// `key` is the content of the BIT STRING subjectPublicKey.
    pub(crate) fn new(scheme: Scheme, key: &[u8]) -> Result<PreparedKey, PrepareError> {
        let algorithm = verification_algorithm(scheme).ok_or(PrepareError::Unsupported)?;
        let key = ParsedPublicKey::new(algorithm, key).map_err(|_| PrepareError::Malformed)?;
        Ok(PreparedKey { scheme, key })
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// `Err` where the signature does not fit.
    pub(crate) fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), ()> {
        let digested = match message {
            Message::Digested { algorithm, digest, .. } => digest_algorithm(algorithm)
                .and_then(|algorithm| aws_digest::Digest::import_less_safe(digest, algorithm).ok()),
            Message::Octets(_) => None,
        };
        match (digested, message) {
            (Some(digest), _) => self.key.verify_digest_sig(&digest, signature),
            (None, Message::Octets(message) | Message::Digested { message, .. }) => {
                self.key.verify_sig(message, signature)
            }
        }
        .map_err(|_| ())
    }
}

fn verification_algorithm(scheme: Scheme) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match scheme {
        Scheme::RsaPkcs1(Sha1, Modulus::Full) => &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Scheme::RsaPkcs1(Sha256, Modulus::Full) => &signature::RSA_PKCS1_2048_8192_SHA256,
        Scheme::RsaPkcs1(Sha384, Modulus::Full) => &signature::RSA_PKCS1_2048_8192_SHA384,
        Scheme::RsaPkcs1(Sha512, Modulus::Full) => &signature::RSA_PKCS1_2048_8192_SHA512,
        Scheme::RsaPkcs1(Sha1, Modulus::Legacy) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Scheme::RsaPkcs1(Sha256, Modulus::Legacy) => {
            &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        Scheme::RsaPkcs1(Sha512, Modulus::Legacy) => {
            &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        Scheme::RsaPss(Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        Scheme::RsaPss(Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        Scheme::RsaPss(Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        Scheme::Ecdsa(Curve::P256, Sha1) => &signature::ECDSA_P256_SHA1_ASN1,
        Scheme::Ecdsa(Curve::P256, Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        Scheme::Ecdsa(Curve::P256, Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        Scheme::Ecdsa(Curve::P256, Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        Scheme::Ecdsa(Curve::P384, Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        Scheme::Ecdsa(Curve::P384, Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        Scheme::Ecdsa(Curve::P384, Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        Scheme::Ecdsa(Curve::P521, Sha1) => &signature::ECDSA_P521_SHA1_ASN1,
        Scheme::Ecdsa(Curve::P521, Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        Scheme::Ecdsa(Curve::P521, Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        Scheme::Ecdsa(Curve::P521, Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

/// A private key, bound to one scheme.
#[cfg(feature = "key-file")]
pub(crate) enum SigningKey {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
}

#[cfg(feature = "key-file")]
impl SigningKey {
    pub(crate) fn new(scheme: Scheme, key: &PrivateKeyParts<'_>) -> Result<SigningKey, SigningKeyError> {
        let unsupported = SigningKeyError::Unsupported;
        match key {
            PrivateKeyParts::Rsa(der) => {
                let encoding = rsa_encoding(scheme).ok_or(unsupported)?;
                Ok(SigningKey::Rsa(RsaKeyPair::from_der(der).map_err(|error| rejected(&error))?, encoding))
            }
            PrivateKeyParts::Ec { number, point } => {
                let algorithm = ecdsa_algorithm(scheme).ok_or(unsupported)?;
                let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, number, point);
                pair.map(SigningKey::Ec).map_err(|error| rejected(&error))
            }
        }
    }

    /// Signs; ECDSA values as r and s one after the other. `Err` where the library fails, for want of randomness.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ()> {
        let random = SystemRandom::new();
        match self {
            SigningKey::Rsa(pair, encoding) => {
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut value).map_err(|_| ())?;
                Ok(value)
            }
            SigningKey::Ec(pair) => Ok(pair.sign(&random, message).map_err(|_| ())?.as_ref().to_vec()),
        }
    }
}

/// A key of a size that the library does not have is no damaged key.
#[cfg(feature = "key-file")]
fn rejected(error: &KeyRejected) -> SigningKeyError {
    match error.to_string().as_str() {
        "TooLarge" | "TooSmall" => SigningKeyError::Unsupported,
        _ => SigningKeyError::Inconsistent,
    }
}

#[cfg(feature = "key-file")]
fn rsa_encoding(scheme: Scheme) -> Option<&'static dyn RsaEncoding> {
    Some(match scheme {
        Scheme::RsaPkcs1(Sha256, Modulus::Full) => &signature::RSA_PKCS1_SHA256,
        Scheme::RsaPkcs1(Sha384, Modulus::Full) => &signature::RSA_PKCS1_SHA384,
        Scheme::RsaPkcs1(Sha512, Modulus::Full) => &signature::RSA_PKCS1_SHA512,
        Scheme::RsaPss(Sha256) => &signature::RSA_PSS_SHA256,
        Scheme::RsaPss(Sha384) => &signature::RSA_PSS_SHA384,
        Scheme::RsaPss(Sha512) => &signature::RSA_PSS_SHA512,
        _ => return None,
    })
}

#[cfg(feature = "key-file")]
fn ecdsa_algorithm(scheme: Scheme) -> Option<&'static EcdsaSigningAlgorithm> {
    Some(match scheme {
        Scheme::Ecdsa(Curve::P256, Sha256) => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Scheme::Ecdsa(Curve::P384, Sha384) => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Scheme::Ecdsa(Curve::P521, Sha256) => &signature::ECDSA_P521_SHA256_FIXED_SIGNING,
        Scheme::Ecdsa(Curve::P521, Sha384) => &signature::ECDSA_P521_SHA384_FIXED_SIGNING,
        Scheme::Ecdsa(Curve::P521, Sha512) => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => return None,
    })
}
