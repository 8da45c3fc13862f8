//! Files that detached signatures refer to.

use std::path::Path;

use hpki_files::{DETACHED_FILES_LIMIT, DETACHED_OCTETS_LIMIT};
use hpki_report::{Problem, problem};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use crate::errors::{of_problem, released};
use crate::source::{DOCUMENT_LIMIT, Larger, Source, path};

/// The files, ready to be looked up.
pub(crate) type Files = DetachedFiles;

/// What a caller gave: a name of its own for each, or its path.
#[derive(Default)]
pub(crate) struct Given(Vec<(Option<String>, Source)>);

/// A mapping of the names in references to sources, a path, or an iterable of paths.
pub(crate) fn files(given: &Bound<'_, PyAny>) -> PyResult<Given> {
    let mut all = Vec::new();
    if let Ok(mapping) = given.cast::<PyMapping>() {
        for item in mapping.items()? {
            let (name, source): (String, Bound<'_, PyAny>) = item.extract()?;
            all.push((Some(name), Source::of("detached", &source, DOCUMENT_LIMIT)?));
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
    let files = each(py, given)?.into_iter().map(|(_, file)| file);
    Ok(DetachedFiles::new(files.collect()))
}

/// Reads them one by one, for a signature over them, with the names that it gives them: the caller's own, the path in a
/// folder, or the last part of a file's path, as the command does.
pub(crate) fn each(py: Python<'_>, given: Given) -> PyResult<Vec<(String, DetachedFile)>> {
    released(py, || read_all(given))?.map_err(|problem| of_problem(&problem))
}

fn read_all(given: Given) -> Result<Vec<(String, DetachedFile)>, Problem> {
    let mut files: Vec<(String, DetachedFile)> = Vec::with_capacity(given.0.len());
    let mut budget = DETACHED_OCTETS_LIMIT;
    for (name, source) in given.0 {
        for file in read_one(name.clone(), source)? {
            let over = || Problem::of(file.given_path.as_str(), &problem::TOO_MANY_FILES, "");
            let room = budget.checked_sub(file.octets.len()).filter(|_| files.len() < DETACHED_FILES_LIMIT);
            budget = room.ok_or_else(over)?;
            let last = || {
                file.given_path.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default().to_owned()
            };
            let name = name.clone().or_else(|| file.relative_path.clone()).unwrap_or_else(last);
            files.push((name, file));
        }
    }
    Ok(files)
}

/// Paths are called as the command calls them, and folders are gone through.
fn read_one(name: Option<String>, source: Source) -> Result<Vec<DetachedFile>, Problem> {
    if let (None, Source::Path(path)) = (&name, &source) {
        let read = |file: &Path| hpki_files::read(file, DOCUMENT_LIMIT, Larger::Refused);
        return hpki_files::detached_files(std::slice::from_ref(path), read);
    }
    let named = source.read(DOCUMENT_LIMIT, Larger::Refused)?;
    let given_path = name.unwrap_or(named.name);
    Ok(vec![DetachedFile { given_path, relative_path: None, octets: named.octets.into_vec() }])
}
