//! Small liberties of an encoding that are told, not refused.

use std::fmt;

use crate::oid::ObjectIdentifier;

/// Something an issuer wrote that DER or RFC 5280 would have written otherwise, with one possible meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingNote {
    /// What it is.
    pub kind: EncodingNoteKind,
    /// The extension it stands in, if in one.
    pub extension: Option<ObjectIdentifier>,
    /// Where: octets from the beginning of the certificate or list.
    pub offset: usize,
}

/// What an [`EncodingNote`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodingNoteKind {
    /// A DEFAULT value is written out, such as `critical FALSE` or `cA FALSE` (X.690, 11.5).
    DefaultWrittenOut,
    /// A time before 2050 as GeneralizedTime (RFC 5280, 4.1.2.5).
    GeneralizedTimeBefore2050,
    /// A subjectAltName without any name (RFC 5280, 4.2.1.6); responders of a public authority have one.
    EmptyNames,
    /// Named bits that end in zero bits (X.690, 11.2.2).
    TrailingZeroBits,
}

impl fmt::Display for EncodingNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            EncodingNoteKind::DefaultWrittenOut => "a default value is written out",
            EncodingNoteKind::GeneralizedTimeBefore2050 => "a time before 2050 is written as GeneralizedTime",
            EncodingNoteKind::EmptyNames => "a list of names is empty",
            EncodingNoteKind::TrailingZeroBits => "named bits end in zero bits",
        })?;
        if let Some(extension) = self.extension {
            write!(formatter, " in {}", extension.name().map_or(extension.to_string(), str::to_owned))?;
        }
        write!(formatter, " (octet {})", self.offset)
    }
}
