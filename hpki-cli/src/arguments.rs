//! The command line: names and defaults of the contract, nothing decided here.

#![allow(rustdoc::bare_urls, reason = "doc comments here are the help texts of the command")]

mod algorithm_end;
mod augment;
mod sign;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hpki_core::time::{Time, TimeError};

pub(crate) use algorithm_end::AlgorithmEnd;
pub(crate) use sign::{
    Adopt, Algorithm, Assemble, Commitment, Content, Key, Packaging, Prepare, PrepareDispensing,
    PreparePrescription, PrepareXml, PropertyArguments, Sign, SignCommon, SignDispensing, SignPrescription,
    SignResult, SignTrust, SignXml, State, XmlKind, XmlSource,
};

use crate::language::LanguageArgument;
use crate::usage::{self, BadValue};

pub(crate) use augment::{Augment, LongTermLevel};

/// Sign and verify documents with certificates of Japan's Healthcare PKI (HPKI).
#[derive(Debug, Parser)]
#[command(name = "hpki", version, disable_help_subcommand = true, color = clap::ColorChoice::Never)]
#[command(after_help = "\
Exit codes: 0 every file TOTAL-PASSED, or done as asked; 1 at least one TOTAL-FAILED; 2 none failed, at least one \
INDETERMINATE; 3 wrong usage, a file that cannot be read, refused output: nothing decided, nothing written.")]
pub(crate) struct Arguments {
    /// Language of messages [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(crate) lang: Option<LanguageArgument>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value for each run")]
pub(crate) enum Command {
    /// Verify signed documents: who signed, with which qualification, when, and whether to accept it
    Verify(Verify),
    /// Show what every signature of a file is made of and whether it computes; no trust decision
    Inspect(Inspect),
    /// Raise a signature to level T, LT or LTA: time-stamps, certificates, revocation lists; renew LTA
    Augment(Augment),
    /// Write the canonical octets of an XML document or element to standard output
    C14n(Canonicalize),
    /// Show or validate a certificate
    #[command(subcommand)]
    Certificate(Certificate),
    /// Sign a prescription, a dispensing record or another document, with a key from a file or a card
    #[command(subcommand)]
    Sign(Sign),
    /// First half of signing elsewhere: the octets to be signed, their digest, and a state to go on from
    #[command(subcommand)]
    Prepare(Prepare),
    /// Second half of signing elsewhere: a signature value put into the document that was prepared, if it fits
    Assemble(Assemble),
    /// Take a complete Signature element, made elsewhere, into a document, if it holds there
    Adopt(Adopt),
    /// Run the cases of a folder of test vectors
    Vectors(Vectors),
    /// Smart cards: what is in the readers, whose it is, whether it signs; cards of software
    #[command(subcommand)]
    Card(Card),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Card {
    /// List the readers that a driver knows and the cards in them; no PIN
    List(ListCards),
    /// Show whose card it is: certificates, roles, policy; no PIN, no trust decision
    Show(ShowCard),
    /// Sign once with the card, verify the signature and throw it away; needs the PIN
    TestSign(CardTestSign),
    /// Cards of software, for tests
    #[command(subcommand)]
    Virtual(VirtualCard),
}

#[derive(Debug, Subcommand)]
pub(crate) enum VirtualCard {
    /// Make a virtual card with a test hierarchy of its own; nothing it signs passes as production
    New(NewVirtualCard),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Certificate {
    /// Show the fields, policy, roles and profile findings of a certificate; no trust decision
    Show(ShowCertificate),
    /// Validate the certification path of a certificate
    Validate(ValidateCertificate),
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Signed files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Kind of document expected; auto knows prescriptions and dispensing records only
    #[arg(long, value_name = "KIND", default_value = "auto")]
    pub(crate) document: Document,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Trust anchors of time-stamp authorities (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) tsa_anchor: Vec<PathBuf>,
    /// Qualification of the signer, such as "Medical Doctor" or 医師: narrows those the kind of document allows,
    /// demands one for generic documents (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Vec<String>,
    /// File, or folder of files, that a detached signature names (may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) detached: Vec<PathBuf>,
    /// Write the signed content (of a prescription the CSV) to this file, only when TOTAL-PASSED
    #[arg(long, value_name = "PATH")]
    pub(crate) content_out: Option<PathBuf>,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the report as an HTML page to this file as well
    #[arg(long, value_name = "PATH")]
    pub(crate) html: Option<PathBuf>,
    /// Replace an existing output file
    #[arg(long)]
    pub(crate) force: bool,
}

/// What `verify` and `certificate validate` have in common.
#[derive(Debug, Args)]
pub(crate) struct Trust {
    /// Trust anchors: certificates that you trust (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) trust_anchor: Vec<PathBuf>,
    /// Certificates that may help to build the path, not trusted (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) intermediate: Vec<PathBuf>,
    /// Certificate revocation lists (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) crl: Vec<PathBuf>,
    /// Judge at this time, RFC 3339 with a zone [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// Whether the revocation of certificates must be known
    #[arg(long, value_name = "MODE", default_value = "required")]
    pub(crate) revocation: Revocation,
    /// Accept HPKI test certificates; never for real documents
    #[arg(long)]
    pub(crate) allow_test_certificates: bool,
    /// Last moment at which a digest, and every signature made with it, is acceptable: sha256, sha384 or sha512, and a
    /// time, RFC 3339 with a zone (may be repeated, once for each) [default: no end]
    #[arg(long, value_name = "DIGEST=TIME", value_parser = algorithm_end::parse)]
    pub(crate) algorithm_end: Vec<AlgorithmEnd>,
    /// Names of qualifications in place of the built-in table; gives nobody a right to sign
    #[arg(long, value_name = "FILE")]
    pub(crate) role_table: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// File with signatures; - is standard input
    pub(crate) file: PathBuf,
    /// File, or folder of files, that a detached signature names (may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) detached: Vec<PathBuf>,
    /// Write the canonical octets of SignedInfo and of every reference into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) octets_out: Option<PathBuf>,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Replace existing output files
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Canonicalize {
    /// XML file; - is standard input
    pub(crate) file: PathBuf,
    /// Canonicalization algorithm, for example http://www.w3.org/2001/10/xml-exc-c14n#
    #[arg(long, value_name = "URI")]
    pub(crate) algorithm: String,
    /// Canonicalize the element with this Id instead of the whole document
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Prefixes that exclusive C14N treats inclusively, separated by spaces; #default for none
    #[arg(long, value_name = "PREFIXES", default_value = "", hide_default_value = true)]
    pub(crate) inclusive_prefixes: String,
}

#[derive(Debug, Args)]
pub(crate) struct ShowCertificate {
    /// File with one certificate or several; - is standard input
    pub(crate) file: PathBuf,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateCertificate {
    /// File with the certificate; - is standard input
    pub(crate) file: PathBuf,
    /// Rules the certificate must follow
    #[arg(long, default_value = "hpki-signature")]
    pub(crate) profile: Profile,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Acceptable certificate policy in dotted form (may be repeated) [default: any]
    #[arg(long, value_name = "OID")]
    pub(crate) initial_policy: Vec<String>,
    /// The path must be valid for a policy (RFC 5280, 6.1.1 (f))
    #[arg(long)]
    pub(crate) require_explicit_policy: bool,
    /// Policies must not be mapped (RFC 5280, 6.1.1 (e))
    #[arg(long)]
    pub(crate) inhibit_policy_mapping: bool,
    /// anyPolicy must not count (RFC 5280, 6.1.1 (g))
    #[arg(long)]
    pub(crate) inhibit_any_policy: bool,
    /// Qualification demanded of the holder, such as "Medical Doctor" or 医師 (may be repeated: one is enough)
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Vec<String>,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Vectors {
    /// Folder that holds a folder with a case.json for each case
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// How the commands about cards reach one.
#[derive(Debug, Args)]
pub(crate) struct CardAccess {
    /// PKCS#11 driver of the card (HpkiSigP11…); a name without a folder is looked for where drivers usually are
    #[arg(long, value_name = "PATH")]
    pub(crate) driver: PathBuf,
    #[command(flatten)]
    pub(crate) options: CardOptions,
}

/// What every command that touches a card takes.
#[derive(Debug, Args)]
pub(crate) struct CardOptions {
    /// Name of the reader, when there are cards in several
    #[arg(long, value_name = "NAME")]
    pub(crate) reader: Option<String>,
    /// Load the driver into this process instead of hpki-card-helper: what it breaks, breaks here
    #[arg(long)]
    pub(crate) in_process: bool,
    /// Longest time for one call of the driver
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) card_timeout: u64,
    /// The program hpki-card-helper [default: beside this program]
    #[arg(long, value_name = "PATH")]
    pub(crate) card_helper: Option<PathBuf>,
    /// Folder that remembers refused PINs, as salted hashes [default: where the user's programs keep their state]
    #[arg(long, value_name = "DIR")]
    pub(crate) card_state: Option<PathBuf>,
}

/// Where a PIN or passphrase comes from: never an argument, never the environment.
#[derive(Debug, Args)]
pub(crate) struct PinArguments {
    /// Read the PIN or passphrase from this file descriptor [default: ask on the terminal]
    #[arg(long, value_name = "N", conflicts_with = "pin_file")]
    pub(crate) pin_fd: Option<u32>,
    /// Read the PIN or passphrase from the first line of this file
    #[arg(long, value_name = "PATH")]
    pub(crate) pin_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ListCards {
    #[command(flatten)]
    pub(crate) access: CardAccess,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowCard {
    #[command(flatten)]
    pub(crate) access: CardAccess,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CardTestSign {
    #[command(flatten)]
    pub(crate) access: CardAccess,
    #[command(flatten)]
    pub(crate) pin: PinArguments,
    /// Role the card must hold, its text in the certificate (may be repeated: one is enough)
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewVirtualCard {
    /// Role of the holder, its text in certificates: "Medical Doctor"
    #[arg(long, value_name = "NAME")]
    pub(crate) role: String,
    /// Name of the holder, in Latin letters or in Japanese
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// Folder for the card
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The built virtual card [default: beside this program]
    #[arg(long, value_name = "PATH")]
    pub(crate) library: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// 処方箋
    Prescription,
    /// 調剤済み処方箋・調剤結果
    Dispensing,
    /// 診療情報提供書
    Referral,
    /// A prescription or a dispensing record, by structure
    Auto,
    /// Any XAdES or XMLDSig document
    Generic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Revocation {
    /// Without fresh revocation data nothing passes
    Required,
    /// Fresh data decide; missing or stale data are warned about
    IfAvailable,
    /// Not looked up, and warned about
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// HPKI certificate for signatures
    HpkiSignature,
    /// HPKI certificate for authentication
    HpkiAuthentication,
    /// RFC 5280 alone
    Rfc5280,
}

fn time(text: &str) -> Result<Time, BadValue> {
    Time::from_rfc3339(text).map_err(|error| match error {
        TimeError::ZoneMissing => BadValue(&usage::TIME_WITHOUT_ZONE),
        _ => BadValue(&usage::NOT_A_TIME),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_synopsis_of_the_contract_is_accepted() {
        for line in [
            "verify a b --document prescription --trust-anchor r --trust-anchor s --intermediate i --crl c \
             --tsa-anchor t --at 2026-01-31T12:00:00+09:00 --role X --allow-test-certificates \
             --revocation if-available --detached d --content-out o --json --html h",
            "verify a --algorithm-end sha256=2030-12-31T23:59:59Z --algorithm-end SHA-384=2040-12-31T23:59:59+09:00",
            "verify a --document dispensing --revocation off",
            "verify a --document referral --revocation required",
            "verify - --document generic --lang ja",
            "--lang en verify a --document auto",
            "inspect a --detached d --octets-out o --json",
            "c14n a --algorithm u --id i --inclusive-prefixes p",
            "certificate show a --json",
            "certificate validate a --profile hpki-authentication --trust-anchor r --initial-policy 1.2.3 \
             --initial-policy 1.2.4 --require-explicit-policy --inhibit-policy-mapping --inhibit-any-policy \
             --allow-test-certificates --role X --json",
            "certificate validate a --profile rfc5280",
            "sign prescription --csv c --out o --pkcs12 p --pin-fd 3 --signing-time 2026-01-31T12:00:00+09:00",
            "sign prescription --csv c --csv d --out o --key k --certificate c --algorithm rsa-sha512 --json",
            "sign prescription --csv c --out o --card d --in-process --card-timeout 5 --pin-file f --force",
            "sign dispensing --prescription p --csv c --out o --pkcs12 p --allow-test-certificates",
            "sign xml f --packaging enveloped --out o --key k --certificate c --algorithm ecdsa-sha256",
            "sign xml f --packaging enveloping --out o --card d",
            "sign xml f --packaging detached --detached g --detached h --out o --pkcs12 p --claimed-role R \
             --city C --country JP --mime-type f=application/pdf --commitment origin --policy implied \
             --trust-anchor r --intermediate i --crl c",
            "sign xml --packaging detached --detached g --out o --pkcs12 p",
            "sign xml f --packaging enveloped --element ID --out o --pkcs12 p",
            "sign xml f --counter-sign --out o --pkcs12 p",
            "sign xml f --counter-sign=ID --out o --pkcs12 p",
            "prepare prescription --csv c --certificate x --state s --data-out d --digest-out e \
             --allow-test-certificates",
            "prepare dispensing --prescription p --csv c --certificate x --state s",
            "prepare xml f --packaging enveloped --certificate x --state s --data-out -",
            "assemble --state s --signature v --out o --trust-anchor r",
            "adopt --document d --signature-element e --out o --allow-test-certificates",
            "card list --driver d --json",
            "card show --driver d --json --in-process",
            "card test-sign --driver d --card-timeout 5 --pin-fd 3",
            "card virtual new --role R --name N --out o",
            "augment a --level T --out o --tsa http://h/ --tsa-policy 1.2 --http-timeout 5 --force",
            "augment - --level LT --out - --time-stamp-token t --crl c --crl d --intermediate i --fetch-crls",
            "augment a --level LTA --out o --crl-cache d --fetch-crls --signature S --json --at 2026-01-31T12:00:00Z",
            "augment a --level lta --time-stamp-request-out q --trust-anchor r --tsa-anchor s --detached d",
        ] {
            let parsed = Arguments::try_parse_from(["hpki"].into_iter().chain(line.split_ascii_whitespace()));
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }
}
