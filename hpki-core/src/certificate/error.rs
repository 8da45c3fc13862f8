//! Why a certificate does not parse.

use crate::algorithm::AlgorithmError;
use crate::der::DerError;
use crate::oid::ObjectIdentifier;
use crate::report::Finding;

/// Octets that are not a certificate, or not one that can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not strict DER, or not the grammar of a certificate.
    #[error("certificate: {0}")]
    Encoding(#[from] DerError),
    /// An extension that cannot be decoded.
    #[error("extension {}: {source}", display(*.extension))]
    Extension {
        /// The extension.
        extension: ObjectIdentifier,
        /// What is wrong, and where in the certificate.
        source: DerError,
    },
    /// The same extension twice (RFC 5280, 4.2).
    #[error("extension {} stands there twice", display(*.extension))]
    DuplicateExtension {
        /// The extension.
        extension: ObjectIdentifier,
    },
    /// Extensions in a certificate that is not v3.
    #[error("extensions in a certificate that is not version 3")]
    ExtensionsBeforeV3,
    /// The algorithm of the signature has parameters that it cannot have.
    #[error("signature algorithm: {0}")]
    SignatureAlgorithm(#[from] AlgorithmError),
    /// More octets than are read.
    #[error("the certificate has {found} octets; more than {limit} are not read")]
    TooLarge {
        /// Octets at hand.
        found: usize,
        /// The most that is read.
        limit: usize,
    },
    /// The AlgorithmIdentifiers inside and outside of what is signed differ (RFC 5280, 4.1.1.2).
    #[error("the signature algorithm inside the signed part differs from the one outside")]
    SignatureAlgorithmsDiffer,
}

/// The identifier with its name.
pub(crate) fn display(extension: ObjectIdentifier) -> String {
    match extension.name() {
        Some(name) => format!("{name} ({extension})"),
        None => extension.to_string(),
    }
}

crate::findings! {
    /// [`CertificateError::Encoding`] and [`CertificateError::SignatureAlgorithm`].
    ENCODING = "certificate::encoding",
        label: "encoding of the certificate" / "証明書の符号化",
        problem: "the certificate is not in strict DER and cannot be read: ask the sender for an undamaged copy"
               / "証明書がDERとして正しくないため読み取れません。壊れていないものを送信元から入手してください。";
    /// [`CertificateError::Extension`].
    EXTENSION = "certificate::extension",
        label: "extension of the certificate" / "証明書の拡張領域",
        problem: "an extension of the certificate cannot be decoded: ask the issuer of the certificate"
               / "証明書の拡張領域を解読できません。証明書の発行者に確認してください。";
    /// [`CertificateError::DuplicateExtension`].
    DUPLICATE_EXTENSION = "certificate::duplicate-extension",
        label: "extensions of the certificate" / "証明書の拡張領域",
        problem: "the certificate has the same extension twice, so its meaning is unclear: ask the issuer of the certificate"
               / "同じ拡張領域が二重にあるため証明書の意味が定まりません。証明書の発行者に確認してください。";
    /// [`CertificateError::ExtensionsBeforeV3`].
    EXTENSIONS_BEFORE_V3 = "certificate::extensions-before-v3",
        label: "version of the certificate" / "証明書のバージョン",
        problem: "the certificate has extensions but is not version 3: ask the issuer of the certificate"
               / "拡張領域があるのにバージョン3ではない証明書です。証明書の発行者に確認してください。";
    /// [`CertificateError::SignatureAlgorithmsDiffer`].
    SIGNATURE_ALGORITHMS_DIFFER = "certificate::signature-algorithms-differ",
        label: "signature algorithm of the certificate" / "証明書の署名アルゴリズム",
        problem: "the certificate names two different signature algorithms: it was changed or made wrongly, ask its issuer for a correct one"
               / "証明書に書かれた二つの署名アルゴリズムが一致しません。変更されたか、作成方法に誤りがあります。正しい証明書を発行者から入手してください。";
    /// [`CertificateError::TooLarge`].
    TOO_LARGE = "certificate::too-large",
        label: "size of the certificate" / "証明書の大きさ",
        problem: "the certificate is larger than any real one and is not read: check where it comes from"
               / "証明書が実在しうる大きさを超えているため読み取りません。入手元を確認してください。";
}

impl CertificateError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            CertificateError::Encoding(_) | CertificateError::SignatureAlgorithm(_) => &ENCODING,
            CertificateError::Extension { .. } => &EXTENSION,
            CertificateError::DuplicateExtension { .. } => &DUPLICATE_EXTENSION,
            CertificateError::ExtensionsBeforeV3 => &EXTENSIONS_BEFORE_V3,
            CertificateError::TooLarge { .. } => &TOO_LARGE,
            CertificateError::SignatureAlgorithmsDiffer => &SIGNATURE_ALGORITHMS_DIFFER,
        }
    }
}
