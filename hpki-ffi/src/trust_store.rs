//! What a caller trusts, and what helps to judge: anchors, intermediates, revocation lists.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::hpki_report::{Problem, material, problem};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::trust::TrustAnchors;

use crate::boundary::{ErrorPlace, Failure, free, get, guard, hand_over, octets, place, text, there};
use crate::error::hpki_error;
use crate::file::{self, Larger, MATERIAL_LIMIT};
use crate::result::{
    HPKI_ERROR_CERTIFICATE_UNREADABLE, HPKI_ERROR_NO_CERTIFICATE, HPKI_ERROR_NO_CERTIFICATE_LIST, HPKI_OK,
    hpki_result,
};

/// Trust anchors, intermediates and revocation lists. A new one is empty and trusts nobody. Verifiers copy what they
/// need when they are made, so a store can be changed and freed after that. Calls from several threads wait for each
/// other.
pub struct hpki_trust_store {
    content: Mutex<Content>,
}

/// What a store holds.
#[derive(Clone, Default)]
pub(crate) struct Content {
    pub(crate) anchors: TrustAnchors,
    pub(crate) time_stamp_anchors: TrustAnchors,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) certificate_lists: Vec<CertificateList>,
}

impl hpki_trust_store {
    pub(crate) fn content(&self) -> MutexGuard<'_, Content> {
        // Nothing is half done while the lock is held.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Certificates out of octets.
pub(crate) fn certificates(subject: &str, octets: &[u8]) -> Result<Vec<Certificate>, Failure> {
    material::certificates(subject, octets).map_err(of_material)
}

/// Revocation lists out of octets.
pub(crate) fn certificate_lists(subject: &str, octets: &[u8]) -> Result<Vec<CertificateList>, Failure> {
    material::certificate_lists(subject, octets).map_err(of_material)
}

fn of_material(problem: Problem) -> Failure {
    let code = if problem.finding == &problem::NO_CERTIFICATE || problem.finding == &problem::EMPTY {
        HPKI_ERROR_NO_CERTIFICATE
    } else if problem.finding == &problem::NO_CERTIFICATE_LIST {
        HPKI_ERROR_NO_CERTIFICATE_LIST
    } else {
        HPKI_ERROR_CERTIFICATE_UNREADABLE
    };
    Failure::of(code, problem)
}

impl Content {
    fn add_anchors(&mut self, certificates: Vec<Certificate>) {
        certificates.into_iter().for_each(|certificate| self.anchors.add(certificate));
    }

    fn add_time_stamp_anchors(&mut self, certificates: Vec<Certificate>) {
        certificates.into_iter().for_each(|certificate| self.time_stamp_anchors.add(certificate));
    }

    fn add_intermediates(&mut self, certificates: Vec<Certificate>) {
        self.intermediates.extend(certificates);
    }

    fn add_lists(&mut self, lists: Vec<CertificateList>) {
        self.certificate_lists.extend(lists);
    }
}

/// Reads all of the octets before anything is added: a failure leaves the store as it was.
fn add<T>(
    store: Option<&hpki_trust_store>,
    error: ErrorPlace<'_>,
    read: impl FnOnce() -> Result<Vec<T>, Failure>,
    add: impl FnOnce(&mut Content, Vec<T>),
) -> hpki_result {
    guard(error, || {
        let store = there(store)?;
        let items = read()?;
        add(&mut store.content(), items);
        Ok(HPKI_OK)
    })
}

fn from_file<T>(
    path: &str,
    read: impl FnOnce(&str, &[u8]) -> Result<Vec<T>, Failure>,
) -> Result<Vec<T>, Failure> {
    read(path, &file::read(path, MATERIAL_LIMIT, Larger::Refused)?)
}

/// Makes an empty trust store. Free it with hpki_trust_store_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_new(out: Option<&mut MaybeUninit<*mut hpki_trust_store>>) -> hpki_result {
    guard(None, || {
        hand_over(place(out)?, hpki_trust_store { content: Mutex::default() });
        Ok(HPKI_OK)
    })
}

/// Frees a trust store. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_free(store: Option<Box<hpki_trust_store>>) {
    free(store);
}

/// Adds trust anchors for signers and for certification paths: whoever holds their keys decides who is a doctor. Give only
/// certificates whose fingerprints you compared with their owner's publication. `data` is `length` octets: certificates as
/// DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_anchors(
    store: Option<&hpki_trust_store>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let read = || certificates("", unsafe { octets(data, length) }?);
    add(store, error, read, Content::add_anchors)
}

/// The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_anchors_file(
    store: Option<&hpki_trust_store>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the text is read within this call.
    let read = || from_file(unsafe { text(path, path_length) }?, certificates);
    add(store, error, read, Content::add_anchors)
}

/// Adds trust anchors for time-stamp authorities. Without any, no time-stamp proves anything. `data` is `length` octets: certificates as
/// DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_time_stamp_anchors(
    store: Option<&hpki_trust_store>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let read = || certificates("", unsafe { octets(data, length) }?);
    add(store, error, read, Content::add_time_stamp_anchors)
}

/// The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_time_stamp_anchors_file(
    store: Option<&hpki_trust_store>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the text is read within this call.
    let read = || from_file(unsafe { text(path, path_length) }?, certificates);
    add(store, error, read, Content::add_time_stamp_anchors)
}

/// Adds certificates of authorities that may help to build paths. They are not trusted. `data` is `length` octets: certificates as
/// DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_intermediates(
    store: Option<&hpki_trust_store>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let read = || certificates("", unsafe { octets(data, length) }?);
    add(store, error, read, Content::add_intermediates)
}

/// The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_intermediates_file(
    store: Option<&hpki_trust_store>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the text is read within this call.
    let read = || from_file(unsafe { text(path, path_length) }?, certificates);
    add(store, error, read, Content::add_intermediates)
}

/// Adds certificate revocation lists, beside those in documents. They are not trusted. `data` is `length` octets: lists as
/// DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_certificate_lists(
    store: Option<&hpki_trust_store>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let read = || certificate_lists("", unsafe { octets(data, length) }?);
    add(store, error, read, Content::add_lists)
}

/// The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_trust_store_add_certificate_lists_file(
    store: Option<&hpki_trust_store>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the text is read within this call.
    let read = || from_file(unsafe { text(path, path_length) }?, certificate_lists);
    add(store, error, read, Content::add_lists)
}

/// How many anchors there are. An anchor that is added twice counts once.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_anchor_count(
    store: Option<&hpki_trust_store>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(store, out, |store| store.content().anchors.len())
}

/// How many time-stamp anchors there are. An anchor that is added twice counts once.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_time_stamp_anchor_count(
    store: Option<&hpki_trust_store>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(store, out, |store| store.content().time_stamp_anchors.len())
}

/// How many intermediates there are.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_intermediate_count(
    store: Option<&hpki_trust_store>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(store, out, |store| store.content().intermediates.len())
}

/// How many certificate lists there are.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_trust_store_certificate_list_count(
    store: Option<&hpki_trust_store>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(store, out, |store| store.content().certificate_lists.len())
}
