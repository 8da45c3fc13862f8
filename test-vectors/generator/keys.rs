//! The keys of the test hierarchy: made once from a seed, kept as files, read by every run.

use crate::der;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, Pss, RsaPrivateKey};
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};
use std::collections::BTreeMap;
use std::path::Path;

/// What the keys are made from, together with their names.
const SEED: &str = "hpki test vectors, keys, 2026-04-01";

/// Every key of the hierarchy: name and kind.
const KEYS: &[(&str, Kind)] = &[
    ("root", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("sign-ca", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("auth-ca", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("revoked-ca", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("attacker-root", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("attacker-ca", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("attacker", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("tsa-root", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("tsa", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("doctor", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("pharmacist", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("person", Kind::Rsa { bits: 2048, exponent: 65537 }),
    ("rsa-1024", Kind::Rsa { bits: 1024, exponent: 65537 }),
    ("rsa-exponent-3", Kind::Rsa { bits: 2048, exponent: 3 }),
    ("rsa-3072", Kind::Rsa { bits: 3072, exponent: 65537 }),
    ("p256", Kind::P256),
    ("p384", Kind::P384),
    ("p521", Kind::P521),
];

#[derive(Clone, Copy)]
enum Kind {
    Rsa { bits: usize, exponent: u64 },
    P256,
    P384,
    P521,
}

/// A hash function by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn digest(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(octets).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(octets).to_vec(),
            Self::Sha224 => Sha224::digest(octets).to_vec(),
            Self::Sha256 => Sha256::digest(octets).to_vec(),
            Self::Sha384 => Sha384::digest(octets).to_vec(),
            Self::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }

    pub(crate) fn oid(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.2.5",
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha224 => "2.16.840.1.101.3.4.2.4",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    fn pkcs1_padding(self) -> Pkcs1v15Sign {
        match self {
            Self::Md5 => Pkcs1v15Sign::new::<md5::Md5>(),
            Self::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
            Self::Sha224 => Pkcs1v15Sign::new::<Sha224>(),
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

/// A private key.
#[derive(Clone)]
pub(crate) enum Key {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

impl Key {
    /// SubjectPublicKeyInfo, DER.
    pub(crate) fn public_key_info(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der().unwrap().into_vec(),
            Self::P256(key) => key.verifying_key().to_public_key_der().unwrap().into_vec(),
            Self::P384(key) => key.verifying_key().to_public_key_der().unwrap().into_vec(),
            Self::P521(key) => key.verifying_key().to_public_key_der().unwrap().into_vec(),
        }
    }

    /// RSASSA-PKCS1-v1_5, or ECDSA (RFC 6979) as `r ‖ s` of fixed length, which is XMLDSig's form.
    pub(crate) fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::hazmat::PrehashSigner;
        let digest = hash.digest(message);
        match self {
            Self::Rsa(key) => key.sign(hash.pkcs1_padding(), &digest).unwrap(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&digest).unwrap();
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&digest).unwrap();
                signature.to_bytes().to_vec()
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign_prehash(&digest).unwrap();
                signature.to_bytes().to_vec()
            }
        }
    }

    /// RSASSA-PSS with MGF1 of the same hash and a salt as long as the digest; the salt is made from the message.
    pub(crate) fn sign_pss(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let Self::Rsa(key) = self else { panic!("PSS needs an RSA key") };
        let digest = hash.digest(message);
        let mut rng = random(&der::base64(&Sha256::digest(message)));
        match hash {
            Hash::Sha256 => key.sign_with_rng(&mut rng, Pss::<Sha256>::new_with_salt(32), &digest),
            Hash::Sha384 => key.sign_with_rng(&mut rng, Pss::<Sha384>::new_with_salt(48), &digest),
            Hash::Sha512 => key.sign_with_rng(&mut rng, Pss::<Sha512>::new_with_salt(64), &digest),
            Hash::Sha1 => key.sign_with_rng(&mut rng, Pss::<sha1::Sha1>::new_with_salt(20), &digest),
            other => panic!("no PSS with {other:?}"),
        }
        .unwrap()
    }

    /// Modulus and exponent of an RSA key, for KeyValue.
    pub(crate) fn rsa_numbers(&self) -> (Vec<u8>, Vec<u8>) {
        let Self::Rsa(key) = self else { panic!("an RSA key is wanted") };
        (key.n().to_be_bytes().to_vec(), key.e().to_be_bytes_trimmed_vartime().to_vec())
    }

    fn to_pem(&self) -> String {
        match self {
            Self::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            Self::P256(key) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            Self::P384(key) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            Self::P521(key) => key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
        }
    }

    fn from_pem(kind: Kind, pem: &str) -> Self {
        match kind {
            Kind::Rsa { .. } => Self::Rsa(Box::new(RsaPrivateKey::from_pkcs8_pem(pem).unwrap())),
            Kind::P256 => Self::P256(DecodePrivateKey::from_pkcs8_pem(pem).unwrap()),
            Kind::P384 => Self::P384(DecodePrivateKey::from_pkcs8_pem(pem).unwrap()),
            Kind::P521 => Self::P521(DecodePrivateKey::from_pkcs8_pem(pem).unwrap()),
        }
    }

    fn from_seed(name: &str, kind: Kind) -> Self {
        let mut rng = random(&format!("{SEED}: {name}"));
        match kind {
            Kind::Rsa { bits, exponent } => {
                Self::Rsa(Box::new(RsaPrivateKey::new_with_exp(&mut rng, bits, exponent.into()).unwrap()))
            }
            Kind::P256 => Self::P256(p256::ecdsa::SigningKey::from_slice(&octets(&mut rng, 32)).unwrap()),
            Kind::P384 => Self::P384(p384::ecdsa::SigningKey::from_slice(&octets(&mut rng, 48)).unwrap()),
            Kind::P521 => {
                let mut scalar = octets(&mut rng, 66);
                scalar[0] = 0;
                Self::P521(p521::ecdsa::SigningKey::from_slice(&scalar).unwrap())
            }
        }
    }
}

/// The keys by name.
pub(crate) struct Keys(BTreeMap<&'static str, Key>);

impl Keys {
    /// Reads the PKCS#8 files of `folder`.
    pub(crate) fn read(folder: &Path) -> Self {
        let read = |(name, kind): &(&'static str, Kind)| {
            let path = folder.join(format!("{name}.pem"));
            let pem =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (*name, Key::from_pem(*kind, &pem))
        };
        Self(KEYS.iter().map(read).collect())
    }

    /// Makes every key anew from the seed: slow, always the same.
    pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
        KEYS.iter()
            .map(|(name, kind)| (format!("{name}.pem"), Key::from_seed(name, *kind).to_pem().into_bytes()))
            .collect()
    }

    pub(crate) fn get(&self, name: &str) -> &Key {
        self.0.get(name).unwrap_or_else(|| panic!("no key {name}"))
    }
}

/// A generator of random numbers that are always the same for the same text.
pub(crate) fn random(text: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Sha256::digest(text.as_bytes()).into())
}

/// `count` octets of `rng`.
pub(crate) fn octets(rng: &mut ChaCha20Rng, count: usize) -> Vec<u8> {
    use rand_chacha::rand_core::Rng as _;
    let mut buffer = vec![0; count];
    rng.fill_bytes(&mut buffer);
    buffer
}
