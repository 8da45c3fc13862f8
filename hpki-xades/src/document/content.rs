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
            if let Some((offset, character)) = text.char_indices().find(|(_, found)| is_deceptive(*found)) {
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
