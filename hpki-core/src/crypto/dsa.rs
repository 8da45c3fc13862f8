//! DSA (FIPS 186-4), a fact about the past: FIPS 186-5 withdrew it. Reached from
//! [`danger_verify_legacy_signature`](super::danger_verify_legacy_signature) alone.
//!
//! The library takes a q of 161 bits for one of 160, and looks at the order of neither g nor anything it was not given in
//! the width of p; everything is read and measured here before it is asked. That p and q are prime is the word of whoever
//! made the parameters: they come from the signer's own certificate or from the certificates above it, never from elsewhere.
//!
//! ```asn1
//! Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }
//! DSAPublicKey ::= INTEGER
//! Dss-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
//! ```

use dsa::signature::hazmat::PrehashVerifier;
use dsa::{BoxedUint, Components, Signature, VerifyingKey};

use crate::algorithm::EcdsaEncoding;
use crate::crypto::SignatureError;
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::key::SubjectPublicKeyInfo;

/// Bits of p and q (FIPS 186-4, 4.2).
const SIZES: [(usize, usize); 4] = [(1024, 160), (2048, 224), (2048, 256), (3072, 256)];

/// A key whose numbers have the sizes and the ranges of FIPS 186-4, 4.1.
pub(crate) struct DsaKey<'a> {
    q: &'a [u8],
    key: VerifyingKey,
}

impl<'a> DsaKey<'a> {
    /// # Errors
    /// A key without parameters, with others than those of FIPS 186-4, or whose value is none of the group's.
    pub(crate) fn new(key: &'a SubjectPublicKeyInfo) -> Result<DsaKey<'a>, SignatureError> {
        let parameters = key.dsa_parameters().ok_or(SignatureError::ParametersMissing)?;
        let [p, q, g] = numbers(parameters).map_err(|_| SignatureError::DomainParameters)?;
        let sized = SIZES.contains(&(bits(p), bits(q)));
        if !(sized && is_odd(p) && is_odd(q) && is_between_one_and(g, p)) {
            return Err(SignatureError::DomainParameters);
        }
        let components = uint(p, p.len()).zip(uint(q, q.len())).zip(uint(g, p.len()));
        let components = components.and_then(|((p, q), g)| Components::from_components(p, q, g).ok());
        let components = components.ok_or(SignatureError::DomainParameters)?;
        // What is asked of y, to be in the group of order q, is asked of g.
        let generator = uint(g, p.len()).map(|g| VerifyingKey::from_components(components.clone(), g));
        if !matches!(generator, Some(Ok(_))) {
            return Err(SignatureError::DomainParameters);
        }
        let y = public_value(key.subject_public_key()).map_err(|_| SignatureError::MalformedKey)?;
        let y = Some(y).filter(|y| is_between_one_and(y, p)).and_then(|y| uint(y, p.len()));
        let key = y.and_then(|y| VerifyingKey::from_components(components, y).ok());
        Ok(DsaKey { q, key: key.ok_or(SignatureError::MalformedKey)? })
    }

    /// Verifies a signature over a message of this digest.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`], [`SignatureError::SignatureLength`].
    pub(crate) fn verify(
        &self,
        encoding: EcdsaEncoding,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let (r, s) = match encoding {
            EcdsaEncoding::Asn1 => {
                let value = Reader::new(signature).element().ok().filter(|value| value.der() == signature);
                let [r, s] = value.and_then(|value| numbers(value).ok()).ok_or(SignatureError::Mismatch)?;
                (r, s)
            }
            EcdsaEncoding::P1363 => {
                let (expected, found) = (2 * self.q.len(), signature.len());
                if expected != found {
                    return Err(SignatureError::SignatureLength { expected, found });
                }
                let (r, s) = signature.split_at(self.q.len());
                (without_zeros(r), without_zeros(s))
            }
        };
        let in_range = is_positive_below(r, self.q) && is_positive_below(s, self.q);
        let signature = in_range.then(|| uint(r, self.q.len()).zip(uint(s, self.q.len())));
        let signature = signature.flatten().and_then(|(r, s)| Signature::from_components(r, s));
        let signature = signature.ok_or(SignatureError::Mismatch)?;
        self.key.verify_prehash(digest, &signature).map_err(|_| SignatureError::Mismatch)
    }
}

/// `SEQUENCE { INTEGER … }`: the magnitudes of exactly so many positive numbers, without leading zeros.
fn numbers<const COUNT: usize>(value: Element<'_>) -> Result<[&[u8]; COUNT], DerError> {
    let mut fields = value.expect(Tag::SEQUENCE)?.reader();
    let mut magnitudes: [&[u8]; COUNT] = [&[]; COUNT];
    for magnitude in &mut magnitudes {
        *magnitude = positive(&mut fields)?;
    }
    fields.finish()?;
    Ok(magnitudes)
}

fn public_value(content: &[u8]) -> Result<&[u8], DerError> {
    let mut reader = Reader::new(content);
    let value = positive(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn positive<'a>(fields: &mut Reader<'a>) -> Result<&'a [u8], DerError> {
    let element = fields.expect(Tag::INTEGER)?;
    match element.as_integer()? {
        [0x80..=0xff, ..] | [0] => Err(element.error(DerErrorKind::IntegerRange)),
        [0, magnitude @ ..] | magnitude => Ok(magnitude),
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&octet| octet == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Bits of a magnitude without leading zeros.
fn bits(magnitude: &[u8]) -> usize {
    let first = magnitude.first().copied().unwrap_or_default();
    (magnitude.len() * 8).saturating_sub(first.leading_zeros() as usize)
}

fn is_odd(magnitude: &[u8]) -> bool {
    magnitude.last().is_some_and(|octet| octet % 2 == 1)
}

fn is_between_one_and(magnitude: &[u8], limit: &[u8]) -> bool {
    magnitude != [1] && is_positive_below(magnitude, limit)
}

/// Of magnitudes without leading zeros; zero has no octets. The library asks the same of r and s; it is asked here as well,
/// because CVE-2022-21449 was this question, forgotten.
fn is_positive_below(magnitude: &[u8], limit: &[u8]) -> bool {
    !magnitude.is_empty() && (magnitude.len(), magnitude) < (limit.len(), limit)
}

/// A number in so many octets, rounded up to words: the library wants those of one group to be equally wide.
fn uint(magnitude: &[u8], octets: usize) -> Option<BoxedUint> {
    BoxedUint::from_be_slice(magnitude, u32::try_from(octets * 8).ok()?).ok()
}

#[cfg(test)]
pub(crate) mod test_signer;
#[cfg(test)]
mod tests;
