//! `hpki sign prescription`, `dispensing` and `xml`

mod batch;
mod letter;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::path::TestCertificates;
use hpki_core::report::Language;
use hpki_core::role::RoleTable;
use hpki_core::signer::Signer;
use hpki_core::time::Time;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{DetachedData, NoDetachedData};
use hpki_xades::sign::{
    self, ContentRules, FullValidation, Prepared, SignError, SignedDocument, SigningRules, SigningSettings,
};
use hpki_xades::validate::{DocumentReport, Verifier};

use crate::arguments::{
    self, Content, SignCommon, SignDispensing, SignPrescription, SignResult, SignTrust, SignXml,
};
use crate::card::of_signer;
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::json::{Signed, SignedDocuments, SigningFacts};
use crate::key::{self, Key};
use crate::problem::Problem;
use crate::view::View;
use crate::{clock, input, json, options, output, text, view};

pub(super) use letter::Letter;

/// `hpki sign prescription`
pub(crate) fn prescription(arguments: &SignPrescription, language: Language) -> Result<Exit, Problem> {
    if let Some(batch) = batch::Batch::of(&arguments.csv)? {
        return batch.run(arguments, language);
    }
    let Some(csv) = arguments.csv.first() else { return Ok(Exit::NothingDecided) };
    check_output(&arguments.result, [csv])?;
    let octets = input::read_document(csv)?;
    let session = Session::open(&arguments.key, &arguments.trust, DocumentKind::Prescription, &[], language)?;
    let settings = session.settings(rules_of(&arguments.content), csv)?;
    let prepared = sign::prescription(&octets, session.at, &settings).map_err(|error| of_sign(csv, error))?;
    session.conclude(csv, prepared, &NoDetachedData, &arguments.result)
}

/// `hpki sign dispensing`
pub(crate) fn dispensing(arguments: &SignDispensing, language: Language) -> Result<Exit, Problem> {
    let (prescription, csv) = (&arguments.prescription, &arguments.csv);
    check_output(&arguments.result, [prescription, csv])?;
    let (prescription_octets, octets) = (input::read_document(prescription)?, input::read_document(csv)?);
    let session = Session::open(&arguments.key, &arguments.trust, DocumentKind::Dispensing, &[], language)?;
    let settings = session.settings(rules_of(&arguments.content), csv)?;
    let prepared = sign::dispensing(&prescription_octets, &octets, session.at, &settings)
        .map_err(|error| of_dispensing(prescription, csv, error))?;
    session.conclude(csv, prepared, &NoDetachedData, &arguments.result)
}

/// `hpki sign xml`
pub(crate) fn xml(arguments: &SignXml, language: Language) -> Result<Exit, Problem> {
    let letter = Letter::read(&arguments.source, &arguments.properties)?;
    check_output(&arguments.result, letter.inputs())?;
    let roles = &arguments.source.role;
    let session = Session::open(&arguments.key, &arguments.trust, letter.kind(), roles, language)?;
    let subject = letter.subject().to_owned();
    let settings = session.settings(ContentRules::default(), &subject)?;
    let detached = letter.detached()?;
    let prepared = letter.prepare(session.at, &settings)?;
    session.conclude(&subject, prepared, &detached, &arguments.result)
}

/// A dispensing record is made of two files: which one is refused.
pub(super) fn of_dispensing(prescription: &Path, csv: &Path, error: SignError) -> Problem {
    let of_prescription = matches!(
        error,
        SignError::Prescription(_)
            | SignError::DocumentUnreadable { .. }
            | SignError::DocumentKind(_)
            | SignError::DocumentForm { .. }
            | SignError::Identifiers(_)
    );
    of_sign(if of_prescription { prescription } else { csv }, error)
}

/// What can be refused about the output before anything is read or anybody is asked for a PIN.
pub(super) fn check_output<'p>(
    result: &SignResult,
    inputs: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<(), Problem> {
    if result.json {
        files::check_not_standard_output(&[&result.out])?;
    }
    files::check_apart(&[&result.out], inputs)?;
    files::check_free(&result.out, Replace::from_force(result.force))
}

/// One run's key, time and, where it is asked for, verifier.
pub(super) struct Session<'a> {
    key: Key,
    arguments: &'a arguments::Key,
    /// SigningTime, and the time at which what was signed is validated.
    at: Time,
    verifier: Option<Verifier>,
    /// As the exact texts of hcRole.
    roles: Vec<String>,
    table: RoleTable,
    language: Language,
}

impl<'a> Session<'a> {
    fn open(
        arguments: &'a arguments::Key,
        trust: &SignTrust,
        kind: DocumentKind,
        roles: &[String],
        language: Language,
    ) -> Result<Session<'a>, Problem> {
        let at = clock::at_or_now(arguments.common.signing_time)?;
        let table = input::role_table(arguments.common.names.role_table.as_deref())?;
        let roles = input::roles(roles, &table);
        // Its files are read before anybody is asked for a passphrase; with the authorities of the key it is complete.
        let trust = read_trust(trust, arguments.common.allow_test_certificates, at)?;
        let key = Key::open(arguments, language)?;
        let verifier = trust.map(|trust| verifier(trust, key.authorities(), kind, &roles, &table));
        Ok(Session { key, arguments, at, verifier, roles, table, language })
    }

    fn settings(&self, rules: ContentRules, subject: &Path) -> Result<SigningSettings, Problem> {
        let common = &self.arguments.common;
        settings(
            self.key.certificate().clone(),
            self.key.algorithm(),
            common,
            rules,
            (&self.roles, &self.table),
        )
        .map_err(|error| of_sign(subject, error))
    }

    /// Signs, validates where that is asked for, writes, and tells.
    fn conclude(
        self,
        file: &Path,
        prepared: Prepared,
        detached: &dyn DetachedData,
        result: &SignResult,
    ) -> Result<Exit, Problem> {
        let facts = SigningFacts::of(&prepared);
        let (at, language) = (self.at, self.language);
        let verifier = self.verifier;
        let validation = verifier.as_ref().map(|verifier| FullValidation { verifier, detached, at });
        let signed = match self.key {
            Key::File(mut signer) => sign_one(prepared, &mut signer, validation.as_ref()),
            Key::Card { application, algorithm, driver } => {
                announce(application.certificate(), 1, &self.table, language);
                let one = NonZeroU32::MIN;
                let signer =
                    key::card_signer(*application, algorithm, &driver, one, self.arguments, language);
                sign_one(prepared, &mut signer?, validation.as_ref()).map_err(|error| of_card(error, &driver))
            }
        };
        conclude(file, signed, Some(&facts), &Telling { at, table: &self.table, language }, result)
    }
}

/// Whose card is about to sign: before its PIN is asked for.
fn announce(certificate: &Certificate, documents: usize, table: &RoleTable, language: Language) {
    output::tell(&text::render(&view::about_to_sign(certificate, documents, table, language)));
}

fn sign_one(
    prepared: Prepared,
    signer: &mut dyn Signer,
    validation: Option<&FullValidation<'_>>,
) -> Result<SignedDocument, Refusal> {
    let signed = match validation {
        Some(validation) => prepared.sign_under(signer, validation),
        None => prepared.sign(signer),
    };
    signed.map_err(Refusal::Sign)
}

/// Why there is no signed document.
pub(super) enum Refusal {
    Sign(SignError),
    /// Of a card or its driver, told in their words.
    Card(Problem),
    /// Of a file that is read or written.
    Output(Problem),
}

fn of_card(refusal: Refusal, driver: &Path) -> Refusal {
    match refusal {
        Refusal::Sign(SignError::Signer(error)) => Refusal::Card(of_signer(driver, error)),
        other => other,
    }
}

/// How a run tells what came out.
pub(super) struct Telling<'a> {
    /// The time at which what was signed is validated.
    pub(super) at: Time,
    /// Names of roles.
    pub(super) table: &'a RoleTable,
    pub(super) language: Language,
}

/// Writes a signed document and tells so; or says why there is none. Nothing is written when it did not pass.
pub(super) fn conclude(
    file: &Path,
    signed: Result<SignedDocument, Refusal>,
    facts: Option<&SigningFacts>,
    telling: &Telling<'_>,
    result: &SignResult,
) -> Result<Exit, Problem> {
    let &Telling { table, language, .. } = telling;
    let signed = match signed {
        Ok(signed) => signed,
        Err(Refusal::Sign(SignError::NotValid(report))) => {
            return not_valid(file, &report, telling, result);
        }
        Err(Refusal::Sign(error)) => return Err(of_sign(file, error)),
        Err(Refusal::Card(problem) | Refusal::Output(problem)) => return Err(problem),
    };
    files::prepare(&result.out, signed.octets(), Replace::from_force(result.force))?.commit()?;
    if result.json {
        let files = vec![Signed::written(file, &result.out, signed.kind(), facts, table)];
        output::print_json(&json::to_text(&SignedDocuments { files }))?;
    } else if !files::is_standard(&result.out) {
        let view = view::signed(&result.out, signed.kind(), facts, table, language);
        output::print_text(&text::render(&view))?;
    }
    Ok(Exit::Done)
}

/// The verifier's own report, and its exit code.
fn not_valid(
    file: &Path,
    report: &DocumentReport,
    telling: &Telling<'_>,
    result: &SignResult,
) -> Result<Exit, Problem> {
    let &Telling { at, table, language } = telling;
    output::complain(&Problem::of_file(file, &sign::finding::NOT_VALID, ""), language);
    if result.json {
        let files = vec![Signed::not_valid(file, report, table)];
        output::print_json(&json::to_text(&SignedDocuments { files }))?;
    } else {
        // The head of the report: who, and what stands against it. Every check is in --json.
        let view = options::named(view::document(file, report, at, table, language), language);
        let head = View { sections: Vec::new(), ..view };
        output::tell(&text::render(&head));
    }
    Ok(report.verdict().into())
}

/// Who signs and by which rules.
pub(super) fn settings(
    certificate: Certificate,
    algorithm: SignatureAlgorithm,
    common: &SignCommon,
    content_rules: ContentRules,
    (roles, table): (&[String], &RoleTable),
) -> Result<SigningSettings, SignError> {
    let mut rules = SigningRules::default();
    rules.content_rules = content_rules;
    rules.test_certificates = tests(common.allow_test_certificates);
    rules.roles = roles.to_vec();
    rules.role_table = Some(table.clone());
    Ok(SigningSettings::new(certificate)?.with_algorithm(algorithm)?.with_rules(rules))
}

pub(super) fn tests(allowed: bool) -> TestCertificates {
    if allowed { TestCertificates::Accept } else { TestCertificates::Refuse }
}

/// Reads what was signed is to be validated with; `None` where that is not asked for.
pub(super) fn read_trust(
    arguments: &SignTrust,
    allow_test_certificates: bool,
    at: Time,
) -> Result<Option<input::Trust>, Problem> {
    let trust = arguments.to_trust(allow_test_certificates, Some(at));
    trust.map(|trust| input::Trust::read(&trust)).transpose()
}

/// A verifier for documents of this kind, to which the authorities of the key may help.
pub(super) fn verifier(
    trust: input::Trust,
    authorities: &[Certificate],
    kind: DocumentKind,
    roles: &[String],
    table: &RoleTable,
) -> Verifier {
    Verifier::new(trust.trust_anchors)
        .with_intermediates([trust.intermediates, authorities.to_vec()].concat())
        .with_certificate_lists(trust.certificate_lists)
        .with_revocation(trust.revocation)
        .with_test_certificates(trust.test_certificates)
        .with_roles(roles.to_vec())
        .with_role_table(table.clone())
        .with_document(DocumentRequest::Exactly(kind))
}

pub(super) fn rules_of(content: &Content) -> ContentRules {
    if content.any_csv { ContentRules::AnyOctets } else { ContentRules::Service }
}

/// A refusal about a file. A key's or card's own reason stands before "could not be signed".
pub(super) fn of_sign(file: &Path, error: SignError) -> Problem {
    match error {
        SignError::Signer(error) => of_signer(file, error),
        error => Problem::of_file(file, error.finding(), error.to_string()),
    }
}
