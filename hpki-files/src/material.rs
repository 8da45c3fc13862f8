//! Certificates and revocation lists in folders.

use std::fs;
use std::path::{Path, PathBuf};

use hpki_core::bundle::Bundle;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::report::Finding;
use hpki_report::{Problem, material, problem};

use crate::read::{Larger, MATERIAL_LIMIT, read};

/// Files taken from one folder.
const FILES_LIMIT: usize = 4_096;

/// What is taken from a folder; other files in it (notes, keys) are no concern of ours.
const CERTIFICATE_EXTENSIONS: [&str; 6] = ["cer", "crt", "der", "pem", "p7b", "p7c"];
const LIST_EXTENSIONS: [&str; 5] = ["crl", "der", "pem", "p7b", "p7c"];

/// The certificates in the files of a folder, in the order of their names; `None` for what is no folder. Its subfolders
/// are not looked into, so that one folder is one decision of the caller.
///
/// # Errors
/// [`Problem`] where a file with one of the usual extensions cannot be read, or none holds a certificate.
pub fn certificates_of_folder(path: &Path) -> Result<Option<Vec<Certificate>>, Problem> {
    let taken = |bundle: Bundle| bundle.certificates;
    let findings = (&problem::NO_CERTIFICATE, &problem::FOLDER_WITHOUT_CERTIFICATES);
    of_folder(path, &CERTIFICATE_EXTENSIONS, findings, taken)
}

/// The revocation lists, likewise.
///
/// # Errors
/// As [`certificates_of_folder`].
pub fn certificate_lists_of_folder(path: &Path) -> Result<Option<Vec<CertificateList>>, Problem> {
    let taken = |bundle: Bundle| bundle.certificate_lists;
    let findings = (&problem::NO_CERTIFICATE_LIST, &problem::FOLDER_WITHOUT_LISTS);
    of_folder(path, &LIST_EXTENSIONS, findings, taken)
}

fn of_folder<T>(
    path: &Path,
    extensions: &[&str],
    (unrecognised, nothing): (&'static Finding, &'static Finding),
    taken: impl Fn(Bundle) -> Vec<T>,
) -> Result<Option<Vec<T>>, Problem> {
    let Some(files) = files_of(path, extensions)? else { return Ok(None) };
    let mut all = Vec::new();
    for file in files {
        let octets = read(&file, MATERIAL_LIMIT, Larger::Refused)?;
        all.extend(taken(material::bundle(&file.to_string_lossy(), &octets, unrecognised)?));
    }
    if all.is_empty() { Err(Problem::of_file(path, nothing, "")) } else { Ok(Some(all)) }
}

fn files_of(path: &Path, extensions: &[&str]) -> Result<Option<Vec<PathBuf>>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| Problem::reading(path, &error))?;
    if !metadata.is_dir() {
        return Ok(None);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Problem::reading(path, &error))? {
        let file = entry.map_err(|error| Problem::reading(path, &error))?.path();
        let extension = file.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let wanted = extension.is_some_and(|extension| extensions.contains(&extension.as_str()));
        if wanted && !hidden && file.is_file() {
            files.push(file);
        }
        if files.len() > FILES_LIMIT {
            return Err(Problem::of_file(path, &problem::TOO_MANY_FILES, ""));
        }
    }
    files.sort();
    Ok(Some(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pki(name: &str) -> Vec<u8> {
        fs::read(format!("{}/../test-vectors/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn files_with_the_usual_extensions_are_taken_in_order_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        for (name, content) in [
            ("b.DER", pki("certificates/root.der")),
            ("a.cer", pki("certificates/doctor.der")),
            ("c.crl", pki("crls/root.crl")),
            (".hidden.der", b"-".to_vec()),
            ("notes.txt", b"-".to_vec()),
        ] {
            fs::write(path.join(name), content).unwrap();
        }
        fs::create_dir(path.join("more.der")).unwrap();
        let certificates = certificates_of_folder(path).unwrap().unwrap();
        let ders: Vec<&[u8]> = certificates.iter().map(Certificate::as_der).collect();
        assert_eq!(ders, [pki("certificates/doctor.der"), pki("certificates/root.der")]);
        assert_eq!(certificate_lists_of_folder(path).unwrap().unwrap().len(), 1);
        assert!(certificates_of_folder(&path.join("a.cer")).unwrap().is_none());

        let nothing = certificates_of_folder(&path.join("more.der")).unwrap_err();
        assert_eq!(nothing.finding, &problem::FOLDER_WITHOUT_CERTIFICATES);
        fs::write(path.join("d.pem"), b"-").unwrap();
        let unreadable = certificates_of_folder(path).unwrap_err();
        assert_eq!(unreadable.finding, &problem::NO_CERTIFICATE);
        assert!(unreadable.subject.ends_with("d.pem"), "{}", unreadable.subject);
    }
}
