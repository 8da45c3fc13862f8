//! The rules of the tables, one function each.

use std::borrow::Cow;

use super::rule::Conformance;
use crate::certificate::{BasicConstraints, Certificate, KeyUsage, Version};
use crate::oid;

/// Most octets of a serial number (RFC 5280, 4.1.2.2).
const SERIAL_NUMBER_OCTETS: usize = 20;

pub(super) fn version_3(certificate: &Certificate) -> Conformance {
    match certificate.version() {
        Version::V3 => Conformance::Fits,
        other => Conformance::Departs(Cow::Owned(other.to_string())),
    }
}

pub(super) fn serial_number(certificate: &Certificate) -> Conformance {
    let octets = certificate.serial_number();
    match octets.first() {
        Some(0x80..) => Conformance::Departs("negative".into()),
        _ if octets.iter().all(|&octet| octet == 0) => Conformance::Departs("zero".into()),
        // A leading zero octet only keeps the number positive; it still counts (RFC 5280, 4.1.2.2).
        _ if octets.len() > SERIAL_NUMBER_OCTETS => {
            Conformance::Departs(Cow::Owned(format!("{} octets", octets.len())))
        }
        _ => Conformance::Fits,
    }
}

fn is_ca(certificate: &Certificate) -> bool {
    certificate.extensions().basic_constraints().is_some_and(|constraints| constraints.ca)
}

pub(super) fn not_ca(certificate: &Certificate) -> Conformance {
    Conformance::of(!is_ca(certificate), "basicConstraints with cA")
}

pub(super) fn ca(certificate: &Certificate) -> Conformance {
    Conformance::of(is_ca(certificate), "no basicConstraints with cA")
}

pub(super) fn basic_constraints_critical(certificate: &Certificate) -> Conformance {
    let constraints = certificate.extensions().basic_constraints();
    Conformance::of(
        constraints.is_some_and(|constraints| constraints.is_critical()),
        "not critical or absent",
    )
}

pub(super) fn no_basic_constraints(certificate: &Certificate) -> Conformance {
    match certificate.extensions().basic_constraints().map(|constraints| constraints.value()) {
        None => Conformance::Fits,
        Some(BasicConstraints { ca: true, .. }) => Conformance::Departs("cA".into()),
        Some(BasicConstraints { ca: false, .. }) => Conformance::Departs("present without cA".into()),
    }
}

fn key_usage(certificate: &Certificate) -> Option<KeyUsage> {
    certificate.extensions().key_usage().map(|usage| *usage.value())
}

/// Whether keyUsage, where present, is found by `judge` to fit.
fn key_usage_where_present(certificate: &Certificate, judge: fn(KeyUsage) -> bool) -> Conformance {
    match key_usage(certificate) {
        Some(usage) if !judge(usage) => Conformance::Departs(Cow::Owned(usage.to_string())),
        _ => Conformance::Fits,
    }
}

pub(super) fn key_usage_present(certificate: &Certificate) -> Conformance {
    Conformance::of(key_usage(certificate).is_some(), "no keyUsage")
}

pub(super) fn key_usage_critical(certificate: &Certificate) -> Conformance {
    let usage = certificate.extensions().key_usage();
    Conformance::of(usage.is_none_or(|usage| usage.is_critical()), "not critical")
}

pub(super) fn non_repudiation(certificate: &Certificate) -> Conformance {
    match key_usage(certificate) {
        None => Conformance::Departs("no keyUsage".into()),
        Some(usage) if usage.contains(KeyUsage::NON_REPUDIATION) => Conformance::Fits,
        Some(usage) => Conformance::Departs(Cow::Owned(usage.to_string())),
    }
}

pub(super) fn non_repudiation_alone(certificate: &Certificate) -> Conformance {
    key_usage_where_present(certificate, |usage| usage == KeyUsage::NON_REPUDIATION)
}

pub(super) fn digital_signature(certificate: &Certificate) -> Conformance {
    match key_usage(certificate) {
        None => Conformance::Departs("no keyUsage".into()),
        Some(usage) if usage.contains(KeyUsage::DIGITAL_SIGNATURE) => Conformance::Fits,
        Some(usage) => Conformance::Departs(Cow::Owned(usage.to_string())),
    }
}

pub(super) fn signing_key(certificate: &Certificate) -> Conformance {
    key_usage_where_present(certificate, |usage| {
        usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
    })
}

pub(super) fn key_cert_sign(certificate: &Certificate) -> Conformance {
    match key_usage(certificate) {
        Some(usage) if usage.contains(KeyUsage::KEY_CERT_SIGN) => Conformance::Fits,
        Some(usage) => Conformance::Departs(Cow::Owned(usage.to_string())),
        None => Conformance::Departs("no keyUsage".into()),
    }
}

/// "If the cA boolean is not asserted, then the keyCertSign bit in the key usage extension MUST NOT be asserted."
pub(super) fn no_signing_of_certificates(certificate: &Certificate) -> Conformance {
    if is_ca(certificate) {
        return Conformance::Fits;
    }
    key_usage_where_present(certificate, |usage| !usage.contains(KeyUsage::KEY_CERT_SIGN))
}

pub(super) fn policies_present(certificate: &Certificate) -> Conformance {
    Conformance::of(certificate.extensions().certificate_policies().is_some(), "no certificatePolicies")
}

pub(super) fn policies_critical(certificate: &Certificate) -> Conformance {
    let policies = certificate.extensions().certificate_policies();
    Conformance::of(policies.is_none_or(|policies| policies.is_critical()), "not critical")
}

pub(super) fn no_extended_key_usage(certificate: &Certificate) -> Conformance {
    match certificate.extensions().extended_key_usage() {
        None => Conformance::Fits,
        Some(purposes) => {
            let purposes: Vec<String> = purposes.iter().map(ToString::to_string).collect();
            Conformance::Departs(Cow::Owned(purposes.join(" ")))
        }
    }
}

pub(super) fn time_stamping_alone(certificate: &Certificate) -> Conformance {
    match certificate.extensions().extended_key_usage() {
        Some(purposes) if purposes.value() == &[oid::TIME_STAMPING] => Conformance::Fits,
        Some(purposes) => {
            let purposes: Vec<String> = purposes.iter().map(ToString::to_string).collect();
            Conformance::Departs(Cow::Owned(purposes.join(" ")))
        }
        None => Conformance::Departs("no extKeyUsage".into()),
    }
}

pub(super) fn extended_key_usage_critical(certificate: &Certificate) -> Conformance {
    let purposes = certificate.extensions().extended_key_usage();
    Conformance::of(purposes.is_some_and(|purposes| purposes.is_critical()), "not critical or absent")
}

pub(super) fn directory_attributes_not_critical(certificate: &Certificate) -> Conformance {
    let attributes = certificate.extensions().subject_directory_attributes();
    Conformance::of(!attributes.is_some_and(|attributes| attributes.is_critical()), "critical")
}

pub(super) fn no_name_constraints(certificate: &Certificate) -> Conformance {
    let constraints = certificate.extensions().name_constraints();
    Conformance::of(is_ca(certificate) || constraints.is_none(), "nameConstraints")
}

/// Present with a keyIdentifier and not critical; a self-signed certificate may do without.
pub(super) fn authority_key_identifier(certificate: &Certificate) -> Conformance {
    match certificate.extensions().authority_key_identifier() {
        None => Conformance::of(certificate.is_self_issued(), "absent"),
        Some(identifier) if identifier.is_critical() => Conformance::Departs("critical".into()),
        Some(identifier) => Conformance::of(identifier.key_identifier().is_some(), "no keyIdentifier"),
    }
}

pub(super) fn subject_key_identifier(certificate: &Certificate) -> Conformance {
    match certificate.extensions().get(&oid::SUBJECT_KEY_IDENTIFIER) {
        None => Conformance::Departs("absent".into()),
        Some(identifier) => Conformance::of(!identifier.critical, "critical"),
    }
}

/// A CA has a name; another subject may have all its names in a critical subjectAltName.
pub(super) fn subject(certificate: &Certificate) -> Conformance {
    let alternative = certificate.extensions().subject_alt_name();
    let named_elsewhere = !is_ca(certificate) && alternative.is_some_and(|names| names.is_critical());
    Conformance::of(!certificate.subject().is_empty() || named_elsewhere, "empty")
}

pub(super) fn issuer(certificate: &Certificate) -> Conformance {
    Conformance::of(!certificate.issuer().is_empty(), "empty")
}
