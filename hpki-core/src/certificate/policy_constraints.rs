//! policyConstraints and inhibitAnyPolicy (RFC 5280, 4.2.1.11 and 4.2.1.14).
//!
//! ```text
//! PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0] SkipCerts OPTIONAL,
//!     inhibitPolicyMapping [1] SkipCerts OPTIONAL }
//! InhibitAnyPolicy ::= SkipCerts
//! SkipCerts ::= INTEGER (0..MAX)
//! ```

use crate::der::{DerError, DerErrorKind, Reader, Tag};

/// After how many certificates policies become strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit_policy: Option<u64>,
    /// inhibitPolicyMapping.
    pub inhibit_policy_mapping: Option<u64>,
}

impl PolicyConstraints {
    pub(super) fn read(value: &mut Reader<'_>) -> Result<PolicyConstraints, DerError> {
        let mut fields = value.sequence()?;
        if fields.is_empty() {
            return Err(fields.error(DerErrorKind::Empty));
        }
        let mut skip_certs = |number| -> Result<Option<u64>, DerError> {
            let element = fields.optional(Tag::context_primitive(number))?;
            element.map(|element| element.as_unsigned()).transpose()
        };
        let require_explicit_policy = skip_certs(0)?;
        let inhibit_policy_mapping = skip_certs(1)?;
        fields.finish()?;
        Ok(PolicyConstraints { require_explicit_policy, inhibit_policy_mapping })
    }
}

pub(super) fn inhibit_any_policy(value: &mut Reader<'_>) -> Result<u64, DerError> {
    value.unsigned()
}
