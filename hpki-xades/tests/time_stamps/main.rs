//! Time-stamp tokens: those of the real e-prescriptions, those of an authority made for these tests, and those of
//! other projects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed, and one that is skipped says so"
)]

mod authority;
mod corpus;
mod der_tree;
mod exchange;
mod made;
mod real;

use hpki_core::report::CheckList;

/// One line for each check: what a failing test shows.
fn lines(checks: &CheckList) -> String {
    let lines = checks.iter().map(|it| format!("\n{} {:?} {}", it.finding, it.outcome, it.detail));
    lines.collect()
}
