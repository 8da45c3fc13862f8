//! Why a revocation list does not parse.

use crate::algorithm::AlgorithmError;
use crate::certificate::display_extension;
use crate::der::DerError;
use crate::oid::ObjectIdentifier;
use crate::report::Finding;

/// Octets that are not a revocation list, or not one that can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// Not strict DER, or not the grammar of a revocation list.
    #[error("revocation list: {0}")]
    Encoding(#[from] DerError),
    /// An extension of the list or of an entry that cannot be decoded.
    #[error("extension {}: {source}", display_extension(*.extension))]
    Extension {
        /// The extension.
        extension: ObjectIdentifier,
        /// What is wrong, and where in the list.
        source: DerError,
    },
    /// The same extension twice in the list or in one entry (RFC 5280, 5.2).
    #[error("extension {} stands there twice", display_extension(*.extension))]
    DuplicateExtension {
        /// The extension.
        extension: ObjectIdentifier,
    },
    /// Extensions in a list that is not v2.
    #[error("extensions in a revocation list that is not version 2")]
    ExtensionsBeforeV2,
    /// The algorithm of the signature has parameters that it cannot have.
    #[error("signature algorithm: {0}")]
    SignatureAlgorithm(#[from] AlgorithmError),
    /// The AlgorithmIdentifiers inside and outside of what is signed differ (RFC 5280, 5.1.1.2).
    #[error("the signature algorithm inside the signed part differs from the one outside")]
    SignatureAlgorithmsDiffer,
    /// More octets than are read.
    #[error("the revocation list has {found} octets; more than {limit} are not read")]
    TooLarge {
        /// Octets at hand.
        found: usize,
        /// The most that is read.
        limit: usize,
    },
}

crate::findings! {
    /// [`CrlError::Encoding`] and [`CrlError::SignatureAlgorithm`].
    ENCODING = "crl::encoding",
        label: "encoding of the revocation list" / "失効リストの符号化",
        problem: "the revocation list is not in strict DER and cannot be read: fetch it again"
               / "失効リストがDERとして正しくないため読み取れません。再度取得してください。";
    /// [`CrlError::Extension`].
    EXTENSION = "crl::extension",
        label: "extension of the revocation list" / "失効リストの拡張領域",
        problem: "an extension of the revocation list cannot be decoded: fetch the list again or ask its issuer"
               / "失効リストの拡張領域を解読できません。再度取得するか、発行者に確認してください。";
    /// [`CrlError::DuplicateExtension`].
    DUPLICATE_EXTENSION = "crl::duplicate-extension",
        label: "extensions of the revocation list" / "失効リストの拡張領域",
        problem: "the revocation list has the same extension twice, so its meaning is unclear: ask its issuer"
               / "同じ拡張領域が二重にあるため失効リストの意味が定まりません。発行者に確認してください。";
    /// [`CrlError::ExtensionsBeforeV2`].
    EXTENSIONS_BEFORE_V2 = "crl::extensions-before-v2",
        label: "version of the revocation list" / "失効リストのバージョン",
        problem: "the revocation list has extensions but is not version 2: ask its issuer"
               / "拡張領域があるのにバージョン2ではない失効リストです。発行者に確認してください。";
    /// [`CrlError::SignatureAlgorithmsDiffer`].
    SIGNATURE_ALGORITHMS_DIFFER = "crl::signature-algorithms-differ",
        label: "signature algorithm of the revocation list" / "失効リストの署名アルゴリズム",
        problem: "the revocation list names two different signature algorithms: it was changed or made wrongly, ask its issuer for a correct one"
               / "失効リストに書かれた二つの署名アルゴリズムが一致しません。変更されたか、作成方法に誤りがあります。正しい失効リストを発行者から入手してください。";
    /// [`CrlError::TooLarge`].
    TOO_LARGE = "crl::too-large",
        label: "size of the revocation list" / "失効リストの大きさ",
        problem: "the revocation list is larger than any real one and is not read: check where it comes from"
               / "失効リストが実在しうる大きさを超えているため読み取りません。入手元を確認してください。";
}

impl CrlError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            CrlError::Encoding(_) | CrlError::SignatureAlgorithm(_) => &ENCODING,
            CrlError::Extension { .. } => &EXTENSION,
            CrlError::DuplicateExtension { .. } => &DUPLICATE_EXTENSION,
            CrlError::ExtensionsBeforeV2 => &EXTENSIONS_BEFORE_V2,
            CrlError::SignatureAlgorithmsDiffer => &SIGNATURE_ALGORITHMS_DIFFER,
            CrlError::TooLarge { .. } => &TOO_LARGE,
        }
    }
}
