//! Which library this is.

use std::mem::MaybeUninit;

use crate::boundary::write;
use crate::result::hpki_result;
use crate::value::hpki_text;

/// The number of the binary interface, which is the number in the SONAME. Programs that were built with a header of one
/// number work with every library of that number.
pub const HPKI_ABI_VERSION: u32 = 0;

/// The number of the binary interface of the library that was loaded: compare it with HPKI_ABI_VERSION of the header.
/// Cannot fail.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_abi_version() -> u32 {
    HPKI_ABI_VERSION
}

/// The version of the library, such as "0.1.0". The text lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_version(out: Option<&mut MaybeUninit<hpki_text>>) -> hpki_result {
    write(out, || hpki_text::of(env!("CARGO_PKG_VERSION")))
}
