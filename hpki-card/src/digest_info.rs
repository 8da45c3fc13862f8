//! DigestInfo (RFC 8017, 9.2): what a card with only `CKM_RSA_PKCS` is given to sign.
//!
//! ```text
//! DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier { …, NULL }, digest OCTET STRING }
//! ```

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::Digest;

/// The octets before the digest, as RFC 8017 lists them; `None` for digests that no document is signed with.
pub(crate) fn prefix(algorithm: DigestAlgorithm) -> Option<[u8; 19]> {
    let (arc, whole, length) = match algorithm {
        DigestAlgorithm::Sha256 => (1, 0x31, 32),
        DigestAlgorithm::Sha384 => (2, 0x41, 48),
        DigestAlgorithm::Sha512 => (3, 0x51, 64),
        _ => return None,
    };
    Some([
        0x30, whole, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc, 0x05, 0x00,
        0x04, length,
    ])
}

/// The DigestInfo of a digest.
pub(crate) fn digest_info(digest: &Digest) -> Option<Vec<u8>> {
    Some([&prefix(digest.algorithm())?, digest.as_ref()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hpki_core::crypto::digest;

    #[test]
    fn lengths_are_those_of_the_digest() {
        for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            let info = digest_info(&digest(algorithm, b"abc").unwrap()).unwrap();
            assert_eq!(info.len(), 19 + algorithm.length());
            assert_eq!(usize::from(info[1]), info.len() - 2);
            assert_eq!(usize::from(info[18]), algorithm.length());
        }
        assert!(prefix(DigestAlgorithm::Sha1).is_none());
    }
}
