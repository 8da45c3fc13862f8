//! The procedure: find paths, hold each against all rules, keep the best.

use std::cmp::Reverse;

use smallvec::SmallVec;

use crate::certificate::{Certificate, hc_roles};
use crate::path::finding::*;
use crate::path::issuer_paths::IssuerPaths;
use crate::path::processing::{Inputs, process_path};
use crate::path::report::{Attempt, Completion};
use crate::path::search::{CandidatePath, DeadEnd, Obstacle, Pool, Search};
use crate::path::working_keys::WorkingKeys;
use crate::path::{PathReport, PathRequest, Proof, RevocationMode, SignatureStrength, TestCertificates};
use crate::profile::{CertificatePolicyKind, Profile, TestPolicy, check_hpki_policy, check_roles};
use crate::report::{CheckList, Detail, Finding, Outcome, SubIndication, Verdict};
use crate::revocation::finding as revocation_finding;
use crate::revocation::{
    Authority, Evidence, EvidenceSource, Link, Resolved, Resolver, RevocationData, RevocationStatus,
};
use crate::role;
use crate::signature_budget::{SignatureBudget, Strength};

/// Validates a certificate: builds paths to the caller's trust anchors and holds each against RFC 5280 and the
/// profile until one passes. The report tells about that one, or about the one that came furthest.
pub fn validate_path(request: &PathRequest<'_>) -> PathReport {
    let strength = match request.signatures {
        SignatureStrength::Current => Strength::Current,
        SignatureStrength::DangerLegacy => Strength::Legacy,
    };
    let working_keys = WorkingKeys::default();
    let pool = Pool {
        trust_anchors: request.trust_anchors,
        intermediates: request.intermediates,
        working_keys: &working_keys,
    };
    let checks = request.limits.signature_checks;
    let signatures = SignatureBudget::new(checks, request.cache, request.algorithms, strength);
    let issuer_paths = IssuerPaths { pool, signatures: &signatures, limits: &request.limits };
    let data = RevocationData {
        lists: request.certificate_lists,
        responses: request.ocsp_responses,
        responder_status: request.responder_status,
        limit: request.limits.certificate_lists,
    };
    let mut resolver = Resolver::new(data, &signatures, &issuer_paths);
    let mut search = Search::new(request.end_entity, pool, None, &signatures, &request.limits, request.at);
    let mut best: Option<(Rank, Attempt)> = None;
    while let Some(path) = search.next_path() {
        let attempt = try_path(request, strength, &path, &mut resolver);
        if is_final(&attempt) {
            return PathReport::new(attempt);
        }
        let rank = rank(&attempt);
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, attempt));
        }
    }
    match best {
        Some((_, attempt)) => PathReport::new(attempt),
        None => PathReport::new(without_path(request, search.into_dead_end())),
    }
}

/// Whether no other path needs to be tried.
///
/// A list that verifies under a trust anchor and says that the end entity itself is revoked is the last word: a path on
/// which that list cannot be verified must not hide it. For the same reason a path that passes without an answer about
/// revocation, where the caller tolerates that, is not the last word.
fn is_final(attempt: &Attempt) -> bool {
    let unknown = |status: &RevocationStatus| *status == RevocationStatus::Unknown;
    match attempt.revocation.first() {
        Some(RevocationStatus::Revoked { .. } | RevocationStatus::OnHold { .. }) => true,
        _ => attempt.verdict() == Verdict::PASSED && !attempt.revocation.iter().any(unknown),
    }
}

/// Larger for an attempt whose first objection came later, and which has fewer.
type Rank = (usize, Reverse<usize>);

fn rank(attempt: &Attempt) -> Rank {
    let checks = attempt.checks.iter();
    let objections = checks.filter(|check| matches!(check.outcome, Outcome::NotPassed(_)));
    let stage = |finding: &Finding| match finding.id.split("::").next() {
        Some("path") => 0,
        Some("revocation") => 1,
        _ => 2,
    };
    let first = objections.clone().map(|check| stage(check.finding)).min().unwrap_or(3);
    (first, Reverse(objections.count()))
}

fn try_path<'a>(
    request: &PathRequest<'a>,
    strength: Strength,
    path: &CandidatePath<'a>,
    resolver: &mut Resolver<'a, '_>,
) -> Attempt {
    // About three checks for the building, fourteen for RFC 5280 and fourteen for the profile of each certificate.
    let mut checks = CheckList::with_capacity(64);
    report_building(path, &mut checks);
    if strength == Strength::Legacy {
        checks.warning(&LEGACY_SIGNATURES, String::new());
    }
    let inputs = Inputs {
        at: request.at,
        proven: request.proven,
        policies: &request.policies,
        limits: &request.limits,
        strength,
    };
    let processed = process_path(path, &inputs, &mut checks);
    let revocation = check_revocation(request, path, processed.sound, resolver, &mut checks);
    let certificates = path.certificates.iter().map(|certified| certified.certificate);
    let certificates: Vec<&Certificate> = certificates.chain(path.trust_anchor.certificate()).collect();
    let hpki_policy = check_profile(request, path, &certificates, &mut checks);
    let roles = hc_roles(request.end_entity);
    check_roles(&roles, &request.roles, request.role_table.unwrap_or(role::japan()), &mut checks);
    Attempt {
        completion: Completion::Whole(path.trust_anchor.clone()),
        checks,
        end_entity: request.end_entity.clone(),
        path: certificates.into_iter().cloned().collect(),
        revocation,
        policies: processed.policies.user_constrained,
        hpki_policy,
        roles,
        at: request.at,
        proven: request.proven,
    }
}

fn report_building(path: &CandidatePath<'_>, checks: &mut CheckList) {
    let certificates = path.certificates.iter().map(|certified| certified.certificate.clone());
    let certificates: SmallVec<[Certificate; 4]> = certificates.collect();
    let anchor = path.trust_anchor.name().clone();
    let built = Detail::written_by(move |out| {
        certificates.iter().try_for_each(|certificate| write!(out, "{} < ", certificate.subject()))?;
        write!(out, "trust anchor {anchor}")
    });
    checks.passed(&PATH_BUILT, built.clone());
    if let Some(end_entity) = path.certificates.first() {
        let algorithm = *end_entity.certificate.signature_algorithm();
        checks.passed(&SIGNATURE_ALGORITHM, Detail::later(algorithm));
    }
    checks.passed(&CERTIFICATE_SIGNATURE, built);
}

/// The profile's tables for the CAs and the end entity, then HPKI's policies.
fn check_profile(
    request: &PathRequest<'_>,
    path: &CandidatePath<'_>,
    certificates: &[&Certificate],
    checks: &mut CheckList,
) -> CertificatePolicyKind {
    for authority in path.certificates.iter().skip(1).rev() {
        request.profile.authority().evaluate(authority.certificate, checks);
    }
    request.profile.end_entity().evaluate(request.end_entity, checks);
    let tests = match request.test_certificates {
        TestCertificates::Refuse => TestPolicy::Refused,
        TestCertificates::Accept => TestPolicy::Accepted,
    };
    check_hpki_policy(request.profile, certificates, tests, checks)
}

/// The status of every certificate below the trust anchor, from the top; returned end entity first.
fn check_revocation<'a>(
    request: &PathRequest<'a>,
    path: &CandidatePath<'a>,
    sound: bool,
    resolver: &mut Resolver<'a, '_>,
    checks: &mut CheckList,
) -> Vec<RevocationStatus> {
    let not_checked = || vec![RevocationStatus::NotChecked; path.certificates.len()];
    if request.revocation == RevocationMode::Off {
        checks.warning(&revocation_finding::OFF, String::new());
        return not_checked();
    }
    if !sound {
        // Who may sign the lists of a path that does not hold is anybody's guess.
        checks.skipped(&revocation_finding::STATUS, "the path itself is not valid");
        return not_checked();
    }
    let mut statuses = Vec::with_capacity(path.certificates.len());
    let mut issuer = Authority::from(path.trust_anchor);
    for (index, &certified) in path.certificates.iter().enumerate().rev() {
        let certificate = certified.certificate;
        let trust_anchor = path.trust_anchor;
        let resolved = resolver.resolve(Link { certificate, issuer, trust_anchor, at: request.at });
        report_status(request, certificate, &resolved, index == 0, checks);
        statuses.push(resolved.status);
        issuer = certified.into();
    }
    statuses.reverse();
    statuses
}

fn report_status(
    request: &PathRequest<'_>,
    certificate: &Certificate,
    resolved: &Resolved,
    is_end_entity: bool,
    checks: &mut CheckList,
) {
    let subject = certificate.subject();
    resolved.remarks.iter().for_each(|remark| remark.report(checks));
    match &resolved.status {
        RevocationStatus::NotRevoked(evidence) => {
            let lists: Vec<String> = evidence.iter().map(described).collect();
            let name = subject.common_name();
            let name = name.map_or_else(|| subject.to_string(), |name| shown(&name));
            checks.passed(&revocation_finding::STATUS, format!("{name}: {}", lists.join(", ")));
        }
        RevocationStatus::Revoked { at, reason, evidence } => {
            let reason = reason.map_or("no reason given", |reason| reason.name());
            let detail = format!("revoked at {at} ({reason}), {}: {subject}", described(evidence));
            let (finding, why) = match (is_end_entity, request.proven) {
                (false, _) => (&revocation_finding::AUTHORITY_REVOKED, SubIndication::RevokedCaNoPoe),
                (true, Proof::CallerTime) => (&revocation_finding::REVOKED, SubIndication::RevokedNoPoe),
                (true, Proof::ProvenTime) => (&revocation_finding::REVOKED, SubIndication::Revoked),
            };
            checks.not_passed(finding, why, detail);
        }
        RevocationStatus::OnHold { since, evidence } => {
            let detail = format!("on hold since {since}, {}: {subject}", described(evidence));
            checks.not_passed(&revocation_finding::ON_HOLD, SubIndication::TryLater, detail);
        }
        RevocationStatus::Unknown | RevocationStatus::NotChecked => match request.revocation {
            RevocationMode::Required => {
                checks.not_passed(
                    &revocation_finding::NO_ANSWER,
                    SubIndication::TryLater,
                    subject.to_string(),
                );
            }
            RevocationMode::IfAvailable | RevocationMode::Off => {
                checks.warning(&revocation_finding::NO_ANSWER, subject.to_string());
            }
        },
    }
}

/// A name with control characters escaped; nearly none has any.
fn shown(name: &str) -> String {
    match name.chars().any(char::is_control) {
        true => name.escape_debug().to_string(),
        false => name.to_owned(),
    }
}

/// The times of a list or response and why it counts.
fn described(evidence: &Evidence) -> String {
    let kind = match &evidence.source {
        EvidenceSource::List { delta: None, .. } => "list",
        EvidenceSource::List { delta: Some(_), .. } => "delta list",
        EvidenceSource::Response(_) => "OCSP response",
    };
    let Evidence { this_update, rule, .. } = evidence;
    match evidence.next_update {
        Some(next_update) => format!("{kind} of {this_update} to {next_update}, {rule}"),
        None => format!("{kind} of {this_update}, {rule}"),
    }
}

/// The report where no trust anchor was reached.
fn without_path(request: &PathRequest<'_>, dead_end: Option<DeadEnd<'_>>) -> Attempt {
    let mut checks = CheckList::new();
    let DeadEnd { obstacle, certificates } = dead_end
        .unwrap_or(DeadEnd { obstacle: Obstacle::IssuerNotFound, certificates: vec![request.end_entity] });
    let last = certificates.last().map_or(request.end_entity, |last| *last);
    let names = format!("issuer {} of {}", last.issuer(), last.subject());
    let no_chain = SubIndication::NoCertificateChainFound;
    match obstacle {
        // A time-stamp without an anchor is a time-stamp not asked for: its report names what is missing.
        Obstacle::IssuerNotFound | Obstacle::Loop | Obstacle::TooLong
            if request.trust_anchors.is_empty() && request.profile != Profile::TimeStamping =>
        {
            checks.not_passed(&NO_TRUST_ANCHOR, no_chain, names);
        }
        Obstacle::IssuerNotFound => checks.not_passed(&ISSUER_NOT_FOUND, no_chain, names),
        Obstacle::SignatureWrong => checks.not_passed(&CERTIFICATE_SIGNATURE, no_chain, names),
        Obstacle::Loop => {
            checks.not_passed(&PATH_BUILT, no_chain, format!("the certificates lead in a circle: {names}"))
        }
        Obstacle::TooLong => {
            let limit = request.limits.path_length;
            checks.not_passed(
                &SEARCH_BUDGET,
                no_chain,
                format!("more than {limit} certificates (path_length)"),
            );
        }
        Obstacle::Unacceptable(why) => {
            let detail = format!("{why}: {}", last.subject());
            checks.not_passed(&SIGNATURE_ALGORITHM, SubIndication::CryptoConstraintsFailure, detail);
        }
        Obstacle::OverBudget => {
            let limits = &request.limits;
            let detail =
                format!("signature_checks {}, certificates {}", limits.signature_checks, limits.certificates);
            checks.not_passed(&SEARCH_BUDGET, no_chain, detail);
        }
    }
    Attempt {
        completion: Completion::WithoutAnchor,
        checks,
        end_entity: request.end_entity.clone(),
        revocation: vec![RevocationStatus::NotChecked; certificates.len()],
        path: certificates.into_iter().cloned().collect(),
        policies: Vec::new(),
        hpki_policy: CertificatePolicyKind::of(request.end_entity),
        roles: hc_roles(request.end_entity),
        at: request.at,
        proven: request.proven,
    }
}
