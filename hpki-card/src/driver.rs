//! PKCS#11 drivers: loading one, asking it, and what can go wrong.
//!
//! # Where drivers are
//!
//! A card holds two applications, and a vendor gives a driver for each: `HpkiSigP11…` for signatures of documents,
//! `HpkiAuthP11…` for authentication. Known places:
//!
//! | system | signature | authentication |
//! | --- | --- | --- |
//! | Windows (64-bit programs) | `C:\Windows\System32\HpkiSigP11_MPKCS11H.dll` | `…\HpkiAuthP11_MPKCS11H.dll` |
//! | Windows (32-bit programs) | the same names in `C:\Windows\SysWOW64` | |
//! | macOS | `HpkiSigP11….dylib` in `/usr/local/lib` or `/Library/…`; no name is documented | |
//! | Linux | `HpkiSigP11….so`; no vendor's driver is known | |
//!
//! A name without a folder is looked for in the places of this table ([`usual_places`]), never in the current folder: a
//! file there might be anybody's.
//!
//! # Differences between systems
//!
//! On Windows structures are packed and `CK_ULONG` has 32 bits; elsewhere neither. `cryptoki-sys` declares both. The
//! calling convention is C's everywhere. A driver of 32 bits needs a 32-bit helper.

mod cancellation;
mod error;
mod exclusive;
mod library;
mod record;
mod request;
mod return_value;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::process::{HelperProcess, helper_beside_this_program};
use crate::state::State;
pub(crate) use exclusive::FileLock;
use exclusive::InUse;

pub use cancellation::Cancellation;
pub use error::{CallError, DriverError, DriverErrorKind, Nonsense, NotADriver};
pub(crate) use library::LoadedDriver;
#[cfg(feature = "fuzzing")]
pub(crate) use record::SessionHandle;
pub(crate) use record::{Criterion, ObjectClass, ObjectHandle, SessionState};
pub use record::{DriverInfo, PaddedText, PinState, SlotId, SlotInfo, TokenInfo, Version};
pub use request::Function;
pub(crate) use request::{Presence, Reply, Request, Secret};
pub use return_value::ReturnValue;

/// How a driver is loaded and treated.
#[derive(Clone, Debug)]
pub struct DriverOptions {
    /// Where it lives.
    pub isolation: Isolation,
    /// How long a call may take. A card computes an RSA signature in about a second; a driver that waits for a person
    /// at a key pad needs more.
    pub timeout: Duration,
    /// What happens when it is in use.
    pub when_busy: WhenBusy,
    /// What is remembered about refused PINs, and who uses which driver.
    pub state: State,
    /// Whether to give up waiting for it.
    pub cancellation: Cancellation,
}

impl Default for DriverOptions {
    /// The helper beside this program, 30 seconds for a call and for another user to finish, memory of this process.
    fn default() -> DriverOptions {
        DriverOptions {
            isolation: Isolation::Helper(helper_beside_this_program()),
            timeout: Duration::from_secs(30),
            when_busy: WhenBusy::Wait(Duration::from_secs(30)),
            state: State::of_this_process(),
            cancellation: Cancellation::default(),
        }
    }
}

/// Where a driver lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// In a process of its own: this program, which is `hpki-card-helper`.
    Helper(PathBuf),
    /// In a process of its own: a program that calls [`serve`](crate::process::serve), with arguments before the driver's
    /// path, such as an interpreter that loads this library.
    HelperCommand {
        /// The program.
        program: PathBuf,
        /// Its arguments before the last one, the driver's path.
        arguments: Vec<OsString>,
    },
    /// In this process. It can crash, hang or end it, print to its output, and read its memory; time-outs do not work.
    DangerInProcess,
}

/// What happens when another thread, or another process with the same state folder, uses the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenBusy {
    /// Wait so long, then fail.
    Wait(Duration),
    /// Fail with [`DriverErrorKind::Busy`].
    Refuse,
}

/// A loaded and initialised driver. One at a time uses a driver's file: a card has one user until the signature is
/// done (guideline, A.4).
pub struct Driver {
    path: PathBuf,
    connection: Connection,
    options: DriverOptions,
    _in_use: InUse,
}

enum Connection {
    InProcess(LoadedDriver),
    Helper(HelperProcess),
    #[cfg(feature = "fuzzing")]
    Scripted(crate::fuzzing::Script),
    Closed,
}

impl Driver {
    /// Loads and initialises the driver in a file. A name without a folder is looked for in [`usual_places`].
    ///
    /// # Errors
    /// [`DriverError`], with the reason.
    pub fn open(path: impl AsRef<Path>, options: &DriverOptions) -> Result<Driver, DriverError> {
        let path = resolve(path.as_ref());
        let failed = |kind| DriverError { driver: path.clone(), kind };
        let in_use = InUse::begin(&path, options).map_err(failed)?;
        let helper = |program: &Path, arguments: &[OsString]| {
            HelperProcess::open(program, arguments, &path, options).map(Connection::Helper).map_err(failed)
        };
        let connection = match &options.isolation {
            Isolation::Helper(program) => helper(program, &[])?,
            Isolation::HelperCommand { program, arguments } => helper(program, arguments)?,
            Isolation::DangerInProcess => {
                let loaded = LoadedDriver::open(&path);
                Connection::InProcess(loaded.map_err(|error| failed(error.into()))?)
            }
        };
        Ok(Driver { path, connection, options: options.clone(), _in_use: in_use })
    }

    /// Something that answers in place of a driver, with a memory of its own about PINs.
    #[cfg(feature = "fuzzing")]
    pub(crate) fn scripted(script: crate::fuzzing::Script) -> Driver {
        let options = DriverOptions { state: State::new_in_memory(), ..DriverOptions::default() };
        let path = PathBuf::from("scripted");
        let connection = Connection::Scripted(script);
        Driver { path, connection, options, _in_use: InUse::nobody_else() }
    }

    /// The driver's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the driver says about itself.
    ///
    /// # Errors
    /// [`DriverError`], with the function and its return value.
    pub fn info(&mut self) -> Result<DriverInfo, DriverError> {
        match self.call(Request::Info)? {
            Reply::Info(info) => Ok(info),
            _ => Err(self.protocol(Function::GetInfo)),
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.options.state
    }

    pub(crate) fn call(&mut self, request: Request) -> Result<Reply, DriverError> {
        let result = match &mut self.connection {
            Connection::InProcess(driver) => driver.call(request).map_err(DriverErrorKind::Call),
            Connection::Helper(process) => process.call(request),
            #[cfg(feature = "fuzzing")]
            Connection::Scripted(script) => script(request),
            Connection::Closed => Err(DriverErrorKind::Closed),
        };
        result.map_err(|kind| {
            if !matches!(kind, DriverErrorKind::Call(_)) {
                self.connection = Connection::Closed;
            }
            DriverError { driver: self.path.clone(), kind }
        })
    }

    /// An answer to another question than the one that was asked.
    pub(crate) fn protocol(&mut self, function: Function) -> DriverError {
        self.close();
        DriverError { driver: self.path.clone(), kind: DriverErrorKind::Protocol { function } }
    }

    /// Ends the driver: a helper is killed, a driver in this process is finalized.
    pub(crate) fn close(&mut self) {
        if let Connection::InProcess(driver) = &mut self.connection {
            // Whether it could is of no use to anybody: it is not used again.
            let _ = driver.call(Request::Close);
        }
        self.connection = Connection::Closed;
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Driver({})", self.path.display())
    }
}

/// The folders in which a driver given by its name alone is looked for.
pub fn usual_places() -> &'static [&'static str] {
    if cfg!(windows) {
        // For a 32-bit program the system itself turns the first into SysWOW64.
        &[r"C:\Windows\System32"]
    } else if cfg!(target_os = "macos") {
        &["/usr/local/lib", "/opt/homebrew/lib", "/Library/Frameworks", "/Library/OpenSC/lib"]
    } else {
        &[
            "/usr/lib",
            "/usr/local/lib",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu/pkcs11",
            "/usr/lib/softhsm",
            "/usr/lib/pkcs11",
            "/usr/lib64",
            "/usr/lib64/pkcs11",
        ]
    }
}

/// The file a path means, with its folder: never left to the search path of the system's loader.
fn resolve(path: &Path) -> PathBuf {
    let has_folder = path.parent().is_some_and(|folder| !folder.as_os_str().is_empty());
    if has_folder {
        return std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    }
    let places = usual_places();
    let in_place =
        places.iter().map(|place| Path::new(place).join(path)).find(|candidate| candidate.is_file());
    in_place.unwrap_or_else(|| {
        places.first().map_or_else(|| path.to_owned(), |place| Path::new(place).join(path))
    })
}
