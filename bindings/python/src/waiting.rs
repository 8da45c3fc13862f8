//! Long work that Ctrl-C ends: it goes on in a thread of its own, and the caller waits in slices.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::errors::{Class, DEFECT, NO_THREAD, refusal, released};
use crate::source::Named;

/// How often a waiting caller looks for signals.
pub(crate) const SIGNALS_EVERY: Duration = Duration::from_millis(50);

/// Octets from which on work takes long enough to wait for it (some milliseconds): a thread costs some 30 µs.
const LONG: usize = 1024 * 1024;

/// How much work there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Done sooner than a thread is started.
    Short,
    /// Worth waiting for in slices.
    Long,
}

impl Size {
    /// Of a document, by its octets; with detached files nobody knows.
    pub(crate) fn of(document: &Named, detached: Option<&Bound<'_, PyAny>>) -> Size {
        if detached.is_some() || document.octets.as_ref().len() >= LONG { Size::Long } else { Size::Short }
    }
}

/// Does work with the interpreter's lock released. A signal that raises (Ctrl-C) ends the call; the
/// work is then left to itself and its result thrown away.
pub(crate) fn over<T: Send + 'static>(
    py: Python<'_>,
    size: Size,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    match size {
        Size::Short => released(py, work),
        Size::Long => waited_for(py, work),
    }
}

/// The same for work that may take any time.
pub(crate) fn waited_for<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (done, mut result) = mpsc::sync_channel(1);
    let run = move || {
        let defect_or = catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more after Ctrl-C.
        let _ = done.send(defect_or);
    };
    let no_thread = |error: std::io::Error| refusal(Class::Any, &NO_THREAD, "", error.to_string());
    thread::Builder::new().name("hpki".to_owned()).spawn(run).map_err(no_thread)?;
    loop {
        let waited;
        (waited, result) = released(py, move || (result.recv_timeout(SIGNALS_EVERY), result))?;
        match waited {
            Ok(Ok(value)) => return Ok(value),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                return Err(refusal(Class::Any, &DEFECT, "", ""));
            }
        }
    }
}
