//! Long-term forms: raising a signature to the levels T, LT and LTA of ETSI EN 319 132-1, and renewing LTA.
//!
//! Nothing is fetched and no clock is asked. [`Augmenter::begin`] takes the document and says, as a [`Step`], what is
//! needed next: a time-stamp over given octets, or revocation lists from given distribution points. Each answer leads to
//! the next step, the last of which is the [`AugmentedDocument`].
//!
//! ```no_run
//! # fn example(document: Vec<u8>, roots: hpki_core::trust::TrustAnchors, tsa_roots: hpki_core::trust::TrustAnchors,
//! #     now: hpki_core::time::Time, random: [u8; 16], send: impl Fn(Vec<u8>) -> Vec<u8>,
//! #     fetch: impl Fn(&[hpki_xades::augment::MissingList]) -> Vec<hpki_core::crl::CertificateList>)
//! #     -> Result<Vec<u8>, hpki_xades::augment::AugmentError> {
//! use hpki_xades::augment::{Augmenter, Step};
//! use hpki_xades::tsp::Nonce;
//! use hpki_xades::validate::Level;
//!
//! let augmenter = Augmenter::new(now).with_trust_anchors(roots).with_time_stamp_anchors(tsa_roots);
//! let mut step = augmenter.begin(document, Level::LTA)?;
//! loop {
//!     step = match step {
//!         Step::TimeStamp(wanted) => {
//!             let request = wanted.request().with_nonce(Nonce::from_random(random));
//!             let response = send(request.to_der());
//!             wanted.answer(&request, &response)?
//!         }
//!         Step::RevocationData(wanted) => {
//!             let lists = fetch(wanted.missing());
//!             wanted.provide(lists)?
//!         }
//!         Step::Done(document) => return Ok(document.into_octets()),
//!     };
//! }
//! # }
//! ```
//!
//! What is written is what real documents of the e-prescription service hold, in their order:
//!
//! ```text
//! UnsignedSignatureProperties
//!   SignatureTimeStamp                  T
//!   xa141:TimeStampValidationData       LT   the authority's certificates and lists, URI = the time-stamp's Id
//!   CertificateValues                        the signer's path without the signer
//!   RevocationValues                         a list for each certificate of the path
//!   xa141:ArchiveTimeStamp              LTA
//!   xa141:TimeStampValidationData
//! ```
//!
//! It is spliced in: no octet outside UnsignedSignatureProperties changes. A document is refused that does not verify
//! before (a time-stamp would only preserve the fault), in which other signatures or time-stamps cover the place, or
//! whose result does not verify by [`Verifier`](crate::validate::Verifier) at the level asked for — at LT and above from
//! what is in the document alone.

mod added;
mod error;
mod evidence;
mod finding;
mod judgement;
mod missing;
mod place;
mod property;
mod settings;
mod splice;
mod step;
mod token;
mod validation_data;
mod work;

pub use added::{AugmentedDocument, Trust};
pub use error::AugmentError;
pub use finding::REVOCATION_MISSING;
pub use missing::MissingList;
pub use settings::Augmenter;
pub use step::{RevocationDataWanted, Step, TimeStampWanted};

/// Every finding of this room.
pub static FINDINGS: &[&hpki_core::report::Finding] = finding::ALL;
