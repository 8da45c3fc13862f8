//! `hpki inspect`

use std::fs;
use std::path::{Path, PathBuf};

use hpki_core::report::Language;
use hpki_core::role;
use hpki_xades::dsig::KeepOctets;
use hpki_xades::inspect::{CoreValidation, DocumentInspection, InspectError, InspectOptions, inspect};

use crate::arguments::Inspect;
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::problem::{self, Problem};
use crate::{input, json, output, text, view};

/// Inspects a file: facts, no trust decision.
pub(crate) fn run(arguments: &Inspect, language: Language) -> Result<Exit, Problem> {
    let detached = input::detached::read(&arguments.detached)?;
    let octets = input::read_document(&arguments.file)?;
    let mut options = InspectOptions::new(&detached);
    if arguments.octets_out.is_some() {
        options.octets = KeepOctets::Yes;
    }
    let inspection = match inspect(&octets, &options) {
        Ok(inspection) => inspection,
        Err(error) => return refuse(arguments, &problem_of(&arguments.file, &octets, &error), language),
    };
    if inspection.signatures.is_empty() {
        return refuse(arguments, &Problem::of_file(&arguments.file, &problem::NO_SIGNATURE, ""), language);
    }
    if let Some(folder) = &arguments.octets_out {
        write_octets(folder, &inspection, Replace::from_force(arguments.force))?;
    }
    if arguments.json {
        output::print_json(&json::to_text(&json::Inspection::of(
            &arguments.file,
            &inspection,
            role::japan(),
        )))?;
    } else {
        output::print_text(&text::render(&view::inspection(
            &arguments.file,
            &inspection,
            role::japan(),
            language,
        )))?;
    }
    Ok(exit(&inspection))
}

/// 1 when one is false, else 2 when one cannot be told, else 0.
fn exit(inspection: &DocumentInspection) -> Exit {
    let exits = inspection.signatures.iter().map(|signature| match signature.core {
        CoreValidation::Valid => Exit::Done,
        CoreValidation::Invalid | CoreValidation::Malformed(_) => Exit::Failed,
        CoreValidation::Unsupported(_) => Exit::Indeterminate,
    });
    let known = exits.fold(Exit::Done, Exit::worse);
    if inspection.left_out > 0 { known.worse(Exit::Indeterminate) } else { known }
}

/// A file that was read and is no document with signatures: decided, not unreadable.
fn refuse(arguments: &Inspect, problem: &Problem, language: Language) -> Result<Exit, Problem> {
    output::complain(problem, language);
    if arguments.json {
        let refused = json::Inspection::refused(&arguments.file, problem, language);
        output::print_json(&json::to_text(&refused))?;
    }
    Ok(Exit::Failed)
}

fn problem_of(file: &Path, octets: &[u8], error: &InspectError) -> Problem {
    match error {
        InspectError::Xml(error) => Problem::in_xml(file, octets, error),
        other => Problem::of_file(file, &problem::DUPLICATE_IDENTIFIER, other.to_string()),
    }
}

/// One file for SignedInfo and one for every reference of every signature, or none at all.
fn write_octets(folder: &Path, inspection: &DocumentInspection, replace: Replace) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| Problem::writing(folder, &error))?;
    let mut prepared = Vec::new();
    for (path, octets) in octets_files(folder, inspection) {
        prepared.push(files::prepare(&path, octets, replace)?);
    }
    prepared.into_iter().try_for_each(files::Prepared::commit)
}

fn octets_files<'a>(folder: &Path, inspection: &'a DocumentInspection) -> Vec<(PathBuf, &'a [u8])> {
    let mut files = Vec::new();
    for (number, signature) in (1..).zip(&inspection.signatures) {
        if let Some(octets) = &signature.signed_info_octets {
            files.push((folder.join(format!("signature-{number}-signed-info.octets")), octets.as_slice()));
        }
        for (reference_number, reference) in (1..).zip(&signature.references) {
            if let Some(octets) = &reference.octets {
                let name = format!("signature-{number}-reference-{reference_number}.octets");
                files.push((folder.join(name), octets.as_ref()));
            }
        }
    }
    files
}
