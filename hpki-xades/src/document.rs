//! The kinds of documents and the grammar of a signature of each.
//!
//! For prescription and dispensing record the grammar fixes where every signed element and every signature
//! stands, what the references are and which transforms they may have. Whatever else a document holds is unsigned
//! and never handed out.

mod content;
pub(crate) mod findings;
mod grammar;
mod kind;
mod outline;
mod signature_form;

pub(crate) use content::check_content;
pub(crate) use grammar::{RecognisedSignature, recognise};
pub use kind::{DocumentKind, DocumentRequest};
pub(crate) use outline::kind_by_structure;

/// Every finding of this room.
pub static FINDINGS: &[&hpki_core::report::Finding] = findings::ALL;
