//! Canonical octets parse, mean the same tree, and are their own canonical octets.

use hpki_xades::c14n::{Algorithm, Comments, Method, Subtree, canonicalize};
use hpki_xades::xml::{Document, Element, XmlLimits};

/// Elements of one document that serve as apex; the work grows with the square of the document.
const APEXES: usize = 32;

/// Canonicalizes the document and its first elements by every algorithm.
///
/// # Panics
/// When canonical octets do not parse, name other elements than the subtree, or change when canonicalized again.
pub fn c14n(input: &[u8]) {
    let Ok(document) = Document::parse(input, &XmlLimits::default()) else { return };
    for algorithm in [Algorithm::Inclusive10, Algorithm::Inclusive11, Algorithm::Exclusive] {
        for comments in [Comments::Without, Comments::With] {
            let method = Method::new(algorithm, comments);
            check(&document, document.root(), &Subtree::document(), &method);
            for element in document.root().descendant_elements().take(APEXES) {
                check(&document, element, &Subtree::element(element.id()), &method);
            }
        }
    }
}

fn check(document: &Document<'_>, apex: Element<'_, '_>, subtree: &Subtree<'_>, method: &Method) {
    let mut octets = Vec::new();
    if canonicalize(document, subtree, method, &mut octets).is_err() {
        return; // a relative namespace name: every specification requires to fail
    }
    let again = Document::parse(&octets, &wide()).expect("canonical octets are a document");
    assert_eq!(names(apex), names(again.root()), "canonical octets name other elements");
    let mut twice = Vec::new();
    canonicalize(&again, &Subtree::document(), method, &mut twice)
        .expect("canonical octets have canonical octets");
    assert!(octets == twice, "canonical octets change when canonicalized again");
}

/// Limits that hold back nothing an apex inherits: it may have in its one tag what its ancestors declare together.
fn wide() -> XmlLimits {
    let mut limits = XmlLimits::default();
    limits.namespace_declarations = usize::MAX;
    limits.namespaces = usize::MAX;
    limits.attributes = usize::MAX;
    limits
}

/// Every element from `apex` on, in document order, by its expanded name.
fn names<'d>(apex: Element<'d, '_>) -> Vec<(&'d str, &'d str)> {
    let elements = std::iter::once(apex).chain(apex.descendant_elements());
    elements.map(|element| (element.namespace(), element.local_name())).collect()
}
