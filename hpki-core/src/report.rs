//! The words of a verdict, after ETSI EN 319 102-1: indications, sub-indications, checks and their outcomes.
//!
//! A validation yields a report: every check it made, in order. A report is data and proves nothing by itself;
//! each report type has one method `into_verified` that is the only producer of its proof.

mod check;
mod detail;
mod finding;
mod indication;

pub use check::{Check, CheckList, Outcome};
pub use detail::Detail;
pub use finding::{Finding, Language, Text};
pub use indication::{Indication, SubIndication, Verdict};
