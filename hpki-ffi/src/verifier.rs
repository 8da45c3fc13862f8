//! The verifier: made once, used by every thread.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use hpki_core::time::Time;
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::validate::{DocumentReport, Verifier};

use crate::boundary::{ErrorPlace, Failure, free, guard, hand_over, octets, place, text, there};
use crate::detached::hpki_detached;
use crate::error::hpki_error;
use crate::file::{self, DOCUMENT_LIMIT, Larger};
use crate::report::hpki_report;
use crate::result::{HPKI_OK, hpki_result};
use crate::settings::{RoleNames, Rules, hpki_settings};
use crate::trust_store::{Content, hpki_trust_store};
use crate::value::time;

/// Verifies documents under one set of rules. It never changes, so any number of threads use it at once. It remembers
/// which signatures of certificates and lists verified before, and no verdict: use one for many documents.
pub struct hpki_verifier {
    pub(crate) verifier: Verifier,
    names: RoleNames,
}

pub(crate) fn verifier(trust: Content, rules: Rules) -> Verifier {
    let verifier = Verifier::new(trust.anchors)
        .with_time_stamp_anchors(trust.time_stamp_anchors)
        .with_intermediates(trust.intermediates)
        .with_certificate_lists(trust.certificate_lists)
        .with_document(rules.document)
        .with_revocation(rules.revocation)
        .with_roles(rules.roles)
        .with_role_table(rules.names.table().clone())
        .with_test_certificates(rules.test_certificates)
        .with_signed_parts(rules.signed_parts);
    let verifier = match rules.algorithms {
        Some(policy) => verifier.with_algorithm_policy(policy),
        None => verifier,
    };
    match rules.profile {
        Some(profile) => verifier.danger_with_profile(profile),
        None => verifier,
    }
}

/// Makes a verifier from a trust store and settings, which are copied and can be freed. Free it with
/// hpki_verifier_free(), when no thread uses it any more.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_verifier_new(
    trust: Option<&hpki_trust_store>,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_verifier>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (trust, settings, out) = (there(trust)?, there(settings)?, place(out)?);
        let (trust, rules) = (trust.content().clone(), settings.rules().clone());
        let names = rules.names.clone();
        hand_over(out, hpki_verifier { verifier: verifier(trust, rules), names });
        Ok(HPKI_OK)
    })
}

/// Frees a verifier. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_verifier_free(verifier: Option<Box<hpki_verifier>>) {
    free(verifier);
}

/// The name of a document that came from memory, as the command calls standard input.
pub(crate) const MEMORY: &str = "-";

fn verify(
    verifier: Option<&hpki_verifier>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_report>>,
    error: ErrorPlace<'_>,
    read: impl FnOnce(&Verifier, Time) -> Result<(String, DocumentReport), Failure>,
) -> hpki_result {
    guard(error, || {
        let (verifier, out) = (there(verifier)?, place(out)?);
        let at = time(at)?;
        let (name, report) = read(&verifier.verifier, at)?;
        let report = hpki_report::new(name, report, at, verifier.names.clone());
        let code = report.code();
        hand_over(out, report);
        Ok(code)
    })
}

/// Verifies a document in memory as of a time, in seconds since 1970-01-01T00:00:00Z: usually now.
///
/// HPKI_OK: TOTAL-PASSED. HPKI_TOTAL_FAILED and HPKI_INDETERMINATE: not accepted. In these three cases, and no other,
/// `out` is written: free the report with hpki_report_free(). Nothing of `data` is kept but what the report gives.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_verifier_verify(
    verifier: Option<&hpki_verifier>,
    data: *const u8,
    length: usize,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_report>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    verify(verifier, at, out, error, |verifier, at| {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        Ok((MEMORY.to_owned(), verifier.verify(data, at)))
    })
}

/// The same for a file. A file that cannot be read is an error; one that can, and is no acceptable document, is decided:
/// HPKI_TOTAL_FAILED.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_verifier_verify_file(
    verifier: Option<&hpki_verifier>,
    path: *const c_char,
    path_length: usize,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_report>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    verify(verifier, at, out, error, |verifier, at| {
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        let data = file::read(path, DOCUMENT_LIMIT, Larger::Cut)?;
        Ok((path.to_owned(), verifier.verify(&data, at)))
    })
}

/// The same as hpki_verifier_verify() for a document whose signatures refer to files outside it.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_verifier_verify_detached(
    verifier: Option<&hpki_verifier>,
    data: *const u8,
    length: usize,
    detached: Option<&hpki_detached>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_report>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    verify(verifier, at, out, error, |verifier, at| {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        let files: DetachedFiles = there(detached)?.files();
        Ok((MEMORY.to_owned(), verifier.verify_with_detached(data, &files, at)))
    })
}
