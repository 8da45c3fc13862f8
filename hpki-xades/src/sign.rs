//! Signing: prescriptions, dispensing records, letters; with a key at hand, a card, or one far away.
//!
//! Three steps everywhere. *Prepare* gives the octets to be signed and their digest, and a state that can be stored.
//! They are *signed* anywhere. *Assemble* verifies the value with the certificate's key, builds the document, parses what
//! was written and verifies it again; only a document that holds is handed out, as a [`SignedDocument`].
//! [`adopt`] takes a whole Signature element that a service made.
//!
//! What nobody would accept is refused before it is signed: a certificate for authentication, a test certificate, a role
//! that does not fit the kind of document, an expired one, a CSV that the prescription service refuses.
//!
//! With a key at hand (`card` is any [`Signer`](hpki_core::signer::Signer): a card, a file):
//!
//! ```
//! # mod hierarchy { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign/hierarchy.rs")); }
//! # use hierarchy::*;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use hpki_xades::sign::{self, SigningSettings};
//!
//! # let (mut card, now) = (Person::new("doctor"), signing_time());
//! # let certificate = certificate("doctor");
//! let csv = "SJ1,1\n1,1,1,医療機関\n".as_bytes();
//! let settings = SigningSettings::new(certificate)?; // once for any number of documents
//! let signed = sign::prescription(csv, now, &settings)?.sign(&mut card)?;
//! # let verifier = verifier(hpki_xades::document::DocumentKind::Prescription, Default::default());
//! # let verified = verifier.verify(signed.octets(), verification_time()).into_verified().map_err(|_| "not valid")?;
//! # assert_eq!(verified.content(), Some(csv));
//! # Ok(())
//! # }
//! ```
//!
//! With a key far away, in two steps and over a restart:
//!
//! ```
//! # mod hierarchy { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign/hierarchy.rs")); }
//! # use hierarchy::*;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use hpki_xades::sign::{self, Prepared, SigningSettings};
//!
//! # let (key, now) = (Person::new("doctor"), signing_time());
//! # let settings = key.settings();
//! let prepared = sign::prescription(b"SJ1\n", now, &settings)?;
//! let (state, digest) = (prepared.to_state()?, *prepared.digest());
//! // The digest goes to the service, the state into a file; later:
//! # let value = key.value(prepared.data_to_be_signed());
//! # drop(prepared);
//! let signed = Prepared::from_state(&state)?.assemble(&value)?;
//! # assert!(!signed.octets().is_empty() && digest.as_ref().len() == 32);
//! # Ok(())
//! # }
//! ```

mod adopt;
mod content;
mod core_validation;
mod counter;
mod error;
mod existing;
mod fill;
pub mod finding;
mod identifier;
mod judgement;
mod package;
mod packaging;
mod place;
mod plan;
mod prepared;
mod properties;
mod read_back;
mod request;
mod rules;
mod settings;
mod signed;
mod state;
mod template;
mod unsigned;
mod value;
mod writer;

use hpki_core::time::Time;

pub use adopt::adopt;
pub use content::ContentRules;
pub use counter::CounterSigned;
pub use error::SignError;
pub use packaging::{DetachedForm, DetachedReference, Listing, Packaging};
pub use prepared::{FullValidation, Prepared};
pub use properties::{
    CommitmentType, DataObjectFormat, ProductionPlace, Properties, SignaturePolicyReference,
};
pub use rules::SigningRules;
pub use settings::SigningSettings;
pub use signed::SignedDocument;
pub use unsigned::UnsignedDocument;

use package::XmlRequest;
use request::Request;

use crate::document::DocumentKind;

/// Every finding of this room.
pub static FINDINGS: &[&hpki_core::report::Finding] = finding::ALL;

/// Prepares a prescription around a CSV.
///
/// # Errors
/// The CSV, or the certificate at this time, is not one that a prescription may be signed with.
pub fn prescription(
    csv: &[u8],
    signing_time: Time,
    settings: &SigningSettings,
) -> Result<Prepared, SignError> {
    Request::Prescription { csv: csv.to_vec() }.prepare(settings, signing_time)
}

/// Prepares a dispensing record around a signed prescription, carried octet for octet, and a CSV.
///
/// ```
/// # mod hierarchy { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign/hierarchy.rs")); }
/// # use hierarchy::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use hpki_xades::sign;
///
/// # let now = signing_time();
/// # let (mut doctor, mut pharmacist) = (Person::new("doctor"), Person::new("pharmacist"));
/// # let prescription = sign::prescription(b"SJ1\n", now, &doctor.settings())?.sign(&mut doctor)?.into_octets();
/// # let settings = pharmacist.settings();
/// let record = sign::dispensing(&prescription, b"CJ1\n", now, &settings)?.sign(&mut pharmacist)?;
/// # let verifier = verifier(hpki_xades::document::DocumentKind::Dispensing, Default::default());
/// # let verified = verifier.verify(record.octets(), verification_time()).into_verified().map_err(|_| "not valid")?;
/// # assert_eq!(verified.prescription_csv(), Some(&b"SJ1\n"[..]));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The CSV, or the certificate at this time, is not one that a dispensing record may be signed with; the prescription's
/// own signature does not hold.
pub fn dispensing(
    prescription: &[u8],
    csv: &[u8],
    signing_time: Time,
    settings: &SigningSettings,
) -> Result<Prepared, SignError> {
    Request::Dispensing { prescription: prescription.to_vec(), csv: csv.to_vec() }
        .prepare(settings, signing_time)
}

/// Prepares a prescription or dispensing record that another program wrote: no octet outside its `PrescriptionSign` or
/// `DispensingSign` changes.
///
/// # Errors
/// The document is not of its kind or is signed already; the certificate may not sign it.
pub fn document(
    document: &UnsignedDocument,
    signing_time: Time,
    settings: &SigningSettings,
) -> Result<Prepared, SignError> {
    let request = Request::Document { kind: document.kind(), octets: document.octets().to_vec() };
    request.prepare(settings, signing_time)
}

/// Prepares a letter ([`DocumentKind::Referral`]) or another document ([`DocumentKind::Generic`]).
///
/// ```
/// # mod hierarchy { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign/hierarchy.rs")); }
/// # use hierarchy::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use hpki_xades::document::DocumentKind;
/// use hpki_xades::sign::{self, DetachedReference, Listing, Packaging, ProductionPlace, Properties};
///
/// # let (mut doctor, now) = (Person::new("doctor"), signing_time());
/// # let settings = doctor.settings();
/// # let (letter, scan) = (b"<letter/>", b"%PDF-1.7");
/// let files = vec![
///     DetachedReference::canonical_xml("letter.xml", letter)?,
///     DetachedReference::octets("attached/検査.pdf", scan)?,
/// ];
/// let mut properties = Properties::default();
/// properties.place = Some(ProductionPlace { city: Some("札幌市".to_owned()), ..Default::default() });
/// let packaging = Packaging::Detached { files, listing: Listing::Manifest };
/// let signed = sign::xml(packaging, DocumentKind::Referral, properties, now, &settings)?.sign(&mut doctor)?;
/// # assert!(signed.octets().starts_with(b"<?xml"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The document or a property is not one that can be signed; the certificate may not sign it.
pub fn xml(
    packaging: Packaging,
    kind: DocumentKind,
    properties: Properties,
    signing_time: Time,
    settings: &SigningSettings,
) -> Result<Prepared, SignError> {
    Request::Xml(Box::new(XmlRequest { packaging, kind, properties })).prepare(settings, signing_time)
}

/// Prepares a counter-signature: over the SignatureValue of a signature of a document, put among its unsigned properties.
///
/// # Errors
/// The signature is not there, cannot carry one, or its value does not hold; the certificate may not sign.
pub fn counter_signature(
    document: Vec<u8>,
    signature: CounterSigned,
    kind: DocumentKind,
    properties: Properties,
    signing_time: Time,
    settings: &SigningSettings,
) -> Result<Prepared, SignError> {
    xml(Packaging::CounterSignature { document, signature }, kind, properties, signing_time, settings)
}
