//! Loader of the test vectors.
//!
//! A vector is a folder of `cases/` with a `case.json` (schema: `case.schema.json`) and the document it is about; what
//! it shares with others (anchors, lists) lies in `pki/`. [`load`] reads a folder of cases, checks that each is whole,
//! and hands out data: nothing here verifies a signature.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Case {
    /// Where the schema lies, for editors.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The name of the folder.
    pub id: String,
    /// What kind of statement the case makes.
    pub kind: Kind,
    /// One sentence: what stands in the document.
    pub about: String,
    /// One sentence: what an implementation that fails the case lets happen.
    pub a_failing_implementation: String,
    /// Where the case comes from.
    pub source: Source,
    /// The case that is the same but for the attack or the fault, and passes. `None` only when this one passes.
    pub twin: Option<String>,
    /// The document, relative to the case's folder, as is every path below.
    pub file: PathBuf,
    /// How it is verified.
    pub arguments: Arguments,
    /// What must come out.
    pub expected: Expected,
}

/// What kind of statement a case makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Made to deceive: must not pass.
    Attack,
    /// Nobody's malice, and still must not pass.
    Refusal,
    /// Must pass.
    Benign,
}

/// Where a case comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// The classes of attack (`A1`, `C9`, …) of the table in `README.md`.
    pub threats: Vec<String>,
    /// Public records of the same mistake elsewhere.
    pub records: Vec<String>,
    /// The clause or decision that the case shows.
    pub rule: Option<String>,
}

/// The arguments of `hpki verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Arguments {
    /// `auto`, `prescription`, `dispensing`, `referral` or `generic`.
    pub document: String,
    /// The caller's time, RFC 3339.
    pub at: String,
    /// Trust anchors, DER.
    pub trust_anchors: Vec<PathBuf>,
    /// Certificates that may help to build the path, DER.
    pub intermediates: Vec<PathBuf>,
    /// Certificate revocation lists, DER.
    pub certificate_lists: Vec<PathBuf>,
    /// Trust anchors of time-stamp authorities, DER.
    pub tsa_anchors: Vec<PathBuf>,
    /// Files that detached references name.
    pub detached: Vec<PathBuf>,
    /// Whether test certificates are wanted.
    pub allow_test_certificates: bool,
    /// Roles asked for; empty means those of the document's kind.
    pub roles: Vec<String>,
    /// `required`, `if-available` or `off`.
    pub revocation: String,
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expected {
    /// `TOTAL-PASSED`, `TOTAL-FAILED` or `INDETERMINATE`.
    pub indication: String,
    /// The sub-indications of EN 319 102-1 that are right; empty when there must be none.
    pub sub_indications: Vec<String>,
    /// The id of the check that must stand in the report as the reason. `None` only when the case passes.
    pub finding: Option<String>,
    /// The ids of further checks that must stand in the report as not passed.
    pub other_findings: Vec<String>,
    /// The ids of checks that must stand in the report as warnings.
    pub warnings: Vec<String>,
    /// The exit code of `hpki verify`.
    pub exit: u8,
    /// The levels of the signatures, outermost first; only when the case passes.
    pub levels: Vec<String>,
    /// SHA-256 of the signed content, hexadecimal; only when the case passes and signs one part.
    pub content_sha256: Option<String>,
}

impl Case {
    /// Whether the case must pass.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.kind == Kind::Benign
    }

    /// Every file the case names.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let arguments = &self.arguments;
        std::iter::once(&self.file)
            .chain(&arguments.trust_anchors)
            .chain(&arguments.intermediates)
            .chain(&arguments.certificate_lists)
            .chain(&arguments.tsa_anchors)
            .chain(&arguments.detached)
    }

    /// What contradicts itself in the case, if anything does.
    fn contradiction(&self, folder: &str) -> Option<&'static str> {
        let expected = &self.expected;
        let exit = match expected.indication.as_str() {
            "TOTAL-PASSED" => 0,
            "TOTAL-FAILED" => 1,
            "INDETERMINATE" => 2,
            _ => return Some("the indication is not one of EN 319 102-1"),
        };
        let passed = exit == 0;
        [
            (self.id != folder, "the id is not the name of the folder"),
            (expected.exit != exit, "the exit code does not fit the indication"),
            (self.passes() != passed, "the kind does not fit the indication"),
            (self.twin.is_none() != passed, "refused cases, and no others, have a twin"),
            (expected.finding.is_none() != passed, "refused cases, and no others, have a reason"),
            (
                expected.sub_indications.is_empty() != passed,
                "refused cases, and no others, have a sub-indication",
            ),
            (expected.content_sha256.is_some() && !passed, "a refused case has no content"),
            (self.about.is_empty() || self.a_failing_implementation.is_empty(), "a sentence is missing"),
        ]
        .into_iter()
        .find_map(|(wrong, what)| wrong.then_some(what))
    }
}

/// A case and the folder it lies in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Vector {
    /// The folder.
    pub folder: PathBuf,
    /// The case.
    pub case: Case,
}

impl Vector {
    /// Reads one of the files that the case names.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, VectorError> {
        read(&self.folder.join(path))
    }
}

/// Why a folder of vectors could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorError {
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A `case.json` does not have the shape of a case.
    #[error("{} is not a case: {cause}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: serde_json::Error,
    },
    /// A case contradicts itself.
    #[error("{}: {what}", path.display())]
    Contradiction {
        /// The file.
        path: PathBuf,
        /// What.
        what: &'static str,
    },
    /// A case names a twin that is not there or does not pass.
    #[error("{id}: its twin {twin} is missing or does not pass")]
    NoTwin {
        /// The case.
        id: String,
        /// The twin it names.
        twin: String,
    },
    /// The folder holds no case at all.
    #[error("{} holds no cases", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads every case of `folder` (the one that holds a folder for each), in the order of their ids.
///
/// # Errors
/// When one cannot be read or contradicts itself, names a file or a twin that is not there, or when there is none: a
/// run over no vectors must not look like a success.
pub fn load(folder: &Path) -> Result<Vec<Vector>, VectorError> {
    let unreadable = |cause| VectorError::Unreadable { path: folder.to_owned(), cause };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        folders.push(entry.map_err(unreadable)?.path());
    }
    folders.retain(|path| path.is_dir());
    folders.sort();
    let vectors: Vec<Vector> = folders.into_iter().map(load_case).collect::<Result<_, _>>()?;
    if vectors.is_empty() {
        return Err(VectorError::Empty { path: folder.to_owned() });
    }
    check_twins(&vectors)?;
    Ok(vectors)
}

fn load_case(folder: PathBuf) -> Result<Vector, VectorError> {
    let path = folder.join("case.json");
    let case: Case = serde_json::from_slice(&read(&path)?)
        .map_err(|cause| VectorError::Malformed { path: path.clone(), cause })?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if let Some(what) = case.contradiction(&name) {
        return Err(VectorError::Contradiction { path, what });
    }
    for file in case.files() {
        let path = folder.join(file);
        std::fs::metadata(&path).map_err(|cause| VectorError::Unreadable { path, cause })?;
    }
    Ok(Vector { folder, case })
}

fn check_twins(vectors: &[Vector]) -> Result<(), VectorError> {
    let passing: BTreeSet<&str> =
        vectors.iter().filter(|vector| vector.case.passes()).map(|vector| vector.case.id.as_str()).collect();
    for Vector { case, .. } in vectors {
        if let Some(twin) = &case.twin
            && !passing.contains(twin.as_str())
        {
            return Err(VectorError::NoTwin { id: case.id.clone(), twin: twin.clone() });
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, VectorError> {
    std::fs::read(path).map_err(|cause| VectorError::Unreadable { path: path.to_owned(), cause })
}
