//! The report of `hpki certificate validate` for programs.

use hpki_core::path::PathReport;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{SubIndication, Verdict};
use hpki_core::role::RoleTable;
use serde::Serialize;

use super::certificate::Role;
use super::document::sub_indication;
use super::{Check, checks};
use crate::problem::Problem;

/// One certification path.
#[derive(Debug, Serialize)]
pub struct Validation {
    indication: &'static str,
    sub_indication: Option<&'static str>,
    /// Subjects, end entity first, trust anchor last where one was reached.
    path: Vec<String>,
    roles: Vec<Role>,
    policy: &'static str,
    /// The certificate policies that the whole path is valid under.
    policies: Vec<String>,
    checks: Vec<Check>,
}

impl Validation {
    /// A path that was judged; roles are named by this table.
    pub fn of(report: &PathReport, table: &RoleTable) -> Validation {
        Validation {
            indication: report.verdict().indication().name(),
            sub_indication: sub_indication(report.verdict()),
            path: report.path().iter().map(|certificate| certificate.subject().to_string()).collect(),
            roles: Role::all(report.roles(), table),
            policy: report.hpki_policy().name(),
            policies: report.policies().iter().map(ToString::to_string).collect(),
            checks: checks(report.checks()),
        }
    }

    /// A file that was read and holds no acceptable certificate.
    pub fn refused(problem: &Problem) -> Validation {
        let verdict = Verdict::not_passed(SubIndication::FormatFailure);
        Validation {
            indication: verdict.indication().name(),
            sub_indication: sub_indication(verdict),
            path: Vec::new(),
            roles: Vec::new(),
            policy: CertificatePolicyKind::None.name(),
            policies: Vec::new(),
            checks: vec![Check { id: problem.finding.id, outcome: "failed", detail: problem.detail.clone() }],
        }
    }
}
