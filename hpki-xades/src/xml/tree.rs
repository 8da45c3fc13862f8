//! The tree as it lies in memory: flat tables of ranges into the file, in document order, 28 octets a node.
//!
//! Nothing here owns another thing, so there is nothing to recurse over, not even when it is dropped.

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Element,
    Text,
    CData,
    Comment,
    ProcessingInstruction,
}

/// One node. Offsets are octets of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeData {
    /// First octet of the node with its markup.
    pub(crate) start: u32,
    /// First octet after the node with its markup; for an element, after its end tag.
    pub(crate) end: u32,
    /// Index of the parent. The document node (index 0) is its own.
    pub(crate) parent: u32,
    /// Index of the first node after this node and its descendants.
    pub(crate) next: u32,
    /// Index of its first attribute; its last one comes before that of the next node.
    pub(crate) attributes: u32,
    /// What its prefix is bound to; elements only.
    pub(crate) binding: u32,
    /// Octets of its name with prefix; elements and processing instructions only.
    pub(crate) name_length: u16,
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
}

/// Text that holds a reference or a CR, or an element some of whose attributes are namespace declarations.
pub(crate) const NEEDS_DECODING: u8 = 1;
/// The element declares namespaces.
pub(crate) const DECLARES: u8 = 2;
/// Text that holds a `>`, which canonicalization writes as `&gt;`.
pub(crate) const HAS_GREATER_THAN: u8 = 4;
/// An attribute that declares a namespace.
pub(crate) const IS_DECLARATION: u8 = 8;
/// The start tag up to its last attribute is canonical as it stands: no declaration, one space before each
/// attribute, double quotes, nothing to decode, attributes sorted.
pub(crate) const IS_CANONICAL: u8 = 32;
/// An attribute value that holds a `"` (it stands between `'`).
pub(crate) const HAS_QUOTE: u8 = 16;

/// One attribute or namespace declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeData {
    /// First octet of its name.
    pub(crate) start: u32,
    /// First octet of its value, after the quote.
    pub(crate) value_start: u32,
    /// Octets of its value as written.
    pub(crate) value_length: u32,
    /// What its prefix is bound to; for a declaration, the binding it makes.
    pub(crate) binding: u32,
    /// Octets of its name with prefix.
    pub(crate) name_length: u16,
    pub(crate) flags: u8,
}
