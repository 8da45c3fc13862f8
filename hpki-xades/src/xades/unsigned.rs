//! UnsignedProperties: time-stamps and long-term values, in document order (EN 319 132-1, sections 5.3 to 5.5).

use crate::dsig::{ChildSequence, SignatureLimits, StructureError, StructureErrorKind, base64_leaf};
use crate::xml::Element;

use super::{NAMESPACE, NAMESPACE_141};

/// The unsigned properties of a signature.
#[derive(Clone)]
pub struct UnsignedProperties<'d, 'i> {
    /// The children of every UnsignedSignatureProperties, in document order.
    pub of_signature: Vec<UnsignedProperty<'d, 'i>>,
    /// The local names of properties in UnsignedDataObjectProperties.
    pub of_data_objects: Vec<String>,
}

/// One unsigned property.
#[derive(Clone, Copy)]
pub struct UnsignedProperty<'d, 'i> {
    /// Which one.
    pub kind: UnsignedPropertyKind,
    /// The element.
    pub element: Element<'d, 'i>,
}

/// The unsigned properties that have a meaning here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnsignedPropertyKind {
    /// SignatureTimeStamp.
    SignatureTimeStamp,
    /// SigAndRefsTimeStamp, in either namespace.
    SignatureAndReferencesTimeStamp,
    /// RefsOnlyTimeStamp, in either namespace.
    ReferencesOnlyTimeStamp,
    /// ArchiveTimeStamp of namespace 1.4.1.
    ArchiveTimeStamp,
    /// ArchiveTimeStamp of namespace 1.3.2 or older.
    ArchiveTimeStampOlder,
    /// TimeStampValidationData.
    TimeStampValidationData,
    /// CertificateValues and AttrAuthoritiesCertValues.
    CertificateValues,
    /// RevocationValues and AttributeRevocationValues.
    RevocationValues,
    /// CompleteCertificateRefs, with its V2 and the attribute variants.
    CertificateReferences,
    /// CompleteRevocationRefs and the attribute variants.
    RevocationReferences,
    /// CounterSignature.
    CounterSignature,
    /// Something else; nothing is concluded from it.
    Unknown,
}

impl UnsignedPropertyKind {
    fn of(element: Element<'_, '_>) -> UnsignedPropertyKind {
        use UnsignedPropertyKind as Kind;
        let namespace = element.namespace();
        if !super::is_xades_namespace(namespace) {
            return Kind::Unknown;
        }
        match element.local_name() {
            "SignatureTimeStamp" => Kind::SignatureTimeStamp,
            "SigAndRefsTimeStamp" | "SigAndRefsTimeStampV2" => Kind::SignatureAndReferencesTimeStamp,
            "RefsOnlyTimeStamp" | "RefsOnlyTimeStampV2" => Kind::ReferencesOnlyTimeStamp,
            "ArchiveTimeStamp" if namespace == NAMESPACE_141 => Kind::ArchiveTimeStamp,
            "ArchiveTimeStamp" => Kind::ArchiveTimeStampOlder,
            "TimeStampValidationData" if namespace == NAMESPACE_141 => Kind::TimeStampValidationData,
            "CertificateValues" | "AttrAuthoritiesCertValues" => Kind::CertificateValues,
            "RevocationValues" | "AttributeRevocationValues" => Kind::RevocationValues,
            "CompleteCertificateRefs"
            | "CompleteCertificateRefsV2"
            | "AttributeCertificateRefs"
            | "AttributeCertificateRefsV2" => Kind::CertificateReferences,
            "CompleteRevocationRefs" | "AttributeRevocationRefs" => Kind::RevocationReferences,
            "CounterSignature" if namespace == NAMESPACE => Kind::CounterSignature,
            _ => Kind::Unknown,
        }
    }
}

impl<'d, 'i> UnsignedProperties<'d, 'i> {
    pub(super) fn none() -> UnsignedProperties<'d, 'i> {
        UnsignedProperties { of_signature: Vec::new(), of_data_objects: Vec::new() }
    }

    pub(super) fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<UnsignedProperties<'d, 'i>, StructureError> {
        let namespace = element.namespace();
        let mut children = ChildSequence::of(element)?;
        let mut properties = UnsignedProperties::none();
        while let Some(group) = children.optional(namespace, "UnsignedSignatureProperties") {
            for child in group.child_elements() {
                let property = UnsignedProperty { kind: UnsignedPropertyKind::of(child), element: child };
                properties.of_signature.push(property);
            }
        }
        if let Some(group) = children.optional(namespace, "UnsignedDataObjectProperties") {
            properties
                .of_data_objects
                .extend(group.child_elements().map(|child| child.local_name().to_owned()));
        }
        children.end()?;
        properties.check_limits(element, limits)?;
        Ok(properties)
    }

    fn check_limits(&self, element: Element<'_, '_>, limits: &SignatureLimits) -> Result<(), StructureError> {
        use UnsignedPropertyKind as Kind;
        let time_stamps = self.of_signature.iter().filter(|property| {
            matches!(
                property.kind,
                Kind::SignatureTimeStamp
                    | Kind::SignatureAndReferencesTimeStamp
                    | Kind::ReferencesOnlyTimeStamp
                    | Kind::ArchiveTimeStamp
                    | Kind::ArchiveTimeStampOlder
            )
        });
        if time_stamps.count() > limits.time_stamps {
            let kind = StructureErrorKind::TooMany { what: "time-stamps", limit: limits.time_stamps };
            return Err(StructureError::new(kind, element));
        }
        Ok(())
    }
}

/// The decoded values of encapsulated certificates, revocation lists and OCSP responses anywhere below the
/// properties that carry them. They are candidates of no standing; what cannot be decoded is passed over and
/// counted.
#[derive(Clone, Debug, Default)]
pub struct EncapsulatedValues {
    /// EncapsulatedX509Certificate: octets.
    pub certificates: Vec<Vec<u8>>,
    /// EncapsulatedCRLValue: octets.
    pub certificate_lists: Vec<Vec<u8>>,
    /// EncapsulatedOCSPValue: octets.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// Values that are no strict base64.
    pub undecodable: usize,
}

/// Collects encapsulated values from CertificateValues, RevocationValues and TimeStampValidationData.
///
/// # Errors
/// More certificates or revocation lists than the budget.
pub fn encapsulated_values(
    properties: &UnsignedProperties<'_, '_>,
    limits: &SignatureLimits,
) -> Result<EncapsulatedValues, StructureError> {
    use UnsignedPropertyKind as Kind;
    let mut values = EncapsulatedValues::default();
    for property in &properties.of_signature {
        if !matches!(
            property.kind,
            Kind::CertificateValues | Kind::RevocationValues | Kind::TimeStampValidationData
        ) {
            continue;
        }
        for element in property.element.descendant_elements() {
            let (list, name) = match element.local_name() {
                "EncapsulatedX509Certificate" => (&mut values.certificates, "EncapsulatedX509Certificate"),
                "EncapsulatedCRLValue" => (&mut values.certificate_lists, "EncapsulatedCRLValue"),
                "EncapsulatedOCSPValue" => (&mut values.ocsp_responses, "EncapsulatedOCSPValue"),
                _ => continue,
            };
            match base64_leaf(element, name) {
                Ok(octets) => list.push(octets),
                Err(_) => values.undecodable += 1,
            }
            check_count(list.len(), name, limits, element)?;
        }
    }
    Ok(values)
}

fn check_count(
    count: usize,
    name: &'static str,
    limits: &SignatureLimits,
    element: Element<'_, '_>,
) -> Result<(), StructureError> {
    let limit = match name {
        "EncapsulatedX509Certificate" => limits.certificates,
        _ => limits.certificate_lists,
    };
    if count > limit {
        return Err(StructureError::new(StructureErrorKind::TooMany { what: name, limit }, element));
    }
    Ok(())
}
