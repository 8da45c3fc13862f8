//! The parameters of DSA keys, which a certificate may leave to that of its issuer (RFC 3279, 2.3.2; RFC 5280, 6.1.4 (d)
//! to (f)).
//!
//! ```asn1
//! Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }
//! ```

use crate::algorithm::AlgorithmIdentifier;
use crate::der::{Element, Reader, Tag};
use crate::key::{KeyKind, SubjectPublicKeyInfo};
use crate::oid;

impl SubjectPublicKeyInfo {
    /// The parameters of a DSA key, whatever they are; `None` where there are none ("null parameters or parameters are
    /// omitted", RFC 5280, 6.1.4 (e)), and for keys of another kind.
    pub(crate) fn dsa_parameters(&self) -> Option<Element<'_>> {
        let parameters = self.dsa_algorithm()?.parameters;
        parameters.filter(|parameters| parameters.tag() != Tag::NULL)
    }

    /// Whether this is a DSA key that has no parameters of its own.
    pub(crate) fn lacks_dsa_parameters(&self) -> bool {
        *self.kind() == KeyKind::Other(oid::DSA) && self.dsa_parameters().is_none()
    }

    /// This key with the parameters of its issuer's, both being DSA keys; `None` where the issuer has none to give.
    pub(crate) fn with_dsa_parameters_of(
        &self,
        issuer: &SubjectPublicKeyInfo,
    ) -> Option<SubjectPublicKeyInfo> {
        let parameters = issuer.dsa_parameters()?;
        let own = self.dsa_algorithm()?;
        let identifier = value(Tag::OBJECT_IDENTIFIER, &[own.algorithm.as_octets()])?;
        let algorithm = value(Tag::SEQUENCE, &[&identifier, parameters.der()])?;
        let key = value(Tag::BIT_STRING, &[&[0], self.subject_public_key()])?;
        SubjectPublicKeyInfo::from_der(&value(Tag::SEQUENCE, &[&algorithm, &key])?).ok()
    }

    fn dsa_algorithm(&self) -> Option<AlgorithmIdentifier<'_>> {
        let mut fields = Reader::new(self.as_der()).sequence().ok()?;
        AlgorithmIdentifier::read(&mut fields).ok().filter(|identifier| identifier.algorithm == oid::DSA)
    }
}

/// A DER value; `None` from 64 KiB, which no key of this kind has.
fn value(tag: Tag, content: &[&[u8]]) -> Option<Vec<u8>> {
    let content = content.concat();
    let [high, low] = u16::try_from(content.len()).ok()?.to_be_bytes();
    let mut der = match (high, low) {
        (0, ..=0x7f) => vec![tag.0, low],
        (0, _) => vec![tag.0, 0x81, low],
        _ => vec![tag.0, 0x82, high, low],
    };
    der.extend(content);
    Some(der)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_der::{identifier, rsa_key, sequence, value};

    fn dsa_key(parameters: &[u8]) -> SubjectPublicKeyInfo {
        let algorithm = sequence(&[identifier(oid::DSA), parameters.to_vec()]);
        let key = value(0x03, &[&[0][..], &value(0x02, &[5; 200])].concat());
        SubjectPublicKeyInfo::from_der(&sequence(&[algorithm, key])).unwrap()
    }

    #[test]
    fn a_key_without_parameters_takes_those_of_a_key_that_has_some() {
        let parameters = sequence(&[value(0x02, &[7; 128]), value(0x02, &[3; 20]), value(0x02, &[2; 128])]);
        let whole = dsa_key(&parameters);
        assert!(!whole.lacks_dsa_parameters());
        for absent in [&[][..], &[0x05, 0x00]] {
            let bare = dsa_key(absent);
            assert!(bare.lacks_dsa_parameters());
            let complete = bare.with_dsa_parameters_of(&whole).unwrap();
            assert_eq!(complete.as_der(), whole.as_der());
            assert_eq!(bare.with_dsa_parameters_of(&bare), None);
        }
    }

    #[test]
    fn keys_of_other_kinds_neither_take_nor_give() {
        let rsa = SubjectPublicKeyInfo::from_der(&rsa_key()).unwrap();
        let bare = dsa_key(&[]);
        assert!(!rsa.lacks_dsa_parameters() && rsa.dsa_parameters().is_none());
        assert_eq!(bare.with_dsa_parameters_of(&rsa), None);
        assert_eq!(rsa.with_dsa_parameters_of(&dsa_key(&sequence(&[]))), None);
    }

    #[test]
    fn what_is_too_long_for_a_key_is_not_one() {
        let bare = dsa_key(&[]);
        let long = dsa_key(&sequence(&[value(0x02, &[7; 65_530])]));
        assert_eq!(bare.with_dsa_parameters_of(&long), None);
        let fits = dsa_key(&sequence(&[value(0x02, &[7; 60_000])]));
        assert_eq!(bare.with_dsa_parameters_of(&fits), Some(fits));
    }
}
