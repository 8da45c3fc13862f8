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

/// What preparing and assembling is measured against.
pub(crate) enum Against {
    /// One RSA-2048 signature.
    Signature,
    /// The verification of the value, which assembling contains.
    Verification,
}

/// Preparing and assembling a prescription, everything but the signature. The same preparation gives the same octets, so
/// the values that are put in were made once: one for each of `seconds` after a time, which take turns. Signers of many
/// documents have thousands in each second, signers of single ones another second for each.
///
/// # Errors
/// Says why nothing is signed.
pub(crate) fn prescription(
    payload: usize,
    hierarchy: &Hierarchy,
    rounds: usize,
    floor: Against,
    seconds: &[i64],
) -> Result<Measured, String> {
    let (settings, first) = settings(hierarchy)?;
    let csv = csv(payload);
    let prepare = |at| sign::prescription(&csv, at, &settings);
    let prepared: Result<Vec<_>, String> = seconds
        .iter()
        .map(|&second| {
            let at = first.plus_seconds(second).ok_or("the end of time")?;
            signed(|| prepare(at), hierarchy).map(|(message, value)| (at, message, value))
        })
        .collect();
    let prepared = prepared?;
    let mut turns = prepared.iter().cycle();
    let candidate = || {
        let Some((at, _, value)) = turns.next() else { return };
        let signed = prepare(*at).and_then(|prepared| prepared.assemble(value));
        assert!(black_box(signed).is_ok(), "signed before, and not now");
    };
    let (_, message, value) = prepared.first().ok_or("no second to sign in")?;
    let (algorithm, key) = (settings.algorithm(), settings.certificate().public_key());
    let verify = || {
        let verified = verify_signature(&algorithm, EcdsaEncoding::P1363, key, message, value);
        assert!(black_box(verified).is_ok());
    };
    Ok(match floor {
        Against::Signature => against(rounds, || drop(black_box(hierarchy.sign(message))), candidate),
        Against::Verification => against(rounds, verify, candidate),
    })
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
