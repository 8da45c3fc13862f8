//! Cryptographic verification (EN 319 102-1, section 5.2.7): SignatureValue first, then every reference.

use std::sync::Arc;

use hpki_core::algorithm::policy::{Acceptance, AlgorithmPolicy, AlgorithmRefused};
use hpki_core::crypto::SignatureError;
use hpki_core::key::SubjectPublicKeyInfo;
use hpki_core::path::Proof;
use hpki_core::report::{CheckList, Detail, SubIndication};

use crate::document::findings as form;
use crate::dsig::{
    DigestedOctets, KeepOctets, MANIFEST_TYPE, ProcessingContext, Reference, ReferenceFacts,
    ReferenceProblem, Signature, SignatureLimits, SignatureValueFacts, Transform, manifest_references,
    reference_facts, signature_value_facts,
};

use crate::xades::SigningCertificate;

use super::findings;
use super::report::{Fact, ReferenceReport};
use super::time_stamps::JudgedTime;

/// Proof that SignatureValue fits SignedInfo and the key it was verified with.
pub(super) struct SignatureValueAgrees(());

/// Proof that there is a reference, and that the digest of each agrees.
pub(super) struct EveryReferenceAgrees(());

/// Verifies SignatureValue.
pub(super) fn verify_value(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    key: &SubjectPublicKeyInfo,
    checks: &mut CheckList,
) -> (Fact, Option<SignatureValueAgrees>) {
    let method = &signature.signed_info.signature_method;
    let uri = Detail::fixed(method.algorithm.and_then(|algorithm| algorithm.xml_uri()).unwrap_or_default());
    let weak = |checks: &mut CheckList| {
        let why = SubIndication::CryptoConstraintsFailure;
        checks.not_passed(&findings::SIGNATURE_ALGORITHM, why, method.uri.as_ref());
    };
    match signature_value_facts(context.document, signature, key) {
        SignatureValueFacts::Agrees => {
            checks.passed(&findings::SIGNATURE_ALGORITHM, uri);
            checks.passed(
                &findings::SIGNATURE_VALUE,
                Detail::fixed("SignedInfo, with the key of the signer's certificate"),
            );
            return (Fact::Agrees, Some(SignatureValueAgrees(())));
        }
        SignatureValueFacts::Differs => {
            checks.passed(&findings::SIGNATURE_ALGORITHM, uri);
            checks.not_passed(&findings::SIGNATURE_VALUE, SubIndication::SigCryptoFailure, "");
            return (Fact::Differs, None);
        }
        SignatureValueFacts::MethodUnsupported(_) => weak(checks),
        SignatureValueFacts::Refused(refusal) => match refusal {
            SignatureError::WeakAlgorithm { .. } => weak(checks),
            other => checks.not_passed(
                &findings::SIGNATURE_KEY,
                SubIndication::CryptoConstraintsFailure,
                other.to_string(),
            ),
        },
        SignatureValueFacts::CanonicalizationUnsupported(uri) => {
            checks.not_passed(&findings::CANONICALIZATION, SubIndication::Generic, uri);
        }
        SignatureValueFacts::Canonicalization(error) => {
            checks.not_passed(&findings::CANONICALIZATION, SubIndication::FormatFailure, error.to_string());
        }
    }
    (Fact::Unknown, None)
}

/// Holds the algorithms that the signature itself uses against the policy at the time it is judged at: that of its
/// value, of its references, and of the reference to the signer's certificate. Whether they are acceptable at all is
/// checked where they are used.
pub(super) fn check_algorithms(
    policy: Option<&AlgorithmPolicy>,
    signature: &Signature<'_, '_>,
    named: Option<&SigningCertificate>,
    when: JudgedTime,
    checks: &mut CheckList,
) {
    let Some(policy) = policy else {
        let default = "by the default policy: SHA-2 from 256 bits, RSA from 2048 bits, no end is set";
        checks.passed(&findings::ALGORITHM_POLICY, Detail::time(when.at, default));
        return;
    };
    let signed_info = &signature.signed_info;
    let of_value = signed_info.signature_method.algorithm.and_then(|algorithm| algorithm.digest());
    let of_references = signed_info.references.iter().map(|reference| &reference.digest_method);
    let of_certificates =
        named.into_iter().flat_map(|named| &named.certificates).map(|one| &one.digest_method);
    let methods = of_references.chain(of_certificates).filter_map(|method| method.algorithm);
    let mut told: Vec<String> = Vec::new();
    for digest in of_value.into_iter().chain(methods) {
        if let Err(refused @ AlgorithmRefused::Expired { .. }) = policy.check_digest(digest, when.at) {
            let why = match when.by.strength() {
                Proof::CallerTime => SubIndication::CryptoConstraintsFailureNoPoe,
                Proof::ProvenTime => SubIndication::CryptoConstraintsFailure,
            };
            checks.not_passed(&findings::ALGORITHM_POLICY, why, format!("{refused}; judged at {}", when.at));
            return;
        }
        let until = match policy.acceptance(digest) {
            Acceptance::Until(until) => format!("{} until {until}", digest.name()),
            Acceptance::NoEnd => format!("{} without end", digest.name()),
            Acceptance::Never => continue,
        };
        if !told.contains(&until) {
            told.push(until);
        }
    }
    checks.passed(&findings::ALGORITHM_POLICY, format!("{}; judged at {}", told.join(", "), when.at));
}

/// What the references came to.
pub(super) struct References {
    pub(super) reports: Vec<ReferenceReport>,
    /// What was digested for each, in document order; `None` where it does not agree.
    pub(super) digested: Vec<Option<DigestedOctets>>,
    /// What was digested for the references of Manifests, with their URIs.
    pub(super) of_manifests: Vec<(Option<Arc<str>>, DigestedOctets)>,
    pub(super) all_agree: Option<EveryReferenceAgrees>,
}

/// Verifies every reference of SignedInfo.
pub(super) fn verify_references(
    context: &ProcessingContext<'_, '_, '_>,
    references: &[Reference<'_, '_>],
    keep: impl Fn(&Reference<'_, '_>) -> KeepOctets,
    limits: &SignatureLimits,
    checks: &mut CheckList,
) -> References {
    let mut result = References {
        reports: Vec::with_capacity(references.len()),
        digested: Vec::with_capacity(references.len()),
        of_manifests: Vec::new(),
        all_agree: None,
    };
    if references.is_empty() {
        checks.not_passed(&findings::NO_REFERENCE, SubIndication::FormatFailure, "");
        return result;
    }
    let mut all_agree = Some(EveryReferenceAgrees(()));
    for reference in references {
        let (report, digested) = verify_reference(context, reference, keep(reference), checks);
        result.reports.push(report);
        let of_manifest = match digested {
            Some(_) => verify_manifest(context, reference, keep(reference), limits, &mut result, checks),
            None => None,
        };
        all_agree = all_agree.and(of_manifest);
        result.digested.push(digested);
    }
    result.all_agree = all_agree;
    result
}

/// Goes on to the references of the Manifest that a reference names, if it names one. A Manifest inside a
/// Manifest is data like any other.
fn verify_manifest(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    keep: KeepOctets,
    limits: &SignatureLimits,
    result: &mut References,
    checks: &mut CheckList,
) -> Option<EveryReferenceAgrees> {
    let format_failure = SubIndication::FormatFailure;
    let references = match manifest_references(context.document, context.identifiers, reference, limits) {
        Ok(Some(references)) => references,
        Ok(None) if reference.r#type.as_deref() == Some(MANIFEST_TYPE) => {
            let uri = reference.uri.as_deref().unwrap_or_default();
            checks.not_passed(&form::REFERENCE_TYPE, format_failure, format!("Type on {uri}"));
            return None;
        }
        Ok(None) => return Some(EveryReferenceAgrees(())),
        Err(error) => {
            checks.not_passed(&form::SIGNATURE_STRUCTURE, format_failure, error.to_string());
            return None;
        }
    };
    if references.is_empty() {
        checks.not_passed(&findings::NO_REFERENCE, format_failure, "Manifest");
        return None;
    }
    // One Manifest may be referenced again and again: all of them share the budget of the signature.
    if result.reports.len() + references.len() > limits.references {
        let detail = format!("more than {} references with those of Manifest", limits.references);
        checks.not_passed(&form::SIGNATURE_STRUCTURE, format_failure, detail);
        return None;
    }
    // What a transform cuts out of the list is not signed: only a list that is signed whole is a list.
    if let Some(other) = reference.transforms.iter().find(|it| !matches!(it, Transform::Canonicalization(_)))
    {
        let detail = format!("Manifest after {}", other.uri());
        checks.not_passed(&findings::REFERENCE_SUPPORTED, SubIndication::Generic, detail);
        return None;
    }
    let mut all_agree = Some(EveryReferenceAgrees(()));
    for reference in &references {
        let (report, digested) = verify_reference(context, reference, keep, checks);
        all_agree = all_agree.filter(|_| digested.is_some());
        result.of_manifests.extend(digested.map(|digested| (report.uri.clone(), digested)));
        result.reports.push(report);
    }
    all_agree
}

fn verify_reference(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    keep: KeepOctets,
    checks: &mut CheckList,
) -> (ReferenceReport, Option<DigestedOctets>) {
    let uri: Option<Arc<str>> = reference.uri.as_deref().map(Arc::from);
    let shown = || uri.clone().map_or(Detail::fixed(""), Detail::from);
    let method = &reference.digest_method;
    let acceptable = method.algorithm.is_some_and(|algorithm| algorithm.is_acceptable());
    if !acceptable {
        let detail = format!("{}: {}", shown(), method.uri);
        checks.not_passed(&findings::DIGEST_ALGORITHM, SubIndication::CryptoConstraintsFailure, detail);
    }
    let mut report = ReferenceReport {
        uri: uri.clone(),
        digest: Fact::Unknown,
        computed: None,
        stated: reference.digest_value.as_deref().unwrap_or_default().to_vec(),
    };
    match reference_facts(context, reference, keep) {
        ReferenceFacts::Agrees(digested) => {
            report.digest = Fact::Agrees;
            report.computed = Some(digested.digest);
            checks.passed(&findings::REFERENCE_DIGEST, shown());
            (report, acceptable.then_some(digested))
        }
        ReferenceFacts::Differs(digested) => {
            report.digest = Fact::Differs;
            report.computed = Some(digested.digest);
            checks.not_passed(&findings::REFERENCE_DIGEST, SubIndication::HashFailure, shown());
            (report, None)
        }
        ReferenceFacts::Problem(problem) => {
            push_problem(&problem, checks);
            (report, None)
        }
    }
}

fn push_problem(problem: &ReferenceProblem, checks: &mut CheckList) {
    let (finding, why) = match problem {
        ReferenceProblem::DetachedNotGiven(_)
        | ReferenceProblem::TargetMissing(_)
        | ReferenceProblem::UriAbsent => (&findings::REFERENCE_DATA, SubIndication::SignedDataNotFound),
        ReferenceProblem::DigestUnsupported(_) => {
            (&findings::DIGEST_ALGORITHM, SubIndication::CryptoConstraintsFailure)
        }
        ReferenceProblem::OverBudget => (&findings::DIGEST_BUDGET, SubIndication::FormatFailure),
        _ => (&findings::REFERENCE_SUPPORTED, SubIndication::Generic),
    };
    checks.not_passed(finding, why, problem.to_string());
}
