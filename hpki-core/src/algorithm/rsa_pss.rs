//! RSASSA-PSS and its parameters (RFC 4055, 3.1).

use crate::algorithm::{AlgorithmError, AlgorithmIdentifier, DigestAlgorithm};
use crate::der::{Reader, Tag};
use crate::oid;

/// Parameters of RSASSA-PSS (RFC 4055, 3.1; RFC 9231, 2.3.9). The mask generation function is MGF1, the trailer 0xBC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RsaPssParameters {
    /// Digest of the message.
    pub digest: DigestAlgorithm,
    /// Digest of MGF1.
    pub mask_digest: DigestAlgorithm,
    /// Octets of salt.
    pub salt_length: u32,
}

impl RsaPssParameters {
    /// `RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
    /// saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }` (RFC 4055, 3.1).
    pub(crate) fn from_identifier(
        identifier: &AlgorithmIdentifier<'_>,
    ) -> Result<RsaPssParameters, AlgorithmError> {
        let refused = AlgorithmError::Parameters { algorithm: identifier.algorithm };
        let parameters = identifier.parameters.ok_or(refused)?;
        let mut fields = parameters.expect(Tag::SEQUENCE)?.reader();
        let explicit = |fields: &mut Reader<'_>, number| -> Result<Option<u64>, AlgorithmError> {
            let Some(mut content) = fields.optional_explicit(number)? else { return Ok(None) };
            let value = content.unsigned()?;
            content.finish()?;
            Ok(Some(value))
        };
        let digest = match fields.optional_explicit(0)? {
            None => DigestAlgorithm::Sha1,
            Some(mut content) => {
                let digest = AlgorithmIdentifier::read(&mut content)?.digest_algorithm()?;
                content.finish()?;
                digest
            }
        };
        let mask_digest = match fields.optional_explicit(1)? {
            None => DigestAlgorithm::Sha1,
            Some(mut content) => {
                let digest = mask_digest(AlgorithmIdentifier::read(&mut content)?, refused)?;
                content.finish()?;
                digest
            }
        };
        let salt_length = explicit(&mut fields, 2)?.unwrap_or(20);
        let trailer = explicit(&mut fields, 3)?.unwrap_or(1);
        fields.finish()?;
        let salt_length = u32::try_from(salt_length).map_err(|_| refused)?;
        if trailer != 1 {
            return Err(refused);
        }
        Ok(RsaPssParameters { digest, mask_digest, salt_length })
    }
}

/// The digest of `AlgorithmIdentifier { id-mgf1, parameters HashAlgorithm }`.
fn mask_digest(
    mask: AlgorithmIdentifier<'_>,
    refused: AlgorithmError,
) -> Result<DigestAlgorithm, AlgorithmError> {
    let (oid::MGF1, Some(parameters)) = (mask.algorithm, mask.parameters) else { return Err(refused) };
    let mut content = Reader::at_offset(parameters.der(), parameters.offset());
    AlgorithmIdentifier::read(&mut content)?.digest_algorithm()
}
