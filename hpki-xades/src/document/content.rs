//! Warnings about the signed content: it is verified as octets, and these are never a reason to refuse it.

use hpki_core::report::CheckList;

use super::findings;
use super::kind::DocumentKind;

/// Characters that reorder or hide text: bidirectional controls, zero-width characters, and the byte order mark
/// inside a text.
fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}'
    )
}

/// The first deceptive character and its offset. Only characters that begin with one of their first octets are
/// looked at, so that ordinary Japanese text goes by at the speed of a search.
fn first_deceptive(text: &str) -> Option<(usize, char)> {
    let octets = text.as_bytes();
    let at = |offset: usize| text.get(offset..)?.chars().next().map(|character| (offset, character));
    let others =
        memchr::memchr2_iter(0xe2, 0xd8, octets).filter_map(at).find(|(_, found)| is_deceptive(*found));
    let byte_order_mark = memchr::memmem::find(octets, "\u{feff}".as_bytes()).and_then(at);
    others.into_iter().chain(byte_order_mark).min_by_key(|(offset, _)| *offset)
}

/// Looks at the CSV of a prescription or a dispensing record.
pub(crate) fn check_content(kind: DocumentKind, csv: &[u8], checks: &mut CheckList) {
    let record = match kind {
        DocumentKind::Dispensing => "CJ1",
        _ => "SJ1",
    };
    if !csv.starts_with(record.as_bytes()) {
        checks.warning(&findings::FIRST_RECORD, format!("expected {record}"));
    }
    if let Some(offset) = memchr::memchr(b'\r', csv) {
        checks.warning(&findings::CARRIAGE_RETURN, format!("first at octet {offset}"));
    }
    match simdutf8::basic::from_utf8(csv) {
        Ok(text) => {
            if let Some((offset, character)) = first_deceptive(text) {
                let detail = format!("U+{:04X} at octet {offset}", u32::from(character));
                checks.warning(&findings::DECEPTIVE_CHARACTERS, detail);
            }
        }
        Err(_) => checks.warning(&findings::ENCODING, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(kind: DocumentKind, csv: &[u8]) -> Vec<&'static str> {
        let mut checks = CheckList::new();
        check_content(kind, csv, &mut checks);
        checks.iter().map(|check| check.finding.id).collect()
    }

    #[test]
    fn the_search_by_octets_finds_what_a_look_at_every_character_finds() {
        for code in 0..=0x10ffff {
            let Some(character) = char::from_u32(code) else { continue };
            let text = format!("SJ1\n医師{character}\u{feff}");
            let slow = text.char_indices().find(|(_, found)| is_deceptive(*found));
            assert_eq!(first_deceptive(&text), slow, "U+{code:04X}");
        }
        assert_eq!(first_deceptive("医師"), None);
    }

    #[test]
    fn usual_content_has_no_warning_and_each_oddity_its_own() {
        assert!(warnings(DocumentKind::Prescription, "SJ1\n1,医師\n".as_bytes()).is_empty());
        assert!(warnings(DocumentKind::Dispensing, b"CJ1\n").is_empty());
        for (csv, id) in [
            (&b"CJ1\n"[..], "content::first-record"),
            (b"SJ1\r\n", "content::carriage-return"),
            (b"SJ1\n\x82\xa0", "content::encoding"),
            ("SJ1\n\u{202e}01".as_bytes(), "content::deceptive-characters"),
            ("SJ1\n\u{200b}".as_bytes(), "content::deceptive-characters"),
        ] {
            assert_eq!(warnings(DocumentKind::Prescription, csv), [id]);
        }
    }
}
