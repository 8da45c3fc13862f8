//! From DER to the fields of a response.

use std::sync::OnceLock;

use crate::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::der::{DerError, DerErrorKind, Element, FractionOfSecond, Reader, Tag};
use crate::name::Name;
use crate::ocsp::single_response::unknown_critical;
use crate::ocsp::{Fields, OcspError, ResponderId, SingleResponse};
use crate::octets::{Buffer, Octets};
use crate::oid;

/// Most octets of a response. Real ones have a few thousand; only their certificates make them larger.
const MAX_OCTETS: usize = 1 << 20;

/// Most answers and certificates of one response. A response to one request has one answer.
const MAX_RESPONSES: usize = 256;
const MAX_CERTIFICATES: usize = 16;

pub(super) fn response(der: &[u8]) -> Result<Fields, OcspError> {
    if der.len() > MAX_OCTETS {
        return Err(DerErrorKind::TooMany { limit: MAX_OCTETS }.at(0).into());
    }
    let buffer = Buffer::new(der.to_vec());
    let mut outer = Reader::new(&buffer);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let status = fields.expect(Tag::ENUMERATED)?.as_unsigned()?;
    if status != 0 {
        return Err(OcspError::NotSuccessful { status });
    }
    let mut explicit = fields.optional_explicit(0)?.ok_or(fields.error(DerErrorKind::Truncated))?;
    fields.finish()?;
    let mut bytes = explicit.sequence()?;
    explicit.finish()?;
    let response_type = bytes.object_identifier()?;
    let content = bytes.expect(Tag::OCTET_STRING)?;
    bytes.finish()?;
    if response_type != oid::OCSP_BASIC {
        return Err(OcspError::ResponseType { response_type });
    }
    let mut content = content.reader();
    let basic = content.expect(Tag::SEQUENCE)?;
    content.finish()?;
    basic_response(basic, &buffer)
}

fn basic_response(basic: Element<'_>, buffer: &Buffer) -> Result<Fields, OcspError> {
    let mut fields = basic.reader();
    let tbs = fields.expect(Tag::SEQUENCE)?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let signature_algorithm = SignatureAlgorithm::from_identifier(&algorithm)?;
    let signature = fields.expect(Tag::BIT_STRING)?;
    let bits = signature.as_bit_string()?;
    if bits.unused_bits != 0 {
        return Err(signature.error(DerErrorKind::BitString).into());
    }
    let certificates = match fields.optional_explicit(0)? {
        None => Vec::new(),
        Some(mut explicit) => {
            let list = explicit.sequence()?;
            explicit.finish()?;
            certificates(list)?
        }
    };
    fields.finish()?;
    let mut data = tbs.reader();
    version(&mut data)?;
    let responder = responder(data.element()?, buffer)?;
    let produced_at = data.generalized_time(FractionOfSecond::Refused)?;
    let responses = responses(data.sequence()?)?;
    let unknown_critical = unknown_critical(&mut data)?;
    data.finish()?;
    Ok(Fields {
        der: Octets::new(Buffer::clone(buffer)),
        tbs: tbs.range(),
        responder,
        produced_at,
        responses,
        unknown_critical,
        signature_algorithm,
        signature_value: bits.offset..signature.range().end,
        certificates,
        sha256: OnceLock::new(),
    })
}

/// `[0] EXPLICIT INTEGER { v1(0) } DEFAULT v1`; written out by some.
fn version(data: &mut Reader<'_>) -> Result<(), DerError> {
    let Some(mut content) = data.optional_explicit(0)? else { return Ok(()) };
    match content.unsigned()? {
        0 => content.finish(),
        _ => Err(content.error(DerErrorKind::Undefined)),
    }
}

fn responder(element: Element<'_>, buffer: &Buffer) -> Result<ResponderId, DerError> {
    let mut content = element.reader();
    let responder = match element.tag().0 {
        0xa1 => ResponderId::Name(Name::read(&mut content, buffer)?),
        0xa2 => ResponderId::KeyHash(content.octet_string()?.to_vec()),
        _ => return Err(element.error(DerErrorKind::Undefined)),
    };
    content.finish()?;
    Ok(responder)
}

fn responses(mut list: Reader<'_>) -> Result<Vec<SingleResponse>, OcspError> {
    let mut responses = Vec::with_capacity(1);
    while !list.is_empty() {
        if responses.len() == MAX_RESPONSES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_RESPONSES }).into());
        }
        responses.push(SingleResponse::read(&mut list)?);
    }
    Ok(responses)
}

fn certificates(mut list: Reader<'_>) -> Result<Vec<Certificate>, OcspError> {
    let (mut certificates, mut count) = (Vec::new(), 0);
    while !list.is_empty() {
        count += 1;
        if count > MAX_CERTIFICATES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_CERTIFICATES }).into());
        }
        // One that does not parse is of no use, and no reason to lose an answer that needs none of them.
        certificates.extend(Certificate::from_der(list.expect(Tag::SEQUENCE)?.der()).ok());
    }
    Ok(certificates)
}
