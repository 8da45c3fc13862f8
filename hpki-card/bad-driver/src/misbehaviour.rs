//! The C interface: one function for each of the 21, all alike.
#![allow(non_snake_case, reason = "PKCS#11 names the functions")]
#![allow(clippy::missing_safety_doc, reason = "PKCS#11 v2.20, 11, says what is valid; this is test code")]

use std::collections::BTreeMap;
use std::ffi::{CStr, OsStr, c_void};
use std::fs;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Mutex, PoisonError};

use cryptoki_sys::*;
use libloading::Library;

use crate::script::{Act, Script};

struct Driver {
    script: Script,
    calls: BTreeMap<&'static str, u32>,
    good: *mut CK_FUNCTION_LIST,
    shift: u64,
    log: PathBuf,
}

// SAFETY: the list belongs to a library that is never unloaded, and is only read.
unsafe impl Send for Driver {}

static DRIVER: Mutex<Option<Driver>> = Mutex::new(None);

/// What to do in this call, and the good driver's functions.
fn plan(function: &'static str) -> (Option<Act>, *mut CK_FUNCTION_LIST, u64) {
    let mut driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(driver) = driver.as_mut() else { return (None, ptr::null_mut(), 0) };
    let call = driver.calls.entry(function).or_default();
    *call += 1;
    let call = *call;
    let fault = driver
        .script
        .faults
        .iter()
        .find(|fault| fault.function == function && [0, call].contains(&fault.call));
    let act = fault.map(|fault| fault.act.clone());
    match &act {
        Some(Act::Renumber(shift)) => driver.shift = *shift,
        Some(Act::Swap(other)) => {
            if let Some(list) = load(other) {
                // The first card's driver is finalized, so that the next test finds it as new.
                // SAFETY: lists that the two drivers gave.
                unsafe {
                    if let Some(finalize) = (*driver.good).C_Finalize {
                        finalize(ptr::null_mut());
                    }
                    if let Some(initialize) = (*list).C_Initialize {
                        initialize(ptr::null_mut());
                    }
                }
                driver.good = list;
            }
        }
        _ => {}
    }
    (act, driver.good, driver.shift)
}

fn log(line: &str) {
    let driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(driver) = driver.as_ref()
        && let Ok(mut file) = fs::OpenOptions::new().append(true).create(true).open(&driver.log)
    {
        let _ = writeln!(file, "{line}");
    }
}

/// Tells how often each function was called.
fn log_calls() {
    let calls = {
        let driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
        driver.as_ref().and_then(|driver| serde_json::to_string(&driver.calls).ok())
    };
    log(&format!("C_Finalize {}", calls.unwrap_or_default()));
}

/// Acts that need no knowledge of the function.
fn before(act: &Option<Act>) -> Option<CK_RV> {
    match act {
        Some(Act::Return(value)) => return Some(*value as CK_RV),
        Some(Act::Nothing) => return Some(CKR_OK),
        Some(Act::Print) => {
            // SAFETY: a constant string, and flushing every stream.
            unsafe {
                libc::puts(c"driver: hello\nhpki\x01 is what a marker begins with".as_ptr());
                libc::fflush(ptr::null_mut());
            }
        }
        // SAFETY: a signal set of our own.
        Some(Act::BlockSignals) => unsafe {
            let mut all: libc::sigset_t = std::mem::zeroed();
            libc::sigfillset(&mut all);
            libc::pthread_sigmask(libc::SIG_BLOCK, &all, ptr::null_mut());
        },
        Some(Act::Hang) => loop {
            std::thread::park();
        },
        // SAFETY: this is what a crash is; the test expects the process to end.
        Some(Act::Crash) => unsafe {
            libc::signal(libc::SIGSEGV, libc::SIG_DFL);
            libc::raise(libc::SIGSEGV);
        },
        Some(Act::Abort) => std::process::abort(),
        // SAFETY: ends the process.
        Some(Act::Exit) => unsafe { libc::exit(0) },
        _ => {}
    }
    None
}

fn after(act: &Option<Act>, value: CK_RV) -> CK_RV {
    match act {
        Some(Act::ReturnAfter(value)) => *value as CK_RV,
        _ => value,
    }
}

/// A function that hands the call on.
macro_rules! hand_on {
    ($name:ident $([$slot:ident])? ($($argument:ident: $type:ty),*) $(, $act:ident => $tamper:block)?) => {
        unsafe extern "C" fn $name($($argument: $type),*) -> CK_RV {
            let (act, good, _shift) = plan(stringify!($name));
            $(let $slot = $slot.wrapping_sub(_shift as CK_ULONG);)?
            if let Some(value) = before(&act) {
                return value;
            }
            if good.is_null() {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            }
            // SAFETY: the good driver's list, and the caller's arguments.
            let value = unsafe {
                match (*good).$name {
                    Some(function) => function($($argument),*),
                    None => CKR_FUNCTION_NOT_SUPPORTED,
                }
            };
            $(
                if value == CKR_OK && let Some($act) = &act {
                    // SAFETY: the good driver just wrote to the same places.
                    unsafe { $tamper }
                }
            )?
            after(&act, value)
        }
    };
}

/// Claims another count or length.
unsafe fn tamper_length(act: &Act, length: *mut CK_ULONG) {
    // SAFETY: the caller vouches for it.
    unsafe {
        match act {
            Act::Length(claimed) => *length = *claimed as CK_ULONG,
            Act::Shorten => *length = (*length).saturating_sub(1),
            _ => {}
        }
    }
}

fn garble(act: &Act, field: &mut [u8]) {
    if *act == Act::Garble {
        for (index, octet) in field.iter_mut().enumerate() {
            *octet = [0x83, 0x4a, 0x1b, 0xff, 0x00, 0xe2][index % 6];
        }
    }
}

hand_on!(C_GetInfo(info: *mut CK_INFO), act => {
    garble(act, &mut (*info).manufacturerID);
    garble(act, &mut (*info).libraryDescription);
});
hand_on!(C_GetMechanismList [slot] (slot: CK_SLOT_ID, list: *mut CK_MECHANISM_TYPE, count: *mut CK_ULONG), act => {
    tamper_length(act, count);
});
hand_on!(C_GetMechanismInfo [slot] (slot: CK_SLOT_ID, kind: CK_MECHANISM_TYPE, info: *mut CK_MECHANISM_INFO), act => {
    if let Act::Length(bits) = act { (*info).ulMaxKeySize = *bits as CK_ULONG; }
});
hand_on!(C_OpenSession [slot] (slot: CK_SLOT_ID, flags: CK_FLAGS, application: *mut c_void, notify: CK_NOTIFY,
    session: *mut CK_SESSION_HANDLE), act => {
    tamper_length(act, session);
    if *act == Act::Flip { *session ^= 0x40; }
});
hand_on!(C_CloseSession(session: CK_SESSION_HANDLE));
hand_on!(C_CloseAllSessions [slot] (slot: CK_SLOT_ID));
hand_on!(C_GetSessionInfo(session: CK_SESSION_HANDLE, info: *mut CK_SESSION_INFO), act => {
    if let Act::Length(state) = act { (*info).state = *state as CK_ULONG; }
});
hand_on!(C_Logout(session: CK_SESSION_HANDLE));
hand_on!(C_FindObjectsInit(session: CK_SESSION_HANDLE, template: *mut CK_ATTRIBUTE, count: CK_ULONG));
hand_on!(C_FindObjects(session: CK_SESSION_HANDLE, objects: *mut CK_OBJECT_HANDLE, room: CK_ULONG,
    count: *mut CK_ULONG), act => {
    tamper_length(act, count);
    if *act == Act::Flip && *count > 0 { *objects ^= 1; }
});
hand_on!(C_FindObjectsFinal(session: CK_SESSION_HANDLE));
hand_on!(C_GetAttributeValue(session: CK_SESSION_HANDLE, object: CK_OBJECT_HANDLE, template: *mut CK_ATTRIBUTE,
    count: CK_ULONG), act => {
    let mut length = (*template).ulValueLen;
    tamper_length(act, &mut length);
    (*template).ulValueLen = length;
    let value: *mut u8 = (*template).pValue.cast();
    if *act == Act::Flip && !value.is_null() { *value.add(length as usize / 2) ^= 1; }
    if *act == Act::NullMember { (*template).pValue = ptr::null_mut(); }
});
hand_on!(C_SignInit(session: CK_SESSION_HANDLE, mechanism: *mut CK_MECHANISM, key: CK_OBJECT_HANDLE));
hand_on!(C_Sign(session: CK_SESSION_HANDLE, data: *mut CK_BYTE, data_length: CK_ULONG, signature: *mut CK_BYTE,
    length: *mut CK_ULONG), act => {
    tamper_length(act, length);
    if *act == Act::Flip && !signature.is_null() { *signature.add(100) ^= 1; }
});

unsafe extern "C" fn C_Initialize(arguments: *mut c_void) -> CK_RV {
    let (act, good, _) = plan("C_Initialize");
    if let Some(value) = before(&act) {
        return value;
    }
    // SAFETY: the good driver's list.
    let value = unsafe {
        good.as_ref().and_then(|list| list.C_Initialize).map_or(CKR_GENERAL_ERROR, |f| f(arguments))
    };
    after(&act, value)
}

unsafe extern "C" fn C_Finalize(reserved: *mut c_void) -> CK_RV {
    let (act, good, _) = plan("C_Finalize");
    log_calls();
    // The good driver is always finalized, so that the next test can begin.
    // SAFETY: the good driver's list.
    let value =
        unsafe { good.as_ref().and_then(|list| list.C_Finalize).map_or(CKR_GENERAL_ERROR, |f| f(reserved)) };
    before(&act).unwrap_or_else(|| after(&act, value))
}

unsafe extern "C" fn C_Login(
    session: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    pin: *mut CK_UTF8CHAR,
    length: CK_ULONG,
) -> CK_RV {
    log("C_Login");
    let (act, good, _) = plan("C_Login");
    if let Some(value) = before(&act) {
        return value;
    }
    // SAFETY: the good driver's list, and the caller's arguments.
    let value = unsafe {
        good.as_ref()
            .and_then(|list| list.C_Login)
            .map_or(CKR_GENERAL_ERROR, |f| f(session, user, pin, length))
    };
    after(&act, value)
}

unsafe extern "C" fn C_GetSlotList(present: CK_BBOOL, list: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    let (act, good, shift) = plan("C_GetSlotList");
    if let Some(value) = before(&act) {
        return value;
    }
    // SAFETY: the good driver's list, and the caller's arguments.
    let value = unsafe {
        good.as_ref()
            .and_then(|driver| driver.C_GetSlotList)
            .map_or(CKR_GENERAL_ERROR, |f| f(present, list, count))
    };
    if value == CKR_OK {
        // SAFETY: the good driver wrote `*count` slots, if there is a list.
        unsafe {
            if !list.is_null() {
                for index in 0..*count as usize {
                    *list.add(index) += shift as CK_ULONG;
                }
            }
            if let Some(act) = &act {
                tamper_length(act, count);
            }
        }
    }
    after(&act, value)
}

hand_on!(C_GetSlotInfo [slot] (slot: CK_SLOT_ID, info: *mut CK_SLOT_INFO), act => {
    garble(act, &mut (*info).slotDescription);
});
hand_on!(C_GetTokenInfo [slot] (slot: CK_SLOT_ID, info: *mut CK_TOKEN_INFO), act => {
    garble(act, &mut (*info).label);
    garble(act, &mut (*info).serialNumber);
    if let Act::Length(flags) = act {
        (*info).flags = *flags as CK_FLAGS;
    }
});

/// Loads a good driver and asks for its functions.
fn load(path: &Path) -> Option<*mut CK_FUNCTION_LIST> {
    // SAFETY: a driver that the test names, with the function every driver has.
    unsafe {
        let library = ManuallyDrop::new(Library::new(path).ok()?);
        let get = library
            .get::<unsafe extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> CK_RV>(b"C_GetFunctionList")
            .ok()?;
        let mut list = ptr::null_mut();
        (get(&mut list) == CKR_OK).then_some(list)
    }
}

/// Where this library lies.
fn place() -> Option<PathBuf> {
    // SAFETY: dladdr reads an address of ours and writes a structure of ours.
    unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        let found = libc::dladdr(C_GetFunctionList as *const c_void, &mut info);
        (found != 0).then(|| PathBuf::from(OsStr::from_bytes(CStr::from_ptr(info.dli_fname).to_bytes())))
    }
}

/// Reads the script and begins anew.
fn begin() -> Option<()> {
    let place = place()?;
    let script: Script = serde_json::from_slice(&fs::read(place.with_extension("json")).ok()?).ok()?;
    let good = load(&script.driver)?;
    let driver = Driver { script, calls: BTreeMap::new(), good, shift: 0, log: place.with_extension("log") };
    *DRIVER.lock().unwrap_or_else(PoisonError::into_inner) = Some(driver);
    Some(())
}

/// The entry point.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn C_GetFunctionList(list: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
    if begin().is_none() {
        return CKR_GENERAL_ERROR;
    }
    let (act, ..) = plan("C_GetFunctionList");
    if let Some(value) = before(&act) {
        return value;
    }
    let mut functions = FUNCTIONS;
    match &act {
        Some(Act::NullList) => {
            // SAFETY: the caller's place for a pointer.
            unsafe { *list = ptr::null_mut() };
            return CKR_OK;
        }
        Some(Act::Length(misaligned)) => {
            // SAFETY: the caller's place for a pointer.
            unsafe { *list = ptr::without_provenance_mut(*misaligned as usize) };
            return CKR_OK;
        }
        Some(Act::Version(major)) => functions.version.major = *major,
        _ => {}
    }
    null_members(&mut functions);
    // A new list each time, never freed: an earlier caller may still have the old one.
    // SAFETY: the caller's place for a pointer.
    unsafe { *list = Box::leak(Box::new(functions)) };
    after(&act, CKR_OK)
}

/// Removes the functions that the script wants missing.
fn null_members(functions: &mut CK_FUNCTION_LIST) {
    let driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(driver) = driver.as_ref() else { return };
    let missing = driver.script.faults.iter().filter(|fault| fault.act == Act::NullMember);
    for fault in missing {
        macro_rules! remove {
            ($($name:ident)*) => {
                match fault.function.as_str() {
                    $(stringify!($name) => functions.$name = None,)*
                    _ => {}
                }
            };
        }
        remove!(C_Initialize C_Finalize C_GetInfo C_GetSlotList C_GetSlotInfo C_GetTokenInfo C_GetMechanismList
            C_GetMechanismInfo C_OpenSession C_CloseSession C_CloseAllSessions C_GetSessionInfo C_Login C_Logout
            C_FindObjectsInit C_FindObjects C_FindObjectsFinal C_GetAttributeValue C_SignInit C_Sign);
    }
}

static FUNCTIONS: CK_FUNCTION_LIST = CK_FUNCTION_LIST {
    version: CK_VERSION { major: 2, minor: 20 },
    C_Initialize: Some(C_Initialize),
    C_Finalize: Some(C_Finalize),
    C_GetInfo: Some(C_GetInfo),
    C_GetFunctionList: Some(C_GetFunctionList),
    C_GetSlotList: Some(C_GetSlotList),
    C_GetSlotInfo: Some(C_GetSlotInfo),
    C_GetTokenInfo: Some(C_GetTokenInfo),
    C_GetMechanismList: Some(C_GetMechanismList),
    C_GetMechanismInfo: Some(C_GetMechanismInfo),
    C_OpenSession: Some(C_OpenSession),
    C_CloseSession: Some(C_CloseSession),
    C_CloseAllSessions: Some(C_CloseAllSessions),
    C_GetSessionInfo: Some(C_GetSessionInfo),
    C_Login: Some(C_Login),
    C_Logout: Some(C_Logout),
    C_FindObjectsInit: Some(C_FindObjectsInit),
    C_FindObjects: Some(C_FindObjects),
    C_FindObjectsFinal: Some(C_FindObjectsFinal),
    C_GetAttributeValue: Some(C_GetAttributeValue),
    C_SignInit: Some(C_SignInit),
    C_Sign: Some(C_Sign),
    C_InitToken: None,
    C_InitPIN: None,
    C_SetPIN: None,
    C_GetOperationState: None,
    C_SetOperationState: None,
    C_CreateObject: None,
    C_CopyObject: None,
    C_DestroyObject: None,
    C_GetObjectSize: None,
    C_SetAttributeValue: None,
    C_EncryptInit: None,
    C_Encrypt: None,
    C_EncryptUpdate: None,
    C_EncryptFinal: None,
    C_DecryptInit: None,
    C_Decrypt: None,
    C_DecryptUpdate: None,
    C_DecryptFinal: None,
    C_DigestInit: None,
    C_Digest: None,
    C_DigestUpdate: None,
    C_DigestKey: None,
    C_DigestFinal: None,
    C_SignUpdate: None,
    C_SignFinal: None,
    C_SignRecoverInit: None,
    C_SignRecover: None,
    C_VerifyInit: None,
    C_Verify: None,
    C_VerifyUpdate: None,
    C_VerifyFinal: None,
    C_VerifyRecoverInit: None,
    C_VerifyRecover: None,
    C_DigestEncryptUpdate: None,
    C_DecryptDigestUpdate: None,
    C_SignEncryptUpdate: None,
    C_DecryptVerifyUpdate: None,
    C_GenerateKey: None,
    C_GenerateKeyPair: None,
    C_WrapKey: None,
    C_UnwrapKey: None,
    C_DeriveKey: None,
    C_SeedRandom: None,
    C_GenerateRandom: None,
    C_GetFunctionStatus: None,
    C_CancelFunction: None,
    C_WaitForSlotEvent: None,
};
