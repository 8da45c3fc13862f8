//! What augmentation yields.

use hpki_core::time::Time;

use crate::validate::{DocumentReport, Level};

/// A document whose signature was raised to a level, after it was verified at that level. Only
/// [`Step::Done`](super::Step::Done) hands one out.
#[derive(Clone, Debug)]
pub struct AugmentedDocument {
    octets: Vec<u8>,
    level: Level,
    signature: String,
    time_stamps: Vec<Time>,
    trust: Trust,
    report: DocumentReport,
}

/// What the verification of the result rested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The caller's trust anchors, for the signer and for time-stamp authorities.
    Anchors,
    /// Self-signed certificates found in the document or given as intermediates, for lack of trust anchors. The form is
    /// right; whether the authorities are who they say has not been decided.
    Presumed,
}

impl AugmentedDocument {
    pub(super) fn new(
        octets: Vec<u8>,
        level: Level,
        signature: String,
        time_stamps: Vec<Time>,
        trust: Trust,
        report: DocumentReport,
    ) -> AugmentedDocument {
        AugmentedDocument { octets, level, signature, time_stamps, trust, report }
    }

    /// The octets of the document.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The octets of the document.
    pub fn into_octets(self) -> Vec<u8> {
        self.octets
    }

    /// The level of the signature now.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Where the Signature element stands, such as `/Document/Prescription[1]/PrescriptionSign[1]/Signature[1]`.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// genTime of each time-stamp that was added.
    pub fn time_stamps(&self) -> &[Time] {
        &self.time_stamps
    }

    /// What the verification rested on.
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The verification of the result. Other signatures of the document may not have passed; this one has, unless it
    /// is at level T and [`Trust::Presumed`].
    pub fn report(&self) -> &DocumentReport {
        &self.report
    }
}
