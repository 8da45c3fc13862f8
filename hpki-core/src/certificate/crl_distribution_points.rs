//! cRLDistributionPoints and freshestCRL (RFC 5280, 4.2.1.13 and 4.2.1.15).
//!
//! ```text
//! CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
//! DistributionPoint ::= SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL,
//!     reasons [1] ReasonFlags OPTIONAL, cRLIssuer [2] GeneralNames OPTIONAL }
//! DistributionPointName ::= CHOICE { fullName [0] GeneralNames,
//!     nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
//! ReasonFlags ::= BIT STRING { unused(0), keyCompromise(1), cACompromise(2), affiliationChanged(3), superseded(4),
//!     cessationOfOperation(5), certificateHold(6), privilegeWithdrawn(7), aACompromise(8) }
//! ```

use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::octets::{Buffer, Octets};

/// Most distribution points of one certificate. HPKI has one or two.
const MAX_DISTRIBUTION_POINTS: usize = 64;

/// Where a revocation list for the certificate is found, and who issues it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint {
    /// distributionPoint.
    pub name: Option<DistributionPointName>,
    /// reasons: the reasons the list covers; all where absent.
    pub reasons: Option<ReasonFlags>,
    /// cRLIssuer; empty where absent: the issuer of the certificate.
    pub crl_issuer: Vec<GeneralName>,
}

/// The name of a distribution point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistributionPointName {
    /// fullName: each of the names is one of the same point.
    FullName(Vec<GeneralName>),
    /// nameRelativeToCRLIssuer: a name below that of the list's issuer.
    RelativeToIssuer(RelativeName),
}

/// A relative distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelativeName(Octets);

impl RelativeName {
    /// The whole name below `issuer`. `None` where the joined name is too long.
    pub fn below(&self, issuer: &Name) -> Option<Name> {
        Name::joined(issuer, &self.0)
    }
}

/// A set of reasons for revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// All reasons: bits 1 to 8.
    pub const ALL: ReasonFlags = ReasonFlags(0x1fe);
    /// certificateHold, the one reason that may be lifted.
    pub const CERTIFICATE_HOLD: ReasonFlags = ReasonFlags(1 << 6);
    /// No reason.
    pub const NONE: ReasonFlags = ReasonFlags(0);

    /// The reasons of both sets.
    #[must_use]
    pub const fn union(self, other: ReasonFlags) -> ReasonFlags {
        ReasonFlags(self.0 | other.0)
    }

    /// The reasons in both sets.
    #[must_use]
    pub const fn intersection(self, other: ReasonFlags) -> ReasonFlags {
        ReasonFlags(self.0 & other.0)
    }

    /// Whether every reason of `other` is in this set.
    pub const fn contains(self, other: ReasonFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Reads the content of an IMPLICIT ReasonFlags. Bit 0 is unused and dropped; bits after the ninth are unknown.
    pub(crate) fn of(element: Element<'_>) -> Result<ReasonFlags, DerError> {
        let bits = element.as_bit_string()?;
        if bits.octets.len() > 2 || (9..16).any(|number| bits.bit(number)) {
            return Err(element.error(DerErrorKind::Undefined));
        }
        let set = (1..9).filter(|&number| bits.bit(number));
        Ok(ReasonFlags(set.fold(0, |reasons, number| reasons | 1 << number)))
    }
}

impl DistributionPointName {
    /// Reads the content of the `[0]` around the CHOICE, which is EXPLICIT as tags on choices are.
    pub(crate) fn read(mut content: Reader<'_>, buffer: &Buffer) -> Result<DistributionPointName, DerError> {
        let element = content.element()?;
        content.finish()?;
        match element.tag().0 {
            0xa0 => GeneralName::list(element.reader(), buffer).map(DistributionPointName::FullName),
            0xa1 => {
                if element.content().is_empty() {
                    return Err(element.error(DerErrorKind::Empty));
                }
                let relative = Octets::of(buffer, element.content_range());
                // The grammar is checked where all names are: below the empty name it must be a name.
                let empty = Name::from_der(&[0x30, 0x00])?;
                Name::joined(&empty, &relative).ok_or(element.error(DerErrorKind::Undefined))?;
                Ok(DistributionPointName::RelativeToIssuer(RelativeName(relative)))
            }
            _ => Err(element.error(DerErrorKind::Undefined)),
        }
    }
}

pub(crate) fn read(value: &mut Reader<'_>, buffer: &Buffer) -> Result<Vec<DistributionPoint>, DerError> {
    let mut list = value.sequence()?;
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut points = Vec::with_capacity(1);
    while !list.is_empty() {
        if points.len() == MAX_DISTRIBUTION_POINTS {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_DISTRIBUTION_POINTS }));
        }
        let mut fields = list.sequence()?;
        let name = match fields.optional_explicit(0)? {
            None => None,
            Some(content) => Some(DistributionPointName::read(content, buffer)?),
        };
        let reasons = fields.optional(Tag::context_primitive(1))?.map(ReasonFlags::of).transpose()?;
        let crl_issuer = match fields.optional(Tag::context(2))? {
            None => Vec::new(),
            Some(element) => GeneralName::list(element.reader(), buffer)?,
        };
        fields.finish()?;
        points.push(DistributionPoint { name, reasons, crl_issuer });
    }
    Ok(points)
}
