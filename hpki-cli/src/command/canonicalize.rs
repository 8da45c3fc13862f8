//! `hpki c14n`

use std::path::Path;

use hpki_core::report::Language;
use hpki_xades::c14n::{self, Algorithm, Apex, Comments, Method, Subtree};
use hpki_xades::xml::{self, NodeId, XmlLimits};

use crate::arguments::Canonicalize;
use crate::exit::Exit;
use crate::problem::{self, Problem};
use crate::{input, output};

/// Writes the canonical octets to standard output, or nothing.
pub(crate) fn run(arguments: &Canonicalize, language: Language) -> Result<Exit, Problem> {
    let method = method(arguments)?;
    let octets = input::read_document(&arguments.file)?;
    let document = match xml::Document::parse(&octets, &XmlLimits::default()) {
        Ok(document) => document,
        Err(error) => {
            output::complain(&Problem::in_xml(&arguments.file, &octets, &error), language);
            return Ok(Exit::Failed);
        }
    };
    let apex = match &arguments.id {
        None => Apex::Document,
        Some(id) => Apex::Element(element(&document, id, &arguments.file)?),
    };
    let mut canonical = Vec::new();
    match c14n::canonicalize(&document, &Subtree { apex, without: &[] }, &method, &mut canonical) {
        Ok(()) => output::print_octets(&canonical).map(|()| Exit::Done),
        Err(error) => {
            output::complain(
                &Problem::of_file(&arguments.file, error.finding(), error.to_string()),
                language,
            );
            Ok(Exit::Failed)
        }
    }
}

fn method(arguments: &Canonicalize) -> Result<Method, Problem> {
    let mut method = Method::from_uri(&arguments.algorithm)
        .ok_or_else(|| Problem::of(&arguments.algorithm, &problem::UNKNOWN_ALGORITHM, known_algorithms()))?;
    method.inclusive_prefixes =
        arguments.inclusive_prefixes.split_ascii_whitespace().map(str::to_owned).collect();
    Ok(method)
}

fn known_algorithms() -> String {
    let mut uris = Vec::new();
    for algorithm in [Algorithm::Inclusive10, Algorithm::Inclusive11, Algorithm::Exclusive] {
        for comments in [Comments::Without, Comments::With] {
            uris.push(Method::new(algorithm, comments).uri());
        }
    }
    uris.join(", ")
}

/// The one element that has this id, whatever the attribute is called; no vocabulary is known here that would
/// say which spelling counts.
fn element(document: &xml::Document<'_>, id: &str, file: &Path) -> Result<NodeId, Problem> {
    let mut found = document
        .id_like_attributes()
        .filter(|(_, attribute)| attribute.value() == id)
        .map(|(element, _)| element.id());
    let first = found.next().ok_or_else(|| Problem::of_file(file, &problem::NO_SUCH_ID, id))?;
    if found.any(|other| other != first) {
        return Err(Problem::of_file(file, &problem::AMBIGUOUS_ID, id));
    }
    Ok(first)
}
