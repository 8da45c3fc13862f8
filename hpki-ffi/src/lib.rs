//! The C library of hpki: everything that a vendor's program needs, behind opaque handles.
//!
//! `include/hpki.h` is made from this crate and is its documentation for C; `docs/c-library.md` tells how to build with
//! it. The rules are the same for every function:
//!
//! - A function returns a result code ([`result`]). Outputs are written only when it succeeds.
//! - Every pointer may be NULL and then gives [`result::HPKI_ERROR_NULL_POINTER`]; nothing else happens. Only the place
//!   for an error object may be NULL, which means that nobody wants one.
//! - A handle belongs to the caller from the call that made it until it is freed by its own `…_free`. What a getter hands
//!   out (texts, octets, handles marked `const`) belongs to the handle it came from and lives as long.
//! - `data, length` are octets that the caller keeps readable and unchanged for the call; texts are UTF-8 of that form.
//! - Nothing is global: no clock is read, no environment, no output is written, no signal is handled.
//! - A panic is a defect of this library and comes out as [`result::HPKI_ERROR_INTERNAL`].
//!
//! # Where the unsafe code is
//!
//! Handles come in as `Option<&T>` and outputs as `Option<&mut MaybeUninit<T>>`, which are C's pointers with NULL made
//! visible: a function that takes no octets has no unsafe code. What remains is the reading of `(pointer, length)`
//! pairs, the calling of callbacks, and nothing else; all of it is in `boundary`, and each use says why it holds.
#![allow(
    clippy::missing_safety_doc,
    reason = "the promise of the caller is the same everywhere, and stands at the head of the header"
)]
#![allow(
    non_camel_case_types,
    reason = "types are named as in the C header, so that one word means one thing"
)]

#[cfg(panic = "abort")]
compile_error!("a panic must become a result code, never the end of the program that loaded this library");

pub mod augmentation;
mod boundary;
pub mod card;
pub mod certificate;
pub mod check;
pub mod detached;
pub mod error;
mod file;
pub mod inspection;
pub mod letter;
pub mod path_report;
pub mod properties;
pub mod report;
pub mod result;
pub mod settings;
pub mod signature;
pub mod signer;
pub mod signing;
pub mod trust_store;
pub mod value;
pub mod verifier;
pub mod version;
