//! Counter-signatures (EN 319 132-1, section 5.2.7): a signature over another one's SignatureValue, among its unsigned
//! properties.

use hpki_core::certificate::Certificate;

use crate::dsig::{Signature, SignatureLimits, SignatureValueFacts, signature_value_facts};
use crate::validate::certificate_agrees;
use crate::xades::{QualifyingProperties, qualifying_properties};
use crate::xml::{Document, Element};

use super::error::SignError;
use super::place::Place;

/// The Type of a Reference to the SignatureValue that is counter-signed.
pub(super) const COUNTERSIGNED_TYPE: &str = "http://uri.etsi.org/01903#CountersignedSignature";

/// Which signature of a document is counter-signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CounterSigned {
    /// The only one there is; where there are several, none.
    #[default]
    Only,
    /// The one with this Id.
    Id(String),
}

/// The place of a counter-signature, and the identifier of what it signs.
pub(super) struct Target {
    pub(super) place: Place,
    pub(super) value_id: String,
}

/// Finds the signature and holds its value against the certificate it names: a counter-signature says that one has seen
/// a signature, so there must be one.
pub(super) fn target(document: &Document<'_>, chosen: &CounterSigned) -> Result<Target, SignError> {
    let element = chosen_element(document, chosen)?;
    let limits = SignatureLimits::default();
    let signature =
        Signature::from_element(element, &limits).map_err(|error| SignError::Target(error.to_string()))?;
    let qualifying = qualifying_properties(&signature, &limits)
        .map_err(|error| SignError::Target(error.to_string()))?
        .filter(|qualifying| qualifying.namespace == crate::xades::NAMESPACE)
        .ok_or_else(|| SignError::Target("it has no properties of XAdES 1.3.2".to_owned()))?;
    check_value(document, &signature, &qualifying)?;
    let value_id = signature.signature_value_element.attribute("Id").filter(|id| !id.is_empty());
    let value_id = value_id.ok_or_else(|| SignError::Target("its SignatureValue has no Id".to_owned()))?;
    Ok(Target { place: place(&qualifying), value_id: value_id.into_owned() })
}

fn chosen_element<'d, 'i>(
    document: &'d Document<'i>,
    chosen: &CounterSigned,
) -> Result<Element<'d, 'i>, SignError> {
    let root = document.root();
    let all = std::iter::once(root).chain(root.descendant_elements());
    let mut signatures = all.filter(|element| {
        let fits = match chosen {
            CounterSigned::Only => true,
            CounterSigned::Id(id) => element.attribute("Id").as_deref() == Some(id),
        };
        fits && element.is(crate::dsig::NAMESPACE, "Signature")
    });
    match (signatures.next(), signatures.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(SignError::Target("no such signature".to_owned())),
        _ => Err(SignError::Target("there are several signatures: name one by its Id".to_owned())),
    }
}

fn check_value(
    document: &Document<'_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
) -> Result<(), SignError> {
    let wrong = |why: &str| SignError::Target(why.to_owned());
    let signed = qualifying.signed.as_ref().and_then(|signed| signed.signing_certificate.as_ref());
    let named = signed.and_then(|reference| reference.certificates.first());
    let named = named.ok_or_else(|| wrong("it names no certificate"))?;
    let algorithm = named.digest_method.algorithm.filter(|algorithm| algorithm.is_acceptable());
    let algorithm = algorithm.ok_or_else(|| wrong("the digest of its certificate is weak"))?;
    let held = signature.key_info.iter().flat_map(|key_info| key_info.certificates());
    let certificate = held
        .filter_map(|der| Certificate::from_der(der).ok())
        .find(|certificate| certificate_agrees(certificate, algorithm, named))
        .ok_or_else(|| wrong("it does not hold the certificate it names"))?;
    match signature_value_facts(document, signature, certificate.public_key()) {
        SignatureValueFacts::Agrees => Ok(()),
        other => Err(SignError::Target(format!("SignatureValue: {other}"))),
    }
}

/// As the last of the unsigned properties of the signature, with whatever is missing around it.
fn place(qualifying: &QualifyingProperties<'_, '_>) -> Place {
    let prefix = qualifying.element.prefix();
    let name = |local: &str| match prefix {
        "" => local.to_owned(),
        prefix => format!("{prefix}:{local}"),
    };
    let child = |parent: Element<'_, '_>, local: &str| {
        parent.child_elements().filter(|it| it.is(crate::xades::NAMESPACE, local)).last().map(|it| it.id())
    };
    let document = qualifying.element.document();
    let unsigned = child(qualifying.element, "UnsignedProperties").map(|id| document.element(id));
    let of_signature = unsigned
        .and_then(|unsigned| child(unsigned, "UnsignedSignatureProperties"))
        .map(|id| document.element(id));
    let place = match (unsigned, of_signature) {
        (_, Some(group)) => Place::last_in(group),
        (Some(unsigned), None) => first_in(unsigned).wrapped_in(&name("UnsignedSignatureProperties")),
        (None, None) => Place::last_in(qualifying.element)
            .wrapped_in(&name("UnsignedProperties"))
            .wrapped_in(&name("UnsignedSignatureProperties")),
    };
    place.wrapped_in(&name("CounterSignature"))
}

/// UnsignedSignatureProperties stands before UnsignedDataObjectProperties.
fn first_in(element: Element<'_, '_>) -> Place {
    match element.child_elements().next() {
        Some(first) => Place::at(first.byte_range().start),
        None => Place::last_in(element),
    }
}
