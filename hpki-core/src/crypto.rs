//! Digests and signature verification: cryptographic facts, checked before and after the library is asked.

mod cache;
mod digest;
#[cfg(feature = "danger-dsa")]
pub(crate) mod dsa;
mod error;
mod verify;

pub use cache::VerifiedSignatureCache;
pub(crate) use digest::sha256;
pub use digest::{CommonBeginning, Digest, Digester, UnsupportedDigest, digest};
pub use error::{ALL as FINDINGS, SignatureError};
pub(crate) use verify::verify_strong_signature;
pub use verify::{danger_verify_legacy_signature, verify_signature};

#[cfg(test)]
mod tests;
