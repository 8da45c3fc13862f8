//! The shape of what is added, held against the real documents.

use hpki_xades::dsig;
use hpki_xades::validate::Level;
use hpki_xades::xml::{Document, Element, XmlLimits};

use crate::support::{case, raise};

/// The elements inside UnsignedSignatureProperties of the last Signature: depth, namespace, name, the names of
/// attributes, and of text the length of its first line.
pub(crate) fn properties(octets: &[u8]) -> Vec<String> {
    let document = Document::parse(octets, &XmlLimits::default()).unwrap();
    let root = document.root();
    let signature =
        root.descendant_elements().filter(|element| element.is(dsig::NAMESPACE, "Signature")).last().unwrap();
    let group = signature
        .descendant_elements()
        .find(|element| element.local_name() == "UnsignedSignatureProperties")
        .expect("unsigned properties");
    let depth = |element: &Element<'_, '_>| std::iter::successors(element.parent(), Element::parent).count();
    let outer = depth(&group);
    group
        .descendant_elements()
        .map(|element| {
            let mut attributes: Vec<&str> = element.attributes().map(|it| it.local_name()).collect();
            attributes.sort_unstable();
            let text = element.text().unwrap_or_default();
            let line = text.lines().next().unwrap_or_default().len();
            let end = if text.ends_with('\n') { "LF" } else { "" };
            let indent = depth(&element) - outer;
            let (namespace, name) = (element.namespace(), element.local_name());
            format!("{indent} {{{namespace}}}{name} {attributes:?} {line} {end}")
        })
        .collect()
}

fn real(name: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../../shared/data/e-prescription/{name}", env!("CARGO_MANIFEST_DIR"));
    let found = std::fs::read(path).ok();
    if found.is_none() {
        println!("skipped: ../shared/data/e-prescription/{name} is not here");
    }
    found
}

#[test]
fn an_lt_prescription_has_the_shape_of_the_real_one() {
    let Some(real) = real("Prescription-004_01.xml") else { return };
    let ours = raise(&case("prescription-bes"), Level::LT);
    let (ours, real) = (properties(ours.octets()), properties(&real));
    assert_eq!(ours, real, "\n{}\n\n{}", ours.join("\n"), real.join("\n"));
    println!("real shape: {} elements of LT are the same", real.len());
}

#[test]
fn an_lta_dispensing_record_has_the_shape_of_the_real_one() {
    let Some(real) = real("Dispensing-005_03.xml") else { return };
    let ours = raise(&case("dispensing-bes"), Level::LTA);
    let (ours, real) = (properties(ours.octets()), properties(&real));
    assert_eq!(ours, real, "\n{}\n\n{}", ours.join("\n"), real.join("\n"));
    println!("real shape: {} elements of LTA are the same", real.len());
}
