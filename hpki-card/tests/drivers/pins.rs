//! The promise about PINs, one sentence a test.

use hpki_card::{AskedFor, CardError, CardSigner, DriverOptions, Pin, PinRequest, State, TypedPin};
use hpki_card_bad_driver::Act;
use hpki_core::signer::sign;

use crate::rig::{MESSAGE, PIN, Rig, Typist, card_error, in_process, open, pin};

/// `CKF_USER_PIN_FINAL_TRY`, `CKF_USER_PIN_LOCKED`, over the flags every HPKI driver has.
const FINAL_TRY: u64 = 0x2_0000 | 0xd;
const LOCKED: u64 = 0x4_0000 | 0xd;

fn attempt(
    rig: &Rig,
    options: &DriverOptions,
    pins: impl hpki_card::PinSource + 'static,
) -> Result<(), CardError> {
    let mut signer = CardSigner::new(open(&rig.bad(), options)?, pins);
    sign(&mut signer, MESSAGE).map(drop).map_err(card_error)
}

#[test]
fn a_refused_pin_is_never_sent_again_not_even_by_another_process() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    let state = || State::in_folder(rig.folder.join("state")).unwrap();
    let mut options = in_process();
    options.state = state();
    let wrong = || TypedPin::new(pin("9999"));
    assert!(matches!(attempt(&rig, &options, wrong()), Err(CardError::PinIncorrect { .. })));
    assert_eq!(rig.logins(), 1);
    assert!(matches!(attempt(&rig, &options, wrong()), Err(CardError::PinRefusedBefore)));
    // Another process would make a state of its own from the same folder.
    options.state = state();
    assert!(matches!(attempt(&rig, &options, wrong()), Err(CardError::PinRefusedBefore)));
    assert_eq!(rig.logins(), 1, "the refused PIN reached the card again");
    // Another PIN is another matter.
    attempt(&rig, &options, TypedPin::new(pin(PIN))).unwrap();
    assert_eq!(rig.logins(), 2);
}

#[test]
fn a_new_pin_of_the_issuer_can_be_an_old_wrong_one() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    let options = in_process();
    let typed = || TypedPin::new(pin("4321"));
    assert!(matches!(attempt(&rig, &options, typed()), Err(CardError::PinIncorrect { .. })));
    rig.describe(|description| description.pin = "4321".to_owned());
    assert!(matches!(attempt(&rig, &options, typed()), Err(CardError::PinRefusedBefore)));
    let certificate = open(&rig.bad(), &options).unwrap().certificate().clone();
    options.state.danger_forget_refused_pins(&certificate).unwrap();
    attempt(&rig, &options, typed()).unwrap();
}

#[test]
fn a_locked_card_gets_no_pin() {
    let rig = Rig::new();
    rig.misbehave(&[("C_GetTokenInfo", 0, Act::Length(LOCKED))]);
    let typist = Typist::default();
    assert!(matches!(attempt(&rig, &in_process(), typist.types(PIN)), Err(CardError::PinLocked)));
    assert_eq!((rig.logins(), typist.typed.get()), (0, 0));
}

#[test]
fn the_last_try_needs_the_pin_twice_from_a_person() {
    let rig = Rig::new();
    rig.misbehave(&[("C_GetTokenInfo", 0, Act::Length(FINAL_TRY))]);
    assert!(matches!(attempt(&rig, &in_process(), TypedPin::new(pin(PIN))), Err(CardError::LastTry)));
    let mut answers = ["1234", "1235"].into_iter();
    let differing = move |_: &PinRequest<'_>| answers.next().map(pin);
    assert!(matches!(attempt(&rig, &in_process(), differing), Err(CardError::PinsDiffer)));
    assert_eq!(rig.logins(), 0);

    let mut asked = Vec::new();
    let twice = move |request: &PinRequest<'_>| -> Option<Pin> {
        asked.push(request.asked_for);
        assert_eq!(asked, [AskedFor::Signature, AskedFor::LastTry][..asked.len()]);
        Some(pin(PIN))
    };
    attempt(&rig, &in_process(), twice).unwrap();
    assert_eq!(rig.logins(), 1);
}

#[test]
fn nobody_who_answers_costs_no_try() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    assert!(matches!(attempt(&rig, &in_process(), |_: &PinRequest<'_>| None), Err(CardError::NoPin)));
    assert_eq!(rig.logins(), 0);
}

/// After any failure a held PIN is gone: the next signature asks again.
#[test]
fn a_held_pin_is_forgotten_at_the_first_failure() {
    let rig = Rig::new();
    // The second signature's value (its fourth C_Sign) fails in the card.
    rig.misbehave(&[("C_Sign", 4, Act::Return(0x30))]);
    let typist = Typist::default();
    let signer = CardSigner::new(open(&rig.bad(), &in_process()).unwrap(), typist.types(PIN));
    let mut signer = signer.hold_pin(10.try_into().unwrap());
    sign(&mut signer, MESSAGE).unwrap();
    assert_eq!(typist.typed.get(), 1);
    assert!(sign(&mut signer, MESSAGE).is_err());
    assert_eq!((typist.typed.get(), rig.logins()), (1, 2));
    sign(&mut signer, MESSAGE).unwrap();
    assert_eq!((typist.typed.get(), rig.logins()), (2, 3));
}

/// Gone means gone: no login, and no second chance without opening the card again.
#[test]
fn a_card_that_went_away_is_not_logged_in_to_again() {
    const DEVICE_REMOVED: u64 = 0x32;
    let rig = Rig::new();
    rig.misbehave(&[("C_SignInit", 2, Act::Return(DEVICE_REMOVED))]);
    let typist = Typist::default();
    let signer = CardSigner::new(open(&rig.bad(), &in_process()).unwrap(), typist.types(PIN));
    let mut signer = signer.hold_pin(10.try_into().unwrap());
    sign(&mut signer, MESSAGE).unwrap();
    for _ in 0..2 {
        let error = card_error(sign(&mut signer, MESSAGE).unwrap_err());
        assert!(matches!(error, CardError::Gone { .. }), "{error}");
        assert!(error.finding().problem.ja.starts_with("カードが抜かれました"));
    }
    assert_eq!((typist.typed.get(), rig.logins()), (1, 2));
}
