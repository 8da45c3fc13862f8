//! Certificates and lists made by others parse, and hold what their makers say.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::certificate::{Certificate, DistributionPointName, KeyUsage, Version, hc_roles};
use hpki_core::crl::CertificateList;
use hpki_core::crypto::verify_signature;
use hpki_core::oid::{self, ObjectIdentifier};

fn shared() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).to_path_buf()
}

/// The files of a folder with an extension, or `None` with a line that says so.
fn files(folder: &str, extension: &str) -> Option<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(shared().join(folder)) else {
        println!("skipped: {folder} is not there");
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    Some(files)
}

#[test]
fn the_authorities_of_hpki_verify_with_the_root() {
    let Some(files) = files("data/hpki-ca", "cer") else { return };
    let parse = |path: &PathBuf| Certificate::from_der(&std::fs::read(path).unwrap()).unwrap();
    let certificates: Vec<Certificate> = files.iter().map(parse).collect();
    let root = certificates
        .iter()
        .find(|certificate| certificate.sha256().starts_with(&[0x6e, 0xd2, 0x79, 0x6b]))
        .unwrap();
    let mut below = 0;
    for certificate in certificates.iter().filter(|certificate| certificate.issuer() == root.subject()) {
        verify_signature(
            certificate.signature_algorithm(),
            EcdsaEncoding::Asn1,
            root.public_key(),
            certificate.tbs_der(),
            certificate.signature_value(),
        )
        .unwrap();
        below += 1;
    }
    assert_eq!(below, 4, "the root itself, MEDIS twice, JMA");
}

fn authority(file: &str) -> Option<Certificate> {
    let Ok(der) = std::fs::read(shared().join("data/hpki-ca").join(file)) else {
        println!("skipped: {file} is not there");
        return None;
    };
    Some(Certificate::from_der(&der).unwrap())
}

/// Subject, notBefore, notAfter, certificate policy, SHA-256.
type Expected =
    (&'static str, &'static str, &'static str, &'static str, Option<ObjectIdentifier>, &'static str);

const AUTHORITIES: [Expected; 4] = [
    (
        "mhlw_hpki_root_ca_v2.cer",
        "OU=MHLW HPKI Root CA V2,OU=Director-General for Policy Planning and Evaluation,\
         O=Ministry of Health\\, Labour and Welfare,C=JP",
        "2014-01-17T06:08:08Z",
        "2044-01-16T14:59:59Z",
        None,
        "6ed2796b1b101736d952185787cb36da9ce80522cc8cb7b5ce728b61be1b674c",
    ),
    (
        "medis_sign_ca.cer",
        "CN=HPKI-01-MedisSignCA2-forNonRepudiation,OU=MEDIS HPKI CA,O=MEDIS,C=JP",
        "2015-04-20T04:40:30Z",
        "2035-04-19T14:59:59Z",
        Some(oid::HPKI_POLICY_SIGNATURE),
        "5f497e73f986c4503eb25eb94851a79193d2edc8f829f32e930a61f0b569e033",
    ),
    (
        "medis_auth_ca.cer",
        "CN=HPKI-01-MedisAuthCA2-forAuthentication-forIndividual,OU=MEDIS HPKI CA,O=MEDIS,C=JP",
        "",
        "2037",
        Some(oid::HPKI_POLICY_AUTHENTICATION),
        "476b64ddd92129cad257906d206fff4e8e32390faf2f64892f6c810cfff54bc3",
    ),
    (
        "jma_sign_ca.cer",
        "CN=HPKI-01-HPKI_JV2-forNonRepudiation,OU=Digital Certificate Center,O=Japan Medical Association,C=JP",
        "2014-01-17T07:20:43Z",
        "2034-01-16T14:59:59Z",
        Some(oid::HPKI_POLICY_SIGNATURE),
        "5ebddc823cda0c1275f45ac8508ac28609e55bd5daa1d7da8d0d75b1a3c13360",
    ),
];

#[test]
fn the_authorities_of_hpki_hold_what_is_known_of_them() {
    for (file, subject, not_before, not_after, policy, sha256) in AUTHORITIES {
        let Some(certificate) = authority(file) else { continue };
        let hexadecimal: String = certificate.sha256().iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(hexadecimal, sha256);
        assert_eq!(certificate.subject().to_string(), subject);
        assert!(certificate.not_before().to_string().starts_with(not_before), "{file}");
        assert!(certificate.not_after().to_string().starts_with(not_after), "{file}");
        assert_eq!(certificate.version(), Version::V3);
        assert_eq!(certificate.public_key().kind().to_string(), "RSA 2048 bits");
        assert_eq!(certificate.signature_algorithm().to_string(), "RSA PKCS#1 v1.5 with SHA-256");
        assert_eq!(certificate.encoding_notes(), [], "{file}");
        let extensions = certificate.extensions();
        let basic = extensions.basic_constraints().unwrap();
        assert!(basic.is_critical() && basic.ca && basic.path_len_constraint.is_none());
        let usage = extensions.key_usage().unwrap();
        assert!(usage.is_critical());
        assert_eq!(*usage.value(), KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
        assert_eq!(usage.to_string(), "keyCertSign, cRLSign");
        let policies = extensions.certificate_policies();
        assert_eq!(policies.map(|found| found[0].policy), policy);
        assert!(policies.is_none_or(|found| found.is_critical() && found.len() == 1));
        let authority_key = extensions.authority_key_identifier().unwrap();
        assert_eq!(authority_key.authority_cert_serial_number(), Some(&[1][..]));
        assert_eq!(authority_key.authority_cert_issuer()[0].directory_name(), Some(certificate.issuer()));
        assert_eq!(authority_key.key_identifier().unwrap().len(), 20);
        assert_eq!(extensions.subject_key_identifier().unwrap().len(), 20);
        assert_eq!(extensions.unknown().count(), 0);
        assert!(extensions.name_constraints().is_none() && extensions.extended_key_usage().is_none());
        assert_eq!(hc_roles(&certificate).attributes, 0);
    }
}

#[test]
fn the_distribution_points_of_an_authority_are_one_with_two_names() {
    let Some(certificate) = authority("medis_sign_ca.cer") else { return };
    let points = certificate.extensions().crl_distribution_points().unwrap();
    let names: Vec<String> = points
        .iter()
        .flat_map(|point| match &point.name {
            Some(DistributionPointName::FullName(names)) => names.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names[0].starts_with("directoryName=CN=SARL,OU=MHLW HPKI Root CA V2,"), "{}", names[0]);
    assert_eq!(names[1], "URI=http://hpki.mhlw.go.jp/repository/rlist/sarl2.crl");
    let policies = certificate.extensions().certificate_policies().unwrap();
    assert_eq!(policies[0].qualifiers[0].cps_uri(), Some("http://hpki.mhlw.go.jp/repository/"));
}

#[test]
fn the_root_carries_a_japanese_name() {
    let Some(root) = authority("mhlw_hpki_root_ca_v2.cer") else { return };
    let names = root.extensions().subject_alt_name().unwrap();
    let name = names[0].directory_name().unwrap();
    assert_eq!(name.get(&oid::ORGANIZATION_NAME).unwrap(), "厚生労働省");
    assert_eq!(root.japanese_name(), None, "it has no common name");
}

#[test]
fn every_certificate_and_list_of_pkits_parses() {
    let Some(certificates) = files("corpus/pki/pkits/certs", "crt") else { return };
    let mut refused = Vec::new();
    for path in &certificates {
        if let Err(error) = Certificate::from_der(&std::fs::read(path).unwrap()) {
            refused.push(format!("{}: {error}", path.display()));
        }
    }
    let lists = files("corpus/pki/pkits/crls", "crl").unwrap();
    for path in &lists {
        if let Err(error) = CertificateList::from_der(&std::fs::read(path).unwrap()) {
            refused.push(format!("{}: {error}", path.display()));
        }
    }
    println!("pkits: {} certificates, {} lists, {} refused", certificates.len(), lists.len(), refused.len());
    // Signatures that were spoiled by shifting bits: their BIT STRINGs are no longer whole octets.
    let spoiled = ["BadSignedCACert.crt", "InvalidDSASignatureTest6EE.crt", "BadCRLSignatureCACRL.crl"];
    let named = |spoiled: &str| refused.iter().any(|refusal| refusal.contains(spoiled));
    assert!(spoiled.into_iter().all(named) && refused.len() == spoiled.len(), "{refused:#?}");
}
