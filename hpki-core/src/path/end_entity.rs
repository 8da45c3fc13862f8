//! What a certificate says about itself, before any path: for whoever is about to use its key.

use crate::certificate::{Certificate, hc_roles};
use crate::path::TestCertificates;
use crate::profile::{Profile, RoleRequirement, TestPolicy, check_hpki_policy, check_roles};
use crate::report::CheckList;
use crate::role::{self, RoleTable};

/// What is asked of a certificate on its own.
#[derive(Clone, Debug)]
pub struct EndEntityRequest<'a> {
    /// The rules for the certificate.
    pub profile: Profile,
    /// Whether test certificates may pass (HPKI profiles only).
    pub test_certificates: TestCertificates,
    /// The professional role that is needed.
    pub roles: RoleRequirement,
    /// Names of roles; `None` for Japan's ([`RoleTable::japan`]).
    pub role_table: Option<&'a RoleTable>,
}

/// Holds a certificate against its profile, HPKI's policies and a role. Nothing here is trust: the same words in a
/// certificate of anybody's making pass as well, and only [`validate_path`](crate::path::validate_path) tells them
/// apart. It is for signers, who learn before they sign that nobody would accept the signature.
pub fn check_end_entity(certificate: &Certificate, request: &EndEntityRequest<'_>) -> CheckList {
    let mut checks = CheckList::with_capacity(24);
    request.profile.end_entity().evaluate(certificate, &mut checks);
    let tests = match request.test_certificates {
        TestCertificates::Refuse => TestPolicy::Refused,
        TestCertificates::Accept => TestPolicy::Accepted,
    };
    check_hpki_policy(request.profile, &[certificate], tests, &mut checks);
    let roles = hc_roles(certificate);
    check_roles(&roles, &request.roles, request.role_table.unwrap_or(role::japan()), &mut checks);
    checks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::finding;

    fn objections(name: &str, tests: TestCertificates) -> Vec<&'static str> {
        let path = format!("{}/../test-vectors/pki/certificates/{name}.der", env!("CARGO_MANIFEST_DIR"));
        let certificate = Certificate::from_der(&std::fs::read(path).unwrap()).unwrap();
        let request = EndEntityRequest {
            profile: Profile::HpkiSignature,
            test_certificates: tests,
            roles: RoleRequirement::AnyOf(vec!["Medical Doctor".into()]),
            role_table: None,
        };
        let checks = check_end_entity(&certificate, &request);
        let refused =
            |check: &&crate::report::Check| matches!(check.outcome, crate::report::Outcome::NotPassed(_));
        checks.iter().filter(refused).map(|check| check.finding.id).collect()
    }

    #[test]
    fn what_a_certificate_says_of_itself_is_judged_without_a_path() {
        use TestCertificates::{Accept, Refuse};
        assert!(objections("doctor", Refuse).is_empty());
        assert!(objections("doctor-test", Accept).is_empty());
        assert_eq!(objections("doctor-test", Refuse), [finding::TEST_CERTIFICATE.id]);
        assert_eq!(objections("pharmacist", Refuse), [finding::ROLE_NOT_ALLOWED.id]);
        assert_eq!(objections("clerk", Refuse), [finding::ROLE_ABSENT.id]);
        let of_authentication = objections("doctor-authentication", Refuse);
        assert!(of_authentication.contains(&finding::AUTHENTICATION_CERTIFICATE.id), "{of_authentication:?}");
    }
}
