//! A time-stamp authority with the keys of the test hierarchy: it answers requests as of any time, and wrongly where a
//! test wants that.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto::digest;
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::pem;
use hpki_core::time::Time;
use hpki_xades::tsp::TimeStampReq;

use crate::der_tree::Node;

const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
/// rsaEncryption, with NULL.
const RSA: &str = "1.2.840.113549.1.1.1";
/// The policy of tokens where the request names none.
pub(crate) const POLICY: &str = "1.2.392.100495.9.9";

pub(crate) fn pki(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki").join(name)).unwrap()
}

/// The authority `tsa`, or another of the test hierarchy with the same key.
pub(crate) struct Authority {
    key: RsaKeyPair,
    certificate: Certificate,
    /// The time of its clock.
    pub(crate) now: Time,
    /// Changes TSTInfo before it is signed.
    pub(crate) change: Option<fn(&mut Node)>,
}

impl Authority {
    pub(crate) fn at(now: &str) -> Authority {
        Authority::with_certificate("tsa", now)
    }

    pub(crate) fn with_certificate(name: &str, now: &str) -> Authority {
        let text = String::from_utf8(pki("keys/tsa.pem")).unwrap();
        Authority {
            key: RsaKeyPair::from_pkcs8(&pem::blocks(&text).unwrap()[0].der).unwrap(),
            certificate: Certificate::from_der(&pki(&format!("certificates/{name}.der"))).unwrap(),
            now: Time::from_rfc3339(now).unwrap(),
            change: None,
        }
    }

    pub(crate) fn that(mut self, change: fn(&mut Node)) -> Authority {
        self.change = Some(change);
        self
    }

    /// TimeStampResp.
    pub(crate) fn answer(&self, request: &TimeStampReq) -> Vec<u8> {
        let token = Node::from_der(&self.token(request));
        Node::sequence([Node::sequence([Node::integer(0)]), token]).to_der()
    }

    /// A token, in CMS.
    pub(crate) fn token(&self, request: &TimeStampReq) -> Vec<u8> {
        let mut tst_info = self.tst_info(request);
        if let Some(change) = self.change {
            change(&mut tst_info);
        }
        let tst_info = tst_info.to_der();
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, Node::object_identifier(TST_INFO)),
            attribute(oid::MESSAGE_DIGEST, Node::octet_string(sha256(&tst_info))),
            attribute(oid::SIGNING_CERTIFICATE_V2, self.signing_certificate()),
        ];
        attributes.sort_by_key(Node::to_der);
        let message = Node::set(attributes.clone()).to_der();
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).unwrap();
        let signer_info = Node::sequence([
            Node::integer(1),
            self.issuer_and_serial_number(),
            algorithm(oid::SHA256),
            Node::constructed(0xa0, attributes),
            Node::sequence([Node::object_identifier(RSA), Node::primitive(0x05, [])]),
            Node::octet_string(signature),
        ]);
        let content = Node::constructed(0xa0, [Node::octet_string(tst_info)]);
        let signed_data = Node::sequence([
            Node::integer(3),
            Node::set([algorithm(oid::SHA256)]),
            Node::sequence([Node::object_identifier(TST_INFO), content]),
            Node::constructed(0xa0, [Node::from_der(self.certificate.as_der())]),
            Node::set([signer_info]),
        ]);
        Node::sequence([oid_node(oid::CMS_SIGNED_DATA), Node::constructed(0xa0, [signed_data])]).to_der()
    }

    fn tst_info(&self, request: &TimeStampReq) -> Node {
        let imprint = request.message_imprint();
        let policy = request.policy().unwrap_or(ObjectIdentifier::from_dotted(POLICY).unwrap());
        let mut fields = vec![
            Node::integer(1),
            oid_node(policy),
            Node::sequence([
                algorithm(imprint.algorithm().identifier()),
                Node::octet_string(imprint.hashed_message()),
            ]),
            Node::integer(7),
            Node::primitive(0x18, generalized_time(self.now).as_bytes()),
        ];
        fields.extend(request.nonce().map(|nonce| Node::primitive(0x02, nonce.as_octets())));
        Node::sequence(fields)
    }

    fn issuer_and_serial_number(&self) -> Node {
        let issuer = Node::from_der(self.certificate.issuer().as_der());
        Node::sequence([issuer, Node::primitive(0x02, self.certificate.serial_number())])
    }

    fn signing_certificate(&self) -> Node {
        let digest = Node::octet_string(sha256(self.certificate.as_der()));
        Node::sequence([Node::sequence([Node::sequence([digest])])])
    }
}

fn generalized_time(time: Time) -> String {
    time.to_string().chars().filter(|character| !matches!(character, '-' | ':' | 'T')).collect()
}

fn oid_node(identifier: ObjectIdentifier) -> Node {
    Node::primitive(0x06, identifier.as_octets())
}

fn algorithm(identifier: ObjectIdentifier) -> Node {
    Node::sequence([oid_node(identifier)])
}

fn attribute(identifier: ObjectIdentifier, value: Node) -> Node {
    Node::sequence([oid_node(identifier), Node::set([value])])
}

fn sha256(octets: &[u8]) -> Vec<u8> {
    digest(DigestAlgorithm::Sha256, octets).unwrap().as_ref().to_vec()
}
