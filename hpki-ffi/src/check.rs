//! One check of a report.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use hpki_core::report::{Check, CheckList, Text};

use crate::boundary::{get, guard, place, there};
use crate::result::{HPKI_OK, hpki_result};
use crate::value::{self, hpki_language, hpki_outcome, hpki_text, language};

/// One check that was made: what was checked, how it came out, what it looked at. It belongs to the report or
/// certificate it was asked of.
pub struct hpki_check {
    check: Check,
    detail: OnceLock<String>,
}

pub(crate) fn all(checks: &CheckList) -> Vec<hpki_check> {
    let one = |check: &Check| hpki_check { check: check.clone(), detail: OnceLock::new() };
    checks.iter().map(one).collect()
}

fn sentence(
    check: Option<&hpki_check>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
    text: impl FnOnce(&Check) -> Text,
) -> hpki_result {
    guard(None, || {
        let (check, out) = (there(check)?, place(out)?);
        out.write(hpki_text::of(text(&check.check).in_language(language(in_language)?)));
        Ok(HPKI_OK)
    })
}

/// The id of the check, such as "role::not-allowed-for-document". Ids never change and are never reused.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_check_id(
    check: Option<&hpki_check>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(check, out, |check| hpki_text::of(check.check.finding.id))
}

/// How it came out: one of HPKI_OUTCOME_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_check_outcome(
    check: Option<&hpki_check>,
    out: Option<&mut MaybeUninit<hpki_outcome>>,
) -> hpki_result {
    get(check, out, |check| value::outcome(check.check.outcome))
}

/// What is checked, as a short noun phrase.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_check_label(
    check: Option<&hpki_check>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    sentence(check, in_language, out, |check| check.finding.label)
}

/// What is wrong when the check does not pass, and what to do about it: one sentence. It is there for checks that
/// passed as well.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_check_problem(
    check: Option<&hpki_check>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    sentence(check, in_language, out, |check| check.finding.problem)
}

/// What it looked at, in words that need no translation; may be empty. At most 500 octets, never patient data.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_check_detail(
    check: Option<&hpki_check>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(check, out, |check| hpki_text::of(check.detail.get_or_init(|| check.check.detail.to_string())))
}
