//! What is asked of a driver, and what it answers: the same whether it lives in this process or in another.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::record::{
    Criterion, DriverInfo, ObjectHandle, SessionHandle, SessionState, SlotId, SlotInfo, TokenInfo,
};

/// One request. Each stands for one function, or for a few that only make sense together.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Load the library, `C_GetFunctionList`, `C_Initialize`.
    Open,
    /// `C_GetInfo`.
    Info,
    /// `C_GetSlotList`: readers with a card in them, or all.
    Slots(Presence),
    /// `C_GetSlotInfo`.
    SlotInfo(SlotId),
    /// `C_GetTokenInfo`.
    TokenInfo(SlotId),
    /// `C_GetMechanismList`, `C_GetMechanismInfo`: the key sizes of `CKM_RSA_PKCS`, `None` where it is not there.
    RsaKeyBits(SlotId),
    /// `C_OpenSession`, read-only.
    OpenSession(SlotId),
    /// `C_CloseSession`.
    CloseSession(u64),
    /// `C_GetSessionInfo`.
    SessionState(u64),
    /// `C_Login` as `CKU_USER`.
    Login(u64, Secret),
    /// `C_Logout`.
    Logout(u64),
    /// `C_FindObjectsInit`, `C_FindObjects`, `C_FindObjectsFinal`.
    Find(u64, Vec<Criterion>),
    /// `C_GetAttributeValue` of `CKA_VALUE`; `None` where the object has none.
    Value(u64, ObjectHandle),
    /// `C_SignInit` with `CKM_RSA_PKCS`, `C_Sign`: the DigestInfo, and how many octets the signature will have.
    Sign { session: u64, key: ObjectHandle, digest_info: Vec<u8>, length: u64 },
    /// `C_CloseAllSessions` of every slot used, `C_Finalize`.
    Close,
}

/// Which slots `C_GetSlotList` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Presence {
    WithCard,
    All,
}

/// What came back.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reply {
    Done,
    Info(DriverInfo),
    Slots(Vec<SlotId>),
    SlotInfo(SlotInfo),
    TokenInfo(TokenInfo),
    RsaKeyBits(Option<(u64, u64)>),
    Session(SessionHandle),
    SessionState(SessionState),
    Objects(Vec<ObjectHandle>),
    Value(Option<Vec<u8>>),
    Signature(Vec<u8>),
}

/// Octets that are erased when they are dropped, and never printed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secret(pub(crate) Zeroizing<Vec<u8>>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// A function of PKCS#11: the 21 that a driver must have for HPKI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // the names say it: PKCS#11 v2.20, 11
pub enum Function {
    GetFunctionList,
    Initialize,
    Finalize,
    GetInfo,
    GetSlotList,
    GetSlotInfo,
    GetTokenInfo,
    GetMechanismList,
    GetMechanismInfo,
    OpenSession,
    CloseSession,
    CloseAllSessions,
    GetSessionInfo,
    Login,
    Logout,
    FindObjectsInit,
    FindObjects,
    FindObjectsFinal,
    GetAttributeValue,
    SignInit,
    Sign,
}

impl fmt::Display for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "C_{self:?}")
    }
}

impl Request {
    /// The function to name when the request as a whole went wrong.
    pub(crate) fn function(&self) -> Function {
        match self {
            Request::Open => Function::Initialize,
            Request::Info => Function::GetInfo,
            Request::Slots(_) => Function::GetSlotList,
            Request::SlotInfo(_) => Function::GetSlotInfo,
            Request::TokenInfo(_) => Function::GetTokenInfo,
            Request::RsaKeyBits(_) => Function::GetMechanismInfo,
            Request::OpenSession(_) => Function::OpenSession,
            Request::CloseSession(_) => Function::CloseSession,
            Request::SessionState(_) => Function::GetSessionInfo,
            Request::Login(..) => Function::Login,
            Request::Logout(_) => Function::Logout,
            Request::Find(..) => Function::FindObjects,
            Request::Value(..) => Function::GetAttributeValue,
            Request::Sign { .. } => Function::Sign,
            Request::Close => Function::Finalize,
        }
    }
}
