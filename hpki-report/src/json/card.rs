//! Readers and cards for programs: `hpki card list` and `hpki card show`.

use std::path::Path;

use hpki_card::driver::{DriverInfo, PinState, TokenInfo};
use hpki_card::{Application, SlotReport, SlotToken, message};
use hpki_core::role::RoleTable;
use serde::Serialize;

use super::certificate::Signer;

/// What a driver shows.
#[derive(Debug, Serialize)]
pub struct Readers {
    driver: Driver,
    slots: Vec<Slot>,
}

#[derive(Debug, Serialize)]
struct Driver {
    file: String,
    description: String,
    manufacturer: String,
    cryptoki_version: String,
    version: String,
}

#[derive(Debug, Serialize)]
struct Slot {
    slot: String,
    reader: String,
    /// `absent`, `present` or `unreadable`: a card that the driver can say nothing about.
    card: &'static str,
    /// null unless the card is present.
    token: Option<Token>,
    /// What is wrong with a card that is unreadable; else null.
    problem: Option<CardProblem>,
    /// Fewest and most bits; null where the driver states none.
    rsa_key_bits: Option<(u64, u64)>,
}

#[derive(Debug, Serialize)]
struct CardProblem {
    id: &'static str,
    /// What the driver said.
    detail: String,
}

#[derive(Debug, Serialize)]
struct Token {
    label: String,
    manufacturer: String,
    model: String,
    serial_number: String,
    min_pin_length: u64,
    max_pin_length: u64,
    /// As the driver's flags say: `locked`, `final-try`, `count-low`, `to-be-changed` or `unknown`.
    pin_state: &'static str,
}

/// One application of a card.
#[derive(Debug, Serialize)]
pub struct Card {
    driver: String,
    reader: String,
    token: Token,
    /// `signature` or `authentication`.
    application: &'static str,
    certificate: Signer,
    /// Certificates of authorities on the card.
    authorities: Vec<Signer>,
}

impl Readers {
    /// Of the driver in this file.
    pub fn of(file: &Path, info: &DriverInfo, slots: &[SlotReport]) -> Readers {
        let slot = |slot: &SlotReport| Slot {
            slot: slot.slot.to_string(),
            reader: slot.reader.description.to_string(),
            card: match slot.token {
                SlotToken::Absent => "absent",
                SlotToken::Present(_) => "present",
                _ => "unreadable",
            },
            token: slot.token.present().map(Token::of),
            problem: match &slot.token {
                SlotToken::Unreadable(error) => {
                    Some(CardProblem { id: message::UNREADABLE_CARD.id, detail: error.to_string() })
                }
                _ => None,
            },
            rsa_key_bits: slot.rsa_key_bits,
        };
        Readers {
            driver: Driver {
                file: file.to_string_lossy().into_owned(),
                description: info.description.to_string(),
                manufacturer: info.manufacturer.to_string(),
                cryptoki_version: info.cryptoki_version.to_string(),
                version: info.version.to_string(),
            },
            slots: slots.iter().map(slot).collect(),
        }
    }
}

impl Token {
    fn of(token: &TokenInfo) -> Token {
        Token {
            label: token.label.to_string(),
            manufacturer: token.manufacturer.to_string(),
            model: token.model.to_string(),
            serial_number: token.serial_number.to_string(),
            min_pin_length: token.min_pin_length,
            max_pin_length: token.max_pin_length,
            pin_state: match token.pin_state {
                PinState::Locked => "locked",
                PinState::FinalTry => "final-try",
                PinState::CountLow => "count-low",
                PinState::ToBeChanged => "to-be-changed",
                PinState::Unknown => "unknown",
            },
        }
    }
}

impl Card {
    /// Of the card that was opened through this driver; roles are named by this table.
    pub fn of(driver: &Path, card: &Application, table: &RoleTable) -> Card {
        Card {
            driver: driver.to_string_lossy().into_owned(),
            reader: card.reader().description.to_string(),
            token: Token::of(card.token()),
            application: match card {
                Application::Signature(_) => "signature",
                Application::Authentication(_) => "authentication",
            },
            certificate: Signer::claimed(card.certificate(), table),
            authorities: card.authorities().iter().map(|one| Signer::claimed(one, table)).collect(),
        }
    }
}
