//! What came of it: the file written, and what is said about it.

use std::path::Path;

use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Language, SubIndication};
use hpki_report::moment;
use hpki_xades::augment::{AugmentedDocument, Trust};
use hpki_xades::validate::TimeStampKind;
use serde::Serialize;

use crate::arguments::Augment;
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::problem::Problem;
use crate::{json, output};

/// For programs.
#[derive(Debug, Serialize)]
struct Augmented {
    file: String,
    out: String,
    signature: String,
    level: &'static str,
    time_stamps: Vec<String>,
    trust: &'static str,
}

#[derive(Debug, Serialize)]
struct Refused {
    file: String,
    indication: &'static str,
    sub_indication: &'static str,
    #[serde(flatten)]
    failure: json::Failure,
}

/// Writes the document, then says what it is now.
pub(super) fn write(
    arguments: &Augment,
    document: AugmentedDocument,
    language: Language,
) -> Result<Exit, Problem> {
    warn(arguments, &document, language);
    let Some(out) = &arguments.out else { return Ok(Exit::Done) };
    let time_stamps = document.time_stamps().to_vec();
    let (level, signature) = (document.level().name(), document.signature().to_owned());
    let trust = match document.trust() {
        Trust::Anchors => "anchors",
        Trust::Presumed => "presumed",
    };
    files::prepare(out, document.octets(), Replace::from_force(arguments.force))?.commit()?;
    if arguments.json {
        let augmented = Augmented {
            file: arguments.file.to_string_lossy().into_owned(),
            out: out.to_string_lossy().into_owned(),
            signature,
            level,
            time_stamps: time_stamps.iter().map(ToString::to_string).collect(),
            trust,
        };
        output::print_json(&json::to_text(&augmented))?;
    } else if files::check_not_standard_output(&[out]).is_ok() {
        let times: Vec<String> = time_stamps.iter().map(|time| moment::in_japan(*time, language)).collect();
        let times = times.join(", ");
        let out = out.display();
        let line = match (language, times.is_empty()) {
            (Language::English, true) => format!("{out}: level {level} ({signature})\n"),
            (Language::English, false) => {
                format!("{out}: level {level}, time-stamped {times} ({signature})\n")
            }
            (Language::Japanese, true) => format!("{out}: レベル{level}（{signature}）\n"),
            (Language::Japanese, false) => {
                format!("{out}: レベル{level}、タイムスタンプ {times}（{signature}）\n")
            }
        };
        output::print_text(&line)?;
    }
    Ok(Exit::Done)
}

/// What is true of the result and easily overlooked.
fn warn(arguments: &Augment, document: &AugmentedDocument, language: Language) {
    if document.trust() == Trust::Presumed {
        output::complain(&Problem::of_file(&arguments.file, &PRESUMED, ""), language);
    }
    let of_it = document.report().signatures().iter().find(|one| one.path == document.signature());
    let policy = of_it.and_then(|signature| signature.signer.as_ref()).map(|signer| signer.policy);
    if policy == Some(CertificatePolicyKind::Test) && !arguments.allow_test_certificates {
        output::complain(&Problem::of_file(&arguments.file, &TEST_CERTIFICATE, ""), language);
    }
}

/// Says that the request was written, and what to do with it.
pub(super) fn print_request_written(
    arguments: &Augment,
    path: &Path,
    kind: TimeStampKind,
    language: Language,
) -> Result<(), Problem> {
    if arguments.json {
        #[derive(Serialize)]
        struct Request {
            file: String,
            time_stamp_request: String,
            kind: &'static str,
        }
        let request = Request {
            file: arguments.file.to_string_lossy().into_owned(),
            time_stamp_request: path.to_string_lossy().into_owned(),
            kind: kind.name(),
        };
        return output::print_json(&json::to_text(&request));
    }
    let (path, kind) = (path.display(), kind.name());
    output::print_text(&match language {
        Language::English => format!(
            "{path}: request for the {kind}; send it to a time-stamp authority (application/timestamp-query), then run the command again with --time-stamp-token\n"
        ),
        Language::Japanese => format!(
            "{path}: {kind}の要求です。時刻認証局へ送信し（application/timestamp-query）、応答を --time-stamp-token に指定してもう一度実行してください。\n"
        ),
    })
}

/// The JSON for a document that was refused.
pub(super) fn print_refusal(
    arguments: &Augment,
    problem: &Problem,
    why: SubIndication,
    language: Language,
) -> Result<(), Problem> {
    let refused = Refused {
        file: arguments.file.to_string_lossy().into_owned(),
        indication: why.indication().name(),
        sub_indication: why.name(),
        failure: json::Failure::of(problem, language),
    };
    output::print_json(&json::to_text(&refused))
}

hpki_core::findings! {
    PRESUMED = "augment::trust-presumed",
        label: "trust anchors" / "トラストアンカー",
        problem: "trust anchors were not given for the signer and for time-stamps, so nobody has vouched for the authorities of this document: give them with --trust-anchor and --tsa-anchor, or verify the result with them"
               / "署名者またはタイムスタンプのトラストアンカーが指定されていないため、認証局の信頼性は確認していません。--trust-anchor と --tsa-anchor で指定するか、結果をそれらで検証してください。";
    TEST_CERTIFICATE = "augment::test-certificate",
        label: "certificate policy of the signer" / "署名者の証明書ポリシー",
        problem: "the signer's certificate is an HPKI test certificate, so the document is none for real use: say that you know with --allow-test-certificates"
               / "署名者の証明書はHPKIのテスト用証明書であり、実際の文書としては使用できません。承知の上であれば --allow-test-certificates を指定してください。";
}
