//! Signing in three steps: prepare, sign anywhere, assemble.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use ::hpki_card::CardError;
use ::hpki_report::{Problem, problem};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::time::Time;
use hpki_save::{Access, Replace, SaveError};
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{DetachedData, DetachedFiles, NoDetachedData};
use hpki_xades::sign::{
    self, DetachedReference, FullValidation, Listing, Packaging, Prepared, Properties, SignError,
    SignedDocument, SigningRules, SigningSettings, UnsignedDocument,
};

use crate::boundary::{ErrorPlace, Failure, free, get, guard, hand_over, octets, place, text, there};
use crate::card;
use crate::certificate::hpki_certificate;
use crate::detached::hpki_detached;
use crate::error::hpki_error;
use crate::result::{
    FILE_EXISTS, HPKI_ERROR_CERTIFICATE_UNFIT, HPKI_ERROR_CONSTANT, HPKI_ERROR_CONTENT,
    HPKI_ERROR_DOCUMENT_UNFIT, HPKI_ERROR_FILE_EXISTS, HPKI_ERROR_FILE_UNWRITABLE, HPKI_ERROR_INTERNAL,
    HPKI_ERROR_NOT_VALID, HPKI_ERROR_SIGNATURE_ALGORITHM, HPKI_ERROR_SIGNATURE_VALUE, HPKI_ERROR_SIGNER,
    HPKI_ERROR_STATE, HPKI_OK, UNKNOWN_CONSTANT, hpki_result,
};
use crate::settings::{Rules, hpki_settings};
use crate::signer::hpki_signer;
use crate::value::{self, document_request, hpki_document, hpki_octets, hpki_text, time, unknown_constant};
use crate::verifier::hpki_verifier;

/// A document that is ready to be signed: the octets to be signed, and everything that is needed to finish it. It can be
/// stored as a state, and signed or assembled more than once. Any number of threads can use it.
pub struct hpki_prepared {
    prepared: Prepared,
    certificate: hpki_certificate,
    state: OnceLock<Vec<u8>>,
}

/// A document that was signed and holds: it was parsed back and verified before it was handed out. Any number of threads
/// can read it.
pub struct hpki_signed {
    document: SignedDocument,
}

/// A prescription or dispensing record that is not signed yet, for a service that makes whole Signature elements. Any
/// number of threads can read it.
pub struct hpki_unsigned {
    document: UnsignedDocument,
    digest: Vec<u8>,
}

/// The failure of a step of signing.
pub(crate) fn failure(error: SignError) -> Failure {
    let finding = error.finding();
    let detail = error.to_string();
    let mut findings = Vec::new();
    let code = match error {
        SignError::ContentEmpty
        | SignError::ContentCarriageReturn { .. }
        | SignError::ContentByteOrderMark
        | SignError::ContentEncoding { .. } => HPKI_ERROR_CONTENT,
        SignError::CertificateUnfit { check, .. } => {
            findings.push(check.id);
            HPKI_ERROR_CERTIFICATE_UNFIT
        }
        SignError::CertificateExpired { .. } | SignError::CertificateNotYetValid { .. } => {
            HPKI_ERROR_CERTIFICATE_UNFIT
        }
        SignError::Algorithm { .. } | SignError::Key(_) => HPKI_ERROR_SIGNATURE_ALGORITHM,
        SignError::Value(_) => HPKI_ERROR_SIGNATURE_VALUE,
        SignError::Signer(error) => return of_signer(error),
        SignError::OtherSigner { .. } => HPKI_ERROR_SIGNER,
        SignError::State(_) | SignError::StateChanged { .. } => HPKI_ERROR_STATE,
        SignError::ReadBack(_) => HPKI_ERROR_INTERNAL,
        SignError::NotValid(report) => {
            findings = crate::report::not_passed(&report);
            HPKI_ERROR_NOT_VALID
        }
        _ => HPKI_ERROR_DOCUMENT_UNFIT,
    };
    let mut failure = Failure::of(code, Problem::of("", finding, detail));
    failure.findings = findings;
    failure
}

/// A signer's failure; a card's is told as the card tells it.
fn of_signer(error: hpki_core::signer::SignerError) -> Failure {
    let problem = Problem::of("", error.finding, error.detail.clone());
    let card = error.into_source().and_then(|source| source.downcast::<CardError>().ok());
    let code = card.map_or(HPKI_ERROR_SIGNER, |error| card::code_of(&error));
    Failure::of(code, problem)
}

fn rules_of(rules: &Rules) -> SigningRules {
    let mut signing = SigningRules::default();
    signing.content_rules = rules.content_rules;
    signing.test_certificates = rules.test_certificates;
    signing.roles = rules.roles.clone();
    signing.role_table = Some(rules.names.table().clone());
    match rules.profile {
        Some(profile) => signing.danger_with_profile(profile),
        None => signing,
    }
}

fn settings_of(certificate: &hpki_certificate, settings: &hpki_settings) -> Result<SigningSettings, Failure> {
    let rules = settings.rules().clone();
    let signing = SigningSettings::new(certificate.certificate().clone()).map_err(failure)?;
    let signing = match rules.algorithm {
        Some(algorithm) => signing.with_algorithm(algorithm).map_err(failure)?,
        None => signing,
    };
    Ok(signing.with_rules(rules_of(&rules)))
}

pub(crate) fn kind(value: hpki_document) -> Result<DocumentKind, Failure> {
    match document_request(value)? {
        DocumentRequest::Exactly(kind) => Ok(kind),
        DocumentRequest::Auto => {
            Err(Failure::new(HPKI_ERROR_CONSTANT, &UNKNOWN_CONSTANT, "HPKI_DOCUMENT_AUTO: name a kind"))
        }
    }
}

impl hpki_prepared {
    fn new(prepared: Prepared) -> hpki_prepared {
        let certificate = hpki_certificate::of(prepared.certificate());
        hpki_prepared { prepared, certificate, state: OnceLock::new() }
    }
}

pub(crate) fn prepare(
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: ErrorPlace<'_>,
    make: impl FnOnce(Time, &SigningSettings) -> Result<Result<Prepared, SignError>, Failure>,
) -> hpki_result {
    guard(error, || {
        let settings = settings_of(there(certificate)?, there(settings)?)?;
        let out = place(out)?;
        let prepared = make(time(signing_time)?, &settings)?.map_err(failure)?;
        hand_over(out, hpki_prepared::new(prepared));
        Ok(HPKI_OK)
    })
}

/// Prepares a prescription (処方箋) around a CSV, in UTF-8 with LF at line ends, as of a signing time in seconds since
/// 1970-01-01T00:00:00Z. Of the settings it takes algorithm, roles, test certificates and rules for content. What nobody
/// would accept is refused before it is signed. Free it with hpki_prepared_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_prescription(
    csv: *const u8,
    csv_length: usize,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let csv = unsafe { octets(csv, csv_length) }?;
        Ok(sign::prescription(csv, at, settings))
    })
}

/// Prepares a dispensing record (調剤結果) around a signed prescription, which is carried octet for octet and must hold,
/// and a CSV. Otherwise as hpki_prepare_prescription().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_dispensing(
    prescription: *const u8,
    prescription_length: usize,
    csv: *const u8,
    csv_length: usize,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let prescription = unsafe { octets(prescription, prescription_length) }?;
        // SAFETY: likewise.
        let csv = unsafe { octets(csv, csv_length) }?;
        Ok(sign::dispensing(prescription, csv, at, settings))
    })
}

/// Prepares an XML document with the signature inside it (enveloped). For HPKI_DOCUMENT_PRESCRIPTION and
/// HPKI_DOCUMENT_DISPENSING it is one that another program wrote, unsigned; for HPKI_DOCUMENT_REFERRAL and
/// HPKI_DOCUMENT_GENERIC any XML. No octet outside the inserted signature changes. Otherwise as
/// hpki_prepare_prescription().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_enveloped(
    data: *const u8,
    length: usize,
    document: hpki_document,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        Ok(match kind(document)? {
            kind @ (DocumentKind::Prescription | DocumentKind::Dispensing) => {
                UnsignedDocument::from_xml(octets, kind)
                    .and_then(|document| sign::document(&document, at, settings))
            }
            kind => {
                let packaging = Packaging::Enveloped { document: octets };
                sign::xml(packaging, kind, Properties::default(), at, settings)
            }
        })
    })
}

/// Prepares a signature that holds a file of any kind (enveloping). `document` is HPKI_DOCUMENT_REFERRAL or
/// HPKI_DOCUMENT_GENERIC. Otherwise as hpki_prepare_prescription().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_enveloping(
    data: *const u8,
    length: usize,
    document: hpki_document,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        let packaging = Packaging::EnvelopingOctets { octets, mime_type: None };
        Ok(sign::xml(packaging, kind(document)?, Properties::default(), at, settings))
    })
}

/// Prepares a signature over files beside it (detached), each by its octets under the name it was added with, listed in a
/// Manifest. `document` is HPKI_DOCUMENT_REFERRAL or HPKI_DOCUMENT_GENERIC. Otherwise as hpki_prepare_prescription().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepare_detached(
    detached: Option<&hpki_detached>,
    document: hpki_document,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        let files = there(detached)?.all();
        let reference = |file: &(String, Vec<u8>)| DetachedReference::octets(&file.0, &file.1);
        let files: Result<Vec<_>, SignError> = files.iter().map(reference).collect();
        let packaging = Packaging::Detached { files: files.map_err(failure)?, listing: Listing::Manifest };
        Ok(sign::xml(packaging, kind(document)?, Properties::default(), at, settings))
    })
}

/// Frees a preparation. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_free(prepared: Option<Box<hpki_prepared>>) {
    free(prepared);
}

/// The exact octets to be signed: SignedInfo, canonicalized. They belong to the preparation.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_data(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(prepared, out, |prepared| hpki_octets::of(prepared.prepared.data_to_be_signed()))
}

/// The digest of the octets to be signed, as the algorithm wants it. It belongs to the preparation.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_digest(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(prepared, out, |prepared| hpki_octets::of(prepared.prepared.digest().as_ref()))
}

/// The URI of the signature algorithm, such as `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256`.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_algorithm(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(prepared, out, |prepared| hpki_text::of_some(prepared.prepared.algorithm().xml_uri()))
}

/// The certificate whose key must sign. It belongs to the preparation: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_certificate(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get(prepared, out, |prepared| ptr::from_ref(&prepared.certificate))
}

/// The preparation as octets, to be stored and read again with hpki_prepared_from_state(), in another process and after a
/// restart. It holds the content of the document: keep it as you keep that. The octets belong to the preparation.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_state(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (prepared, out) = (there(prepared)?, place(out)?);
        let state = match prepared.state.get() {
            Some(state) => state,
            None => {
                let state = prepared.prepared.to_state().map_err(failure)?;
                prepared.state.get_or_init(|| state)
            }
        };
        out.write(hpki_octets::of(state));
        Ok(HPKI_OK)
    })
}

/// Reads a preparation from its state. A state that was changed, so that it leads to other octets to be signed, is refused.
/// Free it with hpki_prepared_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepared_from_state(
    data: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let state = unsafe { octets(data, length) }?;
        let out = place(out)?;
        hand_over(out, hpki_prepared::new(Prepared::from_state(state).map_err(failure)?));
        Ok(HPKI_OK)
    })
}

fn signed(
    prepared: Option<&hpki_prepared>,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: ErrorPlace<'_>,
    finish: impl FnOnce(Prepared) -> Result<Result<SignedDocument, SignError>, Failure>,
) -> hpki_result {
    guard(error, || {
        let (prepared, out) = (there(prepared)?, place(out)?);
        let document = finish(prepared.prepared.clone())?.map_err(failure)?;
        hand_over(out, hpki_signed { document });
        Ok(HPKI_OK)
    })
}

/// Signs with a key at hand or a card: one signature, verified with the certificate, put into the document, which is then
/// parsed back and verified to its core. Free the document with hpki_signed_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_sign(
    prepared: Option<&hpki_prepared>,
    signer: Option<&hpki_signer>,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    signed(prepared, out, error, |prepared| Ok(prepared.sign(there(signer)?.lock().as_mut())))
}

/// The same as hpki_prepared_sign(), and the document must be TOTAL-PASSED for a verifier as of a time, path and revocation
/// included. `detached` holds the files of a detached signature; it may be empty.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepared_sign_under(
    prepared: Option<&hpki_prepared>,
    signer: Option<&hpki_signer>,
    verifier: Option<&hpki_verifier>,
    detached: Option<&hpki_detached>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    signed(prepared, out, error, |prepared| {
        let files: DetachedFiles = there(detached)?.files();
        let validation = validation(there(verifier)?, &files, at)?;
        Ok(prepared.sign_under(there(signer)?.lock().as_mut(), &validation))
    })
}

/// Finishes with a signature value that was made elsewhere over hpki_prepared_data(): for RSA the signature, for ECDSA r
/// and s one after the other. It is verified with the certificate first; otherwise as hpki_prepared_sign().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepared_assemble(
    prepared: Option<&hpki_prepared>,
    data: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    signed(prepared, out, error, |prepared| {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let value = unsafe { octets(data, length) }?;
        Ok(prepared.assemble(value))
    })
}

/// The same as hpki_prepared_assemble(), and the document must be TOTAL-PASSED for a verifier as of a time, path and
/// revocation included. `detached` holds the files of a detached signature; it may be empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepared_assemble_under(
    prepared: Option<&hpki_prepared>,
    data: *const u8,
    length: usize,
    verifier: Option<&hpki_verifier>,
    detached: Option<&hpki_detached>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    signed(prepared, out, error, |prepared| {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let value = unsafe { octets(data, length) }?;
        let files: DetachedFiles = there(detached)?.files();
        let validation = validation(there(verifier)?, &files, at)?;
        Ok(prepared.assemble_under(value, &validation))
    })
}

fn validation<'v>(
    verifier: &'v hpki_verifier,
    detached: &'v dyn DetachedData,
    at: i64,
) -> Result<FullValidation<'v>, Failure> {
    Ok(FullValidation { verifier: &verifier.verifier, detached, at: time(at)? })
}

/// Frees a signed document. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signed_free(signed: Option<Box<hpki_signed>>) {
    free(signed);
}

/// The octets of a signed document. They belong to it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signed_octets(
    signed: Option<&hpki_signed>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(signed, out, |signed| hpki_octets::of(signed.document.octets()))
}

/// What kind of document it is: one of HPKI_DOCUMENT_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signed_document(
    signed: Option<&hpki_signed>,
    out: Option<&mut MaybeUninit<hpki_document>>,
) -> hpki_result {
    get(signed, out, |signed| value::document_kind(Some(signed.document.kind())))
}

/// What is done with a file that is there already: one of HPKI_REPLACE_….
pub type hpki_replace = u32;
/// Refuse, with HPKI_ERROR_FILE_EXISTS, unless it is empty or holds the same octets.
pub const HPKI_REPLACE_NEVER: hpki_replace = 1;
/// Replace it.
pub const HPKI_REPLACE_EXISTING: hpki_replace = 2;

/// Saves a signed document. The file is never half written: killed at any moment, the old or the new one is there, whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_signed_save(
    signed: Option<&hpki_signed>,
    path: *const c_char,
    path_length: usize,
    replace: hpki_replace,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let signed = there(signed)?;
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        save(path, signed.document.octets(), replace)?;
        Ok(HPKI_OK)
    })
}

/// Writes octets to a file, whole or not at all.
pub(crate) fn save(path: &str, octets: &[u8], replace: hpki_replace) -> Result<(), Failure> {
    let replace = match replace {
        HPKI_REPLACE_NEVER => Replace::Never,
        HPKI_REPLACE_EXISTING => Replace::Existing,
        _ => return Err(unknown_constant("hpki_replace", replace)),
    };
    let path = Path::new(path);
    hpki_save::save(path, octets, replace, Access::Usual).map_err(|error| match error {
        SaveError::Exists => Failure::of(HPKI_ERROR_FILE_EXISTS, Problem::of_file(path, &FILE_EXISTS, "")),
        other => {
            let problem = Problem::of_file(path, &problem::CANNOT_WRITE, other.to_string());
            Failure::of(HPKI_ERROR_FILE_UNWRITABLE, problem)
        }
    })
}

fn unsigned(
    out: Option<&mut MaybeUninit<*mut hpki_unsigned>>,
    error: ErrorPlace<'_>,
    make: impl FnOnce() -> Result<UnsignedDocument, Failure>,
) -> hpki_result {
    guard(error, || {
        let out = place(out)?;
        let document = make()?;
        let digest = document.content_digest(DigestAlgorithm::Sha256).map_err(failure)?;
        hand_over(out, hpki_unsigned { document, digest: digest.as_ref().to_vec() });
        Ok(HPKI_OK)
    })
}

/// Makes an unsigned prescription around a CSV, for a service that makes the whole Signature element for a digest. Of the
/// settings it takes the rules for content. Free it with hpki_unsigned_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_unsigned_prescription(
    csv: *const u8,
    csv_length: usize,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_unsigned>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    unsigned(out, error, || {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let csv = unsafe { octets(csv, csv_length) }?;
        let rules = there(settings)?.rules().content_rules;
        UnsignedDocument::prescription(csv, rules).map_err(failure)
    })
}

/// Reads an unsigned prescription or dispensing record that another program wrote. Free it with hpki_unsigned_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_unsigned_from_xml(
    data: *const u8,
    length: usize,
    document: hpki_document,
    out: Option<&mut MaybeUninit<*mut hpki_unsigned>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    unsigned(out, error, || {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let data = unsafe { octets(data, length) }?;
        UnsignedDocument::from_xml(data.to_vec(), kind(document)?).map_err(failure)
    })
}

/// Frees an unsigned document. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_unsigned_free(unsigned: Option<Box<hpki_unsigned>>) {
    free(unsigned);
}

/// The octets of the unsigned document. They belong to it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_unsigned_octets(
    unsigned: Option<&hpki_unsigned>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(unsigned, out, |unsigned| hpki_octets::of(unsigned.document.octets()))
}

/// The SHA-256 of the signed element (PrescriptionDocument, Dispensing) as the service needs it: 32 octets.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_unsigned_digest(
    unsigned: Option<&hpki_unsigned>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(unsigned, out, |unsigned| hpki_octets::of(&unsigned.digest))
}

/// Puts a Signature element that a service made into an unsigned document, and hands the document out only if the
/// signature then holds over this very document, by a certificate with the required role. Of the settings it takes roles
/// and test certificates. Free the document with hpki_signed_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_adopt(
    unsigned: Option<&hpki_unsigned>,
    data: *const u8,
    length: usize,
    settings: Option<&hpki_settings>,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let unsigned = there(unsigned)?;
        // SAFETY: the promise of the caller; the octets are read within this call.
        let element = unsafe { octets(data, length) }?;
        let (settings, out) = (there(settings)?, place(out)?);
        let rules = rules_of(&settings.rules());
        let document = sign::adopt(&unsigned.document, element, &rules, None).map_err(failure)?;
        hand_over(out, hpki_signed { document });
        Ok(HPKI_OK)
    })
}

/// The same, and the document must be TOTAL-PASSED for a verifier as of a time, path and revocation included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_adopt_under(
    unsigned: Option<&hpki_unsigned>,
    data: *const u8,
    length: usize,
    settings: Option<&hpki_settings>,
    verifier: Option<&hpki_verifier>,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_signed>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let unsigned = there(unsigned)?;
        // SAFETY: the promise of the caller; the octets are read within this call.
        let element = unsafe { octets(data, length) }?;
        let (settings, verifier, out) = (there(settings)?, there(verifier)?, place(out)?);
        let rules = rules_of(&settings.rules());
        let validation = validation(verifier, &NoDetachedData, at)?;
        let document =
            sign::adopt(&unsigned.document, element, &rules, Some(&validation)).map_err(failure)?;
        hand_over(out, hpki_signed { document });
        Ok(HPKI_OK)
    })
}
