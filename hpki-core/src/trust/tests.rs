use super::*;
use crate::test_der::{CertificateParts, common_name, value};

fn certificate(subject: &str, serial: u8) -> Certificate {
    let serial_number = value(2, &[serial]);
    let parts =
        CertificateParts { subject: common_name(subject), serial_number, ..CertificateParts::default() };
    Certificate::from_der(&parts.der()).unwrap()
}

#[test]
fn nobody_is_trusted_by_default() {
    let anchors = TrustAnchors::new();
    assert!(anchors.is_empty() && anchors == TrustAnchors::default());
    assert!(!anchors.contains(&certificate("A", 1)));
}

#[test]
fn an_anchor_stands_once_and_is_found_by_its_name() {
    let anchors: TrustAnchors =
        [certificate("A", 1), certificate("A", 1), certificate("A", 2), certificate("B", 1)]
            .into_iter()
            .collect();
    assert_eq!(anchors.len(), 3);
    let name = Name::from_der(&common_name("a")).unwrap();
    assert_eq!(anchors.named(&name).count(), 2);
    assert!(anchors.contains(&certificate("A", 2)));
    assert!(!anchors.contains(&certificate("B", 2)), "the same name and key in another certificate");
}

#[test]
fn a_name_and_a_key_need_no_certificate() {
    let source = certificate("A", 1);
    let anchor = TrustAnchor::from_name_and_key(source.subject().clone(), source.public_key().clone());
    assert_eq!((anchor.name(), anchor.public_key()), (source.subject(), source.public_key()));
    let mut anchors = TrustAnchors::new();
    anchors.add(anchor);
    assert_eq!(anchors.iter().next().unwrap().certificate(), None);
    assert!(!anchors.contains(&source));
}
