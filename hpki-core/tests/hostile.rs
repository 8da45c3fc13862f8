//! No octets make the parsers panic: arbitrary ones, cut ones, and real ones with any single bit flipped.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::bundle::Bundle;
use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::crl::CertificateList;
use hpki_core::crypto::verify_signature;
use hpki_core::der::Reader;
use hpki_core::key::SubjectPublicKeyInfo;
use hpki_core::name::Name;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::role::RoleTable;
use proptest::prelude::*;

/// Parses in every way, and reads everything that a successful parse offers.
fn exercise(octets: &[u8]) -> bool {
    let certificate = Certificate::from_der(octets);
    if let Ok(certificate) = &certificate {
        let shown = format!("{certificate:?} {:?} {:?}", certificate.extensions(), hc_roles(certificate));
        assert!(!shown.is_empty());
        assert_eq!(certificate.as_der(), octets);
        let _ = (certificate.japanese_name(), certificate.is_self_issued(), certificate.sha256());
        assert!(certificate.extensions().unknown().count() <= certificate.extensions().iter().count());
        certificate.encoding_notes().iter().for_each(|note| assert!(!note.to_string().is_empty()));
    }
    let list = CertificateList::from_der(octets);
    if let Ok(list) = &list {
        assert_eq!(list.entries().count(), list.entry_count(), "every entry that was counted can be read");
        assert!(!format!("{list:?} {:?}", list.extensions()).is_empty());
        for entry in list.entries().take(3) {
            let _ = list.find(&entry.serial_number, list.issuer());
        }
    }
    if let Err(error) = &certificate {
        assert!(error.to_string().len() <= 500 && !error.finding().id.is_empty());
    }
    let _ = (Bundle::from_bytes(octets), Name::from_der(octets).map(|name| name.to_string()));
    let _ = SubjectPublicKeyInfo::from_der(octets).map(|key| key.kind().to_string());
    certificate.is_ok() || list.is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_octets_are_refused_or_read(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        exercise(&octets);
        let mut reader = Reader::new(&octets);
        while let Ok(element) = reader.element() {
            let _ = (element.as_text(), element.as_integer(), element.as_bit_string(), element.as_utc_time());
        }
    }

    #[test]
    fn nested_octets_are_refused_or_read(
        depth in 0usize..40,
        tags in proptest::collection::vec(prop::sample::select(vec![0x30u8, 0x31, 0xa0, 0xa3, 0x04, 0x03]), 40),
        core in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let wrap = |inner: Vec<u8>, tag: &u8| [&[*tag, inner.len() as u8], &inner[..]].concat();
        exercise(&tags.iter().take(depth).fold(core, wrap));
    }

    #[test]
    fn identifiers_survive_the_round_trip(octets in proptest::collection::vec(any::<u8>(), 0..45)) {
        if let Ok(identifier) = ObjectIdentifier::from_octets(&octets) {
            prop_assert_eq!(identifier.as_octets(), &octets[..]);
            if let Ok(again) = ObjectIdentifier::from_dotted(&identifier.to_string()) {
                prop_assert_eq!(again, identifier);
            }
        }
    }

    #[test]
    fn texts_are_tables_or_not(text in "(#?[a-z\t]{0,9}\n?){0,9}") {
        let _ = RoleTable::from_text(&text);
        let _ = hpki_core::pem::blocks(&text);
    }
}

fn shared(file: &str) -> Option<Vec<u8>> {
    let octets =
        std::fs::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(file)).ok();
    if octets.is_none() {
        println!("skipped: {file} is not there");
    }
    octets
}

#[test]
fn a_real_certificate_or_list_cut_or_flipped_anywhere_is_refused_or_read() {
    for file in [
        "data/hpki-ca/mhlw_hpki_root_ca_v2.cer",
        "corpus/pki/pkits/certs/nameConstraintsDN1CACert.crt",
        "corpus/pki/pkits/certs/AnyPolicyTest14EE.crt",
        "corpus/pki/pkits/crls/indirectCRLCA1CRL.crl",
        "corpus/pki/pkits/crls/GoodCACRL.crl",
    ] {
        let Some(octets) = shared(file) else { continue };
        assert!(exercise(&octets), "{file}");
        for end in 0..octets.len() {
            assert!(!exercise(&octets[..end]), "{file} cut to {end} octets");
        }
        let mut flipped = octets.clone();
        let mut read = 0;
        for bit in 0..octets.len() * 8 {
            flipped[bit / 8] ^= 1 << (bit % 8);
            read += usize::from(exercise(&flipped));
            flipped[bit / 8] ^= 1 << (bit % 8);
        }
        println!("{file}: {read} of {} flipped bits leave something that parses", octets.len() * 8);
    }
}

#[test]
fn a_small_stack_is_enough() {
    let Some(root) = shared("data/hpki-ca/mhlw_hpki_root_ca_v2.cer") else { return };
    let list = shared("corpus/pki/pkits/crls/indirectCRLCA1CRL.crl");
    // SEQUENCE in SEQUENCE, 20,000 deep, each of the outer ones with a length in three octets.
    let mut nested = vec![0u8; 0x1_0000];
    for _ in 0..20_000 {
        let [_, a, b, c] = (nested.len() as u32).to_be_bytes();
        nested.extend([c, b, a, 0x83, 0x30]);
    }
    nested.reverse();
    let work = move || {
        let certificate = Certificate::from_der(&root).unwrap();
        let verified = verify_signature(
            certificate.signature_algorithm(),
            EcdsaEncoding::Asn1,
            certificate.public_key(),
            certificate.tbs_der(),
            certificate.signature_value(),
        );
        assert_eq!(verified, Ok(()));
        assert!(list.is_none_or(|list| exercise(&list)));
        // Octets that a recursive reader of BER would follow to its end.
        assert!(!exercise(&nested));
        assert!(!exercise(&[0x30, 0x80].repeat(20_000)));
    };
    std::thread::Builder::new().stack_size(64 << 10).spawn(work).unwrap().join().unwrap();
}
