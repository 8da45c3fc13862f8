//! Key files of OpenSSL (tests/key_files/make), and files changed in every octet.

use super::*;
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::signer::{self, Signer};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/key_files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn pki(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../test-vectors/pki/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&pki(&format!("certificates/{name}.der"))).unwrap()
}

fn key(octets: &[u8], passphrase: Option<&str>) -> Result<PrivateKey, KeyFileError> {
    PrivateKey::from_pem_or_der(octets, passphrase.map(str::as_bytes), &KeyFileLimits::default())
}

fn pair(name: &str, passphrase: &str) -> Result<KeyPair, KeyFileError> {
    KeyPair::from_pkcs12(&file(name), passphrase.as_bytes(), &KeyFileLimits::default())
}

/// [`signer::sign`] verifies with the certificate.
fn assert_signs(mut signer: FileSigner) {
    let octets = signer::sign(&mut signer, b"message").unwrap();
    assert_eq!(octets.algorithm(), signer.algorithm());
}

#[test]
fn every_pkcs12_file_opens_with_its_passphrase_only() {
    for (name, passphrase) in [
        ("aes-256", "secret"),
        ("aes-128-sha-512", "secret"),
        ("legacy-rc2-40", "secret"),
        ("legacy-rc2-128", "secret"),
        ("legacy-3des", "秘密"),
        ("legacy-empty", ""),
        ("plain", "secret"),
        ("no-mac", "secret"),
    ] {
        let name = format!("{name}.p12");
        let opened = pair(&name, passphrase).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(opened.certificate, certificate("doctor"), "{name}");
        assert_eq!(opened.authorities, [certificate("sign-ca"), certificate("root")], "{name}");
        let algorithm = signer::usual_algorithm(&opened.certificate).unwrap();
        let signer = FileSigner::of_key_pair(opened, algorithm).unwrap();
        assert_eq!(signer.authorities().len(), 2);
        assert_signs(signer);

        for wrong in ["Secret", "secret ", "", "秘"] {
            if wrong == passphrase {
                continue;
            }
            let error = pair(&name, wrong).unwrap_err();
            assert_eq!(error, KeyFileError::WrongPassphrase, "{name} with {wrong:?}");
        }
    }
    let limits = KeyFileLimits::default();
    let not_text = KeyPair::from_pkcs12(&file("legacy-3des.p12"), &[0x94, 0xe9], &limits).unwrap_err();
    assert_eq!(not_text, KeyFileError::PassphraseEncoding);
}

/// What the passphrase opens and the check value does not fit was changed; without one, the passphrase is the likelier
/// cause. No change is taken for a key.
#[test]
fn a_changed_pkcs12_file_is_told_from_a_wrong_passphrase() {
    // Small KDF costs would make this faster, but this is what openssl writes: look at every 29th octet.
    for name in ["p256.p12", "legacy-rc2-40.p12"] {
        let octets = file(name);
        let mut damaged = 0;
        for place in (0..octets.len()).step_by(if name == "p256.p12" { 29 } else { 97 }) {
            let mut changed = octets.clone();
            changed[place] ^= 1;
            let limits = KeyFileLimits { rounds: 100_000, ..KeyFileLimits::default() };
            match KeyPair::from_pkcs12(&changed, b"secret", &limits) {
                Err(KeyFileError::Damaged { .. }) => damaged += 1,
                // In the salts or rounds, which is as if the passphrase were another, and where the structure breaks.
                Err(_) => {}
                Ok(_) => panic!("{name}, octet {place}: a changed file was taken"),
            }
        }
        assert!(damaged > 10, "{name}: {damaged}");
        let mut mac = octets.clone();
        let last = octets.len() - 30; // within the check value
        mac[last] ^= 1;
        let error = KeyPair::from_pkcs12(&mac, b"secret", &KeyFileLimits::default()).unwrap_err();
        assert_eq!(error, KeyFileError::Damaged { part: "check value (MAC)" }, "{name}");
    }
}

#[test]
fn every_form_of_a_private_key_is_read() {
    let doctor = certificate("doctor");
    let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    for name in
        ["pkcs8-aes-256", "pkcs8-aes-192-sha-512", "pkcs8-aes-128-sha-1", "pkcs8-3des", "pkcs8-pbes1-3des"]
    {
        let octets = file(&format!("{name}.pem"));
        let signer = FileSigner::new(key(&octets, Some("secret")).unwrap(), doctor.clone(), rsa);
        assert_signs(signer.unwrap_or_else(|error| panic!("{name}: {error}")));
        assert_eq!(key(&octets, Some("wrong")).unwrap_err(), KeyFileError::WrongPassphrase, "{name}");
        assert_eq!(key(&octets, None).unwrap_err(), KeyFileError::PassphraseNeeded, "{name}");
        let der = crate::pem::blocks(std::str::from_utf8(&octets).unwrap()).unwrap().remove(0).der;
        assert_eq!(key(&der, Some("secret")).unwrap().kind(), "RSA 2048 bits", "{name} as DER");
    }
    for octets in [pki("keys/doctor.pem"), file("pkcs1.pem")] {
        assert_signs(FileSigner::new(key(&octets, None).unwrap(), doctor.clone(), rsa).unwrap());
        let der = crate::pem::blocks(std::str::from_utf8(&octets).unwrap()).unwrap().remove(0).der;
        assert_signs(FileSigner::new(key(&der, Some("not needed")).unwrap(), doctor.clone(), rsa).unwrap());
    }
    // A certificate beside the key, comments around both, as openssl pkcs12 -nodes writes them.
    let mut both = b"Bag Attributes\n".to_vec();
    both.extend(pki("keys/doctor.pem"));
    both.extend(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    assert_eq!(key(&both, None).unwrap().kind(), "RSA 2048 bits");
}

#[test]
fn keys_on_curves_sign() {
    let p256 = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let p384 = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384);
    let new = |octets: Vec<u8>, name: &str, algorithm| {
        FileSigner::new(key(&octets, None).unwrap(), certificate(name), algorithm)
    };
    assert_signs(new(pki("keys/p256.pem"), "doctor-p256", p256).unwrap());
    assert_signs(new(file("sec1-p256.pem"), "doctor-p256", p256).unwrap());
    assert_signs(new(file("sec1-p384-no-public.pem"), "doctor-p384", p384).unwrap());
    assert_signs(FileSigner::of_key_pair(pair("p256.p12", "secret").unwrap(), p256).unwrap());
    let p521 = new(file("pkcs8-p521.der"), "doctor-p521", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512));
    if cfg!(feature = "aws-lc-rs") {
        assert_signs(p521.unwrap());
    } else {
        assert!(matches!(p521, Err(KeyFileError::Unsupported { .. })));
    }
    // A number without its leading zeros, or with one more, is the same number.
    let der = crate::pem::blocks(std::str::from_utf8(&file("sec1-p384-no-public.pem")).unwrap())
        .unwrap()
        .remove(0)
        .der;
    let mut longer = der.clone();
    longer[1] += 1;
    longer[6] += 1;
    longer.insert(7, 0);
    assert_signs(FileSigner::new(key(&longer, None).unwrap(), certificate("doctor-p384"), p384).unwrap());
}

#[test]
fn every_algorithm_that_fits_the_key_is_signed_with() {
    let rsa = key(&pki("keys/rsa-3072.pem"), None).unwrap();
    let certificate = certificate("doctor-rsa-3072");
    let mut used = 0;
    for uri in ["2001/04/xmldsig-more#rsa-sha", "2007/05/xmldsig-more#sha"] {
        for digest in ["256", "384", "512"] {
            let tail = if uri.ends_with("rsa-sha") { "" } else { "-rsa-MGF1" };
            let algorithm = format!("http://www.w3.org/{uri}{digest}{tail}");
            let algorithm = SignatureAlgorithm::from_xml_uri(&algorithm).unwrap();
            let again = key(&pki("keys/rsa-3072.pem"), None).unwrap();
            assert_signs(FileSigner::new(again, certificate.clone(), algorithm).unwrap());
            used += 1;
        }
    }
    assert_eq!(used, 6);
    for weak in [
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1),
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        SignatureAlgorithm::Hmac(DigestAlgorithm::Sha256),
        SignatureAlgorithm::Ed25519,
    ] {
        let again = key(&pki("keys/rsa-3072.pem"), None).unwrap();
        let error = FileSigner::new(again, certificate.clone(), weak).unwrap_err();
        assert!(matches!(error, KeyFileError::Algorithm { .. }), "{weak}: {error}");
    }
    assert_eq!(rsa.kind(), "RSA 3072 bits");
}

#[test]
fn a_key_of_another_certificate_is_refused_before_anything_is_signed() {
    let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let p256 = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let p384 = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384);
    for (octets, name, algorithm) in [
        (pki("keys/pharmacist.pem"), "doctor", rsa),
        (pki("keys/p256.pem"), "doctor", rsa),
        (pki("keys/doctor.pem"), "doctor-p256", p256),
        (pki("keys/p384.pem"), "doctor-p256", p256),
        (file("sec1-p384-no-public.pem"), "doctor-p256", p256),
    ] {
        let error = FileSigner::new(key(&octets, None).unwrap(), certificate(name), algorithm).unwrap_err();
        assert!(matches!(error, KeyFileError::OtherCertificate { .. }), "{name}: {error}");
    }
    // Another number of the same curve, without its point: the last octet of the number is changed.
    let der = crate::pem::blocks(std::str::from_utf8(&file("sec1-p384-no-public.pem")).unwrap())
        .unwrap()
        .remove(0)
        .der;
    let mut other = der.clone();
    other[54] ^= 1;
    let error = FileSigner::new(key(&other, None).unwrap(), certificate("doctor-p384"), p384).unwrap_err();
    assert!(matches!(error, KeyFileError::OtherCertificate { .. }), "{error}");
    // With its point, the file contradicts itself.
    let der = crate::pem::blocks(std::str::from_utf8(&file("sec1-p256.pem")).unwrap()).unwrap().remove(0).der;
    let mut torn = der.clone();
    torn[20] ^= 1;
    let error = FileSigner::new(key(&torn, None).unwrap(), certificate("doctor-p256"), p256).unwrap_err();
    assert_eq!(error, KeyFileError::Inconsistent);
    let der = crate::pem::blocks(std::str::from_utf8(&file("pkcs1.pem")).unwrap()).unwrap().remove(0).der;
    let mut torn = der.clone();
    torn[600] ^= 1;
    let error = FileSigner::new(key(&torn, None).unwrap(), certificate("doctor"), rsa).unwrap_err();
    assert_eq!(error, KeyFileError::Inconsistent);
}

#[test]
fn what_is_no_key_to_sign_with_says_what_it_is() {
    let refused = |octets: &[u8]| key(octets, Some("secret")).unwrap_err();
    assert_eq!(refused(b"no key"), KeyFileError::Unrecognised);
    assert_eq!(refused(&[0xff, 0xfe]), KeyFileError::Unrecognised);
    assert_eq!(refused(&file("aes-256.p12")), KeyFileError::Unrecognised);
    assert_eq!(
        refused(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
        KeyFileError::NoKey
    );
    let twice = [pki("keys/doctor.pem"), pki("keys/p256.pem")].concat();
    assert_eq!(refused(&twice), KeyFileError::SeveralKeys { count: 2 });
    assert_eq!(refused(&file("old-encryption.pem")), KeyFileError::OldPemEncryption);
    assert!(matches!(refused(&file("pkcs8-scrypt.pem")), KeyFileError::UnsupportedEncryption { .. }));
    assert!(matches!(refused(&file("pkcs8-pbes1-md5.pem")), KeyFileError::UnsupportedEncryption { .. }));
    assert_eq!(refused(&file("ed25519.pem")), KeyFileError::UnsupportedKey { kind: "Ed25519".into() });
    assert!(matches!(refused(&file("secp256k1.pem")), KeyFileError::UnsupportedKey { .. }));
    assert!(matches!(refused(&pki("keys/doctor.pem")[..900]), KeyFileError::Pem(_)));

    assert_eq!(pair("no-key.p12", "secret").unwrap_err(), KeyFileError::NoKey);
    assert_eq!(pair("no-certificate.p12", "secret").unwrap_err(), KeyFileError::NoCertificate);
    assert_eq!(pair("pkcs1.pem", "secret").unwrap_err(), KeyFileError::Unrecognised);

    let weak = key(&pki("keys/rsa-1024.pem"), None).unwrap();
    let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let error = FileSigner::new(weak, certificate("doctor-rsa-1024"), rsa).unwrap_err();
    assert_eq!(error, KeyFileError::KeySize { bits: 1024 });
}

#[test]
fn a_file_cannot_ask_for_more_work_than_its_budget() {
    let limits = KeyFileLimits { rounds: 2047, ..KeyFileLimits::default() };
    let error = KeyPair::from_pkcs12(&file("aes-256.p12"), b"secret", &limits).unwrap_err();
    assert!(matches!(error, KeyFileError::TooManyRounds { limit: 2047, .. }), "{error}");
    let error =
        PrivateKey::from_pem_or_der(&file("pkcs8-aes-256.pem"), Some(b"secret"), &limits).unwrap_err();
    assert!(matches!(error, KeyFileError::TooManyRounds { .. }), "{error}");

    // 2048 rounds written as four thousand million: refused before the first of them.
    let der =
        crate::pem::blocks(std::str::from_utf8(&file("pkcs8-aes-256.pem")).unwrap()).unwrap().remove(0).der;
    let place = der.windows(4).position(|octets| octets == [0x02, 0x02, 0x08, 0x00]).unwrap();
    let mut greedy = der.clone();
    greedy.splice(place..place + 4, [0x02, 0x05, 0x00, 0xff, 0xff, 0xff, 0xff]);
    for length in [3, 5, 18, 20, 33] {
        greedy[length] += 3; // every SEQUENCE around it; the first length has two octets
    }
    let error = key(&greedy, Some("secret")).unwrap_err();
    assert_eq!(error, KeyFileError::TooManyRounds { rounds: 0xffff_ffff, limit: 10_000_000 });

    let limits = KeyFileLimits { octets: 100, ..KeyFileLimits::default() };
    let error = KeyPair::from_pkcs12(&file("aes-256.p12"), b"secret", &limits).unwrap_err();
    assert!(matches!(error, KeyFileError::TooLarge { limit: 100, .. }));
    let limits = KeyFileLimits { bags: 2, ..KeyFileLimits::default() };
    let error = KeyPair::from_pkcs12(&file("aes-256.p12"), b"secret", &limits).unwrap_err();
    assert_eq!(error, KeyFileError::TooManyBags { limit: 2 });
}

/// No octet of a key, no passphrase: neither in `Debug` nor in an error.
#[test]
fn nothing_shows_what_is_secret() {
    let pair = pair("aes-256.p12", "secret").unwrap();
    let shown = format!("{pair:?} {:?}", pair.key);
    assert!(shown.contains("RSA 2048 bits") && shown.len() < 300, "{shown}");
    let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let shown = format!("{:?}", FileSigner::of_key_pair(pair, rsa).unwrap());
    assert!(shown.starts_with("FileSigner(") && shown.len() < 200, "{shown}");
    for finding in FINDINGS {
        assert!(finding.id.starts_with("key-file::"));
    }
}
