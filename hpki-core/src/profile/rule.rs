//! A certificate profile as a table of rules.

use std::borrow::Cow;

use crate::certificate::Certificate;
use crate::report::{CheckList, Detail, Finding, SubIndication};

/// A row of a profile: what is required, by which clause, and what a departure means.
#[derive(Debug)]
pub struct Rule {
    /// The check, with its sentences for people.
    pub finding: &'static Finding,
    /// Where it is written.
    pub clause: &'static str,
    /// What a departure means.
    pub severity: Severity,
    /// The rule itself.
    pub(super) judge: fn(&Certificate) -> Conformance,
}

/// What a departure from a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The certificate is not accepted: `CHAIN_CONSTRAINTS_FAILURE`.
    Refuse,
    /// It is said, and the verdict stands.
    Warn,
}

/// How a certificate stands to one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conformance {
    /// As the rule has it.
    Fits,
    /// Not so, with what was found instead.
    Departs(Cow<'static, str>),
}

/// The rules for one kind of certificate.
#[derive(Debug)]
pub struct ProfileTable {
    /// What kind of certificate: "HPKI signature certificate".
    pub name: &'static str,
    /// The rules, in the order they are checked and shown.
    pub rules: &'static [Rule],
}

impl Rule {
    /// Holds a certificate against the rule.
    pub fn judge(&self, certificate: &Certificate) -> Conformance {
        (self.judge)(certificate)
    }
}

impl Conformance {
    /// Fits where `fits` holds, and departs with this finding otherwise.
    pub(super) fn of(fits: bool, found: &'static str) -> Conformance {
        if fits { Conformance::Fits } else { Conformance::Departs(Cow::Borrowed(found)) }
    }
}

impl ProfileTable {
    /// Holds a certificate against every rule and adds one check for each: passed, warning, or not passed.
    pub fn evaluate(&self, certificate: &Certificate, checks: &mut CheckList) {
        let subject = Detail::later(certificate.subject().clone());
        for rule in self.rules {
            match (rule.judge(certificate), rule.severity) {
                (Conformance::Fits, _) => checks.passed(rule.finding, subject.clone()),
                (Conformance::Departs(found), Severity::Warn) => {
                    checks.warning(rule.finding, format!("{found}: {subject}"));
                }
                (Conformance::Departs(found), Severity::Refuse) => {
                    let detail = format!("{found}: {subject}");
                    checks.not_passed(rule.finding, SubIndication::ChainConstraintsFailure, detail);
                }
            }
        }
    }
}
