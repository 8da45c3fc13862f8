//! What a verification saw and concluded: data, in the terms of EN 319 102-1.
//!
//! A report proves nothing by itself. [`DocumentReport::into_verified`] is the only producer of a
//! [`VerifiedDocument`], and a `VerifiedDocument` is the only thing that hands out signed content.

use std::borrow::Cow;
use std::sync::Arc;

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::certificate::HcRoles;
use hpki_core::crypto::Digest;
use hpki_core::path::Proof;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{CheckList, Verdict};
use hpki_core::time::Time;

use crate::document::DocumentKind;

use super::verified::{SignedContent, VerifiedDocument, VerifiedSignature};

/// The result of verifying one file: the verdict, every check in order, and what each signature looked like.
#[derive(Clone, Debug)]
pub struct DocumentReport {
    pub(super) verdict: Verdict,
    pub(super) kind: Option<DocumentKind>,
    pub(super) signatures: Vec<SignatureReport>,
    pub(super) checks: CheckList,
    /// What the signatures cover. Private: it leaves only through [`DocumentReport::into_verified`].
    pub(super) content: Option<SignedContent>,
}

impl DocumentReport {
    /// The verdict on the whole file: for a dispensing record the worse of the two signatures.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// What kind of document it is; `None` when its structure fits none that was asked for.
    pub fn kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// The signatures, outermost first: for a dispensing record the pharmacist's, then the doctor's.
    pub fn signatures(&self) -> &[SignatureReport] {
        &self.signatures
    }

    /// The checks of the file as a whole (reading it, its grammar), in the order they were made. Those of each
    /// signature are in [`SignatureReport::checks`].
    pub fn checks(&self) -> &CheckList {
        &self.checks
    }

    /// The proof, if the verdict is TOTAL-PASSED.
    ///
    /// # Errors
    /// The report itself, unchanged, when the verdict is anything else.
    pub fn into_verified(mut self) -> Result<VerifiedDocument, Box<DocumentReport>> {
        let passed = self.verdict == Verdict::PASSED && !self.signatures.is_empty();
        let (Some(kind), Some(content), true) = (self.kind, self.content.take(), passed) else {
            return Err(Box::new(self));
        };
        let signatures: Option<Vec<VerifiedSignature>> =
            self.signatures.iter().map(VerifiedSignature::from_report).collect();
        match signatures {
            Some(signatures) => Ok(VerifiedDocument::new(kind, content, signatures, self)),
            None => Err(Box::new(self)),
        }
    }
}

/// One signature of a file.
#[derive(Clone, Debug)]
pub struct SignatureReport {
    /// Where the Signature element stands: `/Document/Prescription/PrescriptionSign/Signature`.
    pub path: String,
    /// The verdict on this signature alone.
    pub verdict: Verdict,
    /// The level that good time-stamps and long-term values give it (EN 319 132-1): a time-stamp that is bad
    /// does not count.
    pub level: Level,
    /// The SignatureMethod, if it is one that has a name here.
    pub signature_method: Option<SignatureAlgorithm>,
    /// The URI of the SignatureMethod as written.
    pub signature_method_uri: Cow<'static, str>,
    /// SigningTime: what the signer claims.
    pub claimed_signing_time: Option<Time>,
    /// The time at which the signature is proven to have existed: that of the oldest good time-stamp.
    pub proven_time: Option<Time>,
    /// The time the signer's path, revocation and algorithms were judged at.
    pub judged_at: Time,
    /// What proves that time.
    pub judged_by: ProofOfExistence,
    /// The signer's certificate and what was read in it; not yet vouched for.
    pub signer: Option<SignerFacts>,
    /// The references of SignedInfo in document order.
    pub references: Vec<ReferenceReport>,
    /// Whether SignatureValue fits SignedInfo and the signer's key.
    pub signature_value: Fact,
    /// Time-stamps in document order.
    pub time_stamps: Vec<TimeStampSummary>,
    /// Every check in order.
    pub checks: CheckList,
    /// The certification path of the signer as far as it was found, end entity first.
    pub certification_path: Vec<Certificate>,
}

/// A cryptographic fact: what was compared, without any trust in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Computed and stated value agree.
    Agrees,
    /// They differ.
    Differs,
    /// Not computed: something it needs is missing or not supported.
    Unknown,
}

/// Signature levels of EN 319 132-1 (in brackets the older names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// B (BES): the signature alone.
    B,
    /// T: with a signature time-stamp.
    T,
    /// LT (X-L): with the certificates and revocation data to judge it later.
    LT,
    /// LTA (A): with an archive time-stamp over all of it.
    LTA,
}

impl Level {
    /// `B`, `T`, `LT` or `LTA`.
    pub const fn name(self) -> &'static str {
        match self {
            Level::B => "B",
            Level::T => "T",
            Level::LT => "LT",
            Level::LTA => "LTA",
        }
    }
}

/// The signer's certificate as read.
#[derive(Clone, Debug)]
pub struct SignerFacts {
    /// The certificate.
    pub certificate: Certificate,
    /// Its HPKI policy.
    pub policy: CertificatePolicyKind,
    /// The roles in it (ISO 17090-2), all of them, known or not.
    pub roles: HcRoles,
}

/// One Reference of SignedInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceReport {
    /// The URI as written; `None` when the attribute is absent.
    pub uri: Option<Arc<str>>,
    /// Whether the digest agrees.
    pub digest: Fact,
    /// The digest computed here.
    pub computed: Option<Digest>,
    /// The DigestValue as stated, in octets; empty when it is no strict base64.
    pub stated: Vec<u8>,
}

/// What proves that something existed at the time it is judged at: the answer to "why this time?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofOfExistence {
    /// Nothing: the caller named the time.
    CallerTime,
    /// The time-stamp of this index among [`SignatureReport::time_stamps`].
    TimeStamp(usize),
    /// The signature around this one, at the time proven for it.
    OuterSignature,
}

impl ProofOfExistence {
    /// The word used in JSON: `caller-time`, `time-stamp`, `outer-signature`.
    pub const fn name(self) -> &'static str {
        match self {
            ProofOfExistence::CallerTime => "caller-time",
            ProofOfExistence::TimeStamp(_) => "time-stamp",
            ProofOfExistence::OuterSignature => "outer-signature",
        }
    }

    /// Whether the time is proven.
    pub(crate) const fn strength(self) -> Proof {
        match self {
            ProofOfExistence::CallerTime => Proof::CallerTime,
            ProofOfExistence::TimeStamp(_) | ProofOfExistence::OuterSignature => Proof::ProvenTime,
        }
    }
}

/// One time-stamp of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampSummary {
    /// The kind of property that holds it.
    pub kind: TimeStampKind,
    /// genTime, if the token could be read.
    pub gen_time: Option<Time>,
    /// Whether it was judged good: imprint, token and path.
    pub outcome: TimeStampOutcome,
    /// The time its authority's path, revocation and algorithms were judged at.
    pub judged_at: Time,
    /// What proves that time.
    pub judged_by: ProofOfExistence,
}

/// The unsigned properties that hold time-stamps (EN 319 132-1 and older XAdES).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeStampKind {
    /// SignatureTimeStamp: over SignatureValue.
    Signature,
    /// SigAndRefsTimeStamp.
    SignatureAndReferences,
    /// RefsOnlyTimeStamp.
    ReferencesOnly,
    /// ArchiveTimeStamp, namespace 1.4.1.
    Archive,
    /// ArchiveTimeStamp, namespace 1.3.2 and older.
    ArchiveOlder,
    /// AllDataObjectsTimeStamp: over the data, before they were signed.
    DataObjects,
    /// IndividualDataObjectsTimeStamp: over some of the data, before they were signed.
    IndividualDataObjects,
}

impl TimeStampKind {
    /// The local name of the property.
    pub const fn name(self) -> &'static str {
        match self {
            TimeStampKind::Signature => "SignatureTimeStamp",
            TimeStampKind::SignatureAndReferences => "SigAndRefsTimeStamp",
            TimeStampKind::ReferencesOnly => "RefsOnlyTimeStamp",
            TimeStampKind::Archive | TimeStampKind::ArchiveOlder => "ArchiveTimeStamp",
            TimeStampKind::DataObjects => "AllDataObjectsTimeStamp",
            TimeStampKind::IndividualDataObjects => "IndividualDataObjectsTimeStamp",
        }
    }

    /// Whether it covers the signature. One over the data alone proves nothing about when they were signed.
    pub const fn covers_signature(self) -> bool {
        !matches!(self, TimeStampKind::DataObjects | TimeStampKind::IndividualDataObjects)
    }
}

/// How a time-stamp was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStampOutcome {
    /// It proves that what it covers existed at its genTime.
    Good,
    /// It proves nothing; the checks say why.
    Bad,
    /// Facts only (inspection): imprint and token fit, no path was asked for.
    Unjudged,
}
