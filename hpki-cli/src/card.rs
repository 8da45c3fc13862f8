//! Cards for commands: the driver as the arguments want it, and the PIN from a terminal, a file or a descriptor.

use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hpki_card::process::helper_beside_this_program;
use hpki_card::{
    AskedFor, CardChoice, CardError, Driver, DriverOptions, Isolation, Pin, PinRequest, PinSource, State,
    TypedPin, WhenBusy,
};
use hpki_core::report::Language;
use hpki_core::signer::SignerError;
use zeroize::Zeroizing;

use crate::arguments::{CardOptions, PinArguments};
use crate::problem::{self, Problem};
use crate::secret;
use crate::visible::visible;

/// Loads a driver as the arguments want it.
pub(crate) fn driver(path: &Path, options: &CardOptions) -> Result<Driver, Problem> {
    let timeout = Duration::from_secs(options.card_timeout);
    let isolation = match (options.in_process, &options.card_helper) {
        (true, _) => Isolation::DangerInProcess,
        (false, Some(program)) => Isolation::Helper(program.clone()),
        (false, None) => Isolation::Helper(helper_beside_this_program()),
    };
    let options = DriverOptions {
        isolation,
        timeout,
        when_busy: WhenBusy::Wait(timeout),
        state: state(options)?,
        ..DriverOptions::default()
    };
    Driver::open(path, &options).map_err(|error| of_card(path, &error.into()))
}

/// Which card the arguments mean.
pub(crate) fn choice(options: &CardOptions) -> CardChoice {
    match &options.reader {
        Some(name) => CardChoice::Reader(name.clone()),
        None => CardChoice::Only,
    }
}

/// A card's failure, about its driver.
pub(crate) fn of_card(driver: &Path, error: &CardError) -> Problem {
    Problem::of_file(driver, error.finding(), detail(error))
}

/// A signer's failure: the card's own reason where there is one.
pub(crate) fn of_signer(path: &Path, error: SignerError) -> Problem {
    let (finding, detail) = (error.finding, error.detail.clone());
    match error.into_source().and_then(|source| source.downcast::<CardError>().ok()) {
        Some(error) => of_card(path, &error),
        None => Problem::of_file(path, finding, detail),
    }
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
fn state(options: &CardOptions) -> Result<State, Problem> {
    let Some(folder) = options.card_state.clone().or_else(usual_state_folder) else {
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
    if let Some((line, path)) = secret::given(arguments)? {
        let text = std::str::from_utf8(&line).unwrap_or("\u{fffd}");
        let pin =
            Pin::new(text).map_err(|error| Problem::of_file(&path, error.finding(), error.to_string()))?;
        let mut typed = TypedPin::new(pin);
        return Ok(Box::new(move |request: &PinRequest<'_>| {
            let pin = typed.pin(request)?;
            warn_of_length(&pin, request, language);
            Some(pin)
        }));
    }
    if !stdin().is_terminal() {
        return Err(Problem::of("--pin-fd", &problem::NO_TERMINAL, ""));
    }
    Ok(Box::new(move |request: &PinRequest<'_>| ask(request, language)))
}

/// Whether the card's driver says that its PINs have other lengths; then says so. Some drivers state nonsense, so the
/// PIN may still be right.
fn warn_of_length(pin: &Pin, request: &PinRequest<'_>, language: Language) -> bool {
    let token = request.token;
    if pin.fits(token) {
        return false;
    }
    let stated = format!("{}-{}", token.min_pin_length, token.max_pin_length);
    crate::output::complain(&Problem::of("PIN", &problem::PIN_LENGTH, stated), language);
    true
}

/// Asks on the terminal, without showing what is typed. What cannot be a PIN is asked for again: it costs no try. One
/// of a length that the card does not name is asked for again, too, and taken when it comes again.
fn ask(request: &PinRequest<'_>, language: Language) -> Option<Pin> {
    let prompt = prompt(request, language);
    let mut doubtful: Option<Zeroizing<String>> = None;
    for _ in 0..3 {
        let typed = Zeroizing::new(rpassword::prompt_password(&prompt).ok()?);
        if typed.is_empty() {
            return None;
        }
        match Pin::new(&typed) {
            Ok(pin) if doubtful.as_ref() == Some(&typed) || !warn_of_length(&pin, request, language) => {
                return Some(pin);
            }
            Ok(_) => doubtful = Some(typed),
            Err(error) => {
                let problem = Problem::of("PIN", error.finding(), error.to_string());
                crate::output::complain(&problem, language);
            }
        }
    }
    None
}

/// Whose PIN, and why.
fn prompt(request: &PinRequest<'_>, language: Language) -> String {
    let certificate = request.certificate;
    let name = certificate.japanese_name().or_else(|| certificate.subject().common_name());
    let name = name.map_or_else(|| certificate.subject().to_string(), |name| name.into_owned());
    let name = visible(&name).into_owned();
    match (request.asked_for, language) {
        (AskedFor::Signature, Language::English) => format!("PIN of the card of {name}: "),
        (AskedFor::Signature, Language::Japanese) => format!("{name}さんのカードのPIN: "),
        (AskedFor::LastTry, Language::English) => {
            format!("LAST TRY, a wrong PIN locks the card. PIN of the card of {name} again: ")
        }
        (AskedFor::LastTry, Language::Japanese) => {
            format!("残り1回です。間違えるとロックされます。{name}さんのカードのPINをもう一度: ")
        }
    }
}
