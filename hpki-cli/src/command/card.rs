//! `hpki card list`, `show`, `test-sign` and `virtual new`

use std::time::{SystemTime, UNIX_EPOCH};

use hpki_card::virtual_card::{NewCard, library_beside_this_program};
use hpki_card::{Application, CardSigner, SignatureApplication};
use hpki_core::report::Language;
use hpki_core::role;
use hpki_core::signer;

use crate::arguments::{CardTestSign, ListCards, NewVirtualCard, ShowCard};
use crate::card::{choice, driver, of_card, of_signer, pins};
use crate::exit::Exit;
use crate::problem::{self, Problem};
use crate::{clock, json, output, text, view};

/// Readers and the cards in them. No PIN.
pub(crate) fn list(arguments: &ListCards, language: Language) -> Result<Exit, Problem> {
    let path = &arguments.access.driver;
    let mut driver = driver(path, &arguments.access.options)?;
    let info = driver.info().map_err(|error| of_card(path, &error.into()))?;
    let slots = driver.slots().map_err(|error| of_card(path, &error))?;
    if arguments.json {
        output::print_json(&json::to_text(&json::Readers::of(path, &info, &slots)))?;
    } else {
        output::print_text(&text::render(&view::readers(path, &info, &slots, language)))?;
    }
    Ok(Exit::Done)
}

/// Whose card it is. No PIN, no trust decision.
pub(crate) fn show(arguments: &ShowCard, language: Language) -> Result<Exit, Problem> {
    let path = &arguments.access.driver;
    let card =
        Application::open(driver(path, &arguments.access.options)?, &choice(&arguments.access.options))
            .map_err(|error| of_card(path, &error))?;
    if arguments.json {
        output::print_json(&json::to_text(&json::Card::of(path, &card, role::japan())))?;
    } else {
        output::print_text(&text::render(&view::card(path, &card, role::japan(), language)))?;
    }
    Ok(Exit::Done)
}

/// One signature over random-looking octets that are no document, verified and thrown away: shows that card, driver and
/// PIN work. It costs one login.
pub(crate) fn test_sign(arguments: &CardTestSign, language: Language) -> Result<Exit, Problem> {
    let path = &arguments.access.driver;
    let card = SignatureApplication::open(
        driver(path, &arguments.access.options)?,
        &choice(&arguments.access.options),
    )
    .map_err(|error| of_card(path, &error))?;
    let roles: Vec<&str> = arguments.role.iter().map(String::as_str).collect();
    if !roles.is_empty() {
        card.check_role(&roles).map_err(|error| of_card(path, &error))?;
    }
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let message = format!("hpki card test-sign: not a document, {} ns", moment.as_nanos());
    let mut pins = pins(&arguments.pin, language)?;
    let ask = move |request: &hpki_card::PinRequest<'_>| pins.pin(request);
    let value = signer::sign(&mut CardSigner::new(card, ask), message.as_bytes())
        .map_err(|error| of_signer(path, error))?;
    let sentence = match language {
        Language::English => "The card signed, and the signature fits its certificate.",
        Language::Japanese => "カードで署名し、署名値が証明書と一致することを確認しました。",
    };
    output::print_text(&format!("{sentence} ({})\n", value.algorithm()))?;
    Ok(Exit::Done)
}

/// Makes a card of software with a test hierarchy of its own.
pub(crate) fn new_virtual(arguments: &NewVirtualCard, language: Language) -> Result<Exit, Problem> {
    let library = arguments.library.clone().unwrap_or_else(library_beside_this_program);
    let card = NewCard::new(&arguments.role, &arguments.name, clock::at_or_now(None)?);
    let files = card
        .create(&arguments.out, &library)
        .map_err(|error| Problem::of_file(&arguments.out, &problem::NO_VIRTUAL_CARD, error.to_string()))?;
    let (signature, authentication, anchor) = match language {
        Language::English => ("driver for signatures", "driver for authentication", "trust anchor"),
        Language::Japanese => ("署名用ドライバー", "認証用ドライバー", "トラストアンカー"),
    };
    output::print_text(&format!(
        "{signature}: {}\n{authentication}: {}\n{anchor}: {}\nPIN: {}\n",
        files.signature_driver.display(),
        files.authentication_driver.display(),
        files.root.display(),
        card.pin,
    ))?;
    Ok(Exit::Done)
}
