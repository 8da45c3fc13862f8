//! Time-stamps: tokens of RFC 3161 in the Cryptographic Message Syntax (RFC 5652), and the request and answer of a
//! time-stamp authority.
//!
//! A token is read ([`TimeStampToken::from_der`]) and its facts are checked ([`check_time_stamp_facts`]: is it over this
//! data, does its signature fit the certificate it names). Whether its authority can be trusted is decided apart.
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

pub use deviation::Deviation;
pub use digest_identifier::DigestIdentifier;
pub use error::{TimeStampError, TimeStampProblem};
pub use facts::{Imprint, IntactTimeStamp, TimeStampFacts, check_time_stamp_facts};
pub use request::{CertificateRequest, Nonce, TimeStampReq, TimeStampReqError};
pub use response::{PkiFailure, PkiStatus, TimeStampResp, check_response};
pub use token::{TimeStampLimits, TimeStampToken};
pub use tst_info::{Accuracy, MessageImprint, TstInfo};
