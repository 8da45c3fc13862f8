//! The rules that a verification or validation follows.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::hpki_report::material;
use hpki_core::algorithm::policy::AlgorithmPolicy;
use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::profile::Profile;
use hpki_core::role::{self, RoleTable};
use hpki_xades::document::DocumentRequest;
use hpki_xades::sign::ContentRules;
use hpki_xades::validate::SignedParts;

use crate::boundary::{ErrorPlace, Failure, free, guard, hand_over, place, text, there};
use crate::error::hpki_error;
use crate::result::{HPKI_ERROR_ROLE_TABLE, HPKI_OK, hpki_result};
use crate::value::{document_request, hpki_document, hpki_revocation, revocation, time, unknown_constant};

/// Rules of verification and signing. New ones are the strict defaults: prescription or dispensing record, the roles of the kind of
/// document, revocation required, test certificates refused. Verifiers copy them when they are made. Calls from several
/// threads wait for each other.
pub struct hpki_settings {
    rules: Mutex<Rules>,
}

/// The rules.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    pub(crate) document: DocumentRequest,
    pub(crate) revocation: RevocationMode,
    pub(crate) roles: Vec<String>,
    pub(crate) test_certificates: TestCertificates,
    pub(crate) signed_parts: SignedParts,
    pub(crate) profile: Option<Profile>,
    /// `None`: the default.
    pub(crate) algorithms: Option<AlgorithmPolicy>,
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    pub(crate) content_rules: ContentRules,
    pub(crate) names: RoleNames,
}

/// What roles are called: Japan's table unless the caller gave one.
#[derive(Clone, Default)]
pub(crate) struct RoleNames(Option<Arc<RoleTable>>);

impl RoleNames {
    pub(crate) fn table(&self) -> &RoleTable {
        self.0.as_deref().unwrap_or_else(|| role::japan())
    }
}

impl hpki_settings {
    pub(crate) fn rules(&self) -> MutexGuard<'_, Rules> {
        // Nothing is half done while the lock is held.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn change(
    settings: Option<&hpki_settings>,
    error: ErrorPlace<'_>,
    change: impl FnOnce(&mut Rules) -> Result<(), Failure>,
) -> hpki_result {
    guard(error, || {
        change(&mut there(settings)?.rules())?;
        Ok(HPKI_OK)
    })
}

/// Makes settings with the strict defaults. Free them with hpki_settings_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_new(out: Option<&mut MaybeUninit<*mut hpki_settings>>) -> hpki_result {
    guard(None, || {
        hand_over(place(out)?, hpki_settings { rules: Mutex::default() });
        Ok(HPKI_OK)
    })
}

/// Frees settings. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_free(settings: Option<Box<hpki_settings>>) {
    free(settings);
}

/// The kind of document that is expected: one of HPKI_DOCUMENT_…. Any other is refused.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_set_document(
    settings: Option<&hpki_settings>,
    document: hpki_document,
) -> hpki_result {
    change(settings, None, |rules| {
        rules.document = document_request(document)?;
        Ok(())
    })
}

/// Whether certificates must be known not to be revoked: one of HPKI_REVOCATION_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_set_revocation(
    settings: Option<&hpki_settings>,
    mode: hpki_revocation,
) -> hpki_result {
    change(settings, None, |rules| {
        rules.revocation = revocation(mode)?;
        Ok(())
    })
}

/// Adds a role, by its text in certificates ("Medical Doctor") or its Japanese name (医師); one of those added is enough.
/// For prescriptions, dispensing records and referral letters they narrow the roles that may sign those; for other
/// documents and for certificates they are demanded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_settings_add_role(
    settings: Option<&hpki_settings>,
    role: *const c_char,
    role_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(settings, error, |rules| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let role = unsafe { text(role, role_length) }?;
        let role = rules.names.table().text_of(role).to_owned();
        rules.roles.push(role);
        Ok(())
    })
}

/// Names roles by this table in reports, and in hpki_settings_add_role() from then on, instead of by Japan's: lines of text,
/// name in Japanese, `qualification` or `management`, `seen` or `presumed`, with tabs between. It gives nobody a right to
/// sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_settings_set_role_table(
    settings: Option<&hpki_settings>,
    table: *const c_char,
    table_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(settings, error, |rules| {
        // SAFETY: the promise of the caller; the text is read within this call.
        let table = unsafe { text(table, table_length) }?;
        let table = material::role_table("", table.as_bytes())
            .map_err(|problem| Failure::of(HPKI_ERROR_ROLE_TABLE, problem))?;
        rules.names = RoleNames(Some(Arc::new(table)));
        Ok(())
    })
}

/// Keeps only length and SHA-256 of the signed parts of documents that are neither prescription nor dispensing record,
/// to save memory with large files.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_drop_octets_of_parts(settings: Option<&hpki_settings>) -> hpki_result {
    change(settings, None, |rules| {
        rules.signed_parts = SignedParts::DigestOnly;
        Ok(())
    })
}

/// Accepts certificates under HPKI's test policy, with a warning in the report. Anybody can get a test card: never for
/// real documents.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_danger_accept_test_certificates(
    settings: Option<&hpki_settings>,
) -> hpki_result {
    change(settings, None, |rules| {
        rules.test_certificates = TestCertificates::Accept;
        Ok(())
    })
}

/// Judges signers by RFC 5280 alone instead of HPKI's certificate profile: any certificate with a path to an anchor
/// then signs. For documents of other systems; never for prescriptions.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_danger_accept_any_profile(settings: Option<&hpki_settings>) -> hpki_result {
    change(settings, None, |rules| {
        rules.profile = Some(Profile::Rfc5280);
        Ok(())
    })
}

/// A digest algorithm: one of HPKI_DIGEST_…. Weaker ones are never acceptable.
pub type hpki_digest = u32;
/// SHA-256.
pub const HPKI_DIGEST_SHA256: hpki_digest = 1;
/// SHA-384.
pub const HPKI_DIGEST_SHA384: hpki_digest = 2;
/// SHA-512.
pub const HPKI_DIGEST_SHA512: hpki_digest = 3;

/// The last moment at which a digest, one of HPKI_DIGEST_…, and every signature made with it are acceptable, in seconds since
/// 1970-01-01T00:00:00Z. Without it there is no end; of several calls for one digest the last counts. It is held against
/// the time at which each signature is judged: a time-stamp from before the end, itself still acceptable, keeps what it
/// covers.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_set_algorithm_end(
    settings: Option<&hpki_settings>,
    digest: hpki_digest,
    until: i64,
) -> hpki_result {
    change(settings, None, |rules| {
        let digest = match digest {
            HPKI_DIGEST_SHA256 => DigestAlgorithm::Sha256,
            HPKI_DIGEST_SHA384 => DigestAlgorithm::Sha384,
            HPKI_DIGEST_SHA512 => DigestAlgorithm::Sha512,
            _ => return Err(unknown_constant("hpki_digest", digest)),
        };
        let until = time(until)?;
        rules.algorithms = Some(rules.algorithms.take().unwrap_or_default().with_end(digest, until));
        Ok(())
    })
}

/// A signature algorithm: one of HPKI_ALGORITHM_….
pub type hpki_algorithm = u32;
/// The one that everybody verifies, for the key at hand. The default.
pub const HPKI_ALGORITHM_USUAL: hpki_algorithm = 0;
/// RSASSA-PKCS1-v1_5 with SHA-256.
pub const HPKI_ALGORITHM_RSA_SHA256: hpki_algorithm = 1;
/// RSASSA-PKCS1-v1_5 with SHA-384.
pub const HPKI_ALGORITHM_RSA_SHA384: hpki_algorithm = 2;
/// RSASSA-PKCS1-v1_5 with SHA-512.
pub const HPKI_ALGORITHM_RSA_SHA512: hpki_algorithm = 3;
/// ECDSA with SHA-256.
pub const HPKI_ALGORITHM_ECDSA_SHA256: hpki_algorithm = 4;
/// ECDSA with SHA-384.
pub const HPKI_ALGORITHM_ECDSA_SHA384: hpki_algorithm = 5;

/// The algorithm that preparations and signers from key files are made with: one of HPKI_ALGORITHM_…. Cards sign with
/// RSA and SHA-256.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_set_algorithm(
    settings: Option<&hpki_settings>,
    algorithm: hpki_algorithm,
) -> hpki_result {
    change(settings, None, |rules| {
        rules.algorithm = match algorithm {
            HPKI_ALGORITHM_USUAL => None,
            HPKI_ALGORITHM_RSA_SHA256 => Some(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
            HPKI_ALGORITHM_RSA_SHA384 => Some(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384)),
            HPKI_ALGORITHM_RSA_SHA512 => Some(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
            HPKI_ALGORITHM_ECDSA_SHA256 => Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
            HPKI_ALGORITHM_ECDSA_SHA384 => Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
            _ => return Err(unknown_constant("hpki_algorithm", algorithm)),
        };
        Ok(())
    })
}

/// Signs CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_settings_accept_any_content(settings: Option<&hpki_settings>) -> hpki_result {
    change(settings, None, |rules| {
        rules.content_rules = ContentRules::AnyOctets;
        Ok(())
    })
}
