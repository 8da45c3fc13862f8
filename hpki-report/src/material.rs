//! Certificates, revocation lists and tables of roles out of octets, with a problem that people understand where there are none.
//!
//! For every binding that takes trust anchors, intermediates and lists as DER, PEM or PKCS#7.

use hpki_core::bundle::{Bundle, BundleError};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::report::Finding;
use hpki_core::role::RoleTable;

use crate::problem::{EMPTY, NO_CERTIFICATE, NO_CERTIFICATE_LIST, Problem, ROLE_TABLE, ROLE_TABLE_ENCODING};

/// The certificates in the octets, in their order; at least one. `subject` names the octets in a problem.
///
/// # Errors
/// [`Problem`] where the octets cannot be read as a whole, or hold no certificate. One unreadable certificate refuses
/// all: a silently dropped one would change verdicts.
pub fn certificates(subject: &str, octets: &[u8]) -> Result<Vec<Certificate>, Problem> {
    let certificates = bundle(subject, octets, &NO_CERTIFICATE)?.certificates;
    if certificates.is_empty() { Err(Problem::of(subject, &NO_CERTIFICATE, "")) } else { Ok(certificates) }
}

/// The revocation lists in the octets, in their order; at least one.
///
/// # Errors
/// As [`certificates`].
pub fn certificate_lists(subject: &str, octets: &[u8]) -> Result<Vec<CertificateList>, Problem> {
    let lists = bundle(subject, octets, &NO_CERTIFICATE_LIST)?.certificate_lists;
    if lists.is_empty() { Err(Problem::of(subject, &NO_CERTIFICATE_LIST, "")) } else { Ok(lists) }
}

/// The table of roles in the octets: UTF-8, with or without a byte order mark, which editors on Windows write.
///
/// # Errors
/// [`Problem`] whose subject has the number of the line where one cannot be read.
pub fn role_table(subject: &str, octets: &[u8]) -> Result<RoleTable, Problem> {
    let text = str::from_utf8(octets)
        .map_err(|error| Problem::of(subject, &ROLE_TABLE_ENCODING, error.to_string()))?;
    RoleTable::from_text(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
        Problem::of(format!("{subject}:{}", error.line), &ROLE_TABLE, error.problem.to_string())
    })
}

/// Everything in the octets. `unrecognised` is what is wrong with octets that are nothing that is known.
///
/// # Errors
/// [`Problem`] where there are no octets, or they cannot be read as a whole.
pub fn bundle(subject: &str, octets: &[u8], unrecognised: &'static Finding) -> Result<Bundle, Problem> {
    if octets.is_empty() {
        return Err(Problem::of(subject, &EMPTY, ""));
    }
    Bundle::from_bytes(octets).map_err(|error| match error {
        BundleError::Unrecognised => Problem::of(subject, unrecognised, ""),
        _ => Problem::of(subject, error.finding(), error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pki(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../test-vectors/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn what_holds_none_of_what_is_wanted_is_a_problem_with_its_name() {
        let root = pki("certificates/root.der");
        assert_eq!(certificates("a", &root).unwrap().len(), 1);
        assert_eq!(certificate_lists("a", &root).unwrap_err().finding, &NO_CERTIFICATE_LIST);
        assert_eq!(certificates("a", b"").unwrap_err().finding, &EMPTY);
        let problem = certificates("anchors.pem", b"hello").unwrap_err();
        assert_eq!((problem.subject.as_str(), problem.finding), ("anchors.pem", &NO_CERTIFICATE));
        let cut = certificates("a", &root[..100]).unwrap_err();
        assert!(cut.finding != &NO_CERTIFICATE && !cut.detail.is_empty(), "{cut:?}");
    }
}
