//! A virtual HPKI card: a PKCS#11 driver that behaves as strictly as the guideline for HPKI cards (JAHIS 24-002, 5.2.2)
//! lets a driver behave. The 21 functions it names are there, all other members of the list are NULL.
//!
//! Beside the library lies its description (`hpki_card::virtual_card`): a file with the library's name and the suffix
//! `.json`. This file has the C interface and all unsafe code; `card` is the card.
#![allow(
    non_snake_case,
    reason = "the library is named as drivers of vendors are, and its functions as PKCS#11 says"
)]

mod card;
mod place;

use std::ptr;
use std::slice;
use std::sync::{Mutex, MutexGuard, PoisonError};

use card::{Attribute, Card, Session};
use cryptoki_sys::*;

static DRIVER: Mutex<Option<Card>> = Mutex::new(None);

type Result<T> = std::result::Result<T, CK_RV>;

fn driver() -> MutexGuard<'static, Option<Card>> {
    DRIVER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `action` on the initialised card.
fn with_card(action: impl FnOnce(&mut Card) -> Result<()>) -> CK_RV {
    let mut driver = driver();
    let result = driver.as_mut().ok_or(CKR_CRYPTOKI_NOT_INITIALIZED).and_then(action);
    result.err().unwrap_or(CKR_OK)
}

fn with_session(session: CK_SESSION_HANDLE, action: impl FnOnce(Session<'_>) -> Result<()>) -> CK_RV {
    with_card(|card| action(card.session(session)?))
}

/// Writes through a pointer that the caller gave.
///
/// # Safety
/// `place` is NULL or valid for writing a `T`.
unsafe fn write<T>(place: *mut T, value: T) -> Result<()> {
    if place.is_null() {
        return Err(CKR_ARGUMENTS_BAD);
    }
    // SAFETY: not NULL; the caller vouches for the rest. Structures may be packed.
    unsafe { place.write_unaligned(value) };
    Ok(())
}

/// The octets that the caller gave.
///
/// # Safety
/// `octets` is NULL or valid for reading `length` octets.
unsafe fn read<'a>(octets: *const u8, length: CK_ULONG) -> Result<&'a [u8]> {
    if octets.is_null() {
        return if length == 0 { Ok(&[]) } else { Err(CKR_ARGUMENTS_BAD) };
    }
    // SAFETY: not NULL; the caller vouches for the rest.
    Ok(unsafe { slice::from_raw_parts(octets, length as usize) })
}

/// Gives a list the way PKCS#11 does: the count alone when `list` is NULL, else as much as there is room for.
///
/// # Safety
/// `count` is valid for reading and writing, `list` NULL or valid for writing `*count` items.
unsafe fn give<T: Copy>(items: &[T], list: *mut T, count: *mut CK_ULONG) -> Result<()> {
    if count.is_null() {
        return Err(CKR_ARGUMENTS_BAD);
    }
    // SAFETY: not NULL, and the caller vouches for it.
    let room = unsafe { count.read_unaligned() } as usize;
    // SAFETY: as above.
    unsafe { count.write_unaligned(items.len() as CK_ULONG) };
    if list.is_null() {
        return Ok(());
    }
    if room < items.len() {
        return Err(CKR_BUFFER_TOO_SMALL);
    }
    // SAFETY: there is room for `items.len()` items, and ours cannot overlap the caller's.
    unsafe { ptr::copy_nonoverlapping(items.as_ptr(), list, items.len()) };
    Ok(())
}

/// The entry point of every PKCS#11 driver.
///
/// # Safety
/// As PKCS#11 v2.20, 11, says: every pointer is NULL where it may be, or valid for what the function does with it. The
/// same holds for all functions of the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
    // SAFETY: see above. The list is never written through: PKCS#11 forgot the const.
    unsafe { write(list, ptr::from_ref(&FUNCTIONS).cast_mut()) }.err().unwrap_or(CKR_OK)
}

unsafe extern "C" fn initialize(arguments: *mut std::ffi::c_void) -> CK_RV {
    if !arguments.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    let mut driver = driver();
    if driver.is_some() {
        return CKR_CRYPTOKI_ALREADY_INITIALIZED;
    }
    match place::description().ok_or(CKR_GENERAL_ERROR).and_then(|path| Card::load(&path)) {
        Ok(card) => {
            *driver = Some(card);
            CKR_OK
        }
        Err(value) => value,
    }
}

unsafe extern "C" fn finalize(reserved: *mut std::ffi::c_void) -> CK_RV {
    if !reserved.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    driver().take().map_or(CKR_CRYPTOKI_NOT_INITIALIZED, |_| CKR_OK)
}

unsafe extern "C" fn get_info(info: *mut CK_INFO) -> CK_RV {
    // SAFETY: as for `C_GetFunctionList`; so everywhere below.
    with_card(|card| unsafe { write(info, card.info()) })
}

unsafe extern "C" fn get_slot_list(_: CK_BBOOL, list: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    // SAFETY: see above.
    with_card(|card| unsafe { give(card.slots(), list, count) })
}

unsafe extern "C" fn get_slot_info(slot: CK_SLOT_ID, info: *mut CK_SLOT_INFO) -> CK_RV {
    // SAFETY: see above.
    with_card(|card| unsafe { write(info, card.slot_info(slot)?) })
}

unsafe extern "C" fn get_token_info(slot: CK_SLOT_ID, info: *mut CK_TOKEN_INFO) -> CK_RV {
    // SAFETY: see above.
    with_card(|card| unsafe { write(info, card.token_info(slot)?) })
}

unsafe extern "C" fn get_mechanism_list(
    slot: CK_SLOT_ID,
    list: *mut CK_MECHANISM_TYPE,
    count: *mut CK_ULONG,
) -> CK_RV {
    with_card(|card| {
        card.check_slot(slot)?;
        // SAFETY: see above.
        unsafe { give(&[CKM_RSA_PKCS], list, count) }
    })
}

unsafe extern "C" fn get_mechanism_info(
    slot: CK_SLOT_ID,
    mechanism: CK_MECHANISM_TYPE,
    info: *mut CK_MECHANISM_INFO,
) -> CK_RV {
    // SAFETY: see above.
    with_card(|card| unsafe { write(info, card.mechanism_info(slot, mechanism)?) })
}

unsafe extern "C" fn open_session(
    slot: CK_SLOT_ID,
    flags: CK_FLAGS,
    application: *mut std::ffi::c_void,
    notify: CK_NOTIFY,
    session: *mut CK_SESSION_HANDLE,
) -> CK_RV {
    if !application.is_null() || notify.is_some() || session.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    // SAFETY: see above.
    with_card(|card| unsafe { write(session, card.open_session(slot, flags)?) })
}

unsafe extern "C" fn close_session(session: CK_SESSION_HANDLE) -> CK_RV {
    with_card(|card| card.close_session(session))
}

unsafe extern "C" fn close_all_sessions(slot: CK_SLOT_ID) -> CK_RV {
    with_card(|card| card.close_all_sessions(slot))
}

unsafe extern "C" fn get_session_info(session: CK_SESSION_HANDLE, info: *mut CK_SESSION_INFO) -> CK_RV {
    // SAFETY: see above.
    with_session(session, |session| unsafe { write(info, session.info()) })
}

unsafe extern "C" fn login(
    session: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    pin: *mut CK_UTF8CHAR,
    length: CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        // SAFETY: see above.
        let pin = unsafe { read(pin, length) }?;
        session.login(user, pin)
    })
}

unsafe extern "C" fn logout(session: CK_SESSION_HANDLE) -> CK_RV {
    with_session(session, |session| session.logout())
}

unsafe extern "C" fn find_objects_init(
    session: CK_SESSION_HANDLE,
    template: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        if template.is_null() && count > 0 {
            return Err(CKR_ARGUMENTS_BAD);
        }
        let mut criteria = Vec::new();
        for index in 0..count as usize {
            // SAFETY: see above: the template has `count` attributes.
            let attribute = unsafe { template.add(index).read_unaligned() };
            // SAFETY: and each has a value of the length it says.
            let value = unsafe { read(attribute.pValue.cast(), attribute.ulValueLen) }?;
            criteria.push((attribute.type_, value.to_vec()));
        }
        session.find_init(criteria)
    })
}

unsafe extern "C" fn find_objects(
    session: CK_SESSION_HANDLE,
    objects: *mut CK_OBJECT_HANDLE,
    room: CK_ULONG,
    count: *mut CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        if objects.is_null() || count.is_null() {
            return Err(CKR_ARGUMENTS_BAD);
        }
        let found = session.find(room as usize)?;
        let mut length = room;
        // SAFETY: see above: there is room for `room` handles, and `found` has no more.
        unsafe { give(&found, objects, &mut length) }?;
        // SAFETY: see above.
        unsafe { write(count, length) }
    })
}

unsafe extern "C" fn find_objects_final(session: CK_SESSION_HANDLE) -> CK_RV {
    with_session(session, |session| session.find_final())
}

unsafe extern "C" fn get_attribute_value(
    session: CK_SESSION_HANDLE,
    object: CK_OBJECT_HANDLE,
    template: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        if template.is_null() {
            return Err(CKR_ARGUMENTS_BAD);
        }
        let mut result = Ok(());
        for index in 0..count as usize {
            // SAFETY: see above: the template has `count` attributes.
            let place = unsafe { template.add(index) };
            // SAFETY: as above.
            let mut attribute = unsafe { place.read_unaligned() };
            match session.attribute(object, attribute.type_)? {
                Attribute::Value(value) => {
                    // SAFETY: see above: pValue is NULL or has ulValueLen octets.
                    let given = unsafe {
                        give(&value, attribute.pValue.cast(), ptr::addr_of_mut!(attribute.ulValueLen))
                    };
                    if given.is_err() {
                        attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
                    }
                    result = result.and(given);
                }
                Attribute::Sensitive => {
                    attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
                    result = result.and(Err(CKR_ATTRIBUTE_SENSITIVE));
                }
                Attribute::Unknown => {
                    attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
                    result = result.and(Err(CKR_ATTRIBUTE_TYPE_INVALID));
                }
            }
            // SAFETY: as above.
            unsafe { place.write_unaligned(attribute) };
        }
        result
    })
}

unsafe extern "C" fn sign_init(
    session: CK_SESSION_HANDLE,
    mechanism: *mut CK_MECHANISM,
    key: CK_OBJECT_HANDLE,
) -> CK_RV {
    with_session(session, |session| {
        if mechanism.is_null() {
            return Err(CKR_ARGUMENTS_BAD);
        }
        // SAFETY: see above.
        let mechanism = unsafe { mechanism.read_unaligned() };
        if !mechanism.pParameter.is_null() || mechanism.ulParameterLen != 0 {
            return Err(CKR_MECHANISM_PARAM_INVALID);
        }
        session.sign_init(mechanism.mechanism, key)
    })
}

unsafe extern "C" fn sign(
    session: CK_SESSION_HANDLE,
    data: *mut CK_BYTE,
    data_length: CK_ULONG,
    signature: *mut CK_BYTE,
    signature_length: *mut CK_ULONG,
) -> CK_RV {
    with_session(session, |session| {
        if signature_length.is_null() {
            return Err(CKR_ARGUMENTS_BAD);
        }
        // SAFETY: see above.
        let data = unsafe { read(data, data_length) }?;
        // SAFETY: see above.
        let room = unsafe { signature_length.read_unaligned() };
        let room = (!signature.is_null()).then_some(room as usize);
        let value = session.sign(data, room);
        let (length, octets) = value?;
        // SAFETY: see above: not NULL.
        unsafe { signature_length.write_unaligned(length as CK_ULONG) };
        match octets {
            None if signature.is_null() => Ok(()),
            None => Err(CKR_BUFFER_TOO_SMALL),
            Some(octets) => {
                let mut length = length as CK_ULONG;
                // SAFETY: `Session::sign` gives octets only when there is room for them.
                unsafe { give(&octets, signature, &mut length) }
            }
        }
    })
}

static FUNCTIONS: CK_FUNCTION_LIST = CK_FUNCTION_LIST {
    version: CK_VERSION { major: 2, minor: 20 },
    C_Initialize: Some(initialize),
    C_Finalize: Some(finalize),
    C_GetInfo: Some(get_info),
    C_GetFunctionList: Some(C_GetFunctionList),
    C_GetSlotList: Some(get_slot_list),
    C_GetSlotInfo: Some(get_slot_info),
    C_GetTokenInfo: Some(get_token_info),
    C_GetMechanismList: Some(get_mechanism_list),
    C_GetMechanismInfo: Some(get_mechanism_info),
    C_OpenSession: Some(open_session),
    C_CloseSession: Some(close_session),
    C_CloseAllSessions: Some(close_all_sessions),
    C_GetSessionInfo: Some(get_session_info),
    C_Login: Some(login),
    C_Logout: Some(logout),
    C_FindObjectsInit: Some(find_objects_init),
    C_FindObjects: Some(find_objects),
    C_FindObjectsFinal: Some(find_objects_final),
    C_GetAttributeValue: Some(get_attribute_value),
    C_SignInit: Some(sign_init),
    C_Sign: Some(sign),
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
