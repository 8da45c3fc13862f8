//! `hpki assemble`: the second half of signing elsewhere

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hpki_core::key::KeyKind;
use hpki_core::report::Language;
use hpki_core::signer::p1363_from_der;
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::sign::{FullValidation, Prepared};

use super::sign::{Refusal, Telling, check_output, conclude, of_sign, read_trust, verifier};
use crate::arguments::Assemble;
use crate::exit::Exit;
use crate::json::SigningFacts;
use crate::problem::{self, Problem};
use crate::{clock, input};

/// Puts a signature value into what was prepared.
pub(crate) fn run(arguments: &Assemble, language: Language) -> Result<Exit, Problem> {
    let state = &arguments.state;
    check_output(&arguments.result, [state, &arguments.signature].into_iter().chain(&arguments.detached))?;
    let octets = input::read_state(state)?;
    let prepared = Prepared::from_state(&octets).map_err(|error| of_sign(state, error))?;
    let value = signature_value(&prepared, &arguments.signature)?;
    let facts = SigningFacts::of(&prepared);
    let at = clock::at_or_now(None)?;
    let tests = prepared.settings().rules().test_certificates == hpki_core::path::TestCertificates::Accept;
    let roles = prepared.settings().rules().roles.clone();
    let table = input::role_table(arguments.names.role_table.as_deref())?;
    let trust = read_trust(&arguments.trust, tests, at)?;
    let verifier = trust.map(|trust| verifier(trust, &[], facts.kind, &roles, &table));
    let detached = match &verifier {
        Some(_) => input::detached::read(&arguments.detached)?,
        None => DetachedFiles::new(Vec::new()),
    };
    let signed = match &verifier {
        Some(verifier) => {
            prepared.assemble_under(&value, &FullValidation { verifier, detached: &detached, at })
        }
        None => prepared.assemble(&value),
    };
    let signed = signed.map_err(Refusal::Sign);
    let telling = Telling { at, table: &table, language };
    conclude(&arguments.signature, signed, Some(&facts), &telling, &arguments.result)
}

/// The value as services give it: octets, base64 or hexadecimal; of ECDSA r and s one after the other, or in DER. What
/// it is shows in its length; whether it is right is seen when it is verified.
fn signature_value(prepared: &Prepared, file: &Path) -> Result<Vec<u8>, Problem> {
    let octets = input::read_value(file)?;
    let refused = |detail: String| Problem::of_file(file, &problem::NOT_A_SIGNATURE_VALUE, detail);
    let key = prepared.certificate().public_key();
    let length = match key.kind() {
        KeyKind::Rsa(key) => Some(key.modulus().len()),
        KeyKind::Ec(curve) => curve.coordinate_length().map(|coordinate| 2 * coordinate),
        _ => None,
    };
    let length = length.ok_or_else(|| refused(key.kind().to_string()))?;
    let fits = |octets: &Vec<u8>| octets.len() == length;
    let from_der = |octets: &[u8]| match key.kind() {
        KeyKind::Ec(curve) => p1363_from_der(*curve, octets),
        _ => None,
    };
    let candidates = [Some(octets.clone()), from_base64(&octets), from_hexadecimal(&octets)];
    let mut forms = candidates.into_iter().flatten().flat_map(|form| [from_der(&form), Some(form)]).flatten();
    forms.find(fits).ok_or_else(|| refused(format!("{} octets, {length} are needed", octets.len())))
}

fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
    STANDARD.decode(text).ok()
}

fn from_hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text
        .iter()
        .filter(|octet| !octet.is_ascii_whitespace())
        .map(|&octet| char::from(octet).to_digit(16))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | *digit as u8)).collect())
}
