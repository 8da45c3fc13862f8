//! XAdES: what the properties say against what is there, and the time-stamps. Facts, no trust.

use hpki_core::certificate::Certificate;
use hpki_core::report::{Check, Indication};

use crate::dsig::{NAMESPACE, ProcessingContext, Signature, Transform};
use crate::tsp::{TimeStampToken, check_time_stamp_facts};
use crate::validate::{
    Fact, Level, TimeStampKind, certificate_agrees, imprint, issuer_serial_agrees, time_stamp_elements,
};
use crate::xades::{
    QualifyingProperties, QualifyingPropertiesError, SigningCertificate, TimeStampProperty,
    UnsignedPropertyKind, encapsulated_values, is_xades_namespace,
};
use crate::xml::NodeId;

use super::Inspector;
use super::report::{
    PropertiesInspection, ReferenceInspection, SigningCertificateInspection, TimeStampInspection,
};

impl<'d, 'i> Inspector<'_, 'd, 'i> {
    /// What there is to say about the QualifyingProperties; `None` for plain XMLDSig.
    pub(super) fn properties(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        signature: &Signature<'d, 'i>,
        qualifying: &Result<Option<QualifyingProperties<'d, 'i>>, QualifyingPropertiesError>,
        certificates: &[Certificate],
    ) -> Option<PropertiesInspection> {
        let qualifying = match qualifying {
            Ok(qualifying) => qualifying.as_ref()?,
            Err(error) => return Some(PropertiesInspection::unreadable(error.to_string())),
        };
        let signed = qualifying.signed.as_ref();
        let named = signed.and_then(|signed| signed.signing_certificate.as_ref());
        let mut candidates = certificates.to_vec();
        candidates.extend(self.embedded_certificates(qualifying));
        Some(PropertiesInspection {
            namespace: qualifying.namespace.to_owned(),
            problem: None,
            covered: signed.map(|signed| covered(context, signature, signed.element.id())),
            signing_certificate: named.map(|named| signing_certificate(named, &candidates)),
        })
    }

    /// For a Signature inside CounterSignature: whether a reference covers the SignatureValue of the signature that
    /// holds it (EN 319 132-1, section 5.2.7).
    pub(super) fn counter_signature(
        &self,
        signature: &Signature<'d, 'i>,
        references: &[ReferenceInspection],
    ) -> Option<Fact> {
        let holder = signature.element.parent()?;
        if holder.local_name() != "CounterSignature" || !is_xades_namespace(holder.namespace()) {
            return None;
        }
        let mut outer = holder.parent()?;
        while !outer.is(NAMESPACE, "Signature") {
            outer = outer.parent()?;
        }
        // SignedInfo, SignatureValue: whatever stands later is no value of this signature.
        let value = outer.child_elements().nth(1).filter(|child| child.is(NAMESPACE, "SignatureValue"))?;
        let mut inspected = signature.signed_info.references.iter().zip(references);
        let covering = inspected.find(|(reference, _)| {
            let name = reference.uri.as_deref().and_then(|uri| uri.strip_prefix('#'));
            let target = name.and_then(|name| self.identifiers.resolve(name));
            let mut transforms = reference.transforms.iter();
            let whole = transforms.all(|transform| matches!(transform, Transform::Canonicalization(_)));
            whole && target == Some(value.id())
        });
        Some(covering.map_or(Fact::Differs, |(_, reference)| reference.digest))
    }

    /// The certificates among the unsigned properties that can be read.
    fn embedded_certificates(&self, qualifying: &QualifyingProperties<'_, '_>) -> Vec<Certificate> {
        let values = encapsulated_values(&qualifying.unsigned, &self.options.signature_limits);
        let values = values.map(|values| values.certificates).unwrap_or_default();
        values.iter().filter_map(|octets| Certificate::from_der(octets).ok()).collect()
    }

    /// The level by structure alone: which properties are there, whatever they are worth.
    pub(super) fn level(&self, qualifying: &QualifyingProperties<'_, '_>) -> Level {
        let has = |kinds: &[UnsignedPropertyKind]| {
            qualifying.unsigned.of_signature.iter().any(|property| kinds.contains(&property.kind))
        };
        let values = encapsulated_values(&qualifying.unsigned, &self.options.signature_limits);
        let long_term = values.is_ok_and(|values| {
            let revocation_values = values.certificate_lists.len() + values.ocsp_responses.len();
            !values.certificates.is_empty() && revocation_values > 0
        });
        if has(&[UnsignedPropertyKind::ArchiveTimeStamp, UnsignedPropertyKind::ArchiveTimeStampOlder]) {
            Level::LTA
        } else if !has(&[UnsignedPropertyKind::SignatureTimeStamp]) {
            Level::B
        } else if long_term {
            Level::LT
        } else {
            Level::T
        }
    }

    pub(super) fn time_stamps(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        signature: &Signature<'_, '_>,
        qualifying: &QualifyingProperties<'_, '_>,
    ) -> Vec<TimeStampInspection> {
        let limits = &self.options.signature_limits;
        let candidates = self.embedded_certificates(qualifying);
        let mut inspections = Vec::new();
        for (kind, element) in time_stamp_elements(qualifying) {
            match TimeStampProperty::from_element(element, limits) {
                Ok(read) => inspections.extend(read.tokens.iter().map(|token| {
                    self.time_stamp(context, signature, qualifying, (kind, &read), token, &candidates)
                })),
                Err(error) => inspections.push(TimeStampInspection::unreadable(kind, error.to_string())),
            }
        }
        inspections
    }

    fn time_stamp(
        &self,
        context: &ProcessingContext<'_, '_, '_>,
        signature: &Signature<'_, '_>,
        qualifying: &QualifyingProperties<'_, '_>,
        (kind, property): (TimeStampKind, &TimeStampProperty<'_, '_>),
        token: &[u8],
        candidates: &[Certificate],
    ) -> TimeStampInspection {
        let token = match TimeStampToken::from_der(token) {
            Ok(token) => token,
            Err(error) => return TimeStampInspection::unreadable(kind, error.to_string()),
        };
        let facts = check_time_stamp_facts(&token, candidates, &mut |algorithm| {
            imprint(context, signature, qualifying, kind, property, algorithm)
        });
        let (fact, problem) = match (facts.intact(), facts.checks().objection()) {
            (Some(_), _) => (Fact::Agrees, None),
            (None, Some(objection)) => {
                // A weak algorithm or missing data says nothing about whether the token fits.
                let differs = objection.indication() == Indication::TotalFailed;
                let fact = if differs { Fact::Differs } else { Fact::Unknown };
                (fact, facts.checks().first_not_passed().map(|(check, _)| described(check)))
            }
            (None, None) => (Fact::Unknown, None),
        };
        TimeStampInspection {
            kind,
            gen_time: Some(token.tst_info().gen_time()),
            token: fact,
            certificate: facts.certificate().cloned(),
            checks: facts.checks().clone(),
            problem,
        }
    }
}

/// Whether a reference names SignedProperties, by the identity of the node, and does nothing to it but canonicalize
/// it.
fn covered(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    signed_properties: NodeId,
) -> Fact {
    let covers = signature.signed_info.references.iter().any(|reference| {
        let name = reference.uri.as_deref().and_then(|uri| uri.strip_prefix('#'));
        let target = name.and_then(|name| context.identifiers.resolve(name));
        let mut transforms = reference.transforms.iter();
        let whole = transforms.all(|transform| matches!(transform, Transform::Canonicalization(_)));
        whole && target == Some(signed_properties)
    });
    if covers { Fact::Agrees } else { Fact::Differs }
}

/// The certificate that the first Cert names, among those at hand.
fn signing_certificate(
    named: &SigningCertificate,
    candidates: &[Certificate],
) -> SigningCertificateInspection {
    let mut inspection = SigningCertificateInspection {
        form: named.form,
        digest: Fact::Unknown,
        issuer_serial: Fact::Unknown,
        certificate: None,
    };
    let Some(first) = named.certificates.first() else { return inspection };
    let Some(algorithm) = first.digest_method.algorithm else { return inspection };
    if candidates.is_empty() {
        return inspection;
    }
    let found = candidates.iter().find(|certificate| certificate_agrees(certificate, algorithm, first));
    inspection.digest = if found.is_some() { Fact::Agrees } else { Fact::Differs };
    inspection.issuer_serial = match found.and_then(|found| issuer_serial_agrees(found, first)) {
        Some(true) => Fact::Agrees,
        Some(false) => Fact::Differs,
        None => Fact::Unknown,
    };
    inspection.certificate = found.cloned();
    inspection
}

fn described(check: &Check) -> String {
    match check.detail.is_empty() {
        true => check.finding.id.to_owned(),
        false => format!("{}: {}", check.finding.id, check.detail),
    }
}
