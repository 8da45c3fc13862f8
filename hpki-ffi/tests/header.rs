//! The header, the list of exported symbols, the definition file for Windows and the list of result codes are made from
//! the sources and compared with those that are checked in.
//!
//! `HPKI_WRITE_HEADER=1 cargo test -p hpki-ffi --test header` writes the first three anew. `codes.tsv` is written by
//! hand, on purpose: a code that changes is a broken promise.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// In the order of `lib.rs`, with the words first that the others use.
fn sources() -> Vec<PathBuf> {
    let library = fs::read_to_string(folder().join("src/lib.rs")).unwrap();
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let order = ["version", "result", "value", "error"];
    let mut modules: Vec<&str> = modules.collect();
    modules.sort_by_key(|module| order.iter().position(|first| first == module).unwrap_or(order.len()));
    modules.iter().map(|module| folder().join(format!("src/{module}.rs"))).collect()
}

fn header() -> String {
    let config = cbindgen::Config::from_file(folder().join("cbindgen.toml")).unwrap();
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in sources() {
        builder = builder.with_src(source);
    }
    let mut text = Vec::new();
    builder.generate().unwrap().write(&mut text);
    String::from_utf8(text).unwrap()
}

/// The names of the functions that a header declares.
fn functions(header: &str) -> Vec<String> {
    let code =
        header.lines().filter(|line| line.contains("hpki_") && !line.trim_start().starts_with(['/', '*']));
    let name = |line: &str| {
        let before = line.split_once('(')?.0;
        let name = before.rsplit([' ', '*']).next()?;
        name.starts_with("hpki_").then(|| name.to_owned())
    };
    let mut names: Vec<String> = code.filter_map(name).collect();
    names.sort();
    names
}

#[track_caller]
fn compare(path: &str, made: &str) {
    let path = folder().join(path);
    if std::env::var_os("HPKI_WRITE_HEADER").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let line = made.lines().zip(kept.lines()).position(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "{} is not what the sources say, from line {:?} on: write it anew and read the difference",
        path.display(),
        line.map(|line| line + 1)
    );
}

#[test]
fn the_header_is_the_one_the_sources_make() {
    compare("include/hpki.h", &header());
}

#[test]
fn symbols_and_definition_file_list_the_functions_of_the_header() {
    let names = functions(&header());
    assert!(names.len() > 100, "only {} functions were found", names.len());
    assert!(names.iter().all(|name| name.starts_with("hpki_")), "{names:?}");
    compare("symbols.txt", &(names.join("\n") + "\n"));
    let definition: String = names.iter().map(|name| format!("    {name}\n")).collect();
    compare("hpki.def", &format!("LIBRARY hpki\nEXPORTS\n{definition}"));
}

/// Every `no_mangle` function stands in the header: none hides from cbindgen.
#[test]
fn every_exported_function_is_declared() {
    let mut exported = Vec::new();
    for source in sources() {
        let text = fs::read_to_string(&source).unwrap();
        let after = text.split("#[unsafe(no_mangle)]").skip(1);
        exported.extend(after.map(|rest| {
            let rest = rest.split("fn ").nth(1).unwrap();
            rest.split('(').next().unwrap().to_owned()
        }));
    }
    exported.sort();
    assert_eq!(exported, functions(&header()));
}

#[test]
fn numbers_of_result_codes_never_change() {
    let listed: BTreeMap<String, String> = fs::read_to_string(folder().join("codes.tsv"))
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (number, name) = line.split_once('\t').unwrap();
            (name.to_owned(), number.to_owned())
        })
        .collect();
    let numbers: std::collections::BTreeSet<&String> = listed.values().collect();
    assert_eq!(numbers.len(), listed.len(), "codes.tsv gives a number twice");
    let header = header();
    let is_result = |name: &str| {
        ["HPKI_OK", "HPKI_TOTAL_FAILED", "HPKI_INDETERMINATE"].contains(&name)
            || name.starts_with("HPKI_ERROR_")
    };
    let defined: BTreeMap<String, String> = header
        .lines()
        .filter_map(|line| line.strip_prefix("#define ")?.split_once(' '))
        .filter(|(name, _)| is_result(name))
        .map(|(name, number)| (name.to_owned(), number.to_owned()))
        .collect();
    for (name, number) in &defined {
        assert_eq!(listed.get(name), Some(number), "{name} is not {number} in codes.tsv");
    }
    for name in listed.keys().filter(|name| !name.starts_with("(given up)")) {
        assert!(defined.contains_key(name), "{name} is in codes.tsv and not in the header");
    }
}

#[test]
fn the_soname_has_the_number_of_the_interface() {
    let header = header();
    let define = header.lines().find_map(|line| line.strip_prefix("#define HPKI_ABI_VERSION ")).unwrap();
    let build = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs")).unwrap();
    assert!(build.contains(&format!("libhpki.so.{define}\"")), "{define}");
    let makefile = fs::read_to_string(folder().join("Makefile")).unwrap();
    assert!(makefile.contains(&format!("ABI := {define}\n")), "{define}");
}

/// The rule that keeps foreign octets out of every other file.
#[test]
fn unsafe_code_is_where_it_is_said_to_be() {
    for entry in fs::read_dir(folder().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if path.ends_with("boundary.rs") {
            continue;
        }
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("unsafe {")) {
            let allowed = ["octets(", "text(", "secret("].iter().any(|reader| line.contains(reader));
            assert!(allowed, "{}:{}: only pairs are read here: {line}", path.display(), number + 1);
        }
    }
}
