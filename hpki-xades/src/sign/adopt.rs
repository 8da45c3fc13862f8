//! A Signature element that a service made for the digest of a document is taken into the document, if it holds there.

use hpki_core::report::CheckList;

use crate::document::recognise;
use crate::dsig::{Identifiers, SignatureLimits, Vocabulary};
use crate::xml::{Document, XmlLimits};

use super::core_validation;
use super::error::SignError;
use super::prepared::{FullValidation, validate};
use super::read_back::{context, form_error, parse};
use super::rules::SigningRules;
use super::signed::SignedDocument;
use super::unsigned::UnsignedDocument;

/// Puts a complete Signature element into its place in a prescription or dispensing record, and hands the document out
/// only if the signature then holds over this very document: grammar, certificate named under the signature, value, all
/// references, use and policy and role of the certificate, SigningTime within its validity; and with `validation` its
/// path and revocation too. The service got [`UnsignedDocument::content_digest`].
///
/// ```
/// # mod hierarchy { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign/hierarchy.rs")); }
/// # use hierarchy::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use hpki_core::algorithm::DigestAlgorithm;
/// use hpki_xades::sign::{self, ContentRules, SigningRules, UnsignedDocument};
///
/// let document = UnsignedDocument::prescription(b"SJ1\n", ContentRules::Service)?;
/// let digest = document.content_digest(DigestAlgorithm::Sha256)?;
/// // The digest goes to the service, a Signature element comes back.
/// # let mut service = Person::new("doctor");
/// # let signed = sign::document(&document, signing_time(), &service.settings())?.sign(&mut service)?;
/// # let text = String::from_utf8(signed.into_octets())?;
/// # let element = &text[text.find("<xs:Signature").ok_or("")?..text.find("</PrescriptionSign>").ok_or("")?];
/// let signed = sign::adopt(&document, element.as_bytes(), &SigningRules::default(), None)?;
/// # assert_eq!(signed.octets(), text.as_bytes());
/// # assert_eq!(digest.as_ref().len(), 32);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`SignError::Adopted`] where the element does not hold for this document, or is none;
/// [`SignError::DocumentForm`] where the grammar refuses it; the refusals of a certificate.
pub fn adopt(
    document: &UnsignedDocument,
    signature_element: &[u8],
    rules: &SigningRules,
    validation: Option<&FullValidation<'_>>,
) -> Result<SignedDocument, SignError> {
    let element = only_signature(signature_element)?;
    let octets = document.place.splice(document.octets(), element).octets;
    let kind = document.kind();
    {
        let document = parse(&octets)?;
        let identifiers = Identifiers::of(&document, Vocabulary::Hpki)
            .map_err(|error| SignError::Identifiers(error.path))?;
        let mut checks = CheckList::with_capacity(16);
        let limits = SignatureLimits::default();
        let recognised = recognise(&document, &identifiers, kind, &limits, &mut checks)
            .map_err(|_| form_error(&checks))?;
        for (index, signature) in recognised.signatures.iter().enumerate() {
            let refused = match index {
                0 => SignError::Adopted,
                _ => SignError::Prescription,
            };
            let context = context(&document, &identifiers, &signature.signature);
            let signer = core_validation::verify(&context, signature).map_err(refused)?;
            if index == 0 {
                core_validation::check_signer(&signer, signature, rules)?;
                rules.content_rules.check(&signature.payload)?;
            } else {
                core_validation::check_signer_inside(&signer, signature, rules)?;
            }
        }
    }
    let signed = SignedDocument::new(kind, octets);
    match validation {
        Some(validation) => validate(signed, validation),
        None => Ok(signed),
    }
}

/// The octets of the one Signature element of a file; an XML declaration, white space and comments around it are left.
fn only_signature(octets: &[u8]) -> Result<&[u8], SignError> {
    let document = Document::parse(octets, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("Signature element", octets, error))?;
    let root = document.root();
    if !root.is(crate::dsig::NAMESPACE, "Signature") {
        let name: String = root.local_name().chars().take(64).collect();
        return Err(SignError::Adopted(format!("the element is {name}, not Signature of XMLDSig")));
    }
    octets
        .get(root.byte_range())
        .ok_or_else(|| SignError::Adopted("the element's place in its file".to_owned()))
}
