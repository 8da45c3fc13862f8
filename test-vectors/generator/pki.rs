//! The test hierarchy: who exists, and how each certificate differs from a good one.
//!
//! The clock stands at 2026-04-01. Times are `YYYYMMDDHHMMSSZ`; validity is in whole days of Japan, as in real cards.

use crate::certificate::*;
use crate::der::{self, sequence};
use crate::keys::{Hash, Key, Keys};
use std::collections::BTreeMap;

const CA_NOT_BEFORE: &str = "20200331150000Z";
const CA_NOT_AFTER: &str = "20400331145959Z";
const NOT_BEFORE: &str = "20250331150000Z";
const NOT_AFTER: &str = "20300331145959Z";

/// thisUpdate and nextUpdate of the signing CA's list: 96 hours, begun before the signing time.
const LIST: (&str, &str) = ("20260331180000Z", "20260404180000Z");
/// The same for the root's list of CA certificates.
const AUTHORITY_LIST: (&str, &str) = ("20260330190000Z", "20260403190000Z");
/// The time-stamp authority's list lives for a year.
const TSA_LIST: (&str, &str) = ("20260301000000Z", "20270301000000Z");

/// A certification authority: its name, its key, and how its own certificate is named.
#[derive(Clone)]
pub(crate) struct Authority {
    pub(crate) name: Vec<u8>,
    pub(crate) key: Key,
    issuer: Vec<u8>,
    serial: Vec<u8>,
}

impl Authority {
    /// authorityKeyIdentifier for what this authority issues: key, issuer and serial of its own certificate.
    fn authority(&self) -> Vec<u8> {
        let key_id = key_identifier(&self.key.public_key_info());
        authority_key_identifier(&key_id, Some((&self.issuer, &self.serial)))
    }
}

/// A certificate and what others need to name it.
pub(crate) struct Issued {
    pub(crate) certificate: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    /// The whole INTEGER element.
    pub(crate) serial: Vec<u8>,
    subject: Vec<u8>,
    /// The name of the key.
    key: String,
}

/// Everything issued, by file name without its suffix.
pub(crate) struct Pki {
    pub(crate) keys: Keys,
    pub(crate) issued: BTreeMap<String, Issued>,
    pub(crate) lists: BTreeMap<String, Vec<u8>>,
    next_serial: u16,
}

impl Pki {
    pub(crate) fn new(keys: Keys) -> Self {
        let mut pki = Self { keys, issued: BTreeMap::new(), lists: BTreeMap::new(), next_serial: 0x15e };
        pki.issue_health_care();
        pki.issue_time_stamping();
        pki
    }

    pub(crate) fn issued(&self, name: &str) -> &Issued {
        self.issued.get(name).unwrap_or_else(|| panic!("no certificate {name}"))
    }

    pub(crate) fn certificate(&self, name: &str) -> &[u8] {
        &self.issued(name).certificate
    }

    pub(crate) fn list(&self, name: &str) -> &[u8] {
        self.lists.get(name).unwrap_or_else(|| panic!("no list {name}"))
    }

    /// The private key that belongs to a certificate.
    pub(crate) fn key_of(&self, certificate: &str) -> &Key {
        self.keys.get(&self.issued(certificate).key)
    }

    /// The root's names: no commonName, as in the real one.
    fn root(&mut self, file: &str, key: &str) -> Authority {
        let name = root_name();
        let key_value = self.keys.get(key).clone();
        let info = key_value.public_key_info();
        let alt_name = self::name(&[(COUNTRY, "JP"), (ORGANIZATION, "試験ベクタ省")]);
        let serial = serial(&[1]);
        let certificate = Certificate {
            version: Some(2),
            serial: serial.clone(),
            issuer: name.clone(),
            not_before: CA_NOT_BEFORE,
            not_after: "20450331145959Z",
            times: Times::Profiled,
            subject: name.clone(),
            public_key_info: info.clone(),
            extensions: Vec::new(),
        }
        .set(AUTHORITY_KEY_IDENTIFIER, Critical::No, authority_key_identifier(&key_identifier(&info), None))
        .set(SUBJECT_KEY_IDENTIFIER, Critical::No, der::octet_string(&key_identifier(&info)))
        .set(BASIC_CONSTRAINTS, Critical::Yes, basic_constraints_ca())
        .set(SUBJECT_ALT_NAME, Critical::No, directory_alt_name(&alt_name))
        .set(KEY_USAGE, Critical::Yes, ca_key_usage());
        self.add(file, key, &certificate, &key_value);
        Authority { issuer: name.clone(), name, key: key_value, serial }
    }

    fn sub_ca(
        &mut self,
        file: &str,
        root: &Authority,
        key: &str,
        common_name: &str,
        policy: &str,
    ) -> Authority {
        let name = ca_name(common_name);
        let key_value = self.keys.get(key).clone();
        let info = key_value.public_key_info();
        let serial = self.serial();
        let points = sequence([
            distribution_point_name(&authority_list_name()),
            distribution_point_uri("http://hpki.example/repository/rlist/sarl.crl"),
        ]);
        let certificate = Certificate {
            version: Some(2),
            serial: serial.clone(),
            issuer: root.name.clone(),
            not_before: CA_NOT_BEFORE,
            not_after: CA_NOT_AFTER,
            times: Times::Profiled,
            subject: name.clone(),
            public_key_info: info.clone(),
            extensions: Vec::new(),
        }
        .set(AUTHORITY_KEY_IDENTIFIER, Critical::No, root.authority())
        .set(SUBJECT_KEY_IDENTIFIER, Critical::No, der::octet_string(&key_identifier(&info)))
        .set(BASIC_CONSTRAINTS, Critical::Yes, basic_constraints_ca())
        .set(CERTIFICATE_POLICIES, Critical::Yes, certificate_policies(&[policy]))
        .set(KEY_USAGE, Critical::Yes, ca_key_usage())
        .set(CRL_DISTRIBUTION_POINTS, Critical::No, points);
        self.add(file, key, &certificate, &root.key);
        Authority { issuer: root.name.clone(), name, key: key_value, serial }
    }

    fn serial(&mut self) -> Vec<u8> {
        self.next_serial += 1;
        serial(&self.next_serial.to_be_bytes())
    }

    fn add(&mut self, file: &str, key: &str, certificate: &Certificate, signature_key: &Key) -> Vec<u8> {
        let issued = Issued {
            certificate: certificate.sign(signature_key, Hash::Sha256),
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.clone(),
            subject: certificate.subject.clone(),
            key: key.to_owned(),
        };
        let octets = issued.certificate.clone();
        assert!(self.issued.insert(file.to_owned(), issued).is_none(), "{file} twice");
        octets
    }

    /// A person's certificate as a card holds it, for `change` to alter before `authority` signs it.
    fn person(
        &mut self,
        file: &str,
        authority: &Authority,
        key: &str,
        role: Option<&str>,
        change: impl FnOnce(Certificate) -> Certificate,
    ) -> Vec<u8> {
        let number = format!("TV{:06}", self.next_serial);
        let serial = self.serial();
        let info = self.keys.get(key).public_key_info();
        let japanese = name(&[
            (COUNTRY, "JP"),
            (ORGANIZATION, "試験ベクタ病院"),
            (COMMON_NAME, "試験　太郎"),
            (SERIAL_NUMBER, &number),
        ]);
        let mut certificate = Certificate {
            version: Some(2),
            serial: serial.clone(),
            issuer: authority.name.clone(),
            not_before: NOT_BEFORE,
            not_after: NOT_AFTER,
            times: Times::Profiled,
            subject: person_name(&number),
            public_key_info: info.clone(),
            extensions: Vec::new(),
        }
        .set(AUTHORITY_KEY_IDENTIFIER, Critical::No, authority.authority())
        .set(SUBJECT_KEY_IDENTIFIER, Critical::No, der::octet_string(&key_identifier(&info)))
        .set(KEY_USAGE, Critical::Yes, NON_REPUDIATION.to_vec())
        .set(SUBJECT_ALT_NAME, Critical::No, directory_alt_name(&japanese))
        .set(
            CRL_DISTRIBUTION_POINTS,
            Critical::No,
            sequence([distribution_point_uri("http://hpki.example/sign/crl-sign.crl")]),
        );
        if let Some(role) = role {
            certificate = certificate.set(SUBJECT_DIRECTORY_ATTRIBUTES, Critical::No, hc_roles(&[role]));
        }
        certificate =
            certificate.set(CERTIFICATE_POLICIES, Critical::Yes, certificate_policies(&[POLICY_SIGNATURE]));
        self.add(file, key, &change(certificate), &authority.key);
        serial
    }
}

mod people;
mod time_stamping;

fn root_name() -> Vec<u8> {
    name(&root_attributes())
}

fn root_attributes() -> [(&'static str, &'static str); 4] {
    [
        (COUNTRY, "JP"),
        (ORGANIZATION, "Ministry of Test Vectors"),
        (ORGANIZATIONAL_UNIT, "Director-General for Test Vectors"),
        (ORGANIZATIONAL_UNIT, "Test Vectors HPKI Root CA"),
    ]
}

/// The name of the root's list of CA certificates: the root's own and one commonName more.
fn authority_list_name() -> Vec<u8> {
    name(&[root_attributes().as_slice(), &[(COMMON_NAME, "SARL")]].concat())
}

fn ca_name(common_name: &str) -> Vec<u8> {
    name(&[
        (COUNTRY, "JP"),
        (ORGANIZATION, "TEST VECTORS"),
        (ORGANIZATIONAL_UNIT, "Test Vectors HPKI CA"),
        (COMMON_NAME, common_name),
    ])
}

fn person_name(number: &str) -> Vec<u8> {
    name(&[
        (COUNTRY, "JP"),
        (ORGANIZATION, "TEST VECTORS HOSPITAL"),
        (COMMON_NAME, "Taro Shiken"),
        (SERIAL_NUMBER, number),
    ])
}
