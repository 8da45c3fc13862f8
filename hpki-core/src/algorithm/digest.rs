//! Digest algorithms.

use std::fmt;

use crate::oid::{self, ObjectIdentifier};

/// A digest algorithm this crate knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DigestAlgorithm {
    /// MD5: broken, named in reports only.
    Md5,
    /// SHA-1: broken; computed only where an old standard identifies a certificate by it.
    Sha1,
    /// SHA-224: not accepted.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

struct Row {
    algorithm: DigestAlgorithm,
    name: &'static str,
    identifier: ObjectIdentifier,
    xml_uri: &'static str,
    length: usize,
}

/// Names of FIPS 180-4; URIs of XMLDSig 1.1, XML Encryption and RFC 9231.
const TABLE: [Row; 6] = [
    Row {
        algorithm: DigestAlgorithm::Md5,
        name: "MD5",
        identifier: oid::MD5,
        xml_uri: "http://www.w3.org/2001/04/xmldsig-more#md5",
        length: 16,
    },
    Row {
        algorithm: DigestAlgorithm::Sha1,
        name: "SHA-1",
        identifier: oid::SHA1,
        xml_uri: "http://www.w3.org/2000/09/xmldsig#sha1",
        length: 20,
    },
    Row {
        algorithm: DigestAlgorithm::Sha224,
        name: "SHA-224",
        identifier: oid::SHA224,
        xml_uri: "http://www.w3.org/2001/04/xmldsig-more#sha224",
        length: 28,
    },
    Row {
        algorithm: DigestAlgorithm::Sha256,
        name: "SHA-256",
        identifier: oid::SHA256,
        xml_uri: "http://www.w3.org/2001/04/xmlenc#sha256",
        length: 32,
    },
    Row {
        algorithm: DigestAlgorithm::Sha384,
        name: "SHA-384",
        identifier: oid::SHA384,
        xml_uri: "http://www.w3.org/2001/04/xmldsig-more#sha384",
        length: 48,
    },
    Row {
        algorithm: DigestAlgorithm::Sha512,
        name: "SHA-512",
        identifier: oid::SHA512,
        xml_uri: "http://www.w3.org/2001/04/xmlenc#sha512",
        length: 64,
    },
];

impl DigestAlgorithm {
    /// Every algorithm, weakest first.
    pub const ALL: [DigestAlgorithm; 6] = [
        DigestAlgorithm::Md5,
        DigestAlgorithm::Sha1,
        DigestAlgorithm::Sha224,
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ];

    /// The algorithm of an XML `Algorithm` attribute, compared octet by octet.
    pub fn from_xml_uri(uri: &str) -> Option<DigestAlgorithm> {
        TABLE.iter().find(|row| row.xml_uri == uri).map(|row| row.algorithm)
    }

    /// The algorithm of an object identifier.
    pub fn from_oid(identifier: &ObjectIdentifier) -> Option<DigestAlgorithm> {
        TABLE.iter().find(|row| row.identifier == *identifier).map(|row| row.algorithm)
    }

    /// The name in standards and reports, such as `SHA-256`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The URI in XML.
    pub fn xml_uri(self) -> &'static str {
        self.row().xml_uri
    }

    /// The object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        self.row().identifier
    }

    /// Octets of a digest.
    pub fn length(self) -> usize {
        self.row().length
    }

    /// Whether collisions are out of reach today: SHA-256, SHA-384, SHA-512. A policy with dates is in
    /// [`policy`](crate::algorithm::policy).
    pub fn is_acceptable(self) -> bool {
        matches!(self, DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512)
    }

    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_is_found_by_each_of_its_names() {
        for algorithm in DigestAlgorithm::ALL {
            assert_eq!(algorithm.row().algorithm, algorithm);
            assert_eq!(DigestAlgorithm::from_xml_uri(algorithm.xml_uri()), Some(algorithm));
            assert_eq!(DigestAlgorithm::from_oid(&algorithm.oid()), Some(algorithm));
        }
        assert_eq!(DigestAlgorithm::from_xml_uri("http://www.w3.org/2001/04/xmlenc#SHA256"), None);
    }
}
