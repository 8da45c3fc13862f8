use super::*;
use crate::test_der::{CertificateParts, ListParts, identifier, sequence, set, value};

/// `ContentInfo { signedData }` with these certificates and lists.
fn signed_data(certificates: &[Vec<u8>], lists: &[Vec<u8>]) -> Vec<u8> {
    let signed_data = sequence(&[
        value(0x02, &[1]),
        set(&[]),
        sequence(&[identifier(oid::CMS_DATA)]),
        value(0xa0, &certificates.concat()),
        value(0xa1, &lists.concat()),
        set(&[]),
    ]);
    sequence(&[identifier(oid::CMS_SIGNED_DATA), value(0xa0, &signed_data)])
}

fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn every_form_gives_the_same_certificates_and_lists() {
    let certificate = CertificateParts::default().der();
    let list = ListParts::default().der();
    let bag = signed_data(&[certificate.clone(), value(0xa1, &[1])], &[list.clone(), value(0xa1, &[2])]);
    let text = pem("CERTIFICATE", &certificate) + "# comment\n" + &pem("X509 CRL", &list);
    let in_pem = pem("PKCS7", &bag);
    for octets in [&bag[..], text.as_bytes(), in_pem.as_bytes()] {
        let bundle = Bundle::from_bytes(octets).unwrap();
        assert_eq!(bundle.certificates, [Certificate::from_der(&certificate).unwrap()]);
        assert_eq!(bundle.certificate_lists, [CertificateList::from_der(&list).unwrap()]);
    }
    assert_eq!(Bundle::from_bytes(&certificate).unwrap().certificates.len(), 1);
    let v1 = ListParts { version: Vec::new(), ..ListParts::default() };
    for list in [list, v1.der()] {
        assert_eq!(Bundle::from_bytes(&list).unwrap().certificate_lists.len(), 1);
    }
}

#[test]
fn one_bad_item_refuses_the_whole() {
    let certificate = CertificateParts::default().der();
    let bad = sequence(&[value(0x30, &[])]);
    let error = Bundle::from_bytes(&signed_data(&[certificate.clone(), bad.clone()], &[])).unwrap_err();
    assert!(matches!(error, BundleError::Certificate { number: 2, .. }), "{error}");
    let text = pem("CERTIFICATE", &certificate) + &pem("X509 CRL", &bad);
    let error = Bundle::from_bytes(text.as_bytes()).unwrap_err();
    assert!(matches!(error, BundleError::CertificateList { number: 1, .. }), "{error}");
    assert_eq!(error.finding().id, "crl::encoding");
    let enveloped = sequence(&[identifier(oid::CMS_DATA), value(0xa0, &[])]);
    assert!(matches!(Bundle::from_bytes(&enveloped), Err(BundleError::Pkcs7(_))));
}

#[test]
fn what_is_no_bundle_is_refused_with_its_reason() {
    for octets in [&b""[..], b"hello", &[0xff, 0xfe]] {
        assert_eq!(Bundle::from_bytes(octets), Err(BundleError::Unrecognised));
    }
    assert!(matches!(Bundle::from_bytes(&[0x30, 0x00]), Err(BundleError::Certificate { number: 1, .. })));
    let key = b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----";
    assert_eq!(Bundle::from_bytes(key), Err(BundleError::Label { label: "PRIVATE KEY".to_owned() }));
    let pem = b"-----BEGIN CERTIFICATE-----\nMA=\n-----END CERTIFICATE-----";
    assert!(matches!(Bundle::from_bytes(pem), Err(BundleError::Pem(_))));
}
