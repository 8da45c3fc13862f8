//! certificatePolicies (RFC 5280, 4.2.1.4).
//!
//! ```text
//! certificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
//! PolicyInformation ::= SEQUENCE { policyIdentifier OBJECT IDENTIFIER,
//!     policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
//! PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY }
//! ```

use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::octets::{Buffer, Octets};
use crate::oid::{self, ObjectIdentifier};

/// Most policies of one certificate, and most qualifiers of one policy. HPKI has one of each.
const MAX_POLICIES: usize = 64;

/// A certificate policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInformation {
    /// policyIdentifier.
    pub policy: ObjectIdentifier,
    /// policyQualifiers.
    pub qualifiers: Vec<PolicyQualifier>,
}

/// A qualifier of a policy: information for people, without effect on validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyQualifier {
    /// What kind of qualifier it is.
    pub identifier: ObjectIdentifier,
    qualifier: Octets,
}

impl PolicyQualifier {
    /// The DER of the qualifier.
    pub fn as_der(&self) -> &[u8] {
        &self.qualifier
    }

    /// The address of the certification practice statement, where the qualifier is one.
    pub fn cps_uri(&self) -> Option<&str> {
        if self.identifier != oid::QUALIFIER_CPS {
            return None;
        }
        let element = Reader::new(&self.qualifier).expect(Tag::IA5_STRING).ok()?;
        std::str::from_utf8(element.content()).ok().filter(|text| text.is_ascii())
    }
}

pub(super) fn read(value: &mut Reader<'_>, buffer: &Buffer) -> Result<Vec<PolicyInformation>, DerError> {
    let mut list = value.sequence()?;
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut policies: Vec<PolicyInformation> = Vec::with_capacity(1);
    while !list.is_empty() {
        let offset = list.offset();
        if policies.len() == MAX_POLICIES {
            return Err(DerErrorKind::TooMany { limit: MAX_POLICIES }.at(offset));
        }
        let mut fields = list.sequence()?;
        let policy = fields.object_identifier()?;
        let qualifiers = match fields.optional(Tag::SEQUENCE)? {
            None => Vec::new(),
            Some(element) => qualifiers(element.reader(), buffer)?,
        };
        fields.finish()?;
        policies.push(PolicyInformation { policy, qualifiers });
    }
    Ok(policies)
}

fn qualifiers(mut list: Reader<'_>, buffer: &Buffer) -> Result<Vec<PolicyQualifier>, DerError> {
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut qualifiers = Vec::with_capacity(1);
    while !list.is_empty() {
        if qualifiers.len() == MAX_POLICIES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_POLICIES }));
        }
        let mut fields = list.sequence()?;
        let identifier = fields.object_identifier()?;
        let qualifier = Octets::of(buffer, fields.element()?.range());
        fields.finish()?;
        qualifiers.push(PolicyQualifier { identifier, qualifier });
    }
    Ok(qualifiers)
}
