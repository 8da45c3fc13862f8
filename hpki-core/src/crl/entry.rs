//! An entry of a revocation list (RFC 5280, 5.3).

use std::fmt;

use crate::certificate::ExtensionField;
use crate::crl::CrlError;
use crate::der::{DerError, DerErrorKind, Element, FractionOfSecond, Reader, Tag};
use crate::general_name::GeneralName;
use crate::octets::Buffer;
use crate::oid::{self, ObjectIdentifier};
use crate::time::Time;

/// Most extensions of one entry; RFC 5280 defines four.
const MAX_ENTRY_EXTENSIONS: usize = 16;

/// A revoked certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokedCertificate {
    /// Content octets of the serial number.
    pub serial_number: Vec<u8>,
    /// revocationDate.
    pub revocation_date: Time,
    /// reasonCode.
    pub reason: Option<ReasonCode>,
    /// invalidityDate: since when the key is known or suspected to be compromised.
    pub invalidity_date: Option<Time>,
    /// certificateIssuer, where this entry has the extension itself. It holds for the entries after it too;
    /// [`find`](crate::crl::CertificateList::find) keeps track of that.
    pub certificate_issuer: Option<Vec<GeneralName>>,
    /// A critical extension of the entry that this crate does not know.
    pub unknown_critical: Option<ObjectIdentifier>,
}

/// Why a certificate was revoked (RFC 5280, 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReasonCode {
    /// unspecified (0).
    Unspecified,
    /// keyCompromise (1).
    KeyCompromise,
    /// cACompromise (2).
    CaCompromise,
    /// affiliationChanged (3).
    AffiliationChanged,
    /// superseded (4).
    Superseded,
    /// cessationOfOperation (5).
    CessationOfOperation,
    /// certificateHold (6): may be lifted.
    CertificateHold,
    /// removeFromCRL (8): only in delta lists.
    RemoveFromCrl,
    /// privilegeWithdrawn (9).
    PrivilegeWithdrawn,
    /// aACompromise (10).
    AaCompromise,
}

impl ReasonCode {
    /// The reason of a number; 7 is not used.
    pub(crate) const fn from_number(number: u8) -> Option<ReasonCode> {
        Some(match number {
            0 => ReasonCode::Unspecified,
            1 => ReasonCode::KeyCompromise,
            2 => ReasonCode::CaCompromise,
            3 => ReasonCode::AffiliationChanged,
            4 => ReasonCode::Superseded,
            5 => ReasonCode::CessationOfOperation,
            6 => ReasonCode::CertificateHold,
            8 => ReasonCode::RemoveFromCrl,
            9 => ReasonCode::PrivilegeWithdrawn,
            10 => ReasonCode::AaCompromise,
            _ => return None,
        })
    }

    /// The name in RFC 5280.
    pub const fn name(self) -> &'static str {
        match self {
            ReasonCode::Unspecified => "unspecified",
            ReasonCode::KeyCompromise => "keyCompromise",
            ReasonCode::CaCompromise => "cACompromise",
            ReasonCode::AffiliationChanged => "affiliationChanged",
            ReasonCode::Superseded => "superseded",
            ReasonCode::CessationOfOperation => "cessationOfOperation",
            ReasonCode::CertificateHold => "certificateHold",
            ReasonCode::RemoveFromCrl => "removeFromCRL",
            ReasonCode::PrivilegeWithdrawn => "privilegeWithdrawn",
            ReasonCode::AaCompromise => "aACompromise",
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl RevokedCertificate {
    /// Decodes one entry.
    pub(super) fn of(element: Element<'_>, buffer: &Buffer) -> Result<RevokedCertificate, CrlError> {
        let mut fields = element.expect(Tag::SEQUENCE)?.reader();
        let serial_number = fields.integer()?.to_vec();
        let revocation_date = fields.time()?;
        let mut entry = RevokedCertificate {
            serial_number,
            revocation_date,
            reason: None,
            invalidity_date: None,
            certificate_issuer: None,
            unknown_critical: None,
        };
        if let Some(extensions) = fields.optional(Tag::SEQUENCE)? {
            entry.read_extensions(extensions.reader(), buffer)?;
        }
        fields.finish()?;
        Ok(entry)
    }

    fn read_extensions(&mut self, mut list: Reader<'_>, buffer: &Buffer) -> Result<(), CrlError> {
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        if list.is_empty() {
            return Err(list.error(DerErrorKind::Empty).into());
        }
        while !list.is_empty() {
            if seen.len() == MAX_ENTRY_EXTENSIONS {
                return Err(list.error(DerErrorKind::TooMany { limit: MAX_ENTRY_EXTENSIONS }).into());
            }
            let field = ExtensionField::read(&mut list)?;
            let extension = field.identifier;
            if seen.contains(&extension) {
                return Err(CrlError::DuplicateExtension { extension });
            }
            seen.push(extension);
            self.decode(&field, buffer).map_err(|source| CrlError::Extension { extension, source })?;
        }
        Ok(())
    }

    fn decode(&mut self, field: &ExtensionField<'_>, buffer: &Buffer) -> Result<(), DerError> {
        match field.identifier {
            oid::REASON_CODE => self.reason = Some(*field.decode(reason_code)?.value()),
            oid::INVALIDITY_DATE => {
                let date = field.decode(|value| value.generalized_time(FractionOfSecond::Refused))?;
                self.invalidity_date = Some(*date.value());
            }
            oid::CERTIFICATE_ISSUER => {
                let names = field.decode(|value| GeneralName::list(value.sequence()?, buffer))?;
                self.certificate_issuer = Some(names.value().clone());
            }
            // What to do about a hold is for people; RFC 5280 dropped the extension.
            oid::HOLD_INSTRUCTION_CODE => {
                field.decode(|value| value.object_identifier())?;
            }
            other if field.critical => self.unknown_critical = self.unknown_critical.or(Some(other)),
            _ => {}
        }
        Ok(())
    }
}

/// `CRLReason ::= ENUMERATED`.
fn reason_code(value: &mut Reader<'_>) -> Result<ReasonCode, DerError> {
    let element = value.expect(Tag::ENUMERATED)?;
    let number = u8::try_from(element.as_unsigned()?).ok();
    number.and_then(ReasonCode::from_number).ok_or(element.error(DerErrorKind::Undefined))
}
