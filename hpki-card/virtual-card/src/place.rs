//! Where this library lies: its description lies beside it.

use std::path::PathBuf;

/// The description: this library's file with the suffix `.json`.
pub(crate) fn description() -> Option<PathBuf> {
    library().map(|library| library.with_extension("json"))
}

#[cfg(unix)]
fn library() -> Option<PathBuf> {
    use std::ffi::{CStr, OsStr};
    use std::os::unix::ffi::OsStrExt;
    // SAFETY: all zeros is a Dl_info; dladdr reads the address of a function of ours and writes the structure.
    let (found, info) = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        (libc::dladdr(super::C_GetFunctionList as *const _, &mut info), info)
    };
    if found == 0 || info.dli_fname.is_null() {
        return None;
    }
    // SAFETY: dladdr succeeded, so this is the name of a loaded library, which stays loaded while its code runs.
    let name = unsafe { CStr::from_ptr(info.dli_fname) };
    Some(PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

#[cfg(windows)]
fn library() -> Option<PathBuf> {
    use std::ffi::{OsString, c_void};
    use std::os::windows::ffi::OsStringExt;
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
        fn GetModuleFileNameW(module: *mut c_void, name: *mut u16, size: u32) -> u32;
    }
    /// GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT.
    const FROM_ADDRESS_UNCOUNTED: u32 = 4 | 2;
    let mut module = std::ptr::null_mut();
    let address = super::C_GetFunctionList as *const c_void;
    // SAFETY: the address is one of ours; the handle is written to storage of ours.
    if unsafe { GetModuleHandleExW(FROM_ADDRESS_UNCOUNTED, address, &mut module) } == 0 {
        return None;
    }
    let mut name = [0u16; 1024];
    // SAFETY: the module is loaded, and the buffer has the size that is told.
    let length = unsafe { GetModuleFileNameW(module, name.as_mut_ptr(), name.len() as u32) } as usize;
    let name = name.get(..length).filter(|name| !name.is_empty() && name.len() < 1024)?;
    Some(PathBuf::from(OsString::from_wide(name)))
}
