//! Budgets of the parser: how much of a foreign file is looked at before it is refused.

/// Budgets of one [`Document::parse`](super::Document::parse). Each limit has an error of its own.
///
/// Start from [`XmlLimits::default`] and change single fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlLimits {
    /// Octets of the file. 256 MiB: a record with its images embedded stays below 100 MB, and the tree
    /// stays below a gigabyte. Values above 4 GiB − 1 act as 4 GiB − 1: offsets are 32 bits wide.
    pub file_octets: usize,
    /// Elements open at once. 256: CDA and FHIR nest about 40 deep; programs that read the document after
    /// us often recurse, and should not meet a depth that breaks them.
    pub depth: usize,
    /// Attributes of one element, namespace declarations not counted. 256: the widest vocabularies have
    /// about 30; canonicalization sorts them.
    pub attributes: usize,
    /// Namespace declarations of one element. 64: documents in use declare up to about 20 on their root.
    pub namespace_declarations: usize,
    /// Different prefixes, and different namespace names, in one document. 65,536: documents in use have up to about 100; the
    /// tables of a million would not fit into a processor's cache.
    pub namespaces: usize,
    /// Octets of one attribute value as it stands in the file. 1 MiB: nothing signed lives in attributes
    /// but ids, digests' names and URIs.
    pub attribute_value_octets: usize,
    /// Octets of one name with its prefix. 1 KiB; names longer than 65,535 octets are never accepted.
    pub name_octets: usize,
    /// Nodes of the tree: elements, texts, comments, processing instructions, attributes and namespace
    /// declarations. 16 million, about 450 MB: the largest file of real density has 11 million.
    pub nodes: usize,
    /// Canonical octets per octet of the file (beside one free mebibyte). 32: exclusive canonicalization
    /// repeats a namespace declaration on every element that uses it, so without a bound one long URI and
    /// many short elements make output that grows with the square of the file.
    pub canonical_expansion: usize,
}

impl Default for XmlLimits {
    fn default() -> Self {
        XmlLimits {
            file_octets: 256 << 20,
            depth: 256,
            attributes: 256,
            namespace_declarations: 64,
            namespaces: 1 << 16,
            attribute_value_octets: 1 << 20,
            name_octets: 1 << 10,
            nodes: 16_000_000,
            canonical_expansion: 32,
        }
    }
}
