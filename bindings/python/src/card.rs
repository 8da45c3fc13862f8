//! Smart cards: whose card it is, and the way to a signer. No PIN is needed for any of it but the last.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hpki_card::{Application, CardChoice, CardError, SignatureApplication};
use hpki_core::report::Language;
use hpki_core::role;
use hpki_report::{json, text, view};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::card_driver::Access;
use crate::card_error::card_error;
use crate::card_signer::{self, PyCardSigner};
use crate::certificate::PyCertificate;
use crate::errors::{CARD_TAKEN, Class, refusal};
use crate::interrupt::Interrupt;
use crate::reader::{Reader, pin_state};
use crate::report::{from_json, language};

/// An open card: whose it is, told without a PIN. It keeps other users out until it is closed.
///
/// Ctrl-C in the main thread ends a call that waits for a card: its driver lives in a process of its own.
///
/// Args:
///     driver: The path of the PKCS#11 driver (``HpkiSigP11…`` for signatures); a name without a folder is looked for where
///         drivers usually are.
///     reader: The name of the reader. Default: the only one with a card.
///     helper: The program ``hpki-card-helper``, which holds the driver. Default: this interpreter, started anew.
///     state_folder: Remembers PINs that cards refused, as salted hashes, for every program that is given the same one, so
///         that none is sent twice. Default: this process remembers them.
///     timeout: Seconds for one call of the driver, and for another user of it to finish.
///
/// Raises:
///     CardError: no reader, no card, not the one that was chosen, or the driver failed.
#[pyclass(frozen, name = "Card", module = "hpki")]
pub(crate) struct PyCard {
    application: Mutex<Option<Application>>,
    application_name: &'static str,
    driver: PathBuf,
    reader: String,
    pin_state: Option<&'static str>,
    certificate: PyCertificate,
    authorities: Vec<PyCertificate>,
    json: String,
    texts: [String; 2],
    interrupt: Interrupt,
}

#[pymethods]
impl PyCard {
    #[new]
    #[pyo3(signature = (driver, *, reader = None, helper = None, state_folder = None, timeout = 30.0))]
    fn new(
        py: Python<'_>,
        driver: &Bound<'_, PyAny>,
        reader: Option<String>,
        helper: Option<&Bound<'_, PyAny>>,
        state_folder: Option<&Bound<'_, PyAny>>,
        timeout: f64,
    ) -> PyResult<PyCard> {
        let access = Access::of(py, driver, helper, state_folder, timeout)?;
        let choice = reader.map_or(CardChoice::Only, CardChoice::Reader);
        let opened = access
            .interrupt
            .around(py, || access.open().and_then(|driver| Application::open(driver, &choice)))?;
        let application = opened.map_err(|error| access.failed(&error))?;
        Ok(PyCard::of(access, application))
    }

    /// The readers that a driver knows and the cards in them. No card is opened.
    #[staticmethod]
    #[pyo3(signature = (driver, *, helper = None, state_folder = None, timeout = 30.0))]
    fn readers<'py>(
        py: Python<'py>,
        driver: &Bound<'py, PyAny>,
        helper: Option<&Bound<'py, PyAny>>,
        state_folder: Option<&Bound<'py, PyAny>>,
        timeout: f64,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let access = Access::of(py, driver, helper, state_folder, timeout)?;
        let slots = access.interrupt.around(py, || access.open().and_then(|mut driver| driver.slots()))?;
        let slots = slots.map_err(|error| access.failed(&error))?;
        PyTuple::new(py, slots.iter().map(Reader::of))
    }

    /// `signature`, or `authentication`, which never signs a document.
    #[getter]
    fn application(&self) -> &'static str {
        self.application_name
    }

    /// The name of the reader.
    #[getter]
    fn reader(&self) -> &str {
        &self.reader
    }

    /// What the card said of its PIN when it was opened: `locked`, `final` (one try left), `low` or `to-be-changed`; None
    /// where it said nothing.
    #[getter]
    fn pin_state(&self) -> Option<&'static str> {
        self.pin_state
    }

    /// The holder's certificate.
    #[getter]
    fn certificate(&self) -> PyCertificate {
        self.certificate.clone()
    }

    /// Certificates of authorities on the card. They are no trust anchors.
    #[getter]
    fn authorities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.authorities.iter().cloned())
    }

    /// A signer with this card's key, which takes the card. A PIN is never tried twice, and never to find something out.
    ///
    /// Args:
    ///     pin: A ``bytearray`` that a person typed for these signatures, which holds zeros afterwards whatever comes of it. Or a
    ///         callable that is given a PinRequest when the card needs the PIN, never sooner, and twice on a card's last try;
    ///         it gives a ``bytearray``, or None for none. Every answer must be typed for the question: one from memory can
    ///         lock the card.
    ///     signatures: How many the person agreed to with one PIN, each with a login of its own.
    ///
    /// Raises:
    ///     PinError: what cannot be a PIN. No try was spent.
    ///     CardError: the card is for authentication, is in use by another signer, or was closed.
    #[pyo3(signature = (pin, *, signatures = None), text_signature = "(self, pin, *, signatures=1)")]
    fn signer(
        &self,
        pin: &Bound<'_, PyAny>,
        signatures: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyCardSigner> {
        card_signer::of_card(self, pin, signatures)
    }

    /// Closes the card, so that others can use it. Closing twice is fine.
    fn close(&self, py: Python<'_>) {
        let application = self.held().take();
        py.detach(|| drop(application));
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    /// What `hpki card show` prints.
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, lang: &str) -> PyResult<&str> {
        let [english, japanese] = &self.texts;
        Ok(match language(lang)? {
            Language::English => english,
            Language::Japanese => japanese,
        })
    }

    /// What `hpki card show --json` prints.
    fn to_json(&self) -> &str {
        &self.json
    }

    /// The same as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_json(py, &self.json)
    }

    /// No name of a person.
    fn __repr__(&self) -> String {
        format!("<hpki.Card: {} application in {:?}>", self.application_name, self.reader)
    }
}

impl PyCard {
    fn of(access: Access, application: Application) -> PyCard {
        let file = access.path.as_path();
        let told = |language| text::render(&view::card(file, &application, role::japan(), language));
        PyCard {
            application_name: match application {
                Application::Signature(_) => "signature",
                Application::Authentication(_) => "authentication",
            },
            reader: application.reader().description.to_string(),
            pin_state: pin_state(application.token().pin_state),
            certificate: PyCertificate::of(application.certificate().clone()),
            authorities: application.authorities().iter().cloned().map(PyCertificate::of).collect(),
            json: json::to_text(&json::Card::of(file, &application, role::japan())),
            texts: [told(Language::English), told(Language::Japanese)],
            application: Mutex::new(Some(application)),
            interrupt: access.interrupt,
            driver: access.path,
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Application>> {
        self.application.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The application for a signer. What is not for signatures stays.
    pub(crate) fn take(&self) -> PyResult<SignatureApplication> {
        let mut held = self.held();
        match held.take() {
            Some(Application::Signature(application)) => Ok(application),
            Some(other) => {
                *held = Some(other);
                Err(card_error(&self.driver.to_string_lossy(), &CardError::AuthenticationCard))
            }
            None => Err(refusal(Class::Card, &CARD_TAKEN, self.driver.to_string_lossy(), "")),
        }
    }

    pub(crate) fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    pub(crate) fn driver(&self) -> &Path {
        &self.driver
    }
}
