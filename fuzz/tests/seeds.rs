//! Every seed through every target, on the stable compiler and without cargo-fuzz.

use std::path::{Path, PathBuf};

/// Files below test-vectors with one of these suffixes.
fn seeds(suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry of a folder that was just listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == suffix) {
                found.push(path);
            }
        }
    }
    found
}

/// Runs `target` on each seed as it is, cut short at 32 places, and with 32 single octets changed.
fn run(suffix: &str, target: fn(&[u8])) {
    let seeds = seeds(suffix);
    println!("{} seeds", seeds.len());
    for path in seeds {
        let octets = std::fs::read(&path).expect("a seed");
        target(&octets);
        for step in 0..32 {
            let at = octets.len() * step / 32;
            target(&octets[..at]);
            let mut changed = octets.clone();
            if let Some(octet) = changed.get_mut(at) {
                *octet ^= 1 << (step % 8);
                target(&changed);
            }
        }
    }
    target(&[]);
}

#[test]
fn xml_parse() {
    run("xml", hpki_fuzz::xml_parse);
}

#[test]
fn c14n() {
    run("xml", hpki_fuzz::c14n);
}
