//! The report of `hpki verify` for people.

use std::path::Path;

use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Check, CheckList, Indication, Language, Text, Verdict};
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::validate::{DocumentReport, SignatureReport};

use super::{FactList, Section, View, words};
use crate::moment::in_japan;

/// The report on one file that was judged at `at`. The first lines answer: accepted or not, who signed, with
/// which qualification, when, what. Roles are named by this table.
pub fn view(file: &Path, report: &DocumentReport, at: Time, table: &RoleTable, language: Language) -> View {
    let mut facts = FactList::new(language);
    for (index, signature) in report.signatures().iter().enumerate() {
        let label = signer_label(report.kind(), index);
        signer_facts(&mut facts, signature, label, table, report.verdict());
    }
    let kind = report.kind().map_or(words::UNKNOWN_DOCUMENT, words::document_kind);
    facts.add(words::DOCUMENT, kind.in_language(language));
    facts.add(words::FILE, file.to_string_lossy());
    facts.add(words::VERDICT, words::verdict(report.verdict()));
    facts.add(words::JUDGED_AT, in_japan(at, language));
    View {
        tone: super::tone(report.verdict()),
        headline: headline(report).in_language(language).to_owned(),
        advice: super::advice(report.verdict(), || all_checks(report), language),
        facts: facts.facts,
        sections: sections(report, language),
    }
}

/// The check that is the reason of a verdict other than TOTAL-PASSED, as [`view`] gives it.
pub fn decisive_check(report: &DocumentReport) -> Option<&Check> {
    super::decisive_of(report.verdict(), || all_checks(report))
}

fn all_checks(report: &DocumentReport) -> impl Iterator<Item = &Check> {
    let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
    std::iter::once(report.checks()).chain(of_signatures).flat_map(CheckList::iter)
}

fn headline(report: &DocumentReport) -> Text {
    let is_test = |signature: &SignatureReport| {
        signature.signer.as_ref().is_some_and(|signer| signer.policy == CertificatePolicyKind::Test)
    };
    match report.verdict().indication() {
        Indication::TotalPassed if report.signatures().iter().any(is_test) => Text {
            en: "ACCEPTED FOR TESTS ONLY: the signature is valid but was made with a test certificate. Do not dispense on it.",
            ja: "テストとしてのみ受け入れ可: 署名は有効ですが、テスト用証明書によるものです。実際の調剤には使用しないでください。",
        },
        Indication::TotalPassed => {
            Text { en: "ACCEPTED: the signature is valid.", ja: "受け入れ可: 署名は有効です。" }
        }
        Indication::TotalFailed if report.signatures().is_empty() => Text {
            en: "NOT ACCEPTED: this is not a signed document of the kind expected.",
            ja: "受け入れ不可: 想定された形式の署名付き文書ではありません。",
        },
        Indication::TotalFailed => Text {
            en: "NOT ACCEPTED: the signature is not valid.",
            ja: "受け入れ不可: 署名は有効ではありません。",
        },
        Indication::Indeterminate => Text {
            en: "NOT ACCEPTED: the signature could not be confirmed as valid.",
            ja: "受け入れ不可: 署名が有効であることを確認できませんでした。",
        },
    }
}

/// A dispensing record has two signers, the pharmacist and, inside, the doctor.
fn signer_label(kind: Option<DocumentKind>, index: usize) -> Text {
    match (kind, index) {
        (Some(DocumentKind::Dispensing), 0) => words::DISPENSING_SIGNER,
        (Some(DocumentKind::Dispensing), _) => words::PRESCRIPTION_SIGNER,
        _ => words::SIGNER,
    }
}

/// Who, with which qualification, when. Unless the whole file passed, nobody vouches for it, and each line says so.
fn signer_facts(
    facts: &mut FactList,
    signature: &SignatureReport,
    label: Text,
    table: &RoleTable,
    verdict: Verdict,
) {
    let language = facts.language;
    let suffix = match verdict.indication() {
        Indication::TotalPassed => "",
        _ => words::UNCONFIRMED.in_language(language),
    };
    if let Some(signer) = &signature.signer {
        facts.add(label, format!("{}{suffix}", words::person(&signer.certificate)));
        facts.add(words::QUALIFICATION, format!("{}{suffix}", words::roles(&signer.roles, table, language)));
    }
    facts.add_some(words::CLAIMED_TIME, signature.claimed_signing_time.map(|time| in_japan(time, language)));
    let nothing = || words::NOTHING_PROVEN.in_language(language).to_owned();
    facts.add(
        words::PROVEN_TIME,
        signature.proven_time.map_or_else(nothing, |time| words::proven(time, language)),
    );
}

fn sections(report: &DocumentReport, language: Language) -> Vec<Section> {
    let mut sections = Vec::new();
    let checks = super::check_views(report.checks(), language);
    if !checks.is_empty() {
        sections.push(Section { checks, ..Section::new(words::FILE_CHECKS.in_language(language)) });
    }
    for (index, signature) in report.signatures().iter().enumerate() {
        sections.push(signature_section(index + 1, signature, language));
    }
    sections
}

fn signature_section(number: usize, signature: &SignatureReport, language: Language) -> Section {
    let name = words::numbered(words::SIGNATURE, number, language);
    let mut facts = FactList::new(language);
    facts.add(words::PLACE, signature.path.as_str());
    facts.add(words::LEVEL, signature.level.name());
    facts.add(words::METHOD, signature.signature_method_uri.as_ref());
    if let Some(signer) = &signature.signer {
        words::certificate_facts(&mut facts, &signer.certificate, signer.policy);
    }
    let time_stamps = signature.time_stamps.iter().map(|stamp| {
        let time = stamp.gen_time.map(|time| in_japan(time, language)).unwrap_or_default();
        let outcome = words::time_stamp_outcome(stamp.outcome).in_language(language);
        let judged = words::judged(stamp.judged_at, stamp.judged_by, language);
        format!("{} {time} {outcome}; {} {judged}", stamp.kind.name(), words::JUDGED_AT.in_language(language))
    });
    facts.add(words::JUDGED_AT, words::judged(signature.judged_at, signature.judged_by, language));
    facts.add_all(words::TIME_STAMP, time_stamps);
    Section {
        title: format!("{name}: {}", words::verdict(signature.verdict)),
        facts: facts.facts,
        checks: super::check_views(&signature.checks, language),
    }
}
