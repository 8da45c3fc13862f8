//! A place in the text, and the names that start there.

use crate::xml::character::{self, NAME, NAME_START, SPACE};
use crate::xml::error::{XmlError, XmlErrorKind};

/// A place in UTF-8 text, always between two characters.
pub(super) struct Cursor<'i> {
    text: &'i str,
    pub(super) position: usize,
}

/// A name that was read: where it starts and its lengths in octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QualifiedName {
    pub(super) start: usize,
    pub(super) length: usize,
    /// Octets before the colon; 0 when there is none.
    pub(super) prefix_length: usize,
}

impl QualifiedName {
    /// Where the part after the colon starts.
    #[inline]
    pub(super) fn local_start(self) -> usize {
        self.start + if self.prefix_length > 0 { self.prefix_length + 1 } else { 0 }
    }
}

impl<'i> Cursor<'i> {
    pub(super) fn new(text: &'i str, position: usize) -> Self {
        Cursor { text, position }
    }

    #[inline]
    pub(super) fn bytes(&self) -> &'i [u8] {
        self.text.as_bytes()
    }

    /// What is left.
    #[inline]
    pub(super) fn rest(&self) -> &'i [u8] {
        self.bytes().get(self.position..).unwrap_or_default()
    }

    /// The text of a range on character boundaries.
    #[inline]
    pub(super) fn slice(&self, start: usize, end: usize) -> &'i str {
        &self.text[start..end]
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    #[inline]
    pub(super) fn peek_at(&self, distance: usize) -> Option<u8> {
        self.bytes().get(self.position + distance).copied()
    }

    /// Goes past white space and says whether there was any.
    #[inline]
    pub(super) fn skip_space(&mut self) -> bool {
        let start = self.position;
        while self.peek().is_some_and(|octet| character::is(octet, SPACE)) {
            self.position += 1;
        }
        self.position > start
    }

    /// Goes past `octet` if it comes next.
    #[inline]
    pub(super) fn skip(&mut self, octet: u8) -> bool {
        let comes = self.peek() == Some(octet);
        self.position += usize::from(comes);
        comes
    }

    /// Goes past a name.
    ///
    /// ```text
    /// QName  ::= (NCName ':')? NCName
    /// NCName ::= (NameStartChar - ':') (NameChar - ':')*
    /// ```
    #[inline]
    pub(super) fn qualified_name(&mut self, limit: usize) -> Result<QualifiedName, XmlError> {
        let start = self.position;
        self.simple_name()?;
        let mut prefix_length = 0;
        if self.peek() == Some(b':') {
            prefix_length = self.position - start;
            let colon = self.position;
            self.position += 1;
            if !self.at_name_start() || self.simple_name().is_err() || self.peek() == Some(b':') {
                return Err(XmlErrorKind::InvalidQualifiedName.at(colon));
            }
        }
        let length = self.position - start;
        if length > limit.min(usize::from(u16::MAX)) {
            return Err(XmlErrorKind::NameTooLong { limit: limit.min(usize::from(u16::MAX)) }.at(start));
        }
        Ok(QualifiedName { start, length, prefix_length })
    }

    /// Goes past an `NCName`.
    #[inline]
    fn simple_name(&mut self) -> Result<(), XmlError> {
        let bytes = self.bytes();
        let start = self.position;
        match bytes.get(start) {
            Some(&octet) if character::is(octet, NAME_START) => {
                let rest = bytes.get(start + 1..).unwrap_or_default();
                let length = rest.iter().take_while(|&&octet| character::is(octet, NAME)).count();
                let position = start + 1 + length;
                self.position = position;
                if bytes.get(position).is_some_and(|&octet| octet >= 0x80) {
                    self.rest_of_wide_name();
                }
            }
            Some(b':') => return Err(XmlErrorKind::InvalidQualifiedName.at(start)),
            Some(0x80..) if self.wide_character(character::starts_name).is_some() => self.rest_of_wide_name(),
            _ => return Err(XmlErrorKind::InvalidName.at(start)),
        }
        Ok(())
    }

    /// The part of a name from its first character outside ASCII.
    #[cold]
    fn rest_of_wide_name(&mut self) {
        loop {
            if self.peek().is_some_and(|octet| character::is(octet, NAME)) {
                self.position += 1;
            } else if self.wide_character(character::continues_name).is_none() {
                return;
            }
        }
    }

    /// Goes past one character outside ASCII that fits.
    fn wide_character(&mut self, fits: impl Fn(char) -> bool) -> Option<()> {
        let next = self.text.get(self.position..)?.chars().next()?;
        (!next.is_ascii() && fits(next)).then(|| self.position += next.len_utf8())
    }

    /// Whether a name starts here.
    fn at_name_start(&self) -> bool {
        let next = self.text.get(self.position..).and_then(|rest| rest.chars().next());
        next.is_some_and(character::starts_name)
    }
}
