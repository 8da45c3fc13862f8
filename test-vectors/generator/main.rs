//! Writes the test vectors: the same octets on every run, from the keys under `pki/keys` and a clock that stands still.
//!
//! `generate` writes what differs and removes what no longer belongs; `generate --check` writes nothing and fails when
//! anything differs; `generate --keys` makes the keys anew from their seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for the developers of the vectors: whatever surprises it should stop it"
)]

mod algorithms;
mod cases;
mod certificate;
mod crl;
mod der;
mod document;
mod keys;
mod long_term;
mod pki;
mod signature;
mod suite;
mod time_stamp;
mod tree;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match std::env::args().nth(1).as_deref() {
        None => write(root, &vectors(root)),
        Some("--check") => return check(root, &vectors(root)),
        Some("--keys") => write_keys(root),
        Some(other) => {
            println!("unknown argument {other}: nothing, --check or --keys is known");
            return ExitCode::from(3);
        }
    }
    ExitCode::SUCCESS
}

fn vectors(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let pki = pki::Pki::new(keys::Keys::read(&root.join("pki/keys")));
    cases::all(&pki).files(&pki)
}

fn write_keys(root: &Path) {
    for (name, pem) in keys::Keys::files() {
        std::fs::write(root.join("pki/keys").join(name), pem).unwrap();
    }
}

/// The files on disk that the generator answers for.
fn present(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<_> = ["pki/certificates", "pki/crls", "cases"].map(|name| root.join(name)).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn write(root: &Path, wanted: &BTreeMap<String, Vec<u8>>) {
    let present = present(root);
    for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
        std::fs::remove_file(root.join(name)).unwrap();
        // A folder that is empty now goes too; one that is not stays.
        let _ = std::fs::remove_dir(root.join(name).parent().unwrap());
    }
    let mut written = 0;
    for (name, octets) in wanted.iter().filter(|(name, octets)| present.get(*name) != Some(octets)) {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, octets).unwrap();
        written += 1;
    }
    let size: usize = wanted.values().map(Vec::len).sum();
    println!("{} files, {size} octets, {written} written", wanted.len());
}

fn check(root: &Path, wanted: &BTreeMap<String, Vec<u8>>) -> ExitCode {
    let present = present(root);
    let differs = |name: &&String| wanted.get(*name) != present.get(*name);
    let different: Vec<&String> = wanted.keys().chain(present.keys()).filter(differs).collect();
    for name in &different {
        println!("differs: {name}");
    }
    println!("{} files, {} differ", wanted.len(), different.len());
    if different.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
