//! Nodes that are not elements, and the ways through the tree.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use hpki_core::report::Finding;

use super::document::{Document, NodeId};
use super::element::Element;
use super::finding;
use super::text::{self, Place};
use super::tree::{Kind, NEEDS_DECODING, NodeData};

/// A node inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node<'d, 'i> {
    /// An element.
    Element(Element<'d, 'i>),
    /// Text between tags, references included.
    Text(Characters<'d, 'i>),
    /// A CDATA section.
    CData(Characters<'d, 'i>),
    /// A comment.
    Comment(Characters<'d, 'i>),
    /// A processing instruction.
    ProcessingInstruction(Characters<'d, 'i>),
}

impl<'d, 'i> Node<'d, 'i> {
    fn new(document: &'d Document<'i>, index: u32) -> Self {
        let characters = Characters { document, id: NodeId(index) };
        match document.node(index).kind {
            Kind::Document | Kind::Element => Node::Element(document.handle(index)),
            Kind::Text => Node::Text(characters),
            Kind::CData => Node::CData(characters),
            Kind::Comment => Node::Comment(characters),
            Kind::ProcessingInstruction => Node::ProcessingInstruction(characters),
        }
    }

    /// The element, when it is one.
    pub fn element(self) -> Option<Element<'d, 'i>> {
        match self {
            Node::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Its octets in the file, markup included.
    pub fn byte_range(&self) -> Range<usize> {
        match self {
            Node::Element(element) => element.byte_range(),
            Node::Text(node)
            | Node::CData(node)
            | Node::Comment(node)
            | Node::ProcessingInstruction(node) => node.byte_range(),
        }
    }
}

/// A text, CDATA section, comment or processing instruction.
#[derive(Clone, Copy)]
pub struct Characters<'d, 'i> {
    document: &'d Document<'i>,
    id: NodeId,
}

impl<'d, 'i> Characters<'d, 'i> {
    /// Its identity.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// Its characters: of a text with references replaced, of a comment or CDATA section what stands between
    /// the markup, of a processing instruction what follows target and white space. Line ends are LF.
    pub fn value(&self) -> Cow<'d, str> {
        let (raw, place) = self.document.characters(self.id.0);
        let plain = place == Place::Text && self.document.node(self.id.0).flags & NEEDS_DECODING == 0;
        if plain { Cow::Borrowed(raw) } else { text::decode(raw, place) }
    }

    /// The target of a processing instruction; `""` for other nodes.
    pub fn target(&self) -> &'d str {
        self.document.target(self.id.0)
    }

    /// Its octets in the file, markup included.
    pub fn byte_range(&self) -> Range<usize> {
        let data = self.document.node(self.id.0);
        data.start as usize..data.end as usize
    }
}

impl PartialEq for Characters<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document.source(), other.document.source())
    }
}

impl Eq for Characters<'_, '_> {}

impl fmt::Debug for Characters<'_, '_> {
    /// Says where it stands and does not show it, for it may be a patient's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Characters({:?})", self.byte_range())
    }
}

impl<'i> Document<'i> {
    /// The characters of a node as written and without markup, and how they are to be read.
    #[inline]
    pub(crate) fn characters(&self, index: u32) -> (&'i str, Place) {
        let data = self.node(index);
        let (before, after) = match data.kind {
            Kind::Text => return (self.slice(data.start, data.end - data.start), Place::Text),
            Kind::CData => ("<![CDATA[".len(), "]]>".len()),
            Kind::Comment => ("<!--".len(), "-->".len()),
            _ => ("<?".len() + usize::from(data.name_length), "?>".len()),
        };
        let raw = &self.text[data.start as usize + before..data.end as usize - after];
        match data.kind {
            Kind::ProcessingInstruction => (raw.trim_start_matches([' ', '\t', '\r', '\n']), Place::Literal),
            _ => (raw, Place::Literal),
        }
    }

    /// The target of a processing instruction.
    pub(crate) fn target(&self, index: u32) -> &'i str {
        let NodeData { start, name_length, kind, .. } = *self.node(index);
        if kind == Kind::ProcessingInstruction { self.slice(start + 2, u32::from(name_length)) } else { "" }
    }
}

/// Child nodes of an element, in document order.
#[derive(Clone)]
pub struct Children<'d, 'i> {
    document: &'d Document<'i>,
    next: u32,
    end: u32,
}

impl<'d, 'i> Children<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>, parent: u32) -> Self {
        Children { document, next: parent + 1, end: document.node(parent).next }
    }
}

impl<'d, 'i> Iterator for Children<'d, 'i> {
    type Item = Node<'d, 'i>;

    fn next(&mut self) -> Option<Node<'d, 'i>> {
        (self.next < self.end).then(|| {
            let index = self.next;
            self.next = self.document.node(index).next;
            Node::new(self.document, index)
        })
    }
}

/// Nodes inside an element, in document order.
#[derive(Clone)]
pub struct Descendants<'d, 'i> {
    document: &'d Document<'i>,
    indexes: Range<u32>,
}

impl<'d, 'i> Descendants<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>, ancestor: u32) -> Self {
        Descendants { document, indexes: ancestor + 1..document.node(ancestor).next }
    }
}

impl<'d, 'i> Iterator for Descendants<'d, 'i> {
    type Item = Node<'d, 'i>;

    fn next(&mut self) -> Option<Node<'d, 'i>> {
        self.indexes.next().map(|index| Node::new(self.document, index))
    }
}

/// What stands in an element that must hold text only, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at octet {offset}")]
pub struct TextError {
    /// What it is.
    pub kind: TextErrorKind,
    /// Where: octets from the start of the file.
    pub offset: usize,
}

/// A node that must not stand in an element of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TextErrorKind {
    /// An element.
    #[error("there is an element in an element of text")]
    Element,
    /// A CDATA section.
    #[error("there is a CDATA section in an element of text")]
    CData,
    /// A comment.
    #[error("there is a comment in an element of text")]
    Comment,
    /// A processing instruction.
    #[error("there is a processing instruction in an element of text")]
    ProcessingInstruction,
}

impl TextError {
    /// The stable id of the refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self.kind {
            TextErrorKind::Element => &finding::TEXT_WITH_ELEMENT,
            TextErrorKind::CData => &finding::TEXT_WITH_CDATA,
            TextErrorKind::Comment => &finding::TEXT_WITH_COMMENT,
            TextErrorKind::ProcessingInstruction => &finding::TEXT_WITH_PROCESSING_INSTRUCTION,
        }
    }
}

impl<'d, 'i> Element<'d, 'i> {
    /// The text of an element that holds nothing but text; `""` when it is empty.
    ///
    /// # Errors
    ///
    /// [`TextError`] for the first child that is not text. A comment, CDATA section or processing instruction
    /// splits a value, and programs differ in which part they take for the whole (CVE-2017-11427).
    pub fn text(&self) -> Result<Cow<'d, str>, TextError> {
        let mut value = Cow::Borrowed("");
        for node in self.children() {
            let kind = match node {
                // Two texts never follow each other, so this runs at most once.
                Node::Text(text) => {
                    value = text.value();
                    continue;
                }
                Node::Element(_) => TextErrorKind::Element,
                Node::CData(_) => TextErrorKind::CData,
                Node::Comment(_) => TextErrorKind::Comment,
                Node::ProcessingInstruction(_) => TextErrorKind::ProcessingInstruction,
            };
            return Err(TextError { kind, offset: node.byte_range().start });
        }
        Ok(value)
    }
}
