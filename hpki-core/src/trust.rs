//! Trust anchors (RFC 5280, 6.1.1 d): names and keys in which the caller trusts, from nowhere else.

use crate::certificate::Certificate;
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;

/// A name and a key that the caller trusts. Mostly from a self-signed certificate: its signature means nothing, since
/// it vouches for itself; its validity and constraints limit what it is trusted for (RFC 5937).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchor {
    name: Name,
    public_key: SubjectPublicKeyInfo,
    certificate: Option<Certificate>,
}

impl TrustAnchor {
    /// The subject and key of a certificate.
    pub fn from_certificate(certificate: Certificate) -> TrustAnchor {
        TrustAnchor {
            name: certificate.subject().clone(),
            public_key: certificate.public_key().clone(),
            certificate: Some(certificate),
        }
    }

    /// A name and a key without a certificate.
    pub fn from_name_and_key(name: Name, public_key: SubjectPublicKeyInfo) -> TrustAnchor {
        TrustAnchor { name, public_key, certificate: None }
    }

    /// The trusted name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The trusted key.
    pub fn public_key(&self) -> &SubjectPublicKeyInfo {
        &self.public_key
    }

    /// The certificate it came from, if from one.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }
}

impl From<Certificate> for TrustAnchor {
    fn from(certificate: Certificate) -> Self {
        TrustAnchor::from_certificate(certificate)
    }
}

/// The set of trust anchors of a validation. There is no default set: an empty one trusts nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustAnchors {
    anchors: Vec<TrustAnchor>,
}

impl TrustAnchors {
    /// The empty set.
    pub fn new() -> TrustAnchors {
        TrustAnchors::default()
    }

    /// Adds an anchor; one that is there already is not added again.
    pub fn add(&mut self, anchor: impl Into<TrustAnchor>) {
        let anchor = anchor.into();
        if !self.anchors.contains(&anchor) {
            self.anchors.push(anchor);
        }
    }

    /// The anchors in the order they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, TrustAnchor> {
        self.anchors.iter()
    }

    /// The anchors of a name; a name may have several keys.
    pub fn named<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a TrustAnchor> {
        self.anchors.iter().filter(move |anchor| anchor.name == *name)
    }

    /// Whether this very certificate is an anchor.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.anchors.iter().any(|anchor| anchor.certificate.as_ref() == Some(certificate))
    }

    /// The number of anchors.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }
}

impl FromIterator<Certificate> for TrustAnchors {
    fn from_iter<I: IntoIterator<Item = Certificate>>(certificates: I) -> Self {
        let mut anchors = TrustAnchors::new();
        certificates.into_iter().for_each(|certificate| anchors.add(certificate));
        anchors
    }
}

impl<'a> IntoIterator for &'a TrustAnchors {
    type Item = &'a TrustAnchor;
    type IntoIter = std::slice::Iter<'a, TrustAnchor>;

    fn into_iter(self) -> Self::IntoIter {
        self.anchors.iter()
    }
}

#[cfg(test)]
mod tests;
