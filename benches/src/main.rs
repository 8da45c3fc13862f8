//! Speed as ratios: every figure is measured in the same run, in interleaved rounds, against the cryptography alone.
//!
//! `cargo run --release -p hpki-benches` prints the tables. Seconds depend on the machine; ratios hardly do.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::panic, reason = "a program that prints tables")]

mod documents;
mod floor;
mod hierarchy;
mod measure;
mod parts;

use hierarchy::Hierarchy;
use measure::Measured;
use std::process::ExitCode;

const ROUNDS: usize = 15;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the rows whose name contains one of the arguments; all of them without arguments.
fn run() -> Result<(), String> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str()));
    let hierarchy = Hierarchy::of_test_vectors()?;
    let small = documents::prescription(2_000, &hierarchy);
    println!("{:<36} {:<34} {:>8} {:>8} {:>6}", "part", "floor", "part", "floor", "ratio");
    let name = "certificates and signatures, 2 KB";
    if is_wanted(name) {
        let measured = parts::certificates_and_signatures(&small, &hierarchy, ROUNDS)?;
        print_part(name, "3 RSA, digests", &measured);
    }
    for (size, octets) in [("2 KB", 0), ("10 MB element-heavy", 10_000_000)] {
        let names = [format!("parse, {size}"), format!("C14N and digest, {size}")];
        if !names.iter().any(|name| is_wanted(name)) {
            continue;
        }
        let heavy = (octets > 0).then(|| documents::clinical_document(octets, &hierarchy));
        let document = heavy.as_ref().unwrap_or(&small);
        for (name, measure) in names.iter().zip([parts::parse, parts::canonicalize_and_digest]) {
            if is_wanted(name) {
                print_part(name, "SHA-256 of the canonical octets", &measure(document, ROUNDS)?);
            }
        }
    }
    Ok(())
}

fn print_part(part: &str, floor: &str, measured: &Measured) {
    println!(
        "{part:<36} {floor:<34} {:>8} {:>8} {:>6.2} ± {:.2}",
        duration(measured.candidate),
        duration(measured.floor),
        measured.ratio,
        measured.spread / 2.0
    );
}

/// Seconds with three significant digits or so.
fn duration(seconds: f64) -> String {
    if seconds < 1e-3 { format!("{:.1} µs", seconds * 1e6) } else { format!("{:.2} ms", seconds * 1e3) }
}
