//! From a file to a verdict: the building blocks of ETSI EN 319 102-1, one file each, in the order they run.
//!
//! 1. format: the file is XML, and its form is that of the kind asked for (rooms `xml` and `document`);
//! 2. `signing_certificate`: which certificate the signature names;
//! 3. `time_stamps`: what time is proven;
//! 4. the certification path at that time (`hpki_core::path`), with revocation, policy and role;
//! 5. `cryptographic`: SignatureValue, then every reference;
//! 6. `acceptance`: what the signed properties say against all that.
//!
//! `signature` runs 2 to 6 for one signature, `verifier` puts a document together.

mod acceptance;
mod cryptographic;
mod evidence;
mod findings;
mod memory;
mod report;
mod settings;
mod signature;
mod signing_certificate;
mod time_stamps;
mod verified;
mod verifier;

pub use report::{
    DocumentReport, Fact, Level, ProofOfExistence, ReferenceReport, SignatureReport, SignerFacts,
    TimeStampKind, TimeStampOutcome, TimeStampSummary,
};
pub use settings::{SignedParts, VerificationLimits, Verifier};
pub(crate) use signing_certificate::{digest_agrees as certificate_agrees, issuer_serial_agrees};
pub(crate) use time_stamps::{imprint, time_stamp_elements};
pub use verified::{SignedPart, VerifiedDocument, VerifiedSignature};

/// Every finding of this room.
pub static FINDINGS: &[&hpki_core::report::Finding] = findings::ALL;
