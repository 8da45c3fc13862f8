//! What the octets are, decided before any of them is taken for markup (XML 1.0, section 4.3.3 and annex F).
//!
//! Only UTF-8 is read. Two programs that disagree about the encoding see two documents, and signed
//! prescriptions are UTF-8: every other encoding is refused by its name.

use super::character;
use super::error::{Resemblance, XmlError, XmlErrorKind};

/// UTF-8 text in which every character is a `Char` of XML 1.0.
pub(super) struct Utf8Text<'i> {
    pub(super) text: &'i str,
    pub(super) has_byte_order_mark: bool,
    /// Whether a CR stands anywhere: most files have none, and then nobody looks for one again.
    pub(super) has_carriage_return: bool,
}

/// The three octets of a UTF-8 byte order mark.
pub(super) const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Octets → characters, or the reason why not.
pub(super) fn decide(bytes: &[u8]) -> Result<Utf8Text<'_>, XmlError> {
    if bytes.is_empty() {
        return Err(XmlErrorKind::Empty.at(0));
    }
    refuse_wide_encodings(bytes)?;
    let has_byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK);
    let start = if has_byte_order_mark { BYTE_ORDER_MARK.len() } else { 0 };
    refuse_declared_encoding(bytes, start)?;
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| not_utf8(bytes))?;
    let has_carriage_return = check_characters(bytes)?;
    Ok(Utf8Text { text, has_byte_order_mark, has_carriage_return })
}

/// Annex F: byte order marks, and `<` in other widths and code pages.
fn refuse_wide_encodings(bytes: &[u8]) -> Result<(), XmlError> {
    let head: [u8; 4] = std::array::from_fn(|index| bytes.get(index).copied().unwrap_or(0x20));
    let kind = match head {
        [0xFF, 0xFE, 0, 0] | [0, 0, 0xFE, 0xFF] | [0x3C, 0, 0, 0] | [0, 0, 0, 0x3C] => XmlErrorKind::Utf32,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0x3C, 0, ..] | [0, 0x3C, ..] => XmlErrorKind::Utf16,
        [0x4C, 0x6F, 0xA7, 0x94] => XmlErrorKind::Ebcdic,
        _ => return Ok(()),
    };
    Err(kind.at(0))
}

/// Reads `encoding="…"` of an XML declaration in plain ASCII. A malformed declaration is left to the parser.
fn refuse_declared_encoding(bytes: &[u8], start: usize) -> Result<(), XmlError> {
    let Some((offset, label)) = declared_encoding(bytes, start) else { return Ok(()) };
    if label.eq_ignore_ascii_case(b"UTF-8") {
        return Ok(());
    }
    let printable = |octet: &u8| if octet.is_ascii_graphic() { char::from(*octet) } else { '?' };
    let label = label.iter().take(40).map(printable).collect();
    Err(XmlErrorKind::DeclaredEncoding { label }.at(offset))
}

/// Longest XML declaration looked into. The grammar allows any white space; 1 KiB is ten times what is in use,
/// and a longer declaration is still parsed (and its encoding then checked) by the parser.
const DECLARATION_WINDOW: usize = 1024;

fn declared_encoding(bytes: &[u8], start: usize) -> Option<(usize, &[u8])> {
    let rest = bytes.get(start..)?;
    let rest = rest.get(..DECLARATION_WINDOW).unwrap_or(rest);
    let declaration = rest.get(..memchr::memmem::find(rest, b"?>")?)?;
    if !declaration.starts_with(b"<?xml")
        || !declaration.get(5).is_some_and(|&octet| character::is(octet, character::SPACE))
    {
        return None;
    }
    let mut position = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let is_skipped = |octet: &u8| character::is(*octet, character::SPACE) || *octet == b'=';
    while declaration.get(position).is_some_and(is_skipped) {
        position += 1;
    }
    let quote = *declaration.get(position).filter(|quote| matches!(quote, b'"' | b'\''))?;
    let value = declaration.get(position + 1..)?;
    Some((start + position + 1, value.get(..memchr::memchr(quote, value)?)?))
}

/// Where the octets stop being UTF-8, and what the whole file looks like instead.
#[cold]
fn not_utf8(bytes: &[u8]) -> XmlError {
    let offset = match std::str::from_utf8(bytes) {
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    let resembles = if is_euc_jp(bytes) {
        Resemblance::EucJp
    } else if is_shift_jis(bytes) {
        Resemblance::ShiftJis
    } else {
        Resemblance::Unknown
    };
    XmlErrorKind::InvalidUtf8 { resembles }.at(offset)
}

/// Whether `bytes` is a sequence of units; `unit` gives the length of the first one, or `None`.
fn is_sequence(bytes: &[u8], unit: impl Fn(&[u8]) -> Option<usize>) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        match unit(rest).and_then(|length| rest.get(length..)) {
            Some(next) => rest = next,
            None => return false,
        }
    }
    true
}

fn is_shift_jis(bytes: &[u8]) -> bool {
    is_sequence(bytes, |rest| match *rest {
        [0x00..=0x7F | 0xA1..=0xDF, ..] => Some(1),
        [0x81..=0x9F | 0xE0..=0xFC, 0x40..=0x7E | 0x80..=0xFC, ..] => Some(2),
        _ => None,
    })
}

fn is_euc_jp(bytes: &[u8]) -> bool {
    is_sequence(bytes, |rest| match *rest {
        [0x00..=0x7F, ..] => Some(1),
        [0x8E, 0xA1..=0xDF, ..] | [0xA1..=0xFE, 0xA1..=0xFE, ..] => Some(2),
        [0x8F, 0xA1..=0xFE, 0xA1..=0xFE, ..] => Some(3),
        _ => None,
    })
}

/// Octets looked at between two decisions; long enough for the compiler's vector loop.
const BLOCK: usize = 4096;

/// Refuses characters outside `Char`: controls but tab, LF and CR, and U+FFFE and U+FFFF (UTF-8 has excluded
/// the surrogates). Says whether there is a CR.
fn check_characters(bytes: &[u8]) -> Result<bool, XmlError> {
    let mut has_carriage_return = false;
    let mut is_ascii = true;
    for (index, block) in bytes.chunks(BLOCK).enumerate() {
        let (least, bits) = extremes(block);
        is_ascii &= bits < 0x80;
        if least >= 0x20 {
            continue;
        }
        let (has_control, has_return) = controls(block);
        has_carriage_return |= has_return;
        if has_control {
            return Err(forbidden_control(block, index * BLOCK));
        }
    }
    if is_ascii {
        return Ok(has_carriage_return);
    }
    // U+FFC0 to U+FFFF start so; of these only a few are in use.
    for index in memchr::memmem::find_iter(bytes, b"\xEF\xBF") {
        if let Some(last @ (0xBE | 0xBF)) = bytes.get(index + 2) {
            let code_point = 0xFFC0 | u32::from(last & 0x3F);
            return Err(XmlErrorKind::ForbiddenCharacter { code_point }.at(index));
        }
    }
    Ok(has_carriage_return)
}

fn is_forbidden_control(octet: u8) -> bool {
    (octet < 0x20) & (octet != b'\n') & (octet != b'\t') & (octet != b'\r')
}

/// The least octet of a block, LF aside, and all bits that are set in any: in most files LF is the only control
/// character, and then there is nothing more to look at.
#[inline]
fn extremes(block: &[u8]) -> (u8, u8) {
    let mut least = u8::MAX;
    let mut bits = 0;
    // A plain loop: the compiler makes vectors of it, and of a fold over pairs it does not.
    for &octet in block {
        least = least.min(if octet == b'\n' { u8::MAX } else { octet });
        bits |= octet;
    }
    (least, bits)
}

/// Whether a block holds a forbidden control character, and whether it holds a CR. Without branches, so that it
/// runs on vectors.
#[inline]
fn controls(block: &[u8]) -> (bool, bool) {
    let mut forbidden = 0_u8;
    let mut returns = 0_u8;
    for &octet in block {
        forbidden |= u8::from(is_forbidden_control(octet));
        returns |= u8::from(octet == b'\r');
    }
    (forbidden != 0, returns != 0)
}

/// The first forbidden control character of a block that starts at `start` and has one.
#[cold]
fn forbidden_control(block: &[u8], start: usize) -> XmlError {
    let index = block.iter().position(|&octet| is_forbidden_control(octet)).unwrap_or_default();
    let code_point = block.get(index).copied().map(u32::from).unwrap_or_default();
    XmlErrorKind::ForbiddenCharacter { code_point }.at(start + index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> (XmlErrorKind, usize) {
        let error = decide(bytes).err().unwrap();
        (error.kind, error.offset)
    }

    #[test]
    fn other_encodings_are_refused_by_name() {
        assert_eq!(refusal(b""), (XmlErrorKind::Empty, 0));
        assert_eq!(refusal(b"\xFF\xFE<\0a\0"), (XmlErrorKind::Utf16, 0));
        assert_eq!(refusal(b"\xFE\xFF\0<\0a"), (XmlErrorKind::Utf16, 0));
        assert_eq!(refusal(b"<\0?\0x\0"), (XmlErrorKind::Utf16, 0));
        assert_eq!(refusal(b"\xFF\xFE\0\0<\0\0\0"), (XmlErrorKind::Utf32, 0));
        assert_eq!(refusal(b"\0\0\0<"), (XmlErrorKind::Utf32, 0));
        assert_eq!(refusal(b"\x4C\x6F\xA7\x94"), (XmlErrorKind::Ebcdic, 0));
        let declared = b"<?xml version='1.0' encoding = 'Shift_JIS'?><a/>";
        assert_eq!(refusal(declared), (XmlErrorKind::DeclaredEncoding { label: "Shift_JIS".into() }, 32));
        assert!(decide(b"<?xml version='1.0' encoding='utf-8'?><a/>").is_ok());
    }

    #[test]
    fn octets_that_are_not_utf_8_are_refused_where_they_stand() {
        let unknown = XmlErrorKind::InvalidUtf8 { resembles: Resemblance::Unknown };
        assert_eq!(refusal(b"<a>\xC0\x80</a>"), (unknown.clone(), 3));
        assert_eq!(refusal(b"<a>\xED\xA0\x80</a>"), (unknown.clone(), 3));
        assert_eq!(refusal(b"<a>\xFF</a>"), (unknown, 3));
        let shift_jis = XmlErrorKind::InvalidUtf8 { resembles: Resemblance::ShiftJis };
        assert_eq!(refusal(b"<a>\x8F\x88\x95\xFB</a>"), (shift_jis, 3));
        let euc_jp = XmlErrorKind::InvalidUtf8 { resembles: Resemblance::EucJp };
        assert_eq!(refusal(b"<a>\xBD\xE8\xCA\xFD</a>"), (euc_jp, 3));
    }

    #[test]
    fn every_forbidden_character_is_found_at_every_distance_from_a_block_border() {
        let forbidden = (0..0x20).filter(|code| !matches!(code, 9 | 10 | 13)).chain([0xFFFE, 0xFFFF]);
        for code_point in forbidden {
            let character = char::from_u32(code_point).unwrap();
            for before in [0, 1, BLOCK - 3, BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1] {
                let text = format!("{}{character}>", "x".repeat(before));
                assert_eq!(
                    refusal(text.as_bytes()),
                    (XmlErrorKind::ForbiddenCharacter { code_point }, before)
                );
            }
        }
        for allowed in ["\t\n\u{7F}\u{85}\u{FFFD}\u{FEFF}ｱ\u{1FFFE}", "\r"] {
            let text = decide(allowed.as_bytes()).ok().unwrap();
            assert_eq!(text.has_carriage_return, allowed == "\r");
        }
    }
}
