//! What was verified once need not be verified again.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, SignatureAlgorithm};
use crate::crypto::{Digester, SignatureError, verify_signature};
use crate::key::SubjectPublicKeyInfo;
use crate::octets::Octets;

/// Remembers facts of the kind "this signature over these octets verifies with this key", and nothing else: no path,
/// no time, no revocation, and no failure. Safe to share between threads; bounded.
///
/// A fact is held as the SHA-256 of algorithm, key, octets and signature, each with its length before it, so that no
/// two facts share a form; facts about certificates are held as their octets. Of the last `capacity` facts at least half
/// are kept, and at most 512 about certificates.
pub struct VerifiedSignatureCache {
    generations: Mutex<Generations>,
    certificates: Mutex<HashMap<Place, VerifiedCertificate>>,
    capacity_of_generation: usize,
}

/// Where a verified certificate is found: its last octets, which are those of its signature.
type Place = [u8; 16];

/// A certificate and the key that it verifies with, compared octet by octet: what a digest of both would cost is more than
/// this memory is worth to a verifier that is used once.
struct VerifiedCertificate {
    certificate: Octets,
    key: Octets,
}

/// Certificates kept at most: each holds its octets, one or two KiB.
const CERTIFICATES: usize = 512;

/// The SHA-256 of one signature with all it was made of; or that of a list or response, and that of the key it verifies
/// with.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fact {
    Signature([u8; 32]),
    Object { object: [u8; 32], key: [u8; 32] },
}

/// Two sets: when the younger one is full it becomes the older, and the older is forgotten.
#[derive(Default)]
struct Generations {
    younger: HashSet<Fact>,
    older: HashSet<Fact>,
}

impl VerifiedSignatureCache {
    /// A cache of at most `capacity` facts, about 80 octets each, and one or two KiB for a certificate. With 0 nothing is
    /// remembered.
    pub fn new(capacity: usize) -> VerifiedSignatureCache {
        VerifiedSignatureCache {
            generations: Mutex::default(),
            certificates: Mutex::default(),
            capacity_of_generation: capacity / 2,
        }
    }

    /// [`verify_signature`], unless the cache knows the answer to be yes.
    ///
    /// # Errors
    /// [`SignatureError`]: refused before it was looked at, or wrong. Failures are not remembered.
    pub fn verify_signature(
        &self,
        algorithm: &SignatureAlgorithm,
        encoding: EcdsaEncoding,
        key: &SubjectPublicKeyInfo,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let Some(fact) = fact(algorithm, encoding, key, message, signature) else {
            return verify_signature(algorithm, encoding, key, message, signature);
        };
        if self.lock().contains(&fact, self.capacity_of_generation) {
            return Ok(());
        }
        verify_signature(algorithm, encoding, key, message, signature)?;
        self.lock().insert(fact, self.capacity_of_generation);
        Ok(())
    }

    /// Whether a certificate verifies with a key: known, or found by `verify` now.
    pub(crate) fn verify_certificate(
        &self,
        certificate: &Octets,
        key: &Octets,
        verify: impl FnOnce() -> Result<(), SignatureError>,
    ) -> Result<(), SignatureError> {
        let Some(&place) = certificate.last_chunk() else { return verify() };
        let lock = || self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
        if lock().get(&place).is_some_and(|known| known.certificate == *certificate && known.key == *key) {
            return Ok(());
        }
        verify()?;
        let mut certificates = lock();
        let capacity = CERTIFICATES.min(self.capacity_of_generation);
        // Forgetting everything at once is rare, and cheaper than keeping an order.
        if certificates.len() >= capacity {
            certificates.clear();
        }
        if capacity > 0 {
            certificates
                .insert(place, VerifiedCertificate { certificate: certificate.clone(), key: key.clone() });
        }
        Ok(())
    }

    /// Whether a revocation list or an OCSP response verifies with a key: known, or found by `verify` now. Both are named by
    /// the SHA-256 of their DER, which they remember themselves: a known fact costs no digest.
    pub(crate) fn verify_object(
        &self,
        object: [u8; 32],
        key: [u8; 32],
        verify: impl FnOnce() -> Result<(), SignatureError>,
    ) -> Result<(), SignatureError> {
        let fact = Fact::Object { object, key };
        if self.lock().contains(&fact, self.capacity_of_generation) {
            return Ok(());
        }
        verify()?;
        self.lock().insert(fact, self.capacity_of_generation);
        Ok(())
    }

    /// How many facts are held.
    pub fn len(&self) -> usize {
        let certificates = self.certificates.lock().unwrap_or_else(PoisonError::into_inner).len();
        let generations = self.lock();
        certificates + generations.younger.len() + generations.older.len()
    }

    /// Whether no facts are held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A thread that panicked while it held the lock left a set of true facts behind.
    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn contains(&mut self, fact: &Fact, capacity: usize) -> bool {
        if self.younger.contains(fact) {
            return true;
        }
        let known = self.older.remove(fact);
        if known {
            self.insert(*fact, capacity);
        }
        known
    }

    fn insert(&mut self, fact: Fact, capacity: usize) {
        if capacity == 0 {
            return;
        }
        if self.younger.len() >= capacity {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(fact);
    }
}

/// `None` where SHA-256 is missing, which no build is.
fn fact(
    algorithm: &SignatureAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: &[u8],
    signature: &[u8],
) -> Option<Fact> {
    let mut digester = Digester::new(DigestAlgorithm::Sha256).ok()?;
    let algorithm = format!("{algorithm:?} {encoding:?}");
    for part in [algorithm.as_bytes(), key.as_der(), message, signature] {
        digester.update(&(part.len() as u64).to_be_bytes());
        digester.update(part);
    }
    digester.finish().as_ref().try_into().ok().map(Fact::Signature)
}

impl fmt::Debug for VerifiedSignatureCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifiedSignatureCache({} facts)", self.len())
    }
}
