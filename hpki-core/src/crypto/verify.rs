//! Verification of one signature.
//!
//! The checks that libraries make loosely or differently are made here: bits of the modulus (ring's "2048" takes 2041),
//! the exponent, the exact length of the value, the fit of key and algorithm.

use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, RsaPssParameters, SignatureAlgorithm};
use crate::backend::{self, Message, Modulus, PrepareError, PreparedKey, Scheme};
use crate::crypto::SignatureError;
use crate::key::{Curve, KeyKind, RsaKeyUsage, RsaPublicKey, SubjectPublicKeyInfo};
#[cfg(feature = "danger-dsa")]
use crate::oid;

/// Fewest and most bits of an RSA modulus. 2048 is the minimum of CRYPTREC and NIST SP 800-131A; verification time
/// grows with the square, and nobody issues more than 8192.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Fewest bits for facts about old signatures.
const LEGACY_RSA_BITS: usize = 1024;

/// Verifies that `signature` over `message` was made with the private key of `key`.
///
/// Accepted: RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256, SHA-384 or SHA-512, moduli of 2048 to 8192 bits and odd
/// exponents from 65537; ECDSA on P-256, P-384 and P-521 with the same digests. `encoding` is how ECDSA values are
/// written and means nothing for RSA.
///
/// # Errors
/// [`SignatureError`]: refused before it was looked at, or wrong.
pub fn verify_signature(
    algorithm: &SignatureAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    verify_strong_signature(algorithm, encoding, key, Message::Octets(message), signature)
}

/// [`verify_signature`] for a message that may have been digested before.
pub(crate) fn verify_strong_signature(
    algorithm: &SignatureAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), SignatureError> {
    check_strength(algorithm)?;
    verify(algorithm, encoding, key, message, signature, *RSA_BITS.start())
}

/// Like [`verify_signature`], with SHA-1 and RSA from 1024 bits: a fact about an old signature that proves
/// nothing today, for inspection. With the feature `danger-dsa` also DSA in the sizes of FIPS 186-4, whose values are
/// written as `encoding` says; the key must have its parameters.
///
/// # Errors
/// [`SignatureError`]: refused before it was looked at, or wrong.
pub fn danger_verify_legacy_signature(
    algorithm: &SignatureAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    #[cfg(feature = "danger-dsa")]
    if let (SignatureAlgorithm::Dsa(digest), KeyKind::Other(oid::DSA)) = (*algorithm, key.kind()) {
        let unsupported = |_| unsupported(algorithm, key);
        let digest = super::digest(digest, message).map_err(unsupported)?;
        return super::dsa::DsaKey::new(key)?.verify(encoding, digest.as_ref(), signature);
    }
    verify(algorithm, encoding, key, Message::Octets(message), signature, LEGACY_RSA_BITS)
}

fn unsupported(algorithm: &SignatureAlgorithm, key: &SubjectPublicKeyInfo) -> SignatureError {
    SignatureError::Unsupported { algorithm: *algorithm, key: key.kind().to_string(), backend: backend::NAME }
}

fn check_strength(algorithm: &SignatureAlgorithm) -> Result<(), SignatureError> {
    let strong = match *algorithm {
        SignatureAlgorithm::RsaPkcs1(digest) | SignatureAlgorithm::Ecdsa(digest) => digest.is_acceptable(),
        SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest, .. }) => {
            digest.is_acceptable() && mask_digest.is_acceptable()
        }
        SignatureAlgorithm::Dsa(_) | SignatureAlgorithm::Hmac(_) => false,
        // Not known to be weak: refused below as unsupported.
        SignatureAlgorithm::Ed25519 | SignatureAlgorithm::Unknown(_) => true,
    };
    if strong { Ok(()) } else { Err(SignatureError::WeakAlgorithm { algorithm: *algorithm }) }
}

fn verify(
    algorithm: &SignatureAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: Message<'_>,
    signature: &[u8],
    fewest_bits: usize,
) -> Result<(), SignatureError> {
    let mismatch = || SignatureError::KeyMismatch { algorithm: *algorithm, key: key.kind().to_string() };
    let unsupported = || unsupported(algorithm, key);
    match (*algorithm, key.kind()) {
        (SignatureAlgorithm::RsaPkcs1(digest), KeyKind::Rsa(rsa)) if rsa.usage() == RsaKeyUsage::Any => {
            check_rsa(rsa, signature, fewest_bits)?;
            let modulus = if rsa.bits() < *RSA_BITS.start() { Modulus::Legacy } else { Modulus::Full };
            with_backend(Scheme::RsaPkcs1(digest, modulus), key, message, signature, unsupported)
        }
        (SignatureAlgorithm::RsaPss(parameters), KeyKind::Rsa(rsa)) if rsa.permits_pss(parameters) => {
            check_rsa(rsa, signature, fewest_bits)?;
            // Neither library has PSS for smaller keys: it must not look like a wrong value.
            let scheme = pss_scheme(parameters).filter(|_| rsa.bits() >= *RSA_BITS.start());
            let scheme = scheme.ok_or_else(unsupported)?;
            with_backend(scheme, key, message, signature, unsupported)
        }
        (SignatureAlgorithm::Ecdsa(digest), KeyKind::Ec(curve)) => {
            verify_ecdsa(digest, *curve, encoding, key, message, signature, unsupported)
        }
        (SignatureAlgorithm::Ed25519 | SignatureAlgorithm::Unknown(_), _) => Err(unsupported()),
        (SignatureAlgorithm::Dsa(_), KeyKind::Other(_)) => Err(unsupported()),
        _ => Err(mismatch()),
    }
}

/// Both libraries have PSS with the digest of the message in MGF1 and a salt of its length: what RFC 9231, 2.3.10, and
/// practically every certificate have.
fn pss_scheme(parameters: RsaPssParameters) -> Option<Scheme> {
    let RsaPssParameters { digest, mask_digest, salt_length } = parameters;
    let usual = mask_digest == digest && usize::try_from(salt_length) == Ok(digest.length());
    if usual { Some(Scheme::RsaPss(digest)) } else { None }
}

fn check_rsa(key: &RsaPublicKey, signature: &[u8], fewest_bits: usize) -> Result<(), SignatureError> {
    let bits = key.bits();
    if bits < fewest_bits {
        return Err(SignatureError::KeyTooWeak { bits, minimum: fewest_bits });
    }
    if bits > *RSA_BITS.end() {
        return Err(SignatureError::KeyTooLarge { bits });
    }
    // Both libraries stop at 33 bits: larger exponents only cost time.
    let exponent = match key.exponent() {
        octets @ [_, ..] if octets.len() <= 5 => {
            octets.iter().fold(0u64, |sum, &octet| sum << 8 | u64::from(octet))
        }
        _ => 0,
    };
    if exponent < 65_537 || exponent.is_multiple_of(2) || exponent >> 33 != 0 {
        return Err(SignatureError::Exponent);
    }
    let expected = bits.div_ceil(8);
    if signature.len() != expected {
        return Err(SignatureError::SignatureLength { expected, found: signature.len() });
    }
    Ok(())
}

fn verify_ecdsa(
    digest: DigestAlgorithm,
    curve: Curve,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: Message<'_>,
    signature: &[u8],
    unsupported: impl Fn() -> SignatureError,
) -> Result<(), SignatureError> {
    let length = curve.coordinate_length().ok_or_else(&unsupported)?;
    // Uncompressed points only (RFC 5480, 2.2, allows a CA no other without asking).
    match key.subject_public_key() {
        [0x04, coordinates @ ..] if coordinates.len() == 2 * length => {}
        _ => return Err(SignatureError::MalformedKey),
    }
    let scheme = Scheme::Ecdsa(curve, digest);
    match encoding {
        EcdsaEncoding::Asn1 => with_backend(scheme, key, message, signature, unsupported),
        EcdsaEncoding::P1363 => {
            let (expected, found) = (2 * length, signature.len());
            if expected != found {
                return Err(SignatureError::SignatureLength { expected, found });
            }
            let (r, s) = signature.split_at(length);
            with_backend(scheme, key, message, &ecdsa_sig_value(r, s), unsupported)
        }
    }
}

/// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` from two numbers of at most 66 octets.
fn ecdsa_sig_value(r: &[u8], s: &[u8]) -> Vec<u8> {
    let mut numbers = Vec::with_capacity(2 * (66 + 3));
    for number in [r, s] {
        let zeros = number.iter().take_while(|&&octet| octet == 0).count();
        let magnitude = number.get(zeros..).unwrap_or_default();
        let pad = magnitude.first().is_none_or(|octet| octet & 0x80 != 0);
        numbers.extend([0x02, (magnitude.len() + usize::from(pad)) as u8]);
        numbers.extend(pad.then_some(0));
        numbers.extend_from_slice(magnitude);
    }
    let mut value = Vec::with_capacity(numbers.len() + 3);
    value.push(0x30);
    value.extend((numbers.len() > 0x7f).then_some(0x81));
    value.push(numbers.len() as u8);
    value.append(&mut numbers);
    value
}

fn with_backend(
    scheme: Scheme,
    key: &SubjectPublicKeyInfo,
    message: Message<'_>,
    signature: &[u8],
    unsupported: impl Fn() -> SignatureError,
) -> Result<(), SignatureError> {
    let prepare = || {
        PreparedKey::new(scheme, key.subject_public_key()).map_err(|error| match error {
            PrepareError::Unsupported => unsupported(),
            PrepareError::Malformed => SignatureError::MalformedKey,
        })
    };
    let outcome = match key.prepared().get() {
        Some(prepared) if prepared.scheme() == scheme => prepared.verify(message, signature),
        Some(_) => prepare()?.verify(message, signature),
        None => {
            let prepared = prepare()?;
            let outcome = prepared.verify(message, signature);
            // Another thread may have been first; either key is good.
            let _ = key.prepared().set(prepared);
            outcome
        }
    };
    outcome.map_err(|()| SignatureError::Mismatch)
}
