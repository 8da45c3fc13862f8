//! What people are told, in their language: composed once, laid out as text or as a page.

mod card;
mod certificate;
mod document;
mod inspection;
mod signed;
mod words;

use std::borrow::Cow;

use hpki_core::report::{Check, CheckList, Indication, Language, Outcome, Text, Verdict};

pub use card::{card, readers};
pub use certificate::{fields, validation};
pub use document::{decisive_check, view as document};
pub use inspection::view as inspection;
pub use signed::{about_to_sign, prepared, signed};

/// The report on one file.
#[derive(Clone, Debug)]
pub struct View {
    /// How the headline is meant.
    pub tone: Tone,
    /// The answer in one sentence.
    pub headline: String,
    /// What is wrong and what to do about it, or what else must be known first.
    pub advice: Vec<String>,
    /// The facts that matter most, in the order they matter.
    pub facts: Vec<Fact>,
    /// Everything else.
    pub sections: Vec<Section>,
}

/// How a headline is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Accepted.
    Accepted,
    /// Not accepted.
    Refused,
    /// Not accepted, because it could not be confirmed.
    Unconfirmed,
    /// Information only.
    Neutral,
}

/// A labelled value. An empty label continues the fact above.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub label: Cow<'static, str>,
    /// As it is shown.
    pub value: String,
}

/// A part of a report with its own title.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Labelled values.
    pub facts: Vec<Fact>,
    /// Checks, in the order they were made.
    pub checks: Vec<CheckView>,
}

/// One check as shown.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// How it came out.
    pub outcome: Outcome,
    /// The outcome in one word.
    pub mark: &'static str,
    /// What is checked.
    pub label: &'static str,
    /// Stable for programs.
    pub id: &'static str,
    /// What the check looked at; may be empty.
    pub detail: String,
    /// What is wrong, if anything is.
    pub problem: Option<&'static str>,
}

impl Section {
    /// Empty but for its title.
    pub fn new(title: impl Into<String>) -> Section {
        Section { title: title.into(), ..Section::default() }
    }
}

impl CheckView {
    /// In this language.
    pub fn new(check: &Check, language: Language) -> CheckView {
        let problem = match check.outcome {
            Outcome::Passed | Outcome::Skipped => None,
            Outcome::NotPassed(_) | Outcome::Warning => Some(check.finding.problem.in_language(language)),
        };
        CheckView {
            outcome: check.outcome,
            mark: mark(check.outcome).in_language(language),
            label: check.finding.label.in_language(language),
            id: check.finding.id,
            detail: check.detail.to_string(),
            problem,
        }
    }
}

/// Adds facts in the language of the report.
pub struct FactList {
    /// Of the labels.
    pub language: Language,
    /// In the order they were added.
    pub facts: Vec<Fact>,
}

impl FactList {
    /// Empty.
    pub fn new(language: Language) -> FactList {
        FactList { language, facts: Vec::new() }
    }

    /// Adds a fact.
    pub fn add(&mut self, label: Text, value: impl Into<String>) {
        let label = label.in_language(self.language).into();
        self.facts.push(Fact { label, value: value.into() });
    }

    /// Adds the fact, if there is one.
    pub fn add_some(&mut self, label: Text, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }

    /// Adds one line per value under one label.
    pub fn add_all(&mut self, label: Text, values: impl IntoIterator<Item = String>) {
        for (index, value) in values.into_iter().enumerate() {
            let label = if index == 0 { label.in_language(self.language) } else { "" };
            self.facts.push(Fact { label: label.into(), value });
        }
    }
}

fn mark(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Passed => Text { en: "passed", ja: "合格" },
        Outcome::NotPassed(why) => match why.indication() {
            Indication::TotalFailed => Text { en: "FAILED", ja: "不合格" },
            _ => Text { en: "UNCONFIRMED", ja: "未確認" },
        },
        Outcome::Warning => Text { en: "warning", ja: "注意" },
        Outcome::Skipped => Text { en: "skipped", ja: "省略" },
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict.indication() {
        Indication::TotalPassed => Tone::Accepted,
        Indication::TotalFailed => Tone::Refused,
        Indication::Indeterminate => Tone::Unconfirmed,
    }
}

fn check_views(checks: &CheckList, language: Language) -> Vec<CheckView> {
    checks.iter().map(|check| CheckView::new(check, language)).collect()
}

/// What to know beside the headline. Not passed: what is wrong and what to do about it, from the check that the
/// verdict rests on, and what that check looked at. Passed: every warning, once.
fn advice<'c, C>(verdict: Verdict, checks: impl Fn() -> C, language: Language) -> Vec<String>
where
    C: Iterator<Item = &'c Check>,
{
    if verdict == Verdict::PASSED {
        return warnings(checks(), language);
    }
    let Some(check) = decisive_of(verdict, checks) else {
        return Vec::new();
    };
    let mut lines = vec![said(Text { en: "Reason", ja: "理由" }, check.finding.problem, language)];
    if !check.detail.is_empty() {
        let label = Text { en: "Detail", ja: "詳細" }.in_language(language);
        lines.push(format!("{label}: {}", check.detail));
    }
    lines
}

fn warnings<'c>(checks: impl Iterator<Item = &'c Check>, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for check in checks.filter(|check| check.outcome == Outcome::Warning) {
        let line = said(Text { en: "Note", ja: "注意" }, check.finding.problem, language);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn said(label: Text, sentence: Text, language: Language) -> String {
    let end = match language {
        Language::English => ".",
        Language::Japanese => "",
    };
    format!("{}: {}{end}", label.in_language(language), sentence.in_language(language))
}

/// The first check with the sub-indication of the verdict; should there be none, the first that did not pass.
fn decisive_of<'c, C>(verdict: Verdict, checks: impl Fn() -> C) -> Option<&'c Check>
where
    C: Iterator<Item = &'c Check>,
{
    let why = verdict.sub_indication()?;
    let not_passed = |check: &&Check| matches!(check.outcome, Outcome::NotPassed(_));
    checks().find(|check| check.outcome == Outcome::NotPassed(why)).or_else(|| checks().find(not_passed))
}
