//! From characters of the file to characters of the document: references (XML 1.0, section 4.1), line ends
//! (2.11) and attribute values (3.3.3).

use std::borrow::Cow;

use super::character;
use super::error::XmlErrorKind;

/// Where a run of characters stands, which decides how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Text between tags: references are replaced, CRLF and CR become LF.
    Text,
    /// An attribute value: as in text, then tab and LF become a space. Without a DTD every attribute is CDATA.
    Attribute,
    /// CDATA section, comment, processing instruction: only line ends change.
    Literal,
}

/// A piece of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Characters that stand for themselves.
    Plain(&'a str),
    /// One character that is written in another way, or that was normalised.
    Character(char),
}

/// Iterates over a run that the parser has checked, piece by piece and without allocating.
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    place: Place,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(raw: &'a str, place: Place) -> Self {
        Pieces { rest: raw, place }
    }

    fn special(&self) -> Option<usize> {
        let bytes = self.rest.as_bytes();
        match self.place {
            Place::Literal => memchr::memchr(b'\r', bytes),
            Place::Text => memchr::memchr2(b'&', b'\r', bytes),
            Place::Attribute => bytes.iter().position(|octet| matches!(octet, b'&' | b'\r' | b'\n' | b'\t')),
        }
    }

    /// The special character at the start of `rest`, and how many octets it takes.
    fn character(&self) -> (char, usize) {
        let bytes = self.rest.as_bytes();
        let line_end = if self.place == Place::Attribute { ' ' } else { '\n' };
        match bytes {
            // The parser has checked every reference, so the fallback never comes up; it is what stands there.
            [b'&', ..] => reference(bytes).unwrap_or(('&', 1)),
            [b'\r', b'\n', ..] => (line_end, 2),
            _ => (line_end, 1),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let length = match self.special() {
            None if self.rest.is_empty() => return None,
            None => return Some(Piece::Plain(std::mem::take(&mut self.rest))),
            Some(0) => {
                let (character, length) = self.character();
                self.rest = self.rest.get(length..).unwrap_or_default();
                return Some(Piece::Character(character));
            }
            Some(length) => length,
        };
        let (plain, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(Piece::Plain(plain))
    }
}

/// The value of a run.
pub(crate) fn decode(raw: &str, place: Place) -> Cow<'_, str> {
    let pieces = || Pieces::new(raw, place);
    if let Some(Piece::Plain(plain)) = pieces().next()
        && plain.len() == raw.len()
    {
        return Cow::Borrowed(plain);
    }
    let mut value = String::with_capacity(raw.len());
    for piece in pieces() {
        match piece {
            Piece::Plain(plain) => value.push_str(plain),
            Piece::Character(character) => value.push(character),
        }
    }
    Cow::Owned(value)
}

/// Reads the reference at the start of `bytes` (which begins with `&`): the character it stands for and the
/// octets it takes.
///
/// ```text
/// Reference ::= '&' ('amp' | 'lt' | 'gt' | 'quot' | 'apos') ';' | '&#' [0-9]+ ';' | '&#x' [0-9a-fA-F]+ ';'
/// ```
pub(crate) fn reference(bytes: &[u8]) -> Result<(char, usize), XmlErrorKind> {
    if let [_, b'#', rest @ ..] = bytes {
        let (digits, radix, skipped) = match rest {
            [b'x', digits @ ..] => (digits, 16, 3),
            _ => (rest, 10, 2),
        };
        let (character, length) = character_reference(digits, radix)?;
        return Ok((character, skipped + length));
    }
    const FIVE: [(&[u8], char); 5] =
        [(b"&amp;", '&'), (b"&lt;", '<'), (b"&gt;", '>'), (b"&quot;", '"'), (b"&apos;", '\'')];
    match FIVE.iter().find(|(name, _)| bytes.starts_with(name)) {
        Some((name, character)) => Ok((*character, name.len())),
        None => Err(entity_error(bytes)),
    }
}

/// The digits of a character reference up to and with its semicolon.
fn character_reference(digits: &[u8], radix: u32) -> Result<(char, usize), XmlErrorKind> {
    let mut code_point = 0_u32;
    let mut length = 0;
    for &octet in digits {
        let Some(digit) = char::from(octet).to_digit(radix) else { break };
        // Above Unicode's last code point the value no longer matters, only that it is too large.
        code_point = code_point.saturating_mul(radix).saturating_add(digit).min(0x11_0000);
        length += 1;
    }
    if length == 0 || digits.get(length) != Some(&b';') {
        return Err(XmlErrorKind::MalformedReference);
    }
    match char::from_u32(code_point).filter(|_| character::is_allowed(code_point)) {
        Some(character) => Ok((character, length + 1)),
        None => Err(XmlErrorKind::ForbiddenCharacterReference { code_point }),
    }
}

/// `&name;` names an entity; anything else is not a reference.
#[cold]
fn entity_error(bytes: &[u8]) -> XmlErrorKind {
    let rest = bytes.get(1..).unwrap_or_default();
    let is_name = |octet: &u8| *octet >= 0x80 || *octet == b':' || character::is(*octet, character::NAME);
    let length = rest.iter().take_while(|octet| is_name(octet)).count();
    match rest.get(length) {
        Some(b';') if length > 0 => XmlErrorKind::UnknownEntity,
        _ => XmlErrorKind::MalformedReference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_normalised_once_and_references_are_kept() {
        let raw = "a\r\nb\rc\nd\t&#13;&#xD;&#10;&#9;&#x20;";
        assert_eq!(decode(raw, Place::Text), "a\nb\nc\nd\t\r\r\n\t ");
        assert_eq!(decode(raw, Place::Attribute), "a b c d \r\r\n\t ");
        assert_eq!(decode("a\r\r\n&amp;", Place::Literal), "a\n\n&amp;");
        assert!(matches!(decode("plain", Place::Text), Cow::Borrowed("plain")));
        assert_eq!(decode("", Place::Text), "");
    }

    #[test]
    fn references_are_the_five_and_characters() {
        assert_eq!(decode("&amp;&lt;&gt;&quot;&apos;&#x1F48A;&#00065;", Place::Text), "&<>\"'💊A");
        let error = |raw: &str| reference(raw.as_bytes()).unwrap_err();
        assert_eq!(error("&nbsp;"), XmlErrorKind::UnknownEntity);
        assert_eq!(error("&AMP;"), XmlErrorKind::UnknownEntity);
        for malformed in ["&", "&;", "& amp;", "&amp", "&#;", "&#x;", "&#X41;", "&#65", "&#-1;", "&#6 5;"] {
            assert_eq!(error(malformed), XmlErrorKind::MalformedReference, "{malformed}");
        }
        for (raw, code_point) in [("&#0;", 0), ("&#xFFFE;", 0xFFFE), ("&#xD800;", 0xD800), ("&#11;", 11)] {
            assert_eq!(error(raw), XmlErrorKind::ForbiddenCharacterReference { code_point });
        }
        let beyond = XmlErrorKind::ForbiddenCharacterReference { code_point: 0x11_0000 };
        assert_eq!(error("&#x110000;"), beyond);
        assert_eq!(error(&format!("&#{};", "9".repeat(1000))), beyond);
    }
}
