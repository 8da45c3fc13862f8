//! The inputs that every target starts from: the test vectors, and what is inside them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hpki_core::certificate::Certificate;
use hpki_core::key_file::{FileSigner, KeyFileLimits, PrivateKey};
use hpki_core::signer;
use std::path::Path;

/// Longer files slow libFuzzer down and show nothing new.
const LONGEST: usize = 64 << 10;

/// The seeds of a target, named so that they can be written side by side.
///
/// # Panics
/// When the test vectors cannot be read, or for a name that no target has.
pub fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds = match target {
        "xml_parse" | "c14n" | "verify" | "sign" => files("xml"),
        "certificate" => files("der"),
        "crl" => files("crl"),
        "card_helper" => conversations(),
        "time_stamp" => files("xml").iter().flat_map(|(name, xml)| tokens(name, xml)).collect(),
        other => panic!("no target is called {other}"),
    };
    seeds.retain(|(_, octets)| octets.len() <= LONGEST);
    seeds
}

/// What the helper prints for cards of several persons, who sign; the last with another's signature.
fn conversations() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki");
    let certificate = |name: &str| {
        std::fs::read(root.join(format!("certificates/{name}.der")))
            .expect("a certificate of the test vectors")
    };
    let signature = |key: &str, name: &str| {
        let key = std::fs::read(root.join(format!("keys/{key}.pem"))).expect("a key of the test vectors");
        let key = PrivateKey::from_pem_or_der(&key, None, &KeyFileLimits::default()).expect("its form");
        let certificate =
            Certificate::from_der(&certificate(name)).expect("a certificate of the test vectors");
        let algorithm = signer::usual_algorithm(&certificate).expect("an RSA key");
        let mut signer = FileSigner::new(key, certificate, algorithm).expect("key and certificate fit");
        let value = signer::sign(&mut signer, hpki_card::fuzzing::MESSAGE).expect("a signature");
        value.octets().to_vec()
    };
    let doctor = signature("doctor", "doctor");
    let pharmacist = signature("pharmacist", "pharmacist");
    let authorities = [certificate("sign-ca"), certificate("root")];
    let card = |name: &str, signature: &[u8]| {
        let certificates = [vec![certificate(name)], authorities.to_vec()].concat();
        (name.to_owned(), hpki_card::fuzzing::recorded_conversation(certificates, signature.to_vec()))
    };
    let mut seeds: Vec<_> =
        ["doctor", "doctor-test", "doctor-renewed", "doctor-authentication", "doctor-p256", "sign-ca"]
            .map(|name| card(name, &doctor))
            .into();
    seeds.push(card("pharmacist", &pharmacist));
    seeds.push(card("nurse", &pharmacist));
    seeds
}

/// Files below test-vectors with this suffix.
fn files(suffix: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the test vectors") {
            let path = entry.expect("an entry of a folder that was just listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == suffix) {
                let name = path.strip_prefix(&root).expect("a path below the root").to_string_lossy();
                found.push((name.replace(['/', '\\'], "-"), std::fs::read(&path).expect("a seed")));
            }
        }
    }
    found.sort();
    found
}

/// The content of every EncapsulatedTimeStamp.
fn tokens(name: &str, xml: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(xml);
    let after_tags = text.split("EncapsulatedTimeStamp").skip(1).step_by(2);
    let contents = after_tags.filter_map(|part| part.split(['>', '<']).nth(1));
    let decoded =
        contents.filter_map(|content| STANDARD.decode(content.split_whitespace().collect::<String>()).ok());
    decoded.enumerate().map(|(index, token)| (format!("{name}-{index}.tst"), token)).collect()
}
