//! The signed attributes of a token (RFC 5652, section 11; RFC 3161, section 2.4.2; RFC 5035; RFC 6211).
//!
//! ```text
//! Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
//! ```
//! contentType and messageDigest must stand exactly once with one value; of signingCertificate and
//! signingCertificateV2 at least one must stand, each at most once. Attributes of other types are signed but say
//! nothing about a time-stamp (signingTime does not: genTime is the time).

use hpki_core::der::{Element, Reader, Tag};
use hpki_core::oid::{self, ObjectIdentifier};

use super::certificate_reference::CertificateReference;
use super::cms::within;
use super::deviation::{Deviation, Deviations};
use super::digest_identifier::DigestIdentifier;
use super::error::TimeStampProblem;

/// What the signed attributes say.
pub(super) struct SignedAttributes<'a> {
    pub(super) message_digest: &'a [u8],
    /// The first certificate of signingCertificate, of signingCertificateV2, or of both.
    pub(super) references: Vec<CertificateReference>,
    pub(super) algorithm_protection: Option<AlgorithmProtection>,
}

/// CMSAlgorithmProtection (RFC 6211): the algorithms the signer used, said again where it is signed.
///
/// ```text
/// CMSAlgorithmProtection ::= SEQUENCE {
///   digestAlgorithm         DigestAlgorithmIdentifier,
///   signatureAlgorithm  [1] SignatureAlgorithmIdentifier OPTIONAL,
///   macAlgorithm        [2] MessageAuthenticationCodeAlgorithm OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AlgorithmProtection {
    digest_algorithm: DigestIdentifier,
    /// Content octets of the AlgorithmIdentifier.
    signature_algorithm: Vec<u8>,
}

impl<'a> SignedAttributes<'a> {
    /// From the element `[0] IMPLICIT SET OF Attribute`.
    pub(super) fn read(
        element: &Element<'a>,
        limit: usize,
        deviations: &mut Deviations,
    ) -> Result<SignedAttributes<'a>, TimeStampProblem> {
        let attributes = read_attributes(element, limit, deviations)?;
        let content_type = value(required(&attributes, oid::CONTENT_TYPE)?).object_identifier()?;
        if content_type != oid::TST_INFO {
            return Err(TimeStampProblem::ContentTypeAttribute { found: content_type });
        }
        let message_digest = value(required(&attributes, oid::MESSAGE_DIGEST)?).octet_string()?;
        let references = read_references(&attributes, deviations)?;
        let protection = single(&attributes, oid::CMS_ALGORITHM_PROTECTION)?;
        let algorithm_protection = protection.map(AlgorithmProtection::read).transpose()?;
        Ok(SignedAttributes { message_digest, references, algorithm_protection })
    }
}

impl AlgorithmProtection {
    fn read(element: &Element<'_>) -> Result<AlgorithmProtection, TimeStampProblem> {
        let mut fields = value(element).sequence()?;
        let digest_algorithm = DigestIdentifier::read(&mut fields)?;
        // A signature needs signatureAlgorithm, and macAlgorithm does not belong to one (RFC 6211, section 2).
        let signature_algorithm = fields.expect(Tag::context(1))?.content().to_vec();
        fields.finish()?;
        Ok(AlgorithmProtection { digest_algorithm, signature_algorithm })
    }

    /// Whether these are the algorithms of the SignerInfo. Absent parameters and NULL are the same.
    pub(super) fn agrees_with(&self, digest_algorithm: DigestIdentifier, signature_algorithm: &[u8]) -> bool {
        let without_null = |octets: &[u8]| octets.strip_suffix(&[5, 0]).unwrap_or(octets).to_vec();
        self.digest_algorithm == digest_algorithm
            && without_null(&self.signature_algorithm) == without_null(signature_algorithm)
    }
}

/// One attribute: its type and its values.
struct Attribute<'a> {
    attribute_type: ObjectIdentifier,
    values: Vec<Element<'a>>,
}

fn read_attributes<'a>(
    element: &Element<'a>,
    limit: usize,
    deviations: &mut Deviations,
) -> Result<Vec<Attribute<'a>>, TimeStampProblem> {
    let mut list = element.reader();
    let mut attributes = Vec::new();
    let mut previous: &[u8] = &[];
    while !list.is_empty() {
        within(attributes.len(), limit)?;
        let attribute = list.expect(Tag::SEQUENCE)?;
        if attribute.der() < previous {
            deviations.note(Deviation::SignedAttributeOrder);
        }
        previous = attribute.der();
        let mut fields = attribute.reader();
        let attribute_type = fields.object_identifier()?;
        let values = read_values(&mut fields, limit)?;
        fields.finish()?;
        attributes.push(Attribute { attribute_type, values });
    }
    Ok(attributes)
}

fn read_values<'a>(fields: &mut Reader<'a>, limit: usize) -> Result<Vec<Element<'a>>, TimeStampProblem> {
    let mut set = fields.set()?;
    let mut values = Vec::new();
    while !set.is_empty() {
        within(values.len(), limit)?;
        values.push(set.element()?);
    }
    Ok(values)
}

/// The value of an attribute that may stand once with one value.
fn single<'v, 'a>(
    attributes: &'v [Attribute<'a>],
    attribute: ObjectIdentifier,
) -> Result<Option<&'v Element<'a>>, TimeStampProblem> {
    let mut matching = attributes.iter().filter(|candidate| candidate.attribute_type == attribute);
    let Some(first) = matching.next() else { return Ok(None) };
    match (first.values.as_slice(), matching.next()) {
        ([value], None) => Ok(Some(value)),
        (values, None) => Err(TimeStampProblem::Attribute { attribute, found: values.len() }),
        (_, Some(_)) => {
            let found = attributes.iter().filter(|candidate| candidate.attribute_type == attribute);
            let found = found.map(|candidate| candidate.values.len()).sum();
            Err(TimeStampProblem::Attribute { attribute, found })
        }
    }
}

fn required<'v, 'a>(
    attributes: &'v [Attribute<'a>],
    attribute: ObjectIdentifier,
) -> Result<&'v Element<'a>, TimeStampProblem> {
    single(attributes, attribute)?.ok_or(TimeStampProblem::Attribute { attribute, found: 0 })
}

/// A reader that has one value to read. The element ends where the value does.
pub(super) fn value<'a>(element: &Element<'a>) -> Reader<'a> {
    Reader::at_offset(element.der(), element.offset())
}

fn read_references(
    attributes: &[Attribute<'_>],
    deviations: &mut Deviations,
) -> Result<Vec<CertificateReference>, TimeStampProblem> {
    let mut references = Vec::new();
    if let Some(element) = single(attributes, oid::SIGNING_CERTIFICATE)? {
        references.push(CertificateReference::from_version_1(element, deviations)?);
    }
    if let Some(element) = single(attributes, oid::SIGNING_CERTIFICATE_V2)? {
        references.push(CertificateReference::from_version_2(element, deviations)?);
    }
    if references.is_empty() {
        return Err(TimeStampProblem::Attribute { attribute: oid::SIGNING_CERTIFICATE_V2, found: 0 });
    }
    Ok(references)
}
