//! `hpki certificate show` and `hpki certificate validate`

use hpki_core::certificate::Certificate;
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::path::{AnyPolicy, ExplicitPolicy, PathRequest, PolicyInputs, PolicyMapping, validate_path};
use hpki_core::profile::{Profile, ProfileTable, RoleRequirement};
use hpki_core::report::{CheckList, Language};
use hpki_core::role;
use hpki_report::describe;

use crate::arguments::{self, ShowCertificate, ValidateCertificate};
use crate::exit::Exit;
use crate::problem::{self, Problem};
use crate::{clock, input, json, options, output, text, view};

/// Shows the certificates of a file: facts, no trust decision.
pub(crate) fn show(arguments: &ShowCertificate, language: Language) -> Result<Exit, Problem> {
    let file = &arguments.file;
    let octets = input::read_document(file)?;
    let certificates = match input::certificates_in(file, &octets) {
        Ok(certificates) => certificates,
        Err(problem) => {
            output::complain(&problem, language);
            if arguments.json {
                output::print_json(&json::to_text(&json::Failure::of(&problem, language)))?;
            }
            return Ok(Exit::Failed);
        }
    };
    let held: Vec<(Certificate, &ProfileTable, CheckList)> = certificates.into_iter().map(hold).collect();
    if arguments.json {
        let all = held.iter().map(|(certificate, profile, checks)| {
            json::Certificate::of(certificate, profile.name, checks, role::japan())
        });
        output::print_json(&json::to_text(&json::Certificates::of(file, all)))?;
    } else {
        let all = held.iter().map(|(certificate, profile, checks)| {
            text::render(&view::fields(file, certificate, profile.name, checks, role::japan(), language))
        });
        output::print_text(&all.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Done)
}

/// Holds a certificate against the profile for its kind, which is chosen by what the certificate says of itself.
fn hold(certificate: Certificate) -> (Certificate, &'static ProfileTable, CheckList) {
    let profile = describe::fitting_profile(&certificate);
    let mut checks = CheckList::new();
    profile.evaluate(&certificate, &mut checks);
    (certificate, profile, checks)
}

/// Validates the certification path of the first certificate of a file; others in it may help to build the path.
pub(crate) fn validate(arguments: &ValidateCertificate, language: Language) -> Result<Exit, Problem> {
    let file = &arguments.file;
    let at = clock::at_or_now(arguments.trust.at)?;
    let trust = input::Trust::read(&arguments.trust)?;
    if trust.trust_anchors.is_empty() {
        return Err(Problem::of("--trust-anchor", &problem::NO_TRUST_ANCHOR, ""));
    }
    let table = input::role_table(arguments.trust.role_table.as_deref())?;
    let policies = policies(arguments)?;
    let octets = input::read_document(file)?;
    let mut certificates = match input::certificates_in(file, &octets) {
        Ok(certificates) => certificates.into_iter(),
        Err(problem) => return refuse(arguments, &problem, language),
    };
    let Some(end_entity) = certificates.next() else {
        return refuse(arguments, &Problem::of_file(file, &problem::NO_CERTIFICATE, ""), language);
    };
    let intermediates: Vec<Certificate> = certificates.chain(trust.intermediates).collect();
    let mut request = PathRequest::new(&end_entity, &trust.trust_anchors, at);
    request.intermediates = &intermediates;
    request.certificate_lists = &trust.certificate_lists;
    request.profile = profile(arguments.profile);
    request.revocation = trust.revocation;
    request.algorithms = trust.algorithms.as_ref();
    request.test_certificates = trust.test_certificates;
    request.policies = policies;
    if !arguments.role.is_empty() {
        let roles = input::roles(&arguments.role, &table);
        request.roles = RoleRequirement::AnyOf(roles.into_iter().map(Into::into).collect());
    }
    request.role_table = Some(&table);
    let report = validate_path(&request);
    if arguments.json {
        output::print_json(&json::to_text(&json::Validation::of(&report, &table)))?;
    } else {
        let view = view::validation(file, &report, at, &table, language);
        output::print_text(&text::render(&options::named(view, language)))?;
    }
    // The proof decides, not the word.
    let verdict = report.verdict();
    Ok(match report.into_verified() {
        Ok(_) => Exit::Done,
        Err(_) => Exit::from(verdict).worse(Exit::Indeterminate),
    })
}

/// A file that was read and holds no acceptable certificate: decided.
fn refuse(arguments: &ValidateCertificate, problem: &Problem, language: Language) -> Result<Exit, Problem> {
    output::complain(problem, language);
    if arguments.json {
        output::print_json(&json::to_text(&json::Validation::refused(problem)))?;
    }
    Ok(Exit::Failed)
}

fn profile(profile: arguments::Profile) -> Profile {
    match profile {
        arguments::Profile::HpkiSignature => Profile::HpkiSignature,
        arguments::Profile::HpkiAuthentication => Profile::HpkiAuthentication,
        arguments::Profile::Rfc5280 => Profile::Rfc5280,
    }
}

fn policies(arguments: &ValidateCertificate) -> Result<PolicyInputs, Problem> {
    let policy = |text: &String| {
        ObjectIdentifier::from_dotted(text)
            .map_err(|error| Problem::of(text, &problem::NOT_AN_IDENTIFIER, error.to_string()))
    };
    let initial: Vec<ObjectIdentifier> =
        arguments.initial_policy.iter().map(policy).collect::<Result<_, _>>()?;
    let any = initial.is_empty() || initial.contains(&oid::ANY_POLICY);
    Ok(PolicyInputs {
        initial_policy_set: if any { None } else { Some(initial) },
        explicit_policy: match arguments.require_explicit_policy {
            true => ExplicitPolicy::Required,
            false => ExplicitPolicy::WhereTheAuthorityAsks,
        },
        policy_mapping: match arguments.inhibit_policy_mapping {
            true => PolicyMapping::Inhibited,
            false => PolicyMapping::Allowed,
        },
        any_policy: match arguments.inhibit_any_policy {
            true => AnyPolicy::Inhibited,
            false => AnyPolicy::Allowed,
        },
    })
}
