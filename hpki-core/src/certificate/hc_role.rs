//! hcRole: the professional roles of the subject (ISO 17090-2, Japan's profile).
//!
//! ```text
//! SubjectDirectoryAttributes ::= SEQUENCE OF Attribute { type 1.0.17090.0.1, values SET OF HCActorData }
//! HCActorData ::= SET OF HCActor
//! HCActor ::= SEQUENCE { codedData [0] EXPLICIT CodedData OPTIONAL,
//!     regionalHCActorData [1] EXPLICIT SEQUENCE OF RegionalData OPTIONAL }
//! CodedData ::= SET { codingSchemeReference [0] EXPLICIT OBJECT IDENTIFIER,
//!     codeDataValue [1] EXPLICIT NumericString OPTIONAL, codeDataFreeText [2] EXPLICIT DirectoryString OPTIONAL }
//! ```
//!
//! ISO 17090-2 allows UTF8String for codeDataValue; every string type is read for both texts. CodedData is a SET: its
//! fields may come in any order, each once.

use crate::certificate::{Certificate, DirectoryAttribute};
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::oid::{self, ObjectIdentifier};

/// Most actors of one certificate. Today there is one, several are foreseen.
const MAX_ACTORS: usize = 64;

/// Longest text of an actor in octets. The longest known has 28.
const MAX_TEXT: usize = 1024;

/// The roles in a certificate. Nothing is judged here: whether a role suffices is a matter of its coding scheme and
/// exact text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HcRoles {
    /// The actors of all hcRole attributes, in the order of the certificate.
    pub actors: Vec<HcActor>,
    /// How many attributes of the type hcRole there are; more than one are merged, and never seen.
    pub attributes: usize,
    /// The first value that could not be decoded: offset in the attribute's values. The actors decoded elsewhere are in
    /// `actors`; those of the broken attribute are not.
    pub malformed: Option<DerError>,
}

/// One role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HcActor {
    /// codingSchemeReference; `None` where the actor has no coded data.
    pub coding_scheme: Option<ObjectIdentifier>,
    /// codeDataValue.
    pub code_data_value: Option<String>,
    /// codeDataFreeText: the role's English name.
    pub code_data_free_text: Option<String>,
    /// The DER of regionalHCActorData.
    pub regional_data: Option<Vec<u8>>,
}

/// The roles in a certificate; no actors where it has none.
pub fn hc_roles(certificate: &Certificate) -> HcRoles {
    let mut roles = HcRoles::default();
    let attributes = certificate.extensions().subject_directory_attributes();
    let all = attributes.into_iter().flat_map(|extension| extension.value().iter());
    for attribute in all.filter(|attribute| attribute.attribute_type == oid::HC_ROLE) {
        roles.attributes += 1;
        match actors(attribute) {
            Ok(actors) => roles.actors.extend(actors),
            Err(error) => roles.malformed = roles.malformed.or(Some(error)),
        }
    }
    roles
}

fn actors(attribute: &DirectoryAttribute) -> Result<Vec<HcActor>, DerError> {
    let mut values = Reader::new(attribute.values_der());
    let mut actors = Vec::new();
    while !values.is_empty() {
        let mut data = values.set()?;
        while !data.is_empty() {
            if actors.len() == MAX_ACTORS {
                return Err(data.error(DerErrorKind::TooMany { limit: MAX_ACTORS }));
            }
            actors.push(actor(data.sequence()?)?);
        }
    }
    Ok(actors)
}

fn actor(mut fields: Reader<'_>) -> Result<HcActor, DerError> {
    let mut actor = HcActor::default();
    if let Some(mut content) = fields.optional_explicit(0)? {
        coded_data(content.set()?, &mut actor)?;
        content.finish()?;
    }
    if let Some(mut content) = fields.optional_explicit(1)? {
        actor.regional_data = Some(content.expect(Tag::SEQUENCE)?.der().to_vec());
        content.finish()?;
    }
    fields.finish()?;
    Ok(actor)
}

fn coded_data(mut fields: Reader<'_>, actor: &mut HcActor) -> Result<(), DerError> {
    while !fields.is_empty() {
        let field = fields.element()?;
        let mut content = field.reader();
        let value = content.element()?;
        content.finish()?;
        let twice = match field.tag().0 {
            0xa0 => {
                let scheme = value.expect(Tag::OBJECT_IDENTIFIER)?.as_object_identifier()?;
                actor.coding_scheme.replace(scheme).is_some()
            }
            0xa1 => actor.code_data_value.replace(text(value)?).is_some(),
            0xa2 => actor.code_data_free_text.replace(text(value)?).is_some(),
            _ => return Err(field.error(DerErrorKind::Undefined)),
        };
        if twice {
            return Err(field.error(DerErrorKind::TooMany { limit: 1 }));
        }
    }
    if actor.coding_scheme.is_none() {
        return Err(fields.error(DerErrorKind::Truncated));
    }
    Ok(())
}

fn text(value: Element<'_>) -> Result<String, DerError> {
    if value.content().len() > MAX_TEXT {
        return Err(value.error(DerErrorKind::TooMany { limit: MAX_TEXT }));
    }
    value.as_text().map(String::from)
}
