//! What a validation yields: a report, and from a report without objection the proof.

use crate::certificate::{Certificate, HcRoles};
use crate::oid::ObjectIdentifier;
use crate::path::Proof;
use crate::profile::CertificatePolicyKind;
use crate::report::{CheckList, SubIndication, Verdict};
use crate::revocation::RevocationStatus;
use crate::time::Time;
use crate::trust::TrustAnchor;

/// Everything a validation found, whatever its verdict. It proves nothing; [`PathReport::into_verified`] does.
#[derive(Clone, Debug)]
pub struct PathReport {
    /// Boxed, so that a report is cheap to move as the error of [`PathReport::into_verified`].
    attempt: Box<Attempt>,
}

/// One path that was tried, and what was found on it.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// Whether a trust anchor was reached and all procedures were run to their end.
    pub(super) completion: Completion,
    pub(super) checks: CheckList,
    pub(super) end_entity: Certificate,
    /// End entity first, the trust anchor's own certificate last where one was reached that has one.
    pub(super) path: Vec<Certificate>,
    /// One status per certificate of the path but the trust anchor, end entity first.
    pub(super) revocation: Vec<RevocationStatus>,
    pub(super) policies: Vec<ObjectIdentifier>,
    pub(super) hpki_policy: CertificatePolicyKind,
    pub(super) roles: HcRoles,
    pub(super) at: Time,
    pub(super) proven: Proof,
}

/// How far an attempt came. A list of checks without an objection is a proof only where all were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Completion {
    /// No trust anchor was reached.
    WithoutAnchor,
    /// This trust anchor was reached, and every procedure was run.
    Whole(TrustAnchor),
}

/// A certification path that was validated at a time. The only way to one is [`PathReport::into_verified`].
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    attempt: Box<Attempt>,
    trust_anchor: TrustAnchor,
}

/// The parts of a [`PathReport`] that was taken apart.
#[derive(Debug)]
#[non_exhaustive]
pub struct PathParts {
    /// Every check made on the path that is reported, in order.
    pub checks: CheckList,
    /// The certificates; see [`PathReport::path`].
    pub path: Vec<Certificate>,
    /// Which of HPKI's policies the end entity has.
    pub hpki_policy: CertificatePolicyKind,
    /// The professional roles in the end entity.
    pub roles: HcRoles,
    /// The proof that the path passed. Neither the checks nor anything else here is one.
    pub proof: Option<PathProof>,
}

/// Having it proves that a certification path was validated: which one, its owner must keep in mind. The only way to
/// one is [`PathReport::into_parts`].
#[derive(Debug)]
pub struct PathProof(());

impl Attempt {
    pub(super) fn verdict(&self) -> Verdict {
        match (self.checks.objection(), &self.completion) {
            (Some(objection), _) => objection,
            (None, Completion::WithoutAnchor) => Verdict::not_passed(SubIndication::NoCertificateChainFound),
            (None, Completion::Whole(_)) => Verdict::PASSED,
        }
    }
}

impl PathReport {
    pub(super) fn new(attempt: Attempt) -> PathReport {
        PathReport { attempt: Box::new(attempt) }
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.attempt.verdict()
    }

    /// Every check made on the path that is reported, in order.
    pub fn checks(&self) -> &CheckList {
        &self.attempt.checks
    }

    /// The certificates, end entity first, trust anchor last if it has a certificate. Where no path passed, the one
    /// that came furthest; where no trust anchor was reached, as far as it leads.
    pub fn path(&self) -> &[Certificate] {
        &self.attempt.path
    }

    /// The trust anchor that was reached.
    pub fn trust_anchor(&self) -> Option<&TrustAnchor> {
        match &self.attempt.completion {
            Completion::Whole(trust_anchor) => Some(trust_anchor),
            Completion::WithoutAnchor => None,
        }
    }

    /// What is known about the revocation of each certificate of [`PathReport::path`] but the trust anchor.
    pub fn revocation(&self) -> &[RevocationStatus] {
        &self.attempt.revocation
    }

    /// The certificate policies the whole path is valid under and the caller wants (the
    /// user-constrained-policy-set of RFC 9618), in the terms of the trust anchor's domain.
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.attempt.policies
    }

    /// Which of HPKI's policies the end entity has.
    pub fn hpki_policy(&self) -> CertificatePolicyKind {
        self.attempt.hpki_policy
    }

    /// The professional roles in the end entity.
    pub fn roles(&self) -> &HcRoles {
        &self.attempt.roles
    }

    /// The time the path was judged at.
    pub fn at(&self) -> Time {
        self.attempt.at
    }

    /// Takes the report apart, for a caller that makes it part of its own.
    pub fn into_parts(self) -> PathParts {
        let proof = match (self.attempt.verdict(), &self.attempt.completion) {
            (Verdict::PASSED, Completion::Whole(_)) => Some(PathProof(())),
            _ => None,
        };
        let Attempt { checks, path, hpki_policy, roles, .. } = *self.attempt;
        PathParts { checks, path, hpki_policy, roles, proof }
    }

    /// The proof, or the report back where there is an objection.
    ///
    /// # Errors
    /// The report itself; its verdict and checks say why.
    pub fn into_verified(self) -> Result<VerifiedPath, PathReport> {
        match (self.attempt.verdict(), &self.attempt.completion) {
            (Verdict::PASSED, Completion::Whole(trust_anchor)) => {
                Ok(VerifiedPath { trust_anchor: trust_anchor.clone(), attempt: self.attempt })
            }
            _ => Err(self),
        }
    }
}

impl VerifiedPath {
    /// The certificate in question.
    pub fn end_entity(&self) -> &Certificate {
        &self.attempt.end_entity
    }

    /// The trust anchor the path ends in.
    pub fn trust_anchor(&self) -> &TrustAnchor {
        &self.trust_anchor
    }

    /// The certificates, end entity first, trust anchor last if it has a certificate.
    pub fn certificates(&self) -> &[Certificate] {
        &self.attempt.path
    }

    /// What is known about the revocation of each certificate but the trust anchor.
    pub fn revocation(&self) -> &[RevocationStatus] {
        &self.attempt.revocation
    }

    /// The certificate policies; see [`PathReport::policies`].
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.attempt.policies
    }

    /// Which of HPKI's policies the end entity has.
    pub fn hpki_policy(&self) -> CertificatePolicyKind {
        self.attempt.hpki_policy
    }

    /// The professional roles in the end entity.
    pub fn roles(&self) -> &HcRoles {
        &self.attempt.roles
    }

    /// The time the path was validated at.
    pub fn at(&self) -> Time {
        self.attempt.at
    }

    /// What was known about that time.
    pub fn proven(&self) -> Proof {
        self.attempt.proven
    }

    /// The checks that were made, warnings among them.
    pub fn checks(&self) -> &CheckList {
        &self.attempt.checks
    }
}
