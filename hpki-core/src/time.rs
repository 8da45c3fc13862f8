//! A point in time in UTC. The library never asks a clock: every time is an argument or was read in a document.

use std::fmt;

/// A point in time in UTC, to the nanosecond, between the years 1 and 9999 (proleptic Gregorian calendar).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    seconds: i64,
    nanoseconds: u32,
}

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The text does not follow the grammar of RFC 3339 (which is that of xs:dateTime with a zone).
    #[error("not a date and time of the form 2026-01-31T12:00:00Z or 2026-01-31T21:00:00+09:00")]
    Grammar,
    /// The text has no zone, so it names 24 or more different points in time.
    #[error("the time has no zone: add Z or an offset such as +09:00")]
    ZoneMissing,
    /// A field has a value no calendar has, such as month 13.
    #[error("no such date or time of day")]
    Range,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Time {
    /// From seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Time, TimeError> {
        let (year, ..) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        if !(1..=9999).contains(&year) {
            return Err(TimeError::Range);
        }
        Ok(Time { seconds, nanoseconds: 0 })
    }

    /// From the fields of a calendar date and a time of day in UTC. A leap second (`second` = 60) is refused:
    /// X.509 and RFC 3161 have none that anybody writes.
    ///
    /// # Errors
    /// [`TimeError::Range`] for a field that no calendar has.
    pub fn from_civil(
        year: i64,
        month: u32,
        day: u32,
        hour: u32,
        minute: u32,
        second: u32,
        nanoseconds: u32,
    ) -> Result<Time, TimeError> {
        let in_range = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60
            && nanoseconds < 1_000_000_000;
        if !in_range {
            return Err(TimeError::Range);
        }
        let of_day = i64::from(hour * 3600 + minute * 60 + second);
        Ok(Time { seconds: days_from_civil(year, month, day) * SECONDS_PER_DAY + of_day, nanoseconds })
    }

    /// From RFC 3339 text, `2022-09-07T08:08:01.197+09:00`. Upper-case `T` and `Z` only, the zone is required,
    /// up to 9 decimals of a second count (more are read and dropped). Also the grammar of `xs:dateTime`,
    /// with `24:00:00` read as the next day's beginning.
    ///
    /// # Errors
    /// See [`TimeError`].
    pub fn from_rfc3339(text: &str) -> Result<Time, TimeError> {
        let bytes = text.as_bytes();
        let number = |range: std::ops::Range<usize>| -> Result<u32, TimeError> {
            let digits = bytes.get(range).ok_or(TimeError::Grammar)?;
            digits.iter().try_fold(0u32, |sum, &digit| match digit {
                b'0'..=b'9' => Ok(sum * 10 + u32::from(digit - b'0')),
                _ => Err(TimeError::Grammar),
            })
        };
        let expect = |at: usize, byte: u8| match bytes.get(at) {
            Some(&found) if found == byte => Ok(()),
            _ => Err(TimeError::Grammar),
        };
        for (at, byte) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
            expect(at, byte)?;
        }
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        let (nanoseconds, zone_at) = fraction(bytes)?;
        let offset = zone_offset_seconds(bytes.get(zone_at..).unwrap_or_default(), &number, zone_at)?;
        let end_of_day = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
        let hour_of_day = if end_of_day { 0 } else { hour };
        let local = Time::from_civil(i64::from(year), month, day, hour_of_day, minute, second, nanoseconds)?;
        let shift = if end_of_day { SECONDS_PER_DAY } else { 0 } - offset;
        local.plus_seconds(shift).ok_or(TimeError::Range)
    }

    /// This time moved by `seconds`, or `None` outside the years 1 to 9999.
    pub fn plus_seconds(self, seconds: i64) -> Option<Time> {
        let moved = Time::from_unix_seconds(self.seconds.checked_add(seconds)?).ok()?;
        Some(Time { nanoseconds: self.nanoseconds, ..moved })
    }

    /// Date and time of day in UTC without a zone, decimals of seconds cut off: `2026-04-01T03:00:00`, in ASCII.
    pub fn date_and_time(self) -> [u8; 19] {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        // Reports are full of times; digits in place are several times as fast as six formatted numbers.
        let mut text = *b"0000-00-00T00:00:00";
        let (century, of_century) = (year / 100, year % 100);
        let pairs = [century, of_century, i64::from(month), i64::from(day), hour, minute, second];
        for (at, pair) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(pairs) {
            if let Some([tens, ones]) = text.get_mut(at..at + 2) {
                (*tens, *ones) = (b'0' + (pair / 10 % 10) as u8, b'0' + (pair % 10) as u8);
            }
        }
        text
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`Time::unix_seconds`], below 1,000,000,000.
    pub fn subsecond_nanoseconds(self) -> u32 {
        self.nanoseconds
    }
}

/// The decimals of a second that begin at octet 19, in nanoseconds, and where the zone begins.
fn fraction(bytes: &[u8]) -> Result<(u32, usize), TimeError> {
    if bytes.get(19) != Some(&b'.') {
        return Ok((0, 19));
    }
    let digits = bytes[20..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return Err(TimeError::Grammar);
    }
    let nanoseconds = (0..9).fold(0u32, |sum, index| {
        let digit = if index < digits { u32::from(bytes[20 + index] - b'0') } else { 0 };
        sum * 10 + digit
    });
    Ok((nanoseconds, 20 + digits))
}

fn zone_offset_seconds(
    zone: &[u8],
    number: &dyn Fn(std::ops::Range<usize>) -> Result<u32, TimeError>,
    at: usize,
) -> Result<i64, TimeError> {
    match zone {
        [] => Err(TimeError::ZoneMissing),
        [b'Z'] => Ok(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hours, minutes) = (number(at + 1..at + 3)?, number(at + 4..at + 6)?);
            // xs:dateTime allows ±14:00 and nothing beyond.
            if minutes > 59 || hours * 60 + minutes > 14 * 60 {
                return Err(TimeError::Range);
            }
            let seconds = i64::from(hours * 3600 + minutes * 60);
            Ok(if *sign == b'+' { seconds } else { -seconds })
        }
        _ => Err(TimeError::Grammar),
    }
}

/// RFC 3339 in UTC with as many decimals as needed: `2022-09-07T08:18:25.197Z`.
impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(std::str::from_utf8(&self.date_and_time()).unwrap_or_default())?;
        if self.nanoseconds != 0 {
            let decimals = format!("{:09}", self.nanoseconds);
            write!(formatter, ".{}", decimals.trim_end_matches('0'))?;
        }
        formatter.write_str("Z")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the date. Years are counted from March so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        for days in days_from_civil(1, 1, 1)..days_from_civil(2401, 1, 1) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
            assert!((1..=days_in_month(year, month)).contains(&day));
        }
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(days_from_civil(2000, 2, 29), 11_016);
    }

    #[test]
    fn zones_and_fractions_are_read() {
        let utc = Time::from_rfc3339("2022-09-07T08:18:25.197Z").unwrap();
        assert_eq!(utc, Time::from_rfc3339("2022-09-07T17:18:25.197+09:00").unwrap());
        assert_eq!(utc.to_string(), "2022-09-07T08:18:25.197Z");
        assert_eq!(utc.unix_seconds(), 1_662_538_705);
        let midnight = Time::from_rfc3339("2024-02-28T24:00:00Z").unwrap();
        assert_eq!(midnight.to_string(), "2024-02-29T00:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused_with_its_reason() {
        for (text, reason) in [
            ("2022-09-07T08:18:25", TimeError::ZoneMissing),
            ("2022-09-07T08:18:25.1", TimeError::ZoneMissing),
            ("2022-09-07t08:18:25Z", TimeError::Grammar),
            ("2022-09-07T08:18:25z", TimeError::Grammar),
            ("2022-09-07 08:18:25Z", TimeError::Grammar),
            ("2022-09-07T08:18:25.Z", TimeError::Grammar),
            ("2022-09-07T08:18Z", TimeError::Grammar),
            ("2022-09-07T08:18:25+0900", TimeError::Grammar),
            ("", TimeError::Grammar),
            ("2023-02-29T00:00:00Z", TimeError::Range),
            ("2022-13-01T00:00:00Z", TimeError::Range),
            ("2022-09-07T24:00:01Z", TimeError::Range),
            ("2022-09-07T08:18:60Z", TimeError::Range),
            ("2022-09-07T08:18:25+14:01", TimeError::Range),
            ("0000-01-01T00:00:00Z", TimeError::Range),
            ("0001-01-01T00:00:00+09:00", TimeError::Range),
        ] {
            assert_eq!(Time::from_rfc3339(text), Err(reason), "{text}");
        }
    }
}
