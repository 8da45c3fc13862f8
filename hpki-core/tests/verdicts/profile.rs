//! Departures from the profile of signers: what is refused, what is told.

use hpki_core::oid;
use hpki_core::path::validate_path;
use hpki_core::profile::Profile;
use hpki_core::report::{SubIndication, Verdict};

use super::pki::{
    Issuer, Template, basic_constraints, extension, key_usage, policies, purposes, sequence, tlv,
};
use super::{Hierarchy, doctor, not_passed, objections, warnings};

/// The doctor's extensions with those of one type replaced.
fn doctor_with(identifier: oid::ObjectIdentifier, replacement: Option<Vec<u8>>) -> Template {
    let mut template = doctor();
    let marker = tlv(0x06, identifier.as_octets());
    template.extensions.retain(|extension| !extension.windows(marker.len()).any(|part| part == marker));
    template.extensions.extend(replacement);
    template
}

#[test]
fn a_plain_signer_passes_without_a_word() {
    let report = Hierarchy::new().judge();
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", objections(&report));
    assert_eq!(warnings(&report), Vec::<&str>::new());
}

#[test]
fn what_no_real_signer_needs_is_refused() {
    let mut version_1 = doctor();
    (version_1.version, version_1.extensions) = (0, Vec::new());
    let mut negative = doctor();
    negative.serial_number = vec![0x80];
    let mut zero = doctor();
    zero.serial_number = vec![0];
    let mut long = doctor();
    long.serial_number = vec![0x11; 21];
    for (template, refusal) in [
        (version_1, "profile::version"),
        (negative, "profile::serial-number"),
        (zero, "profile::serial-number"),
        (long, "profile::serial-number"),
        (doctor().with(basic_constraints(true)), "profile::not-ca"),
        (doctor_with(oid::KEY_USAGE, None), "profile::key-usage"),
        (doctor_with(oid::KEY_USAGE, None), "profile::non-repudiation"),
        (doctor_with(oid::KEY_USAGE, Some(key_usage(true, &[0]))), "profile::non-repudiation"),
        (doctor_with(oid::KEY_USAGE, Some(key_usage(true, &[1, 5]))), "profile::certificate-signing-key"),
        (doctor_with(oid::CERTIFICATE_POLICIES, None), "profile::policies-present"),
    ] {
        let report = Hierarchy::with_signer(&template).judge();
        assert_eq!(report.verdict(), not_passed(SubIndication::ChainConstraintsFailure), "{refusal}");
        assert!(objections(&report).contains(&refusal), "{refusal}: {:?}", objections(&report));
    }
}

#[test]
fn twenty_octets_of_serial_number_are_enough() {
    let mut template = doctor();
    template.serial_number = vec![0x11; 20];
    assert_eq!(Hierarchy::with_signer(&template).judge().verdict(), Verdict::PASSED);
}

#[test]
fn what_real_signers_may_do_is_told_and_passes() {
    let not_critical = policies(false, &[oid::HPKI_POLICY_SIGNATURE]);
    let roles = doctor().extensions.pop().unwrap();
    let critical_roles = {
        // The same attributes, marked critical.
        let marker = tlv(0x06, oid::SUBJECT_DIRECTORY_ATTRIBUTES.as_octets());
        let value = &roles[2 + marker.len()..];
        sequence(&[marker, tlv(0x01, &[0xff]), value.to_vec()])
    };
    let written_out = {
        let parts = [tlv(0x06, oid::EXTENDED_KEY_USAGE.as_octets()), tlv(0x01, &[0])];
        let purposes = sequence(&[tlv(0x06, oid::EMAIL_PROTECTION.as_octets())]);
        sequence(&[parts.concat(), tlv(0x04, &purposes)])
    };
    for (template, warning) in [
        (doctor_with(oid::KEY_USAGE, Some(key_usage(true, &[0, 1]))), "profile::other-key-usage"),
        (doctor_with(oid::KEY_USAGE, Some(key_usage(false, &[1]))), "profile::key-usage-critical"),
        (doctor_with(oid::CERTIFICATE_POLICIES, Some(not_critical)), "profile::policies-critical"),
        (doctor().with(purposes(false, &[oid::EMAIL_PROTECTION])), "profile::extended-key-usage-absent"),
        (doctor().with(basic_constraints(false)), "profile::basic-constraints-absent"),
        (
            doctor_with(oid::SUBJECT_DIRECTORY_ATTRIBUTES, Some(critical_roles)),
            "profile::directory-attributes-not-critical",
        ),
        (doctor().with(written_out), "profile::encoding"),
    ] {
        let report = Hierarchy::with_signer(&template).judge();
        assert_eq!(report.verdict(), Verdict::PASSED, "{warning}: {:?}", objections(&report));
        assert!(warnings(&report).contains(&warning), "{warning}: {:?}", warnings(&report));
    }
}

#[test]
fn an_unknown_critical_extension_is_refused() {
    let unknown = extension(oid::HPKI, true, &[0x05, 0x00]);
    let report = Hierarchy::with_signer(&doctor().with(unknown.clone())).judge();
    assert_eq!(report.verdict(), not_passed(SubIndication::ChainConstraintsFailure));
    assert_eq!(objections(&report), ["path::critical-extension"]);
    let harmless = extension(oid::HPKI, false, &[0x05, 0x00]);
    assert_eq!(Hierarchy::with_signer(&doctor().with(harmless)).judge().verdict(), Verdict::PASSED);
}

#[test]
fn a_time_stamp_authority_has_its_one_purpose_critical_and_alone() {
    let authority = |purposes| Template::signer(vec![key_usage(true, &[0]), purposes]);
    for (template, refusal) in [
        (authority(purposes(true, &[oid::TIME_STAMPING])), None),
        (authority(purposes(false, &[oid::TIME_STAMPING])), Some("profile::time-stamping-critical")),
        (
            authority(purposes(true, &[oid::TIME_STAMPING, oid::EMAIL_PROTECTION])),
            Some("profile::time-stamping"),
        ),
        (authority(purposes(true, &[oid::ANY_EXTENDED_KEY_USAGE])), Some("profile::time-stamping")),
        (Template::signer(vec![key_usage(true, &[0])]), Some("profile::time-stamping")),
        (
            Template::signer(vec![key_usage(true, &[2]), purposes(true, &[oid::TIME_STAMPING])]),
            Some("profile::signing-key"),
        ),
    ] {
        let hierarchy = Hierarchy::with_signer(&template);
        let pool = [hierarchy.authority_certificate.clone()];
        let mut request = hierarchy.request(&pool);
        request.profile = Profile::TimeStamping;
        let report = validate_path(&request);
        match refusal {
            None => assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", objections(&report)),
            Some(refusal) => assert!(objections(&report).contains(&refusal), "{refusal}"),
        }
    }
}

#[test]
fn a_weak_key_is_a_matter_of_cryptography() {
    // RSA with 1024 bits: nobody needs its private half to put it into a certificate.
    let mut modulus = vec![0x00];
    modulus.extend([0xd1; 128]);
    let key = sequence(&[tlv(0x02, &modulus), tlv(0x02, &[1, 0, 1])]);
    let algorithm = sequence(&[tlv(0x06, oid::RSA_ENCRYPTION.as_octets()), tlv(0x05, &[])]);
    let mut bits = vec![0];
    bits.extend(key);
    let mut template = doctor();
    template.public_key = sequence(&[algorithm, tlv(0x03, &bits)]);
    let report = Hierarchy::with_signer(&template).judge();
    assert_eq!(report.verdict(), not_passed(SubIndication::CryptoConstraintsFailure));
    assert_eq!(objections(&report), ["path::public-key"]);
}

#[test]
fn a_certificate_signed_with_sha_1_is_a_matter_of_cryptography() {
    let hierarchy = Hierarchy::new();
    let sha_1 = sequence(&[tlv(0x06, oid::ECDSA_WITH_SHA1.as_octets())]);
    let tbs = doctor().tbs(&hierarchy.authority.common_name, sha_1.clone());
    let der = sequence(&[tbs, sha_1, tlv(0x03, &[0, 0x30, 0x06, 2, 1, 1, 2, 1, 1])]);
    let signer = hpki_core::certificate::Certificate::from_der(&der).unwrap();
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.end_entity = &signer;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::CryptoConstraintsFailure));
    assert_eq!(objections(&report), ["path::signature-algorithm"]);
}

#[test]
fn an_authority_that_may_not_issue_makes_no_path() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let plain = |extensions| Template { extensions, ..Template::authority(authority, &[]) };
    for (template, refusal) in [
        (plain(vec![key_usage(true, &[5, 6])]), "path::issuer-is-ca"),
        (plain(vec![basic_constraints(false), key_usage(true, &[5, 6])]), "path::issuer-is-ca"),
        (plain(vec![basic_constraints(true), key_usage(true, &[6])]), "path::key-cert-sign"),
        (Template { version: 0, ..plain(Vec::new()) }, "path::issuer-is-ca"),
    ] {
        let pool = [hierarchy.root.issue(&template)];
        let report = validate_path(&hierarchy.request(&pool));
        assert_eq!(report.verdict(), not_passed(SubIndication::ChainConstraintsFailure), "{refusal}");
        assert!(objections(&report).contains(&refusal), "{refusal}: {:?}", objections(&report));
    }
    // Another signer's certificate is no CA either.
    let other = Issuer::new("Signing CA");
    let mut template = doctor();
    template.subject = super::pki::name("Signing CA");
    template.public_key = other.public_key();
    let pool = [hierarchy.authority.issue(&template), hierarchy.authority_certificate.clone()];
    let forged = other.issue(&doctor());
    let mut request = hierarchy.request(&pool);
    request.end_entity = &forged;
    assert!(objections(&validate_path(&request)).contains(&"path::issuer-is-ca"));
}
