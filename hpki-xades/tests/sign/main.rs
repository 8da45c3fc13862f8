//! Signing, with the published keys of the test hierarchy: what is signed passes the verifier in full, has the shape of
//! the real documents, and what nobody would accept is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod adoption;
mod hierarchy;
mod letters;
mod prescription;
mod records;
mod refusals;
mod shape;
mod states;
