//! Reports for programs: those every binding shares, and those of this command alone. The keys are a contract; new
//! ones may come, these stay, whatever the language.

mod vectors;

pub(crate) use hpki_report::json::*;
pub(crate) use vectors::{Difference, VectorRun};
