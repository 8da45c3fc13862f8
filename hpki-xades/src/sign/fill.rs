//! From a draft to the octets that are signed: the digests of the references are computed from the document itself, by
//! the code that verifies them later, and put into the places held for them.

use std::ops::Range;
use std::sync::Arc;

use hpki_core::crypto::Digest;

use crate::c14n::{self, Algorithm, Comments, Method, Subtree};
use crate::dsig::{
    Identifiers, KeepOctets, Signature, SignatureLimits, Vocabulary, append_base64_lines,
    base64_lines_length, digest_reference,
};
use crate::xml::{Document, Element, XmlLimits};

use super::error::SignError;
use super::place::Place;
use super::plan::{Draft, PlannedReference};
use super::read_back::context;

/// A document that lacks nothing but its SignatureValue.
pub(super) struct Filled {
    pub(super) octets: Vec<u8>,
    /// Where the Signature begins.
    pub(super) signature_at: usize,
    /// Where the text of SignatureValue goes.
    pub(super) value_at: usize,
    /// SignedInfo under its CanonicalizationMethod: what is signed.
    pub(super) signed_info: Vec<u8>,
    pub(super) references: Vec<FilledReference>,
}

/// A reference with its digest.
#[derive(Clone, Debug)]
pub(super) struct FilledReference {
    pub(super) planned: Arc<PlannedReference>,
    pub(super) digest: Digest,
    /// What was digested, where it is a part of the document and small.
    pub(super) octets: Option<Arc<Vec<u8>>>,
}

/// Documents up to this size keep the octets of their references until they are assembled: to compare octets costs a
/// tenth of digesting them again, and a batch of prescriptions is assembled by the thousand.
const KEPT_DOCUMENT: usize = 64 << 10;

/// Puts the Signature into its place and its digests into it.
pub(super) fn fill(
    source: &[u8],
    place: &Place,
    draft: Draft,
    vocabulary: Vocabulary,
) -> Result<Filled, SignError> {
    let spliced = place.splice(source, &draft.octets);
    let (mut octets, signature_at) = (spliced.octets, spliced.signature_at);
    let (digested, signed_info) = digest_references(&octets, signature_at, draft.references, vocabulary)?;
    let mut text = Vec::with_capacity(base64_lines_length(64));
    for (place, reference) in &digested {
        text.clear();
        append_base64_lines(reference.digest.as_ref(), &mut text);
        match octets.get_mut(*place..*place + text.len()) {
            Some(held) if reference.planned.known.is_none() => held.copy_from_slice(&text),
            Some(held) if held == text => {}
            _ => return Err(SignError::read_back("the place held for a digest")),
        }
    }
    let references = digested.into_iter().map(|(_, reference)| reference).collect();
    let signed_info = canonical_signed_info(&octets, signature_at, signed_info)?;
    let value_at = signature_at + draft.value_at;
    Ok(Filled { octets, signature_at, value_at, signed_info, references })
}

/// References, each with where the text of its DigestValue begins.
type Digested = Vec<(usize, FilledReference)>;

/// The digest of each reference, and where SignedInfo stands.
fn digest_references(
    octets: &[u8],
    signature_at: usize,
    planned: Vec<PlannedReference>,
    vocabulary: Vocabulary,
) -> Result<(Digested, Range<usize>), SignError> {
    let document = Document::parse(octets, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("document", octets, error))?;
    let identifiers =
        Identifiers::of(&document, vocabulary).map_err(|error| SignError::Identifiers(error.path))?;
    let element = signature_element(&document, signature_at)?;
    let signature = Signature::from_element(element, &SignatureLimits::default())
        .map_err(|error| SignError::read_back(error.to_string()))?;
    let context = context(&document, &identifiers, &signature);
    let references = &signature.signed_info.references;
    if references.len() != planned.len() {
        return Err(SignError::read_back("the number of references"));
    }
    let keep = if octets.len() <= KEPT_DOCUMENT { KeepOctets::Yes } else { KeepOctets::No };
    let mut filled = Vec::with_capacity(references.len());
    for (reference, planned) in references.iter().zip(planned) {
        let value = reference.element.child_elements().last();
        let place = value.map_or(0, |value| value.start_tag_range().end);
        let (digest, octets) = match planned.known {
            Some(known) => (known, None),
            None => {
                let digested = digest_reference(&context, reference, keep)
                    .map_err(|problem| SignError::Canonicalization(problem.to_string()))?;
                (digested.digest, digested.octets.map(|octets| Arc::new(octets.to_vec())))
            }
        };
        filled.push((place, FilledReference { planned: Arc::new(planned), digest, octets }));
    }
    Ok((filled, signature.signed_info.element.byte_range()))
}

/// The Signature that begins at an octet.
pub(super) fn signature_element<'d, 'i>(
    document: &'d Document<'i>,
    at: usize,
) -> Result<Element<'d, 'i>, SignError> {
    let root = document.root();
    let mut elements = std::iter::once(root).chain(root.descendant_elements());
    let found = elements.find(|element| element.byte_range().start >= at);
    found
        .filter(|element| element.byte_range().start == at && element.is(crate::dsig::NAMESPACE, "Signature"))
        .ok_or_else(|| SignError::read_back("the place of the Signature"))
}

/// SignedInfo under exclusive C14N. It depends on nothing outside but the declaration of its prefix, so the Signature's
/// start tag is context enough; that it comes out the same in the finished document is checked there.
fn canonical_signed_info(
    octets: &[u8],
    signature_at: usize,
    signed_info: Range<usize>,
) -> Result<Vec<u8>, SignError> {
    let wrong = |_| SignError::read_back("SignedInfo");
    let head = octets.get(signature_at..signed_info.end).unwrap_or_default();
    let mut alone = Vec::with_capacity(head.len() + 32);
    alone.extend_from_slice(head);
    alone.extend_from_slice(b"</");
    let name = head.get(1..).unwrap_or_default().split(|&octet| octet == b' ').next().unwrap_or_default();
    alone.extend_from_slice(name);
    alone.push(b'>');
    let document = Document::parse(&alone, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("SignedInfo", &alone, error))?;
    let element = document.root().child_elements().next();
    let element = element.ok_or_else(|| SignError::read_back("SignedInfo"))?;
    let method = Method::new(Algorithm::Exclusive, Comments::Without);
    let mut canonical = Vec::with_capacity(head.len() + 64);
    c14n::canonicalize(&document, &Subtree::element(element.id()), &method, &mut canonical).map_err(wrong)?;
    Ok(canonical)
}
