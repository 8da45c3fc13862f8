//! The line between C and Rust: NULL and panics stop here, and every unsafe operation of the crate is here.

use std::cell::Cell;
use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::sync::Once;

use ::hpki_report::Problem;
use hpki_core::report::Finding;

use crate::error::hpki_error;
use crate::result::{
    HPKI_ERROR_INDEX, HPKI_ERROR_INTERNAL, HPKI_ERROR_LENGTH, HPKI_ERROR_NOT_UTF8, HPKI_ERROR_NULL_POINTER,
    HPKI_OK, INTERNAL, NOT_UTF8, NULL_POINTER, WRONG_INDEX, WRONG_LENGTH, hpki_result,
};

/// Why a function did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: hpki_result,
    pub(crate) problem: Problem,
    /// The findings behind it, beside that of the problem.
    pub(crate) findings: Vec<&'static str>,
}

impl Failure {
    /// A mistake of the call, or a defect.
    pub(crate) fn new(code: hpki_result, finding: &'static Finding, detail: impl Into<String>) -> Failure {
        Failure::of(code, Problem::of("", finding, detail))
    }

    /// A problem that the libraries told.
    pub(crate) fn of(code: hpki_result, problem: Problem) -> Failure {
        Failure { code, problem, findings: Vec::new() }
    }
}

/// Where an error object goes, if anybody wants one.
pub(crate) type ErrorPlace<'a> = Option<&'a mut MaybeUninit<*mut hpki_error>>;

/// Runs a function of the library: failures become a code and an error object, panics become
/// [`HPKI_ERROR_INTERNAL`]. Nothing is printed.
pub(crate) fn guard(
    error: ErrorPlace<'_>,
    function: impl FnOnce() -> Result<hpki_result, Failure>,
) -> hpki_result {
    let failure = match run(function) {
        Ok(Ok(code)) => return code,
        Ok(Err(failure)) => failure,
        Err(place) => Failure::new(HPKI_ERROR_INTERNAL, &INTERNAL, place),
    };
    let code = failure.code;
    if let Some(error) = error {
        // Making the object runs our own code again, which must not unwind into C either.
        let made = run(|| Box::into_raw(Box::new(hpki_error::from(failure))));
        error.write(made.unwrap_or(ptr::null_mut()));
    }
    code
}

/// Frees a handle. A panic while it is dropped has nobody to be told to.
pub(crate) fn free<T>(handle: Option<Box<T>>) {
    let _ = run(|| drop(handle));
}

thread_local! {
    static INSIDE: Cell<u32> = const { Cell::new(0) };
    static PANICKED_AT: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs our own code. `Err` is the place where it panicked; never the panic's words, which may quote a document.
fn run<T>(function: impl FnOnce() -> T) -> Result<T, String> {
    silence_panics();
    let _ = INSIDE.try_with(|inside| inside.set(inside.get() + 1));
    let result = panic::catch_unwind(AssertUnwindSafe(function));
    let _ = INSIDE.try_with(|inside| inside.set(inside.get() - 1));
    result.map_err(|payload| {
        // Dropping a payload may panic in turn.
        std::mem::forget(payload);
        PANICKED_AT.try_with(Cell::take).ok().flatten().unwrap_or_default()
    })
}

/// Rust prints panics to standard error, which belongs to the program that loaded this library. The hook is that of the
/// Rust runtime inside this library, no other's, and leaves every thread alone that is not in a call of ours.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            if INSIDE.try_with(Cell::get).unwrap_or(0) == 0 {
                return usual(information);
            }
            let place = information.location().map(ToString::to_string);
            let _ = PANICKED_AT.try_with(|panicked| panicked.set(place));
        }));
    });
}

/// A handle that must be there.
pub(crate) fn there<T>(handle: Option<&T>) -> Result<&T, Failure> {
    handle.ok_or_else(null)
}

/// The place for an output, which must be there.
pub(crate) fn place<T>(out: Option<&mut MaybeUninit<T>>) -> Result<&mut MaybeUninit<T>, Failure> {
    out.ok_or_else(null)
}

/// An output that needs no handle.
pub(crate) fn write<T>(out: Option<&mut MaybeUninit<T>>, value: impl FnOnce() -> T) -> hpki_result {
    guard(None, || {
        place(out)?.write(value());
        Ok(HPKI_OK)
    })
}

/// A getter: what `value` takes out of the handle.
pub(crate) fn get<'h, H, T>(
    handle: Option<&'h H>,
    out: Option<&mut MaybeUninit<T>>,
    value: impl FnOnce(&'h H) -> T,
) -> hpki_result {
    guard(None, || {
        let (handle, out) = (there(handle)?, place(out)?);
        out.write(value(handle));
        Ok(HPKI_OK)
    })
}

/// A getter of one item of a list of the handle.
pub(crate) fn get_item<'h, H, I: 'h, T>(
    handle: Option<&'h H>,
    index: usize,
    out: Option<&mut MaybeUninit<T>>,
    list: impl FnOnce(&'h H) -> &'h [I],
    value: impl FnOnce(&'h I) -> T,
) -> hpki_result {
    guard(None, || {
        let (handle, out) = (there(handle)?, place(out)?);
        let list = list(handle);
        let wrong = || Failure::new(HPKI_ERROR_INDEX, &WRONG_INDEX, format!("{index} of {}", list.len()));
        out.write(value(list.get(index).ok_or_else(wrong)?));
        Ok(HPKI_OK)
    })
}

/// A new handle for the caller.
pub(crate) fn hand_over<T>(out: &mut MaybeUninit<*mut T>, handle: T) {
    out.write(Box::into_raw(Box::new(handle)));
}

fn null() -> Failure {
    Failure::new(HPKI_ERROR_NULL_POINTER, &NULL_POINTER, "")
}

/// The octets of a pair of arguments.
///
/// # Safety
/// `data` is NULL, or `length` octets can be read there and are not written by anybody until the call of the library
/// ends, which `'a` must not outlive.
pub(crate) unsafe fn octets<'a>(data: *const u8, length: usize) -> Result<&'a [u8], Failure> {
    if data.is_null() {
        return Err(null());
    }
    if isize::try_from(length).is_err() {
        return Err(Failure::new(HPKI_ERROR_LENGTH, &WRONG_LENGTH, length.to_string()));
    }
    // SAFETY: not NULL and no longer than objects are; the rest is the caller's promise. Octets need no alignment.
    Ok(unsafe { std::slice::from_raw_parts(data, length) })
}

/// The text of a pair of arguments.
///
/// # Safety
/// As [`octets`].
pub(crate) unsafe fn text<'a>(data: *const c_char, length: usize) -> Result<&'a str, Failure> {
    // SAFETY: the same promise.
    let octets = unsafe { octets(data.cast(), length) }?;
    std::str::from_utf8(octets).map_err(|error| {
        Failure::new(HPKI_ERROR_NOT_UTF8, &NOT_UTF8, format!("octet {}", error.valid_up_to()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_code_with_its_place_and_without_its_words() {
        let mut error = MaybeUninit::new(ptr::null_mut());
        let code = guard(Some(&mut error), || panic!("PATIENT NAME"));
        assert_eq!(code, HPKI_ERROR_INTERNAL);
        // SAFETY: guard wrote it.
        let error = unsafe { error.assume_init() };
        // SAFETY: it came from a Box.
        let error = unsafe { Box::from_raw(error) };
        let message = error.message(hpki_core::report::Language::English);
        assert!(message.contains("boundary.rs:") && !message.contains("PATIENT"), "{message}");
        assert_eq!(guard(None, || Ok(HPKI_OK)), HPKI_OK, "the next call works");
    }

    #[test]
    fn a_drop_that_panics_ends_in_free() {
        struct Bad;
        impl Drop for Bad {
            fn drop(&mut self) {
                panic!("in drop");
            }
        }
        free(Some(Box::new(Bad)));
    }

    #[test]
    fn lengths_that_no_object_has_are_refused() {
        let octet = 7_u8;
        for length in [usize::MAX, isize::MAX as usize + 1] {
            // SAFETY: refused before anything is read.
            let refused = unsafe { octets(&raw const octet, length) }.unwrap_err();
            assert_eq!(refused.code, HPKI_ERROR_LENGTH);
        }
    }
}
