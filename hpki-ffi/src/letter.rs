//! Letters and other documents with everything that can be said about them: properties, one element of a document, lists of
//! files, counter-signatures.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use hpki_xades::sign::{self, CounterSigned, DetachedReference, Listing, Packaging, SignError};

use crate::boundary::{Failure, octets, text, there};
use crate::certificate::hpki_certificate;
use crate::detached::hpki_detached;
use crate::error::hpki_error;
use crate::properties::hpki_properties;
use crate::result::hpki_result;
use crate::settings::hpki_settings;
use crate::signing::{failure, hpki_prepared, kind, prepare};
use crate::value::{hpki_document, unknown_constant};

/// The same as hpki_prepare_enveloped() for a letter (HPKI_DOCUMENT_REFERRAL) or another document (HPKI_DOCUMENT_GENERIC), with
/// signed properties. Prescriptions and dispensing records have none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_enveloped_letter(
    data: *const u8,
    length: usize,
    document: hpki_document,
    properties: Option<&hpki_properties>,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        let properties = there(properties)?.all();
        let packaging = Packaging::Enveloped { document: octets };
        Ok(sign::xml(packaging, kind(document)?, properties, at, settings))
    })
}

/// Prepares a signature inside an XML document over one element of it, by its identifier (`Id`, `ID`, `id`, `xml:id`). Several
/// people can sign so side by side, while a signature over the whole document would be broken by the next.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_element(
    data: *const u8,
    length: usize,
    id: *const c_char,
    id_length: usize,
    document: hpki_document,
    properties: Option<&hpki_properties>,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        // SAFETY: likewise.
        let id = unsafe { text(id, id_length) }?.to_owned();
        let properties = there(properties)?.all();
        let packaging = Packaging::Element { document: octets, id };
        Ok(sign::xml(packaging, kind(document)?, properties, at, settings))
    })
}

/// Prepares a counter-signature: over the SignatureValue of a signature of a document, put among its unsigned properties. `id`
/// is the Id of that signature; empty for the only one there is. Its value must hold.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_counter_signature(
    data: *const u8,
    length: usize,
    id: *const c_char,
    id_length: usize,
    document: hpki_document,
    properties: Option<&hpki_properties>,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        // SAFETY: likewise.
        let id = unsafe { text(id, id_length) }?;
        let signature = if id.is_empty() { CounterSigned::Only } else { CounterSigned::Id(id.to_owned()) };
        let properties = there(properties)?.all();
        Ok(sign::counter_signature(octets, signature, kind(document)?, properties, at, settings))
    })
}

/// What of a file is signed.
pub type hpki_form = u32;
/// Its octets.
pub const HPKI_FORM_OCTETS: hpki_form = 1;
/// The canonical form of XML, so that line ends and the like may change. In a detached signature: of the files whose names
/// end in `.xml`; the octets of the others.
pub const HPKI_FORM_CANONICAL_XML: hpki_form = 2;

fn is_canonical(form: hpki_form) -> Result<bool, Failure> {
    match form {
        HPKI_FORM_OCTETS => Ok(false),
        HPKI_FORM_CANONICAL_XML => Ok(true),
        _ => Err(unknown_constant("hpki_form", form)),
    }
}

/// The same as hpki_prepare_enveloping() with signed properties. `form` is one of HPKI_FORM_…: the file's octets in base64, or
/// an XML document as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_prepare_enveloping_letter(
    data: *const u8,
    length: usize,
    form: hpki_form,
    document: hpki_document,
    properties: Option<&hpki_properties>,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        // SAFETY: the promise of the caller; the octets are copied within this call.
        let octets = unsafe { octets(data, length) }?.to_vec();
        let properties = there(properties)?.all();
        let mime_type = properties
            .formats
            .first()
            .filter(|format| format.reference == 0)
            .and_then(|it| it.mime_type.clone());
        let packaging = match is_canonical(form)? {
            true => Packaging::EnvelopingXml { document: octets },
            false => Packaging::EnvelopingOctets { octets, mime_type },
        };
        Ok(sign::xml(packaging, kind(document)?, properties, at, settings))
    })
}

/// Where a detached signature lists its files.
pub type hpki_listing = u32;
/// In SignedInfo: whoever validates the signature validates the files.
pub const HPKI_LISTING_REFERENCES: hpki_listing = 1;
/// In a Manifest, as real referral letters do. Plain XMLDSig software validates the list alone.
pub const HPKI_LISTING_MANIFEST: hpki_listing = 2;

/// The same as hpki_prepare_detached() with signed properties, and with a say in what is signed of XML files
/// (HPKI_FORM_…) and where the files are listed (HPKI_LISTING_…).
#[unsafe(no_mangle)]
pub extern "C" fn hpki_prepare_detached_letter(
    detached: Option<&hpki_detached>,
    form: hpki_form,
    listing: hpki_listing,
    document: hpki_document,
    properties: Option<&hpki_properties>,
    certificate: Option<&hpki_certificate>,
    settings: Option<&hpki_settings>,
    signing_time: i64,
    out: Option<&mut MaybeUninit<*mut hpki_prepared>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    prepare(certificate, settings, signing_time, out, error, |at, settings| {
        let (files, properties) = (there(detached)?.all(), there(properties)?.all());
        let canonical = is_canonical(form)?;
        let listing = match listing {
            HPKI_LISTING_REFERENCES => Listing::References,
            HPKI_LISTING_MANIFEST => Listing::Manifest,
            _ => return Err(unknown_constant("hpki_listing", listing)),
        };
        let reference = |(name, octets): &(String, Vec<u8>)| match canonical && is_xml(name) {
            true => DetachedReference::canonical_xml(name, octets),
            false => DetachedReference::octets(name, octets),
        };
        let files: Result<Vec<_>, SignError> = files.iter().map(reference).collect();
        let packaging = Packaging::Detached { files: files.map_err(failure)?, listing };
        Ok(sign::xml(packaging, kind(document)?, properties, at, settings))
    })
}

fn is_xml(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("xml"))
}
