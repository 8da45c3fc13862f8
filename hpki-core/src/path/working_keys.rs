//! working_public_key with working_public_key_parameters (RFC 5280, 6.1.2 (g) to (i)) of keys that leave the parameters to
//! those above them.

use std::cell::OnceCell;

use crate::key::SubjectPublicKeyInfo;

/// Keys with parameters remembered in one validation. Every one stands in a certificate that was verified with the key it
/// inherits from, so nobody but the CAs of paths can add any; they have one or two.
const KEYS: usize = 64;

/// DSA keys with the parameters that they inherit on a path. Each combination is kept at one place as long as the validation
/// lasts, so that it stands for itself wherever keys are told apart by their place.
#[derive(Debug, Default)]
pub(super) struct WorkingKeys {
    keys: OnceCell<Box<[OnceCell<SubjectPublicKeyInfo>]>>,
}

impl WorkingKeys {
    /// A key without parameters with those of its issuer, whose own are complete; the key as it is where the issuer has none
    /// to give. `None` where there is no room left.
    pub(super) fn complete<'a>(
        &'a self,
        key: &'a SubjectPublicKeyInfo,
        issuer: &SubjectPublicKeyInfo,
    ) -> Option<&'a SubjectPublicKeyInfo> {
        let Some(complete) = key.with_dsa_parameters_of(issuer) else { return Some(key) };
        let keys = self.keys.get_or_init(|| (0..KEYS).map(|_| OnceCell::new()).collect());
        keys.iter().map(|kept| kept.get_or_init(|| complete.clone())).find(|kept| **kept == complete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oid;
    use crate::test_der::{identifier, rsa_key, sequence, value};

    fn dsa_key(parameters: &[u8]) -> SubjectPublicKeyInfo {
        let algorithm = sequence(&[identifier(oid::DSA), parameters.to_vec()]);
        SubjectPublicKeyInfo::from_der(&sequence(&[algorithm, value(0x03, &[0, 0x02, 0x01, 0x05])])).unwrap()
    }

    #[test]
    fn each_combination_stands_at_one_place() {
        let working_keys = WorkingKeys::default();
        let bare = dsa_key(&[]);
        let issuer = |number: u8| dsa_key(&sequence(&[value(0x02, &[number])]));
        let place = |number| working_keys.complete(&bare, &issuer(number)).map(std::ptr::from_ref);
        let first = place(0).unwrap();
        let others: Vec<_> = (1..KEYS as u8).map(|number| place(number).unwrap()).collect();
        assert!(!others.contains(&first) && place(0) == Some(first));
        assert_eq!(place(KEYS as u8), None, "no room is left");
        let rsa = SubjectPublicKeyInfo::from_der(&rsa_key()).unwrap();
        for nothing in [&rsa, &bare] {
            assert_eq!(working_keys.complete(&bare, nothing), Some(&bare));
        }
    }
}
