//! Why nothing was signed.

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::crypto::SignatureError;
use hpki_core::report::{Finding, Language};
use hpki_core::signer::SignerError;
use hpki_core::time::Time;

use crate::validate::DocumentReport;
use crate::xml::XmlError;

use super::finding;

/// Why nothing was signed, or what was signed was discarded. [`SignError::finding`] has the stable id and the
/// sentences for people; `Display` gives the particulars, which need no translation and never hold content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// There is nothing to sign.
    #[error("the content is empty")]
    ContentEmpty,
    /// A CSV with a carriage return, under [`ContentRules::Service`](super::ContentRules::Service).
    #[error("carriage return at octet {offset}")]
    ContentCarriageReturn {
        /// Where the first one is.
        offset: usize,
    },
    /// A CSV with a byte order mark, under the same rules.
    #[error("the octets EF BB BF at the beginning")]
    ContentByteOrderMark,
    /// A CSV that is not UTF-8, under the same rules.
    #[error("no UTF-8 at octet {offset}")]
    ContentEncoding {
        /// Where the first octet is that does not fit.
        offset: usize,
    },
    /// The certificate does not fit the kind of document: use, policy or role.
    #[error("{}: {detail}", check.id)]
    CertificateUnfit {
        /// What kind of refusal.
        finding: &'static Finding,
        /// The check of the certificate that did not pass.
        check: &'static Finding,
        /// What it found.
        detail: String,
    },
    /// The certificate has expired.
    #[error("valid until {not_after}, to sign at {at}")]
    CertificateExpired {
        /// The end of its validity.
        not_after: Time,
        /// The signing time.
        at: Time,
    },
    /// The certificate is not valid yet.
    #[error("valid from {not_before}, to sign at {at}")]
    CertificateNotYetValid {
        /// The beginning of its validity.
        not_before: Time,
        /// The signing time.
        at: Time,
    },
    /// The algorithm does not fit the key, has no name in XML, or is weak.
    #[error("{algorithm}: {why}")]
    Algorithm {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// What is wrong with it.
        why: String,
    },
    /// The key is not accepted anywhere.
    #[error(transparent)]
    Key(SignatureError),
    /// The signature value does not fit.
    #[error(transparent)]
    Value(SignatureError),
    /// The signer failed.
    #[error(transparent)]
    Signer(SignerError),
    /// The signer is another than the document was prepared for.
    #[error("prepared for {prepared}, the signer has {found}")]
    OtherSigner {
        /// Certificate and algorithm of the preparation.
        prepared: String,
        /// Those of the signer.
        found: String,
    },
    /// A given file is no XML that can be signed.
    #[error("{what}, line {line}, column {column}: {source}")]
    DocumentUnreadable {
        /// Which file.
        what: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong.
        source: XmlError,
    },
    /// The document is not of the kind.
    #[error("{0}")]
    DocumentKind(String),
    /// The grammar of the kind refuses the document.
    #[error("{}: {detail}", check.id)]
    DocumentForm {
        /// The check that did not pass.
        check: &'static Finding,
        /// What it found.
        detail: String,
    },
    /// What is to be signed has no canonical form.
    #[error("{0}")]
    Canonicalization(String),
    /// The document has its signature already.
    #[error("a Signature in {0}")]
    AlreadySigned(String),
    /// Identifiers are not unique.
    #[error("the identifier of {0} stands twice")]
    Identifiers(String),
    /// The prescription inside a dispensing record does not hold.
    #[error("{0}")]
    Prescription(String),
    /// A text given for the signature is empty or holds what XML cannot.
    #[error("{0}")]
    Character(&'static str),
    /// A file name that cannot stand in a signature.
    #[error("{name:?}: {why}")]
    FileName {
        /// The name, shortened.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No file was given.
    #[error("no file")]
    NoFile,
    /// Over a limit.
    #[error("{what}: {found}, at most {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much may be.
        limit: usize,
    },
    /// The signature to counter-sign cannot be.
    #[error("{0}")]
    Target(String),
    /// A signature that is there already would no longer hold.
    #[error("{0}")]
    Breaks(String),
    /// A Signature from elsewhere does not hold here.
    #[error("{0}")]
    Adopted(String),
    /// A state that cannot be read.
    #[error("{0}")]
    State(String),
    /// A state that leads to other octets than were handed out for signing.
    #[error("prepared {expected}, the state gives {found}")]
    StateChanged {
        /// SHA-256 of the octets that were handed out, as the state says.
        expected: String,
        /// SHA-256 of those it leads to.
        found: String,
    },
    /// What was written does not read back: a defect of this library, never handed out.
    #[error("{0}")]
    ReadBack(String),
    /// The verifier does not pass the finished document.
    #[error("{:?}", .0.verdict())]
    NotValid(Box<DocumentReport>),
}

impl SignError {
    /// The kind of refusal: stable id, sentences in English and Japanese that say what to do.
    pub fn finding(&self) -> &'static Finding {
        match self {
            SignError::ContentEmpty => &finding::CONTENT_EMPTY,
            SignError::ContentCarriageReturn { .. } => &finding::CONTENT_CARRIAGE_RETURN,
            SignError::ContentByteOrderMark => &finding::CONTENT_BYTE_ORDER_MARK,
            SignError::ContentEncoding { .. } => &finding::CONTENT_ENCODING,
            SignError::CertificateUnfit { finding, .. } => finding,
            SignError::CertificateExpired { .. } => &finding::CERTIFICATE_EXPIRED,
            SignError::CertificateNotYetValid { .. } => &finding::CERTIFICATE_NOT_YET_VALID,
            SignError::Algorithm { .. } => &finding::ALGORITHM,
            SignError::Key(_) => &finding::KEY,
            SignError::Value(_) => &finding::VALUE,
            SignError::Signer(_) => &finding::SIGNER,
            SignError::OtherSigner { .. } => &finding::OTHER_SIGNER,
            SignError::DocumentUnreadable { .. } => &finding::DOCUMENT_UNREADABLE,
            SignError::DocumentKind(_) => &finding::DOCUMENT_KIND,
            SignError::DocumentForm { .. } => &finding::DOCUMENT_FORM,
            SignError::Canonicalization(_) => &finding::CANONICALIZATION,
            SignError::AlreadySigned(_) => &finding::ALREADY_SIGNED,
            SignError::Identifiers(_) => &finding::IDENTIFIERS,
            SignError::Prescription(_) => &finding::PRESCRIPTION,
            SignError::Character(_) => &finding::CHARACTER,
            SignError::FileName { .. } => &finding::FILE_NAME,
            SignError::NoFile => &finding::NO_FILE,
            SignError::Limit { .. } => &finding::LIMIT,
            SignError::Target(_) => &finding::TARGET,
            SignError::Breaks(_) => &finding::BREAKS,
            SignError::Adopted(_) => &finding::ADOPTED,
            SignError::State(_) => &finding::STATE,
            SignError::StateChanged { .. } => &finding::STATE_CHANGED,
            SignError::ReadBack(_) => &finding::READ_BACK,
            SignError::NotValid(_) => &finding::NOT_VALID,
        }
    }

    /// The sentence for people, with the particulars in brackets, in at most 500 bytes.
    pub fn message(&self, language: Language) -> String {
        let mut text = self.finding().problem.in_language(language).to_owned();
        let detail = self.to_string();
        let room = 500_usize.saturating_sub(text.len() + 3);
        let mut end = detail.len().min(room);
        while !detail.is_char_boundary(end) {
            end -= 1;
        }
        if let Some(shown) = detail.get(..end).filter(|shown| !shown.is_empty()) {
            text.push_str(" (");
            text.push_str(shown);
            text.push(')');
        }
        text
    }

    /// What is wrong with a file that does not parse.
    pub(super) fn unreadable(what: &'static str, octets: &[u8], source: XmlError) -> SignError {
        let (line, column) = source.line_column(octets);
        SignError::DocumentUnreadable { what, line, column, source }
    }

    pub(super) fn read_back(what: impl Into<String>) -> SignError {
        SignError::ReadBack(what.into())
    }
}
