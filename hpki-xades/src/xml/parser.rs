//! Octets → tree, in one pass and one loop.

mod cursor;
mod declaration;
mod markup;
mod scope;
mod tag;

use smallvec::SmallVec;

use super::document::Document;
use super::encoding::{self, BYTE_ORDER_MARK};
use super::error::{XmlError, XmlErrorKind};
use super::limits::XmlLimits;
use super::text;
use super::tree::{AttributeData, HAS_GREATER_THAN, Kind, NEEDS_DECODING, NodeData};
use cursor::Cursor;
use scope::Scope;

/// Parses a whole file.
pub(super) fn parse<'i>(bytes: &'i [u8], limits: &XmlLimits) -> Result<Document<'i>, XmlError> {
    let limit = limits.file_octets.min(u32::MAX as usize);
    if bytes.len() > limit {
        return Err(XmlErrorKind::FileTooLarge { limit }.at(limit));
    }
    let decided = encoding::decide(bytes)?;
    let start = if decided.has_byte_order_mark { BYTE_ORDER_MARK.len() } else { 0 };
    let mut parser = Parser::new(decided.text, start, decided.has_carriage_return, limits);
    parser.document()?;
    Ok(Document {
        text: decided.text,
        has_byte_order_mark: decided.has_byte_order_mark,
        nodes: parser.nodes,
        attributes: parser.attributes,
        names: parser.scope.names,
        root: parser.root.unwrap_or_default(),
        id_like: parser.id_like,
        signature_like: parser.signature_like,
        relative_namespace: parser.scope.relative_namespace,
        limits: *limits,
    })
}

/// Where the first of `<`, `&` and `>` is. Short runs are common, and shorter than a call of memchr is worth.
#[inline]
fn end_of_plain_text(bytes: &[u8]) -> Option<usize> {
    const SHORT: usize = 8;
    let short = bytes.iter().take(SHORT).position(|octet| matches!(octet, b'<' | b'&' | b'>'));
    short.or_else(|| memchr::memchr3(b'<', b'&', b'>', bytes.get(SHORT..)?).map(|index| SHORT + index))
}

/// Octets of a file per node, about: what the tables are first made for.
const OCTETS_PER_NODE: usize = 40;

struct Parser<'i> {
    cursor: Cursor<'i>,
    has_carriage_return: bool,
    limits: XmlLimits,
    nodes: Vec<NodeData>,
    attributes: Vec<AttributeData>,
    scope: Scope<'i>,
    id_like: SmallVec<[(u32, u32); 8]>,
    signature_like: SmallVec<[u32; 4]>,
    root: Option<u32>,
    /// The element whose content is being read; 0, the document, outside the root.
    current: u32,
    depth: usize,
}

impl<'i> Parser<'i> {
    fn new(text: &'i str, start: usize, has_carriage_return: bool, limits: &XmlLimits) -> Self {
        let mut nodes = Vec::with_capacity(text.len() / OCTETS_PER_NODE + 8);
        nodes.push(NodeData {
            start: 0,
            end: text.len() as u32,
            parent: 0,
            next: 0,
            attributes: 0,
            binding: 0,
            name_length: 0,
            kind: Kind::Document,
            flags: 0,
        });
        Parser {
            cursor: Cursor::new(text, start),
            has_carriage_return,
            limits: *limits,
            nodes,
            attributes: Vec::with_capacity(text.len() / OCTETS_PER_NODE + 8),
            scope: Scope::new(limits.namespaces),
            id_like: SmallVec::new(),
            signature_like: SmallVec::new(),
            root: None,
            current: 0,
            depth: 0,
        }
    }

    /// ```text
    /// document ::= prolog element Misc*
    /// prolog   ::= XMLDecl? Misc*
    /// ```
    fn document(&mut self) -> Result<(), XmlError> {
        self.xml_declaration()?;
        while let Some(octet) = self.cursor.peek() {
            match octet {
                b'<' => self.markup()?,
                _ if self.current == 0 => self.white_space_outside_root()?,
                _ => self.text()?,
            }
        }
        if self.current != 0 {
            let open = self.nodes[self.current as usize].start as usize;
            return Err(XmlErrorKind::UnclosedElement.at(open));
        }
        if self.root.is_none() {
            return Err(XmlErrorKind::NoRootElement.at(self.cursor.position));
        }
        self.nodes[0].next = self.nodes.len() as u32;
        Ok(())
    }

    /// What the octets after `<` say it is.
    #[inline]
    fn markup(&mut self) -> Result<(), XmlError> {
        match self.cursor.peek_at(1) {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.declaration(),
            Some(b'?') => self.processing_instruction(),
            _ => self.start_tag(),
        }
    }

    fn white_space_outside_root(&mut self) -> Result<(), XmlError> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            None | Some(b'<') => Ok(()),
            Some(_) => Err(XmlErrorKind::TextOutsideRoot.at(self.cursor.position)),
        }
    }

    /// `CharData? (Reference CharData?)*` up to the next `<`.
    fn text(&mut self) -> Result<(), XmlError> {
        let bytes = self.cursor.bytes();
        let start = self.cursor.position;
        let mut position = start;
        let mut flags = 0;
        loop {
            let Some(index) = end_of_plain_text(&bytes[position..]) else {
                position = bytes.len();
                break;
            };
            position += index;
            match bytes[position] {
                b'<' => break,
                b'&' => {
                    let reference = text::reference(&bytes[position..]);
                    position += reference.map_err(|kind| kind.at(position))?.1;
                    flags |= NEEDS_DECODING;
                }
                _ => {
                    if bytes[start..position].ends_with(b"]]") {
                        return Err(XmlErrorKind::CDataEndInText.at(position - 2));
                    }
                    position += 1;
                    flags |= HAS_GREATER_THAN;
                }
            }
        }
        if self.has_carriage_return && memchr::memchr(b'\r', &bytes[start..position]).is_some() {
            flags |= NEEDS_DECODING;
        }
        self.cursor.position = position;
        self.push_node(Kind::Text, start, position, 0, flags)
    }

    /// Adds a node that holds no other node.
    fn push_node(
        &mut self,
        kind: Kind,
        start: usize,
        end: usize,
        name_length: usize,
        flags: u8,
    ) -> Result<(), XmlError> {
        self.check_node_count(start)?;
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(NodeData {
            start: start as u32,
            end: end as u32,
            parent: self.current,
            next,
            attributes: self.attributes.len() as u32,
            binding: 0,
            name_length: name_length as u16,
            kind,
            flags,
        });
        Ok(())
    }

    #[inline]
    fn check_node_count(&self, offset: usize) -> Result<(), XmlError> {
        let limit = self.limits.nodes;
        if self.nodes.len() + self.attributes.len() >= limit {
            return Err(XmlErrorKind::TooManyNodes { limit }.at(offset));
        }
        Ok(())
    }
}
