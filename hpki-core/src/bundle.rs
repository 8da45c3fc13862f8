//! Certificates and revocation lists from the forms in which people keep them: DER, PEM, PKCS#7.
//!
//! A PKCS#7 (CMS, RFC 5652) SignedData is taken as a bag: its `certificates` and `crls` are read, its signatures are
//! neither checked nor needed. Nothing that comes out of a bundle is trusted by that.

use crate::certificate::{Certificate, CertificateError};
use crate::crl::{CertificateList, CrlError};
use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::oid;
use crate::pem::{self, PemError};
use crate::report::Finding;

pub use self::ALL as FINDINGS;

/// Most certificates and lists of one bundle. A system's bundle of web roots has 150 certificates.
const MAX_ITEMS: usize = 4096;

/// What a bundle held, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle {
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// Revocation lists.
    pub certificate_lists: Vec<CertificateList>,
}

/// Why octets are no bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// Neither DER nor PEM of anything read here.
    #[error("neither DER nor PEM of a certificate, a revocation list or a PKCS#7 file")]
    Unrecognised,
    /// A PEM block of another kind.
    #[error("a PEM block {label:?}, where only CERTIFICATE, X509 CRL, PKCS7 and CMS are read")]
    Label {
        /// The label, at most 40 characters of it.
        label: String,
    },
    /// A PEM text that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// A certificate that cannot be read.
    #[error("certificate {number}: {source}")]
    Certificate {
        /// Which one of the bundle, counted from 1.
        number: usize,
        /// What is wrong with it.
        source: CertificateError,
    },
    /// A revocation list that cannot be read.
    #[error("revocation list {number}: {source}")]
    CertificateList {
        /// Which one of the bundle, counted from 1.
        number: usize,
        /// What is wrong with it.
        source: CrlError,
    },
    /// A PKCS#7 file that cannot be read.
    #[error("PKCS#7: {0}")]
    Pkcs7(#[from] DerError),
    /// More certificates or lists than are read.
    #[error("more than {MAX_ITEMS} certificates or revocation lists")]
    TooMany,
}

crate::findings! {
    /// [`BundleError::Unrecognised`] and damage of the wrapping.
    UNREADABLE = "bundle::unreadable",
        label: "file of certificates or revocation lists" / "証明書または失効リストのファイル",
        problem: "the file cannot be read as DER, PEM or PKCS#7: give a file in one of these forms"
               / "DER、PEM、PKCS#7のいずれとしても読み取れません。これらの形式のファイルを指定してください。";
}

impl BundleError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            BundleError::Certificate { source, .. } => source.finding(),
            BundleError::CertificateList { source, .. } => source.finding(),
            _ => &UNREADABLE,
        }
    }
}

impl Bundle {
    /// From the octets of a file: DER or PEM of certificates, revocation lists or PKCS#7 files.
    ///
    /// # Errors
    /// One unreadable item refuses the whole: a silently dropped trust anchor or list would change verdicts.
    pub fn from_bytes(octets: &[u8]) -> Result<Bundle, BundleError> {
        Bundle::from_vec(octets.to_vec())
    }

    /// Like [`Bundle::from_bytes`] without a copy of a revocation list in DER.
    ///
    /// # Errors
    /// As [`Bundle::from_bytes`].
    pub fn from_vec(octets: Vec<u8>) -> Result<Bundle, BundleError> {
        let mut bundle = Bundle::default();
        if octets.first() == Some(&Tag::SEQUENCE.0) {
            bundle.add_der(octets)?;
            return Ok(bundle);
        }
        let text = std::str::from_utf8(&octets).map_err(|_| BundleError::Unrecognised)?;
        let blocks = pem::blocks(text)?;
        if blocks.is_empty() {
            return Err(BundleError::Unrecognised);
        }
        for block in blocks {
            match block.label.as_str() {
                "CERTIFICATE" | "X509 CERTIFICATE" => bundle.add_certificate(&block.der)?,
                "X509 CRL" => bundle.add_certificate_list(block.der)?,
                "PKCS7" | "CMS" => bundle.add_signed_data(&block.der)?,
                _ => return Err(BundleError::Label { label: block.label.chars().take(40).collect() }),
            }
        }
        Ok(bundle)
    }

    /// Adds what one DER value is: the second field of a PKCS#7 file is `[0]`, the first of a list's signed part is
    /// never `[0]` and never an INTEGER that a SEQUENCE of two times follows.
    fn add_der(&mut self, der: Vec<u8>) -> Result<(), BundleError> {
        match kind(&der) {
            Kind::Pkcs7 => self.add_signed_data(&der),
            Kind::CertificateList => self.add_certificate_list(der),
            Kind::Certificate => self.add_certificate(&der),
        }
    }

    fn add_certificate(&mut self, der: &[u8]) -> Result<(), BundleError> {
        let number = self.certificates.len() + 1;
        if number > MAX_ITEMS {
            return Err(BundleError::TooMany);
        }
        let certificate =
            Certificate::from_der(der).map_err(|source| BundleError::Certificate { number, source })?;
        self.certificates.push(certificate);
        Ok(())
    }

    fn add_certificate_list(&mut self, der: Vec<u8>) -> Result<(), BundleError> {
        let number = self.certificate_lists.len() + 1;
        if number > MAX_ITEMS {
            return Err(BundleError::TooMany);
        }
        let list = CertificateList::from_der_vec(der)
            .map_err(|source| BundleError::CertificateList { number, source })?;
        self.certificate_lists.push(list);
        Ok(())
    }

    /// `ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT SignedData }`;
    /// `SignedData ::= SEQUENCE { version, digestAlgorithms SET, encapContentInfo SEQUENCE,
    /// certificates [0] IMPLICIT SET OPTIONAL, crls [1] IMPLICIT SET OPTIONAL, signerInfos SET }`.
    fn add_signed_data(&mut self, der: &[u8]) -> Result<(), BundleError> {
        let mut outer = Reader::new(der);
        let mut content_info = outer.sequence()?;
        outer.finish()?;
        let content_type = content_info.expect(Tag::OBJECT_IDENTIFIER)?;
        if content_type.as_object_identifier()? != oid::CMS_SIGNED_DATA {
            return Err(content_type.error(DerErrorKind::Undefined).into());
        }
        let mut explicit = content_info.expect(Tag::context(0))?.reader();
        content_info.finish()?;
        let mut signed_data = explicit.sequence()?;
        explicit.finish()?;
        signed_data.unsigned()?;
        signed_data.set()?;
        signed_data.sequence()?;
        if let Some(mut certificates) = signed_data.optional_explicit(0)? {
            while !certificates.is_empty() {
                let element = certificates.element()?;
                // Attribute certificates and the like have tags of their own, and no use here.
                if element.tag() == Tag::SEQUENCE {
                    self.add_certificate(element.der())?;
                }
            }
        }
        if let Some(mut lists) = signed_data.optional_explicit(1)? {
            while !lists.is_empty() {
                let element = lists.element()?;
                if element.tag() == Tag::SEQUENCE {
                    self.add_certificate_list(element.der().to_vec())?;
                }
            }
        }
        signed_data.set()?;
        signed_data.finish()?;
        Ok(())
    }
}

enum Kind {
    Certificate,
    CertificateList,
    Pkcs7,
}

/// A guess from the first tags; the parser that follows is strict.
fn kind(der: &[u8]) -> Kind {
    let Ok(mut fields) = Reader::new(der).sequence() else { return Kind::Certificate };
    match fields.element() {
        Ok(first) if first.tag() == Tag::OBJECT_IDENTIFIER => Kind::Pkcs7,
        Ok(first) if first.tag() == Tag::SEQUENCE && begins_like_a_list(first.reader()) => {
            Kind::CertificateList
        }
        _ => Kind::Certificate,
    }
}

/// TBSCertList: INTEGER?, SEQUENCE, SEQUENCE, Time. TBSCertificate: `[0]`?, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE.
fn begins_like_a_list(mut fields: Reader<'_>) -> bool {
    let mut next = || fields.element().map(|element| element.tag()).ok();
    let first = next();
    let name = if first == Some(Tag::INTEGER) { (next(), next()) } else { (first, next()) };
    let time = next();
    name == (Some(Tag::SEQUENCE), Some(Tag::SEQUENCE))
        && matches!(time, Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME))
}

#[cfg(test)]
mod tests;
