//! Drivers that say `CKR_OK` and lie. Whatever they say, no wrong signature comes out, and no PIN goes to another card.

use hpki_card::driver::{CallError, DriverErrorKind, NotADriver};
use hpki_card::{CardError, CardSigner, Driver};
use hpki_card_bad_driver::Act;
use hpki_core::signer::sign;

use crate::rig::{
    MESSAGE, PIN, Rig, Typist, card_error, driver_error, in_process, isolated, open, sign_once,
};

#[test]
fn no_list_of_functions_a_misaligned_one_and_one_of_another_version() {
    let rig = Rig::new();
    let loaded = |act| {
        rig.misbehave(&[("C_GetFunctionList", 1, act)]);
        match Driver::open(rig.bad(), &isolated()).unwrap_err().kind {
            DriverErrorKind::Call(CallError::NotADriver { what }) => what,
            other => panic!("{other}"),
        }
    };
    assert_eq!(loaded(Act::NullList), NotADriver::NoList);
    assert_eq!(loaded(Act::Length(0x1001)), NotADriver::NoList);
    assert_eq!(loaded(Act::Version(1)), NotADriver::Version { major: 1, minor: 20 });
    assert_eq!(loaded(Act::Version(9)), NotADriver::Version { major: 9, minor: 20 });
    rig.misbehave(&[("C_GetFunctionList", 1, Act::Version(3))]);
    assert!(Driver::open(rig.bad(), &isolated()).is_ok());
}

/// Every one of the functions missing: an error that names it, where it is needed.
#[test]
fn missing_functions_are_named() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    sign_once(&rig.bad(), &in_process()).unwrap();
    let mut missing = 0;
    for function in rig.calls().unwrap().into_keys().filter(|function| function != "C_GetFunctionList") {
        rig.misbehave(&[(&function, 0, Act::NullMember)]);
        match sign_once(&rig.bad(), &in_process()) {
            Ok(_) => assert!(tidies_up(&function), "{function} is needed"),
            Err(error) => {
                assert!(error.to_string().contains(&function), "{error}");
                missing += 1;
            }
        }
    }
    assert!(missing >= 12, "{missing}");
}

/// Functions whose failure takes nothing away from a signature that was made.
fn tidies_up(function: &str) -> bool {
    ["C_Logout", "C_CloseSession", "C_CloseAllSessions", "C_Finalize"].contains(&function)
}

/// Counts and lengths that cannot be, at every call that gives one.
#[test]
fn absurd_lengths_and_counts() {
    let rig = Rig::new();
    let mut tried = 0;
    let functions = ["C_GetSlotList", "C_GetMechanismList", "C_FindObjects", "C_GetAttributeValue", "C_Sign"];
    for function in functions {
        for call in 1..=8 {
            for length in [0, 1, 17, 255, 257, 65_537, 1 << 31, u64::MAX - 1, u64::MAX] {
                rig.misbehave(&[(function, call, Act::Length(length))]);
                let result = sign_once(&rig.bad(), &in_process());
                assert!(rig.logins() <= 1);
                // Where it does not matter, or is known better, the signature is right; else nothing comes out.
                if let Err(error) = result {
                    assert!(error.to_string().len() <= 500 && !error.to_string().contains(PIN));
                }
                let mut driver = Driver::open(rig.bad(), &in_process()).unwrap();
                let _ = driver.slots();
                tried += 2;
            }
        }
    }
    println!("absurd lengths and counts: {tried} runs");
}

#[test]
fn a_wrong_or_short_signature_is_discarded() {
    let rig = Rig::new();
    for act in [Act::Flip, Act::Shorten, Act::Nothing, Act::Length(0), Act::Length(255)] {
        rig.misbehave(&[("C_Sign", 2, act.clone())]);
        let error = sign_once(&rig.bad(), &in_process()).unwrap_err();
        assert!(matches!(error, CardError::WrongSignature { .. }), "{act:?}: {error}");
    }
}

/// Values with a bit turned: a certificate that is no longer the card's, handles of other objects.
#[test]
fn turned_bits_never_make_a_signature() {
    let rig = Rig::new();
    let mut refused = 0;
    for function in ["C_GetAttributeValue", "C_FindObjects", "C_OpenSession"] {
        for call in 1..=12 {
            rig.misbehave(&[(function, call, Act::Flip)]);
            refused += usize::from(sign_once(&rig.bad(), &in_process()).is_err());
            assert!(rig.logins() <= 1);
        }
    }
    assert!(refused >= 6, "{refused}");
}

#[test]
fn text_that_is_no_text_is_shown_safely() {
    let rig = Rig::new();
    rig.misbehave(&[
        ("C_GetInfo", 0, Act::Garble),
        ("C_GetSlotInfo", 0, Act::Garble),
        ("C_GetTokenInfo", 0, Act::Garble),
    ]);
    let mut driver = Driver::open(rig.bad(), &in_process()).unwrap();
    let slot = driver.slots().unwrap().remove(0);
    for text in [
        slot.reader.description,
        slot.token.present().unwrap().label.clone(),
        driver.info().unwrap().description,
    ] {
        assert!(!text.to_string().chars().any(char::is_control), "{text}");
        assert!(!text.is_blank());
    }
    drop(driver);
    sign_once(&rig.bad(), &in_process()).unwrap();
}

/// Slots that get other numbers at any moment: the card is found by its certificate.
#[test]
fn renumbered_slots_are_followed() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    sign_once(&rig.bad(), &in_process()).unwrap();
    let lists = rig.calls().unwrap()["C_GetSlotList"];
    assert!(lists >= 4);
    for call in (1..=lists).filter(|call| call % 2 == 1) {
        rig.misbehave(&[("C_GetSlotList", call, Act::Renumber(5))]);
        sign_once(&rig.bad(), &in_process()).unwrap_or_else(|error| panic!("at list {call}: {error}"));
    }
    // In the middle of a signature it cannot be followed: an error, and no login to the wrong slot.
    rig.misbehave(&[("C_GetTokenInfo", 2, Act::Renumber(5))]);
    assert!(sign_once(&rig.bad(), &in_process()).is_err());
}

/// Another card between show and sign, at every call of the signature before the login: no PIN goes to it.
#[test]
fn another_card_gets_no_pin() {
    let rig = Rig::new();
    let other = rig.authentication();
    let mut refused = 0;
    // How many calls of each there are in a signature before its login.
    for (function, before_login) in
        [("C_GetSlotList", 2), ("C_OpenSession", 2), ("C_FindObjectsInit", 2), ("C_GetTokenInfo", 1)]
    {
        for skipped in 1..=before_login {
            rig.misbehave(&[]);
            let shown = open(&rig.bad(), &in_process()).unwrap();
            drop(shown);
            let call = rig.calls().unwrap().get(function).copied().unwrap_or_default() + skipped;
            rig.misbehave(&[(function, call, Act::Swap(other.clone()))]);
            let typist = Typist::default();
            let mut signer = CardSigner::new(open(&rig.bad(), &in_process()).unwrap(), typist.types(PIN));
            let error = card_error(sign(&mut signer, MESSAGE).unwrap_err());
            assert!(
                matches!(error, CardError::Changed { .. } | CardError::Gone { .. }),
                "{function} {call}: {error}"
            );
            assert_eq!(rig.logins(), 0, "{function} {call}: a PIN went to another card");
            refused += 1;
        }
    }
    println!("cards exchanged between show and sign: {refused} refused");
}

#[test]
fn errors_name_the_driver_and_the_function() {
    let rig = Rig::new();
    rig.misbehave(&[("C_GetSlotInfo", 1, Act::Return(0x30))]);
    let error = open(&rig.bad(), &in_process()).unwrap_err();
    assert_eq!(driver_error(&error).driver, rig.bad());
    assert!(error.to_string().ends_with("C_GetSlotInfo returned CKR_DEVICE_ERROR"), "{error}");
}
