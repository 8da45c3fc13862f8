//! The two applications of a card. They are two types, and only one of them is a
//! [`Signer`](hpki_core::signer::Signer): a document cannot be signed with the authentication key, because it does not
//! compile.
//!
//! Which one a driver shows is told by the certificate: its policies and keyUsage (never the driver's name, nor a word
//! in the issuer's name).

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::{Certificate, KeyUsage, hc_roles};
use hpki_core::crypto::digest;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::signer::SignatureValue;

use crate::card::{Card, CardChoice, CardError, PinUse};
use crate::driver::{Driver, DriverInfo, SlotInfo, TokenInfo};
use crate::pin::PinSource;

/// Signs documents: the certificate says nonRepudiation and no authentication policy.
#[derive(Debug)]
pub struct SignatureApplication(pub(crate) Card);

/// Authenticates its holder, and never signs a document.
///
/// ```compile_fail
/// fn sign(card: hpki_card::AuthenticationApplication, pin: hpki_card::TypedPin) {
///     let signer = hpki_card::CardSigner::new(card, pin); // takes a SignatureApplication
/// }
/// ```
#[derive(Debug)]
pub struct AuthenticationApplication(Card);

/// Either, for programs that show what is there.
#[derive(Debug)]
pub enum Application {
    /// For signatures of documents.
    Signature(SignatureApplication),
    /// For authentication.
    Authentication(AuthenticationApplication),
}

impl Application {
    /// Whatever application the driver shows. No PIN is needed.
    ///
    /// # Errors
    /// [`CardError`]: no card, no certificate, a certificate for neither use, or the driver failed.
    pub fn open(driver: Driver, choice: &CardChoice) -> Result<Application, CardError> {
        let card = Card::open(driver, choice)?;
        if is_for_authentication(card.end_entity()) {
            return Ok(Application::Authentication(AuthenticationApplication(card)));
        }
        check_usage(card.end_entity(), KeyUsage::NON_REPUDIATION, "nonRepudiation")?;
        Ok(Application::Signature(SignatureApplication(card)))
    }

    fn card(&self) -> &Card {
        match self {
            Application::Signature(SignatureApplication(card)) => card,
            Application::Authentication(AuthenticationApplication(card)) => card,
        }
    }

    /// The end entity's certificate.
    pub fn certificate(&self) -> &Certificate {
        self.card().end_entity()
    }

    /// The certificates of authorities on the card, unverified.
    pub fn authorities(&self) -> &[Certificate] {
        self.card().authorities()
    }

    /// The card.
    pub fn token(&self) -> &TokenInfo {
        self.card().token()
    }

    /// The reader it is in.
    pub fn reader(&self) -> &SlotInfo {
        self.card().reader()
    }
}

/// What both applications offer without a PIN.
macro_rules! card_facts {
    () => {
        /// The end entity's certificate.
        pub fn certificate(&self) -> &Certificate {
            self.0.end_entity()
        }

        /// The certificates of authorities on the card: the issuer's, perhaps the root's. Unverified, and no trust
        /// anchors.
        pub fn authorities(&self) -> &[Certificate] {
            self.0.authorities()
        }

        /// What the driver says about the card.
        pub fn token(&self) -> &TokenInfo {
            self.0.token()
        }

        /// The reader the card is in.
        pub fn reader(&self) -> &SlotInfo {
            self.0.reader()
        }

        /// What the driver says about itself.
        ///
        /// # Errors
        /// [`CardError`]: the driver failed.
        pub fn driver_info(&mut self) -> Result<DriverInfo, CardError> {
            self.0.driver().info().map_err(CardError::from)
        }
    };
}

impl SignatureApplication {
    /// The signature application that the driver shows. No PIN is needed.
    ///
    /// # Errors
    /// [`CardError::AuthenticationCard`] where the driver shows the other application; otherwise as
    /// [`Application::open`].
    pub fn open(driver: Driver, choice: &CardChoice) -> Result<SignatureApplication, CardError> {
        match Application::open(driver, choice)? {
            Application::Signature(application) => Ok(application),
            Application::Authentication(_) => Err(CardError::AuthenticationCard),
        }
    }

    card_facts!();

    /// Whether the holder has one of the roles, by their exact texts in the certificate ("Medical Doctor").
    ///
    /// # Errors
    /// [`CardError::Role`]: none of them.
    pub fn check_role(&self, wanted: &[&str]) -> Result<(), CardError> {
        let roles = hc_roles(self.certificate());
        let mut texts = roles.actors.iter().filter_map(|actor| actor.japanese_role_text());
        if texts.any(|text| wanted.contains(&text)) {
            return Ok(());
        }
        Err(CardError::Role { wanted: wanted.iter().map(|&role| role.to_owned()).collect() })
    }
}

impl AuthenticationApplication {
    /// The authentication application that the driver shows. No PIN is needed.
    ///
    /// # Errors
    /// [`CardError::SignatureCard`] where the driver shows the other application; otherwise as [`Application::open`].
    pub fn open(driver: Driver, choice: &CardChoice) -> Result<AuthenticationApplication, CardError> {
        match Application::open(driver, choice)? {
            Application::Authentication(application) => Ok(application),
            Application::Signature(_) => Err(CardError::SignatureCard),
        }
    }

    card_facts!();

    /// Answers a challenge: RSASSA-PKCS1-v1_5 with SHA-256 over it. One login.
    ///
    /// The challenge must be made by who authenticates, and must hold something that a document never begins with: a
    /// key that signs what strangers send signs anything.
    ///
    /// # Errors
    /// [`CardError`], as for a signature.
    pub fn answer(
        &mut self,
        challenge: &[u8],
        pins: impl PinSource + 'static,
    ) -> Result<SignatureValue, CardError> {
        let algorithm = DigestAlgorithm::Sha256;
        let digest = digest(algorithm, challenge).map_err(|_| CardError::Digest { algorithm })?;
        self.0.sign(challenge, &digest, &mut PinUse::ask_each_time(Box::new(pins)))
    }
}

/// By policy where it says so; else digitalSignature without nonRepudiation.
fn is_for_authentication(certificate: &Certificate) -> bool {
    match CertificatePolicyKind::of(certificate) {
        CertificatePolicyKind::Authentication => true,
        CertificatePolicyKind::Production | CertificatePolicyKind::Test => false,
        CertificatePolicyKind::None => usage(certificate).is_some_and(|usage| {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE) && !usage.contains(KeyUsage::NON_REPUDIATION)
        }),
    }
}

fn check_usage(certificate: &Certificate, needed: KeyUsage, name: &'static str) -> Result<(), CardError> {
    match usage(certificate) {
        Some(usage) if usage.contains(needed) => Ok(()),
        _ => Err(CardError::KeyUsage { needed: name }),
    }
}

fn usage(certificate: &Certificate) -> Option<KeyUsage> {
    certificate.extensions().key_usage().map(|extension| *extension.value())
}
