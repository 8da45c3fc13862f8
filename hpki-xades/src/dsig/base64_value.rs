//! Strict base64 (RFC 4648, section 4) with XML white space, as `xs:base64Binary` allows it.

use base64_simd::STANDARD;

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
    // One line with its end: every digest of a real document.
    let octets = text.strip_suffix('\n').unwrap_or(text).as_bytes();
    // Lines end in LF; the other white space is rare, and one search each tells that it is not there.
    let others = memchr::memchr3(b' ', b'\t', b'\r', octets);
    let first = others.into_iter().chain(memchr::memchr(b'\n', octets)).min();
    let Some(first) = first else { return STANDARD.decode_to_vec(octets).map_err(|_| Base64Error) };
    let mut packed = Vec::with_capacity(octets.len());
    let (before, rest) = octets.split_at(first);
    packed.extend_from_slice(before);
    match others {
        None => {
            let mut start = 0;
            for end in memchr::memchr_iter(b'\n', rest) {
                packed.extend_from_slice(&rest[start..end]);
                start = end + 1;
            }
            packed.extend_from_slice(&rest[start..]);
        }
        Some(_) => packed.extend(rest.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))),
    }
    STANDARD.decode_to_vec(packed).map_err(|_| Base64Error)
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
        ) {
            let mut text: Vec<char> = ONE_BY_ONE.encode(&octets).chars().collect();
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
