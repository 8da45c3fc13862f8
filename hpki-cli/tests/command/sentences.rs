//! The sentences of every refusal in the workspace, wherever they are declared: ids that are unique and well formed,
//! and sentences that say what is wrong and what to do, in both languages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

struct Sentences {
    id: String,
    label: [String; 2],
    problem: [String; 2],
}

#[test]
fn every_finding_keeps_the_rules() {
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in sources() {
        for finding in declared(&fs::read_to_string(&file).unwrap()) {
            let id = &finding.id;
            if id.starts_with("test::") {
                continue;
            }
            let (room, name) = id.split_once("::").unwrap_or_default();
            let kebab = |text: &str| {
                let fits = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
                !text.is_empty() && text.bytes().all(fits)
            };
            assert!(kebab(room) && kebab(name), "{id}: not room::kebab-case");
            if let Some(other) = seen.insert(id.clone(), file.clone()) {
                panic!("{id}: declared in {} and {}", other.display(), file.display());
            }
            check_problem(&finding);
            if !file.components().any(|part| part.as_os_str() == "hpki-cli") {
                check_names_no_option(&finding);
            }
            let is_label = |label: &String| !label.is_empty() && !label.ends_with(['.', '。']);
            assert!(finding.label.iter().all(is_label), "{id}: a label is a noun phrase");
        }
    }
    assert!(seen.len() > 200, "only {} findings were found: has the macro changed?", seen.len());
}

fn check_problem(finding: &Sentences) {
    let ([english, japanese], id) = (&finding.problem, &finding.id);
    assert!(english.len() <= 500 && japanese.len() <= 500, "{id}: over 500 bytes");
    assert!(!english.ends_with('.') && english.contains([':', ';']), "{id}: what to do about it? {english}");
    assert!(!english.starts_with(char::is_uppercase) || is_name(english), "{id}: {english}");
    assert!(japanese.ends_with('。'), "{id}: {japanese}");
}

/// Who uses a library has no command line: what the command can add stands in its `options.rs`.
fn check_names_no_option(finding: &Sentences) {
    for sentence in &finding.problem {
        let words: Vec<&str> = sentence.split(|character: char| !character.is_ascii_graphic()).collect();
        let is_option = |word: &&str| word.trim_start_matches('(').starts_with("--");
        assert!(!words.iter().any(is_option), "{}: names an option: {sentence}", finding.id);
        assert!(!words.contains(&"hpki"), "{}: names the command: {sentence}", finding.id);
    }
}

/// Sentences may begin with a name of a standard, such as SigningTime.
fn is_name(sentence: &str) -> bool {
    let word = sentence.split(' ').next().unwrap_or_default();
    word.chars().skip(1).any(char::is_uppercase)
}

fn sources() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        ["hpki-core", "hpki-xades", "hpki-card", "hpki-report", "hpki-cli", "hpki-ffi"]
            .map(|name| workspace.join(name).join("src"))
            .into();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The declarations in the invocations of `findings!`, which end in a line that begins with `}`: five string
/// literals each.
fn declared(source: &str) -> Vec<Sentences> {
    let mut literals = Vec::new();
    let mut inside = false;
    for line in source.lines() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        match inside {
            false => inside = code.ends_with("findings! {") && !code.contains("macro_rules"),
            true if code.starts_with('}') => inside = false,
            true => literals.extend(string_literals(code)),
        }
    }
    let groups = literals.chunks_exact(5);
    assert!(groups.remainder().is_empty(), "a declaration that cannot be read near {:?}", groups.remainder());
    let of = |group: &[String]| match group {
        [id, label_en, label_ja, problem_en, problem_ja] => Sentences {
            id: id.clone(),
            label: [label_en.clone(), label_ja.clone()],
            problem: [problem_en.clone(), problem_ja.clone()],
        },
        _ => unreachable!("chunks of five"),
    };
    groups.map(of).collect()
}

fn string_literals(line: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut open: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (&mut open, character) {
            (None, '"') => open = Some(String::new()),
            (None, _) => {}
            (Some(literal), '\\') => literal.extend(characters.next()),
            (Some(_), '"') => literals.extend(open.take()),
            (Some(literal), _) => literal.push(character),
        }
    }
    literals
}
