//! Wrong usage, help, version, language.

use super::support::{command, finish, hpki};

#[test]
fn wrong_usage_exits_3_and_says_so_on_standard_error() {
    for arguments in [
        &["verify"][..],
        &[],
        &["frobnicate"],
        &["verify", "x", "--no-such-option"],
        &["verify", "x", "--document", "letter"],
        &["verify", "x", "--revocation", "maybe"],
        &["verify", "x", "--at", "yesterday"],
        &["verify", "x", "--at", "2026-01-31T12:00:00"],
        &["verify", "x", "--lang", "fr"],
        &["certificate"],
        &["certificate", "validate", "x", "--profile", "none"],
        &["c14n", "x"],
    ] {
        let run = hpki(arguments);
        assert_eq!((run.code, run.text()), (3, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
    let run = hpki(["verify", "x", "--at", "2026-01-31T12:00:00"]);
    assert!(run.stderr.contains("the time has no zone"), "{}", run.stderr);
}

#[test]
fn help_and_version_exit_0() {
    let run = hpki(["--version"]);
    assert_eq!((run.code, run.text()), (0, concat!("hpki ", env!("CARGO_PKG_VERSION"), "\n")));
    for arguments in [&["--help"][..], &["verify", "--help"], &["certificate", "validate", "--help"]] {
        let run = hpki(arguments);
        assert_eq!(run.code, 0, "{arguments:?}");
        assert!(run.text().contains("Usage: hpki"), "{}", run.text());
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn the_language_is_that_of_the_argument_else_of_the_locale() {
    let say = |lang: &[&str], locale: &[(&str, &str)]| {
        let mut command = command();
        command.args(["verify", "no-such-file"]).args(lang).envs(locale.iter().copied());
        finish(command.output().expect("hpki runs")).stderr
    };
    assert!(say(&[], &[]).contains("there is no such file"));
    assert!(say(&["--lang", "ja"], &[]).contains("ファイルが見つかりません"));
    assert!(say(&[], &[("LANG", "ja_JP.UTF-8")]).contains("ファイルが見つかりません"));
    assert!(say(&[], &[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C.UTF-8")]).contains("there is no such file"));
    assert!(say(&["--lang", "en"], &[("LANG", "ja_JP.UTF-8")]).contains("there is no such file"));
}
