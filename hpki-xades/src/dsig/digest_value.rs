//! DigestValue: the octets of a digest as a document states them.

use std::fmt;
use std::ops::Deref;

use smallvec::SmallVec;

use super::base64_value::{Base64Error, decode_base64_into};
use super::structure::{StructureError, StructureErrorKind, plain_text};
use crate::xml::Element;

const NAME: &str = "DigestValue";

/// Octets of the longest digest there is a URI for.
const LONGEST: usize = 64;

/// The octets of a DigestValue or a CertDigest's: as many as the sender wrote, whatever the algorithm makes.
#[derive(Clone, PartialEq, Eq)]
pub struct DigestValue(SmallVec<[u8; LONGEST]>);

impl DigestValue {
    /// From a leaf: exactly one text node, strict base64.
    pub(crate) fn from_element(element: Element<'_, '_>) -> Result<DigestValue, StructureError> {
        DigestValue::from_base64(&plain_text(element, NAME)?)
            .map_err(|_| StructureError::new(StructureErrorKind::ValueNotBase64(NAME), element))
    }

    /// From strict base64 with XML white space.
    ///
    /// # Errors
    /// [`Base64Error`] for anything but the canonical encoding.
    pub fn from_base64(text: &str) -> Result<DigestValue, Base64Error> {
        let mut room = [0; LONGEST];
        match decode_base64_into(text, &mut room) {
            Some(octets) => Ok(DigestValue(SmallVec::from_slice(octets))),
            None => super::decode_base64(text).map(|octets| DigestValue(SmallVec::from_vec(octets))),
        }
    }
}

impl Deref for DigestValue {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for DigestValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|octet| write!(formatter, "{octet:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_the_text_says_however_long_it_is() {
        for octets in [0, 1, 20, 32, 48, 63, 64, 65, 66, 100, 1000].map(|length| vec![0xA5; length]) {
            let mut lines = Vec::new();
            super::super::append_base64_lines(&octets, &mut lines);
            let lines = String::from_utf8(lines).unwrap();
            for text in
                [&lines, &lines.replace('\n', ""), &format!(" {lines}\t"), &lines.replace('p', "p\r\n")]
            {
                assert_eq!(DigestValue::from_base64(text).as_deref(), Ok(octets.as_slice()), "{text:?}");
            }
        }
        for wrong in ["QUI", "QQ==QQ==", "QUJ=", "=", "QU-_", "Q\u{a0}Q=="] {
            assert_eq!(DigestValue::from_base64(wrong), Err(Base64Error), "{wrong}");
        }
    }
}
