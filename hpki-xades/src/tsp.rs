//! Time-stamps: tokens of RFC 3161 in the Cryptographic Message Syntax (RFC 5652), and the request and answer of a
//! time-stamp authority.
//!
//! A token is read ([`TimeStampToken::from_der`]), its facts are checked ([`check_time_stamp_facts`]: is it over this
//! data, does its signature fit the certificate it names), and under the caller's trust anchors it is verified
//! ([`verify_time_stamp`]). Only then is its time *proven* ([`VerifiedTimeStamp::gen_time`]).
//!
//! ```no_run
//! # fn example(octets: &[u8], data: &[u8], anchors: &hpki_core::trust::TrustAnchors,
//! #     now: hpki_core::time::Time) -> Result<(), hpki_xades::tsp::TimeStampError> {
//! use hpki_core::crypto;
//! use hpki_xades::tsp::{TimeStampToken, TimeStampVerification, verify_time_stamp};
//!
//! let token = TimeStampToken::from_der(octets)?;
//! let request = TimeStampVerification::new(&token, anchors, now);
//! let report = verify_time_stamp(&request, &mut |algorithm| crypto::digest(algorithm, data).ok());
//! match report.into_verified() {
//!     Ok(time_stamp) => println!("the data existed at {}", time_stamp.gen_time()),
//!     Err(report) => println!("{:?}", report.checks().first_not_passed()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Strictness: DER throughout, although RFC 5652 allows BER for the envelope; exactly one signer, with signed
//! attributes; SHA-1 only as the certificate digest of the attribute signingCertificate. What real authorities do
//! against the letter and without harm is read and reported as a [`Deviation`].

mod attribute;
mod certificate_reference;
mod cms;
mod deviation;
mod digest_identifier;
mod error;
mod facts;
pub mod finding;
mod gen_time;
mod request;
mod response;
mod token;
mod tst_info;
mod verify;

pub use deviation::Deviation;
pub use digest_identifier::DigestIdentifier;
pub use error::{TimeStampError, TimeStampProblem};
pub use facts::{Imprint, IntactTimeStamp, TimeStampFacts, check_time_stamp_facts};
pub use request::{CertificateRequest, Nonce, TimeStampReq, TimeStampReqError};
pub use response::{PkiFailure, PkiStatus, TimeStampResp, check_response};
pub use token::{TimeStampLimits, TimeStampToken};
pub use tst_info::{Accuracy, MessageImprint, TstInfo};
pub use verify::{TimeStampReport, TimeStampVerification, VerifiedTimeStamp, verify_time_stamp};
