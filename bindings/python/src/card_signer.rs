//! A card as a signer: asks for its PIN when the card needs it, and forgets it.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use hpki_card::{AskedFor, CardSigner, Pin, PinRequest, PinSource, TypedPin};
use hpki_core::signer::Signer;
use hpki_report::describe;
use hpki_xades::sign::{SignError, SignedDocument};
use pyo3::prelude::*;

use crate::card::PyCard;
use crate::card_error::not_a_pin;
use crate::certificate::PyCertificate;
use crate::errors::{CARD_TAKEN, Class, SIGNATURES, refusal};
use crate::interrupt::Interrupt;
use crate::secret::{self, Secret};
use crate::signer::algorithm_name;

/// The signature application of a card with whatever gives its PIN. One signature at a time.
#[pyclass(frozen, name = "CardSigner", module = "hpki")]
pub(crate) struct PyCardSigner {
    /// None once it was closed.
    signer: Mutex<Option<CardSigner>>,
    certificate: PyCertificate,
    algorithm: String,
    driver: PathBuf,
    interrupt: Interrupt,
}

/// What a callable is told that is asked for a PIN.
#[pyclass(frozen, name = "PinRequest", module = "hpki")]
pub(crate) struct PyPinRequest {
    /// `signature`, or `last-try`: the same signature, asked once more because a wrong PIN would lock the card.
    #[pyo3(get)]
    reason: &'static str,
    /// Whose key will sign.
    #[pyo3(get)]
    certificate: PyCertificate,
    /// The name of the reader.
    #[pyo3(get)]
    reader: String,
}

#[pymethods]
impl PyPinRequest {
    /// No name of a person.
    fn __repr__(&self) -> String {
        format!("<hpki.PinRequest: for {}, card in {:?}>", self.reason, self.reader)
    }
}

/// Takes the card, once the PIN was looked at: a bytearray holds zeros from then on, whatever comes of it.
pub(crate) fn of_card(
    card: &PyCard,
    given: &Bound<'_, PyAny>,
    signatures: Option<&Bound<'_, PyAny>>,
) -> PyResult<PyCardSigner> {
    let typed = if given.is_callable() { None } else { Some(secret::pin(given)?) };
    // Looked at after the PIN, so that no other mistake leaves that where it was.
    let many = NonZeroU32::new(signatures.map_or(Ok(1), |signatures| signatures.extract())?);
    let many = many.ok_or_else(|| refusal(Class::Argument, &SIGNATURES, "signatures", ""))?;
    let interrupt = card.interrupt();
    let signer = match typed {
        Some(typed) => {
            let pin = pin_of(&typed).map_err(not_a_pin)?;
            CardSigner::new(card.take()?, TypedPin::new(pin))
        }
        None => {
            let asking = Asking { ask: given.clone().unbind(), interrupt: interrupt.clone() };
            CardSigner::new(card.take()?, asking)
        }
    };
    Ok(PyCardSigner {
        certificate: PyCertificate::of(signer.certificate().clone()),
        algorithm: algorithm_name(signer.algorithm()),
        driver: card.driver().to_owned(),
        signer: Mutex::new(Some(if many.get() > 1 { signer.hold_pin(many) } else { signer })),
        interrupt,
    })
}

/// What is no UTF-8 is no ASCII; the position is that of the octet.
fn pin_of(typed: &Secret) -> Result<Pin, hpki_card::PinError> {
    let text = str::from_utf8(typed)
        .map_err(|error| hpki_card::PinError::Character { position: error.valid_up_to() + 1 })?;
    Pin::new(text)
}

/// Asks a callable of Python. What it raises ends the signature, and is raised where that was asked for.
struct Asking {
    ask: Py<PyAny>,
    interrupt: Interrupt,
}

impl PinSource for Asking {
    fn pin(&mut self, request: &PinRequest<'_>) -> Option<Pin> {
        let asked = Python::try_attach(|py| self.answer(py, request))?;
        asked.unwrap_or_else(|error| {
            self.interrupt.set(error);
            None
        })
    }
}

impl Asking {
    fn answer(&self, py: Python<'_>, request: &PinRequest<'_>) -> PyResult<Option<Pin>> {
        let told = PyPinRequest {
            reason: match request.asked_for {
                AskedFor::Signature => "signature",
                AskedFor::LastTry => "last-try",
            },
            certificate: PyCertificate::of(request.certificate.clone()),
            reader: request.reader.description.to_string(),
        };
        let answer = self.ask.bind(py).call1((told,))?;
        if answer.is_none() {
            return Ok(None);
        }
        pin_of(&secret::pin(&answer)?).map(Some).map_err(not_a_pin)
    }
}

#[pymethods]
impl PyCardSigner {
    /// The certificate of the key.
    #[getter]
    fn certificate(&self) -> PyCertificate {
        self.certificate.clone()
    }

    /// The name of the algorithm: `rsa-sha256`.
    #[getter]
    fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Erases a PIN that is held, and closes the card. Closing twice is fine.
    fn close(&self, py: Python<'_>) {
        // Without the interpreter's lock: who holds the signer may want that, to ask for a PIN.
        py.detach(|| {
            let signer = self.signer.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(signer);
        });
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    /// Nothing of the PIN, and no name of a person.
    fn __repr__(&self) -> String {
        let serial = describe::serial_number(self.certificate.certificate());
        format!("<hpki.CardSigner: {}, certificate {serial}>", self.algorithm)
    }
}

impl PyCardSigner {
    /// One signature.
    pub(crate) fn sign(
        &self,
        py: Python<'_>,
        with: impl FnOnce(&mut dyn Signer) -> Result<SignedDocument, SignError> + Send,
    ) -> PyResult<Result<SignedDocument, SignError>> {
        let taken = || refusal(Class::Card, &CARD_TAKEN, self.driver.to_string_lossy(), "");
        self.interrupt
            .around(py, || {
                let mut held = self.interrupt.lock(&self.signer)?;
                held.as_mut().map(|signer| with(signer))
            })?
            .ok_or_else(taken)
    }
}
