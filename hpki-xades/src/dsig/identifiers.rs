//! Identifiers of elements: which attribute is one, and which element a `#fragment` names.
//!
//! Without a DTD or a schema nothing says which attributes are of type ID. So every attribute whose name looks
//! like one must have a value that occurs once in the file, whatever it is called; and a reference resolves only
//! to the attribute that the element's own vocabulary uses.

use std::borrow::Cow;
use std::cmp::Ordering;

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

/// The identifiers of one document, in the order of their lengths and values: a search costs the logarithm of their
/// number, whatever values a sender chooses, and most are told apart by their lengths.
pub struct Identifiers<'d> {
    by_value: Vec<(Cow<'d, str>, NodeId, Resolution)>,
}

/// Whether an attribute that looks like an identifier is one in its element's vocabulary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Resolution {
    Resolves,
    LooksAlike,
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
        let mut by_value: Vec<_> = document
            .id_like_attributes()
            .map(|(element, attribute)| {
                let resolution = match is_identifier(element, &attribute, vocabulary) {
                    true => Resolution::Resolves,
                    false => Resolution::LooksAlike,
                };
                (attribute.value(), element.id(), resolution)
            })
            .collect();
        by_value.sort_unstable_by(|(one, at, _), (other, elsewhere, _)| {
            in_order(one, other).then(at.cmp(elsewhere))
        });
        match by_value.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(IdentifierError { path: document.element(pair[1].1).path() }),
            None => Ok(Identifiers { by_value }),
        }
    }

    /// How many attributes look like identifiers.
    pub fn len(&self) -> usize {
        self.by_value.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_value.is_empty()
    }

    /// The element that has this identifier, compared byte for byte (no percent-decoding, no folding).
    pub fn resolve(&self, value: &str) -> Option<NodeId> {
        let found = self.by_value.binary_search_by(|(other, ..)| in_order(other, value)).ok()?;
        let &(_, element, resolution) = self.by_value.get(found)?;
        (resolution == Resolution::Resolves).then_some(element)
    }
}

fn in_order(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
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
