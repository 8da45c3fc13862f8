//! subjectDirectoryAttributes (RFC 5280, 4.2.1.8).
//!
//! ```text
//! SubjectDirectoryAttributes ::= SEQUENCE SIZE (1..MAX) OF Attribute
//! Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY }
//! ```

use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::octets::{Buffer, Octets};
use crate::oid::ObjectIdentifier;

/// Most attributes of one certificate. HPKI has one.
const MAX_ATTRIBUTES: usize = 64;

/// An attribute of the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryAttribute {
    /// The attribute's type.
    pub attribute_type: ObjectIdentifier,
    values: Octets,
}

impl DirectoryAttribute {
    /// The DER of the values one after the other: the content of the SET.
    pub fn values_der(&self) -> &[u8] {
        &self.values
    }
}

pub(super) fn read(value: &mut Reader<'_>, buffer: &Buffer) -> Result<Vec<DirectoryAttribute>, DerError> {
    let mut list = value.sequence()?;
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut attributes = Vec::with_capacity(1);
    while !list.is_empty() {
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_ATTRIBUTES }));
        }
        let mut fields = list.sequence()?;
        let attribute_type = fields.object_identifier()?;
        let values = fields.expect(Tag::SET)?;
        fields.finish()?;
        let mut content = values.reader();
        if content.is_empty() {
            return Err(values.error(DerErrorKind::Empty));
        }
        while !content.is_empty() {
            content.element()?;
        }
        let values = Octets::of(buffer, values.content_range());
        attributes.push(DirectoryAttribute { attribute_type, values });
    }
    Ok(attributes)
}
