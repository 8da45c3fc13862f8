//! The drawing of the rooms cannot rot: a room may use only rooms above it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// From top to bottom. A room may use itself and those before it.
const ROOMS: &[&str] = &[
    // vocabulary
    "time",
    "limits",
    "report",
    "oid",
    "octets",
    "der",
    // for tests of every room below
    "test_der",
    "algorithm",
    // parsed
    "backend",
    "name",
    "key",
    "crypto",
    "general_name",
    "certificate",
    "role",
    "crl",
    "ocsp",
    "pem",
    "bundle",
    "trust",
    // checked
    "signature_budget",
    "profile",
    "revocation",
    "path",
    "signer",
    "key_file",
];

#[test]
fn no_room_uses_a_room_below_it() {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut files = Vec::new();
    collect(source, &mut files);
    let mut arrows = 0;
    for file in files {
        let relative = file.strip_prefix(source).unwrap();
        let room =
            relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if room == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for used in used_rooms(&text) {
            arrows += 1;
            assert!(
                place(used) <= place(room),
                "{} uses `{used}`, which stands below `{room}`",
                relative.display()
            );
        }
    }
    assert!(arrows > 50, "{arrows} arrows were found: is the test blind?");
}

fn place(room: &str) -> usize {
    ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("`{room}` has no place in ROOMS"))
}

/// The first segment after each `crate::`, wherever it stands.
fn used_rooms(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
        // A macro of the crate, which has no room, and `crate::{…}`, which nobody writes here.
        .filter(|room| *room != "findings")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
