//! Digests.

use std::fmt;

use crate::algorithm::DigestAlgorithm;
use crate::backend;

/// A digest value, up to 64 octets.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    octets: [u8; 64],
}

/// A running digest.
#[derive(Clone)]
pub struct Digester {
    algorithm: DigestAlgorithm,
    context: backend::Context,
}

/// This build has no implementation of a digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{algorithm} is not supported by this build ({})", backend::NAME)]
pub struct UnsupportedDigest {
    /// The algorithm.
    pub algorithm: DigestAlgorithm,
}

impl Digester {
    /// Begins a digest. Weak algorithms are computed too where the library has them (a SHA-1 in an old time-stamp
    /// still identifies a certificate); whether one may count is a matter of policy.
    ///
    /// # Errors
    /// Where this build does not have the algorithm.
    pub fn new(algorithm: DigestAlgorithm) -> Result<Digester, UnsupportedDigest> {
        let context = backend::Context::new(algorithm).ok_or(UnsupportedDigest { algorithm })?;
        Ok(Digester { algorithm, context })
    }

    /// Adds octets.
    pub fn update(&mut self, octets: &[u8]) {
        self.context.update(octets);
    }

    /// The digest of everything added.
    pub fn finish(self) -> Digest {
        Digest::new(self.algorithm, self.context.finish().as_ref())
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digester({})", self.algorithm)
    }
}

/// The digest of octets at hand.
///
/// # Errors
/// Where this build does not have the algorithm.
pub fn digest(algorithm: DigestAlgorithm, octets: &[u8]) -> Result<Digest, UnsupportedDigest> {
    let value = backend::digest(algorithm, octets).ok_or(UnsupportedDigest { algorithm })?;
    Ok(Digest::new(algorithm, value.as_ref()))
}

/// SHA-256, which every build has.
pub(crate) fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut value = [0; 32];
    value.copy_from_slice(backend::sha256(octets).as_ref());
    value
}

/// The first octets of messages that begin alike, digested once for all of them.
#[derive(Clone)]
pub struct CommonBeginning {
    octets: Vec<u8>,
    begun: Digester,
}

impl CommonBeginning {
    /// Digests the octets that messages have in common.
    ///
    /// # Errors
    /// Where this build does not have the algorithm.
    pub fn new(
        algorithm: DigestAlgorithm,
        octets: impl Into<Vec<u8>>,
    ) -> Result<CommonBeginning, UnsupportedDigest> {
        let (octets, mut begun) = (octets.into(), Digester::new(algorithm)?);
        begun.update(&octets);
        Ok(CommonBeginning { octets, begun })
    }

    /// The digest of a whole message; `None` if it begins otherwise.
    pub fn digest(&self, message: &[u8]) -> Option<Digest> {
        let rest = message.strip_prefix(self.octets.as_slice())?;
        let mut digester = self.begun.clone();
        digester.update(rest);
        Some(digester.finish())
    }

    /// The algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.begun.algorithm
    }
}

impl fmt::Debug for CommonBeginning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CommonBeginning({}, {} octets)", self.begun.algorithm, self.octets.len())
    }
}

impl Digest {
    fn new(algorithm: DigestAlgorithm, value: &[u8]) -> Digest {
        let mut octets = [0; 64];
        for (to, from) in octets.iter_mut().zip(value) {
            *to = *from;
        }
        Digest { algorithm, octets }
    }

    /// A digest that was computed elsewhere; `None` for octets of another length than the algorithm's.
    pub fn from_value(algorithm: DigestAlgorithm, value: &[u8]) -> Option<Digest> {
        (value.len() == algorithm.length()).then(|| Digest::new(algorithm, value))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.octets.get(..self.algorithm.length()).unwrap_or_default()
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().iter().try_for_each(|octet| write!(formatter, "{octet:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {self}", self.algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 examples and RFC 1321: the digest of "abc".
    const ABC: [(DigestAlgorithm, &str); 4] = [
        (DigestAlgorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (DigestAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            DigestAlgorithm::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            DigestAlgorithm::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
             454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ];

    #[test]
    fn digests_are_those_of_the_standard_in_one_piece_and_in_three() {
        for (algorithm, expected) in ABC {
            assert_eq!(digest(algorithm, b"abc").unwrap().to_string(), expected);
            let mut digester = Digester::new(algorithm).unwrap();
            [b"a", b"b", b"c"].into_iter().for_each(|octet| digester.update(octet));
            let whole = digester.finish();
            assert_eq!((whole.to_string().as_str(), whole.as_ref().len()), (expected, algorithm.length()));
        }
        assert_eq!(sha256(b"abc").as_slice(), digest(DigestAlgorithm::Sha256, b"abc").unwrap().as_ref());
    }

    #[test]
    fn messages_that_begin_alike_have_the_digests_of_the_whole() {
        for (algorithm, _) in ABC {
            for beginning in ["", "a", "abc", &"x".repeat(200)] {
                let common = CommonBeginning::new(algorithm, beginning).unwrap();
                for rest in ["", "b", &"y".repeat(300)] {
                    let message = format!("{beginning}{rest}");
                    let whole = digest(algorithm, message.as_bytes()).unwrap();
                    assert_eq!(common.digest(message.as_bytes()), Some(whole));
                }
            }
        }
        let common = CommonBeginning::new(DigestAlgorithm::Sha256, "abc").unwrap();
        assert_eq!((common.digest(b"ab"), common.digest(b"abd"), common.digest(b"")), (None, None, None));
    }

    #[test]
    fn md5_is_a_precise_refusal() {
        let refusal = digest(DigestAlgorithm::Md5, b"abc").unwrap_err();
        assert_eq!(refusal, UnsupportedDigest { algorithm: DigestAlgorithm::Md5 });
        assert!(refusal.to_string().starts_with("MD5 is not supported by this build"));
    }
}
