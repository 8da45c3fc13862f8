//! A time-stamp token: CMS SignedData over a TSTInfo (RFC 3161, section 2.4.2), read and not yet believed.

use std::fmt;

use hpki_core::algorithm::{AlgorithmError, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::name::Name;

use super::attribute::{AlgorithmProtection, SignedAttributes};
use super::certificate_reference::CertificateReference;
use super::cms::{self, SignedData, SignerInfo};
use super::deviation::{Deviation, Deviations};
use super::digest_identifier::DigestIdentifier;
use super::error::{InField, TimeStampError, TimeStampProblem};
use super::tst_info::TstInfo;

/// Budgets of one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeStampLimits {
    /// Certificates in the token. Real ones hold 1 to 4.
    pub certificates: usize,
    /// Revocation lists in the token. Real ones hold none.
    pub certificate_lists: usize,
    /// Signed attributes, values of one attribute, digest algorithms, and extensions of TSTInfo, each. Real tokens
    /// have up to 7 attributes; each costs one comparison.
    pub attributes: usize,
}

impl Default for TimeStampLimits {
    fn default() -> Self {
        TimeStampLimits { certificates: 64, certificate_lists: 64, attributes: 64 }
    }
}

/// A time-stamp token. Parsed: it vouches for nothing until [`verify_time_stamp`](super::verify_time_stamp).
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    tst_info: TstInfo,
    certificates: Vec<Certificate>,
    certificate_lists: Vec<CertificateList>,
    deviations: Deviations,
    pub(super) signed: Signed,
}

/// The signature of a token, and the octets it stands for.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    /// The TSTInfo as sent.
    pub(super) tst_info_der: Vec<u8>,
    /// The signed attributes as sent, but for the first octet: signed is the SET OF, sent is `[0] IMPLICIT`
    /// (RFC 5652, section 5.4).
    pub(super) attributes_der: Vec<u8>,
    pub(super) message_digest: Vec<u8>,
    pub(super) references: Vec<CertificateReference>,
    pub(super) algorithm_protection: Option<AlgorithmProtection>,
    pub(super) signer: SignerIdentifier,
    pub(super) digest_algorithm: DigestIdentifier,
    /// Content octets of the AlgorithmIdentifier.
    pub(super) signature_algorithm_octets: Vec<u8>,
    pub(super) signature_algorithm: Result<SignatureAlgorithm, AlgorithmError>,
    pub(super) signature: Vec<u8>,
}

/// How the signer's certificate is named outside of the signed attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignerIdentifier {
    IssuerAndSerialNumber { issuer: Name, serial_number: Vec<u8> },
    SubjectKeyIdentifier(Vec<u8>),
}

impl TimeStampToken {
    /// Reads the DER of a ContentInfo, within the default [`TimeStampLimits`]. Nothing may follow it.
    ///
    /// # Errors
    /// [`TimeStampError`] where the octets are no time-stamp token: its [`finding`](TimeStampError::finding) is the
    /// check to report, with FORMAT_FAILURE.
    pub fn from_der(der: &[u8]) -> Result<TimeStampToken, TimeStampError> {
        TimeStampToken::from_der_within(der, &TimeStampLimits::default())
    }

    /// Reads a token within other limits.
    ///
    /// # Errors
    /// As [`TimeStampToken::from_der`].
    pub fn from_der_within(der: &[u8], limits: &TimeStampLimits) -> Result<TimeStampToken, TimeStampError> {
        let mut deviations = Deviations::default();
        let signed_data = SignedData::from_der(der, limits, &mut deviations)?;
        let tst_info = TstInfo::from_der(signed_data.tst_info, limits.attributes, &mut deviations)?;
        let signed = Signed::read(&signed_data, limits, &mut deviations)?;
        // What cannot be read is no candidate: an injected certificate must change nothing.
        let certificates = signed_data.certificates.iter().filter_map(|element| {
            let read = Certificate::from_der(element.der());
            read.map_err(|_| deviations.note(Deviation::CertificateUnreadable)).ok()
        });
        let certificates = certificates.collect();
        let certificate_lists = signed_data.certificate_lists.iter().filter_map(|element| {
            let read = CertificateList::from_der(element.der());
            read.map_err(|_| deviations.note(Deviation::CertificateListUnreadable)).ok()
        });
        let certificate_lists = certificate_lists.collect();
        Ok(TimeStampToken { tst_info, certificates, certificate_lists, deviations, signed })
    }

    /// What the authority signed.
    pub fn tst_info(&self) -> &TstInfo {
        &self.tst_info
    }

    /// The certificates in the token: untrusted candidates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The revocation lists in the token: untrusted candidates.
    pub fn certificate_lists(&self) -> &[CertificateList] {
        &self.certificate_lists
    }

    /// The digest algorithm of the signature (that of the imprint is in [`TstInfo::message_imprint`]).
    pub fn digest_algorithm(&self) -> DigestIdentifier {
        self.signed.digest_algorithm
    }

    /// The signature algorithm.
    ///
    /// # Errors
    /// Where its parameters are not those its standard allows.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, AlgorithmError> {
        self.signed.signature_algorithm
    }

    /// Harmless departures from the standards, each once.
    pub fn deviations(&self) -> &[Deviation] {
        self.deviations.as_slice()
    }
}

impl Signed {
    fn read(
        signed_data: &SignedData<'_>,
        limits: &TimeStampLimits,
        deviations: &mut Deviations,
    ) -> Result<Signed, TimeStampError> {
        let info = &signed_data.signer_info;
        let attributes = SignedAttributes::read(&info.signed_attributes, limits.attributes, deviations)
            .in_field("SignerInfo.signedAttrs")?;
        let signature_algorithm = read_signature_algorithm(info);
        let digest_of_signature = signature_algorithm.as_ref().ok().and_then(SignatureAlgorithm::digest);
        if digest_of_signature.is_some_and(|digest| Some(digest) != info.digest_algorithm.algorithm()) {
            deviations.note(Deviation::TwoDigestAlgorithms);
        }
        Ok(Signed {
            tst_info_der: signed_data.tst_info.to_vec(),
            attributes_der: tagged_as_set(info.signed_attributes.der()),
            message_digest: attributes.message_digest.to_vec(),
            references: attributes.references,
            algorithm_protection: attributes.algorithm_protection,
            signer: SignerIdentifier::read(&info.identifier).in_field("SignerInfo.sid")?,
            digest_algorithm: info.digest_algorithm,
            signature_algorithm_octets: info.signature_algorithm.element.content().to_vec(),
            signature_algorithm,
            signature: info.signature.to_vec(),
        })
    }
}

/// In CMS `rsaEncryption` stands for PKCS#1 with the digest named beside it.
fn read_signature_algorithm(info: &SignerInfo<'_>) -> Result<SignatureAlgorithm, AlgorithmError> {
    let unknown = AlgorithmError::Unknown { algorithm: info.digest_algorithm.identifier() };
    let digest = info.digest_algorithm.algorithm().ok_or(unknown)?;
    SignatureAlgorithm::from_cms_identifier(&info.signature_algorithm, digest)
}

impl SignerIdentifier {
    fn read(identifier: &cms::SignerIdentifier<'_>) -> Result<SignerIdentifier, TimeStampProblem> {
        match identifier {
            cms::SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } => {
                let issuer = Name::from_der(issuer.der()).map_err(|_| TimeStampProblem::Value)?;
                Ok(SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number: serial_number.to_vec() })
            }
            cms::SignerIdentifier::SubjectKeyIdentifier(octets) => {
                Ok(SignerIdentifier::SubjectKeyIdentifier(octets.to_vec()))
            }
        }
    }

    /// Whether it names this certificate. Several certificates may have the name: the signed reference decides.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } => {
                issuer == certificate.issuer() && serial_number == certificate.serial_number()
            }
            SignerIdentifier::SubjectKeyIdentifier(octets) => {
                certificate.extensions().subject_key_identifier() == Some(octets.as_slice())
            }
        }
    }
}

/// What to look for when the certificate is missing.
impl fmt::Display for SignerIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = match self {
            SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } => {
                write!(formatter, "issuer {issuer}, serial number ")?;
                serial_number
            }
            SignerIdentifier::SubjectKeyIdentifier(octets) => {
                formatter.write_str("subject key identifier ")?;
                octets
            }
        };
        octets.iter().try_for_each(|octet| write!(formatter, "{octet:02x}"))
    }
}

/// `SET OF` in place of `[0] IMPLICIT`: one octet of difference, for the length stays.
fn tagged_as_set(implicit: &[u8]) -> Vec<u8> {
    let mut octets = implicit.to_vec();
    if let Some(tag) = octets.first_mut() {
        *tag = 0x31;
    }
    octets
}
