//! Raising signatures to T, LT and LTA with a time-stamp authority of our own: what comes out, what is refused, and that
//! nothing else changes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

mod authority;
#[path = "../time_stamps/der_tree.rs"]
#[allow(dead_code, reason = "shared with the tests of time-stamps")]
mod der_tree;
mod levels;
mod places;
mod real_shape;
mod refusals;
mod signed_here;
mod support;
