//! The only door out: standard output and standard error.

use std::io::{self, IsTerminal, Write};

use hpki_core::report::Language;

use crate::problem::{self, Problem};
use crate::visible::visible_lines;

/// Writes text for people to standard output. Whatever names it holds, no terminal escape gets through.
pub(crate) fn print_text(text: &str) -> Result<(), Problem> {
    print(visible_lines(text).as_bytes())
}

/// Writes a JSON document, already escaped, to standard output.
pub(crate) fn print_json(document: &str) -> Result<(), Problem> {
    print(document.as_bytes())
}

/// Writes octets to standard output exactly — unless a person is looking: a terminal gets them made visible.
pub(crate) fn print_octets(octets: &[u8]) -> Result<(), Problem> {
    if io::stdout().is_terminal() {
        return print_text(&String::from_utf8_lossy(octets));
    }
    print(octets)
}

/// Writes one line about a problem to standard error. When even that fails, the exit code has to speak.
pub(crate) fn complain(problem: &Problem, language: Language) {
    let line = problem::line(problem, language).replace('\n', " ");
    let _ = writeln!(io::stderr().lock(), "{}", visible_lines(&line));
}

/// Tells a person something that is no result, on standard error.
pub(crate) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(visible_lines(text).as_bytes());
}

fn print(octets: &[u8]) -> Result<(), Problem> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(octets).and_then(|()| stdout.flush()) {
        // The reader has seen enough (`hpki … | head`): no reason to complain, and the exit code still stands.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Problem::of("standard output", &problem::CANNOT_WRITE, error.to_string())),
        Ok(()) => Ok(()),
    }
}
