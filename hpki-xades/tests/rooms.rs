//! The rooms of this crate stand in an order, and a room uses only rooms before it. This reads the `use` lines and
//! paths of the sources, so that the drawing in ARCHITECTURE.md cannot rot.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

use std::path::{Path, PathBuf};

/// Lower rooms first.
const ROOMS: [&str; 10] =
    ["xml", "c14n", "dsig", "xades", "tsp", "document", "validate", "inspect", "sign", "augment"];

#[test]
fn no_room_uses_a_room_above_it() {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut arrows = Vec::new();
    let mut files = 0;
    for (position, room) in ROOMS.iter().enumerate() {
        for file in files_of(source, room) {
            files += 1;
            let text = std::fs::read_to_string(&file).unwrap();
            for used in rooms_used(&text) {
                let allowed = ROOMS[..=position].contains(&used.as_str());
                if !allowed && ROOMS.contains(&used.as_str()) {
                    arrows.push(format!("{} uses {used}", file.strip_prefix(source).unwrap().display()));
                }
            }
        }
    }
    println!("rooms: {files} files read");
    assert!(files > 20, "the sources were not found");
    assert!(arrows.is_empty(), "upward arrows:\n{}", arrows.join("\n"));
}

/// Every top-level module is a room with a place in the order.
#[test]
fn every_module_is_a_room() {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name == "lib" || ROOMS.contains(&name), "{name} has no place in the order of rooms");
    }
}

fn files_of(source: &Path, room: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        [source.join(format!("{room}.rs"))].into_iter().filter(|file| file.is_file()).collect();
    let mut folders = vec![source.join(room)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// The modules named after `crate::` in code, also inside braces: `use crate::{c14n::Method, xml};`.
fn rooms_used(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (index, prefix) in code.match_indices("crate::") {
        let rest = code[index + prefix.len()..].trim_start();
        match rest.strip_prefix('{') {
            Some(list) => used.extend(top_level_names(list)),
            None => used.push(first_name(rest)),
        }
    }
    used
}

/// The first names of a `{a::b, c::{d, e}}` list, without its opening brace.
fn top_level_names(list: &str) -> Vec<String> {
    let mut names = vec![first_name(list.trim_start())];
    let mut depth = 0;
    for (index, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_name(list[index + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn the_reader_of_use_lines_sees_every_form() {
    let text = "use crate::sign;\n// crate::tsp\nuse crate::{c14n::{Method, Comments}, xml};\nlet x = crate::dsig::Y;";
    assert_eq!(rooms_used(text), ["sign", "c14n", "xml", "dsig"]);
}
