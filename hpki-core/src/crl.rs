//! Certificate revocation lists (RFC 5280, 5): parsed, never vouched for.
//!
//! ```text
//! CertificateList ::= SEQUENCE { tbsCertList TBSCertList, signatureAlgorithm AlgorithmIdentifier,
//!     signatureValue BIT STRING }
//! TBSCertList ::= SEQUENCE { version Version OPTIONAL, signature AlgorithmIdentifier, issuer Name,
//!     thisUpdate Time, nextUpdate Time OPTIONAL,
//!     revokedCertificates SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate Time,
//!         crlEntryExtensions Extensions OPTIONAL } OPTIONAL,
//!     crlExtensions [0] EXPLICIT Extensions OPTIONAL }
//! ```
//!
//! Entries are not collected: a list of 140,000 is walked once when it is parsed, to know that all of it is well
//! formed, and once for each look-up.

mod entry;
mod error;
mod issuing_distribution_point;
mod list_extensions;
mod parse;
mod walk;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::EncodingNote;
use crate::crypto;
use crate::name::Name;
use crate::octets::{Buffer, Octets};
use crate::oid::ObjectIdentifier;
use crate::time::Time;

pub use entry::{ReasonCode, RevokedCertificate};
pub use error::{ALL as FINDINGS, CrlError};
pub use issuing_distribution_point::IssuingDistributionPoint;
pub use list_extensions::{CrlNumber, ListExtensions};

/// A parsed certificate revocation list. Cloning copies a pointer; `==` compares the DER.
#[derive(Clone)]
pub struct CertificateList(Arc<Fields>);

struct Fields {
    der: Octets,
    buffer: Buffer,
    tbs: Range<usize>,
    version: CrlVersion,
    signature_algorithm: SignatureAlgorithm,
    issuer: Name,
    this_update: Time,
    next_update: Option<Time>,
    entries: Range<usize>,
    entry_facts: walk::EntryFacts,
    extensions: ListExtensions,
    signature_value: Range<usize>,
    notes: Vec<EncodingNote>,
    sha256: OnceLock<[u8; 32]>,
}

/// The version of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrlVersion {
    /// v1: no extensions, so neither its scope nor its number can be told.
    V1,
    /// v2.
    V2,
}

impl CertificateList {
    /// From DER, the whole of `der`.
    ///
    /// # Errors
    /// See [`CrlError`].
    pub fn from_der(der: &[u8]) -> Result<CertificateList, CrlError> {
        CertificateList::from_der_vec(der.to_vec())
    }

    /// Like [`CertificateList::from_der`] without a copy: the list keeps the vector, and little else.
    ///
    /// # Errors
    /// See [`CrlError`].
    pub fn from_der_vec(der: Vec<u8>) -> Result<CertificateList, CrlError> {
        parse::certificate_list(der).map(|fields| CertificateList(Arc::new(fields)))
    }

    /// The DER of the whole list.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The DER of tbsCertList: the octets that are signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// The version.
    pub fn version(&self) -> CrlVersion {
        self.0.version
    }

    /// The algorithm of the signature. Inner and outer AlgorithmIdentifier are equal, or the list does not parse.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.0.signature_algorithm
    }

    /// The issuer's name.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When the list was issued.
    pub fn this_update(&self) -> Time {
        self.0.this_update
    }

    /// By when the next list is issued; it belongs to the list's time.
    pub fn next_update(&self) -> Option<Time> {
        self.0.next_update
    }

    /// The extensions of the list.
    pub fn extensions(&self) -> &ListExtensions {
        &self.0.extensions
    }

    /// The octets of the signature.
    pub fn signature_value(&self) -> &[u8] {
        self.part(&self.0.signature_value)
    }

    /// The number of entries.
    pub fn entry_count(&self) -> usize {
        self.0.entry_facts.count
    }

    /// A critical entry extension that this crate does not know. One anywhere makes the whole list unusable
    /// (RFC 5280, 5.3).
    pub fn unknown_critical_entry_extension(&self) -> Option<ObjectIdentifier> {
        self.0.entry_facts.unknown_critical
    }

    /// Whether an entry names another certificate issuer, as entries of indirect lists do.
    pub fn has_certificate_issuers(&self) -> bool {
        self.0.entry_facts.certificate_issuers
    }

    /// The entry for the certificate with this serial number (content octets) and this issuer.
    ///
    /// RFC 5280 has at most one; where a list has more, the first.
    pub fn find(&self, serial_number: &[u8], certificate_issuer: &Name) -> Option<RevokedCertificate> {
        walk::find(self, serial_number, certificate_issuer)
    }

    /// All entries in the order of the list, decoded one by one.
    pub fn entries(&self) -> impl Iterator<Item = RevokedCertificate> + '_ {
        walk::entries(self)
    }

    /// Where the encoding is not quite DER or RFC 5280, yet unambiguous and in use. Entries are not looked at.
    pub fn encoding_notes(&self) -> &[EncodingNote] {
        &self.0.notes
    }

    /// The SHA-256 of the DER, computed once.
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.as_der()))
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for CertificateList {
    fn eq(&self, other: &CertificateList) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for CertificateList {}

impl fmt::Debug for CertificateList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.entry_count();
        write!(
            formatter,
            "CertificateList(issuer {}, {}, {count} entries)",
            self.issuer(),
            self.this_update()
        )
    }
}

#[cfg(test)]
mod tests;
