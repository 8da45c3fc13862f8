//! The report of a verification, and the content that a passed one vouches for.

use std::mem::MaybeUninit;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use ::hpki_report::{html, json, text, view};
use hpki_core::report::Language;
use hpki_core::time::Time;
use hpki_xades::validate::{DocumentReport, SignedPart, VerifiedDocument};

use crate::boundary::{ErrorPlace, Failure, free, get, get_item, guard, place, there};
use crate::check::{self, hpki_check};
use crate::error::hpki_error;
use crate::result::{
    self, HPKI_ERROR_CONTENT_IN_PARTS, HPKI_ERROR_INDEX, HPKI_ERROR_NO_PRESCRIPTION, HPKI_ERROR_NOT_PASSED,
    HPKI_ERROR_OCTETS_NOT_KEPT, HPKI_OK, IN_PARTS, NO_PRESCRIPTION, NOT_KEPT, NOT_PASSED, WRONG_INDEX,
    hpki_result,
};
use crate::settings::RoleNames;
use crate::signature::hpki_signature;
use crate::value::{
    self, hpki_document, hpki_indication, hpki_language, hpki_octets, hpki_text, hpki_time, language,
};

/// What was found about one document. Any number of threads can read it. Signed content comes out of it only when the
/// verdict is TOTAL-PASSED.
pub struct hpki_report {
    judgement: Judgement,
    name: String,
    at: Time,
    names: RoleNames,
    signatures: OnceLock<Vec<hpki_signature>>,
    checks: OnceLock<Vec<hpki_check>>,
    texts: Texts,
    json: OnceLock<String>,
}

/// The proof, or the report that there is none.
enum Judgement {
    Verified(VerifiedDocument),
    NotPassed(Box<DocumentReport>),
}

/// The layouts of a report by language, made when they are first asked for.
#[derive(Default)]
pub(crate) struct Texts {
    english: OnceLock<String>,
    japanese: OnceLock<String>,
    english_page: OnceLock<String>,
    japanese_page: OnceLock<String>,
}

impl Texts {
    /// For a terminal or a log.
    pub(crate) fn text(&self, language: Language, view: impl FnOnce() -> view::View) -> hpki_text {
        let made = match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        };
        hpki_text::of(made.get_or_init(|| text::render(&view())))
    }

    /// As a page.
    fn page(&self, language: Language, view: impl FnOnce() -> view::View) -> hpki_text {
        let made = match language {
            Language::English => &self.english_page,
            Language::Japanese => &self.japanese_page,
        };
        hpki_text::of(made.get_or_init(|| html::render(&[view()], language)))
    }
}

impl hpki_report {
    pub(crate) fn new(name: String, report: DocumentReport, at: Time, names: RoleNames) -> hpki_report {
        let judgement = match report.into_verified() {
            Ok(document) => Judgement::Verified(document),
            Err(report) => Judgement::NotPassed(report),
        };
        hpki_report {
            judgement,
            name,
            at,
            names,
            signatures: OnceLock::new(),
            checks: OnceLock::new(),
            texts: Texts::default(),
            json: OnceLock::new(),
        }
    }

    /// HPKI_OK only with the proof at hand.
    pub(crate) fn code(&self) -> hpki_result {
        match &self.judgement {
            Judgement::Verified(_) => HPKI_OK,
            Judgement::NotPassed(report) => match result::of_verdict(report.verdict()) {
                HPKI_OK => result::HPKI_INDETERMINATE,
                code => code,
            },
        }
    }

    fn report(&self) -> &DocumentReport {
        match &self.judgement {
            Judgement::Verified(document) => document.report(),
            Judgement::NotPassed(report) => report,
        }
    }

    fn verified(&self) -> Result<&VerifiedDocument, Failure> {
        match &self.judgement {
            Judgement::Verified(document) => Ok(document),
            Judgement::NotPassed(report) => {
                let mut failure = Failure::new(HPKI_ERROR_NOT_PASSED, &NOT_PASSED, reason(report));
                failure.findings = not_passed(report);
                Err(failure)
            }
        }
    }

    fn signatures(&self) -> &[hpki_signature] {
        self.signatures.get_or_init(|| self.report().signatures().iter().map(hpki_signature::of).collect())
    }

    fn checks(&self) -> &[hpki_check] {
        self.checks.get_or_init(|| check::all(self.report().checks()))
    }

    fn view(&self, language: Language) -> view::View {
        view::document(Path::new(&self.name), self.report(), self.at, self.names.table(), language)
    }

    /// The very document that `hpki verify --json` prints for this file.
    fn json(&self) -> &str {
        self.json.get_or_init(|| {
            let (name, table) = (Path::new(&self.name), self.names.table());
            let file = match &self.judgement {
                Judgement::Verified(document) => json::Document::verified(name, document, table),
                Judgement::NotPassed(report) => json::Document::reported(name, report, table),
            };
            json::to_text(&json::Documents { files: vec![file] })
        })
    }
}

fn reason(report: &DocumentReport) -> String {
    let verdict = report.verdict();
    let why = verdict.sub_indication().map(|why| format!(", {why}")).unwrap_or_default();
    format!("{}{why}", verdict.indication())
}

pub(crate) fn not_passed(report: &DocumentReport) -> Vec<&'static str> {
    let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
    let checks = std::iter::once(report.checks()).chain(of_signatures).flat_map(|checks| checks.iter());
    checks
        .filter(|check| matches!(check.outcome, hpki_core::report::Outcome::NotPassed(_)))
        .map(|check| check.finding.id)
        .collect()
}

/// Frees a report and everything that was asked of it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_free(report: Option<Box<hpki_report>>) {
    free(report);
}

/// The status of the whole document: one of HPKI_INDICATION_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_indication(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_indication>>,
) -> hpki_result {
    get(report, out, |report| value::indication(report.report().verdict().indication()))
}

/// Why it did not pass, by the name of EN 319 102-1, such as "HASH_FAILURE"; no text (NULL) when it passed.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_sub_indication(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(report, out, |report| {
        hpki_text::of_some(report.report().verdict().sub_indication().map(|why| why.name()))
    })
}

/// What kind of document it is: one of HPKI_DOCUMENT_…; HPKI_DOCUMENT_AUTO for none that was asked for.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_document(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_document>>,
) -> hpki_result {
    get(report, out, |report| value::document_kind(report.report().kind()))
}

/// The time it was judged as of: the one that was given.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_at(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get(report, out, |report| Some(report.at).into())
}

/// The report for people, in lines of UTF-8: the answer first, then every check. It holds names of signers, never
/// content of the document. Characters that could deceive are written out.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_text(
    report: Option<&hpki_report>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (report, out) = (there(report)?, place(out)?);
        let language = language(in_language)?;
        out.write(report.texts.text(language, || report.view(language)));
        Ok(HPKI_OK)
    })
}

/// The same as one HTML page that needs nothing else.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_html(
    report: Option<&hpki_report>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (report, out) = (there(report)?, place(out)?);
        let language = language(in_language)?;
        out.write(report.texts.page(language, || report.view(language)));
        Ok(HPKI_OK)
    })
}

/// The report for programs: the JSON document that `hpki verify --json` prints. A document from memory is called "-".
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_json(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(report, out, |report| hpki_text::of(report.json()))
}

/// How many signatures there are. A dispensing record has two: the pharmacist's, then the doctor's.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_signature_count(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(report, out, |report| report.signatures().len())
}

/// A signature, the outermost first. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_signature(
    report: Option<&hpki_report>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_signature>>,
) -> hpki_result {
    get_item(report, index, out, hpki_report::signatures, ptr::from_ref)
}

/// How many checks were made on the file as a whole. Those of each signature are with the signature.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_check_count(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(report, out, |report| report.checks().len())
}

/// A check of the file, in the order they were made. It belongs to the report: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_check(
    report: Option<&hpki_report>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_check>>,
) -> hpki_result {
    get_item(report, index, out, hpki_report::checks, ptr::from_ref)
}

fn content<'r>(
    report: Option<&'r hpki_report>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: ErrorPlace<'_>,
    octets: impl FnOnce(&'r VerifiedDocument) -> Result<&'r [u8], Failure>,
) -> hpki_result {
    guard(error, || {
        let (report, out) = (there(report)?, place(out)?);
        out.write(hpki_octets::of(octets(report.verified()?)?));
        Ok(HPKI_OK)
    })
}

/// What was signed, and nothing else: the CSV of a prescription or of a dispensing record, or the octets of the one
/// signed part of another document. They belong to the report.
///
/// HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED. HPKI_ERROR_CONTENT_IN_PARTS for a document that signs
/// several parts: see hpki_report_part().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_content(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    content(report, out, error, |document| {
        document.content().ok_or_else(|| Failure::new(HPKI_ERROR_CONTENT_IN_PARTS, &IN_PARTS, ""))
    })
}

/// The CSV of the prescription: that of a prescription itself, or of the one inside a dispensing record.
/// HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED; HPKI_ERROR_NO_PRESCRIPTION for other documents.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_prescription(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    content(report, out, error, |document| {
        let missing = || Failure::new(HPKI_ERROR_NO_PRESCRIPTION, &NO_PRESCRIPTION, "");
        document.prescription_csv().ok_or_else(missing)
    })
}

/// How many signed parts there are, those that Manifests list included: 0 for prescriptions and dispensing records,
/// whose content is one. HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_part_count(
    report: Option<&hpki_report>,
    out: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (report, out) = (there(report)?, place(out)?);
        out.write(parts(report.verified()?).count());
        Ok(HPKI_OK)
    })
}

/// The octets of a signed part, exactly as they were digested. They belong to the report. HPKI_ERROR_NOT_PASSED unless
/// the verdict is TOTAL-PASSED; HPKI_ERROR_OCTETS_NOT_KEPT after hpki_settings_drop_octets_of_parts().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_part(
    report: Option<&hpki_report>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    content(report, out, error, |document| {
        let part = part(document, index)?;
        part.octets.as_deref().ok_or_else(|| Failure::new(HPKI_ERROR_OCTETS_NOT_KEPT, &NOT_KEPT, ""))
    })
}

/// The SHA-256 of a signed part: 32 octets. HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_part_sha256(
    report: Option<&hpki_report>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_octets>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    content(report, out, error, |document| Ok(&part(document, index)?.sha256))
}

/// The URI of the reference to a signed part as written; no text (NULL) when the attribute is absent.
/// HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_report_part_uri(
    report: Option<&hpki_report>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (report, out) = (there(report)?, place(out)?);
        out.write(hpki_text::of_some(part(report.verified()?, index)?.uri.as_deref()));
        Ok(HPKI_OK)
    })
}

fn parts(document: &VerifiedDocument) -> impl Iterator<Item = &SignedPart> {
    document.parts().iter().chain(document.manifest_parts())
}

fn part(document: &VerifiedDocument, index: usize) -> Result<&SignedPart, Failure> {
    parts(document).nth(index).ok_or_else(|| {
        Failure::new(HPKI_ERROR_INDEX, &WRONG_INDEX, format!("{index} of {}", parts(document).count()))
    })
}
