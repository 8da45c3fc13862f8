//! Identifiers of elements: which attribute is one, and which element a `#fragment` names.
//!
//! Without a DTD or a schema nothing says which attributes are of type ID. So every attribute whose name looks
//! like one must have a value that occurs once in the file, whatever it is called; and a reference resolves only
//! to the attribute that the element's own vocabulary uses.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::xml::{Attribute, Document, Element, NodeId};

/// What the namespaces of all versions of XAdES begin with; their elements have an `Id`, like those of XMLDSig.
const XADES_NAMESPACES: &str = "http://uri.etsi.org/01903/v";

/// Which attributes a reference may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// The prescription grammars: `id` on elements without a namespace, `Id` on those of XMLDSig and XAdES.
    Hpki,
    /// Other documents: `Id` on XMLDSig and XAdES; `Id`, `ID`, `id` or `xml:id` elsewhere.
    Any,
}

/// Why the identifiers of a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two attributes have the same identifier value, the second on {path}")]
pub struct IdentifierError {
    /// The path of the second element with the value.
    pub path: String,
}

/// The identifiers of one document.
pub struct Identifiers<'d> {
    by_value: HashMap<Cow<'d, str>, Option<NodeId>>,
}

impl<'d> Identifiers<'d> {
    /// Collects every id-like attribute of the document.
    ///
    /// # Errors
    /// [`IdentifierError`] when a value occurs twice, under whatever attribute names (threats A11, A12).
    pub fn of(
        document: &'d Document<'_>,
        vocabulary: Vocabulary,
    ) -> Result<Identifiers<'d>, IdentifierError> {
        let mut by_value = HashMap::new();
        for (element, attribute) in document.id_like_attributes() {
            let resolves = is_identifier(element, &attribute, vocabulary).then(|| element.id());
            if by_value.insert(attribute.value(), resolves).is_some() {
                return Err(IdentifierError { path: element.path() });
            }
        }
        Ok(Identifiers { by_value })
    }

    /// The element that has this identifier, compared byte for byte (no percent-decoding, no folding).
    pub fn resolve(&self, value: &str) -> Option<NodeId> {
        self.by_value.get(value).copied().flatten()
    }
}

fn is_identifier(element: Element<'_, '_>, attribute: &Attribute<'_, '_>, vocabulary: Vocabulary) -> bool {
    let unprefixed = attribute.namespace().is_empty();
    let of_signature =
        element.namespace() == super::NAMESPACE || element.namespace().starts_with(XADES_NAMESPACES);
    match (vocabulary, of_signature) {
        (_, true) => unprefixed && attribute.local_name() == "Id",
        (Vocabulary::Hpki, false) => {
            element.namespace().is_empty() && unprefixed && attribute.local_name() == "id"
        }
        (Vocabulary::Any, false) => {
            unprefixed && matches!(attribute.local_name(), "Id" | "ID" | "id")
                || attribute.namespace() == crate::xml::XML_NAMESPACE && attribute.local_name() == "id"
        }
    }
}
