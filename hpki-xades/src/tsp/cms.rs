//! The envelope of a token: CMS SignedData (RFC 5652, section 5) with exactly one signer, as slices of the input.
//!
//! ```text
//! ContentInfo ::= SEQUENCE {
//!   contentType       OBJECT IDENTIFIER,                          -- id-signedData
//!   content           [0] EXPLICIT SignedData }
//! SignedData ::= SEQUENCE {
//!   version           CMSVersion,
//!   digestAlgorithms  SET OF DigestAlgorithmIdentifier,
//!   encapContentInfo  SEQUENCE {
//!     eContentType      OBJECT IDENTIFIER,                        -- id-ct-TSTInfo
//!     eContent          [0] EXPLICIT OCTET STRING OPTIONAL },     -- required in a token
//!   certificates      [0] IMPLICIT SET OF CertificateChoices OPTIONAL,
//!   crls              [1] IMPLICIT SET OF RevocationInfoChoice OPTIONAL,
//!   signerInfos       SET OF SignerInfo }                         -- exactly one in a token
//! SignerInfo ::= SEQUENCE {
//!   version           CMSVersion,
//!   sid               CHOICE { IssuerAndSerialNumber, [0] IMPLICIT OCTET STRING },
//!   digestAlgorithm   DigestAlgorithmIdentifier,
//!   signedAttrs       [0] IMPLICIT SET OF Attribute OPTIONAL,     -- required in a token
//!   signatureAlgorithm SignatureAlgorithmIdentifier,
//!   signature         OCTET STRING,
//!   unsignedAttrs     [1] IMPLICIT SET OF Attribute OPTIONAL }
//! ```
//! RFC 5652 allows BER here. Only DER is read: a second encoding of the same token is a second chance for two
//! programs to see two tokens.

use hpki_core::algorithm::AlgorithmIdentifier;
use hpki_core::der::{Element, Reader, Tag};
use hpki_core::oid::{self, ObjectIdentifier};

use super::deviation::{Deviation, Deviations};
use super::digest_identifier::DigestIdentifier;
use super::error::{InField, TimeStampError, TimeStampProblem};
use super::token::TimeStampLimits;

/// SignedData over a TSTInfo.
pub(super) struct SignedData<'a> {
    pub(super) tst_info: &'a [u8],
    /// Each a Certificate, by its tag; not yet read.
    pub(super) certificates: Vec<Element<'a>>,
    /// Each a CertificateList, by its tag; not yet read.
    pub(super) certificate_lists: Vec<Element<'a>>,
    pub(super) signer_info: SignerInfo<'a>,
}

/// The one SignerInfo of a token.
pub(super) struct SignerInfo<'a> {
    pub(super) identifier: SignerIdentifier<'a>,
    pub(super) digest_algorithm: DigestIdentifier,
    /// With the tag and length as sent, `[0]`.
    pub(super) signed_attributes: Element<'a>,
    pub(super) signature_algorithm: AlgorithmIdentifier<'a>,
    pub(super) signature: &'a [u8],
}

/// How a SignerInfo names its certificate.
pub(super) enum SignerIdentifier<'a> {
    IssuerAndSerialNumber { issuer: Element<'a>, serial_number: &'a [u8] },
    SubjectKeyIdentifier(&'a [u8]),
}

impl<'a> SignedData<'a> {
    /// Reads ContentInfo and everything in it.
    pub(super) fn from_der(
        der: &'a [u8],
        limits: &TimeStampLimits,
        deviations: &mut Deviations,
    ) -> Result<SignedData<'a>, TimeStampError> {
        let mut fields = read_content_info(der).in_field("ContentInfo")?;
        let version = fields.unsigned().in_field("SignedData.version")?;
        if version != 3 {
            deviations.note(Deviation::SignedDataVersion);
        }
        let digest_algorithms =
            read_digest_algorithms(&mut fields, limits).in_field("SignedData.digestAlgorithms")?;
        let tst_info = read_content(&mut fields).in_field("SignedData.encapContentInfo")?;
        let certificates =
            read_certificates(&mut fields, limits, deviations).in_field("SignedData.certificates")?;
        let certificate_lists = read_lists(&mut fields, limits, deviations).in_field("SignedData.crls")?;
        let signer_info = read_signer_infos(&mut fields).in_field("SignedData.signerInfos")?;
        fields.finish().in_field("SignedData")?;
        let signer_info = SignerInfo::read(signer_info.reader(), deviations)?;
        if !digest_algorithms.contains(&signer_info.digest_algorithm.identifier()) {
            deviations.note(Deviation::DigestAlgorithmNotListed);
        }
        Ok(SignedData { tst_info, certificates, certificate_lists, signer_info })
    }
}

fn read_content_info(der: &[u8]) -> Result<Reader<'_>, TimeStampProblem> {
    let mut outer = Reader::new(der);
    let mut content_info = outer.sequence()?;
    outer.finish()?;
    expect_content_type(&mut content_info, oid::CMS_SIGNED_DATA)?;
    let mut content = content_info.expect(Tag::context(0))?.reader();
    content_info.finish()?;
    let signed_data = content.sequence()?;
    content.finish()?;
    Ok(signed_data)
}

fn expect_content_type(reader: &mut Reader<'_>, expected: ObjectIdentifier) -> Result<(), TimeStampProblem> {
    let found = reader.object_identifier()?;
    if found == expected { Ok(()) } else { Err(TimeStampProblem::NotATimeStamp { expected, found }) }
}

/// The identifiers only: the list is a hint for programs that digest while they read.
fn read_digest_algorithms(
    fields: &mut Reader<'_>,
    limits: &TimeStampLimits,
) -> Result<Vec<ObjectIdentifier>, TimeStampProblem> {
    let mut list = fields.set()?;
    let mut identifiers = Vec::new();
    while !list.is_empty() {
        within(identifiers.len(), limits.attributes)?;
        identifiers.push(list.sequence()?.object_identifier()?);
    }
    Ok(identifiers)
}

fn read_content<'a>(fields: &mut Reader<'a>) -> Result<&'a [u8], TimeStampProblem> {
    let mut encapsulated = fields.sequence()?;
    expect_content_type(&mut encapsulated, oid::TST_INFO)?;
    let mut content = encapsulated.optional_explicit(0)?.ok_or(TimeStampProblem::ContentMissing)?;
    encapsulated.finish()?;
    let octets = content.octet_string()?;
    content.finish()?;
    Ok(octets)
}

fn read_certificates<'a>(
    fields: &mut Reader<'a>,
    limits: &TimeStampLimits,
    deviations: &mut Deviations,
) -> Result<Vec<Element<'a>>, TimeStampProblem> {
    let choices = read_choices(fields, Tag::context(0), limits.certificates)?;
    // The other formats of CertificateChoices, obsolete or attribute certificates, have context tags.
    let (certificates, other) = split_sequences(choices);
    if other {
        deviations.note(Deviation::OtherCertificateFormat);
    }
    Ok(certificates)
}

fn read_lists<'a>(
    fields: &mut Reader<'a>,
    limits: &TimeStampLimits,
    deviations: &mut Deviations,
) -> Result<Vec<Element<'a>>, TimeStampProblem> {
    let choices = read_choices(fields, Tag::context(1), limits.certificate_lists)?;
    let (lists, other) = split_sequences(choices);
    if other {
        deviations.note(Deviation::OtherRevocationFormat);
    }
    Ok(lists)
}

fn read_choices<'a>(
    fields: &mut Reader<'a>,
    tag: Tag,
    limit: usize,
) -> Result<Vec<Element<'a>>, TimeStampProblem> {
    let mut choices = Vec::new();
    let Some(element) = fields.optional(tag)? else { return Ok(choices) };
    let mut list = element.reader();
    while !list.is_empty() {
        within(choices.len(), limit)?;
        choices.push(list.element()?);
    }
    Ok(choices)
}

fn split_sequences(elements: Vec<Element<'_>>) -> (Vec<Element<'_>>, bool) {
    let count = elements.len();
    let sequences: Vec<_> = elements.into_iter().filter(|element| element.tag() == Tag::SEQUENCE).collect();
    let other = sequences.len() != count;
    (sequences, other)
}

fn read_signer_infos<'a>(fields: &mut Reader<'a>) -> Result<Element<'a>, TimeStampProblem> {
    let mut list = fields.set()?;
    if list.is_empty() {
        return Err(TimeStampProblem::SignerCount { found: 0 });
    }
    let first = list.expect(Tag::SEQUENCE)?;
    let mut found = 1;
    while !list.is_empty() {
        list.expect(Tag::SEQUENCE)?;
        found += 1;
    }
    if found == 1 { Ok(first) } else { Err(TimeStampProblem::SignerCount { found }) }
}

impl<'a> SignerInfo<'a> {
    fn read(mut fields: Reader<'a>, deviations: &mut Deviations) -> Result<SignerInfo<'a>, TimeStampError> {
        let version = fields.unsigned().in_field("SignerInfo.version")?;
        let identifier = SignerIdentifier::read(&mut fields).in_field("SignerInfo.sid")?;
        let fitting = match identifier {
            SignerIdentifier::IssuerAndSerialNumber { .. } => 1,
            SignerIdentifier::SubjectKeyIdentifier(_) => 3,
        };
        if version != fitting {
            deviations.note(Deviation::SignerInfoVersion);
        }
        let digest_algorithm = DigestIdentifier::read(&mut fields).in_field("SignerInfo.digestAlgorithm")?;
        let signed_attributes = fields
            .optional(Tag::context(0))
            .in_field("SignerInfo.signedAttrs")?
            .ok_or(TimeStampProblem::Attribute { attribute: oid::CONTENT_TYPE, found: 0 })
            .in_field("SignerInfo.signedAttrs")?;
        let signature_algorithm =
            AlgorithmIdentifier::read(&mut fields).in_field("SignerInfo.signatureAlgorithm")?;
        let signature = fields.octet_string().in_field("SignerInfo.signature")?;
        // Not signed, so nothing in it can be relied on.
        fields.optional(Tag::context(1)).in_field("SignerInfo.unsignedAttrs")?;
        fields.finish().in_field("SignerInfo")?;
        Ok(SignerInfo { identifier, digest_algorithm, signed_attributes, signature_algorithm, signature })
    }
}

impl<'a> SignerIdentifier<'a> {
    fn read(fields: &mut Reader<'a>) -> Result<SignerIdentifier<'a>, TimeStampProblem> {
        if let Some(key_identifier) = fields.optional(Tag::context_primitive(0))? {
            return Ok(SignerIdentifier::SubjectKeyIdentifier(key_identifier.content()));
        }
        let mut names = fields.sequence()?;
        let issuer = names.expect(Tag::SEQUENCE)?;
        let serial_number = names.integer()?;
        names.finish()?;
        Ok(SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number })
    }
}

/// One more element may be read.
pub(super) fn within(count: usize, limit: usize) -> Result<(), TimeStampProblem> {
    if count < limit { Ok(()) } else { Err(TimeStampProblem::OverLimit { limit }) }
}
