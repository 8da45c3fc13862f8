//! DER for tests, put together by hand: what is odd on purpose cannot come from a library that writes it right.

use crate::der::Tag;
use crate::oid::{self, ObjectIdentifier};

/// A value of a tag and a content.
pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        length @ 0..=0x7f => der.push(length as u8),
        length @ 0x80..=0xff => der.extend([0x81, length as u8]),
        length @ 0x100..=0xffff => der.extend([0x82, (length >> 8) as u8, length as u8]),
        length => der.extend([0x84].into_iter().chain((length as u32).to_be_bytes())),
    }
    if der[1] == 0x84 && der[2] == 0 {
        der.remove(2);
        der[1] = 0x83;
    }
    der.extend_from_slice(content);
    der
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    value(Tag::SEQUENCE.0, &parts.concat())
}

pub(crate) fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    value(Tag::SET.0, &parts.concat())
}

pub(crate) fn identifier(identifier: ObjectIdentifier) -> Vec<u8> {
    value(Tag::OBJECT_IDENTIFIER.0, identifier.as_octets())
}

/// A name of one RDN for each attribute.
pub(crate) fn name(attributes: &[(ObjectIdentifier, Tag, &[u8])]) -> Vec<u8> {
    let relative_name = |&(attribute_type, tag, text): &(ObjectIdentifier, Tag, &[u8])| {
        set(&[sequence(&[identifier(attribute_type), value(tag.0, text)])])
    };
    sequence(&attributes.iter().map(relative_name).collect::<Vec<_>>())
}

pub(crate) fn common_name(text: &str) -> Vec<u8> {
    name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, text.as_bytes())])
}

/// `critical`: nothing, `Some(true)`, or FALSE written out.
pub(crate) fn extension(extension: ObjectIdentifier, critical: Option<bool>, content: &[u8]) -> Vec<u8> {
    let flag = critical.map(|critical| value(0x01, &[if critical { 0xff } else { 0x00 }]));
    sequence(&[identifier(extension), flag.unwrap_or_default(), value(0x04, content)])
}

pub(crate) fn sha256_with_rsa() -> Vec<u8> {
    sequence(&[identifier(oid::SHA256_WITH_RSA), value(0x05, &[])])
}

/// An RSA key of 2048 bits that no private key belongs to.
pub(crate) fn rsa_key() -> Vec<u8> {
    let modulus: Vec<u8> = [0x00].into_iter().chain([0xc3; 256]).collect();
    rsa_key_of(&modulus, &[0x01, 0x00, 0x01])
}

pub(crate) fn rsa_key_of(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = sequence(&[value(0x02, modulus), value(0x02, exponent)]);
    let algorithm = sequence(&[identifier(oid::RSA_ENCRYPTION), value(0x05, &[])]);
    sequence(&[algorithm, value(0x03, &[&[0x00], &key[..]].concat())])
}

/// The parts of a certificate, each to be replaced by a test.
pub(crate) struct CertificateParts {
    pub(crate) version: Vec<u8>,
    pub(crate) serial_number: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) unique_identifiers: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) after_extensions: Vec<u8>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Default for CertificateParts {
    fn default() -> Self {
        CertificateParts {
            version: value(0xa0, &value(0x02, &[2])),
            serial_number: value(0x02, &[0x2a]),
            inner_algorithm: sha256_with_rsa(),
            issuer: common_name("Issuer"),
            validity: sequence(&[value(0x17, b"220101000000Z"), value(0x18, b"20500101000000Z")]),
            subject: common_name("Subject"),
            public_key: rsa_key(),
            unique_identifiers: Vec::new(),
            extensions: Vec::new(),
            after_extensions: Vec::new(),
            outer_algorithm: sha256_with_rsa(),
            signature: value(0x03, &[&[0x00], &[0x5a; 256][..]].concat()),
        }
    }
}

impl CertificateParts {
    pub(crate) fn der(&self) -> Vec<u8> {
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => value(0xa3, &sequence(&self.extensions)),
        };
        let to_be_signed = sequence(&[
            self.version.clone(),
            self.serial_number.clone(),
            self.inner_algorithm.clone(),
            self.issuer.clone(),
            self.validity.clone(),
            self.subject.clone(),
            self.public_key.clone(),
            self.unique_identifiers.clone(),
            extensions,
            self.after_extensions.clone(),
        ]);
        sequence(&[to_be_signed, self.outer_algorithm.clone(), self.signature.clone()])
    }
}

/// The parts of a revocation list, each to be replaced by a test.
pub(crate) struct ListParts {
    pub(crate) version: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) times: Vec<u8>,
    pub(crate) entries: Option<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Default for ListParts {
    fn default() -> Self {
        ListParts {
            version: value(0x02, &[1]),
            inner_algorithm: sha256_with_rsa(),
            times: [value(0x17, b"220906180000Z"), value(0x17, b"220910180000Z")].concat(),
            entries: None,
            extensions: Vec::new(),
        }
    }
}

impl ListParts {
    pub(crate) fn der(&self) -> Vec<u8> {
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => value(0xa0, &sequence(&self.extensions)),
        };
        let entries = self.entries.as_ref().map(|entries| value(0x30, entries)).unwrap_or_default();
        let to_be_signed = sequence(&[
            self.version.clone(),
            self.inner_algorithm.clone(),
            common_name("Issuer"),
            self.times.clone(),
            entries,
            extensions,
        ]);
        let signature = value(0x03, &[&[0x00], &[0x5a; 256][..]].concat());
        sequence(&[to_be_signed, sha256_with_rsa(), signature])
    }
}
