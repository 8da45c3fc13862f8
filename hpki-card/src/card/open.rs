//! Readers and the cards in them, before any PIN.

use hpki_core::certificate::Certificate;

use super::{Card, CardError, CardPresence, certificate_criteria, open_session, rsa_key};
use crate::driver::{
    CallError, Driver, DriverError, DriverErrorKind, Function, Presence, Reply, Request, SlotId, SlotInfo,
    TokenInfo,
};
use crate::session::Session;

/// A reader, and the card in it if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlotReport {
    /// The driver's number for it. It may change whenever a reader is plugged in.
    pub slot: SlotId,
    /// The reader.
    pub reader: SlotInfo,
    /// The card.
    pub token: SlotToken,
    /// The sizes of keys, in bits, that the driver states for `CKM_RSA_PKCS`; `None` where it states none.
    pub rsa_key_bits: Option<(u64, u64)>,
}

/// What is in a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotToken {
    /// No card.
    Absent,
    /// A card.
    Present(TokenInfo),
    /// A card of which the driver says nothing but this: as a rule one that is not for it. The card in another reader can
    /// be used all the same.
    Unreadable(CallError),
}

impl SlotToken {
    /// The card, where the driver says what it is.
    pub fn present(&self) -> Option<&TokenInfo> {
        match self {
            SlotToken::Present(token) => Some(token),
            SlotToken::Absent | SlotToken::Unreadable(_) => None,
        }
    }
}

/// Which card, when there may be several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardChoice {
    /// The only one there is; more are an error.
    Only,
    /// The one in the reader of this name.
    Reader(String),
    /// The one whose end-entity certificate has this SHA-256.
    Certificate([u8; 32]),
}

impl Driver {
    /// Every reader the driver knows, with or without a card. A card that cannot be read hides none of the others.
    ///
    /// # Errors
    /// [`CardError`]: no reader at all, or the driver failed.
    pub fn slots(&mut self) -> Result<Vec<SlotReport>, CardError> {
        let all = slots(self, Presence::All)?;
        if all.is_empty() {
            return Err(CardError::NoReader { driver: self.path().to_owned() });
        }
        let with_card = slots(self, Presence::WithCard)?;
        all.into_iter().map(|slot| slot_report(self, slot, with_card.contains(&slot))).collect()
    }
}

fn slot_report(driver: &mut Driver, slot: SlotId, has_card: bool) -> Result<SlotReport, CardError> {
    let reader = slot_info(driver, slot)?;
    if !has_card {
        return Ok(SlotReport { slot, reader, token: SlotToken::Absent, rsa_key_bits: None });
    }
    match returned(driver.call(Request::TokenInfo(slot)))? {
        Ok(Reply::TokenInfo(token)) => {
            let rsa_key_bits = rsa_key_bits(driver, slot)?;
            Ok(SlotReport { slot, reader, token: SlotToken::Present(token), rsa_key_bits })
        }
        Ok(_) => Err(driver.protocol(Function::GetTokenInfo).into()),
        Err(error) => {
            Ok(SlotReport { slot, reader, token: SlotToken::Unreadable(error), rsa_key_bits: None })
        }
    }
}

/// A return value is about this card. Anything else (a driver that is dead, hangs or lies) is about all of them.
fn returned(reply: Result<Reply, DriverError>) -> Result<Result<Reply, CallError>, CardError> {
    match reply {
        Ok(reply) => Ok(Ok(reply)),
        Err(DriverError { kind: DriverErrorKind::Call(error @ CallError::Returned { .. }), .. }) => {
            Ok(Err(error))
        }
        Err(error) => Err(CardError::of_driver(error)),
    }
}

fn rsa_key_bits(driver: &mut Driver, slot: SlotId) -> Result<Option<(u64, u64)>, CardError> {
    match returned(driver.call(Request::RsaKeyBits(slot)))? {
        Ok(Reply::RsaKeyBits(bits)) => Ok(bits),
        Ok(_) => Err(driver.protocol(Function::GetMechanismInfo).into()),
        // As of a blank token, or one that was just taken out. It must not hide what is in the other readers.
        Err(_) => Ok(None),
    }
}

impl Card {
    /// The card that `choice` names, with its certificates.
    pub(crate) fn open(mut driver: Driver, choice: &CardChoice) -> Result<Card, CardError> {
        let slots_with_card = slots(&mut driver, Presence::WithCard)?;
        if slots_with_card.is_empty() {
            let readers = slots(&mut driver, Presence::All)?;
            let driver = driver.path().to_owned();
            return Err(if readers.is_empty() {
                CardError::NoReader { driver }
            } else {
                CardError::NoCard { driver }
            });
        }
        let mut candidates = Vec::new();
        let mut first_problem = None;
        for slot in slots_with_card {
            match Candidate::read(&mut driver, slot, choice) {
                Ok(None) => {}
                Ok(Some(candidate)) => candidates.push(candidate),
                // A driver that is no longer there will not do better at the next slot.
                Err(CardError::Driver(error)) if !matches!(error.kind, DriverErrorKind::Call(_)) => {
                    return Err(error.into());
                }
                // An empty card in a second reader is none of our business, if there is a right one.
                Err(problem) => first_problem = first_problem.or(Some(problem)),
            }
        }
        let [candidate] = one_of(candidates, &driver, choice, first_problem)?;
        Ok(Card {
            driver,
            slot: candidate.slot,
            reader: candidate.reader,
            token: candidate.token,
            end_entity: candidate.end_entity,
            authorities: candidate.authorities,
            presence: CardPresence::There,
        })
    }
}

/// A card that may be the one.
struct Candidate {
    slot: SlotId,
    reader: SlotInfo,
    token: TokenInfo,
    end_entity: Certificate,
    authorities: Vec<Certificate>,
}

impl Candidate {
    /// `None` for another one than was chosen. What is wrong with the card in another reader is nobody's business.
    fn read(driver: &mut Driver, slot: SlotId, choice: &CardChoice) -> Result<Option<Candidate>, CardError> {
        let reader = slot_info(driver, slot)?;
        if matches!(choice, CardChoice::Reader(name) if reader.description.to_string() != name.trim()) {
            return Ok(None);
        }
        let token = token_info(driver, slot)?;
        let mut session = open_session(driver, slot)?;
        let all = certificates(&mut session)?;
        drop(session);
        let (authorities, mut end_entities): (Vec<_>, Vec<_>) = all.into_iter().partition(is_authority);
        // Drivers may show a certificate twice, once for each way to find it.
        end_entities.dedup();
        let path = driver.path().to_owned();
        match (end_entities.pop(), end_entities.is_empty()) {
            (Some(end_entity), true) => {
                if matches!(choice, CardChoice::Certificate(sha256) if end_entity.sha256() != *sha256) {
                    return Ok(None);
                }
                rsa_key(&end_entity)?;
                Ok(Some(Candidate { slot, reader, token, end_entity, authorities }))
            }
            (Some(_), false) => Err(CardError::SeveralCertificates { driver: path }),
            (None, _) => Err(CardError::NoCertificate { driver: path }),
        }
    }
}

fn one_of(
    mut candidates: Vec<Candidate>,
    driver: &Driver,
    choice: &CardChoice,
    problem: Option<CardError>,
) -> Result<[Candidate; 1], CardError> {
    let path = driver.path().to_owned();
    match (candidates.pop(), candidates.is_empty()) {
        (Some(candidate), true) => Ok([candidate]),
        (Some(last), false) => {
            candidates.push(last);
            let readers =
                candidates.iter().map(|candidate| candidate.reader.description.to_string()).collect();
            Err(CardError::SeveralCards { driver: path, readers })
        }
        (None, _) => Err(match (problem, choice) {
            (Some(problem), _) => problem,
            (None, CardChoice::Only) => CardError::NoCard { driver: path },
            (None, _) => CardError::NotChosen { driver: path },
        }),
    }
}

/// Whether a certificate is an authority's: by basicConstraints, never by its label.
fn is_authority(certificate: &Certificate) -> bool {
    certificate.extensions().basic_constraints().is_some_and(|extension| extension.value().ca)
}

/// Every certificate on the card that can be read. One that is no certificate cannot sign and is passed over.
pub(super) fn certificates(session: &mut Session<'_>) -> Result<Vec<Certificate>, CardError> {
    let mut certificates = Vec::new();
    for object in session.find(certificate_criteria()).map_err(CardError::of_driver)? {
        let Some(value) = session.value(object).map_err(CardError::of_driver)? else { continue };
        certificates.extend(Certificate::from_der(&value).ok());
    }
    Ok(certificates)
}

pub(super) fn slots(driver: &mut Driver, presence: Presence) -> Result<Vec<SlotId>, CardError> {
    match driver.call(Request::Slots(presence)).map_err(CardError::of_driver)? {
        Reply::Slots(slots) => Ok(slots),
        _ => Err(driver.protocol(Function::GetSlotList).into()),
    }
}

fn slot_info(driver: &mut Driver, slot: SlotId) -> Result<SlotInfo, CardError> {
    match driver.call(Request::SlotInfo(slot)).map_err(CardError::of_driver)? {
        Reply::SlotInfo(info) => Ok(info),
        _ => Err(driver.protocol(Function::GetSlotInfo).into()),
    }
}

pub(super) fn token_info(driver: &mut Driver, slot: SlotId) -> Result<TokenInfo, CardError> {
    match driver.call(Request::TokenInfo(slot)).map_err(CardError::of_driver)? {
        Reply::TokenInfo(info) => Ok(info),
        _ => Err(driver.protocol(Function::GetTokenInfo).into()),
    }
}
