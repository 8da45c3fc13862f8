//! Private keys in the forms of PKCS#8, PKCS#1 and SEC1.
//!
//! ```text
//! PrivateKeyInfo ::= SEQUENCE { version INTEGER { v1(0), v2(1) }, algorithm AlgorithmIdentifier, privateKey OCTET STRING,
//!                               attributes [0] Attributes OPTIONAL, publicKey [1] BIT STRING OPTIONAL }
//! RSAPrivateKey ::= SEQUENCE { version INTEGER { two-prime(0) }, modulus INTEGER, publicExponent INTEGER, … }
//! ECPrivateKey ::= SEQUENCE { version INTEGER { v1(1) }, privateKey OCTET STRING,
//!                             parameters [0] ECParameters OPTIONAL, publicKey [1] BIT STRING OPTIONAL }
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::algorithm::AlgorithmIdentifier;
use crate::der::{DerError, Reader, Tag};
use crate::key::Curve;
use crate::key_file::derivation::Budget;
use crate::key_file::encryption::{Plain, decrypt};
use crate::key_file::{KeyFileError, KeyFileLimits};
use crate::oid;
use crate::pem::{self, PemProblem, Span};

/// A private key, read and not yet checked against anything. Erased when it is dropped.
pub struct PrivateKey(pub(super) Material);

/// What a key consists of.
pub(super) enum Material {
    /// RSAPrivateKey, and its public parts without leading zeros.
    Rsa { der: Plain, modulus: Vec<u8>, exponent: Vec<u8> },
    /// A number as long as the curve's order, and the public point where the file has it.
    Ec { curve: Curve, number: Plain, point: Option<Vec<u8>> },
}

impl PrivateKey {
    /// From the octets of a file: PEM or DER of PKCS#8, encrypted PKCS#8, PKCS#1 or SEC1. Certificates beside the key in
    /// a PEM file are passed over.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::PassphraseNeeded`] for an encrypted file without a passphrase.
    pub fn from_pem_or_der(
        octets: &[u8],
        passphrase: Option<&[u8]>,
        limits: &KeyFileLimits,
    ) -> Result<PrivateKey, KeyFileError> {
        if octets.len() > limits.octets {
            return Err(KeyFileError::TooLarge { octets: octets.len(), limit: limits.octets });
        }
        let mut budget = Budget::new(limits);
        if octets.first() == Some(&Tag::SEQUENCE.0) {
            return from_der(octets, passphrase, &mut budget);
        }
        let text = std::str::from_utf8(octets).map_err(|_| KeyFileError::Unrecognised)?;
        from_pem(text, passphrase, &mut budget)
    }

    /// The kind for messages: `RSA 2048 bits`, `EC P-256`.
    pub fn kind(&self) -> String {
        match &self.0 {
            Material::Rsa { modulus, .. } => format!("RSA {} bits", bits(modulus)),
            Material::Ec { curve, .. } => format!("EC {curve}"),
        }
    }
}

/// Bits of a number without leading zero octets.
pub(super) fn bits(magnitude: &[u8]) -> usize {
    let first = magnitude.first().copied().unwrap_or_default();
    (magnitude.len() * 8).saturating_sub(first.leading_zeros() as usize)
}

/// The kind alone.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PrivateKey({})", self.kind())
    }
}

fn from_pem(text: &str, passphrase: Option<&[u8]>, budget: &mut Budget) -> Result<PrivateKey, KeyFileError> {
    let spans = pem::spans(text)?;
    if spans.is_empty() {
        return Err(KeyFileError::Unrecognised);
    }
    let is_key = |span: &&Span<'_>| span.label.ends_with("PRIVATE KEY");
    let count = spans.iter().filter(is_key).count();
    let span = match spans.iter().find(is_key) {
        None => return Err(KeyFileError::NoKey),
        Some(_) if count > 1 => return Err(KeyFileError::SeveralKeys { count }),
        Some(span) => span,
    };
    if span.body.trim_start().starts_with("Proc-Type:") {
        return Err(KeyFileError::OldPemEncryption);
    }
    let der = decode(span)?;
    match span.label {
        "PRIVATE KEY" => from_pkcs8(&der),
        "ENCRYPTED PRIVATE KEY" => from_encrypted(&der, passphrase, budget),
        "RSA PRIVATE KEY" => read(&der, "RSA private key", rsa),
        "EC PRIVATE KEY" => from_sec1(&der),
        label => Err(KeyFileError::UnsupportedKey { kind: label.chars().take(40).collect() }),
    }
}

/// The octets of a block, in one allocation, which is erased.
fn decode(span: &Span<'_>) -> Result<Plain, KeyFileError> {
    let mut base64 = Zeroizing::new(Vec::with_capacity(span.body.len()));
    base64.extend(span.body.bytes().filter(|octet| !octet.is_ascii_whitespace()));
    let mut der = Zeroizing::new(vec![0; base64.len()]);
    let length = STANDARD.decode_slice(&*base64, &mut der).map_err(|_| span.error(PemProblem::Base64))?;
    der.truncate(length);
    Ok(der)
}

/// Tells the forms apart by what stands where: RSAPrivateKey begins with two INTEGERs, PrivateKeyInfo with an INTEGER
/// and a SEQUENCE, ECPrivateKey with an INTEGER and an OCTET STRING, EncryptedPrivateKeyInfo with a SEQUENCE.
fn from_der(der: &[u8], passphrase: Option<&[u8]>, budget: &mut Budget) -> Result<PrivateKey, KeyFileError> {
    let error = |source| KeyFileError::Encoding { part: "private key", source };
    let mut fields = Reader::new(der).sequence().map_err(error)?;
    let first = fields.element().map_err(error)?.tag();
    match (first, fields.peek()) {
        (Tag::SEQUENCE, Some(Tag::OCTET_STRING)) => from_encrypted(der, passphrase, budget),
        (Tag::INTEGER, Some(Tag::SEQUENCE)) => {
            // PFX has its version (3) and a SEQUENCE there, too.
            let is_pfx = Reader::new(der).sequence().and_then(|mut fields| fields.unsigned()) == Ok(3);
            if is_pfx { Err(KeyFileError::Unrecognised) } else { from_pkcs8(der) }
        }
        (Tag::INTEGER, Some(Tag::INTEGER)) => read(der, "RSA private key", rsa),
        (Tag::INTEGER, Some(Tag::OCTET_STRING)) => from_sec1(der),
        _ => Err(KeyFileError::Unrecognised),
    }
}

/// EncryptedPrivateKeyInfo. There is no check value: what the passphrase makes of it either is a key or is not.
pub(super) fn from_encrypted(
    der: &[u8],
    passphrase: Option<&[u8]>,
    budget: &mut Budget,
) -> Result<PrivateKey, KeyFileError> {
    let error = |source| KeyFileError::Encoding { part: "encrypted private key", source };
    let (algorithm, encrypted) = encrypted_fields(der).map_err(error)?;
    let passphrase = passphrase.ok_or(KeyFileError::PassphraseNeeded)?;
    let plain = decrypt(&algorithm, encrypted, passphrase, budget)?;
    match from_pkcs8(&plain) {
        // One wrong passphrase in 256 leaves something that looks padded.
        Err(KeyFileError::Encoding { .. }) => Err(KeyFileError::WrongPassphrase),
        result => result,
    }
}

fn encrypted_fields(der: &[u8]) -> Result<(AlgorithmIdentifier<'_>, &[u8]), DerError> {
    let mut whole = Reader::new(der);
    let mut fields = whole.sequence()?;
    whole.finish()?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let encrypted = fields.octet_string()?;
    fields.finish()?;
    Ok((algorithm, encrypted))
}

/// PrivateKeyInfo.
pub(super) fn from_pkcs8(der: &[u8]) -> Result<PrivateKey, KeyFileError> {
    let error = |source| KeyFileError::Encoding { part: "private key", source };
    let (algorithm, key) = pkcs8_fields(der).map_err(error)?;
    match algorithm.algorithm {
        oid::RSA_ENCRYPTION | oid::RSASSA_PSS => read(key, "RSA private key", rsa),
        oid::EC_PUBLIC_KEY => {
            let curve = algorithm.parameters.filter(|value| value.tag() == Tag::OBJECT_IDENTIFIER);
            let curve = curve.map(|value| value.as_object_identifier()).transpose().map_err(error)?;
            let curve = curve.map(Curve::from_oid);
            read(key, "EC private key", ec_fields).and_then(|fields| ec(fields, curve))
        }
        other => {
            let kind = other.name().map_or_else(|| other.to_string(), str::to_owned);
            Err(KeyFileError::UnsupportedKey { kind })
        }
    }
}

fn pkcs8_fields(der: &[u8]) -> Result<(AlgorithmIdentifier<'_>, &[u8]), DerError> {
    let mut whole = Reader::new(der);
    let mut fields = whole.sequence()?;
    whole.finish()?;
    fields.unsigned()?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let key = fields.octet_string()?;
    fields.optional(Tag::context(0))?;
    fields.optional(Tag::context_primitive(1))?;
    fields.finish()?;
    Ok((algorithm, key))
}

fn from_sec1(der: &[u8]) -> Result<PrivateKey, KeyFileError> {
    ec(read(der, "EC private key", ec_fields)?, None)
}

fn read<'a, T>(
    der: &'a [u8],
    part: &'static str,
    parse: impl FnOnce(&'a [u8]) -> Result<T, DerError>,
) -> Result<T, KeyFileError> {
    parse(der).map_err(|source| KeyFileError::Encoding { part, source })
}

fn rsa(der: &[u8]) -> Result<PrivateKey, DerError> {
    let mut whole = Reader::new(der);
    let mut fields = whole.sequence()?;
    whole.finish()?;
    fields.unsigned()?;
    let modulus = without_leading_zero(fields.integer()?).to_vec();
    let exponent = without_leading_zero(fields.integer()?).to_vec();
    Ok(PrivateKey(Material::Rsa { der: Zeroizing::new(der.to_vec()), modulus, exponent }))
}

fn without_leading_zero(integer: &[u8]) -> &[u8] {
    integer.strip_prefix(&[0]).unwrap_or(integer)
}

struct EcFields<'a> {
    number: &'a [u8],
    curve: Option<Curve>,
    point: Option<&'a [u8]>,
}

fn ec_fields(der: &[u8]) -> Result<EcFields<'_>, DerError> {
    let mut whole = Reader::new(der);
    let mut fields = whole.sequence()?;
    whole.finish()?;
    fields.unsigned()?;
    let number = fields.octet_string()?;
    let mut parameters = fields.optional_explicit(0)?;
    // Explicit parameters are no named curve: nothing is signed on a curve that the file describes itself.
    let curve = match &mut parameters {
        Some(inner) if inner.peek() == Some(Tag::OBJECT_IDENTIFIER) => Some(inner.object_identifier()?),
        _ => None,
    };
    let point = fields.optional_explicit(1)?.map(|mut inner| inner.bit_string()).transpose()?;
    fields.finish()?;
    Ok(EcFields { number, curve: curve.map(Curve::from_oid), point: point.map(|bits| bits.octets) })
}

/// The curve stands in the algorithm of PKCS#8, or in the key itself.
fn ec(fields: EcFields<'_>, curve: Option<Curve>) -> Result<PrivateKey, KeyFileError> {
    let unsupported = |kind: String| KeyFileError::UnsupportedKey { kind };
    let curve = curve.or(fields.curve).ok_or_else(|| unsupported("EC with explicit parameters".into()))?;
    let length = curve.coordinate_length().ok_or_else(|| unsupported(format!("EC {curve}")))?;
    // RFC 5915 wants exactly so many octets; old programs left out leading zeros, or added one.
    let significant = fields.number.iter().skip_while(|&&octet| octet == 0).count();
    if significant > length || significant == 0 {
        return Err(KeyFileError::Inconsistent);
    }
    let mut number = Zeroizing::new(vec![0; length]);
    for (to, from) in number.iter_mut().rev().zip(fields.number.iter().rev()) {
        *to = *from;
    }
    Ok(PrivateKey(Material::Ec { curve, number, point: fields.point.map(<[u8]>::to_vec) }))
}
