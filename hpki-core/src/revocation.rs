//! Whether a certificate is revoked, in three states (RFC 5280, section 6.3.3).
//!
//! A list counts for a time when its scope fits the certificate and it either covers the time or was issued later,
//! while the certificate was still within its validity: a later list is better evidence about an earlier moment.
//! Which of the two rules was used stands in the report. A permanent revocation in any list that counts stands,
//! whatever a newer one omits; a hold is lifted by the newest. A list that cannot be used gives no answer, and "no
//! answer" is never "good".

pub mod finding;
mod freshness;
mod gathered;
mod resolver;
mod responder;
mod scope;
mod source;
mod status;

pub use freshness::FreshnessRule;
pub use responder::ResponderStatus;
pub use status::{Evidence, EvidenceSource, RevocationStatus};

pub(crate) use gathered::Resolved;
pub(crate) use resolver::{Authority, Certified, Link, Resolver, RevocationData, SignerPaths};
