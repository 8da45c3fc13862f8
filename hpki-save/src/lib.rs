//! Files that are never half written.
//!
//! A file is written under a temporary name in the folder of its destination, flushed to the disk, and then given its
//! name in one step. Whatever fails and whenever the process is killed, the old file or the new one is there, whole;
//! only a kill can leave the temporary file (`.hpki-….part`) behind. `tests/faults.rs` fails, and kills at, every single
//! system call of a save.
//!
//! ```
//! use hpki_save::{Access, Replace, prepare, save};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("signed.xml");
//! save(&path, b"<Document/>", Replace::Never, Access::Usual)?;
//! // Something else is there now: replaced only on demand.
//! assert!(save(&path, b"<Other/>", Replace::Never, Access::Usual).is_err());
//! // Several outputs, all or (but for the last moment) none: prepare each of them, then commit.
//! let prepared = prepare(&path, b"<Other/>", Replace::Existing, Access::Usual)?;
//! assert_eq!(std::fs::read(&path)?, b"<Document/>");
//! prepared.commit()?;
//! assert_eq!(std::fs::read(&path)?, b"<Other/>");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Whether an output may take the place of a file that holds something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Refuse. An empty file (made to reserve the name) and one that holds the same octets lose nothing.
    Never,
    /// Replace it.
    Existing,
}

impl Replace {
    /// What a `--force` means.
    pub fn from_force(force: bool) -> Replace {
        if force { Replace::Existing } else { Replace::Never }
    }
}

/// Who may read the new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever may read any new file of this user (umask). A file that is replaced keeps its permissions.
    Usual,
    /// The user alone: keys, and states that name patients' documents.
    Private,
}

/// Why a file was not saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// The destination holds something else, and [`Replace::Never`] was asked for.
    #[error("the file exists and holds something else")]
    Exists,
    /// The destination is a folder, a socket or a disk.
    #[error("neither a regular file nor something that can be written to piece by piece")]
    NotAFile,
    /// The operating system refused; the destination is as it was.
    #[error("the file cannot be written: {0}")]
    Write(#[source] io::Error),
    /// The new file is in its place, whole, but the disk did not confirm its name: a power cut may bring the old one back.
    #[error("the file was written, but the disk did not confirm its folder: {0}")]
    NotConfirmed(#[source] io::Error),
}

impl From<SaveError> for io::Error {
    fn from(error: SaveError) -> io::Error {
        match error {
            SaveError::Exists => io::ErrorKind::AlreadyExists.into(),
            SaveError::NotAFile => io::Error::other(error),
            SaveError::Write(error) | SaveError::NotConfirmed(error) => error,
        }
    }
}

/// Octets that are safely on the disk under a temporary name. Dropped without [`commit`](Prepared::commit), the
/// temporary file is removed.
#[derive(Debug)]
#[must_use = "a prepared file gets its name by `commit`"]
pub struct Prepared(Step);

#[derive(Debug)]
enum Step {
    /// The file holds the very octets already.
    Nothing,
    Rename {
        file: NamedTempFile,
        destination: PathBuf,
        existing: Existing,
    },
    /// A device or a pipe: nothing is there that could be lost.
    Stream {
        destination: PathBuf,
        octets: Vec<u8>,
    },
}

#[derive(Clone, Copy, Debug)]
enum Existing {
    Nothing,
    Replaceable,
}

/// Saves octets to a file: [`prepare`], then [`Prepared::commit`].
///
/// # Errors
/// [`SaveError`].
pub fn save(path: &Path, octets: &[u8], replace: Replace, access: Access) -> Result<(), SaveError> {
    prepare(path, octets, replace, access)?.commit()
}

/// Refuses a destination that already holds something, before any work is done for it.
///
/// # Errors
/// [`SaveError::Exists`], [`SaveError::NotAFile`], or what the operating system says about the path.
pub fn check_free(path: &Path, replace: Replace) -> Result<(), SaveError> {
    destination(path, b"", replace).map(|_| ())
}

/// Writes the octets to a temporary file beside the destination. A symbolic link is followed: the file it points to is
/// replaced, and the link stays. Devices and pipes are written to by [`Prepared::commit`], piece by piece.
///
/// # Errors
/// [`SaveError`]; the destination is as it was.
pub fn prepare(path: &Path, octets: &[u8], replace: Replace, access: Access) -> Result<Prepared, SaveError> {
    let (destination, found) = match destination(path, octets, replace)? {
        Destination::HoldsTheSame => return Ok(Prepared(Step::Nothing)),
        Destination::Stream => {
            return Ok(Prepared(Step::Stream { destination: path.to_path_buf(), octets: octets.to_vec() }));
        }
        Destination::New => (path.to_path_buf(), None),
        Destination::Replaced(path, found) => (path, Some(found)),
    };
    let existing = if found.is_some() { Existing::Replaceable } else { Existing::Nothing };
    let file = temporary_file(folder_of(&destination), octets, access, found).map_err(SaveError::Write)?;
    Ok(Prepared(Step::Rename { file, destination, existing }))
}

impl Prepared {
    /// Gives the file its name, in one step.
    ///
    /// # Errors
    /// [`SaveError::Exists`] when somebody made the file meanwhile, [`SaveError::Write`]: the destination is as it was.
    /// [`SaveError::NotConfirmed`]: the new file is there.
    pub fn commit(self) -> Result<(), SaveError> {
        let (file, destination, existing) = match self.0 {
            Step::Nothing => return Ok(()),
            Step::Stream { destination, octets } => {
                return stream(&destination, &octets).map_err(SaveError::Write);
            }
            Step::Rename { file, destination, existing } => (file, destination, existing),
        };
        let named = match existing {
            // One system call that refuses when the name is taken, so nobody can come between a look and the step.
            Existing::Nothing => file.persist_noclobber(&destination),
            Existing::Replaceable => file.persist(&destination),
        };
        named.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::Exists,
            _ => SaveError::Write(error.error),
        })?;
        confirm_folder(folder_of(&destination)).map_err(SaveError::NotConfirmed)
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

enum Destination {
    New,
    /// The true name of the file, and what is known of it.
    Replaced(PathBuf, Metadata),
    Stream,
    HoldsTheSame,
}

fn destination(path: &Path, octets: &[u8], replace: Replace) -> Result<Destination, SaveError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        // Also a link to nothing: the link is in the way, and giving the name in one step will refuse.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Destination::New),
        Err(error) => return Err(SaveError::Write(error)),
    };
    if is_stream(&metadata) {
        return Ok(Destination::Stream);
    }
    if !metadata.is_file() {
        return Err(SaveError::NotAFile);
    }
    let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
    if metadata.len() == length && fs::read(path).is_ok_and(|found| found == octets) {
        return Ok(Destination::HoldsTheSame);
    }
    if metadata.len() > 0 && replace == Replace::Never {
        return Err(SaveError::Exists);
    }
    let path = fs::canonicalize(path).map_err(SaveError::Write)?;
    Ok(Destination::Replaced(path, metadata))
}

#[cfg(unix)]
fn is_stream(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device() || metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_stream(_: &Metadata) -> bool {
    false
}

fn stream(destination: &Path, octets: &[u8]) -> io::Result<()> {
    File::options().write(true).open(destination)?.write_all(octets)
}

fn temporary_file(
    folder: &Path,
    octets: &[u8],
    access: Access,
    replaced: Option<Metadata>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hpki-").suffix(".part");
    // Private until it is whole where its permissions come from the file it replaces.
    #[cfg(unix)]
    if access == Access::Usual && replaced.is_none() {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(octets)?;
    if cfg!(unix)
        && access == Access::Usual
        && let Some(replaced) = replaced
    {
        file.as_file().set_permissions(replaced.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// The new name survives a power cut only when the folder was written, too. Where a folder cannot be opened (no
/// permission to list it, Windows) or flushed (some network file systems), nothing can be confirmed, and nothing is said.
fn confirm_folder(folder: &Path) -> io::Result<()> {
    let cannot = |error: &io::Error| {
        use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
        matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported)
    };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if cfg!(unix) && !cannot(&error) => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
