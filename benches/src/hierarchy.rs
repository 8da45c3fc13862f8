//! The test hierarchy of `test-vectors/pki`: certificates, and the end entity's key to sign with.

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// A three-certificate chain and the key of its end.
pub(crate) struct Hierarchy {
    /// The signer's certificate, DER.
    pub(crate) end_entity: Vec<u8>,
    /// Its issuer's, DER.
    pub(crate) issuer: Vec<u8>,
    /// The trust anchor, DER.
    pub(crate) root: Vec<u8>,
    key: RsaKeyPair,
}

impl Hierarchy {
    /// The hierarchy of the test vectors beside this crate.
    ///
    /// # Errors
    /// As [`Hierarchy::read`].
    pub(crate) fn of_test_vectors() -> Result<Hierarchy, String> {
        Hierarchy::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki"))
    }

    /// Reads the folder.
    ///
    /// # Errors
    /// Names the file that is missing or unusable.
    pub(crate) fn read(folder: &Path) -> Result<Hierarchy, String> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let key = pem_content(&read("keys/doctor.pem")?).ok_or("keys/doctor.pem: not PEM")?;
        Ok(Hierarchy {
            end_entity: read("certificates/doctor.der")?,
            issuer: read("certificates/sign-ca.der")?,
            root: read("certificates/root.der")?,
            key: RsaKeyPair::from_pkcs8(&key).map_err(|error| format!("keys/doctor.pem: {error}"))?,
        })
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 by the end entity.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut value = vec![0; self.key.public_modulus_len()];
        let done = self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut value);
        assert!(done.is_ok(), "signing with a key that was just read");
        value
    }

    /// As certificates and keys are written in XML.
    pub(crate) fn base64(&self, octets: &[u8]) -> String {
        STANDARD.encode(octets)
    }

    /// SHA-256.
    pub(crate) fn digest(&self, octets: &[u8]) -> digest::Digest {
        digest::digest(&digest::SHA256, octets)
    }
}

fn pem_content(pem: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(pem).ok()?;
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).ok()
}
