//! The parts of a verification that grow with the document, one by one, against the digest of the same octets.

use crate::documents::SignedDocument;
use crate::floor::{Floor, Signatures};
use crate::hierarchy::Hierarchy;
use crate::measure::{Measured, against};
use aws_lc_rs::digest::{self, SHA256};
use hpki_core::algorithm::{DigestAlgorithm, EcdsaEncoding, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::crypto::verify_signature;
use hpki_xades::c14n::{self, Algorithm, Comments, Method, Subtree, canonicalize};
use hpki_xades::xml::{Document, XmlLimits};
use std::hint::black_box;

struct Hasher(digest::Context);

impl c14n::Sink for Hasher {
    fn write(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }
}

fn digest_once(octets: &[u8]) {
    black_box(digest::digest(&SHA256, octets));
}

/// Parsing, against the digest of the canonical octets.
///
/// # Errors
/// Says why the document does not parse.
pub(crate) fn parse(document: &SignedDocument, rounds: usize) -> Result<Measured, String> {
    Document::parse(&document.xml, &XmlLimits::default()).map_err(|error| error.to_string())?;
    Ok(against(
        rounds,
        || digest_once(&document.references[0]),
        || drop(black_box(Document::parse(&document.xml, &XmlLimits::default()))),
    ))
}

/// Exclusive canonicalization of a parsed document straight into a digest, against that digest of ready octets.
///
/// # Errors
/// Says why the document does not parse.
pub(crate) fn canonicalize_and_digest(document: &SignedDocument, rounds: usize) -> Result<Measured, String> {
    let parsed = Document::parse(&document.xml, &XmlLimits::default()).map_err(|error| error.to_string())?;
    let method = Method::new(Algorithm::Exclusive, Comments::Without);
    Ok(against(
        rounds,
        || digest_once(&document.references[0]),
        || {
            let mut hasher = Hasher(digest::Context::new(&SHA256));
            let done = canonicalize(&parsed, &Subtree::document(), &method, &mut hasher);
            assert!(done.is_ok());
            black_box(hasher.0.finish());
        },
    ))
}

/// The three signatures through hpki-core, certificates parsed anew each time, against the floor.
///
/// # Errors
/// Says which certificate cannot be read.
pub(crate) fn certificates_and_signatures(
    document: &SignedDocument,
    hierarchy: &Hierarchy,
    rounds: usize,
) -> Result<Measured, String> {
    let floor = Floor::new(document, hierarchy, Signatures::DocumentAndChain)?;
    Ok(against(
        rounds,
        || floor.run(),
        || {
            for octets in document.references.iter().chain([&hierarchy.end_entity]) {
                digest_once(octets);
            }
            let chain =
                [&hierarchy.end_entity, &hierarchy.issuer, &hierarchy.root].map(|der| parse_certificate(der));
            let [end_entity, issuer, root] = &chain;
            verify(end_entity, &document.signed_info, &document.signature);
            verify(issuer, end_entity.tbs_der(), end_entity.signature_value());
            verify(root, issuer.tbs_der(), issuer.signature_value());
        },
    ))
}

fn parse_certificate(der: &[u8]) -> Certificate {
    match Certificate::from_der(der) {
        Ok(certificate) => certificate,
        Err(error) => panic!("a certificate of the benchmark's own hierarchy: {error}"),
    }
}

fn verify(by: &Certificate, message: &[u8], value: &[u8]) {
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let verified = verify_signature(&algorithm, EcdsaEncoding::Asn1, by.public_key(), message, value);
    assert!(verified.is_ok(), "a signature of the benchmark's own hierarchy");
}
