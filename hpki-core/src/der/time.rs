//! UTCTime and GeneralizedTime in the forms of RFC 5280, 4.1.2.5, and RFC 3161, 2.4.2.

use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::time::Time;

/// Whether a GeneralizedTime may have decimals of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FractionOfSecond {
    /// Not in certificates and revocation lists (RFC 5280, 4.1.2.5.2).
    Refused,
    /// In time-stamps (RFC 3161, 2.4.2): a point, then digits.
    Allowed,
}

impl<'a> Reader<'a> {
    /// `Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }` of certificates and revocation lists.
    pub fn time(&mut self) -> Result<Time, DerError> {
        let element = self.element()?;
        match element.tag() {
            Tag::UTC_TIME => element.as_utc_time(),
            Tag::GENERALIZED_TIME => element.as_generalized_time(FractionOfSecond::Refused),
            found => Err(element.error(DerErrorKind::UnexpectedTag { expected: Tag::UTC_TIME, found })),
        }
    }

    /// A GeneralizedTime.
    pub fn generalized_time(&mut self, fraction: FractionOfSecond) -> Result<Time, DerError> {
        self.expect(Tag::GENERALIZED_TIME)?.as_generalized_time(fraction)
    }
}

impl Element<'_> {
    /// The content as UTCTime `YYMMDDhhmmssZ`; years 50 to 99 are 1950 to 1999 (RFC 5280, 4.1.2.5.1).
    pub fn as_utc_time(&self) -> Result<Time, DerError> {
        let malformed = self.error(DerErrorKind::UtcTime);
        let [fields @ .., b'Z'] = self.content() else { return Err(malformed) };
        let fields: &[u8; 12] = fields.try_into().map_err(|_| malformed)?;
        let pairs = digit_pairs(fields).ok_or(malformed)?;
        let [year, month, day, hour, minute, second] = pairs;
        let year = i64::from(year) + if year < 50 { 2000 } else { 1900 };
        Time::from_civil(year, month, day, hour, minute, second, 0)
            .map_err(|_| self.error(DerErrorKind::TimeRange))
    }

    /// The content as GeneralizedTime `YYYYMMDDhhmmssZ`.
    pub fn as_generalized_time(&self, fraction: FractionOfSecond) -> Result<Time, DerError> {
        let malformed = self.error(DerErrorKind::GeneralizedTime);
        let [fields @ .., b'Z'] = self.content() else { return Err(malformed) };
        let (whole, decimals) = fields.split_first_chunk::<14>().ok_or(malformed)?;
        let [century, year, month, day, hour, minute, second] = digit_pairs(whole).ok_or(malformed)?;
        let nanoseconds = match (decimals, fraction) {
            ([], _) => 0,
            ([b'.', digits @ ..], FractionOfSecond::Allowed) => nanoseconds(digits).ok_or(malformed)?,
            _ => return Err(malformed),
        };
        Time::from_civil(i64::from(century * 100 + year), month, day, hour, minute, second, nanoseconds)
            .map_err(|_| self.error(DerErrorKind::TimeRange))
    }
}

/// Pairs of decimal digits as numbers, or `None` where a character is no digit.
fn digit_pairs<const CHARACTERS: usize, const PAIRS: usize>(text: &[u8; CHARACTERS]) -> Option<[u32; PAIRS]> {
    let mut numbers = [0; PAIRS];
    for (number, pair) in numbers.iter_mut().zip(text.chunks_exact(2)) {
        let &[tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = pair else { return None };
        *number = u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
    }
    Some(numbers)
}

/// Decimals of a second; digits after the ninth are read and dropped. DER forbids a last zero (X.690, 11.7.3), but an
/// authority that always prints milliseconds writes one in ten times, and the time is the same.
fn nanoseconds(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |index: usize| digits.get(index).map_or(0, |digit| u32::from(digit - b'0'));
    Some((0..9).fold(0, |sum, index| sum * 10 + digit(index)))
}
