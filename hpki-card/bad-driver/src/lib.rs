//! A PKCS#11 driver for tests: it stands before a good one, hands every call on, and misbehaves where a script says so.
//!
//! The script lies beside the library: its name with the suffix `.json` ([`Script`]). It is read again by each
//! `C_GetFunctionList`, which also begins the counting of calls anew. Every login that reaches the good driver, and every
//! C_Finalize, adds a line to the file with the suffix `.log`.
#![cfg(unix)]

mod misbehaviour;
mod script;

pub use script::{Act, Fault, Script};
