//! A document that was signed here and read back.

use crate::document::DocumentKind;

/// A signed document. There is one only after the value was verified with the certificate's key and the finished octets
/// were parsed and verified again; see [`Prepared::assemble`](super::Prepared::assemble) and
/// [`adopt`](super::adopt).
#[derive(Clone, PartialEq, Eq)]
pub struct SignedDocument {
    kind: DocumentKind,
    octets: Vec<u8>,
}

impl SignedDocument {
    pub(super) fn new(kind: DocumentKind, octets: Vec<u8>) -> SignedDocument {
        SignedDocument { kind, octets }
    }

    /// The kind of document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The file.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The file, given away.
    pub fn into_octets(self) -> Vec<u8> {
        self.octets
    }
}

/// How many octets there are; never the octets, which name a patient.
impl std::fmt::Debug for SignedDocument {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SignedDocument({}, {} octets)", self.kind.name(), self.octets.len())
    }
}
