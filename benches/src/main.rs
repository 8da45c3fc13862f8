//! Speed as ratios: every figure is measured in the same run, in interleaved rounds, against the cryptography alone.
//!
//! `cargo run --release -p hpki-benches` prints the tables; arguments choose the rows whose name contains one of
//! them. Seconds depend on the machine, ratios hardly do. `-- hostile` prints what hostile documents cost instead.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::panic, reason = "a program that prints tables")]

mod certificates;
mod documents;
mod floor;
mod hierarchy;
mod hostile;
#[path = "../../hpki-core/tests/large_list/generator.rs"]
mod large_list;
mod measure;
mod memory;
mod parts;
mod signing;
mod verification;
mod worker;

use documents::SignedDocument;
use hierarchy::Hierarchy;
use hpki_xades::document::DocumentKind;
use hpki_xades::validate::SignedParts;
use measure::Measured;
use signing::Against;
use std::path::Path;
use std::process::ExitCode;
use verification::{Remembered, Task};

const ROUNDS: usize = 15;

/// What a row is to reach.
enum Goal {
    /// At most this many times the floor.
    Ratio(f64),
    /// At least this many megabytes of the file a second.
    MegabytesPerSecond(f64),
    /// Nothing is promised; the row explains others.
    None,
}

/// The shapes of documents, made when a row first wants them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Prescription2k,
    Heavy100k,
    Heavy10m,
}

struct Row {
    name: &'static str,
    shape: Shape,
    measure: fn(&SignedDocument, &Hierarchy) -> Result<Measured, String>,
    goal: Goal,
}

const ROWS: &[Row] = &[
    Row {
        name: "prescription 2 KB, nothing remembered / 3 RSA + digests",
        shape: Shape::Prescription2k,
        measure: |document, hierarchy| verify(document, hierarchy, Remembered::Nothing),
        goal: Goal::Ratio(1.5),
    },
    Row {
        name: "prescription 2 KB, chain known / 1 RSA + digests",
        shape: Shape::Prescription2k,
        measure: |document, hierarchy| verify(document, hierarchy, Remembered::Chain),
        goal: Goal::Ratio(1.7),
    },
    Row {
        name: "element-heavy 100 KB, nothing remembered / 3 RSA + digests",
        shape: Shape::Heavy100k,
        measure: |document, hierarchy| verify(document, hierarchy, Remembered::Nothing),
        goal: Goal::Ratio(4.0),
    },
    Row {
        name: "element-heavy 10 MB, nothing remembered / 3 RSA + digests",
        shape: Shape::Heavy10m,
        measure: |document, hierarchy| verify(document, hierarchy, Remembered::Nothing),
        goal: Goal::MegabytesPerSecond(250.0),
    },
    Row {
        name: "sign: prepare and assemble 2 KB / one RSA-2048 signature",
        shape: Shape::Prescription2k,
        measure: |_, hierarchy| signing::prescription(2_000, hierarchy, ROUNDS, Against::Signature, &[0]),
        goal: Goal::Ratio(0.1),
    },
    Row {
        name: "sign: the same, each at another second / one RSA-2048 signature",
        shape: Shape::Prescription2k,
        measure: |_, hierarchy| signing::prescription(2_000, hierarchy, ROUNDS, Against::Signature, &[0, 1]),
        goal: Goal::Ratio(0.1),
    },
    Row {
        name: "sign: prepare and assemble 2 KB / RSA-2048 verification",
        shape: Shape::Prescription2k,
        measure: |_, hierarchy| signing::prescription(2_000, hierarchy, ROUNDS, Against::Verification, &[0]),
        goal: Goal::None,
    },
    Row {
        name: "sign: detached 10 MB / SHA-256 of the file",
        shape: Shape::Prescription2k,
        measure: |_, hierarchy| signing::detached(10_000_000, hierarchy, ROUNDS),
        goal: Goal::Ratio(1.1),
    },
    Row {
        name: "part: certificates and signatures / 3 RSA + digests",
        shape: Shape::Prescription2k,
        measure: |document, hierarchy| parts::certificates_and_signatures(document, hierarchy, ROUNDS),
        goal: Goal::None,
    },
    Row {
        name: "part: parse a certificate / SHA-256 of it",
        shape: Shape::Prescription2k,
        measure: |_, hierarchy| certificates::parse_certificate(hierarchy, ROUNDS),
        goal: Goal::None,
    },
    Row {
        name: "part: parse a list of 140,000 entries / SHA-256 of it",
        shape: Shape::Prescription2k,
        measure: |_, _| certificates::parse_list(ROUNDS),
        goal: Goal::None,
    },
    Row {
        name: "part: two look-ups in that list / SHA-256 of it",
        shape: Shape::Prescription2k,
        measure: |_, _| certificates::look_up(ROUNDS),
        goal: Goal::Ratio(1.0),
    },
    Row {
        name: "part: parse 2 KB / SHA-256 of the content",
        shape: Shape::Prescription2k,
        measure: |document, _| parts::parse(document, ROUNDS),
        goal: Goal::None,
    },
    Row {
        name: "part: parse 10 MB / SHA-256 of the content",
        shape: Shape::Heavy10m,
        measure: |document, _| parts::parse(document, ROUNDS),
        goal: Goal::None,
    },
    Row {
        name: "part: C14N into SHA-256, 10 MB / SHA-256 of the content",
        shape: Shape::Heavy10m,
        measure: |document, _| parts::canonicalize_and_digest(document, ROUNDS),
        goal: Goal::None,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [first, file, root] if first == memory::CHILD => measured_process(Path::new(file), Path::new(root)),
        [first, shape, door] if first == hostile::CHILD => hostile::measured_process(shape, door),
        [first, wanted @ ..] if first == hostile::HOSTILE => hostile::table(wanted),
        [first, folder] if first == worker::WORKER => worker::serve(Path::new(folder)),
        wanted => tables(wanted),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn tables(wanted: &[String]) -> Result<(), String> {
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str()));
    let hierarchy = Hierarchy::of_test_vectors()?;
    println!("{:<64} {:>9} {:>9} {:>7} {:>6} {:>6}", "row / floor", "row", "floor", "ratio", "goal", "");
    let mut made: Option<(Shape, SignedDocument)> = None;
    for row in ROWS.iter().filter(|row| is_wanted(row.name)) {
        let document = match made.take() {
            Some((shape, document)) if shape == row.shape => document,
            _ => make(row.shape, &hierarchy),
        };
        print(row, document.xml.len(), &(row.measure)(&document, &hierarchy)?);
        made = Some((row.shape, document));
    }
    let name = "peak memory, element-heavy 10 MB";
    if is_wanted(name) {
        peak_memory(name, &hierarchy)?;
    }
    Ok(())
}

fn make(shape: Shape, hierarchy: &Hierarchy) -> SignedDocument {
    match shape {
        Shape::Prescription2k => documents::prescription(2_000, hierarchy),
        Shape::Heavy100k => documents::clinical_document(100_000, hierarchy),
        Shape::Heavy10m => documents::clinical_document(10_000_000, hierarchy),
    }
}

fn task(document: &SignedDocument, root: &[u8]) -> Result<Task, String> {
    let is_prescription = document.references[0].starts_with(b"<PrescriptionDocument");
    let kind = if is_prescription { DocumentKind::Prescription } else { DocumentKind::Generic };
    Task::new(root, kind, SignedParts::DigestOnly)
}

fn verify(
    document: &SignedDocument,
    hierarchy: &Hierarchy,
    remembered: Remembered,
) -> Result<Measured, String> {
    task(document, &hierarchy.root)?.measure(document, hierarchy, remembered, ROUNDS)
}

fn print(row: &Row, octets: usize, measured: &Measured) {
    let speed = octets as f64 / measured.candidate / 1e6;
    let (goal, is_reached) = match row.goal {
        Goal::Ratio(limit) => (format!("≤ {limit}"), Some(measured.ratio <= limit)),
        Goal::MegabytesPerSecond(limit) => (format!("≥ {limit:.0} MB/s"), Some(speed >= limit)),
        Goal::None => (String::new(), None),
    };
    let decimals = if measured.ratio < 1.0 { 4 } else { 2 };
    println!(
        "{:<64} {:>9} {:>9} {:>7.decimals$} {goal:>6} {}{}",
        row.name,
        duration(measured.candidate),
        duration(measured.floor),
        measured.ratio,
        is_reached.map_or("", |is_reached| if is_reached { "reached" } else { "MISSED" }),
        if octets > 50_000 { format!(" ({speed:.0} MB/s)") } else { String::new() },
    );
}

fn duration(seconds: f64) -> String {
    if seconds < 1e-3 { format!("{:.1} µs", seconds * 1e6) } else { format!("{:.2} ms", seconds * 1e3) }
}

/// Verifies a file of 10 MB in a process of its own.
fn peak_memory(name: &str, hierarchy: &Hierarchy) -> Result<(), String> {
    let folder = std::env::temp_dir();
    let file = folder.join(format!("hpki-benches-{}.xml", std::process::id()));
    let root = folder.join(format!("hpki-benches-{}.der", std::process::id()));
    let document = documents::clinical_document(10_000_000, hierarchy);
    let write = |path: &Path, octets: &[u8]| std::fs::write(path, octets).map_err(|error| error.to_string());
    let peak = write(&file, &document.xml)
        .and_then(|()| write(&root, &hierarchy.root))
        .and_then(|()| memory::of_child(&[&file, &root]));
    // The files go whatever became of the child.
    let _ = (std::fs::remove_file(&file), std::fs::remove_file(&root));
    let times = peak? as f64 / document.xml.len() as f64;
    let is_reached = if times <= 3.0 { "reached" } else { "MISSED" };
    println!("{name:<60} {times:>9.2} times the file, goal ≤ 3 {is_reached}");
    Ok(())
}

/// What the child does: reads, verifies once, prints its peak.
fn measured_process(file: &Path, root: &Path) -> Result<(), String> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    Task::new(&read(root)?, DocumentKind::Generic, SignedParts::DigestOnly)?.once(&read(file)?)?;
    println!("{}", memory::high_water_mark().ok_or("this system does not tell a process's peak memory")?);
    Ok(())
}
