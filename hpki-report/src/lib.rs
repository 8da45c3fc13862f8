//! What the reports of hpki say to people, in Japanese and English, and to programs, as JSON.
//!
//! The command, the C library and the Python package show the same words and the same keys, so both are composed
//! here, once. Nothing is judged and nothing is read or written: a report of [`hpki_xades`] or [`hpki_core`] goes in,
//! a [`view::View`] or a document for [`json::to_text`] comes out.
//!
//! - [`view`] composes what people are told; [`text`] lays it out for a terminal, [`html`] as a page.
//! - [`json`] gives the same report under keys that are a contract.
//! - [`material`] reads trust anchors, intermediates and lists that a caller hands over as octets.
//! - Roles are named by the [`RoleTable`](hpki_core::role::RoleTable) that the caller hands over;
//!   [`hpki_core::role::japan`] is the usual one.
//! - [`problem`] says why nothing could be decided: a file that cannot be read is not a verdict.
#![forbid(unsafe_code)]

pub mod describe;
pub mod html;
pub mod http;
pub mod json;
pub mod material;
pub mod moment;
pub mod problem;
pub mod text;
pub mod view;
pub mod visible;

pub use problem::Problem;
