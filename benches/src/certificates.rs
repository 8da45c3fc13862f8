//! Certificates and revocation lists by themselves, against the digest of the same octets, which every verification
//! has to make anyway.

use crate::hierarchy::Hierarchy;
use crate::large_list::{ENTRIES, large_list, serial_number};
use crate::measure::{Measured, against};
use aws_lc_rs::digest::{self, SHA256};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use std::hint::black_box;

fn digest_once(octets: &[u8]) {
    black_box(digest::digest(&SHA256, octets));
}

/// Parsing of the end entity's certificate, of about 1 KB.
///
/// # Errors
/// Says why the certificate cannot be read.
pub(crate) fn parse_certificate(hierarchy: &Hierarchy, rounds: usize) -> Result<Measured, String> {
    let der = &hierarchy.end_entity;
    Certificate::from_der(der).map_err(|error| error.to_string())?;
    Ok(against(rounds, || digest_once(der), || drop(black_box(Certificate::from_der(der)))))
}

/// Parsing of a list of 6 MB, which checks each of its 140,000 entries. The copy is part of it: the list keeps its
/// octets.
///
/// # Errors
/// Says why the list cannot be read.
pub(crate) fn parse_list(rounds: usize) -> Result<Measured, String> {
    let der = large_list();
    CertificateList::from_der(&der).map_err(|error| error.to_string())?;
    Ok(against(rounds, || digest_once(&der), || drop(black_box(CertificateList::from_der(&der)))))
}

/// The last entry of that list is looked up, and one that is not there.
///
/// # Errors
/// Says why the list cannot be read.
pub(crate) fn look_up(rounds: usize) -> Result<Measured, String> {
    let der = large_list();
    let list = CertificateList::from_der(&der).map_err(|error| error.to_string())?;
    Ok(against(
        rounds,
        || digest_once(&der),
        || {
            assert!(list.find(black_box(&serial_number(ENTRIES - 1)), list.issuer()).is_some());
            assert!(list.find(black_box(&serial_number(ENTRIES)), list.issuer()).is_none());
        },
    ))
}
