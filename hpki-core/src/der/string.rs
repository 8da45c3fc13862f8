//! The string types of X.680 as text.

use std::borrow::Cow;

use crate::der::{DerError, DerErrorKind, Element, Tag};

impl<'a> Element<'a> {
    /// The content as text, by the tag: UTF8String, PrintableString, IA5String, NumericString, VisibleString,
    /// TeletexString (read as ISO 8859-1, which is what is in use), BMPString, UniversalString.
    ///
    /// PrintableString, NumericString and VisibleString may hold any ASCII character: certificates in use put `@`,
    /// `*` or `&` into PrintableString, and no decision here depends on the smaller alphabets.
    pub fn as_text(&self) -> Result<Cow<'a, str>, DerError> {
        self.as_text_of(self.tag())
    }

    /// The content as text of a string type named by the caller (for IMPLICIT tags).
    pub fn as_text_of(&self, string_type: Tag) -> Result<Cow<'a, str>, DerError> {
        let content = self.content();
        let text = match string_type {
            Tag::UTF8_STRING => std::str::from_utf8(content).ok().map(Cow::Borrowed),
            Tag::PRINTABLE_STRING | Tag::IA5_STRING | Tag::NUMERIC_STRING | Tag::VISIBLE_STRING => {
                ascii(content).map(Cow::Borrowed)
            }
            Tag::TELETEX_STRING => Some(content.iter().map(|&octet| char::from(octet)).collect()),
            Tag::BMP_STRING => bmp(content).map(Cow::Owned),
            Tag::UNIVERSAL_STRING => universal(content).map(Cow::Owned),
            found => {
                let expected = Tag::UTF8_STRING;
                return Err(self.error(DerErrorKind::UnexpectedTag { expected, found }));
            }
        };
        text.ok_or_else(|| self.error(DerErrorKind::String))
    }
}

fn ascii(content: &[u8]) -> Option<&str> {
    if content.is_ascii() { std::str::from_utf8(content).ok() } else { None }
}

/// UTF-16, most significant octet first. Surrogate pairs are not BMP, but Windows writes them.
fn bmp(content: &[u8]) -> Option<String> {
    let (units, rest) = content.as_chunks::<2>();
    let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
    if rest.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

fn universal(content: &[u8]) -> Option<String> {
    let (units, rest) = content.as_chunks::<4>();
    let mut characters = units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit)));
    if rest.is_empty() { characters.by_ref().collect() } else { None }
}
