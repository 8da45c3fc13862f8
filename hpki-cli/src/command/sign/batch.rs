//! `hpki sign prescription` over many CSV files: with a key from a file on all cores, with a card one after the other.
//!
//! Each output is written whole or not at all, each failure is told and the rest goes on. A card stops at its first
//! failure: a PIN that was wrong once must not be tried again by a loop.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use hpki_core::key_file::FileSigner;
use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_core::signer::Signer;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::NoDetachedData;
use hpki_xades::sign::{self, FullValidation, SignError, SigningSettings};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Refusal, Session, of_sign, rules_of, sign_one};
use crate::arguments::SignPrescription;
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::json::{Signed, SignedDocuments, SigningFacts};
use crate::key::{self, Key};
use crate::problem::{self, Problem};
use crate::{input, json, output};

/// CSV files of one run.
const FILES_LIMIT: usize = 1_000_000;

/// The CSV files of a run that has several.
pub(super) struct Batch {
    csv: Vec<PathBuf>,
}

impl Batch {
    /// `None` for one file.
    pub(super) fn of(paths: &[PathBuf]) -> Result<Option<Batch>, Problem> {
        let is_folder = |path: &PathBuf| path.as_os_str() != "-" && path.is_dir();
        if paths.len() == 1 && !paths.iter().any(is_folder) {
            return Ok(None);
        }
        let mut csv = Vec::new();
        for path in paths {
            if is_folder(path) {
                csv.extend(csv_files(path)?);
            } else {
                csv.push(path.clone());
            }
        }
        Ok(Some(Batch { csv }))
    }

    pub(super) fn run(self, arguments: &SignPrescription, language: Language) -> Result<Exit, Problem> {
        let out = &arguments.result.out;
        if files::is_standard(out) || out.is_file() {
            return Err(Problem::of_file(out, &problem::OUT_IS_NO_FOLDER, ""));
        }
        let jobs = jobs(self.csv, out)?;
        let kind = DocumentKind::Prescription;
        let session = Session::open(&arguments.key, &arguments.trust, kind, &[], language)?;
        let settings = session.settings(rules_of(&arguments.content), out)?;
        fs::create_dir_all(out).map_err(|error| Problem::writing(out, &error))?;
        let Session { key, at, verifier, table, .. } = session;
        let validation =
            verifier.as_ref().map(|verifier| FullValidation { verifier, detached: &NoDetachedData, at });
        let run = Run {
            jobs: &jobs,
            settings,
            at,
            validation,
            replace: Replace::from_force(arguments.result.force),
            progress: progress(jobs.len(), arguments.result.json),
            table: &table,
            language,
        };
        let rows = match key {
            Key::File(signer) => run.on_all_cores(&signer),
            Key::Card { application, algorithm, driver } => {
                super::announce(application.certificate(), jobs.len(), &table, language);
                let documents = u32::try_from(jobs.len()).ok().and_then(NonZeroU32::new);
                let documents = documents.unwrap_or(NonZeroU32::MIN);
                let mut signer =
                    key::card_signer(*application, algorithm, &driver, documents, &arguments.key, language)?;
                run.one_by_one(&mut signer, &driver)
            }
        };
        run.progress.finish_and_clear();
        conclude(rows, arguments, language)
    }
}

/// One CSV and where its prescription goes.
struct Job {
    csv: PathBuf,
    out: PathBuf,
}

/// What the threads share.
struct Run<'a> {
    jobs: &'a [Job],
    settings: SigningSettings,
    at: Time,
    validation: Option<FullValidation<'a>>,
    replace: Replace,
    progress: ProgressBar,
    table: &'a RoleTable,
    language: Language,
}

/// A row of the report, and whether the document was written.
struct Row {
    signed: Signed,
    written: bool,
}

impl Run<'_> {
    fn on_all_cores(&self, signer: &FileSigner) -> Vec<Row> {
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(self.jobs.len());
        let (next, rows) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut signer = signer.clone();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(job) = self.jobs.get(index) else { break };
                        let row = self.conclude(job, self.sign(job, &mut signer));
                        rows.lock().unwrap_or_else(PoisonError::into_inner).insert(index, row);
                    }
                });
            }
        });
        rows.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    /// Until the card fails; what is left is told as not signed.
    fn one_by_one(&self, signer: &mut dyn Signer, driver: &Path) -> Vec<Row> {
        let mut stopped = false;
        let sign = |job: &Job| {
            if stopped {
                return self
                    .conclude(job, Err(Refusal::Card(Problem::of_file(&job.csv, &problem::STOPPED, ""))));
            }
            let result = self.sign(job, signer).map_err(|refusal| super::of_card(refusal, driver));
            stopped = matches!(result, Err(Refusal::Card(_)));
            self.conclude(job, result)
        };
        self.jobs.iter().map(sign).collect()
    }

    fn sign(&self, job: &Job, signer: &mut dyn Signer) -> Result<(DocumentKind, SigningFacts), Refusal> {
        // Before the signature, which may cost a login of a card.
        files::check_free(&job.out, self.replace).map_err(Refusal::Output)?;
        let csv = input::read_document(&job.csv).map_err(Refusal::Output)?;
        let prepared = sign::prescription(&csv, self.at, &self.settings).map_err(Refusal::Sign)?;
        let facts = SigningFacts::of(&prepared);
        let signed = sign_one(prepared, signer, self.validation.as_ref())?;
        let written =
            files::prepare(&job.out, signed.octets(), self.replace).and_then(files::Prepared::commit);
        written.map_err(Refusal::Output)?;
        Ok((signed.kind(), facts))
    }

    fn conclude(&self, job: &Job, result: Result<(DocumentKind, SigningFacts), Refusal>) -> Row {
        self.progress.inc(1);
        let (signed, problem) = match result {
            Ok((kind, facts)) => {
                let signed = Signed::written(&job.csv, &job.out, kind, Some(&facts), self.table);
                return Row { signed, written: true };
            }
            Err(Refusal::Sign(SignError::NotValid(report))) => {
                let problem = Problem::of_file(&job.csv, &sign::finding::NOT_VALID, "");
                (Signed::not_valid(&job.csv, &report, self.table), problem)
            }
            Err(Refusal::Sign(error)) => self.refused(job, of_sign(&job.csv, error)),
            Err(Refusal::Card(problem) | Refusal::Output(problem)) => self.refused(job, problem),
        };
        self.progress.suspend(|| output::complain(&problem, self.language));
        Row { signed, written: false }
    }

    fn refused(&self, job: &Job, problem: Problem) -> (Signed, Problem) {
        (Signed::refused(&job.csv, &problem, self.language), problem)
    }
}

/// The CSV files of a folder, in the order of their names; its subfolders are not looked into.
fn csv_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| Problem::reading(folder, &error))? {
        let file = entry.map_err(|error| Problem::reading(folder, &error))?.path();
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        if csv && !hidden && file.is_file() {
            files.push(file);
        }
        if files.len() > FILES_LIMIT {
            return Err(Problem::of_file(folder, &problem::TOO_MANY_FILES, ""));
        }
    }
    if files.is_empty() {
        return Err(Problem::of_file(folder, &problem::NO_CSV, ""));
    }
    files.sort();
    Ok(files)
}

/// `a.csv` becomes `a.xml` in the folder of outputs. Two that would become the same are refused before any is signed.
fn jobs(csv: Vec<PathBuf>, out: &Path) -> Result<Vec<Job>, Problem> {
    let mut outputs = BTreeSet::new();
    let mut jobs = Vec::with_capacity(csv.len());
    for csv in csv {
        let Some(stem) = csv.file_stem().filter(|_| csv.as_os_str() != "-") else {
            return Err(Problem::of_file(&csv, &problem::NOT_FOUND, ""));
        };
        let mut name = stem.to_owned();
        name.push(".xml");
        let job = Job { out: out.join(name), csv };
        if !outputs.insert(job.out.clone()) {
            return Err(Problem::of_file(&job.csv, &problem::SAME_OUTPUT, job.out.display().to_string()));
        }
        jobs.push(job);
    }
    Ok(jobs)
}

/// On standard error, where that is a terminal; never beside JSON.
fn progress(documents: usize, json: bool) -> ProgressBar {
    if json {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta}");
    ProgressBar::new(documents as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Everything was signed: 0. Some was: 1. Nothing was, and nothing was written: 3.
fn conclude(rows: Vec<Row>, arguments: &SignPrescription, language: Language) -> Result<Exit, Problem> {
    let (all, written) = (rows.len(), rows.iter().filter(|row| row.written).count());
    if arguments.result.json {
        let files = rows.into_iter().map(|row| row.signed).collect();
        output::print_json(&json::to_text(&SignedDocuments { files }))?;
    } else {
        let out = arguments.result.out.display();
        output::print_text(&match language {
            Language::English => format!("{written} of {all} signed: {out}\n"),
            Language::Japanese => format!("{all}件中{written}件に署名しました: {out}\n"),
        })?;
    }
    Ok(match written {
        _ if written == all => Exit::Done,
        0 => Exit::NothingDecided,
        _ => Exit::Failed,
    })
}
