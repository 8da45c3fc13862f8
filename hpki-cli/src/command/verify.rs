//! `hpki verify`

use std::path::Path;

use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::validate::{DocumentReport, VerifiedDocument, Verifier};

use crate::arguments::{Document, Verify};
use crate::exit::Exit;
use crate::files::{self, Prepared, Replace};
use crate::problem::{self, Problem};
use crate::view::View;
use crate::{clock, html, input, json, options, output, text, view};

/// Verifies every file, then writes and prints what was asked for.
pub(crate) fn run(arguments: &Verify, language: Language) -> Result<Exit, Problem> {
    check_outputs(arguments)?;
    let at = clock::at_or_now(arguments.trust.at)?;
    let verifier = verifier(arguments)?;
    let detached = input::detached::read(&arguments.detached)?;
    let mut run = Run::new(arguments, verifier.role_table(), language, at);
    for file in &arguments.files {
        match input::read_document(file) {
            Ok(octets) => run.conclude(file, verifier.verify_with_detached(&octets, &detached, at))?,
            Err(problem) => run.unread(file, &problem),
        }
    }
    run.finish()
}

/// What a run has found so far. Nothing is written or printed before every file was looked at, so that a refused
/// output leaves nothing behind.
struct Run<'a> {
    arguments: &'a Verify,
    table: &'a RoleTable,
    language: Language,
    at: Time,
    exit: Exit,
    views: Vec<View>,
    documents: json::Documents,
    content: Option<Prepared>,
}

impl<'a> Run<'a> {
    fn new(arguments: &'a Verify, table: &'a RoleTable, language: Language, at: Time) -> Run<'a> {
        let documents = json::Documents::default();
        Run { arguments, table, language, at, exit: Exit::Done, views: Vec::new(), documents, content: None }
    }

    fn conclude(&mut self, file: &Path, report: DocumentReport) -> Result<(), Problem> {
        self.exit = self.exit.worse(report.verdict().into());
        match report.into_verified() {
            Ok(document) => {
                self.content = prepare_content(self.arguments, &document)?;
                self.view(file, document.report());
                self.documents.files.push(json::Document::verified(file, &document, self.table));
            }
            Err(report) => {
                self.view(file, &report);
                self.documents.files.push(json::Document::reported(file, &report, self.table));
            }
        }
        Ok(())
    }

    fn view(&mut self, file: &Path, report: &DocumentReport) {
        if !self.arguments.json || self.arguments.html.is_some() {
            let view = view::document(file, report, self.at, self.table, self.language);
            self.views.push(options::named(view, self.language));
        }
    }

    fn unread(&mut self, file: &Path, problem: &Problem) {
        output::complain(problem, self.language);
        self.exit = self.exit.worse(Exit::NothingDecided);
        self.documents.files.push(json::Document::unread(file, problem, self.language));
    }

    fn finish(self) -> Result<Exit, Problem> {
        // A report that lacks one of the files asked for is not written: exit 3 promises that nothing was.
        if self.exit != Exit::NothingDecided {
            let html = self.arguments.html.as_deref().map(|path| {
                let page = html::render(&self.views, self.language);
                files::prepare(path, page.as_bytes(), Replace::from_force(self.arguments.force))
            });
            let html = html.transpose()?;
            for prepared in self.content.into_iter().chain(html) {
                prepared.commit()?;
            }
        }
        if self.arguments.json {
            output::print_json(&json::to_text(&self.documents))?;
        } else {
            let texts: Vec<String> = self.views.iter().map(text::render).collect();
            output::print_text(&texts.join("\n"))?;
        }
        Ok(self.exit)
    }
}

/// What can be refused about outputs before anything is read.
fn check_outputs(arguments: &Verify) -> Result<(), Problem> {
    if let (Some(path), true) = (&arguments.content_out, arguments.files.len() > 1) {
        return Err(Problem::of_file(path, &problem::CONTENT_OF_SEVERAL_FILES, ""));
    }
    let outputs: Vec<&Path> =
        [&arguments.content_out, &arguments.html].into_iter().flatten().map(|path| path.as_path()).collect();
    let trust = &arguments.trust;
    let inputs = [
        &arguments.files,
        &arguments.detached,
        &arguments.tsa_anchor,
        &trust.trust_anchor,
        &trust.intermediate,
        &trust.crl,
    ];
    files::check_not_standard_output(&outputs)?;
    files::check_apart(&outputs, inputs.into_iter().flatten().chain(&trust.role_table))?;
    match &arguments.html {
        Some(html) => files::check_free(html, Replace::from_force(arguments.force)),
        None => Ok(()),
    }
}

/// The signed content on its way to `--content-out`. An output that holds the same octets already is fine, which
/// only now can be known.
fn prepare_content(arguments: &Verify, document: &VerifiedDocument) -> Result<Option<Prepared>, Problem> {
    let Some(path) = &arguments.content_out else {
        return Ok(None);
    };
    let content = document.content().ok_or_else(|| Problem::of_file(path, &problem::CONTENT_IN_PARTS, ""))?;
    files::prepare(path, content, Replace::from_force(arguments.force)).map(Some)
}

/// A verifier under the rules of the command line.
pub(super) fn verifier(arguments: &Verify) -> Result<Verifier, Problem> {
    let trust = input::Trust::read(&arguments.trust)?;
    let table = input::role_table(arguments.trust.role_table.as_deref())?;
    let verifier = Verifier::new(trust.trust_anchors)
        .with_time_stamp_anchors(input::trust_anchors(&arguments.tsa_anchor)?)
        .with_intermediates(trust.intermediates)
        .with_certificate_lists(trust.certificate_lists)
        .with_revocation(trust.revocation)
        .with_test_certificates(trust.test_certificates)
        .with_roles(input::roles(&arguments.role, &table))
        .with_role_table(table)
        .with_document(request(arguments.document));
    Ok(match trust.algorithms {
        Some(policy) => verifier.with_algorithm_policy(policy),
        None => verifier,
    })
}

fn request(document: Document) -> DocumentRequest {
    match document {
        Document::Auto => DocumentRequest::Auto,
        Document::Prescription => DocumentRequest::Exactly(DocumentKind::Prescription),
        Document::Dispensing => DocumentRequest::Exactly(DocumentKind::Dispensing),
        Document::Referral => DocumentRequest::Exactly(DocumentKind::Referral),
        Document::Generic => DocumentRequest::Exactly(DocumentKind::Generic),
    }
}
