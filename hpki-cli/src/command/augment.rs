//! `hpki augment`

mod lists;
mod outcome;

use std::path::Path;
use std::time::Duration;

use hpki_core::oid::ObjectIdentifier;
use hpki_core::report::{Language, Verdict};
use hpki_xades::augment::{AugmentError, Augmenter, RevocationDataWanted, Step, TimeStampWanted};
use hpki_xades::tsp::{Nonce, TimeStampReq, TimeStampResp};
use hpki_xades::validate::Level;

use crate::arguments::{Augment, LongTermLevel};
use crate::exit::Exit;
use crate::files::{self, Replace};
use crate::http::Client;
use crate::problem::{self, Problem};
use crate::{clock, input, output};

use lists::Lists;

/// The media types of RFC 3161, section 3.4.
const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// Octets of an answer. Real tokens have 2 to 10 KB; with certificates and lists inside, some hundred.
const REPLY_LIMIT: u64 = 4 * 1024 * 1024;

/// Raises the signature, and writes the result when it verifies.
pub(crate) fn run(arguments: &Augment, language: Language) -> Result<Exit, Problem> {
    check_outputs(arguments)?;
    let at = clock::at_or_now(arguments.at)?;
    let detached = input::detached::read(&arguments.detached)?;
    let augmenter = Augmenter::new(at)
        .with_trust_anchors(input::trust_anchors(&arguments.trust_anchor)?)
        .with_time_stamp_anchors(input::trust_anchors(&arguments.tsa_anchor)?)
        .with_intermediates(input::certificates(&arguments.intermediate)?)
        .with_certificate_lists(input::certificate_lists(&arguments.crl)?)
        .with_detached(&detached);
    let augmenter = match &arguments.signature {
        Some(id) => augmenter.with_signature(id),
        None => augmenter,
    };
    let document = input::read_document(&arguments.file)?;
    let mut sources = Sources::new(arguments, Lists::new(arguments, at))?;
    let mut step = augmenter.begin(document.clone(), level(arguments.level));
    loop {
        let next = match step {
            Ok(Step::TimeStamp(wanted)) => sources.time_stamp(wanted, language)?,
            Ok(Step::RevocationData(wanted)) => Some(sources.lists(*wanted)?),
            Ok(Step::Done(done)) => {
                sources.check_used_up()?;
                return outcome::write(arguments, *done, language);
            }
            Err(error) => return refuse(arguments, &document, &error, language),
        };
        match next {
            Some(next) => step = next,
            None => return Ok(Exit::Done),
        }
    }
}

fn level(level: LongTermLevel) -> Level {
    match level {
        LongTermLevel::T => Level::T,
        LongTermLevel::Lt => Level::LT,
        LongTermLevel::Lta => Level::LTA,
    }
}

/// What can be refused about outputs before anything is read.
fn check_outputs(arguments: &Augment) -> Result<(), Problem> {
    let outputs: Vec<&Path> = [&arguments.out, &arguments.time_stamp_request_out]
        .into_iter()
        .flatten()
        .map(|path| path.as_path())
        .collect();
    if arguments.json || arguments.time_stamp_request_out.is_some() {
        files::check_not_standard_output(&outputs)?;
    }
    let inputs = [
        std::slice::from_ref(&arguments.file),
        &arguments.time_stamp_token,
        &arguments.crl,
        &arguments.intermediate,
        &arguments.trust_anchor,
        &arguments.tsa_anchor,
        &arguments.detached,
    ];
    files::check_apart(&outputs, inputs.into_iter().flatten())?;
    // The result may be what is there already; a time-stamp would be lost on an output that is refused at the end.
    outputs.iter().try_for_each(|output| files::check_free(output, Replace::from_force(arguments.force)))
}

/// A document that was refused is a decision about it; everything else is something that was missing.
fn refuse(
    arguments: &Augment,
    document: &[u8],
    error: &AugmentError,
    language: Language,
) -> Result<Exit, Problem> {
    let problem = match error {
        AugmentError::Xml(error) => Problem::in_xml(&arguments.file, document, error),
        error => Problem::of_file(&arguments.file, error.finding(), error.detail()),
    };
    let Some(why) = error.sub_indication() else { return Err(problem) };
    output::complain(&problem, language);
    if arguments.json {
        outcome::print_refusal(arguments, &problem, why, language)?;
    }
    Ok(Exit::from(Verdict::not_passed(why)))
}

/// Where time-stamps and lists come from.
struct Sources<'a> {
    arguments: &'a Augment,
    policy: Option<ObjectIdentifier>,
    /// Files of tokens that were not used yet.
    tokens: std::slice::Iter<'a, std::path::PathBuf>,
    lists: Lists<'a>,
}

type Next<'s> = Result<Step<'s>, AugmentError>;

impl<'a> Sources<'a> {
    fn new(arguments: &'a Augment, lists: Lists<'a>) -> Result<Sources<'a>, Problem> {
        let policy = arguments.tsa_policy.as_ref().map(|text| {
            ObjectIdentifier::from_dotted(text)
                .map_err(|error| Problem::of(text, &problem::NOT_AN_IDENTIFIER, error.to_string()))
        });
        let policy = policy.transpose()?;
        Ok(Sources { arguments, policy, tokens: arguments.time_stamp_token.iter(), lists })
    }

    /// The next time-stamp; `None` when its request was written to a file instead.
    fn time_stamp<'s>(
        &mut self,
        wanted: Box<TimeStampWanted<'s>>,
        language: Language,
    ) -> Result<Option<Next<'s>>, Problem> {
        let request = match self.policy {
            Some(policy) => wanted.request().with_policy(policy),
            None => wanted.request(),
        };
        if let Some(path) = self.tokens.next() {
            return token_from(path, *wanted, &request).map(Some);
        }
        if let Some(path) = &self.arguments.time_stamp_request_out {
            // No nonce: the imprint is that of a signature, and nobody could compare a nonce later.
            let replace = Replace::from_force(self.arguments.force);
            files::prepare(path, &request.to_der(), replace)?.commit()?;
            outcome::print_request_written(self.arguments, path, wanted.kind(), language)?;
            return Ok(None);
        }
        let Some(url) = &self.arguments.tsa else {
            return Err(Problem::of_file(&self.arguments.file, &NO_SOURCE, wanted.kind().name()));
        };
        let request = request.with_nonce(nonce()?);
        let client = Client::new(Duration::from_secs(self.arguments.http_timeout));
        let answer = client.post(url, QUERY, REPLY, &request.to_der(), REPLY_LIMIT)?;
        let next = wanted.answer(&request, &answer);
        about(url, next).map(Some)
    }

    fn lists<'s>(&self, wanted: RevocationDataWanted<'s>) -> Result<Next<'s>, Problem> {
        let lists = self.lists.obtain(wanted.missing())?;
        Ok(wanted.provide(lists))
    }

    /// A token that was given and not needed is a mistake of somebody who should know.
    fn check_used_up(&mut self) -> Result<(), Problem> {
        match self.tokens.next() {
            Some(path) => Err(Problem::of_file(path, &TOKEN_NOT_USED, "")),
            None => Ok(()),
        }
    }
}

/// A token out of a file: by itself, or in the answer of the authority.
fn token_from<'s>(
    path: &Path,
    wanted: TimeStampWanted<'s>,
    request: &TimeStampReq,
) -> Result<Next<'s>, Problem> {
    let octets = input::read_document(path)?;
    if octets.is_empty() {
        return Err(Problem::of_file(path, &problem::EMPTY, ""));
    }
    let name = path.to_string_lossy();
    match TimeStampResp::from_der(&octets) {
        // Whoever made the request may have put a nonce into it; the token itself says which.
        Ok(response) => match response.token() {
            Ok(token) => {
                let request = match token.tst_info().nonce() {
                    Some(nonce) => request.clone().with_nonce(Nonce::from_octets(nonce)),
                    None => request.clone(),
                };
                about(&name, wanted.answer(&request, &octets))
            }
            Err(_) => about(&name, wanted.answer(request, &octets)),
        },
        Err(_) => about(&name, wanted.token(&octets)),
    }
}

/// What is wrong with an answer is a problem of its source, not of the document.
fn about<'s>(source: &str, next: Next<'s>) -> Result<Next<'s>, Problem> {
    match next {
        Err(error @ (AugmentError::Response { .. } | AugmentError::TimeStamp { .. })) => {
            Err(Problem::of(source, error.finding(), error.detail()))
        }
        next => Ok(next),
    }
}

fn nonce() -> Result<Nonce, Problem> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| Problem::of("nonce", &NO_RANDOM, error.to_string()))?;
    Ok(Nonce::from_random(random))
}

hpki_core::findings! {
    NO_SOURCE = "augment::no-time-stamp-source",
        label: "source of the time-stamp" / "タイムスタンプの取得元",
        problem: "a time-stamp is needed, and there is no way to get one: name a time-stamp authority (--tsa), give its token (--time-stamp-token), or have the request written (--time-stamp-request-out)"
               / "タイムスタンプが必要ですが、取得方法が指定されていません。時刻認証局（--tsa）またはトークン（--time-stamp-token）を指定するか、要求をファイルに書き出してください（--time-stamp-request-out）。";
    TOKEN_NOT_USED = "augment::token-not-used",
        label: "time-stamp token" / "タイムスタンプトークン",
        problem: "this time-stamp token was not needed, and nothing was written: leave it out, or check what it was meant for"
               / "このタイムスタンプトークンは不要でした（何も書き込んでいません）。指定から除くか、用途を確認してください。";
    NO_RANDOM = "augment::no-random-number",
        label: "random number" / "乱数",
        problem: "the operating system gives no random numbers: repair it before anything is signed or stamped here"
               / "オペレーティングシステムから乱数を取得できません。署名やタイムスタンプに使用する前に修復してください。";
}
