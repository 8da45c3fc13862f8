//! Certificates and revocation lists found in a document: candidates of no standing, at every level.

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::ocsp::OcspResponse;
use hpki_core::report::{CheckList, SubIndication};

use crate::xades::{EncapsulatedValues, QualifyingProperties, encapsulated_values};

use super::findings;
use super::settings::Verifier;

/// What may be used to build paths and to learn of revocation.
pub(super) struct Evidence {
    /// Untrusted certificates, the caller's first.
    pub(super) certificates: Vec<Certificate>,
    /// Untrusted revocation lists, the caller's first.
    pub(super) certificate_lists: Vec<CertificateList>,
    /// Untrusted OCSP responses of the document: time-stamp authorities have them, HPKI has none.
    pub(super) ocsp_responses: Vec<OcspResponse>,
    /// Whether the document itself carries certificates beyond KeyInfo.
    pub(super) certificate_values: Presence,
    /// Whether the document itself carries revocation data.
    pub(super) revocation_values: Presence,
}

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Absent,
    Present,
}

impl Presence {
    fn of<T>(values: &[T]) -> Presence {
        if values.is_empty() { Presence::Absent } else { Presence::Present }
    }
}

impl Evidence {
    /// The caller's evidence and nothing else.
    pub(super) fn of_caller(verifier: &Verifier) -> Evidence {
        Evidence {
            certificates: verifier.intermediates.clone(),
            certificate_lists: verifier.certificate_lists.clone(),
            ocsp_responses: Vec::new(),
            certificate_values: Presence::Absent,
            revocation_values: Presence::Absent,
        }
    }

    fn add_certificate(&mut self, certificate: Certificate) {
        if !self.certificates.contains(&certificate) {
            self.certificates.push(certificate);
        }
    }

    /// Adds what one signature carries: the certificates of KeyInfo, CertificateValues, RevocationValues, TimeStampValidationData.
    pub(super) fn add(
        &mut self,
        verifier: &Verifier,
        key_info: &[Certificate],
        qualifying: Option<&QualifyingProperties<'_, '_>>,
        checks: &mut CheckList,
    ) {
        let limits = &verifier.limits.signature;
        let values = match qualifying {
            Some(qualifying) => encapsulated_values(&qualifying.unsigned, limits),
            None => Ok(EncapsulatedValues::default()),
        };
        let values = match values {
            Ok(values) => values,
            Err(error) => {
                checks.not_passed(&findings::EVIDENCE_LIMIT, SubIndication::FormatFailure, error.to_string());
                return;
            }
        };
        self.certificate_values = Presence::of(&values.certificates);
        let revocation_values = values.certificate_lists.len() + values.ocsp_responses.len();
        self.revocation_values = if revocation_values == 0 { Presence::Absent } else { Presence::Present };
        let mut unreadable = values.undecodable;
        for certificate in key_info {
            self.add_certificate(certificate.clone());
        }
        for octets in &values.certificates {
            match verifier.memory.certificate(octets) {
                Ok(certificate) => self.add_certificate(certificate),
                Err(_) => unreadable += 1,
            }
        }
        for octets in &values.certificate_lists {
            match verifier.memory.certificate_list(octets) {
                Ok(list) => self.certificate_lists.push(list),
                Err(_) => unreadable += 1,
            }
        }
        for octets in &values.ocsp_responses {
            match OcspResponse::from_der(octets) {
                Ok(response) => self.ocsp_responses.push(response),
                Err(_) => unreadable += 1,
            }
        }
        if unreadable > 0 {
            checks.warning(&findings::EVIDENCE_UNREADABLE, format!("{unreadable} not read"));
        }
    }
}
