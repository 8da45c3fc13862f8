//! Certificates and revocation lists for a path: those that are at hand, those that it rests on, those missing.

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::verify_signature;
use hpki_core::ocsp::OcspResponse;
use hpki_core::path::{PathReport, PathRequest, Proof, RevocationMode, TestCertificates, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::{Check, CheckList, Outcome, SubIndication};
use hpki_core::revocation::finding::NO_ANSWER;
use hpki_core::revocation::{EvidenceSource, RevocationStatus};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

use crate::dsig::KeyInfoChild;
use crate::tsp::TimeStampToken;
use crate::xades::encapsulated_values;

use super::error::{AugmentError, decisive};
use super::missing::MissingList;
use super::place::Place;
use super::settings::Augmenter;

/// Untrusted material.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    pub(super) certificates: Vec<Certificate>,
    pub(super) lists: Vec<CertificateList>,
    pub(super) responses: Vec<OcspResponse>,
}

impl Pool {
    /// What the signature carries itself. What cannot be read is passed over, as verification does.
    pub(super) fn of_document(
        settings: &Augmenter<'_>,
        place: &Place<'_, '_, '_>,
    ) -> Result<Pool, AugmentError> {
        let values = encapsulated_values(&place.qualifying.unsigned, &settings.limits.signature)
            .map_err(AugmentError::malformed)?;
        let of_key_info = place.signature.key_info.iter().flat_map(|key_info| &key_info.children);
        let of_key_info = of_key_info.filter_map(|child| match child {
            KeyInfoChild::Certificate(octets) => Some(octets),
            _ => None,
        });
        let certificates = of_key_info.chain(&values.certificates);
        let certificates = certificates.filter_map(|octets| Certificate::from_der(octets).ok()).collect();
        let lists = values.certificate_lists.iter();
        let responses = values.ocsp_responses.iter();
        Ok(Pool {
            certificates,
            lists: lists.filter_map(|octets| CertificateList::from_der(octets).ok()).collect(),
            responses: responses.filter_map(|octets| OcspResponse::from_der(octets).ok()).collect(),
        })
    }

    /// With the caller's.
    pub(super) fn and_settings(mut self, settings: &Augmenter<'_>) -> Pool {
        self.certificates.extend_from_slice(&settings.intermediates);
        self.lists.extend_from_slice(&settings.certificate_lists);
        self
    }

    /// With those in a time-stamp token.
    pub(super) fn and_token(mut self, token: &TimeStampToken) -> Pool {
        self.certificates.extend_from_slice(token.certificates());
        self.lists.extend_from_slice(token.certificate_lists());
        self
    }

    /// The caller's anchors; for lack of any, the self-signed certificates of authorities among the material.
    pub(super) fn anchors(&self, given: &TrustAnchors) -> TrustAnchors {
        if !given.is_empty() {
            return given.clone();
        }
        let authorities = self.certificates.iter().filter(|certificate| {
            let extensions = certificate.extensions();
            extensions.basic_constraints().is_some_and(|constraints| constraints.ca)
                && certificate.subject() == certificate.issuer()
                && is_self_signed(certificate)
        });
        authorities.cloned().collect()
    }
}

fn is_self_signed(certificate: &Certificate) -> bool {
    verify_signature(
        certificate.signature_algorithm(),
        EcdsaEncoding::Asn1,
        certificate.public_key(),
        certificate.tbs_der(),
        certificate.signature_value(),
    )
    .is_ok()
}

/// A path to look for.
pub(super) struct Wanted<'a> {
    pub(super) end_entity: &'a Certificate,
    pub(super) anchors: &'a TrustAnchors,
    pub(super) at: Time,
    pub(super) proven: Proof,
    pub(super) profile: Profile,
}

impl Wanted<'_> {
    /// The path, from this material.
    pub(super) fn validate(&self, settings: &Augmenter<'_>, pool: &Pool) -> PathReport {
        let mut request = PathRequest::new(self.end_entity, self.anchors, self.at);
        request.intermediates = &pool.certificates;
        request.certificate_lists = &pool.lists;
        request.ocsp_responses = &pool.responses;
        request.proven = self.proven;
        request.profile = self.profile;
        request.revocation = RevocationMode::Required;
        request.test_certificates = TestCertificates::Accept;
        request.limits = settings.limits.path;
        validate_path(&request)
    }
}

/// What a path rests on.
#[derive(Clone, Debug)]
pub(super) enum Support {
    /// Everything: the certificates, end entity first, and the lists.
    Whole { path: Vec<Certificate>, lists: Vec<CertificateList> },
    /// The path would hold, if the revocation of these were known.
    Missing(Vec<MissingList>),
}

/// Reads a path's support out of its report.
pub(super) fn support(report: &PathReport) -> Result<Support, AugmentError> {
    let statuses = report.path().iter().zip(report.revocation());
    let unknown: Vec<MissingList> = statuses
        .clone()
        .filter(|(_, status)| **status == RevocationStatus::Unknown)
        .map(|(certificate, _)| MissingList::of(certificate, &remark(report.checks(), certificate)))
        .collect();
    let try_later = Outcome::NotPassed(SubIndication::TryLater);
    let others = report
        .checks()
        .iter()
        .any(|check| matches!(check.outcome, Outcome::NotPassed(_)) && check.outcome != try_later);
    let on_hold = report.revocation().iter().any(|status| matches!(status, RevocationStatus::OnHold { .. }));
    if !unknown.is_empty() && !others && !on_hold && report.trust_anchor().is_some() {
        return Ok(Support::Missing(unknown));
    }
    if let Some((finding, why, detail)) = decisive(report.checks()) {
        return match (why, report.path().last()) {
            (SubIndication::NoCertificateChainFound, Some(last)) => Err(AugmentError::no_path(last)),
            _ => Err(AugmentError::Path { finding, why, detail }),
        };
    }
    let mut lists: Vec<CertificateList> = Vec::new();
    for (_, status) in statuses {
        let RevocationStatus::NotRevoked(evidence) = status else { continue };
        for one in evidence {
            if let EvidenceSource::List { certificate_list, delta } = &one.source {
                let new = std::iter::once(certificate_list).chain(delta);
                lists.extend(new.filter(|list| !lists.contains(list)).cloned().collect::<Vec<_>>());
            }
        }
    }
    Ok(Support::Whole { path: report.path().to_vec(), lists })
}

/// What was said about lists that do not count for a certificate: it stands before the check that says so. The first
/// few are enough to see what is wrong.
fn remark(checks: &CheckList, certificate: &Certificate) -> String {
    let subject = certificate.subject().to_string();
    let about_lists = |check: &&Check| check.finding.id.starts_with("revocation::");
    let mut remarks: Vec<String> = Vec::new();
    for check in checks.iter().filter(about_lists) {
        match check.outcome {
            Outcome::Skipped | Outcome::Warning => remarks.push(check.detail.to_string()),
            _ if *check.finding == NO_ANSWER && check.detail.to_string() == subject => break,
            _ => remarks.clear(),
        }
    }
    remarks.truncate(2);
    remarks.join("; ")
}
