//! What an apex inherits in attributes of the xml namespace (C14N 1.0 and 1.1, section 2.4).

use std::borrow::Cow;

use super::error::C14nError;
use super::method::Algorithm;
use super::uri;
use crate::xml::{AttributeData, Document, IS_DECLARATION, XML_BINDING};

/// Attributes that the apex renders beside its own.
pub(super) struct Inherited<'d> {
    /// Attributes of ancestors.
    pub(super) attributes: Vec<&'d AttributeData>,
    /// The value of `xml:base` in the place of the apex's own; when empty, none is rendered.
    pub(super) base: Option<String>,
}

/// Collects what `apex` inherits. `None`: nothing.
pub(super) fn inherited<'d>(
    document: &'d Document<'_>,
    apex: u32,
    algorithm: Algorithm,
) -> Result<Option<Inherited<'d>>, C14nError> {
    let own: Vec<_> = xml_attributes(document, apex).collect();
    let mut found: Vec<&AttributeData> = Vec::new();
    // From the innermost to the outermost.
    let mut bases: Vec<Cow<'_, str>> = Vec::new();
    let mut index = document.node(apex).parent;
    while index != 0 {
        for data in xml_attributes(document, index) {
            let name = document.attribute_local_name(data);
            match (algorithm, name) {
                (Algorithm::Exclusive, _) => return Ok(None),
                (Algorithm::Inclusive11, "base") => bases.push(document.attribute_value(data)),
                (Algorithm::Inclusive10, _) | (Algorithm::Inclusive11, "lang" | "space") => {
                    let has_name = |other: &&AttributeData| document.attribute_local_name(other) == name;
                    if !own.iter().chain(&found).any(has_name) {
                        found.push(data);
                    }
                }
                (Algorithm::Inclusive11, _) => {}
            }
        }
        index = document.node(index).parent;
    }
    let own_base = own.iter().find(|data| document.attribute_local_name(data) == "base");
    let own_base = own_base.map(|data| document.attribute_value(data));
    let base = if bases.is_empty() { None } else { Some(join(document, own_base, &bases)?) };
    let is_empty = found.is_empty() && base.is_none();
    Ok((!is_empty).then_some(Inherited { attributes: found, base }))
}

/// Combines the values from the innermost to the outermost.
fn join(
    document: &Document<'_>,
    own: Option<Cow<'_, str>>,
    ancestors: &[Cow<'_, str>],
) -> Result<String, C14nError> {
    let limit = document.limits().attribute_value_octets;
    let mut values = own.iter().chain(ancestors);
    let mut joined = values.next().map(|value| value.to_string()).unwrap_or_default();
    for base in values {
        joined = uri::join(base, &joined);
        if joined.len() > limit {
            return Err(C14nError::BaseTooLong { limit });
        }
    }
    Ok(joined)
}

/// The attributes of an element that are in the xml namespace, always by the prefix `xml`.
fn xml_attributes<'d>(document: &'d Document<'_>, index: u32) -> impl Iterator<Item = &'d AttributeData> {
    let data = document.attribute_range(index).map(|attribute| document.attribute_data(attribute));
    data.filter(|data| data.binding == XML_BINDING && data.flags & IS_DECLARATION == 0)
}
