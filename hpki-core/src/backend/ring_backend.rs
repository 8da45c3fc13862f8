//! ring. It has no P-521, no ECDSA with SHA-512, no SHA-224, and keeps no parsed keys.

use ring::digest as ring_digest;
#[cfg(feature = "key-file")]
use ring::error::KeyRejected;
#[cfg(feature = "key-file")]
use ring::rand::SystemRandom;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
#[cfg(feature = "key-file")]
use ring::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, RsaKeyPair};

use crate::algorithm::Curve;
use crate::algorithm::DigestAlgorithm::{self, Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
use crate::backend::{Message, Modulus, PrepareError, Scheme};
#[cfg(feature = "key-file")]
use crate::backend::{PrivateKeyParts, SigningKeyError};

/// The name for messages.
pub(crate) const NAME: &str = "ring";

/// A running digest.
#[derive(Clone)]
pub(crate) struct Context(ring_digest::Context);

impl Context {
    pub(crate) fn new(algorithm: DigestAlgorithm) -> Option<Context> {
        Some(Context(ring_digest::Context::new(digest_algorithm(algorithm)?)))
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
    Some(ring_digest::digest(digest_algorithm(algorithm)?, octets))
}

/// SHA-256, which both libraries have.
pub(crate) fn sha256(octets: &[u8]) -> impl AsRef<[u8]> {
    ring_digest::digest(&ring_digest::SHA256, octets)
}

fn digest_algorithm(algorithm: DigestAlgorithm) -> Option<&'static ring_digest::Algorithm> {
    match algorithm {
        Md5 | Sha224 => None,
        Sha1 => Some(&ring_digest::SHA1_FOR_LEGACY_USE_ONLY),
        Sha256 => Some(&ring_digest::SHA256),
        Sha384 => Some(&ring_digest::SHA384),
        Sha512 => Some(&ring_digest::SHA512),
    }
}

/// A key, bound to one scheme.
pub(crate) struct PreparedKey {
    scheme: Scheme,
    key: UnparsedPublicKey<Box<[u8]>>,
}

impl PreparedKey {
    /// `key` is the content of the BIT STRING subjectPublicKey. ring reads it at each verification, so that a key it
    /// does not take shows as a signature that does not fit.
    pub(crate) fn new(scheme: Scheme, key: &[u8]) -> Result<PreparedKey, PrepareError> {
        let algorithm = verification_algorithm(scheme).ok_or(PrepareError::Unsupported)?;
        Ok(PreparedKey { scheme, key: UnparsedPublicKey::new(algorithm, key.into()) })
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// `Err` where the signature does not fit.
    pub(crate) fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), ()> {
        let (Message::Octets(message) | Message::Digested { message, .. }) = message;
        self.key.verify(message, signature).map_err(|_| ())
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
        Scheme::Ecdsa(Curve::P256, Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        Scheme::Ecdsa(Curve::P256, Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        Scheme::Ecdsa(Curve::P384, Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        Scheme::Ecdsa(Curve::P384, Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
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
                let pair = EcdsaKeyPair::from_private_key_and_public_key(
                    algorithm,
                    number,
                    point,
                    &SystemRandom::new(),
                );
                pair.map(SigningKey::Ec).map_err(|error| rejected(&error))
            }
        }
    }

    /// Signs; ECDSA values as r and s one after the other. `Err` where the library fails, for want of randomness.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ()> {
        let random = SystemRandom::new();
        match self {
            SigningKey::Rsa(pair, encoding) => {
                let mut value = vec![0; pair.public().modulus_len()];
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
        _ => return None,
    })
}
