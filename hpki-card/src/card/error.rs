//! Why a card did not do what it was asked.

use std::io;
use std::path::PathBuf;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::SignatureError;

use crate::driver::{DriverError, ReturnValue};

/// Why a card did not do what it was asked. [`CardError::finding`](crate::message) and
/// [`CardError::message`](crate::message) say it to people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// No reader is connected, or its service does not run.
    #[error("driver {} knows no reader", driver.display())]
    NoReader {
        /// The driver.
        driver: PathBuf,
    },
    /// No card is in any reader.
    #[error("driver {} sees no card in any reader", driver.display())]
    NoCard {
        /// The driver.
        driver: PathBuf,
    },
    /// None of the cards is the one that was chosen.
    #[error("driver {} does not see the chosen card or reader", driver.display())]
    NotChosen {
        /// The driver.
        driver: PathBuf,
    },
    /// More than one card could be meant.
    #[error("driver {} sees several cards, in the readers {}", driver.display(), readers.join(", "))]
    SeveralCards {
        /// The driver.
        driver: PathBuf,
        /// The readers' names.
        readers: Vec<String>,
    },
    /// The card has no certificate of an end entity.
    #[error("driver {} shows no end-entity certificate", driver.display())]
    NoCertificate {
        /// The driver.
        driver: PathBuf,
    },
    /// The card has several, and an HPKI application has one.
    #[error("driver {} shows several end-entity certificates", driver.display())]
    SeveralCertificates {
        /// The driver.
        driver: PathBuf,
    },
    /// The certificate's key is none that HPKI cards have: RSA of 2048 to 4096 bits.
    #[error("the certificate has a key of the kind {kind}; cards have RSA of 2048 to 4096 bits")]
    Key {
        /// What it is.
        kind: String,
    },
    /// A document was to be signed with the authentication application.
    #[error("the certificate is for authentication, not for signatures of documents")]
    AuthenticationCard,
    /// Somebody was to be authenticated with the signature application.
    #[error("the certificate is for signatures of documents, not for authentication")]
    SignatureCard,
    /// The certificate's keyUsage does not allow what was asked.
    #[error("the certificate's keyUsage lacks {needed}")]
    KeyUsage {
        /// The usage that is missing.
        needed: &'static str,
    },
    /// The certificate's owner has none of the roles.
    #[error("the certificate has none of the roles {}", wanted.join(", "))]
    Role {
        /// The roles, any of which would do.
        wanted: Vec<String>,
    },
    /// No private key belongs to the certificate.
    #[error("driver {} shows no private key for the certificate after login", driver.display())]
    KeyNotFound {
        /// The driver.
        driver: PathBuf,
    },
    /// A digest algorithm that documents are not signed with.
    #[error("no signature with {algorithm}; SHA-256, SHA-384 and SHA-512 can be")]
    Digest {
        /// The algorithm.
        algorithm: DigestAlgorithm,
    },
    /// Nobody gave a PIN. No try was spent.
    #[error("no PIN was given")]
    NoPin,
    /// The card is on its last try, and the PIN was not typed twice. No try was spent.
    #[error("the card is on its last try, and the PIN was not typed twice")]
    LastTry,
    /// The PIN was to be typed twice, and the two differ. No try was spent.
    #[error("the two PINs typed for the last try differ")]
    PinsDiffer,
    /// The card refused this PIN before. No try was spent.
    #[error("this card refused this PIN before")]
    PinRefusedBefore,
    /// The card refused the PIN. One try was spent.
    #[error("the card refused the PIN, tries left: {tries}")]
    PinIncorrect {
        /// As far as the driver tells.
        tries: TriesLeft,
    },
    /// The PIN is locked.
    #[error("the PIN is locked")]
    PinLocked,
    /// The card wants another PIN first.
    #[error("the PIN has expired or must be changed first")]
    PinToBeChanged,
    /// The card has no PIN yet.
    #[error("the card's PIN was never set")]
    PinNotInitialised,
    /// Somebody is logged in already.
    #[error("driver {}: somebody is logged in to the card already", driver.display())]
    AlreadyLoggedIn {
        /// The driver.
        driver: PathBuf,
    },
    /// The card or the reader is gone. The PIN was forgotten.
    #[error("the card of driver {} is gone", driver.display())]
    Gone {
        /// The driver.
        driver: PathBuf,
    },
    /// Another card is in the reader than the one that was opened. No PIN was sent to it.
    #[error("driver {} shows another card than before", driver.display())]
    Changed {
        /// The driver.
        driver: PathBuf,
    },
    /// The driver reported success, but the signature does not fit the certificate. It was discarded.
    #[error("the driver reported success, but the signature is wrong: {source}")]
    WrongSignature {
        /// What is wrong with it.
        source: SignatureError,
    },
    /// What was remembered about refused PINs cannot be read or written. A PIN that was not sent cost no try.
    #[error("the state folder cannot be used: {source}")]
    State {
        /// Why.
        source: io::Error,
    },
    /// The driver failed.
    #[error(transparent)]
    Driver(#[from] DriverError),
}

/// How many wrong PINs are left, as far as the driver tells. PKCS#11 has flags, no count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriesLeft {
    /// One: the next wrong PIN locks the card.
    One,
    /// Fewer than there were, and more than one.
    Fewer,
    /// The driver does not tell.
    Unknown,
}

impl std::fmt::Display for TriesLeft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            TriesLeft::One => "1",
            TriesLeft::Fewer => "at least 2",
            TriesLeft::Unknown => "unknown",
        })
    }
}

impl CardError {
    /// A driver's failure, with "the card is gone" told apart.
    pub(crate) fn of_driver(error: DriverError) -> CardError {
        if error.kind.return_value().is_some_and(ReturnValue::is_token_gone) {
            return CardError::Gone { driver: error.driver };
        }
        CardError::Driver(error)
    }
}
