//! The language of messages: the argument `--lang`, else the locale of the environment.

use std::ffi::OsString;

use clap::ValueEnum;
use hpki_core::report::Language;

/// The argument of `--lang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageArgument {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Language {
        match argument {
            LanguageArgument::Ja => Language::Japanese,
            LanguageArgument::En => Language::English,
        }
    }
}

/// The language of the locale (POSIX, Base Definitions, 8.2): the first of LC_ALL, LC_MESSAGES and LANG that is
/// set and not empty decides; any locale that is not Japanese is answered in English.
pub(crate) fn from_locale(variable: impl Fn(&str) -> Option<OsString>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| variable(name))
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    let locale = locale.to_string_lossy();
    let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("ja") || language.eq_ignore_ascii_case("japanese") {
        Language::Japanese
    } else {
        Language::English
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| {
            let set: Vec<_> =
                set.iter().map(|(name, value)| (name.to_string(), OsString::from(value))).collect();
            from_locale(move |name| set.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
        };
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8")]), Language::Japanese);
        assert_eq!(of(&[("LANG", "ja")]), Language::Japanese);
        assert_eq!(of(&[("LANG", "javanese")]), Language::English);
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")]), Language::Japanese);
        assert_eq!(of(&[("LC_MESSAGES", "ja_JP"), ("LANG", "en_US")]), Language::Japanese);
    }
}
