//! `hpki vectors`

use std::path::Path;

use clap::Parser;
use hpki_core::report::{Check, CheckList, Language, Outcome};
use hpki_core::time::Time;
use hpki_test_vectors::{Expected, Vector, VectorError, load};
use hpki_xades::validate::{DocumentReport, VerifiedDocument};

use super::verify;
use crate::arguments::{self, Command, Vectors};
use crate::exit::Exit;
use crate::problem::{self, Problem};
use crate::{clock, input, json, output};

/// Runs every case of a folder as `hpki verify` with the arguments it names, and prints each that differs.
pub(crate) fn run(arguments: &Vectors, language: Language) -> Result<Exit, Problem> {
    let vectors = load(&arguments.folder).map_err(|error| not_vectors(&arguments.folder, &error))?;
    let mut differences = Vec::new();
    for vector in &vectors {
        let found = differences_of(vector)?;
        differences.extend(found.into_iter().map(|(what, expected, found)| json::Difference {
            id: vector.case.id.clone(),
            what,
            expected,
            found,
        }));
    }
    let exit = if differences.is_empty() { Exit::Done } else { Exit::Failed };
    let run = json::VectorRun::new(vectors.len(), differences);
    if arguments.json {
        output::print_json(&json::to_text(&run))?;
    } else {
        output::print_text(&text(&run, language))?;
    }
    Ok(exit)
}

fn text(run: &json::VectorRun, language: Language) -> String {
    let mut text = String::new();
    for json::Difference { id, what, expected, found } in &run.differences {
        text.push_str(&match language {
            Language::English => format!("{id}: {what}: expected {expected}, found {found}\n"),
            Language::Japanese => format!("{id}: {what}: 期待値は {expected}、結果は {found}\n"),
        });
    }
    text.push_str(&match language {
        Language::English => format!("{} of {} cases agree\n", run.agreeing, run.cases),
        Language::Japanese => format!("{}件中{}件が一致しました。\n", run.cases, run.agreeing),
    });
    text
}

fn not_vectors(folder: &Path, error: &VectorError) -> Problem {
    match error {
        VectorError::Unreadable { path, cause } => Problem::reading(path, cause),
        other => Problem::of_file(folder, &problem::NOT_VECTORS, other.to_string()),
    }
}

/// What differs: what is compared, what the case expects, what was found.
type Differences = Vec<(&'static str, String, String)>;

fn differences_of(vector: &Vector) -> Result<Differences, Problem> {
    let (arguments, at) = command_line(vector)?;
    let octets = input::read_document(&vector.folder.join(&vector.case.file))?;
    let detached = input::detached::read(&arguments.detached)?;
    let report = verify::verifier(&arguments)?.verify_with_detached(&octets, &detached, at);
    let exit = Exit::from(report.verdict()).code();
    let expected = &vector.case.expected;
    let mut differences = compare_report(expected, &report);
    differ(&mut differences, "exit", &expected.exit.to_string(), &exit.to_string());
    if let Some(digest) = &expected.content_sha256 {
        let found = report.into_verified().ok().and_then(|document| content_sha256(&document));
        differ(&mut differences, "content_sha256", digest, found.as_deref().unwrap_or("none"));
    }
    Ok(differences)
}

/// The case as the command line that it stands for.
fn command_line(vector: &Vector) -> Result<(arguments::Verify, Time), Problem> {
    let case = &vector.case.arguments;
    let mut line: Vec<std::ffi::OsString> = ["hpki", "verify", "-"].map(Into::into).into();
    for (option, value) in
        [("--document", &case.document), ("--at", &case.at), ("--revocation", &case.revocation)]
    {
        line.extend([option.into(), value.into()]);
    }
    for (option, paths) in [
        ("--trust-anchor", &case.trust_anchors),
        ("--intermediate", &case.intermediates),
        ("--crl", &case.certificate_lists),
        ("--tsa-anchor", &case.tsa_anchors),
        ("--detached", &case.detached),
    ] {
        line.extend(paths.iter().flat_map(|path| [option.into(), vector.folder.join(path).into_os_string()]));
    }
    line.extend(case.roles.iter().flat_map(|role| ["--role".into(), role.into()]));
    if case.allow_test_certificates {
        line.push("--allow-test-certificates".into());
    }
    let not_a_command = |detail: String| Problem::of_file(&vector.folder, &problem::NOT_VECTORS, detail);
    let parsed = arguments::Arguments::try_parse_from(line)
        .map_err(|error| not_a_command(error.to_string().lines().next().unwrap_or_default().to_owned()))?;
    match parsed.command {
        Command::Verify(verify) => {
            let at = clock::at_or_now(verify.trust.at)?;
            Ok((verify, at))
        }
        _ => Err(not_a_command(String::new())),
    }
}

fn compare_report(expected: &Expected, report: &DocumentReport) -> Differences {
    let mut differences = Vec::new();
    differ(&mut differences, "indication", &expected.indication, report.verdict().indication().name());
    let sub_indication = report.verdict().sub_indication().map_or("none", |why| why.name());
    let right = match expected.sub_indications.as_slice() {
        [] => sub_indication == "none",
        any_of => any_of.iter().any(|one| one == sub_indication),
    };
    if !right {
        let any_of = expected.sub_indications.join(" or ");
        differences.push(("sub_indication", any_of, sub_indication.to_owned()));
    }
    if let Some(finding) = &expected.finding {
        let found = ids(report, |check| matches!(check.outcome, Outcome::NotPassed(_)));
        if !found.contains(&finding.as_str()) {
            differences.push(("finding", finding.clone(), found.join(" ")));
        }
    }
    let warnings = ids(report, |check| check.outcome == Outcome::Warning);
    for warning in expected.warnings.iter().filter(|warning| !warnings.contains(&warning.as_str())) {
        differences.push(("warning", warning.clone(), warnings.join(" ")));
    }
    if !expected.levels.is_empty() {
        let levels: Vec<&str> = report.signatures().iter().map(|signature| signature.level.name()).collect();
        differ(&mut differences, "levels", &expected.levels.join(" "), &levels.join(" "));
    }
    differences
}

fn differ(differences: &mut Differences, what: &'static str, expected: &str, found: &str) {
    if expected != found {
        differences.push((what, expected.to_owned(), found.to_owned()));
    }
}

fn ids(report: &DocumentReport, wanted: impl Fn(&Check) -> bool) -> Vec<&'static str> {
    let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
    let checks = std::iter::once(report.checks()).chain(of_signatures).flat_map(CheckList::iter);
    checks.filter(|check| wanted(check)).map(|check| check.finding.id).collect()
}

/// The digest of the one signed content, or of the one signed part.
fn content_sha256(document: &VerifiedDocument) -> Option<String> {
    document.content().and_then(json::sha256)
}
