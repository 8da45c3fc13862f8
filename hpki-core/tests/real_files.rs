//! Certificates and lists made by others parse, and hold what their makers say.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::verify_signature;

fn shared() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).to_path_buf()
}

/// The files of a folder with an extension, or `None` with a line that says so.
fn files(folder: &str, extension: &str) -> Option<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(shared().join(folder)) else {
        println!("skipped: {folder} is not there");
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    Some(files)
}

#[test]
fn the_authorities_of_hpki_verify_with_the_root() {
    let Some(files) = files("data/hpki-ca", "cer") else { return };
    let parse = |path: &PathBuf| Certificate::from_der(&std::fs::read(path).unwrap()).unwrap();
    let certificates: Vec<Certificate> = files.iter().map(parse).collect();
    let root = certificates
        .iter()
        .find(|certificate| certificate.sha256().starts_with(&[0x6e, 0xd2, 0x79, 0x6b]))
        .unwrap();
    let mut below = 0;
    for certificate in certificates.iter().filter(|certificate| certificate.issuer() == root.subject()) {
        verify_signature(
            certificate.signature_algorithm(),
            EcdsaEncoding::Asn1,
            root.public_key(),
            certificate.tbs_der(),
            certificate.signature_value(),
        )
        .unwrap();
        below += 1;
    }
    assert_eq!(below, 4, "the root itself, MEDIS twice, JMA");
}

#[test]
fn every_certificate_and_list_of_pkits_parses() {
    let Some(certificates) = files("corpus/pki/pkits/certs", "crt") else { return };
    let mut refused = Vec::new();
    for path in &certificates {
        if let Err(error) = Certificate::from_der(&std::fs::read(path).unwrap()) {
            refused.push(format!("{}: {error}", path.display()));
        }
    }
    let lists = files("corpus/pki/pkits/crls", "crl").unwrap();
    for path in &lists {
        if let Err(error) = CertificateList::from_der(&std::fs::read(path).unwrap()) {
            refused.push(format!("{}: {error}", path.display()));
        }
    }
    println!("pkits: {} certificates, {} lists, {} refused", certificates.len(), lists.len(), refused.len());
    // Signatures that were spoiled by shifting bits: their BIT STRINGs are no longer whole octets.
    let spoiled = ["BadSignedCACert.crt", "InvalidDSASignatureTest6EE.crt", "BadCRLSignatureCACRL.crl"];
    let named = |spoiled: &str| refused.iter().any(|refusal| refusal.contains(spoiled));
    assert!(spoiled.into_iter().all(named) && refused.len() == spoiled.len(), "{refused:#?}");
}
