//! XML Signature (XMLDSig): the data model of a Signature element and its cryptographic facts, without any verdict.
//!
//! Source: W3C Recommendation "XML Signature Syntax and Processing", version 1.1.

mod base64_value;
mod budget;
mod detached;
mod digest_value;
mod facts;
mod identifiers;
mod key_value;
mod manifest;
mod reference;
mod signature;
mod signature_method;
mod structure;

pub use base64_value::{Base64Error, decode_base64};
pub(crate) use base64_value::{append_base64, append_base64_lines, base64_lines_length};
pub use budget::DigestBudget;
pub(crate) use detached::percent_decode;
pub use detached::{DetachedData, DetachedFile, DetachedFiles, NoDetachedData};
pub use digest_value::DigestValue;
pub(crate) use facts::write_signed_info_octets;
pub use facts::{
    ReferenceFacts, SignatureValueFacts, danger_legacy_signature_value_facts, reference_facts,
    signature_value_facts, signed_info_octets,
};
pub use identifiers::{IdentifierError, Identifiers, Vocabulary};
pub use key_value::{KeyValueProblem, stated_keys};
pub use manifest::{MANIFEST_TYPE, manifest_references};
pub use reference::{
    DigestMethod, DigestedOctets, KeepOctets, ProcessingContext, Reference, ReferenceProblem, Transform,
    digest_reference, write_reference_octets,
};
pub(crate) use reference::{DigestSink, INCLUSIVE, parse_c14n_method};
pub use signature::{KeyInfo, KeyInfoChild, Signature, SignedInfo};
pub use signature_method::SignatureMethod;
pub use structure::{ChildSequence, INCLUSIVE_PREFIXES, StructureError, StructureErrorKind, TRANSFORMS};
pub(crate) use structure::{base64_leaf, is_white_space};

use crate::xml::{Document, Element};

/// The namespace of XMLDSig.
pub const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Every Signature element of a document, in document order, wherever it stands.
pub(crate) fn signature_elements<'d, 'i>(
    document: &'d Document<'i>,
) -> impl Iterator<Item = Element<'d, 'i>> + Clone {
    document.signature_like_elements().filter(|element| element.is(NAMESPACE, "Signature"))
}

/// Budgets for one Signature element, and for all of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureLimits {
    /// Signature elements of one document. Each costs at least its own path and value.
    pub signatures: usize,
    /// How many times as many octets as the file has, all references and time-stamps of the document may digest. Data
    /// outside the file are counted alike. A record of ten signers with three archive time-stamps each needs 40.
    pub digested_expansion: usize,
    /// References in one SignedInfo or Manifest. Each costs at least a digest over data of the sender's choice.
    pub references: usize,
    /// Transforms of one Reference.
    pub transforms: usize,
    /// Prefixes in one InclusiveNamespaces PrefixList.
    pub inclusive_prefixes: usize,
    /// Certificates in KeyInfo and in the unsigned properties together.
    pub certificates: usize,
    /// Revocation lists in the unsigned properties.
    pub certificate_lists: usize,
    /// Time-stamps in the unsigned properties.
    pub time_stamps: usize,
}

impl Default for SignatureLimits {
    fn default() -> Self {
        SignatureLimits {
            signatures: 64,
            digested_expansion: 64,
            references: 1000,
            transforms: 8,
            inclusive_prefixes: 16,
            certificates: 64,
            certificate_lists: 64,
            time_stamps: 64,
        }
    }
}
