//! Cards for commands: the driver as the arguments want it, and the PIN from a terminal, a file or a descriptor.

use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hpki_card::process::helper_beside_this_program;
use hpki_card::{
    AskedFor, CardChoice, CardError, Driver, DriverOptions, Isolation, Pin, PinRequest, PinSource, State,
    TypedPin, WhenBusy,
};
use hpki_core::report::Language;
use zeroize::Zeroizing;

use crate::arguments::{CardAccess, PinArguments};
use crate::problem::{self, Problem};
use crate::visible::visible;

/// Loads the driver that the arguments name.
pub(crate) fn driver(access: &CardAccess) -> Result<Driver, Problem> {
    let timeout = Duration::from_secs(access.card_timeout);
    let isolation = match (access.in_process, &access.card_helper) {
        (true, _) => Isolation::DangerInProcess,
        (false, Some(program)) => Isolation::Helper(program.clone()),
        (false, None) => Isolation::Helper(helper_beside_this_program()),
    };
    let options =
        DriverOptions { isolation, timeout, when_busy: WhenBusy::Wait(timeout), state: state(access)? };
    Driver::open(&access.driver, &options).map_err(|error| of_card(&access.driver, &error.into()))
}

/// Which card the arguments mean.
pub(crate) fn choice(access: &CardAccess) -> CardChoice {
    match &access.reader {
        Some(name) => CardChoice::Reader(name.clone()),
        None => CardChoice::Only,
    }
}

/// A card's failure, about its driver.
pub(crate) fn of_card(driver: &Path, error: &CardError) -> Problem {
    Problem::of_file(driver, error.finding(), detail(error))
}

/// What the sentence does not say already. Driver and function stand in the driver's own words.
fn detail(error: &CardError) -> String {
    match error {
        CardError::Driver(error) => error.kind.to_string(),
        CardError::Key { kind } => kind.clone(),
        CardError::SeveralCards { readers, .. } => readers.join(", "),
        CardError::Role { wanted } => wanted.join(", "),
        CardError::KeyUsage { needed } => (*needed).to_owned(),
        CardError::WrongSignature { source } => source.to_string(),
        CardError::State { source } => source.to_string(),
        _ => String::new(),
    }
}

/// Refused PINs are remembered where the user's programs keep their state, so that no other run sends one again.
fn state(access: &CardAccess) -> Result<State, Problem> {
    let Some(folder) = access.card_state.clone().or_else(usual_state_folder) else {
        return Ok(State::of_this_process());
    };
    State::in_folder(&folder).map_err(|error| Problem::writing(&folder, &error))
}

fn usual_state_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state")))
    };
    base.map(|base| base.join("hpki"))
}

/// Where the PIN comes from.
pub(crate) fn pins(arguments: &PinArguments, language: Language) -> Result<Box<dyn PinSource>, Problem> {
    if let Some(path) = &arguments.pin_file {
        return pin_from(path).map(|pin| Box::new(TypedPin::new(pin)) as Box<dyn PinSource>);
    }
    if let Some(number) = arguments.pin_fd {
        // Opening the descriptor by its name needs no unsafe code; only Unix has such names.
        return pin_from(Path::new(&format!("/dev/fd/{number}")))
            .map(|pin| Box::new(TypedPin::new(pin)) as Box<dyn PinSource>);
    }
    if !stdin().is_terminal() {
        return Err(Problem::of("--pin-fd", &problem::NO_TERMINAL, ""));
    }
    Ok(Box::new(move |request: &PinRequest<'_>| ask(request, language)))
}

/// Longest line looked at: a PIN has 16 characters.
const MAX_PIN_FILE: u64 = 256;

/// The first line.
fn pin_from(path: &Path) -> Result<Pin, Problem> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_PIN_FILE as usize));
    let read = File::open(path).and_then(|file| file.take(MAX_PIN_FILE).read_to_string(&mut text));
    read.map_err(|error| Problem::reading(path, &error))?;
    let line = text.lines().next().unwrap_or_default();
    Pin::new(line).map_err(|error| Problem::of_file(path, error.finding(), error.to_string()))
}

/// Asks on the terminal, without showing what is typed. What cannot be a PIN is asked for again: it costs no try.
fn ask(request: &PinRequest<'_>, language: Language) -> Option<Pin> {
    let certificate = request.certificate;
    let name = certificate.japanese_name().or_else(|| certificate.subject().common_name());
    let name = name.map_or_else(|| certificate.subject().to_string(), |name| name.into_owned());
    let name = visible(&name).into_owned();
    let prompt = match (request.asked_for, language) {
        (AskedFor::Signature, Language::English) => format!("PIN of the card of {name}: "),
        (AskedFor::Signature, Language::Japanese) => format!("{name}さんのカードのPIN: "),
        (AskedFor::LastTry, Language::English) => {
            format!("LAST TRY, a wrong PIN locks the card. PIN of the card of {name} again: ")
        }
        (AskedFor::LastTry, Language::Japanese) => {
            format!("残り1回です。間違えるとロックされます。{name}さんのカードのPINをもう一度: ")
        }
    };
    for _ in 0..3 {
        let typed = Zeroizing::new(rpassword::prompt_password(&prompt).ok()?);
        if typed.is_empty() {
            return None;
        }
        match Pin::new(&typed) {
            Ok(pin) => return Some(pin),
            Err(error) => {
                let problem = Problem::of("PIN", error.finding(), error.to_string());
                crate::output::complain(&problem, language);
            }
        }
    }
    None
}
