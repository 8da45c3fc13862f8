//! An attribute, and what it says.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::document::Document;
use super::text::{self, Place};
use super::tree::{AttributeData, NEEDS_DECODING};

/// An attribute of an element. Namespace declarations are not among them.
#[derive(Clone, Copy)]
pub struct Attribute<'d, 'i> {
    document: &'d Document<'i>,
    index: u32,
}

impl<'d, 'i> Attribute<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>, index: u32) -> Self {
        Attribute { document, index }
    }

    fn data(&self) -> &'d AttributeData {
        self.document.attribute_data(self.index)
    }

    /// The prefix as written; `""` when there is none.
    pub fn prefix(&self) -> &'d str {
        self.document.names().prefix(self.data().binding)
    }

    /// The name without prefix.
    pub fn local_name(&self) -> &'d str {
        self.document.attribute_local_name(self.data())
    }

    /// The namespace name; `""` when there is none, which is so for every attribute without prefix.
    pub fn namespace(&self) -> &'d str {
        self.document.names().uri(self.data().binding)
    }

    /// Whether namespace and local name are these.
    pub fn is(&self, namespace: &str, local_name: &str) -> bool {
        let data = self.data();
        let start = data.start as usize;
        self.document.is_named(
            start..start + usize::from(data.name_length),
            data.binding,
            namespace,
            local_name,
        )
    }

    /// The value after XML's normalisation (section 3.3.3): references replaced, tabs and line ends turned
    /// into spaces. White space at its ends stays.
    pub fn value(&self) -> Cow<'d, str> {
        self.document.attribute_value(self.data())
    }

    /// The octets of the value in the file, as written, without quotes.
    pub fn value_range(&self) -> Range<usize> {
        let data = self.data();
        let start = data.value_start as usize;
        start..start + data.value_length as usize
    }

    /// The octets of the attribute in the file, from its name to the closing quote.
    pub fn byte_range(&self) -> Range<usize> {
        self.data().start as usize..self.value_range().end + 1
    }
}

impl fmt::Debug for Attribute<'_, '_> {
    /// Names the attribute and does not show its value, which may be a patient's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attribute({{{}}}{})", self.namespace(), self.local_name())
    }
}

impl<'i> Document<'i> {
    /// The name of an attribute without prefix; for a declaration, the prefix it declares (`xmlns` itself: `""`).
    pub(crate) fn attribute_local_name(&self, data: &AttributeData) -> &'i str {
        let before = self.names().binding(data.binding).before_local_name;
        self.slice(data.start + before, u32::from(data.name_length) - before)
    }

    pub(crate) fn attribute_value(&self, data: &AttributeData) -> Cow<'i, str> {
        let raw = self.slice(data.value_start, data.value_length);
        if data.flags & NEEDS_DECODING == 0 {
            Cow::Borrowed(raw)
        } else {
            text::decode(raw, Place::Attribute)
        }
    }
}
