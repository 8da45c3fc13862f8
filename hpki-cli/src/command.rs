//! One module per command: arguments to library, report to output.

mod adopt;
mod assemble;
mod augment;
mod canonicalize;
mod card;
mod certificate;
mod inspect;
mod prepare;
mod sign;
mod vectors;
mod verify;

use hpki_core::report::Language;

use crate::arguments::{Card, Certificate, Command, Prepare, Sign, VirtualCard};
use crate::exit::Exit;
use crate::problem::Problem;
use crate::{json, output};

/// Runs a command. A problem is told on standard error by the caller; programs that asked for JSON get their one
/// document here, too.
pub(crate) fn run(command: &Command, language: Language) -> Result<Exit, Problem> {
    let (result, json) = match command {
        Command::Verify(arguments) => (verify::run(arguments, language), arguments.json),
        Command::Inspect(arguments) => (inspect::run(arguments, language), arguments.json),
        Command::Augment(arguments) => (augment::run(arguments, language), arguments.json),
        Command::C14n(arguments) => (canonicalize::run(arguments, language), false),
        Command::Sign(Sign::Prescription(arguments)) => {
            (sign::prescription(arguments, language), arguments.result.json)
        }
        Command::Sign(Sign::Dispensing(arguments)) => {
            (sign::dispensing(arguments, language), arguments.result.json)
        }
        Command::Sign(Sign::Xml(arguments)) => (sign::xml(arguments, language), arguments.result.json),
        Command::Prepare(Prepare::Prescription(arguments)) => {
            (prepare::prescription(arguments, language), arguments.state.json)
        }
        Command::Prepare(Prepare::Dispensing(arguments)) => {
            (prepare::dispensing(arguments, language), arguments.state.json)
        }
        Command::Prepare(Prepare::Xml(arguments)) => {
            (prepare::xml(arguments, language), arguments.state.json)
        }
        Command::Assemble(arguments) => (assemble::run(arguments, language), arguments.result.json),
        Command::Adopt(arguments) => (adopt::run(arguments, language), arguments.result.json),
        Command::Vectors(arguments) => (vectors::run(arguments, language), arguments.json),
        Command::Certificate(Certificate::Show(arguments)) => {
            (certificate::show(arguments, language), arguments.json)
        }
        Command::Certificate(Certificate::Validate(arguments)) => {
            (certificate::validate(arguments, language), arguments.json)
        }
        Command::Card(Card::List(arguments)) => (card::list(arguments, language), arguments.json),
        Command::Card(Card::Show(arguments)) => (card::show(arguments, language), arguments.json),
        Command::Card(Card::TestSign(arguments)) => (card::test_sign(arguments, language), false),
        Command::Card(Card::Virtual(VirtualCard::New(arguments))) => {
            (card::new_virtual(arguments, language), false)
        }
    };
    if let (Err(problem), true) = (&result, json) {
        output::print_json(&json::to_text(&json::Failure::of(problem, language)))?;
    }
    result
}
