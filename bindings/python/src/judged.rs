//! Documents and paths that were judged, and what a report tells of them.

use std::path::Path;

use hpki_core::certificate::Certificate;
use hpki_core::report::{CheckList, Language, Verdict};
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_report::{html, json, text, view};
use hpki_xades::validate::{DocumentReport, VerifiedDocument};

use crate::check::PyCheck;
use crate::settings::RoleNames;

/// A document that was judged: with the proof, or with the report that there is none.
pub(crate) struct Judged<R> {
    pub(crate) result: R,
    pub(crate) name: String,
    pub(crate) at: Time,
    names: RoleNames,
}

/// One that passed: to have it is the proof.
pub(crate) type Passed = Judged<VerifiedDocument>;

/// One that did not.
pub(crate) type NotPassed = Judged<Box<DocumentReport>>;

/// Splits a report into the two.
pub(crate) fn judged(
    name: String,
    report: DocumentReport,
    at: Time,
    names: &RoleNames,
) -> Result<Passed, NotPassed> {
    let names = names.clone();
    match report.into_verified() {
        Ok(result) => Ok(Judged { result, name, at, names }),
        Err(result) => Err(Judged { result, name, at, names }),
    }
}

/// Where the report is, and which JSON it gives.
pub(crate) trait HasReport: Send + Sync {
    fn report(&self) -> &DocumentReport;
    fn json(&self, name: &Path, table: &RoleTable) -> json::Document;
}

impl HasReport for VerifiedDocument {
    fn report(&self) -> &DocumentReport {
        self.report()
    }

    fn json(&self, name: &Path, table: &RoleTable) -> json::Document {
        json::Document::verified(name, self, table)
    }
}

impl HasReport for Box<DocumentReport> {
    fn report(&self) -> &DocumentReport {
        self
    }

    fn json(&self, name: &Path, table: &RoleTable) -> json::Document {
        json::Document::reported(name, self, table)
    }
}

/// What a report tells, of a document or of a certification path.
pub(crate) trait Told: Send + Sync {
    /// The name of what was judged.
    fn file(&self) -> &str;
    fn verdict(&self) -> Verdict;
    /// Of a document.
    fn kind(&self) -> Option<&'static str>;
    fn at(&self) -> Time;
    /// The certification path, of the outermost signer in a document.
    fn path(&self) -> &[Certificate];
    fn checks(&self) -> Vec<PyCheck>;
    /// The document that the command prints with `--json`.
    fn json(&self) -> String;
    /// For a terminal or a log.
    fn text(&self, language: Language) -> String;
    /// As a page.
    fn html(&self, language: Language) -> String;
}

impl<R: HasReport> Told for Judged<R> {
    fn file(&self) -> &str {
        &self.name
    }

    fn verdict(&self) -> Verdict {
        self.result.report().verdict()
    }

    fn kind(&self) -> Option<&'static str> {
        self.result.report().kind().map(|kind| kind.name())
    }

    fn at(&self) -> Time {
        self.at
    }

    fn path(&self) -> &[Certificate] {
        self.result.report().signatures().first().map_or(&[], |signature| &signature.certification_path)
    }

    fn checks(&self) -> Vec<PyCheck> {
        let report = self.result.report();
        let of_signatures = report.signatures().iter().map(|signature| &signature.checks);
        std::iter::once(report.checks())
            .chain(of_signatures)
            .flat_map(CheckList::iter)
            .map(PyCheck::of)
            .collect()
    }

    fn json(&self) -> String {
        let file = self.result.json(Path::new(&self.name), self.names.table());
        json::to_text(&json::Documents { files: vec![file] })
    }

    fn text(&self, language: Language) -> String {
        text::render(&self.view(language))
    }

    fn html(&self, language: Language) -> String {
        html::render(&[self.view(language)], language)
    }
}

impl<R: HasReport> Judged<R> {
    fn view(&self, language: Language) -> view::View {
        view::document(Path::new(&self.name), self.result.report(), self.at, self.names.table(), language)
    }
}
