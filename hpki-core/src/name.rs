//! Distinguished names (RFC 5280, 4.1.2.4).
//!
//! ```text
//! Name ::= SEQUENCE OF RelativeDistinguishedName
//! RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
//! AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
//! ```

mod comparison;
mod display;

use std::borrow::Cow;

use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::octets::{Buffer, Octets};
use crate::oid::{self, ObjectIdentifier};

/// Most attributes of one name. Real names have up to ten; comparing multi-valued RDNs is quadratic.
pub const MAX_ATTRIBUTES: usize = 64;

/// A distinguished name: its DER, walked once and found well formed.
///
/// `==` is the comparison of RFC 5280, 7.1: equal octets, or the same attributes whose texts are equal but for case
/// and white space, whatever their string types. Texts are not normalised to NFKC as LDAP's StringPrep would do:
/// a name that differs only by that does not match.
#[derive(Clone)]
pub struct Name {
    octets: Octets,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub struct NameAttribute<'a> {
    attribute_type: ObjectIdentifier,
    value: Element<'a>,
}

impl Name {
    /// From DER, the whole of `der`.
    ///
    /// # Errors
    /// Where the octets are not strict DER of a Name, or it has over [`MAX_ATTRIBUTES`] attributes.
    pub fn from_der(der: &[u8]) -> Result<Name, DerError> {
        let buffer = Buffer::new(der.to_vec());
        let mut reader = Reader::new(der);
        let name = Name::read(&mut reader, &buffer)?;
        reader.finish()?;
        Ok(name)
    }

    /// Reads the next value of a reader over `buffer`.
    pub(crate) fn read(reader: &mut Reader<'_>, buffer: &Buffer) -> Result<Name, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        check(element)?;
        Ok(Name { octets: Octets::of(buffer, element.range()) })
    }

    /// A name from the content of a `nameRelativeToCRLIssuer`: the issuer's name with one more RDN
    /// (RFC 5280, 4.2.1.13). `relative` is the content octets of the SET.
    pub(crate) fn joined(issuer: &Name, relative: &[u8]) -> Option<Name> {
        let mut content = Reader::new(&issuer.octets).expect(Tag::SEQUENCE).ok()?.content().to_vec();
        push_header(&mut content, Tag::SET, relative.len());
        content.extend_from_slice(relative);
        let mut der = Vec::with_capacity(content.len() + 6);
        push_header(&mut der, Tag::SEQUENCE, content.len());
        der.extend_from_slice(&content);
        Name::from_der(&der).ok()
    }

    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.octets
    }

    /// Whether the name has no attributes.
    pub fn is_empty(&self) -> bool {
        self.relative_names().next().is_none()
    }

    /// The relative distinguished names in the order of the encoding (country first, as a rule), each with its
    /// attributes.
    pub fn relative_names(
        &self,
    ) -> impl Iterator<Item = impl Iterator<Item = NameAttribute<'_>> + Clone> + Clone {
        let content = Reader::new(&self.octets).sequence().unwrap_or_else(|_| Reader::new(&[]));
        elements(content).map(|set| elements(set.reader()).filter_map(NameAttribute::of))
    }

    /// All attributes in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = NameAttribute<'_>> + Clone {
        self.relative_names().flatten()
    }

    /// The text of the *last* attribute of a type, the most specific one, or `None` where there is none or it is not
    /// a string.
    pub fn get(&self, attribute_type: &ObjectIdentifier) -> Option<Cow<'_, str>> {
        self.attributes().filter(|attribute| attribute.attribute_type == *attribute_type).last()?.text()
    }

    /// The common name.
    pub fn common_name(&self) -> Option<Cow<'_, str>> {
        self.get(&oid::COMMON_NAME)
    }
}

impl<'a> NameAttribute<'a> {
    /// The attribute's type.
    pub fn attribute_type(&self) -> ObjectIdentifier {
        self.attribute_type
    }

    /// The type of the value: one of the string types, as a rule.
    pub fn form(&self) -> Tag {
        self.value.tag()
    }

    /// The value's DER.
    pub fn value_der(&self) -> &'a [u8] {
        self.value.der()
    }

    /// The text, or `None` where the value is no string or its octets are not in its character set.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        self.value.as_text().ok()
    }

    fn of(element: Element<'a>) -> Option<NameAttribute<'a>> {
        read_attribute(element).ok()
    }
}

fn read_attribute(element: Element<'_>) -> Result<NameAttribute<'_>, DerError> {
    let mut fields = element.expect(Tag::SEQUENCE)?.reader();
    let attribute_type = fields.object_identifier()?;
    let value = fields.element()?;
    fields.finish()?;
    Ok(NameAttribute { attribute_type, value })
}

/// Whether [`read_attribute`] will succeed, without making the value.
fn check_attribute(element: Element<'_>) -> Result<(), DerError> {
    let mut fields = element.expect(Tag::SEQUENCE)?.reader();
    fields.expect(Tag::OBJECT_IDENTIFIER)?.check_object_identifier()?;
    fields.element()?;
    fields.finish()
}

/// Walks a name once. The iterators rely on it: after it they meet no error. An RDN without attributes, which X.501
/// does not know, is read: some authorities write one into subjectAltName.
fn check(name: Element<'_>) -> Result<(), DerError> {
    let mut relative_names = name.reader();
    let (mut attributes, mut sets) = (0, 0);
    while !relative_names.is_empty() {
        sets += 1;
        if sets > MAX_ATTRIBUTES {
            return Err(name.error(DerErrorKind::TooMany { limit: MAX_ATTRIBUTES }));
        }
        let mut members = relative_names.set()?;
        while !members.is_empty() {
            check_attribute(members.element()?)?;
            attributes += 1;
            if attributes > MAX_ATTRIBUTES {
                return Err(name.error(DerErrorKind::TooMany { limit: MAX_ATTRIBUTES }));
            }
        }
    }
    Ok(())
}

/// The values that follow each other, up to the end or the first that is no DER.
fn elements<'a>(mut reader: Reader<'a>) -> impl Iterator<Item = Element<'a>> + Clone {
    std::iter::from_fn(move || if reader.is_empty() { None } else { reader.element().ok() })
}

fn push_header(der: &mut Vec<u8>, tag: Tag, length: usize) {
    der.push(tag.0);
    let octets = length.to_be_bytes();
    match length {
        0..=0x7f => der.push(length as u8),
        _ => {
            let significant = octets.iter().position(|&octet| octet != 0).unwrap_or_default();
            der.push(0x80 | (octets.len() - significant) as u8);
            der.extend_from_slice(octets.get(significant..).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests;
