//! The AlgorithmIdentifier of a digest (RFC 5754, section 2): an identifier, and parameters absent or NULL.

use std::fmt;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::der::{Reader, Tag};
use hpki_core::oid::ObjectIdentifier;

use super::error::TimeStampProblem;

/// A digest algorithm as a token names it, known to this crate or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestIdentifier {
    identifier: ObjectIdentifier,
}

impl DigestIdentifier {
    /// The object identifier.
    pub fn identifier(self) -> ObjectIdentifier {
        self.identifier
    }

    /// The algorithm, `None` for one this crate does not know. Weak ones are recognised too.
    pub fn algorithm(self) -> Option<DigestAlgorithm> {
        DigestAlgorithm::from_oid(&self.identifier)
    }

    pub(super) const fn new(identifier: ObjectIdentifier) -> DigestIdentifier {
        DigestIdentifier { identifier }
    }

    /// `AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }` at the reader.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<DigestIdentifier, TimeStampProblem> {
        let mut fields = reader.sequence()?;
        DigestIdentifier::read_fields(&mut fields)
    }

    /// The fields of an AlgorithmIdentifier, to the end of the reader.
    pub(super) fn read_fields(fields: &mut Reader<'_>) -> Result<DigestIdentifier, TimeStampProblem> {
        let identifier = fields.object_identifier()?;
        match fields.peek() {
            None => {}
            Some(Tag::NULL) => fields.null()?,
            Some(_) => return Err(TimeStampProblem::DigestParameters { algorithm: identifier }),
        }
        fields.finish()?;
        Ok(DigestIdentifier { identifier })
    }
}

/// `SHA-256`, or the dotted identifier of an unknown one.
impl fmt::Display for DigestIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.algorithm() {
            Some(algorithm) => formatter.write_str(algorithm.name()),
            None => self.identifier.fmt(formatter),
        }
    }
}
