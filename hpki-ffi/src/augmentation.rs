//! Long-term forms, step by step: what is fetched, and from where, is the caller's business.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::hpki_report::Problem;
use hpki_xades::augment::{AugmentError, Augmenter, RevocationDataWanted, Step, TimeStampWanted};
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::tsp::{Nonce, TimeStampReq};
use hpki_xades::validate::Level;

use crate::boundary::{ErrorPlace, Failure, free, guard, hand_over, octets, place, text, there};
use crate::detached::hpki_detached;
use crate::error::hpki_error;
use crate::result::{
    AUGMENTATION_STEP, HPKI_ERROR_AUGMENT, HPKI_ERROR_INDEX, HPKI_ERROR_LENGTH,
    HPKI_ERROR_NO_REVOCATION_DATA, HPKI_ERROR_STEP, HPKI_ERROR_TIME_STAMP, HPKI_OK, WRONG_INDEX,
    WRONG_LENGTH, hpki_result,
};
use crate::signing::{hpki_replace, save};
use crate::trust_store::{certificate_lists, hpki_trust_store};
use crate::value::{
    HPKI_LEVEL_LT, HPKI_LEVEL_LTA, HPKI_LEVEL_T, hpki_level, hpki_octets, hpki_text, time, unknown_constant,
};

/// A signature on its way to a higher level. Calls from several threads wait for each other; what it hands out is gone
/// with the next call that takes a step.
pub struct hpki_augmentation {
    work: Mutex<Work>,
}

enum Work {
    TimeStamp {
        wanted: Box<TimeStampWanted<'static>>,
        request: Option<(TimeStampReq, Vec<u8>)>,
    },
    RevocationData(Box<RevocationDataWanted<'static>>),
    Done(Vec<u8>),
    /// An answer was refused, and the work with it.
    Failed,
}

/// What an augmentation needs next: one of HPKI_STEP_….
pub type hpki_step = u32;
/// Nothing any more: an answer was refused. Free it, and begin again.
pub const HPKI_STEP_FAILED: hpki_step = 0;
/// A time-stamp: send hpki_augmentation_request() to an authority, and give the answer to hpki_augmentation_answer().
pub const HPKI_STEP_TIME_STAMP: hpki_step = 1;
/// Revocation lists for certificates: see hpki_augmentation_missing_uri(), and give them to hpki_augmentation_provide().
pub const HPKI_STEP_REVOCATION_DATA: hpki_step = 2;
/// Nothing: hpki_augmentation_octets() is the document.
pub const HPKI_STEP_DONE: hpki_step = 3;

fn failure(error: &AugmentError) -> Failure {
    let code = match error {
        AugmentError::Response { .. } | AugmentError::TimeStamp { .. } => HPKI_ERROR_TIME_STAMP,
        AugmentError::RevocationMissing { .. } => HPKI_ERROR_NO_REVOCATION_DATA,
        _ => HPKI_ERROR_AUGMENT,
    };
    Failure::of(code, Problem::of("", error.finding(), error.detail()))
}

fn work(step: Step<'static>) -> Work {
    match step {
        Step::TimeStamp(wanted) => Work::TimeStamp { wanted, request: None },
        Step::RevocationData(wanted) => Work::RevocationData(wanted),
        Step::Done(document) => Work::Done(document.into_octets()),
    }
}

impl hpki_augmentation {
    fn lock(&self) -> MutexGuard<'_, Work> {
        // Work that panicked halfway was replaced by `Failed` before it began.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another step is due than the one that was taken.
fn other_step() -> Failure {
    Failure::new(HPKI_ERROR_STEP, &AUGMENTATION_STEP, "")
}

/// Takes a step with what is there. A refused answer ends the work; a step that is not due leaves it as it is.
fn advance(
    augmentation: Option<&hpki_augmentation>,
    error: ErrorPlace<'_>,
    step: impl FnOnce(Work) -> (Work, Result<(), Failure>),
) -> hpki_result {
    guard(error, || {
        let mut held = there(augmentation)?.lock();
        let (next, result) = step(std::mem::replace(&mut held, Work::Failed));
        *held = next;
        result.map(|()| HPKI_OK)
    })
}

/// What an answer led to.
fn led_to(step: Result<Step<'static>, AugmentError>) -> (Work, Result<(), Failure>) {
    match step {
        Ok(step) => (work(step), Ok(())),
        Err(error) => (Work::Failed, Err(failure(&error))),
    }
}

fn read<T>(
    augmentation: Option<&hpki_augmentation>,
    out: Option<&mut MaybeUninit<T>>,
    error: ErrorPlace<'_>,
    read: impl FnOnce(&mut Work) -> Result<T, Failure>,
) -> hpki_result {
    guard(error, || {
        let (augmentation, out) = (there(augmentation)?, place(out)?);
        out.write(read(&mut augmentation.lock())?);
        Ok(HPKI_OK)
    })
}

/// Begins to raise a signature of a document to HPKI_LEVEL_T, HPKI_LEVEL_LT or HPKI_LEVEL_LTA; a signature at LTA is
/// renewed. `at` is now, in seconds since 1970-01-01T00:00:00Z. Of the trust store it takes everything. Then take the steps
/// that hpki_augmentation_step() names. Free it with hpki_augmentation_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_begin(
    data: *const u8,
    length: usize,
    level: hpki_level,
    trust: Option<&hpki_trust_store>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_augmentation>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    begin(level, trust, at, out, error, || {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        Ok((unsafe { octets(data, length) }?.to_vec(), None, DetachedFiles::new(Vec::new())))
    })
}

/// The same for one of several signatures, by its Id (empty: the only one, of a dispensing record the pharmacist's), and for a
/// document whose signatures refer to files outside it; `detached` may be empty, and is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_begin_detached(
    data: *const u8,
    length: usize,
    id: *const c_char,
    id_length: usize,
    detached: Option<&hpki_detached>,
    level: hpki_level,
    trust: Option<&hpki_trust_store>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_augmentation>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    begin(level, trust, at, out, error, || {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let document = unsafe { octets(data, length) }?.to_vec();
        // SAFETY: likewise.
        let id = unsafe { text(id, id_length) }?;
        Ok((document, (!id.is_empty()).then(|| id.to_owned()), there(detached)?.files()))
    })
}

/// The document, the Id of its signature, and the files it refers to.
type Begun = (Vec<u8>, Option<String>, DetachedFiles);

fn begin(
    level: hpki_level,
    trust: Option<&hpki_trust_store>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_augmentation>>,
    error: ErrorPlace<'_>,
    given: impl FnOnce() -> Result<Begun, Failure>,
) -> hpki_result {
    guard(error, || {
        let (document, id, files) = given()?;
        let (trust, out) = (there(trust)?.content().clone(), place(out)?);
        let level = match level {
            HPKI_LEVEL_T => Level::T,
            HPKI_LEVEL_LT => Level::LT,
            HPKI_LEVEL_LTA => Level::LTA,
            _ => return Err(unknown_constant("hpki_level", level)),
        };
        let augmenter = Augmenter::new(time(at)?)
            .with_trust_anchors(trust.anchors)
            .with_time_stamp_anchors(trust.time_stamp_anchors)
            .with_intermediates(trust.intermediates)
            .with_certificate_lists(trust.certificate_lists)
            .with_detached_files(files);
        let augmenter = match id {
            Some(id) => augmenter.with_signature(id),
            None => augmenter,
        };
        let step = augmenter.begin(document, level).map_err(|error| failure(&error))?;
        hand_over(out, hpki_augmentation { work: Mutex::new(work(step)) });
        Ok(HPKI_OK)
    })
}

/// Frees an augmentation. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_augmentation_free(augmentation: Option<Box<hpki_augmentation>>) {
    free(augmentation);
}

/// What is needed next: one of HPKI_STEP_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_augmentation_step(
    augmentation: Option<&hpki_augmentation>,
    out: Option<&mut MaybeUninit<hpki_step>>,
) -> hpki_result {
    read(augmentation, out, None, |work| {
        Ok(match work {
            Work::TimeStamp { .. } => HPKI_STEP_TIME_STAMP,
            Work::RevocationData(_) => HPKI_STEP_REVOCATION_DATA,
            Work::Done(_) => HPKI_STEP_DONE,
            Work::Failed => HPKI_STEP_FAILED,
        })
    })
}

/// The TimeStampReq (RFC 3161) to send, in DER. `nonce` is 16 octets from a source of randomness, which keep an old answer
/// from being taken for this one. The octets live until the next step or request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_request(
    augmentation: Option<&hpki_augmentation>,
    nonce: *const u8,
    nonce_length: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are copied within this call.
    let random = unsafe { octets(nonce, nonce_length) };
    read(augmentation, out, error, |work| {
        let random = random?
            .try_into()
            .map_err(|_| Failure::new(HPKI_ERROR_LENGTH, &WRONG_LENGTH, "a nonce of 16 octets"))?;
        let Work::TimeStamp { wanted, request } = work else { return Err(other_step()) };
        let made = wanted.request().with_nonce(Nonce::from_random(random));
        let (_, der) = request.insert((made.clone(), made.to_der()));
        Ok(hpki_octets::of(der))
    })
}

/// Takes the authority's answer (TimeStampResp, DER) to the last hpki_augmentation_request(). Status, nonce, imprint,
/// signature and path are checked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_answer(
    augmentation: Option<&hpki_augmentation>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let response = unsafe { octets(data, length) };
    advance(augmentation, error, |held| match (held, response) {
        (held, Err(failure)) => (held, Err(failure)),
        (Work::TimeStamp { wanted, request: Some((request, _)) }, Ok(response)) => {
            led_to(wanted.answer(&request, response))
        }
        (held, Ok(_)) => (held, Err(other_step())),
    })
}

/// Takes a time-stamp token (CMS, DER) that was made without a request of ours over the same octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_token(
    augmentation: Option<&hpki_augmentation>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let token = unsafe { octets(data, length) };
    advance(augmentation, error, |held| match (held, token) {
        (held, Err(failure)) => (held, Err(failure)),
        (Work::TimeStamp { wanted, .. }, Ok(token)) => led_to(wanted.token(token)),
        (held, Ok(_)) => (held, Err(other_step())),
    })
}

/// How many certificates need a revocation list.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_augmentation_missing_count(
    augmentation: Option<&hpki_augmentation>,
    out: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    read(augmentation, out, error, |work| match work {
        Work::RevocationData(wanted) => Ok(wanted.missing().len()),
        _ => Err(other_step()),
    })
}

/// An address from which the list for a certificate may be had, and each address of a certificate names the same list. It
/// comes from the certificate: trust it with no more than an HTTP request. HPKI_ERROR_INDEX after the last. The text lives
/// until the next step.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_augmentation_missing_uri(
    augmentation: Option<&hpki_augmentation>,
    index: usize,
    uri_index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    read(augmentation, out, error, |work| {
        let Work::RevocationData(wanted) = work else { return Err(other_step()) };
        let uri = wanted.missing().get(index).and_then(|missing| missing.uris().get(uri_index));
        let wrong = || Failure::new(HPKI_ERROR_INDEX, &WRONG_INDEX, format!("{index}, {uri_index}"));
        uri.map(|uri| hpki_text::of(uri)).ok_or_else(wrong)
    })
}

/// Takes revocation lists: DER, PEM or PKCS#7, one or several at once. More than were asked for do no harm.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_provide(
    augmentation: Option<&hpki_augmentation>,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    // SAFETY: the promise of the caller; the octets are read within this call.
    let lists = unsafe { octets(data, length) }.and_then(|data| certificate_lists("", data));
    advance(augmentation, error, |held| match (held, lists) {
        (held, Err(failure)) => (held, Err(failure)),
        (Work::RevocationData(wanted), Ok(lists)) => led_to(wanted.provide(lists)),
        (held, Ok(_)) => (held, Err(other_step())),
    })
}

/// The octets of the document, when the step is HPKI_STEP_DONE. They belong to the augmentation.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_augmentation_octets(
    augmentation: Option<&hpki_augmentation>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    read(augmentation, out, error, |work| match work {
        Work::Done(document) => Ok(hpki_octets::of(document)),
        _ => Err(other_step()),
    })
}

/// Saves the document, when the step is HPKI_STEP_DONE. The file is never half written. `replace` is one of
/// HPKI_REPLACE_….
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_augmentation_save(
    augmentation: Option<&hpki_augmentation>,
    path: *const c_char,
    path_length: usize,
    replace: hpki_replace,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let augmentation = there(augmentation)?;
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        match &*augmentation.lock() {
            Work::Done(document) => save(path, document, replace)?,
            _ => return Err(other_step()),
        }
        Ok(HPKI_OK)
    })
}
