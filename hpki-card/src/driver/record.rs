//! What a driver says about itself, its readers and the cards in them (PKCS#11 v2.20, 9.1 to 9.3).
//!
//! All of it is told by the driver and proves nothing. Texts are kept as they came: fixed fields padded with blanks, by
//! some drivers with zeros, and by some in another encoding than UTF-8.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text of a fixed field. Its display is trimmed, and safe to show: undecodable octets, control and bidirectional
/// characters become U+FFFD.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaddedText(Vec<u8>);

impl PaddedText {
    /// The text of a field. It ends at the first zero octet, if there is one.
    pub(crate) fn from_field(field: &[u8]) -> PaddedText {
        let end = field.iter().position(|&octet| octet == 0).unwrap_or(field.len());
        let text = field.get(..end).unwrap_or_default();
        let blank = |octet: &u8| *octet == b' ';
        let start = text.iter().position(|octet| !blank(octet)).unwrap_or(text.len());
        let end = text.iter().rposition(|octet| !blank(octet)).map_or(start, |last| last + 1);
        PaddedText(text.get(start..end).unwrap_or_default().to_vec())
    }

    /// The octets without the padding.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Whether nothing but padding was there.
    pub fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for PaddedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&displayable(&String::from_utf8_lossy(&self.0)))
    }
}

impl fmt::Debug for PaddedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.to_string())
    }
}

/// `text` without characters that move the cursor, colour the terminal or turn the reading direction.
pub(crate) fn displayable(text: &str) -> String {
    let hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .map(|character| if hidden(character) { char::REPLACEMENT_CHARACTER } else { character })
        .collect()
}

/// A version, major and minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Version {
    /// Before the point.
    pub major: u8,
    /// After it, in hundredths: 2.20 is 20.
    pub minor: u8,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:02}", self.major, self.minor)
    }
}

/// What the driver says about itself (`CK_INFO`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DriverInfo {
    /// Version of the interface; 2.20 in HPKI drivers.
    pub cryptoki_version: Version,
    /// Who made it.
    pub manufacturer: PaddedText,
    /// "HPKI 3.0", in older drivers "HPKI2.0".
    pub description: PaddedText,
    /// The driver's own version.
    pub version: Version,
}

/// A slot: a reader, with or without a card in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotId(pub(crate) u64);

impl fmt::Display for SlotId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What the driver says about a reader (`CK_SLOT_INFO`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlotInfo {
    /// The reader's name.
    pub description: PaddedText,
    /// Who made it; may be blank.
    pub manufacturer: PaddedText,
    /// Flags, undecoded.
    pub flags: u64,
}

/// What the driver says about a card (`CK_TOKEN_INFO`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TokenInfo {
    /// "HPKI Application", or blank.
    pub label: PaddedText,
    /// Who made it.
    pub manufacturer: PaddedText,
    /// "ISO 7816-15:2016", "ISO 7816-15:2004" or "JIS X 6320-15:20" (16 octets hold no more of "JIS X 6320-15:2006").
    pub model: PaddedText,
    /// Serial number, if the driver gives one.
    pub serial_number: PaddedText,
    /// Shortest PIN.
    pub min_pin_length: u64,
    /// Longest PIN.
    pub max_pin_length: u64,
    /// State of the PIN, as far as the driver tells.
    pub pin_state: PinState,
}

/// What a driver tells about the PIN, strongest statement first. It may be wrong in both directions (many drivers set
/// none of the flags): nothing here saves a try by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinState {
    /// `CKF_USER_PIN_LOCKED`.
    Locked,
    /// `CKF_USER_PIN_FINAL_TRY`: the next wrong PIN locks the card.
    FinalTry,
    /// `CKF_USER_PIN_COUNT_LOW`: a wrong PIN was given at least once since the last right one.
    CountLow,
    /// `CKF_USER_PIN_TO_BE_CHANGED`: the card demands another PIN before it works.
    ToBeChanged,
    /// Nothing said.
    Unknown,
}

/// Which objects to look for: all criteria must hold (`C_FindObjectsInit`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Criterion {
    /// `CKA_CLASS`.
    Class(ObjectClass),
    /// `CKA_TOKEN` true: an object of the card, not of the session.
    OnToken,
    /// `CKA_VALUE`.
    Value(Vec<u8>),
    /// `CKA_MODULUS`, unsigned, most significant octet first.
    Modulus(Vec<u8>),
    /// `CKA_PUBLIC_EXPONENT`, likewise.
    PublicExponent(Vec<u8>),
}

/// `CKA_CLASS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ObjectClass {
    /// `CKO_CERTIFICATE`.
    Certificate,
    /// `CKO_PRIVATE_KEY`.
    PrivateKey,
}

/// An open session. Not `Clone`: it is closed once.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionHandle(pub(crate) u64);

/// An object of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectHandle(pub(crate) u64);

/// Whether somebody is logged in (`CK_SESSION_INFO`, state). A conforming driver may report read-only and read-write
/// states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SessionState {
    Public,
    LoggedIn,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_trimmed_and_safe_to_show() {
        let shown = |field: &[u8]| PaddedText::from_field(field).to_string();
        assert_eq!(shown(b"HPKI Application                "), "HPKI Application");
        assert_eq!(shown(b"  MHLW CA CERTIFICATE "), "MHLW CA CERTIFICATE");
        assert_eq!(shown(b"Reader\0garbage"), "Reader");
        assert_eq!(shown(b"\x83J\x81[\x83h"), "\u{fffd}J\u{fffd}[\u{fffd}h");
        assert_eq!(shown(b"\x1b[2Jred"), "\u{fffd}[2Jred");
        assert_eq!(shown("a\u{202e}b".as_bytes()), "a\u{fffd}b");
        assert!(PaddedText::from_field(&[b' '; 32]).is_blank());
        assert!(PaddedText::from_field(&[]).is_blank());
    }
}
