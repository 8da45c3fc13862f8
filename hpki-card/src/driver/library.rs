//! A loaded PKCS#11 library: the only file with unsafe code of this crate.
//!
//! What is checked here, so that nothing above needs to trust the driver: every pointer it gives, every length and
//! count against the room there was and against what can be, that a function is there before it is called. What cannot
//! be checked in one process (a driver that writes where it may not, hangs, or ends the process) is why drivers live in
//! a process of their own (`process`).
//!
//! Layout: `cryptoki-sys` declares the structures, on Windows packed to one octet (PKCS#11 v2.20, "Windows") and with a
//! 32-bit `CK_ULONG`, elsewhere with the platform's alignment. Fields are copied out, never borrowed, since references
//! into packed structures are undefined. The calling convention is C's (`__cdecl` on 32-bit Windows).
//!
//! The library is never unloaded: drivers leave threads behind that would run in memory that is gone.
#![allow(unsafe_code)]

use std::mem::ManuallyDrop;
use std::path::Path;
use std::ptr;

use cryptoki_sys::*;
use libloading::Library;
use zeroize::Zeroize;

use super::error::{CallError, Nonsense, NotADriver};
use super::record::{
    Criterion, DriverInfo, ObjectClass, ObjectHandle, PaddedText, PinState, SessionHandle, SessionState,
    SlotId, SlotInfo, TokenInfo, Version,
};
use super::request::{Function, Presence, Reply, Request, Secret};
use super::return_value::ReturnValue;

/// Most slots. Windows knows 10 readers, PC/SC lite 16.
const MAX_SLOTS: CK_ULONG = 256;
/// Most mechanisms; SoftHSM has about 80, an HPKI driver one.
const MAX_MECHANISMS: CK_ULONG = 4096;
/// Most objects that fit one search; a card holds five.
const MAX_OBJECTS: usize = 256;
/// Objects asked for at a time.
const OBJECTS_PER_CALL: usize = 16;
/// Longest value of an attribute: certificates have one to three thousand octets.
const MAX_VALUE: CK_ULONG = 64 * 1024;
/// Longest signature: RSA of 8192 bits.
const MAX_SIGNATURE: CK_ULONG = 1024;
/// How often a list that grows between asking for its length and reading it is asked for again.
const LIST_ATTEMPTS: usize = 3;

/// A driver in this process, initialised.
pub(crate) struct LoadedDriver {
    functions: *mut CK_FUNCTION_LIST,
    initialised: Initialised,
    slots_used: Vec<CK_SLOT_ID>,
    _library: ManuallyDrop<Library>,
}

// SAFETY: the list of functions lives in the library, which is never unloaded, and is only read. A driver need not
// stand calls from two threads at once, which `&mut self` rules out; PKCS#11 has no notion of an owning thread.
unsafe impl Send for LoadedDriver {}

/// Who called `C_Initialize`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Initialised {
    ByUs,
    /// Another part of this process: then it is theirs to finalize.
    ByOthers,
}

/// Calls a function of the list, if it is there, and turns what it returns into a result.
macro_rules! call {
    ($driver:expr, $member:ident, $function:ident $(, $argument:expr)*) => {{
        // SAFETY: `functions` was checked when it was made. The member is copied out of a structure that may be packed.
        let member = unsafe { ptr::addr_of!((*$driver.functions).$member).read_unaligned() };
        let function = member.ok_or(CallError::Missing { function: Function::$function })?;
        // SAFETY: the arguments are of the types that PKCS#11 declares; every pointer among them is to storage of at
        // least the size that is told, which lives until the function returns.
        let value = unsafe { function($($argument),*) };
        returned(Function::$function, value)
    }};
}

fn returned(function: Function, value: CK_RV) -> Result<(), CallError> {
    match ReturnValue(wide(value)) {
        ReturnValue::OK => Ok(()),
        value => Err(CallError::Returned { function, value }),
    }
}

impl LoadedDriver {
    /// Loads the library, asks for its functions and initialises it.
    pub(crate) fn open(path: &Path) -> Result<LoadedDriver, CallError> {
        // SAFETY: loading runs the library's initialisers. That is what loading a driver means; the caller chose it.
        let library = unsafe { Library::new(path) };
        let library = library.map_err(|error| CallError::NotLoaded { reason: reason(&error) })?;
        let library = ManuallyDrop::new(library);
        let functions = function_list(&library)?;
        let mut driver = LoadedDriver {
            functions,
            initialised: Initialised::ByOthers,
            slots_used: Vec::new(),
            _library: library,
        };
        driver.initialise()?;
        Ok(driver)
    }

    /// The guideline's NULL first. Some drivers for several threads refuse it; they get locking by the operating
    /// system, which costs a strict driver nothing since it never sees it.
    fn initialise(&mut self) -> Result<(), CallError> {
        let result = match call!(self, C_Initialize, Initialize, ptr::null_mut()) {
            Err(CallError::Returned { value, .. }) if wants_arguments(value) => {
                let mut arguments = CK_C_INITIALIZE_ARGS { flags: CKF_OS_LOCKING_OK, ..Default::default() };
                call!(self, C_Initialize, Initialize, ptr::addr_of_mut!(arguments).cast())
            }
            result => result,
        };
        match result {
            Ok(()) => self.initialised = Initialised::ByUs,
            Err(CallError::Returned { value: ReturnValue::CRYPTOKI_ALREADY_INITIALIZED, .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Does what is asked.
    pub(crate) fn call(&mut self, request: Request) -> Result<Reply, CallError> {
        match request {
            Request::Open => Ok(Reply::Done),
            Request::Info => self.info().map(Reply::Info),
            Request::Slots(presence) => self.slots(presence).map(Reply::Slots),
            Request::SlotInfo(slot) => self.slot_info(slot).map(Reply::SlotInfo),
            Request::TokenInfo(slot) => self.token_info(slot).map(Reply::TokenInfo),
            Request::RsaKeyBits(slot) => self.rsa_key_bits(slot).map(Reply::RsaKeyBits),
            Request::OpenSession(slot) => self.open_session(slot).map(Reply::Session),
            Request::CloseSession(session) => self.close_session(session).map(|()| Reply::Done),
            Request::SessionState(session) => self.session_state(session).map(Reply::SessionState),
            Request::Login(session, pin) => self.login(session, pin).map(|()| Reply::Done),
            Request::Logout(session) => self.logout(session).map(|()| Reply::Done),
            Request::Find(session, criteria) => self.find(session, &criteria).map(Reply::Objects),
            Request::Value(session, object) => self.value(session, object).map(Reply::Value),
            Request::Sign { session, key, digest_info, length } => {
                self.sign(session, key, digest_info, length).map(Reply::Signature)
            }
            Request::Close => self.close().map(|()| Reply::Done),
        }
    }

    fn info(&mut self) -> Result<DriverInfo, CallError> {
        let mut info = CK_INFO::default();
        call!(self, C_GetInfo, GetInfo, &mut info)?;
        Ok(DriverInfo {
            cryptoki_version: version(info.cryptokiVersion),
            manufacturer: PaddedText::from_field(&info.manufacturerID),
            description: PaddedText::from_field(&info.libraryDescription),
            version: version(info.libraryVersion),
        })
    }

    fn slots(&mut self, presence: Presence) -> Result<Vec<SlotId>, CallError> {
        let present = if presence == Presence::WithCard { CK_TRUE } else { CK_FALSE };
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut count = 0;
            call!(self, C_GetSlotList, GetSlotList, present, ptr::null_mut(), &mut count)?;
            within_count(Function::GetSlotList, count, MAX_SLOTS)?;
            if count == 0 {
                return Ok(Vec::new());
            }
            let mut slots: Vec<CK_SLOT_ID> = vec![0; as_usize(count)];
            let room = count;
            match call!(self, C_GetSlotList, GetSlotList, present, slots.as_mut_ptr(), &mut count) {
                Err(CallError::Returned { value: ReturnValue::BUFFER_TOO_SMALL, .. })
                    if attempt < LIST_ATTEMPTS =>
                {
                    continue;
                }
                result => result?,
            }
            within_count(Function::GetSlotList, count, room)?;
            slots.truncate(as_usize(count));
            return Ok(slots.into_iter().map(|slot| SlotId(wide(slot))).collect());
        }
    }

    fn slot_info(&mut self, slot: SlotId) -> Result<SlotInfo, CallError> {
        let slot = narrow(Function::GetSlotInfo, slot.0)?;
        let mut info = CK_SLOT_INFO::default();
        call!(self, C_GetSlotInfo, GetSlotInfo, slot, &mut info)?;
        Ok(SlotInfo {
            description: PaddedText::from_field(&info.slotDescription),
            manufacturer: PaddedText::from_field(&info.manufacturerID),
            flags: wide(info.flags),
        })
    }

    fn token_info(&mut self, slot: SlotId) -> Result<TokenInfo, CallError> {
        let slot = narrow(Function::GetTokenInfo, slot.0)?;
        let mut info = CK_TOKEN_INFO::default();
        call!(self, C_GetTokenInfo, GetTokenInfo, slot, &mut info)?;
        Ok(TokenInfo {
            label: PaddedText::from_field(&info.label),
            manufacturer: PaddedText::from_field(&info.manufacturerID),
            model: PaddedText::from_field(&info.model),
            serial_number: PaddedText::from_field(&info.serialNumber),
            min_pin_length: wide(info.ulMinPinLen),
            max_pin_length: wide(info.ulMaxPinLen),
            pin_state: pin_state(info.flags),
        })
    }

    fn rsa_key_bits(&mut self, slot: SlotId) -> Result<Option<(u64, u64)>, CallError> {
        let slot = narrow(Function::GetMechanismList, slot.0)?;
        let mut count = 0;
        call!(self, C_GetMechanismList, GetMechanismList, slot, ptr::null_mut(), &mut count)?;
        within_count(Function::GetMechanismList, count, MAX_MECHANISMS)?;
        let mut mechanisms: Vec<CK_MECHANISM_TYPE> = vec![0; as_usize(count)];
        let room = count;
        call!(self, C_GetMechanismList, GetMechanismList, slot, mechanisms.as_mut_ptr(), &mut count)?;
        within_count(Function::GetMechanismList, count, room)?;
        mechanisms.truncate(as_usize(count));
        if !mechanisms.contains(&CKM_RSA_PKCS) {
            return Ok(None);
        }
        let mut info = CK_MECHANISM_INFO::default();
        call!(self, C_GetMechanismInfo, GetMechanismInfo, slot, CKM_RSA_PKCS, &mut info)?;
        Ok(Some((wide(info.ulMinKeySize), wide(info.ulMaxKeySize))))
    }

    fn open_session(&mut self, slot: SlotId) -> Result<SessionHandle, CallError> {
        let slot = narrow(Function::OpenSession, slot.0)?;
        let mut session = CK_INVALID_HANDLE;
        let flags = CKF_SERIAL_SESSION;
        call!(self, C_OpenSession, OpenSession, slot, flags, ptr::null_mut(), None, &mut session)?;
        if !self.slots_used.contains(&slot) {
            self.slots_used.push(slot);
        }
        match session {
            CK_INVALID_HANDLE => {
                Err(CallError::Nonsense { function: Function::OpenSession, what: Nonsense::Handle })
            }
            session => Ok(SessionHandle(wide(session))),
        }
    }

    fn close_session(&mut self, session: u64) -> Result<(), CallError> {
        call!(self, C_CloseSession, CloseSession, narrow(Function::CloseSession, session)?)
    }

    fn session_state(&mut self, session: u64) -> Result<SessionState, CallError> {
        let session = narrow(Function::GetSessionInfo, session)?;
        let mut info = CK_SESSION_INFO::default();
        call!(self, C_GetSessionInfo, GetSessionInfo, session, &mut info)?;
        Ok(match info.state {
            CKS_RO_PUBLIC_SESSION | CKS_RW_PUBLIC_SESSION => SessionState::Public,
            _ => SessionState::LoggedIn,
        })
    }

    fn login(&mut self, session: u64, mut pin: Secret) -> Result<(), CallError> {
        let session = narrow(Function::Login, session)?;
        let length = narrow(Function::Login, wide_length(pin.0.len()))?;
        let result = call!(self, C_Login, Login, session, CKU_USER, pin.0.as_mut_ptr(), length);
        pin.0.zeroize();
        result
    }

    fn logout(&mut self, session: u64) -> Result<(), CallError> {
        call!(self, C_Logout, Logout, narrow(Function::Logout, session)?)
    }

    fn find(&mut self, session: u64, criteria: &[Criterion]) -> Result<Vec<ObjectHandle>, CallError> {
        let session = narrow(Function::FindObjectsInit, session)?;
        let mut values = criteria.iter().map(attribute_value).collect::<Vec<_>>();
        let mut template = Vec::with_capacity(values.len());
        for (type_, value) in &mut values {
            let length = narrow(Function::FindObjectsInit, wide_length(value.len()))?;
            template.push(CK_ATTRIBUTE {
                type_: *type_,
                pValue: value.as_mut_ptr().cast(),
                ulValueLen: length,
            });
        }
        let count = narrow(Function::FindObjectsInit, wide_length(template.len()))?;
        call!(self, C_FindObjectsInit, FindObjectsInit, session, template.as_mut_ptr(), count)?;
        let found = self.found_objects(session);
        // The search is ended whatever came of it: a driver that thinks it is still going refuses the next one.
        let ended = call!(self, C_FindObjectsFinal, FindObjectsFinal, session);
        let found = found?;
        ended?;
        Ok(found)
    }

    fn found_objects(&mut self, session: CK_SESSION_HANDLE) -> Result<Vec<ObjectHandle>, CallError> {
        let mut found = Vec::new();
        loop {
            let mut objects: [CK_OBJECT_HANDLE; OBJECTS_PER_CALL] = [CK_INVALID_HANDLE; OBJECTS_PER_CALL];
            let room = OBJECTS_PER_CALL as CK_ULONG;
            let mut count = 0;
            call!(self, C_FindObjects, FindObjects, session, objects.as_mut_ptr(), room, &mut count)?;
            within_count(Function::FindObjects, count, room)?;
            let objects = objects.get(..as_usize(count)).unwrap_or_default();
            if objects.is_empty() {
                return Ok(found);
            }
            found.extend(objects.iter().map(|object| ObjectHandle(wide(*object))));
            if found.len() > MAX_OBJECTS {
                let what =
                    Nonsense::Count { count: wide_length(found.len()), limit: wide_length(MAX_OBJECTS) };
                return Err(CallError::Nonsense { function: Function::FindObjects, what });
            }
        }
    }

    fn value(&mut self, session: u64, object: ObjectHandle) -> Result<Option<Vec<u8>>, CallError> {
        let session = narrow(Function::GetAttributeValue, session)?;
        let object = narrow(Function::GetAttributeValue, object.0)?;
        let mut attribute = CK_ATTRIBUTE { type_: CKA_VALUE, pValue: ptr::null_mut(), ulValueLen: 0 };
        match call!(self, C_GetAttributeValue, GetAttributeValue, session, object, &mut attribute, 1) {
            Err(CallError::Returned { value, .. }) if has_no_value(value) => return Ok(None),
            result => result?,
        }
        let length = attribute.ulValueLen;
        if length == 0 || length == CK_UNAVAILABLE_INFORMATION {
            return Ok(None);
        }
        within_length(Function::GetAttributeValue, length, MAX_VALUE)?;
        let mut value = vec![0u8; as_usize(length)];
        attribute = CK_ATTRIBUTE { type_: CKA_VALUE, pValue: value.as_mut_ptr().cast(), ulValueLen: length };
        call!(self, C_GetAttributeValue, GetAttributeValue, session, object, &mut attribute, 1)?;
        let written = attribute.ulValueLen;
        within_length(Function::GetAttributeValue, written, length)?;
        value.truncate(as_usize(written));
        Ok(Some(value))
    }

    /// The guideline's sequence: the length, then the value. A driver that fails when asked for the length is asked
    /// for the value at once, in the same login: the length of an RSA signature is known.
    fn sign(
        &mut self,
        session: u64,
        key: ObjectHandle,
        mut data: Vec<u8>,
        length: u64,
    ) -> Result<Vec<u8>, CallError> {
        let session = narrow(Function::SignInit, session)?;
        let key = narrow(Function::SignInit, key.0)?;
        let expected = narrow(Function::Sign, length)?;
        let data_length = narrow(Function::Sign, wide_length(data.len()))?;
        self.sign_init(session, key)?;
        let mut told = 0;
        let asked =
            call!(self, C_Sign, Sign, session, data.as_mut_ptr(), data_length, ptr::null_mut(), &mut told);
        match asked {
            // A length that cannot be is not believed; the right one is known.
            Ok(()) if told < expected || told > MAX_SIGNATURE => told = expected,
            Ok(()) => {}
            Err(CallError::Returned { value, .. }) if !ends_signing(value) => {
                told = expected;
                match self.sign_init(session, key) {
                    Err(CallError::Returned { value: ReturnValue::OPERATION_ACTIVE, .. }) => {}
                    result => result?,
                }
            }
            Err(error) => return Err(error),
        }
        let mut signature = vec![0u8; as_usize(told)];
        let room = told;
        call!(
            self,
            C_Sign,
            Sign,
            session,
            data.as_mut_ptr(),
            data_length,
            signature.as_mut_ptr(),
            &mut told
        )?;
        within_length(Function::Sign, told, room)?;
        signature.truncate(as_usize(told));
        Ok(signature)
    }

    fn sign_init(&mut self, session: CK_SESSION_HANDLE, key: CK_OBJECT_HANDLE) -> Result<(), CallError> {
        let mut mechanism =
            CK_MECHANISM { mechanism: CKM_RSA_PKCS, pParameter: ptr::null_mut(), ulParameterLen: 0 };
        call!(self, C_SignInit, SignInit, session, &mut mechanism, key)
    }

    /// Ends what this process began. A process that is about to end does not call this: drivers are known to hang and
    /// to crash here (threats.md, P11 to P15).
    fn close(&mut self) -> Result<(), CallError> {
        if self.initialised == Initialised::ByOthers {
            return Ok(());
        }
        for slot in std::mem::take(&mut self.slots_used) {
            // A card that is gone cannot close anything, and C_Finalize follows anyway.
            let _ = self.close_all_sessions(slot);
        }
        self.initialised = Initialised::ByOthers;
        call!(self, C_Finalize, Finalize, ptr::null_mut())
    }

    fn close_all_sessions(&mut self, slot: CK_SLOT_ID) -> Result<(), CallError> {
        call!(self, C_CloseAllSessions, CloseAllSessions, slot)
    }
}

/// The list of functions, checked as far as it can be: there, and of a version whose members stand where we expect.
fn function_list(library: &Library) -> Result<*mut CK_FUNCTION_LIST, CallError> {
    type GetFunctionList = unsafe extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> CK_RV;
    // SAFETY: the type is the one PKCS#11 declares for this symbol.
    let symbol = unsafe { library.get::<GetFunctionList>(b"C_GetFunctionList\0") };
    let get = symbol.map_err(|_| CallError::NotADriver { what: NotADriver::NoEntryPoint })?;
    let mut list: *mut CK_FUNCTION_LIST = ptr::null_mut();
    // SAFETY: the argument points to storage for one pointer.
    returned(Function::GetFunctionList, unsafe { get(&mut list) })?;
    // On Windows the structure is packed and may stand anywhere.
    if list.is_null() || !(cfg!(windows) || list.cast::<CK_ULONG>().is_aligned()) {
        return Err(CallError::NotADriver { what: NotADriver::NoList });
    }
    // SAFETY: not NULL and aligned; that it points to a list is what CKR_OK means.
    let CK_VERSION { major, minor } = unsafe { ptr::addr_of!((*list).version).read_unaligned() };
    // 2.01 gave the list its last member; versions 3 begin with the same members.
    match (major, minor) {
        (2, 1..) | (3, _) => Ok(list),
        _ => Err(CallError::NotADriver { what: NotADriver::Version { major, minor } }),
    }
}

/// The operating system's words in full: `Display` of the error leaves them to its source on some systems.
fn reason(error: &libloading::Error) -> String {
    use std::error::Error;
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn wants_arguments(value: ReturnValue) -> bool {
    matches!(value, ReturnValue::ARGUMENTS_BAD | ReturnValue::CANT_LOCK | ReturnValue::NEED_TO_CREATE_THREADS)
}

fn has_no_value(value: ReturnValue) -> bool {
    matches!(value, ReturnValue::ATTRIBUTE_TYPE_INVALID | ReturnValue::ATTRIBUTE_SENSITIVE)
}

/// After these another attempt at signing in the same login is pointless.
fn ends_signing(value: ReturnValue) -> bool {
    value.is_token_gone()
        || matches!(
            value,
            ReturnValue::USER_NOT_LOGGED_IN
                | ReturnValue::DEVICE_ERROR
                | ReturnValue::FUNCTION_CANCELED
                | ReturnValue::FUNCTION_REJECTED
                | ReturnValue::KEY_HANDLE_INVALID
                | ReturnValue::CANCEL
        )
}

fn attribute_value(criterion: &Criterion) -> (CK_ATTRIBUTE_TYPE, Vec<u8>) {
    match criterion {
        Criterion::Class(class) => {
            let class = match class {
                ObjectClass::Certificate => CKO_CERTIFICATE,
                ObjectClass::PrivateKey => CKO_PRIVATE_KEY,
            };
            (CKA_CLASS, class.to_ne_bytes().to_vec())
        }
        Criterion::OnToken => (CKA_TOKEN, vec![CK_TRUE]),
        Criterion::Value(value) => (CKA_VALUE, value.clone()),
        Criterion::Modulus(value) => (CKA_MODULUS, value.clone()),
        Criterion::PublicExponent(value) => (CKA_PUBLIC_EXPONENT, value.clone()),
    }
}

fn pin_state(flags: CK_FLAGS) -> PinState {
    let states = [
        (CKF_USER_PIN_LOCKED, PinState::Locked),
        (CKF_USER_PIN_FINAL_TRY, PinState::FinalTry),
        (CKF_USER_PIN_COUNT_LOW, PinState::CountLow),
        (CKF_USER_PIN_TO_BE_CHANGED, PinState::ToBeChanged),
    ];
    states.iter().find(|(flag, _)| flags & flag != 0).map_or(PinState::Unknown, |(_, state)| *state)
}

fn version(version: CK_VERSION) -> Version {
    Version { major: version.major, minor: version.minor }
}

fn within_count(function: Function, count: CK_ULONG, limit: CK_ULONG) -> Result<(), CallError> {
    if count <= limit {
        return Ok(());
    }
    Err(CallError::Nonsense { function, what: Nonsense::Count { count: wide(count), limit: wide(limit) } })
}

fn within_length(function: Function, length: CK_ULONG, limit: CK_ULONG) -> Result<(), CallError> {
    if length <= limit {
        return Ok(());
    }
    Err(CallError::Nonsense { function, what: Nonsense::Length { length: wide(length), limit: wide(limit) } })
}

/// `CK_ULONG` has 32 bits on Windows and the machine's word elsewhere.
#[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
fn wide(value: CK_ULONG) -> u64 {
    value as u64
}

fn wide_length(length: usize) -> u64 {
    length as u64
}

#[allow(clippy::useless_conversion)]
fn narrow(function: Function, value: u64) -> Result<CK_ULONG, CallError> {
    CK_ULONG::try_from(value).map_err(|_| CallError::DoesNotFit { function })
}

/// Only for values that were held against a small limit before.
fn as_usize(value: CK_ULONG) -> usize {
    value as usize
}
