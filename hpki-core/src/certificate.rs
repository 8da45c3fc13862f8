//! Certificates (RFC 5280, 4.1): parsed, never vouched for.
//!
//! ```text
//! Certificate ::= SEQUENCE { tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier,
//!     signatureValue BIT STRING }
//! TBSCertificate ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, serialNumber INTEGER,
//!     signature AlgorithmIdentifier, issuer Name, validity SEQUENCE { notBefore Time, notAfter Time },
//!     subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo, issuerUniqueID [1] IMPLICIT BIT STRING OPTIONAL,
//!     subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL, extensions [3] EXPLICIT Extensions OPTIONAL }
//! ```

mod authority_key_identifier;
mod basic_constraints;
mod certificate_policies;
mod crl_distribution_points;
mod encoding_note;
mod error;
mod extended_key_usage;
mod extension;
mod extensions;
mod hc_role;
mod key_usage;
mod name_constraints;
mod parse;
mod policy_constraints;
mod policy_mappings;
mod subject_directory_attributes;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::algorithm::SignatureAlgorithm;
use crate::crypto;
use crate::general_name::GeneralName;
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;
use crate::octets::Octets;
use crate::time::Time;

pub use authority_key_identifier::AuthorityKeyIdentifier;
pub use basic_constraints::BasicConstraints;
pub use certificate_policies::{PolicyInformation, PolicyQualifier};
pub(crate) use crl_distribution_points::read as read_distribution_points;
pub use crl_distribution_points::{DistributionPoint, DistributionPointName, ReasonFlags};
pub use encoding_note::{EncodingNote, EncodingNoteKind};
pub(crate) use error::display as display_extension;
pub use error::{ALL as FINDINGS, CertificateError};
pub(crate) use extension::{Context, ExtensionField};
pub use extension::{Extension, RawExtension};
pub use extensions::Extensions;
pub(crate) use extensions::MAX_EXTENSIONS;
pub use hc_role::{HcActor, HcRoles, hc_roles};
pub use key_usage::KeyUsage;
pub use name_constraints::{GeneralSubtree, NameConstraints};
pub(crate) use parse::time as read_time;
pub use policy_constraints::PolicyConstraints;
pub use policy_mappings::PolicyMapping;
pub use subject_directory_attributes::DirectoryAttribute;

/// A parsed certificate. Cloning copies a pointer; `==` compares the DER.
#[derive(Clone)]
pub struct Certificate(Arc<Fields>);

struct Fields {
    der: Octets,
    tbs: Range<usize>,
    version: Version,
    serial_number: Range<usize>,
    signature_algorithm: SignatureAlgorithm,
    issuer: Name,
    not_before: Time,
    not_after: Time,
    subject: Name,
    public_key: SubjectPublicKeyInfo,
    extensions: Extensions,
    signature_value: Range<usize>,
    notes: Vec<EncodingNote>,
    sha256: OnceLock<[u8; 32]>,
}

/// The version of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// v1: no extensions, so it cannot say whether it is a CA.
    V1,
    /// v2.
    V2,
    /// v3.
    V3,
}

impl Certificate {
    /// From DER, the whole of `der`. Parsing trusts nothing: oddities that RFC 5280's grammar allows are kept and
    /// reachable, for a profile to judge.
    ///
    /// # Errors
    /// See [`CertificateError`].
    pub fn from_der(der: &[u8]) -> Result<Certificate, CertificateError> {
        parse::certificate(der).map(|fields| Certificate(Arc::new(fields)))
    }

    /// The DER of the whole certificate.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The DER, to be kept beyond the life of the certificate.
    pub(crate) fn octets(&self) -> &Octets {
        &self.0.der
    }

    /// The DER of tbsCertificate: the octets that are signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.0.version
    }

    /// The content octets of the serial number, two's complement, most significant octet first. RFC 5280 wants it
    /// positive and at most 20 octets long; others are kept for the profile to judge.
    pub fn serial_number(&self) -> &[u8] {
        self.part(&self.0.serial_number)
    }

    /// The algorithm of the signature. Inner and outer AlgorithmIdentifier are equal, or the certificate does not
    /// parse (RFC 5280, 4.1.1.2).
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.0.signature_algorithm
    }

    /// The issuer's name.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// The first moment of the validity.
    pub fn not_before(&self) -> Time {
        self.0.not_before
    }

    /// The last moment of the validity; it belongs to it.
    pub fn not_after(&self) -> Time {
        self.0.not_after
    }

    /// The subject's name.
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// The subject's public key.
    pub fn public_key(&self) -> &SubjectPublicKeyInfo {
        &self.0.public_key
    }

    /// The extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// The octets of the signature.
    pub fn signature_value(&self) -> &[u8] {
        self.part(&self.0.signature_value)
    }

    /// Where the encoding is not quite DER or RFC 5280, yet unambiguous and in use.
    pub fn encoding_notes(&self) -> &[EncodingNote] {
        &self.0.notes
    }

    /// The SHA-256 of the DER, computed once.
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.as_der()))
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// The name to show to people: the common name of a directoryName in subjectAltName, which HPKI certificates
    /// hold in Japanese (with U+3000 between family and given name).
    pub fn japanese_name(&self) -> Option<Cow<'_, str>> {
        let names = self.extensions().subject_alt_name()?;
        names.value().iter().filter_map(GeneralName::directory_name).find_map(Name::common_name)
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for Certificate {}

/// Equal certificates have equal hashes; the signature is as good as random.
impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.signature_value().hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate(subject {}, issuer {})", self.subject(), self.issuer())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Version::V1 => "v1",
            Version::V2 => "v2",
            Version::V3 => "v3",
        })
    }
}

#[cfg(test)]
mod tests;
