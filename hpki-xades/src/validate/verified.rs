//! The proof that a document passed, and the only way to its signed content.

use std::sync::Arc;

use hpki_core::certificate::Certificate;
use hpki_core::certificate::HcRoles;
use hpki_core::time::Time;

use crate::document::DocumentKind;

use super::report::{DocumentReport, Level, SignatureReport};

/// What the signatures of a document cover, exactly as it was digested or decoded from what was digested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignedContent {
    /// The CSV of a prescription: PrescriptionDocument decoded from base64.
    Prescription { csv: Vec<u8> },
    /// The CSV of a dispensing record and of the prescription inside it.
    Dispensing { csv: Vec<u8>, prescription_csv: Vec<u8> },
    /// What was digested for each reference to the sender's data, in document order.
    Parts {
        /// Of SignedInfo.
        of_signed_info: Vec<SignedPart>,
        /// Of Manifests that SignedInfo references.
        of_manifests: Vec<SignedPart>,
    },
}

/// The octets that were digested for one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPart {
    /// The URI of the reference as written.
    pub uri: Option<String>,
    /// SHA-256 of the octets after all transforms: of what the digest was computed over.
    pub sha256: [u8; 32],
    /// How many octets.
    pub length: u64,
    /// The octets, unless the verifier was told to keep their digest only.
    pub octets: Option<Arc<[u8]>>,
}

/// A document whose every signature was TOTAL-PASSED under the caller's policy, with what it signs.
/// There is no other way to get one than [`DocumentReport::into_verified`].
#[derive(Clone, Debug)]
pub struct VerifiedDocument {
    kind: DocumentKind,
    content: SignedContent,
    signatures: Vec<VerifiedSignature>,
    report: DocumentReport,
}

impl VerifiedDocument {
    pub(super) fn new(
        kind: DocumentKind,
        content: SignedContent,
        signatures: Vec<VerifiedSignature>,
        report: DocumentReport,
    ) -> VerifiedDocument {
        VerifiedDocument { kind, content, signatures, report }
    }

    /// The kind of document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The signed content in octets: for a prescription and a dispensing record their own CSV; for other
    /// documents the octets of the one signed part. `None` when several parts are signed, or their octets were
    /// not kept: see [`VerifiedDocument::parts`].
    pub fn content(&self) -> Option<&[u8]> {
        match &self.content {
            SignedContent::Prescription { csv } | SignedContent::Dispensing { csv, .. } => Some(csv),
            SignedContent::Parts { of_signed_info, .. } => match of_signed_info.as_slice() {
                [part] => part.octets.as_deref(),
                _ => None,
            },
        }
    }

    /// The CSV of the prescription: that of a prescription itself, or of the one inside a dispensing record.
    pub fn prescription_csv(&self) -> Option<&[u8]> {
        match &self.content {
            SignedContent::Prescription { csv } => Some(csv),
            SignedContent::Dispensing { prescription_csv, .. } => Some(prescription_csv),
            SignedContent::Parts { .. } => None,
        }
    }

    /// The signed parts of a document that is neither prescription nor dispensing record; empty for those.
    pub fn parts(&self) -> &[SignedPart] {
        match &self.content {
            SignedContent::Parts { of_signed_info, .. } => of_signed_info,
            _ => &[],
        }
    }

    /// The files that Manifests of the document list, each with what was digested for it; empty without a Manifest.
    /// The lists themselves are among [`VerifiedDocument::parts`].
    pub fn manifest_parts(&self) -> &[SignedPart] {
        match &self.content {
            SignedContent::Parts { of_manifests, .. } => of_manifests,
            _ => &[],
        }
    }

    /// The signatures, outermost first.
    pub fn signatures(&self) -> &[VerifiedSignature] {
        &self.signatures
    }

    /// The report with every check that was made.
    pub fn report(&self) -> &DocumentReport {
        &self.report
    }
}

/// A signature that passed.
#[derive(Clone, Debug)]
pub struct VerifiedSignature {
    signer: Certificate,
    roles: HcRoles,
    level: Level,
    claimed_signing_time: Option<Time>,
    proven_time: Option<Time>,
}

impl VerifiedSignature {
    pub(super) fn from_report(report: &SignatureReport) -> Option<VerifiedSignature> {
        let signer = report.signer.as_ref()?;
        if report.verdict.sub_indication().is_some() {
            return None;
        }
        Some(VerifiedSignature {
            signer: signer.certificate.clone(),
            roles: signer.roles.clone(),
            level: report.level,
            claimed_signing_time: report.claimed_signing_time,
            proven_time: report.proven_time,
        })
    }

    /// The certificate of the signer, validated.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// The roles in the signer's certificate, known or not; at least one satisfied the requirement, if there
    /// was one.
    pub fn roles(&self) -> &HcRoles {
        &self.roles
    }

    /// The level reached.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What the signer claims as the time of signing.
    pub fn claimed_signing_time(&self) -> Option<Time> {
        self.claimed_signing_time
    }

    /// When the signature is proven to have existed.
    pub fn proven_time(&self) -> Option<Time> {
        self.proven_time
    }
}
