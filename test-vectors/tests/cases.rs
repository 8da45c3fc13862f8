//! What holds for every vector, whoever verifies it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use hpki_test_vectors::{Kind, Vector, load};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn vectors() -> Vec<Vector> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap()
}

#[test]
fn every_case_loads() {
    let vectors = vectors();
    let count = |kind| vectors.iter().filter(|vector| vector.case.kind == kind).count();
    let (attacks, refusals, benign) = (count(Kind::Attack), count(Kind::Refusal), count(Kind::Benign));
    println!("{attacks} attacks, {refusals} refusals, {benign} benign documents");
    assert_eq!(attacks + refusals + benign, vectors.len());
}

#[test]
fn every_case_follows_the_schema() {
    let read = |path: &Path| -> Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() };
    let schema = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("case.schema.json"));
    for vector in vectors() {
        let case = read(&vector.folder.join("case.json"));
        if let Err(what) = follows(&case, &schema) {
            panic!("{}: {what}", vector.case.id);
        }
    }
}

#[test]
fn the_schema_check_sees_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "additionalProperties": false, "required": ["a"],
        "properties": { "a": { "type": "array", "items": { "type": "string", "enum": ["x"] } } },
    });
    assert!(follows(&serde_json::json!({ "a": ["x"] }), &schema).is_ok());
    for wrong in [
        serde_json::json!({}),
        serde_json::json!({ "a": 1 }),
        serde_json::json!({ "a": ["y"] }),
        serde_json::json!({ "a": [], "b": 1 }),
    ] {
        assert!(follows(&wrong, &schema).is_err(), "{wrong}");
    }
}

/// Classes of attack that must have a vector of their own; README.md says what they are.
const THREATS: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16",
    "B1", "B2", "B3", "B5", "B6", "B10", "B11", "B12", "B13", "B14", "B15", "B16", "B18", "C1", "C2", "C3",
    "C4", "C5", "C9", "D1", "D2", "D3", "D10", "D12", "D13", "D14", "E1", "E2", "E3", "E4", "E5", "E7", "E8",
    "E9", "E10", "E11", "E13",
];

#[test]
fn every_class_of_attack_has_a_vector() {
    let vectors = vectors();
    let of_class = |threat: &str| -> Vec<&Vector> {
        vectors.iter().filter(|vector| vector.case.source.threats.iter().any(|it| it == threat)).collect()
    };
    let attacked = |threat: &&&str| of_class(threat).iter().any(|vector| vector.case.kind == Kind::Attack);
    let missing: Vec<_> = THREATS.iter().filter(|threat| !attacked(threat)).collect();
    assert!(missing.is_empty(), "no attack of {missing:?}");
    let unknown: Vec<_> = vectors
        .iter()
        .flat_map(|vector| &vector.case.source.threats)
        .filter(|threat| !THREATS.contains(&threat.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?} is not in the table");
    for number in 1..=8 {
        let id = format!("wrapping-xsw{number}");
        assert!(vectors.iter().any(|vector| vector.case.id == id), "no {id}");
    }
}

#[test]
fn every_class_of_attack_is_in_the_table() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for threat in THREATS {
        assert!(readme.contains(&format!("\n| {threat} |")), "{threat} is not in README.md");
    }
}

/// A reason is `room::kebab-case`, whatever verifier gives it.
#[test]
fn every_reason_has_a_name() {
    for vector in vectors() {
        let expected = &vector.case.expected;
        for reason in expected.finding.iter().chain(&expected.other_findings).chain(&expected.warnings) {
            let (room, name) = reason.split_once("::").unwrap_or(("", ""));
            let fits = |part: &str| fits_pattern(part, "^[a-z0-9]+(-[a-z0-9]+)*$");
            assert!(fits(room) && fits(name), "{}: {reason}", vector.case.id);
        }
    }
}

/// No file of `pki/` that nobody uses: what is not tried out is not known to be right.
#[test]
fn every_list_is_used_or_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let used: BTreeSet<String> = vectors()
        .iter()
        .flat_map(|vector| &vector.case.arguments.certificate_lists)
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let unused: Vec<String> = std::fs::read_dir(root.join("pki/crls"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !used.contains(name))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// Whether `value` follows `schema`, as far as JSON Schema is used here.
fn follows(value: &Value, schema: &Value) -> Result<(), String> {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let fine = match keyword.as_str() {
            "$schema" | "title" | "description" | "additionalProperties" => true,
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|wanted| has_type(value, wanted)),
                wanted => has_type(value, wanted),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "pattern" => fits_pattern(value.as_str().unwrap(), wanted.as_str().unwrap()),
            "required" => {
                wanted.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "properties" => {
                for (name, value) in value.as_object().ok_or("no object")? {
                    let Some(schema) = wanted.get(name) else { return Err(format!("{name} is not known")) };
                    follows(value, schema).map_err(|what| format!("{name}: {what}"))?;
                }
                true
            }
            "items" => {
                for value in value.as_array().ok_or("no array")? {
                    follows(value, wanted)?;
                }
                true
            }
            other => return Err(format!("the schema uses {other}, which this check does not know")),
        };
        if !fine {
            return Err(format!("{value} does not follow {keyword} {wanted}"));
        }
    }
    Ok(())
}

fn has_type(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        "null" => value.is_null(),
        other => panic!("type {other}"),
    }
}

/// The three patterns of the schema.
fn fits_pattern(text: &str, pattern: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit())
    };
    match pattern {
        "^[a-z0-9]+(-[a-z0-9]+)*$" => text.split('-').all(word),
        "Z$" => text.ends_with('Z'),
        "^[A-E][0-9]+$" => {
            text.starts_with(|first| ('A'..='E').contains(&first))
                && text.len() > 1
                && text[1..].bytes().all(|octet| octet.is_ascii_digit())
        }
        other => panic!("pattern {other}"),
    }
}
