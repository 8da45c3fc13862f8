//! Signing what others wrote: whatever is handed out holds, and nothing else of a file changes.

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileLimits, PrivateKey};
use hpki_core::path::TestCertificates;
use hpki_core::report::Language;
use hpki_core::signer;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::NoDetachedData;
use hpki_xades::inspect::{CoreValidation, InspectOptions, inspect};
use hpki_xades::sign::{
    self, ContentRules, Packaging, Prepared, Properties, SignError, SigningRules, SigningSettings,
    UnsignedDocument,
};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::seeds::file;

static DOCTOR: LazyLock<(SigningSettings, Mutex<FileSigner>)> = LazyLock::new(doctor);

/// Takes the input for a file to be signed, for a Signature element to be adopted, and for a stored state.
///
/// # Panics
/// When a document is handed out that does not hold, more of a file changes than the signature, a finished document does
/// not read back, or a refusal has no sentence.
pub fn sign(input: &[u8]) {
    let at = Time::from_rfc3339("2026-04-01T03:00:00Z").expect("a time");
    let (settings, _) = &*DOCTOR;
    let packaging = Packaging::Enveloped { document: input.to_vec() };
    let prepared = sign::xml(packaging, DocumentKind::Generic, Properties::default(), at, settings);
    if let Some(signed) = finished(prepared) {
        assert!(changed(input, &signed) <= 2, "more changed than the place of the signature");
        holds(&signed);
    }
    for kind in [DocumentKind::Prescription, DocumentKind::Dispensing] {
        let unsigned = noted(UnsignedDocument::from_xml(input.to_vec(), kind));
        let prepared = unsigned.map(|unsigned| sign::document(&unsigned, at, settings));
        if let Some(signed) = prepared.and_then(finished) {
            assert!(changed(input, &signed) <= 2, "more changed than the place of the signature");
            holds(&signed);
        }
    }
    adopt(input);
    let _ = noted(Prepared::from_state(input));
    if let Some(record) = noted(UnsignedDocument::dispensing(input, b"CJ1\n", ContentRules::Service)) {
        assert!(record.octets().starts_with(b"<?xml"));
    }
}

/// A Signature element of the input's is adopted only into the document it was made for.
fn adopt(input: &[u8]) {
    let document = UnsignedDocument::prescription(b"SJ1\n", ContentRules::Service).expect("a prescription");
    let mut rules = SigningRules::default();
    rules.test_certificates = TestCertificates::Accept;
    if let Some(adopted) = noted(sign::adopt(&document, input, &rules, None)) {
        holds(adopted.octets());
    }
}

fn finished(prepared: Result<Prepared, SignError>) -> Option<Vec<u8>> {
    let prepared = noted(prepared)?;
    let mut signer = DOCTOR.1.lock().unwrap_or_else(PoisonError::into_inner);
    let signed = prepared.sign(&mut *signer).expect("what was prepared can be signed");
    Some(signed.into_octets())
}

/// A refusal has its sentences.
fn noted<T>(result: Result<T, SignError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            for language in [Language::English, Language::Japanese] {
                let message = error.message(language);
                assert!(!message.is_empty() && message.len() <= 500, "{message}");
            }
            assert_ne!(error.finding().id, "sign::read-back", "{error}");
            None
        }
    }
}

/// How many octets of the input are neither before nor after what was inserted.
fn changed(input: &[u8], signed: &[u8]) -> usize {
    let before = input.iter().zip(signed).take_while(|(one, other)| one == other).count();
    let backwards = input.iter().rev().zip(signed.iter().rev());
    let after = backwards.take_while(|(one, other)| one == other).count();
    input.len().saturating_sub(before + after)
}

/// One signature at least is the doctor's and holds.
fn holds(signed: &[u8]) {
    let inspection = inspect(signed, &InspectOptions::new(&NoDetachedData)).expect("a signed document");
    let doctor = DOCTOR.0.certificate();
    let holds = inspection
        .signatures
        .iter()
        .any(|it| it.core == CoreValidation::Valid && it.certificates.contains(doctor));
    assert!(holds, "no signature of the doctor holds");
}

fn doctor() -> (SigningSettings, Mutex<FileSigner>) {
    let certificate = Certificate::from_der(&file("pki/certificates/doctor.der")).expect("a certificate");
    let key = PrivateKey::from_pem_or_der(&file("pki/keys/doctor.pem"), None, &KeyFileLimits::default());
    let algorithm: SignatureAlgorithm = signer::usual_algorithm(&certificate).expect("an RSA key");
    let signer = FileSigner::new(key.expect("its form"), certificate.clone(), algorithm);
    let settings = SigningSettings::new(certificate).expect("a doctor's certificate");
    (settings, Mutex::new(signer.expect("key and certificate fit")))
}
