//! One user at a time for each driver.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use fd_lock::RwLock;

use super::{DriverErrorKind, DriverOptions, Function, WhenBusy};

/// The drivers in use by this process.
static IN_USE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// Told when one is free again.
static FREED: Condvar = Condvar::new();

/// How often another process's lock is looked at again.
const POLL: Duration = Duration::from_millis(50);

/// The right to use a driver, until it is dropped.
pub(super) struct InUse {
    path: PathBuf,
    _lock: Option<FileLock>,
}

impl InUse {
    /// For a script, which is no file that somebody else could use.
    #[cfg(feature = "fuzzing")]
    pub(super) fn nobody_else() -> InUse {
        InUse { path: PathBuf::new(), _lock: None }
    }

    /// Waits for the right as long as the options allow. [`DriverErrorKind::Busy`]: somebody else has it.
    pub(super) fn begin(path: &Path, options: &DriverOptions) -> Result<InUse, DriverErrorKind> {
        let patience = match options.when_busy {
            WhenBusy::Wait(time) => time,
            WhenBusy::Refuse => Duration::ZERO,
        };
        let deadline = Instant::now() + patience;
        let mut used = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        while used.contains(path) {
            let left = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
            let slice = options.cancellation.slice(left.ok_or(DriverErrorKind::Busy)?);
            used = FREED.wait_timeout(used, slice).unwrap_or_else(PoisonError::into_inner).0;
            // Nobody is asked with the lock held: who answers may wait for a thread that wants it.
            drop(used);
            if options.cancellation.is_cancelled() {
                return Err(DriverErrorKind::Cancelled { function: Function::Initialize });
            }
            used = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        }
        used.insert(path.to_owned());
        drop(used);
        let mut in_use = InUse { path: path.to_owned(), _lock: None };
        if let Some(file) = options.state.driver_lock(path) {
            // Dropping `in_use` on the way out frees the driver for the other threads.
            let mut cancelled = false;
            let give_up = || {
                cancelled = options.cancellation.is_cancelled();
                cancelled
            };
            let lock = FileLock::wait_unless(file, deadline, give_up);
            in_use._lock = Some(lock.ok_or(match cancelled {
                true => DriverErrorKind::Cancelled { function: Function::Initialize },
                false => DriverErrorKind::Busy,
            })?);
        }
        Ok(in_use)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        IN_USE.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
        FREED.notify_all();
    }
}

/// A lock on a file that the operating system frees when the process ends, however it ends.
pub(crate) struct FileLock {
    /// Held by the open file itself; see `wait`.
    _file: RwLock<File>,
}

impl FileLock {
    /// Tries until the deadline.
    pub(crate) fn wait(file: File, deadline: Instant) -> Option<FileLock> {
        FileLock::wait_unless(file, deadline, || false)
    }

    /// The same, until somebody gives up.
    fn wait_unless(file: File, deadline: Instant, mut give_up: impl FnMut() -> bool) -> Option<FileLock> {
        let mut lock = RwLock::new(file);
        loop {
            // The guard borrows the lock and would unlock at its end. The lock belongs to the open file, which this value
            // keeps: closing it unlocks.
            if lock.try_write().map(std::mem::forget).is_ok() {
                return Some(FileLock { _file: lock });
            }
            if Instant::now() >= deadline || give_up() {
                return None;
            }
            thread::sleep(POLL);
        }
    }
}
