//! The cryptographic library behind `crypto`: the only place that names it. One of two is compiled in.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc::{Context, NAME, PreparedKey, digest, sha256};

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
mod ring_backend;
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
pub(crate) use ring_backend::{Context, NAME, PreparedKey, digest, sha256};

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
compile_error!("hpki-core needs a cryptographic library: enable the feature aws-lc-rs or ring");

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
