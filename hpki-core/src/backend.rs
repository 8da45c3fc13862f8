//! The cryptographic library behind `crypto`: the only place that names it. One of two is compiled in.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(all(feature = "aws-lc-rs", feature = "key-file"))]
pub(crate) use aws_lc::SigningKey;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc::{Context, NAME, PreparedKey, digest, sha256};

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
mod ring_backend;
#[cfg(all(feature = "ring", feature = "key-file", not(feature = "aws-lc-rs")))]
pub(crate) use ring_backend::SigningKey;
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
pub(crate) use ring_backend::{Context, NAME, PreparedKey, digest, sha256};

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
compile_error!("hpki-core needs a cryptographic library: enable the feature aws-lc-rs or ring");

/// What a signature is verified over: the message, or its digest where somebody has computed it before.
#[derive(Clone, Copy)]
pub(crate) enum Message<'a> {
    Octets(&'a [u8]),
    /// The message beside its digest: ring, for one, verifies no digests.
    #[cfg_attr(not(feature = "aws-lc-rs"), allow(dead_code))]
    Digested {
        message: &'a [u8],
        algorithm: crate::algorithm::DigestAlgorithm,
        digest: &'a [u8],
    },
}

/// A signature scheme in the backend's terms. ECDSA values reach it in ASN.1 form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// RSASSA-PKCS1-v1_5; whether the modulus has under 2048 bits.
    RsaPkcs1(crate::algorithm::DigestAlgorithm, Modulus),
    /// RSASSA-PSS with one digest twice and a salt of its length.
    RsaPss(crate::algorithm::DigestAlgorithm),
    /// ECDSA over a curve.
    Ecdsa(crate::algorithm::Curve, crate::algorithm::DigestAlgorithm),
}

/// The size of an RSA modulus, as far as the backends tell sizes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modulus {
    /// 1024 to 2047 bits: only for facts about old signatures.
    Legacy,
    /// 2048 to 8192 bits.
    Full,
}

/// Why a key could not be prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrepareError {
    /// The library does not have the scheme.
    Unsupported,
    /// The library does not take the key. ring says so at verification only.
    #[cfg_attr(not(feature = "aws-lc-rs"), allow(dead_code))]
    Malformed,
}

/// The parts of a private key that the backends want.
#[cfg(feature = "key-file")]
pub(crate) enum PrivateKeyParts<'a> {
    /// RSAPrivateKey (RFC 8017, A.1.2).
    Rsa(&'a [u8]),
    /// The private number, as long as the curve's order, and the public point that must belong to it.
    Ec { number: &'a [u8], point: &'a [u8] },
}

/// Why a private key cannot be used.
#[cfg(feature = "key-file")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SigningKeyError {
    /// The library does not sign with the scheme, or not with a key of this size.
    Unsupported,
    /// The parts of the key do not belong together.
    Inconsistent,
}
