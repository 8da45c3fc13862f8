//! What went wrong, for people and for logs.

use std::mem::MaybeUninit;

use hpki_core::report::Language;

use crate::boundary::{Failure, free, get, get_item, guard, place, there};
use crate::result::{HPKI_OK, hpki_result};
use crate::value::{hpki_language, hpki_text, language};

/// Why a call failed. Made by the function that failed, freed by the caller with hpki_error_free(). It can be read by
/// any thread.
pub struct hpki_error {
    code: hpki_result,
    subject: String,
    english: String,
    japanese: String,
    findings: Vec<&'static str>,
}

impl From<Failure> for hpki_error {
    fn from(failure: Failure) -> hpki_error {
        let Failure { code, problem, findings } = failure;
        let mut all = vec![problem.finding.id];
        all.extend(findings.into_iter().filter(|&id| id != problem.finding.id));
        hpki_error {
            code,
            english: problem.sentence(Language::English),
            japanese: problem.sentence(Language::Japanese),
            subject: problem.subject,
            findings: all,
        }
    }
}

impl hpki_error {
    pub(crate) fn message(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        }
    }
}

/// The result code of the failed call.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_code(
    error: Option<&hpki_error>,
    out: Option<&mut MaybeUninit<hpki_result>>,
) -> hpki_result {
    get(error, out, |error| error.code)
}

/// What is wrong and what to do about it: one sentence with particulars in brackets, at most 1,100 octets. It never
/// holds patient data or a PIN. The text belongs to the error object.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_message(
    error: Option<&hpki_error>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (error, out) = (there(error)?, place(out)?);
        out.write(hpki_text::of(error.message(language(in_language)?)));
        Ok(HPKI_OK)
    })
}

/// What the failure is about, as the caller named it: the path of a file. Empty when it is the call itself. The text
/// belongs to the error object.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_subject(
    error: Option<&hpki_error>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(error, out, |error| hpki_text::of(&error.subject))
}

/// How many finding ids there are: one at least.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_finding_count(
    error: Option<&hpki_error>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(error, out, |error| error.findings.len())
}

/// The id of a finding, such as "file::not-found"; the first is the reason. Ids never change and are never reused. The
/// text lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_finding(
    error: Option<&hpki_error>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(error, index, out, |error| &error.findings, |id| hpki_text::of(id))
}

/// Frees an error object. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_error_free(error: Option<Box<hpki_error>>) {
    free(error);
}
