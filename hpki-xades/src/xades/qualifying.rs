//! QualifyingProperties: found in this Signature's own Object and bound to it (EN 319 132-1, section 4.3).

use crate::dsig::{self, ChildSequence, Signature, SignatureLimits, StructureError};
use crate::xml::Element;

use super::signed::SignedProperties;
use super::unsigned::UnsignedProperties;

/// `QualifyingProperties ::= SignedProperties? UnsignedProperties?`, attributes Target, Id?.
#[derive(Clone)]
pub struct QualifyingProperties<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// The Object that holds it.
    pub object: Element<'d, 'i>,
    /// The namespace it was written in: that of XAdES 1.3.2, or an older one.
    pub namespace: &'d str,
    /// SignedProperties.
    pub signed: Option<SignedProperties<'d, 'i>>,
    /// UnsignedProperties; empty when absent.
    pub unsigned: UnsignedProperties<'d, 'i>,
}

/// Why the qualifying properties of a signature cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QualifyingPropertiesError {
    /// More than one QualifyingProperties in the Objects of one signature.
    #[error("more than one QualifyingProperties in {0}")]
    Repeated(String),
    /// Target is not `#` and the Id of the Signature that holds it.
    #[error("Target does not name the Signature that holds it: {0}")]
    TargetElsewhere(String),
    /// The structure is not that of the schema.
    #[error(transparent)]
    Structure(#[from] StructureError),
}

/// The QualifyingProperties of a signature: reached only through its own Objects, at most one, and its Target
/// names this Signature. `None` for a plain XMLDSig signature.
///
/// # Errors
/// See [`QualifyingPropertiesError`].
pub fn qualifying_properties<'d, 'i>(
    signature: &Signature<'d, 'i>,
    limits: &SignatureLimits,
) -> Result<Option<QualifyingProperties<'d, 'i>>, QualifyingPropertiesError> {
    let mut found = None;
    for &object in &signature.objects {
        for child in object.child_elements() {
            if !(child.local_name() == "QualifyingProperties" && super::is_xades_namespace(child.namespace()))
            {
                continue;
            }
            if found.is_some() {
                return Err(QualifyingPropertiesError::Repeated(signature.element.path()));
            }
            found = Some((object, child));
        }
    }
    let Some((object, element)) = found else { return Ok(None) };
    let target = element.attribute("Target").unwrap_or_default();
    let names_this_signature =
        signature.id.as_deref().is_some_and(|id| !id.is_empty() && target.strip_prefix('#') == Some(id));
    if !names_this_signature {
        return Err(QualifyingPropertiesError::TargetElsewhere(element.path()));
    }
    let namespace = element.namespace();
    let mut children = ChildSequence::of(element)?;
    let signed = match children.optional(namespace, "SignedProperties") {
        Some(signed) => Some(SignedProperties::from_element(signed, limits)?),
        None => None,
    };
    let unsigned = match children.optional(namespace, "UnsignedProperties") {
        Some(unsigned) => UnsignedProperties::from_element(unsigned, limits)?,
        None => UnsignedProperties::none(),
    };
    children.end()?;
    Ok(Some(QualifyingProperties { element, object, namespace, signed, unsigned }))
}

/// The namespace constant of XMLDSig, for the children of this room.
pub(super) const DSIG: &str = dsig::NAMESPACE;
