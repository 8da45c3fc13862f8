//! Tags.

use std::fmt;

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
