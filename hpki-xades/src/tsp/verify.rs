//! Whether a token proves a time: its facts hold, and its authority is one the caller trusts for time-stamps.

use hpki_core::algorithm::policy::{AlgorithmPolicy, AlgorithmRefused};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::VerifiedSignatureCache;
use hpki_core::limits::PathLimits;
use hpki_core::ocsp::OcspResponse;
use hpki_core::path::{PathRequest, Proof, RevocationMode, VerifiedPath, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::{CheckList, Finding, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

use super::facts::{Imprint, IntactTimeStamp, check_time_stamp_facts};
use super::finding;
use super::token::TimeStampToken;
use super::tst_info::TstInfo;

/// A token to verify, and everything that may be used for it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TimeStampVerification<'a> {
    /// The token.
    pub token: &'a TimeStampToken,
    /// Roots that the caller trusts for time-stamps; an anchor for signers does not belong here unless it issues
    /// time-stamp authorities too.
    pub trust_anchors: &'a TrustAnchors,
    /// Untrusted certificates, for the path and as candidates for the authority's own.
    pub intermediates: &'a [Certificate],
    /// Untrusted revocation lists beside those of the token.
    pub certificate_lists: &'a [CertificateList],
    /// Untrusted OCSP responses.
    pub ocsp_responses: &'a [OcspResponse],
    /// The time at which the authority's certificate is judged: the caller's, or that of a later time-stamp
    /// over this one.
    pub at: Time,
    /// What is known about that time.
    pub proven: Proof,
    /// Whether the authority's certificate must be known not to be revoked.
    pub revocation: RevocationMode,
    /// Acceptable algorithms; `None` for the default.
    pub algorithms: Option<&'a AlgorithmPolicy>,
    /// Budgets of the path.
    pub limits: PathLimits,
    /// Signatures that verified before, shared between validations.
    pub cache: Option<&'a VerifiedSignatureCache>,
}

impl<'a> TimeStampVerification<'a> {
    /// The strict defaults: revocation data required, the time merely named by the caller.
    pub fn new(
        token: &'a TimeStampToken,
        trust_anchors: &'a TrustAnchors,
        at: Time,
    ) -> TimeStampVerification<'a> {
        TimeStampVerification {
            token,
            trust_anchors,
            intermediates: &[],
            certificate_lists: &[],
            ocsp_responses: &[],
            at,
            proven: Proof::default(),
            revocation: RevocationMode::default(),
            algorithms: None,
            limits: PathLimits::default(),
            cache: None,
        }
    }
}

/// What was checked about a token, and how it came out.
#[derive(Clone, Debug)]
pub struct TimeStampReport {
    checks: CheckList,
    gen_time: Time,
    certificate: Option<Certificate>,
    outcome: Result<VerifiedTimeStamp, SubIndication>,
}

/// A time-stamp that proves a time. Only [`TimeStampReport::into_verified`] hands one out.
#[derive(Clone, Debug)]
pub struct VerifiedTimeStamp {
    tst_info: TstInfo,
    path: VerifiedPath,
}

impl VerifiedTimeStamp {
    /// The data existed at this time: a proven time.
    pub fn gen_time(&self) -> Time {
        self.tst_info.gen_time()
    }

    /// Everything the authority signed.
    pub fn tst_info(&self) -> &TstInfo {
        &self.tst_info
    }

    /// The path of the authority's certificate.
    pub fn path(&self) -> &VerifiedPath {
        &self.path
    }
}

impl TimeStampReport {
    /// Passed, or the reason why not.
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Ok(_) => Verdict::PASSED,
            Err(why) => Verdict::not_passed(why),
        }
    }

    /// The checks that were made, in order.
    pub fn checks(&self) -> &CheckList {
        &self.checks
    }

    /// The time in the token. It proves nothing unless the verdict is passed.
    pub fn stated_gen_time(&self) -> Time {
        self.gen_time
    }

    /// The certificate of the authority, where it is at hand. It is not trusted unless the verdict is passed.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The proof, when every check passed.
    ///
    /// # Errors
    /// The report itself, when not.
    pub fn into_verified(self) -> Result<VerifiedTimeStamp, Box<TimeStampReport>> {
        match self.outcome {
            Ok(verified) => Ok(verified),
            Err(_) => Err(Box::new(self)),
        }
    }
}

/// Verifies a token: the facts first, then the certification path of its authority. `imprint` gives the digest of
/// the data that the time-stamp should cover. A path is only looked for when the facts hold, so a forged token costs
/// one signature verification.
pub fn verify_time_stamp(request: &TimeStampVerification<'_>, imprint: &mut Imprint<'_>) -> TimeStampReport {
    let token = request.token;
    let facts = check_time_stamp_facts(token, request.intermediates, imprint);
    let (mut checks, certificate, intact) = facts.into_parts();
    let algorithms_accepted = check_algorithms(request, &mut checks);
    let proof = match intact {
        None => {
            checks.skipped(&finding::TSA_PATH, "");
            None
        }
        Some(intact) => check_trust(request, &intact, &mut checks),
    };
    let outcome = match (checks.objection(), algorithms_accepted, proof) {
        (None, Some(AlgorithmsAccepted), Some(path)) => {
            Ok(VerifiedTimeStamp { tst_info: token.tst_info().clone(), path })
        }
        (objection, ..) => Err(objection.and_then(Verdict::sub_indication).unwrap_or(SubIndication::Generic)),
    };
    TimeStampReport { checks, gen_time: token.tst_info().gen_time(), certificate, outcome }
}

struct AlgorithmsAccepted;
struct GenTimeWithinValidity;
struct GenTimeNotLater;

/// The caller's own dates for algorithms, at the time of judgement. What is never acceptable has failed before.
fn check_algorithms(
    request: &TimeStampVerification<'_>,
    checks: &mut CheckList,
) -> Option<AlgorithmsAccepted> {
    let Some(policy) = request.algorithms else { return Some(AlgorithmsAccepted) };
    let token = request.token;
    let digests = [
        (&finding::IMPRINT_ALGORITHM, token.tst_info().message_imprint().algorithm()),
        (&finding::DIGEST_ALGORITHM, token.digest_algorithm()),
    ];
    let digests = digests.into_iter().filter_map(|(finding, digest)| {
        let algorithm = digest.algorithm()?;
        Some((finding, policy.check_digest(algorithm, request.at)))
    });
    let signature = token.signature_algorithm().ok();
    let signature = signature.map(|algorithm| policy.check_signature(&algorithm, request.at));
    let signature = signature.map(|result| (&finding::SIGNATURE_ALGORITHM, result));
    let refused: Vec<(&'static Finding, AlgorithmRefused)> = digests
        .chain(signature)
        .filter_map(|(finding, result)| result.err().map(|refused| (finding, refused)))
        .collect();
    for (finding, refusal) in &refused {
        checks.not_passed(finding, SubIndication::CryptoConstraintsFailure, refusal.to_string());
    }
    refused.is_empty().then_some(AlgorithmsAccepted)
}

/// Everything here is about the one certificate whose key made the signature.
fn check_trust(
    request: &TimeStampVerification<'_>,
    intact: &IntactTimeStamp,
    checks: &mut CheckList,
) -> Option<VerifiedPath> {
    let certificate = intact.certificate();
    let gen_time = request.token.tst_info().gen_time();
    let within = check_within_validity(gen_time, certificate, checks);
    let not_later = check_not_later(gen_time, request, checks);
    let path = check_path(request, certificate, checks);
    let (GenTimeWithinValidity, GenTimeNotLater) = (within?, not_later?);
    path
}

fn check_within_validity(
    gen_time: Time,
    certificate: &Certificate,
    checks: &mut CheckList,
) -> Option<GenTimeWithinValidity> {
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    let detail = format!("{gen_time}: {begin} / {end}");
    // notAfter names a whole second (RFC 5280, 4.1.2.5.2) and is inclusive.
    if gen_time < begin || gen_time.unix_seconds() > end.unix_seconds() {
        checks.not_passed(&finding::GEN_TIME_WITHIN_VALIDITY, SubIndication::SigConstraintsFailure, detail);
        return None;
    }
    checks.passed(&finding::GEN_TIME_WITHIN_VALIDITY, detail);
    Some(GenTimeWithinValidity)
}

/// How far genTime may be after a time that the caller read from a clock: clocks of computers are wrong, by a time
/// zone at the worst, as SigningTime has the same tolerance. A proven time has none.
const CLOCK_TOLERANCE_SECONDS: i64 = 24 * 60 * 60;

fn check_not_later(
    gen_time: Time,
    request: &TimeStampVerification<'_>,
    checks: &mut CheckList,
) -> Option<GenTimeNotLater> {
    let detail = format!("{gen_time} / {}", request.at);
    let tolerance = match request.proven {
        Proof::CallerTime => CLOCK_TOLERANCE_SECONDS,
        Proof::ProvenTime => 0,
    };
    if gen_time <= request.at {
        checks.passed(&finding::GEN_TIME_NOT_LATER, detail);
    } else if request.at.plus_seconds(tolerance).is_none_or(|latest| gen_time <= latest) {
        checks.warning(&finding::GEN_TIME_NOT_LATER, detail);
    } else {
        checks.not_passed(&finding::GEN_TIME_NOT_LATER, SubIndication::TimestampOrderFailure, detail);
        return None;
    }
    Some(GenTimeNotLater)
}

fn check_path(
    request: &TimeStampVerification<'_>,
    certificate: &Certificate,
    checks: &mut CheckList,
) -> Option<VerifiedPath> {
    // The caller's come first: certificates added to the token must not use up the budget.
    let intermediates = [request.intermediates, request.token.certificates()].concat();
    let lists = [request.certificate_lists, request.token.certificate_lists()].concat();
    let mut path_request = PathRequest::new(certificate, request.trust_anchors, request.at);
    path_request.intermediates = &intermediates;
    path_request.certificate_lists = &lists;
    path_request.ocsp_responses = request.ocsp_responses;
    path_request.proven = request.proven;
    path_request.profile = Profile::TimeStamping;
    path_request.revocation = request.revocation;
    path_request.algorithms = request.algorithms;
    path_request.limits = request.limits;
    path_request.cache = request.cache;
    let report = validate_path(&path_request);
    checks.append(report.checks().clone());
    match report.into_verified() {
        Ok(path) => {
            checks.passed(&finding::TSA_PATH, path.trust_anchor().name().to_string());
            Some(path)
        }
        Err(report) => {
            let why = report.verdict().sub_indication().unwrap_or(SubIndication::Generic);
            checks.not_passed(&finding::TSA_PATH, why, certificate.subject().to_string());
            None
        }
    }
}
