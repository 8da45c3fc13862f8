//! General names (RFC 5280, 4.2.1.6).
//!
//! ```text
//! GeneralName ::= CHOICE { otherName [0], rfc822Name [1] IA5String, dNSName [2] IA5String, x400Address [3],
//!     directoryName [4] Name, ediPartyName [5], uniformResourceIdentifier [6] IA5String,
//!     iPAddress [7] OCTET STRING, registeredID [8] OBJECT IDENTIFIER }
//! ```

use std::fmt;

use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::name::Name;
use crate::octets::{Buffer, Octets};
use crate::oid::ObjectIdentifier;

/// Most names of one list. Certificates for web servers have thousands; those we judge have a few.
pub const MAX_GENERAL_NAMES: usize = 1024;

/// A general name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralName {
    /// A name of a kind defined elsewhere.
    OtherName(OtherName),
    /// An e-mail address, or its host part in name constraints.
    Rfc822Name(Box<str>),
    /// A host name.
    DnsName(Box<str>),
    /// An X.400 address, kept as DER.
    X400Address(RawName),
    /// A distinguished name.
    DirectoryName(Name),
    /// An EDI party name, kept as DER.
    EdiPartyName(RawName),
    /// A URI.
    Uri(Box<str>),
    /// Octets of an IP address: 4 or 16, in name constraints 8 or 32 (address and mask).
    IpAddress(RawName),
    /// A registered object identifier.
    RegisteredId(ObjectIdentifier),
}

/// `OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherName {
    /// What kind of name it is.
    pub type_id: ObjectIdentifier,
    /// Its DER.
    pub value: RawName,
}

/// A part of a name that is kept as octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawName(Octets);

impl RawName {
    /// The octets.
    pub fn as_octets(&self) -> &[u8] {
        &self.0
    }
}

impl GeneralName {
    /// From DER, the whole of `der`.
    ///
    /// # Errors
    /// Where the octets are not strict DER of one of the choices.
    pub fn from_der(der: &[u8]) -> Result<GeneralName, DerError> {
        let buffer = Buffer::new(der.to_vec());
        let mut reader = Reader::new(der);
        let element = reader.element()?;
        reader.finish()?;
        GeneralName::of(element, &buffer)
    }

    /// Reads one name: `element` as it stands in GeneralNames.
    pub(crate) fn of(element: Element<'_>, buffer: &Buffer) -> Result<GeneralName, DerError> {
        let text = || Ok(Box::from(&*element.as_text_of(Tag::IA5_STRING)?));
        let raw = || RawName(Octets::of(buffer, element.content_range()));
        match element.tag().0 {
            0xa0 => OtherName::of(element, buffer).map(GeneralName::OtherName),
            0x81 => text().map(GeneralName::Rfc822Name),
            0x82 => text().map(GeneralName::DnsName),
            0xa3 => Ok(GeneralName::X400Address(raw())),
            0xa4 => {
                let mut content = element.reader();
                let name = Name::read(&mut content, buffer)?;
                content.finish()?;
                Ok(GeneralName::DirectoryName(name))
            }
            0xa5 => Ok(GeneralName::EdiPartyName(raw())),
            0x86 => text().map(GeneralName::Uri),
            0x87 => Ok(GeneralName::IpAddress(raw())),
            0x88 => element.as_object_identifier().map(GeneralName::RegisteredId),
            _ => Err(element.error(DerErrorKind::Undefined)),
        }
    }

    /// Reads the names of `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName` from its content.
    pub(crate) fn list(mut content: Reader<'_>, buffer: &Buffer) -> Result<Vec<GeneralName>, DerError> {
        if content.is_empty() {
            return Err(content.error(DerErrorKind::Empty));
        }
        let mut names = Vec::new();
        while !content.is_empty() {
            if names.len() == MAX_GENERAL_NAMES {
                return Err(content.error(DerErrorKind::TooMany { limit: MAX_GENERAL_NAMES }));
            }
            names.push(GeneralName::of(content.element()?, buffer)?);
        }
        Ok(names)
    }

    /// The distinguished name, where it is one.
    pub fn directory_name(&self) -> Option<&Name> {
        match self {
            GeneralName::DirectoryName(name) => Some(name),
            _ => None,
        }
    }
}

impl OtherName {
    fn of(element: Element<'_>, buffer: &Buffer) -> Result<OtherName, DerError> {
        let mut fields = element.reader();
        let type_id = fields.object_identifier()?;
        let value = fields.expect(Tag::context(0))?;
        fields.finish()?;
        Ok(OtherName { type_id, value: RawName(Octets::of(buffer, value.content_range())) })
    }
}

/// `directoryName=CN=…`, `URI=http://…`; octets in hexadecimal.
impl fmt::Display for GeneralName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, raw) = match self {
            GeneralName::OtherName(other) => {
                write!(formatter, "otherName={}:", other.type_id)?;
                ("", &other.value)
            }
            GeneralName::Rfc822Name(text) => return write!(formatter, "rfc822Name={}", text.escape_debug()),
            GeneralName::DnsName(text) => return write!(formatter, "dNSName={}", text.escape_debug()),
            GeneralName::Uri(text) => return write!(formatter, "URI={}", text.escape_debug()),
            GeneralName::DirectoryName(name) => return write!(formatter, "directoryName={name}"),
            GeneralName::RegisteredId(identifier) => return write!(formatter, "registeredID={identifier}"),
            GeneralName::X400Address(raw) => ("x400Address=", raw),
            GeneralName::EdiPartyName(raw) => ("ediPartyName=", raw),
            GeneralName::IpAddress(raw) => ("iPAddress=", raw),
        };
        formatter.write_str(kind)?;
        raw.as_octets().iter().try_for_each(|octet| write!(formatter, "{octet:02x}"))
    }
}

#[cfg(test)]
mod tests;
