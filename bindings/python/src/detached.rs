//! Files that detached signatures refer to.

use hpki_report::{Problem, problem};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::errors::of_problem;
use crate::source::{DOCUMENT_LIMIT, Larger, Source, path};

/// The files, ready to be looked up.
pub(crate) type Files = DetachedFiles;

/// Files of one call. A referral with its images has hundreds.
const FILES_LIMIT: usize = 4_096;

/// Octets of all of them together, which are held in memory.
const OCTETS_LIMIT: usize = 1 << 30;

/// What a caller gave: a name of its own for each, or its path.
#[derive(Default)]
pub(crate) struct Given(Vec<(Option<String>, Source)>);

/// A mapping of the names in references to sources, a path, or an iterable of paths.
pub(crate) fn files(given: &Bound<'_, PyAny>) -> PyResult<Given> {
    let mut all = Vec::new();
    if let Ok(mapping) = given.cast::<PyDict>() {
        for (name, source) in mapping {
            all.push((Some(name.extract()?), Source::of("detached", &source, DOCUMENT_LIMIT)?));
        }
    } else if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
        all.extend(path("detached", given)?.map(|path| (None, Source::Path(path))));
    } else {
        for item in given.try_iter()? {
            all.push((None, Source::of("detached", &item?, DOCUMENT_LIMIT)?));
        }
    }
    Ok(Given(all))
}

/// Reads them, with the interpreter's lock released.
pub(crate) fn read(py: Python<'_>, given: Given) -> PyResult<Files> {
    py.detach(|| read_all(given)).map_err(|problem| of_problem(&problem))
}

fn read_all(given: Given) -> Result<Files, Problem> {
    let mut files = Vec::with_capacity(given.0.len());
    let mut budget = OCTETS_LIMIT;
    for (name, source) in given.0 {
        let named = source.read(DOCUMENT_LIMIT, Larger::Refused)?;
        let octets = named.octets.into_vec();
        budget = budget.checked_sub(octets.len()).filter(|_| files.len() < FILES_LIMIT).ok_or_else(|| {
            Problem::of(named.name.as_str(), &problem::TOO_LARGE, "all detached files together")
        })?;
        files.push(DetachedFile { given_path: name.unwrap_or(named.name), relative_path: None, octets });
    }
    Ok(DetachedFiles::new(files))
}
