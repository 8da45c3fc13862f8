use super::*;

#[test]
fn what_is_no_certificate_is_refused() {
    for octets in [&[][..], &[0x30], &[0x30, 0x00], &[0x30, 0x80, 0x00, 0x00]] {
        let error = Certificate::from_der(octets).unwrap_err();
        assert!(matches!(error, CertificateError::Encoding(_)), "{error}");
        assert_eq!(error.finding().id, "certificate::encoding");
    }
}
