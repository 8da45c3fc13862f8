//! The report of a certification path.

use std::mem::MaybeUninit;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use ::hpki_report::{json, view};
use hpki_core::path::PathReport;
use hpki_core::time::Time;

use crate::boundary::{free, get, get_item, guard, place, there};
use crate::certificate::hpki_certificate;
use crate::check::{self, hpki_check};
use crate::report::Texts;
use crate::result::{self, HPKI_INDETERMINATE, HPKI_OK, hpki_result};
use crate::settings::RoleNames;
use crate::value::{self, hpki_indication, hpki_language, hpki_text, language};

/// What was found about one certification path. Any number of threads can read it.
pub struct hpki_path_report {
    report: PathReport,
    code: hpki_result,
    name: String,
    at: Time,
    names: RoleNames,
    path: Vec<hpki_certificate>,
    checks: Vec<hpki_check>,
    texts: Texts,
    json: OnceLock<String>,
}

impl hpki_path_report {
    pub(crate) fn new(name: &str, report: PathReport, at: Time, names: RoleNames) -> hpki_path_report {
        // The proof decides, not the word.
        let code = match (report.clone().into_verified(), result::of_verdict(report.verdict())) {
            (Ok(_), code) => code,
            (Err(_), HPKI_OK) => HPKI_INDETERMINATE,
            (Err(_), code) => code,
        };
        hpki_path_report {
            path: report.path().iter().map(hpki_certificate::of).collect(),
            checks: check::all(report.checks()),
            code,
            report,
            name: name.to_owned(),
            at,
            names,
            texts: Texts::default(),
            json: OnceLock::new(),
        }
    }

    pub(crate) fn code(&self) -> hpki_result {
        self.code
    }
}

/// Frees the report of a path and everything that was asked of it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_free(report: Option<Box<hpki_path_report>>) {
    free(report);
}

/// The status: one of HPKI_INDICATION_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_indication(
    report: Option<&hpki_path_report>,
    out: Option<&mut MaybeUninit<hpki_indication>>,
) -> hpki_result {
    get(report, out, |report| value::indication(report.report.verdict().indication()))
}

/// Why it did not pass, by the name of EN 319 102-1; no text (NULL) when it passed.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_sub_indication(
    report: Option<&hpki_path_report>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(report, out, |report| {
        hpki_text::of_some(report.report.verdict().sub_indication().map(|why| why.name()))
    })
}

/// How many certificates the path has, as far as it was found.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_certificate_count(
    report: Option<&hpki_path_report>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(report, out, |report| report.path.len())
}

/// A certificate of the path, the end entity first, the trust anchor last where one was reached. It belongs to the
/// report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_certificate(
    report: Option<&hpki_path_report>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_certificate>>,
) -> hpki_result {
    get_item(report, index, out, |report| &report.path, ptr::from_ref)
}

/// How many checks were made.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_check_count(
    report: Option<&hpki_path_report>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(report, out, |report| report.checks.len())
}

/// A check, in the order they were made. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_check(
    report: Option<&hpki_path_report>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_check>>,
) -> hpki_result {
    get_item(report, index, out, |report| &report.checks, ptr::from_ref)
}

/// The report for people, in lines of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_text(
    report: Option<&hpki_path_report>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (report, out) = (there(report)?, place(out)?);
        let language = language(in_language)?;
        let table = report.names.table();
        let view = || view::validation(Path::new(&report.name), &report.report, report.at, table, language);
        out.write(report.texts.text(language, view));
        Ok(HPKI_OK)
    })
}

/// The report for programs: the JSON document that `hpki certificate validate --json` prints.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_path_report_json(
    report: Option<&hpki_path_report>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(report, out, |report| {
        let document = || json::to_text(&json::Validation::of(&report.report, report.names.table()));
        hpki_text::of(report.json.get_or_init(document))
    })
}
