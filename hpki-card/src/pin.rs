//! PINs: checked before they cost a try, erased when they are dropped.

use std::fmt;

use hpki_core::certificate::Certificate;
use zeroize::Zeroizing;

use crate::driver::{PinState, Secret, SlotInfo, TokenInfo};

/// Fewest and most characters of a PIN (guideline, `C_GetTokenInfo`).
pub(crate) const PIN_LENGTH: std::ops::RangeInclusive<usize> = 4..=16;

/// A PIN as somebody typed it. It has no `Debug` and no `Display`, cannot be copied, and erases itself.
///
/// ```compile_fail
/// fn show(pin: hpki_card::Pin) { println!("{pin:?}"); }
/// ```
pub struct Pin(Zeroizing<Vec<u8>>);

/// Why a text cannot be a PIN. It was not sent anywhere and cost no try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// Fewer than 4 or more than 16 characters.
    #[error("a PIN has 4 to 16 characters, not {length}")]
    Length {
        /// How many octets there were.
        length: usize,
    },
    /// Something else than letters, digits and signs of ASCII: a full-width digit, a blank, a line end.
    #[error(
        "a PIN has only ASCII letters, digits and signs, without blanks; character {position} is another"
    )]
    Character {
        /// Which one, counted from 1.
        position: usize,
    },
}

impl Pin {
    /// Checks and copies what was typed. The caller erases its own copy.
    ///
    /// # Errors
    /// [`PinError`]: it cannot be a PIN of an HPKI card.
    pub fn new(typed: &str) -> Result<Pin, PinError> {
        let foreign = typed.chars().position(|character| !character.is_ascii_graphic());
        if let Some(position) = foreign {
            return Err(PinError::Character { position: position + 1 });
        }
        if !PIN_LENGTH.contains(&typed.len()) {
            return Err(PinError::Length { length: typed.len() });
        }
        Ok(Pin(Zeroizing::new(typed.as_bytes().to_vec())))
    }

    /// Whether the token's own statement about lengths fits. Some drivers state nonsense, so this is advice.
    pub fn fits(&self, token: &TokenInfo) -> bool {
        let length = self.0.len() as u64;
        let stated = token.max_pin_length >= token.min_pin_length && token.max_pin_length > 0;
        !stated || (token.min_pin_length..=token.max_pin_length).contains(&length)
    }

    pub(crate) fn octets(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn secret(&self) -> Secret {
        Secret(self.0.clone())
    }

    /// Whether both are the same PIN, in a time that does not depend on where they differ.
    pub(crate) fn same_as(&self, other: &Pin) -> bool {
        let differing = self.0.iter().zip(other.0.iter()).fold(0, |bits, (one, two)| bits | (one ^ two));
        self.0.len() == other.0.len() && differing == 0
    }
}

/// Where a PIN comes from: somebody at a keyboard.
///
/// Every answer must be typed for this request. An implementation that answers with something it remembers breaks the
/// promise about PINs that this crate makes; for several signatures with one PIN there is
/// [`CardSigner::hold_pin`](crate::CardSigner::hold_pin).
pub trait PinSource: Send {
    /// Asks. `None`: nobody answered, or not willing to; nothing is sent to the card.
    fn pin(&mut self, request: &PinRequest<'_>) -> Option<Pin>;
}

/// What the person who types should be told.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PinRequest<'a> {
    /// The card.
    pub token: &'a TokenInfo,
    /// The reader it is in.
    pub reader: &'a SlotInfo,
    /// Whose key will sign.
    pub certificate: &'a Certificate,
    /// What the driver says about the PIN.
    pub pin_state: PinState,
    /// Why it is asked.
    pub asked_for: AskedFor,
}

/// Why a PIN is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedFor {
    /// A signature.
    Signature,
    /// The same signature, once more: if the PIN is wrong the card is locked, so it must be typed twice.
    LastTry,
}

/// A PIN that was typed before it was asked for: from a dialogue of the program, a file descriptor. It answers once, so
/// that a card on its last try is refused instead of locked.
pub struct TypedPin(Option<Pin>);

impl TypedPin {
    /// From a PIN.
    pub fn new(pin: Pin) -> TypedPin {
        TypedPin(Some(pin))
    }
}

impl PinSource for TypedPin {
    fn pin(&mut self, _: &PinRequest<'_>) -> Option<Pin> {
        self.0.take()
    }
}

impl<F: FnMut(&PinRequest<'_>) -> Option<Pin> + Send> PinSource for F {
    fn pin(&mut self, request: &PinRequest<'_>) -> Option<Pin> {
        self(request)
    }
}

impl fmt::Debug for TypedPin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "TypedPin(unused)" } else { "TypedPin(used)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_pin_is_refused_before_it_costs_a_try() {
        let refused = |typed: &str| Pin::new(typed).err();
        assert_eq!(refused("1234"), None);
        assert_eq!(refused("Abc-1234567890#!"), None);
        assert_eq!(refused("123"), Some(PinError::Length { length: 3 }));
        assert_eq!(refused(""), Some(PinError::Length { length: 0 }));
        assert_eq!(refused("12345678901234567"), Some(PinError::Length { length: 17 }));
        assert_eq!(refused("12３4"), Some(PinError::Character { position: 3 }));
        assert_eq!(refused("1234\n"), Some(PinError::Character { position: 5 }));
        assert_eq!(refused("12 34"), Some(PinError::Character { position: 3 }));
    }

    #[test]
    fn comparison_sees_every_difference() {
        let pin = |typed| Pin::new(typed).unwrap();
        assert!(pin("1234").same_as(&pin("1234")));
        assert!(!pin("1234").same_as(&pin("1235")) && !pin("1234").same_as(&pin("12345")));
    }
}
