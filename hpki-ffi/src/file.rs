//! Reading files whole, within a limit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use ::hpki_report::{Problem, problem};

use crate::boundary::Failure;
use crate::result::{
    HPKI_ERROR_FILE_IS_A_FOLDER, HPKI_ERROR_FILE_NOT_FOUND, HPKI_ERROR_FILE_PERMISSION,
    HPKI_ERROR_FILE_TOO_LARGE, HPKI_ERROR_FILE_UNREADABLE, hpki_result,
};

/// Largest document. The verifier's own limit says what is wrong with a larger one, so one octet more is read.
pub(crate) const DOCUMENT_LIMIT: u64 = 256 * 1024 * 1024;

/// Largest file of certificates or lists. The largest lists of public CAs have some 10 MB.
pub(crate) const MATERIAL_LIMIT: u64 = 128 * 1024 * 1024;

/// What is done with a file over the limit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Larger {
    /// It is refused.
    Refused,
    /// Its beginning is read, one octet more than the limit: who reads on refuses it with a reason of its own.
    Cut,
}

/// The octets of a file.
pub(crate) fn read(path: &str, limit: u64, larger: Larger) -> Result<Vec<u8>, Failure> {
    let path = Path::new(path);
    let failed = |error: std::io::Error| {
        let problem = Problem::reading(path, &error);
        Failure::of(code_of(&problem), problem)
    };
    // A folder can be opened on some systems and not on others: one answer for all.
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut octets = Vec::new();
    // A length that lies costs no more than the limit.
    let room = usize::try_from(length.min(limit)).unwrap_or(0).saturating_add(1);
    octets.try_reserve_exact(room).map_err(|_| failed(std::io::ErrorKind::OutOfMemory.into()))?;
    file.take(limit.saturating_add(1)).read_to_end(&mut octets).map_err(failed)?;
    if larger == Larger::Refused && octets.len() as u64 > limit {
        let problem = Problem::of_file(path, &problem::TOO_LARGE, "");
        return Err(Failure::of(HPKI_ERROR_FILE_TOO_LARGE, problem));
    }
    Ok(octets)
}

fn code_of(problem: &Problem) -> hpki_result {
    if problem.finding == &problem::NOT_FOUND {
        HPKI_ERROR_FILE_NOT_FOUND
    } else if problem.finding == &problem::PERMISSION_DENIED {
        HPKI_ERROR_FILE_PERMISSION
    } else if problem.finding == &problem::IS_A_FOLDER {
        HPKI_ERROR_FILE_IS_A_FOLDER
    } else {
        HPKI_ERROR_FILE_UNREADABLE
    }
}
