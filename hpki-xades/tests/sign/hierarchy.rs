// People of the test hierarchy, who sign with keys at hand, and a verifier that trusts its root.
//
// No inner documentation: the examples of `hpki_xades::sign` include this file.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::path::TestCertificates;
use hpki_core::pem;
use hpki_core::signer::{DataToBeSigned, Signer, SignerError};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::sign::SigningSettings;
use hpki_xades::validate::{DocumentReport, Verifier};

/// Somebody with a key, by the name of the certificate.
pub(crate) struct Person {
    certificate: Certificate,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl Key {
    fn of_file(file: &str) -> Key {
        let text = String::from_utf8(file_of(&format!("keys/{file}.pem"))).unwrap();
        let der = pem::blocks(&text).unwrap().remove(0).der;
        let algorithm = match file {
            "p256" => &ECDSA_P256_SHA256_FIXED_SIGNING,
            "p384" => &ECDSA_P384_SHA384_FIXED_SIGNING,
            "p521" => &ECDSA_P521_SHA512_FIXED_SIGNING,
            _ => return Key::Rsa(RsaKeyPair::from_pkcs8(&der).unwrap()),
        };
        Key::Ecdsa(EcdsaKeyPair::from_pkcs8(algorithm, &der).unwrap())
    }

    fn public(&self) -> &[u8] {
        match self {
            Key::Rsa(key) => key.public_key().as_ref(),
            Key::Ecdsa(key) => key.public_key().as_ref(),
        }
    }
}

impl Person {
    pub(crate) fn new(name: &str) -> Person {
        let certificate = certificate(name);
        // The hierarchy has few keys; the right one is the one that the certificate holds.
        let files = ["doctor", "pharmacist", "person", "p256", "p384", "p521", "rsa-3072"];
        let held = |key: &Key| {
            let public = key.public();
            certificate.as_der().windows(public.len()).any(|window| window == public)
        };
        let key = files.iter().map(|file| Key::of_file(file)).find(held).expect("a key of the hierarchy");
        Person { certificate, key }
    }

    pub(crate) fn settings(&self) -> SigningSettings {
        SigningSettings::new(self.certificate.clone()).unwrap()
    }

    pub(crate) fn value(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(key) => {
                let mut value = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut value).unwrap();
                value
            }
            Key::Ecdsa(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
        }
    }
}

impl Signer for Person {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.settings().algorithm()
    }

    fn sign(&mut self, data: &DataToBeSigned<'_>) -> Result<Vec<u8>, SignerError> {
        Ok(self.value(data.message()))
    }
}

pub(crate) fn file_of(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki").join(name)).unwrap()
}

pub(crate) fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&file_of(&format!("certificates/{name}.der"))).unwrap()
}

/// A verifier for documents of this kind under the test hierarchy.
pub(crate) fn verifier(kind: DocumentKind, tests: TestCertificates) -> Verifier {
    let list = |name: &str| CertificateList::from_der(&file_of(name)).unwrap();
    Verifier::new(TrustAnchors::from_iter([certificate("root")]))
        .with_intermediates(vec![certificate("sign-ca")])
        .with_certificate_lists(vec![list("crls/sign-ca.crl"), list("crls/root.crl")])
        .with_test_certificates(tests)
        .with_document(DocumentRequest::Exactly(kind))
}

pub(crate) fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

/// When everybody signs.
pub(crate) fn signing_time() -> Time {
    time("2026-04-01T12:00:00+09:00")
}

/// When it is verified.
pub(crate) fn verification_time() -> Time {
    time("2026-04-01T06:00:00Z")
}

/// The checks of a report, to be shown when it is not what it should be.
pub(crate) fn shown(report: &DocumentReport) -> String {
    let mut text = format!("{:?}\n", report.verdict());
    let of_signatures = report.signatures().iter().flat_map(|signature| signature.checks.iter());
    for check in report.checks().iter().chain(of_signatures) {
        text += &format!("  {:?} {} {}\n", check.outcome, check.finding.id, check.detail);
    }
    text
}
