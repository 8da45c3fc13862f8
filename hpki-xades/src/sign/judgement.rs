//! Whether a certificate may sign a kind of document: use, policy, role, validity, key. The receiver's verifier would
//! refuse the document otherwise, and it is better refused before a PIN is typed.

use hpki_core::algorithm::{EcdsaEncoding, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::crypto::{SignatureError, verify_signature};
use hpki_core::path::{EndEntityRequest, check_end_entity};
use hpki_core::profile::{RoleRequirement, finding as profile};
use hpki_core::report::Finding;
use hpki_core::time::Time;

use crate::document::DocumentKind;

use super::error::SignError;
use super::finding;
use super::rules::SigningRules;

/// What came of holding a certificate against a kind of document.
#[derive(Clone, Debug)]
pub(super) struct Judgement(Option<Unfit>);

#[derive(Clone, Debug)]
struct Unfit {
    finding: &'static Finding,
    check: &'static Finding,
    detail: String,
}

impl Judgement {
    pub(super) fn refusal(&self) -> Result<(), SignError> {
        match &self.0 {
            None => Ok(()),
            Some(Unfit { finding, check, detail }) => {
                Err(SignError::CertificateUnfit { finding, check, detail: detail.clone() })
            }
        }
    }
}

/// Holds a certificate against profile, policy and role. The most telling objection is the one that is given: that a
/// certificate is for authentication says more than that its keyUsage lacks a bit.
pub(super) fn judge(rules: &SigningRules, certificate: &Certificate, kind: DocumentKind) -> Judgement {
    let request = EndEntityRequest {
        profile: rules.profile(),
        test_certificates: rules.test_certificates,
        roles: required_roles(rules, kind),
        role_table: rules.role_table.as_ref(),
    };
    let checks = check_end_entity(certificate, &request);
    let refused = checks
        .iter()
        .filter(|check| matches!(check.outcome, hpki_core::report::Outcome::NotPassed(_)))
        .min_by_key(|check| rank(check.finding));
    Judgement(refused.map(|check| Unfit {
        finding: finding_of(check.finding),
        check: check.finding,
        detail: check.detail.to_string(),
    }))
}

/// As [`Verifier::with_roles`](crate::validate::Verifier::with_roles) has it.
fn required_roles(rules: &SigningRules, kind: DocumentKind) -> RoleRequirement {
    let (allowed, wanted) = (kind.allowed_roles(), rules.roles.as_slice());
    let of_kind = || allowed.iter().map(|&role| role.into()).collect();
    match (allowed.is_empty(), wanted.is_empty()) {
        (true, true) => RoleRequirement::None,
        (true, false) => RoleRequirement::AnyOf(wanted.iter().cloned().map(Into::into).collect()),
        (false, true) => RoleRequirement::AnyOf(of_kind()),
        (false, false) => {
            let narrowed = wanted.iter().filter(|role| allowed.contains(&role.as_str()));
            RoleRequirement::AnyOf(narrowed.cloned().map(Into::into).collect())
        }
    }
}

fn finding_of(check: &'static Finding) -> &'static Finding {
    if *check == profile::AUTHENTICATION_CERTIFICATE || *check == profile::AUTHENTICATION_AUTHORITY {
        &finding::AUTHENTICATION_CERTIFICATE
    } else if *check == profile::TEST_CERTIFICATE {
        &finding::TEST_CERTIFICATE
    } else if [&profile::HPKI_POLICY, &profile::POLICIES_PRESENT, &profile::AUTHORITY_POLICY].contains(&check)
    {
        &finding::CERTIFICATE_POLICY
    } else if check.id.starts_with("role::") {
        &finding::ROLE
    } else {
        &finding::CERTIFICATE_USE
    }
}

fn rank(check: &'static Finding) -> usize {
    let order = [
        &finding::AUTHENTICATION_CERTIFICATE,
        &finding::CERTIFICATE_USE,
        &finding::CERTIFICATE_POLICY,
        &finding::TEST_CERTIFICATE,
        &finding::ROLE,
    ];
    order.iter().position(|known| *known == finding_of(check)).unwrap_or(order.len())
}

/// The validity of the certificate at the signing time; both ends belong to it.
pub(super) fn check_validity(certificate: &Certificate, at: Time) -> Result<(), SignError> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if at < not_before {
        return Err(SignError::CertificateNotYetValid { not_before, at });
    }
    if at > not_after {
        return Err(SignError::CertificateExpired { not_after, at });
    }
    Ok(())
}

/// Whether the key is one that receivers accept, and the algorithm fits it. A verification of nothing tells: it gets as
/// far as the length of the value only where key and algorithm are accepted.
pub(super) fn check_key(certificate: &Certificate, algorithm: SignatureAlgorithm) -> Result<(), SignError> {
    if algorithm.xml_uri().is_none() {
        let why = "it has no name in XML signatures".to_owned();
        return Err(SignError::Algorithm { algorithm, why });
    }
    match verify_signature(&algorithm, EcdsaEncoding::P1363, certificate.public_key(), b"", b"") {
        Ok(()) => Err(SignError::Key(SignatureError::MalformedKey)),
        Err(error) if error.is_mismatch() => Ok(()),
        Err(
            error @ (SignatureError::KeyMismatch { .. }
            | SignatureError::WeakAlgorithm { .. }
            | SignatureError::Unsupported { .. }),
        ) => Err(SignError::Algorithm { algorithm, why: error.to_string() }),
        Err(error) => Err(SignError::Key(error)),
    }
}
