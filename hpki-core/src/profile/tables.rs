//! The tables. Where a departure is refused or told follows one rule: what real signers may do passes with a
//! warning when it was never seen, what only an attacker needs is refused.

use std::borrow::Cow;

use super::finding::*;
use super::judgements::*;
use super::rule::Severity::{Refuse, Warn};
use super::rule::{Conformance, ProfileTable, Rule, Severity};
use crate::certificate::Certificate;
use crate::report::Finding;

const fn rule(
    finding: &'static Finding,
    clause: &'static str,
    severity: Severity,
    judge: fn(&Certificate) -> Conformance,
) -> Rule {
    Rule { finding, clause, severity, judge }
}

/// Signature certificates of HPKI, as seen on cards of MEDIS, JMA and JPA.
pub static HPKI_SIGNATURE: ProfileTable = ProfileTable {
    name: "HPKI signature certificate",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Refuse, version_3),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Refuse, serial_number),
        rule(&NOT_CA, "HPKI certificate policy, 7.1", Refuse, not_ca),
        rule(&KEY_USAGE, "HPKI certificate policy, 7.1", Refuse, key_usage_present),
        rule(&NON_REPUDIATION, "HPKI certificate policy, 7.1", Refuse, non_repudiation),
        rule(&CERTIFICATE_SIGNING_KEY, "RFC 5280, 4.2.1.9", Refuse, no_signing_of_certificates),
        rule(&OTHER_KEY_USAGE, "HPKI certificate policy, 7.1", Warn, non_repudiation_alone),
        rule(&KEY_USAGE_CRITICAL, "RFC 5280, 4.2.1.3", Warn, key_usage_critical),
        rule(&POLICIES_PRESENT, "HPKI certificate policy, 7.1", Refuse, policies_present),
        rule(&POLICIES_CRITICAL, "HPKI certificate policy, 7.1", Warn, policies_critical),
        rule(&BASIC_CONSTRAINTS_ABSENT, "HPKI certificate policy, 7.1", Warn, no_basic_constraints),
        rule(&EXTENDED_KEY_USAGE_ABSENT, "HPKI certificate policy, 7.1", Warn, no_extended_key_usage),
        rule(
            &DIRECTORY_ATTRIBUTES_NOT_CRITICAL,
            "RFC 5280, 4.2.1.8",
            Warn,
            directory_attributes_not_critical,
        ),
        rule(&NAME_CONSTRAINTS_IN_CA, "RFC 5280, 4.2.1.10", Warn, no_name_constraints),
        rule(&AUTHORITY_KEY_IDENTIFIER, "RFC 5280, 4.2.1.1", Warn, authority_key_identifier),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// Certificates of HPKI for the authentication of persons.
pub static HPKI_AUTHENTICATION: ProfileTable = ProfileTable {
    name: "HPKI authentication certificate",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Refuse, version_3),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Refuse, serial_number),
        rule(&NOT_CA, "HPKI certificate policy, 7.1", Refuse, not_ca),
        rule(&KEY_USAGE, "HPKI certificate policy, 7.1", Refuse, key_usage_present),
        rule(&DIGITAL_SIGNATURE, "HPKI certificate policy, 7.1", Refuse, digital_signature),
        rule(&CERTIFICATE_SIGNING_KEY, "RFC 5280, 4.2.1.9", Refuse, no_signing_of_certificates),
        rule(&KEY_USAGE_CRITICAL, "RFC 5280, 4.2.1.3", Warn, key_usage_critical),
        rule(&POLICIES_PRESENT, "HPKI certificate policy, 7.1", Refuse, policies_present),
        rule(&POLICIES_CRITICAL, "HPKI certificate policy, 7.1", Warn, policies_critical),
        rule(
            &DIRECTORY_ATTRIBUTES_NOT_CRITICAL,
            "RFC 5280, 4.2.1.8",
            Warn,
            directory_attributes_not_critical,
        ),
        rule(&NAME_CONSTRAINTS_IN_CA, "RFC 5280, 4.2.1.10", Warn, no_name_constraints),
        rule(&AUTHORITY_KEY_IDENTIFIER, "RFC 5280, 4.2.1.1", Warn, authority_key_identifier),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// The CAs of HPKI below its root.
pub static HPKI_AUTHORITY: ProfileTable = ProfileTable {
    name: "HPKI CA",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Refuse, version_3),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Refuse, serial_number),
        rule(&CA, "RFC 5280, 4.2.1.9", Refuse, ca),
        rule(&BASIC_CONSTRAINTS_CRITICAL, "RFC 5280, 4.2.1.9", Warn, basic_constraints_critical),
        rule(&KEY_CERT_SIGN, "RFC 5280, 4.2.1.3", Refuse, key_cert_sign),
        rule(&KEY_USAGE_CRITICAL, "RFC 5280, 4.2.1.3", Warn, key_usage_critical),
        rule(&POLICIES_PRESENT, "HPKI certificate policy, 7.1", Warn, policies_present),
        rule(&POLICIES_CRITICAL, "HPKI certificate policy, 7.1", Warn, policies_critical),
        rule(&SUBJECT, "RFC 5280, 4.1.2.6", Refuse, subject),
        rule(&AUTHORITY_KEY_IDENTIFIER, "RFC 5280, 4.2.1.1", Warn, authority_key_identifier),
        rule(&SUBJECT_KEY_IDENTIFIER, "RFC 5280, 4.2.1.2", Warn, subject_key_identifier),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// HPKI's root: a trust anchor, shown and not judged.
pub static HPKI_ROOT: ProfileTable = ProfileTable {
    name: "HPKI root CA",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Refuse, version_3),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Refuse, serial_number),
        rule(&CA, "RFC 5280, 4.2.1.9", Refuse, ca),
        rule(&BASIC_CONSTRAINTS_CRITICAL, "RFC 5280, 4.2.1.9", Warn, basic_constraints_critical),
        rule(&KEY_CERT_SIGN, "RFC 5280, 4.2.1.3", Refuse, key_cert_sign),
        rule(&KEY_USAGE_CRITICAL, "RFC 5280, 4.2.1.3", Warn, key_usage_critical),
        rule(&SUBJECT_KEY_IDENTIFIER, "RFC 5280, 4.2.1.2", Warn, subject_key_identifier),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// Any end entity under RFC 5280. What the RFC asks of issuers, and path validation does not need, is told.
pub static RFC_5280: ProfileTable = ProfileTable {
    name: "RFC 5280 end entity",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Warn, version_3),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Warn, serial_number),
        rule(&ISSUER, "RFC 5280, 4.1.2.4", Refuse, issuer),
        rule(&SUBJECT, "RFC 5280, 4.1.2.6", Refuse, subject),
        rule(&CERTIFICATE_SIGNING_KEY, "RFC 5280, 4.2.1.9", Refuse, no_signing_of_certificates),
        rule(&NAME_CONSTRAINTS_IN_CA, "RFC 5280, 4.2.1.10", Refuse, no_name_constraints),
        rule(&AUTHORITY_KEY_IDENTIFIER, "RFC 5280, 4.2.1.1", Warn, authority_key_identifier),
        rule(
            &DIRECTORY_ATTRIBUTES_NOT_CRITICAL,
            "RFC 5280, 4.2.1.8",
            Warn,
            directory_attributes_not_critical,
        ),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// Any CA under RFC 5280.
pub static RFC_5280_AUTHORITY: ProfileTable = ProfileTable {
    name: "RFC 5280 CA",
    rules: &[
        rule(&SUBJECT, "RFC 5280, 4.1.2.6", Refuse, subject),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Warn, serial_number),
        rule(&BASIC_CONSTRAINTS_CRITICAL, "RFC 5280, 4.2.1.9", Warn, basic_constraints_critical),
        rule(&AUTHORITY_KEY_IDENTIFIER, "RFC 5280, 4.2.1.1", Warn, authority_key_identifier),
        rule(&SUBJECT_KEY_IDENTIFIER, "RFC 5280, 4.2.1.2", Warn, subject_key_identifier),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// The certificate of a time-stamp authority.
pub static TIME_STAMPING_AUTHORITY: ProfileTable = ProfileTable {
    name: "time-stamp authority",
    rules: &[
        rule(&VERSION, "RFC 5280, 4.1.2.1", Refuse, version_3),
        rule(&NOT_CA, "RFC 3161, 2.3", Refuse, not_ca),
        rule(&TIME_STAMPING, "RFC 3161, 2.3", Refuse, time_stamping_alone),
        rule(&TIME_STAMPING_CRITICAL, "RFC 3161, 2.3", Refuse, extended_key_usage_critical),
        rule(&SIGNING_KEY, "RFC 5280, 4.2.1.12", Refuse, signing_key),
        rule(&CERTIFICATE_SIGNING_KEY, "RFC 5280, 4.2.1.9", Refuse, no_signing_of_certificates),
        rule(&SERIAL_NUMBER, "RFC 5280, 4.1.2.2", Warn, serial_number),
        rule(&ISSUER, "RFC 5280, 4.1.2.4", Refuse, issuer),
        rule(&NAME_CONSTRAINTS_IN_CA, "RFC 5280, 4.2.1.10", Warn, no_name_constraints),
        rule(&ENCODING, "X.690, 11; RFC 5280, 4.1.2.5", Warn, encoding),
    ],
};

/// Every note of the parser, as one text.
fn encoding(certificate: &Certificate) -> Conformance {
    match certificate.encoding_notes() {
        [] => Conformance::Fits,
        notes => {
            let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
            Conformance::Departs(Cow::Owned(notes.join("; ")))
        }
    }
}
