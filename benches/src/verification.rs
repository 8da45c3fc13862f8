//! Whole verifications: octets in, verdict out.

use crate::documents::{SignedDocument, VERIFICATION_TIME};
use crate::floor::{Floor, Signatures};
use crate::hierarchy::Hierarchy;
use crate::measure::{Measured, against};
use hpki_core::certificate::Certificate;
use hpki_core::path::RevocationMode;
use hpki_core::profile::Profile;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::validate::{SignedParts, Verifier};
use std::hint::black_box;

/// When documents made by others are verified: their hierarchy is young.
const OTHER_VERIFICATION_TIME: &str = "2027-03-01T00:00:00Z";

/// What a verifier may remember from one document to the next.
#[derive(Clone, Copy)]
pub(crate) enum Remembered {
    /// A new verifier for each document.
    Nothing,
    /// One verifier that has seen the chain before.
    Chain,
}

/// How a document is to be verified.
pub(crate) struct Task {
    anchors: TrustAnchors,
    at: Time,
    kind: DocumentKind,
    profile: Profile,
    signed_parts: SignedParts,
}

impl Task {
    /// Against the root of `hierarchy`; revocation is left out, as in the floor.
    ///
    /// # Errors
    /// Says why the root cannot be read.
    pub(crate) fn new(root: &[u8], kind: DocumentKind, signed_parts: SignedParts) -> Result<Task, String> {
        let root = Certificate::from_der(root).map_err(|error| error.to_string())?;
        let mut anchors = TrustAnchors::new();
        anchors.add(root);
        let at = Time::from_rfc3339(VERIFICATION_TIME).map_err(|error| error.to_string())?;
        Ok(Task { anchors, at, kind, profile: Profile::HpkiSignature, signed_parts })
    }

    /// For documents of other hierarchies: any signature, judged by RFC 5280 alone.
    ///
    /// # Errors
    /// Says why the root cannot be read.
    pub(crate) fn for_any_certificate(root: &[u8]) -> Result<Task, String> {
        let mut task = Task::new(root, DocumentKind::Generic, SignedParts::DigestOnly)?;
        task.profile = Profile::Rfc5280;
        task.at = Time::from_rfc3339(OTHER_VERIFICATION_TIME).map_err(|error| error.to_string())?;
        Ok(task)
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(self.anchors.clone())
            .with_document(DocumentRequest::Exactly(self.kind))
            .with_revocation(RevocationMode::Off)
            .with_signed_parts(self.signed_parts)
            .danger_with_profile(self.profile)
    }

    /// A verification that can be repeated.
    pub(crate) fn repeated(&self, remembered: Remembered) -> impl Fn(&[u8]) -> Result<(), String> + '_ {
        let kept = self.verifier();
        move |xml| match remembered {
            Remembered::Nothing => self.once(xml),
            Remembered::Chain => self.verify(&kept, xml),
        }
    }

    fn verify(&self, verifier: &Verifier, xml: &[u8]) -> Result<(), String> {
        match black_box(verifier.verify(xml, self.at)).into_verified() {
            Ok(_) => Ok(()),
            Err(report) => Err(format!("the benchmark's own document does not pass: {report:?}")),
        }
    }

    /// One verification by a new verifier.
    ///
    /// # Errors
    /// The report, when the document does not pass.
    pub(crate) fn once(&self, xml: &[u8]) -> Result<(), String> {
        self.verify(&self.verifier(), xml)
    }

    /// Verification against the floor with as many signatures.
    ///
    /// # Errors
    /// The report, when the document does not pass.
    pub(crate) fn measure(
        &self,
        document: &SignedDocument,
        hierarchy: &Hierarchy,
        remembered: Remembered,
        rounds: usize,
    ) -> Result<Measured, String> {
        self.once(&document.xml)?;
        let signatures = match remembered {
            Remembered::Nothing => Signatures::DocumentAndChain,
            Remembered::Chain => Signatures::Document,
        };
        let floor = Floor::new(document, hierarchy, signatures)?;
        let verify = self.repeated(remembered);
        let candidate = || assert!(verify(&document.xml).is_ok(), "passed before, and does not pass now");
        Ok(against(rounds, || floor.run(), candidate))
    }
}
