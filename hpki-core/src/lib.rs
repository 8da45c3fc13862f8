//! Certificates of Japan's Healthcare PKI (HPKI), the professional roles in them, revocation lists and
//! certification paths: from bytes to parsed values, from parsed values to a checked path and a report.
//!
//! The crate reads no clock, no file, no network and no environment. Time, trust anchors, intermediate
//! certificates and revocation lists are arguments.
//!
//! Rooms, each using only rooms above it (a test reads the `use` lines):
//!
//! - vocabulary: [`time`], [`limits`], [`report`], [`oid`], [`der`], [`algorithm`]
//! - parsed, vouched for by nobody: [`name`], [`key`], [`crypto`] (facts about single signatures), [`general_name`],
//!   [`certificate`], [`role`], [`crl`], [`pem`], [`bundle`], [`trust`]
//! - the way out: [`signer`]; with the feature `key-file`, `key_file`: keys from files
#![forbid(unsafe_code)]

pub mod limits;
pub mod report;
pub mod time;

pub mod algorithm;
mod backend;
pub mod bundle;
pub mod certificate;
pub mod crl;
pub mod crypto;
pub mod der;
pub mod general_name;
pub mod key;
#[cfg(feature = "key-file")]
pub mod key_file;
pub mod name;
pub mod ocsp;
mod octets;
pub mod oid;
pub mod pem;
pub mod role;
pub mod signer;
#[cfg(test)]
mod test_der;
pub mod trust;

pub mod path;
pub mod profile;
pub mod revocation;
mod signature_budget;
