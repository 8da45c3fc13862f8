//! For the fuzz target `card_helper` (feature `fuzzing`): what a helper prints, a driver's noise and lies included, is
//! the input; a card is listed, shown and asked for a signature with it. Not for use anywhere else.
#![allow(clippy::panic, clippy::expect_used, reason = "a broken promise ends the fuzz target")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::crypto::verify_signature;
use hpki_core::signer::{self, Signer as _};

use crate::driver::{
    CallError, Criterion, DriverErrorKind, DriverInfo, ObjectClass, ObjectHandle, PaddedText, PinState,
    Reply, Request, SessionHandle, SessionState, SlotId, SlotInfo, TokenInfo, Version,
};
use crate::process::frame::{self, Marker};
use crate::{Application, CardChoice, CardSigner, Driver, Pin, PinRequest};

/// What is signed.
pub const MESSAGE: &[u8] = b"octets of the fuzz target card_helper";

/// The marker of every fuzzed conversation.
const MARKER: Marker = Marker(*b"hpki\x01card_helper");

/// Most answers of one input that are listened to.
const MOST_REPLIES: usize = 1024;

/// Something that answers requests in place of a driver.
pub(crate) type Script = Box<dyn FnMut(Request) -> Result<Reply, DriverErrorKind> + Send>;

/// Takes the input for what a helper printed. Returns how many signatures came of it.
///
/// # Panics
/// When an answer comes from nowhere, a request changes on its way, more logins reach the card than PINs were typed, or
/// something that is no signature is taken for one.
pub fn card_helper(input: &[u8]) -> usize {
    let mut replies = Vec::new();
    frame::read_replies(input, &MARKER, |reply| {
        replies.push(reply);
        replies.len() < MOST_REPLIES
    });
    let markers = input.windows(MARKER.0.len()).filter(|octets| *octets == MARKER.0).count();
    assert!(replies.len() <= markers, "an answer without a marker before it");
    read_as_requests(input);

    let mut replies = replies.into_iter();
    let (logins, typed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = logins.clone();
    let signatures = operate(
        Box::new(move |request| {
            let function = request.function();
            seen.fetch_add(usize::from(matches!(request, Request::Login(..))), Relaxed);
            let reply = replies.next().ok_or(DriverErrorKind::Closed)?;
            match frame::decode::<Result<Reply, CallError>>(&reply) {
                Some(answer) => answer.map_err(DriverErrorKind::Call),
                None => Err(DriverErrorKind::Protocol { function }),
            }
        }),
        &typed,
    );
    assert!(logins.load(Relaxed) <= typed.load(Relaxed), "a login that nobody typed a PIN for");
    signatures
}

/// The input as a program's requests: what can be read is written again as it was meant.
fn read_as_requests(mut input: &[u8]) {
    while let Some(octets) = frame::read_frame(&mut input) {
        let Some(request) = frame::decode::<Request>(&octets) else { return };
        let written = frame::encode(&request).expect("a request that was read fits a frame");
        let again = frame::decode::<Request>(written.get(4..).unwrap_or_default());
        let again = again.expect("a request that was written can be read");
        assert_eq!(format!("{request:?}"), format!("{again:?}"), "a request changed on its way");
    }
}

/// What `hpki card list`, `show` and `test-sign` do, one after the other.
fn operate(script: Script, typed: &Arc<AtomicUsize>) -> usize {
    let mut driver = Driver::scripted(script);
    if let Err(error) = driver.info() {
        assert!(!error.to_string().is_empty());
        return 0;
    }
    if let Err(error) = driver.slots() {
        assert!(!error.finding().problem.ja.is_empty());
    }
    let card = match Application::open(driver, &CardChoice::Only) {
        Ok(Application::Signature(card)) => card,
        Ok(Application::Authentication(_)) => return 0,
        Err(error) => {
            assert!(!error.finding().problem.ja.is_empty());
            return 0;
        }
    };
    let typed = typed.clone();
    let mut signer = CardSigner::new(card, move |_: &PinRequest<'_>| {
        typed.fetch_add(1, Relaxed);
        Pin::new("1234").ok()
    });
    let mut signatures = 0;
    for _ in 0..2 {
        match signer::sign(&mut signer, MESSAGE) {
            Ok(value) => {
                let key = signer.certificate().public_key();
                let verified =
                    verify_signature(&value.algorithm(), EcdsaEncoding::P1363, key, MESSAGE, value.octets());
                assert_eq!(verified, Ok(()), "something that is no signature");
                signatures += 1;
            }
            Err(error) => assert!(!error.finding.problem.en.is_empty()),
        }
    }
    signatures
}

/// What a helper prints when everything goes well, with a card that holds these certificates (DER, the end entity's
/// first) and makes this signature of [`MESSAGE`]: a seed.
pub fn recorded_conversation(certificates: Vec<Vec<u8>>, signature: Vec<u8>) -> Vec<u8> {
    let printed = Arc::new(std::sync::Mutex::new(b"driver loaded\n".to_vec()));
    let record = printed.clone();
    operate(
        Box::new(move |request| {
            let reply = answer(&request, &certificates, &signature);
            let frame = frame::encode(&Ok::<_, CallError>(&reply)).expect("a reply fits a frame");
            let mut printed = record.lock().expect("nobody else has it");
            printed.extend_from_slice(&MARKER.0);
            printed.extend_from_slice(&frame);
            Ok(reply)
        }),
        &Arc::default(),
    );
    let printed = printed.lock().expect("nobody else has it");
    printed.clone()
}

/// The answer of a good card.
fn answer(request: &Request, certificates: &[Vec<u8>], signature: &[u8]) -> Reply {
    let text = |text: &str| PaddedText::from_field(text.as_bytes());
    let version = |minor| Version { major: 2, minor };
    match request {
        Request::Open
        | Request::Login(..)
        | Request::Logout(_)
        | Request::CloseSession(_)
        | Request::Close => Reply::Done,
        Request::Info => Reply::Info(DriverInfo {
            cryptoki_version: version(20),
            manufacturer: text("fuzzing"),
            description: text("HPKI 3.0"),
            version: version(0),
        }),
        Request::Slots(_) => Reply::Slots(vec![SlotId(1)]),
        Request::SlotInfo(_) => {
            Reply::SlotInfo(SlotInfo { description: text("reader"), manufacturer: text(""), flags: 7 })
        }
        Request::TokenInfo(_) => Reply::TokenInfo(TokenInfo {
            label: text("HPKI Application"),
            manufacturer: text(""),
            model: text("ISO 7816-15:2016"),
            serial_number: text("1"),
            min_pin_length: 4,
            max_pin_length: 16,
            pin_state: PinState::Unknown,
        }),
        Request::RsaKeyBits(_) => Reply::RsaKeyBits(Some((2048, 2048))),
        Request::OpenSession(_) => Reply::Session(SessionHandle(7)),
        Request::SessionState(_) => Reply::SessionState(SessionState::Public),
        Request::Find(_, criteria) => Reply::Objects(found(criteria, certificates)),
        Request::Value(_, handle) => {
            Reply::Value(usize::try_from(handle.0).ok().and_then(|index| certificates.get(index).cloned()))
        }
        Request::Sign { .. } => Reply::Signature(signature.to_vec()),
    }
}

fn found(criteria: &[Criterion], certificates: &[Vec<u8>]) -> Vec<ObjectHandle> {
    if criteria.contains(&Criterion::Class(ObjectClass::PrivateKey)) {
        return vec![ObjectHandle(99)];
    }
    let wanted = criteria.iter().find_map(|criterion| match criterion {
        Criterion::Value(value) => Some(value),
        _ => None,
    });
    let handles = certificates.iter().zip(0..);
    handles
        .filter(|(der, _)| wanted.is_none_or(|wanted| wanted == *der))
        .map(|(_, handle)| ObjectHandle(handle))
        .collect()
}
