//! Augmentation: what is handed out is the input and new unsigned properties, and every signature is what it was.

mod order;
mod result;

use std::sync::LazyLock;

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::report::Language;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::augment::{AugmentError, AugmentedDocument, Augmenter, Step, Trust};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::tsp::{TimeStampReq, TimeStampToken};
use hpki_xades::validate::Level;
use hpki_xades::xml::{Document, XmlLimits};

use crate::authority::Authority;
pub(crate) use order::Order;
use order::{Answer, Set};

/// When the vectors' lists are fresh: two hours after their documents were signed.
const NOW: &str = "2026-04-01T05:00:00Z";
/// When the authority's certificate is about to expire, and archive time-stamps are renewed.
const LATER: &str = "2027-02-15T00:00:00Z";
/// More questions than the levels have: two time-stamps, and lists for two or three paths.
const MOST_STEPS: usize = 12;

static PKI: LazyLock<Pki> = LazyLock::new(Pki::read);

/// Raises the document of an [`Order`] with what the order gives: answers to requests for time-stamps, lists and certificates.
/// What it does not give, a time-stamp authority of the test vectors and their lists do.
///
/// # Panics
/// When a document is handed out that is more than the input and new properties, in which a signature is not what it was,
/// or that does not verify by itself; when honest answers are refused after they were asked for; when questions
/// do not end; or when a refusal has no sentence.
pub fn augment(input: &[u8]) {
    let _ = augmented(input);
}

/// The document after each raise of the order that succeeded.
pub fn augmented(input: &[u8]) -> Vec<AugmentedDocument> {
    let order = Order::from_octets(input);
    let mut documents: Vec<AugmentedDocument> = Vec::new();
    for level in order.levels() {
        let before = documents.last().map_or(order.document, AugmentedDocument::octets);
        let is_ours = !documents.is_empty();
        match raised(&order, before, level, is_ours) {
            Ok(document) => {
                let there = documents.last().is_some_and(|it| it.level() >= level && level < Level::LTA);
                assert!(!there || document.trust() == Trust::Presumed, "raised to {level:?} twice");
                result::check(&order, before, level, &document);
                documents.push(document);
            }
            Err(error) => {
                check_refusal(before, &error);
                if is_ours && order.is_honest() {
                    assert_eq!(error.finding().id, "augment::already-there", "raised again: {error}");
                }
                break;
            }
        }
    }
    documents
}

/// From the first step to the last.
fn raised(
    order: &Order<'_>,
    document: &[u8],
    level: Level,
    again: bool,
) -> Result<AugmentedDocument, AugmentError> {
    let pki = &*PKI;
    let at = if again && order.has(Set::Later) { pki.later.now } else { pki.now.now };
    let authority = if at == pki.later.now { &pki.later } else { &pki.now };
    let mut step = augmenter(order, at).begin(document.to_vec(), level)?;
    let mut answers = order.answers();
    for _ in 0..MOST_STEPS {
        step = match step {
            Step::TimeStamp(wanted) => {
                let request = wanted.request();
                assert_eq!(TimeStampReq::from_der(&request.to_der()).as_ref(), Ok(&request));
                match answers.next() {
                    None => after_honest_token(order, wanted.token(&authority.token(&request)))?,
                    Some(Answer::Token(token)) => wanted.token(token)?,
                    Some(Answer::Response(response)) => wanted.answer(&request, response)?,
                }
            }
            Step::RevocationData(wanted) => {
                assert!(!wanted.missing().is_empty(), "lists are wanted, for no certificate");
                let own = if order.has(Set::NoLists) { &[][..] } else { &pki.lists };
                wanted.provide([own, &order.lists()].concat())?
            }
            Step::Done(document) => return Ok(*document),
        };
    }
    panic!("questions without end")
}

/// A time-stamp costs money: what was known before it was asked for is no reason to refuse it.
fn after_honest_token<T>(order: &Order<'_>, step: Result<T, AugmentError>) -> Result<T, AugmentError> {
    if let Err(error) = &step
        && order.is_honest()
    {
        let of_ours = matches!(
            error,
            AugmentError::Xml(_)
                | AugmentError::Malformed { .. }
                | AugmentError::Covered { .. }
                | AugmentError::TimeStamp { .. }
                | AugmentError::NoImprint
                | AugmentError::Result { .. }
        );
        assert!(!of_ours, "{} after a token that was asked for: {error}", error.finding().id);
    }
    step
}

fn augmenter(order: &Order<'_>, at: Time) -> Augmenter<'static> {
    let pki = &*PKI;
    let intermediates = [&pki.intermediates[..], &order.certificates()].concat();
    let mut augmenter =
        Augmenter::new(at).with_intermediates(intermediates).with_detached_files(pki.letter.clone());
    if !order.has(Set::NoAnchors) {
        augmenter = augmenter
            .with_trust_anchors(pki.anchors.clone())
            .with_time_stamp_anchors(pki.time_stamp_anchors.clone());
    }
    if !order.has(Set::ListsLater) {
        augmenter = augmenter.with_certificate_lists([&pki.lists[..], &order.lists()].concat());
    }
    match order.signature() {
        Some(id) => augmenter.with_signature(id),
        None => augmenter,
    }
}

/// A refusal has its sentences, and blames the document only for what is in it.
fn check_refusal(document: &[u8], error: &AugmentError) {
    let finding = error.finding();
    assert!(finding.id.contains("::"), "{finding:?}");
    for language in [Language::English, Language::Japanese] {
        let sentence = finding.problem.in_language(language);
        assert!(!sentence.is_empty() && sentence.len() <= 500, "{sentence}");
    }
    let detail = error.detail();
    assert!(detail.len() <= 500, "{} octets of detail: {detail}", detail.len());
    if let AugmentError::Xml(error) = error {
        let own = Document::parse(document, &XmlLimits::default()).err();
        assert_eq!(own.as_ref(), Some(error), "no error of the document that was given");
    }
}

/// What of the test vectors every augmentation has at hand.
pub(crate) struct Pki {
    pub(crate) now: Authority,
    pub(crate) later: Authority,
    pub(crate) anchors: TrustAnchors,
    pub(crate) time_stamp_anchors: TrustAnchors,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) lists: Vec<CertificateList>,
    pub(crate) letter: DetachedFiles,
}

impl Pki {
    fn read() -> Pki {
        use crate::authority::pki;
        let certificate = |name: &str| {
            Certificate::from_der(&pki(&format!("certificates/{name}.der"))).expect("a certificate")
        };
        let list = |name: &str| CertificateList::from_der(&pki(&format!("crls/{name}.crl"))).expect("a list");
        let letter = DetachedFile {
            given_path: "letter.txt".to_owned(),
            relative_path: None,
            octets: pki("../cases/detached/letter.txt"),
        };
        Pki {
            now: Authority::at(NOW),
            later: Authority::at(LATER),
            anchors: TrustAnchors::from_iter([certificate("root")]),
            time_stamp_anchors: TrustAnchors::from_iter([certificate("tsa-root")]),
            intermediates: vec![certificate("sign-ca")],
            lists: ["sign-ca", "root", "tsa-root"].map(list).into(),
            letter: DetachedFiles::new(vec![letter]),
        }
    }
}

/// The tokens that the authority gives while this document is raised to LTA, for seeds.
pub(crate) fn honest_tokens(document: &[u8]) -> Vec<Vec<u8>> {
    let order = Order::from_octets(document);
    let mut tokens = Vec::new();
    let mut step = augmenter(&order, PKI.now.now).begin(document.to_vec(), Level::LTA);
    while let Ok(Step::TimeStamp(wanted)) = step {
        let token = PKI.now.token(&wanted.request());
        TimeStampToken::from_der(&token).expect("a token of the test authority");
        step = wanted.token(&token);
        tokens.push(token);
    }
    tokens
}
