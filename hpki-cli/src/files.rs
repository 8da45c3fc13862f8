//! Output files: whole or not at all, and nothing is lost by writing them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::problem::{self, Problem};

/// Whether an output may take the place of a file that holds something else (`--force`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    /// Refuse. An empty file (made to reserve the name) and one that holds the same octets lose nothing.
    Never,
    /// Replace it.
    Existing,
}

impl Replace {
    pub(crate) fn from_force(force: bool) -> Replace {
        if force { Replace::Existing } else { Replace::Never }
    }
}

/// Refuses an output that is one of the inputs or another output, whatever name it is given by.
pub(crate) fn check_apart<'p>(
    outputs: &[&Path],
    inputs: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<(), Problem> {
    let identity = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let inputs: Vec<PathBuf> = inputs.into_iter().map(|path| identity(path)).collect();
    for (index, output) in outputs.iter().enumerate() {
        if inputs.contains(&identity(output)) {
            return Err(Problem::of_file(output, &problem::OUTPUT_IS_INPUT, ""));
        }
        if outputs[..index].iter().any(|other| identity(other) == identity(output)) {
            return Err(Problem::of_file(output, &problem::OUTPUT_TWICE, ""));
        }
    }
    Ok(())
}

/// Refuses an output that already holds something, before anything is decided.
pub(crate) fn check_free(path: &Path, replace: Replace) -> Result<(), Problem> {
    destination(path, b"", replace).map(|_| ())
}

/// A file whose octets are safely on the disk under a temporary name. Prepare every output, then commit them all:
/// a refused one then leaves nothing behind. Dropped without commit it is removed.
pub(crate) struct Prepared {
    /// The name as the caller wrote it.
    named: PathBuf,
    /// `None` when the file holds the very octets already.
    step: Option<(tempfile::NamedTempFile, PathBuf, Existing)>,
}

/// Writes the octets to a temporary file in the folder of the output.
pub(crate) fn prepare(path: &Path, octets: &[u8], replace: Replace) -> Result<Prepared, Problem> {
    let named = path.to_path_buf();
    let Destination::Write { path: destination, existing } = destination(path, octets, replace)? else {
        return Ok(Prepared { named, step: None });
    };
    let written = || -> io::Result<tempfile::NamedTempFile> {
        let mut file = temporary_file(folder_of(&destination))?;
        file.write_all(octets)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    let file = written().map_err(|error| Problem::writing(path, &error))?;
    Ok(Prepared { named, step: Some((file, destination, existing)) })
}

impl Prepared {
    /// Gives the file its name: killed at any moment, the old file or the new one is there, whole.
    pub(crate) fn commit(self) -> Result<(), Problem> {
        let Some((file, destination, existing)) = self.step else {
            return Ok(());
        };
        let persisted = match existing {
            Existing::Nothing => file.persist_noclobber(&destination),
            Existing::Replaceable => file.persist(&destination),
        };
        persisted.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => Problem::of_file(&self.named, &problem::OUTPUT_EXISTS, ""),
            _ => Problem::writing(&self.named, &error.error),
        })?;
        sync_folder(folder_of(&destination));
        Ok(())
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

enum Destination {
    Write { path: PathBuf, existing: Existing },
    HoldsTheSame,
}

enum Existing {
    Nothing,
    Replaceable,
}

/// Where to write: a symbolic link is followed, so that the file is replaced and not the link.
fn destination(path: &Path, octets: &[u8], replace: Replace) -> Result<Destination, Problem> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Destination::Write { path: path.to_path_buf(), existing: Existing::Nothing });
        }
        Err(error) => return Err(Problem::writing(path, &error)),
    };
    if !metadata.is_file() {
        return Err(Problem::of_file(path, &problem::NOT_A_REGULAR_FILE, ""));
    }
    let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
    if metadata.len() == length && fs::read(path).is_ok_and(|found| found == octets) {
        return Ok(Destination::HoldsTheSame);
    }
    if metadata.len() > 0 && replace == Replace::Never {
        return Err(Problem::of_file(path, &problem::OUTPUT_EXISTS, ""));
    }
    let path = fs::canonicalize(path).map_err(|error| Problem::writing(path, &error))?;
    Ok(Destination::Write { path, existing: Existing::Replaceable })
}

/// With the permissions any new file of this user gets, not the temporary file's private ones.
fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hpki-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The new name survives a power cut only when the folder was written too. Not every file system can; the
/// content is safe in any case, so a failure changes nothing for the caller.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, octets: &[u8], replace: Replace) -> Result<(), Problem> {
        prepare(path, octets, replace)?.commit()
    }

    #[test]
    fn what_is_not_committed_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        drop(prepare(&path, b"one", Replace::Never).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let prepared = prepare(&path, b"one", Replace::Never).unwrap();
        fs::write(&path, b"made meanwhile").unwrap();
        assert_eq!(prepared.commit().unwrap_err().finding, &problem::OUTPUT_EXISTS);
        assert_eq!(fs::read(&path).unwrap(), b"made meanwhile");
    }

    #[test]
    fn a_file_with_something_else_is_replaced_only_on_demand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        write(&path, b"one", Replace::Never).unwrap();
        write(&path, b"one", Replace::Never).unwrap();
        let refused = write(&path, b"two", Replace::Never).unwrap_err();
        assert_eq!(refused.finding, &problem::OUTPUT_EXISTS);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Replace::Existing).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left behind");
    }

    #[test]
    fn a_reserved_name_may_be_filled() {
        let reserved = tempfile::NamedTempFile::new().unwrap();
        write(reserved.path(), b"one", Replace::Never).unwrap();
        assert_eq!(fs::read(reserved.path()).unwrap(), b"one");
    }

    #[test]
    fn what_is_no_regular_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let refused = write(folder.path(), b"one", Replace::Existing).unwrap_err();
        assert_eq!(refused.finding, &problem::NOT_A_REGULAR_FILE);
        let refused = write(&folder.path().join("no/such/folder"), b"one", Replace::Existing).unwrap_err();
        assert_eq!(refused.finding, &problem::CANNOT_WRITE);
    }

    #[cfg(unix)]
    #[test]
    fn through_a_link_the_file_is_replaced_and_the_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, b"one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, b"two", Replace::Existing).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let apart = check_apart(&[&link], [&path]).unwrap_err();
        assert_eq!(apart.finding, &problem::OUTPUT_IS_INPUT);
    }
}
