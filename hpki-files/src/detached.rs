//! The files that a detached signature may name: those given, and those in given folders. Nothing else is read,
//! so symbolic links inside a folder, which may lead out of it, are passed over.

use std::fs;
use std::path::{Path, PathBuf};

use hpki_report::{Problem, problem};
use hpki_xades::dsig::DetachedFile;

/// Files taken from the folders of one run. A referral with its images has hundreds; a folder given by mistake
/// (a home folder) must not be read whole.
pub const FILES_LIMIT: usize = 4_096;

/// Octets of all of them together, which are held in memory.
pub const OCTETS_LIMIT: usize = 1 << 30;

/// Reads files, and every file below folders, each with `read`.
///
/// # Errors
/// [`Problem`] where one cannot be read, or there are too many, in number or octets.
pub fn detached_files(
    paths: &[PathBuf],
    read: impl Fn(&Path) -> Result<Vec<u8>, Problem>,
) -> Result<Vec<DetachedFile>, Problem> {
    let mut files = Vec::new();
    let mut budget = OCTETS_LIMIT;
    for path in paths {
        let is_folder = fs::metadata(path).map_err(|error| Problem::reading(path, &error))?.is_dir();
        let found = if is_folder { files_below(path)? } else { vec![(path.clone(), None)] };
        for (file, relative_path) in found {
            let octets = read(&file)?;
            budget = budget
                .checked_sub(octets.len())
                .filter(|_| files.len() < FILES_LIMIT)
                .ok_or_else(|| Problem::of_file(path, &problem::TOO_MANY_FILES, ""))?;
            files.push(DetachedFile { given_path: with_slashes(&file), relative_path, octets });
        }
    }
    Ok(files)
}

/// Every regular file below a folder, with its path relative to it.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, Option<String>)>, Problem> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).map_err(|error| Problem::reading(&next, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Problem::reading(&next, &error))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| Problem::reading(&path, &error))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let relative = path.strip_prefix(folder).ok().map(with_slashes);
                files.push((path, relative));
            }
            if files.len() + folders.len() > FILES_LIMIT {
                return Err(Problem::of_file(folder, &problem::TOO_MANY_FILES, ""));
            }
        }
    }
    Ok(files)
}

/// The path as a relative URI would write it.
fn with_slashes(path: &Path) -> String {
    let path = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        path.into_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hpki_xades::dsig::{DetachedData, DetachedFiles};

    fn files(path: &Path) -> Result<DetachedFiles, Problem> {
        detached_files(&[path.to_path_buf()], |file| Ok(fs::read(file).unwrap())).map(DetachedFiles::new)
    }

    #[test]
    fn files_are_found_below_the_folder_and_never_through_a_link() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("letter");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("a.xml"), "a").unwrap();
        fs::write(folder.join("sub/b.xml"), "b").unwrap();
        fs::write(outer.path().join("secret"), "s").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outer.path().join("secret"), folder.join("c.xml")).unwrap();
        let files = files(&folder).unwrap();
        let octets = |uri: &str| files.octets(uri).map(|octets| octets.into_owned());
        assert_eq!(octets("a.xml").as_deref(), Some(&b"a"[..]));
        assert_eq!(octets("sub/b.xml").as_deref(), Some(&b"b"[..]));
        assert_eq!(octets("c.xml"), None);
        assert_eq!(octets("../secret"), None);
        assert_eq!(
            detached_files(&[folder.join("none")], |_| Ok(Vec::new())).unwrap_err().finding,
            &problem::NOT_FOUND
        );
    }
}
