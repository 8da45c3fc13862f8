//! Many prescriptions at once.

use std::fs;

use super::{Desk, NOW, assert_passes, key};
use crate::support::{Run, hpki};

/// A folder with so many CSV files, and things that are none.
fn folder(desk: &Desk, count: usize) -> String {
    let folder = desk.path("csv");
    fs::create_dir(&folder).unwrap();
    for number in 0..count {
        fs::write(format!("{folder}/{number:03}.csv"), format!("SJ1,{number}\n")).unwrap();
    }
    fs::write(format!("{folder}/note.txt"), "not a CSV").unwrap();
    fs::write(format!("{folder}/.hidden.csv"), "SJ1\n").unwrap();
    folder
}

fn sign(csv: &[&str], out: &str, more: &[&str]) -> Run {
    let csv: Vec<&str> = csv.iter().flat_map(|path| ["--csv", path]).collect();
    let doctor = key("doctor", "doctor");
    let fixed = ["--out", out, "--signing-time", NOW];
    hpki([&["sign", "prescription"][..], &csv, &fixed, &doctor.each(), more].concat())
}

#[test]
fn a_folder_is_signed_and_a_failure_stops_nothing() {
    let desk = Desk::new();
    let (csv, out) = (folder(&desk, 24), desk.path("signed"));
    fs::write(format!("{csv}/007.csv"), "SJ1\r\n").unwrap();
    let run = sign(&[&csv], &out, &["--json"]);
    assert_eq!(run.code, 1, "some were signed: {}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "one line for the one failure: {}", run.stderr);
    assert!(run.stderr.contains("007.csv") && run.stderr.contains("EPSB0052E"), "{}", run.stderr);
    let report = run.json();
    let rows = report["files"].as_array().unwrap();
    assert_eq!(rows.len(), 24);
    for (number, row) in rows.iter().enumerate() {
        assert!(row["file"].as_str().unwrap().ends_with(&format!("{number:03}.csv")), "in their order");
        assert_eq!(row["signed"], number != 7);
    }
    assert_eq!(rows[7]["error"]["id"], "sign::content-carriage-return");
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected: Vec<_> =
        (0..24).filter(|&number| number != 7).map(|number| format!("{number:03}.xml")).collect();
    assert_eq!(names, expected, "every good one, nothing temporary");
    assert_passes(&format!("{out}/023.xml"), &[]);

    // Again: each output is there already; corrected and forced, everything is signed.
    let again = sign(&[&csv], &out, &[]);
    assert_eq!((again.code, again.text()), (3, format!("0 of 24 signed: {out}\n").as_str()));
    assert_eq!(again.stderr.lines().filter(|line| line.contains("already exists")).count(), 23);
    fs::write(format!("{csv}/007.csv"), "SJ1\n").unwrap();
    let forced = sign(&[&csv], &out, &["--force", "--lang", "ja"]);
    assert_eq!((forced.code, forced.text()), (0, format!("24件中24件に署名しました: {out}\n").as_str()));
    assert_eq!(forced.stderr, "", "no progress where nobody looks");
}

#[test]
fn several_files_go_into_a_folder_under_names_of_their_own() {
    let desk = Desk::new();
    let csv = folder(&desk, 2);
    let (one, other) = (format!("{csv}/000.csv"), desk.path("rx.csv"));
    let out = desk.path("signed");
    let run = sign(&[&one, &other], &out, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_passes(&format!("{out}/rx.xml"), &[]);

    sign(&[&one, &csv], &desk.path("twice"), &[]).assert_refused("000.csv", "would become the same output");
    sign(&[&csv], &other, &[]).assert_refused("rx.csv", "signed into a folder");
    let empty = desk.path("empty");
    fs::create_dir(&empty).unwrap();
    sign(&[&empty], &desk.path("none"), &[]).assert_refused("empty", "holds no .csv file");
    assert!(!fs::exists(desk.path("twice")).unwrap() && !fs::exists(desk.path("none")).unwrap());
}

/// A certificate that may not sign fails every document, and nothing is written.
#[test]
fn with_a_wrong_certificate_nothing_is_signed() {
    let desk = Desk::new();
    let (csv, out) = (folder(&desk, 3), desk.path("signed"));
    let nurse = key("person", "nurse");
    let given = ["sign", "prescription", "--csv", &csv, "--out", &out, "--signing-time", NOW];
    let run = hpki([&given[..], &nurse.each()].concat());
    assert_eq!((run.code, run.text()), (3, format!("0 of 3 signed: {out}\n").as_str()));
    assert_eq!(run.stderr.matches("does not have the qualification").count(), 3);
    assert_eq!(fs::read_dir(&out).map_or(0, Iterator::count), 0);
}
