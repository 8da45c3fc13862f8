//! Core validation of a signature that was made elsewhere: the certificate it names under the signature, its value, all
//! its references. For the prescription inside a dispensing record and for signatures that are adopted. It is what can
//! be told without trust anchors; the path is for [`Verifier`](crate::validate::Verifier).

use hpki_core::certificate::Certificate;
use hpki_core::time::Time;

use crate::document::RecognisedSignature;
use crate::dsig::{
    KeepOctets, ProcessingContext, ReferenceFacts, SignatureValueFacts, reference_facts,
    signature_value_facts,
};
use crate::validate::{certificate_agrees, issuer_serial_agrees};

use super::error::SignError;
use super::judgement;
use super::rules::SigningRules;

/// What a signature that holds says of itself.
pub(super) struct Signer {
    pub(super) certificate: Certificate,
    pub(super) signing_time: Time,
}

/// Verifies the signature; the error says what does not hold.
pub(super) fn verify(
    context: &ProcessingContext<'_, '_, '_>,
    recognised: &RecognisedSignature<'_, '_>,
) -> Result<Signer, String> {
    let certificate = named_certificate(recognised)?;
    match signature_value_facts(context.document, &recognised.signature, certificate.public_key()) {
        SignatureValueFacts::Agrees => {}
        other => return Err(format!("SignatureValue: {other}")),
    }
    for reference in &recognised.signature.signed_info.references {
        let uri = reference.uri.as_deref().unwrap_or_default();
        if !reference.digest_method.algorithm.is_some_and(|algorithm| algorithm.is_acceptable()) {
            return Err(format!("reference {uri}: digest algorithm"));
        }
        match reference_facts(context, reference, KeepOctets::No) {
            ReferenceFacts::Agrees(_) => {}
            ReferenceFacts::Differs(_) => return Err(format!("reference {uri}: the digest differs")),
            ReferenceFacts::Problem(problem) => return Err(format!("reference {uri}: {problem}")),
        }
    }
    let signing_time = signing_time(recognised)?;
    Ok(Signer { certificate, signing_time })
}

/// The same for a signature inside another one's document. Roles that a caller demands narrow those of the outermost
/// signature alone, as for [`Verifier::with_roles`](crate::validate::Verifier::with_roles).
pub(super) fn check_signer_inside(
    signer: &Signer,
    recognised: &RecognisedSignature<'_, '_>,
    rules: &SigningRules,
) -> Result<(), SignError> {
    let of_kind = SigningRules { roles: Vec::new(), ..rules.clone() };
    check_signer(signer, recognised, &of_kind)
}

/// Whether the signer may sign this kind of document, and was within the certificate's validity when it says.
pub(super) fn check_signer(
    signer: &Signer,
    recognised: &RecognisedSignature<'_, '_>,
    rules: &SigningRules,
) -> Result<(), SignError> {
    judgement::judge(rules, &signer.certificate, recognised.kind).refusal()?;
    judgement::check_validity(&signer.certificate, signer.signing_time)
}

/// The certificate of KeyInfo that the signed properties name.
fn named_certificate(recognised: &RecognisedSignature<'_, '_>) -> Result<Certificate, String> {
    let signed_properties = recognised.qualifying.signed.as_ref();
    let reference = signed_properties.and_then(|signed| signed.signing_certificate.as_ref());
    let named = reference.and_then(|reference| reference.certificates.first());
    let named = named.ok_or("no SigningCertificateV2")?;
    let algorithm = named.digest_method.algorithm.filter(|algorithm| algorithm.is_acceptable());
    let algorithm = algorithm.ok_or("SigningCertificateV2: digest algorithm")?;
    let held = recognised.signature.key_info.iter().flat_map(|key_info| key_info.certificates());
    let mut candidates = held.filter_map(|der| Certificate::from_der(der).ok());
    let found = candidates.find(|certificate| certificate_agrees(certificate, algorithm, named));
    let certificate = found.ok_or("KeyInfo does not hold the certificate that SigningCertificateV2 names")?;
    match issuer_serial_agrees(&certificate, named) {
        Some(false) => Err("IssuerSerialV2 names another certificate".to_owned()),
        _ => Ok(certificate),
    }
}

fn signing_time(recognised: &RecognisedSignature<'_, '_>) -> Result<Time, String> {
    let element = recognised
        .qualifying
        .signed
        .as_ref()
        .and_then(|signed| signed.signing_time)
        .ok_or("no SigningTime")?;
    let text = element.text().map_err(|error| format!("SigningTime: {error}"))?;
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    Time::from_rfc3339(text).map_err(|error| format!("SigningTime: {error}"))
}
