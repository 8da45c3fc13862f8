//! Where octets come from: bytes-like objects, paths, file objects.

use std::path::PathBuf;

pub(crate) use hpki_files::{DOCUMENT_LIMIT, Larger, MATERIAL_LIMIT};
use hpki_report::{Problem, problem};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::errors::{Class, TEXT_FILE, TEXT_FOR_PATH, of_problem, refusal, released};
use crate::waiting;

/// The name of octets that came from memory, as the command calls standard input.
pub(crate) const MEMORY: &str = "-";

/// What a caller gave, before anything was read from a disk: that is done without the interpreter's lock.
pub(crate) enum Source {
    /// Octets in memory: those of `bytes` themselves, a copy of anything that could change meanwhile.
    Octets(PyBackedBytes),
    /// A file.
    Path(PathBuf),
    /// What a file object gave, and its name.
    Stream { name: String, octets: Vec<u8> },
}

/// Octets with their name.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) octets: Octets,
}

/// Octets of Python's or our own.
pub(crate) enum Octets {
    Shared(PyBackedBytes),
    Own(Vec<u8>),
}

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        match self {
            Octets::Shared(octets) => octets,
            Octets::Own(octets) => octets,
        }
    }
}

impl Octets {
    pub(crate) fn into_vec(self) -> Vec<u8> {
        match self {
            Octets::Shared(octets) => octets.to_vec(),
            Octets::Own(octets) => octets,
        }
    }
}

impl Source {
    /// Takes what was given as the argument `name`; a file object is read here, up to one octet over the limit.
    pub(crate) fn of(name: &str, given: &Bound<'_, PyAny>, limit: usize) -> PyResult<Source> {
        if given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>() {
            return Ok(Source::Octets(given.extract().map_err(PyErr::from)?));
        }
        if given.is_instance_of::<PyMemoryView>() {
            let octets = given.call_method0("tobytes")?;
            return Ok(Source::Octets(octets.extract().map_err(PyErr::from)?));
        }
        if let Some(path) = path(name, given)? {
            return Ok(Source::Path(path));
        }
        if given.hasattr("read")? {
            return stream(name, given, limit);
        }
        let found = given.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "{name} must be bytes, bytearray, memoryview, a path (str or os.PathLike) or a binary file object, not {found}"
        )))
    }

    /// The octets, read where they are in a file. To be called without the interpreter's lock.
    pub(crate) fn read(self, limit: usize, larger: Larger) -> Result<Named, Problem> {
        match self {
            Source::Octets(octets) => Named::within(MEMORY.to_owned(), Octets::Shared(octets), limit, larger),
            Source::Stream { name, octets } => Named::within(name, Octets::Own(octets), limit, larger),
            Source::Path(path) => {
                let octets = hpki_files::read(&path, limit, larger)?;
                Ok(Named { name: path.to_string_lossy().into_owned(), octets: Octets::Own(octets) })
            }
        }
    }
}

impl Named {
    fn within(name: String, octets: Octets, limit: usize, larger: Larger) -> Result<Named, Problem> {
        if larger == Larger::Refused && octets.as_ref().len() > limit {
            return Err(Problem::of(name, &problem::TOO_LARGE, ""));
        }
        Ok(Named { name, octets })
    }
}

/// Reads a source whole, with the interpreter's lock released. What is no regular file (a pipe, a device) may let us wait
/// for ever, and Ctrl-C ends that.
pub(crate) fn read(py: Python<'_>, source: Source, limit: usize, larger: Larger) -> PyResult<Named> {
    let may_wait = match &source {
        Source::Path(path) => path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()),
        Source::Octets(_) | Source::Stream { .. } => false,
    };
    let work = move || source.read(limit, larger);
    let read = if may_wait { waiting::waited_for(py, work) } else { released(py, work) };
    read?.map_err(|problem| of_problem(&problem))
}

/// The path, where it is one. A str that can only be a document is refused without repeating it: it may be a patient's.
pub(crate) fn path(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    let is_text = given.is_instance_of::<PyString>();
    if !is_text && !given.hasattr("__fspath__")? {
        return Ok(None);
    }
    let path: PathBuf = given.extract()?;
    let looks_like_a_document = path.to_str().is_some_and(|path| path.contains(['<', '\n', '\0']));
    if looks_like_a_document {
        return Err(refusal(Class::Argument, &TEXT_FOR_PATH, name, ""));
    }
    Ok(Some(path))
}

/// Octets asked of a file object at a time.
const AT_ONCE: usize = 1024 * 1024;

fn stream(name: &str, file: &Bound<'_, PyAny>, limit: usize) -> PyResult<Source> {
    let mut octets = Vec::new();
    while octets.len() <= limit {
        let wanted = AT_ONCE.min(limit + 1 - octets.len());
        let read = file.call_method1("read", (wanted,))?;
        if read.is_instance_of::<PyString>() {
            return Err(refusal(Class::Argument, &TEXT_FILE, name, ""));
        }
        let Ok(read) = read.extract::<PyBackedBytes>() else {
            let found = read.get_type().name()?;
            return Err(PyTypeError::new_err(format!("{name}.read() must give bytes, not {found}")));
        };
        if read.is_empty() {
            break;
        }
        octets.extend_from_slice(&read);
    }
    let called = file.getattr("name").and_then(|called| called.extract::<String>());
    Ok(Source::Stream { name: called.unwrap_or_else(|_| MEMORY.to_owned()), octets })
}
