//! What a save does when nothing fails; `tests/faults.rs` has the rest.

use super::*;

fn write(path: &Path, octets: &[u8], replace: Replace) -> Result<(), SaveError> {
    save(path, octets, replace, Access::Usual)
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn what_is_not_committed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    drop(prepare(&path, b"one", Replace::Never, Access::Usual).unwrap());
    assert_eq!(names(folder.path()), 0);
    let prepared = prepare(&path, b"one", Replace::Never, Access::Usual).unwrap();
    fs::write(&path, b"made meanwhile").unwrap();
    assert!(matches!(prepared.commit(), Err(SaveError::Exists)));
    assert_eq!(fs::read(&path).unwrap(), b"made meanwhile");
    assert_eq!(names(folder.path()), 1);
}

#[test]
fn a_file_with_something_else_is_replaced_only_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    write(&path, b"one", Replace::Never).unwrap();
    write(&path, b"one", Replace::Never).unwrap();
    check_free(&path, Replace::Existing).unwrap();
    assert!(matches!(check_free(&path, Replace::Never), Err(SaveError::Exists)));
    assert!(matches!(write(&path, b"two", Replace::Never), Err(SaveError::Exists)));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    write(&path, b"two", Replace::Existing).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(folder.path()), 1, "a temporary file was left behind");
}

#[test]
fn a_reserved_name_may_be_filled() {
    let reserved = NamedTempFile::new().unwrap();
    write(reserved.path(), b"one", Replace::Never).unwrap();
    assert_eq!(fs::read(reserved.path()).unwrap(), b"one");
}

#[test]
fn folders_and_missing_folders_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(write(folder.path(), b"one", Replace::Existing), Err(SaveError::NotAFile)));
    let missing = folder.path().join("no/such/folder");
    assert!(matches!(write(&missing, b"one", Replace::Existing), Err(SaveError::Write(_))));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn through_a_link_the_file_is_replaced_and_the_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, b"one").unwrap();
        symlink(&path, &link).unwrap();
        write(&link, b"two", Replace::Existing).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        // A link to nothing is never written through: whoever made it chose where the octets would go.
        let dangling = folder.path().join("dangling");
        symlink(folder.path().join("nothing"), &dangling).unwrap();
        assert!(matches!(write(&dangling, b"two", Replace::Existing), Err(SaveError::Exists)));
        assert!(!folder.path().join("nothing").exists());
    }

    #[test]
    fn permissions_are_the_usual_ones_or_private_or_those_of_the_replaced_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, usual, private) =
            (folder.path().join("file"), folder.path().join("usual"), folder.path().join("private"));
        fs::write(&usual, b"as any program writes it").unwrap();
        write(&path, b"one", Replace::Never).unwrap();
        assert_eq!(mode(&path), mode(&usual));
        save(&private, b"key", Replace::Never, Access::Private).unwrap();
        assert_eq!(mode(&private), 0o600);
        save(&path, b"key", Replace::Existing, Access::Private).unwrap();
        assert_eq!(mode(&path), 0o600);
        for kept in [0o600, 0o640, 0o664] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            write(&path, format!("{kept}").as_bytes(), Replace::Existing).unwrap();
            assert_eq!(mode(&path), kept);
        }
    }

    #[test]
    fn devices_and_pipes_are_written_to_and_stay_what_they_are() {
        write(Path::new("/dev/null"), b"one", Replace::Never).unwrap();
        assert!(is_stream(&fs::metadata("/dev/null").unwrap()));
        let full = Path::new("/dev/full");
        if full.exists() {
            assert!(matches!(write(full, b"one", Replace::Existing), Err(SaveError::Write(_))));
        }
    }
}
