//! basicConstraints (RFC 5280, 4.2.1.9).
//!
//! ```text
//! BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
//! ```

use crate::certificate::Context;
use crate::der::{DerError, Reader, Tag};

/// Whether the subject is a CA, and how many CAs may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// cA.
    pub ca: bool,
    /// pathLenConstraint: most intermediate certificates, self-issued ones not counted, between this one and the end
    /// entity.
    pub path_len_constraint: Option<u64>,
}

impl BasicConstraints {
    pub(super) fn read(
        value: &mut Reader<'_>,
        context: &mut Context<'_>,
    ) -> Result<BasicConstraints, DerError> {
        let mut fields = value.sequence()?;
        let ca = context.default_false(&mut fields)?;
        let path_len_constraint = match fields.optional(Tag::INTEGER)? {
            None => None,
            Some(element) => Some(element.as_unsigned()?),
        };
        fields.finish()?;
        Ok(BasicConstraints { ca, path_len_constraint })
    }
}
