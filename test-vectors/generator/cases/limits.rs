//! Budgets (threats, section 6): what is just allowed passes, what is over is refused before any work is done.

use super::baseline::prescription_bes;
use super::swap;
use crate::document::PRESCRIPTION_CSV;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};

/// How deep the root's grandchild stands: Document, Prescription, it.
const DEPTH_OF_REMARK: usize = 3;

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    let signed = prescription_bes(pki).sign().text();
    let with = |remark: &str| swap(&signed, "</Prescription>", &format!("{remark}</Prescription>"));
    let many = |count: usize, one: fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().concat();
    let nested = |depth: usize| {
        let inner = depth - DEPTH_OF_REMARK;
        format!("<Remark>{}{}</Remark>", "<a>".repeat(inner), "</a>".repeat(inner))
    };
    let attributes = |count| format!("<Remark{}/>", many(count, |number| format!(" a{number}=\"\"")));
    let namespaces = |count| {
        format!("<Remark{}/>", many(count, |number| format!(" xmlns:p{number}=\"urn:example:{number}\"")))
    };
    let name = |octets| format!("<Remark {}=\"\"/>", "n".repeat(octets));
    let rule = "limits";
    for (id, what, under, over, finding) in [
        ("depth", "elements inside each other", (256, nested(256)), (257, nested(257)), "xml::too-deep"),
        (
            "attributes",
            "attributes of one element",
            (256, attributes(256)),
            (257, attributes(257)),
            "xml::too-many-attributes",
        ),
        (
            "namespaces",
            "namespace declarations of one element",
            (64, namespaces(64)),
            (65, namespaces(65)),
            "xml::too-many-namespace-declarations",
        ),
        ("name", "octets of one name", (1024, name(1024)), (1025, name(1025)), "xml::name-too-long"),
    ] {
        let allowed = format!("limit-{id}-{}", under.0);
        suite.add(
            Draft::new(&allowed, with(&under.1))
                .about(&format!("There are {} {what}, which is just allowed.", under.0))
                .fails("turns away a document that is in order")
                .rule(rule)
                .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["grammar::unknown-element"]),
        );
        suite.add(
            Draft::new(&format!("limit-{id}-{}", over.0), with(&over.1))
                .about(&format!("There are {} {what}, one too many.", over.0))
                .fails("spends as much work as a document asks for")
                .rule(rule)
                .fails_with(&["FORMAT_FAILURE"], finding, &allowed),
        );
    }
}
