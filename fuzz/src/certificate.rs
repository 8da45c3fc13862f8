//! Certificates and revocation lists: the octets are kept as they came, and what is shown cannot play tricks.

use hpki_core::algorithm::EcdsaEncoding;
use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::crl::CertificateList;
use hpki_core::crypto::danger_verify_legacy_signature;
use hpki_core::name::Name;
use hpki_core::time::Time;

/// Reads a certificate, then everything in it.
///
/// # Panics
/// When octets were lost, a name shows control characters, or a time is outside the calendar.
pub fn certificate(input: &[u8]) {
    let certificate = match Certificate::from_der(input) {
        Ok(certificate) => certificate,
        Err(error) => {
            return assert!(!error.finding().problem.ja.is_empty() && !error.to_string().is_empty());
        }
    };
    assert_eq!(certificate.as_der(), input);
    assert!(lies_within(certificate.tbs_der(), certificate.as_der()));
    assert!(lies_within(certificate.signature_value(), certificate.as_der()));
    show(certificate.issuer());
    show(certificate.subject());
    is_of_the_calendar(certificate.not_before());
    is_of_the_calendar(certificate.not_after());
    for extension in certificate.extensions().iter() {
        assert!(certificate.extensions().get(&extension.identifier).is_some());
    }
    let roles = hc_roles(&certificate);
    assert!(roles.attributes > 0 || roles.actors.is_empty(), "a role out of nowhere");
    drop(certificate.japanese_name());
    // The key of a foreign certificate reaches the cryptographic library: whatever it is, it is refused or used.
    let verified = danger_verify_legacy_signature(
        certificate.signature_algorithm(),
        EcdsaEncoding::Asn1,
        certificate.public_key(),
        certificate.tbs_der(),
        certificate.signature_value(),
    );
    if let Err(error) = verified {
        assert!(!error.finding().problem.en.is_empty());
    }
}

/// Reads a revocation list, then looks up every entry in it.
///
/// # Panics
/// When octets were lost, entries are miscounted, or an entry is not found.
pub fn crl(input: &[u8]) {
    let list = match CertificateList::from_der(input) {
        Ok(list) => list,
        Err(error) => {
            return assert!(!error.finding().problem.ja.is_empty() && !error.to_string().is_empty());
        }
    };
    assert_eq!(list.as_der(), input);
    assert!(lies_within(list.tbs_der(), list.as_der()));
    show(list.issuer());
    is_of_the_calendar(list.this_update());
    let entries: Vec<_> = list.entries().collect();
    assert_eq!(entries.len(), list.entry_count(), "entries that were counted are not handed out");
    if list.has_certificate_issuers() {
        return; // an entry may belong to another issuer
    }
    for entry in entries {
        is_of_the_calendar(entry.revocation_date);
        assert!(list.find(&entry.serial_number, list.issuer()).is_some(), "an entry that is not found");
    }
}

fn lies_within(part: &[u8], whole: &[u8]) -> bool {
    whole.as_ptr_range().contains(&part.as_ptr()) && part.len() < whole.len()
}

fn show(name: &Name) {
    let shown = name.to_string();
    assert!(!shown.chars().any(char::is_control), "a name that writes control characters: {shown:?}");
    assert_eq!(Name::from_der(name.as_der()).as_ref(), Ok(name));
}

fn is_of_the_calendar(time: Time) {
    assert_eq!(Time::from_rfc3339(&time.to_string()), Ok(time));
}
