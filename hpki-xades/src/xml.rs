//! The one XML parser of the product: octets → a flat tree whose every node knows its place in the file.
//!
//! XML 1.0 (5th edition) and Namespaces 1.0 (3rd edition) in full for documents without a document type
//! declaration, in UTF-8. What two programs could read in two ways is refused here, once, so that what is
//! canonicalized, digested and shown is the same document.
//!
//! The tokenizer is our own. A lexer such as quick-xml leaves names, characters, attribute syntax and the
//! structure around the root unchecked, so every octet would be looked at twice; and the tree wants ranges
//! where a lexer hands out events. What it rests on instead: memchr finds markup, simdutf8 proves UTF-8.

mod attribute;
mod character;
mod document;
mod element;
mod encoding;
mod error;
pub mod finding;
mod limits;
mod name;
mod node;
mod parser;
mod same;
#[cfg(test)]
mod tests;
mod text;
mod tree;

pub use attribute::Attribute;
pub(crate) use character::plain_run;
pub use document::{Document, NodeId};
pub use element::Element;
pub(crate) use element::Paths;
pub use error::{Resemblance, XmlError, XmlErrorKind};
pub use limits::XmlLimits;
pub(crate) use name::{BindingId, NO_NAMESPACE, PrefixId, UriId, XML_BINDING};
pub use name::{XML_NAMESPACE, XMLNS_NAMESPACE};
pub use node::{Characters, Children, Descendants, Node, TextError, TextErrorKind};
pub(crate) use text::{Place, reference};
pub(crate) use tree::{
    AttributeData, DECLARES, HAS_QUOTE, IS_CANONICAL, IS_DECLARATION, Kind, NEEDS_DECODING, NodeData,
};
