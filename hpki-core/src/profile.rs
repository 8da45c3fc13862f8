//! What a certificate must be like beyond RFC 5280's path validation: profiles as tables of rules, HPKI's
//! certificate policies, and professional roles.
//!
//! Each rule is a row with its clause, its finding and what a departure means, so that a program can show the
//! profile as well as check it.

pub mod finding;
mod hpki_policy;
mod judgements;
mod policy_kind;
mod roles;
mod rule;
mod tables;

pub use policy_kind::CertificatePolicyKind;
pub use roles::RoleRequirement;
pub use rule::{Conformance, ProfileTable, Rule, Severity};
pub use tables::{
    HPKI_AUTHENTICATION, HPKI_AUTHORITY, HPKI_ROOT, HPKI_SIGNATURE, RFC_5280, RFC_5280_AUTHORITY,
    TIME_STAMPING_AUTHORITY,
};

pub(crate) use hpki_policy::{TestPolicy, check_hpki_policy};
pub(crate) use roles::check_roles;

/// The kind of certificate a path is validated for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// A person's HPKI certificate for signing documents.
    #[default]
    HpkiSignature,
    /// A person's HPKI certificate for authentication.
    HpkiAuthentication,
    /// Any certificate that RFC 5280 accepts.
    Rfc5280,
    /// The certificate of a time-stamp authority (RFC 3161, 2.3).
    TimeStamping,
}

impl Profile {
    /// The rules for the end entity.
    pub fn end_entity(self) -> &'static ProfileTable {
        match self {
            Profile::HpkiSignature => &HPKI_SIGNATURE,
            Profile::HpkiAuthentication => &HPKI_AUTHENTICATION,
            Profile::Rfc5280 => &RFC_5280,
            Profile::TimeStamping => &TIME_STAMPING_AUTHORITY,
        }
    }

    /// The rules for the CAs between the end entity and the trust anchor.
    pub fn authority(self) -> &'static ProfileTable {
        match self {
            Profile::HpkiSignature | Profile::HpkiAuthentication => &HPKI_AUTHORITY,
            Profile::Rfc5280 | Profile::TimeStamping => &RFC_5280_AUTHORITY,
        }
    }
}
