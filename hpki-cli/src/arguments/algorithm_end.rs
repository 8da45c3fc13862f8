//! `--algorithm-end DIGEST=TIME`

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::time::Time;

use crate::usage::{self, BadValue};

/// Until when a digest is acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmEnd {
    pub(crate) digest: DigestAlgorithm,
    /// The last moment.
    pub(crate) until: Time,
}

/// Reads `sha256=2030-12-31T23:59:59Z`. Reports write SHA-256, so that is understood as well.
pub(super) fn parse(text: &str) -> Result<AlgorithmEnd, BadValue> {
    let (name, until) = text.split_once('=').ok_or(BadValue(&usage::NOT_AN_ALGORITHM_END))?;
    let known = |digest: &DigestAlgorithm| digest.name() == name || word(*digest) == name;
    let digest = DigestAlgorithm::ALL.into_iter().find(known).ok_or(BadValue(&usage::UNKNOWN_DIGEST))?;
    if !digest.is_acceptable() {
        return Err(BadValue(&usage::DIGEST_NEVER_ACCEPTABLE));
    }
    Ok(AlgorithmEnd { digest, until: super::time(until)? })
}

/// As on the command line: `sha256`.
fn word(digest: DigestAlgorithm) -> String {
    digest.name().replace('-', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_and_a_time_with_a_zone() {
        let end = parse("sha256=2030-12-31T23:59:59+09:00").unwrap();
        assert_eq!(end.digest, DigestAlgorithm::Sha256);
        assert_eq!(end.until, Time::from_rfc3339("2030-12-31T14:59:59Z").unwrap());
        assert_eq!(parse("SHA-256=2030-12-31T14:59:59Z").unwrap(), end);
        assert_eq!(parse("sha512=2030-12-31T14:59:59Z").unwrap().digest, DigestAlgorithm::Sha512);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_own_code() {
        for (text, id) in [
            ("", "usage::not-an-algorithm-end"),
            ("sha256", "usage::not-an-algorithm-end"),
            ("2030-12-31T23:59:59Z", "usage::not-an-algorithm-end"),
            ("=2030-12-31T23:59:59Z", "usage::unknown-digest"),
            ("sha3-256=2030-12-31T23:59:59Z", "usage::unknown-digest"),
            ("Sha256=2030-12-31T23:59:59Z", "usage::unknown-digest"),
            ("sha1=2030-12-31T23:59:59Z", "usage::digest-never-acceptable"),
            ("md5=2030-12-31T23:59:59Z", "usage::digest-never-acceptable"),
            ("SHA-224=2030-12-31T23:59:59Z", "usage::digest-never-acceptable"),
            ("sha256=", "usage::not-a-time"),
            ("sha256=2030-13-31T23:59:59Z", "usage::not-a-time"),
            ("sha256=2030-12-31", "usage::not-a-time"),
            ("sha256=2030-12-31T23:59:59", "usage::time-without-zone"),
        ] {
            assert_eq!(parse(text).unwrap_err().0.id, id, "{text}");
        }
    }
}
