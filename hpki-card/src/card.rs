//! A card in a reader: found without a PIN, recognised by its certificate, and asked for one signature at a time.

mod error;
mod login;
mod open;

use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::crypto::Digest;
use hpki_core::key::{KeyKind, RsaPublicKey};
use hpki_core::signer::SignatureValue;

use crate::digest_info::digest_info;
use crate::driver::{
    Criterion, Driver, DriverErrorKind, ObjectClass, ObjectHandle, Presence, ReturnValue, SessionState,
    SlotId, SlotInfo, TokenInfo,
};
use crate::session::Session;

pub use error::{CardError, TriesLeft};
pub(crate) use login::PinUse;
pub use open::{CardChoice, SlotReport, SlotToken};

/// One application of one card, known by its certificates. Nothing here depends on which application it is.
#[derive(Debug)]
pub(crate) struct Card {
    driver: Driver,
    slot: SlotId,
    reader: SlotInfo,
    token: TokenInfo,
    end_entity: Certificate,
    authorities: Vec<Certificate>,
    presence: CardPresence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CardPresence {
    /// As far as anybody knows.
    There,
    /// It went away once. Another card may be there now, or the same: whoever wants to go on opens it again.
    Gone,
}

impl Card {
    pub(crate) fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    pub(crate) fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    pub(crate) fn token(&self) -> &TokenInfo {
        &self.token
    }

    pub(crate) fn reader(&self) -> &SlotInfo {
        &self.reader
    }

    pub(crate) fn driver(&mut self) -> &mut Driver {
        &mut self.driver
    }

    /// The RSA key of the end entity. `Card::open` made sure that it is one.
    fn key(&self) -> Result<&RsaPublicKey, CardError> {
        rsa_key(&self.end_entity)
    }

    /// One signature over the message with this digest: the guideline's sequence (A.4 D), with one login. The result
    /// was verified with the certificate.
    pub(crate) fn sign(
        &mut self,
        message: &[u8],
        digest: &Digest,
        pins: &mut PinUse,
    ) -> Result<SignatureValue, CardError> {
        if self.presence == CardPresence::Gone {
            pins.forget();
            return Err(CardError::Gone { driver: self.driver.path().to_owned() });
        }
        let result = self.sign_once(message, digest, pins);
        if let Err(error) = &result {
            // After any failure a PIN must be typed again, and after these the card must be opened again.
            pins.forget();
            if matches!(error, CardError::Gone { .. } | CardError::Changed { .. }) {
                self.presence = CardPresence::Gone;
            }
        }
        result
    }

    fn sign_once(
        &mut self,
        message: &[u8],
        digest: &Digest,
        pins: &mut PinUse,
    ) -> Result<SignatureValue, CardError> {
        let algorithm = digest.algorithm();
        let digest_info = digest_info(digest).ok_or(CardError::Digest { algorithm })?;
        let key = self.key()?.clone();
        let slot = self.slot_of_this_card()?;
        let token = open::token_info(&mut self.driver, slot)?;
        let mut session = open_session(&mut self.driver, slot)?;
        // The card may have been exchanged while the slot was looked for.
        check_holds(&mut session, &self.end_entity)?;
        check_nobody_is_logged_in(&mut session)?;
        let about = login::About { slot, token: &token, reader: &self.reader, certificate: &self.end_entity };
        login::login(&mut session, &about, pins)?;
        let handle = private_key(&mut session, &key)?;
        let octets = session.sign(handle, digest_info, key.modulus().len()).map_err(CardError::of_driver)?;
        drop(session);
        verified(&self.end_entity, algorithm, message, octets)
    }

    /// Slots may be numbered anew whenever a reader comes or goes, so this card's is looked for by its certificate, the
    /// known one first.
    fn slot_of_this_card(&mut self) -> Result<SlotId, CardError> {
        let mut slots = open::slots(&mut self.driver, Presence::WithCard)?;
        slots.sort_by_key(|slot| *slot != self.slot);
        let mut first_problem = None;
        for slot in slots {
            let held = open_session(&mut self.driver, slot)
                .and_then(|mut session| check_holds(&mut session, &self.end_entity));
            match held {
                Ok(()) => {
                    self.slot = slot;
                    return Ok(slot);
                }
                // Another card beside ours is no problem, in place of ours it is.
                Err(CardError::Driver(error)) if !matches!(error.kind, DriverErrorKind::Call(_)) => {
                    return Err(CardError::Driver(error));
                }
                Err(problem) => first_problem = first_problem.or(Some(problem)),
            }
        }
        Err(first_problem.unwrap_or_else(|| CardError::Gone { driver: self.driver.path().to_owned() }))
    }
}

/// The RSA key of a certificate, of a size that cards have and verifiers accept.
fn rsa_key(certificate: &Certificate) -> Result<&RsaPublicKey, CardError> {
    match certificate.public_key().kind() {
        KeyKind::Rsa(key) if (2048..=4096).contains(&key.bits()) => Ok(key),
        kind => Err(CardError::Key { kind: kind.to_string() }),
    }
}

fn open_session(driver: &mut Driver, slot: SlotId) -> Result<Session<'_>, CardError> {
    Session::open(driver, slot).map_err(CardError::of_driver)
}

/// Whether the certificate is on the card of the session. Drivers must be able to search for a value; one that does
/// not find it is asked for all certificates before the card is called another one.
fn check_holds(session: &mut Session<'_>, certificate: &Certificate) -> Result<(), CardError> {
    let mut criteria = certificate_criteria();
    criteria.push(Criterion::Value(certificate.as_der().to_vec()));
    let found = match session.find(criteria) {
        Ok(found) => found,
        // A driver that cannot search so is asked otherwise.
        Err(error) if cannot_search(error.kind.return_value()) => Vec::new(),
        Err(error) => return Err(CardError::of_driver(error)),
    };
    for object in found {
        if session.value(object).map_err(CardError::of_driver)?.as_deref() == Some(certificate.as_der()) {
            return Ok(());
        }
    }
    let all = open::certificates(session)?;
    if all.contains(certificate) {
        return Ok(());
    }
    Err(CardError::Changed { driver: session.driver().path().to_owned() })
}

fn cannot_search(value: Option<ReturnValue>) -> bool {
    matches!(
        value,
        Some(
            ReturnValue::ATTRIBUTE_TYPE_INVALID
                | ReturnValue::ATTRIBUTE_VALUE_INVALID
                | ReturnValue::TEMPLATE_INCONSISTENT
                | ReturnValue::ARGUMENTS_BAD
        )
    )
}

/// A login that is not ours would make our own fail, or worse, succeed without the PIN being looked at.
fn check_nobody_is_logged_in(session: &mut Session<'_>) -> Result<(), CardError> {
    match session.state() {
        Ok(SessionState::Public) => Ok(()),
        Ok(SessionState::LoggedIn) => {
            Err(CardError::AlreadyLoggedIn { driver: session.driver().path().to_owned() })
        }
        Err(error) => Err(CardError::of_driver(error)),
    }
}

fn certificate_criteria() -> Vec<Criterion> {
    vec![Criterion::Class(ObjectClass::Certificate), Criterion::OnToken]
}

/// The private key that belongs to the certificate: by modulus and exponent, as labels and ids differ between issuers.
fn private_key(session: &mut Session<'_>, key: &RsaPublicKey) -> Result<ObjectHandle, CardError> {
    let criteria = vec![
        Criterion::Class(ObjectClass::PrivateKey),
        Criterion::OnToken,
        Criterion::Modulus(key.modulus().to_vec()),
        Criterion::PublicExponent(key.exponent().to_vec()),
    ];
    let found = session.find(criteria).map_err(CardError::of_driver)?;
    // Should there be two with the same modulus, they are the same key.
    found
        .first()
        .copied()
        .ok_or_else(|| CardError::KeyNotFound { driver: session.driver().path().to_owned() })
}

fn verified(
    certificate: &Certificate,
    digest: DigestAlgorithm,
    message: &[u8],
    octets: Vec<u8>,
) -> Result<SignatureValue, CardError> {
    let algorithm = SignatureAlgorithm::RsaPkcs1(digest);
    SignatureValue::verify(certificate, algorithm, message, octets)
        .map_err(|source| CardError::WrongSignature { source })
}
