//! Whatever holds a private key: a key from a file, or a card.

use hpki_core::algorithm::{DigestAlgorithm, RsaPssParameters, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileError, KeyFileLimits, KeyPair, PrivateKey};
use hpki_core::pem;
use hpki_core::signer::{self, Signer, UNSUPPORTED_ALGORITHM};
use hpki_report::{Problem, describe, material};
use hpki_xades::sign::{FullValidation, Prepared, SignError, SignedDocument};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use zeroize::Zeroizing;

use crate::card_signer::PyCardSigner;
use crate::certificate::PyCertificate;
use crate::errors::{Class, refusal, refuse, released};
use crate::secret::{self, Secret};
use crate::settings::chosen;
use crate::source::{self, Larger, Source};

/// Octets of a key file; the parser's own limit is lower and says what is wrong.
const KEY_FILE_LIMIT: usize = 2 * 1024 * 1024;

/// XMLDSig's names for RSASSA-PSS stand for the same digest twice and a salt of its length (RFC 9231, 2.3.10).
const fn pss(digest: DigestAlgorithm, salt_length: u32) -> SignatureAlgorithm {
    SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest: digest, salt_length })
}

/// The names that the command uses.
const ALGORITHMS: [(&str, SignatureAlgorithm); 9] = [
    ("rsa-sha256", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
    ("rsa-sha384", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384)),
    ("rsa-sha512", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
    ("rsa-pss-sha256", pss(DigestAlgorithm::Sha256, 32)),
    ("rsa-pss-sha384", pss(DigestAlgorithm::Sha384, 48)),
    ("rsa-pss-sha512", pss(DigestAlgorithm::Sha512, 64)),
    ("ecdsa-sha256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
    ("ecdsa-sha384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
    ("ecdsa-sha512", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
];

/// The algorithm that was named, else the one that everybody verifies for this key.
pub(crate) fn algorithm(word: Option<&str>, certificate: &Certificate) -> PyResult<SignatureAlgorithm> {
    match word {
        Some(word) => Ok(chosen("algorithm", word, &ALGORITHMS)?.1),
        None => signer::usual_algorithm(certificate).ok_or_else(|| {
            refusal(Class::Signing, &UNSUPPORTED_ALGORITHM, "certificate", describe::public_key(certificate))
        }),
    }
}

/// The name of an algorithm, else what it is.
pub(crate) fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    let known = ALGORITHMS.iter().find(|(_, known)| *known == algorithm);
    known.map_or_else(|| algorithm.to_string(), |(name, _)| (*name).to_owned())
}

/// A private key out of a file, with its certificate. Any number of threads sign with one.
///
/// Args:
///     pkcs12: A PKCS#12 file (.p12, .pfx) with key and certificate.
///     key: A private key instead: PKCS#8, PKCS#1 or SEC1, PEM or DER, encrypted or not.
///     certificate: The certificate of ``key``; default: the one beside it in its PEM file.
///     passphrase: A ``bytearray``, which holds zeros afterwards whatever comes of it; ``bytes``; or a callable that gives one.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///
/// Raises:
///     PassphraseError: a passphrase is needed, or another one.
///     KeyFileError: a key that cannot be used, or one of another certificate.
///     ParseError: no certificate, or one that cannot be read.
///     FileError: a file that cannot be opened or read.
#[pyclass(frozen, name = "FileSigner", module = "hpki")]
pub(crate) struct PyFileSigner {
    signer: FileSigner,
}

#[pymethods]
impl PyFileSigner {
    #[new]
    #[pyo3(signature = (*, pkcs12 = None, key = None, certificate = None, passphrase = None, algorithm = None))]
    fn new(
        py: Python<'_>,
        pkcs12: Option<&Bound<'_, PyAny>>,
        key: Option<&Bound<'_, PyAny>>,
        certificate: Option<&Bound<'_, PyAny>>,
        passphrase: Option<&Bound<'_, PyAny>>,
        algorithm: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyFileSigner> {
        // First of all, so that no other mistake leaves it as it was.
        let passphrase = passphrase.map(secret::passphrase).transpose()?;
        let algorithm: Option<String> = algorithm.map(|word| word.extract()).transpose()?;
        let algorithm = algorithm.as_deref();
        let signer = match (pkcs12, key, certificate) {
            (Some(pkcs12), None, None) => of_pkcs12(py, pkcs12, passphrase, algorithm)?,
            (None, Some(key), certificate) => of_key(py, key, certificate, passphrase, algorithm)?,
            _ => return Err(PyTypeError::new_err("give either pkcs12, or key and its certificate")),
        };
        Ok(PyFileSigner { signer })
    }

    /// The certificate of the key.
    #[getter]
    fn certificate(&self) -> PyCertificate {
        PyCertificate::of(self.signer.certificate().clone())
    }

    /// Certificates of authorities that came with the key. They are no trust anchors.
    #[getter]
    fn authorities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.signer.authorities().iter().cloned().map(PyCertificate::of))
    }

    /// The name of the algorithm, such as `rsa-sha256`.
    #[getter]
    fn algorithm(&self) -> String {
        algorithm_name(self.signer.algorithm())
    }

    /// Nothing of the key, and no name of a person.
    fn __repr__(&self) -> String {
        let serial = describe::serial_number(self.signer.certificate());
        format!("<hpki.FileSigner: {}, certificate {serial}>", self.algorithm())
    }
}

fn of_pkcs12(
    py: Python<'_>,
    given: &Bound<'_, PyAny>,
    passphrase: Option<Secret>,
    word: Option<&str>,
) -> PyResult<FileSigner> {
    let (name, octets) = read(py, "pkcs12", given)?;
    let passphrase = passphrase.unwrap_or_default();
    let parsed = released(py, || KeyPair::from_pkcs12(&octets, &passphrase, &KeyFileLimits::default()))?;
    let pair = parsed.map_err(|error| of_key_file(&name, &error))?;
    let algorithm = algorithm(word, &pair.certificate)?;
    FileSigner::of_key_pair(pair, algorithm).map_err(|error| of_key_file(&name, &error))
}

fn of_key(
    py: Python<'_>,
    given: &Bound<'_, PyAny>,
    certificate: Option<&Bound<'_, PyAny>>,
    passphrase: Option<Secret>,
    word: Option<&str>,
) -> PyResult<FileSigner> {
    let (name, octets) = read(py, "key", given)?;
    let passphrase = passphrase.as_ref().map(|secret| secret.as_slice());
    let parsed =
        released(py, || PrivateKey::from_pem_or_der(&octets, passphrase, &KeyFileLimits::default()))?;
    let key = parsed.map_err(|error| of_key_file(&name, &error))?;
    let mut certificates = match certificate {
        Some(given) => certificates(py, given)?,
        None => beside_the_key(&octets),
    };
    // The key decides which certificate is its own; the others are authorities.
    let own = certificates.iter().position(|certificate| key.belongs_to(certificate)).unwrap_or(0);
    if certificates.is_empty() {
        return Err(refusal(Class::Parse, &hpki_report::problem::NO_CERTIFICATE, name, ""));
    }
    let certificate = certificates.remove(own);
    let algorithm = algorithm(word, &certificate)?;
    let signer = FileSigner::new(key, certificate, algorithm);
    let signer = signer.map_err(|error| of_key_file(&name, &error))?;
    Ok(signer.with_authorities(certificates))
}

/// The certificates of a PEM file that holds a key.
fn beside_the_key(octets: &[u8]) -> Vec<Certificate> {
    let blocks = str::from_utf8(octets).ok().and_then(|text| pem::blocks(text).ok()).unwrap_or_default();
    let certificates = blocks.iter().filter(|block| block.label == "CERTIFICATE");
    certificates.filter_map(|block| Certificate::from_der(&block.der).ok()).collect()
}

fn certificates(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Vec<Certificate>> {
    if let Ok(certificate) = given.cast::<PyCertificate>() {
        return Ok(vec![certificate.get().certificate().clone()]);
    }
    let (name, octets) = read(py, "certificate", given)?;
    material::certificates(&name, &octets).map_err(|problem| crate::errors::of_problem(&problem))
}

/// The name of a source and its octets, which are erased when they are dropped: a key may stand in them unencrypted.
fn read(py: Python<'_>, name: &str, given: &Bound<'_, PyAny>) -> PyResult<(String, Secret)> {
    let source = Source::of(name, given, KEY_FILE_LIMIT)?;
    let named = source::read(py, source, KEY_FILE_LIMIT, Larger::Refused)?;
    Ok((named.name, Zeroizing::new(named.octets.into_vec())))
}

fn of_key_file(name: &str, error: &KeyFileError) -> PyErr {
    let class = match error {
        KeyFileError::PassphraseNeeded | KeyFileError::WrongPassphrase | KeyFileError::PassphraseEncoding => {
            Class::Passphrase
        }
        _ => Class::KeyFile,
    };
    refuse(class, &Problem::of(name, error.finding(), error.to_string()))
}

/// Signs what was prepared, with whatever holds the key. The interpreter's lock is released meanwhile; a card's PIN may
/// be asked for in between.
pub(crate) fn sign(
    py: Python<'_>,
    signer: &Bound<'_, PyAny>,
    prepared: Prepared,
    validation: Option<&FullValidation<'_>>,
) -> PyResult<Result<SignedDocument, SignError>> {
    let with = move |signer: &mut dyn Signer| match validation {
        Some(validation) => prepared.sign_under(signer, validation),
        None => prepared.sign(signer),
    };
    if let Ok(file) = signer.cast::<PyFileSigner>() {
        // Cloning shares the key, so any number of threads sign with one signer.
        let mut signer = file.get().signer.clone();
        return released(py, move || with(&mut signer));
    }
    if let Ok(card) = signer.cast::<PyCardSigner>() {
        return card.get().sign(py, with);
    }
    let found = signer.get_type().name()?;
    Err(PyTypeError::new_err(format!("signer must be a FileSigner or a CardSigner, not {found}")))
}
