//! The Signature element: its children in the schema's strict order, values decoded, nothing judged.

use std::borrow::Cow;

use crate::c14n::Method;
use crate::xml::Element;

use super::reference::{Reference, algorithm_of, as_written, parse_c14n_method};
use super::signature_method::SignatureMethod;
use super::structure::{ChildSequence, StructureError, StructureErrorKind, base64_leaf};
use super::{NAMESPACE, SignatureLimits};

/// A Signature element (XMLDSig, section 4.2):
/// `Signature ::= SignedInfo SignatureValue KeyInfo? Object*`, each where it belongs and once.
#[derive(Clone)]
pub struct Signature<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// Its `Id`.
    pub id: Option<Cow<'d, str>>,
    /// What is signed.
    pub signed_info: SignedInfo<'d, 'i>,
    /// The SignatureValue element.
    pub signature_value_element: Element<'d, 'i>,
    /// The octets of SignatureValue.
    pub signature_value: Vec<u8>,
    /// KeyInfo, a hint and never a source of trust.
    pub key_info: Option<KeyInfo<'d, 'i>>,
    /// The Object elements.
    pub objects: Vec<Element<'d, 'i>>,
}

/// SignedInfo (XMLDSig, section 4.4): `CanonicalizationMethod SignatureMethod Reference+`.
#[derive(Clone)]
pub struct SignedInfo<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// The URI of CanonicalizationMethod as written.
    pub canonicalization_uri: Cow<'static, str>,
    /// The method, if it is one that is implemented.
    pub canonicalization: Option<Method>,
    /// SignatureMethod.
    pub signature_method: SignatureMethod,
    /// The references in document order.
    pub references: Vec<Reference<'d, 'i>>,
}

/// KeyInfo (XMLDSig, section 4.5) as candidates.
#[derive(Clone)]
pub struct KeyInfo<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// Its children, and the children of X509Data in their place.
    pub children: Vec<KeyInfoChild>,
}

/// One thing found in KeyInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyInfoChild {
    /// The octets of an X509Certificate: DER as the sender says.
    Certificate(Vec<u8>),
    /// X509IssuerSerial, X509SubjectName, X509SKI, X509CRL, dsig11:X509Digest: a hint.
    X509Hint(String),
    /// A child that is not X509Data, by its local name: KeyValue, KeyName, RetrievalMethod, …
    Other(String),
}

impl<'d, 'i> Signature<'d, 'i> {
    /// Reads a Signature element.
    ///
    /// # Errors
    /// [`StructureError`] for anything the schema does not allow.
    pub fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<Signature<'d, 'i>, StructureError> {
        let mut children = ChildSequence::of(element)?;
        let signed_info = SignedInfo::from_element(children.required(NAMESPACE, "SignedInfo")?, limits)?;
        let signature_value_element = children.required(NAMESPACE, "SignatureValue")?;
        let signature_value = base64_leaf(signature_value_element, "SignatureValue")?;
        let key_info = match children.optional(NAMESPACE, "KeyInfo") {
            Some(key_info) => Some(KeyInfo::from_element(key_info, limits)?),
            None => None,
        };
        let mut objects = Vec::new();
        while let Some(object) = children.optional(NAMESPACE, "Object") {
            objects.push(object);
        }
        children.end()?;
        let id = element.attribute("Id");
        Ok(Signature {
            element,
            id,
            signed_info,
            signature_value_element,
            signature_value,
            key_info,
            objects,
        })
    }
}

impl<'d, 'i> SignedInfo<'d, 'i> {
    fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<SignedInfo<'d, 'i>, StructureError> {
        let mut children = ChildSequence::of(element)?;
        let canonicalization_element = children.required(NAMESPACE, "CanonicalizationMethod")?;
        let canonicalization_uri = algorithm_of(canonicalization_element)?;
        let canonicalization = parse_c14n_method(canonicalization_element, &canonicalization_uri, limits)?;
        let canonicalization_uri =
            as_written(canonicalization_uri, canonicalization.as_ref().map(Method::uri));
        let signature_method =
            SignatureMethod::from_element(children.required(NAMESPACE, "SignatureMethod")?)?;
        let references = Reference::sequence(children, element, limits)?;
        Ok(SignedInfo { element, canonicalization_uri, canonicalization, signature_method, references })
    }
}

impl<'d, 'i> KeyInfo<'d, 'i> {
    fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<KeyInfo<'d, 'i>, StructureError> {
        let mut children = Vec::new();
        for child in element.child_elements() {
            if child.is(NAMESPACE, "X509Data") {
                for item in child.child_elements() {
                    children.push(KeyInfoChild::of_x509_data(item)?);
                }
            } else {
                children.push(KeyInfoChild::Other(child.local_name().to_owned()));
            }
            if children.len() > limits.certificates {
                let kind =
                    StructureErrorKind::TooMany { what: "items in KeyInfo", limit: limits.certificates };
                return Err(StructureError::new(kind, element));
            }
        }
        Ok(KeyInfo { element, children })
    }

    /// The octets of each X509Certificate in document order.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.children.iter().filter_map(|child| match child {
            KeyInfoChild::Certificate(octets) => Some(octets.as_slice()),
            _ => None,
        })
    }
}

impl KeyInfoChild {
    fn of_x509_data(item: Element<'_, '_>) -> Result<KeyInfoChild, StructureError> {
        if item.is(NAMESPACE, "X509Certificate") {
            return Ok(KeyInfoChild::Certificate(base64_leaf(item, "X509Certificate")?));
        }
        Ok(KeyInfoChild::X509Hint(item.local_name().to_owned()))
    }
}
