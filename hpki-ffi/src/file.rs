//! Reading files whole, within a limit, and the codes of what keeps one from it.

use std::path::Path;

pub(crate) use ::hpki_files::{DOCUMENT_LIMIT, Larger, MATERIAL_LIMIT};
use ::hpki_report::{Problem, problem};

use crate::boundary::Failure;
use crate::result::{
    HPKI_ERROR_FILE_IS_A_FOLDER, HPKI_ERROR_FILE_NOT_FOUND, HPKI_ERROR_FILE_PERMISSION,
    HPKI_ERROR_FILE_TOO_LARGE, HPKI_ERROR_FILE_UNREADABLE, hpki_result,
};

/// The octets of a file.
pub(crate) fn read(path: &str, limit: usize, larger: Larger) -> Result<Vec<u8>, Failure> {
    ::hpki_files::read(Path::new(path), limit, larger)
        .map_err(|problem| Failure::of(code_of(&problem), problem))
}

fn code_of(problem: &Problem) -> hpki_result {
    if problem.finding == &problem::NOT_FOUND {
        HPKI_ERROR_FILE_NOT_FOUND
    } else if problem.finding == &problem::PERMISSION_DENIED {
        HPKI_ERROR_FILE_PERMISSION
    } else if problem.finding == &problem::IS_A_FOLDER {
        HPKI_ERROR_FILE_IS_A_FOLDER
    } else if problem.finding == &problem::TOO_LARGE {
        HPKI_ERROR_FILE_TOO_LARGE
    } else {
        HPKI_ERROR_FILE_UNREADABLE
    }
}
