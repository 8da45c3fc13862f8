//! The octets that each kind of time-stamp covers (EN 319 132-1, sections 5.2.8, 5.3, 5.5 and annex A.1.5).

use crate::c14n::{self, C14nError, Method, Sink, Subtree};
use crate::dsig::{ProcessingContext, Reference, ReferenceProblem, Signature, write_reference_octets};
use crate::xml::{Document, Element, NodeId};

use super::qualifying::QualifyingProperties;
use super::time_stamp::{IncludedData, TimeStampProperty};
use super::unsigned::UnsignedPropertyKind;

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

/// Which Object elements an archive time-stamp covers beside the one with QualifyingProperties, which it never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoveredObjects {
    /// All others: ArchiveTimeStamp of namespace 1.4.1 (EN 319 132-1, section 5.5.2.2).
    All,
    /// Those that no Reference of SignedInfo names, whose data are covered already: ArchiveTimeStamp of namespace
    /// 1.3.2 and older (TS 101 903 v1.3.2, section 7.7; measured on a document of EU DSS).
    NotReferenced,
}

/// What an ArchiveTimeStamp covers (EN 319 132-1, section 5.5.2.2, "not distributed" case): the referenced data in
/// order, each after its transforms; SignedInfo, SignatureValue, KeyInfo; every earlier unsigned property; Objects.
///
/// # Errors
/// A reference cannot be processed, or canonicalization failed.
pub fn archive_time_stamp_octets(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    archive_time_stamp: &TimeStampProperty<'_, '_>,
    objects: CoveredObjects,
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
    let referenced: Vec<NodeId> = match objects {
        CoveredObjects::All => Vec::new(),
        CoveredObjects::NotReferenced => {
            let references = signature.signed_info.references.iter();
            references.filter_map(|reference| target(context, reference)).collect()
        }
    };
    for &object in &signature.objects {
        if object.id() != qualifying.object.id() && !referenced.contains(&object.id()) {
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
    let kinds = [Kind::SignatureTimeStamp, Kind::CertificateReferences, Kind::RevocationReferences];
    earlier_octets(document, qualifying, time_stamp, &kinds, method, sink)
}

/// What a RefsOnlyTimeStamp covers (TS 101 903, section 7.5.2, and its V2 in EN 319 132-1, annex A.1.5.2): the
/// references to certificates and revocation data that stand before it.
///
/// # Errors
/// Canonicalization failed.
pub fn references_only_octets(
    document: &Document<'_>,
    qualifying: &QualifyingProperties<'_, '_>,
    time_stamp: &TimeStampProperty<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), C14nError> {
    use UnsignedPropertyKind as Kind;
    let kinds = [Kind::CertificateReferences, Kind::RevocationReferences];
    earlier_octets(document, qualifying, time_stamp, &kinds, method, sink)
}

/// What an AllDataObjectsTimeStamp covers (section 5.2.8.1): the data of every Reference but the one to
/// SignedProperties, each after its transforms.
///
/// # Errors
/// A reference cannot be processed, or canonicalization failed.
pub fn all_data_objects_octets(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), ReferenceProblem> {
    let signed_properties = qualifying.signed.as_ref().map(|signed| signed.element.id());
    for reference in &signature.signed_info.references {
        if signed_properties.is_none() || target(context, reference) != signed_properties {
            write_reference_octets(context, reference, method, sink)?;
        }
    }
    Ok(())
}

/// What an IndividualDataObjectsTimeStamp covers (section 5.2.8.2): the data of the references that its Include
/// elements name, which must be references of this signature.
///
/// # Errors
/// [`ReferenceProblem::TargetMissing`] for an Include that names anything else; a reference cannot be processed, or
/// canonicalization failed.
pub fn individual_data_objects_octets(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    time_stamp: &TimeStampProperty<'_, '_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), ReferenceProblem> {
    for include in &time_stamp.includes {
        let named = include.uri.strip_prefix('#').and_then(|name| context.identifiers.resolve(name));
        let mut references = signature.signed_info.references.iter();
        let reference = references.find(|reference| Some(reference.element.id()) == named);
        match (reference, include.covers) {
            (Some(reference), IncludedData::OfReference) => {
                write_reference_octets(context, reference, method, sink)?;
            }
            _ => return Err(ReferenceProblem::TargetMissing(include.uri.clone())),
        }
    }
    Ok(())
}

/// The element that a same-document reference names.
fn target(context: &ProcessingContext<'_, '_, '_>, reference: &Reference<'_, '_>) -> Option<NodeId> {
    context.identifiers.resolve(reference.uri.as_deref()?.strip_prefix('#')?)
}

/// The unsigned properties of these kinds that stand before a time-stamp, in document order.
fn earlier_octets(
    document: &Document<'_>,
    qualifying: &QualifyingProperties<'_, '_>,
    time_stamp: &TimeStampProperty<'_, '_>,
    kinds: &[UnsignedPropertyKind],
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), C14nError> {
    let of_signature = qualifying.unsigned.of_signature.iter();
    let earlier = of_signature.take_while(|property| property.element.id() != time_stamp.element.id());
    for property in earlier.filter(|property| kinds.contains(&property.kind)) {
        element_octets(document, property.element, method, sink)?;
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
