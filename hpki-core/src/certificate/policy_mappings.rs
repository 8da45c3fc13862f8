//! policyMappings (RFC 5280, 4.2.1.5).
//!
//! ```text
//! PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { issuerDomainPolicy CertPolicyId,
//!     subjectDomainPolicy CertPolicyId }
//! ```

use crate::der::{DerError, DerErrorKind, Reader};
use crate::oid::ObjectIdentifier;

/// Most mappings of one certificate.
const MAX_MAPPINGS: usize = 64;

/// One mapping. anyPolicy in it is for path validation to refuse (RFC 5280, 6.1.4 a).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyMapping {
    /// issuerDomainPolicy.
    pub issuer_domain_policy: ObjectIdentifier,
    /// subjectDomainPolicy.
    pub subject_domain_policy: ObjectIdentifier,
}

pub(super) fn read(value: &mut Reader<'_>) -> Result<Vec<PolicyMapping>, DerError> {
    let mut list = value.sequence()?;
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut mappings = Vec::new();
    while !list.is_empty() {
        if mappings.len() == MAX_MAPPINGS {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_MAPPINGS }));
        }
        let mut fields = list.sequence()?;
        let issuer_domain_policy = fields.object_identifier()?;
        let subject_domain_policy = fields.object_identifier()?;
        fields.finish()?;
        mappings.push(PolicyMapping { issuer_domain_policy, subject_domain_policy });
    }
    Ok(mappings)
}
