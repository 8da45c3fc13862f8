//! Files that detached signatures refer to.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{Mutex, PoisonError};

use hpki_xades::dsig::{DetachedFile, DetachedFiles};

use crate::boundary::{ErrorPlace, Failure, free, guard, hand_over, octets, place, text, there};
use crate::error::hpki_error;
use crate::file::{self, DOCUMENT_LIMIT, Larger};
use crate::result::{HPKI_OK, hpki_result};

/// Data outside a document that its signatures refer to. A reference names the file whose name equals its URI, else the
/// only one with the same last part of the name. Nothing else is ever looked at. Calls from several threads wait for
/// each other.
pub struct hpki_detached {
    files: Mutex<Vec<DetachedFile>>,
}

impl hpki_detached {
    pub(crate) fn files(&self) -> DetachedFiles {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        DetachedFiles::new(files.clone())
    }

    /// Names and octets, in the order they were added.
    pub(crate) fn all(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().map(|file| (file.given_path.clone(), file.octets.clone())).collect()
    }
}

fn add(
    detached: Option<&hpki_detached>,
    error: ErrorPlace<'_>,
    read: impl FnOnce() -> Result<(String, Vec<u8>), Failure>,
) -> hpki_result {
    guard(error, || {
        let detached = there(detached)?;
        let (name, octets) = read()?;
        let file = DetachedFile { given_path: name, relative_path: None, octets };
        detached.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        Ok(HPKI_OK)
    })
}

/// Makes an empty set of files. Free it with hpki_detached_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_detached_new(out: Option<&mut MaybeUninit<*mut hpki_detached>>) -> hpki_result {
    guard(None, || {
        hand_over(place(out)?, hpki_detached { files: Mutex::default() });
        Ok(HPKI_OK)
    })
}

/// Frees a set of files. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_detached_free(detached: Option<Box<hpki_detached>>) {
    free(detached);
}

/// Adds a file that is in memory, under the name by which references call it: `images/1.png`. Name and octets are
/// copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_detached_add(
    detached: Option<&hpki_detached>,
    name: *const c_char,
    name_length: usize,
    data: *const u8,
    length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    add(detached, error, || {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let name = unsafe { text(name, name_length) }?;
        // SAFETY: likewise.
        let data = unsafe { octets(data, length) }?;
        Ok((name.to_owned(), data.to_vec()))
    })
}

/// Adds a file of at most 256 MiB under its path, as it is given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_detached_add_file(
    detached: Option<&hpki_detached>,
    path: *const c_char,
    path_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    add(detached, error, || {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let path = unsafe { text(path, path_length) }?;
        Ok((path.to_owned(), file::read(path, DOCUMENT_LIMIT, Larger::Refused)?))
    })
}
