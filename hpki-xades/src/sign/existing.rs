//! Signatures that a document has already must still hold when another is put into it.
//!
//! A signature over a whole document but itself covers everything that is added later: a second one of the kind would
//! break it. That is found before anything is signed.

use crate::dsig::{
    DigestBudget, Identifiers, KeepOctets, ProcessingContext, ReferenceFacts, Signature, SignatureLimits,
    Vocabulary, reference_facts, signature_elements,
};
use crate::xml::{Document, XmlLimits};

use super::error::SignError;
use super::read_back::context;

/// Every reference into the document that agrees in `before` agrees in `after`, which has one more Signature, at
/// `signature_at`.
pub(super) fn check_still_hold(before: &[u8], after: &[u8], signature_at: usize) -> Result<(), SignError> {
    let earlier = facts(before, None)?;
    if earlier.is_empty() {
        return Ok(());
    }
    let later = facts(after, Some(signature_at))?;
    let broken = earlier.iter().find(|fact| fact.agrees && !later.contains(fact));
    match broken {
        Some(fact) => Err(SignError::Breaks(format!("signature {} of the document", fact.signature + 1))),
        None => Ok(()),
    }
}

#[derive(PartialEq, Eq)]
struct Fact {
    /// Which Signature in document order, the new one not counted.
    signature: usize,
    reference: usize,
    agrees: bool,
}

fn facts(octets: &[u8], new: Option<usize>) -> Result<Vec<Fact>, SignError> {
    let document = Document::parse(octets, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("document", octets, error))?;
    let identifiers =
        Identifiers::of(&document, Vocabulary::Any).map_err(|error| SignError::Identifiers(error.path))?;
    let signatures = signature_elements(&document).filter(|element| Some(element.byte_range().start) != new);
    let budget = DigestBudget::new(&document, SignatureLimits::default().digested_expansion);
    let mut facts = Vec::new();
    for (index, element) in signatures.enumerate() {
        // What cannot be read cannot be broken.
        let Ok(signature) = Signature::from_element(element, &SignatureLimits::default()) else { continue };
        let context =
            ProcessingContext { budget: Some(&budget), ..context(&document, &identifiers, &signature) };
        for (number, reference) in signature.signed_info.references.iter().enumerate() {
            let agrees =
                matches!(reference_facts(&context, reference, KeepOctets::No), ReferenceFacts::Agrees(_));
            facts.push(Fact { signature: index, reference: number, agrees });
        }
    }
    Ok(facts)
}
