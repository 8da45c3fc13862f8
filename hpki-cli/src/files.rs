//! Output files: whole or not at all, and nothing is lost by writing them (crate `hpki_save`).

use std::fs;
use std::path::{Path, PathBuf};

use hpki_save::{Access, SaveError};

use crate::output;
use crate::problem::{self, Problem};

pub(crate) use hpki_save::Replace;

/// Refuses an output that is one of the inputs or another output, whatever name it is given by.
pub(crate) fn check_apart<'p>(
    outputs: &[&Path],
    inputs: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<(), Problem> {
    let identity = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let inputs: Vec<PathBuf> =
        inputs.into_iter().filter(|path| !is_standard(path)).map(|path| identity(path)).collect();
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

/// Refuses standard output as an output of a command that prints something else there.
pub(crate) fn check_not_standard_output(outputs: &[&Path]) -> Result<(), Problem> {
    match outputs.iter().find(|output| is_standard(output)) {
        Some(output) => Err(Problem::of_file(output, &problem::STANDARD_OUTPUT_IN_USE, "")),
        None => Ok(()),
    }
}

/// Refuses an output that already holds something, before anything is decided.
pub(crate) fn check_free(path: &Path, replace: Replace) -> Result<(), Problem> {
    if is_standard(path) {
        return Ok(());
    }
    hpki_save::check_free(path, replace).map_err(|error| problem_of(path, error))
}

/// Octets that are safely on the disk under a temporary name. Prepare every output, then commit them all: a refused one
/// then leaves nothing behind. Dropped without commit, the temporary file is removed.
pub(crate) struct Prepared {
    /// The name as the caller wrote it.
    named: PathBuf,
    step: Step,
}

enum Step {
    Save(hpki_save::Prepared),
    StandardOutput(Vec<u8>),
}

/// Writes the octets to a temporary file in the folder of the output. `-` and `/dev/stdout` are standard output.
pub(crate) fn prepare(path: &Path, octets: &[u8], replace: Replace) -> Result<Prepared, Problem> {
    prepare_with(path, octets, replace, Access::Usual)
}

/// The same for what only the user may read, such as a state that names a document.
pub(crate) fn prepare_private(path: &Path, octets: &[u8], replace: Replace) -> Result<Prepared, Problem> {
    prepare_with(path, octets, replace, Access::Private)
}

fn prepare_with(path: &Path, octets: &[u8], replace: Replace, access: Access) -> Result<Prepared, Problem> {
    let step = if is_standard(path) {
        Step::StandardOutput(octets.to_vec())
    } else {
        let prepared = hpki_save::prepare(path, octets, replace, access);
        Step::Save(prepared.map_err(|error| problem_of(path, error))?)
    };
    Ok(Prepared { named: path.to_path_buf(), step })
}

impl Prepared {
    /// Gives the file its name: killed at any moment, the old file or the new one is there, whole.
    pub(crate) fn commit(self) -> Result<(), Problem> {
        match self.step {
            Step::Save(prepared) => prepared.commit().map_err(|error| problem_of(&self.named, error)),
            Step::StandardOutput(octets) => output::print_octets(&octets),
        }
    }
}

/// `/dev/stdout` by its name: when it leads to a file, that file is the shell's, and replacing it would lose what is
/// printed besides.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdout")
}

fn problem_of(path: &Path, error: SaveError) -> Problem {
    match error {
        SaveError::Exists => Problem::of_file(path, &problem::OUTPUT_EXISTS, ""),
        SaveError::NotAFile => Problem::of_file(path, &problem::NOT_A_REGULAR_FILE, ""),
        SaveError::NotConfirmed(error) => {
            Problem::of_file(path, &problem::OUTPUT_NOT_CONFIRMED, error.to_string())
        }
        SaveError::Write(error) => Problem::writing(path, &error),
        other => Problem::of_file(path, &problem::CANNOT_WRITE, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_save_refuses_has_its_own_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        prepare(&path, b"one", Replace::Never).unwrap().commit().unwrap();
        let finding = |path: &Path, replace| prepare(path, b"two", replace).map(drop).unwrap_err().finding;
        assert_eq!(finding(&path, Replace::Never), &problem::OUTPUT_EXISTS);
        assert_eq!(finding(folder.path(), Replace::Existing), &problem::NOT_A_REGULAR_FILE);
        assert_eq!(finding(&path.join("below"), Replace::Existing), &problem::CANNOT_WRITE);
        let late = prepare(&folder.path().join("late"), b"two", Replace::Never).unwrap();
        fs::write(folder.path().join("late"), b"made meanwhile").unwrap();
        assert_eq!(late.commit().unwrap_err().finding, &problem::OUTPUT_EXISTS);
        let refused = check_not_standard_output(&[&path, Path::new("-")]).unwrap_err();
        assert_eq!(refused.finding, &problem::STANDARD_OUTPUT_IN_USE);
    }

    #[cfg(unix)]
    #[test]
    fn an_output_is_an_input_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, b"one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let apart = check_apart(&[&link], [&path]).unwrap_err();
        assert_eq!(apart.finding, &problem::OUTPUT_IS_INPUT);
        check_apart(&[Path::new("-")], [&PathBuf::from("-")]).unwrap();
    }
}
