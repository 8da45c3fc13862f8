//! One signature through the building blocks, in the order of EN 319 102-1, section 5.3.4: the certificate, the
//! proven time, the path, the cryptography, the acceptance. Unauthenticated work is bounded: form came before.

use std::sync::Arc;

use hpki_core::certificate::{Certificate, HcRoles};
use hpki_core::path::{PathProof, PathReport, PathRequest, validate_path};
use hpki_core::profile::{CertificatePolicyKind, RoleRequirement};
use hpki_core::report::{CheckList, Detail, SubIndication, Verdict};
use hpki_core::time::Time;

use crate::document::{DocumentKind, findings as form};
use crate::dsig::{DigestedOctets, KeepOctets, ProcessingContext, Reference, Signature};
use crate::xades::{QualifyingProperties, SignedProperties};

use super::acceptance;
use super::cryptographic::{self, EveryReferenceAgrees, References, SignatureValueAgrees};
use super::evidence::{Evidence, Presence};
use super::findings;
use super::report::{Fact, Level, ProofOfExistence, SignatureReport, SignerFacts, TimeStampKind};
use super::settings::{Place, Verifier};
use super::signing_certificate::{self, ReferenceNeed};
use super::time_stamps::{self, JudgedTime, TimeStamps};

/// One signature whose form is right, and what to judge it by.
pub(super) struct Subject<'s, 'd, 'i> {
    pub(super) kind: DocumentKind,
    pub(super) place: Place,
    pub(super) signature: &'s Signature<'d, 'i>,
    pub(super) qualifying: Option<&'s QualifyingProperties<'d, 'i>>,
    pub(super) signed_properties: Option<&'s SignedProperties<'d, 'i>>,
    pub(super) reference_need: ReferenceNeed,
    /// The time for what no time-stamp of this signature covers.
    pub(super) outside: JudgedTime,
    /// Which references' octets to keep.
    pub(super) keep: KeepOctets,
    /// Warnings about form, first in the report.
    pub(super) form_checks: CheckList,
}

/// What came of it.
pub(super) struct Judged {
    pub(super) report: SignatureReport,
    /// What was digested for each reference, in document order.
    pub(super) digested: Vec<Option<DigestedOctets>>,
    /// What was digested for the references of Manifests, with their URIs.
    pub(super) of_manifests: Vec<(Option<Arc<str>>, DigestedOctets)>,
    /// The proof that this signature passed; [`SignatureReport::verdict`] passes only with it.
    pub(super) proof: Option<SignatureProof>,
}

/// Everything that must hold for a signature to pass, each with its one producer.
pub(super) struct SignatureProof {
    _path: PathProof,
    _value: SignatureValueAgrees,
    _references: EveryReferenceAgrees,
}

/// Judges one signature.
pub(super) fn judge(
    verifier: &Verifier,
    context: &ProcessingContext<'_, '_, '_>,
    mut subject: Subject<'_, '_, '_>,
    evidence: &mut Evidence,
) -> Judged {
    // About ten checks of this signature and forty of the path.
    let mut checks = CheckList::with_capacity(64);
    checks.append(std::mem::take(&mut subject.form_checks));
    let candidates = signing_certificate::candidates(subject.signature, &verifier.memory, &mut checks);
    evidence.add(verifier, &candidates, subject.qualifying, &mut checks);
    let named = subject.signed_properties.and_then(|signed| signed.signing_certificate.as_ref());
    let signer = signing_certificate::identify(&candidates, named, subject.reference_need, &mut checks);
    let mut time_stamps = match subject.qualifying {
        Some(qualifying) => {
            time_stamps::judge(verifier, context, subject.signature, qualifying, evidence, subject.outside)
        }
        None => TimeStamps { summaries: Vec::new(), proven: None, checks: CheckList::new() },
    };
    let when = judged_time(&time_stamps, subject.outside, &mut checks);
    checks.append(std::mem::take(&mut time_stamps.checks));
    let path = signer.as_ref().map(|signer| validate_signer(verifier, &subject, signer, evidence, when));
    let (certification_path, facts, verified_path) = take_path(path, &mut checks);
    let (value, value_agrees) = match &signer {
        Some(signer) => {
            cryptographic::verify_value(context, subject.signature, signer.public_key(), &mut checks)
        }
        None => (Fact::Unknown, None),
    };
    let keep = |_: &Reference<'_, '_>| subject.keep;
    let references = &subject.signature.signed_info.references;
    let References { reports, digested, of_manifests, all_agree } =
        cryptographic::verify_references(context, references, keep, &verifier.limits.signature, &mut checks);
    let policy = verifier.algorithms.as_ref();
    cryptographic::check_algorithms(policy, subject.signature, named, when, &mut checks);
    let claimed = check_acceptance(&subject, signer.as_ref(), when.at, &mut checks);
    acceptance::check_other_certificates(named, &certification_path, &mut checks);

    let proof = match (checks.objection(), verified_path, value_agrees, all_agree) {
        (None, Some(path), Some(value), Some(references)) => {
            Some(SignatureProof { _path: path, _value: value, _references: references })
        }
        _ => None,
    };
    let verdict = match (checks.objection(), &proof) {
        (Some(objection), _) => objection,
        (None, Some(_)) => Verdict::PASSED,
        // No check stands against it and yet something was not proven: never passed.
        (None, None) => Verdict::not_passed(SubIndication::Generic),
    };
    let signer =
        signer.zip(facts).map(|(certificate, (policy, roles))| SignerFacts { roles, policy, certificate });
    let report = SignatureReport {
        path: subject.signature.element.path(),
        verdict,
        level: level(&time_stamps, evidence),
        signature_method: subject.signature.signed_info.signature_method.algorithm,
        signature_method_uri: subject.signature.signed_info.signature_method.uri.clone(),
        claimed_signing_time: claimed,
        proven_time: time_stamps.proven.map(|proven| proven.at),
        judged_at: when.at,
        judged_by: when.by,
        signer,
        references: reports,
        signature_value: value,
        time_stamps: time_stamps.summaries,
        checks,
        certification_path,
    };
    Judged { report, digested, of_manifests, proof }
}

/// The best signature time: the oldest proof of existence, else the time from outside.
fn judged_time(time_stamps: &TimeStamps, outside: JudgedTime, checks: &mut CheckList) -> JudgedTime {
    let when = time_stamps.proven.unwrap_or(outside);
    let told = |carrier| Detail::time(when.at, carrier);
    match when.by {
        ProofOfExistence::TimeStamp(_) => {
            checks.passed(&findings::BEST_SIGNATURE_TIME, told("proven by a time-stamp"));
        }
        ProofOfExistence::OuterSignature => {
            checks.passed(&findings::BEST_SIGNATURE_TIME, told("proven by an outer signature"));
        }
        ProofOfExistence::CallerTime => {
            checks.skipped(&findings::BEST_SIGNATURE_TIME, told("the caller's time"));
        }
    }
    when
}

fn validate_signer(
    verifier: &Verifier,
    subject: &Subject<'_, '_, '_>,
    signer: &Certificate,
    evidence: &Evidence,
    when: JudgedTime,
) -> PathReport {
    let mut request = PathRequest::new(signer, &verifier.trust_anchors, when.at);
    request.proven = when.by.strength();
    request.algorithms = verifier.algorithms.as_ref();
    request.intermediates = &evidence.certificates;
    request.certificate_lists = &evidence.certificate_lists;
    request.ocsp_responses = &evidence.ocsp_responses;
    request.profile = verifier.profile;
    request.revocation = verifier.revocation;
    request.test_certificates = verifier.test_certificates;
    request.roles = match verifier.required_roles(subject.kind, subject.place) {
        Some(roles) => RoleRequirement::AnyOf(roles),
        None => RoleRequirement::None,
    };
    request.role_table = verifier.role_table.as_ref();
    request.limits = verifier.limits.path;
    request.cache = Some(&verifier.cache);
    validate_path(&request)
}

/// The certificates of the path, what the signer's says of its holder, and the proof if there is one.
fn take_path(
    path: Option<PathReport>,
    checks: &mut CheckList,
) -> (Vec<Certificate>, Option<(CertificatePolicyKind, HcRoles)>, Option<PathProof>) {
    let Some(path) = path else { return (Vec::new(), None, None) };
    let parts = path.into_parts();
    checks.append(parts.checks);
    (parts.path, Some((parts.hpki_policy, parts.roles)), parts.proof)
}

/// SigningTime and the signature policy. For HPKI's documents SigningTime must be there.
fn check_acceptance(
    subject: &Subject<'_, '_, '_>,
    signer: Option<&Certificate>,
    judged_at: Time,
    checks: &mut CheckList,
) -> Option<Time> {
    let properties = subject.signed_properties?;
    acceptance::check_signature_policy(properties, checks);
    match acceptance::claimed_signing_time(properties) {
        Ok(claimed) => {
            checks.passed(&form::SIGNING_TIME, Detail::time(claimed, ""));
            acceptance::check_signing_time(claimed, judged_at, signer, checks);
            Some(claimed)
        }
        Err(_) if properties.signing_time.is_none() && subject.kind == DocumentKind::Generic => None,
        Err(detail) => {
            checks.not_passed(&form::SIGNING_TIME, SubIndication::FormatFailure, detail);
            None
        }
    }
}

/// The level that good time-stamps and the values beside them give.
fn level(time_stamps: &TimeStamps, evidence: &Evidence) -> Level {
    let any_good = time_stamps.proven.is_some();
    let values = (evidence.certificate_values, evidence.revocation_values);
    let long_term = values == (Presence::Present, Presence::Present);
    let archived = time_stamps.has_good(&[TimeStampKind::Archive, TimeStampKind::ArchiveOlder]);
    match (any_good, long_term, archived) {
        (false, ..) => Level::B,
        (true, true, true) => Level::LTA,
        (true, true, false) => Level::LT,
        (true, false, _) => Level::T,
    }
}
