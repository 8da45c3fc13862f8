//! Wrong usage, in the words of the other refusals: which argument, what is wrong with it, what to do.
//!
//! clap knows what is wrong; the sentence and the language are ours.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;

use clap::ValueEnum;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use hpki_core::report::{Finding, Language};

use crate::language::LanguageArgument;
use crate::problem::Problem;

/// A value that an argument does not take, for one of our own reasons.
#[derive(Debug)]
pub(crate) struct BadValue(pub(crate) &'static Finding);

impl fmt::Display for BadValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.problem.en)
    }
}

impl Error for BadValue {}

/// What is wrong with the arguments; `None` where clap wants to show its help.
pub(crate) fn problem(error: &clap::Error) -> Option<Problem> {
    let named = |kind| error.get(kind).map(shown).unwrap_or_default();
    let argument = || named(ContextKind::InvalidArg);
    let value = || named(ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            Problem::of(hidden(argument()), &UNKNOWN_ARGUMENT, named(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            let suggested = named(ContextKind::SuggestedSubcommand);
            Problem::of(named(ContextKind::InvalidSubcommand), &UNKNOWN_COMMAND, suggested)
        }
        ErrorKind::InvalidValue if value().is_empty() => Problem::of(argument(), &NO_VALUE, ""),
        ErrorKind::InvalidValue => {
            let detail = format!("{}; {}", value(), named(ContextKind::ValidValue));
            Problem::of(argument(), &VALUE_NOT_LISTED, detail)
        }
        ErrorKind::ValueValidation => {
            let own = error.source().and_then(|source| source.downcast_ref::<BadValue>());
            Problem::of(argument(), own.map_or(&BAD_VALUE, |own| own.0), value())
        }
        ErrorKind::MissingRequiredArgument => Problem::of(argument(), &MISSING_ARGUMENT, ""),
        ErrorKind::ArgumentConflict => Problem::of(argument(), &CONFLICT, named(ContextKind::PriorArg)),
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::MissingSubcommand => return None,
        other => Problem::of("hpki", &WRONG_USAGE, other.as_str().unwrap_or_default()),
    })
}

/// How the command is called, from clap's own text.
pub(crate) fn line(error: &clap::Error, language: Language) -> Option<String> {
    let ContextValue::StyledStr(usage) = error.get(ContextKind::Usage)? else { return None };
    let usage = usage.to_string();
    let usage = usage.trim().strip_prefix("Usage:").unwrap_or(&usage).trim();
    Some(match language {
        Language::English => format!("Usage: {usage}\n"),
        Language::Japanese => format!("使い方: {usage}\n"),
    })
}

/// The value of `--lang` among arguments that were not understood.
pub(crate) fn language_argument<'a>(arguments: impl Iterator<Item = &'a OsStr>) -> Option<LanguageArgument> {
    let mut arguments = arguments.filter_map(OsStr::to_str);
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        if let Some(language) = value.and_then(|value| LanguageArgument::from_str(value, false).ok()) {
            return Some(language);
        }
    }
    None
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(several) => several.join(", "),
        ContextValue::StyledStrs(several) => {
            several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ContextValue::None => String::new(),
        other => other.to_string(),
    }
}

/// A number where none belongs may be a PIN.
fn hidden(argument: String) -> String {
    let is_number = !argument.is_empty() && argument.bytes().all(|octet| octet.is_ascii_digit());
    if is_number { "…".to_owned() } else { argument }
}

hpki_core::findings! {
    UNKNOWN_ARGUMENT = "usage::unknown-argument",
        label: "argument" / "引数",
        problem: "the command has no such argument: --help lists those it has"
               / "このコマンドにない引数です。使用できる引数は --help で確認してください。";
    UNKNOWN_COMMAND = "usage::unknown-command",
        label: "command" / "コマンド",
        problem: "there is no such command: hpki --help lists them"
               / "このようなコマンドはありません。hpki --help で一覧を確認してください。";
    NO_VALUE = "usage::no-value",
        label: "value of an argument" / "引数の値",
        problem: "the argument needs a value: give it after a space"
               / "引数に値がありません。空白に続けて値を指定してください。";
    VALUE_NOT_LISTED = "usage::value-not-listed",
        label: "value of an argument" / "引数の値",
        problem: "the argument does not take this value: give one of those listed"
               / "この引数には指定できない値です。次のいずれかを指定してください。";
    BAD_VALUE = "usage::bad-value",
        label: "value of an argument" / "引数の値",
        problem: "the value is not of the form, or outside the range, that the argument takes: --help describes it"
               / "値の形式または範囲が正しくありません。--help で確認してください。";
    MISSING_ARGUMENT = "usage::missing-argument",
        label: "argument" / "引数",
        problem: "the argument is missing: the command does not work without it"
               / "必要な引数がありません。この引数を指定してください。";
    CONFLICT = "usage::conflict",
        label: "argument" / "引数",
        problem: "the argument cannot be given here, twice or together with another one: give only one of them"
               / "この引数は、重ねて、または他の引数と同時には指定できません。いずれか1つだけを指定してください。";
    WRONG_USAGE = "usage::wrong",
        label: "arguments" / "引数",
        problem: "the arguments are not understood: --help shows how the command is called"
               / "引数を解釈できません。--help で使い方を確認してください。";
    TIME_WITHOUT_ZONE = "usage::time-without-zone",
        label: "time" / "時刻",
        problem: "the time has no zone: write it as 2026-01-31T12:00:00+09:00, or with Z for UTC"
               / "時刻にタイムゾーンがありません。2026-01-31T12:00:00+09:00 のように指定してください（UTCの場合は末尾に Z）。";
    NOT_A_TIME = "usage::not-a-time",
        label: "time" / "時刻",
        problem: "this is not a time: write it as 2026-01-31T12:00:00+09:00"
               / "時刻として読み取れません。2026-01-31T12:00:00+09:00 のように指定してください。";
    NOT_AN_ALGORITHM_END = "usage::not-an-algorithm-end",
        label: "end of an algorithm" / "アルゴリズムの使用期限",
        problem: "this is not an algorithm and its end: write the digest, an equals sign and the time, as in sha256=2030-12-31T23:59:59Z"
               / "アルゴリズムの使用期限として読み取れません。sha256=2030-12-31T23:59:59Z のように、ハッシュ方式、等号、時刻の順に指定してください。";
    UNKNOWN_DIGEST = "usage::unknown-digest",
        label: "digest" / "ハッシュ方式",
        problem: "there is no such digest: give sha256, sha384 or sha512"
               / "このようなハッシュ方式はありません。sha256、sha384、sha512のいずれかを指定してください。";
    DIGEST_NEVER_ACCEPTABLE = "usage::digest-never-acceptable",
        label: "digest" / "ハッシュ方式",
        problem: "this digest is too weak to be acceptable at any time, so it can have no end: leave it out"
               / "このハッシュ方式は強度が不足し、常に受け入れないため、使用期限を設定できません。指定から除いてください。";
    ALGORITHM_END_TWICE = "usage::algorithm-end-twice",
        label: "end of an algorithm" / "アルゴリズムの使用期限",
        problem: "this digest is given two ends, and which one counts is not clear: give one"
               / "同じハッシュ方式に使用期限が2つ指定されており、どちらを使用するか決められません。1つだけ指定してください。";
    NOT_A_COMMITMENT = "usage::not-a-commitment",
        label: "commitment type" / "誓約の種類",
        problem: "this is not a commitment type: give origin, receipt, delivery, sender, approval, creation or a URI"
               / "誓約の種類（commitment type）ではありません。origin、receipt、delivery、sender、approval、creation またはURIを指定してください。";
}
