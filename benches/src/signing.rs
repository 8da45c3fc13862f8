//! Signing: what this library adds to the signature itself.

use crate::documents::{SIGNING_TIME, csv};
use crate::hierarchy::Hierarchy;
use crate::measure::{Measured, against};
use aws_lc_rs::digest::{self, SHA256};
use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::certificate::Certificate;
use hpki_core::crypto::verify_signature;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::{self, DetachedReference, Listing, Packaging, Prepared, Properties, SigningSettings};
use std::hint::black_box;

/// Preparing and assembling a prescription, everything but the signature, against one RSA-2048 signature. The same
/// preparation gives the same octets, so the value that is put in was made once.
///
/// # Errors
/// Says why nothing is signed.
pub(crate) fn prescription(payload: usize, hierarchy: &Hierarchy, rounds: usize) -> Result<Measured, String> {
    let (settings, at) = settings(hierarchy)?;
    let csv = csv(payload);
    let prepare = || sign::prescription(&csv, at, &settings);
    let (message, value) = signed(prepare, hierarchy)?;
    let candidate = || {
        let signed = prepare().and_then(|prepared| prepared.assemble(&value));
        assert!(black_box(signed).is_ok(), "signed before, and not now");
    };
    Ok(against(rounds, || drop(black_box(hierarchy.sign(&message))), candidate))
}

/// The same, each prescription at another second than the one before: what signers of many documents do seldom, and of
/// single ones always.
///
/// # Errors
/// Says why nothing is signed.
pub(crate) fn prescription_of_another_second(
    payload: usize,
    hierarchy: &Hierarchy,
    rounds: usize,
) -> Result<Measured, String> {
    let (settings, first) = settings(hierarchy)?;
    let csv = csv(payload);
    let next = first.plus_seconds(1).ok_or("the end of time")?;
    let prepare = |at| sign::prescription(&csv, at, &settings);
    let (message, value) = signed(|| prepare(first), hierarchy)?;
    let (_, value_of_next) = signed(|| prepare(next), hierarchy)?;
    let mut turn = [(first, &value), (next, &value_of_next)].into_iter().cycle();
    let candidate = || {
        let Some((at, value)) = turn.next() else { return };
        let signed = prepare(at).and_then(|prepared| prepared.assemble(value));
        assert!(black_box(signed).is_ok(), "signed before, and not now");
    };
    Ok(against(rounds, || drop(black_box(hierarchy.sign(&message))), candidate))
}

/// The same against the verification of the value, which assembling contains.
///
/// # Errors
/// Says why nothing is signed.
pub(crate) fn prescription_and_verification(
    payload: usize,
    hierarchy: &Hierarchy,
    rounds: usize,
) -> Result<Measured, String> {
    let (settings, at) = settings(hierarchy)?;
    let csv = csv(payload);
    let prepare = || sign::prescription(&csv, at, &settings);
    let (message, value) = signed(prepare, hierarchy)?;
    let candidate = || {
        let signed = prepare().and_then(|prepared| prepared.assemble(&value));
        assert!(black_box(signed).is_ok(), "signed before, and not now");
    };
    let (algorithm, key) = (settings.algorithm(), settings.certificate().public_key());
    let verify = || {
        let verified = verify_signature(&algorithm, EcdsaEncoding::P1363, key, &message, &value);
        assert!(black_box(verified).is_ok());
    };
    Ok(against(rounds, verify, candidate))
}

/// A detached signature over one file, everything but the signature, against SHA-256 of the file.
///
/// # Errors
/// Says why nothing is signed.
pub(crate) fn detached(octets: usize, hierarchy: &Hierarchy, rounds: usize) -> Result<Measured, String> {
    let file: Vec<u8> = (0..octets).map(|index| (index % 251) as u8).collect();
    let (settings, at) = settings(hierarchy)?;
    let prepare = || {
        let files = vec![DetachedReference::octets("letter.pdf", &file)?];
        let packaging = Packaging::Detached { files, listing: Listing::References };
        sign::xml(packaging, DocumentKind::Referral, Properties::default(), at, &settings)
    };
    let (_, value) = signed(prepare, hierarchy)?;
    let candidate = || {
        let signed = prepare().and_then(|prepared| prepared.assemble(&value));
        assert!(black_box(signed).is_ok(), "signed before, and not now");
    };
    let floor = || {
        black_box(digest::digest(&SHA256, &file));
    };
    Ok(against(rounds, floor, candidate))
}

fn settings(hierarchy: &Hierarchy) -> Result<(SigningSettings, Time), String> {
    let certificate = Certificate::from_der(&hierarchy.end_entity).map_err(|error| error.to_string())?;
    let settings = SigningSettings::new(certificate).map_err(|error| error.to_string())?;
    let at = Time::from_rfc3339(SIGNING_TIME).map_err(|error| error.to_string())?;
    Ok((settings, at))
}

/// What is signed and its value.
fn signed(
    prepare: impl Fn() -> Result<Prepared, sign::SignError>,
    hierarchy: &Hierarchy,
) -> Result<(Vec<u8>, Vec<u8>), String> {
    let prepared = prepare().map_err(|error| error.to_string())?;
    let message = prepared.data_to_be_signed().to_vec();
    let value = hierarchy.sign(&message);
    prepared.assemble(&value).map_err(|error| error.to_string())?;
    Ok((message, value))
}
