//! issuingDistributionPoint (RFC 5280, 5.2.5).
//!
//! ```text
//! IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL,
//!     onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE, onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE,
//!     onlySomeReasons [3] ReasonFlags OPTIONAL, indirectCRL [4] BOOLEAN DEFAULT FALSE,
//!     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
//! ```

use crate::certificate::{Context, DistributionPointName, EncodingNoteKind, ReasonFlags};
use crate::der::{DerError, Reader, Tag};

/// Which certificates and reasons a list covers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuingDistributionPoint {
    /// distributionPoint.
    pub name: Option<DistributionPointName>,
    /// onlyContainsUserCerts.
    pub only_contains_user_certs: bool,
    /// onlyContainsCACerts.
    pub only_contains_ca_certs: bool,
    /// onlySomeReasons; all where absent.
    pub only_some_reasons: Option<ReasonFlags>,
    /// indirectCRL: the list may hold certificates of other issuers.
    pub indirect_crl: bool,
    /// onlyContainsAttributeCerts.
    pub only_contains_attribute_certs: bool,
}

impl IssuingDistributionPoint {
    pub(super) fn read(
        value: &mut Reader<'_>,
        context: &mut Context<'_>,
    ) -> Result<IssuingDistributionPoint, DerError> {
        let mut fields = value.sequence()?;
        let name = match fields.optional_explicit(0)? {
            None => None,
            Some(content) => Some(DistributionPointName::read(content, context.buffer)?),
        };
        let only_contains_user_certs = flag(&mut fields, 1, context)?;
        let only_contains_ca_certs = flag(&mut fields, 2, context)?;
        let only_some_reasons =
            fields.optional(Tag::context_primitive(3))?.map(ReasonFlags::of).transpose()?;
        let indirect_crl = flag(&mut fields, 4, context)?;
        let only_contains_attribute_certs = flag(&mut fields, 5, context)?;
        fields.finish()?;
        Ok(IssuingDistributionPoint {
            name,
            only_contains_user_certs,
            only_contains_ca_certs,
            only_some_reasons,
            indirect_crl,
            only_contains_attribute_certs,
        })
    }
}

/// `[number] IMPLICIT BOOLEAN DEFAULT FALSE`.
fn flag(fields: &mut Reader<'_>, number: u8, context: &mut Context<'_>) -> Result<bool, DerError> {
    let Some(element) = fields.optional(Tag::context_primitive(number))? else { return Ok(false) };
    let value = element.as_boolean()?;
    if !value {
        context.note(EncodingNoteKind::DefaultWrittenOut, element.offset());
    }
    Ok(value)
}
