//! Who may sign an OCSP response (RFC 6960, 4.2.2.2): the issuer of the certificate in question, or a responder to which
//! that very issuer gave a certificate with the purpose OCSPSigning. A responder by agreement is nobody's here.

use crate::algorithm::DigestAlgorithm;
use crate::certificate::{Certificate, KeyUsage};
use crate::crypto::digest;
use crate::der::{DerError, Reader};
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

/// Whether a responder's certificate must itself be known not to be revoked (RFC 6960, 4.2.2.2.1). One with
/// id-pkix-ocsp-nocheck never; the others by the client's own policy, which is this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponderStatus {
    /// Always: what is not known not to be revoked vouches for nothing.
    #[default]
    Required,
    /// Where the certificate says where its status is published: a list or a responder. An authority that names neither has
    /// chosen "not to specify any method of revocation checking".
    WherePublished,
}

/// Whether this certificate's revocation need not be checked: its issuer says so, or the policy does.
pub(super) fn needs_no_check(certificate: &Certificate, policy: ResponderStatus) -> bool {
    certificate.extensions().get(&oid::OCSP_NO_CHECK).is_some()
        || policy == ResponderStatus::WherePublished && !publishes_status(certificate)
}

/// Whether a certificate names a place where its status is found. An authorityInfoAccess that cannot be read may.
fn publishes_status(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    extensions.crl_distribution_points().is_some()
        || extensions.freshest_crl().is_some()
        || extensions
            .get(&oid::AUTHORITY_INFO_ACCESS)
            .is_some_and(|access| names_responder(access.value).unwrap_or(true))
}

/// ```asn1
/// AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription
/// AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
/// ```
fn names_responder(access: &[u8]) -> Result<bool, DerError> {
    let mut descriptions = Reader::new(access).sequence()?;
    while !descriptions.is_empty() {
        if descriptions.sequence()?.object_identifier()? == oid::ACCESS_OCSP {
            return Ok(true);
        }
    }
    Ok(false)
}
