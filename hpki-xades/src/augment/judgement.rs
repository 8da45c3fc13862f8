//! Verification before and after: what does not verify is not augmented, and what would not verify is not handed out.

use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::report::{Check, CheckList, Indication, Outcome, SubIndication, Verdict};
use hpki_core::trust::TrustAnchors;

use crate::document::DocumentRequest;
use crate::inspect::{CoreValidation, InspectError, InspectOptions, inspect};
use crate::validate::{
    DocumentReport, Fact, Level, SignatureReport, SignedParts, TimeStampOutcome, Verifier,
};
use crate::xml::Document;

use super::error::{AugmentError, decisive};
use super::evidence::Pool;
use super::place::{self, SignatureNumber};
use super::settings::Augmenter;

/// What computes in a document, whoever signed it: for every Signature its value, references and time-stamps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts(Vec<FactsOfOne>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct FactsOfOne {
    path: String,
    core: CoreValidation,
    agree: Vec<Fact>,
}

impl Facts {
    pub(super) fn of(settings: &Augmenter<'_>, octets: &[u8]) -> Result<Facts, AugmentError> {
        let mut options = InspectOptions::new(settings.detached());
        options.xml_limits = settings.limits.xml;
        options.signature_limits = settings.limits.signature;
        let inspection = inspect(octets, &options).map_err(|error| match error {
            InspectError::Xml(error) => AugmentError::Xml(error),
            other => AugmentError::malformed(other),
        })?;
        let signatures = inspection.signatures.into_iter().map(|signature| {
            let references = signature.references.iter().chain(&signature.manifest_references);
            let mut agree = vec![signature.signature_value];
            agree.extend(signature.counter_signature);
            agree.extend(references.map(|reference| reference.digest));
            agree.extend(signature.time_stamps.iter().map(|time_stamp| time_stamp.token));
            FactsOfOne { path: signature.path, core: signature.core, agree }
        });
        Ok(Facts(signatures.collect()))
    }

    /// Whether SignatureValue and every reference of the Signature agree.
    pub(super) fn core(&self, number: SignatureNumber) -> Option<(&str, &CoreValidation)> {
        self.0.get(number.0).map(|one| (one.path.as_str(), &one.core))
    }

    /// Whether everything that agreed before still does. New time-stamps are the last facts of their signature.
    pub(super) fn check_kept(&self, after: &Facts) -> Result<(), AugmentError> {
        for (before, after) in self.0.iter().zip(&after.0) {
            let lost =
                before.agree.iter().enumerate().any(|(index, &fact)| {
                    fact == Fact::Agrees && after.agree.get(index) != Some(&Fact::Agrees)
                });
            if lost {
                return Err(AugmentError::Covered { path: before.path.clone() });
            }
        }
        Ok(())
    }

    /// Whether everything that the Signature has more than before agrees: the new time-stamps.
    pub(super) fn new_ones_agree(&self, after: &Facts, number: SignatureNumber) -> bool {
        let (Some(before), Some(after)) = (self.0.get(number.0), after.0.get(number.0)) else { return false };
        after.agree.iter().skip(before.agree.len()).all(|&fact| fact == Fact::Agrees)
    }
}

/// Which material a verification may use beside the document's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Material {
    /// The caller's as well; revocation is looked up where it can be.
    Given,
    /// None: at LT and above the document has to stand on its own.
    OfDocument,
}

/// The anchors of one verification.
#[derive(Clone, Debug)]
pub(super) struct Anchors {
    pub(super) signer: TrustAnchors,
    pub(super) time_stamps: TrustAnchors,
}

impl Anchors {
    pub(super) fn of(settings: &Augmenter<'_>, pool: &Pool) -> Anchors {
        Anchors {
            signer: pool.anchors(&settings.trust_anchors),
            time_stamps: pool.anchors(&settings.time_stamp_anchors),
        }
    }
}

/// Verifies the document by its kind.
pub(super) fn verify(
    settings: &Augmenter<'_>,
    octets: &[u8],
    anchors: Anchors,
    material: Material,
) -> Result<DocumentReport, AugmentError> {
    let kind = place::kind(&Document::parse(octets, &settings.limits.xml)?);
    let mut verifier = Verifier::new(anchors.signer)
        .with_time_stamp_anchors(anchors.time_stamps)
        .with_document(DocumentRequest::Exactly(kind))
        .with_test_certificates(TestCertificates::Accept)
        .with_signed_parts(SignedParts::DigestOnly)
        .with_limits(settings.limits)
        .danger_with_profile(settings.profile);
    if material == Material::Given {
        verifier = verifier
            .with_intermediates(settings.intermediates.clone())
            .with_certificate_lists(settings.certificate_lists.clone())
            .with_revocation(RevocationMode::IfAvailable);
    }
    Ok(verifier.verify_with_detached(octets, settings.detached(), settings.at))
}

/// The report on one Signature of the document.
///
/// # Errors
/// The document as a whole is not acceptable, or the Signature is inside another one.
pub(super) fn of_signature<'r>(
    report: &'r DocumentReport,
    path: &str,
) -> Result<&'r SignatureReport, AugmentError> {
    if let Some((finding, why, detail)) = decisive(report.checks()) {
        return Err(AugmentError::NotVerified { finding, why, detail });
    }
    let found = report.signatures().iter().find(|signature| signature.path == path);
    found.ok_or_else(|| AugmentError::Covered { path: path.to_owned() })
}

/// Refuses a document whose signature does not hold, or no longer.
pub(super) fn check_before(
    settings: &Augmenter<'_>,
    facts: &Facts,
    number: SignatureNumber,
    report: &SignatureReport,
    level: Level,
) -> Result<(), AugmentError> {
    if let Some((check, why)) = worst(&report.checks, level) {
        if why == SubIndication::NoCertificateChainFound
            && let Some(last) = report.certification_path.last()
        {
            return Err(AugmentError::no_path(last));
        }
        return Err(AugmentError::NotVerified {
            finding: check.finding,
            why,
            detail: check.detail.to_string(),
        });
    }
    // The verifier looked at core validation, too; this is the second opinion, by the room that decides nothing.
    if let Some((path, core)) = facts.core(number)
        && *core != CoreValidation::Valid
    {
        return Err(AugmentError::Malformed { detail: format!("{path}: {core:?}") });
    }
    check_time_stamps(report)?;
    let Some(signer) = &report.signer else { return Ok(()) };
    let certificate = &signer.certificate;
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    // Without a path nobody has looked at the validity yet.
    let now = settings.at;
    if report.proven_time.is_none() && (now < begin || now.unix_seconds() > end.unix_seconds()) {
        return Err(AugmentError::SignerNotValidNow {
            subject: certificate.subject().to_string(),
            not_before: begin.to_string(),
            not_after: end.to_string(),
        });
    }
    Ok(())
}

/// Nothing is built on a time-stamp that proves nothing.
fn check_time_stamps(report: &SignatureReport) -> Result<(), AugmentError> {
    let bad = report
        .time_stamps
        .iter()
        .find(|one| one.kind.covers_signature() && one.outcome == TimeStampOutcome::Bad);
    let Some(bad) = bad else { return Ok(()) };
    let mut detail = bad.kind.name().to_owned();
    let warnings = report.checks.iter().filter(|check| check.outcome == Outcome::Warning);
    let of_time_stamps = warnings.filter(|check| check.finding.id.starts_with("time-stamp::"));
    of_time_stamps.take(3).for_each(|check| detail += &format!("; {}", check.finding.id));
    Err(AugmentError::ExistingTimeStamp { detail })
}

/// The first objection of the worst kind.
fn worst(checks: &CheckList, level: Level) -> Option<(&Check, SubIndication)> {
    let failed = |why: SubIndication| why.indication() == Indication::TotalFailed;
    let mut all = objections(checks, level);
    all.clone().find(|&(_, why)| failed(why)).or_else(|| all.next())
}

/// What stands against a signature at this level. At T no path is needed yet: certificates may come later.
fn objections(checks: &CheckList, level: Level) -> impl Iterator<Item = (&Check, SubIndication)> + Clone {
    checks.iter().filter_map(move |check| match check.outcome {
        Outcome::NotPassed(SubIndication::NoCertificateChainFound) if level == Level::T => None,
        Outcome::NotPassed(why) => Some((check, why)),
        _ => None,
    })
}

/// Refuses a result that does not verify at the level.
pub(super) fn check_after(
    report: &SignatureReport,
    level: Level,
    time_stamps_can_be_judged: bool,
) -> Result<(), AugmentError> {
    if let Some((check, _)) = worst(&report.checks, level) {
        let detail = check.detail.to_string();
        return Err(AugmentError::Result { cause: Some(check.finding), detail });
    }
    if level > Level::T && report.verdict != Verdict::PASSED {
        return Err(AugmentError::Result { cause: None, detail: "verdict".to_owned() });
    }
    if time_stamps_can_be_judged {
        check_time_stamps(report)?;
        if report.level < level {
            return Err(AugmentError::Result { cause: None, detail: report.level.name().to_owned() });
        }
    }
    Ok(())
}
