//! The whole way of a prescription: signed here, made to last, dispensed with a signature around it, made to last again.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use hpki_core::pem;
use hpki_core::report::Verdict;
use hpki_xades::document::DocumentKind::{Dispensing, Prescription};
use hpki_xades::sign::{self, Prepared, SigningSettings};
use hpki_xades::validate::Level;

use crate::authority::{Authority, pki};
use crate::real_shape::properties;
use crate::support::{NOW, certificate, equipped, finish, shown, time, verify};

fn settings(name: &str) -> SigningSettings {
    SigningSettings::new(certificate(name)).unwrap()
}

fn signed(prepared: Prepared, name: &str) -> Vec<u8> {
    let text = String::from_utf8(pki(&format!("keys/{name}.pem"))).unwrap();
    let key = RsaKeyPair::from_pkcs8(&pem::blocks(&text).unwrap()[0].der).unwrap();
    let mut value = vec![0; key.public_modulus_len()];
    let octets = prepared.data_to_be_signed();
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), octets, &mut value).unwrap();
    prepared.assemble(&value).unwrap().into_octets()
}

#[test]
fn signed_made_to_last_dispensed_and_made_to_last_again() {
    let prepared =
        sign::prescription(b"SJ1\n1,1\n", time("2026-04-01T03:00:00Z"), &settings("doctor")).unwrap();
    let prescription = signed(prepared, "doctor");
    let at_once = |level| finish(equipped(NOW), prescription.clone(), level, &Authority::at(NOW)).unwrap();
    let lt = at_once(Level::LT);
    let report = verify(lt.octets(), Prescription, "2026-12-01T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));

    let later = "2026-04-02T05:00:00Z";
    let prepared =
        sign::dispensing(lt.octets(), b"CJ1\n1,1\n", time(later), &settings("pharmacist")).unwrap();
    let record = signed(prepared, "pharmacist");
    let lta = finish(equipped(later), record, Level::LTA, &Authority::at(later)).unwrap();
    let report = verify(lta.octets(), Dispensing, "2026-12-01T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
    let levels: Vec<Level> = report.signatures().iter().map(|signature| signature.level).collect();
    assert_eq!(levels, [Level::LTA, Level::LT]);
    assert_eq!(report.signatures()[1].proven_time, Some(time(NOW)), "the doctor's own time-stamp counts");
    assert_eq!(properties(lta.octets()).len(), properties(at_once(Level::LTA).octets()).len());
}
