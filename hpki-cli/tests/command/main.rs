//! The contract of the command `hpki`, tested from outside: exit codes, standard output, JSON keys, files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

mod canonicalize;
mod card;
mod certificate;
mod inspect;
mod real_documents;
mod sentences;
mod support;
mod usage;
mod vectors;
mod verify;
mod wording;
