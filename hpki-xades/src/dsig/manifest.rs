//! Manifest: a list of references that a signature signs as a list (XMLDSig, section 5.1).
//!
//! Core validation digests the list and stops there; whether the files on the list are the ones signed is left
//! "to the application". Documents that sign their attachments through a Manifest mean the attachments, so the
//! verifier goes on to them.

use crate::xml::Document;

use super::identifiers::Identifiers;
use super::reference::Reference;
use super::structure::{ChildSequence, StructureError};
use super::{NAMESPACE, SignatureLimits};

/// The Type of a Reference to a Manifest.
pub const MANIFEST_TYPE: &str = "http://www.w3.org/2000/09/xmldsig#Manifest";

/// The references of the Manifest that a Reference names, by the identity of its target; `None` when the target
/// is no Manifest. Type alone is a claim and decides nothing.
///
/// # Errors
/// The target is a Manifest, and its structure is not that of the schema.
pub fn manifest_references<'d, 'i>(
    document: &'d Document<'i>,
    identifiers: &Identifiers<'d>,
    reference: &Reference<'_, '_>,
    limits: &SignatureLimits,
) -> Result<Option<Vec<Reference<'d, 'i>>>, StructureError> {
    let name = reference.uri.as_deref().and_then(|uri| uri.strip_prefix('#'));
    let Some(target) = name.and_then(|name| identifiers.resolve(name)) else { return Ok(None) };
    let element = document.element(target);
    if !element.is(NAMESPACE, "Manifest") {
        return Ok(None);
    }
    let references = Reference::sequence(ChildSequence::of(element)?, element, limits)?;
    Ok(Some(references))
}
