//! The reference from the signed attributes to the signer's certificate (RFC 2634, section 5.4; RFC 5035).
//!
//! ```text
//! SigningCertificate   ::= SEQUENCE { certs SEQUENCE OF ESSCertID,   policies SEQUENCE OF PolicyInformation OPTIONAL }
//! SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF PolicyInformation OPTIONAL }
//! ESSCertID   ::= SEQUENCE {                                                         certHash OCTET STRING,
//!                            issuerSerial IssuerSerial OPTIONAL }                    -- certHash by SHA-1
//! ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT { sha256 },   certHash OCTET STRING,
//!                            issuerSerial IssuerSerial OPTIONAL }
//! IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }
//! ```
//! The first certificate of `certs` is the signer's. Further ones only narrow the path, which is validated to the
//! caller's anchors anyway. SHA-1 is accepted in version 1 and nowhere else: finding a second certificate with
//! the same SHA-1 that the same authority also issued, for a key the attacker holds, is out of reach, and every
//! time-stamp of the e-prescription service is made so.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::der::{Element, Reader, Tag};
use hpki_core::name::Name;
use hpki_core::oid;

use super::attribute::value;
use super::deviation::{Deviation, Deviations};
use super::digest_identifier::DigestIdentifier;
use super::error::TimeStampProblem;

/// What a signed attribute says about the certificate of the signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CertificateReference {
    attribute: AttributeVersion,
    algorithm: DigestIdentifier,
    digest: Vec<u8>,
    issuer_serial: Option<IssuerSerial>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AttributeVersion {
    /// signingCertificate, by SHA-1.
    Version1,
    /// signingCertificateV2.
    Version2,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct IssuerSerial {
    issuer: Name,
    serial_number: Vec<u8>,
}

impl CertificateReference {
    /// From the value of signingCertificate.
    pub(super) fn from_version_1(
        element: &Element<'_>,
        deviations: &mut Deviations,
    ) -> Result<CertificateReference, TimeStampProblem> {
        let algorithm = DigestIdentifier::new(oid::SHA1);
        let mut fields = first_certificate(element)?;
        CertificateReference::read(AttributeVersion::Version1, algorithm, &mut fields, deviations)
    }

    /// From the value of signingCertificateV2.
    pub(super) fn from_version_2(
        element: &Element<'_>,
        deviations: &mut Deviations,
    ) -> Result<CertificateReference, TimeStampProblem> {
        let mut fields = first_certificate(element)?;
        let algorithm = match fields.peek() {
            Some(Tag::SEQUENCE) => DigestIdentifier::read(&mut fields)?,
            _ => DigestIdentifier::new(oid::SHA256),
        };
        CertificateReference::read(AttributeVersion::Version2, algorithm, &mut fields, deviations)
    }

    fn read(
        attribute: AttributeVersion,
        algorithm: DigestIdentifier,
        fields: &mut Reader<'_>,
        deviations: &mut Deviations,
    ) -> Result<CertificateReference, TimeStampProblem> {
        let digest = fields.octet_string()?.to_vec();
        let issuer_serial = match fields.optional(Tag::SEQUENCE)? {
            None => None,
            Some(element) => match IssuerSerial::read(&element) {
                Ok(issuer_serial) => Some(issuer_serial),
                Err(_) => {
                    deviations.note(Deviation::IssuerSerialUnreadable);
                    None
                }
            },
        };
        fields.finish()?;
        Ok(CertificateReference { attribute, algorithm, digest, issuer_serial })
    }

    /// The digest algorithm it names the certificate by.
    pub(super) fn algorithm(&self) -> DigestIdentifier {
        self.algorithm
    }

    /// The digest algorithm if a certificate may be named by it.
    pub(super) fn acceptable_algorithm(&self) -> Option<DigestAlgorithm> {
        match (self.attribute, self.algorithm.algorithm()?) {
            (AttributeVersion::Version1, DigestAlgorithm::Sha1) => Some(DigestAlgorithm::Sha1),
            (AttributeVersion::Version2, algorithm) if algorithm.is_acceptable() => Some(algorithm),
            _ => None,
        }
    }

    /// Whether it names this certificate: by digest, and by issuer and serial number where it has them.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        let Some(algorithm) = self.acceptable_algorithm() else { return false };
        let digest_fits = crypto::digest(algorithm, certificate.as_der())
            .is_ok_and(|digest| digest.as_ref() == self.digest.as_slice());
        let serial_fits = self.issuer_serial.as_ref().is_none_or(|named| named.names(certificate));
        digest_fits && serial_fits
    }
}

impl IssuerSerial {
    fn read(element: &Element<'_>) -> Result<IssuerSerial, TimeStampProblem> {
        let mut fields = element.reader();
        let mut names = fields.sequence()?;
        // A certificate's issuer is a directoryName: GeneralName [4] EXPLICIT Name.
        let mut directory_name = names.expect(Tag::context(4))?.reader();
        names.finish()?;
        let issuer = Name::from_der(directory_name.rest()).map_err(|_| TimeStampProblem::Value)?;
        directory_name.element()?;
        directory_name.finish()?;
        let serial_number = fields.integer()?.to_vec();
        fields.finish()?;
        Ok(IssuerSerial { issuer, serial_number })
    }

    fn names(&self, certificate: &Certificate) -> bool {
        self.issuer == *certificate.issuer() && self.serial_number == certificate.serial_number()
    }
}

/// The fields of the first ESSCertID; the others and the policies are read over.
fn first_certificate<'a>(element: &Element<'a>) -> Result<Reader<'a>, TimeStampProblem> {
    let mut fields = value(element).sequence()?;
    let mut certificates = fields.sequence()?;
    fields.optional(Tag::SEQUENCE)?;
    fields.finish()?;
    Ok(certificates.sequence()?)
}
