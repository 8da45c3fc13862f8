//! The canonicalization methods and their identifiers (XMLDSig 1.1, section 6.5).

/// A canonicalization algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Canonical XML 1.0.
    Inclusive10,
    /// Canonical XML 1.1: as 1.0, but `xml:id` is not inherited and `xml:base` is computed.
    Inclusive11,
    /// Exclusive XML Canonicalization 1.0: only namespaces that are used are rendered.
    Exclusive,
}

/// Whether comments are part of the canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comments {
    /// Left out.
    Without,
    /// Rendered.
    With,
}

/// An algorithm with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Whether comments are rendered.
    pub comments: Comments,
    /// `PrefixList` of `InclusiveNamespaces`: prefixes that [`Algorithm::Exclusive`] treats as inclusive
    /// canonicalization does; `#default` stands for the default namespace. The other algorithms ignore it.
    pub inclusive_prefixes: Vec<String>,
}

/// Algorithm, comments, identifier.
const IDENTIFIERS: [(Algorithm, Comments, &str); 6] = [
    (Algorithm::Inclusive10, Comments::Without, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
    (Algorithm::Inclusive10, Comments::With, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"),
    (Algorithm::Inclusive11, Comments::Without, "http://www.w3.org/2006/12/xml-c14n11"),
    (Algorithm::Inclusive11, Comments::With, "http://www.w3.org/2006/12/xml-c14n11#WithComments"),
    (Algorithm::Exclusive, Comments::Without, "http://www.w3.org/2001/10/xml-exc-c14n#"),
    (Algorithm::Exclusive, Comments::With, "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
];

impl Method {
    /// A method without inclusive prefixes.
    pub const fn new(algorithm: Algorithm, comments: Comments) -> Method {
        Method { algorithm, comments, inclusive_prefixes: Vec::new() }
    }

    /// The method with this identifier, compared octet by octet; its parameters are still to be read.
    pub fn from_uri(uri: &str) -> Option<Method> {
        let row = IDENTIFIERS.iter().find(|(.., identifier)| *identifier == uri);
        row.map(|&(algorithm, comments, _)| Method::new(algorithm, comments))
    }

    /// The identifier of the method.
    pub fn uri(&self) -> &'static str {
        match (self.algorithm, self.comments) {
            (Algorithm::Inclusive10, Comments::Without) => IDENTIFIERS[0].2,
            (Algorithm::Inclusive10, Comments::With) => IDENTIFIERS[1].2,
            (Algorithm::Inclusive11, Comments::Without) => IDENTIFIERS[2].2,
            (Algorithm::Inclusive11, Comments::With) => IDENTIFIERS[3].2,
            (Algorithm::Exclusive, Comments::Without) => IDENTIFIERS[4].2,
            (Algorithm::Exclusive, Comments::With) => IDENTIFIERS[5].2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_go_both_ways() {
        for (algorithm, comments, uri) in IDENTIFIERS {
            let method = Method::from_uri(uri).unwrap();
            assert_eq!((method.algorithm, method.comments, method.uri()), (algorithm, comments, uri));
        }
        assert_eq!(Method::from_uri("http://www.w3.org/2001/10/xml-exc-c14n"), None);
    }
}
