//! What a validation is asked: everything it may know comes in here.

use crate::algorithm::policy::AlgorithmPolicy;
use crate::certificate::Certificate;
use crate::crl::CertificateList;
use crate::crypto::VerifiedSignatureCache;
use crate::limits::PathLimits;
use crate::ocsp::OcspResponse;
use crate::oid::ObjectIdentifier;
use crate::profile::{Profile, RoleRequirement};
use crate::revocation::ResponderStatus;
use crate::role::RoleTable;
use crate::time::Time;
use crate::trust::TrustAnchors;

/// What is known about the time the path is judged at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// The caller names a time, usually now; the signature may have been made earlier. An expired or revoked
    /// certificate then leaves the question open (`OUT_OF_BOUNDS_NO_POE`, `REVOKED_NO_POE`).
    #[default]
    CallerTime,
    /// A time-stamp, or the caller's own records, prove that the signature existed at this time. An expired or
    /// revoked certificate then decides against it (`EXPIRED`, `NOT_YET_VALID`, `REVOKED`).
    ProvenTime,
}

/// Whether certificates must be known not to be revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RevocationMode {
    /// Every certificate below the trust anchor; without an answer the verdict is `TRY_LATER`.
    #[default]
    Required,
    /// Data that counts for the time decides; without any, a warning.
    IfAvailable,
    /// Not looked at; a warning says so.
    Off,
}

/// Whether certificates under HPKI's test policy may pass. Test cards are issued by the production CAs, so the
/// path alone does not tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestCertificates {
    /// Refused with a reason of their own.
    #[default]
    Refuse,
    /// Accepted with a warning.
    Accept,
}

/// Which signatures on certificates, lists and responses count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureStrength {
    /// Those that are safe today.
    #[default]
    Current,
    /// Those with SHA-1, and with RSA from 1024 bits, as well: for looking at old paths. Such a path proves nothing
    /// today, and the report says so in a warning.
    ///
    /// With the feature `danger-dsa` also those with DSA (FIPS 186-4), p of 1024, 2048 or 3072 bits. A DSA key without
    /// parameters has those of the keys above it on the path (RFC 5280, 6.1.4 (d) to (f); RFC 3279, 2.3.2), and of no other
    /// certificate; an OCSP responder's must have its own. Verifying one costs as much as a hundred (1024 bits) to a thousand (3072) with RSA:
    /// [`PathLimits::signature_checks`] should be lower where strangers send the certificates.
    DangerLegacy,
}

/// initial-explicit-policy (RFC 5280, 6.1.1 (f)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplicitPolicy {
    /// Only where a CA of the path asks for one.
    #[default]
    WhereTheAuthorityAsks,
    /// The path must be valid under at least one policy of the initial policy set.
    Required,
}

/// initial-policy-mapping-inhibit (RFC 5280, 6.1.1 (e)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyMapping {
    /// As the CAs of the path say.
    #[default]
    Allowed,
    /// Mappings count nowhere in the path.
    Inhibited,
}

/// initial-any-policy-inhibit (RFC 5280, 6.1.1 (g)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnyPolicy {
    /// anyPolicy stands for every policy, as the CAs of the path say.
    #[default]
    Allowed,
    /// anyPolicy counts nowhere in the path.
    Inhibited,
}

/// The policy inputs of RFC 5280, section 6.1.1 (c), (e), (f), (g).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyInputs {
    /// user-initial-policy-set; `None` is any-policy.
    pub initial_policy_set: Option<Vec<ObjectIdentifier>>,
    /// initial-explicit-policy.
    pub explicit_policy: ExplicitPolicy,
    /// initial-policy-mapping-inhibit.
    pub policy_mapping: PolicyMapping,
    /// initial-any-policy-inhibit.
    pub any_policy: AnyPolicy,
}

/// A certificate to validate, and everything that may be used for it.
///
/// ```no_run
/// # fn example(signer: &hpki_core::certificate::Certificate, anchors: &hpki_core::trust::TrustAnchors,
/// #     now: hpki_core::time::Time) {
/// use hpki_core::path::{PathRequest, validate_path};
///
/// let report = validate_path(&PathRequest::new(signer, anchors, now));
/// match report.into_verified() {
///     Ok(path) => println!("issued under {}", path.trust_anchor().name()),
///     Err(report) => println!("{:?}", report.verdict()),
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathRequest<'a> {
    /// The certificate in question.
    pub end_entity: &'a Certificate,
    /// What the caller trusts. Nothing else ever ends a path.
    pub trust_anchors: &'a TrustAnchors,
    /// Untrusted CA certificates, in any order, wherever they came from.
    pub intermediates: &'a [Certificate],
    /// Untrusted revocation lists, in any order, wherever they came from.
    pub certificate_lists: &'a [CertificateList],
    /// Untrusted OCSP responses, likewise. HPKI has none; time-stamp authorities do.
    pub ocsp_responses: &'a [OcspResponse],
    /// The time the path is judged at.
    pub at: Time,
    /// What is known about that time.
    pub proven: Proof,
    /// The rules for the end entity and its CAs beyond RFC 5280.
    pub profile: Profile,
    /// Whether certificates must be known not to be revoked.
    pub revocation: RevocationMode,
    /// Whether certificates of OCSP responders must be.
    pub responder_status: ResponderStatus,
    /// Whether test certificates may pass (HPKI profiles only).
    pub test_certificates: TestCertificates,
    /// The professional role the end entity must have.
    pub roles: RoleRequirement,
    /// Names of roles; `None` for Japan's ([`RoleTable::japan`]).
    pub role_table: Option<&'a RoleTable>,
    /// Certificate policies wanted.
    pub policies: PolicyInputs,
    /// Acceptable algorithms; `None` for the default.
    pub algorithms: Option<&'a AlgorithmPolicy>,
    /// Whether signatures of the past count.
    pub signatures: SignatureStrength,
    /// Budgets.
    pub limits: PathLimits,
    /// Signatures that verified before, shared between validations.
    pub cache: Option<&'a VerifiedSignatureCache>,
}

impl<'a> PathRequest<'a> {
    /// The strict defaults: HPKI signature profile, revocation data required, test certificates refused, no
    /// role demanded, the time merely named by the caller.
    pub fn new(end_entity: &'a Certificate, trust_anchors: &'a TrustAnchors, at: Time) -> PathRequest<'a> {
        PathRequest {
            end_entity,
            trust_anchors,
            intermediates: &[],
            certificate_lists: &[],
            ocsp_responses: &[],
            at,
            proven: Proof::default(),
            profile: Profile::HpkiSignature,
            revocation: RevocationMode::default(),
            responder_status: ResponderStatus::default(),
            test_certificates: TestCertificates::default(),
            roles: RoleRequirement::default(),
            role_table: None,
            policies: PolicyInputs::default(),
            algorithms: None,
            signatures: SignatureStrength::default(),
            limits: PathLimits::default(),
            cache: None,
        }
    }
}
