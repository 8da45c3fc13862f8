//! nameConstraints (RFC 5280, 4.2.1.10).
//!
//! ```text
//! NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL,
//!     excludedSubtrees [1] GeneralSubtrees OPTIONAL }
//! GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
//! GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] BaseDistance DEFAULT 0,
//!     maximum [1] BaseDistance OPTIONAL }
//! ```

use crate::certificate::{Context, EncodingNoteKind};
use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::general_name::{GeneralName, MAX_GENERAL_NAMES};

/// Where the subjects of the certificates below must and must not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConstraints {
    /// permittedSubtrees; empty where absent.
    pub permitted_subtrees: Vec<GeneralSubtree>,
    /// excludedSubtrees; empty where absent.
    pub excluded_subtrees: Vec<GeneralSubtree>,
}

/// A subtree. `minimum` is 0 and `maximum` absent, or the extension does not parse: RFC 5280 allows no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralSubtree {
    /// The name at its top.
    pub base: GeneralName,
}

impl NameConstraints {
    pub(super) fn read(
        value: &mut Reader<'_>,
        context: &mut Context<'_>,
    ) -> Result<NameConstraints, DerError> {
        let mut fields = value.sequence()?;
        if fields.is_empty() {
            return Err(fields.error(DerErrorKind::Empty));
        }
        let permitted_subtrees = subtrees(&mut fields, 0, context)?;
        let excluded_subtrees = subtrees(&mut fields, 1, context)?;
        fields.finish()?;
        Ok(NameConstraints { permitted_subtrees, excluded_subtrees })
    }
}

fn subtrees(
    fields: &mut Reader<'_>,
    number: u8,
    context: &mut Context<'_>,
) -> Result<Vec<GeneralSubtree>, DerError> {
    let Some(element) = fields.optional(Tag::context(number))? else { return Ok(Vec::new()) };
    let mut list = element.reader();
    if list.is_empty() {
        return Err(list.error(DerErrorKind::Empty));
    }
    let mut subtrees = Vec::new();
    while !list.is_empty() {
        if subtrees.len() == MAX_GENERAL_NAMES {
            return Err(list.error(DerErrorKind::TooMany { limit: MAX_GENERAL_NAMES }));
        }
        let mut subtree = list.sequence()?;
        let base = GeneralName::of(subtree.element()?, context.buffer)?;
        if let Some(minimum) = subtree.optional(Tag::context_primitive(0))? {
            if minimum.as_unsigned()? != 0 {
                return Err(minimum.error(DerErrorKind::IntegerRange));
            }
            context.note(EncodingNoteKind::DefaultWrittenOut, minimum.offset());
        }
        if let Some(maximum) = subtree.optional(Tag::context_primitive(1))? {
            return Err(maximum.error(DerErrorKind::Undefined));
        }
        subtree.finish()?;
        subtrees.push(GeneralSubtree { base });
    }
    Ok(subtrees)
}
