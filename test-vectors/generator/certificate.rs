//! Certificates as the real hierarchy writes them, and every way to write them wrong.

use crate::der::{
    algorithm, bit_string, boolean, explicit, generalized_time, ia5_string, object_identifier, octet_string,
    printable_string, sequence, sequence_of, set_of, small_integer, time, tlv, unsigned_integer, utf8_string,
};
use crate::keys::{Hash, Key};
use sha2::Digest as _;

pub(crate) const COUNTRY: &str = "2.5.4.6";
pub(crate) const ORGANIZATION: &str = "2.5.4.10";
pub(crate) const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
pub(crate) const COMMON_NAME: &str = "2.5.4.3";
pub(crate) const SERIAL_NUMBER: &str = "2.5.4.5";

pub(crate) const POLICY_SIGNATURE: &str = "1.2.392.100495.1.5.1.1.3.1";
pub(crate) const POLICY_SIGNATURE_TEST: &str = "1.2.392.100495.1.5.1.1.0.1";
pub(crate) const POLICY_AUTHENTICATION: &str = "1.2.392.100495.1.5.1.2.3.1";
pub(crate) const CODING_SCHEME: &str = "1.2.392.100495.1.6.1.1";
const CPS: &str = "http://hpki.example/repository/";

/// keyUsage: nonRepudiation alone, as real signers have it.
pub(crate) const NON_REPUDIATION: &[u8] = &[0x03, 0x02, 0x06, 0x40];
pub(crate) const DIGITAL_SIGNATURE: &[u8] = &[0x03, 0x02, 0x07, 0x80];
pub(crate) const DIGITAL_SIGNATURE_NON_REPUDIATION: &[u8] = &[0x03, 0x02, 0x06, 0xc0];
const CERT_SIGN_CRL_SIGN: &[u8] = &[0x03, 0x02, 0x01, 0x06];

/// How `critical BOOLEAN DEFAULT FALSE` is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Critical {
    No,
    Yes,
    FalseWrittenOut,
}

/// How validity is written.
#[derive(Clone, Copy)]
pub(crate) enum Times {
    /// UTCTime through 2049, as RFC 5280 wants it.
    Profiled,
    /// GeneralizedTime always.
    Generalized,
}

impl Times {
    fn encode(self, value: &str) -> Vec<u8> {
        match self {
            Self::Profiled => time(value),
            Self::Generalized => generalized_time(value),
        }
    }
}

/// One extension: its type, its criticality, the content of extnValue.
#[derive(Clone)]
pub(crate) struct Extension {
    pub(crate) oid: &'static str,
    pub(crate) critical: Critical,
    pub(crate) value: Vec<u8>,
}

impl Extension {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let critical = match self.critical {
            Critical::No => Vec::new(),
            Critical::Yes => boolean(true),
            Critical::FalseWrittenOut => boolean(false),
        };
        sequence([object_identifier(self.oid), critical, octet_string(&self.value)])
    }
}

/// A Name: one attribute per RDN. Country and serial number in PrintableString, as everything else that fits, but
/// Japanese in UTF8String.
pub(crate) fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let rdn = |(kind, text): &(&str, &str)| {
        let value = if text.is_ascii() { printable_string(text) } else { utf8_string(text) };
        set_of(vec![sequence([object_identifier(kind), value])])
    };
    sequence_of(&attributes.iter().map(rdn).collect::<Vec<_>>())
}

/// A certificate before it is signed.
#[derive(Clone)]
pub(crate) struct Certificate {
    /// The version field: `Some(2)` is version 3, `None` leaves the field out (version 1).
    pub(crate) version: Option<u8>,
    /// serialNumber, a whole INTEGER element.
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: &'static str,
    pub(crate) not_after: &'static str,
    pub(crate) times: Times,
    pub(crate) subject: Vec<u8>,
    pub(crate) public_key_info: Vec<u8>,
    pub(crate) extensions: Vec<Extension>,
}

impl Certificate {
    /// Signs with RSASSA-PKCS1-v1_5 over `hash` and returns the certificate.
    pub(crate) fn sign(&self, key: &Key, hash: Hash) -> Vec<u8> {
        let algorithm = algorithm(rsa_signature_oid(hash));
        let extensions = self.extensions.iter().map(Extension::encode).collect::<Vec<_>>();
        let tbs = sequence([
            self.version.map_or_else(Vec::new, |version| explicit(0, &small_integer(version))),
            self.serial.clone(),
            algorithm.clone(),
            self.issuer.clone(),
            sequence([self.times.encode(self.not_before), self.times.encode(self.not_after)]),
            self.subject.clone(),
            self.public_key_info.clone(),
            if extensions.is_empty() { Vec::new() } else { explicit(3, &sequence_of(&extensions)) },
        ]);
        let signature = key.sign(hash, &tbs);
        sequence([tbs, algorithm, bit_string(&signature)])
    }

    pub(crate) fn set(mut self, oid: &'static str, critical: Critical, value: Vec<u8>) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self.extensions.push(Extension { oid, critical, value });
        self
    }

    pub(crate) fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }
}

pub(crate) fn rsa_signature_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "1.2.840.113549.1.1.4",
        Hash::Sha1 => "1.2.840.113549.1.1.5",
        Hash::Sha224 => "1.2.840.113549.1.1.14",
        Hash::Sha256 => "1.2.840.113549.1.1.11",
        Hash::Sha384 => "1.2.840.113549.1.1.12",
        Hash::Sha512 => "1.2.840.113549.1.1.13",
    }
}

pub(crate) const SUBJECT_DIRECTORY_ATTRIBUTES: &str = "2.5.29.9";
pub(crate) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
pub(crate) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(crate) const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

/// SHA-1 of the BIT STRING's content (RFC 5280 4.2.1.2, method 1).
pub(crate) fn key_identifier(public_key_info: &[u8]) -> Vec<u8> {
    // SEQUENCE { AlgorithmIdentifier, BIT STRING }: what follows the algorithm is the BIT STRING.
    let body = content(public_key_info);
    let algorithm_length = element_length(body);
    sha1::Sha1::digest(&content(&body[algorithm_length..])[1..]).to_vec()
}

/// The content octets of the element `der` starts with.
pub(crate) fn content(der: &[u8]) -> &[u8] {
    &der[header_length(der)..element_length(der)]
}

/// Identifier, length and content octets of the element `der` starts with, counted.
pub(crate) fn element_length(der: &[u8]) -> usize {
    let length = match der[1] {
        short @ 0..0x80 => usize::from(short),
        long => {
            der[2..2 + usize::from(long & 0x7f)].iter().fold(0, |sum, octet| sum * 256 + usize::from(*octet))
        }
    };
    header_length(der) + length
}

fn header_length(der: &[u8]) -> usize {
    if der[1] < 0x80 { 2 } else { 2 + usize::from(der[1] & 0x7f) }
}

/// keyIdentifier, and when given the issuer's issuer and serial, as MEDIS and JMA write them.
pub(crate) fn authority_key_identifier(key_id: &[u8], certificate: Option<(&[u8], &[u8])>) -> Vec<u8> {
    let issuer_serial = certificate.map_or_else(Vec::new, |(issuer, serial)| {
        [tlv(0xa1, &explicit(4, issuer)), tlv(0x82, content(serial))].concat()
    });
    sequence([tlv(0x80, key_id), issuer_serial])
}

pub(crate) fn certificate_policies(policies: &[&str]) -> Vec<u8> {
    let qualifier = sequence([object_identifier("1.3.6.1.5.5.7.2.1"), ia5_string(CPS)]);
    let policy = |oid: &&str| sequence([object_identifier(oid), sequence([qualifier.clone()])]);
    sequence_of(&policies.iter().map(policy).collect::<Vec<_>>())
}

pub(crate) fn basic_constraints_ca() -> Vec<u8> {
    sequence([boolean(true)])
}

pub(crate) fn ca_key_usage() -> Vec<u8> {
    CERT_SIGN_CRL_SIGN.to_vec()
}

/// fullName with one URI.
pub(crate) fn distribution_point_uri(uri: &str) -> Vec<u8> {
    sequence([explicit(0, &explicit(0, &tlv(0x86, uri.as_bytes())))])
}

/// fullName with one directoryName.
pub(crate) fn distribution_point_name(name: &[u8]) -> Vec<u8> {
    sequence([explicit(0, &explicit(0, &explicit(4, name)))])
}

pub(crate) fn directory_alt_name(name: &[u8]) -> Vec<u8> {
    sequence([explicit(4, name)])
}

/// One HcActor: coding scheme and free text, the text as a whole DirectoryString element.
pub(crate) fn hc_actor(scheme: &str, free_text: Option<Vec<u8>>) -> Vec<u8> {
    let mut coded_data = vec![explicit(0, &object_identifier(scheme))];
    coded_data.extend(free_text.map(|text| explicit(2, &text)));
    sequence([explicit(0, &set_of(coded_data))])
}

/// One Attribute of type hcRole with one HCActorData of these actors.
pub(crate) fn hc_role_attribute(actors: Vec<Vec<u8>>) -> Vec<u8> {
    sequence([object_identifier("1.0.17090.0.1"), set_of(vec![set_of(actors)])])
}

/// subjectDirectoryAttributes with one hcRole per text, in Japan's coding scheme.
pub(crate) fn hc_roles(texts: &[&str]) -> Vec<u8> {
    let actors = texts.iter().map(|text| hc_actor(CODING_SCHEME, Some(utf8_string(text)))).collect();
    sequence([hc_role_attribute(actors)])
}

pub(crate) fn serial(octets: &[u8]) -> Vec<u8> {
    unsigned_integer(octets)
}
