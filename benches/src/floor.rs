//! What the cryptography alone costs: the same signatures and the same digests by the same library, with keys parsed
//! beforehand and no XML, no certificate and no rule looked at.

use crate::documents::SignedDocument;
use crate::hierarchy::Hierarchy;
use aws_lc_rs::digest;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use hpki_core::certificate::Certificate;
use std::hint::black_box;

/// Which signatures the floor verifies.
#[derive(Clone, Copy)]
pub(crate) enum Signatures {
    /// The document's alone: the chain is known.
    Document,
    /// The document's, the end entity's and its issuer's.
    DocumentAndChain,
}

struct Signature {
    key: ParsedPublicKey,
    message: Vec<u8>,
    value: Vec<u8>,
}

/// The work of one document.
pub(crate) struct Floor {
    signatures: Vec<Signature>,
    digested: Vec<Vec<u8>>,
}

impl Floor {
    /// The floor of `document`: its References, the signer's certificate (for SigningCertificateV2), its signatures.
    ///
    /// # Errors
    /// Says which certificate of the test hierarchy cannot be read.
    pub(crate) fn new(
        document: &SignedDocument,
        hierarchy: &Hierarchy,
        which: Signatures,
    ) -> Result<Floor, String> {
        let parse = |der: &[u8]| Certificate::from_der(der).map_err(|error| error.to_string());
        let (end_entity, issuer, root) =
            (parse(&hierarchy.end_entity)?, parse(&hierarchy.issuer)?, parse(&hierarchy.root)?);
        let mut signatures = vec![Signature {
            key: parsed_key(&end_entity)?,
            message: document.signed_info.clone(),
            value: document.signature.clone(),
        }];
        if matches!(which, Signatures::DocumentAndChain) {
            for (subject, by) in [(&end_entity, &issuer), (&issuer, &root)] {
                signatures.push(Signature {
                    key: parsed_key(by)?,
                    message: subject.tbs_der().to_vec(),
                    value: subject.signature_value().to_vec(),
                });
            }
        }
        let mut digested = document.references.clone();
        digested.push(hierarchy.end_entity.clone());
        Ok(Floor { signatures, digested })
    }

    /// Verifies and digests everything once.
    pub(crate) fn run(&self) {
        for octets in &self.digested {
            black_box(digest::digest(&digest::SHA256, octets));
        }
        for signature in &self.signatures {
            let verified = signature.key.verify_sig(&signature.message, &signature.value);
            assert!(verified.is_ok(), "a signature of the benchmark's own hierarchy");
        }
    }
}

fn parsed_key(certificate: &Certificate) -> Result<ParsedPublicKey, String> {
    let der = certificate.public_key().as_der();
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(|error| error.to_string())
}
