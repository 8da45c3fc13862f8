//! Signatures that nobody here made: the public corpora of `../shared/corpus`, where they are present.
//!
//! Every row is as its manifest says, or stands in the suite's `…_differences.tsv` with its reason; a line there that
//! no longer holds, or holds for another reason, fails too. No row that should fail may pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod attacks;
mod corpus;
mod xades;
mod xmldsig;
