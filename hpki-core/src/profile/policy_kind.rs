//! Which of HPKI's policies a certificate was issued under.

use crate::certificate::Certificate;
use crate::oid::{self, ObjectIdentifier};

/// The policy of an end entity, judged on its own certificatePolicies: a test card is issued by a production CA,
/// so the path does not tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CertificatePolicyKind {
    /// A signature policy that is not the test policy, and no authentication policy.
    Production,
    /// The test policy of the signature arc anywhere in the certificate, or issued by CAs that carry no other.
    Test,
    /// A policy for authentication.
    Authentication,
    /// None of these.
    #[default]
    None,
}

impl CertificatePolicyKind {
    /// The word used in JSON reports: `production`, `test`, `authentication` or `none`.
    pub const fn name(self) -> &'static str {
        match self {
            CertificatePolicyKind::Production => "production",
            CertificatePolicyKind::Test => "test",
            CertificatePolicyKind::Authentication => "authentication",
            CertificatePolicyKind::None => "none",
        }
    }

    /// The kind a certificate claims. Who issued it is not looked at: see
    /// [`CertificatePolicyKind::of_path`](Self::of_path).
    pub fn of(certificate: &Certificate) -> CertificatePolicyKind {
        let has = |kind: fn(&ObjectIdentifier) -> bool| policies(certificate).any(|policy| kind(&policy));
        if has(is_test_signature) {
            CertificatePolicyKind::Test
        } else if has(is_authentication) {
            CertificatePolicyKind::Authentication
        } else if has(is_signature) {
            CertificatePolicyKind::Production
        } else {
            CertificatePolicyKind::None
        }
    }

    /// The kind of the first certificate of a path (end entity first, trust anchor last). A certificate that
    /// claims a production policy below a CA that has test policies only is a test certificate.
    pub fn of_path<'a>(path: impl IntoIterator<Item = &'a Certificate>) -> CertificatePolicyKind {
        let mut path = path.into_iter();
        let claimed = path.next().map_or(CertificatePolicyKind::None, CertificatePolicyKind::of);
        let below_test_authority = path.any(|authority| {
            let mut signature = policies(authority).filter(is_signature).peekable();
            signature.peek().is_some() && signature.all(|policy| is_test_signature(&policy))
        });
        match claimed {
            CertificatePolicyKind::Production if below_test_authority => CertificatePolicyKind::Test,
            claimed => claimed,
        }
    }
}

/// The policies of a certificate, none where it has no such extension.
pub(super) fn policies(certificate: &Certificate) -> impl Iterator<Item = ObjectIdentifier> + '_ {
    let extension = certificate.extensions().certificate_policies();
    extension.into_iter().flat_map(|extension| extension.value()).map(|information| information.policy)
}

/// Below the arc of signature policies.
pub(super) fn is_signature(policy: &ObjectIdentifier) -> bool {
    policy.is_within(&oid::HPKI_POLICY_SIGNATURE_ARC)
}

/// `…1.1.0` and below: the third number of HPKI's policies is 0 for tests.
pub(super) fn is_test_signature(policy: &ObjectIdentifier) -> bool {
    let arc = oid::HPKI_POLICY_SIGNATURE_ARC;
    let below = policy.as_octets().strip_prefix(arc.as_octets());
    below.is_some_and(|below| below.first() == Some(&0))
}

/// Below the arcs for the authentication of persons or organisations.
pub(super) fn is_authentication(policy: &ObjectIdentifier) -> bool {
    [oid::HPKI_POLICY_AUTHENTICATION_ARC, oid::HPKI_POLICY_ORGANISATION_ARC]
        .iter()
        .any(|arc| policy.is_within(arc))
}
