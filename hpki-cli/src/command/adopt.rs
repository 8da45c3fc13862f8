//! `hpki adopt`: a Signature element that was made elsewhere

use hpki_core::report::Language;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::NoDetachedData;
use hpki_xades::sign::{FullValidation, SignError, SigningRules, UnsignedDocument, adopt};

use super::sign::{Refusal, Telling, check_output, conclude, of_sign, read_trust, rules_of, tests, verifier};
use crate::arguments::Adopt;
use crate::exit::Exit;
use crate::problem::Problem;
use crate::{clock, input};

/// Takes the element into the document, if it holds there.
pub(crate) fn run(arguments: &Adopt, language: Language) -> Result<Exit, Problem> {
    let (file, element) = (&arguments.document, &arguments.signature_element);
    check_output(&arguments.result, [file, element])?;
    let document = unsigned(input::read_document(file)?).map_err(|error| of_sign(file, error))?;
    let signature = input::read_document(element)?;
    let mut rules = SigningRules::default();
    rules.content_rules = rules_of(&arguments.content);
    rules.test_certificates = tests(arguments.allow_test_certificates);
    let table = input::role_table(arguments.names.role_table.as_deref())?;
    rules.role_table = Some(table.clone());
    let at = clock::at_or_now(None)?;
    let trust = read_trust(&arguments.trust, arguments.allow_test_certificates, at)?;
    let verifier = trust.map(|trust| verifier(trust, &[], document.kind(), &[], &table));
    let validation =
        verifier.as_ref().map(|verifier| FullValidation { verifier, detached: &NoDetachedData, at });
    let signed = adopt(&document, &signature, &rules, validation.as_ref()).map_err(Refusal::Sign);
    conclude(element, signed, None, &Telling { at, table: &table, language }, &arguments.result)
}

/// A prescription or a dispensing record, by its structure.
fn unsigned(octets: Vec<u8>) -> Result<UnsignedDocument, SignError> {
    match UnsignedDocument::from_xml(octets.clone(), DocumentKind::Dispensing) {
        Err(SignError::DocumentKind(_)) => UnsignedDocument::from_xml(octets, DocumentKind::Prescription),
        other => other,
    }
}
