//! XML: the tree covers the source, and every refusal points into it.

use hpki_xades::xml::{Document, XmlLimits};

/// Parses; then every node lies within its parent and after the node before it, and every name has its namespace.
///
/// # Panics
/// When one of these does not hold.
pub fn xml_parse(input: &[u8]) {
    let document = match Document::parse(input, &XmlLimits::default()) {
        Ok(document) => document,
        Err(error) => {
            assert!(error.offset <= input.len(), "an error beyond the end of the input");
            let (line, column) = error.line_column(input);
            assert!(line >= 1 && column >= 1);
            let finding = error.finding();
            assert!(!finding.problem.en.is_empty() && !finding.problem.ja.is_empty());
            return;
        }
    };
    assert_eq!(document.source(), input);
    let mut before = None;
    for element in std::iter::once(document.root()).chain(document.root().descendant_elements()) {
        assert!(before < Some(element.id()), "elements come in document order");
        before = Some(element.id());
        let range = element.byte_range();
        let outer = element.parent().map_or(0..input.len(), |parent| parent.byte_range());
        assert!(outer.start <= range.start && range.end <= outer.end, "an element outside its parent");
        assert_eq!(input[range.start], b'<');
        assert_eq!(input[range.end - 1], b'>');
        assert_eq!(element.namespace_of_prefix(element.prefix()).unwrap_or_default(), element.namespace());
        let mut names: Vec<_> =
            element.attributes().map(|attribute| (attribute.namespace(), attribute.local_name())).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "an expanded attribute name twice");
    }
}
