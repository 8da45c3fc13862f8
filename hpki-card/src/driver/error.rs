//! What can go wrong between us and a driver.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::request::Function;
use super::return_value::ReturnValue;

/// What a driver did in one call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CallError {
    /// The file could not be loaded as a library: not there, not a library, of another machine (a 32-bit driver needs a
    /// 32-bit `hpki-card-helper`), or it lacks a library of its own.
    #[error("the library could not be loaded: {reason}")]
    NotLoaded {
        /// What the operating system said.
        reason: String,
    },
    /// The library is no PKCS#11 driver.
    #[error("not a PKCS#11 driver: {what}")]
    NotADriver {
        /// Why not.
        what: NotADriver,
    },
    /// The driver's list of functions has NULL where a function should be.
    #[error("{function} is missing in the driver")]
    Missing {
        /// The function.
        function: Function,
    },
    /// The function failed.
    #[error("{function} returned {value}")]
    Returned {
        /// The function.
        function: Function,
        /// What it returned; never `CKR_OK`.
        value: ReturnValue,
    },
    /// The function said `CKR_OK` and gave something that cannot be.
    #[error("{function} returned CKR_OK with {what}")]
    Nonsense {
        /// The function.
        function: Function,
        /// What it gave.
        what: Nonsense,
    },
    /// A value of ours does not fit the driver's machine word.
    #[error("{function}: an argument does not fit this machine's CK_ULONG")]
    DoesNotFit {
        /// The function.
        function: Function,
    },
}

/// Why a library is no PKCS#11 driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NotADriver {
    /// It has no C_GetFunctionList.
    #[error("no C_GetFunctionList")]
    NoEntryPoint,
    /// C_GetFunctionList gave no list.
    #[error("C_GetFunctionList gave no list")]
    NoList,
    /// The list is of a version whose layout is unknown.
    #[error("an interface of version {major}.{minor:02}")]
    Version {
        /// Before the point.
        major: u8,
        /// After it.
        minor: u8,
    },
}

/// What a driver gave together with `CKR_OK`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Nonsense {
    /// More items than there was room for, or than can be.
    #[error("a count of {count}, where at most {limit} can be")]
    Count {
        /// What it said.
        count: u64,
        /// What is possible.
        limit: u64,
    },
    /// More octets than there was room for, or than can be.
    #[error("a length of {length}, where at most {limit} can be")]
    Length {
        /// What it said.
        length: u64,
        /// What is possible.
        limit: u64,
    },
    /// A handle that the standard calls invalid.
    #[error("an invalid handle")]
    Handle,
}

impl CallError {
    /// The return value, where the function failed with one.
    pub fn return_value(&self) -> Option<ReturnValue> {
        match self {
            CallError::Returned { value, .. } => Some(*value),
            _ => None,
        }
    }
}

/// A call that did not do what it should, with the driver's name.
#[derive(Debug, thiserror::Error)]
#[error("driver {}: {kind}", driver.display())]
pub struct DriverError {
    /// The driver's file.
    pub driver: PathBuf,
    /// What happened.
    pub kind: DriverErrorKind,
}

/// What happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DriverErrorKind {
    /// The driver was asked and failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// It did not answer in time and was ended.
    #[error("{function} did not answer within {} ms, the driver was ended", .after.as_millis())]
    TimedOut {
        /// The function.
        function: Function,
        /// How long it had.
        after: Duration,
    },
    /// The caller gave up waiting for it, and it was ended ([`Cancellation`](super::Cancellation)).
    #[error("{function} was given up, the driver was ended")]
    Cancelled {
        /// The function, or the first one where somebody else used the driver still.
        function: Function,
    },
    /// The process it lived in is gone: it crashed, or called `exit`.
    #[error("the driver ended its process in {function} ({status})")]
    Died {
        /// The function in which, or before which, it happened.
        function: Function,
        /// How the process ended.
        status: String,
    },
    /// What came from the process is no answer: the driver wrote into the pipe, or helper and library are of different
    /// versions.
    #[error("{function}: the answer of hpki-card-helper cannot be read")]
    Protocol {
        /// The function.
        function: Function,
    },
    /// The program that hosts drivers could not be started.
    #[error("{} could not be started: {reason}", program.display())]
    NoHelper {
        /// The program.
        program: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// Somebody else uses this driver now.
    #[error("another program or thread is using the driver")]
    Busy,
    /// The driver was closed after an earlier failure.
    #[error("the driver was closed after an earlier failure")]
    Closed,
}

impl DriverErrorKind {
    /// The return value, where a function failed with one.
    pub fn return_value(&self) -> Option<ReturnValue> {
        match self {
            DriverErrorKind::Call(error) => error.return_value(),
            _ => None,
        }
    }
}
