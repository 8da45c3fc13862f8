//! One file, whole, within a limit.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use hpki_report::{Problem, problem};

/// Octets of the largest document. The verifier's own limit says what is wrong with a larger one.
pub const DOCUMENT_LIMIT: usize = 256 * 1024 * 1024;

/// Octets of the largest file of certificates or lists. The largest lists of public CAs have some 10 MB.
pub const MATERIAL_LIMIT: usize = 128 * 1024 * 1024;

/// What is done with a file over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Larger {
    /// It is refused.
    Refused,
    /// Its beginning is read, one octet more than the limit: who reads on refuses it with a reason of its own.
    Cut,
}

/// The octets of a file. An endless device costs no more than the limit.
///
/// # Errors
/// [`Problem`] where it cannot be opened or read, is a folder, or is over the limit.
pub fn read(path: &Path, limit: usize, larger: Larger) -> Result<Vec<u8>, Problem> {
    let failed = |error: io::Error| Problem::reading(path, &error);
    // A folder can be opened on some systems and not on others: one answer for all.
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut octets = Vec::new();
    // Most files are read in one go; a length that lies costs no more than the limit.
    let room = usize::try_from(length).unwrap_or(limit).min(limit).saturating_add(1);
    octets.try_reserve_exact(room).map_err(|_| failed(io::ErrorKind::OutOfMemory.into()))?;
    let at_most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(at_most).read_to_end(&mut octets).map_err(failed)?;
    if larger == Larger::Refused && octets.len() > limit {
        return Err(Problem::of_file(path, &problem::TOO_LARGE, ""));
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_octet_over_the_limit_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, b"12345").unwrap();
        assert_eq!(read(&file, 5, Larger::Refused).unwrap(), b"12345");
        assert_eq!(read(&file, 4, Larger::Refused).unwrap_err().finding, &problem::TOO_LARGE);
        assert_eq!(read(&file, 3, Larger::Cut).unwrap(), b"1234");
        assert_eq!(read(folder.path(), 5, Larger::Cut).unwrap_err().finding, &problem::IS_A_FOLDER);
        assert_eq!(read(&folder.path().join("b"), 5, Larger::Cut).unwrap_err().finding, &problem::NOT_FOUND);
    }
}
