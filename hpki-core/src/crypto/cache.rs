//! What was verified once need not be verified again.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, SignatureAlgorithm};
use crate::crypto::{Digester, SignatureError, verify_signature};
use crate::key::SubjectPublicKeyInfo;

/// Remembers facts of the kind "this signature over these octets verifies with this key", and nothing else: no path,
/// no time, no revocation, and no failure. Safe to share between threads; bounded.
///
/// A fact is held as the SHA-256 of algorithm, key, octets and signature, each with its length before it, so that no
/// two facts share a form. Of the last `capacity` facts at least half are kept.
pub struct VerifiedSignatureCache {
    generations: Mutex<Generations>,
    capacity_of_generation: usize,
}

/// The SHA-256 of one signature with all it was made of; or that of a certificate or list, and that of the key it verifies
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
    /// A cache of at most `capacity` facts, about 80 octets each. With 0 nothing is remembered.
    pub fn new(capacity: usize) -> VerifiedSignatureCache {
        VerifiedSignatureCache { generations: Mutex::default(), capacity_of_generation: capacity / 2 }
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

    /// Whether a certificate or a revocation list verifies with a key: known, or found by `verify` now. Both are named by
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
        let generations = self.lock();
        generations.younger.len() + generations.older.len()
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
