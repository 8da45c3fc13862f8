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
}

/// Which argument, what is wrong with it, what to do; then how the command is called.
#[test]
fn wrong_usage_is_told_in_both_languages() {
    for (arguments, subject, english, japanese) in [
        (
            &["verify", "x", "--nonsense"][..],
            "--nonsense",
            "no such argument",
            "このコマンドにない引数です。",
        ),
        (&["verfy"], "verfy", "no such command", "このようなコマンドはありません。"),
        (&["verify"], "<FILE>...", "argument is missing", "必要な引数がありません。"),
        (&["verify", "x", "--at"], "--at <TIME>", "needs a value", "引数に値がありません。"),
        (&["verify", "x", "--document", "note"], "--document", "one of those listed", "次のいずれか"),
        (
            &["card", "list", "--driver", "d", "--card-timeout", "0"],
            "--card-timeout",
            "range",
            "範囲が正しくありません。",
        ),
        (&["verify", "x", "--json", "--json"], "--json", "twice", "重ねて"),
        (&["verify", "x", "--at", "yesterday"], "--at", "not a time", "時刻として読み取れません。"),
        (
            &["verify", "x", "--at", "2026-01-31T12:00:00"],
            "--at",
            "has no zone",
            "タイムゾーンがありません。",
        ),
        (
            &["verify", "x", "--algorithm-end", "sha256"],
            "--algorithm-end",
            "not an algorithm and its end",
            "アルゴリズムの使用期限として読み取れません。",
        ),
        (
            &["verify", "x", "--algorithm-end", "sha3-256=2030-12-31T23:59:59Z"],
            "--algorithm-end",
            "no such digest",
            "このようなハッシュ方式はありません。",
        ),
        (
            &["certificate", "validate", "x", "--algorithm-end", "sha1=2030-12-31T23:59:59Z"],
            "--algorithm-end",
            "too weak to be acceptable at any time",
            "強度が不足し",
        ),
        (
            &["verify", "x", "--algorithm-end", "sha256=2030-12-31T23:59:59"],
            "--algorithm-end",
            "has no zone",
            "タイムゾーンがありません。",
        ),
    ] {
        for (lang, sentence, usage) in [("en", english, "Usage: hpki"), ("ja", japanese, "使い方: hpki")] {
            let run = hpki([&["--lang", lang][..], arguments].concat());
            assert_eq!((run.code, run.text()), (3, ""), "{arguments:?}");
            let mut lines = run.stderr.lines();
            let first = lines.next().unwrap_or_default();
            assert!(first.starts_with(&format!("hpki: {subject}")), "{arguments:?}: {first}");
            assert!(first.contains(sentence), "{arguments:?}: {first}");
            // clap knows which command it was in for all but the values.
            let with_own_form = ["--at", "--algorithm-end"].iter().any(|option| arguments.contains(option));
            let of_value = with_own_form || arguments.contains(&"note") || arguments.contains(&"0");
            assert!(of_value || lines.any(|line| line.starts_with(usage)), "{arguments:?}: {}", run.stderr);
        }
    }
    let run = hpki(["verify", "x", "--documnt", "auto"]);
    assert!(run.stderr.contains("(--document)"), "what was meant: {}", run.stderr);
    let run = hpki(["card", "list", "4711"]);
    assert!(run.code == 3 && !run.stderr.contains("4711"), "a PIN in the wrong place: {}", run.stderr);
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
