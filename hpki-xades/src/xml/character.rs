//! Character classes of XML 1.0 (5th edition), section 2.2 and 2.3, and of Namespaces 1.0.

/// May stand inside a name, colon not counted.
pub(super) const NAME: u8 = 1;
/// May start a name, colon not counted.
pub(super) const NAME_START: u8 = 2;
/// White space: space, tab, CR, LF.
pub(super) const SPACE: u8 = 4;
/// Ends the plain run of an attribute value: both quotes, `<`, `&`, tab, CR, LF.
pub(super) const VALUE_SPECIAL: u8 = 8;

const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 128 {
        let byte = octet as u8;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            table[octet] |= NAME | NAME_START;
        }
        if byte.is_ascii_digit() || byte == b'-' || byte == b'.' {
            table[octet] |= NAME;
        }
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            table[octet] |= SPACE;
        }
        if matches!(byte, b'"' | b'\'' | b'<' | b'&' | b'\t' | b'\r' | b'\n') {
            table[octet] |= VALUE_SPECIAL;
        }
        octet += 1;
    }
    table
}

/// Whether an octet is of one of the classes in `mask`. Octets from 0x80 are of none.
#[inline(always)]
pub(super) fn is(octet: u8, mask: u8) -> bool {
    CLASS[octet as usize] & mask != 0
}

/// `Char` (production 2).
pub(super) fn is_allowed(character: u32) -> bool {
    matches!(character, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF)
}

/// `NameStartChar` (production 4) without the colon.
pub(super) fn starts_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` (production 4a) without the colon.
pub(super) fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_productions() {
        for octet in 0..128_u8 {
            assert_eq!(is(octet, NAME), continues_name(char::from(octet)), "{octet}");
            assert_eq!(is(octet, NAME_START), starts_name(char::from(octet)), "{octet}");
        }
        assert!((128..=255).all(|octet| !is(octet, 0xFF)));
    }
}
