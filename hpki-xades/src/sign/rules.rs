//! The rules that decide what may be signed and by whom.

use hpki_core::path::TestCertificates;
use hpki_core::profile::Profile;
use hpki_core::role::RoleTable;

use super::content::ContentRules;

/// What may be signed and by whom. The safe choices are the defaults.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SigningRules {
    /// What CSVs must be like. Default: what the prescription service takes.
    pub content_rules: ContentRules,
    /// Whether a certificate under HPKI's test policy may sign. Default: refused.
    pub test_certificates: TestCertificates,
    /// Roles, as the exact texts of hcRole. For prescription, dispensing record and referral they narrow the roles of
    /// the kind; for other documents one of them is demanded. Default: those of the kind.
    pub roles: Vec<String>,
    /// Names of roles to use instead of Japan's table.
    pub role_table: Option<RoleTable>,
    pub(super) profile: Profile,
}

impl SigningRules {
    /// Holds certificates against another profile than HPKI's signature profile. For documents of other systems; no
    /// verifier of prescriptions accepts what is signed so.
    pub fn danger_with_profile(mut self, profile: Profile) -> SigningRules {
        self.profile = profile;
        self
    }

    /// The profile that certificates are held against.
    pub fn profile(&self) -> Profile {
        self.profile
    }
}
