//! Strict base64 (RFC 4648, section 4) with XML white space, as `xs:base64Binary` allows it.

use base64_simd::{Out, STANDARD};

/// Why a text is no base64: a character outside the alphabet, missing or misplaced padding, bits that are not
/// zero after the last octet. Two texts that decode leniently to the same octets are how forgeries hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not strict base64 (RFC 4648)")]
pub struct Base64Error;

/// Decodes base64 text; space, tab, CR and LF may stand anywhere.
///
/// # Errors
/// [`Base64Error`] for anything but the canonical encoding.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, Base64Error> {
    let octets = text.strip_suffix('\n').unwrap_or(text).as_bytes();
    // What real documents have, digests and contents in one line and the rest in lines of 76 characters, is read without a
    // look for white space: where it stands elsewhere, the decoder stops at it.
    let usual = match octets.get(COLUMNS) {
        Some(b'\n') => lines_of_usual_length(octets).and_then(decode_in_place),
        _ => STANDARD.decode_to_vec(octets).ok(),
    };
    match usual {
        Some(decoded) => Ok(decoded),
        None => decode_in_place(without_white_space(octets)).ok_or(Base64Error),
    }
}

/// Decodes base64 in one line into room that suffices for it; `None` for anything else.
pub(super) fn decode_base64_into<'r>(text: &str, room: &'r mut [u8]) -> Option<&'r [u8]> {
    let octets = text.strip_suffix('\n').unwrap_or(text).as_bytes();
    if STANDARD.decoded_length(octets).ok()? > room.len() {
        return None;
    }
    STANDARD.decode(octets, Out::from_slice(room)).ok().map(|decoded| &*decoded)
}

fn decode_in_place(mut text: Vec<u8>) -> Option<Vec<u8>> {
    let length = STANDARD.decode_inplace(&mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// The lines one after the other, all but the last of [`COLUMNS`] characters; `None` where they are not.
fn lines_of_usual_length(octets: &[u8]) -> Option<Vec<u8>> {
    let (lines, last) = octets.as_chunks::<{ COLUMNS + 1 }>();
    let mut packed = Vec::with_capacity(octets.len());
    for line in lines {
        let (characters, end) = line.split_first_chunk::<COLUMNS>()?;
        if end != b"\n" {
            return None;
        }
        packed.extend_from_slice(characters);
    }
    packed.extend_from_slice(last);
    Some(packed)
}

fn without_white_space(octets: &[u8]) -> Vec<u8> {
    // Lines end in LF; the other white space is rare, and one search tells that it is not there.
    if memchr::memchr3(b' ', b'\t', b'\r', octets).is_some() {
        return octets
            .iter()
            .copied()
            .filter(|octet| !matches!(octet, b' ' | b'\t' | b'\r' | b'\n'))
            .collect();
    }
    let mut packed = Vec::with_capacity(octets.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', octets) {
        packed.extend_from_slice(octets.get(start..end).unwrap_or_default());
        start = end + 1;
    }
    packed.extend_from_slice(octets.get(start..).unwrap_or_default());
    packed
}

/// Characters of base64 in a line, as the real documents have them (RFC 2045's length).
const COLUMNS: usize = 76;
/// Octets that make such a line.
const OCTETS_OF_LINE: usize = COLUMNS / 4 * 3;

/// Appends base64 in one line.
pub(crate) fn append_base64(octets: &[u8], out: &mut Vec<u8>) {
    STANDARD.encode_append(octets, out);
}

/// Appends base64 in lines of 76 characters, each ended by LF, as real signers and the prescription service write it.
pub(crate) fn append_base64_lines(octets: &[u8], out: &mut Vec<u8>) {
    for line in octets.chunks(OCTETS_OF_LINE) {
        append_base64(line, out);
        out.push(b'\n');
    }
}

/// How many octets [`append_base64_lines`] appends for `octets` octets.
pub(crate) fn base64_lines_length(octets: usize) -> usize {
    let characters = octets.div_ceil(3) * 4;
    characters + characters.div_ceil(COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD as ONE_BY_ONE;
    use proptest::prelude::*;

    #[test]
    fn only_the_canonical_encoding_is_read() {
        for spaced in [" QU\nI=\t", "QUI=\n", "Q\r\nUI=", "\nQ\n\nU\nI\n=\n", "QUI= "] {
            assert_eq!(decode_base64(spaced), Ok(b"AB".to_vec()), "{spaced:?}");
        }
        assert_eq!(decode_base64(""), Ok(Vec::new()));
        for lenient in ["QUI", "QUJ=", "QQ==QQ==", "QQ=", "QQ===", "QU-_", "Q\u{a0}Q==", "QQ==\u{b}", "=QQ="]
        {
            assert_eq!(decode_base64(lenient), Err(Base64Error), "{lenient:?}");
        }
    }

    proptest! {
        /// The decoder takes many octets at once; wherever a character stands that does not belong there, it says
        /// what a decoder says that looks at one after the other.
        #[test]
        fn two_decoders_agree(
            octets in prop::collection::vec(any::<u8>(), 0..200),
            place in any::<prop::sample::Index>(),
            character in prop::sample::select("AZaz09+/=-_ \n.\u{7f}".chars().collect::<Vec<_>>()),
            columns in prop::sample::select(vec![1, 19, 64, 75, 76, 77, 78, 1000]),
        ) {
            let text: Vec<char> = ONE_BY_ONE.encode(&octets).chars().collect();
            let lines: Vec<String> = text.chunks(columns).map(String::from_iter).collect();
            let mut text: Vec<char> = lines.join("\n").chars().collect();
            prop_assert_eq!(decode_base64(&String::from_iter(&text)), Ok(octets));
            if !text.is_empty() {
                let place = place.index(text.len());
                text[place] = character;
            }
            let text = String::from_iter(&text);
            let packed: String = text.chars().filter(|character| !" \n".contains(*character)).collect();
            prop_assert_eq!(decode_base64(&text).ok(), ONE_BY_ONE.decode(packed).ok());
        }

        #[test]
        fn base64_lines_are_as_long_as_foretold(octets: Vec<u8>) {
            let mut out = Vec::new();
            append_base64_lines(&octets, &mut out);
            prop_assert_eq!(out.len(), base64_lines_length(octets.len()));
            let text = String::from_utf8(out).unwrap();
            prop_assert!(text.is_empty() || text.ends_with('\n'));
            prop_assert!(text.lines().all(|line| line.len() <= 76));
            prop_assert_eq!(decode_base64(&text).unwrap(), octets);
        }
    }
}
