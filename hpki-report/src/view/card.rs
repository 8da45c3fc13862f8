//! The reports of `hpki card` for people.

use std::path::Path;

use hpki_card::driver::{DriverInfo, PinState, TokenInfo};
use hpki_card::{Application, SlotReport, SlotToken, message};
use hpki_core::certificate::hc_roles;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Language, Text};
use hpki_core::role::RoleTable;

use super::{FactList, Section, Tone, View, words};

/// The readers a driver knows and the cards in them.
pub fn readers(driver: &Path, info: &DriverInfo, slots: &[SlotReport], language: Language) -> View {
    let mut facts = FactList::new(language);
    facts.add(words::DRIVER, format!("{} ({})", driver.display(), info.description));
    facts.add(words::INTERFACE, format!("PKCS#11 {}", info.cryptoki_version));
    let sections = slots.iter().map(|slot| {
        let mut facts = FactList::new(language);
        match &slot.token {
            SlotToken::Present(token) => token_facts(&mut facts, token),
            SlotToken::Unreadable(error) => {
                let problem = message::UNREADABLE_CARD.problem.in_language(language);
                facts.add(words::CARD, format!("{problem} ({error})"));
            }
            _ => facts.add(words::CARD, words::NO_CARD.in_language(language)),
        }
        if let Some((fewest, most)) = slot.rsa_key_bits {
            facts.add(words::KEY_SIZES, format!("RSA {fewest}–{most}"));
        }
        let title = format!("{}: {}", words::READER.in_language(language), slot.reader.description);
        Section { facts: facts.facts, ..Section::new(title) }
    });
    let headline = Text {
        en: "Card readers. No PIN was used.",
        ja: "カードリーダーの一覧です。PINは使用していません。",
    };
    View {
        tone: Tone::Neutral,
        headline: headline.in_language(language).to_owned(),
        advice: Vec::new(),
        facts: facts.facts,
        sections: sections.collect(),
    }
}

/// Whose card it is. Roles are named by this table.
pub fn card(driver: &Path, card: &Application, table: &RoleTable, language: Language) -> View {
    let mut facts = FactList::new(language);
    facts.add(words::DRIVER, driver.to_string_lossy());
    facts.add(words::READER, card.reader().description.to_string());
    token_facts(&mut facts, card.token());
    let application = match card {
        Application::Signature(_) => words::SIGNATURE_APPLICATION,
        Application::Authentication(_) => words::AUTHENTICATION_APPLICATION,
    };
    facts.add(words::APPLICATION, application.in_language(language));
    let certificate = card.certificate();
    words::certificate_facts(&mut facts, certificate, CertificatePolicyKind::of(certificate));
    facts.add(words::QUALIFICATION, words::roles(&hc_roles(certificate), table, language));
    facts.add_all(
        words::AUTHORITIES,
        card.authorities().iter().map(|authority| authority.subject().to_string()),
    );
    let headline = Text {
        en: "Card. Information only: nothing here says whether to trust it. No PIN was used.",
        ja: "カードの内容を示します。信頼できるかどうかは判定していません。PINは使用していません。",
    };
    View {
        tone: Tone::Neutral,
        headline: headline.in_language(language).to_owned(),
        advice: Vec::new(),
        facts: facts.facts,
        sections: Vec::new(),
    }
}

fn token_facts(facts: &mut FactList, token: &TokenInfo) {
    let language = facts.language;
    let label = if token.label.is_blank() {
        words::UNLABELLED.in_language(language).to_owned()
    } else {
        token.label.to_string()
    };
    facts.add(words::CARD, format!("{label} ({})", token.model));
    let pin = match token.pin_state {
        PinState::Locked => words::PIN_LOCKED,
        PinState::FinalTry => words::PIN_LAST_TRY,
        PinState::CountLow => words::PIN_COUNT_LOW,
        PinState::ToBeChanged => words::PIN_TO_BE_CHANGED,
        PinState::Unknown => words::PIN_UNKNOWN,
    };
    let lengths = format!("{}–{}", token.min_pin_length, token.max_pin_length);
    facts.add(words::PIN, format!("{} ({lengths})", pin.in_language(language)));
}
