//! Readers and what is in them.

use hpki_card::driver::{PinState, TokenInfo};
use hpki_card::{SlotReport, SlotToken, message};
use hpki_core::report::Language;
use pyo3::prelude::*;

use crate::report::language;

/// A reader, as it was when it was listed.
#[pyclass(frozen, name = "Reader", module = "hpki")]
pub(crate) struct Reader {
    /// The name by which `Card` knows it.
    #[pyo3(get)]
    name: String,
    /// What is in it: `absent`, `present`, or `unreadable` where the driver can say nothing about the card.
    #[pyo3(get)]
    card: &'static str,
    /// The label of the card; None unless it is present.
    #[pyo3(get)]
    label: Option<String>,
    /// What the driver says of its PIN: `locked`, `final`, `low` or `to-be-changed`; None where it says nothing.
    #[pyo3(get)]
    pin_state: Option<&'static str>,
    problem: Option<[String; 2]>,
}

pub(crate) const fn pin_state(state: PinState) -> Option<&'static str> {
    match state {
        PinState::Locked => Some("locked"),
        PinState::FinalTry => Some("final"),
        PinState::CountLow => Some("low"),
        PinState::ToBeChanged => Some("to-be-changed"),
        PinState::Unknown => None,
    }
}

impl Reader {
    pub(crate) fn of(slot: &SlotReport) -> Reader {
        let token: Option<&TokenInfo> = slot.token.present();
        let said = |error: &dyn std::fmt::Display, language| {
            format!("{} ({error})", message::UNREADABLE_CARD.problem.in_language(language))
        };
        Reader {
            name: slot.reader.description.to_string(),
            card: match slot.token {
                SlotToken::Absent => "absent",
                SlotToken::Present(_) => "present",
                _ => "unreadable",
            },
            label: token.map(|token| token.label.to_string()),
            pin_state: token.and_then(|token| pin_state(token.pin_state)),
            problem: match &slot.token {
                SlotToken::Unreadable(error) => {
                    Some([said(error, Language::English), said(error, Language::Japanese)])
                }
                _ => None,
            },
        }
    }
}

#[pymethods]
impl Reader {
    /// Why the card cannot be read; None unless that is so.
    #[pyo3(signature = (lang = "en"))]
    fn problem(&self, lang: &str) -> PyResult<Option<&str>> {
        let language = language(lang)?;
        Ok(self.problem.as_ref().map(|[english, japanese]| match language {
            Language::English => english.as_str(),
            Language::Japanese => japanese.as_str(),
        }))
    }

    fn __repr__(&self) -> String {
        format!("<hpki.Reader: {:?}, card {}>", self.name, self.card)
    }
}
