//! What augmentation is told before it sees a document.

use std::sync::Arc;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::profile::Profile;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

use crate::dsig::{DetachedData, DetachedFiles, NoDetachedData};
use crate::validate::{Level, VerificationLimits};

use super::error::AugmentError;
use super::step::Step;
use super::work::Work;

/// Raises signatures to higher levels.
///
/// With trust anchors, the result is verified under them. Where none are given for the signer or for time-stamp
/// authorities, self-signed certificates at hand stand in for them, so that the right certificates and lists are
/// found; then nobody has vouched for them, and [`AugmentedDocument::trust`](super::AugmentedDocument::trust) says so.
/// Whether the signer's certificate is a test certificate is the verifier's business, not ours: it may be.
#[derive(Clone)]
pub struct Augmenter<'a> {
    pub(super) at: Time,
    pub(super) trust_anchors: TrustAnchors,
    pub(super) time_stamp_anchors: TrustAnchors,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) certificate_lists: Vec<CertificateList>,
    pub(super) signature: Option<String>,
    detached: Detached<'a>,
    pub(super) digest: DigestAlgorithm,
    pub(super) profile: Profile,
    pub(super) limits: VerificationLimits,
}

/// Data outside the document.
#[derive(Clone)]
enum Detached<'a> {
    Borrowed(&'a dyn DetachedData),
    Owned(Arc<DetachedFiles>),
}

impl<'a> Augmenter<'a> {
    /// Augmentation at this time: that of the clock.
    pub fn new(at: Time) -> Augmenter<'a> {
        Augmenter {
            at,
            trust_anchors: TrustAnchors::default(),
            time_stamp_anchors: TrustAnchors::default(),
            intermediates: Vec::new(),
            certificate_lists: Vec::new(),
            signature: None,
            detached: Detached::Borrowed(&NoDetachedData),
            digest: DigestAlgorithm::Sha256,
            profile: Profile::HpkiSignature,
            limits: VerificationLimits::default(),
        }
    }

    /// Trusts these anchors for signers.
    #[must_use]
    pub fn with_trust_anchors(mut self, anchors: TrustAnchors) -> Self {
        self.trust_anchors = anchors;
        self
    }

    /// Trusts these anchors for time-stamp authorities.
    #[must_use]
    pub fn with_time_stamp_anchors(mut self, anchors: TrustAnchors) -> Self {
        self.time_stamp_anchors = anchors;
        self
    }

    /// Certificates that may stand on the paths of signer and time-stamp authorities, untrusted.
    #[must_use]
    pub fn with_intermediates(mut self, certificates: Vec<Certificate>) -> Self {
        self.intermediates = certificates;
        self
    }

    /// Revocation lists at hand, untrusted.
    #[must_use]
    pub fn with_certificate_lists(mut self, lists: Vec<CertificateList>) -> Self {
        self.certificate_lists = lists;
        self
    }

    /// The Id of the Signature to augment. Default: the only signature; of a dispensing record the pharmacist's.
    #[must_use]
    pub fn with_signature(mut self, id: impl Into<String>) -> Self {
        self.signature = Some(id.into());
        self
    }

    /// Data outside the document that its signatures refer to.
    #[must_use]
    pub fn with_detached(mut self, detached: &'a dyn DetachedData) -> Self {
        self.detached = Detached::Borrowed(detached);
        self
    }

    /// The same, kept by the augmenter: its steps then borrow nothing, and can wait for an answer in a handle.
    #[must_use]
    pub fn with_detached_files(mut self, files: DetachedFiles) -> Self {
        self.detached = Detached::Owned(Arc::new(files));
        self
    }

    pub(super) fn detached(&self) -> &dyn DetachedData {
        match &self.detached {
            Detached::Borrowed(data) => *data,
            Detached::Owned(files) => files.as_ref(),
        }
    }

    /// The digest that time-stamps are asked for. Default: SHA-256, as real documents have it.
    #[must_use]
    pub fn with_digest(mut self, algorithm: DigestAlgorithm) -> Self {
        self.digest = algorithm;
        self
    }

    /// Holds signers against another certificate profile than HPKI's signature profile, for documents of other systems.
    #[must_use]
    pub fn danger_with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Budgets other than the defaults.
    #[must_use]
    pub fn with_limits(mut self, limits: VerificationLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Begins to raise a signature of this document to `level`; a signature at LTA that is raised to LTA is renewed.
    ///
    /// # Errors
    /// [`AugmentError`]: the document is not one that can be augmented, or should not be.
    pub fn begin(self, document: Vec<u8>, level: Level) -> Result<Step<'a>, AugmentError> {
        Work::begin(self, document, level)
    }
}
