//! Basic path validation: RFC 5280, section 6.1, with the policy graph of RFC 9618.
//!
//! Signatures were verified when the path was built; revocation is checked afterwards. What is left of 6.1 is
//! here, in its order. The extensions of a trust anchor that is given as a certificate count as well
//! (RFC 5937): an anchor that may not issue, or only under some names, is not trusted with more.

use smallvec::SmallVec;

use crate::certificate::{Certificate, KeyUsage, Version};
#[cfg(feature = "danger-dsa")]
use crate::crypto::dsa::DsaKey;
use crate::key::{Curve, KeyKind, SubjectPublicKeyInfo};
use crate::limits::PathLimits;
use crate::oid::{self, ObjectIdentifier};
use crate::path::finding::*;
use crate::path::name_constraints::NameConstraintState;
use crate::path::policy_graph::{PolicyGraph, PolicySets};
use crate::path::search::CandidatePath;
use crate::path::{AnyPolicy, ExplicitPolicy, PolicyInputs, PolicyMapping, Proof};
use crate::report::{CheckList, Detail, Finding, SubIndication};
use crate::revocation::Certified;
use crate::signature_budget::Strength;
use crate::time::Time;

/// What the procedure is given besides the path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs<'a> {
    pub(super) at: Time,
    pub(super) proven: Proof,
    pub(super) policies: &'a PolicyInputs,
    pub(super) limits: &'a PathLimits,
    pub(super) strength: Strength,
}

/// What the procedure found besides its checks.
#[derive(Clone, Debug)]
pub(super) struct Processed {
    pub(super) policies: PolicySets,
    /// Whether nothing but the end entity's validity stands against the path: then revocation is worth asking.
    pub(super) sound: bool,
}

/// The checks of the procedure, in the order they are reported.
static KINDS: &[&Finding] = &[
    &PUBLIC_KEY,
    &VALIDITY,
    &AUTHORITY_VALIDITY,
    &ANCHOR_VALIDITY,
    &ISSUER_IS_CA,
    &KEY_CERT_SIGN,
    &PATH_LENGTH,
    &NAME_CONSTRAINTS,
    &CRITICAL_EXTENSION,
    &POLICY_MAPPING,
    &POLICY_BUDGET,
    &POLICY,
];

/// Runs the procedure and adds one check per kind, or one per failure.
pub(super) fn process_path(
    path: &CandidatePath<'_>,
    inputs: &Inputs<'_>,
    checks: &mut CheckList,
) -> Processed {
    let mut state = State::new(path, inputs);
    if let Some(anchor) = path.trust_anchor.certificate() {
        state.start(anchor);
    }
    let length = path.certificates.len();
    for (index, &Certified { certificate, public_key }) in path.certificates.iter().rev().enumerate() {
        let last = index + 1 == length;
        // Of the last certificate it makes no difference whether it is self-issued.
        let self_issued = !last && certificate.is_self_issued();
        state.check_certificate(certificate, last, self_issued);
        if last {
            state.wrap_up(certificate, public_key);
        } else {
            state.prepare_for_next(certificate, self_issued);
        }
    }
    state.finish(path, checks)
}

/// The state variables of section 6.1.2.
struct State<'a> {
    inputs: &'a Inputs<'a>,
    graph: PolicyGraph,
    names: NameConstraintState<'a>,
    explicit_policy: usize,
    inhibit_any_policy: usize,
    policy_mapping: usize,
    max_path_length: usize,
    policies: PolicySets,
    failures: Vec<Failure>,
}

struct Failure {
    finding: &'static Finding,
    why: SubIndication,
    detail: String,
}

impl<'a> State<'a> {
    fn new(path: &CandidatePath<'_>, inputs: &'a Inputs<'a>) -> State<'a> {
        let length = path.certificates.len();
        let unless = |inhibited: bool| if inhibited { 0 } else { length + 1 };
        let policies = inputs.policies;
        State {
            inputs,
            graph: PolicyGraph::new(inputs.limits.policy_nodes),
            names: NameConstraintState::new(inputs.limits.name_comparisons),
            explicit_policy: unless(policies.explicit_policy == ExplicitPolicy::Required),
            inhibit_any_policy: unless(policies.any_policy == AnyPolicy::Inhibited),
            policy_mapping: unless(policies.policy_mapping == PolicyMapping::Inhibited),
            max_path_length: length,
            policies: PolicySets::default(),
            failures: Vec::new(),
        }
    }

    fn fail(&mut self, finding: &'static Finding, why: SubIndication, detail: String) {
        self.failures.push(Failure { finding, why, detail });
    }

    /// A check that is about the path and its constraints.
    fn fail_constraint(&mut self, finding: &'static Finding, certificate: &Certificate, what: &str) {
        let subject = certificate.subject();
        let detail = if what.is_empty() { subject.to_string() } else { format!("{what}: {subject}") };
        self.fail(finding, SubIndication::ChainConstraintsFailure, detail);
    }

    /// The trust anchor: its own certificate, where there is one, limits what it is trusted for.
    fn start(&mut self, anchor: &'a Certificate) {
        if !covers(anchor, self.inputs.at) {
            let detail = validity_detail(anchor, self.inputs.at);
            self.fail(&ANCHOR_VALIDITY, SubIndication::NoCertificateChainFound, detail);
        }
        // Absent basicConstraints are no objection, unlike below: anchors are older than the extension, or written by
        // people who relied on being trusted (the test time-stamp authority of the e-prescription service is).
        let basic_constraints = anchor.extensions().basic_constraints();
        if basic_constraints.is_some_and(|constraints| !constraints.ca) {
            self.fail_constraint(&ISSUER_IS_CA, anchor, "basicConstraints without cA");
        }
        self.check_key_usage(anchor);
        self.check_critical_extensions(anchor);
        self.constrain(anchor);
    }

    /// Section 6.1.3.
    fn check_certificate(&mut self, certificate: &'a Certificate, last: bool, self_issued: bool) {
        self.check_validity(certificate, last);
        let names = if self_issued { Ok(()) } else { self.names.check(certificate) };
        if let Err(violation) = names {
            self.fail_constraint(&NAME_CONSTRAINTS, certificate, &violation.to_string());
        }
        let any_policy_counts = self.inhibit_any_policy > 0 || self_issued;
        let policies = policy_identifiers(certificate);
        if self.graph.add_certificate(policies.as_deref(), any_policy_counts).is_err() {
            self.fail_policy_budget(certificate);
        }
        if self.explicit_policy == 0 && self.graph.is_null() {
            self.fail_constraint(&POLICY, certificate, "no valid policy is left at");
        }
    }

    fn check_validity(&mut self, certificate: &Certificate, last: bool) {
        let at = self.inputs.at;
        if covers(certificate, at) {
            return;
        }
        let detail = validity_detail(certificate, at);
        if !last {
            return self.fail(&AUTHORITY_VALIDITY, SubIndication::OutOfBoundsNoPoe, detail);
        }
        let early = at.unix_seconds() < certificate.not_before().unix_seconds();
        let why = match (self.inputs.proven, early) {
            (Proof::CallerTime, _) => SubIndication::OutOfBoundsNoPoe,
            (Proof::ProvenTime, true) => SubIndication::NotYetValid,
            (Proof::ProvenTime, false) => SubIndication::Expired,
        };
        self.fail(&VALIDITY, why, detail);
    }

    /// Section 6.1.4.
    fn prepare_for_next(&mut self, certificate: &'a Certificate, self_issued: bool) {
        self.map_policies(certificate);
        self.check_issuer(certificate);
        if !self_issued {
            for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy]
            {
                *counter = counter.saturating_sub(1);
            }
            match self.max_path_length.checked_sub(1) {
                Some(left) => self.max_path_length = left,
                None => {
                    self.fail_constraint(&PATH_LENGTH, certificate, "no further CA certificate is allowed")
                }
            }
        }
        self.constrain(certificate);
        self.check_critical_extensions(certificate);
    }

    /// Steps (a) and (b).
    fn map_policies(&mut self, certificate: &Certificate) {
        let Some(mappings) = certificate.extensions().policy_mappings() else { return };
        let mappings: Vec<(ObjectIdentifier, ObjectIdentifier)> = mappings
            .iter()
            .map(|mapping| (mapping.issuer_domain_policy, mapping.subject_domain_policy))
            .collect();
        if mappings.iter().any(|(from, to)| [from, to].contains(&&oid::ANY_POLICY)) {
            self.fail_constraint(&POLICY_MAPPING, certificate, "");
        }
        if self.graph.map(&mappings, self.policy_mapping > 0).is_err() {
            self.fail_policy_budget(certificate);
        }
    }

    /// Steps (k) and (n).
    fn check_issuer(&mut self, certificate: &Certificate) {
        let basic_constraints = certificate.extensions().basic_constraints();
        if certificate.version() != Version::V3 {
            self.fail_constraint(&ISSUER_IS_CA, certificate, "not a version 3 certificate");
        } else if !basic_constraints.is_some_and(|constraints| constraints.ca) {
            self.fail_constraint(&ISSUER_IS_CA, certificate, "no basicConstraints with cA");
        }
        self.check_key_usage(certificate);
    }

    fn check_key_usage(&mut self, certificate: &Certificate) {
        let key_usage = certificate.extensions().key_usage();
        if key_usage.is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
            self.fail_constraint(&KEY_CERT_SIGN, certificate, "");
        }
    }

    /// Steps (g), (i), (j) and (m).
    fn constrain(&mut self, certificate: &'a Certificate) {
        self.names.constrain(certificate);
        let extensions = certificate.extensions();
        let policy_constraints = extensions.policy_constraints();
        let path_length =
            extensions.basic_constraints().and_then(|constraints| constraints.path_len_constraint);
        let lower = |counter: &mut usize, limit: Option<u64>| {
            if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
                *counter = limit.min(*counter);
            }
        };
        lower(
            &mut self.explicit_policy,
            policy_constraints.and_then(|limits| limits.require_explicit_policy),
        );
        lower(&mut self.policy_mapping, policy_constraints.and_then(|limits| limits.inhibit_policy_mapping));
        lower(&mut self.inhibit_any_policy, extensions.inhibit_any_policy().map(|limit| **limit));
        lower(&mut self.max_path_length, path_length);
    }

    /// Step (o), and step (f) of section 6.1.5.
    fn check_critical_extensions(&mut self, certificate: &Certificate) {
        for extension in certificate.extensions().unknown().filter(|extension| extension.critical) {
            self.fail_constraint(&CRITICAL_EXTENSION, certificate, &extension.identifier.to_string());
        }
    }

    /// Section 6.1.5.
    fn wrap_up(&mut self, certificate: &Certificate, public_key: &SubjectPublicKeyInfo) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        let policy_constraints = certificate.extensions().policy_constraints();
        if policy_constraints.and_then(|limits| limits.require_explicit_policy) == Some(0) {
            self.explicit_policy = 0;
        }
        self.check_critical_extensions(certificate);
        if let Some(weakness) = key_weakness(public_key, self.inputs.strength) {
            let detail = format!("{weakness}: {}", certificate.subject());
            self.fail(&PUBLIC_KEY, SubIndication::CryptoConstraintsFailure, detail);
        }
        self.policies = self.graph.policies(self.inputs.policies.initial_policy_set.as_deref());
        if self.explicit_policy == 0 && self.policies.user_constrained.is_empty() {
            let found = self.policies.authority_constrained.iter().map(ObjectIdentifier::to_string);
            let found = found.collect::<Vec<_>>().join(" ");
            self.fail(&POLICY, SubIndication::ChainConstraintsFailure, format!("valid policies: {found}"));
        }
    }

    fn fail_policy_budget(&mut self, certificate: &Certificate) {
        let limit = self.inputs.limits.policy_nodes;
        self.fail_constraint(&POLICY_BUDGET, certificate, &format!("over {limit} nodes"));
    }

    /// One check per kind in their order.
    fn finish(self, path: &CandidatePath<'_>, checks: &mut CheckList) -> Processed {
        let looked_at = looked_at(path, self.inputs.at);
        let sound = self.failures.iter().all(|failure| *failure.finding == VALIDITY);
        for kind in KINDS {
            let mut passed = true;
            for failure in self.failures.iter().filter(|failure| failure.finding == *kind) {
                checks.not_passed(kind, failure.why, failure.detail.as_str());
                passed = false;
            }
            if passed {
                checks.passed(kind, looked_at.clone());
            }
        }
        Processed { policies: self.policies, sound }
    }
}

/// What every check of the path looked at: its certificates, end entity first, and the time.
fn looked_at(path: &CandidatePath<'_>, at: Time) -> Detail {
    let certificates = path.certificates.iter().map(|certified| certified.certificate.clone());
    let certificates: SmallVec<[Certificate; 4]> = certificates.collect();
    Detail::written_by(move |out| {
        write!(out, "at {at}: ")?;
        for (index, certificate) in certificates.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
            write!(out, "{separator}{} ({not_before} to {not_after})", certificate.subject())?;
        }
        Ok(())
    })
}

/// Both ends are inclusive; certificates know whole seconds only, so the second that begins at notAfter counts.
pub(super) fn covers(certificate: &Certificate, at: Time) -> bool {
    let (from, to) = (certificate.not_before().unix_seconds(), certificate.not_after().unix_seconds());
    (from..=to).contains(&at.unix_seconds())
}

fn validity_detail(certificate: &Certificate, at: Time) -> String {
    let (from, to) = (certificate.not_before(), certificate.not_after());
    format!("valid {from} to {to}, judged at {at}: {}", certificate.subject())
}

/// The policies of a certificate; `None` where it has no such extension.
fn policy_identifiers(certificate: &Certificate) -> Option<SmallVec<[ObjectIdentifier; 4]>> {
    let policies = certificate.extensions().certificate_policies()?;
    Some(policies.iter().map(|information| information.policy).collect())
}

/// Why no signature with this key would be accepted. Keys of issuers are judged where they verify.
fn key_weakness(public_key: &SubjectPublicKeyInfo, strength: Strength) -> Option<String> {
    let fewest_bits = match strength {
        Strength::Current => 2048,
        Strength::Legacy => 1024,
    };
    match public_key.kind() {
        KeyKind::Rsa(key) if !(fewest_bits..=8192).contains(&key.bits()) => {
            Some(format!("RSA key of {} bits", key.bits()))
        }
        KeyKind::Rsa(key) if !is_sound_exponent(key.exponent()) => {
            Some("RSA exponent even or below 65537".into())
        }
        KeyKind::Rsa(_) | KeyKind::Ec(Curve::P256 | Curve::P384 | Curve::P521) => None,
        #[cfg(feature = "danger-dsa")]
        KeyKind::Other(oid::DSA) if strength == Strength::Legacy => {
            DsaKey::new(public_key).err().map(|error| error.to_string())
        }
        other => Some(format!("key of the kind {other}")),
    }
}

/// Odd and at least 65537; the magnitude has no leading zeros.
fn is_sound_exponent(exponent: &[u8]) -> bool {
    let odd = exponent.last().is_some_and(|octet| octet % 2 == 1);
    odd && (exponent.len() > 3 || (exponent.len() == 3 && exponent >= &[1, 0, 1][..]))
}
