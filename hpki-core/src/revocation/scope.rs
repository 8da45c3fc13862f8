//! Whether a list speaks about a certificate at all, and for which reasons (RFC 5280, 6.3.3 (b) and (d)).

use std::borrow::Cow;
use std::fmt;

use crate::certificate::{Certificate, DistributionPoint, DistributionPointName, ReasonFlags};
use crate::crl::{CertificateList, CrlVersion, IssuingDistributionPoint};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid::ObjectIdentifier;

/// Why a list of the right issuer says nothing about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OutOfScope {
    /// Without extensions its scope cannot be told.
    Version1,
    CriticalExtension(ObjectIdentifier),
    OtherDistributionPoint,
    UserCertificatesOnly,
    AuthorityCertificatesOnly,
    AttributeCertificatesOnly,
    NoReasons,
}

impl fmt::Display for OutOfScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            OutOfScope::Version1 => "it is a version 1 list",
            OutOfScope::CriticalExtension(extension) => {
                return write!(formatter, "it has the unknown critical extension {extension}");
            }
            OutOfScope::OtherDistributionPoint => "it is for another distribution point",
            OutOfScope::UserCertificatesOnly => "it is for certificates of end entities only",
            OutOfScope::AuthorityCertificatesOnly => "it is for certificates of CAs only",
            OutOfScope::AttributeCertificatesOnly => "it is for attribute certificates only",
            OutOfScope::NoReasons => "it covers no reason for revocation",
        })
    }
}

/// The reasons for which `list` can tell whether `certificate` is revoked. `None` for a list of another issuer that
/// no distribution point of the certificate names: it has nothing to do with the certificate.
pub(super) fn scope(
    list: &CertificateList,
    certificate: &Certificate,
) -> Option<Result<ReasonFlags, OutOfScope>> {
    let extensions = list.extensions();
    let issuing_point = extensions.issuing_distribution_point().map(|extension| extension.value());
    let of_own_issuer = list.issuer() == certificate.issuer();
    let indirect = issuing_point.is_some_and(|point| point.indirect_crl);
    let named = indirect && delegates_to(certificate, list.issuer());
    if !of_own_issuer && !named {
        return None;
    }
    if list.version() == CrlVersion::V1 {
        return Some(Err(OutOfScope::Version1));
    }
    let unknown = extensions.unknown_critical().or(list.unknown_critical_entry_extension());
    if let Some(extension) = unknown {
        return Some(Err(OutOfScope::CriticalExtension(extension)));
    }
    if let Some(refused) = issuing_point.and_then(|point| kind_mismatch(point, certificate)) {
        return Some(Err(refused));
    }
    Some(reasons(list, issuing_point, certificate, of_own_issuer))
}

/// Steps (b)(2)(ii) to (iv).
fn kind_mismatch(point: &IssuingDistributionPoint, certificate: &Certificate) -> Option<OutOfScope> {
    let basic_constraints = certificate.extensions().basic_constraints();
    let is_ca = basic_constraints.is_some_and(|constraints| constraints.ca);
    if point.only_contains_attribute_certs {
        Some(OutOfScope::AttributeCertificatesOnly)
    } else if point.only_contains_user_certs && is_ca {
        Some(OutOfScope::UserCertificatesOnly)
    } else if point.only_contains_ca_certs && !is_ca {
        Some(OutOfScope::AuthorityCertificatesOnly)
    } else {
        None
    }
}

/// Steps (b)(1), (b)(2)(i) and (d), over *all* distribution points of the certificate (RUSTSEC-2026-0049: a list
/// must not be missed because it fits the second point), and over the point that is assumed for every list of the
/// certificate's issuer: its own names, and all reasons.
fn reasons(
    list: &CertificateList,
    issuing_point: Option<&IssuingDistributionPoint>,
    certificate: &Certificate,
    of_own_issuer: bool,
) -> Result<ReasonFlags, OutOfScope> {
    let of_list = issuing_point.and_then(|point| point.only_some_reasons).unwrap_or(ReasonFlags::ALL);
    let list_names = issuing_point.and_then(|point| point.name.as_ref());
    let list_names = list_names.map(|name| names(name, &[list.issuer()]));
    let (mut found, mut reasons) = (false, ReasonFlags::NONE);
    for point in points(certificate) {
        let issuer_fits = match point.crl_issuer.is_empty() {
            true => of_own_issuer,
            false => {
                names_issuer(point, list.issuer()) && issuing_point.is_some_and(|point| point.indirect_crl)
            }
        };
        if issuer_fits && point_fits(list_names.as_deref(), point, certificate) {
            found = true;
            let of_point = point.reasons.unwrap_or(ReasonFlags::ALL);
            reasons = reasons.union(of_list.intersection(of_point));
        }
    }
    if of_own_issuer && own_names_fit(list_names.as_deref(), certificate) {
        found = true;
        reasons = reasons.union(of_list);
    }
    match (found, reasons) {
        (false, _) => Err(OutOfScope::OtherDistributionPoint),
        (true, ReasonFlags::NONE) => Err(OutOfScope::NoReasons),
        (true, reasons) => Ok(reasons),
    }
}

fn points(certificate: &Certificate) -> &[DistributionPoint] {
    certificate.extensions().crl_distribution_points().map_or(&[], |points| points.value().as_slice())
}

/// Whether a distribution point of the certificate names `issuer` as cRLIssuer.
pub(super) fn delegates_to(certificate: &Certificate, issuer: &Name) -> bool {
    points(certificate).iter().any(|point| names_issuer(point, issuer))
}

fn names_issuer(point: &DistributionPoint, issuer: &Name) -> bool {
    point.crl_issuer.iter().filter_map(GeneralName::directory_name).any(|name| name == issuer)
}

/// Whether one of the list's names is one of the point's, or the list has none. A point without a name of its own is
/// named by its cRLIssuer.
fn point_fits(
    list_names: Option<&[GeneralName]>,
    point: &DistributionPoint,
    certificate: &Certificate,
) -> bool {
    let Some(list_names) = list_names else { return true };
    let point_names = match &point.name {
        None => Cow::Borrowed(point.crl_issuer.as_slice()),
        Some(name) if point.crl_issuer.is_empty() => names(name, &[certificate.issuer()]),
        Some(name) => {
            let issuers: Vec<&Name> =
                point.crl_issuer.iter().filter_map(GeneralName::directory_name).collect();
            names(name, &issuers)
        }
    };
    list_names.iter().any(|name| point_names.contains(name))
}

/// The same for the assumed point: the certificate's issuer and its alternative names.
fn own_names_fit(list_names: Option<&[GeneralName]>, certificate: &Certificate) -> bool {
    let Some(list_names) = list_names else { return true };
    let alternative = certificate.extensions().issuer_alt_name();
    list_names.iter().any(|name| {
        name.directory_name() == Some(certificate.issuer())
            || alternative.is_some_and(|names| names.contains(name))
    })
}

/// The full names of a distribution point; a relative name is completed with each issuer.
fn names<'n>(name: &'n DistributionPointName, issuers: &[&Name]) -> Cow<'n, [GeneralName]> {
    match name {
        DistributionPointName::FullName(names) => Cow::Borrowed(names),
        DistributionPointName::RelativeToIssuer(relative) => {
            let whole = issuers.iter().filter_map(|issuer| relative.below(issuer));
            Cow::Owned(whole.map(GeneralName::DirectoryName).collect())
        }
    }
}
