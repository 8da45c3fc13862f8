//! Identifiers of the parts of a signature. Real signers draw eight hexadecimal digits for each; here they come out
//! of a digest over the certificate and, where a document can have several signatures, over when and what it signs. So
//! the same preparation always gives the same octets, and no source of randomness is needed. That they are unique in the
//! document is checked, not hoped for.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{Digester, UnsupportedDigest};

/// The parts that have an Id, numbered.
#[derive(Clone, Copy)]
pub(super) enum Part {
    SignedInfo,
    SignatureValue,
    KeyInfo,
    QualifyingProperties,
    SignedProperties,
    Signature,
    Manifest,
    Object,
    /// A Reference of SignedInfo, from 1.
    Reference(usize),
}

impl Part {
    fn number(self) -> usize {
        match self {
            Part::SignedInfo => 0,
            Part::SignatureValue => 1,
            Part::KeyInfo => 2,
            Part::QualifyingProperties => 3,
            Part::SignedProperties => 4,
            Part::Signature | Part::Reference(1) => 5,
            Part::Manifest | Part::Reference(2) => 6,
            Part::Object | Part::Reference(_) => 7,
        }
    }
}

/// Where the identifiers of one signature come from.
#[derive(Clone, Copy)]
pub(super) struct Identity([u8; 32]);

impl Identity {
    /// From the certificate's SHA-256 and whatever else tells signatures of one document apart. `salt` is 0, and more
    /// where the document happens to have one of the identifiers already.
    pub(super) fn new(
        certificate: &[u8; 32],
        others: &[&[u8]],
        salt: u8,
    ) -> Result<Identity, UnsupportedDigest> {
        let mut digester = Digester::new(DigestAlgorithm::Sha256)?;
        digester.update(&[salt]);
        digester.update(certificate);
        for octets in others {
            digester.update(&(octets.len() as u64).to_be_bytes());
            digester.update(octets);
        }
        let mut seed = [0; 32];
        seed.copy_from_slice(digester.finish().as_ref());
        Ok(Identity(seed))
    }

    /// `id` and eight hexadecimal digits, then `-` and the name of the part, as the real documents have it.
    pub(super) fn of(&self, part: Part, name: &str) -> String {
        let at = part.number() * 4;
        let mut id = String::with_capacity(11 + name.len());
        id.push_str("id");
        for octet in self.0.get(at..at + 4).unwrap_or_default() {
            for digit in [octet >> 4, octet & 0xf] {
                id.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        id.push('-');
        id.push_str(name);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_stable_and_differ_with_everything_they_are_made_of() {
        let id = |certificate: [u8; 32], others: &[&[u8]], salt| {
            let identity = Identity::new(&certificate, others, salt).unwrap();
            identity.of(Part::KeyInfo, "KeyInfo")
        };
        let one = id([1; 32], &[b"ab", b"c"], 0);
        assert_eq!(one, id([1; 32], &[b"ab", b"c"], 0));
        assert!(one.starts_with("id") && one.ends_with("-KeyInfo") && one.len() == 18, "{one}");
        for other in
            [id([2; 32], &[b"ab", b"c"], 0), id([1; 32], &[b"a", b"bc"], 0), id([1; 32], &[b"ab", b"c"], 1)]
        {
            assert_ne!(one, other);
        }
    }
}
