//! Why no key was read from a file, or why it is not used.

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::CertificateError;
use crate::der::DerError;
use crate::oid::ObjectIdentifier;
use crate::pem::PemError;
use crate::report::Finding;

pub use self::ALL as FINDINGS;

/// Why there is no signer. Never with octets of a key or a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// Larger than is read.
    #[error("the file has {octets} octets; at most {limit} are read")]
    TooLarge {
        /// Octets of the file.
        octets: usize,
        /// The most that are read.
        limit: usize,
    },
    /// Nothing of what is read here.
    #[error("neither PEM nor DER of a private key")]
    Unrecognised,
    /// A PEM text that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// PEM as OpenSSL encrypted it before PKCS#8: `Proc-Type: 4,ENCRYPTED`, a key made with one round of MD5.
    #[error("a PEM block encrypted in the old way of OpenSSL (Proc-Type: 4,ENCRYPTED)")]
    OldPemEncryption,
    /// A text without a private key, or a PKCS#12 file without one.
    #[error("the file holds no private key")]
    NoKey,
    /// Which of several keys is meant is not known.
    #[error("the file holds {count} private keys")]
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// A PKCS#12 file without the certificate of its key.
    #[error("the file holds no certificate of its private key")]
    NoCertificate,
    /// The file is encrypted and no passphrase was given.
    #[error("the file is encrypted and needs a passphrase")]
    PassphraseNeeded,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open the file")]
    WrongPassphrase,
    /// A passphrase that is not UTF-8, where the file's encryption is defined over characters.
    #[error("the passphrase is not UTF-8")]
    PassphraseEncoding,
    /// The passphrase is right, the file is not: its check value (MAC) or a part of it was changed.
    #[error("the passphrase fits, but the file was changed or damaged: {part}")]
    Damaged {
        /// What does not fit.
        part: &'static str,
    },
    /// Not strict DER of the form.
    #[error("{part}: {source}")]
    Encoding {
        /// What was read.
        part: &'static str,
        /// What is wrong with it, and where.
        source: DerError,
    },
    /// A certificate in the file that cannot be read.
    #[error("certificate in the file: {0}")]
    Certificate(#[from] CertificateError),
    /// A way of encryption that is not read.
    #[error("encrypted in a way that is not read: {algorithm}")]
    UnsupportedEncryption {
        /// The algorithm that is not known.
        algorithm: ObjectIdentifier,
    },
    /// Deriving the key from the passphrase would take too long.
    #[error("the file asks for {rounds} rounds of digesting the passphrase; at most {limit} are done")]
    TooManyRounds {
        /// What the file asks for, together with what was spent.
        rounds: u64,
        /// The most that are done.
        limit: u64,
    },
    /// More bags than are read.
    #[error("the file has more than {limit} bags")]
    TooManyBags {
        /// The most that are read.
        limit: usize,
    },
    /// A kind of key that documents are not signed with.
    #[error("a private key of the kind {kind}")]
    UnsupportedKey {
        /// Its name or identifier.
        kind: String,
    },
    /// An RSA key under 2048 or over 8192 bits.
    #[error("the RSA key has {bits} bits; 2048 to 8192 are used")]
    KeySize {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The private key is that of another certificate.
    #[error("the private key ({key}) is not the key of the certificate ({certificate})")]
    OtherCertificate {
        /// The kind of the private key.
        key: String,
        /// The kind of the certificate's key.
        certificate: String,
    },
    /// The parts of the private key do not belong together.
    #[error("the parts of the private key do not belong together")]
    Inconsistent,
    /// The algorithm is for another kind of key, or too weak.
    #[error("{algorithm} cannot be used with a key of the kind {key}")]
    Algorithm {
        /// What was asked for.
        algorithm: SignatureAlgorithm,
        /// The kind of the certificate's key.
        key: String,
    },
    /// The cryptographic library that was compiled in does not sign so.
    #[error("{algorithm} with a key of the kind {key} is not supported by this build ({backend})")]
    Unsupported {
        /// What was asked for.
        algorithm: SignatureAlgorithm,
        /// The kind of key.
        key: String,
        /// The library.
        backend: &'static str,
    },
}

impl KeyFileError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            KeyFileError::TooLarge { .. } | KeyFileError::TooManyBags { .. } => &TOO_LARGE,
            KeyFileError::Unrecognised | KeyFileError::NoKey => &NO_KEY,
            KeyFileError::Pem(_) | KeyFileError::Encoding { .. } => &UNREADABLE,
            KeyFileError::OldPemEncryption | KeyFileError::UnsupportedEncryption { .. } => &ENCRYPTION,
            KeyFileError::SeveralKeys { .. } => &SEVERAL_KEYS,
            KeyFileError::NoCertificate => &NO_CERTIFICATE,
            KeyFileError::PassphraseNeeded => &PASSPHRASE_NEEDED,
            KeyFileError::WrongPassphrase => &WRONG_PASSPHRASE,
            KeyFileError::PassphraseEncoding => &PASSPHRASE_ENCODING,
            KeyFileError::Damaged { .. } | KeyFileError::Inconsistent => &DAMAGED,
            KeyFileError::Certificate(error) => error.finding(),
            KeyFileError::TooManyRounds { .. } => &TOO_MANY_ROUNDS,
            KeyFileError::UnsupportedKey { .. } => &UNSUPPORTED_KEY,
            KeyFileError::KeySize { .. } => &KEY_SIZE,
            KeyFileError::OtherCertificate { .. } => &OTHER_CERTIFICATE,
            KeyFileError::Algorithm { .. } => &ALGORITHM,
            KeyFileError::Unsupported { .. } => &UNSUPPORTED,
        }
    }
}

crate::findings! {
    /// [`KeyFileError::TooLarge`], [`KeyFileError::TooManyBags`].
    TOO_LARGE = "key-file::too-large",
        label: "key file" / "鍵ファイル",
        problem: "the file is larger than a key file is: check that it is the right one"
               / "鍵ファイルとしては大きすぎます。正しいファイルかどうかを確認してください。";
    /// [`KeyFileError::Unrecognised`], [`KeyFileError::NoKey`].
    NO_KEY = "key-file::no-key",
        label: "key file" / "鍵ファイル",
        problem: "no private key can be found in the file: give a key as PKCS#8, PKCS#1 or SEC1 in PEM or DER, or a PKCS#12 file (.p12, .pfx)"
               / "ファイルに秘密鍵が見つかりません。PKCS#8、PKCS#1、SEC1のPEMまたはDER、またはPKCS#12のファイル（.p12、.pfx）を指定してください。";
    /// [`KeyFileError::Pem`], [`KeyFileError::Encoding`].
    UNREADABLE = "key-file::unreadable",
        label: "key file" / "鍵ファイル",
        problem: "the key file is damaged, or written in a form that is not read: get it again from its issuer, or convert it with openssl pkcs12 or openssl pkcs8"
               / "鍵ファイルが壊れているか、対応していない形式です。発行元から再度入手するか、openssl pkcs12 または openssl pkcs8 で変換してください。";
    /// [`KeyFileError::OldPemEncryption`], [`KeyFileError::UnsupportedEncryption`].
    ENCRYPTION = "key-file::encryption",
        label: "encryption of the key file" / "鍵ファイルの暗号化",
        problem: "the key file is encrypted in a way that is not read: convert it with openssl pkcs8 -topk8, or export it again with AES-256"
               / "対応していない方式で暗号化された鍵ファイルです。openssl pkcs8 -topk8 で変換するか、AES-256で書き出し直してください。";
    /// [`KeyFileError::SeveralKeys`].
    SEVERAL_KEYS = "key-file::several-keys",
        label: "key file" / "鍵ファイル",
        problem: "the file holds several private keys: give a file that holds only the one to sign with"
               / "ファイルに複数の秘密鍵があります。署名に使用する鍵だけを含むファイルを指定してください。";
    /// [`KeyFileError::NoCertificate`].
    NO_CERTIFICATE = "key-file::no-certificate",
        label: "key file" / "鍵ファイル",
        problem: "the file holds no certificate of its private key: export key and certificate together, or give the certificate in a file of its own"
               / "秘密鍵に対応する証明書がファイルにありません。鍵と証明書を一緒に書き出すか、証明書のファイルを別に指定してください。";
    /// [`KeyFileError::PassphraseNeeded`].
    PASSPHRASE_NEEDED = "key-file::passphrase-needed",
        label: "passphrase" / "パスフレーズ",
        problem: "the key file is encrypted: give its passphrase"
               / "鍵ファイルは暗号化されています。パスフレーズを入力してください。";
    /// [`KeyFileError::WrongPassphrase`].
    WRONG_PASSPHRASE = "key-file::wrong-passphrase",
        label: "passphrase" / "パスフレーズ",
        problem: "the passphrase does not open the key file: check it (capital letters, keyboard layout) and try again"
               / "パスフレーズが違います。大文字・小文字や入力モードを確認し、もう一度実行してください。";
    /// [`KeyFileError::PassphraseEncoding`].
    PASSPHRASE_ENCODING = "key-file::passphrase-encoding",
        label: "passphrase" / "パスフレーズ",
        problem: "the passphrase is not UTF-8: save the file that holds it as UTF-8, or type it"
               / "パスフレーズの文字コードがUTF-8ではありません。UTF-8で保存するか、直接入力してください。";
    /// [`KeyFileError::Damaged`], [`KeyFileError::Inconsistent`].
    DAMAGED = "key-file::damaged",
        label: "key file" / "鍵ファイル",
        problem: "the key file was changed or damaged, the passphrase is not the cause: get it again from its issuer or from a backup"
               / "鍵ファイルが変更されているか壊れています（パスフレーズが原因ではありません）。発行元またはバックアップから入手し直してください。";
    /// [`KeyFileError::TooManyRounds`].
    TOO_MANY_ROUNDS = "key-file::too-many-rounds",
        label: "encryption of the key file" / "鍵ファイルの暗号化",
        problem: "opening the key file would take too long, its passphrase is digested too often: export it again with fewer rounds"
               / "パスフレーズの反復回数が多すぎるため、鍵ファイルを開けません。反復回数を減らして書き出し直してください。";
    /// [`KeyFileError::UnsupportedKey`].
    UNSUPPORTED_KEY = "key-file::unsupported-key",
        label: "kind of key" / "鍵の種類",
        problem: "documents are not signed with this kind of key: use an RSA or ECDSA key (P-256, P-384, P-521)"
               / "この種類の鍵では文書に署名できません。RSAまたはECDSA（P-256、P-384、P-521）の鍵を使用してください。";
    /// [`KeyFileError::KeySize`].
    KEY_SIZE = "key-file::key-size",
        label: "size of the key" / "鍵の長さ",
        problem: "the RSA key must have 2048 to 8192 bits: use another key and certificate"
               / "RSA鍵は2048～8192ビットが必要です。別の鍵と証明書を使用してください。";
    /// [`KeyFileError::OtherCertificate`].
    OTHER_CERTIFICATE = "key-file::other-certificate",
        label: "key and certificate" / "鍵と証明書",
        problem: "the private key does not belong to the certificate: give the key and the certificate that were issued together"
               / "秘密鍵と証明書の組合せが正しくありません。一緒に発行された鍵と証明書を指定してください。";
    /// [`KeyFileError::Algorithm`].
    ALGORITHM = "key-file::algorithm",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "the signature algorithm does not fit the key: leave it out, or choose one for this kind of key"
               / "署名アルゴリズムが鍵の種類に合いません。指定を省くか、鍵の種類に合うものを選択してください。";
    /// [`KeyFileError::Unsupported`].
    UNSUPPORTED = "key-file::unsupported",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "this build cannot sign with this key and algorithm: choose another algorithm, or a build with aws-lc-rs"
               / "このビルドではこの鍵とアルゴリズムで署名できません。別のアルゴリズムを選ぶか、aws-lc-rsを使うビルドを使用してください。";
}
