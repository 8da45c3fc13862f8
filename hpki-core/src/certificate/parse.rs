//! From DER to the fields of a certificate.

use std::sync::{Arc, OnceLock};

use crate::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::certificate::{CertificateError, EncodingNote, EncodingNoteKind, Extensions, Fields, Version};
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;
use crate::octets::{Buffer, Octets};
use crate::time::Time;

/// Most octets of a certificate. Real ones have one or two thousand; a web server's with a thousand names 100,000.
const MAX_OCTETS: usize = 1 << 20;

pub(super) fn certificate(der: &[u8]) -> Result<Fields, CertificateError> {
    if der.len() > MAX_OCTETS {
        return Err(CertificateError::TooLarge { found: der.len(), limit: MAX_OCTETS });
    }
    let buffer = Buffer::new(der.to_vec());
    let mut outer = Reader::new(der);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let tbs = fields.expect(Tag::SEQUENCE)?;
    let outer_algorithm = fields.expect(Tag::SEQUENCE)?;
    let signature = fields.expect(Tag::BIT_STRING)?;
    fields.finish()?;
    let signature_bits = signature.as_bit_string()?;
    if signature_bits.unused_bits != 0 {
        return Err(signature.error(DerErrorKind::BitString).into());
    }
    let signature_value = signature_bits.offset..signature.range().end;
    to_be_signed(tbs.reader(), &buffer, outer_algorithm, tbs.range(), signature_value)
}

fn to_be_signed(
    mut fields: Reader<'_>,
    buffer: &Buffer,
    outer_algorithm: Element<'_>,
    tbs: std::ops::Range<usize>,
    signature_value: std::ops::Range<usize>,
) -> Result<Fields, CertificateError> {
    let mut notes = Vec::new();
    let version = version(&mut fields, &mut notes)?;
    let serial_number = fields.expect(Tag::INTEGER)?;
    serial_number.as_integer()?;
    let inner_algorithm = AlgorithmIdentifier::read(&mut fields)?;
    if inner_algorithm.der() != outer_algorithm.der() {
        return Err(CertificateError::SignatureAlgorithmsDiffer);
    }
    let signature_algorithm = SignatureAlgorithm::from_identifier(&inner_algorithm)?;
    let issuer = Name::read(&mut fields, buffer)?;
    let mut validity = fields.sequence()?;
    let not_before = time(&mut validity, &mut notes)?;
    let not_after = time(&mut validity, &mut notes)?;
    validity.finish()?;
    let subject = Name::read(&mut fields, buffer)?;
    let public_key = SubjectPublicKeyInfo::read(&mut fields, buffer)?;
    unique_identifier(&mut fields, 1)?;
    unique_identifier(&mut fields, 2)?;
    let extensions = match fields.optional_explicit(3)? {
        None => Extensions::default(),
        Some(_) if version != Version::V3 => return Err(CertificateError::ExtensionsBeforeV3),
        Some(list) => Extensions::read(list, buffer, &mut notes)?,
    };
    fields.finish()?;
    Ok(Fields {
        der: Octets::new(Arc::clone(buffer)),
        tbs,
        version,
        serial_number: serial_number.content_range(),
        signature_algorithm,
        issuer,
        not_before,
        not_after,
        subject,
        public_key,
        extensions,
        signature_value,
        notes,
        sha256: OnceLock::new(),
    })
}

/// `[0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1`.
fn version(fields: &mut Reader<'_>, notes: &mut Vec<EncodingNote>) -> Result<Version, DerError> {
    let offset = fields.offset();
    let Some(mut content) = fields.optional_explicit(0)? else { return Ok(Version::V1) };
    let number = content.unsigned()?;
    content.finish()?;
    match number {
        0 => {
            let kind = EncodingNoteKind::DefaultWrittenOut;
            notes.push(EncodingNote { kind, extension: None, offset });
            Ok(Version::V1)
        }
        1 => Ok(Version::V2),
        2 => Ok(Version::V3),
        _ => Err(DerErrorKind::Undefined.at(offset)),
    }
}

/// A time, with a note where it should have been UTCTime.
pub(crate) fn time(fields: &mut Reader<'_>, notes: &mut Vec<EncodingNote>) -> Result<Time, DerError> {
    /// 2050-01-01T00:00:00Z.
    const YEAR_2050: i64 = 2_524_608_000;
    let (tag, offset) = (fields.peek(), fields.offset());
    let time = fields.time()?;
    if tag == Some(Tag::GENERALIZED_TIME) && time.unix_seconds() < YEAR_2050 {
        let kind = EncodingNoteKind::GeneralizedTimeBefore2050;
        notes.push(EncodingNote { kind, extension: None, offset });
    }
    Ok(time)
}

/// `[number] IMPLICIT BIT STRING OPTIONAL`: read and dropped, nobody uses it.
fn unique_identifier(fields: &mut Reader<'_>, number: u8) -> Result<(), DerError> {
    if let Some(element) = fields.optional(Tag::context_primitive(number))? {
        element.as_bit_string()?;
    }
    Ok(())
}
