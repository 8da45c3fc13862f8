//! The properties that hold time-stamps (EN 319 132-1, section 5.1.4).

use crate::c14n::Method;
use crate::dsig::{
    ChildSequence, INCLUSIVE, SignatureLimits, StructureError, StructureErrorKind, base64_leaf,
    parse_c14n_method,
};
use crate::xml::Element;

use super::qualifying::DSIG;

/// `XAdESTimeStampType ::= (Include* | ReferenceInfo*) CanonicalizationMethod? (EncapsulatedTimeStamp | XMLTimeStamp)+`.
#[derive(Clone)]
pub struct TimeStampProperty<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// Its Include elements in order: with any, what is covered is named explicitly.
    pub includes: Vec<Include>,
    /// The canonicalization: inclusive C14N 1.0 when none is given (documents measured; XMLDSig's default).
    /// `None` when one is given that is not implemented.
    pub canonicalization: Option<Method>,
    /// The octets of each EncapsulatedTimeStamp.
    pub tokens: Vec<Vec<u8>>,
}

/// `Include`, attributes URI, referencedData?: one piece of what a time-stamp covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// URI as written.
    pub uri: String,
    /// What of the element it names is covered.
    pub covers: IncludedData,
}

/// What an Include covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncludedData {
    /// The element itself.
    Element,
    /// The element is a Reference, and its data after its transforms are meant (`referencedData="true"`).
    OfReference,
}

impl Include {
    fn from_element(element: Element<'_, '_>) -> Include {
        let covers = match element.attribute("referencedData").as_deref().map(str::trim) {
            Some("true" | "1") => IncludedData::OfReference,
            _ => IncludedData::Element,
        };
        Include { uri: element.attribute("URI").unwrap_or_default().into_owned(), covers }
    }
}

impl<'d, 'i> TimeStampProperty<'d, 'i> {
    /// Reads a time-stamp property.
    ///
    /// # Errors
    /// Its structure is not that of the schema, or it holds an XMLTimeStamp.
    pub fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<TimeStampProperty<'d, 'i>, StructureError> {
        let namespace = element.namespace();
        // The content is of 1.3.2's type even in a property of 1.4.1.
        let content = if namespace == super::NAMESPACE_141 { super::NAMESPACE } else { namespace };
        let mut children = ChildSequence::of(element)?;
        let mut includes = Vec::new();
        while let Some(include) = children.optional(content, "Include") {
            if includes.len() == limits.references {
                let kind = StructureErrorKind::TooMany { what: "Include elements", limit: limits.references };
                return Err(StructureError::new(kind, element));
            }
            includes.push(Include::from_element(include));
        }
        let canonicalization = match children.optional(DSIG, "CanonicalizationMethod") {
            Some(method) => {
                let uri = method.attribute("Algorithm").unwrap_or_default().into_owned();
                parse_c14n_method(method, &uri, limits)?
            }
            None => Some(INCLUSIVE),
        };
        let mut tokens = Vec::new();
        while let Some(token) = children.optional(content, "EncapsulatedTimeStamp") {
            tokens.push(base64_leaf(token, "EncapsulatedTimeStamp")?);
            if tokens.len() > limits.time_stamps {
                let kind = StructureErrorKind::TooMany { what: "time-stamps", limit: limits.time_stamps };
                return Err(StructureError::new(kind, element));
            }
        }
        children.end()?;
        if tokens.is_empty() {
            return Err(StructureError::new(
                StructureErrorKind::ElementMissing("EncapsulatedTimeStamp"),
                element,
            ));
        }
        Ok(TimeStampProperty { element, includes, canonicalization, tokens })
    }
}
