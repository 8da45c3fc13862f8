//! Ctrl-C while a card is at work: whoever waits looks for signals, gives up, and raises what their handler raised.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use hpki_card::driver::Cancellation;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::errors::released;

/// How often a lock that another thread holds is tried.
const POLL: Duration = Duration::from_millis(20);

/// What a signal handler or a callback raised while a card was at work: it is raised again where the call came from.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<Mutex<Option<PyErr>>>);

impl Interrupt {
    /// Keeps the first one.
    pub(crate) fn set(&self, error: PyErr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Gives up when a handler of Python raises, as that of Ctrl-C does. Handlers run in the main thread alone, and so does
    /// Ctrl-C end what the main thread waits for. An interpreter that is going away waits for nothing.
    pub(crate) fn cancellation(&self) -> Cancellation {
        let interrupt = self.clone();
        Cancellation::when(move || interrupt.is_signalled())
    }

    fn is_signalled(&self) -> bool {
        let signals = Python::try_attach(|py| py.check_signals()).unwrap_or_else(|| Err(ending()));
        signals.map_err(|error| self.set(error)).is_err()
    }

    /// Waits for a lock that another thread holds, with an eye on signals. To be called without the interpreter's lock.
    pub(crate) fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> Option<MutexGuard<'m, T>> {
        loop {
            match mutex.try_lock() {
                Ok(held) => return Some(held),
                Err(TryLockError::Poisoned(held)) => return Some(held.into_inner()),
                Err(TryLockError::WouldBlock) if self.is_signalled() => return None,
                Err(TryLockError::WouldBlock) => thread::sleep(POLL),
            }
        }
    }

    /// Works with a card without the interpreter's lock, then raises what was raised meanwhile.
    pub(crate) fn around<T: Send>(&self, py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
        let done = released(py, work)?;
        // Ctrl-C in a terminal reaches the helper too: that it died says less than why.
        py.check_signals()?;
        match self.take() {
            Some(error) => Err(error),
            None => Ok(done),
        }
    }
}

fn ending() -> PyErr {
    PyRuntimeError::new_err("the interpreter is going away")
}
