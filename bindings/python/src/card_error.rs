//! Failures of cards and PINs as exceptions: what is known of the tries that are left, and whether one was spent.

use hpki_card::{CardError, TriesLeft};
use hpki_core::report::Language;
use hpki_core::signer::SignerError;
use hpki_report::Problem;
use pyo3::prelude::*;

use crate::errors::{Class, SUBJECT_LIMIT, of_module, sentence};

/// The exception for a card's failure: `PinError` where it is about the PIN.
pub(crate) fn card_error(subject: &str, error: &CardError) -> PyErr {
    let finding = error.finding();
    let english = error.message(Language::English);
    let japanese = error.message(Language::Japanese);
    let about_the_pin = match error {
        CardError::PinIncorrect { tries } => Some((tries_left(*tries), Some(true))),
        // What locked it may have been this PIN, or an earlier one.
        CardError::PinLocked => Some((Some("locked"), None)),
        CardError::LastTry | CardError::PinsDiffer => Some((Some("final"), Some(false))),
        CardError::NoPin
        | CardError::PinRefusedBefore
        | CardError::PinToBeChanged
        | CardError::PinNotInitialised => Some((None, Some(false))),
        _ => None,
    };
    raise(finding.id, &english, &japanese, subject, about_the_pin)
}

/// What is known of the tries that are left, and whether one was spent.
type Tries = (Option<&'static str>, Option<bool>);

const fn tries_left(tries: TriesLeft) -> Option<&'static str> {
    match tries {
        TriesLeft::One => Some("final"),
        TriesLeft::Fewer => Some("low"),
        TriesLeft::Unknown => None,
    }
}

/// A text that cannot be a PIN. It was not sent.
pub(crate) fn not_a_pin(error: hpki_card::PinError) -> PyErr {
    let problem = Problem::of("pin", error.finding(), error.to_string());
    let (english, japanese) = (sentence(&problem, Language::English), sentence(&problem, Language::Japanese));
    raise(error.finding().id, &english, &japanese, "pin", Some((None, Some(false))))
}

fn raise(code: &str, english: &str, japanese: &str, subject: &str, pin: Option<Tries>) -> PyErr {
    let subject: String = subject.chars().take(SUBJECT_LIMIT).collect();
    let made = Python::attach(|py| {
        let made = match pin {
            None => of_module(py, Class::Card.name())?.call1((code, english, japanese, subject)),
            Some((tries, spent)) => {
                of_module(py, "PinError")?.call1((code, english, japanese, subject, tries, spent))
            }
        };
        made.map(PyErr::from_value)
    });
    made.unwrap_or_else(|error| error)
}

/// A card's own failure in that of a signature.
pub(crate) fn card_failure(subject: &str, error: &SignerError) -> Option<PyErr> {
    let source = std::error::Error::source(error)?;
    source.downcast_ref::<CardError>().map(|error| card_error(subject, error))
}
