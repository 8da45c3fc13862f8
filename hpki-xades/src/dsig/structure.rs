//! Walking the children of an element in the order a schema gives them.

use std::borrow::Cow;

use crate::xml::{Children, Element, Node, TextError};

/// What is wrong with the structure of a Signature or of its XAdES properties, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} in {path}")]
pub struct StructureError {
    /// What is wrong.
    pub kind: StructureErrorKind,
    /// The path of the element in which it was found.
    pub path: String,
}

/// What can be wrong with a structure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StructureErrorKind {
    /// An element that must be there is not, or stands elsewhere than the schema says.
    #[error("element {0} is missing")]
    ElementMissing(&'static str),
    /// An element stands where the schema allows none of its name.
    #[error("element {0} is not allowed here")]
    ElementUnexpected(String),
    /// An attribute that must be there is not.
    #[error("attribute {0} is missing")]
    AttributeMissing(&'static str),
    /// Text stands where the schema allows elements only.
    #[error("text between elements")]
    TextUnexpected,
    /// A value is not exactly one piece of text: comments, CDATA, processing instructions or elements inside.
    #[error("the value of {0} is not plain text")]
    ValueNotPlainText(&'static str),
    /// A value is not strict base64.
    #[error("the value of {0} is not strict base64")]
    ValueNotBase64(&'static str),
    /// More items than the budget.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
}

/// What [`StructureErrorKind::TooMany`] calls transforms.
pub const TRANSFORMS: &str = "transforms";
/// What [`StructureErrorKind::TooMany`] calls the prefixes of a PrefixList.
pub const INCLUSIVE_PREFIXES: &str = "prefixes in InclusiveNamespaces";

impl StructureError {
    /// The error with the place it was found in.
    pub fn new(kind: StructureErrorKind, element: Element<'_, '_>) -> StructureError {
        StructureError { kind, path: element.path() }
    }
}

/// The child elements of one element, taken in order. Comments and processing instructions between them are
/// passed over (the grammars that forbid them look for themselves); text other than white space is an error.
pub struct ChildSequence<'d, 'i> {
    parent: Element<'d, 'i>,
    next: Option<Element<'d, 'i>>,
    rest: Children<'d, 'i>,
}

impl<'d, 'i> ChildSequence<'d, 'i> {
    /// The children of `parent`.
    ///
    /// # Errors
    /// Text between the elements.
    pub fn of(parent: Element<'d, 'i>) -> Result<ChildSequence<'d, 'i>, StructureError> {
        for node in parent.children() {
            match node {
                Node::Element(_) | Node::Comment(_) | Node::ProcessingInstruction(_) => {}
                Node::Text(text) if is_white_space(&text.value()) => {}
                _ => return Err(StructureError::new(StructureErrorKind::TextUnexpected, parent)),
            }
        }
        let mut rest = parent.children();
        let next = rest.find_map(Node::element);
        Ok(ChildSequence { parent, next, rest })
    }

    /// The next child, if it has this name.
    pub fn optional(&mut self, namespace: &str, local_name: &str) -> Option<Element<'d, 'i>> {
        self.next.filter(|child| child.is(namespace, local_name))?;
        self.any()
    }

    /// The next child, which must have this name.
    ///
    /// # Errors
    /// Another element or none stands there.
    pub fn required(
        &mut self,
        namespace: &str,
        local_name: &'static str,
    ) -> Result<Element<'d, 'i>, StructureError> {
        self.optional(namespace, local_name)
            .ok_or_else(|| StructureError::new(StructureErrorKind::ElementMissing(local_name), self.parent))
    }

    /// The next child, whatever it is.
    pub fn any(&mut self) -> Option<Element<'d, 'i>> {
        let child = self.next?;
        self.next = self.rest.find_map(Node::element);
        Some(child)
    }

    /// No child may be left.
    ///
    /// # Errors
    /// The first element that is.
    pub fn end(self) -> Result<(), StructureError> {
        match self.next {
            None => Ok(()),
            Some(extra) => {
                let name = extra.local_name().chars().take(64).collect();
                Err(StructureError::new(StructureErrorKind::ElementUnexpected(name), self.parent))
            }
        }
    }
}

/// Whether a text is XML white space only.
pub(crate) fn is_white_space(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// An attribute without namespace that must be there.
pub(crate) fn required_attribute<'d>(
    element: Element<'d, '_>,
    name: &'static str,
) -> Result<Cow<'d, str>, StructureError> {
    match element.attribute(name) {
        Some(value) => Ok(value),
        None => Err(StructureError::new(StructureErrorKind::AttributeMissing(name), element)),
    }
}

/// The octets of a base64 leaf: exactly one text node, strict base64.
pub(crate) fn base64_leaf(element: Element<'_, '_>, name: &'static str) -> Result<Vec<u8>, StructureError> {
    let text = plain_text(element, name)?;
    super::decode_base64(&text)
        .map_err(|_| StructureError::new(StructureErrorKind::ValueNotBase64(name), element))
}

/// The text of a leaf: exactly one text node.
pub(crate) fn plain_text<'d>(
    element: Element<'d, '_>,
    name: &'static str,
) -> Result<Cow<'d, str>, StructureError> {
    element
        .text()
        .map_err(|_: TextError| StructureError::new(StructureErrorKind::ValueNotPlainText(name), element))
}
