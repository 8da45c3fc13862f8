//! Object identifiers (X.660, X.690 section 8.19), and the names of those this crate knows.
//!
//! Each identifier stands here once. HPKI's own are from certificates of the Ministry of Health, Labour and
//! Welfare's PKI and ISO 17090-2; the others from RFC 3279, 4055, 5280, 5480, 5758, 5652 and 3161.

mod known;

use std::fmt;

use known::KNOWN;
pub use known::*;

/// The longest identifier that is read, in content octets. The longest in use (UUIDs below 2.25) need 20.
pub const MAX_OCTETS: usize = 39;

/// An object identifier, held as the content octets of its DER form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectIdentifier {
    octets: [u8; MAX_OCTETS],
    length: u8,
}

/// Why octets or a text are no object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectIdentifierError {
    /// No octets, an arc that does not end, or one padded with leading zeros (0x80).
    #[error("not the DER form of an object identifier")]
    Encoding,
    /// More than [`MAX_OCTETS`] content octets, or an arc over 64 bits.
    #[error("the object identifier is longer than {MAX_OCTETS} octets or has an arc over 64 bits")]
    TooLong,
    /// The text is not of the form `1.2.392.100495`.
    #[error("not an object identifier of the form 1.2.392.100495")]
    Text,
}

impl ObjectIdentifier {
    /// From the content octets of a DER OBJECT IDENTIFIER (without tag and length).
    ///
    /// # Errors
    /// See [`ObjectIdentifierError`].
    pub fn from_octets(octets: &[u8]) -> Result<ObjectIdentifier, ObjectIdentifierError> {
        check(octets)?;
        let mut copy = [0; MAX_OCTETS];
        let room = copy.get_mut(..octets.len()).ok_or(ObjectIdentifierError::TooLong)?;
        room.copy_from_slice(octets);
        Ok(ObjectIdentifier { octets: copy, length: octets.len() as u8 })
    }

    /// From the dotted form, `1.2.392.100495`.
    ///
    /// # Errors
    /// See [`ObjectIdentifierError`].
    pub const fn from_dotted(text: &str) -> Result<ObjectIdentifier, ObjectIdentifierError> {
        let text = text.as_bytes();
        let mut writer = Writer { octets: [0; MAX_OCTETS], length: 0 };
        let (mut at, mut index, mut first) = (0, 0, 0);
        loop {
            let (arc, end) = match read_arc(text, at) {
                Ok(arc) => arc,
                Err(error) => return Err(error),
            };
            match index {
                0 if arc > 2 => return Err(ObjectIdentifierError::Text),
                0 => first = arc,
                1 if first < 2 && arc > 39 => return Err(ObjectIdentifierError::Text),
                _ => {
                    let arc = if index == 1 { first * 40 + arc } else { arc };
                    if !writer.push(arc) {
                        return Err(ObjectIdentifierError::TooLong);
                    }
                }
            }
            index += 1;
            if end == text.len() {
                break;
            }
            at = end + 1;
        }
        if index < 2 {
            return Err(ObjectIdentifierError::Text);
        }
        Ok(ObjectIdentifier { octets: writer.octets, length: writer.length as u8 })
    }

    /// The content octets of the DER form.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Whether this identifier is `ancestor` or stands below it.
    pub fn is_within(&self, ancestor: &ObjectIdentifier) -> bool {
        self.as_octets().starts_with(ancestor.as_octets())
    }

    /// The name this crate uses for it in messages, or `None` for one it does not know.
    pub fn name(&self) -> Option<&'static str> {
        KNOWN.iter().find(|(known, _)| known == self).map(|&(_, name)| name)
    }
}

/// Whether content octets are an identifier that [`ObjectIdentifier::from_octets`] reads.
pub(crate) fn check(octets: &[u8]) -> Result<(), ObjectIdentifierError> {
    let (Some(&first), Some(&last)) = (octets.first(), octets.last()) else {
        return Err(ObjectIdentifierError::Encoding);
    };
    if octets.len() > MAX_OCTETS {
        return Err(ObjectIdentifierError::TooLong);
    }
    let padded = octets.windows(2).any(|pair| matches!(*pair, [0..=0x7f, 0x80]));
    if first == 0x80 || last >= 0x80 || padded {
        return Err(ObjectIdentifierError::Encoding);
    }
    // Nine octets hold an arc of 63 bits.
    if octets.len() > 9 && octets.split_inclusive(|octet| octet & 0x80 == 0).any(|arc| arc.len() > 9) {
        return check_uuid(octets);
    }
    Ok(())
}

/// Below 2.25 stand UUIDs of 128 bits (X.667) in up to 19 octets, which hold 133.
#[cold]
fn check_uuid(octets: &[u8]) -> Result<(), ObjectIdentifierError> {
    let fits = |arc: &[u8]| arc.len() <= 18 || (arc.len() == 19 && matches!(arc, [0x80..=0x83, ..]));
    let below_uuid = octets.first() == Some(&0x69);
    if below_uuid && octets.split_inclusive(|octet| octet & 0x80 == 0).all(fits) {
        Ok(())
    } else {
        Err(ObjectIdentifierError::TooLong)
    }
}

struct Writer {
    octets: [u8; MAX_OCTETS],
    length: usize,
}

impl Writer {
    /// Appends an arc in base 128; false where the octets do not suffice.
    const fn push(&mut self, arc: u64) -> bool {
        let mut groups = 1;
        while groups < 9 && arc >> (7 * groups) != 0 {
            groups += 1;
        }
        if arc >> 63 != 0 || self.length + groups > MAX_OCTETS {
            return false;
        }
        while groups > 0 {
            groups -= 1;
            let more = if groups > 0 { 0x80 } else { 0 };
            self.octets[self.length] = (arc >> (7 * groups)) as u8 & 0x7f | more;
            self.length += 1;
        }
        true
    }
}

/// The decimal number that begins at `at`, without leading zeros, and the index after it.
const fn read_arc(text: &[u8], at: usize) -> Result<(u64, usize), ObjectIdentifierError> {
    let (mut arc, mut end) = (0u64, at);
    while end < text.len() && text[end].is_ascii_digit() {
        arc = match arc.checked_mul(10) {
            Some(tens) => match tens.checked_add((text[end] - b'0') as u64) {
                Some(sum) => sum,
                None => return Err(ObjectIdentifierError::TooLong),
            },
            None => return Err(ObjectIdentifierError::TooLong),
        };
        end += 1;
    }
    let leading_zero = end > at + 1 && text[at] == b'0';
    let stops_well = end == text.len() || text[end] == b'.';
    if end == at || leading_zero || !stops_well {
        return Err(ObjectIdentifierError::Text);
    }
    Ok((arc, end))
}

/// The dotted form.
impl fmt::Display for ObjectIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for arc in self.as_octets().split_inclusive(|octet| octet & 0x80 == 0) {
            // No arc has more than 128 bits: `check`.
            let number = arc.iter().fold(0u128, |sum, octet| sum << 7 | u128::from(octet & 0x7f));
            if first {
                let root = number.min(80) / 40;
                write!(formatter, "{root}.{}", number - root * 40)?;
                first = false;
            } else {
                write!(formatter, ".{number}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_identifiers_have_the_octets_of_the_standards() {
        assert_eq!(COMMON_NAME.as_octets(), [0x55, 0x04, 0x03]);
        assert_eq!(HC_ROLE.as_octets(), [0x28, 0x81, 0x85, 0x42, 0x00, 0x01]);
        assert_eq!(
            HPKI_CODING_SCHEME.as_octets(),
            [0x2a, 0x83, 0x08, 0x86, 0x91, 0x0f, 0x01, 0x06, 0x01, 0x01]
        );
        assert_eq!(SHA256_WITH_RSA.as_octets(), [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]);
    }

    #[test]
    fn every_known_identifier_survives_the_round_trip_and_stands_once() {
        for (index, (identifier, name)) in KNOWN.iter().enumerate() {
            assert_eq!(ObjectIdentifier::from_octets(identifier.as_octets()), Ok(*identifier), "{name}");
            assert_eq!(ObjectIdentifier::from_dotted(&identifier.to_string()), Ok(*identifier), "{name}");
            assert!(
                KNOWN[..index].iter().all(|(other, other_name)| other != identifier && other_name != name)
            );
        }
    }

    #[test]
    fn what_is_no_identifier_is_refused() {
        for text in ["", "1", "1.", ".1", "1..2", "3.1", "1.40", "01.2", "1.02", "1.2x", "1.2.-3", "1.2 "] {
            assert_eq!(ObjectIdentifier::from_dotted(text), Err(ObjectIdentifierError::Text), "{text}");
        }
        for octets in [&[][..], &[0x80, 0x01], &[0x2a, 0x80, 0x01], &[0x2a, 0x81]] {
            assert_eq!(
                ObjectIdentifier::from_octets(octets),
                Err(ObjectIdentifierError::Encoding),
                "{octets:?}"
            );
        }
        let long = [0x2a; MAX_OCTETS + 1];
        assert_eq!(ObjectIdentifier::from_octets(&long), Err(ObjectIdentifierError::TooLong));
        let wide = [0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(ObjectIdentifier::from_octets(&wide), Err(ObjectIdentifierError::TooLong));
    }

    #[test]
    fn a_policy_stands_below_its_arc() {
        assert!(HPKI_POLICY_SIGNATURE_TEST.is_within(&HPKI_POLICY_SIGNATURE_ARC));
        assert!(!HPKI_POLICY_AUTHENTICATION.is_within(&HPKI_POLICY_SIGNATURE_ARC));
        // 1.2.392.100495.1.5.1.10 begins with other octets than 1.2.392.100495.1.5.1.1: arcs are self-delimiting.
        let neighbour = ObjectIdentifier::from_dotted("1.2.392.100495.1.5.1.10.3").unwrap();
        assert!(!neighbour.is_within(&HPKI_POLICY_SIGNATURE_ARC));
    }

    #[test]
    fn identifiers_below_2_25_are_shown_whole() {
        let octets: Vec<u8> = [0x69].into_iter().chain([0x83]).chain([0xff; 17]).chain([0x7f]).collect();
        let identifier = ObjectIdentifier::from_octets(&octets).unwrap();
        assert_eq!(identifier.to_string(), format!("2.25.{}", u128::MAX));
        let wider: Vec<u8> = octets.iter().map(|&octet| if octet == 0x83 { 0x84 } else { octet }).collect();
        assert_eq!(ObjectIdentifier::from_octets(&wider), Err(ObjectIdentifierError::TooLong));
    }
}
