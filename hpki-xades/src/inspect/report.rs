//! What an inspection saw.

use hpki_core::certificate::Certificate;
use hpki_core::report::CheckList;
use hpki_core::time::Time;

use crate::validate::{Fact, Level, TimeStampKind};

/// Every Signature element of a document.
#[derive(Clone, Debug)]
pub struct DocumentInspection {
    /// In document order.
    pub signatures: Vec<SignatureInspection>,
}

/// XMLDSig core validation (section 3.2): all references of SignedInfo and the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoreValidation {
    /// All agree with the embedded certificate's key. Says nothing about whose certificate that is.
    Valid,
    /// Something differs.
    Invalid,
    /// Something needed is missing or not supported, by name.
    Unsupported(String),
    /// The element is no Signature of the schema.
    Malformed(String),
}

/// One Signature element.
#[derive(Clone, Debug)]
pub struct SignatureInspection {
    /// Where it stands.
    pub path: String,
    /// Core validation.
    pub core: CoreValidation,
    /// The URI of SignatureMethod.
    pub signature_method_uri: String,
    /// The URI of CanonicalizationMethod.
    pub canonicalization_uri: String,
    /// The references of SignedInfo in document order.
    pub references: Vec<ReferenceInspection>,
    /// Whether SignatureValue fits the key of a certificate in KeyInfo.
    pub signature_value: Fact,
    /// The canonical octets of SignedInfo, if octets were to be kept.
    pub signed_info_octets: Option<Vec<u8>>,
    /// The level by structure: which properties are there.
    pub level: Level,
    /// The certificates of KeyInfo that can be read.
    pub certificates: Vec<Certificate>,
    /// How many of KeyInfo cannot be read.
    pub unreadable_certificates: usize,
    /// Time-stamps in document order.
    pub time_stamps: Vec<TimeStampInspection>,
}

/// One Reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceInspection {
    /// URI as written.
    pub uri: Option<String>,
    /// The URIs of its transforms.
    pub transforms: Vec<String>,
    /// The URI of DigestMethod.
    pub digest_method_uri: String,
    /// Whether the digest agrees.
    pub digest: Fact,
    /// The digest computed here; empty when unknown.
    pub computed: Vec<u8>,
    /// DigestValue as stated, in octets; empty when it is no strict base64.
    pub stated: Vec<u8>,
    /// The octets that were digested, if they were to be kept.
    pub octets: Option<Vec<u8>>,
    /// Why the digest is unknown.
    pub problem: Option<String>,
}

/// One time-stamp.
#[derive(Clone, Debug)]
pub struct TimeStampInspection {
    /// The kind of property that holds it.
    pub kind: TimeStampKind,
    /// genTime as stated.
    pub gen_time: Option<Time>,
    /// Whether imprint and token fit: facts, no trust.
    pub token: Fact,
    /// The certificate the token names.
    pub certificate: Option<Certificate>,
    /// The checks made on the token.
    pub checks: CheckList,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

impl TimeStampInspection {
    pub(super) fn unreadable(kind: TimeStampKind, problem: String) -> TimeStampInspection {
        TimeStampInspection {
            kind,
            gen_time: None,
            token: Fact::Unknown,
            certificate: None,
            checks: CheckList::new(),
            problem: Some(problem),
        }
    }
}
