//! A key from a file as a [`Signer`].

use std::fmt;
use std::sync::Arc;

use crate::algorithm::{DigestAlgorithm, RsaPssParameters, SignatureAlgorithm};
use crate::backend::{self, Modulus, PrivateKeyParts, Scheme, SigningKey, SigningKeyError};
use crate::certificate::Certificate;
use crate::key::{Curve, KeyKind, RsaKeyUsage, RsaPublicKey};
use crate::key_file::private_key::Material;
use crate::key_file::{KeyFileError, KeyPair, PrivateKey};
use crate::signer::{self, DataToBeSigned, Signer, SignerError};

/// Signs with a private key from a file.
///
/// A clone shares the key: each thread of a batch takes one.
#[derive(Clone)]
pub struct FileSigner {
    key: Arc<SigningKey>,
    certificate: Certificate,
    authorities: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

impl FileSigner {
    /// A signer of a key that belongs to the certificate, with an algorithm that fits it: RSASSA-PKCS1-v1_5 or RSASSA-PSS
    /// (salt as long as the digest) with SHA-256, SHA-384 or SHA-512; ECDSA on P-256 with SHA-256, on P-384 with SHA-384,
    /// on P-521 with any of the three. [`signer::usual_algorithm`] names the usual one.
    ///
    /// Whether the certificate may sign documents is not asked here.
    ///
    /// # Errors
    /// [`KeyFileError`]: key and certificate do not belong together, the algorithm does not fit them, the key is too
    /// short or damaged, or this build lacks the algorithm.
    pub fn new(
        key: PrivateKey,
        certificate: Certificate,
        algorithm: SignatureAlgorithm,
    ) -> Result<FileSigner, KeyFileError> {
        let scheme = scheme(&certificate, algorithm)?;
        let key = Arc::new(key.bind(&certificate, scheme, algorithm)?);
        Ok(FileSigner { key, certificate, authorities: Vec::new(), algorithm })
    }

    /// A signer of the key of a PKCS#12 file, with its authorities.
    ///
    /// # Errors
    /// As [`FileSigner::new`].
    pub fn of_key_pair(pair: KeyPair, algorithm: SignatureAlgorithm) -> Result<FileSigner, KeyFileError> {
        let signer = FileSigner::new(pair.key, pair.certificate, algorithm)?;
        Ok(signer.with_authorities(pair.authorities))
    }

    /// With certificates that may help to build the certification path.
    #[must_use]
    pub fn with_authorities(mut self, authorities: Vec<Certificate>) -> FileSigner {
        self.authorities = authorities;
        self
    }
}

impl Signer for FileSigner {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&mut self, data: &DataToBeSigned<'_>) -> Result<Vec<u8>, SignerError> {
        let failed = |()| SignerError::new(&signer::FAILED, backend::NAME);
        self.key.sign(data.message()).map_err(failed)
    }
}

impl fmt::Debug for FileSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileSigner({}, {})", self.certificate.subject(), self.algorithm)
    }
}

/// The scheme in the backend's terms, for an algorithm that fits the certificate's key.
fn scheme(certificate: &Certificate, algorithm: SignatureAlgorithm) -> Result<Scheme, KeyFileError> {
    let kind = certificate.public_key().kind();
    let unfit = || KeyFileError::Algorithm { algorithm, key: kind.to_string() };
    let strong = |digest: DigestAlgorithm| if digest.is_acceptable() { Ok(digest) } else { Err(unfit()) };
    match (algorithm, kind) {
        (SignatureAlgorithm::RsaPkcs1(digest), KeyKind::Rsa(key)) if key.usage() == RsaKeyUsage::Any => {
            check_size(key)?;
            Ok(Scheme::RsaPkcs1(strong(digest)?, Modulus::Full))
        }
        (SignatureAlgorithm::RsaPss(parameters), KeyKind::Rsa(key)) if key.permits_pss(parameters) => {
            check_size(key)?;
            let RsaPssParameters { digest, mask_digest, salt_length } = parameters;
            let usual = mask_digest == digest && usize::try_from(salt_length) == Ok(digest.length());
            if usual { Ok(Scheme::RsaPss(strong(digest)?)) } else { Err(unsupported(algorithm, kind)) }
        }
        (SignatureAlgorithm::Ecdsa(digest), KeyKind::Ec(curve)) => Ok(Scheme::Ecdsa(*curve, strong(digest)?)),
        _ => Err(unfit()),
    }
}

fn check_size(key: &RsaPublicKey) -> Result<(), KeyFileError> {
    match key.bits() {
        2048..=8192 => Ok(()),
        bits => Err(KeyFileError::KeySize { bits }),
    }
}

fn unsupported(algorithm: SignatureAlgorithm, kind: &KeyKind) -> KeyFileError {
    KeyFileError::Unsupported { algorithm, key: kind.to_string(), backend: backend::NAME }
}

impl PrivateKey {
    /// Whether this is the key of a certificate. A key on a curve without its public point is asked whether it makes
    /// the certificate's.
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        let public = certificate.public_key();
        match (&self.0, public.kind()) {
            (Material::Rsa { modulus, exponent, .. }, KeyKind::Rsa(key)) => {
                key.modulus() == modulus && key.exponent() == exponent
            }
            (Material::Ec { curve, point: Some(point), .. }, KeyKind::Ec(other)) => {
                curve == other && point == public.subject_public_key()
            }
            (Material::Ec { curve, number, point: None }, KeyKind::Ec(other)) if curve == other => {
                let digest = match curve {
                    Curve::P384 => DigestAlgorithm::Sha384,
                    _ => DigestAlgorithm::Sha256,
                };
                let parts = PrivateKeyParts::Ec { number, point: public.subject_public_key() };
                SigningKey::new(Scheme::Ecdsa(*curve, digest), &parts).is_ok()
            }
            _ => false,
        }
    }

    /// The key in the backend's form, when it is the certificate's.
    fn bind(
        &self,
        certificate: &Certificate,
        scheme: Scheme,
        algorithm: SignatureAlgorithm,
    ) -> Result<SigningKey, KeyFileError> {
        let public = certificate.public_key();
        let (parts, compared) = match &self.0 {
            Material::Rsa { der, .. } => (PrivateKeyParts::Rsa(der), self.belongs_to(certificate)),
            Material::Ec { number, point: Some(_), .. } => {
                let parts = PrivateKeyParts::Ec { number, point: public.subject_public_key() };
                (parts, self.belongs_to(certificate))
            }
            // Compared by the backend.
            Material::Ec { curve, number, point: None } => {
                let parts = PrivateKeyParts::Ec { number, point: public.subject_public_key() };
                (parts, *public.kind() == KeyKind::Ec(*curve))
            }
        };
        let other =
            || KeyFileError::OtherCertificate { key: self.kind(), certificate: public.kind().to_string() };
        if !compared {
            return Err(other());
        }
        SigningKey::new(scheme, &parts).map_err(|error| match (error, &self.0) {
            (SigningKeyError::Unsupported, _) => unsupported(algorithm, public.kind()),
            (SigningKeyError::Inconsistent, Material::Ec { point: None, .. }) => other(),
            (SigningKeyError::Inconsistent, _) => KeyFileError::Inconsistent,
        })
    }
}
