//! People of the test hierarchy, who sign with keys at hand, and a verifier that trusts its root.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
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

/// The key of somebody, by the name of the certificate.
pub(crate) struct Person {
    certificate: Certificate,
    key: RsaKeyPair,
}

impl Person {
    pub(crate) fn new(name: &str) -> Person {
        let certificate = certificate(name);
        let files = ["doctor", "pharmacist", "person"];
        // The hierarchy has few keys; the right one is the one whose modulus the certificate has.
        let fitting = files.iter().find_map(|file| {
            let text = String::from_utf8(file_of(&format!("keys/{file}.pem"))).unwrap();
            let key = RsaKeyPair::from_pkcs8(&pem::blocks(&text).unwrap()[0].der).unwrap();
            let public = aws_lc_rs::signature::KeyPair::public_key(&key).as_ref().to_vec();
            let der = certificate.as_der();
            der.windows(public.len()).any(|window| window == public).then_some(key)
        });
        Person { certificate, key: fitting.expect("a key of the hierarchy") }
    }

    pub(crate) fn settings(&self) -> SigningSettings {
        SigningSettings::new(self.certificate.clone()).unwrap()
    }

    pub(crate) fn value(&self, message: &[u8]) -> Vec<u8> {
        let mut value = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut value).unwrap();
        value
    }
}

impl Signer for Person {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)
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
