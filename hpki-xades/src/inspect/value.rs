//! Which key SignatureValue fits.

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto::SignatureError;

use crate::dsig::{
    KeyInfoChild, Signature, SignatureValueFacts, danger_legacy_signature_value_facts, signed_info_octets,
    stated_keys,
};
use crate::validate::Fact;

use super::Inspector;
use super::report::KeySource;

/// The fact, the key that fits, and if it cannot be told, why.
type Value = (Fact, Option<KeySource>, Option<String>);

impl Inspector<'_, '_, '_> {
    /// Whether the value fits the key of a certificate in KeyInfo, a key stated there, or one that was given.
    pub(super) fn value(
        &self,
        signature: &Signature<'_, '_>,
        certificates: &[Certificate],
        unreadable_certificates: usize,
    ) -> Value {
        if let Some(problem) = unsupported_method(signature) {
            return (Fact::Unknown, None, Some(problem));
        }
        let stated = signature.key_info.as_ref().map(stated_keys).unwrap_or_default();
        let mut problem = stated.iter().find_map(|key| key.as_ref().err()).map(ToString::to_string);
        if unreadable_certificates > 0 {
            problem = Some("an X509Certificate cannot be read".to_owned());
        }
        let of_certificates = certificates.iter().enumerate();
        let candidates = of_certificates
            .map(|(index, certificate)| (KeySource::Certificate(index), certificate.public_key()))
            .chain(stated.iter().flatten().map(|key| (KeySource::KeyInfo, key)))
            .chain(self.options.keys.iter().map(|key| (KeySource::Given, key)));
        let octets = match signed_info_octets(self.document, &signature.signed_info) {
            Ok(octets) => octets,
            Err(problem) => return (Fact::Unknown, None, Some(problem.to_string())),
        };
        let mut differs = false;
        let mut mismatch = None;
        for (source, key) in candidates {
            match danger_legacy_signature_value_facts(signature, &octets, key) {
                SignatureValueFacts::Agrees => return (Fact::Agrees, Some(source), None),
                SignatureValueFacts::Differs => differs = true,
                SignatureValueFacts::Refused(error @ SignatureError::KeyMismatch { .. }) => {
                    mismatch = Some(error.to_string());
                }
                other => problem = Some(other.to_string()),
            }
        }
        // A key that could not be tried may be the one: only without any such is the answer no.
        match (problem, differs) {
            (Some(problem), _) => (Fact::Unknown, None, Some(problem)),
            (None, true) => (Fact::Differs, None, None),
            (None, false) => (Fact::Unknown, None, Some(mismatch.unwrap_or_else(|| no_key(signature)))),
        }
    }
}

/// What no key of any kind could be used with.
fn unsupported_method(signature: &Signature<'_, '_>) -> Option<String> {
    let method = &signature.signed_info.signature_method;
    let supported = matches!(
        method.algorithm,
        Some(SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::Ecdsa(_))
    );
    (!supported).then(|| format!("signature method {:?} is not supported", method.uri))
}

/// What KeyInfo holds instead of a key.
fn no_key(signature: &Signature<'_, '_>) -> String {
    let Some(key_info) = &signature.key_info else { return "no KeyInfo, and no key was given".to_owned() };
    let mut names: Vec<&str> = Vec::new();
    for child in &key_info.children {
        let (KeyInfoChild::X509Hint(name) | KeyInfoChild::Other(name)) = child else { continue };
        if !names.contains(&name.as_str()) && names.len() < 8 {
            names.push(name);
        }
    }
    format!("KeyInfo holds no key ({}), and none was given", names.join(", "))
}
