//! The contract of the command `hpki`, tested from outside: exit codes, standard output, JSON keys, files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

mod augment;
#[path = "../../../hpki-xades/tests/augment/authority.rs"]
#[allow(dead_code, reason = "shared with the tests of augmentation")]
mod authority;
mod canonicalize;
mod card;
mod certificate;
#[path = "../../../hpki-xades/tests/time_stamps/der_tree.rs"]
#[allow(dead_code, reason = "shared with the tests of time-stamps")]
mod der_tree;
mod inspect;
mod real_documents;
mod sentences;
mod sign;
mod support;
mod usage;
mod vectors;
mod verify;
mod wording;
