//! Many documents: every core works, rows come in the order of the files, and only a window of them is ever in memory.
//!
//! The threads are ours and never wait for the interpreter, so neither do they keep its process from ending: after
//! Ctrl-C nothing is joined.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use hpki_core::time::Time;
use hpki_report::Problem;
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::validate::Verifier;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::errors::{Class, DEFECT, FORKED, NO_THREAD, WORKERS, refusal};
use crate::row::Row;
use crate::settings::RoleNames;
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Octets};
use crate::verifier::judge;
use crate::waiting::SIGNALS_EVERY;

/// Rows for each worker that wait for the caller at most. They are small; documents are not kept.
const WINDOW_OF_WORKER: usize = 64;

/// More threads than this are a mistake.
const WORKERS_LIMIT: usize = 1024;

/// The rows of many documents, in the order of their files: an iterator with a length, from `verify_many`.
///
/// `len()` is the number of all rows, taken or not. Several threads may take rows. As a context manager it ends the work at the
/// end of the block.
#[pyclass(frozen, name = "Batch", module = "hpki")]
pub(crate) struct Batch {
    shared: Arc<Shared>,
    workers: usize,
    /// Of the process that made it: threads do not survive a fork.
    process: u32,
}

/// What the threads of a batch share.
struct Shared {
    paths: Vec<PathBuf>,
    rules: Rules,
    window: usize,
    state: Mutex<State>,
    /// The next row is there.
    ready: Condvar,
    /// The window has room.
    room: Condvar,
}

/// What every document is judged by.
pub(crate) struct Rules {
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) names: RoleNames,
    pub(crate) at: Time,
}

#[derive(Default)]
struct State {
    progress: Progress,
    /// The document that is begun next.
    next: usize,
    /// Rows that were handed out.
    taken: usize,
    /// From `taken` on, those that are begun; `None` for those that are not finished.
    rows: VecDeque<Option<Row>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Progress {
    #[default]
    NotBegun,
    Running,
    Stopped,
}

impl Batch {
    pub(crate) fn new(paths: &Bound<'_, PyAny>, rules: Rules, workers: Option<usize>) -> PyResult<Batch> {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let workers = workers.unwrap_or_else(cores);
        if !(1..=WORKERS_LIMIT).contains(&workers) {
            return Err(refusal(Class::Argument, &WORKERS, "workers", format!("1 to {WORKERS_LIMIT}")));
        }
        let paths = all_paths(paths)?;
        let shared = Shared {
            paths,
            rules,
            window: workers.saturating_mul(WINDOW_OF_WORKER),
            state: Mutex::default(),
            ready: Condvar::new(),
            room: Condvar::new(),
        };
        Ok(Batch { shared: Arc::new(shared), workers, process: std::process::id() })
    }

    /// Starts the threads when the first row is asked for.
    fn begin(&self) -> PyResult<()> {
        let mut state = self.shared.state();
        if state.progress != Progress::NotBegun {
            return Ok(());
        }
        state.progress = Progress::Running;
        drop(state);
        for number in 0..self.workers.min(self.shared.paths.len()) {
            let shared = Arc::clone(&self.shared);
            let started = thread::Builder::new().name(format!("hpki-{number}")).spawn(move || shared.work());
            if let (Err(error), 0) = (started, number) {
                self.shared.stop();
                return Err(refusal(Class::File, &NO_THREAD, "workers", error.to_string()));
            }
        }
        Ok(())
    }
}

/// A str or os.PathLike alone is not taken for its letters.
fn all_paths(paths: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    if source::path("paths", paths)?.is_some() {
        return Err(PyTypeError::new_err("paths must be an iterable of paths, not one path"));
    }
    let mut all = Vec::new();
    for item in paths.try_iter()? {
        let item = item?;
        let found = || item.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
        let not_a_path =
            || PyTypeError::new_err(format!("paths must be str or os.PathLike, not {}", found()));
        all.push(source::path("paths", &item)?.ok_or_else(not_a_path)?);
    }
    Ok(all)
}

#[pymethods]
impl Batch {
    fn __len__(&self) -> usize {
        self.shared.paths.len()
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if self.process != std::process::id() {
            return Err(refusal(Class::Argument, &FORKED, "verify_many", ""));
        }
        self.begin()?;
        loop {
            match py.detach(|| self.shared.take(SIGNALS_EVERY)) {
                Taken::Row(row) => return row.into_python(py).map(Some),
                Taken::End => return Ok(None),
                Taken::NotYet => {
                    if let Err(interrupt) = py.check_signals() {
                        self.shared.stop();
                        return Err(interrupt);
                    }
                }
            }
        }
    }

    /// Ends the work: documents that are begun are finished, no other is read, and no row follows.
    fn close(&self) {
        self.shared.stop();
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_details))]
    fn __exit__(&self, _details: &Bound<'_, PyAny>) {
        self.shared.stop();
    }

    fn __repr__(&self) -> String {
        let taken = self.shared.state().taken;
        format!("<hpki.Batch: {taken} of {} files, {} workers>", self.shared.paths.len(), self.workers)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

/// What came of waiting for a row.
enum Taken {
    Row(Box<Row>),
    End,
    NotYet,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is half done while the lock is held, and nobody who holds it waits for the interpreter.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        let mut state = self.state();
        state.progress = Progress::Stopped;
        state.rows.clear();
        drop(state);
        self.room.notify_all();
        self.ready.notify_all();
    }

    /// The next row, if it is there within `wait`.
    fn take(&self, wait: Duration) -> Taken {
        let mut state = self.state();
        let waiting = |state: &mut State| {
            state.progress != Progress::Stopped
                && state.taken < self.paths.len()
                && !matches!(state.rows.front(), Some(Some(_)))
        };
        state = self.ready.wait_timeout_while(state, wait, waiting).unwrap_or_else(PoisonError::into_inner).0;
        if state.progress == Progress::Stopped || state.taken >= self.paths.len() {
            return Taken::End;
        }
        match state.rows.pop_front() {
            Some(Some(row)) => {
                state.taken += 1;
                drop(state);
                self.room.notify_one();
                Taken::Row(Box::new(row))
            }
            Some(None) => {
                state.rows.push_front(None);
                Taken::NotYet
            }
            None => Taken::NotYet,
        }
    }

    /// One thread: documents one after another, as long as the window has room.
    fn work(&self) {
        while let Some(index) = self.begin_next() {
            let Some(path) = self.paths.get(index) else { return };
            let row = self.row(path);
            let mut state = self.state();
            let place = index.checked_sub(state.taken);
            // After a stop nobody waits for it.
            if let Some(place) = place.and_then(|place| state.rows.get_mut(place)) {
                *place = Some(row);
            }
            drop(state);
            // Who waits, waits for the first; with several takers, each for the one that is then first.
            if place == Some(0) {
                self.ready.notify_all();
            }
        }
    }

    fn begin_next(&self) -> Option<usize> {
        let full = |state: &mut State| {
            state.progress != Progress::Stopped
                && state.next < self.paths.len()
                && state.next >= state.taken.saturating_add(self.window)
        };
        let mut state = self.room.wait_while(self.state(), full).unwrap_or_else(PoisonError::into_inner);
        if state.progress == Progress::Stopped || state.next >= self.paths.len() {
            return None;
        }
        let index = state.next;
        state.next += 1;
        state.rows.push_back(None);
        Some(index)
    }

    /// A defect of ours costs one row, never the batch.
    fn row(&self, path: &Path) -> Row {
        catch_unwind(AssertUnwindSafe(|| self.verified(path)))
            .unwrap_or_else(|_| Row::unread(path, &Problem::of_file(path, &DEFECT, ""), self.rules.at))
    }

    fn verified(&self, path: &Path) -> Row {
        let began = Instant::now();
        let octets = match hpki_files::read(path, DOCUMENT_LIMIT, Larger::Cut) {
            Ok(octets) => octets,
            Err(problem) => return Row::unread(path, &problem, self.rules.at),
        };
        let length = octets.len();
        let named = Named { name: path.to_string_lossy().into_owned(), octets: Octets::Own(octets) };
        let rules = &self.rules;
        match judge(&rules.verifier, &rules.names, named, &DetachedFiles::default(), rules.at) {
            Ok(passed) => Row::passed(path, &passed, length, began.elapsed()),
            Err(not_passed) => Row::not_passed(path, &not_passed, length, began.elapsed()),
        }
    }
}
