//! Certification path validation: RFC 5280, section 6, with RFC 9618's policy graph, and on top of it the rules
//! of a profile, of roles and of revocation.
//!
//! [`validate_path`] builds paths from an unordered pool of untrusted certificates to a trust anchor of the
//! caller, holds each against all rules until one passes, and reports the one that came furthest otherwise.
//! Order of the checks: building (true signatures) → validity, names, constraints, policies → revocation →
//! profile, HPKI policy, role. Every check that was made stands in the report in this order.
//!
//! Nothing here recurses, and every loop over foreign data spends from [`PathLimits`](crate::limits::PathLimits).

#[cfg(feature = "danger-dsa")]
#[cfg(test)]
mod dsa_tests;
mod end_entity;
pub mod finding;
mod host_names;
mod issuer_paths;
mod name_constraints;
mod policy_graph;
mod processing;
mod report;
mod request;
mod search;
mod validate;
mod working_keys;

pub use end_entity::{EndEntityRequest, check_end_entity};
pub use report::{PathParts, PathProof, PathReport, VerifiedPath};
pub use request::{
    AnyPolicy, ExplicitPolicy, PathRequest, PolicyInputs, PolicyMapping, Proof, RevocationMode,
    SignatureStrength, TestCertificates,
};
pub use validate::validate_path;
