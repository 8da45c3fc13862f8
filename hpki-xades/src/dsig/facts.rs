//! Reference validation and signature validation as facts (XMLDSig, section 3.2): computed, compared, not judged.

use hpki_core::algorithm::{EcdsaEncoding, SignatureAlgorithm};
use hpki_core::crypto::{SignatureError, danger_verify_legacy_signature, verify_signature};
use hpki_core::key::SubjectPublicKeyInfo;

use crate::c14n::{self, C14nError, Sink, Subtree};
use crate::xml::Document;

use super::reference::{
    DigestedOctets, KeepOctets, ProcessingContext, Reference, ReferenceProblem, digest_reference,
};
use super::signature::{Signature, SignedInfo};

/// What came of one reference.
#[derive(Clone, Debug)]
pub enum ReferenceFacts {
    /// The digest computed here equals DigestValue.
    Agrees(DigestedOctets),
    /// It differs.
    Differs(DigestedOctets),
    /// It could not be computed.
    Problem(ReferenceProblem),
}

/// Computes a reference's digest and compares it with DigestValue.
pub fn reference_facts(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    keep: KeepOctets,
) -> ReferenceFacts {
    match digest_reference(context, reference, keep) {
        Ok(digested) if reference.digest_value.as_deref() == Some(digested.digest.as_ref()) => {
            ReferenceFacts::Agrees(digested)
        }
        Ok(digested) => ReferenceFacts::Differs(digested),
        Err(problem) => ReferenceFacts::Problem(problem),
    }
}

/// What came of SignatureValue.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SignatureValueFacts {
    /// It fits SignedInfo and the key.
    #[error("the signature value fits")]
    Agrees,
    /// It does not.
    #[error("the signature value does not fit")]
    Differs,
    /// CanonicalizationMethod is not implemented.
    #[error("canonicalization method {0:?} is not supported")]
    CanonicalizationUnsupported(String),
    /// SignatureMethod is not known.
    #[error("signature method {0:?} is not supported")]
    MethodUnsupported(String),
    /// The algorithm or the key is refused before any computation: too weak, or the key is of another kind.
    #[error(transparent)]
    Refused(SignatureError),
    /// Canonicalization of SignedInfo failed.
    #[error(transparent)]
    Canonicalization(C14nError),
}

/// The canonical octets of SignedInfo: what the signature value is computed over.
///
/// # Errors
/// The method is not implemented, or canonicalization failed.
pub fn signed_info_octets(
    document: &Document<'_>,
    signed_info: &SignedInfo<'_, '_>,
) -> Result<Vec<u8>, SignatureValueFacts> {
    let mut octets = Vec::with_capacity(2048);
    write_signed_info_octets(document, signed_info, &mut octets)?;
    Ok(octets)
}

/// [`signed_info_octets`] into a sink.
pub(crate) fn write_signed_info_octets(
    document: &Document<'_>,
    signed_info: &SignedInfo<'_, '_>,
    sink: &mut dyn Sink,
) -> Result<(), SignatureValueFacts> {
    let Some(method) = &signed_info.canonicalization else {
        let uri = signed_info.canonicalization_uri.to_string();
        return Err(SignatureValueFacts::CanonicalizationUnsupported(uri));
    };
    let apex = Subtree::element(signed_info.element.id());
    c14n::canonicalize(document, &apex, method, sink).map_err(SignatureValueFacts::Canonicalization)
}

/// Verifies SignatureValue over the canonical octets of SignedInfo with a key.
pub fn signature_value_facts(
    document: &Document<'_>,
    signature: &Signature<'_, '_>,
    key: &SubjectPublicKeyInfo,
) -> SignatureValueFacts {
    match signed_info_octets(document, &signature.signed_info) {
        Ok(octets) => value_facts(signature, &octets, key, verify_signature),
        Err(problem) => problem,
    }
}

/// Like [`signature_value_facts`], with SHA-1 and RSA from 1024 bits: a fact about an old signature that proves
/// nothing today, for inspection, which tries several keys over the same [`signed_info_octets`].
pub fn danger_legacy_signature_value_facts(
    signature: &Signature<'_, '_>,
    octets: &[u8],
    key: &SubjectPublicKeyInfo,
) -> SignatureValueFacts {
    value_facts(signature, octets, key, danger_verify_legacy_signature)
}

type Verification =
    fn(&SignatureAlgorithm, EcdsaEncoding, &SubjectPublicKeyInfo, &[u8], &[u8]) -> Result<(), SignatureError>;

fn value_facts(
    signature: &Signature<'_, '_>,
    octets: &[u8],
    key: &SubjectPublicKeyInfo,
    verify: Verification,
) -> SignatureValueFacts {
    let method = &signature.signed_info.signature_method;
    let Some(algorithm) = &method.algorithm else {
        return SignatureValueFacts::MethodUnsupported(method.uri.to_string());
    };
    match verify(algorithm, EcdsaEncoding::P1363, key, octets, &signature.signature_value) {
        Ok(()) => SignatureValueFacts::Agrees,
        Err(error) if error.is_mismatch() => SignatureValueFacts::Differs,
        Err(refused) => SignatureValueFacts::Refused(refused),
    }
}
