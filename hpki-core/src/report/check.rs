//! One check that was made, and the list of them.

use super::{Detail, Finding, SubIndication, Verdict};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As required.
    Passed,
    /// Not as required; the verdict cannot pass.
    NotPassed(SubIndication),
    /// Unusual, and said so; the verdict stands.
    Warning,
    /// Not made, because the caller asked so or something it needs is missing.
    Skipped,
}

impl Outcome {
    /// The word used in JSON reports: `passed`, `failed`, `indeterminate`, `warning` or `skipped`.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::NotPassed(sub_indication) => match sub_indication.indication() {
                super::Indication::TotalFailed => "failed",
                _ => "indeterminate",
            },
            Outcome::Warning => "warning",
            Outcome::Skipped => "skipped",
        }
    }
}

/// One check: what was checked, how it came out, what it looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What kind of check, with its sentences for people.
    pub finding: &'static Finding,
    /// How it came out.
    pub outcome: Outcome,
    /// What it looked at.
    pub detail: Detail,
}

/// Checks in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckList {
    checks: Vec<Check>,
}

impl CheckList {
    /// An empty list. It proves nothing: a verdict of passed is never derived from a list alone.
    pub fn new() -> CheckList {
        CheckList::default()
    }

    /// An empty list with room for that many checks.
    pub fn with_capacity(checks: usize) -> CheckList {
        CheckList { checks: Vec::with_capacity(checks) }
    }

    /// Adds a check with any outcome.
    pub fn push(&mut self, finding: &'static Finding, outcome: Outcome, detail: impl Into<Detail>) {
        self.checks.push(Check { finding, outcome, detail: detail.into() });
    }

    /// Adds a check that passed.
    pub fn passed(&mut self, finding: &'static Finding, detail: impl Into<Detail>) {
        self.push(finding, Outcome::Passed, detail);
    }

    /// Adds a check that did not pass.
    pub fn not_passed(&mut self, finding: &'static Finding, why: SubIndication, detail: impl Into<Detail>) {
        self.push(finding, Outcome::NotPassed(why), detail);
    }

    /// Adds a warning.
    pub fn warning(&mut self, finding: &'static Finding, detail: impl Into<Detail>) {
        self.push(finding, Outcome::Warning, detail);
    }

    /// Adds a check that was not made.
    pub fn skipped(&mut self, finding: &'static Finding, detail: impl Into<Detail>) {
        self.push(finding, Outcome::Skipped, detail);
    }

    /// Appends another list.
    pub fn append(&mut self, other: CheckList) {
        self.checks.extend(other.checks);
    }

    /// Appends another list whose checks must not weigh on this verdict: what did not pass becomes a warning.
    /// For evidence that is set aside when it is bad, such as a time-stamp.
    pub fn append_as_warnings(&mut self, other: CheckList) {
        self.checks.extend(other.checks.into_iter().map(|check| match check.outcome {
            Outcome::NotPassed(_) => Check { outcome: Outcome::Warning, ..check },
            _ => check,
        }));
    }

    /// The checks in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Check> {
        self.checks.iter()
    }

    /// Whether a check of this kind is in the list, whatever its outcome.
    pub fn contains(&self, finding: &Finding) -> bool {
        self.checks.iter().any(|check| check.finding == finding)
    }

    /// The first check that did not pass.
    pub fn first_not_passed(&self) -> Option<(&Check, SubIndication)> {
        self.checks.iter().find_map(|check| match check.outcome {
            Outcome::NotPassed(why) => Some((check, why)),
            _ => None,
        })
    }

    /// The verdict these checks lead to: the first TOTAL-FAILED reason, else the first INDETERMINATE one.
    /// `None` when none stands against passing — which is not yet a proof.
    pub fn objection(&self) -> Option<Verdict> {
        let reasons = || {
            self.checks.iter().filter_map(|check| match check.outcome {
                Outcome::NotPassed(why) => Some(why),
                _ => None,
            })
        };
        let failed = reasons().find(|why| why.indication() == super::Indication::TotalFailed);
        failed.or_else(|| reasons().next()).map(Verdict::not_passed)
    }
}

impl<'a> IntoIterator for &'a CheckList {
    type Item = &'a Check;
    type IntoIter = std::slice::Iter<'a, Check>;

    fn into_iter(self) -> Self::IntoIter {
        self.checks.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::findings! {
        SOMETHING = "test::something", label: "x" / "x", problem: "x" / "x";
    }

    #[test]
    fn a_failure_outweighs_an_earlier_indeterminate() {
        let mut checks = CheckList::new();
        assert_eq!(checks.objection(), None);
        checks.not_passed(&SOMETHING, SubIndication::TryLater, "");
        checks.warning(&SOMETHING, "");
        assert_eq!(checks.objection(), Some(Verdict::not_passed(SubIndication::TryLater)));
        checks.not_passed(&SOMETHING, SubIndication::HashFailure, "");
        assert_eq!(checks.objection(), Some(Verdict::not_passed(SubIndication::HashFailure)));
    }
}
