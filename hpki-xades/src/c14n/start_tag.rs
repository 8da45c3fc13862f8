//! Start and end tags (C14N 1.0, section 2.3, "Element Nodes" to "Attribute Nodes").

use std::cmp::Ordering;

use super::inherited::Inherited;
use super::namespaces::Namespaces;
use super::output::{Escape, Output};
use crate::xml::{AttributeData, Document, HAS_QUOTE, IS_CANONICAL, IS_DECLARATION, NEEDS_DECODING, Place};

/// Renders tags. Holds what is used again from tag to tag.
pub(super) struct Tags<'d, 'i> {
    document: &'d Document<'i>,
    /// Attributes of the current element in canonical order.
    sorted: Vec<u32>,
}

impl<'d, 'i> Tags<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>) -> Self {
        Tags { document, sorted: Vec::new() }
    }

    /// `<name`, the namespace declarations in `namespaces` sorted by prefix, the attributes sorted by namespace
    /// name and local name. The `>` is still to come.
    #[inline]
    pub(super) fn start(
        &mut self,
        index: u32,
        namespaces: &mut Namespaces<'d, 'i>,
        inherited: Option<Inherited<'d>>,
        output: &mut Output<'_>,
    ) {
        let node = self.document.node(index);
        let start = node.start as usize;
        let name_end = start + 1 + usize::from(node.name_length);
        if node.flags & IS_CANONICAL != 0 && namespaces.declarations.is_empty() && inherited.is_none() {
            let last = self.document.attribute_range(index).next_back();
            let data = last.map(|last| self.document.attribute_data(last));
            let end = data.map_or(name_end, |data| (data.value_start + data.value_length) as usize + 1);
            output.source(start, end);
            return;
        }
        output.source(start, name_end);
        if !namespaces.declarations.is_empty() {
            self.declarations(namespaces, output);
        }
        match inherited {
            Some(inherited) => self.attributes_of_apex(index, inherited, output),
            None => self.attributes(index, output),
        }
    }

    fn declarations(&self, namespaces: &mut Namespaces<'d, 'i>, output: &mut Output<'_>) {
        let names = self.document.names();
        for (prefix, uri) in namespaces.declarations.drain(..) {
            output.literal(b" xmlns");
            let prefix = names.prefixes.get(prefix);
            if !prefix.is_empty() {
                output.literal(b":");
                output.literal(prefix.as_bytes());
            }
            output.literal(b"=\"");
            output.attribute_value(names.uris.get(uri));
            output.literal(b"\"");
        }
    }

    #[inline]
    fn attributes(&mut self, index: u32, output: &mut Output<'_>) {
        let range = self.document.attribute_range(index);
        if range.len() <= 1 {
            for attribute in range {
                let data = self.document.attribute_data(attribute);
                if data.flags & IS_DECLARATION == 0 {
                    self.attribute(data, output);
                }
            }
            return;
        }
        let document = self.document;
        let is_attribute = |&attribute: &u32| document.attribute_data(attribute).flags & IS_DECLARATION == 0;
        self.sorted.clear();
        self.sorted.extend(range.filter(is_attribute));
        let data = |attribute: &u32| document.attribute_data(*attribute);
        self.sorted.sort_unstable_by(|one, other| canonical_order(document, data(one), data(other)));
        for &attribute in &self.sorted {
            self.attribute(document.attribute_data(attribute), output);
        }
    }

    /// The attributes of an apex that inherits some: one more list to be merged, and an own `xml:base` that may
    /// be replaced.
    fn attributes_of_apex(&self, index: u32, inherited: Inherited<'d>, output: &mut Output<'_>) {
        enum Source<'d> {
            File(&'d AttributeData),
            Computed(String),
        }
        let document = self.document;
        let own = document.attribute_range(index).map(|attribute| document.attribute_data(attribute));
        let own = own.filter(|data| data.flags & IS_DECLARATION == 0);
        let is_replaced = |data: &&AttributeData| inherited.base.is_some() && is_xml_base(document, data);
        let kept = own.filter(|data| !is_replaced(data)).chain(inherited.attributes);
        let mut all: Vec<_> = kept.map(|data| (sort_key(document, data), Source::File(data))).collect();
        if let Some(base) = inherited.base.clone().filter(|base| !base.is_empty()) {
            all.push(((crate::xml::XML_NAMESPACE, "base"), Source::Computed(base)));
        }
        all.sort_unstable_by_key(|(key, _)| *key);
        for (_, attribute) in all {
            match attribute {
                Source::File(data) => self.attribute(data, output),
                Source::Computed(base) => {
                    output.literal(b" xml:base=\"");
                    output.attribute_value(&base);
                    output.literal(b"\"");
                }
            }
        }
    }

    #[inline]
    fn attribute(&self, data: &AttributeData, output: &mut Output<'_>) {
        let name = data.start as usize;
        let name_end = name + usize::from(data.name_length);
        let start = data.value_start as usize;
        let end = start + data.value_length as usize;
        let is_plain = data.flags & (NEEDS_DECODING | HAS_QUOTE) == 0;
        let is_canonical = is_plain && start == name_end + 2 && self.document.source()[start - 1] == b'"';
        output.octet(b' ');
        if is_canonical {
            output.source(name, end + 1);
            return;
        }
        output.source(name, name_end);
        output.literal(b"=\"");
        if is_plain {
            output.source(start, end);
        } else {
            output.characters(start, end, Place::Attribute, Escape::Attribute);
        }
        output.octet(b'"');
    }

    /// `></name>`, the rest of an element without content.
    #[inline]
    pub(super) fn close_empty(&self, index: u32, output: &mut Output<'_>) {
        let node = self.document.node(index);
        let (start, end) = (node.start as usize, node.end as usize);
        if self.document.source()[end - 2] == b'/' {
            output.insert(b"></");
            output.source(start + 1, start + 1 + usize::from(node.name_length));
            output.insert(b">");
        } else {
            output.octet(b'>');
            self.end(index, output);
        }
    }

    /// `</name>`
    #[inline]
    pub(super) fn end(&self, index: u32, output: &mut Output<'_>) {
        let node = self.document.node(index);
        let name_length = usize::from(node.name_length);
        let end = node.end as usize;
        // The element has an end tag: it has content, or its last octets are not `/>`. Its name cannot hold `</`.
        let start = end - name_length - "</>".len();
        if self.document.source()[start..].starts_with(b"</") {
            output.source(start, end);
            return;
        }
        let name = node.start as usize + 1;
        output.insert(b"</");
        output.source(name, name + name_length);
        output.insert(b">");
    }
}

/// Compares by [`sort_key`]. Most attributes are in no namespace, and then only their names are looked at.
#[inline]
fn canonical_order(document: &Document<'_>, one: &AttributeData, other: &AttributeData) -> Ordering {
    let names = document.names();
    if names.binding(one.binding).uri != names.binding(other.binding).uri {
        return names.uri(one.binding).cmp(names.uri(other.binding));
    }
    document.attribute_local_name(one).cmp(document.attribute_local_name(other))
}

/// Primary key namespace name, secondary key local name, both by code points; no namespace comes first.
#[inline]
fn sort_key<'d>(document: &'d Document<'_>, data: &AttributeData) -> (&'d str, &'d str) {
    (document.names().uri(data.binding), document.attribute_local_name(data))
}

fn is_xml_base(document: &Document<'_>, data: &AttributeData) -> bool {
    sort_key(document, data) == (crate::xml::XML_NAMESPACE, "base")
}
