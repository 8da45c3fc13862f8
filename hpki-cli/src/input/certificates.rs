//! Certificates and revocation lists from files and folders.

use std::path::{Path, PathBuf};

use hpki_core::algorithm::policy::{Acceptance, AlgorithmPolicy};
use hpki_core::bundle::Bundle;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::report::Finding;
use hpki_core::trust::TrustAnchors;
use hpki_report::material;

use super::read;
use crate::problem::{self, Problem};
use crate::{arguments, usage};

/// What is read of one file: as much as files of certificates and lists may have, and one octet more.
const FILE_LIMIT: u64 = hpki_files::MATERIAL_LIMIT as u64 + 1;

/// What `verify` and `certificate validate` are told to trust and to use.
pub(crate) struct Trust {
    pub(crate) trust_anchors: TrustAnchors,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) certificate_lists: Vec<CertificateList>,
    pub(crate) revocation: RevocationMode,
    pub(crate) test_certificates: TestCertificates,
    /// `None`: the default.
    pub(crate) algorithms: Option<AlgorithmPolicy>,
}

impl Trust {
    pub(crate) fn read(arguments: &arguments::Trust) -> Result<Trust, Problem> {
        // First, because it needs no file.
        let algorithms = algorithms(&arguments.algorithm_end)?;
        Ok(Trust {
            algorithms,
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

/// The default policy with these ends.
fn algorithms(ends: &[arguments::AlgorithmEnd]) -> Result<Option<AlgorithmPolicy>, Problem> {
    let mut policy = AlgorithmPolicy::default();
    for end in ends {
        if policy.acceptance(end.digest) != Acceptance::NoEnd {
            return Err(Problem::of("--algorithm-end", &usage::ALGORITHM_END_TWICE, end.digest.name()));
        }
        policy = policy.with_end(end.digest, end.until);
    }
    Ok((!ends.is_empty()).then_some(policy))
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
        match hpki_files::certificates_of_folder(path)? {
            Some(certificates) => all.extend(certificates),
            None => all.extend(certificates_of(path)?),
        }
    }
    Ok(all)
}

/// Revocation lists from files and folders.
pub(crate) fn certificate_lists(paths: &[PathBuf]) -> Result<Vec<CertificateList>, Problem> {
    let mut all = Vec::new();
    for path in paths {
        match hpki_files::certificate_lists_of_folder(path)? {
            Some(lists) => all.extend(lists),
            None => all.extend(certificate_lists_in(path, &read(path, FILE_LIMIT)?)?),
        }
    }
    Ok(all)
}

fn bundle(file: &Path, octets: &[u8], unrecognised: &'static Finding) -> Result<Bundle, Problem> {
    if octets.len() as u64 >= FILE_LIMIT {
        return Err(Problem::of_file(file, &problem::TOO_LARGE, ""));
    }
    material::bundle(&file.to_string_lossy(), octets, unrecognised)
}
