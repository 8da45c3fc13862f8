//! Strict base64 (RFC 4648, section 4) with XML white space, as `xs:base64Binary` allows it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

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
    let is_white_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    if !text.bytes().any(|byte| is_white_space(&byte)) {
        return STANDARD.decode(text).map_err(|_| Base64Error);
    }
    let mut packed = Vec::with_capacity(text.len());
    for line in text.as_bytes().split(is_white_space) {
        packed.extend_from_slice(line);
    }
    STANDARD.decode(packed).map_err(|_| Base64Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_encoding_is_read() {
        assert_eq!(decode_base64(" QU\nI=\t"), Ok(b"AB".to_vec()));
        assert_eq!(decode_base64(""), Ok(Vec::new()));
        for lenient in ["QUI", "QUJ=", "QQ==QQ==", "QQ=", "QQ===", "QU-_", "Q\u{a0}Q==", "QQ==\u{b}", "=QQ="]
        {
            assert_eq!(decode_base64(lenient), Err(Base64Error), "{lenient:?}");
        }
    }
}
