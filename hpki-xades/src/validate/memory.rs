//! Certificates and revocation lists that were read before. Reading is a function of the octets alone, so to remember
//! its result changes nothing but the cost: no trust, no time and no verdict is kept here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hpki_core::certificate::{Certificate, CertificateError};
use hpki_core::crl::{CertificateList, CrlError};

/// Certificates kept: those of a hospital's doctors with all CAs and time-stamp authorities, in about 2 MiB.
const CERTIFICATES: usize = 512;
/// Revocation lists kept, each up to [`LARGEST_LIST`].
const LISTS: usize = 32;
/// A larger list is read each time rather than kept: it would hold its memory for good.
const LARGEST_LIST: usize = 1 << 20;

/// Values read from octets, found again by those octets.
pub(super) struct Memory {
    certificates: Mutex<HashMap<Key, Certificate>>,
    lists: Mutex<HashMap<Key, CertificateList>>,
}

/// Length and last octets, which are those of a signature value. It only finds a candidate; all octets are compared.
type Key = (usize, [u8; 16]);

impl Memory {
    pub(super) fn new() -> Memory {
        Memory { certificates: Mutex::default(), lists: Mutex::default() }
    }

    /// The certificate with these octets.
    pub(super) fn certificate(&self, der: &[u8]) -> Result<Certificate, CertificateError> {
        let read = || Certificate::from_der(der);
        recall(&self.certificates, CERTIFICATES, der, Certificate::as_der, read)
    }

    /// The revocation list with these octets.
    pub(super) fn certificate_list(&self, der: &[u8]) -> Result<CertificateList, CrlError> {
        if der.len() > LARGEST_LIST {
            return CertificateList::from_der(der);
        }
        let read = || CertificateList::from_der(der);
        recall(&self.lists, LISTS, der, CertificateList::as_der, read)
    }
}

fn recall<T: Clone, E>(
    known: &Mutex<HashMap<Key, T>>,
    capacity: usize,
    der: &[u8],
    octets_of: impl Fn(&T) -> &[u8],
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let Some(&last) = der.last_chunk::<16>() else { return read() };
    let key = (der.len(), last);
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(value) = lock().get(&key).filter(|value| octets_of(value) == der) {
        return Ok(value.clone());
    }
    let value = read()?;
    let mut known = lock();
    // Forgetting everything at once is rare, and cheaper than keeping the order in which values were used.
    if known.len() >= capacity {
        known.clear();
    }
    known.insert(key, value.clone());
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recalled_has_the_same_octets() {
        let known: Mutex<HashMap<Key, Vec<u8>>> = Mutex::default();
        let reads = std::cell::Cell::new(0);
        let recalled = |der: &[u8]| {
            let read = || -> Result<Vec<u8>, ()> {
                reads.set(reads.get() + 1);
                Ok(der.to_vec())
            };
            recall(&known, 2, der, |value| value.as_slice(), read).unwrap()
        };
        let (one, same_key) = ([1; 40], [[2; 24].as_slice(), &[1; 16]].concat());
        for der in [one.as_slice(), &one, &same_key, &one] {
            assert_eq!(recalled(der), der);
        }
        assert_eq!(reads.get(), 3, "the second look-up alone is answered from memory");
        for last in 0..10 {
            assert_eq!(recalled(&[last; 20]), [last; 20]);
            assert!(known.lock().unwrap().len() <= 2);
        }
        assert_eq!(recalled(&[1]), [1], "too short for a key");
    }
}
