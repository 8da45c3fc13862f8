//! The properties that hold time-stamps, and the octets each of them covers (EN 319 132-1, sections 5.3 and 5.5).

use crate::c14n::{self, C14nError, Method, Sink, Subtree};
use crate::dsig::{
    ChildSequence, INCLUSIVE, ProcessingContext, ReferenceProblem, Signature, SignatureLimits,
    StructureError, StructureErrorKind, base64_leaf, parse_c14n_method, write_reference_octets,
};
use crate::xml::{Document, Element};

use super::qualifying::{DSIG, QualifyingProperties};
use super::unsigned::UnsignedPropertyKind;

/// `XAdESTimeStampType ::= (Include* | ReferenceInfo*) CanonicalizationMethod? (EncapsulatedTimeStamp | XMLTimeStamp)+`.
#[derive(Clone)]
pub struct TimeStampProperty<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// How many Include elements it has: with any, what is covered is named explicitly.
    pub includes: usize,
    /// The canonicalization: inclusive C14N 1.0 when none is given (documents measured; XMLDSig's default).
    /// `None` when one is given that is not implemented.
    pub canonicalization: Option<Method>,
    /// The octets of each EncapsulatedTimeStamp.
    pub tokens: Vec<Vec<u8>>,
}

impl<'d, 'i> TimeStampProperty<'d, 'i> {
    /// Reads a time-stamp property.
    ///
    /// # Errors
    /// Its structure is not that of the schema, or it holds an XMLTimeStamp.
    pub fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<TimeStampProperty<'d, 'i>, StructureError> {
        let namespace = element.namespace();
        // The content is of 1.3.2's type even in a property of 1.4.1.
        let content = if namespace == super::NAMESPACE_141 { super::NAMESPACE } else { namespace };
        let mut children = ChildSequence::of(element)?;
        let mut includes = 0;
        while children.optional(content, "Include").is_some() {
            includes += 1;
        }
        let canonicalization = match children.optional(DSIG, "CanonicalizationMethod") {
            Some(method) => {
                let uri = method.attribute("Algorithm").unwrap_or_default().into_owned();
                parse_c14n_method(method, &uri, limits)?
            }
            None => Some(INCLUSIVE),
        };
        let mut tokens = Vec::new();
        while let Some(token) = children.optional(content, "EncapsulatedTimeStamp") {
            tokens.push(base64_leaf(token, "EncapsulatedTimeStamp")?);
            if tokens.len() > limits.time_stamps {
                let kind = StructureErrorKind::TooMany { what: "time-stamps", limit: limits.time_stamps };
                return Err(StructureError::new(kind, element));
            }
        }
        children.end()?;
        if tokens.is_empty() {
            return Err(StructureError::new(
                StructureErrorKind::ElementMissing("EncapsulatedTimeStamp"),
                element,
            ));
        }
        Ok(TimeStampProperty { element, includes, canonicalization, tokens })
    }
}

/// What a SignatureTimeStamp covers: the canonical octets of the SignatureValue element.
///
/// # Errors
/// Canonicalization failed.
pub fn signature_time_stamp_octets(
    document: &Document<'_>,
    signature: &Signature<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), C14nError> {
    element_octets(document, signature.signature_value_element, method, sink)
}

/// What an ArchiveTimeStamp of namespace 1.4.1 covers (EN 319 132-1, section 5.5.2.2, "not distributed" case):
/// the referenced data in order, each after its transforms; SignedInfo, SignatureValue, KeyInfo; every earlier
/// unsigned property; every Object but the one with QualifyingProperties.
///
/// # Errors
/// A reference cannot be processed, or canonicalization failed.
pub fn archive_time_stamp_octets(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    archive_time_stamp: &TimeStampProperty<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), ReferenceProblem> {
    for reference in &signature.signed_info.references {
        write_reference_octets(context, reference, method, sink)?;
    }
    let document = context.document;
    element_octets(document, signature.signed_info.element, method, sink)?;
    element_octets(document, signature.signature_value_element, method, sink)?;
    if let Some(key_info) = &signature.key_info {
        element_octets(document, key_info.element, method, sink)?;
    }
    for property in &qualifying.unsigned.of_signature {
        if property.element.id() == archive_time_stamp.element.id() {
            break;
        }
        element_octets(document, property.element, method, sink)?;
    }
    for &object in &signature.objects {
        if object.id() != qualifying.object.id() {
            element_octets(document, object, method, sink)?;
        }
    }
    Ok(())
}

/// What a SigAndRefsTimeStamp covers (section 5.5 of TS 101 903 v1.4.2, the form before V2): SignatureValue, every
/// SignatureTimeStamp, and the references to certificates and revocation data that stand before it.
///
/// # Errors
/// Canonicalization failed.
pub fn signature_and_references_octets(
    document: &Document<'_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    time_stamp: &TimeStampProperty<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), C14nError> {
    use UnsignedPropertyKind as Kind;
    element_octets(document, signature.signature_value_element, method, sink)?;
    for property in &qualifying.unsigned.of_signature {
        if property.element.id() == time_stamp.element.id() {
            break;
        }
        if matches!(
            property.kind,
            Kind::SignatureTimeStamp | Kind::CertificateReferences | Kind::RevocationReferences
        ) {
            element_octets(document, property.element, method, sink)?;
        }
    }
    Ok(())
}

fn element_octets(
    document: &Document<'_>,
    element: Element<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), C14nError> {
    c14n::canonicalize(document, &Subtree::element(element.id()), method, sink)
}
