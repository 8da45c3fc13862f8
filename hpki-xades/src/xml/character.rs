//! Character classes of XML 1.0 (5th edition), section 2.2 and 2.3, and of Namespaces 1.0.

/// May stand inside a name, colon not counted.
pub(super) const NAME: u8 = 1;
/// May start a name, colon not counted.
pub(super) const NAME_START: u8 = 2;
/// White space: space, tab, CR, LF.
pub(super) const SPACE: u8 = 4;
/// Ends the plain run of an attribute value: both quotes, `<`, `&`, tab, CR, LF.
const VALUE_SPECIAL: u8 = 8;

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

/// How many octets at the start of `bytes` are none of those that mean something in an attribute value: quotes,
/// `<`, `&`, and controls (of which the text has only tab, LF and CR).
///
/// Looks at eight octets at once. A subtraction borrows into the octets above a match, never below, so the lowest
/// bit that is set marks the first match.
#[inline]
pub(crate) fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let mut length = 0;
    while let Some((eight, _)) = bytes.get(length..).and_then(|rest| rest.split_first_chunk::<8>()) {
        let octets = u64::from_le_bytes(*eight);
        let equals = |octet: u8| (octets ^ (ONES * u64::from(octet))).wrapping_sub(ONES);
        let is_below = octets.wrapping_sub(ONES * 0x20) & !octets;
        let is_equal = |octet: u8| equals(octet) & !(octets ^ (ONES * u64::from(octet)));
        let found = (is_below | is_equal(b'"') | is_equal(b'\'') | is_equal(b'<') | is_equal(b'&')) & HIGH;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().take_while(|&&octet| !is(octet, VALUE_SPECIAL)).count()
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

    #[test]
    fn a_plain_run_ends_at_the_first_special_octet_and_nowhere_else() {
        let specials = [b'"', b'\'', b'<', b'&', b'\t', b'\r', b'\n'];
        for octet in (0x20..=255).chain(*b"\t\r\n") {
            for position in 0..20 {
                for after in [b'a', b'&', b' ', 0xFF] {
                    let mut bytes = [b'#'; 20];
                    bytes[position] = octet;
                    bytes[position + 1..].fill(after);
                    let expected = bytes.iter().position(|octet| specials.contains(octet)).unwrap_or(20);
                    assert_eq!(plain_run(&bytes), expected, "{octet} at {position}, then {after}");
                }
            }
        }
    }
}
