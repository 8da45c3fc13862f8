//! What signs: a key from a file, or a card.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use hpki_card::{CardSigner, PinRequest, SignatureApplication};
use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileError, KeyFileLimits, KeyPair, PrivateKey};
use hpki_core::report::Language;
use hpki_core::signer::{self, Signer};

use crate::arguments::{self, Algorithm};
use crate::card::{choice, driver, of_card, pins};
use crate::problem::{self, Problem};
use crate::{input, secret};

/// A key that is ready, but for a card's PIN.
pub(crate) enum Key {
    /// Out of a file; cloned for each thread.
    File(FileSigner),
    /// On a card, behind a driver. Nothing was asked of anybody yet.
    Card { application: Box<SignatureApplication>, algorithm: SignatureAlgorithm, driver: PathBuf },
}

impl Key {
    /// Opens the key that the arguments name: reads its file and asks for the passphrase, or finds the card. A card is
    /// asked for its certificate alone.
    pub(crate) fn open(arguments: &arguments::Key, language: Language) -> Result<Key, Problem> {
        let algorithm = arguments.common.algorithm;
        match (&arguments.pkcs12, &arguments.key, &arguments.certificate, &arguments.card) {
            (Some(file), ..) => of_pkcs12(file, arguments, algorithm, language),
            (None, Some(key), Some(certificate), _) => {
                of_key_and_certificate(key, certificate, arguments, algorithm, language)
            }
            (None, _, _, Some(driver)) => of_driver(driver, arguments, algorithm),
            // clap lets no other combination through.
            _ => Err(Problem::of("--pkcs12", &problem::KEY_HAS_NO_ALGORITHM, "")),
        }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        match self {
            Key::File(signer) => signer.certificate(),
            Key::Card { application, .. } => application.certificate(),
        }
    }

    pub(crate) fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Key::File(signer) => signer.algorithm(),
            Key::Card { algorithm, .. } => *algorithm,
        }
    }

    /// Certificates of authorities that came with it.
    pub(crate) fn authorities(&self) -> &[Certificate] {
        match self {
            Key::File(signer) => signer.authorities(),
            Key::Card { application, .. } => application.authorities(),
        }
    }
}

/// A card as a signer of so many documents, with one PIN.
pub(crate) fn card_signer(
    application: SignatureApplication,
    algorithm: SignatureAlgorithm,
    driver: &Path,
    documents: NonZeroU32,
    arguments: &arguments::Key,
    language: Language,
) -> Result<CardSigner, Problem> {
    let mut source = pins(&arguments.pin, language)?;
    let signer = CardSigner::new(application, move |request: &PinRequest<'_>| source.pin(request));
    let digest =
        algorithm.digest().ok_or_else(|| Problem::of_file(driver, &problem::ALGORITHM_OF_CARD, ""))?;
    let signer = signer.with_digest(digest).map_err(|error| of_card(driver, &error))?;
    Ok(if documents.get() > 1 { signer.hold_pin(documents) } else { signer })
}

/// The usual algorithm of a certificate's key, or the one that is asked for.
pub(crate) fn algorithm_for(
    certificate: &Certificate,
    asked: Option<Algorithm>,
    subject: &Path,
) -> Result<SignatureAlgorithm, Problem> {
    match asked {
        Some(algorithm) => Ok(algorithm.to_signature_algorithm()),
        None => signer::usual_algorithm(certificate).ok_or_else(|| {
            let kind = certificate.public_key().kind().to_string();
            Problem::of_file(subject, &problem::KEY_HAS_NO_ALGORITHM, kind)
        }),
    }
}

fn of_pkcs12(
    file: &Path,
    arguments: &arguments::Key,
    algorithm: Option<Algorithm>,
    language: Language,
) -> Result<Key, Problem> {
    let octets = input::read_key_file(file)?;
    let passphrase = secret::passphrase(file, &arguments.pin, language)?;
    let pair = KeyPair::from_pkcs12(&octets, &passphrase, &KeyFileLimits::default())
        .map_err(|error| of_key_file(file, &error))?;
    let algorithm = algorithm_for(&pair.certificate, algorithm, file)?;
    FileSigner::of_key_pair(pair, algorithm).map(Key::File).map_err(|error| of_key_file(file, &error))
}

fn of_key_and_certificate(
    file: &Path,
    certificate: &Path,
    arguments: &arguments::Key,
    algorithm: Option<Algorithm>,
    language: Language,
) -> Result<Key, Problem> {
    let limits = KeyFileLimits::default();
    let mut certificates = input::certificates_of(certificate)?.into_iter();
    let missing = || Problem::of_file(certificate, &problem::NO_CERTIFICATE, "");
    let own = certificates.next().ok_or_else(missing)?;
    let octets = input::read_key_file(file)?;
    let key = match PrivateKey::from_pem_or_der(&octets, None, &limits) {
        Err(KeyFileError::PassphraseNeeded) => {
            let passphrase = secret::passphrase(file, &arguments.pin, language)?;
            PrivateKey::from_pem_or_der(&octets, Some(&passphrase), &limits)
        }
        other => other,
    };
    let key = key.map_err(|error| of_key_file(file, &error))?;
    let algorithm = algorithm_for(&own, algorithm, certificate)?;
    let signer = FileSigner::new(key, own, algorithm).map_err(|error| of_key_file(file, &error))?;
    Ok(Key::File(signer.with_authorities(certificates.collect())))
}

fn of_driver(path: &Path, arguments: &arguments::Key, algorithm: Option<Algorithm>) -> Result<Key, Problem> {
    let options = &arguments.card_options;
    let application = SignatureApplication::open(driver(path, options)?, &choice(options))
        .map_err(|error| of_card(path, &error))?;
    let algorithm = algorithm_for(application.certificate(), algorithm, path)?;
    if !matches!(algorithm, SignatureAlgorithm::RsaPkcs1(_)) {
        return Err(Problem::of_file(path, &problem::ALGORITHM_OF_CARD, algorithm.to_string()));
    }
    Ok(Key::Card { application: Box::new(application), algorithm, driver: path.to_owned() })
}

fn of_key_file(file: &Path, error: &KeyFileError) -> Problem {
    let detail = match error {
        // Their sentences say it all.
        KeyFileError::PassphraseNeeded | KeyFileError::WrongPassphrase | KeyFileError::NoCertificate => {
            String::new()
        }
        other => other.to_string(),
    };
    Problem::of_file(file, error.finding(), detail)
}
