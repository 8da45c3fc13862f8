//! The command `hpki`: carries arguments in and reports out. No rule about signatures lives here.
#![forbid(unsafe_code)]

mod arguments;
mod card;
mod clock;
mod command;
mod exit;
mod files;
mod http;
mod input;
mod json;
mod key;
mod language;
mod options;
mod output;
mod problem;
mod secret;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use hpki_core::report::Language;
use hpki_report::{html, text, view, visible};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::language::LanguageArgument;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let exit = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => run(&arguments),
        Err(error) => {
            let asked = usage::language_argument(arguments.iter().map(OsString::as_os_str));
            explain(&error, language_of(asked))
        }
    };
    ExitCode::from(exit.code())
}

fn language_of(argument: Option<LanguageArgument>) -> Language {
    match argument {
        Some(argument) => argument.into(),
        None => language::from_locale(|name| std::env::var_os(name)),
    }
}

fn run(arguments: &Arguments) -> Exit {
    let language = language_of(arguments.lang);
    match command::run(&arguments.command, language) {
        Ok(exit) => exit,
        Err(problem) => {
            output::complain(&problem, language);
            Exit::NothingDecided
        }
    }
}

/// Wrong usage is told on standard error and exits 3, not with clap's own number; help and version were asked
/// for and exit 0.
fn explain(error: &clap::Error, language: Language) -> Exit {
    if let Some(problem) = usage::problem(error) {
        output::complain(&problem, language);
        output::tell(&usage::line(error, language).unwrap_or_default());
        return Exit::NothingDecided;
    }
    let text = error.render().to_string();
    if error.use_stderr() {
        output::tell(&text);
        return Exit::NothingDecided;
    }
    match output::print_text(&text) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::NothingDecided,
    }
}
