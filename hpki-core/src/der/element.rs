//! One value, and its content as the simple types.

use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::oid::ObjectIdentifier;

/// One value: tag, length and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    tag: Tag,
    der: &'a [u8],
    header_length: usize,
    offset: usize,
}

impl<'a> Element<'a> {
    /// A value whose header was read: `der` holds at least `header_length` octets.
    #[inline]
    pub(super) fn new(tag: Tag, der: &'a [u8], header_length: usize, offset: usize) -> Element<'a> {
        Element { tag, der, header_length, offset }
    }

    /// The tag.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The content octets.
    pub fn content(&self) -> &'a [u8] {
        self.der.get(self.header_length..).unwrap_or_default()
    }

    /// The whole value with tag and length.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Where the tag stands in the outermost input.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where the content begins in the outermost input.
    pub fn content_offset(&self) -> usize {
        self.offset + self.header_length
    }

    /// The range of the whole value in the outermost input.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.der.len()
    }

    /// The range of the content in the outermost input.
    pub fn content_range(&self) -> std::ops::Range<usize> {
        self.content_offset()..self.offset + self.der.len()
    }

    /// A reader over the content.
    pub fn reader(&self) -> Reader<'a> {
        Reader::at_offset(self.content(), self.content_offset())
    }

    /// An error about this value.
    pub fn error(&self, kind: DerErrorKind) -> DerError {
        kind.at(self.offset)
    }

    /// The error unless the tag is the expected one.
    pub(crate) fn expect(self, expected: Tag) -> Result<Element<'a>, DerError> {
        if self.tag == expected {
            Ok(self)
        } else {
            Err(self.error(DerErrorKind::UnexpectedTag { expected, found: self.tag }))
        }
    }

    /// The content as BOOLEAN, whatever the tag (for IMPLICIT tags).
    pub fn as_boolean(&self) -> Result<bool, DerError> {
        match self.content() {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.error(DerErrorKind::Boolean)),
        }
    }

    /// The content as INTEGER in its shortest form, two's complement, most significant octet first.
    pub fn as_integer(&self) -> Result<&'a [u8], DerError> {
        match self.content() {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(self.error(DerErrorKind::Integer)),
            octets => Ok(octets),
        }
    }

    /// The content as an INTEGER from 0 to 2^64 - 1.
    pub fn as_unsigned(&self) -> Result<u64, DerError> {
        let octets = self.as_integer()?;
        let magnitude = octets.strip_prefix(&[0]).unwrap_or(octets);
        if octets.first().is_some_and(|octet| octet & 0x80 != 0) || magnitude.len() > 8 {
            return Err(self.error(DerErrorKind::IntegerRange));
        }
        Ok(magnitude.iter().fold(0, |sum, &octet| sum << 8 | u64::from(octet)))
    }

    /// The content as BIT STRING.
    pub fn as_bit_string(&self) -> Result<BitString<'a>, DerError> {
        let malformed = self.error(DerErrorKind::BitString);
        let (&unused_bits, octets) = self.content().split_first().ok_or(malformed)?;
        let last = octets.last().copied().unwrap_or_default();
        let needless = unused_bits > 7 || (octets.is_empty() && unused_bits != 0);
        if needless || u16::from(last) & ((1u16 << unused_bits) - 1) != 0 {
            return Err(malformed);
        }
        Ok(BitString { unused_bits, octets, offset: self.content_offset() + 1 })
    }

    /// Whether [`Element::as_object_identifier`] will succeed, without making the value.
    pub(crate) fn check_object_identifier(&self) -> Result<(), DerError> {
        crate::oid::check(self.content()).map_err(|error| self.error(DerErrorKind::ObjectIdentifier(error)))
    }

    /// The content as OBJECT IDENTIFIER.
    pub fn as_object_identifier(&self) -> Result<ObjectIdentifier, DerError> {
        ObjectIdentifier::from_octets(self.content())
            .map_err(|error| self.error(DerErrorKind::ObjectIdentifier(error)))
    }
}

/// A BIT STRING. Bit 0 is the most significant bit of the first octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    /// Bits of the last octet that do not count, 0 to 7; they are zero.
    pub unused_bits: u8,
    /// The octets.
    pub octets: &'a [u8],
    /// Where the octets begin in the outermost input.
    pub offset: usize,
}

impl<'a> BitString<'a> {
    /// Whether a bit is set; bits after the end are not.
    pub fn bit(&self, number: usize) -> bool {
        self.octets.get(number / 8).is_some_and(|octet| octet & (0x80 >> (number % 8)) != 0)
    }

    /// A BIT STRING of named bits must not end in zero bits (X.690, 11.2.2); some in use do.
    pub fn has_trailing_zero_bits(&self) -> bool {
        match self.octets.last() {
            None => false,
            Some(last) => u32::from(self.unused_bits) != last.trailing_zeros(),
        }
    }
}
