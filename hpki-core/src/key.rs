//! Public keys (RFC 5280, 4.1.2.7; RFC 3279, 4055, 5480).
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
//! RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
//! ```

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use crate::algorithm::Curve;
use crate::algorithm::{AlgorithmError, AlgorithmIdentifier, RsaPssParameters};
use crate::backend::PreparedKey;
use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::octets::{Buffer, Octets};
use crate::oid::{self, ObjectIdentifier};

/// A public key with its algorithm, as it stands in a certificate.
#[derive(Clone)]
pub struct SubjectPublicKeyInfo {
    octets: Octets,
    key: Octets,
    kind: KeyKind,
    /// The backend's form of the key for the first algorithm it was used with; most keys see one only.
    derived: Arc<Derived>,
}

/// What kind of key it is. A key proves nothing about its strength: `crypto::verify_signature` checks that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA, under rsaEncryption or id-RSASSA-PSS.
    Rsa(RsaPublicKey),
    /// An elliptic curve.
    Ec(Curve),
    /// Another algorithm.
    Other(ObjectIdentifier),
}

/// Modulus and exponent of an RSA key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaPublicKey {
    modulus: Octets,
    exponent: Octets,
    usage: RsaKeyUsage,
}

/// Which schemes an RSA key may be used with (RFC 4055, 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaKeyUsage {
    /// rsaEncryption: every scheme.
    Any,
    /// id-RSASSA-PSS: only RSASSA-PSS; where the key has parameters, only with their digests and at least their salt
    /// (RFC 4055, 3.3).
    PssOnly(Option<RsaPssParameters>),
}

impl SubjectPublicKeyInfo {
    /// From DER, the whole of `der`.
    ///
    /// # Errors
    /// Where the octets are not strict DER of the type, or of the key inside.
    pub fn from_der(der: &[u8]) -> Result<SubjectPublicKeyInfo, DerError> {
        let buffer = Buffer::new(der.to_vec());
        let mut reader = Reader::new(der);
        let key = SubjectPublicKeyInfo::read(&mut reader, &buffer)?;
        reader.finish()?;
        Ok(key)
    }

    pub(crate) fn read(reader: &mut Reader<'_>, buffer: &Buffer) -> Result<SubjectPublicKeyInfo, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut fields = element.reader();
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let key = fields.expect(Tag::BIT_STRING)?;
        fields.finish()?;
        let bits = key.as_bit_string()?;
        if bits.unused_bits != 0 {
            return Err(key.error(DerErrorKind::BitString));
        }
        let content = Reader::at_offset(bits.octets, bits.offset);
        let kind = match algorithm.algorithm {
            oid::RSA_ENCRYPTION => KeyKind::Rsa(RsaPublicKey::read(content, buffer, RsaKeyUsage::Any)?),
            oid::RSASSA_PSS => {
                let usage = RsaKeyUsage::PssOnly(pss_parameters(&algorithm)?);
                KeyKind::Rsa(RsaPublicKey::read(content, buffer, usage)?)
            }
            oid::EC_PUBLIC_KEY => named_curve(&algorithm)?.map_or(
                // Explicit curve parameters (RFC 3279): forbidden by RFC 5480, and how CVE-2020-0601 was done.
                KeyKind::Other(oid::EC_PUBLIC_KEY),
                KeyKind::Ec,
            ),
            other => KeyKind::Other(other),
        };
        Ok(SubjectPublicKeyInfo {
            octets: Octets::of(buffer, element.range()),
            key: Octets::of(buffer, bits.offset..bits.offset + bits.octets.len()),
            kind,
            derived: Arc::default(),
        })
    }

    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.octets
    }

    /// The DER, to be kept beyond the life of the key.
    pub(crate) fn octets(&self) -> &Octets {
        &self.octets
    }

    /// The kind of key.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The octets of the BIT STRING: RSAPublicKey, or a point of a curve. What key identifiers digest
    /// (RFC 5280, 4.2.1.2).
    pub fn subject_public_key(&self) -> &[u8] {
        &self.key
    }

    /// The SHA-256 of the DER, computed once by `digest`, which a room further down has.
    pub(crate) fn sha256(&self, digest: impl FnOnce(&[u8]) -> [u8; 32]) -> [u8; 32] {
        *self.derived.sha256.get_or_init(|| digest(&self.octets))
    }

    pub(crate) fn prepared(&self) -> &OnceLock<PreparedKey> {
        &self.derived.prepared
    }
}

/// What is computed from a key when it is first wanted, and shared by its clones.
#[derive(Default)]
struct Derived {
    prepared: OnceLock<PreparedKey>,
    sha256: OnceLock<[u8; 32]>,
}

impl PartialEq for SubjectPublicKeyInfo {
    fn eq(&self, other: &SubjectPublicKeyInfo) -> bool {
        *self.octets == *other.octets
    }
}

impl Eq for SubjectPublicKeyInfo {}

impl fmt::Debug for SubjectPublicKeyInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SubjectPublicKeyInfo({})", self.kind)
    }
}

impl RsaPublicKey {
    fn read(mut content: Reader<'_>, buffer: &Buffer, usage: RsaKeyUsage) -> Result<RsaPublicKey, DerError> {
        let mut fields = content.sequence()?;
        content.finish()?;
        let modulus = positive(&mut fields, buffer)?;
        let exponent = positive(&mut fields, buffer)?;
        fields.finish()?;
        Ok(RsaPublicKey { modulus, exponent, usage })
    }

    /// The modulus, most significant octet first, without leading zeros.
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent, most significant octet first, without leading zeros.
    pub fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        let first = self.modulus.first().copied().unwrap_or_default();
        (self.modulus.len() * 8).saturating_sub(first.leading_zeros() as usize)
    }

    /// Which schemes the key may be used with.
    pub fn usage(&self) -> RsaKeyUsage {
        self.usage
    }

    /// Whether the key may be used with RSASSA-PSS of these parameters.
    pub fn permits_pss(&self, used: RsaPssParameters) -> bool {
        match self.usage {
            RsaKeyUsage::Any | RsaKeyUsage::PssOnly(None) => true,
            RsaKeyUsage::PssOnly(Some(own)) => {
                own.digest == used.digest
                    && own.mask_digest == used.mask_digest
                    && own.salt_length <= used.salt_length
            }
        }
    }
}

/// The parameters of an id-RSASSA-PSS key, which may be absent.
fn pss_parameters(algorithm: &AlgorithmIdentifier<'_>) -> Result<Option<RsaPssParameters>, DerError> {
    if algorithm.parameters.is_none() {
        return Ok(None);
    }
    RsaPssParameters::from_identifier(algorithm).map(Some).map_err(|error| match error {
        AlgorithmError::Encoding(error) => error,
        _ => algorithm.element.error(DerErrorKind::Undefined),
    })
}

/// The magnitude of a positive INTEGER.
fn positive(fields: &mut Reader<'_>, buffer: &Buffer) -> Result<Octets, DerError> {
    let element = fields.expect(Tag::INTEGER)?;
    let range = element.content_range();
    match element.as_integer()? {
        [0x80..=0xff, ..] | [0] => Err(element.error(DerErrorKind::IntegerRange)),
        [0, ..] => Ok(Octets::of(buffer, range.start + 1..range.end)),
        _ => Ok(Octets::of(buffer, range)),
    }
}

/// `ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER }` (RFC 5480, 2.1.1); `None` for other choices.
fn named_curve(algorithm: &AlgorithmIdentifier<'_>) -> Result<Option<Curve>, DerError> {
    let parameters = algorithm.parameters.filter(|value| value.tag() == Tag::OBJECT_IDENTIFIER);
    parameters.map(|value| value.as_object_identifier().map(Curve::from_oid)).transpose()
}

/// `RSA 2048 bits`, `EC P-256`, or the algorithm's identifier.
impl fmt::Display for KeyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa(key) => write!(formatter, "RSA {} bits", key.bits()),
            KeyKind::Ec(curve) => write!(formatter, "EC {curve}"),
            KeyKind::Other(identifier) => match identifier.name() {
                Some(name) => formatter.write_str(name),
                None => write!(formatter, "key of type {identifier}"),
            },
        }
    }
}

mod dsa_parameters;
#[cfg(test)]
mod tests;
