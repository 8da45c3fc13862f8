//! Verification of the signatures on certificates and lists within one validation: each at most once, all within
//! a budget, none with an algorithm the policy refuses.

use std::cell::{Cell, RefCell};

use crate::algorithm::policy::AlgorithmPolicy;
use crate::algorithm::{EcdsaEncoding, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::crl::CertificateList;
use crate::crypto::{
    SignatureError, VerifiedSignatureCache, danger_verify_legacy_signature, sha256, verify_signature,
};
use crate::key::SubjectPublicKeyInfo;
use crate::ocsp::OcspResponse;
use crate::time::Time;

/// Something signed: the octets, and how they were signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) octets: &'a [u8],
    pub(crate) algorithm: &'a SignatureAlgorithm,
    pub(crate) signature: &'a [u8],
    object: Object<'a>,
}

/// What carries the signature, and remembers its own digest.
#[derive(Clone, Copy, Debug)]
enum Object<'a> {
    Certificate(&'a Certificate),
    List(&'a CertificateList),
    Response(&'a OcspResponse),
}

impl<'a> Signed<'a> {
    pub(crate) fn certificate(certificate: &'a Certificate) -> Signed<'a> {
        Signed {
            octets: certificate.tbs_der(),
            algorithm: certificate.signature_algorithm(),
            signature: certificate.signature_value(),
            object: Object::Certificate(certificate),
        }
    }

    pub(crate) fn list(list: &'a CertificateList) -> Signed<'a> {
        Signed {
            octets: list.tbs_der(),
            algorithm: list.signature_algorithm(),
            signature: list.signature_value(),
            object: Object::List(list),
        }
    }

    pub(crate) fn response(response: &'a OcspResponse) -> Signed<'a> {
        Signed {
            octets: response.tbs_der(),
            algorithm: response.signature_algorithm(),
            signature: response.signature_value(),
            object: Object::Response(response),
        }
    }
}

/// Which signatures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Those that are safe today.
    Current,
    /// Those of the past as well.
    Legacy,
}

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotVerified {
    /// The value does not fit the key.
    Wrong,
    /// The algorithm or the key is not acceptable; the value was not looked at.
    Unacceptable(String),
    /// The budget of signature verifications is spent.
    OverBudget,
}

/// The signature verifications of one validation.
#[derive(Debug)]
pub(crate) struct SignatureBudget<'a> {
    cache: Option<&'a VerifiedSignatureCache>,
    algorithms: Option<&'a AlgorithmPolicy>,
    strength: Strength,
    remaining: Cell<usize>,
    known: RefCell<Vec<Known>>,
}

/// What was found before, by where signed octets and key lie in memory: everything outlives the validation. A key that
/// inherits parameters is another one, at another place, with each set of them.
#[derive(Debug)]
struct Known {
    signed: *const u8,
    key: *const u8,
    found: Result<(), NotVerified>,
}

impl<'a> SignatureBudget<'a> {
    pub(crate) fn new(
        checks: usize,
        cache: Option<&'a VerifiedSignatureCache>,
        algorithms: Option<&'a AlgorithmPolicy>,
        strength: Strength,
    ) -> SignatureBudget<'a> {
        SignatureBudget {
            cache,
            algorithms,
            strength,
            remaining: Cell::new(checks),
            known: RefCell::default(),
        }
    }

    /// Whether `signed` verifies with `key`, its algorithm being acceptable at `at`.
    pub(crate) fn verify(
        &self,
        signed: Signed<'_>,
        key: &SubjectPublicKeyInfo,
        at: Time,
    ) -> Result<(), NotVerified> {
        self.check_algorithm(signed.algorithm, at)?;
        let place = (signed.octets.as_ptr(), key.as_der().as_ptr());
        if let Some(known) = self.known.borrow().iter().find(|known| (known.signed, known.key) == place) {
            return known.found.clone();
        }
        let remaining = self.remaining.get().checked_sub(1).ok_or(NotVerified::OverBudget)?;
        self.remaining.set(remaining);
        let found = self.verify_once(signed, key);
        let (signed, key) = place;
        self.known.borrow_mut().push(Known { signed, key, found: found.clone() });
        found
    }

    /// Which signatures count.
    pub(crate) fn strength(&self) -> Strength {
        self.strength
    }

    /// Whether `key` is of use only with the parameters it inherits from the keys above it on its path: what it signed can
    /// be verified when those are known. In builds and validations without DSA no key is.
    pub(crate) fn inherits_parameters(&self, key: &SubjectPublicKeyInfo) -> bool {
        cfg!(feature = "danger-dsa") && self.strength == Strength::Legacy && key.lacks_dsa_parameters()
    }

    fn check_algorithm(&self, algorithm: &SignatureAlgorithm, at: Time) -> Result<(), NotVerified> {
        match self.algorithms {
            None => Ok(()),
            Some(policy) => policy
                .check_signature(algorithm, at)
                .map_err(|refused| NotVerified::Unacceptable(refused.to_string())),
        }
    }

    fn verify_once(&self, signed: Signed<'_>, key: &SubjectPublicKeyInfo) -> Result<(), NotVerified> {
        let Signed { octets, algorithm, signature, object } = signed;
        let verify = || verify_signature(algorithm, EcdsaEncoding::Asn1, key, octets, signature);
        let found = match (self.strength, self.cache) {
            // What the cache remembers is good for everybody, so nothing of the past may get into it.
            (Strength::Legacy, _) => {
                danger_verify_legacy_signature(algorithm, EcdsaEncoding::Asn1, key, octets, signature)
            }
            (Strength::Current, Some(cache)) => match object {
                Object::Certificate(certificate) => {
                    cache.verify_certificate(certificate.octets(), key.octets(), verify)
                }
                Object::List(list) => cache.verify_object(list.sha256(), key.sha256(sha256), verify),
                Object::Response(response) => {
                    cache.verify_object(response.sha256(), key.sha256(sha256), verify)
                }
            },
            (Strength::Current, None) => verify(),
        };
        found.map_err(|error| match error {
            error if error.is_mismatch() => NotVerified::Wrong,
            // Another CA of the same name may have a key of another kind.
            SignatureError::KeyMismatch { .. } => NotVerified::Wrong,
            error => NotVerified::Unacceptable(error.to_string()),
        })
    }
}
