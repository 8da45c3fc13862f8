//! Signature values as they come back from elsewhere.

use std::borrow::Cow;

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::der::Reader;
use hpki_core::key::KeyKind;

/// A value as XMLDSig holds it. ECDSA has two forms: r and s one after the other (XMLDSig, RFC 4050), which is kept, and
/// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279), which most key services and OpenSSL give, and
/// which is turned into the other. Neither can be mistaken for the other where it counts: what comes out is verified.
pub(super) fn as_in_xml<'a>(
    value: &'a [u8],
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
) -> Cow<'a, [u8]> {
    let (SignatureAlgorithm::Ecdsa(_), KeyKind::Ec(curve)) = (algorithm, certificate.public_key().kind())
    else {
        return Cow::Borrowed(value);
    };
    match curve.coordinate_length() {
        Some(length) if value.len() != 2 * length => {
            concatenated(value, length).map_or(Cow::Borrowed(value), Cow::Owned)
        }
        _ => Cow::Borrowed(value),
    }
}

/// r and s in octets of one length each; `None` where the value is not strict DER of two numbers of that size.
fn concatenated(der: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut outer = Reader::new(der);
    let mut numbers = outer.sequence().ok()?;
    outer.finish().ok()?;
    let (r, s) = (numbers.integer().ok()?, numbers.integer().ok()?);
    numbers.finish().ok()?;
    let mut value = Vec::with_capacity(2 * length);
    for number in [r, s] {
        let digits = match number {
            [first, ..] if *first >= 0x80 => return None,
            [0, digits @ ..] => digits,
            digits => digits,
        };
        let zeros = length.checked_sub(digits.len())?;
        value.resize(value.len() + zeros, 0);
        value.extend_from_slice(digits);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_become_octets_of_one_length() {
        let one = |der: &[u8]| concatenated(der, 4);
        assert_eq!(one(b"\x30\x06\x02\x01\x01\x02\x01\x02"), Some(vec![0, 0, 0, 1, 0, 0, 0, 2]));
        let long = b"\x30\x0c\x02\x05\x00\xff\x00\x00\x01\x02\x03\x01\x00\x00";
        assert_eq!(one(long), Some(vec![0xff, 0, 0, 1, 0, 1, 0, 0]));
        for wrong in [
            &b""[..],
            b"\x30\x00",
            b"\x30\x03\x02\x01\x01",
            b"\x30\x06\x02\x01\x81\x02\x01\x02",
            b"\x30\x06\x02\x01\x01\x02\x01\x02\x00",
            b"\x30\x09\x02\x01\x01\x02\x01\x02\x02\x01\x03",
            b"\x30\x0a\x02\x05\x01\x00\x00\x00\x00\x02\x01\x02",
            b"\x30\x80\x02\x01\x01\x02\x01\x02\x00\x00",
        ] {
            assert_eq!(one(wrong), None, "{wrong:x?}");
        }
    }
}
