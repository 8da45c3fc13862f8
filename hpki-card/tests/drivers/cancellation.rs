//! Who gives up waiting is not kept, whatever the driver does; and no PIN is sent for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hpki_card::driver::{Cancellation, DriverErrorKind};
use hpki_card::{CardSigner, Driver, DriverOptions, PinRequest, WhenBusy};
use hpki_card_bad_driver::Act;
use hpki_core::signer::sign;

use crate::rig::{MESSAGE, PIN, Rig, Typist, card_error, driver_error, isolated, open, sign_once};

/// Options under which a hang would take a minute, and the switch that ends it.
fn given_up() -> (DriverOptions, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&switch);
    let cancellation = Cancellation::when(move || asked.load(Ordering::Relaxed));
    (DriverOptions { cancellation, ..isolated() }, switch)
}

fn soon(switch: &Arc<AtomicBool>) -> thread::JoinHandle<Instant> {
    let switch = Arc::clone(switch);
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(400));
        switch.store(true, Ordering::Relaxed);
        Instant::now()
    })
}

#[test]
fn a_call_that_hangs_is_given_up() {
    let rig = Rig::new();
    for function in ["C_Initialize", "C_GetSlotList", "C_OpenSession", "C_Login", "C_Sign"] {
        rig.misbehave(&[(function, 0, Act::Hang)]);
        let (options, switch) = given_up();
        let gave_up = soon(&switch);
        let error = sign_once(&rig.bad(), &options).unwrap_err();
        let waited = gave_up.join().unwrap().elapsed();
        assert!(
            matches!(driver_error(&error).kind, DriverErrorKind::Cancelled { .. }),
            "{function}: {error}"
        );
        // A minute is the time-out; on a busy machine a fraction of a second can become some.
        assert!(waited < Duration::from_secs(10), "{function}: {waited:?} after it was given up");
        assert!(rig.logins() <= 1, "{function}: {} logins", rig.logins());
    }
}

/// Given up between opening and signing, or while the PIN is typed: it stays here.
#[test]
fn no_pin_is_sent_once_somebody_gave_up() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    let (options, switch) = given_up();
    let typist = Typist::default();
    let mut types = typist.types(PIN);
    let at_the_prompt = Arc::clone(&switch);
    let mut signer = CardSigner::new(open(&rig.bad(), &options).unwrap(), move |request: &PinRequest<'_>| {
        at_the_prompt.store(true, Ordering::Relaxed);
        types(request)
    });
    let error = card_error(sign(&mut signer, MESSAGE).unwrap_err());
    assert!(matches!(driver_error(&error).kind, DriverErrorKind::Cancelled { .. }), "{error}");
    assert_eq!((typist.typed.get(), rig.logins()), (1, 0));
    switch.store(false, Ordering::Relaxed);
    let error = card_error(sign(&mut signer, MESSAGE).unwrap_err());
    assert!(
        matches!(driver_error(&error).kind, DriverErrorKind::Closed),
        "{error}: nothing goes on by itself"
    );
    assert_eq!(rig.logins(), 0);
}

/// Somebody else has the driver: waiting for him is given up as well.
#[test]
fn waiting_for_another_user_is_given_up() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    let held = Driver::open(rig.bad(), &isolated()).unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let options = DriverOptions {
        cancellation: Cancellation::when(move || counted.fetch_add(1, Ordering::Relaxed) == 3),
        when_busy: WhenBusy::Wait(Duration::from_secs(60)),
        ..isolated()
    };
    let error = Driver::open(rig.bad(), &options).unwrap_err();
    assert!(matches!(error.kind, DriverErrorKind::Cancelled { .. }), "{error}");
    assert_eq!(asked.load(Ordering::Relaxed), 4);
    drop(held);
    assert!(Driver::open(rig.bad(), &isolated()).is_ok());
}
