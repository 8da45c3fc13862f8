use super::*;

#[test]
fn what_is_no_list_is_refused() {
    for octets in [&[][..], &[0x30], &[0x30, 0x00], &[0x30, 0x80, 0x00, 0x00]] {
        let error = CertificateList::from_der(octets).unwrap_err();
        assert!(matches!(error, CrlError::Encoding(_)), "{error}");
        assert_eq!(error.finding().id, "crl::encoding");
    }
}
