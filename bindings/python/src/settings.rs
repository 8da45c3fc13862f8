//! The rules of a verification, by the words that the command uses.

use std::sync::Arc;

use hpki_core::path::{RevocationMode, TestCertificates};
use hpki_core::profile::Profile;
use hpki_core::role::{self, RoleTable};
use hpki_report::material;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::validate::{SignedParts, Verifier};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors::{Class, UNKNOWN_CHOICE, of_problem, refusal};
use crate::source::{self, Larger, Source};
use crate::trust_store::Content;

/// The rules, as words: so they are shown and pickled.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) kind: &'static str,
    pub(crate) revocation: &'static str,
    /// Names as the caller gave them.
    pub(crate) roles: Vec<String>,
    pub(crate) signed_parts: &'static str,
    pub(crate) test_certificates: TestCertificates,
    pub(crate) any_profile: AnyProfile,
    pub(crate) names: RoleNames,
}

/// What roles are called: Japan's table unless the caller gave one, whose octets are kept to be pickled.
#[derive(Clone, Default)]
pub(crate) struct RoleNames(Option<(Arc<RoleTable>, Arc<[u8]>)>);

impl RoleNames {
    /// Reads a table from a source.
    pub(crate) fn of(py: Python<'_>, table: Option<&Bound<'_, PyAny>>) -> PyResult<RoleNames> {
        let Some(table) = table else { return Ok(RoleNames::default()) };
        let source = Source::of("role_table", table, ROLE_TABLE_LIMIT)?;
        let named = source::read(py, source, ROLE_TABLE_LIMIT, Larger::Refused)?;
        let octets = named.octets.into_vec();
        let table = material::role_table(&named.name, &octets).map_err(|problem| of_problem(&problem))?;
        Ok(RoleNames(Some((Arc::new(table), octets.into()))))
    }

    pub(crate) fn table(&self) -> &RoleTable {
        self.0.as_ref().map_or_else(|| role::japan(), |(table, _)| table)
    }

    /// The octets that the table was read from.
    pub(crate) fn octets(&self) -> Option<&[u8]> {
        self.0.as_ref().map(|(_, octets)| octets.as_ref())
    }
}

/// Whether signers are judged by RFC 5280 alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnyProfile {
    /// HPKI's certificate profile for signatures.
    Refuse,
    /// Any certificate with a path to an anchor signs.
    Accept,
}

/// A table of roles is some kilobytes.
const ROLE_TABLE_LIMIT: usize = 1024 * 1024;

pub(crate) const KINDS: [(&str, DocumentRequest); 5] = [
    ("auto", DocumentRequest::Auto),
    ("prescription", DocumentRequest::Exactly(DocumentKind::Prescription)),
    ("dispensing", DocumentRequest::Exactly(DocumentKind::Dispensing)),
    ("referral", DocumentRequest::Exactly(DocumentKind::Referral)),
    ("generic", DocumentRequest::Exactly(DocumentKind::Generic)),
];

pub(crate) const REVOCATION: [(&str, RevocationMode); 3] = [
    ("required", RevocationMode::Required),
    ("if-available", RevocationMode::IfAvailable),
    ("off", RevocationMode::Off),
];

const SIGNED_PARTS: [(&str, SignedParts); 2] =
    [("keep", SignedParts::Keep), ("digest-only", SignedParts::DigestOnly)];

impl Settings {
    /// Refuses words that are none of those known, and says which are.
    #[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
    pub(crate) fn of(
        kind: &str,
        revocation: &str,
        roles: Option<&Bound<'_, PyAny>>,
        signed_parts: &str,
        test_certificates: bool,
        any_profile: bool,
        names: RoleNames,
    ) -> PyResult<Settings> {
        Ok(Settings {
            kind: chosen("kind", kind, &KINDS)?.0,
            revocation: chosen("revocation", revocation, &REVOCATION)?.0,
            roles: role_names(roles)?,
            signed_parts: chosen("signed_parts", signed_parts, &SIGNED_PARTS)?.0,
            test_certificates: accept_test_certificates(test_certificates),
            any_profile: if any_profile { AnyProfile::Accept } else { AnyProfile::Refuse },
            names,
        })
    }

    pub(crate) fn accepts_test_certificates(&self) -> bool {
        self.test_certificates == TestCertificates::Accept
    }

    /// The roles as certificates have them: a Japanese name stands for its text.
    pub(crate) fn role_texts(&self) -> Vec<String> {
        let table = self.names.table();
        self.roles.iter().map(|name| table.text_of(name).to_owned()).collect()
    }

    /// A verifier under these rules.
    pub(crate) fn verifier(&self, trust: Content) -> PyResult<Verifier> {
        let verifier = Verifier::new(trust.anchors)
            .with_time_stamp_anchors(trust.time_stamp_anchors)
            .with_intermediates(trust.intermediates)
            .with_certificate_lists(trust.certificate_lists)
            .with_document(chosen("kind", self.kind, &KINDS)?.1)
            .with_revocation(chosen("revocation", self.revocation, &REVOCATION)?.1)
            .with_roles(self.role_texts())
            .with_role_table(self.names.table().clone())
            .with_test_certificates(self.test_certificates)
            .with_signed_parts(chosen("signed_parts", self.signed_parts, &SIGNED_PARTS)?.1);
        Ok(match self.any_profile {
            AnyProfile::Accept => verifier.danger_with_profile(Profile::Rfc5280),
            AnyProfile::Refuse => verifier,
        })
    }
}

/// The entry of a table that a word names.
pub(crate) fn chosen<T: Copy>(
    argument: &str,
    word: &str,
    table: &[(&'static str, T)],
) -> PyResult<(&'static str, T)> {
    table.iter().find(|(known, _)| *known == word).copied().ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|(known, _)| *known).collect();
        refusal(Class::Argument, &UNKNOWN_CHOICE, argument, known.join(", "))
    })
}

/// Accepting test certificates is spelled out in every signature that can do it.
pub(crate) fn accept_test_certificates(accept: bool) -> TestCertificates {
    if accept { TestCertificates::Accept } else { TestCertificates::Refuse }
}

/// One name or several: "医師" alone must not become its characters.
pub(crate) fn role_names(roles: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(roles) = roles else { return Ok(Vec::new()) };
    if roles.is_instance_of::<PyString>() {
        return Ok(vec![roles.extract()?]);
    }
    roles.try_iter()?.map(|name| name?.extract::<String>()).collect()
}
