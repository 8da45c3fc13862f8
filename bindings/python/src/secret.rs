//! PINs and passphrases: copied into memory that is erased; a `bytearray` is overwritten at once.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PySlice};
use zeroize::Zeroizing;

/// A secret in memory of ours.
pub(crate) type Secret = Zeroizing<Vec<u8>>;

/// Takes a passphrase: a `bytearray`, which is overwritten, `bytes`, which cannot be, or a callable that gives one of them.
pub(crate) fn passphrase(given: &Bound<'_, PyAny>) -> PyResult<Secret> {
    let asked = if given.is_callable() { Some(given.call0()?) } else { None };
    let given = asked.as_ref().unwrap_or(given);
    if let Ok(octets) = given.cast::<PyBytes>() {
        return Ok(Zeroizing::new(octets.as_bytes().to_vec()));
    }
    taken(given)
        .ok_or_else(|| wrong("passphrase", "a bytearray, bytes, or a callable that gives one", given))?
}

/// Takes a PIN: a `bytearray` alone, so that no copy of it stays behind in an object that nothing can erase.
pub(crate) fn pin(given: &Bound<'_, PyAny>) -> PyResult<Secret> {
    let wanted = "a bytearray, such as bytearray(getpass.getpass(\"PIN: \"), \"ascii\")";
    taken(given).ok_or_else(|| wrong("pin", wanted, given))?
}

/// What a `bytearray` holds. It holds zeros then.
fn taken(given: &Bound<'_, PyAny>) -> Option<PyResult<Secret>> {
    let array = given.cast::<PyByteArray>().ok()?;
    let secret = Zeroizing::new(array.to_vec());
    let zeros = PyByteArray::new(given.py(), &vec![0; secret.len()]);
    // Of the same length: it stays where it is and is written over.
    Some(array.set_item(PySlice::full(given.py()), zeros).map(|()| secret))
}

/// The type is named, never the value.
fn wrong(name: &str, wanted: &str, given: &Bound<'_, PyAny>) -> PyErr {
    let found = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    PyTypeError::new_err(format!("{name} must be {wanted}, not {found}"))
}
