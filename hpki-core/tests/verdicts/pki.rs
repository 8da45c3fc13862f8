//! A small PKI made on the spot: DER written by hand, so that every oddity can be written too, and P-256 keys.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::digest;
use hpki_core::ocsp::OcspResponse;
use hpki_core::oid::{self, ObjectIdentifier};

/// DER of one value.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        length @ 0..=127 => der.push(length as u8),
        length @ 128..=255 => der.extend([0x81, length as u8]),
        length => der.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    der.extend_from_slice(content);
    der
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn object_identifier(identifier: ObjectIdentifier) -> Vec<u8> {
    tlv(0x06, identifier.as_octets())
}

/// `…1.5.1.1.3.1` from its dotted form.
pub(crate) fn policy(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::from_dotted(dotted).unwrap()
}

/// A name of one common name.
pub(crate) fn name(common_name: &str) -> Vec<u8> {
    let value = tlv(0x0c, common_name.as_bytes());
    sequence(&[tlv(0x31, &sequence(&[object_identifier(oid::COMMON_NAME), value]))])
}

pub(crate) fn directory_name(common_name: &str) -> Vec<u8> {
    tlv(0xa4, &name(common_name))
}

pub(crate) fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, text.as_bytes())
}

/// `2022-09-07T00:00:00Z` as UTCTime.
fn time(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    tlv(0x17, format!("{}Z", &digits[2..14]).as_bytes())
}

/// An extension.
pub(crate) fn extension(identifier: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![object_identifier(identifier)];
    if critical {
        parts.push(tlv(0x01, &[0xff]));
    }
    parts.push(tlv(0x04, value));
    sequence(&parts)
}

pub(crate) fn key_usage(critical: bool, bits: &[u8]) -> Vec<u8> {
    let mut octets = [0u8; 2];
    bits.iter().for_each(|bit| octets[usize::from(bit / 8)] |= 0x80 >> (bit % 8));
    let used = if octets[1] != 0 { 2 } else { 1 };
    let unused = octets[used - 1].trailing_zeros() as u8;
    let mut content = vec![unused];
    content.extend_from_slice(&octets[..used]);
    extension(oid::KEY_USAGE, critical, &tlv(0x03, &content))
}

pub(crate) fn basic_constraints(ca: bool) -> Vec<u8> {
    let content = if ca { tlv(0x01, &[0xff]) } else { Vec::new() };
    extension(oid::BASIC_CONSTRAINTS, true, &tlv(0x30, &content))
}

pub(crate) fn policies(critical: bool, policies: &[ObjectIdentifier]) -> Vec<u8> {
    let policies: Vec<_> = policies.iter().map(|policy| sequence(&[object_identifier(*policy)])).collect();
    extension(oid::CERTIFICATE_POLICIES, critical, &sequence(&policies))
}

pub(crate) fn purposes(critical: bool, purposes: &[ObjectIdentifier]) -> Vec<u8> {
    let purposes: Vec<_> = purposes.iter().map(|purpose| object_identifier(*purpose)).collect();
    extension(oid::EXTENDED_KEY_USAGE, critical, &sequence(&purposes))
}

/// A distribution point: names, then whatever follows.
pub(crate) fn point(names: &[Vec<u8>], rest: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    if !names.is_empty() {
        content = tlv(0xa0, &tlv(0xa0, &names.concat()));
    }
    content.extend_from_slice(rest);
    tlv(0x30, &content)
}

pub(crate) fn distribution_points(points: &[Vec<u8>]) -> Vec<u8> {
    extension(oid::CRL_DISTRIBUTION_POINTS, false, &sequence(points))
}

/// hcRole with one actor per pair of coding scheme and name.
pub(crate) fn hc_role(actors: &[(ObjectIdentifier, Option<&str>)]) -> Vec<u8> {
    extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &sequence(&[hc_role_attribute(actors)]))
}

pub(crate) fn hc_role_attribute(actors: &[(ObjectIdentifier, Option<&str>)]) -> Vec<u8> {
    let actor = |(scheme, text): &(ObjectIdentifier, Option<&str>)| {
        let mut coded_data = tlv(0xa0, &object_identifier(*scheme));
        if let Some(text) = text {
            coded_data.extend(tlv(0xa2, &tlv(0x0c, text.as_bytes())));
        }
        sequence(&[tlv(0xa0, &tlv(0x31, &coded_data))])
    };
    let data: Vec<u8> = actors.iter().flat_map(actor).collect();
    sequence(&[object_identifier(oid::HC_ROLE), tlv(0x31, &tlv(0x31, &data))])
}

/// A key pair with a name: everything that issues.
pub(crate) struct Issuer {
    pub(crate) common_name: String,
    key: EcdsaKeyPair,
}

fn ecdsa_with_sha256() -> Vec<u8> {
    sequence(&[object_identifier(oid::ECDSA_WITH_SHA256)])
}

impl Issuer {
    pub(crate) fn new(common_name: &str) -> Issuer {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Issuer { common_name: common_name.to_owned(), key }
    }

    pub(crate) fn public_key(&self) -> Vec<u8> {
        let algorithm = sequence(&[object_identifier(oid::EC_PUBLIC_KEY), object_identifier(oid::P256)]);
        let mut bits = vec![0];
        bits.extend_from_slice(self.key.public_key().as_ref());
        sequence(&[algorithm, tlv(0x03, &bits)])
    }

    fn sign(&self, tbs: Vec<u8>) -> Vec<u8> {
        let signature = self.key.sign(&SystemRandom::new(), &tbs).unwrap();
        let mut bits = vec![0];
        bits.extend_from_slice(signature.as_ref());
        sequence(&[tbs, ecdsa_with_sha256(), tlv(0x03, &bits)])
    }

    /// A certificate of this issuer over what the template says.
    pub(crate) fn issue(&self, template: &Template) -> Certificate {
        Certificate::from_der(&self.sign(template.tbs(&self.common_name, ecdsa_with_sha256()))).unwrap()
    }

    /// A self-signed certificate.
    pub(crate) fn root(&self) -> Certificate {
        self.issue(&Template::authority(self, &[]))
    }

    /// A revocation list.
    pub(crate) fn list(&self, list: &List) -> CertificateList {
        CertificateList::from_der(&self.sign(list.tbs(&self.common_name, ecdsa_with_sha256()))).unwrap()
    }
}

/// GeneralizedTime.
fn generalized(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    tlv(0x18, format!("{}Z", &digits[..14]).as_bytes())
}

/// What an OCSP response says about one certificate.
#[derive(Clone)]
pub(crate) struct Answer<'a> {
    pub(crate) about: &'a Certificate,
    /// The key of its issuer, by which the response names it.
    pub(crate) issuer: &'a Issuer,
    pub(crate) status: Vec<u8>,
    pub(crate) this_update: &'static str,
    pub(crate) next_update: Option<&'static str>,
    /// Certificates put into the response.
    pub(crate) certificates: Vec<Certificate>,
}

impl<'a> Answer<'a> {
    pub(crate) fn good(about: &'a Certificate, issuer: &'a Issuer) -> Answer<'a> {
        Answer {
            about,
            issuer,
            status: tlv(0x80, &[]),
            this_update: "2023-06-15T00:00:00",
            next_update: Some("2023-06-16T00:00:00"),
            certificates: Vec::new(),
        }
    }

    pub(crate) fn revoked(self, at: &str, reason: Option<u8>) -> Answer<'a> {
        let mut content = generalized(at);
        content.extend(reason.map(|reason| tlv(0xa0, &tlv(0x0a, &[reason]))).unwrap_or_default());
        Answer { status: tlv(0xa1, &content), ..self }
    }

    pub(crate) fn unknown(self) -> Answer<'a> {
        Answer { status: tlv(0x82, &[]), ..self }
    }
}

fn sha1(octets: &[u8]) -> Vec<u8> {
    digest(DigestAlgorithm::Sha1, octets).unwrap().as_ref().to_vec()
}

impl Issuer {
    /// The octets of the public key's BIT STRING.
    fn key_octets(&self) -> Vec<u8> {
        self.key.public_key().as_ref().to_vec()
    }

    /// An OCSP response signed with this key.
    pub(crate) fn respond(&self, answer: &Answer<'_>) -> OcspResponse {
        let sha1_identifier = sequence(&[object_identifier(oid::SHA1), tlv(0x05, &[])]);
        let identifier = sequence(&[
            sha1_identifier,
            tlv(0x04, &sha1(answer.about.issuer().as_der())),
            tlv(0x04, &sha1(&answer.issuer.key_octets())),
            tlv(0x02, answer.about.serial_number()),
        ]);
        let mut single = vec![identifier, answer.status.clone(), generalized(answer.this_update)];
        single.extend(answer.next_update.map(|next| tlv(0xa0, &generalized(next))));
        let responder = tlv(0xa2, &tlv(0x04, &sha1(&self.key_octets())));
        let answers = sequence(&[sequence(&single)]);
        let tbs = sequence(&[responder, generalized(answer.this_update), answers]);
        let signature = self.key.sign(&SystemRandom::new(), &tbs).unwrap();
        let mut bits = vec![0];
        bits.extend_from_slice(signature.as_ref());
        let mut basic = vec![tbs, ecdsa_with_sha256(), tlv(0x03, &bits)];
        if !answer.certificates.is_empty() {
            let certificates: Vec<_> =
                answer.certificates.iter().map(|certificate| certificate.as_der().to_vec()).collect();
            basic.push(tlv(0xa0, &sequence(&certificates)));
        }
        let bytes = sequence(&[object_identifier(oid::OCSP_BASIC), tlv(0x04, &sequence(&basic))]);
        let response = sequence(&[tlv(0x0a, &[0]), tlv(0xa0, &bytes)]);
        OcspResponse::from_der(&response).unwrap()
    }
}

/// What a certificate says.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) version: u8,
    pub(crate) serial_number: Vec<u8>,
    pub(crate) validity: (&'static str, &'static str),
    pub(crate) subject: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Template {
    /// A CA, with policies unless there are none.
    pub(crate) fn authority(subject: &Issuer, allowed: &[ObjectIdentifier]) -> Template {
        let mut extensions = vec![basic_constraints(true), key_usage(true, &[5, 6])];
        if !allowed.is_empty() {
            extensions.push(policies(true, allowed));
        }
        Template {
            version: 2,
            serial_number: vec![0x11],
            validity: ("2020-01-01T00:00:00", "2040-01-01T00:00:00"),
            subject: name(&subject.common_name),
            public_key: subject.public_key(),
            extensions,
        }
    }

    /// A signer as HPKI has them.
    pub(crate) fn signer(extensions: Vec<Vec<u8>>) -> Template {
        Template {
            version: 2,
            serial_number: vec![0x42],
            validity: ("2022-01-01T00:00:00", "2027-01-01T00:00:00"),
            subject: name("Signer"),
            public_key: Issuer::new("Signer").public_key(),
            extensions,
        }
    }

    pub(crate) fn with(mut self, extension: Vec<u8>) -> Template {
        self.extensions.push(extension);
        self
    }

    /// tbsCertificate.
    pub(crate) fn tbs(&self, issuer: &str, algorithm: Vec<u8>) -> Vec<u8> {
        let mut parts = Vec::new();
        if self.version > 0 {
            parts.push(tlv(0xa0, &tlv(0x02, &[self.version])));
        }
        parts.push(tlv(0x02, &self.serial_number));
        parts.push(algorithm);
        parts.push(name(issuer));
        parts.push(sequence(&[time(self.validity.0), time(self.validity.1)]));
        parts.push(self.subject.clone());
        parts.push(self.public_key.clone());
        if !self.extensions.is_empty() {
            parts.push(tlv(0xa3, &sequence(&self.extensions)));
        }
        sequence(&parts)
    }
}

/// What a revocation list says.
#[derive(Clone, Default)]
pub(crate) struct List {
    pub(crate) version_1: bool,
    /// Another name than that of the key's owner.
    pub(crate) issuer: Option<&'static str>,
    pub(crate) this_update: &'static str,
    pub(crate) next_update: Option<&'static str>,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl List {
    pub(crate) fn new(this_update: &'static str, next_update: &'static str) -> List {
        List { this_update, next_update: Some(next_update), ..List::default() }
    }

    /// An entry for the signer's serial number.
    pub(crate) fn revoking(self, date: &'static str, reason: Option<u8>) -> List {
        self.listing(&[0x42], date, reason, &[])
    }

    pub(crate) fn listing(
        mut self,
        serial_number: &[u8],
        date: &'static str,
        reason: Option<u8>,
        more: &[Vec<u8>],
    ) -> List {
        let mut extensions = more.to_vec();
        extensions.extend(reason.map(|reason| extension(oid::REASON_CODE, false, &tlv(0x0a, &[reason]))));
        let mut parts = vec![tlv(0x02, serial_number), time(date)];
        if !extensions.is_empty() {
            parts.push(sequence(&extensions));
        }
        self.entries.push(sequence(&parts));
        self
    }

    pub(crate) fn with(mut self, identifier: ObjectIdentifier, critical: bool, value: &[u8]) -> List {
        self.extensions.push(extension(identifier, critical, value));
        self
    }

    /// cRLNumber.
    pub(crate) fn number(self, number: u8) -> List {
        self.with(oid::CRL_NUMBER, false, &tlv(0x02, &[number]))
    }

    /// deltaCRLIndicator.
    pub(crate) fn delta_to(self, base: u8) -> List {
        self.with(oid::DELTA_CRL_INDICATOR, true, &tlv(0x02, &[base]))
    }

    /// issuingDistributionPoint from the DER of its fields.
    pub(crate) fn scope(self, fields: &[Vec<u8>]) -> List {
        self.with(oid::ISSUING_DISTRIBUTION_POINT, true, &tlv(0x30, &fields.concat()))
    }

    fn tbs(&self, issuer: &str, algorithm: Vec<u8>) -> Vec<u8> {
        let mut parts = Vec::new();
        if !self.version_1 {
            parts.push(tlv(0x02, &[1]));
        }
        parts.extend([algorithm, name(self.issuer.unwrap_or(issuer)), time(self.this_update)]);
        parts.extend(self.next_update.map(time));
        if !self.entries.is_empty() {
            parts.push(sequence(&self.entries));
        }
        if !self.extensions.is_empty() {
            parts.push(tlv(0xa0, &sequence(&self.extensions)));
        }
        sequence(&parts)
    }
}
