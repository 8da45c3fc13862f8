//! `AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }` (RFC 5280, 4.1.1.2).

use crate::algorithm::{AlgorithmError, DigestAlgorithm};
use crate::der::{DerError, Element, Reader, Tag};
use crate::oid::ObjectIdentifier;

/// A parsed AlgorithmIdentifier.
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmIdentifier<'a> {
    /// The algorithm.
    pub algorithm: ObjectIdentifier,
    /// Its parameters.
    pub parameters: Option<Element<'a>>,
    /// The whole value.
    pub element: Element<'a>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next value of a reader.
    ///
    /// # Errors
    /// Where the value is not strict DER of the type.
    pub fn read(reader: &mut Reader<'a>) -> Result<AlgorithmIdentifier<'a>, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut fields = element.reader();
        let algorithm = fields.object_identifier()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.element()?) };
        fields.finish()?;
        Ok(AlgorithmIdentifier { algorithm, parameters, element })
    }

    /// The DER of the whole value.
    pub fn der(&self) -> &'a [u8] {
        self.element.der()
    }

    /// The digest algorithm, whose parameters are absent or NULL (RFC 4055, 2.1; RFC 5754, 2).
    ///
    /// # Errors
    /// [`AlgorithmError::Unknown`] for an algorithm without a name here, [`AlgorithmError::Parameters`] for others.
    pub fn digest_algorithm(&self) -> Result<DigestAlgorithm, AlgorithmError> {
        let digest = DigestAlgorithm::from_oid(&self.algorithm);
        let digest = digest.ok_or(AlgorithmError::Unknown { algorithm: self.algorithm })?;
        self.expect_null_or_absent()?;
        Ok(digest)
    }

    pub(crate) fn expect_absent(&self) -> Result<(), AlgorithmError> {
        match self.parameters {
            None => Ok(()),
            Some(_) => Err(AlgorithmError::Parameters { algorithm: self.algorithm }),
        }
    }

    pub(crate) fn expect_null_or_absent(&self) -> Result<(), AlgorithmError> {
        match self.parameters {
            None => Ok(()),
            Some(element) if element.der() == [0x05, 0x00] => Ok(()),
            Some(_) => Err(AlgorithmError::Parameters { algorithm: self.algorithm }),
        }
    }
}
