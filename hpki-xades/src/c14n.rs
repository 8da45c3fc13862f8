//! Canonical XML: a subtree of a parsed document → the octets that are digested and signed.
//!
//! Canonical XML 1.0 (W3C, 15 March 2001), Canonical XML 1.1 (2 May 2008) and Exclusive XML Canonicalization 1.0
//! (18 July 2002), each with and without comments. A node-set is always a document or an element with all that
//! is inside it, less some elements with all that is inside them (enveloped-signature); node-sets that only XPath
//! can name cannot be expressed, and so cannot be got wrong.
//!
//! The octets stream into a [`Sink`]; nothing is built up, nothing recurses.

mod error;
pub mod finding;
mod inherited;
mod method;
mod namespaces;
mod output;
mod start_tag;
mod uri;
mod walk;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;

use crate::xml::{Document, NodeId};

pub use error::C14nError;
pub use method::{Algorithm, Comments, Method};

/// Takes canonical octets as they come: a digest, a buffer.
pub trait Sink {
    /// The next octets.
    fn write(&mut self, octets: &[u8]);
}

impl Sink for Vec<u8> {
    fn write(&mut self, octets: &[u8]) {
        self.extend_from_slice(octets);
    }
}

/// What is canonicalized: an apex with everything inside it.
#[derive(Clone, Copy, Debug)]
pub struct Subtree<'a> {
    /// Where it starts.
    pub apex: Apex,
    /// Elements left out with everything inside them, as the enveloped-signature transform does. By identity:
    /// an element that only looks the same stays. Any order.
    pub without: &'a [NodeId],
}

impl Subtree<'_> {
    /// An element with everything inside it.
    pub const fn element(id: NodeId) -> Subtree<'static> {
        Subtree { apex: Apex::Element(id), without: &[] }
    }

    /// The whole document.
    pub const fn document() -> Subtree<'static> {
        Subtree { apex: Apex::Document, without: &[] }
    }
}

/// The topmost node of what is canonicalized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Apex {
    /// The whole document: the root element, and the comments and processing instructions around it.
    Document,
    /// An element in its context: inclusive canonicalization renders what it inherits from its ancestors.
    Element(NodeId),
}

/// Writes the canonical form of `subtree` into `sink`.
///
/// # Errors
///
/// [`C14nError`]; what the sink has got until then is not the canonical form of anything, and a digest of it
/// must not be used.
pub fn canonicalize(
    document: &Document<'_>,
    subtree: &Subtree<'_>,
    method: &Method,
    sink: &mut dyn Sink,
) -> Result<(), C14nError> {
    walk::canonicalize(document, subtree, method, sink)
}
