//! For which times a list counts.

use std::fmt;

use crate::time::Time;

/// Why a list counts for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FreshnessRule {
    /// thisUpdate ≤ time ≤ nextUpdate.
    CoversTime,
    /// Issued after the time, while the certificate was still within its validity. (Lists may drop certificates
    /// that have expired, so a list issued after that says nothing.)
    IssuedLater,
}

impl fmt::Display for FreshnessRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            FreshnessRule::CoversTime => "covers the time",
            FreshnessRule::IssuedLater => "issued after the time",
        })
    }
}

/// Why a list does not count for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotFresh {
    /// RFC 5280 wants a nextUpdate in every list; one without could be shown for ever.
    NoNextUpdate,
    NextBeforeThis,
    /// nextUpdate lies before the time.
    Outdated,
    /// Issued after the time and after the certificate expired.
    AfterExpiry,
}

impl fmt::Display for NotFresh {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            NotFresh::NoNextUpdate => "it has no nextUpdate",
            NotFresh::NextBeforeThis => "its nextUpdate is before its thisUpdate",
            NotFresh::Outdated => "its nextUpdate is before the time",
            NotFresh::AfterExpiry => "it was issued after the certificate had expired",
        })
    }
}

/// Whether a list with these times counts for a certificate at `at`. Both ends are inclusive, to the second.
pub(super) fn freshness(
    this_update: Time,
    next_update: Option<Time>,
    at: Time,
    certificate_not_after: Time,
) -> Result<FreshnessRule, NotFresh> {
    let next_update = next_update.ok_or(NotFresh::NoNextUpdate)?;
    if next_update < this_update {
        return Err(NotFresh::NextBeforeThis);
    }
    let at = at.unix_seconds();
    if this_update.unix_seconds() <= at {
        return match at <= next_update.unix_seconds() {
            true => Ok(FreshnessRule::CoversTime),
            false => Err(NotFresh::Outdated),
        };
    }
    match this_update <= certificate_not_after {
        true => Ok(FreshnessRule::IssuedLater),
        false => Err(NotFresh::AfterExpiry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::from_rfc3339(text).unwrap()
    }

    #[test]
    fn a_list_counts_from_this_update_to_next_update_and_later_ones_until_the_certificate_expires() {
        let (this, next) = (time("2022-09-06T18:00:00Z"), time("2022-09-10T18:00:00Z"));
        let expiry = time("2023-01-31T14:59:59Z");
        for (at, expected) in [
            ("2022-09-06T18:00:00Z", Ok(FreshnessRule::CoversTime)),
            ("2022-09-07T08:18:25.197Z", Ok(FreshnessRule::CoversTime)),
            ("2022-09-10T18:00:00.999Z", Ok(FreshnessRule::CoversTime)),
            ("2022-09-10T18:00:01Z", Err(NotFresh::Outdated)),
            ("2022-09-06T17:59:59.999Z", Ok(FreshnessRule::IssuedLater)),
        ] {
            assert_eq!(freshness(this, Some(next), time(at), expiry), expected, "{at}");
        }
        let early = time("2022-09-01T00:00:00Z");
        assert_eq!(freshness(this, Some(next), early, early), Err(NotFresh::AfterExpiry));
        assert_eq!(freshness(this, None, this, expiry), Err(NotFresh::NoNextUpdate));
        assert_eq!(freshness(next, Some(this), this, expiry), Err(NotFresh::NextBeforeThis));
    }
}
