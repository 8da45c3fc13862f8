//! The reader: a position in a slice, and values cut out of it.

use std::fmt;

use crate::der::{DerError, DerErrorKind};
use crate::oid::ObjectIdentifier;

/// An identifier octet: class, constructed bit and a tag number up to 30.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

macro_rules! tags {
    ($($(#[$meta:meta])* $name:ident = $octet:literal $text:literal;)*) => {
        impl Tag {
            $($(#[$meta])* pub const $name: Tag = Tag($octet);)*

            const fn name(self) -> Option<&'static str> {
                match self.0 { $($octet => Some($text),)* _ => None }
            }
        }
    };
}

tags! {
    /// BOOLEAN.
    BOOLEAN = 0x01 "BOOLEAN";
    /// INTEGER.
    INTEGER = 0x02 "INTEGER";
    /// BIT STRING.
    BIT_STRING = 0x03 "BIT STRING";
    /// OCTET STRING.
    OCTET_STRING = 0x04 "OCTET STRING";
    /// NULL.
    NULL = 0x05 "NULL";
    /// OBJECT IDENTIFIER.
    OBJECT_IDENTIFIER = 0x06 "OBJECT IDENTIFIER";
    /// ENUMERATED.
    ENUMERATED = 0x0a "ENUMERATED";
    /// UTF8String.
    UTF8_STRING = 0x0c "UTF8String";
    /// NumericString.
    NUMERIC_STRING = 0x12 "NumericString";
    /// PrintableString.
    PRINTABLE_STRING = 0x13 "PrintableString";
    /// TeletexString (T61String).
    TELETEX_STRING = 0x14 "TeletexString";
    /// IA5String.
    IA5_STRING = 0x16 "IA5String";
    /// UTCTime.
    UTC_TIME = 0x17 "UTCTime";
    /// GeneralizedTime.
    GENERALIZED_TIME = 0x18 "GeneralizedTime";
    /// VisibleString.
    VISIBLE_STRING = 0x1a "VisibleString";
    /// UniversalString.
    UNIVERSAL_STRING = 0x1c "UniversalString";
    /// BMPString.
    BMP_STRING = 0x1e "BMPString";
    /// SEQUENCE and SEQUENCE OF.
    SEQUENCE = 0x30 "SEQUENCE";
    /// SET and SET OF.
    SET = 0x31 "SET";
}

impl Tag {
    /// `[number]` of a constructed value or of an EXPLICIT tag; `number` up to 30.
    pub const fn context(number: u8) -> Tag {
        Tag(0xa0 | number & 0x1f)
    }

    /// `[number] IMPLICIT` of a primitive value; `number` up to 30.
    pub const fn context_primitive(number: u8) -> Tag {
        Tag(0x80 | number & 0x1f)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.0 >> 6) {
            (Some(name), _) => formatter.write_str(name),
            (None, 2) => write!(formatter, "[{}]", self.0 & 0x1f),
            (None, _) => write!(formatter, "tag {:#04x}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// One value: tag, length and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    tag: Tag,
    der: &'a [u8],
    header_length: usize,
    offset: usize,
}

impl<'a> Element<'a> {
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
        let element = Element { tag: Tag(tag), der, header_length, offset: self.offset };
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
