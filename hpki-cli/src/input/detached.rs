//! The files that a detached signature may name.

use std::path::PathBuf;

use hpki_xades::dsig::{DetachedFile, DetachedFiles};

use super::read_document;
use crate::problem::Problem;

/// Reads the files and folders given with `--detached`.
pub(crate) fn read(paths: &[PathBuf]) -> Result<DetachedFiles, Problem> {
    files(paths).map(DetachedFiles::new)
}

/// The same, one by one.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<DetachedFile>, Problem> {
    hpki_files::detached_files(paths, read_document)
}
