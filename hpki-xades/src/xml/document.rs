//! A parsed document, and its doors.

use std::ops::Range;

use smallvec::SmallVec;

use super::attribute::Attribute;
use super::element::Element;
use super::error::XmlError;
use super::limits::XmlLimits;
use super::name::{BindingId, Names, XML_BINDING};
use super::parser;
use super::same::is_same;
use super::tree::{AttributeData, Kind, NodeData};

/// A well-formed, namespace-well-formed XML 1.0 document in UTF-8 without a document type declaration.
///
/// It borrows the octets it was parsed from and keeps ranges into them: every node knows where it stands in
/// the file. Parsing trusts nothing; that a document parses says nothing about who wrote it.
#[derive(Debug)]
pub struct Document<'i> {
    pub(super) text: &'i str,
    pub(super) has_byte_order_mark: bool,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) names: Names<'i>,
    pub(super) root: u32,
    /// Element and attribute of everything called id, in document order.
    pub(super) id_like: SmallVec<[(u32, u32); 8]>,
    /// Elements whose local name is Signature, in document order.
    pub(super) signature_like: SmallVec<[u32; 4]>,
    /// Where the first relative namespace name is declared.
    pub(super) relative_namespace: Option<u32>,
    pub(super) limits: XmlLimits,
}

/// Names a node of one document. The order is document order.
///
/// It means nothing in another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl<'i> Document<'i> {
    /// Parses a whole file.
    ///
    /// Read are XML 1.0 (5th edition) and Namespaces in XML 1.0 (3rd edition), in UTF-8 with or without a byte
    /// order mark. The octets are read once, without recursion, in time and memory that grow with their number.
    ///
    /// # Errors
    ///
    /// One [`XmlErrorKind`](super::XmlErrorKind) per cause with the offset of the octet it was seen at: other
    /// encodings, document type declarations, everything that is not well-formed, and whatever is over a limit.
    pub fn parse(bytes: &'i [u8], limits: &XmlLimits) -> Result<Document<'i>, XmlError> {
        parser::parse(bytes, limits)
    }

    /// The octets that were parsed, all of them.
    pub fn source(&self) -> &'i [u8] {
        self.text.as_bytes()
    }

    /// Whether the qualified name in a range of the file has this local name, and its prefix is bound to this namespace.
    #[inline]
    pub(super) fn is_named(
        &self,
        name: Range<usize>,
        binding: BindingId,
        namespace: &str,
        local_name: &str,
    ) -> bool {
        let start = name.start + self.names.binding(binding).before_local_name as usize;
        // Most names that are asked are told apart by their lengths.
        name.end == start + local_name.len()
            && self.source().get(start..name.end).is_some_and(|name| is_same(name, local_name.as_bytes()))
            && is_same(self.names.uri(binding).as_bytes(), namespace.as_bytes())
    }

    /// All elements in document order, the root element first.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'i>> + Clone {
        let numbered = (0_u32..).zip(&self.nodes);
        numbered.filter(|(_, node)| node.kind == Kind::Element).map(|(index, _)| self.handle(index))
    }

    /// Whether a comment or a processing instruction stands anywhere in the file.
    pub fn has_comments_or_instructions(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.kind, Kind::Comment | Kind::ProcessingInstruction))
    }

    /// Whether any attribute is in the namespace that the prefix `xml` is bound to: `xml:lang`, `xml:base`, …
    pub fn has_xml_attributes(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute.binding == XML_BINDING)
    }

    /// Whether the file starts with the octets EF BB BF.
    pub fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// The root element.
    pub fn root(&self) -> Element<'_, 'i> {
        self.handle(self.root)
    }

    /// The element that gave this id.
    ///
    /// # Panics
    ///
    /// When `id` is from another document and names no element of this one.
    pub fn element(&self, id: NodeId) -> Element<'_, 'i> {
        assert!(self.is_element(id), "the NodeId is from another document");
        self.handle(id.0)
    }

    /// Every attribute whose local name is `id` when ASCII case is ignored, with any prefix or none, and the
    /// element it stands on, in document order.
    ///
    /// Which of them *is* an identifier, the vocabulary of the element says. A value that one of the others
    /// repeats can make two programs see two different signed elements: whoever resolves references has to
    /// look at them all.
    pub fn id_like_attributes(&self) -> impl Iterator<Item = (Element<'_, 'i>, Attribute<'_, 'i>)> + Clone {
        self.id_like.iter().map(|&(node, attribute)| (self.handle(node), Attribute::new(self, attribute)))
    }

    /// Every element whose local name is `Signature`, in any namespace, in document order. They are noted while the document
    /// is parsed: to look for them in a large one is a third of the parsing.
    pub fn signature_like_elements(&self) -> impl Iterator<Item = Element<'_, 'i>> + Clone {
        self.signature_like.iter().map(|&node| self.handle(node))
    }

    /// Number of nodes: elements, texts, comments, processing instructions and the document itself.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn is_element(&self, id: NodeId) -> bool {
        self.nodes.get(id.0 as usize).is_some_and(|node| node.kind == Kind::Element)
    }

    pub(super) fn handle(&self, index: u32) -> Element<'_, 'i> {
        Element::new(self, NodeId(index))
    }

    // The tables hold only what the parser put there: indexes of its own nodes and ranges of the text it read,
    // all on character boundaries. Indexing them is not indexing by foreign input.

    #[inline]
    pub(crate) fn node(&self, index: u32) -> &NodeData {
        &self.nodes[index as usize]
    }

    #[inline]
    pub(crate) fn attribute_data(&self, index: u32) -> &AttributeData {
        &self.attributes[index as usize]
    }

    #[inline]
    pub(crate) fn slice(&self, start: u32, length: u32) -> &'i str {
        &self.text[start as usize..start as usize + length as usize]
    }

    #[inline]
    pub(crate) fn text(&self) -> &'i str {
        self.text
    }

    #[inline]
    pub(crate) fn names(&self) -> &Names<'i> {
        &self.names
    }

    #[inline]
    pub(crate) fn limits(&self) -> &XmlLimits {
        &self.limits
    }

    #[inline]
    pub(crate) fn relative_namespace(&self) -> Option<u32> {
        self.relative_namespace
    }

    /// Attributes and namespace declarations of a node.
    #[inline]
    pub(crate) fn attribute_range(&self, index: u32) -> Range<u32> {
        let end =
            self.nodes.get(index as usize + 1).map_or(self.attributes.len() as u32, |next| next.attributes);
        self.node(index).attributes..end
    }
}
