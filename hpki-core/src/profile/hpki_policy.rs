//! HPKI's certificate policies along a path.
//!
//! RFC 5280's policy processing with an initial explicit policy would refuse every test card: its certificate
//! says `…1.1.0.1`, its CA only `…1.1.3.1`. So the path is processed without one, every CA below the trust anchor
//! must keep to the arc, and the end entity's own policy decides.

use super::CertificatePolicyKind;
use super::Profile;
use super::finding::*;
use super::policy_kind::{is_authentication, is_signature, policies};
use crate::certificate::Certificate;
use crate::oid::{self, ObjectIdentifier};
use crate::report::{CheckList, SubIndication};

/// Whether a test policy may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestPolicy {
    Refused,
    Accepted,
}

/// Holds the path (end entity first, trust anchor last) against HPKI's policies under an HPKI profile and returns
/// the kind of certificate it is under. Other profiles have no such rules.
pub(crate) fn check_hpki_policy(
    profile: Profile,
    path: &[&Certificate],
    tests: TestPolicy,
    checks: &mut CheckList,
) -> CertificatePolicyKind {
    let kind = CertificatePolicyKind::of_path(path.iter().copied());
    let Some((end_entity, above)) = path.split_first() else { return kind };
    match profile {
        Profile::HpkiSignature => {
            check_signature_authorities(above, checks);
            check_signature_policy(kind, end_entity, tests, checks);
        }
        Profile::HpkiAuthentication => check_authentication(end_entity, above, tests, checks),
        Profile::Rfc5280 | Profile::TimeStamping => {}
    }
    kind
}

fn refuse(checks: &mut CheckList, finding: &'static crate::report::Finding, detail: String) {
    checks.not_passed(finding, SubIndication::ChainConstraintsFailure, detail);
}

/// Every CA below the trust anchor that has policies has one of the signature arc; a trust anchor may be a sub CA
/// and is refused only where it is plainly one for authentication.
fn check_signature_authorities(above: &[&Certificate], checks: &mut CheckList) {
    let mut conforming = true;
    for (index, authority) in above.iter().enumerate() {
        let is_anchor = index + 1 == above.len();
        let has_policies = policies(authority).next().is_some();
        if !has_policies || policies(authority).any(|policy| is_signature(&policy)) {
            continue;
        }
        let for_authentication = policies(authority).any(|policy| is_authentication(&policy));
        let detail = || format!("{} in {}", listed(authority), authority.subject());
        match (for_authentication, is_anchor) {
            (true, _) => refuse(checks, &AUTHENTICATION_AUTHORITY, detail()),
            (false, false) => refuse(checks, &AUTHORITY_POLICY, detail()),
            (false, true) => continue,
        }
        conforming = false;
    }
    if conforming {
        checks.passed(&AUTHORITY_POLICY, String::new());
    }
}

fn check_signature_policy(
    kind: CertificatePolicyKind,
    end_entity: &Certificate,
    tests: TestPolicy,
    checks: &mut CheckList,
) {
    // Whatever stands beside it: a certificate with an authentication policy is one for authentication.
    if policies(end_entity).any(|policy| is_authentication(&policy)) {
        refuse(checks, &AUTHENTICATION_CERTIFICATE, listed(end_entity));
    }
    match kind {
        CertificatePolicyKind::Production => {
            let known = policies(end_entity).any(|policy| policy == oid::HPKI_POLICY_SIGNATURE);
            match known {
                true => checks.passed(&HPKI_POLICY, kind.name()),
                false => checks.warning(&HPKI_POLICY_UNKNOWN, listed(end_entity)),
            }
        }
        CertificatePolicyKind::Test => match tests {
            TestPolicy::Refused => refuse(checks, &TEST_CERTIFICATE, listed(end_entity)),
            TestPolicy::Accepted => checks.warning(&TEST_CERTIFICATE, listed(end_entity)),
        },
        CertificatePolicyKind::Authentication => {}
        CertificatePolicyKind::None => refuse(checks, &HPKI_POLICY, listed(end_entity)),
    }
}

/// The same for authentication: every CA below the trust anchor keeps to the arc of persons.
fn check_authentication(
    end_entity: &Certificate,
    above: &[&Certificate],
    tests: TestPolicy,
    checks: &mut CheckList,
) {
    let below_arc = |policy: &ObjectIdentifier| policy.is_within(&oid::HPKI_POLICY_AUTHENTICATION_ARC);
    let is_test = |policy: &ObjectIdentifier| {
        let below = policy.as_octets().strip_prefix(oid::HPKI_POLICY_AUTHENTICATION_ARC.as_octets());
        below.is_some_and(|below| below.first() == Some(&0))
    };
    let authorities = above.split_last().map_or(&[][..], |(_, below_anchor)| below_anchor);
    for authority in authorities {
        if policies(authority).next().is_some() && !policies(authority).any(|policy| below_arc(&policy)) {
            refuse(checks, &AUTHORITY_POLICY, format!("{} in {}", listed(authority), authority.subject()));
        }
    }
    if policies(end_entity).any(|policy| is_test(&policy)) {
        match tests {
            TestPolicy::Refused => refuse(checks, &TEST_CERTIFICATE, listed(end_entity)),
            TestPolicy::Accepted => checks.warning(&TEST_CERTIFICATE, listed(end_entity)),
        }
    } else if policies(end_entity).any(|policy| below_arc(&policy)) {
        checks.passed(&HPKI_AUTHENTICATION_POLICY, String::new());
    } else {
        refuse(checks, &HPKI_AUTHENTICATION_POLICY, listed(end_entity));
    }
}

/// The policies of a certificate for a report.
fn listed(certificate: &Certificate) -> String {
    let policies: Vec<String> = policies(certificate).map(|policy| policy.to_string()).collect();
    if policies.is_empty() { "no policy".to_owned() } else { policies.join(" ") }
}
