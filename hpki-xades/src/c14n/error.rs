//! Why a subtree has no canonical form.

use hpki_core::report::Finding;

use super::finding;

/// Why there is no canonical form, one variant per cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum C14nError {
    /// A namespace declaration with a relative name; every specification requires to fail (C14N 1.0, section 1.3).
    #[error("the namespace declaration at octet {offset} has a relative name")]
    RelativeNamespace {
        /// Where the first one stands: octets from the start of the file.
        offset: usize,
    },
    /// The apex, or a node to leave out, is no element of this document.
    #[error("the node is no element of this document")]
    NotAnElement,
    /// The apex is itself among the elements that are left out: nothing would be digested (CVE-2025-66568).
    #[error("nothing is left of the subtree")]
    NothingLeft,
    /// More canonical octets than `limit`.
    #[error("the canonical form is longer than {limit} octets")]
    OutputTooLarge {
        /// What [`XmlLimits::canonical_expansion`](crate::xml::XmlLimits::canonical_expansion) makes of this file.
        limit: usize,
    },
    /// The `xml:base` that C14N 1.1 computes for the apex (section 2.4) is longer than `limit`.
    #[error("the xml:base of the apex is longer than {limit} octets")]
    BaseTooLong {
        /// The limit of attribute values the document was parsed with.
        limit: usize,
    },
}

impl C14nError {
    /// The stable id of the refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            C14nError::RelativeNamespace { .. } => &finding::RELATIVE_NAMESPACE,
            C14nError::NotAnElement => &finding::NOT_AN_ELEMENT,
            C14nError::NothingLeft => &finding::NOTHING_LEFT,
            C14nError::OutputTooLarge { .. } => &finding::OUTPUT_TOO_LARGE,
            C14nError::BaseTooLong { .. } => &finding::BASE_TOO_LONG,
        }
    }
}
