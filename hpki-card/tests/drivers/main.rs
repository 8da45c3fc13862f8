//! Drivers, good and bad: the virtual card, a driver that misbehaves by a script before it, and those of other projects.
#![cfg(unix)] // the bad driver speaks to the dynamic linker of Unix
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(clippy::print_stdout, reason = "counts of what was tried belong to the result")]

mod cancellation;
mod every_return_value;
mod isolation;
mod lies;
mod others;
mod pins;
mod rig;
mod virtual_card;
