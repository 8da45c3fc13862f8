//! The report of `hpki inspect` for people.

use std::path::Path;

use hpki_core::certificate::hc_roles;
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Language, Text};
use hpki_core::role::RoleTable;
use hpki_xades::inspect::{
    CoreValidation, DocumentInspection, KeySource, PropertiesInspection, ReferenceInspection,
    SignatureInspection, TimeStampInspection,
};
use hpki_xades::validate::Fact;

use super::{CheckView, FactList, Section, Tone, View, words};
use crate::json::{base64, hexadecimal};
use crate::moment::in_japan;

/// The report on one file.
pub fn view(file: &Path, inspection: &DocumentInspection, table: &RoleTable, language: Language) -> View {
    let mut facts = FactList::new(language);
    facts.add(words::FILE, file.to_string_lossy());
    if inspection.left_out > 0 {
        facts.add(words::LEFT_OUT, inspection.left_out.to_string());
    }
    let count = inspection.signatures.len();
    let headline = match language {
        Language::English => {
            format!("{count} signature(s) found. Facts only: nothing here says whether to accept them.")
        }
        Language::Japanese => {
            format!("{count}件の署名があります。計算結果のみを示します。受け入れの可否は判定していません。")
        }
    };
    let mut sections = Vec::new();
    for (index, signature) in inspection.signatures.iter().enumerate() {
        sections.push(signature_section(index + 1, signature, table, language));
        let of_time_stamps =
            signature.time_stamps.iter().filter(|stamp| stamp.checks.iter().next().is_some());
        sections.extend(of_time_stamps.map(|stamp| time_stamp_section(index + 1, stamp, language)));
    }
    View { tone: Tone::Neutral, headline, advice: Vec::new(), facts: facts.facts, sections }
}

fn signature_section(
    number: usize,
    signature: &SignatureInspection,
    table: &RoleTable,
    language: Language,
) -> Section {
    let mut facts = FactList::new(language);
    facts.add(words::PLACE, signature.path.as_str());
    facts.add(words::CORE, core(&signature.core, language));
    facts.add(words::METHOD, signature.signature_method_uri.as_ref());
    facts.add(words::CANONICALIZATION, signature.canonicalization_uri.as_ref());
    facts.add(words::VALUE, fact(signature.signature_value).in_language(language));
    facts.add_some(words::KEY, signature.key.map(|key| key_source(key, language)).as_deref());
    for reference in &signature.references {
        reference_facts(&mut facts, words::REFERENCE, reference);
    }
    for reference in &signature.manifest_references {
        reference_facts(&mut facts, words::MANIFEST_REFERENCE, reference);
    }
    if let Some(properties) = &signature.properties {
        properties_facts(&mut facts, properties);
    }
    if let Some(covers) = signature.counter_signature {
        facts.add(words::COUNTER_SIGNATURE, fact(covers).in_language(language));
    }
    facts.add(words::LEVEL, signature.level.name());
    facts.add_all(words::TIME_STAMP, signature.time_stamps.iter().map(|stamp| time_stamp(stamp, language)));
    for certificate in &signature.certificates {
        words::certificate_facts(&mut facts, certificate, CertificatePolicyKind::of(certificate));
        facts.add(words::QUALIFICATION, words::roles(&hc_roles(certificate), table, language));
    }
    if signature.unreadable_certificates > 0 {
        facts.add(words::UNREADABLE_CERTIFICATES, signature.unreadable_certificates.to_string());
    }
    Section { facts: facts.facts, ..Section::new(words::numbered(words::SIGNATURE, number, language)) }
}

fn key_source(key: KeySource, language: Language) -> String {
    match key {
        KeySource::Certificate(index) => {
            format!("{} {}", words::KEY_OF_CERTIFICATE.in_language(language), index + 1)
        }
        KeySource::KeyInfo => words::KEY_IN_KEY_INFO.in_language(language).to_owned(),
        KeySource::Given => words::KEY_GIVEN.in_language(language).to_owned(),
    }
}

fn properties_facts(facts: &mut FactList, properties: &PropertiesInspection) {
    let language = facts.language;
    facts.add(words::PROPERTIES, properties.namespace.as_str());
    facts.add_some(words::PROBLEM, properties.problem.as_deref());
    facts.add_some(words::COVERED, properties.covered.map(|covered| fact(covered).in_language(language)));
    if let Some(named) = &properties.signing_certificate {
        let (digest, issuer) = (fact(named.digest), fact(named.issuer_serial));
        let said = format!(
            "{}: CertDigest {}, IssuerSerial {}",
            named.form.name(),
            digest.in_language(language),
            issuer.in_language(language)
        );
        facts.add(words::SIGNING_CERTIFICATE, said);
    }
}

fn reference_facts(facts: &mut FactList, word: Text, reference: &ReferenceInspection) {
    let language = facts.language;
    let uri = reference.uri.as_deref().map_or("-".to_owned(), |uri| format!("\"{uri}\""));
    facts.add(word, format!("{uri}  {}", fact(reference.digest).in_language(language)));
    facts.add_some(words::PROBLEM, reference.problem.as_deref());
    facts.add_all(words::TRANSFORM, reference.transforms.iter().cloned());
    facts.add(words::DIGEST_METHOD, reference.digest_method_uri.as_ref());
    if !reference.computed.is_empty() {
        facts.add(words::COMPUTED, digest(&reference.computed));
    }
    facts.add(words::STATED, digest(&reference.stated));
}

/// As DigestValue has it, and as most tools print it.
fn digest(octets: &[u8]) -> String {
    format!("{}  ({})", base64(octets), hexadecimal(octets))
}

fn time_stamp(stamp: &TimeStampInspection, language: Language) -> String {
    let time = stamp.gen_time.map(|time| in_japan(time, language)).unwrap_or_default();
    let problem = stamp.problem.as_deref().unwrap_or_default();
    format!("{} {time} {} {problem}", stamp.kind.name(), fact(stamp.token).in_language(language))
}

fn time_stamp_section(number: usize, stamp: &TimeStampInspection, language: Language) -> Section {
    let title = format!("{}: {}", words::numbered(words::SIGNATURE, number, language), stamp.kind.name());
    let mut facts = FactList::new(language);
    if let Some(certificate) = &stamp.certificate {
        words::certificate_facts(&mut facts, certificate, CertificatePolicyKind::of(certificate));
    }
    let checks = stamp.checks.iter().map(|check| CheckView::new(check, language)).collect();
    Section { title, facts: facts.facts, checks }
}

fn core(core: &CoreValidation, language: Language) -> String {
    let said = |text: Text, detail: &str| format!("{}: {detail}", text.in_language(language));
    match core {
        CoreValidation::Valid => words::CORE_VALID.in_language(language).to_owned(),
        CoreValidation::Invalid => words::CORE_INVALID.in_language(language).to_owned(),
        CoreValidation::Unsupported(what) => said(words::CORE_UNSUPPORTED, what),
        CoreValidation::Malformed(why) => said(words::CORE_MALFORMED, why),
    }
}

fn fact(fact: Fact) -> Text {
    match fact {
        Fact::Agrees => words::AGREES,
        Fact::Differs => words::DIFFERS,
        Fact::Unknown => words::UNKNOWN,
    }
}
