//! The reader: a position in a slice, and values cut out of it.

use crate::der::{BitString, DerError, DerErrorKind, Element, Tag};
use crate::oid::ObjectIdentifier;

/// A position in octets that hold DER values one after the other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader over a whole input.
    pub fn new(input: &'a [u8]) -> Reader<'a> {
        Reader::at_offset(input, 0)
    }

    /// A reader over a part of an input that begins at `offset` of the whole, so that errors name the right octet.
    pub fn at_offset(input: &'a [u8], offset: usize) -> Reader<'a> {
        Reader { rest: input, offset }
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Where the next value begins in the outermost input.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The octets not yet read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next value.
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|&octet| Tag(octet))
    }

    /// The next value, whatever it is.
    #[inline]
    pub fn element(&mut self) -> Result<Element<'a>, DerError> {
        let (tag, header_length, content_length) = match self.rest {
            // The short form, nine of ten values in a certificate.
            &[tag, length @ ..=0x7f, ..] if tag & 0x1f != 0x1f => (tag, 2, usize::from(length)),
            _ => self.long_header()?,
        };
        let end = header_length + content_length;
        let (der, rest) =
            self.rest.split_at_checked(end).ok_or_else(|| self.error(DerErrorKind::Truncated))?;
        let element = Element::new(Tag(tag), der, header_length, self.offset);
        self.rest = rest;
        self.offset += end;
        Ok(element)
    }

    /// Tag, length of the header and length of the content of a value with a length in the long form.
    #[cold]
    fn long_header(&self) -> Result<(u8, usize, usize), DerError> {
        let (tag, length_octets) = match *self.rest {
            [tag, ..] if tag & 0x1f == 0x1f => return Err(self.error(DerErrorKind::HighTagNumber)),
            [_, 0x80, ..] => return Err(self.error(DerErrorKind::IndefiniteLength)),
            [tag, first, ref octets @ ..] => {
                let count = usize::from(first & 0x7f);
                if count > 4 {
                    return Err(self.error(DerErrorKind::LengthTooLong));
                }
                (tag, octets.get(..count).ok_or_else(|| self.error(DerErrorKind::Truncated))?)
            }
            _ => return Err(self.error(DerErrorKind::Truncated)),
        };
        let length = length_octets.iter().fold(0u32, |sum, &octet| sum << 8 | u32::from(octet));
        if length < 0x80 || length_octets.first() == Some(&0) {
            return Err(self.error(DerErrorKind::NonMinimalLength));
        }
        let length = usize::try_from(length).map_err(|_| self.error(DerErrorKind::LengthTooLong))?;
        Ok((tag, 2 + length_octets.len(), length))
    }

    /// The next value, which must have this tag.
    #[inline]
    pub fn expect(&mut self, expected: Tag) -> Result<Element<'a>, DerError> {
        self.element()?.expect(expected)
    }

    /// The next value if it has this tag.
    #[inline]
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.peek() == Some(tag) { self.element().map(Some) } else { Ok(None) }
    }

    /// A reader over the content of the next value, a SEQUENCE.
    pub fn sequence(&mut self) -> Result<Reader<'a>, DerError> {
        Ok(self.expect(Tag::SEQUENCE)?.reader())
    }

    /// A reader over the content of the next value, a SET.
    pub fn set(&mut self) -> Result<Reader<'a>, DerError> {
        Ok(self.expect(Tag::SET)?.reader())
    }

    /// A reader over the content of the next value if its tag is `[number]`, constructed: what an EXPLICIT tag wraps.
    pub fn optional_explicit(&mut self, number: u8) -> Result<Option<Reader<'a>>, DerError> {
        Ok(self.optional(Tag::context(number))?.map(|element| element.reader()))
    }

    /// An INTEGER: [`Element::as_integer`].
    pub fn integer(&mut self) -> Result<&'a [u8], DerError> {
        self.expect(Tag::INTEGER)?.as_integer()
    }

    /// An INTEGER from 0 to 2^64 - 1.
    pub fn unsigned(&mut self) -> Result<u64, DerError> {
        self.expect(Tag::INTEGER)?.as_unsigned()
    }

    /// The next value if it is a BOOLEAN.
    pub fn optional_boolean(&mut self) -> Result<Option<bool>, DerError> {
        self.optional(Tag::BOOLEAN)?.map(|element| element.as_boolean()).transpose()
    }

    /// A BIT STRING.
    pub fn bit_string(&mut self) -> Result<BitString<'a>, DerError> {
        self.expect(Tag::BIT_STRING)?.as_bit_string()
    }

    /// The content of an OCTET STRING.
    pub fn octet_string(&mut self) -> Result<&'a [u8], DerError> {
        Ok(self.expect(Tag::OCTET_STRING)?.content())
    }

    /// An OBJECT IDENTIFIER.
    pub fn object_identifier(&mut self) -> Result<ObjectIdentifier, DerError> {
        self.expect(Tag::OBJECT_IDENTIFIER)?.as_object_identifier()
    }

    /// A NULL.
    pub fn null(&mut self) -> Result<(), DerError> {
        let element = self.expect(Tag::NULL)?;
        if element.content().is_empty() { Ok(()) } else { Err(element.error(DerErrorKind::Null)) }
    }

    /// Nothing may be left.
    pub fn finish(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error(DerErrorKind::TrailingData)) }
    }

    /// An error at the next value.
    pub fn error(&self, kind: DerErrorKind) -> DerError {
        kind.at(self.offset)
    }
}
