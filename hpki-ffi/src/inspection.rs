//! Facts about signatures, without a trust decision.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use ::hpki_report::{Problem, json, problem, view};
use hpki_core::role;
use hpki_xades::dsig::{DetachedData, KeepOctets, NoDetachedData};
use hpki_xades::inspect::{
    CoreValidation, DocumentInspection, InspectError, InspectOptions, ReferenceInspection,
    SignatureInspection, inspect,
};

use crate::boundary::{
    ErrorPlace, Failure, free, get, get_item, guard, hand_over, octets, place, text, there,
};
use crate::certificate::hpki_certificate;
use crate::detached::hpki_detached;
use crate::error::hpki_error;
use crate::file::{self, DOCUMENT_LIMIT, Larger};
use crate::report::Texts;
use crate::result::{
    HPKI_ERROR_DOCUMENT_UNREADABLE, HPKI_ERROR_INDEX, HPKI_ERROR_NO_SIGNATURE, HPKI_ERROR_OCTETS_NOT_KEPT,
    HPKI_OK, NOT_KEPT, WRONG_INDEX, hpki_result,
};
use crate::value::{
    self, HPKI_ANSWER_NO, HPKI_ANSWER_UNKNOWN, HPKI_ANSWER_YES, hpki_answer, hpki_language, hpki_level,
    hpki_octets, hpki_text, language,
};
use crate::verifier::MEMORY;

/// Every Signature element of a document with its digests and certificates. Nothing in it says whether to accept the
/// document. Any number of threads can read it.
pub struct hpki_inspection {
    inspection: DocumentInspection,
    signatures: Vec<hpki_inspected_signature>,
    name: String,
    texts: Texts,
    json: OnceLock<String>,
}

/// One Signature element. It belongs to the inspection.
pub struct hpki_inspected_signature {
    signature: SignatureInspection,
    certificates: Vec<hpki_certificate>,
}

impl hpki_inspected_signature {
    fn references(&self) -> &[ReferenceInspection] {
        &self.signature.references
    }
}

fn inspection(name: &str, octets: &[u8], detached: &dyn DetachedData) -> Result<hpki_inspection, Failure> {
    let mut options = InspectOptions::new(detached);
    options.octets = KeepOctets::Yes;
    let inspection = inspect(octets, &options).map_err(|error| unreadable(name, octets, &error))?;
    if inspection.signatures.is_empty() {
        let problem = Problem::of(name, &problem::NO_SIGNATURE, "");
        return Err(Failure::of(HPKI_ERROR_NO_SIGNATURE, problem));
    }
    let signature = |signature: &SignatureInspection| hpki_inspected_signature {
        certificates: signature.certificates.iter().map(hpki_certificate::of).collect(),
        signature: signature.clone(),
    };
    Ok(hpki_inspection {
        signatures: inspection.signatures.iter().map(signature).collect(),
        inspection,
        name: name.to_owned(),
        texts: Texts::default(),
        json: OnceLock::new(),
    })
}

fn unreadable(name: &str, octets: &[u8], error: &InspectError) -> Failure {
    let problem = match error {
        InspectError::Xml(error) => Problem::in_xml(Path::new(name), octets, error),
        other => Problem::of(name, &problem::DUPLICATE_IDENTIFIER, other.to_string()),
    };
    Failure::of(HPKI_ERROR_DOCUMENT_UNREADABLE, problem)
}

fn made(
    out: Option<&mut MaybeUninit<*mut hpki_inspection>>,
    error: ErrorPlace<'_>,
    make: impl FnOnce() -> Result<hpki_inspection, Failure>,
) -> hpki_result {
    guard(error, || {
        let out = place(out)?;
        hand_over(out, make()?);
        Ok(HPKI_OK)
    })
}

/// Looks at every Signature element of a document in memory: digests, values, certificates, no trust decision. Free the
/// inspection with hpki_inspection_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_inspect(
    data: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_inspection>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    made(out, error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        inspection(MEMORY, data, &NoDetachedData)
    })
}

/// The same for a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_inspect_file(
    path: *const c_char,
    path_length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_inspection>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    made(out, error, || {
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        inspection(path, &file::read(path, DOCUMENT_LIMIT, Larger::Cut)?, &NoDetachedData)
    })
}

/// The same as hpki_inspect() for a document whose signatures refer to files outside it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_inspect_detached(
    data: *const u8,
    length: usize,
    detached: Option<&hpki_detached>,
    out: Option<&mut MaybeUninit<*mut hpki_inspection>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    made(out, error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        inspection(MEMORY, data, &there(detached)?.files())
    })
}

/// Frees an inspection and everything that was asked of it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspection_free(inspection: Option<Box<hpki_inspection>>) {
    free(inspection);
}

/// The inspection for people, in lines of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspection_text(
    inspection: Option<&hpki_inspection>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (inspection, out) = (there(inspection)?, place(out)?);
        let language = language(in_language)?;
        let view =
            || view::inspection(Path::new(&inspection.name), &inspection.inspection, role::japan(), language);
        out.write(inspection.texts.text(language, view));
        Ok(HPKI_OK)
    })
}

/// The inspection for programs: the JSON document that `hpki inspect --json` prints.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspection_json(
    inspection: Option<&hpki_inspection>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(inspection, out, |inspection| {
        hpki_text::of(inspection.json.get_or_init(|| {
            let name = Path::new(&inspection.name);
            json::to_text(&json::Inspection::of(name, &inspection.inspection, role::japan()))
        }))
    })
}

/// How many Signature elements there are: one at least.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspection_signature_count(
    inspection: Option<&hpki_inspection>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(inspection, out, |inspection| inspection.signatures.len())
}

/// A Signature element, in document order. It belongs to the inspection: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspection_signature(
    inspection: Option<&hpki_inspection>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_inspected_signature>>,
) -> hpki_result {
    get_item(inspection, index, out, |inspection| &inspection.signatures, ptr::from_ref)
}

/// Where the Signature element stands.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_path(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| hpki_text::of(&signature.signature.path))
}

/// XMLDSig core validation, all digests and the value: one of HPKI_ANSWER_…; unknown when something needed is missing
/// or not supported.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_core_valid(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get(signature, out, |signature| match signature.signature.core {
        CoreValidation::Valid => HPKI_ANSWER_YES,
        CoreValidation::Invalid | CoreValidation::Malformed(_) => HPKI_ANSWER_NO,
        CoreValidation::Unsupported(_) => HPKI_ANSWER_UNKNOWN,
    })
}

/// What is missing, not supported or malformed; no text (NULL) where nothing is.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_problem(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| match &signature.signature.core {
        CoreValidation::Malformed(what) | CoreValidation::Unsupported(what) => hpki_text::of(what),
        CoreValidation::Valid | CoreValidation::Invalid => hpki_text::of_some(None),
    })
}

/// Whether SignatureValue fits a key at hand: one of HPKI_ANSWER_…. It says nothing about whose key that is.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_value_ok(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get(signature, out, |signature| value::answer(signature.signature.signature_value))
}

/// The level by structure, one of HPKI_LEVEL_…: which properties are there, good or bad.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_level(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_level>>,
) -> hpki_result {
    get(signature, out, |signature| value::level(signature.signature.level))
}

/// The URI of SignatureMethod as written.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_method(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| hpki_text::of(&signature.signature.signature_method_uri))
}

/// The canonical octets of SignedInfo, to compare with another implementation's. HPKI_ERROR_OCTETS_NOT_KEPT where they
/// could not be made.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_signed_info(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    kept(signature, out, |signature| Ok(signature.signature.signed_info_octets.as_deref()))
}

fn kept<'s>(
    signature: Option<&'s hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    octets: impl FnOnce(&'s hpki_inspected_signature) -> Result<Option<&'s [u8]>, Failure>,
) -> hpki_result {
    guard(None, || {
        let (signature, out) = (there(signature)?, place(out)?);
        let octets = octets(signature)?;
        let octets = octets.ok_or_else(|| Failure::new(HPKI_ERROR_OCTETS_NOT_KEPT, &NOT_KEPT, ""))?;
        out.write(hpki_octets::of(octets));
        Ok(HPKI_OK)
    })
}

/// How many references SignedInfo has.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_count(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.references().len())
}

/// The URI of a reference as written; no text (NULL) when the attribute is absent.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_uri(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_inspected_signature::references, |one| {
        hpki_text::of_some(one.uri.as_deref())
    })
}

/// Whether the digest of a reference agrees: one of HPKI_ANSWER_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_digest_ok(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_inspected_signature::references, |one| value::answer(one.digest))
}

/// The digest of a reference as computed here; no octets when it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_computed(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_inspected_signature::references, |one| {
        hpki_octets::of(&one.computed)
    })
}

/// The digest of a reference as stated; no octets when it is no base64.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_stated(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_inspected_signature::references, |one| hpki_octets::of(&one.stated))
}

/// The octets that were digested for a reference, to compare with another implementation's. Nobody vouches for them:
/// verify the document to get signed content. HPKI_ERROR_OCTETS_NOT_KEPT where they could not be made.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_reference_octets(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    kept(signature, out, |signature| {
        let count = signature.references().len();
        let wrong = || Failure::new(HPKI_ERROR_INDEX, &WRONG_INDEX, format!("{index} of {count}"));
        Ok(signature.references().get(index).ok_or_else(wrong)?.octets.as_deref())
    })
}

/// How many certificates of KeyInfo can be read.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_certificate_count(
    signature: Option<&hpki_inspected_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.certificates.len())
}

/// A certificate of KeyInfo. It belongs to the inspection: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_inspected_signature_certificate(
    signature: Option<&hpki_inspected_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get_item(signature, index, out, |signature| &signature.certificates, ptr::from_ref)
}
