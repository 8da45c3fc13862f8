//! What a response says about one certificate.
//!
//! ```text
//! SingleResponse ::= SEQUENCE { certID CertID, certStatus CertStatus, thisUpdate GeneralizedTime,
//!     nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL, singleExtensions [1] EXPLICIT Extensions OPTIONAL }
//! CertID ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTET STRING,
//!     issuerKeyHash OCTET STRING, serialNumber INTEGER }
//! CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL }
//! RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
//! ```

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::certificate::{Certificate, ExtensionField, MAX_EXTENSIONS};
use crate::crl::ReasonCode;
use crate::crypto::digest;
use crate::der::{DerError, DerErrorKind, Element, FractionOfSecond, Reader, Tag};
use crate::key::SubjectPublicKeyInfo;
use crate::ocsp::OcspError;
use crate::oid::{self, ObjectIdentifier};
use crate::time::Time;

/// What a response says about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SingleResponse {
    hash_algorithm: DigestAlgorithm,
    issuer_name_hash: Vec<u8>,
    issuer_key_hash: Vec<u8>,
    serial_number: Vec<u8>,
    /// The answer.
    pub status: CertificateStatus,
    /// The time at which the answer was known to be right.
    pub this_update: Time,
    /// By when newer information is available.
    pub next_update: Option<Time>,
    /// A critical extension that this crate does not know: it makes the answer unusable.
    pub unknown_critical: Option<ObjectIdentifier>,
}

/// The status of a certificate as a responder has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Not revoked. (Not: issued.)
    Good,
    /// Revoked or on hold.
    Revoked {
        /// revocationTime.
        at: Time,
        /// revocationReason.
        reason: Option<ReasonCode>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl SingleResponse {
    /// Whether the answer is about this certificate of the issuer with this key. The hash of the CertID only
    /// names the certificate; SHA-1, which everybody uses, is good enough for that: the serial number is compared
    /// as it is, and the response is signed under the issuer's key.
    pub fn is_about(&self, certificate: &Certificate, key: &SubjectPublicKeyInfo) -> bool {
        let matches = |octets: &[u8], expected: &[u8]| {
            digest(self.hash_algorithm, octets).is_ok_and(|found| found.as_ref() == expected)
        };
        self.serial_number == certificate.serial_number()
            && matches(certificate.issuer().as_der(), &self.issuer_name_hash)
            && matches(key.subject_public_key(), &self.issuer_key_hash)
    }

    pub(super) fn read(list: &mut Reader<'_>) -> Result<SingleResponse, OcspError> {
        let mut fields = list.sequence()?;
        let mut identifier = fields.sequence()?;
        let hash_algorithm = AlgorithmIdentifier::read(&mut identifier)?.digest_algorithm()?;
        let issuer_name_hash = identifier.octet_string()?.to_vec();
        let issuer_key_hash = identifier.octet_string()?.to_vec();
        let serial_number = identifier.integer()?.to_vec();
        identifier.finish()?;
        let status = status(fields.element()?)?;
        let this_update = fields.generalized_time(FractionOfSecond::Refused)?;
        let next_update = match fields.optional_explicit(0)? {
            None => None,
            Some(mut content) => {
                let time = content.generalized_time(FractionOfSecond::Refused)?;
                content.finish()?;
                Some(time)
            }
        };
        let unknown_critical = unknown_critical(&mut fields)?;
        fields.finish()?;
        Ok(SingleResponse {
            hash_algorithm,
            issuer_name_hash,
            issuer_key_hash,
            serial_number,
            status,
            this_update,
            next_update,
            unknown_critical,
        })
    }
}

fn status(element: Element<'_>) -> Result<CertificateStatus, DerError> {
    match element.tag().0 {
        0x80 if element.content().is_empty() => Ok(CertificateStatus::Good),
        0x82 if element.content().is_empty() => Ok(CertificateStatus::Unknown),
        0xa1 => {
            let mut fields = element.reader();
            let at = fields.generalized_time(FractionOfSecond::Refused)?;
            let reason = match fields.optional_explicit(0)? {
                None => None,
                Some(mut content) => {
                    let number = content.expect(Tag::ENUMERATED)?;
                    content.finish()?;
                    let reason = u8::try_from(number.as_unsigned()?).ok().and_then(ReasonCode::from_number);
                    Some(reason.ok_or(number.error(DerErrorKind::Undefined))?)
                }
            };
            fields.finish()?;
            Ok(CertificateStatus::Revoked { at, reason })
        }
        _ => Err(element.error(DerErrorKind::Undefined)),
    }
}

/// Reads `[1] EXPLICIT Extensions OPTIONAL` and returns the first critical one nobody here knows. The nonce is the
/// business of who asked.
pub(super) fn unknown_critical(fields: &mut Reader<'_>) -> Result<Option<ObjectIdentifier>, DerError> {
    let Some(mut explicit) = fields.optional_explicit(1)? else { return Ok(None) };
    let mut list = explicit.sequence()?;
    explicit.finish()?;
    let (mut unknown, mut count) = (None, 0);
    while !list.is_empty() {
        count += 1;
        if count > MAX_EXTENSIONS {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_EXTENSIONS }));
        }
        let field = ExtensionField::read(&mut list)?;
        if field.critical && field.identifier != oid::OCSP_NONCE {
            unknown = unknown.or(Some(field.identifier));
        }
    }
    Ok(unknown)
}
