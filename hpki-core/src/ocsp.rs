//! Responses of the Online Certificate Status Protocol (RFC 6960): parsed, never vouched for. HPKI has no OCSP;
//! time-stamp authorities do.
//!
//! ```text
//! OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }
//! ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
//! BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
//!     signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
//! ResponseData ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, responderID ResponderID,
//!     producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse,
//!     responseExtensions [1] EXPLICIT Extensions OPTIONAL }
//! ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING }
//! ```

mod error;
mod parse;
mod single_response;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::Certificate;
use crate::crypto;
use crate::name::Name;
use crate::octets::Octets;
use crate::oid::ObjectIdentifier;
use crate::time::Time;

pub use error::{ALL as FINDINGS, OcspError};
pub use single_response::{CertificateStatus, SingleResponse};

/// A parsed, successful response of the basic type. Cloning copies a pointer; `==` compares the DER.
#[derive(Clone)]
pub struct OcspResponse(Arc<Fields>);

struct Fields {
    der: Octets,
    tbs: Range<usize>,
    responder: ResponderId,
    produced_at: Time,
    responses: Vec<SingleResponse>,
    unknown_critical: Option<ObjectIdentifier>,
    signature_algorithm: SignatureAlgorithm,
    signature_value: Range<usize>,
    certificates: Vec<Certificate>,
    sha256: OnceLock<[u8; 32]>,
}

/// Who signed the response, as the response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponderId {
    /// The subject of the responder's certificate.
    Name(Name),
    /// The SHA-1 of the responder's public key (the octets of the BIT STRING).
    KeyHash(Vec<u8>),
}

impl OcspResponse {
    /// From DER of an OCSPResponse, the whole of `der`.
    ///
    /// # Errors
    /// [`OcspError`]; also where the responder refused to answer, since such a response says nothing.
    pub fn from_der(der: &[u8]) -> Result<OcspResponse, OcspError> {
        parse::response(der).map(|fields| OcspResponse(Arc::new(fields)))
    }

    /// The DER of the whole response.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The DER of tbsResponseData: the octets that are signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// Who signed it.
    pub fn responder(&self) -> &ResponderId {
        &self.0.responder
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Time {
        self.0.produced_at
    }

    /// What it says, one certificate each.
    pub fn responses(&self) -> &[SingleResponse] {
        &self.0.responses
    }

    /// A critical extension that this crate does not know: it makes the response unusable.
    pub fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        self.0.unknown_critical
    }

    /// The algorithm of the signature.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.0.signature_algorithm
    }

    /// The octets of the signature.
    pub fn signature_value(&self) -> &[u8] {
        self.part(&self.0.signature_value)
    }

    /// The certificates that came with it and parse. Nobody vouches for them.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// The SHA-256 of the DER, computed once.
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.as_der()))
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &OcspResponse) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OcspResponse(produced {}, {} answers)", self.0.produced_at, self.0.responses.len())
    }
}
