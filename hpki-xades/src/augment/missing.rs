//! Revocation lists that are still needed, and where their issuers say they are.

use hpki_core::certificate::{Certificate, DistributionPointName};
use hpki_core::general_name::GeneralName;

/// A certificate whose revocation is not known yet.
#[derive(Clone, Debug)]
pub struct MissingList {
    certificate: Certificate,
    uris: Vec<String>,
    other_names: Vec<String>,
    remark: String,
}

/// By certificate.
impl PartialEq for MissingList {
    fn eq(&self, other: &MissingList) -> bool {
        self.certificate == other.certificate
    }
}

impl MissingList {
    pub(super) fn of(certificate: &Certificate, remark: &str) -> MissingList {
        let (mut uris, mut other_names) = (Vec::new(), Vec::new());
        let points = certificate.extensions().crl_distribution_points();
        for point in points.iter().flat_map(|extension| extension.value()) {
            match &point.name {
                Some(DistributionPointName::FullName(names)) => {
                    for name in names {
                        match name {
                            GeneralName::Uri(uri) => uris.push(uri.to_string()),
                            other => other_names.push(other.to_string()),
                        }
                    }
                }
                Some(DistributionPointName::RelativeToIssuer(relative)) => {
                    other_names.extend(relative.below(certificate.issuer()).map(|name| name.to_string()));
                }
                None => {}
            }
        }
        MissingList { certificate: certificate.clone(), uris, other_names, remark: remark.to_owned() }
            .deduplicated()
    }

    fn deduplicated(mut self) -> MissingList {
        let mut seen = Vec::new();
        self.uris.retain(|uri| {
            let new = !seen.contains(uri);
            seen.push(uri.clone());
            new
        });
        self
    }

    /// The certificate. Its issuer's list is wanted.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The URIs of cRLDistributionPoints in order, whatever their scheme. Each names the same list. They come from the
    /// certificate and are not to be trusted with more than an HTTP request.
    pub fn uris(&self) -> &[String] {
        &self.uris
    }

    /// Why lists that are at hand do not count; empty where there is none.
    pub fn remark(&self) -> &str {
        &self.remark
    }

    /// Names of distribution points that are no URI: entries of a directory.
    pub fn other_names(&self) -> &[String] {
        &self.other_names
    }
}
