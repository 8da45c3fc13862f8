//! A time-stamp authority for tests: fresh keys, a root, and tokens that can be wrong in one chosen place while
//! their signature is right.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::oid;
use hpki_core::trust::TrustAnchors;

use crate::der_tree::Node;

const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
pub(crate) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
pub(crate) const DATA: &[u8] = b"what the time-stamps of these tests cover";

/// A root and one authority below it.
pub(crate) struct Authority {
    root: Certificate,
    root_key: EcdsaKeyPair,
    key: EcdsaKeyPair,
    certificate: Certificate,
}

/// The places in which a token can be changed before it is signed, and one after.
#[derive(Default)]
pub(crate) struct Recipe {
    pub(crate) tst_info: Option<fn(&mut Node)>,
    pub(crate) attributes: Option<fn(&mut Vec<Node>)>,
    /// SignerInfo, after the signature was made over the attributes.
    pub(crate) signer_info: Option<fn(&mut Node)>,
}

fn oid_node(identifier: oid::ObjectIdentifier) -> Node {
    Node::primitive(0x06, identifier.as_octets())
}

pub(crate) fn sha256(octets: &[u8]) -> Vec<u8> {
    digest(DigestAlgorithm::Sha256, octets)
}

pub(crate) fn digest(algorithm: DigestAlgorithm, octets: &[u8]) -> Vec<u8> {
    crypto::digest(algorithm, octets).unwrap().as_ref().to_vec()
}

/// AlgorithmIdentifier without parameters.
pub(crate) fn algorithm(identifier: oid::ObjectIdentifier) -> Node {
    Node::sequence([oid_node(identifier)])
}

pub(crate) fn attribute(identifier: oid::ObjectIdentifier, value: Node) -> Node {
    Node::sequence([oid_node(identifier), Node::set([value])])
}

pub(crate) fn name(common_name: &str) -> Node {
    let value = Node::primitive(0x0c, common_name.as_bytes());
    Node::sequence([Node::set([Node::sequence([oid_node(oid::COMMON_NAME), value])])])
}

fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()
}

fn sign(key: &EcdsaKeyPair, octets: &[u8]) -> Vec<u8> {
    key.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec()
}

fn bit_string(octets: &[u8]) -> Node {
    Node::primitive(0x03, [&[0], octets].concat())
}

fn extension(identifier: oid::ObjectIdentifier, critical: bool, value: Node) -> Node {
    let mut fields = vec![oid_node(identifier)];
    if critical {
        fields.push(Node::primitive(0x01, [0xff]));
    }
    fields.push(Node::octet_string(value.to_der()));
    Node::sequence(fields)
}

/// Extensions of a CA.
fn authority_extensions() -> Vec<Node> {
    vec![
        extension(oid::BASIC_CONSTRAINTS, true, Node::sequence([Node::primitive(0x01, [0xff])])),
        extension(oid::KEY_USAGE, true, Node::primitive(0x03, [0x01, 0x06])),
    ]
}

/// Extensions of a time-stamp authority (RFC 3161, section 2.3).
fn time_stamping_extensions() -> Vec<Node> {
    let usage = Node::sequence([oid_node(oid::TIME_STAMPING)]);
    vec![
        extension(oid::KEY_USAGE, true, Node::primitive(0x03, [0x06, 0xc0])),
        extension(oid::EXTENDED_KEY_USAGE, true, usage),
        extension(oid::SUBJECT_KEY_IDENTIFIER, false, Node::octet_string(KEY_IDENTIFIER)),
    ]
}

pub(crate) const KEY_IDENTIFIER: [u8; 4] = [0xfa, 0xce, 0xfe, 0xed];
pub(crate) const SERIAL_NUMBER: u8 = 0x25;
const AUTHORITY_NAME: &str = "Time-Stamp Authority of Tests";
const ROOT_NAME: &str = "Root of Tests";

fn issue(
    subject: &str,
    serial: u8,
    key: &EcdsaKeyPair,
    extensions: Vec<Node>,
    issuer_key: &EcdsaKeyPair,
) -> Certificate {
    let time = |text: &str| Node::primitive(0x17, text.as_bytes());
    let key_algorithm = Node::sequence([oid_node(oid::EC_PUBLIC_KEY), oid_node(oid::P256)]);
    let tbs = Node::sequence([
        Node::constructed(0xa0, [Node::integer(2)]),
        Node::integer(serial),
        algorithm(oid::ECDSA_WITH_SHA256),
        name(ROOT_NAME),
        Node::sequence([time("200101000000Z"), time("300101000000Z")]),
        name(subject),
        Node::sequence([key_algorithm, bit_string(key.public_key().as_ref())]),
        Node::constructed(0xa3, [Node::sequence(extensions)]),
    ]);
    let signature = bit_string(&sign(issuer_key, &tbs.to_der()));
    let certificate =
        Node::sequence([tbs, Node::sequence([Node::object_identifier(ECDSA_WITH_SHA256)]), signature]);
    Certificate::from_der(&certificate.to_der()).unwrap()
}

impl Authority {
    pub(crate) fn new() -> Authority {
        Authority::with_extensions(time_stamping_extensions())
    }

    /// An authority whose certificate has keyUsage alone.
    pub(crate) fn without_time_stamping() -> Authority {
        let mut extensions = time_stamping_extensions();
        extensions.remove(1);
        Authority::with_extensions(extensions)
    }

    fn with_extensions(extensions: Vec<Node>) -> Authority {
        let (root_key, key) = (new_key(), new_key());
        let root = issue(ROOT_NAME, 1, &root_key, authority_extensions(), &root_key);
        let certificate = issue(AUTHORITY_NAME, SERIAL_NUMBER, &key, extensions, &root_key);
        Authority { root, root_key, key, certificate }
    }

    pub(crate) fn anchors(&self) -> TrustAnchors {
        TrustAnchors::from_iter([self.root.clone()])
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Another certificate for the same key.
    pub(crate) fn renewed_certificate(&self) -> Certificate {
        let mut extensions = time_stamping_extensions();
        extensions.reverse();
        issue(AUTHORITY_NAME, SERIAL_NUMBER, &self.key, extensions, &self.root_key)
    }

    /// A token with attributes changed before they are signed.
    pub(crate) fn token_with(&self, change: impl FnOnce(&mut Vec<Node>)) -> Node {
        self.make(None, change, None)
    }

    /// A token over [`DATA`], made on 2026-01-31.
    pub(crate) fn token(&self, recipe: Recipe) -> Node {
        let attributes = |attributes: &mut Vec<Node>| {
            if let Some(change) = recipe.attributes {
                change(attributes);
            }
        };
        self.make(recipe.tst_info, attributes, recipe.signer_info)
    }

    fn make(
        &self,
        change_tst_info: Option<fn(&mut Node)>,
        change_attributes: impl FnOnce(&mut Vec<Node>),
        change_signer_info: Option<fn(&mut Node)>,
    ) -> Node {
        let mut tst_info = tst_info(DATA);
        if let Some(change) = change_tst_info {
            change(&mut tst_info);
        }
        let tst_info = tst_info.to_der();
        let mut attributes = self.attributes(&tst_info);
        change_attributes(&mut attributes);
        let signature = sign(&self.key, &Node::set(attributes.clone()).to_der());
        let mut signer_info = Node::sequence([
            Node::integer(1),
            Node::sequence([name(ROOT_NAME), Node::integer(SERIAL_NUMBER)]),
            algorithm(oid::SHA256),
            Node::constructed(0xa0, attributes),
            algorithm(oid::ECDSA_WITH_SHA256),
            Node::octet_string(signature),
        ]);
        if let Some(change) = change_signer_info {
            change(&mut signer_info);
        }
        let content = Node::constructed(0xa0, [Node::octet_string(tst_info)]);
        let signed_data = Node::sequence([
            Node::integer(3),
            Node::set([algorithm(oid::SHA256)]),
            Node::sequence([Node::object_identifier(TST_INFO), content]),
            Node::constructed(0xa0, [Node::from_der(self.certificate.as_der())]),
            Node::set([signer_info]),
        ]);
        Node::sequence([oid_node(oid::CMS_SIGNED_DATA), Node::constructed(0xa0, [signed_data])])
    }

    /// In DER's order: shorter ones first, for the length is compared before the content.
    fn attributes(&self, tst_info: &[u8]) -> Vec<Node> {
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, Node::object_identifier(TST_INFO)),
            attribute(oid::MESSAGE_DIGEST, Node::octet_string(sha256(tst_info))),
            attribute(oid::SIGNING_CERTIFICATE_V2, self.signing_certificate_v2()),
        ];
        attributes.sort_by_key(Node::to_der);
        attributes
    }

    fn signing_certificate_v2(&self) -> Node {
        let digest = Node::octet_string(sha256(self.certificate.as_der()));
        let issuer = Node::sequence([Node::constructed(0xa4, [name(ROOT_NAME)])]);
        let issuer_serial = Node::sequence([issuer, Node::integer(SERIAL_NUMBER)]);
        Node::sequence([Node::sequence([Node::sequence([digest, issuer_serial])])])
    }
}

/// version, policy, messageImprint, serialNumber, genTime: the least a TSTInfo may hold.
fn tst_info(data: &[u8]) -> Node {
    Node::sequence([
        Node::integer(1),
        Node::object_identifier("1.2.392.100495.9.9"),
        Node::sequence([algorithm(oid::SHA256), Node::octet_string(sha256(data))]),
        Node::integer(7),
        Node::primitive(0x18, *b"20260131120000Z"),
    ])
}
