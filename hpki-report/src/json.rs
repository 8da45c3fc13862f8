//! Reports for programs. The keys are a contract; new ones may come, these stay, whatever the language.

mod card;
mod certificate;
mod document;
mod inspection;
mod signed;
mod validation;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto;
use hpki_core::report::{CheckList, Language};
use serde::Serialize;

pub use card::{Card, Readers};
pub use certificate::{Certificate, Certificates};
pub use document::{Document, Documents};
pub use inspection::Inspection;
pub use signed::{Preparation, Signed, SignedDocuments, SigningFacts};
pub use validation::Validation;

use crate::problem::Problem;
use crate::visible::is_deceptive;

/// Printed in place of a report when nothing was decided.
#[derive(Debug, Serialize)]
pub struct Failure {
    error: Error,
}

/// Why nothing was decided, about one file or at all.
#[derive(Debug, Serialize)]
struct Error {
    id: &'static str,
    subject: String,
    /// In the language of messages.
    message: String,
}

/// One check. Its sentences for people depend on the language and are not here; the id stands for them.
#[derive(Debug, Serialize)]
struct Check {
    id: &'static str,
    outcome: &'static str,
    detail: String,
}

impl Failure {
    /// With its message in this language.
    pub fn of(problem: &Problem, language: Language) -> Failure {
        Failure { error: Error::of(problem, language) }
    }
}

impl Error {
    fn of(problem: &Problem, language: Language) -> Error {
        Error {
            id: problem.finding.id,
            subject: problem.subject.clone(),
            message: problem.sentence(language),
        }
    }
}

fn checks(list: &CheckList) -> Vec<Check> {
    let check = |check: &hpki_core::report::Check| Check {
        id: check.finding.id,
        outcome: check.outcome.name(),
        detail: check.detail.to_string(),
    };
    list.iter().map(check).collect()
}

/// The document as text, with characters that could deceive a terminal written as `\u` escapes: a program reads
/// the same string, a person who looks at the output is not fooled.
pub fn to_text(document: &impl Serialize) -> String {
    // Serialising fails on maps whose keys are not strings and on failing writers; neither exists here.
    let plain = serde_json::to_string_pretty(document).unwrap_or_default();
    let mut text = String::with_capacity(plain.len() + 1);
    for character in plain.chars() {
        // Outside strings JSON text is ASCII, and its only control characters here are line feeds.
        if character != '\n' && is_deceptive(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    text
}

/// The SHA-256 of octets in hexadecimal.
pub fn sha256(octets: &[u8]) -> Option<String> {
    crypto::digest(DigestAlgorithm::Sha256, octets).ok().map(|digest| hexadecimal(digest.as_ref()))
}

/// Octets in base64, as DigestValue has them.
pub fn base64(octets: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

/// Octets in lower-case hexadecimal.
pub fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_are_escaped_and_read_back_the_same() {
        let name = "a\u{1b}[0m\u{202e}\u{7f}\u{9b}\u{e0041}\n神楽坂";
        let text = to_text(&name);
        assert_eq!(text, "\"a\\u001b[0m\\u202e\\u007f\\u009b\\udb40\\udc41\\n神楽坂\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), name);
    }
}
