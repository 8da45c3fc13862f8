//! The one table of algorithms: object identifier, XML URI, digest, kind of key.
//!
//! Weak and unimplemented algorithms are *recognised*, so that a report can name them; whether one is acceptable is
//! decided by [`policy`], and `crypto::verify_signature` refuses the weak ones on its own.

mod curve;
mod digest;
mod identifier;
pub mod policy;
mod rsa_pss;
mod signature;

pub use curve::Curve;
pub use digest::DigestAlgorithm;
pub use identifier::AlgorithmIdentifier;
pub use rsa_pss::RsaPssParameters;
pub use signature::{AlgorithmError, EcdsaEncoding, SignatureAlgorithm};

#[cfg(test)]
mod tests;
