//! A card as a [`Signer`].

use std::fmt;
use std::num::NonZeroU32;

use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::signer::{DataToBeSigned, Signer, SignerError};

use crate::application::SignatureApplication;
use crate::card::{CardError, PinUse};
use crate::pin::PinSource;

/// Signs documents with the signature application of a card: RSASSA-PKCS1-v1_5, by default with SHA-256.
pub struct CardSigner {
    application: SignatureApplication,
    algorithm: DigestAlgorithm,
    pins: PinUse,
}

impl CardSigner {
    /// A signer that asks for a PIN for each signature.
    pub fn new(application: SignatureApplication, pins: impl PinSource + 'static) -> CardSigner {
        CardSigner {
            application,
            algorithm: DigestAlgorithm::Sha256,
            pins: PinUse::ask_each_time(Box::new(pins)),
        }
    }

    /// With another digest: SHA-384 or SHA-512.
    ///
    /// # Errors
    /// [`CardError::Digest`]: documents are not signed with it.
    pub fn with_digest(mut self, algorithm: DigestAlgorithm) -> Result<CardSigner, CardError> {
        crate::digest_info::prefix(algorithm).ok_or(CardError::Digest { algorithm })?;
        self.algorithm = algorithm;
        Ok(self)
    }

    /// Uses each typed PIN for so many signatures, each with its own login (the guideline, A.4 D, lets applications hold
    /// the PIN for this). It is held only once the card accepted it, erased after the last of them or the first
    /// failure, and never used on a card's last try. The person must know how many documents are signed.
    #[must_use]
    pub fn hold_pin(mut self, signatures: NonZeroU32) -> CardSigner {
        self.pins.hold_for(signatures);
        self
    }

    /// Erases a held PIN.
    pub fn forget_pin(&mut self) {
        self.pins.forget();
    }

    /// The card.
    pub fn application(&self) -> &SignatureApplication {
        &self.application
    }

    /// Ends the signer, keeps the card. A held PIN is erased.
    pub fn into_application(self) -> SignatureApplication {
        self.application
    }
}

impl Signer for CardSigner {
    fn certificate(&self) -> &Certificate {
        self.application.certificate()
    }

    fn authorities(&self) -> &[Certificate] {
        self.application.authorities()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RsaPkcs1(self.algorithm)
    }

    /// The source of an error is a [`CardError`].
    fn sign(&mut self, data: &DataToBeSigned<'_>) -> Result<Vec<u8>, SignerError> {
        let value = self.application.0.sign(data.message(), data.digest(), &mut self.pins);
        match value {
            Ok(value) => Ok(value.octets().to_vec()),
            Err(error) => Err(SignerError::caused_by(error.finding(), error)),
        }
    }
}

impl fmt::Debug for CardSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CardSigner").field("application", &self.application).finish_non_exhaustive()
    }
}
