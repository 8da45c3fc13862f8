//! Who may sign an OCSP response (RFC 6960, 4.2.2.2): the issuer of the certificate in question, or a responder to which
//! that very issuer gave a certificate with the purpose OCSPSigning. A responder by agreement is nobody's here.

use crate::algorithm::DigestAlgorithm;
use crate::certificate::{Certificate, KeyUsage};
use crate::crypto::digest;
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;
use crate::ocsp::ResponderId;
use crate::oid;
use crate::time::Time;

/// Whether a responder's id names this name or key.
pub(super) fn names(responder: &ResponderId, name: &Name, key: &SubjectPublicKeyInfo) -> bool {
    match responder {
        ResponderId::Name(found) => found == name,
        ResponderId::KeyHash(found) => {
            let hash = digest(DigestAlgorithm::Sha1, key.subject_public_key());
            hash.is_ok_and(|hash| hash.as_ref() == found.as_slice())
        }
    }
}

/// Whether a certificate entitles to sign responses at a time. Its signature and its revocation are looked at
/// elsewhere.
pub(super) fn may_respond(certificate: &Certificate, at: Time) -> bool {
    let extensions = certificate.extensions();
    let purposes = extensions.extended_key_usage();
    let usage = extensions.key_usage();
    let validity = certificate.not_before().unix_seconds()..=certificate.not_after().unix_seconds();
    purposes.is_some_and(|purposes| purposes.contains(&oid::OCSP_SIGNING))
        && usage.is_none_or(|usage| {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
        })
        && !extensions
            .unknown()
            .any(|extension| extension.critical && extension.identifier != oid::OCSP_NO_CHECK)
        && validity.contains(&at.unix_seconds())
}

/// Whether the issuer says that this certificate's revocation need not be checked (RFC 6960, 4.2.2.2.1).
pub(super) fn needs_no_check(certificate: &Certificate) -> bool {
    certificate.extensions().get(&oid::OCSP_NO_CHECK).is_some()
}
