//! Elliptic curves.

use std::fmt;

use crate::oid::{self, ObjectIdentifier};

/// A named curve (RFC 5480, 2.1.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// P-256, secp256r1.
    P256,
    /// P-384, secp384r1.
    P384,
    /// P-521, secp521r1.
    P521,
    /// Another named curve.
    Other(ObjectIdentifier),
}

impl Curve {
    /// The curve of an object identifier.
    pub fn from_oid(identifier: ObjectIdentifier) -> Curve {
        match identifier {
            oid::P256 => Curve::P256,
            oid::P384 => Curve::P384,
            oid::P521 => Curve::P521,
            other => Curve::Other(other),
        }
    }

    /// Octets of a coordinate, and of r and s; `None` for a curve that is not implemented.
    pub fn coordinate_length(self) -> Option<usize> {
        match self {
            Curve::P256 => Some(32),
            Curve::P384 => Some(48),
            Curve::P521 => Some(66),
            Curve::Other(_) => None,
        }
    }
}

/// `P-256`, or the dotted identifier.
impl fmt::Display for Curve {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Curve::P256 => formatter.write_str("P-256"),
            Curve::P384 => formatter.write_str("P-384"),
            Curve::P521 => formatter.write_str("P-521"),
            Curve::Other(identifier) => write!(formatter, "curve {identifier}"),
        }
    }
}
