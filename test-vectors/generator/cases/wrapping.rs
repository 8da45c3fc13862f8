//! Documents in which what was signed is not what stands where one reads (A1 to A4, A16).

use super::baseline::{dispensing_bes, prescription_bes, prescription_lt};
use super::swap;
use crate::algorithms::{DSIG, EXCLUSIVE, XADES};
use crate::der;
use crate::document::{PRESCRIPTION_CSV, Prescription, Signed};
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::tree::{Element, Node, element};

const SAML: &str = "Somorovsky et al., On Breaking SAML: Be Whoever You Want to Be, USENIX Security 2012";
const READS_FORGED: &str = "hands out a dose that nobody signed";

/// What the attacker wants to be read: ten times the dose.
pub(super) fn forged_csv() -> String {
    swap(PRESCRIPTION_CSV, "試験薬Ａ錠５ｍｇ,1,", "試験薬Ａ錠５ｍｇ,10,")
}

/// A PrescriptionDocument that nobody signed, under another id.
fn forged_document() -> Element {
    element("PrescriptionDocument").attribute("id", "Forged").text(&der::base64(forged_csv().as_bytes()))
}

/// Puts the forged document where the signed one stood and gives the signed one to `elsewhere`.
fn replaced(signed: Signed<'_>, elsewhere: impl FnOnce(&mut Element, Element)) -> String {
    signed
        .change(|root| {
            let original = root.first_mut("PrescriptionDocument").clone();
            *root.first_mut("PrescriptionDocument") = forged_document();
            elsewhere(root, original);
        })
        .text()
}

/// Reference 1 gets an exclusive C14N transform, as some signers write it.
fn exclusive_content(root: &mut Element) {
    let transform = element("xs:Transform").attribute("Algorithm", EXCLUSIVE);
    let transforms = element("xs:Transforms").child(transform);
    root.first_mut("Reference").children.insert(0, Node::Element(transforms));
}

fn append(parent: &mut Element, child: Element) {
    parent.children.push(Node::Element(child));
}

fn prepend(parent: &mut Element, child: Element) {
    parent.children.insert(0, Node::Element(child));
}

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    permutations(suite, pki);
    other_wrappings(suite, pki);
    properties(suite, pki);
    several_signatures(suite, pki);
    unsigned_siblings(suite, pki);
}

/// The eight permutations of "On Breaking SAML", for a prescription: the signed element is PrescriptionDocument.
fn permutations(suite: &mut Suite, pki: &Pki) {
    let signed = || prescription_bes(pki).sign();
    // Under exclusive C14N the signed element keeps its octets wherever it is moved, also into the Signature.
    let movable = || prescription_bes(pki).edit(exclusive_content).sign();
    let stored = || prescription_bes(pki).stored_by_the_service().sign();
    let mut xsw = |number: u8, about: &str, document: String, finding: &str, twin: &str| {
        suite.add(
            Draft::new(&format!("wrapping-xsw{number}"), document)
                .about(about)
                .fails(READS_FORGED)
                .threat("A1")
                .record(&format!("{SAML}, XSW{number}"))
                .record(["CVE-2024-45409", "CVE-2025-47949", "CVE-2025-46572"][usize::from(number) % 3])
                .fails_with(&["FORMAT_FAILURE"], finding, twin),
        );
    };
    let in_signature = replaced(movable(), |root, original| append(root.first_mut("Signature"), original));
    xsw(
        1,
        "The signed PrescriptionDocument was moved into the Signature; a forged one stands in its place.",
        in_signature,
        "grammar::signed-name-repeated",
        "transform-exclusive",
    );
    xsw(
        2,
        "The signed PrescriptionDocument was moved before the Prescription; a forged one stands in its place.",
        replaced(signed(), prepend),
        "grammar::signed-name-repeated",
        "prescription-bes",
    );
    let sibling = signed().change(|root| {
        let prescription = root.first_mut("Prescription");
        prescription.children.insert(1, Node::Element(forged_document()));
    });
    xsw(
        3,
        "A forged PrescriptionDocument stands before the signed one.",
        sibling.text(),
        "grammar::document-structure",
        "prescription-bes",
    );
    let wrapped =
        replaced(signed(), |root, original| append(root.first_mut("PrescriptionDocument"), original));
    xsw(
        4,
        "A forged PrescriptionDocument has the signed one as its child.",
        wrapped,
        "grammar::signed-name-repeated",
        "prescription-bes",
    );
    let at_the_end = replaced(signed(), |root, original| append(root, element("Wrapper").child(original)));
    xsw(
        5,
        "The signed PrescriptionDocument was moved into a wrapper at the end; a forged one stands in its place.",
        at_the_end,
        "grammar::signed-name-repeated",
        "prescription-bes",
    );
    let unsigned = replaced(movable(), |root, original| {
        let properties = element("xa:UnsignedSignatureProperties").child(original);
        append(root.first_mut("QualifyingProperties"), element("xa:UnsignedProperties").child(properties));
    });
    xsw(
        6,
        "The signed PrescriptionDocument was moved into the unsigned properties of its own Signature; a forged one stands in its place.",
        unsigned,
        "grammar::signed-name-repeated",
        "transform-exclusive",
    );
    let same_id = stored().change(|root| {
        let mut forged = forged_document();
        forged.set("id", "PrescriptionDocument");
        append(root.first_mut("AdditionalPrescriptionInformation"), forged);
    });
    xsw(
        7,
        "A forged PrescriptionDocument with the id of the signed one stands in a part that the service may fill freely.",
        same_id.text(),
        "format::identifier-repeated",
        "prescription-stored-bes",
    );
    let in_object = replaced(movable(), |root, original| {
        append(root.first_mut("Signature"), element("xs:Object").child(original));
    });
    xsw(
        8,
        "The signed PrescriptionDocument was moved into an Object of the Signature; a forged one stands in its place.",
        in_object,
        "grammar::signed-name-repeated",
        "transform-exclusive",
    );
}

fn other_wrappings(suite: &mut Suite, pki: &Pki) {
    let signed = || prescription_bes(pki).sign();
    let mut other = |id: &str, about: &str, document: String, finding: &str| {
        suite.add(
            Draft::new(id, document)
                .about(about)
                .fails(READS_FORGED)
                .threat("A1")
                .record("CVE-2024-45409")
                .fails_with(&["FORMAT_FAILURE"], finding, "prescription-bes"),
        );
    };
    let foreign = replaced(signed(), |root, mut original| {
        // In another namespace the forged element would not be found by a lookup that minds the namespace.
        let forged = root.first_mut("PrescriptionDocument");
        forged.name = "f:PrescriptionDocument".into();
        forged.namespaces.push(("f".into(), "urn:example:forged".into()));
        original.set("id", "PrescriptionDocument");
        let prescription = root.first_mut("Prescription");
        prescription.children.insert(2, Node::Element(original));
    });
    other(
        "wrapping-other-namespace",
        "A forged element of the same local name in another namespace stands before the signed one.",
        foreign,
        "grammar::signed-name-repeated",
    );
    let whole = signed().change(|root| {
        let mut original = root.first_mut("Prescription").clone();
        let PrescriptionCopy { forged, signature } = PrescriptionCopy::of(&mut original);
        root.children = vec![Node::Element(forged)];
        append(root, element("Archive").child(original));
        append(root.first_mut("PrescriptionSign"), signature);
    });
    other(
        "wrapping-second-prescription",
        "A forged Prescription with the Signature stands beside the signed one.",
        whole.text(),
        "grammar::signed-name-repeated",
    );
    let moved = replaced(signed(), |root, original| {
        append(root.first_mut("PrescriptionManagement"), original);
    });
    other(
        "wrapping-in-management",
        "The signed PrescriptionDocument was moved into PrescriptionManagement; a forged one stands in its place.",
        moved,
        "grammar::signed-name-repeated",
    );
    let dispensing = dispensing_bes(pki).sign().change(|root| {
        let original = root.first_mut("Dispensing").clone();
        let forged = root.first_mut("Dispensing");
        forged.set("id", "Forged");
        forged.first_mut("DispensingDocument").set_text(&der::base64(b"CJ1\n1,nobody\n"));
        strip_ids(forged);
        append(root, element("Archive").child(original));
    });
    suite.add(
        Draft::new("wrapping-dispensing", dispensing.text())
            .about("The signed Dispensing was moved into a wrapper at the end; a forged one stands in its place.")
            .fails("hands out a record of dispensing that no pharmacist signed")
            .threat("A1")
            .record("CVE-2025-47949")
            .kind("dispensing")
            .stamped()
            .lists(&["sign-ca", "root", "tsa-root"])
            .fails_with(&["FORMAT_FAILURE"], "grammar::signed-name-repeated", "dispensing-bes"),
    );
}

/// A forged Prescription and the Signature that was taken out of the original.
struct PrescriptionCopy {
    forged: Element,
    signature: Element,
}

impl PrescriptionCopy {
    fn of(original: &mut Element) -> Self {
        let signature = original.remove_first("Signature");
        let mut forged = original.clone();
        *forged.first_mut("PrescriptionDocument") = forged_document();
        forged.first_mut("PrescriptionManagement").attributes.clear();
        Self { forged, signature }
    }
}

/// Removes every id below an element, so that nothing occurs twice.
fn strip_ids(element: &mut Element) {
    for path in element.find_all(&|_| true) {
        if !path.is_empty() {
            element.at_mut(&path).attributes.retain(|(name, _)| !name.eq_ignore_ascii_case("id"));
        }
    }
}

/// A copy of properties with an earlier SigningTime and no ids.
fn forged_properties(original: &Element) -> Element {
    let mut forged = original.clone();
    forged.first_mut("SigningTime").set_text("2026-03-01T00:00:00+00:00");
    strip_ids(&mut forged);
    forged
}

/// Properties that are not this signature's own (A3).
fn properties(suite: &mut Suite, pki: &Pki) {
    let mut fake = |id: &str, about: &str, document: String, finding: &str| {
        suite.add(
            Draft::new(id, document)
                .about(about)
                .fails("believes a signing time and a certificate reference that nobody signed")
                .threat("A3")
                .record("EU DSS, test documents XSW-enveloped-fake-content and xades-fake-counter-signature")
                .fails_with(&["FORMAT_FAILURE"], finding, "prescription-bes"),
        );
    };
    let signed = || prescription_bes(pki).sign();
    let two = signed().change(|root| {
        let mut second = forged_properties(root.first_mut("QualifyingProperties"));
        second.attributes.retain(|(name, _)| name == "Target");
        prepend(root.first_mut("Object"), second);
    });
    fake(
        "properties-two-qualifying-properties",
        "A second QualifyingProperties with another SigningTime stands before the signed one.",
        two.text(),
        "grammar::signed-name-repeated",
    );
    let moved = signed().change(|root| {
        let mut original = root.remove_first("SignedProperties");
        original.namespaces = vec![("xa".into(), XADES.into()), ("xs".into(), DSIG.into())];
        let mut second = forged_properties(&original);
        second.attributes.clear();
        second.namespaces.clear();
        append(root.first_mut("QualifyingProperties"), second);
        append(root.first_mut("PrescriptionManagement"), original);
    });
    fake(
        "properties-signed-elsewhere",
        "The signed SignedProperties were moved out of the Signature; forged ones stand in their place.",
        moved.text(),
        "grammar::signed-name-repeated",
    );
    let renamed = prescription_bes(pki).edit(|root| {
        let mut original = root.remove_first("SignedProperties");
        let mut second = forged_properties(&original);
        original.name = "xa:Properties".into();
        original.namespaces = vec![("xa".into(), XADES.into()), ("xs".into(), DSIG.into())];
        second.attributes = vec![("Id".into(), "forged".into())];
        append(root.first_mut("QualifyingProperties"), second);
        append(root.first_mut("PrescriptionManagement"), original);
    });
    fake(
        "properties-renamed-elsewhere",
        "The properties that were digested stand outside the Signature under another name; forged ones stand inside.",
        renamed.sign().text(),
        "grammar::references",
    );
    let target = prescription_bes(pki)
        .edit(|root| root.first_mut("QualifyingProperties").set("Target", "#DispensingSign"));
    fake(
        "properties-other-target",
        "QualifyingProperties name another signature as their Target.",
        target.sign().text(),
        "grammar::qualifying-properties",
    );
    let none = prescription_bes(pki).edit(|root| {
        root.first_mut("QualifyingProperties").attributes.retain(|(name, _)| name != "Target");
    });
    fake(
        "properties-no-target",
        "QualifyingProperties have no Target.",
        none.sign().text(),
        "grammar::qualifying-properties",
    );
    let manifest = prescription_bes(pki).edit(|root| {
        let mut reference = root.first_mut("Reference").clone();
        reference.attributes.retain(|(name, _)| name != "Id");
        reference.first_mut("DigestValue").set_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        let manifest = element("xs:Manifest").attribute("Id", "Manifest").child(reference);
        append(root.first_mut("Object"), manifest);
        let reference = root.first_mut("Reference");
        reference.set("URI", "#Manifest");
        reference.set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest");
    });
    suite.add(
        Draft::new("properties-manifest", manifest.sign().text())
            .about("Reference 1 names a Manifest, whose own Reference to the content is never right.")
            .fails("takes a Manifest for the content and never looks at the content's digest")
            .threat("A3")
            .record("EU DSS, test document xades-with-manifest-with-duplicated-reference")
            .fails_with(&["FORMAT_FAILURE"], "grammar::qualifying-properties", "prescription-bes"),
    );
}

/// More signatures than the grammar has places for (A4).
fn several_signatures(suite: &mut Suite, pki: &Pki) {
    let attacker = || {
        let document = Prescription::new(pki).signer("doctor-of-attacker").payload(forged_csv().as_bytes());
        let mut signed = document.sign();
        let mut signature = signed.root.first_mut("Signature").clone();
        signature.set("Id", "Other");
        strip_ids(&mut signature);
        signature
    };
    let first =
        prescription_bes(pki).sign().change(|root| prepend(root.first_mut("PrescriptionSign"), attacker()));
    suite.add(
        Draft::new("signatures-attacker-first", first.text())
            .about("A signature of the attacker stands before the doctor's.")
            .fails("verifies one signature and reads the signer's name in the other")
            .threat("A4")
            .record("CVE-2021-21238")
            .record("CVE-2026-34840")
            .fails_with(&["FORMAT_FAILURE"], "grammar::document-structure", "prescription-bes"),
    );
    let last =
        prescription_bes(pki).sign().change(|root| append(root.first_mut("PrescriptionSign"), attacker()));
    suite.add(
        Draft::new("signatures-attacker-last", last.text())
            .about("A signature of the attacker stands after the doctor's.")
            .fails("verifies one signature and reads the signer's name in the other")
            .threat("A4")
            .record("CVE-2026-34840")
            .fails_with(&["FORMAT_FAILURE"], "grammar::document-structure", "prescription-bes"),
    );
    let hidden = prescription_bes(pki).stored_by_the_service().sign().change(|root| {
        append(root.first_mut("AdditionalPrescriptionInformation"), attacker());
    });
    suite.add(
        Draft::new("signatures-hidden", hidden.text())
            .about("A second Signature stands in a part that the service may fill freely.")
            .fails("verifies whichever signature it finds first in the file")
            .threat("A4")
            .record("CVE-2021-21238")
            .fails_with(&["FORMAT_FAILURE"], "grammar::signed-name-repeated", "prescription-stored-bes"),
    );
    // The pharmacist signs, in good faith, a record around a prescription that was changed.
    let mut forged = prescription_lt(pki);
    forged.root.first_mut("PrescriptionDocument").set_text(&der::base64(forged_csv().as_bytes()));
    let record = crate::document::Dispensing::new(forged).sign();
    suite.add(
        Draft::new("signatures-inner-forged", record.text())
            .about("A dispensing record whose own signature is right, around a prescription that was changed after signing.")
            .fails("verifies the outer signature alone and shows a prescription that no doctor wrote")
            .threat("A4")
            .kind("dispensing")
            .stamped()
            .lists(&["sign-ca", "root", "tsa-root"])
            .fails_with(&["HASH_FAILURE", "SIG_CRYPTO_FAILURE"], "signature::reference-digest", "dispensing-bes"),
    );
}

/// What nobody signed may stand in the file and is never handed out (A16).
fn unsigned_siblings(suite: &mut Suite, pki: &Pki) {
    let told = "試験薬Ａ錠５ｍｇ,1,1,錠";
    let text = prescription_bes(pki)
        .stored_by_the_service()
        .sign()
        .text()
        .replace(told, "試験薬Ｂ錠５０ｍｇ,10,1,錠");
    suite.add(
        Draft::new("unsigned-information-changed", text)
            .about("The unsigned information of the service names another drug than the signed content.")
            .fails("shows people what nobody signed: the content handed out must be the signed one")
            .threat("A16")
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
    let more = prescription_bes(pki).sign().change(|root| {
        append(root.first_mut("Prescription"), element("Remark").text("薬局の方へ：10倍量でお願いします"));
    });
    suite.add(
        Draft::new("unsigned-remark", more.text())
            .about("An unknown element that nobody signed asks for ten times the dose.")
            .fails("shows people what nobody signed")
            .threat("A16")
            .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["grammar::unknown-element"]),
    );
    // The same remark where the content is read: it is not signed, so it must not stand there.
    let inside = prescription_bes(pki).sign().text();
    let inside = swap(&inside, "</PrescriptionDocument>", "<Remark>10</Remark></PrescriptionDocument>");
    suite.add(
        Draft::new("unsigned-remark-in-content", inside)
            .about("An element was added inside the signed PrescriptionDocument after signing.")
            .fails("takes what was added for part of what was signed")
            .threat("A16")
            .fails_with(
                &["FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "grammar::payload",
                "prescription-bes",
            ),
    );
}
