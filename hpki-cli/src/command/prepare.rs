//! `hpki prepare prescription`, `dispensing` and `xml`: the first half of signing elsewhere

use std::path::{Path, PathBuf};

use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_xades::sign::{self, ContentRules, Prepared, SigningSettings};

use super::sign::{Letter, of_dispensing, of_sign, rules_of, settings};
use crate::arguments::{PrepareDispensing, PreparePrescription, PrepareXml, State};
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::key::algorithm_for;
use crate::problem::{self, Problem};
use crate::{clock, input, json, output, text, view};

/// `hpki prepare prescription`
pub(crate) fn prescription(arguments: &PreparePrescription, language: Language) -> Result<Exit, Problem> {
    let csv = &arguments.csv;
    check_outputs(&arguments.state, std::slice::from_ref(csv))?;
    let octets = input::read_document(csv)?;
    let (at, settings, table) = begin(&arguments.state, rules_of(&arguments.content), &[], csv)?;
    let prepared = sign::prescription(&octets, at, &settings).map_err(|error| of_sign(csv, error))?;
    conclude(csv, &prepared, &arguments.state, &table, language)
}

/// `hpki prepare dispensing`
pub(crate) fn dispensing(arguments: &PrepareDispensing, language: Language) -> Result<Exit, Problem> {
    let (prescription, csv) = (&arguments.prescription, &arguments.csv);
    check_outputs(&arguments.state, &[prescription.clone(), csv.clone()])?;
    let (prescription_octets, octets) = (input::read_document(prescription)?, input::read_document(csv)?);
    let (at, settings, table) = begin(&arguments.state, rules_of(&arguments.content), &[], csv)?;
    let prepared = sign::dispensing(&prescription_octets, &octets, at, &settings)
        .map_err(|error| of_dispensing(prescription, csv, error))?;
    conclude(csv, &prepared, &arguments.state, &table, language)
}

/// `hpki prepare xml`
pub(crate) fn xml(arguments: &PrepareXml, language: Language) -> Result<Exit, Problem> {
    let letter = Letter::read(&arguments.source, &arguments.properties)?;
    check_outputs(&arguments.state, letter.inputs())?;
    let subject = letter.subject().to_owned();
    let roles = &arguments.source.role;
    let (at, settings, table) = begin(&arguments.state, ContentRules::default(), roles, &subject)?;
    let prepared = letter.prepare(at, &settings)?;
    conclude(&subject, &prepared, &arguments.state, &table, language)
}

/// SigningTime, who will sign by which rules, and names of roles.
fn begin(
    state: &State,
    rules: ContentRules,
    roles: &[String],
    subject: &Path,
) -> Result<(Time, SigningSettings, RoleTable), Problem> {
    let file = &state.certificate;
    let mut certificates = input::certificates_of(file)?.into_iter();
    let missing = || Problem::of_file(file, &problem::NO_CERTIFICATE, "");
    let certificate = certificates.next().ok_or_else(missing)?;
    let algorithm = algorithm_for(&certificate, state.common.algorithm, file)?;
    let table = input::role_table(state.common.names.role_table.as_deref())?;
    let roles = input::roles(roles, &table);
    let settings = settings(certificate, algorithm, &state.common, rules, (&roles, &table))
        .map_err(|error| of_sign(subject, error))?;
    Ok((clock::at_or_now(state.common.signing_time)?, settings, table))
}

fn outputs(state: &State) -> Vec<&Path> {
    [Some(&state.state), state.data_out.as_ref(), state.digest_out.as_ref()]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect()
}

fn check_outputs(state: &State, inputs: &[PathBuf]) -> Result<(), Problem> {
    let outputs = outputs(state);
    if state.json {
        files::check_not_standard_output(&outputs)?;
    }
    files::check_apart(&outputs, inputs.iter().chain([&state.certificate]))?;
    outputs.iter().try_for_each(|output| files::check_free(output, Replace::from_force(state.force)))
}

/// Writes the state and what was asked for besides, all or nothing, and tells.
fn conclude(
    file: &Path,
    prepared: &Prepared,
    state: &State,
    table: &RoleTable,
    language: Language,
) -> Result<Exit, Problem> {
    let replace = Replace::from_force(state.force);
    let octets = prepared.to_state().map_err(|error| of_sign(file, error))?;
    let mut written = vec![files::prepare_private(&state.state, &octets, replace)?];
    if let Some(path) = &state.data_out {
        written.push(files::prepare_private(path, prepared.data_to_be_signed(), replace)?);
    }
    if let Some(path) = &state.digest_out {
        written.push(files::prepare(path, prepared.digest().as_ref(), replace)?);
    }
    written.into_iter().try_for_each(files::Prepared::commit)?;
    if state.json {
        output::print_json(&json::to_text(&json::Preparation::of(file, &state.state, prepared, table)))?;
    } else if !outputs(state).into_iter().any(files::is_standard) {
        output::print_text(&text::render(&view::prepared(&state.state, prepared, table, language)))?;
    }
    Ok(Exit::Done)
}
