//! The extensions of a list (RFC 5280, 5.2).

use std::cmp::Ordering;
use std::ops::Range;

use crate::certificate::{
    AuthorityKeyIdentifier, Context, DistributionPoint, EncodingNote, EncodingNoteKind, Extension,
    ExtensionField, MAX_EXTENSIONS, RawExtension, read_distribution_points,
};
use crate::crl::{CrlError, IssuingDistributionPoint};
use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::general_name::GeneralName;
use crate::octets::{Buffer, Octets};
use crate::oid::{self, ObjectIdentifier};

/// The extensions of a list.
#[derive(Clone, Debug, Default)]
pub struct ListExtensions {
    all: Vec<(ObjectIdentifier, bool, Octets)>,
    unknown_critical: Option<ObjectIdentifier>,
    authority_key_identifier: Option<Extension<AuthorityKeyIdentifier>>,
    issuer_alt_name: Option<Extension<Vec<GeneralName>>>,
    crl_number: Option<Extension<CrlNumber>>,
    delta_crl_indicator: Option<Extension<CrlNumber>>,
    issuing_distribution_point: Option<Extension<IssuingDistributionPoint>>,
    freshest_crl: Option<Extension<Vec<DistributionPoint>>>,
}

/// `CRLNumber ::= INTEGER (0..MAX)`: numbers of any length, ordered by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlNumber(Octets);

impl CrlNumber {
    /// The number, most significant octet first, without leading zeros; empty for zero.
    pub fn as_octets(&self) -> &[u8] {
        &self.0
    }

    fn read(value: &mut Reader<'_>, buffer: &Buffer) -> Result<CrlNumber, DerError> {
        let element = value.expect(Tag::INTEGER)?;
        let Range { start, end } = element.content_range();
        match element.as_integer()? {
            [0x80..=0xff, ..] => Err(element.error(DerErrorKind::IntegerRange)),
            [0, ..] => Ok(CrlNumber(Octets::of(buffer, start + 1..end))),
            _ => Ok(CrlNumber(Octets::of(buffer, start..end))),
        }
    }
}

impl Ord for CrlNumber {
    fn cmp(&self, other: &CrlNumber) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for CrlNumber {
    fn partial_cmp(&self, other: &CrlNumber) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl ListExtensions {
    pub(super) fn read(
        mut explicit: Reader<'_>,
        buffer: &Buffer,
        notes: &mut Vec<EncodingNote>,
    ) -> Result<ListExtensions, CrlError> {
        let mut list = explicit.sequence()?;
        explicit.finish()?;
        if list.is_empty() {
            return Err(list.error(DerErrorKind::Empty).into());
        }
        let mut extensions = ListExtensions::default();
        while !list.is_empty() {
            let field = ExtensionField::read(&mut list)?;
            let extension = field.identifier;
            if extensions.all.len() == MAX_EXTENSIONS {
                return Err(list.error(DerErrorKind::TooMany { limit: MAX_EXTENSIONS }).into());
            }
            if extensions.get(&extension).is_some() {
                return Err(CrlError::DuplicateExtension { extension });
            }
            let mut context = Context { buffer, notes, extension };
            if let Some(offset) = field.default_written_out {
                context.note(EncodingNoteKind::DefaultWrittenOut, offset);
            }
            extensions
                .decode(&field, &mut context)
                .map_err(|source| CrlError::Extension { extension, source })?;
            let value = Octets::of(buffer, field.value.content_range());
            extensions.all.push((extension, field.critical, value));
        }
        Ok(extensions)
    }

    fn decode(&mut self, field: &ExtensionField<'_>, context: &mut Context<'_>) -> Result<(), DerError> {
        let buffer = context.buffer;
        match field.identifier {
            oid::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier =
                    Some(field.decode(|value| AuthorityKeyIdentifier::read(value, buffer))?);
            }
            oid::ISSUER_ALT_NAME => {
                let names = |value: &mut Reader<'_>| GeneralName::list(value.sequence()?, buffer);
                self.issuer_alt_name = Some(field.decode(names)?);
            }
            oid::CRL_NUMBER => self.crl_number = Some(field.decode(|value| CrlNumber::read(value, buffer))?),
            oid::DELTA_CRL_INDICATOR => {
                self.delta_crl_indicator = Some(field.decode(|value| CrlNumber::read(value, buffer))?);
            }
            oid::ISSUING_DISTRIBUTION_POINT => {
                let read = |value: &mut Reader<'_>| IssuingDistributionPoint::read(value, context);
                self.issuing_distribution_point = Some(field.decode(read)?);
            }
            oid::FRESHEST_CRL => {
                self.freshest_crl = Some(field.decode(|value| read_distribution_points(value, buffer))?);
            }
            other if field.critical => self.unknown_critical = self.unknown_critical.or(Some(other)),
            _ => {}
        }
        Ok(())
    }

    /// Every extension in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = RawExtension<'_>> {
        self.all.iter().map(|(identifier, critical, value)| RawExtension {
            identifier: *identifier,
            critical: *critical,
            value,
        })
    }

    /// One extension as it stands in the list.
    pub fn get(&self, identifier: &ObjectIdentifier) -> Option<RawExtension<'_>> {
        self.iter().find(|extension| extension.identifier == *identifier)
    }

    /// A critical extension that this crate does not know: it makes the list unusable (RFC 5280, 5.2).
    pub fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        self.unknown_critical
    }

    /// authorityKeyIdentifier.
    pub fn authority_key_identifier(&self) -> Option<&Extension<AuthorityKeyIdentifier>> {
        self.authority_key_identifier.as_ref()
    }

    /// issuerAltName.
    pub fn issuer_alt_name(&self) -> Option<&Extension<Vec<GeneralName>>> {
        self.issuer_alt_name.as_ref()
    }

    /// cRLNumber.
    pub fn crl_number(&self) -> Option<&Extension<CrlNumber>> {
        self.crl_number.as_ref()
    }

    /// deltaCRLIndicator: the number of the complete list that this delta list adds to.
    pub fn delta_crl_indicator(&self) -> Option<&Extension<CrlNumber>> {
        self.delta_crl_indicator.as_ref()
    }

    /// issuingDistributionPoint.
    pub fn issuing_distribution_point(&self) -> Option<&Extension<IssuingDistributionPoint>> {
        self.issuing_distribution_point.as_ref()
    }

    /// freshestCRL.
    pub fn freshest_crl(&self) -> Option<&Extension<Vec<DistributionPoint>>> {
        self.freshest_crl.as_ref()
    }
}
