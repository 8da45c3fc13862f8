//! Why a signature was not verified.

use crate::algorithm::SignatureAlgorithm;
use crate::report::Finding;

/// A signature that was not verified, and why. Only [`SignatureError::Mismatch`] and
/// [`SignatureError::SignatureLength`] say that the value is wrong; the others say that it was not looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A broken or retired digest, or an algorithm that proves nothing about a person.
    #[error("{algorithm} is too weak to be accepted")]
    WeakAlgorithm {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
    },
    /// An RSA modulus under 2048 bits.
    #[error("the RSA key has {bits} bits; at least {minimum} are needed")]
    KeyTooWeak {
        /// Bits of the modulus.
        bits: usize,
        /// The fewest that are accepted.
        minimum: usize,
    },
    /// An RSA modulus over 8192 bits, which only costs time.
    #[error("the RSA key has {bits} bits; more than 8192 are not accepted")]
    KeyTooLarge {
        /// Bits of the modulus.
        bits: usize,
    },
    /// A public exponent that is even, under 65537 or over 33 bits.
    #[error("the RSA key has a public exponent that is even, under 65537 or over 33 bits")]
    Exponent,
    /// The key cannot be used with the algorithm.
    #[error("{algorithm} does not fit a key of the kind {key}")]
    KeyMismatch {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// The kind of key.
        key: String,
    },
    /// The key's octets are no key.
    #[error("the public key is malformed")]
    MalformedKey,
    /// A DSA key that leaves its parameters to its issuer's, of which nobody is at hand (RFC 3279, 2.3.2).
    #[error("the DSA key has no parameters of its own, and no issuer on the path has any to inherit")]
    ParametersMissing,
    /// DSA parameters of other sizes or ranges than those of FIPS 186-4.
    #[error("the parameters of the DSA key are none of FIPS 186-4")]
    DomainParameters,
    /// This build does not have the algorithm, or not with these parameters.
    #[error("{algorithm} with a key of the kind {key} is not supported by this build ({backend})")]
    Unsupported {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// The kind of key.
        key: String,
        /// The cryptographic library that was compiled in.
        backend: &'static str,
    },
    /// A signature value of a length that no signature with the key has.
    #[error("the signature value has {found} octets; {expected} are needed")]
    SignatureLength {
        /// Octets a signature with the key has.
        expected: usize,
        /// Octets at hand.
        found: usize,
    },
    /// The signature value does not fit the key and the octets.
    #[error("the signature value does not fit the key and the signed octets")]
    Mismatch,
}

crate::findings! {
    /// [`SignatureError::WeakAlgorithm`].
    WEAK_ALGORITHM = "crypto::weak-algorithm",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "the signature was made with an algorithm that is too weak: it must be signed again with SHA-256 or stronger"
               / "弱い署名アルゴリズムが使われています。SHA-256以上で署名し直してください。";
    /// [`SignatureError::KeyTooWeak`].
    KEY_TOO_WEAK = "crypto::key-too-weak",
        label: "size of the key" / "鍵の長さ",
        problem: "the RSA key has fewer than 2048 bits: ask the signer to sign with a certificate that has a longer key"
               / "RSA鍵が2048ビット未満です。より長い鍵の証明書で署名し直すよう、署名者に依頼してください。";
    /// [`SignatureError::KeyTooLarge`].
    KEY_TOO_LARGE = "crypto::key-too-large",
        label: "size of the key" / "鍵の長さ",
        problem: "the RSA key has more than 8192 bits and is not used: ask the issuer of the certificate"
               / "RSA鍵が8192ビットを超えているため使用しません。証明書の発行者に確認してください。";
    /// [`SignatureError::Exponent`].
    EXPONENT = "crypto::exponent",
        label: "public exponent" / "公開指数",
        problem: "the RSA key has a public exponent that is not safe: ask the signer to sign with a certificate that has another key"
               / "RSA鍵の公開指数が安全ではありません。別の鍵の証明書で署名し直すよう、署名者に依頼してください。";
    /// [`SignatureError::KeyMismatch`].
    KEY_MISMATCH = "crypto::key-mismatch",
        label: "algorithm and key" / "アルゴリズムと鍵",
        problem: "the signature algorithm does not fit the key of the certificate: the data was changed or made wrongly, ask the sender for it again"
               / "署名アルゴリズムが証明書の鍵に合いません。データが変更されたか、作成方法に誤りがあります。送信元から再度入手してください。";
    /// [`SignatureError::MalformedKey`].
    MALFORMED_KEY = "crypto::malformed-key",
        label: "public key" / "公開鍵",
        problem: "the public key of the certificate cannot be read: ask the issuer of the certificate"
               / "証明書の公開鍵を読み取れません。証明書の発行者に確認してください。";
    /// [`SignatureError::ParametersMissing`].
    PARAMETERS_MISSING = "crypto::parameters-missing",
        label: "parameters of the key" / "鍵のパラメータ",
        problem: "the key is a DSA key without parameters, so it cannot be used: give the certificate of an issuer that has them"
               / "パラメータのないDSA鍵のため使用できません。パラメータを持つ発行者の証明書を指定してください。";
    /// [`SignatureError::DomainParameters`].
    DOMAIN_PARAMETERS = "crypto::domain-parameters",
        label: "parameters of the key" / "鍵のパラメータ",
        problem: "the parameters of the DSA key are not of the sizes and ranges of FIPS 186-4 and are not used: ask the issuer of the certificate"
               / "DSA鍵のパラメータがFIPS 186-4の長さや範囲に合わないため使用しません。証明書の発行者に確認してください。";
    /// [`SignatureError::Unsupported`].
    UNSUPPORTED = "crypto::unsupported",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "this build cannot verify the signature algorithm: use RSA or ECDSA with SHA-256, or another build"
               / "このビルドでは検証できない署名アルゴリズムです。SHA-256のRSAまたはECDSAを使うか、別のビルドで検証してください。";
    /// [`SignatureError::SignatureLength`].
    SIGNATURE_LENGTH = "crypto::signature-length",
        label: "length of the signature value" / "署名値の長さ",
        problem: "the signature value has the wrong length: the data was changed or cut off, ask the sender for it again"
               / "署名値の長さが正しくありません。データが変更されたか、途中で切れています。送信元から再度入手してください。";
    /// [`SignatureError::Mismatch`].
    MISMATCH = "crypto::mismatch",
        label: "signature value" / "署名値",
        problem: "the signature value does not fit: what was signed, or the signature, was changed; ask the sender for it again"
               / "署名値が一致しません。署名対象または署名が変更されています。送信元から再度入手してください。";
}

impl SignatureError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            SignatureError::WeakAlgorithm { .. } => &WEAK_ALGORITHM,
            SignatureError::KeyTooWeak { .. } => &KEY_TOO_WEAK,
            SignatureError::KeyTooLarge { .. } => &KEY_TOO_LARGE,
            SignatureError::Exponent => &EXPONENT,
            SignatureError::KeyMismatch { .. } => &KEY_MISMATCH,
            SignatureError::MalformedKey => &MALFORMED_KEY,
            SignatureError::ParametersMissing => &PARAMETERS_MISSING,
            SignatureError::DomainParameters => &DOMAIN_PARAMETERS,
            SignatureError::Unsupported { .. } => &UNSUPPORTED,
            SignatureError::SignatureLength { .. } => &SIGNATURE_LENGTH,
            SignatureError::Mismatch => &MISMATCH,
        }
    }

    /// Whether the value was looked at and is wrong, as opposed to an algorithm or key that is not accepted.
    pub fn is_mismatch(&self) -> bool {
        matches!(self, SignatureError::Mismatch | SignatureError::SignatureLength { .. })
    }
}
