//! From DER to the fields of a list.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::certificate::read_time;
use crate::crl::walk::{self, EntryFacts};
use crate::crl::{CrlError, CrlVersion, Fields, ListExtensions};
use crate::der::{DerErrorKind, Element, Reader, Tag};
use crate::name::Name;
use crate::octets::{Buffer, Octets};

/// Most octets of a list. The largest known (a national health service's) has tens of megabytes.
const MAX_OCTETS: usize = 256 << 20;

pub(super) fn certificate_list(der: Vec<u8>) -> Result<Fields, CrlError> {
    if der.len() > MAX_OCTETS {
        return Err(CrlError::TooLarge { found: der.len(), limit: MAX_OCTETS });
    }
    let buffer = Buffer::new(der);
    let mut outer = Reader::new(&buffer);
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
    tbs: Range<usize>,
    signature_value: Range<usize>,
) -> Result<Fields, CrlError> {
    let mut notes = Vec::new();
    let version = version(&mut fields)?;
    let inner_algorithm = AlgorithmIdentifier::read(&mut fields)?;
    if inner_algorithm.der() != outer_algorithm.der() {
        return Err(CrlError::SignatureAlgorithmsDiffer);
    }
    let signature_algorithm = SignatureAlgorithm::from_identifier(&inner_algorithm)?;
    let issuer = Name::read(&mut fields, buffer)?;
    let this_update = read_time(&mut fields, &mut notes)?;
    let next_update = match fields.peek() {
        Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(read_time(&mut fields, &mut notes)?),
        _ => None,
    };
    let (entries, entry_facts) = match fields.optional(Tag::SEQUENCE)? {
        None => (0..0, EntryFacts::default()),
        Some(element) => (element.content_range(), walk::check(element, buffer)?),
    };
    let extensions = match fields.optional_explicit(0)? {
        None => ListExtensions::default(),
        Some(list) => ListExtensions::read(list, buffer, &mut notes)?,
    };
    fields.finish()?;
    let has_extensions = extensions.iter().next().is_some() || entry_facts.extensions;
    if has_extensions && version == CrlVersion::V1 {
        return Err(CrlError::ExtensionsBeforeV2);
    }
    Ok(Fields {
        der: Octets::new(Arc::clone(buffer)),
        buffer: Arc::clone(buffer),
        tbs,
        version,
        signature_algorithm,
        issuer,
        this_update,
        next_update,
        entries,
        entry_facts,
        extensions,
        signature_value,
        notes,
        sha256: OnceLock::new(),
    })
}

/// `version INTEGER { v2(1) } OPTIONAL`.
fn version(fields: &mut Reader<'_>) -> Result<CrlVersion, CrlError> {
    match fields.optional(Tag::INTEGER)? {
        None => Ok(CrlVersion::V1),
        Some(element) => match element.as_unsigned()? {
            1 => Ok(CrlVersion::V2),
            _ => Err(element.error(DerErrorKind::Undefined).into()),
        },
    }
}
