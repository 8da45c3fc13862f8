//! The one login of one signature, and every reason not to make it.
//!
//! The promise about PINs (see the crate's documentation) is kept here: a PIN goes to the card only out of [`login`],
//! once, and only if it was typed for this signature, or was accepted by this card before and nothing failed since.

use std::num::NonZeroU32;

use hpki_core::certificate::Certificate;

use super::{CardError, TriesLeft, open};
use crate::driver::{DriverError, PinState, ReturnValue, SlotId, SlotInfo, TokenInfo};
use crate::pin::{AskedFor, Pin, PinRequest, PinSource};
use crate::session::Session;
use crate::state::CardName;

/// Where PINs come from, and one that is held.
pub(crate) struct PinUse {
    source: Box<dyn PinSource>,
    /// How many signatures one typed PIN serves.
    uses: u32,
    held: Option<HeldPin>,
}

/// A PIN that the card accepted.
struct HeldPin {
    pin: Pin,
    uses_left: u32,
}

impl PinUse {
    pub(crate) fn ask_each_time(source: Box<dyn PinSource>) -> PinUse {
        PinUse { source, uses: 1, held: None }
    }

    pub(crate) fn hold_for(&mut self, signatures: NonZeroU32) {
        self.uses = signatures.get();
    }

    /// Erases a held PIN.
    pub(crate) fn forget(&mut self) {
        self.held = None;
    }

    fn ask(&mut self, request: &PinRequest<'_>) -> Result<Pin, CardError> {
        let pin = self.source.pin(request).ok_or(match request.asked_for {
            AskedFor::Signature => CardError::NoPin,
            AskedFor::LastTry => CardError::LastTry,
        })?;
        Ok(pin)
    }
}

/// Whose login it is.
pub(super) struct About<'a> {
    pub(super) slot: SlotId,
    pub(super) token: &'a TokenInfo,
    pub(super) reader: &'a SlotInfo,
    pub(super) certificate: &'a Certificate,
}

/// Logs in, or says why not.
pub(super) fn login(
    session: &mut Session<'_>,
    about: &About<'_>,
    pins: &mut PinUse,
) -> Result<(), CardError> {
    if about.token.pin_state == PinState::Locked {
        return Err(CardError::PinLocked);
    }
    let (pin, uses_left) = match pins.held.take() {
        // On the last try even an accepted PIN is asked for again: somebody else tried wrong ones in between.
        Some(held) if about.token.pin_state != PinState::FinalTry => (held.pin, held.uses_left),
        _ => (typed(about, pins)?, pins.uses),
    };
    let state = session.driver().state().clone();
    let record =
        state.begin_login(CardName::of(about.certificate)).map_err(|source| CardError::State { source })?;
    if record.was_refused(&pin) {
        return Err(CardError::PinRefusedBefore);
    }
    match session.login(pin.secret()) {
        Ok(()) => {
            let uses_left = uses_left.saturating_sub(1);
            pins.held = (uses_left > 0).then_some(HeldPin { pin, uses_left });
            Ok(())
        }
        Err(error) if error.kind.return_value().is_some_and(ReturnValue::is_pin_refused) => {
            record.refuse(&pin).map_err(|source| CardError::State { source })?;
            Err(refused(session, about))
        }
        Err(error) => Err(not_accepted(error)),
    }
}

/// A PIN typed for this signature; typed twice when it is the last try.
fn typed(about: &About<'_>, pins: &mut PinUse) -> Result<Pin, CardError> {
    let request = |asked_for| PinRequest {
        token: about.token,
        reader: about.reader,
        certificate: about.certificate,
        pin_state: about.token.pin_state,
        asked_for,
    };
    let pin = pins.ask(&request(AskedFor::Signature))?;
    if about.token.pin_state == PinState::FinalTry {
        let again = pins.ask(&request(AskedFor::LastTry))?;
        if !pin.same_as(&again) {
            return Err(CardError::PinsDiffer);
        }
    }
    Ok(pin)
}

/// The card refused the PIN: what its flags say now.
fn refused(session: &mut Session<'_>, about: &About<'_>) -> CardError {
    let tries = match open::token_info(session.driver(), about.slot) {
        Ok(token) => match token.pin_state {
            PinState::Locked => return CardError::PinLocked,
            PinState::FinalTry => TriesLeft::One,
            PinState::CountLow => TriesLeft::Fewer,
            PinState::ToBeChanged | PinState::Unknown => TriesLeft::Unknown,
        },
        Err(_) => TriesLeft::Unknown,
    };
    CardError::PinIncorrect { tries }
}

fn not_accepted(error: DriverError) -> CardError {
    match error.kind.return_value() {
        Some(ReturnValue::PIN_LOCKED) => CardError::PinLocked,
        Some(ReturnValue::PIN_EXPIRED) => CardError::PinToBeChanged,
        Some(ReturnValue::USER_PIN_NOT_INITIALIZED) => CardError::PinNotInitialised,
        Some(ReturnValue::USER_ALREADY_LOGGED_IN | ReturnValue::USER_ANOTHER_ALREADY_LOGGED_IN) => {
            CardError::AlreadyLoggedIn { driver: error.driver }
        }
        _ => CardError::of_driver(error),
    }
}
