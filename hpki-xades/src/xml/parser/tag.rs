//! Start tags, end tags, and the attributes of a start tag.

use std::collections::HashSet;

use super::Parser;
use super::cursor::QualifiedName;
use crate::xml::character;
use crate::xml::error::{XmlError, XmlErrorKind};
use crate::xml::name::{NO_NAMESPACE, UriId};
use crate::xml::same::is_same;
use crate::xml::text::{self, Place};
use crate::xml::tree::{
    AttributeData, DECLARES, HAS_QUOTE, IS_CANONICAL, IS_DECLARATION, Kind, NEEDS_DECODING, NodeData,
};

/// What was seen of a start tag's attributes while they were read.
struct Seen {
    attributes: usize,
    declarations: usize,
    /// Whether every attribute so far is written as canonical XML writes it.
    is_canonical: bool,
    /// First octet after what was read.
    end: usize,
    /// Whether a prefix of an attribute waits to be resolved: its declaration may come after it.
    has_prefixes: bool,
}

/// The local name of elements that are noted.
const SIGNATURE: &[u8] = b"Signature";

/// Up to this many attributes each is compared with each; above, a hash set finds duplicates.
const COMPARED_PAIRWISE: usize = 12;

impl<'i> Parser<'i> {
    /// ```text
    /// STag         ::= '<' QName (S Attribute)* S? '>'
    /// EmptyElemTag ::= '<' QName (S Attribute)* S? '/>'
    /// ```
    pub(super) fn start_tag(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        self.cursor.position += 1;
        let name = self.cursor.qualified_name(self.limits.name_octets)?;
        self.check_place_of_element(start)?;
        let index = self.nodes.len() as u32;
        let first = self.attributes.len();
        if self.cursor.bytes().get(name.local_start()..self.cursor.position) == Some(SIGNATURE) {
            self.signature_like.push(index);
        }
        self.nodes.push(NodeData {
            start: start as u32,
            end: 0,
            parent: self.current,
            next: index + 1,
            attributes: first as u32,
            binding: self.scope.default_binding(),
            name_length: name.length as u16,
            kind: Kind::Element,
            flags: 0,
        });
        let end = self.cursor.position;
        let mut seen = Seen { attributes: 0, declarations: 0, is_canonical: true, end, has_prefixes: false };
        let is_empty = loop {
            let spaced = self.cursor.skip_space();
            match self.cursor.peek() {
                Some(b'>') => break false,
                Some(b'/') if self.cursor.peek_at(1) == Some(b'>') => {
                    self.cursor.position += 1;
                    break true;
                }
                Some(_) if spaced => self.attribute(index, &mut seen)?,
                Some(_) => return Err(self.not_a_tag()),
                None => return Err(XmlErrorKind::UnclosedMarkup.at(start)),
            }
        };
        self.cursor.position += 1;
        if name.prefix_length > 0 || seen.declarations > 0 {
            self.resolve_element(index, name)?;
        }
        if seen.has_prefixes {
            self.resolve_attributes(first)?;
        }
        let is_sorted = seen.attributes + seen.declarations <= 1 || self.is_plainly_sorted(first, &seen);
        if !is_sorted {
            self.check_duplicates(first)?;
        }
        if is_sorted && seen.is_canonical {
            self.nodes[index as usize].flags |= IS_CANONICAL;
        }
        if is_empty {
            self.nodes[index as usize].end = self.cursor.position as u32;
            self.scope.close(index);
        } else {
            self.current = index;
            self.depth += 1;
        }
        Ok(())
    }

    fn check_place_of_element(&mut self, start: usize) -> Result<(), XmlError> {
        self.check_node_count(start)?;
        let limit = self.limits.depth;
        if self.depth >= limit {
            return Err(XmlErrorKind::TooDeep { limit }.at(start));
        }
        if self.current == 0 {
            if self.root.is_some() {
                return Err(XmlErrorKind::SecondRootElement.at(start));
            }
            self.root = Some(self.nodes.len() as u32);
        }
        Ok(())
    }

    /// Neither an attribute nor the end of the tag stands here.
    #[cold]
    fn not_a_tag(&self) -> XmlError {
        let kind = match self.cursor.peek() {
            Some(b':') => XmlErrorKind::InvalidQualifiedName,
            Some(octet) if octet >= 0x80 => XmlErrorKind::InvalidName,
            _ => XmlErrorKind::MalformedTag,
        };
        kind.at(self.cursor.position)
    }

    /// `Attribute ::= QName S? '=' S? AttValue`
    #[inline]
    fn attribute(&mut self, element: u32, seen: &mut Seen) -> Result<(), XmlError> {
        let name = self.cursor.qualified_name(self.limits.name_octets)?;
        self.cursor.skip_space();
        if !self.cursor.skip(b'=') {
            return Err(XmlErrorKind::MalformedTag.at(self.cursor.position));
        }
        self.cursor.skip_space();
        let (value_start, value_length, flags) = self.attribute_value()?;
        let mut data = AttributeData {
            start: name.start as u32,
            value_start: value_start as u32,
            value_length: value_length as u32,
            binding: NO_NAMESPACE,
            name_length: name.length as u16,
            flags,
        };
        self.check_node_count(name.start)?;
        let is_canonical = flags == 0
            && name.start == seen.end + 1
            && value_start == name.start + name.length + 2
            && self.cursor.bytes().get(seen.end) == Some(&b' ')
            && self.cursor.bytes().get(value_start - 1) == Some(&b'"');
        seen.is_canonical &= is_canonical;
        seen.end = self.cursor.position;
        match self.cursor.slice(name.start, name.start + name.length).split_at(name.prefix_length) {
            ("", "xmlns") => self.declaration_attribute(element, "", &mut data, seen)?,
            ("xmlns", local) => self.declaration_attribute(element, &local[1..], &mut data, seen)?,
            (prefix, local) => {
                seen.attributes += 1;
                let limit = self.limits.attributes;
                if seen.attributes > limit {
                    return Err(XmlErrorKind::TooManyAttributes { limit }.at(name.start));
                }
                // Until the tag has been read, `binding` holds the length of the prefix.
                data.binding = prefix.len() as u32;
                seen.has_prefixes |= !prefix.is_empty();
                if local.len() <= 3 && local.trim_start_matches(':').eq_ignore_ascii_case("id") {
                    self.id_like.push((element, self.attributes.len() as u32));
                }
            }
        }
        self.attributes.push(data);
        Ok(())
    }

    /// `AttValue ::= '"' ([^<&"] | Reference)* '"' | "'" ([^<&'] | Reference)* "'"`: start, length and flags.
    #[inline]
    fn attribute_value(&mut self) -> Result<(usize, usize, u8), XmlError> {
        let quote_position = self.cursor.position;
        let quote = match self.cursor.peek() {
            Some(quote @ (b'"' | b'\'')) => quote,
            None => return Err(XmlErrorKind::UnclosedMarkup.at(quote_position)),
            Some(_) => return Err(XmlErrorKind::MalformedTag.at(quote_position)),
        };
        let bytes = self.cursor.bytes();
        let start = quote_position + 1;
        let mut position = start;
        let mut flags = 0;
        loop {
            position += character::plain_run(bytes.get(position..).unwrap_or_default());
            match bytes.get(position) {
                Some(&octet) if octet == quote => break,
                Some(b'"') => flags |= HAS_QUOTE,
                Some(b'\'') => {}
                Some(b'<') => return Err(XmlErrorKind::LessThanInAttributeValue.at(position)),
                Some(b'&') => {
                    let reference = text::reference(&bytes[position..]);
                    position += reference.map_err(|kind| kind.at(position))?.1 - 1;
                    flags |= NEEDS_DECODING;
                }
                Some(_) => flags |= NEEDS_DECODING,
                None => return Err(XmlErrorKind::UnclosedMarkup.at(quote_position)),
            }
            position += 1;
        }
        let limit = self.limits.attribute_value_octets;
        if position - start > limit {
            return Err(XmlErrorKind::AttributeValueTooLong { limit }.at(start));
        }
        self.cursor.position = position + 1;
        Ok((start, position - start, flags))
    }

    /// `xmlns="…"` or `xmlns:prefix="…"`.
    fn declaration_attribute(
        &mut self,
        element: u32,
        prefix: &'i str,
        data: &mut AttributeData,
        seen: &mut Seen,
    ) -> Result<(), XmlError> {
        let offset = data.start as usize;
        seen.declarations += 1;
        seen.is_canonical = false;
        let limit = self.limits.namespace_declarations;
        if seen.declarations > limit {
            return Err(XmlErrorKind::TooManyNamespaceDeclarations { limit }.at(offset));
        }
        if seen.declarations == 1 {
            self.scope.open(element);
            self.nodes[element as usize].flags |= DECLARES;
        }
        let start = data.value_start as usize;
        let raw = self.cursor.slice(start, start + data.value_length as usize);
        let uri = text::decode(raw, Place::Attribute);
        data.binding = self.scope.declare(prefix, uri, offset).map_err(|kind| kind.at(offset))?;
        data.flags |= IS_DECLARATION;
        Ok(())
    }

    /// Gives the element's name its namespace, once all declarations of its tag have been read.
    #[inline]
    fn resolve_element(&mut self, index: u32, name: QualifiedName) -> Result<(), XmlError> {
        let prefix = self.cursor.slice(name.start, name.start + name.prefix_length);
        let binding = match prefix {
            "" => Ok(self.scope.default_binding()),
            _ => self.scope.resolve(prefix),
        };
        self.nodes[index as usize].binding = binding.map_err(|kind| kind.at(name.start))?;
        Ok(())
    }

    /// The same for the attributes with a prefix. (An attribute without one is in no namespace.)
    fn resolve_attributes(&mut self, first: usize) -> Result<(), XmlError> {
        for data in &mut self.attributes[first..] {
            if data.flags & IS_DECLARATION == 0 && data.binding > 0 {
                let start = data.start as usize;
                let prefix = self.cursor.slice(start, start + data.binding as usize);
                data.binding = self.scope.resolve(prefix).map_err(|kind| kind.at(start))?;
            }
        }
        Ok(())
    }

    /// Whether the names, all without prefix, ascend: then none stands twice, and they are in canonical order.
    #[inline]
    fn is_plainly_sorted(&self, first: usize, seen: &Seen) -> bool {
        if seen.has_prefixes || seen.declarations > 0 {
            return false;
        }
        let bytes = self.cursor.bytes();
        let name = |data: &AttributeData| {
            let start = data.start as usize;
            &bytes[start..start + usize::from(data.name_length)]
        };
        self.attributes[first..].windows(2).all(|pair| name(&pair[0]) < name(&pair[1]))
    }

    /// Namespaces 1.0, section 6.3: no two attributes with the same expanded name, nor the same declaration twice.
    fn check_duplicates(&self, first: usize) -> Result<(), XmlError> {
        let attributes = &self.attributes[first..];
        let duplicate = if attributes.len() <= COMPARED_PAIRWISE {
            (1..attributes.len()).find(|&index| {
                let (name, earlier) = (self.expanded_name(&attributes[index]), &attributes[..index]);
                earlier.iter().any(|other| self.expanded_name(other) == name)
            })
        } else {
            let mut names = HashSet::with_capacity(attributes.len());
            attributes.iter().position(|data| !names.insert(self.expanded_name(data)))
        };
        match duplicate {
            Some(index) => Err(XmlErrorKind::DuplicateAttribute.at(attributes[index].start as usize)),
            None => Ok(()),
        }
    }

    /// Namespace and local name; a declaration is in a namespace of its own, which no attribute can be in.
    #[inline]
    fn expanded_name(&self, data: &AttributeData) -> (UriId, &'i str) {
        let start = data.start as usize;
        let name = self.cursor.slice(start, start + usize::from(data.name_length));
        if data.flags & IS_DECLARATION != 0 {
            return (UriId::MAX, name);
        }
        let names = &self.scope.names;
        let binding = names.binding(data.binding);
        match names.prefixes.get(binding.prefix).len() {
            0 => (binding.uri, name),
            length => (binding.uri, &name[length + 1..]),
        }
    }

    /// `ETag ::= '</' QName S? '>'`
    pub(super) fn end_tag(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        if self.current == 0 {
            return Err(XmlErrorKind::UnexpectedEndTag.at(start));
        }
        let index = self.current as usize;
        let open = self.nodes[index];
        let name_start = open.start as usize + 1;
        let bytes = self.cursor.bytes();
        let name = &bytes[name_start..name_start + usize::from(open.name_length)];
        self.cursor.position += 2;
        if !self.cursor.rest().get(..name.len()).is_some_and(|found| is_same(found, name)) {
            return Err(self.mismatched_end_tag(start));
        }
        self.cursor.position += name.len();
        if !self.cursor.skip(b'>') {
            let spaced = self.cursor.skip_space();
            if !self.cursor.skip(b'>') {
                return Err(match self.cursor.peek() {
                    None => XmlErrorKind::UnclosedMarkup.at(start),
                    Some(_) if spaced => XmlErrorKind::MalformedTag.at(self.cursor.position),
                    Some(_) => self.mismatched_end_tag(start),
                });
            }
        }
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[index];
        node.end = self.cursor.position as u32;
        node.next = next;
        self.current = node.parent;
        self.depth -= 1;
        self.scope.close(index as u32);
        Ok(())
    }

    #[cold]
    fn mismatched_end_tag(&mut self, start: usize) -> XmlError {
        self.cursor.position = start + 2;
        match self.cursor.qualified_name(self.limits.name_octets) {
            Ok(_) if self.cursor.peek().is_none() => XmlErrorKind::UnclosedMarkup.at(start),
            Ok(_) => XmlErrorKind::MismatchedEndTag.at(start),
            Err(_) if self.cursor.peek().is_none() => XmlErrorKind::UnclosedMarkup.at(start),
            Err(error) => error,
        }
    }
}
