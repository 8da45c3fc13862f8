//! Smart cards: readers, whose card it is, and the way to a signer. No PIN is needed for any of it but the last.
//!
//! Drivers live in a process of their own, as `hpki-card` has it. Ctrl-C reaches a call that waits for a card: whoever
//! waits looks for signals, and ends that process.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use hpki_card::driver::{Cancellation, PinState, TokenInfo};
use hpki_card::{
    Application, CardChoice, CardError, Driver, DriverOptions, Isolation, SignatureApplication, SlotReport,
    SlotToken, State, TriesLeft, WhenBusy, message,
};
use hpki_core::report::Language;
use hpki_core::role;
use hpki_report::{Problem, json, text, view};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::card_signer::{self, PyCardSigner};
use crate::certificate::PyCertificate;
use crate::errors::{
    CARD_TAKEN, Class, HELPER_NEEDED, SUBJECT_LIMIT, TIMEOUT, of_module, refusal, released, sentence,
};
use crate::report::{from_json, language};
use crate::source;

/// The longest time that one call of a driver can be given: a day.
const TIMEOUT_LIMIT: f64 = 86_400.0;

/// How often a lock that another thread holds is tried.
const POLL: Duration = Duration::from_millis(20);

/// What a signal handler or a callback raised while a card was at work: it is raised again where the call came from.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<Mutex<Option<PyErr>>>);

impl Interrupt {
    /// Keeps the first one.
    pub(crate) fn set(&self, error: PyErr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Gives up when a handler of Python raises, as that of Ctrl-C does. Handlers run in the main thread alone, and so does
    /// Ctrl-C end what the main thread waits for. An interpreter that is going away waits for nothing.
    fn cancellation(&self) -> Cancellation {
        let interrupt = self.clone();
        Cancellation::when(move || interrupt.is_signalled())
    }

    fn is_signalled(&self) -> bool {
        let signals = Python::try_attach(|py| py.check_signals()).unwrap_or_else(|| Err(ending()));
        signals.map_err(|error| self.set(error)).is_err()
    }

    /// Waits for a lock that another thread holds, with an eye on signals. To be called without the interpreter's lock.
    pub(crate) fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> Option<MutexGuard<'m, T>> {
        loop {
            match mutex.try_lock() {
                Ok(held) => return Some(held),
                Err(TryLockError::Poisoned(held)) => return Some(held.into_inner()),
                Err(TryLockError::WouldBlock) if self.is_signalled() => return None,
                Err(TryLockError::WouldBlock) => thread::sleep(POLL),
            }
        }
    }

    /// Works with a card without the interpreter's lock, then raises what was raised meanwhile.
    pub(crate) fn around<T: Send>(&self, py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
        let done = released(py, work)?;
        // Ctrl-C in a terminal reaches the helper too: that it died says less than why.
        py.check_signals()?;
        match self.take() {
            Some(error) => Err(error),
            None => Ok(done),
        }
    }
}

fn ending() -> PyErr {
    PyRuntimeError::new_err("the interpreter is going away")
}

/// How drivers are loaded, from the arguments that every function here has.
struct Access {
    path: PathBuf,
    options: DriverOptions,
    interrupt: Interrupt,
}

impl Access {
    fn of(
        py: Python<'_>,
        driver: &Bound<'_, PyAny>,
        helper: Option<&Bound<'_, PyAny>>,
        state_folder: Option<&Bound<'_, PyAny>>,
        timeout: f64,
    ) -> PyResult<Access> {
        let path = path_of("driver", driver)?;
        let in_range = timeout > 0.0 && timeout <= TIMEOUT_LIMIT;
        if !in_range {
            return Err(refusal(Class::Argument, &TIMEOUT, "timeout", timeout.to_string()));
        }
        let timeout = Duration::from_secs_f64(timeout);
        let isolation = match helper {
            Some(helper) => Isolation::Helper(path_of("helper", helper)?),
            None => interpreter_as_helper(py)?,
        };
        let state = match state_folder {
            Some(folder) => {
                let folder = path_of("state_folder", folder)?;
                let made = State::in_folder(&folder).map_err(|source| CardError::State { source });
                made.map_err(|error| card_error(&folder.to_string_lossy(), &error))?
            }
            None => State::of_this_process(),
        };
        let interrupt = Interrupt::default();
        let cancellation = interrupt.cancellation();
        let when_busy = WhenBusy::Wait(timeout);
        Ok(Access {
            path,
            options: DriverOptions { isolation, timeout, when_busy, state, cancellation },
            interrupt,
        })
    }

    fn open(&self) -> Result<Driver, CardError> {
        Ok(Driver::open(&self.path, &self.options)?)
    }

    fn failed(&self, error: &CardError) -> PyErr {
        card_error(&self.path.to_string_lossy(), error)
    }
}

/// A path; what is none is refused by its type.
fn path_of(name: &str, given: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    source::path(name, given)?.ok_or_else(|| {
        let found = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        pyo3::exceptions::PyTypeError::new_err(format!(
            "{name} must be a path (str or os.PathLike), not {found}"
        ))
    })
}

/// What the interpreter runs to be the helper: this module out of its own file, without site packages, environment or
/// working folder, and the driver whose path comes last. Ctrl-C is for the program that started it to decide about.
const SERVE: &str = "import importlib.util, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
spec = importlib.util.spec_from_file_location('hpki._hpki', sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module._serve_driver(sys.argv[2])";

/// This interpreter, in a process of its own. A program that was frozen into one file has none.
fn interpreter_as_helper(py: Python<'_>) -> PyResult<Isolation> {
    let sys = py.import("sys")?;
    let frozen = sys.getattr_opt("frozen")?.is_some_and(|frozen| frozen.is_truthy().unwrap_or(true));
    let program: Option<PathBuf> = sys.getattr("executable")?.extract()?;
    let program = program.filter(|program| !frozen && !program.as_os_str().is_empty());
    let needed = || refusal(Class::Argument, &HELPER_NEEDED, "helper", "");
    let module: PathBuf = py.import("hpki._hpki")?.getattr("__file__")?.extract()?;
    let arguments = ["-I", "-S", "-c", SERVE].map(OsString::from);
    let arguments = arguments.into_iter().chain([module.into_os_string()]).collect();
    Ok(Isolation::HelperCommand { program: program.ok_or_else(needed)?, arguments })
}

/// Serves one program with a driver: what `hpki-card-helper` does. Not for callers.
#[pyfunction]
#[pyo3(name = "_serve_driver")]
pub(crate) fn serve_driver(py: Python<'_>, driver: PathBuf) {
    py.detach(|| hpki_card::process::serve(&driver));
}

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

const fn pin_state(state: PinState) -> Option<&'static str> {
    match state {
        PinState::Locked => Some("locked"),
        PinState::FinalTry => Some("final"),
        PinState::CountLow => Some("low"),
        PinState::ToBeChanged => Some("to-be-changed"),
        PinState::Unknown => None,
    }
}

impl Reader {
    fn of(slot: &SlotReport) -> Reader {
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
