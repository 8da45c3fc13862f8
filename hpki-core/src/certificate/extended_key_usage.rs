//! extKeyUsage (RFC 5280, 4.2.1.12).
//!
//! ```text
//! ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
//! KeyPurposeId ::= OBJECT IDENTIFIER
//! ```

use crate::der::{DerError, DerErrorKind, Reader};
use crate::oid::ObjectIdentifier;

/// Most purposes of one certificate.
const MAX_PURPOSES: usize = 64;

pub(super) fn read(value: &mut Reader<'_>) -> Result<Vec<ObjectIdentifier>, DerError> {
    let mut list = value.sequence()?;
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut purposes = Vec::new();
    while !list.is_empty() {
        if purposes.len() == MAX_PURPOSES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_PURPOSES }));
        }
        purposes.push(list.object_identifier()?);
    }
    Ok(purposes)
}
