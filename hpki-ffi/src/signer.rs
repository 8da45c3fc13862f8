//! Whatever holds a private key.

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::num::NonZeroU32;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::hpki_card::{AskedFor, CardSigner, Pin, PinRequest, PinSource, TypedPin};
use ::hpki_report::Problem;
use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileError, KeyFileLimits, KeyPair, PrivateKey};
use hpki_core::signer::{Signer, usual_algorithm};
use zeroize::Zeroizing;

use crate::boundary::{Failure, free, get, guard, hand_over, octets, place, there};
use crate::card::hpki_card;
use crate::certificate::hpki_certificate;
use crate::error::hpki_error;
use crate::result::{
    HPKI_ERROR_KEY_FILE, HPKI_ERROR_PASSPHRASE, HPKI_ERROR_PIN, HPKI_ERROR_SIGNATURE_ALGORITHM, HPKI_OK,
    hpki_result,
};
use crate::settings::hpki_settings;

/// A private key with its certificate: from a file, or on a card. Calls from several threads wait for each other. What
/// it holds of keys and PINs is erased when it is freed.
pub struct hpki_signer {
    signer: Mutex<Box<dyn Signer>>,
    certificate: hpki_certificate,
}

impl hpki_signer {
    fn new(signer: impl Signer + 'static) -> hpki_signer {
        let certificate = hpki_certificate::of(signer.certificate());
        hpki_signer { signer: Mutex::new(Box::new(signer)), certificate }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Box<dyn Signer>> {
        // A signer that panicked forgot nothing it must remember: a card's refused PINs are kept elsewhere.
        self.signer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of_key_file(error: KeyFileError) -> Failure {
    let code = match error {
        KeyFileError::PassphraseNeeded | KeyFileError::WrongPassphrase | KeyFileError::PassphraseEncoding => {
            HPKI_ERROR_PASSPHRASE
        }
        _ => HPKI_ERROR_KEY_FILE,
    };
    Failure::of(code, Problem::of("", error.finding(), error.to_string()))
}

/// The algorithm of the settings, else the one that everybody verifies for this key.
fn algorithm(settings: &hpki_settings, certificate: &Certificate) -> Result<SignatureAlgorithm, Failure> {
    let wanted = settings.rules().algorithm.or_else(|| usual_algorithm(certificate));
    wanted.ok_or_else(|| {
        let finding = &hpki_core::signer::UNSUPPORTED_ALGORITHM;
        Failure::new(
            HPKI_ERROR_SIGNATURE_ALGORITHM,
            finding,
            ::hpki_report::describe::public_key(certificate),
        )
    })
}

/// A signer from a private key (PEM or DER of PKCS#8, PKCS#1 or SEC1, not encrypted) and its certificate. Of the
/// settings it takes the algorithm. Free it with hpki_signer_free(). The octets of the key are the caller's to erase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_signer_from_key(
    key: *const u8,
    key_length: usize,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_signer>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let key = unsafe { octets(key, key_length) }?;
        let certificate = there(certificate)?;
        hand_over(place(out)?, from_key(key, None, certificate, there(settings)?)?);
        Ok(HPKI_OK)
    })
}

/// The same from an encrypted private key (PKCS#8). The octets of the passphrase are the caller's to erase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_signer_from_encrypted_key(
    key: *const u8,
    key_length: usize,
    passphrase: *const u8,
    passphrase_length: usize,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_signer>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let key = unsafe { octets(key, key_length) }?;
        // SAFETY: likewise.
        let passphrase = unsafe { octets(passphrase, passphrase_length) }?;
        let certificate = there(certificate)?;
        hand_over(place(out)?, from_key(key, Some(passphrase), certificate, there(settings)?)?);
        Ok(HPKI_OK)
    })
}

fn from_key(
    key: &[u8],
    passphrase: Option<&[u8]>,
    certificate: &hpki_certificate,
    settings: &hpki_settings,
) -> Result<hpki_signer, Failure> {
    let key = PrivateKey::from_pem_or_der(key, passphrase, &KeyFileLimits::default()).map_err(of_key_file)?;
    let certificate = certificate.certificate().clone();
    let algorithm = algorithm(settings, &certificate)?;
    FileSigner::new(key, certificate, algorithm).map(hpki_signer::new).map_err(of_key_file)
}

/// A signer from a PKCS#12 file in memory: key, certificate and authorities. Of the settings it takes the algorithm.
/// Free it with hpki_signer_free(). The octets of the passphrase are the caller's to erase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_signer_from_pkcs12(
    data: *const u8,
    length: usize,
    passphrase: *const u8,
    passphrase_length: usize,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_signer>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        // SAFETY: likewise.
        let passphrase = unsafe { octets(passphrase, passphrase_length) }?;
        let (settings, out) = (there(settings)?, place(out)?);
        let pair = KeyPair::from_pkcs12(data, passphrase, &KeyFileLimits::default()).map_err(of_key_file)?;
        let algorithm = algorithm(settings, &pair.certificate)?;
        hand_over(out, hpki_signer::new(FileSigner::of_key_pair(pair, algorithm).map_err(of_key_file)?));
        Ok(HPKI_OK)
    })
}

/// Why a PIN is asked for: one of HPKI_PIN_….
pub type hpki_pin_reason = u32;
/// A signature.
pub const HPKI_PIN_FOR_SIGNATURE: hpki_pin_reason = 1;
/// The same signature, once more: the next wrong PIN locks the card, so the person types it twice.
pub const HPKI_PIN_FOR_LAST_TRY: hpki_pin_reason = 2;

/// Asks a person for a PIN. It is told whose card it is and why the PIN is asked for, writes at most `capacity` octets of
/// ASCII to `pin` and returns how many: 0 when nobody answered, and nothing is sent to the card then. Every answer must be
/// typed for this question: an answer from memory can lock the card. It must return, and must not throw or jump.
pub type hpki_pin_callback = Option<
    extern "C" fn(
        user_data: *mut c_void,
        certificate: *const hpki_certificate,
        reason: hpki_pin_reason,
        pin: *mut c_char,
        capacity: usize,
    ) -> usize,
>;

/// A signer of the signature application of a card. `pin` is `pin_length` octets of ASCII that a person typed for these
/// signatures: it is copied, checked before it costs a try, held for `signatures` signatures at most (1 or more), each with
/// a login of its own, and erased after the last or the first failure. A card on its last try refuses it, since it was not
/// typed twice: use hpki_signer_from_card_asking().
///
/// The signer takes the card: after success `card` gives nothing but its facts. The octets of the PIN are the caller's to
/// erase. Free the signer with hpki_signer_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_signer_from_card(
    card: Option<&hpki_card>,
    pin: *const u8,
    pin_length: usize,
    signatures: u32,
    out: Option<&mut MaybeUninit<*mut hpki_signer>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let typed = unsafe { octets(pin, pin_length) }?;
        let (card, out) = (there(card)?, place(out)?);
        let pin = pin_of(typed)?;
        hand_over(out, from_card(card, TypedPin::new(pin), signatures)?);
        Ok(HPKI_OK)
    })
}

/// The same with a function that asks a person when the card needs the PIN: never sooner, never for nothing. `ask` is
/// called on the thread that signs; `user_data` is handed to it as it is.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signer_from_card_asking(
    card: Option<&hpki_card>,
    ask: hpki_pin_callback,
    user_data: *mut c_void,
    signatures: u32,
    out: Option<&mut MaybeUninit<*mut hpki_signer>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (card, out) = (there(card)?, place(out)?);
        let ask = *there(ask.as_ref())?;
        // An address, which may travel with the signer to the thread that signs. Nothing here looks behind it.
        let user_data = user_data.expose_provenance();
        let asking = move |request: &PinRequest<'_>| {
            let certificate = hpki_certificate::of(request.certificate);
            let reason = match request.asked_for {
                AskedFor::Signature => HPKI_PIN_FOR_SIGNATURE,
                AskedFor::LastTry => HPKI_PIN_FOR_LAST_TRY,
            };
            let mut typed = Zeroizing::new([0_u8; 64]);
            let user_data = ptr::with_exposed_provenance_mut(user_data);
            let written = ask(user_data, ptr::from_ref(&certificate), reason, typed.as_mut_ptr().cast(), 64);
            typed.get(..written).filter(|typed| !typed.is_empty()).and_then(|typed| pin_of(typed).ok())
        };
        hand_over(out, from_card(card, asking, signatures)?);
        Ok(HPKI_OK)
    })
}

fn pin_of(typed: &[u8]) -> Result<Pin, Failure> {
    let refused = |finding, detail: String| Failure::new(HPKI_ERROR_PIN, finding, detail);
    // What is no UTF-8 is no ASCII; the position is that of the octet.
    let text = std::str::from_utf8(typed).map_err(|error| {
        let error = ::hpki_card::PinError::Character { position: error.valid_up_to() + 1 };
        refused(error.finding(), error.to_string())
    })?;
    Pin::new(text).map_err(|error| refused(error.finding(), error.to_string()))
}

fn from_card(
    card: &hpki_card,
    pins: impl PinSource + 'static,
    signatures: u32,
) -> Result<hpki_signer, Failure> {
    let mut signer = CardSigner::new(card.take_signature_application()?, pins);
    if let Some(many) = NonZeroU32::new(signatures).filter(|signatures| signatures.get() > 1) {
        signer = signer.hold_pin(many);
    }
    Ok(hpki_signer::new(signer))
}

/// The certificate of the key. It belongs to the signer: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signer_certificate(
    signer: Option<&hpki_signer>,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get(signer, out, |signer| ptr::from_ref(&signer.certificate))
}

/// Frees a signer, and closes its card. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signer_free(signer: Option<Box<hpki_signer>>) {
    free(signer);
}
