//! The reports of `hpki certificate` for people.

use std::borrow::Cow;
use std::path::Path;

use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::path::PathReport;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{CheckList, Indication, Language, Text};
use hpki_core::role::RoleTable;
use hpki_core::time::Time;

use super::{CheckView, FactList, Section, Tone, View, words};
use crate::describe;
use crate::moment::in_japan;

/// The fields of a certificate and how it stands to a profile: information only. Roles are named by this table.
pub fn fields(
    file: &Path,
    certificate: &Certificate,
    profile: &'static str,
    checks: &CheckList,
    table: &RoleTable,
    language: Language,
) -> View {
    let mut facts = FactList::new(language);
    facts.add(words::FILE, file.to_string_lossy());
    facts.add_some(words::KNOWN_AS, describe::known_authority(certificate));
    words::certificate_facts(&mut facts, certificate, CertificatePolicyKind::of(certificate));
    facts.add(words::QUALIFICATION, words::roles(&hc_roles(certificate), table, language));
    facts.add(words::VERSION, certificate.version().to_string());
    facts.add(words::PUBLIC_KEY, describe::public_key(certificate));
    facts.add(words::SIGNATURE_ALGORITHM, certificate.signature_algorithm().to_string());
    let headline = Text {
        en: "Certificate. Information only: nothing here says whether to trust it.",
        ja: "証明書の内容を示します。信頼できるかどうかは判定していません。",
    };
    View {
        tone: Tone::Neutral,
        headline: headline.in_language(language).to_owned(),
        advice: Vec::new(),
        facts: facts.facts,
        sections: vec![extensions(certificate, language), profile_section(profile, checks, language)],
    }
}

fn extensions(certificate: &Certificate, language: Language) -> Section {
    let critical = Text { en: "[critical] ", ja: "[クリティカル] " }.in_language(language);
    let mut section = Section::new(words::EXTENSIONS.in_language(language));
    for raw in certificate.extensions().iter() {
        let mark = if raw.critical { critical } else { "" };
        let value = format!("{mark}{}", describe::extension(certificate, &raw));
        let label =
            raw.identifier.name().map_or_else(|| Cow::Owned(raw.identifier.to_string()), Cow::Borrowed);
        section.facts.push(super::Fact { label, value });
    }
    section
}

fn profile_section(profile: &str, checks: &CheckList, language: Language) -> Section {
    let title = format!("{}: {profile}", words::PROFILE.in_language(language));
    Section { checks: super::check_views(checks, language), ..Section::new(title) }
}

/// The validation of a certification path that was judged at `at`. Roles are named by this table.
pub fn validation(file: &Path, report: &PathReport, at: Time, table: &RoleTable, language: Language) -> View {
    let mut facts = FactList::new(language);
    let confirmed = report.verdict().sub_indication().is_none();
    let suffix = if confirmed { "" } else { words::UNCONFIRMED.in_language(language) };
    if let Some(end_entity) = report.path().first() {
        facts.add(words::HOLDER, format!("{}{suffix}", words::person(end_entity)));
        facts.add(
            words::QUALIFICATION,
            format!("{}{suffix}", words::roles(&hc_roles(end_entity), table, language)),
        );
    }
    facts.add(words::POLICY, words::policy(report.hpki_policy()).in_language(language));
    facts.add(words::FILE, file.to_string_lossy());
    facts.add(words::VERDICT, words::verdict(report.verdict()));
    facts.add(words::JUDGED_AT, in_japan(at, language));
    facts.add_all(words::PATH, report.path().iter().map(|certificate| certificate.subject().to_string()));
    let checks: Vec<CheckView> = super::check_views(report.checks(), language);
    let section = Section { checks, ..Section::new(words::CHECKS.in_language(language)) };
    View {
        tone: super::tone(report.verdict()),
        headline: headline(report, language).to_owned(),
        advice: super::advice(report.verdict(), || report.checks().iter(), language),
        facts: facts.facts,
        sections: vec![section],
    }
}

fn headline(report: &PathReport, language: Language) -> &'static str {
    let test = report.hpki_policy() == CertificatePolicyKind::Test;
    let headline = match report.verdict().indication() {
        Indication::TotalPassed if test => Text {
            en: "VALID FOR TESTS ONLY: this is a test certificate.",
            ja: "テストとしてのみ有効: テスト用の証明書です。",
        },
        Indication::TotalPassed => {
            Text { en: "VALID: the certificate is valid.", ja: "有効: 証明書は有効です。" }
        }
        Indication::TotalFailed => Text {
            en: "NOT VALID: the certificate is not valid.",
            ja: "無効: 証明書は有効ではありません。",
        },
        Indication::Indeterminate => Text {
            en: "NOT CONFIRMED: the certificate could not be confirmed as valid.",
            ja: "未確認: 証明書が有効であることを確認できませんでした。",
        },
    };
    headline.in_language(language)
}
