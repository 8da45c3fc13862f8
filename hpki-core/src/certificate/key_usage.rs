//! keyUsage (RFC 5280, 4.2.1.3).
//!
//! ```text
//! KeyUsage ::= BIT STRING { digitalSignature(0), nonRepudiation(1), keyEncipherment(2), dataEncipherment(3),
//!     keyAgreement(4), keyCertSign(5), cRLSign(6), encipherOnly(7), decipherOnly(8) }
//! ```

use std::fmt;
use std::ops::BitOr;

use crate::certificate::{Context, EncodingNoteKind};
use crate::der::{DerError, DerErrorKind, Reader, Tag};

/// A set of key usages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

const NAMES: [(KeyUsage, &str); 9] = [
    (KeyUsage::DIGITAL_SIGNATURE, "digitalSignature"),
    (KeyUsage::NON_REPUDIATION, "nonRepudiation"),
    (KeyUsage::KEY_ENCIPHERMENT, "keyEncipherment"),
    (KeyUsage::DATA_ENCIPHERMENT, "dataEncipherment"),
    (KeyUsage::KEY_AGREEMENT, "keyAgreement"),
    (KeyUsage::KEY_CERT_SIGN, "keyCertSign"),
    (KeyUsage::CRL_SIGN, "cRLSign"),
    (KeyUsage::ENCIPHER_ONLY, "encipherOnly"),
    (KeyUsage::DECIPHER_ONLY, "decipherOnly"),
];

impl KeyUsage {
    /// digitalSignature: authentication.
    pub const DIGITAL_SIGNATURE: KeyUsage = KeyUsage(1 << 0);
    /// nonRepudiation: signatures of documents.
    pub const NON_REPUDIATION: KeyUsage = KeyUsage(1 << 1);
    /// keyEncipherment.
    pub const KEY_ENCIPHERMENT: KeyUsage = KeyUsage(1 << 2);
    /// dataEncipherment.
    pub const DATA_ENCIPHERMENT: KeyUsage = KeyUsage(1 << 3);
    /// keyAgreement.
    pub const KEY_AGREEMENT: KeyUsage = KeyUsage(1 << 4);
    /// keyCertSign: signatures of certificates.
    pub const KEY_CERT_SIGN: KeyUsage = KeyUsage(1 << 5);
    /// cRLSign: signatures of revocation lists.
    pub const CRL_SIGN: KeyUsage = KeyUsage(1 << 6);
    /// encipherOnly.
    pub const ENCIPHER_ONLY: KeyUsage = KeyUsage(1 << 7);
    /// decipherOnly.
    pub const DECIPHER_ONLY: KeyUsage = KeyUsage(1 << 8);

    /// Whether every usage of `other` is in this set.
    pub const fn contains(self, other: KeyUsage) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty (which RFC 5280 forbids).
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the usages.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(move |(usage, _)| self.contains(*usage)).map(|&(_, name)| name)
    }

    pub(super) fn read(value: &mut Reader<'_>, context: &mut Context<'_>) -> Result<KeyUsage, DerError> {
        let element = value.expect(Tag::BIT_STRING)?;
        let bits = element.as_bit_string()?;
        if bits.has_trailing_zero_bits() {
            context.note(EncodingNoteKind::TrailingZeroBits, element.offset());
        }
        // A tenth bit would be a usage that RFC 5280 does not define.
        if bits.octets.len() > 2 || (9..16).any(|number| bits.bit(number)) {
            return Err(element.error(DerErrorKind::Undefined));
        }
        let set = (0..9).filter(|&number| bits.bit(number));
        Ok(KeyUsage(set.fold(0, |usages, number| usages | 1 << number)))
    }
}

impl BitOr for KeyUsage {
    type Output = KeyUsage;

    fn bitor(self, other: KeyUsage) -> KeyUsage {
        KeyUsage(self.0 | other.0)
    }
}

/// `nonRepudiation, cRLSign`.
impl fmt::Display for KeyUsage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            write!(formatter, "{}{name}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
