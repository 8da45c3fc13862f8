//! What the command line answers to the advice of a finding. The sentences of the libraries say what to give; callers of
//! theirs have no options, so which one it is here stands here.

use hpki_core::report::Language;

use crate::view::View;

/// Ids of findings that the libraries declare, and what to write on the command line.
const TABLE: &[(&str, &str)] = &[
    ("augment::certificate-missing", "--intermediate, --trust-anchor, --tsa-anchor"),
    ("augment::existing-time-stamp", "--tsa-anchor"),
    ("augment::imprint", "--detached"),
    ("augment::revocation-data-missing", "--crl, --fetch-crls"),
    ("augment::several-signatures", "--signature"),
    ("format::document-kind", "--document"),
    ("key-file::no-certificate", "--key, --certificate"),
    ("path::no-trust-anchor", "--trust-anchor"),
    ("revocation::no-answer", "--crl"),
    ("signature::reference-data", "--detached"),
    ("signature::reference-digest", "hpki inspect --octets-out"),
    ("signature::time-stamp-not-used", "--tsa-anchor"),
];

/// What follows a finding's advice, if an option does.
pub(crate) fn of(id: &str) -> Option<&'static str> {
    TABLE.iter().find(|(known, _)| *known == id).map(|(_, options)| *options)
}

/// The report with the options that follow its advice.
pub(crate) fn named(mut view: View, language: Language) -> View {
    let label = match language {
        Language::English => "Command line",
        Language::Japanese => "コマンドライン",
    };
    let checks = view.sections.iter().flat_map(|section| &section.checks);
    for (problem, id) in checks.filter_map(|check| Some((check.problem?, check.id))) {
        let Some(options) = of(id) else { continue };
        let line = format!("{label}: {options}");
        if view.advice.iter().any(|advice| advice.contains(problem)) && !view.advice.contains(&line) {
            view.advice.push(line);
        }
    }
    view
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use clap::CommandFactory;
    use hpki_core::report::{Outcome, SubIndication};

    use super::*;
    use crate::arguments::Arguments;
    use crate::view::{CheckView, Section, Tone};

    #[test]
    fn every_option_is_one_of_the_commands_that_say_the_finding() {
        for (id, options) in TABLE {
            let commands: &[&str] = match id.split_once("::").unwrap().0 {
                "augment" => &["augment"],
                "key-file" => &["sign prescription", "sign dispensing", "sign xml"],
                "path" | "revocation" => {
                    &["verify", "certificate validate", "augment", "sign prescription", "assemble", "adopt"]
                }
                _ => &["verify"],
            };
            for option in options.split(", ") {
                match option.strip_prefix("hpki ") {
                    Some(other) => {
                        let (command, option) = other.rsplit_once(' ').unwrap();
                        assert!(has(command, option), "{id}: {other}");
                    }
                    None => assert!(commands.iter().all(|command| has(command, option)), "{id}: {option}"),
                }
            }
        }
    }

    fn has(command: &str, option: &str) -> bool {
        let root = Arguments::command();
        let found = command.split(' ').fold(&root, |found, word| found.find_subcommand(word).unwrap());
        found.get_arguments().any(|argument| argument.get_long() == option.strip_prefix("--"))
    }

    #[test]
    fn every_id_is_declared_once_by_a_library() {
        let mut text = String::new();
        for library in ["hpki-core", "hpki-xades"] {
            add_sources(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(library).join("src"),
                &mut text,
            );
        }
        for (id, _) in TABLE {
            assert_eq!(text.matches(&format!(" = \"{id}\",\n")).count(), 1, "{id}");
        }
    }

    fn add_sources(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                add_sources(&path, text);
            } else {
                text.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn an_option_is_named_once_and_only_beside_its_advice() {
        let finding = &hpki_xades::augment::REVOCATION_MISSING;
        let outcome = Outcome::NotPassed(SubIndication::TryLater);
        let problem = Some(finding.problem.en);
        let check =
            CheckView { outcome, mark: "", label: "", id: finding.id, detail: String::new(), problem };
        let checks = vec![check.clone(), check];
        let section = Section { checks, ..Section::new("") };
        let view = |advice: &str| View {
            tone: Tone::Refused,
            headline: String::new(),
            advice: vec![advice.to_owned()],
            facts: Vec::new(),
            sections: vec![section.clone()],
        };
        let advice = format!("Reason: {}.", finding.problem.en);
        let named_with = |advice: &str, language| named(view(advice), language).advice;
        assert_eq!(
            named_with(&advice, Language::English),
            [&advice, "Command line: --crl, --fetch-crls"].map(str::to_owned)
        );
        assert_eq!(named_with(&advice, Language::Japanese).len(), 2);
        assert_eq!(named_with("Reason: another.", Language::English), ["Reason: another."]);
    }
}
