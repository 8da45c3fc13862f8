//! Strict DER (X.690) over slices: nothing is copied, nothing recurses, every error names an octet.
//!
//! Signatures are made over octets, so octets are what is kept: a value is found by walking, and its range is
//! the value. Refused: indefinite and non-minimal lengths, tags over 30 (nothing we read has one), non-minimal
//! INTEGERs, BOOLEANs other than 00 and FF, unused bits that are set, data after the end. Not demanded: the order
//! of SET OF (certificates in use break it, and nothing here depends on it) and the absence of written-out DEFAULT
//! values, which the caller reports.

mod element;
mod error;
mod reader;
mod string;
mod tag;
mod time;

pub use element::{BitString, Element};
pub use error::{DerError, DerErrorKind};
pub use reader::Reader;
pub use tag::Tag;
pub use time::FractionOfSecond;

#[cfg(test)]
mod tests;
