//! What a verifier is told before it sees a document.

use std::borrow::Cow;

use hpki_core::algorithm::policy::AlgorithmPolicy;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::VerifiedSignatureCache;
use hpki_core::limits::PathLimits;
use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::profile::Profile;
use hpki_core::role::{self, RoleTable};
use hpki_core::trust::TrustAnchors;

use crate::document::{DocumentKind, DocumentRequest};
use crate::dsig::SignatureLimits;
use crate::xml::XmlLimits;

use super::memory::Memory;

/// Signatures of certificates and revocation lists a verifier remembers: those of every HPKI CA and time-stamp
/// authority, and of their lists for months, in about 200 KiB. Older ones are forgotten first.
const CACHED_SIGNATURES: usize = 2048;

/// Verifies documents under one set of rules. Reusable and shared between threads: it remembers which signatures
/// of certificates and revocation lists verified before, and what it read in them; no verdict.
///
/// Everything it may trust is given here; the safe choices are the defaults.
///
/// ```no_run
/// # fn example(anchors: hpki_core::trust::TrustAnchors, tsa_anchors: hpki_core::trust::TrustAnchors,
/// #     bytes: &[u8], now: hpki_core::time::Time) {
/// use hpki_xades::validate::Verifier;
///
/// let verifier = Verifier::new(anchors).with_time_stamp_anchors(tsa_anchors);
/// match verifier.verify(bytes, now).into_verified() {
///     Ok(prescription) => { let csv: Option<&[u8]> = prescription.content(); }
///     Err(report) => println!("{:?}", report.verdict()),
/// }
/// # }
/// ```
pub struct Verifier {
    pub(super) trust_anchors: TrustAnchors,
    pub(super) time_stamp_anchors: TrustAnchors,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) certificate_lists: Vec<CertificateList>,
    pub(super) document: DocumentRequest,
    pub(super) roles: Vec<String>,
    pub(super) role_table: Option<RoleTable>,
    pub(super) algorithms: Option<AlgorithmPolicy>,
    pub(super) profile: Profile,
    pub(super) test_certificates: TestCertificates,
    pub(super) revocation: RevocationMode,
    pub(super) signed_parts: SignedParts,
    pub(super) limits: VerificationLimits,
    pub(super) cache: VerifiedSignatureCache,
    pub(super) memory: Memory,
}

/// Whether the octets of signed parts are kept for the caller (documents other than prescription and dispensing
/// record, whose content is always kept).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignedParts {
    /// Keep them: memory grows with the document.
    #[default]
    Keep,
    /// Keep only their length and SHA-256.
    DigestOnly,
}

/// Budgets for one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerificationLimits {
    /// XML.
    pub xml: XmlLimits,
    /// Each signature.
    pub signature: SignatureLimits,
    /// Each certification path.
    pub path: PathLimits,
}

impl Verifier {
    /// A verifier that trusts these anchors for signers, and none for time-stamps.
    pub fn new(trust_anchors: TrustAnchors) -> Verifier {
        Verifier {
            trust_anchors,
            time_stamp_anchors: TrustAnchors::default(),
            intermediates: Vec::new(),
            certificate_lists: Vec::new(),
            document: DocumentRequest::default(),
            roles: Vec::new(),
            role_table: None,
            algorithms: None,
            profile: Profile::HpkiSignature,
            test_certificates: TestCertificates::default(),
            revocation: RevocationMode::default(),
            signed_parts: SignedParts::default(),
            limits: VerificationLimits::default(),
            cache: VerifiedSignatureCache::new(CACHED_SIGNATURES),
            memory: Memory::new(),
        }
    }

    /// Trusts these anchors for time-stamp authorities. Without any, no time-stamp proves anything.
    pub fn with_time_stamp_anchors(mut self, anchors: TrustAnchors) -> Verifier {
        self.time_stamp_anchors = anchors;
        self
    }

    /// Untrusted CA certificates to build paths with, beside those in the document.
    pub fn with_intermediates(mut self, certificates: Vec<Certificate>) -> Verifier {
        self.intermediates = certificates;
        self
    }

    /// Untrusted revocation lists, beside those in the document.
    pub fn with_certificate_lists(mut self, lists: Vec<CertificateList>) -> Verifier {
        self.certificate_lists = lists;
        self
    }

    /// The kind of document expected. Default: prescription or dispensing record, by structure.
    pub fn with_document(mut self, document: DocumentRequest) -> Verifier {
        self.document = document;
        self
    }

    /// Roles, as the exact texts of hcRole. For prescription, dispensing record and referral they narrow the
    /// roles of the kind (the outer signature's, in a dispensing record); for other documents they are demanded.
    pub fn with_roles(mut self, roles: Vec<String>) -> Verifier {
        self.roles = roles;
        self
    }

    /// Names of roles to use instead of Japan's table.
    pub fn with_role_table(mut self, table: RoleTable) -> Verifier {
        self.role_table = Some(table);
        self
    }

    /// The names of roles that this verifier uses, for reports in the same words.
    pub fn role_table(&self) -> &RoleTable {
        self.role_table.as_ref().unwrap_or_else(|| role::japan())
    }

    /// Until when digest algorithms, and the signatures made with them, are acceptable: those of the document at the
    /// time its signature is judged at, those of certificates, lists and time-stamps at theirs. Default: SHA-2 from 256
    /// bits without an end. What is never acceptable cannot be allowed.
    pub fn with_algorithm_policy(mut self, policy: AlgorithmPolicy) -> Verifier {
        self.algorithms = Some(policy);
        self
    }

    /// Whether certificates under HPKI's test policy may pass. Default: refused.
    pub fn with_test_certificates(mut self, test_certificates: TestCertificates) -> Verifier {
        self.test_certificates = test_certificates;
        self
    }

    /// Judges signers by another certificate profile than HPKI's signature profile: any certificate that RFC 5280
    /// accepts then signs. For documents of other systems; never for prescriptions.
    pub fn danger_with_profile(mut self, profile: Profile) -> Verifier {
        self.profile = profile;
        self
    }

    /// Whether certificates must be known not to be revoked. Default: required.
    pub fn with_revocation(mut self, revocation: RevocationMode) -> Verifier {
        self.revocation = revocation;
        self
    }

    /// Whether octets of signed parts are kept.
    pub fn with_signed_parts(mut self, signed_parts: SignedParts) -> Verifier {
        self.signed_parts = signed_parts;
        self
    }

    /// Budgets other than the defaults.
    pub fn with_limits(mut self, limits: VerificationLimits) -> Verifier {
        self.limits = limits;
        self
    }

    /// The roles required of a signature for this kind of document; `None` where nobody is excluded. `outermost`
    /// signatures alone are narrowed by the caller's roles.
    pub(super) fn required_roles(
        &self,
        kind: DocumentKind,
        outermost: Place,
    ) -> Option<Vec<Cow<'static, str>>> {
        let allowed = kind.allowed_roles();
        let narrowed = self.roles.iter().filter(|role| allowed.contains(&role.as_str()));
        let owned = |role: &String| Cow::Owned(role.clone());
        match (allowed.is_empty(), self.roles.is_empty(), outermost) {
            (true, true, _) => None,
            (true, false, _) => Some(self.roles.iter().map(owned).collect()),
            (false, false, Place::Outermost) => Some(narrowed.map(owned).collect()),
            (false, ..) => Some(allowed.iter().map(|&role| Cow::Borrowed(role)).collect()),
        }
    }
}

/// Where a signature stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing signed encloses it.
    Outermost,
    /// Another signature of the document covers it.
    Inside,
}
