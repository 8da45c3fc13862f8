//! Cards: readers, and whose card it is. No PIN is needed for any of it.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::hpki_card::driver::{CallError, DriverErrorKind};
use ::hpki_card::message::UNREADABLE_CARD;
use ::hpki_card::{
    Application, CardChoice, CardError, Driver, DriverError, DriverOptions, Isolation, SignatureApplication,
    SlotReport, SlotToken, State, WhenBusy,
};
use ::hpki_report::{Problem, json, text as layout, view};
use hpki_core::report::Language;
use hpki_core::role;

use crate::boundary::{Failure, free, get, get_item, guard, hand_over, place, text, there};
use crate::certificate::hpki_certificate;
use crate::error::hpki_error;
use crate::result::{
    CARD_TAKEN, HPKI_ERROR_CARD, HPKI_ERROR_CARD_DRIVER, HPKI_ERROR_CARD_GONE, HPKI_ERROR_CARD_STATE,
    HPKI_ERROR_CARD_TAKEN, HPKI_ERROR_NO_CARD, HPKI_ERROR_PIN, HPKI_ERROR_PIN_INCORRECT,
    HPKI_ERROR_PIN_LOCKED, HPKI_ERROR_WRONG_CARD, HPKI_OK, hpki_result,
};
use crate::value::{hpki_language, hpki_text, language};

/// How drivers are loaded. New options are the safe ones: the driver lives in the program hpki-card-helper beside this
/// program, 30 seconds for a call. Calls from several threads wait for each other.
pub struct hpki_card_options {
    options: Mutex<Options>,
}

#[derive(Clone, Default)]
struct Options {
    driver: DriverOptions,
    reader: Option<String>,
}

impl hpki_card_options {
    fn lock(&self) -> MutexGuard<'_, Options> {
        // Nothing is half done while the lock is held.
        self.options.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes card options. Free them with hpki_card_options_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_options_new(
    out: Option<&mut MaybeUninit<*mut hpki_card_options>>,
) -> hpki_result {
    guard(None, || {
        hand_over(place(out)?, hpki_card_options { options: Mutex::default() });
        Ok(HPKI_OK)
    })
}

/// Frees card options. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_options_free(options: Option<Box<hpki_card_options>>) {
    free(options);
}

/// Where the program hpki-card-helper is. It is installed in libexec/hpki; `pkg-config --variable=helper hpki` tells.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_card_options_set_helper(
    options: Option<&hpki_card_options>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let path = unsafe { text(path, path_length) }?;
        there(options)?.lock().driver.isolation = Isolation::Helper(PathBuf::from(path));
        Ok(HPKI_OK)
    })
}

/// Loads drivers into this process: what they break, breaks here, and time-outs do not work.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_options_danger_in_process(options: Option<&hpki_card_options>) -> hpki_result {
    guard(None, || {
        there(options)?.lock().driver.isolation = Isolation::DangerInProcess;
        Ok(HPKI_OK)
    })
}

/// How many seconds a call of the driver may take, and how long another user of the card is waited for.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_options_set_timeout(
    options: Option<&hpki_card_options>,
    seconds: u32,
) -> hpki_result {
    guard(None, || {
        let timeout = Duration::from_secs(seconds.max(1).into());
        let mut options = there(options)?.lock();
        options.driver.timeout = timeout;
        options.driver.when_busy = WhenBusy::Wait(timeout);
        Ok(HPKI_OK)
    })
}

/// The folder that remembers PINs that cards refused, as salted hashes, for every program that is given the same one. Give
/// it to one person only. Without it, this process alone remembers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_card_options_set_state_folder(
    options: Option<&hpki_card_options>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let path = unsafe { text(path, path_length) }?;
        let options = there(options)?;
        let state = State::in_folder(path).map_err(|error| {
            let problem = Problem::writing(Path::new(path), &error);
            Failure::of(HPKI_ERROR_CARD_STATE, problem)
        })?;
        options.lock().driver.state = state;
        Ok(HPKI_OK)
    })
}

/// The reader whose card is meant, by the name that hpki_readers_name() gives, when there are cards in several.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_card_options_set_reader(
    options: Option<&hpki_card_options>,
    name: *const c_char,
    name_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let name = unsafe { text(name, name_length) }?;
        there(options)?.lock().reader = Some(name.to_owned());
        Ok(HPKI_OK)
    })
}

fn driver(path: &str, options: &Options) -> Result<Driver, Failure> {
    Driver::open(path, &options.driver).map_err(|error| failure(path, &error.into()))
}

/// A card's failure, about its driver.
fn failure(driver: &str, error: &CardError) -> Failure {
    Failure::of(code_of(error), Problem::of(driver, error.finding(), error.to_string()))
}

/// The code for what a card refused.
pub(crate) fn code_of(error: &CardError) -> hpki_result {
    match error {
        CardError::NoReader { .. } | CardError::NoCard { .. } | CardError::NotChosen { .. } => {
            HPKI_ERROR_NO_CARD
        }
        CardError::SeveralCards { .. }
        | CardError::NoCertificate { .. }
        | CardError::SeveralCertificates { .. }
        | CardError::AuthenticationCard
        | CardError::SignatureCard
        | CardError::KeyUsage { .. }
        | CardError::Role { .. }
        | CardError::Key { .. } => HPKI_ERROR_WRONG_CARD,
        CardError::NoPin | CardError::LastTry | CardError::PinsDiffer | CardError::PinRefusedBefore => {
            HPKI_ERROR_PIN
        }
        CardError::PinIncorrect { .. } => HPKI_ERROR_PIN_INCORRECT,
        CardError::PinLocked | CardError::PinToBeChanged | CardError::PinNotInitialised => {
            HPKI_ERROR_PIN_LOCKED
        }
        CardError::Gone { .. } | CardError::Changed { .. } => HPKI_ERROR_CARD_GONE,
        CardError::State { .. } => HPKI_ERROR_CARD_STATE,
        CardError::Driver(DriverError { kind: DriverErrorKind::Busy, .. }) => HPKI_ERROR_CARD,
        CardError::Driver(_) => HPKI_ERROR_CARD_DRIVER,
        _ => HPKI_ERROR_CARD,
    }
}

/// What is said about cards, made when they are looked at: the driver is gone afterwards.
struct Said {
    english: String,
    japanese: String,
    json: String,
}

impl Said {
    fn new(view: impl Fn(Language) -> view::View, json: String) -> Said {
        let [english, japanese] =
            [Language::English, Language::Japanese].map(|language| layout::render(&view(language)));
        Said { english, japanese, json }
    }

    fn text(&self, language: Language) -> hpki_text {
        match language {
            Language::English => hpki_text::of(&self.english),
            Language::Japanese => hpki_text::of(&self.japanese),
        }
    }
}

/// The readers that a driver knows, as they were when they were listed. Any number of threads can read it.
pub struct hpki_readers {
    readers: Vec<Reader>,
    said: Said,
}

struct Reader {
    name: String,
    token: SlotToken,
    /// The label of a card that can be read.
    card: Option<String>,
    /// What the driver said of one that cannot be read.
    problem: Option<[String; 2]>,
}

impl Reader {
    fn of(slot: SlotReport) -> Reader {
        let problem = |error: &CallError, language| {
            format!("{} ({error})", UNREADABLE_CARD.problem.in_language(language))
        };
        Reader {
            name: slot.reader.description.to_string(),
            card: slot.token.present().map(|token| token.label.to_string()),
            problem: match &slot.token {
                SlotToken::Unreadable(error) => {
                    Some([problem(error, Language::English), problem(error, Language::Japanese)])
                }
                _ => None,
            },
            token: slot.token,
        }
    }
}

impl hpki_readers {
    fn all(&self) -> &[Reader] {
        &self.readers
    }
}

/// Lists the readers that a PKCS#11 driver knows and the cards in them. `path` is that of the driver (HpkiSigP11…); a name
/// without a folder is looked for where drivers usually are. Free the list with hpki_readers_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_readers_list(
    path: *const c_char,
    path_length: usize,
    options: Option<&hpki_card_options>,
    out: Option<&mut MaybeUninit<*mut hpki_readers>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        let (options, out) = (there(options)?.lock().clone(), place(out)?);
        let mut driver = driver(path, &options)?;
        let info = driver.info().map_err(|error| failure(path, &error.into()))?;
        let slots = driver.slots().map_err(|error| failure(path, &error))?;
        let file = Path::new(path);
        let json = json::to_text(&json::Readers::of(file, &info, &slots));
        let said = Said::new(|language| view::readers(file, &info, &slots, language), json);
        hand_over(out, hpki_readers { readers: slots.into_iter().map(Reader::of).collect(), said });
        Ok(HPKI_OK)
    })
}

/// Frees a list of readers. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_free(readers: Option<Box<hpki_readers>>) {
    free(readers);
}

/// How many readers there are.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_count(
    readers: Option<&hpki_readers>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(readers, out, |readers| readers.readers.len())
}

/// The name of a reader.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_name(
    readers: Option<&hpki_readers>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(readers, index, out, hpki_readers::all, |reader| hpki_text::of(&reader.name))
}

/// What is in a reader: one of HPKI_READER_….
pub type hpki_reader_state = u32;
/// No card.
pub const HPKI_READER_EMPTY: hpki_reader_state = 1;
/// A card.
pub const HPKI_READER_CARD: hpki_reader_state = 2;
/// A card of which the driver can say nothing: as a rule one that is not for it.
pub const HPKI_READER_UNREADABLE: hpki_reader_state = 3;

/// What is in a reader.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_state(
    readers: Option<&hpki_readers>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_reader_state>>,
) -> hpki_result {
    get_item(readers, index, out, hpki_readers::all, |reader| match reader.token {
        SlotToken::Absent => HPKI_READER_EMPTY,
        SlotToken::Present(_) => HPKI_READER_CARD,
        _ => HPKI_READER_UNREADABLE,
    })
}

/// Why the card in a reader cannot be read, with what the driver said; no text (NULL) unless that is so.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_problem(
    readers: Option<&hpki_readers>,
    index: usize,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (readers, out) = (there(readers)?, place(out)?);
        let language = language(in_language)?;
        Ok(get_item(Some(readers), index, Some(out), hpki_readers::all, |reader| {
            let said = reader.problem.as_ref().map(|[english, japanese]| match language {
                Language::English => english.as_str(),
                Language::Japanese => japanese.as_str(),
            });
            hpki_text::of_some(said)
        }))
    })
}

/// The label of the card in a reader, which may be empty; no text (NULL) when there is none that can be read.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_card(
    readers: Option<&hpki_readers>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(readers, index, out, hpki_readers::all, |reader| hpki_text::of_some(reader.card.as_deref()))
}

/// The list for people, in lines of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_text(
    readers: Option<&hpki_readers>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (readers, out) = (there(readers)?, place(out)?);
        out.write(readers.said.text(language(in_language)?));
        Ok(HPKI_OK)
    })
}

/// The list for programs: the JSON document that `hpki card list --json` prints.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_readers_json(
    readers: Option<&hpki_readers>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(readers, out, |readers| hpki_text::of(&readers.said.json))
}

/// Which application of a card a driver shows: one of HPKI_APPLICATION_….
pub type hpki_application = u32;
/// For signatures of documents.
pub const HPKI_APPLICATION_SIGNATURE: hpki_application = 1;
/// For authentication, never for documents.
pub const HPKI_APPLICATION_AUTHENTICATION: hpki_application = 2;

/// An open card: whose it is, told without a PIN. It keeps other users out until it is freed, or until the signer that
/// took it is freed. Calls from several threads wait for each other.
pub struct hpki_card {
    application: Mutex<Option<Application>>,
    kind: hpki_application,
    driver: String,
    reader: String,
    certificate: hpki_certificate,
    authorities: Vec<hpki_certificate>,
    said: Said,
}

impl hpki_card {
    /// The application, for a signer. What is not for signatures stays.
    pub(crate) fn take_signature_application(&self) -> Result<SignatureApplication, Failure> {
        let mut held = self.application.lock().unwrap_or_else(PoisonError::into_inner);
        match held.take() {
            Some(Application::Signature(application)) => Ok(application),
            Some(other) => {
                *held = Some(other);
                Err(failure(&self.driver, &CardError::AuthenticationCard))
            }
            None => Err(Failure::new(HPKI_ERROR_CARD_TAKEN, &CARD_TAKEN, "")),
        }
    }
}

/// Opens the card in a reader: its certificate is read, no PIN is used. `path` is that of the PKCS#11 driver. Free the
/// card with hpki_card_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_card_open(
    path: *const c_char,
    path_length: usize,
    options: Option<&hpki_card_options>,
    out: Option<&mut MaybeUninit<*mut hpki_card>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        let (options, out) = (there(options)?.lock().clone(), place(out)?);
        let choice = options.reader.clone().map_or(CardChoice::Only, CardChoice::Reader);
        let application = Application::open(driver(path, &options)?, &choice);
        hand_over(out, card(path, application.map_err(|error| failure(path, &error))?));
        Ok(HPKI_OK)
    })
}

fn card(path: &str, application: Application) -> hpki_card {
    let file = Path::new(path);
    let json = json::to_text(&json::Card::of(file, &application, role::japan()));
    hpki_card {
        kind: match application {
            Application::Signature(_) => HPKI_APPLICATION_SIGNATURE,
            Application::Authentication(_) => HPKI_APPLICATION_AUTHENTICATION,
        },
        driver: path.to_owned(),
        reader: application.reader().description.to_string(),
        certificate: hpki_certificate::of(application.certificate()),
        authorities: application.authorities().iter().map(hpki_certificate::of).collect(),
        said: Said::new(|language| view::card(file, &application, role::japan(), language), json),
        application: Mutex::new(Some(application)),
    }
}

/// Closes a card. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_free(card: Option<Box<hpki_card>>) {
    free(card);
}

/// Which application the driver shows: one of HPKI_APPLICATION_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_application(
    card: Option<&hpki_card>,
    out: Option<&mut MaybeUninit<hpki_application>>,
) -> hpki_result {
    get(card, out, |card| card.kind)
}

/// The name of the reader the card is in.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_reader(
    card: Option<&hpki_card>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(card, out, |card| hpki_text::of(&card.reader))
}

/// The holder's certificate. It belongs to the card: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_certificate(
    card: Option<&hpki_card>,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get(card, out, |card| ptr::from_ref(&card.certificate))
}

/// How many certificates of authorities are on the card. They are no trust anchors.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_authority_count(
    card: Option<&hpki_card>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(card, out, |card| card.authorities.len())
}

/// A certificate of an authority on the card. It belongs to the card: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_authority(
    card: Option<&hpki_card>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get_item(card, index, out, |card| &card.authorities, ptr::from_ref)
}

/// The card for people, in lines of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_text(
    card: Option<&hpki_card>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (card, out) = (there(card)?, place(out)?);
        out.write(card.said.text(language(in_language)?));
        Ok(HPKI_OK)
    })
}

/// The card for programs: the JSON document that `hpki card show --json` prints.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_card_json(
    card: Option<&hpki_card>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(card, out, |card| hpki_text::of(&card.said.json))
}
