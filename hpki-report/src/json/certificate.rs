//! Certificates for programs: the signer of a document, and `hpki certificate show`.

use std::path::Path;

use hpki_core::certificate::{self, HcActor, HcRoles};
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::CheckList;
use hpki_core::role::RoleTable;
use serde::Serialize;

use super::{Check, checks, hexadecimal};
use crate::describe;

/// The facts of a certificate that every report gives.
#[derive(Debug, Serialize)]
pub(crate) struct Signer {
    subject: String,
    common_name: Option<String>,
    japanese_name: Option<String>,
    /// Hexadecimal.
    serial_number: String,
    issuer: String,
    not_before: String,
    not_after: String,
    policy: &'static str,
    roles: Vec<Role>,
    /// Of the whole DER, hexadecimal.
    sha256: String,
}

/// A role: its text as it stands in the certificate, and its Japanese name where it is one of Japan's table under
/// Japan's coding scheme.
#[derive(Debug, Serialize)]
pub(crate) struct Role {
    text: Option<String>,
    japanese: Option<String>,
}

/// A certificate in full.
#[derive(Debug, Serialize)]
pub struct Certificate {
    #[serde(flatten)]
    facts: Signer,
    version: String,
    /// The name of a CA that is known by its fingerprint. Information; trust comes from the caller alone.
    known_as: Option<&'static str>,
    public_key: String,
    signature_algorithm: String,
    policies: Vec<String>,
    extensions: Vec<Extension>,
    /// Which profile the checks are of.
    profile: &'static str,
    checks: Vec<Check>,
}

/// The certificates of a file: the first one in full, then the others, if any.
#[derive(Debug, Serialize)]
pub struct Certificates {
    file: String,
    #[serde(flatten)]
    first: Option<Certificate>,
    others: Vec<Certificate>,
}

#[derive(Debug, Serialize)]
struct Extension {
    id: String,
    name: Option<&'static str>,
    critical: bool,
    value: String,
}

impl Signer {
    /// What the certificate says of itself, without a path.
    pub(super) fn claimed(certificate: &certificate::Certificate, table: &RoleTable) -> Signer {
        let roles = certificate::hc_roles(certificate);
        Signer::of(certificate, CertificatePolicyKind::of(certificate), &roles, table)
    }

    pub(super) fn of(
        certificate: &certificate::Certificate,
        policy: CertificatePolicyKind,
        roles: &HcRoles,
        table: &RoleTable,
    ) -> Signer {
        Signer {
            subject: certificate.subject().to_string(),
            common_name: certificate.subject().common_name().map(Into::into),
            japanese_name: certificate.japanese_name().map(Into::into),
            serial_number: describe::serial_number(certificate),
            issuer: certificate.issuer().to_string(),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
            policy: policy.name(),
            roles: Role::all(roles, table),
            sha256: hexadecimal(&certificate.sha256()),
        }
    }
}

impl Role {
    pub(crate) fn all(roles: &HcRoles, table: &RoleTable) -> Vec<Role> {
        let role = |actor: &HcActor| Role {
            text: actor.code_data_free_text.clone(),
            japanese: table.role_of(actor).map(|role| role.japanese_name.clone()),
        };
        roles.actors.iter().map(role).collect()
    }
}

impl Certificate {
    /// With the checks of the profile that fits it; roles are named by this table.
    pub fn of(
        certificate: &certificate::Certificate,
        profile: &'static str,
        list: &CheckList,
        table: &RoleTable,
    ) -> Certificate {
        let policies = certificate.extensions().certificate_policies();
        Certificate {
            facts: Signer::claimed(certificate, table),
            version: certificate.version().to_string(),
            known_as: describe::known_authority(certificate),
            public_key: describe::public_key(certificate),
            signature_algorithm: certificate.signature_algorithm().to_string(),
            policies: policies
                .iter()
                .flat_map(|extension| extension.value())
                .map(|information| information.policy.to_string())
                .collect(),
            extensions: certificate.extensions().iter().map(|raw| Extension::of(certificate, &raw)).collect(),
            profile,
            checks: checks(list),
        }
    }
}

impl Certificates {
    /// In the order of the file.
    pub fn of(file: &Path, mut certificates: impl Iterator<Item = Certificate>) -> Certificates {
        let first = certificates.next();
        Certificates { file: file.to_string_lossy().into_owned(), first, others: certificates.collect() }
    }
}

impl Extension {
    fn of(certificate: &certificate::Certificate, raw: &certificate::RawExtension<'_>) -> Extension {
        Extension {
            id: raw.identifier.to_string(),
            name: raw.identifier.name(),
            critical: raw.critical,
            value: describe::extension(certificate, raw),
        }
    }
}
