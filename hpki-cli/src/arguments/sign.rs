//! Arguments of `hpki sign`, `prepare`, `assemble` and `adopt`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use hpki_core::algorithm::{DigestAlgorithm, RsaPssParameters, SignatureAlgorithm};
use hpki_core::time::Time;

use super::{CardOptions, PinArguments, Revocation, Trust, time};
use crate::usage::{self, BadValue};

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value for each run")]
pub(crate) enum Sign {
    /// Sign a prescription (処方箋), or each CSV of a folder
    Prescription(SignPrescription),
    /// Sign a dispensing record (調剤済み処方箋・調剤結果) around a signed prescription
    Dispensing(SignDispensing),
    /// Sign a referral letter or any other document: XML, or files of any kind beside the signature
    Xml(SignXml),
}

#[derive(Debug, Args)]
pub(crate) struct SignPrescription {
    /// CSV of the prescription; - is standard input. Several, or a folder of .csv files, make a batch: --out is then a
    /// folder, failures are reported and the others signed (exit 1 when only some were)
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) csv: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) content: Content,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) trust: SignTrust,
    #[command(flatten)]
    pub(crate) result: SignResult,
}

#[derive(Debug, Args)]
pub(crate) struct SignDispensing {
    /// The signed prescription, which the record carries octet for octet
    #[arg(long, value_name = "FILE")]
    pub(crate) prescription: PathBuf,
    /// CSV of what was dispensed; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: PathBuf,
    #[command(flatten)]
    pub(crate) content: Content,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) trust: SignTrust,
    #[command(flatten)]
    pub(crate) result: SignResult,
}

#[derive(Debug, Args)]
pub(crate) struct SignXml {
    #[command(flatten)]
    pub(crate) source: XmlSource,
    #[command(flatten)]
    pub(crate) properties: PropertyArguments,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) trust: SignTrust,
    #[command(flatten)]
    pub(crate) result: SignResult,
}

/// What a prescription's or dispensing record's CSV may be.
#[derive(Debug, Args)]
pub(crate) struct Content {
    /// Sign a CSV as it is, though the prescription service refuses it: with CR, a byte order mark, not UTF-8
    #[arg(long)]
    pub(crate) any_csv: bool,
}

/// What is signed by `sign xml` and `prepare xml`.
#[derive(Debug, Args)]
pub(crate) struct XmlSource {
    /// The document; for detached signatures one of the files
    pub(crate) file: Option<PathBuf>,
    /// Where the signature stands: in the document, around it, or beside the files
    #[arg(long, value_name = "KIND", required_unless_present = "counter_sign")]
    pub(crate) packaging: Option<Packaging>,
    /// Sign only the element with this Id, enveloped in the document: then several people can sign side by side, while
    /// a signature over the whole document would be broken by the next
    #[arg(long, value_name = "ID", conflicts_with_all = ["detached", "manifest"])]
    pub(crate) element: Option<String>,
    /// Counter-sign a signature of the document, instead of the document: the only one, or with =ID the one with this Id
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "",
        conflicts_with_all = ["packaging", "element", "detached", "manifest"])]
    pub(crate) counter_sign: Option<String>,
    /// Further file, or folder of files, that a detached signature is over (may be repeated). A file is named in the
    /// signature by its last name, those of a folder by their path in it: put the signature beside them
    #[arg(long, value_name = "PATH")]
    pub(crate) detached: Vec<PathBuf>,
    /// List the files of a detached signature in a Manifest, as real referral letters do, instead of in the signature
    /// itself
    #[arg(long)]
    pub(crate) manifest: bool,
    /// Sign XML files beside a detached signature octet for octet, instead of in their canonical form
    #[arg(long)]
    pub(crate) xml_as_octets: bool,
    /// Kind of document, which decides who may sign: a referral wants one of the roles for it, generic any HPKI signature
    /// certificate
    #[arg(long, value_name = "KIND", default_value = "referral")]
    pub(crate) document: XmlKind,
    /// Qualification demanded of the signer, such as "Medical Doctor" or 医師 (may be repeated: one is enough)
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Vec<String>,
}

/// Signed properties: what the signer says about the signature.
#[derive(Debug, Args)]
pub(crate) struct PropertyArguments {
    /// Role as the signer claims it, in SignerRoleV2 (may be repeated); nobody vouches for it
    #[arg(long, value_name = "TEXT")]
    pub(crate) claimed_role: Vec<String>,
    /// City where it is signed (SignatureProductionPlaceV2)
    #[arg(long, value_name = "TEXT")]
    pub(crate) city: Option<String>,
    /// Street address where it is signed
    #[arg(long, value_name = "TEXT")]
    pub(crate) street: Option<String>,
    /// Prefecture where it is signed
    #[arg(long, value_name = "TEXT")]
    pub(crate) prefecture: Option<String>,
    /// Postal code where it is signed
    #[arg(long, value_name = "TEXT")]
    pub(crate) postal_code: Option<String>,
    /// Country where it is signed
    #[arg(long, value_name = "TEXT")]
    pub(crate) country: Option<String>,
    /// Media type of what is signed (DataObjectFormat): TYPE, or FILE=TYPE for one of several files (may be repeated)
    #[arg(long, value_name = "[FILE=]TYPE")]
    pub(crate) mime_type: Vec<String>,
    /// Description of what is signed (DataObjectFormat): TEXT, or FILE=TEXT for one of several files (may be repeated)
    #[arg(long, value_name = "[FILE=]TEXT")]
    pub(crate) description: Vec<String>,
    /// What the signer commits to: origin, receipt, delivery, sender, approval, creation, or a URI (may be repeated)
    #[arg(long, value_name = "TYPE", value_parser = commitment)]
    pub(crate) commitment: Vec<Commitment>,
    /// Signature policy: implied, or a URI or urn:oid:… whose document is given with --policy-document
    #[arg(long, value_name = "POLICY")]
    pub(crate) policy: Option<String>,
    /// Document of the signature policy: its digest is signed
    #[arg(long, value_name = "FILE", requires = "policy")]
    pub(crate) policy_document: Option<PathBuf>,
    /// Where the document of the signature policy can be had
    #[arg(long, value_name = "URI", requires = "policy_document")]
    pub(crate) policy_uri: Option<String>,
}

/// What signs.
#[derive(Debug, Args)]
pub(crate) struct Key {
    /// PKCS#12 file (.p12, .pfx) with key and certificate
    #[arg(long, value_name = "FILE", group = "signer", required_unless_present_any = ["key", "card"])]
    pub(crate) pkcs12: Option<PathBuf>,
    /// Private key: PKCS#8, PKCS#1 or SEC1, PEM or DER, encrypted or not
    #[arg(long, value_name = "FILE", group = "signer", requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
    /// Certificate of --key; certificates of authorities may follow it in the file
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) certificate: Option<PathBuf>,
    /// Card: PKCS#11 driver for signatures (HpkiSigP11…)
    #[arg(long, value_name = "DRIVER", group = "signer")]
    pub(crate) card: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) card_options: CardOptions,
    #[command(flatten)]
    pub(crate) pin: PinArguments,
    #[command(flatten)]
    pub(crate) common: SignCommon,
}

/// What every way of signing takes.
#[derive(Debug, Args)]
pub(crate) struct SignCommon {
    /// SigningTime, RFC 3339 with a zone [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) signing_time: Option<Time>,
    /// Signature algorithm [default: the usual one for the key; for RSA rsa-sha256]
    #[arg(long, value_name = "NAME")]
    pub(crate) algorithm: Option<Algorithm>,
    /// Sign with an HPKI test certificate; never real documents
    #[arg(long)]
    pub(crate) allow_test_certificates: bool,
    #[command(flatten)]
    pub(crate) names: RoleNames,
}

/// How reports name qualifications.
#[derive(Debug, Args)]
pub(crate) struct RoleNames {
    /// Names of qualifications in place of the built-in table; gives nobody a right to sign
    #[arg(long, value_name = "FILE")]
    pub(crate) role_table: Option<PathBuf>,
}

/// Trust for validating in full what was signed, before it is written.
#[derive(Debug, Args)]
pub(crate) struct SignTrust {
    /// Validate in full what was signed under these trust anchors, and write it only if it passes (file or folder; may
    /// be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) trust_anchor: Vec<PathBuf>,
    /// Certificates that may help to build the path, not trusted (file or folder; may be repeated)
    #[arg(long, value_name = "PATH", requires = "trust_anchor")]
    pub(crate) intermediate: Vec<PathBuf>,
    /// Certificate revocation lists (file or folder; may be repeated)
    #[arg(long, value_name = "PATH", requires = "trust_anchor")]
    pub(crate) crl: Vec<PathBuf>,
    /// Whether the revocation of certificates must be known
    #[arg(long, value_name = "MODE", default_value = "required")]
    pub(crate) revocation: Revocation,
}

impl SignTrust {
    /// As the arguments of `hpki verify`; `None` where no full validation is asked for.
    pub(crate) fn to_trust(&self, allow_test_certificates: bool, at: Option<Time>) -> Option<Trust> {
        (!self.trust_anchor.is_empty()).then(|| Trust {
            trust_anchor: self.trust_anchor.clone(),
            intermediate: self.intermediate.clone(),
            crl: self.crl.clone(),
            at,
            revocation: self.revocation,
            allow_test_certificates,
            algorithm_end: Vec::new(),
            role_table: None,
        })
    }
}

/// Where the signed document goes.
#[derive(Debug, Args)]
pub(crate) struct SignResult {
    /// File to write; - is standard output. For a batch the folder, in which a.csv becomes a.xml
    #[arg(long, value_name = "PATH")]
    pub(crate) out: PathBuf,
    /// Replace an existing output file
    #[arg(long)]
    pub(crate) force: bool,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value for each run")]
pub(crate) enum Prepare {
    /// Prepare a prescription (処方箋)
    Prescription(PreparePrescription),
    /// Prepare a dispensing record (調剤済み処方箋・調剤結果)
    Dispensing(PrepareDispensing),
    /// Prepare a referral letter or another document
    Xml(PrepareXml),
}

#[derive(Debug, Args)]
pub(crate) struct PreparePrescription {
    /// CSV of the prescription; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: PathBuf,
    #[command(flatten)]
    pub(crate) content: Content,
    #[command(flatten)]
    pub(crate) state: State,
}

#[derive(Debug, Args)]
pub(crate) struct PrepareDispensing {
    /// The signed prescription, which the record carries octet for octet
    #[arg(long, value_name = "FILE")]
    pub(crate) prescription: PathBuf,
    /// CSV of what was dispensed; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: PathBuf,
    #[command(flatten)]
    pub(crate) content: Content,
    #[command(flatten)]
    pub(crate) state: State,
}

#[derive(Debug, Args)]
pub(crate) struct PrepareXml {
    #[command(flatten)]
    pub(crate) source: XmlSource,
    #[command(flatten)]
    pub(crate) properties: PropertyArguments,
    #[command(flatten)]
    pub(crate) state: State,
}

/// What every preparation takes.
#[derive(Debug, Args)]
pub(crate) struct State {
    /// Certificate whose key will sign
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) common: SignCommon,
    /// File for the state, from which hpki assemble goes on. It holds the document: readable by you alone
    #[arg(long, value_name = "FILE")]
    pub(crate) state: PathBuf,
    /// File for the octets to be signed; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) data_out: Option<PathBuf>,
    /// File for their digest alone
    #[arg(long, value_name = "FILE")]
    pub(crate) digest_out: Option<PathBuf>,
    /// Replace existing output files
    #[arg(long)]
    pub(crate) force: bool,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Assemble {
    /// The state that hpki prepare wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) state: PathBuf,
    /// The signature value: octets, base64 or hexadecimal; of ECDSA r and s one after the other, or in DER
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: PathBuf,
    /// File, or folder of files, that a detached signature is over, for --trust-anchor (may be repeated)
    #[arg(long, value_name = "PATH", requires = "trust_anchor")]
    pub(crate) detached: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) names: RoleNames,
    #[command(flatten)]
    pub(crate) trust: SignTrust,
    #[command(flatten)]
    pub(crate) result: SignResult,
}

#[derive(Debug, Args)]
pub(crate) struct Adopt {
    /// The document without its signature: a prescription or a dispensing record
    #[arg(long, value_name = "FILE")]
    pub(crate) document: PathBuf,
    /// The Signature element that was made for it elsewhere
    #[arg(long, value_name = "FILE")]
    pub(crate) signature_element: PathBuf,
    #[command(flatten)]
    pub(crate) content: Content,
    /// Adopt the signature of an HPKI test certificate; never for real documents
    #[arg(long)]
    pub(crate) allow_test_certificates: bool,
    #[command(flatten)]
    pub(crate) names: RoleNames,
    #[command(flatten)]
    pub(crate) trust: SignTrust,
    #[command(flatten)]
    pub(crate) result: SignResult,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Packaging {
    /// The signature in the document
    Enveloped,
    /// The document in the signature
    Enveloping,
    /// The signature in a file of its own
    Detached,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum XmlKind {
    /// 診療情報提供書
    Referral,
    /// Any document
    Generic,
}

/// Names of XML signature algorithms (RFC 9231), without their namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Algorithm {
    RsaSha256,
    RsaSha384,
    RsaSha512,
    /// RSASSA-PSS
    RsaPssSha256,
    /// RSASSA-PSS
    RsaPssSha384,
    /// RSASSA-PSS
    RsaPssSha512,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
}

/// A commitment type by its short name, or a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Commitment {
    Origin,
    Receipt,
    Delivery,
    Sender,
    Approval,
    Creation,
    Uri(String),
}

fn commitment(text: &str) -> Result<Commitment, BadValue> {
    Ok(match text {
        "origin" => Commitment::Origin,
        "receipt" => Commitment::Receipt,
        "delivery" => Commitment::Delivery,
        "sender" => Commitment::Sender,
        "approval" => Commitment::Approval,
        "creation" => Commitment::Creation,
        uri if uri.contains(':') => Commitment::Uri(uri.to_owned()),
        _ => return Err(BadValue(&usage::NOT_A_COMMITMENT)),
    })
}

impl Algorithm {
    /// The algorithm of the name.
    pub(crate) fn to_signature_algorithm(self) -> SignatureAlgorithm {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        // XMLDSig's names for RSASSA-PSS stand for the same digest twice and a salt of its length (RFC 9231, 2.3.10).
        let pss = |digest: DigestAlgorithm, salt_length| {
            SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest: digest, salt_length })
        };
        match self {
            Algorithm::RsaSha256 => SignatureAlgorithm::RsaPkcs1(Sha256),
            Algorithm::RsaSha384 => SignatureAlgorithm::RsaPkcs1(Sha384),
            Algorithm::RsaSha512 => SignatureAlgorithm::RsaPkcs1(Sha512),
            Algorithm::RsaPssSha256 => pss(Sha256, 32),
            Algorithm::RsaPssSha384 => pss(Sha384, 48),
            Algorithm::RsaPssSha512 => pss(Sha512, 64),
            Algorithm::EcdsaSha256 => SignatureAlgorithm::Ecdsa(Sha256),
            Algorithm::EcdsaSha384 => SignatureAlgorithm::Ecdsa(Sha384),
            Algorithm::EcdsaSha512 => SignatureAlgorithm::Ecdsa(Sha512),
        }
    }
}
