//! What holds for every vector, whoever verifies it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use hpki_test_vectors::{Kind, Vector, load};
use serde_json::Value;
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
