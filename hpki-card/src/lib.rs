//! HPKI smart cards over PKCS#11: from a vendor's driver to a [`Signer`](hpki_core::signer::Signer).
//!
//! ```no_run
//! use hpki_card::{CardChoice, CardSigner, Driver, DriverOptions, Pin, SignatureApplication, TypedPin};
//! # fn ask_the_person() -> Pin { unimplemented!() }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let driver = Driver::open("HpkiSigP11_MPKCS11H.dll", &DriverOptions::default())?;
//! let card = SignatureApplication::open(driver, &CardChoice::Only)?; // no PIN yet: who is it?
//! println!("{}", card.certificate().subject());
//! let mut signer = CardSigner::new(card, TypedPin::new(ask_the_person()));
//! let value = hpki_core::signer::sign(&mut signer, b"octets to be signed")?;
//! # Ok(()) }
//! ```
//!
//! What a card of HPKI and its driver do is fixed by JAHIS standard 24-002, "HPKI 対応 IC カードガイドライン" Ver. 3.1,
//! and this crate follows it: PKCS#11 v2.20, `C_Initialize(NULL)`, read-only sessions, certificates before the PIN, the
//! private key found by its modulus, the DigestInfo made here, `CKM_RSA_PKCS`, one login per signature. Drivers for
//! other cards (SoftHSM2, OpenSC) work as well.
//!
//! # The promise about PINs
//!
//! A card locks after a few wrong PINs, for good, and a new one takes weeks. So:
//!
//! - **A login reaches the card only with a PIN that a person typed for it.** Logins that the card did not accept are
//!   never more than PINs typed: there is no retry, no probing login, no login to find anything out.
//! - A PIN may serve several signatures ([`CardSigner::hold_pin`]), each with its own login, as the guideline allows: but
//!   only after the card accepted that very PIN, and only until the first failure of any kind. Then it is forgotten.
//! - **A PIN that the card refused is never sent to that card again**, in this process, and with [`State::in_folder`] in
//!   no other process that shares the folder. It is remembered as a salted hash.
//! - A PIN that cannot be one (under 4 or over 16 characters, not ASCII) is refused before it costs a try.
//! - A card that says it is locked gets no PIN; one that says this is the last try gets it only when it was typed twice.
//! - When the card is gone, so is the PIN. Nothing logs in again by itself.
//!
//! PKCS#11 has no count of tries: [`TriesLeft`] says what the driver's flags say, which may be nothing.
//!
//! # Isolation
//!
//! Drivers crash, hang and end the process they live in. By default one lives in the program `hpki-card-helper`
//! ([`process`]), and the worst it can do is an error with its name. [`Isolation::DangerInProcess`] loads it here.
//!
//! # Rooms
//!
//! `pin`, `state`, `driver` (with the one file of unsafe code), `process` · `card` (slots, sessions, objects, one login)
//! · `application` (the signature and the authentication application are two types) · `signer`. `virtual_card` makes
//! cards of software for those who have none.
#![deny(unsafe_code)]

pub mod driver;
pub mod message;
mod pin;
pub mod process;
mod state;

mod application;
mod card;
mod digest_info;
mod session;
mod signer;

#[cfg(feature = "virtual-card")]
pub mod virtual_card;

#[cfg(feature = "fuzzing")]
pub mod fuzzing;

pub use application::{Application, AuthenticationApplication, SignatureApplication};
pub use card::{CardChoice, CardError, SlotReport, SlotToken, TriesLeft};
pub use driver::{Driver, DriverError, DriverOptions, Isolation, WhenBusy};
pub use pin::{AskedFor, Pin, PinError, PinRequest, PinSource, TypedPin};
pub use signer::CardSigner;
pub use state::State;
