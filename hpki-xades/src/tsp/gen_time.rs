//! GeneralizedTime with decimals of a second, as RFC 3161, section 2.4.2 writes genTime.
//!
//! ```text
//! YYYYMMDDhhmmss[.s...]Z
//! ```
//! Trailing zeros of the decimals are forbidden there and written by some authorities: they are read and
//! reported. A comma instead of the point, a missing part or a zone other than `Z` is refused.

use hpki_core::time::Time;

use super::deviation::{Deviation, Deviations};
use super::error::TimeStampProblem;

/// Digits of a second that count; a [`Time`] holds nanoseconds.
const DECIMALS: usize = 9;

pub(super) fn from_octets(octets: &[u8], deviations: &mut Deviations) -> Result<Time, TimeStampProblem> {
    read(octets, deviations).ok_or(TimeStampProblem::GenTime)
}

fn read(octets: &[u8], deviations: &mut Deviations) -> Option<Time> {
    let (seconds, rest) = octets.split_at_checked(14)?;
    let [century, year, month, day, hour, minute, second] = pairs(seconds)?;
    let decimals = match rest {
        b"Z" => &[][..],
        [b'.', decimals @ .., b'Z'] if !decimals.is_empty() => decimals,
        _ => return None,
    };
    // A finer time could not be kept, and rounding would change what was signed.
    if decimals.len() > DECIMALS || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if decimals.ends_with(b"0") {
        deviations.note(Deviation::GenTimeTrailingZeros);
    }
    let nanoseconds = (0..DECIMALS)
        .fold(0, |sum, index| sum * 10 + decimals.get(index).map_or(0, |digit| u32::from(digit - b'0')));
    let year = i64::from(century * 100 + year);
    Time::from_civil(year, month, day, hour, minute, second, nanoseconds).ok()
}

/// Seven numbers of two digits.
fn pairs(digits: &[u8]) -> Option<[u32; 7]> {
    let mut numbers = [0; 7];
    for (number, pair) in numbers.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            *number = *number * 10 + char::from(*digit).to_digit(10)?;
        }
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_to_the_nanosecond() {
        for (text, expected) in [
            ("20220907081825.197Z", "2022-09-07T08:18:25.197Z"),
            ("20220907081825Z", "2022-09-07T08:18:25Z"),
            ("20220907081825.000000001Z", "2022-09-07T08:18:25.000000001Z"),
            ("00010101000000Z", "0001-01-01T00:00:00Z"),
            ("99991231235959.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ] {
            let mut deviations = Deviations::default();
            let time = from_octets(text.as_bytes(), &mut deviations).unwrap();
            assert_eq!(time.to_string(), expected);
            assert!(deviations.as_slice().is_empty(), "{text}");
        }
    }

    #[test]
    fn trailing_zeros_are_read_and_reported() {
        let mut deviations = Deviations::default();
        let time = from_octets(b"20220907081825.500Z", &mut deviations).unwrap();
        assert_eq!(time.to_string(), "2022-09-07T08:18:25.5Z");
        assert_eq!(deviations.as_slice(), [Deviation::GenTimeTrailingZeros]);
    }

    #[test]
    fn what_is_no_time_in_utc_is_refused() {
        for text in [
            "",
            "Z",
            "20220907081825",
            "20220907081825z",
            "202209070818Z",
            "20220907081825.Z",
            "20220907081825,5Z",
            "20220907081825.5",
            "20220907081825+0900",
            "20220907081825.5+0900",
            "20220907081825.0000000001Z",
            "20220907081825.5xZ",
            "2022090708182\u{ff15}Z",
            "20221307081825Z",
            "20230229000000Z",
            "20220907240000Z",
            "20220907081860Z",
            "00000101000000Z",
            "-0220907081825Z",
            "20220907081825ZZ",
        ] {
            assert_eq!(
                from_octets(text.as_bytes(), &mut Deviations::default()),
                Err(TimeStampProblem::GenTime),
                "{text}"
            );
        }
    }
}
