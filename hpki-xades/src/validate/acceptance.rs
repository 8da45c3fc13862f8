//! Signature acceptance validation (EN 319 102-1, section 5.2.8): what the signed properties say against what is
//! known.

use hpki_core::certificate::Certificate;
use hpki_core::report::{CheckList, Detail, SubIndication};
use hpki_core::time::{Time, TimeError};

use crate::xades::{SignaturePolicy, SignedProperties, SigningCertificate};

use super::findings;
use super::signing_certificate::digest_agrees;

/// How far a claimed time may lie after the judged time: clocks are wrong, more often by a zone than by a minute.
const CLOCK_TOLERANCE_SECONDS: i64 = 24 * 3600;

/// SigningTime as a time.
///
/// # Errors
/// What is wrong with its form: missing, not plain text, not `xs:dateTime` with a zone.
pub(super) fn claimed_signing_time(properties: &SignedProperties<'_, '_>) -> Result<Time, String> {
    let element = properties.signing_time.ok_or_else(|| "no SigningTime".to_owned())?;
    let text = element.text().map_err(|error| error.to_string())?;
    // White space around an xs:dateTime collapses (XML Schema, whiteSpace facet).
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    Time::from_rfc3339(text).map_err(|error: TimeError| error.to_string())
}

/// SigningTime is a claim: it is held against the time of judgement and the validity of the certificate, and
/// never used for anything else.
pub(super) fn check_signing_time(
    claimed: Time,
    judged_at: Time,
    signer: Option<&Certificate>,
    checks: &mut CheckList,
) {
    let why = SubIndication::SigConstraintsFailure;
    let detail = Detail::written_by(move |out| write!(out, "claimed {claimed}, judged at {judged_at}"));
    let tolerated = judged_at.plus_seconds(CLOCK_TOLERANCE_SECONDS);
    if claimed <= judged_at {
        checks.passed(&findings::SIGNING_TIME_LATE, detail);
    } else if tolerated.is_some_and(|tolerated| claimed <= tolerated) {
        checks.warning(&findings::SIGNING_TIME_LATE, detail);
    } else {
        checks.not_passed(&findings::SIGNING_TIME_LATE, why, detail);
    }
    let Some(signer) = signer else { return };
    let (not_before, not_after) = (signer.not_before(), signer.not_after());
    let detail =
        Detail::written_by(move |out| write!(out, "claimed {claimed}, valid {not_before} to {not_after}"));
    if claimed < not_before || claimed > not_after {
        checks.not_passed(&findings::SIGNING_TIME_VALIDITY, why, detail);
    } else {
        checks.passed(&findings::SIGNING_TIME_VALIDITY, detail);
    }
}

/// An explicit policy can only be judged by its own rules, and none is configured.
pub(super) fn check_signature_policy(properties: &SignedProperties<'_, '_>, checks: &mut CheckList) {
    if let Some(SignaturePolicy::Explicit(identifier)) = &properties.signature_policy {
        checks.not_passed(
            &findings::SIGNATURE_POLICY,
            SubIndication::SignaturePolicyNotAvailable,
            identifier.as_str(),
        );
    }
}

/// Certificates named after the signer's should be those of the path.
pub(super) fn check_other_certificates(
    named: Option<&SigningCertificate>,
    path: &[Certificate],
    checks: &mut CheckList,
) {
    let others = named.map(|named| named.certificates.as_slice()).unwrap_or_default();
    let strangers = others.iter().skip(1).filter(|named| {
        let Some(algorithm) = named.digest_method.algorithm else { return true };
        !path.iter().any(|certificate| digest_agrees(certificate, algorithm, named))
    });
    let strangers = strangers.count();
    if strangers > 0 {
        checks.warning(&findings::OTHER_CERTIFICATES_NAMED, format!("{strangers} not on the path"));
    }
}
