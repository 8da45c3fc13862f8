//! Certificates and revocation lists from files and folders.

use std::fs;
use std::path::{Path, PathBuf};

use hpki_core::bundle::{Bundle, BundleError};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::report::Finding;
use hpki_core::trust::TrustAnchors;

use super::read;
use crate::arguments;
use crate::problem::{self, Problem};

/// Octets of one file of certificates or lists. The largest lists of public CAs have some 10 MB.
const FILE_LIMIT: u64 = 128 * 1024 * 1024;

/// Files taken from one folder.
const FILES_LIMIT: usize = 4_096;

/// What is taken from a folder; other files in it (notes, keys) are no concern of ours.
const CERTIFICATE_EXTENSIONS: [&str; 6] = ["cer", "crt", "der", "pem", "p7b", "p7c"];
const LIST_EXTENSIONS: [&str; 5] = ["crl", "der", "pem", "p7b", "p7c"];

/// What `verify` and `certificate validate` are told to trust and to use.
pub(crate) struct Trust {
    pub(crate) trust_anchors: TrustAnchors,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) certificate_lists: Vec<CertificateList>,
    pub(crate) revocation: RevocationMode,
    pub(crate) test_certificates: TestCertificates,
}

impl Trust {
    pub(crate) fn read(arguments: &arguments::Trust) -> Result<Trust, Problem> {
        Ok(Trust {
            trust_anchors: trust_anchors(&arguments.trust_anchor)?,
            intermediates: certificates(&arguments.intermediate)?,
            certificate_lists: certificate_lists(&arguments.crl)?,
            revocation: match arguments.revocation {
                arguments::Revocation::Required => RevocationMode::Required,
                arguments::Revocation::IfAvailable => RevocationMode::IfAvailable,
                arguments::Revocation::Off => RevocationMode::Off,
            },
            test_certificates: match arguments.allow_test_certificates {
                true => TestCertificates::Accept,
                false => TestCertificates::Refuse,
            },
        })
    }
}

/// The trust anchors that the caller names.
pub(crate) fn trust_anchors(paths: &[PathBuf]) -> Result<TrustAnchors, Problem> {
    certificates(paths).map(TrustAnchors::from_iter)
}

/// The certificates in a file, at least one.
pub(crate) fn certificates_of(file: &Path) -> Result<Vec<Certificate>, Problem> {
    certificates_in(file, &read(file, FILE_LIMIT)?)
}

/// The certificates in the octets of a file.
pub(crate) fn certificates_in(file: &Path, octets: &[u8]) -> Result<Vec<Certificate>, Problem> {
    let bundle = bundle(file, octets, &problem::NO_CERTIFICATE)?;
    match (bundle.certificates.is_empty(), bundle.certificate_lists.is_empty()) {
        (false, _) => Ok(bundle.certificates),
        (true, false) => Err(Problem::of_file(file, &problem::LIST_FOR_CERTIFICATE, "")),
        (true, true) => Err(Problem::of_file(file, &problem::NO_CERTIFICATE, "")),
    }
}

fn certificate_lists_in(file: &Path, octets: &[u8]) -> Result<Vec<CertificateList>, Problem> {
    let bundle = bundle(file, octets, &problem::NO_CERTIFICATE_LIST)?;
    match (bundle.certificate_lists.is_empty(), bundle.certificates.is_empty()) {
        (false, _) => Ok(bundle.certificate_lists),
        (true, false) => Err(Problem::of_file(file, &problem::CERTIFICATE_FOR_LIST, "")),
        (true, true) => Err(Problem::of_file(file, &problem::NO_CERTIFICATE_LIST, "")),
    }
}

/// Certificates from files and folders.
pub(crate) fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Problem> {
    let mut all = Vec::new();
    for path in paths {
        let Some(files) = files_of(path, &CERTIFICATE_EXTENSIONS)? else {
            all.extend(certificates_in(path, &read(path, FILE_LIMIT)?)?);
            continue;
        };
        let before = all.len();
        for file in files {
            all.extend(bundle(&file, &read(&file, FILE_LIMIT)?, &problem::NO_CERTIFICATE)?.certificates);
        }
        if all.len() == before {
            return Err(Problem::of_file(path, &problem::FOLDER_WITHOUT_CERTIFICATES, ""));
        }
    }
    Ok(all)
}

/// Revocation lists from files and folders.
pub(crate) fn certificate_lists(paths: &[PathBuf]) -> Result<Vec<CertificateList>, Problem> {
    let mut all = Vec::new();
    for path in paths {
        let Some(files) = files_of(path, &LIST_EXTENSIONS)? else {
            all.extend(certificate_lists_in(path, &read(path, FILE_LIMIT)?)?);
            continue;
        };
        let before = all.len();
        for file in files {
            all.extend(
                bundle(&file, &read(&file, FILE_LIMIT)?, &problem::NO_CERTIFICATE_LIST)?.certificate_lists,
            );
        }
        if all.len() == before {
            return Err(Problem::of_file(path, &problem::FOLDER_WITHOUT_LISTS, ""));
        }
    }
    Ok(all)
}

fn bundle(file: &Path, octets: &[u8], unrecognised: &'static Finding) -> Result<Bundle, Problem> {
    if octets.is_empty() {
        return Err(Problem::of_file(file, &problem::EMPTY, ""));
    }
    if octets.len() as u64 >= FILE_LIMIT {
        return Err(Problem::of_file(file, &problem::TOO_LARGE, ""));
    }
    Bundle::from_bytes(octets).map_err(|error| match error {
        BundleError::Unrecognised => Problem::of_file(file, unrecognised, ""),
        _ => Problem::of_file(file, error.finding(), error.to_string()),
    })
}

/// The files of a folder with one of these extensions, in the order of their names; `None` for what is no folder.
/// Its subfolders are not looked into, so that one folder is one decision of the caller.
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
