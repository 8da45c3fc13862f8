//! One signature of a report.

use std::mem::MaybeUninit;
use std::ptr;

use hpki_core::time::Time;
use hpki_xades::validate::{ReferenceReport, SignatureReport, TimeStampOutcome, TimeStampSummary};

use crate::boundary::{get, get_item};
use crate::certificate::hpki_certificate;
use crate::check::{self, hpki_check};
use crate::result::hpki_result;
use crate::value::{
    self, HPKI_ANSWER_NO, HPKI_ANSWER_UNKNOWN, HPKI_ANSWER_YES, hpki_answer, hpki_indication, hpki_level,
    hpki_octets, hpki_text, hpki_time,
};

/// One signature. It belongs to the report it was asked of. What it tells is vouched for only when the report is
/// TOTAL-PASSED.
pub struct hpki_signature {
    report: SignatureReport,
    signer: Option<hpki_certificate>,
    certification_path: Vec<hpki_certificate>,
    checks: Vec<hpki_check>,
}

impl hpki_signature {
    pub(crate) fn of(report: &SignatureReport) -> hpki_signature {
        let certificate = hpki_certificate::of;
        hpki_signature {
            signer: report.signer.as_ref().map(|signer| certificate(&signer.certificate)),
            certification_path: report.certification_path.iter().map(certificate).collect(),
            checks: check::all(&report.checks),
            report: report.clone(),
        }
    }

    fn references(&self) -> &[ReferenceReport] {
        &self.report.references
    }

    fn time_stamps(&self) -> &[TimeStampSummary] {
        &self.report.time_stamps
    }
}

/// Where the Signature element stands: "/Document/Prescription/PrescriptionSign/Signature".
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_path(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| hpki_text::of(&signature.report.path))
}

/// The status of this signature alone: one of HPKI_INDICATION_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_indication(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_indication>>,
) -> hpki_result {
    get(signature, out, |signature| value::indication(signature.report.verdict.indication()))
}

/// Why it did not pass, by the name of EN 319 102-1, such as "HASH_FAILURE"; no text (NULL) when it passed.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_sub_indication(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| {
        hpki_text::of_some(signature.report.verdict.sub_indication().map(|why| why.name()))
    })
}

/// The level that good time-stamps and long-term values give it: one of HPKI_LEVEL_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_level(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_level>>,
) -> hpki_result {
    get(signature, out, |signature| value::level(signature.report.level))
}

/// The URI of SignatureMethod as written.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_method(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(signature, out, |signature| hpki_text::of(&signature.report.signature_method_uri))
}

/// SigningTime: what the signer claims.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_claimed_signing_time(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get(signature, out, |signature| time(signature.report.claimed_signing_time))
}

/// The time at which the signature is proven to have existed: that of the oldest good time-stamp.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_proven_time(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get(signature, out, |signature| time(signature.report.proven_time))
}

fn time(time: Option<Time>) -> hpki_time {
    time.into()
}

/// Whether SignatureValue fits SignedInfo and the signer's key: one of HPKI_ANSWER_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_value_ok(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get(signature, out, |signature| value::answer(signature.report.signature_value))
}

/// The signer's certificate; NULL when none was found. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_signer(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get(signature, out, |signature| signature.signer.as_ref().map_or(ptr::null(), ptr::from_ref))
}

/// How many certificates the certification path has, as far as it was found.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_certification_path_count(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.certification_path.len())
}

/// A certificate of the certification path, the signer's first. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_certification_path(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get_item(signature, index, out, |signature| &signature.certification_path, ptr::from_ref)
}

/// How many references SignedInfo has.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_reference_count(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.references().len())
}

/// The URI of a reference as written; no text (NULL) when the attribute is absent.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_reference_uri(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::references, |one| hpki_text::of_some(one.uri.as_deref()))
}

/// Whether the digest of a reference agrees: one of HPKI_ANSWER_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_reference_digest_ok(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::references, |one| value::answer(one.digest))
}

/// The digest of a reference as computed here; no octets when it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_reference_computed(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::references, |one| {
        hpki_octets::of(one.computed.as_ref().map_or(&[], AsRef::as_ref))
    })
}

/// The digest of a reference as stated; no octets when it is no base64.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_reference_stated(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::references, |one| hpki_octets::of(&one.stated))
}

/// How many time-stamps there are.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_time_stamp_count(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.time_stamps().len())
}

/// The property that holds a time-stamp, such as "SignatureTimeStamp" or "ArchiveTimeStamp".
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_time_stamp_kind(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::time_stamps, |one| hpki_text::of(one.kind.name()))
}

/// genTime of a time-stamp, if its token can be read.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_time_stamp_gen_time(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::time_stamps, |one| time(one.gen_time))
}

/// Whether a time-stamp proves anything, imprint, token and path: one of HPKI_ANSWER_…; unknown when it was not judged.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_time_stamp_ok(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_answer>>,
) -> hpki_result {
    get_item(signature, index, out, hpki_signature::time_stamps, |one| match one.outcome {
        TimeStampOutcome::Good => HPKI_ANSWER_YES,
        TimeStampOutcome::Bad => HPKI_ANSWER_NO,
        TimeStampOutcome::Unjudged => HPKI_ANSWER_UNKNOWN,
    })
}

/// How many checks were made on the signature.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_check_count(
    signature: Option<&hpki_signature>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(signature, out, |signature| signature.checks.len())
}

/// A check, in the order they were made. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_signature_check(
    signature: Option<&hpki_signature>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_check>>,
) -> hpki_result {
    get_item(signature, index, out, |signature| &signature.checks, ptr::from_ref)
}
