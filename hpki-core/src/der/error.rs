//! What is wrong with an encoding, and where.

use crate::der::Tag;
use crate::oid::ObjectIdentifierError;

/// Octets that are not the strict DER of what was expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (octet {offset})")]
pub struct DerError {
    /// What is wrong.
    pub kind: DerErrorKind,
    /// Where: octets from the beginning of the outermost input, counted from 0.
    pub offset: usize,
}

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DerErrorKind {
    /// The input ends inside a value.
    #[error("the data ends in the middle of a value")]
    Truncated,
    /// Octets follow where the value should end.
    #[error("data follows after the end of the value")]
    TrailingData,
    /// Another type stands there.
    #[error("expected {expected}, found {found}")]
    UnexpectedTag {
        /// The type the grammar wants.
        expected: Tag,
        /// The type that is there.
        found: Tag,
    },
    /// A tag number over 30.
    #[error("tag numbers over 30 are not read")]
    HighTagNumber,
    /// BER's indefinite length.
    #[error("indefinite length (BER); DER wants definite lengths")]
    IndefiniteLength,
    /// A length in more octets than needed.
    #[error("length not in its shortest form (BER)")]
    NonMinimalLength,
    /// A length of 4 GiB or more.
    #[error("length over 32 bits")]
    LengthTooLong,
    /// BOOLEAN other than 00 or FF.
    #[error("BOOLEAN is neither 00 nor FF")]
    Boolean,
    /// INTEGER without octets or with needless leading ones.
    #[error("INTEGER not in its shortest form")]
    Integer,
    /// A number outside of what the grammar allows there.
    #[error("number outside the allowed range")]
    IntegerRange,
    /// BIT STRING with an impossible count of unused bits, or with unused bits that are set.
    #[error("BIT STRING with wrong unused bits")]
    BitString,
    /// NULL with content.
    #[error("NULL with content")]
    Null,
    /// Not an object identifier.
    #[error("{0}")]
    ObjectIdentifier(#[from] ObjectIdentifierError),
    /// Not `YYMMDDhhmmssZ`.
    #[error("UTCTime is not of the form YYMMDDhhmmssZ")]
    UtcTime,
    /// Not `YYYYMMDDhhmmssZ` (with decimals of a second where allowed).
    #[error("GeneralizedTime is not of the form YYYYMMDDhhmmssZ")]
    GeneralizedTime,
    /// A time no calendar has.
    #[error("no such date or time of day")]
    TimeRange,
    /// A string that is not in its own character set.
    #[error("the characters do not fit the string type")]
    String,
    /// A SEQUENCE OF or SET OF that must not be empty.
    #[error("an empty list where at least one entry is required")]
    Empty,
    /// More entries than are read.
    #[error("more than {limit} entries")]
    TooMany {
        /// The most that is read.
        limit: usize,
    },
    /// A version or choice the standard does not define.
    #[error("a value that the standard does not define")]
    Undefined,
}

impl DerErrorKind {
    /// This kind at an offset.
    pub(crate) fn at(self, offset: usize) -> DerError {
        DerError { kind: self, offset }
    }
}
