//! The XML declaration (XML 1.0, productions 23 to 26, 32, 80 and 81).

use super::Parser;
use super::cursor::Cursor;
use crate::xml::character::{self, SPACE};
use crate::xml::error::{XmlError, XmlErrorKind};

impl Parser<'_> {
    /// ```text
    /// XMLDecl      ::= '<?xml' VersionInfo EncodingDecl? SDDecl? S? '?>'
    /// VersionInfo  ::= S 'version' Eq ("'" VersionNum "'" | '"' VersionNum '"')
    /// VersionNum   ::= '1.' [0-9]+
    /// EncodingDecl ::= S 'encoding' Eq ('"' EncName '"' | "'" EncName "'")
    /// SDDecl       ::= S 'standalone' Eq ("'" ('yes' | 'no') "'" | '"' ('yes' | 'no') '"')
    /// ```
    pub(super) fn xml_declaration(&mut self) -> Result<(), XmlError> {
        let cursor = &mut self.cursor;
        let [b'<', b'?', b'x', b'm', b'l', after, ..] = *cursor.rest() else { return Ok(()) };
        if !character::is(after, SPACE) {
            return Ok(());
        }
        cursor.position += 5;
        let (offset, version) = pseudo_attribute(cursor, b"version")?.ok_or_else(|| malformed(cursor))?;
        check_version(version).map_err(|kind| kind.at(offset))?;
        if let Some((offset, label)) = pseudo_attribute(cursor, b"encoding")? {
            check_encoding(label).map_err(|kind| kind.at(offset))?;
        }
        if let Some((offset, value)) = pseudo_attribute(cursor, b"standalone")?
            && !matches!(value, "yes" | "no")
        {
            return Err(XmlErrorKind::MalformedXmlDeclaration.at(offset));
        }
        cursor.skip_space();
        if !(cursor.skip(b'?') && cursor.skip(b'>')) {
            return Err(malformed(cursor));
        }
        Ok(())
    }
}

fn malformed(cursor: &Cursor<'_>) -> XmlError {
    XmlErrorKind::MalformedXmlDeclaration.at(cursor.position)
}

/// `S name Eq quoted value`, if `name` comes next: where the value starts, and the value.
fn pseudo_attribute<'i>(cursor: &mut Cursor<'i>, name: &[u8]) -> Result<Option<(usize, &'i str)>, XmlError> {
    let before = cursor.position;
    let spaced = cursor.skip_space();
    if !spaced || !cursor.rest().starts_with(name) {
        cursor.position = before;
        return Ok(None);
    }
    cursor.position += name.len();
    cursor.skip_space();
    if !cursor.skip(b'=') {
        return Err(malformed(cursor));
    }
    cursor.skip_space();
    let quote =
        cursor.peek().filter(|quote| matches!(quote, b'"' | b'\'')).ok_or_else(|| malformed(cursor))?;
    let start = cursor.position + 1;
    let length = memchr::memchr(quote, cursor.bytes().get(start..).unwrap_or_default());
    let end = start + length.ok_or_else(|| malformed(cursor))?;
    cursor.position = end + 1;
    Ok(Some((start, cursor.slice(start, end))))
}

/// XML 1.0 lets a processor read `1.` followed by other digits as if it said 1.0. We do not: two programs could
/// differ in what they take for a line end (1.1), and nobody writes anything but 1.0.
fn check_version(version: &str) -> Result<(), XmlErrorKind> {
    let minor = version.strip_prefix("1.");
    match minor {
        Some("0") => Ok(()),
        _ if version.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'.')
            && !version.is_empty() =>
        {
            Err(XmlErrorKind::UnsupportedVersion)
        }
        _ => Err(XmlErrorKind::MalformedXmlDeclaration),
    }
}

/// The encoding was decided before; this holds for declarations that were too long to be looked into then.
fn check_encoding(label: &str) -> Result<(), XmlErrorKind> {
    if label.eq_ignore_ascii_case("UTF-8") {
        return Ok(());
    }
    let label = label.chars().take(40).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect();
    Err(XmlErrorKind::DeclaredEncoding { label })
}
