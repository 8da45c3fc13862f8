//! The inputs that every target starts from: the test vectors, and what is inside them.

use crate::augment::{Order, honest_tokens};
use crate::der_tree::Node;
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
        "augment" => orders(),
        "certificate" => files("der"),
        "crl" => files("crl"),
        "card_helper" => conversations(),
        "time_stamp" => files("xml").iter().flat_map(|(name, xml)| tokens(name, xml)).collect(),
        other => panic!("no target is called {other}"),
    };
    seeds.retain(|(_, octets)| octets.len() <= LONGEST);
    seeds
}

/// Documents of the vectors by themselves, and some with what is given to raise them.
fn orders() -> Vec<(String, Vec<u8>)> {
    let mut seeds = files("xml");
    for case in ["prescription-bes", "dispensing-bes", "generic-enveloped", "unsigned-properties-empty"] {
        seeds.extend(orders_of(case));
    }
    // One of several signatures, which another covers.
    for (case, id) in [
        ("dispensing-bes", "PrescriptionSign"),
        ("dispensing-inner-bes", "PrescriptionSign"),
        ("enveloped-another-signature-first", "Signature"),
        ("enveloped-another-signature-last", "Signature"),
        ("signatures-attacker-first", "PrescriptionSign"),
    ] {
        let document = file(&format!("cases/{case}/document.xml"));
        seeds.push((format!("{case}--by-id"), Order::octets(&document, &[(b'I', id.as_bytes())])));
    }
    seeds
}

/// The document of a case, raised in several ways.
fn orders_of(case: &str) -> Vec<(String, Vec<u8>)> {
    let document = file(&format!("cases/{case}/document.xml"));
    let order =
        |form: &str, pieces: &[(u8, &[u8])]| (format!("{case}--{form}"), Order::octets(&document, pieces));
    let tokens = honest_tokens(&document);
    let tokens: Vec<(u8, &[u8])> = tokens.iter().map(|token| (b'T', &token[..])).collect();
    let roots = ["root", "tsa-root"].map(|name| file(&format!("pki/certificates/{name}.der")));
    let mut seeds = vec![
        order("t-twice", &[(b'S', b"\0TT")]),
        order("lt-twice", &[(b'S', b"\0LL")]),
        order("step-by-step", &[(b'S', b"\0TLA")]),
        order("renewed", &[(b'S', b"\x08AA")]),
        order("lists-later", &[(b'S', b"\x02A")]),
        order("no-lists", &[(b'S', b"\x06L")]),
        order("presumed", &[(b'S', b"\x01AA"), (b'C', &roots[0]), (b'C', &roots[1])]),
        order("tokens", &tokens),
    ];
    if let Some((_, token)) = tokens.first() {
        let granted = Node::sequence([Node::integer(0)]);
        let response = Node::sequence([granted, Node::from_der(token)]).to_der();
        let (ca, list) = (file("pki/certificates/sign-ca.der"), file("pki/crls/sign-ca.crl"));
        seeds.push(order("given", &[(b'S', b"\x02A"), (b'R', &response), (b'C', &ca), (b'L', &list)]));
    }
    seeds
}

/// A file below test-vectors.
pub(crate) fn file(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    std::fs::read(root.join(name)).expect("a file of the test vectors")
}

/// What the helper prints for cards of several persons, who sign; the last with another's signature.
fn conversations() -> Vec<(String, Vec<u8>)> {
    let certificate = |name: &str| file(&format!("pki/certificates/{name}.der"));
    let signature = |key: &str, name: &str| {
        let key = file(&format!("pki/keys/{key}.pem"));
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
