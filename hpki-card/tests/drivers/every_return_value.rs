//! Every return value, from every function, at every call of every use: no crash, no hang, no false success, no file
//! left, and the promise about PINs.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use hpki_card::driver::{CallError, Function, ReturnValue};
use hpki_card::{Application, CardChoice, CardError, CardSigner, Driver, DriverOptions, SlotToken};
use hpki_card_bad_driver::Act;
use hpki_core::algorithm::{EcdsaEncoding, SignatureAlgorithm};
use hpki_core::crypto::verify_signature;
use hpki_core::signer::{Signer, sign};

use crate::rig::{PIN, Rig, Typist, in_process, open};

/// Values that no standard defines.
const UNDEFINED: [u64; 5] = [0x1d, 0x7fff_ffff, 0x8000_0000, 0x8765_4321, 0xffff_ffff];

/// What a program does with a card.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    List,
    Show,
    Sign,
    /// Three signatures, a PIN typed for each.
    SignThree,
    /// Three signatures with one PIN.
    SignThreeHeld,
}

/// What came of it.
#[derive(Debug)]
struct Outcome {
    /// What was shown, to be held against what a good driver shows.
    shown: String,
    /// Signatures that came out.
    signatures: usize,
    /// PINs typed.
    typed: usize,
    error: Option<CardError>,
}

fn run(what: Use, rig: &Rig, options: &DriverOptions) -> Outcome {
    let typist = Typist::default();
    let mut outcome = Outcome { shown: String::new(), signatures: 0, typed: 0, error: None };
    outcome.error = attempt(what, rig, options, &typist, &mut outcome).err();
    outcome.typed = typist.typed.get();
    outcome
}

fn attempt(
    what: Use,
    rig: &Rig,
    options: &DriverOptions,
    typist: &Typist,
    outcome: &mut Outcome,
) -> Result<(), CardError> {
    match what {
        Use::List => {
            let mut driver = Driver::open(rig.bad(), options)?;
            outcome.shown = format!("{:?} {:?}", driver.info()?, driver.slots()?);
        }
        Use::Show => {
            let card = Application::open(Driver::open(rig.bad(), options)?, &CardChoice::Only)?;
            outcome.shown = format!("{} {:?}", card.certificate().subject(), card.token());
        }
        Use::Sign | Use::SignThree | Use::SignThreeHeld => {
            let mut signer = CardSigner::new(open(&rig.bad(), options)?, typist.types(PIN));
            if what == Use::SignThreeHeld {
                signer = signer.hold_pin(3.try_into().unwrap());
            }
            let key = signer.certificate().public_key().clone();
            let mut first_error = Ok(());
            for number in 0..if what == Use::Sign { 1 } else { 3 } {
                let message = format!("octets of SignedInfo {number}");
                match sign(&mut signer, message.as_bytes()) {
                    Ok(value) => {
                        let algorithm =
                            SignatureAlgorithm::RsaPkcs1(hpki_core::algorithm::DigestAlgorithm::Sha256);
                        let encoding = EcdsaEncoding::P1363;
                        verify_signature(&algorithm, encoding, &key, message.as_bytes(), value.octets())
                            .unwrap();
                        outcome.signatures += 1;
                    }
                    // The next document is tried all the same: it must not cost a try.
                    Err(error) => first_error = first_error.and(Err(crate::rig::card_error(error))),
                }
            }
            first_error?;
        }
    }
    Ok(())
}

/// What a good driver is called for, and shows.
struct Baseline {
    calls: BTreeMap<String, u32>,
    shown: String,
    signatures: usize,
}

impl Baseline {
    /// What must be shown where a fault is survived: the same; but in a list of readers a card that states no sizes of
    /// keys stands without, and one that says nothing of itself stands with what the driver returned.
    fn shown_in_spite_of(&self, function: &str, value: u64) -> String {
        let without_sizes = self.shown.replace("rsa_key_bits: Some((2048, 2048))", "rsa_key_bits: None");
        match (function, without_sizes.split_once("token: Present(TokenInfo {")) {
            ("C_GetMechanismList" | "C_GetMechanismInfo", _) => without_sizes,
            ("C_GetTokenInfo", Some((before, after))) => {
                let (_, after) = after.split_once("), rsa_key_bits:").unwrap();
                let error =
                    CallError::Returned { function: Function::GetTokenInfo, value: ReturnValue(value) };
                format!("{before}token: Unreadable({error:?}), rsa_key_bits:{after}")
            }
            _ => self.shown.clone(),
        }
    }
}

fn baseline(what: Use, rig: &Rig) -> Baseline {
    rig.misbehave(&[]);
    let outcome = run(what, rig, &in_process());
    assert!(outcome.error.is_none(), "{what:?}: {outcome:?}");
    Baseline { calls: rig.calls().unwrap(), shown: outcome.shown, signatures: outcome.signatures }
}

/// One use, every function, every call, every value.
fn every_fault(what: Use) -> (usize, usize) {
    let rig = Rig::new();
    let good = baseline(what, &rig);
    let files = rig.files();
    let values: Vec<u64> =
        ReturnValue::ALL.iter().map(|value| value.0).filter(|value| *value != 0).chain(UNDEFINED).collect();
    let (mut runs, mut successes) = (0, 0);
    for (function, count) in &good.calls {
        for call in 1..=*count {
            for value in &values {
                rig.misbehave(&[(function, call, Act::Return(*value))]);
                let began = Instant::now();
                let outcome = run(what, &rig, &in_process());
                let place = || format!("{what:?}: {function} call {call}: {}", ReturnValue(*value));
                assert!(began.elapsed() < Duration::from_secs(20), "{}: too slow", place());
                check(&good, &good.shown_in_spite_of(function, *value), &outcome, &rig, what, &place);
                runs += 1;
                successes += usize::from(outcome.error.is_none());
            }
        }
    }
    rig.misbehave(&[]);
    assert_eq!(
        rig.files(),
        files.into_iter().filter(|file| file != "bad.log").collect::<Vec<_>>(),
        "a file was left"
    );
    (runs, successes)
}

fn check(good: &Baseline, shown: &str, outcome: &Outcome, rig: &Rig, what: Use, place: &dyn Fn() -> String) {
    let logins = rig.logins();
    match &outcome.error {
        None => {
            assert_eq!(outcome.shown, shown, "{}: something else was shown", place());
            assert_eq!(outcome.signatures, good.signatures, "{}: a false success", place());
        }
        Some(error) => {
            let text = error.to_string();
            assert!(!text.is_empty() && text.len() <= 500 && !text.contains(PIN), "{}: {text}", place());
        }
    }
    // Each login has a typed PIN; a held one may be used again only after the card accepted it.
    let held = if what == Use::SignThreeHeld { outcome.signatures } else { 0 };
    assert!(logins <= outcome.typed + held, "{}: {logins} logins, {} PINs typed", place(), outcome.typed);
    // Logins that led to no signature never exceed the PINs typed.
    assert!(logins - outcome.signatures.min(logins) <= outcome.typed, "{}: {logins} logins", place());
}

#[test]
fn every_function_every_value_every_call() {
    let began = Instant::now();
    let uses = [Use::List, Use::Show, Use::Sign, Use::SignThree, Use::SignThreeHeld];
    // Each use has a copy of the driver of its own, so they do not disturb each other.
    let threads = uses.map(|what| (what, thread::spawn(move || every_fault(what))));
    let mut total = 0;
    for (what, thread) in threads {
        let (runs, successes) = thread.join().unwrap();
        println!("{what:?}: {runs} runs, of which {successes} succeeded in spite of the fault");
        assert!(runs > 500);
        total += runs;
    }
    println!("every return value: {total} runs in {} s", began.elapsed().as_secs());
    assert!(total >= 10_000, "{total} runs");
}

/// A foreign card in one reader must not hide the readers, and must not be taken for an empty one.
#[test]
fn a_card_that_cannot_be_read_is_listed_as_such() {
    let rig = Rig::new();
    for value in
        [ReturnValue::TOKEN_NOT_RECOGNIZED, ReturnValue::DEVICE_ERROR, ReturnValue::TOKEN_NOT_PRESENT]
    {
        rig.misbehave(&[("C_GetTokenInfo", 1, Act::Return(value.0))]);
        let slots = Driver::open(rig.bad(), &in_process()).unwrap().slots().unwrap();
        let error = CallError::Returned { function: Function::GetTokenInfo, value };
        assert_eq!(slots[0].token, SlotToken::Unreadable(error));
        assert_eq!((slots[0].token.present(), slots[0].rsa_key_bits), (None, None));
    }
}
