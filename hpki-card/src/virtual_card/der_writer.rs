//! A writer of DER (X.690): tag, length, content. Enough for certificates and lists of test cards, whose extensions
//! (hcRole) no library of certificates builds.

pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        length @ 0..128 => out.push(length as u8),
        length => {
            let octets: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            out.push(0x80 | octets.len() as u8);
            out.extend(octets);
        }
    }
    out.extend_from_slice(content);
    out
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// SET OF one.
pub(super) fn set(part: &[u8]) -> Vec<u8> {
    element(0x31, part)
}

pub(super) fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

pub(super) fn unsigned_integer(magnitude: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = magnitude.iter().copied().skip_while(|octet| *octet == 0).collect();
    if digits.first().is_none_or(|first| *first >= 0x80) {
        digits.insert(0, 0);
    }
    element(0x02, &digits)
}

pub(super) fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// BIT STRING of whole octets.
pub(super) fn bit_string(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content].concat())
}

pub(super) fn object_identifier(identifier: &hpki_core::oid::ObjectIdentifier) -> Vec<u8> {
    element(0x06, identifier.as_octets())
}

/// UTF8String where it must be, PrintableString where it can be.
pub(super) fn text(value: &str) -> Vec<u8> {
    let printable = |octet: u8| octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet);
    let tag = if value.bytes().all(printable) { 0x13 } else { 0x0c };
    element(tag, value.as_bytes())
}

pub(super) fn utf8_string(value: &str) -> Vec<u8> {
    element(0x0c, value.as_bytes())
}
