//! PKCS#12 (RFC 7292): key, certificate and authorities in one file.
//!
//! ```text
//! PFX ::= SEQUENCE { version INTEGER { v3(3) }, authSafe ContentInfo, macData MacData OPTIONAL }
//! MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }
//! AuthenticatedSafe ::= SEQUENCE OF ContentInfo          -- data or encryptedData
//! SafeContents ::= SEQUENCE OF SafeBag
//! SafeBag ::= SEQUENCE { bagId OBJECT IDENTIFIER, bagValue [0] EXPLICIT ANY, bagAttributes SET OPTIONAL }
//! ```
//!
//! The MAC tells a changed file from a wrong passphrase only together with the encryption: both are made with the
//! passphrase. If neither fits, the passphrase is wrong; if one fits, the file was changed.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use zeroize::Zeroizing;

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::certificate::Certificate;
use crate::der::{DerError, Reader, Tag};
use crate::key_file::derivation::{Budget, Purpose, pkcs12 as derive};
use crate::key_file::encryption::{decrypt, wide_forms};
use crate::key_file::private_key::{from_encrypted, from_pkcs8};
use crate::key_file::{KeyFileError, KeyFileLimits, PrivateKey};
use crate::oid;

/// The key of a PKCS#12 file and what belongs to it.
pub struct KeyPair {
    /// The private key.
    pub key: PrivateKey,
    /// Its certificate: the key was compared with it.
    pub certificate: Certificate,
    /// The other certificates of the file, unverified.
    pub authorities: Vec<Certificate>,
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyPair({}, {})", self.key.kind(), self.certificate.subject())
    }
}

impl KeyPair {
    /// From the octets of a PKCS#12 file (`.p12`, `.pfx`) in DER with exactly one private key.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::WrongPassphrase`] and [`KeyFileError::Damaged`] are told apart.
    pub fn from_pkcs12(
        octets: &[u8],
        passphrase: &[u8],
        limits: &KeyFileLimits,
    ) -> Result<KeyPair, KeyFileError> {
        if octets.len() > limits.octets {
            return Err(KeyFileError::TooLarge { octets: octets.len(), limit: limits.octets });
        }
        if octets.first() != Some(&Tag::SEQUENCE.0) {
            return Err(KeyFileError::Unrecognised);
        }
        let pfx = pfx(octets).map_err(of_part("PKCS#12 file"))?;
        let mut budget = Budget::new(limits);
        let mac = match &pfx.mac {
            Some(mac) => Some(mac.verify(pfx.safe, passphrase, &mut budget)?),
            None => None,
        };
        let mut bags = Bags {
            passphrase,
            budget,
            limits,
            opened: false,
            left: limits.bags,
            content: Content::default(),
        };
        match (bags.read(pfx.safe), mac) {
            (Ok(()), Some(false)) if bags.opened => Err(KeyFileError::Damaged { part: "check value (MAC)" }),
            (Ok(()) | Err(KeyFileError::WrongPassphrase), Some(false)) => Err(KeyFileError::WrongPassphrase),
            (Err(KeyFileError::WrongPassphrase), Some(true)) => {
                Err(KeyFileError::Damaged { part: "encrypted content" })
            }
            // The passphrase opened it, and what came out makes no sense: with a MAC that does not fit, it was changed.
            (Err(KeyFileError::Encoding { .. } | KeyFileError::Certificate(_)), Some(false))
                if bags.opened =>
            {
                Err(KeyFileError::Damaged { part: "encrypted content" })
            }
            (Err(error), _) => Err(error),
            (Ok(()), _) => bags.content.into_key_pair(),
        }
    }
}

fn of_part(part: &'static str) -> impl Fn(DerError) -> KeyFileError {
    move |source| KeyFileError::Encoding { part, source }
}

struct Pfx<'a> {
    /// AuthenticatedSafe: what the MAC is over.
    safe: &'a [u8],
    mac: Option<MacData<'a>>,
}

fn pfx(octets: &[u8]) -> Result<Pfx<'_>, DerError> {
    let mut whole = Reader::new(octets);
    let mut fields = whole.sequence()?;
    whole.finish()?;
    fields.unsigned()?;
    let safe = ContentInfo::read(&mut fields)?;
    let safe = safe.data()?;
    let mac = if fields.is_empty() { None } else { Some(MacData::read(&mut fields)?) };
    fields.finish()?;
    Ok(Pfx { safe, mac })
}

/// `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }` (RFC 5652, 3)
struct ContentInfo<'a> {
    content_type: oid::ObjectIdentifier,
    content: Reader<'a>,
}

impl<'a> ContentInfo<'a> {
    fn read(fields: &mut Reader<'a>) -> Result<ContentInfo<'a>, DerError> {
        let mut fields = fields.sequence()?;
        let content_type = fields.object_identifier()?;
        let content = fields.expect(Tag::context(0))?.reader();
        fields.finish()?;
        Ok(ContentInfo { content_type, content })
    }

    fn data(&self) -> Result<&'a [u8], DerError> {
        let mut content = self.content.clone();
        let data = content.octet_string()?;
        content.finish()?;
        Ok(data)
    }

    /// `EncryptedData ::= SEQUENCE { version INTEGER, SEQUENCE { contentType, algorithm, [0] IMPLICIT OCTET STRING } }`
    fn encrypted_data(&self) -> Result<(AlgorithmIdentifier<'a>, &'a [u8]), DerError> {
        let mut fields = self.content.clone().sequence()?;
        fields.unsigned()?;
        let mut content = fields.sequence()?;
        content.object_identifier()?;
        let algorithm = AlgorithmIdentifier::read(&mut content)?;
        let encrypted = content.expect(Tag::context_primitive(0))?.content();
        content.finish()?;
        Ok((algorithm, encrypted))
    }
}

struct MacData<'a> {
    digest: AlgorithmIdentifier<'a>,
    value: &'a [u8],
    salt: &'a [u8],
    rounds: u64,
}

impl<'a> MacData<'a> {
    fn read(fields: &mut Reader<'a>) -> Result<MacData<'a>, DerError> {
        let mut fields = fields.sequence()?;
        let mut digest_info = fields.sequence()?;
        let digest = AlgorithmIdentifier::read(&mut digest_info)?;
        let value = digest_info.octet_string()?;
        digest_info.finish()?;
        let salt = fields.octet_string()?;
        let rounds = if fields.is_empty() { 1 } else { fields.unsigned()? };
        fields.finish()?;
        Ok(MacData { digest, value, salt, rounds })
    }

    /// Whether the MAC fits, for any form of the passphrase.
    fn verify(&self, safe: &[u8], passphrase: &[u8], budget: &mut Budget) -> Result<bool, KeyFileError> {
        let unsupported = KeyFileError::UnsupportedEncryption { algorithm: self.digest.algorithm };
        let Some(digest) = DigestAlgorithm::from_oid(&self.digest.algorithm) else { return Err(unsupported) };
        for wide in wide_forms(passphrase)? {
            let mut key = Zeroizing::new(vec![0; digest.length()]);
            let derived = derive(digest, Purpose::Mac, &wide, self.salt, self.rounds, &mut key, budget)?;
            let fits = match (derived, digest) {
                (Some(()), DigestAlgorithm::Sha1) => mac_fits::<Hmac<sha1::Sha1>>(&key, safe, self.value),
                (Some(()), DigestAlgorithm::Sha256) => mac_fits::<Hmac<sha2::Sha256>>(&key, safe, self.value),
                (Some(()), DigestAlgorithm::Sha384) => mac_fits::<Hmac<sha2::Sha384>>(&key, safe, self.value),
                (Some(()), DigestAlgorithm::Sha512) => mac_fits::<Hmac<sha2::Sha512>>(&key, safe, self.value),
                _ => return Err(unsupported),
            };
            if fits {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Compared in a time that does not depend on the octets.
fn mac_fits<M: Mac + KeyInit>(key: &[u8], message: &[u8], value: &[u8]) -> bool {
    let Ok(mac) = <M as KeyInit>::new_from_slice(key) else { return false };
    mac.chain_update(message).verify_slice(value).is_ok()
}

#[derive(Default)]
struct Content {
    keys: Vec<PrivateKey>,
    certificates: Vec<Certificate>,
}

/// Reading the bags of a file.
struct Bags<'a> {
    passphrase: &'a [u8],
    budget: Budget,
    limits: &'a KeyFileLimits,
    /// Whether the passphrase opened something.
    opened: bool,
    left: usize,
    content: Content,
}

impl Bags<'_> {
    fn read(&mut self, safe: &[u8]) -> Result<(), KeyFileError> {
        let part = of_part("authenticated safe");
        let mut infos = Reader::new(safe).sequence().map_err(&part)?;
        while !infos.is_empty() {
            let info = ContentInfo::read(&mut infos).map_err(&part)?;
            match info.content_type {
                oid::CMS_DATA => self.safe_contents(info.data().map_err(&part)?)?,
                oid::CMS_ENCRYPTED_DATA => {
                    let (algorithm, encrypted) = info.encrypted_data().map_err(&part)?;
                    let plain = decrypt(&algorithm, encrypted, self.passphrase, &mut self.budget)?;
                    let opened = std::mem::replace(&mut self.opened, true);
                    // What decrypts to no SafeContents at all was decrypted wrongly.
                    if Reader::new(&plain).sequence().is_err() {
                        self.opened = opened;
                        return Err(KeyFileError::WrongPassphrase);
                    }
                    self.safe_contents(&plain)?;
                }
                algorithm => return Err(KeyFileError::UnsupportedEncryption { algorithm }),
            }
        }
        Ok(())
    }

    fn safe_contents(&mut self, contents: &[u8]) -> Result<(), KeyFileError> {
        let part = of_part("bag");
        let mut whole = Reader::new(contents);
        let mut bags = whole.sequence().map_err(&part)?;
        whole.finish().map_err(&part)?;
        while !bags.is_empty() {
            let too_many = KeyFileError::TooManyBags { limit: self.limits.bags };
            self.left = self.left.checked_sub(1).ok_or(too_many)?;
            let mut fields = bags.sequence().map_err(&part)?;
            let kind = fields.object_identifier().map_err(&part)?;
            let value = fields.expect(Tag::context(0)).map_err(&part)?.content();
            match kind {
                oid::KEY_BAG => self.content.keys.push(from_pkcs8(value)?),
                oid::SHROUDED_KEY_BAG => {
                    let key = from_encrypted(value, Some(self.passphrase), &mut self.budget)?;
                    self.opened = true;
                    self.content.keys.push(key);
                }
                oid::CERTIFICATE_BAG => {
                    if let Some(der) = certificate_bag(value).map_err(&part)? {
                        self.content.certificates.push(Certificate::from_der(der)?);
                    }
                }
                // Lists, secrets and nested contents are nothing to sign with.
                _ => {}
            }
        }
        Ok(())
    }
}

/// `CertBag ::= SEQUENCE { certId OBJECT IDENTIFIER, certValue [0] EXPLICIT OCTET STRING }`; `None` for SDSI.
fn certificate_bag(value: &[u8]) -> Result<Option<&[u8]>, DerError> {
    let mut fields = Reader::new(value).sequence()?;
    if fields.object_identifier()? != oid::X509_CERTIFICATE {
        return Ok(None);
    }
    fields.expect(Tag::context(0))?.reader().octet_string().map(Some)
}

impl Content {
    fn into_key_pair(mut self) -> Result<KeyPair, KeyFileError> {
        let count = self.keys.len();
        let key = match self.keys.pop() {
            None => return Err(KeyFileError::NoKey),
            Some(_) if count > 1 => return Err(KeyFileError::SeveralKeys { count }),
            Some(key) => key,
        };
        let own = self.certificates.iter().position(|certificate| key.belongs_to(certificate));
        let certificate = self.certificates.remove(own.ok_or(KeyFileError::NoCertificate)?);
        Ok(KeyPair { key, certificate, authorities: self.certificates })
    }
}
