//! Names as text (RFC 4514).

use std::fmt::{self, Write};

use crate::name::{Name, NameAttribute};
use crate::oid::{self, ObjectIdentifier};

/// The string form of RFC 4514: the most specific RDN first, `CN=…,OU=…,C=JP`; attribute types without a short name
/// in dotted form with their value as `#` and hexadecimal DER. Control characters are escaped.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relative_names: Vec<_> = self.relative_names().collect();
        for (index, attributes) in relative_names.into_iter().rev().enumerate() {
            if index > 0 {
                formatter.write_str(",")?;
            }
            for (index, attribute) in attributes.enumerate() {
                if index > 0 {
                    formatter.write_str("+")?;
                }
                write_attribute(formatter, attribute)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Short names of RFC 4519, and three that are everywhere.
fn short_name(attribute_type: ObjectIdentifier) -> Option<&'static str> {
    let named = matches!(
        attribute_type,
        oid::COMMON_NAME
            | oid::SURNAME
            | oid::SERIAL_NUMBER
            | oid::COUNTRY_NAME
            | oid::LOCALITY_NAME
            | oid::STATE_OR_PROVINCE_NAME
            | oid::STREET_ADDRESS
            | oid::ORGANIZATION_NAME
            | oid::ORGANIZATIONAL_UNIT_NAME
            | oid::TITLE
            | oid::GIVEN_NAME
            | oid::INITIALS
            | oid::GENERATION_QUALIFIER
            | oid::DN_QUALIFIER
            | oid::PSEUDONYM
            | oid::ORGANIZATION_IDENTIFIER
            | oid::USER_ID
            | oid::DOMAIN_COMPONENT
            | oid::EMAIL_ADDRESS
    );
    if named { attribute_type.name() } else { None }
}

fn write_attribute(formatter: &mut fmt::Formatter<'_>, attribute: NameAttribute<'_>) -> fmt::Result {
    let name = short_name(attribute.attribute_type());
    match name {
        Some(name) => write!(formatter, "{name}=")?,
        None => write!(formatter, "{}=", attribute.attribute_type())?,
    }
    match (name, attribute.text()) {
        (Some(_), Some(text)) => write_escaped(formatter, &text),
        _ => {
            formatter.write_str("#")?;
            attribute.value_der().iter().try_for_each(|octet| write!(formatter, "{octet:02X}"))
        }
    }
}

/// RFC 4514, 2.4.
fn write_escaped(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(formatter, "\\{character}")?,
            '#' if index == 0 => formatter.write_str("\\#")?,
            ' ' if index == 0 || index == last => formatter.write_str("\\ ")?,
            _ if character.is_control() => {
                let mut octets = [0; 4];
                for octet in character.encode_utf8(&mut octets).bytes() {
                    write!(formatter, "\\{octet:02X}")?;
                }
            }
            _ => formatter.write_char(character)?,
        }
    }
    Ok(())
}
