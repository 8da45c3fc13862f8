//! Which algorithms are acceptable, and until when.
//!
//! The default is today's consensus (CRYPTREC, NIST SP 800-131A, ETSI TS 119 312): the SHA-2 family from 256 bits,
//! RSA from 2048 bits. Dates can be set earlier by the caller; what the default refuses stays refused.

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::time::Time;

/// Until when an algorithm is acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// No end is set.
    NoEnd,
    /// Up to and including this time.
    Until(Time),
    /// Never.
    Never,
}

/// The table of acceptable digests. Sizes of keys are checked where keys are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmPolicy {
    digests: [Acceptance; DigestAlgorithm::ALL.len()],
}

/// An algorithm that the policy does not accept at the time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmRefused {
    /// Never acceptable.
    #[error("{algorithm} is not acceptable")]
    Never {
        /// The name of the algorithm.
        algorithm: String,
    },
    /// Not any more.
    #[error("{algorithm} was acceptable until {until}")]
    Expired {
        /// The name of the algorithm.
        algorithm: String,
        /// The last moment.
        until: Time,
    },
}

impl Default for AlgorithmPolicy {
    fn default() -> Self {
        let acceptance = |digest: DigestAlgorithm| match digest.is_acceptable() {
            true => Acceptance::NoEnd,
            false => Acceptance::Never,
        };
        AlgorithmPolicy { digests: DigestAlgorithm::ALL.map(acceptance) }
    }
}

impl AlgorithmPolicy {
    /// Sets an end for a digest and every signature made with it. An algorithm that is never acceptable stays so.
    #[must_use]
    pub fn with_end(mut self, digest: DigestAlgorithm, until: Time) -> AlgorithmPolicy {
        for (known, acceptance) in DigestAlgorithm::ALL.iter().zip(&mut self.digests) {
            if *known == digest && *acceptance != Acceptance::Never {
                *acceptance = Acceptance::Until(until);
            }
        }
        self
    }

    /// Until when a digest is acceptable.
    pub fn acceptance(&self, digest: DigestAlgorithm) -> Acceptance {
        let rows = DigestAlgorithm::ALL.iter().zip(&self.digests);
        rows.filter(|(known, _)| **known == digest).map(|(_, row)| *row).next().unwrap_or(Acceptance::Never)
    }

    /// Whether a digest is acceptable at a time.
    ///
    /// # Errors
    /// [`AlgorithmRefused`] with the reason.
    pub fn check_digest(&self, digest: DigestAlgorithm, at: Time) -> Result<(), AlgorithmRefused> {
        match self.acceptance(digest) {
            Acceptance::NoEnd => Ok(()),
            Acceptance::Until(until) if at <= until => Ok(()),
            Acceptance::Until(until) => {
                Err(AlgorithmRefused::Expired { algorithm: digest.name().to_owned(), until })
            }
            Acceptance::Never => Err(AlgorithmRefused::Never { algorithm: digest.name().to_owned() }),
        }
    }

    /// Whether a signature algorithm is acceptable at a time: an RSA or ECDSA one all of whose digests are.
    ///
    /// # Errors
    /// [`AlgorithmRefused`] with the reason.
    pub fn check_signature(&self, algorithm: &SignatureAlgorithm, at: Time) -> Result<(), AlgorithmRefused> {
        match algorithm {
            SignatureAlgorithm::RsaPkcs1(digest) | SignatureAlgorithm::Ecdsa(digest) => {
                self.check_digest(*digest, at)
            }
            SignatureAlgorithm::RsaPss(parameters) => {
                self.check_digest(parameters.digest, at)?;
                self.check_digest(parameters.mask_digest, at)
            }
            other => Err(AlgorithmRefused::Never { algorithm: other.to_string() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_algorithms_are_never_acceptable_and_cannot_be_given_a_date() {
        let now = Time::from_rfc3339("2026-11-21T00:00:00Z").unwrap();
        let policy = AlgorithmPolicy::default().with_end(DigestAlgorithm::Sha1, now);
        for digest in [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha224] {
            assert!(policy.check_digest(digest, now).is_err());
            assert!(policy.check_signature(&SignatureAlgorithm::RsaPkcs1(digest), now).is_err());
        }
        assert!(policy.check_signature(&SignatureAlgorithm::Dsa(DigestAlgorithm::Sha256), now).is_err());
        assert!(policy.check_signature(&SignatureAlgorithm::Hmac(DigestAlgorithm::Sha256), now).is_err());
    }

    #[test]
    fn an_end_is_inclusive() {
        let end = Time::from_rfc3339("2030-12-31T23:59:59Z").unwrap();
        let policy = AlgorithmPolicy::default().with_end(DigestAlgorithm::Sha256, end);
        let signature = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        assert_eq!(policy.check_signature(&signature, end), Ok(()));
        let after = end.plus_seconds(1).unwrap();
        assert!(matches!(policy.check_signature(&signature, after), Err(AlgorithmRefused::Expired { .. })));
        assert_eq!(policy.check_digest(DigestAlgorithm::Sha384, after), Ok(()));
    }
}
