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
mod output;
mod problem;
mod secret;

use std::process::ExitCode;

use clap::Parser;
use hpki_report::{html, text, view, visible};

use crate::arguments::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    let exit = match Arguments::try_parse() {
        Ok(arguments) => run(&arguments),
        Err(error) => explain(&error),
    };
    ExitCode::from(exit.code())
}

fn run(arguments: &Arguments) -> Exit {
    let language = match arguments.lang {
        Some(argument) => argument.into(),
        None => language::from_locale(|name| std::env::var_os(name)),
    };
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
fn explain(error: &clap::Error) -> Exit {
    let text = error.render().to_string();
    if error.use_stderr() {
        output::print_usage_error(&text);
        return Exit::NothingDecided;
    }
    match output::print_text(&text) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::NothingDecided,
    }
}
