//! Signatures over something else than they should cover (A2, A5 to A10), and identifiers that lie (A11, A12).

use super::baseline::prescription_bes;
use super::{cut, swap};
use crate::algorithms::*;
use crate::document::PRESCRIPTION_CSV;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::tree::{Element, Node, element};

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    targets(suite, pki);
    signed_info(suite, pki);
    sets_of_references(suite, pki);
    nothing_signed(suite, pki);
    types(suite, pki);
    key_info(suite, pki);
    identifiers(suite, pki);
}

fn attack(
    suite: &mut Suite,
    id: &str,
    threat: &str,
    record: &str,
    text: (&str, &str),
    document: String,
    finding: &str,
) {
    let (about, fails) = text;
    let draft = Draft::new(id, document).about(about).fails(fails).threat(threat);
    let draft = if record.is_empty() { draft } else { draft.record(record) };
    suite.add(draft.fails_with(&["FORMAT_FAILURE"], finding, "prescription-bes"));
}

/// The n-th Reference.
fn reference(root: &mut Element, number: usize) -> &mut Element {
    let path = root.find_all(&|it| it.local_name() == "Reference").remove(number - 1);
    root.at_mut(&path)
}

fn remove_reference(root: &mut Element, number: usize) {
    let path = root.find_all(&|it| it.local_name() == "Reference").remove(number - 1);
    let (last, parent) = path.split_last().unwrap();
    root.at_mut(parent).children.remove(*last);
}

/// Reference 1 names its target in another way than `#` and the id (A2, A8).
fn targets(suite: &mut Suite, pki: &Pki) {
    let fails = "resolves a reference to something else than the reader reads";
    let mut odd = |id: &str, threat: &str, record: &str, uri: &'static str| {
        // Digested as the plain id would be, so that only the URI is odd.
        let document = prescription_bes(pki).edit(move |root| {
            let octets = crate::signature::referenced_octets(root, reference(&mut root.clone(), 1));
            let digest = crate::der::base64(&crate::keys::Hash::Sha256.digest(&octets));
            let reference = reference(root, 1);
            reference.set("URI", uri);
            reference.first_mut("DigestValue").set_text(&digest);
        });
        let about = format!("Reference 1 has the URI {uri:?}, digested as if it were #PrescriptionDocument.");
        attack(suite, id, threat, record, (&about, fails), document.sign().text(), "grammar::references");
    };
    odd("uri-xpointer-id", "A2", "samael, test vectors of wrapping", "#xpointer(id('PrescriptionDocument'))");
    odd("uri-xpointer-root", "A2", "samael, test vectors of wrapping", "#xpointer(/)");
    odd("uri-external", "A2", "", "prescription.xml#PrescriptionDocument");
    odd("uri-http", "A2", "", "http://hpki.example/prescription.xml");
    let fragile = "PortSwigger Research, The Fragile Lock, 2025";
    odd("uri-empty", "A8", fragile, "");
    odd("uri-only-number-sign", "A8", fragile, "#");
    odd("uri-percent-encoded", "A8", fragile, "#Prescription%44ocument");
    odd("uri-leading-space", "A8", fragile, " #PrescriptionDocument");
    odd("uri-trailing-space", "A8", fragile, "#PrescriptionDocument ");
    odd("uri-two-number-signs", "A8", fragile, "##PrescriptionDocument");
    odd("uri-other-case", "A8", fragile, "#prescriptiondocument");
    let missing = prescription_bes(pki).edit(|root| {
        let octets = crate::signature::referenced_octets(root, reference(&mut root.clone(), 1));
        let digest = crate::der::base64(&crate::keys::Hash::Sha256.digest(&octets));
        let reference = reference(root, 1);
        reference.attributes.retain(|(name, _)| name != "URI");
        reference.first_mut("DigestValue").set_text(&digest);
    });
    attack(
        suite,
        "uri-missing",
        "A8",
        fragile,
        ("Reference 1 has no URI.", fails),
        missing.sign().text(),
        "grammar::references",
    );
    let xpath = prescription_bes(pki).edit(|root| {
        let transform = element("xs:Transform")
            .attribute("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")
            .child(element("xs:XPath").text("ancestor-or-self::PrescriptionDocument"));
        let reference = reference(root, 1);
        reference.children.insert(0, Node::Element(element("xs:Transforms").child(transform)));
    });
    attack(
        suite,
        "uri-xpath-transform",
        "A2",
        "samael, test vectors of wrapping",
        ("Reference 1 selects what it covers by XPath.", fails),
        xpath.sign().text(),
        "grammar::transform",
    );
}

/// SignedInfo twice, or in the wrong place (A5).
fn signed_info(suite: &mut Suite, pki: &Pki) {
    let fails = "verifies one SignedInfo and reads the references of the other";
    // The content is forged too, so that whoever mixes the two up accepts it.
    let forged = |root: &mut Element| {
        let payload = crate::der::base64(super::wrapping::forged_csv().as_bytes());
        root.first_mut("PrescriptionDocument").set_text(&payload);
        let octets = crate::signature::referenced_octets(root, reference(&mut root.clone(), 1));
        let mut info = root.first_mut("SignedInfo").clone();
        info.attributes.clear();
        for path in info.find_all(&|it| it.local_name() == "Reference") {
            info.at_mut(&path).attributes.retain(|(name, _)| name != "Id");
        }
        let digest = crate::keys::Hash::Sha256.digest(&octets);
        info.first_mut("DigestValue").set_text(&crate::der::base64(&digest));
        info
    };
    let before = prescription_bes(pki).sign().change(|root| {
        let info = forged(root);
        root.first_mut("Signature").children.insert(0, Node::Element(info));
    });
    let after = prescription_bes(pki).sign().change(|root| {
        let info = forged(root);
        root.first_mut("Signature").children.insert(1, Node::Element(info));
    });
    let elsewhere = prescription_bes(pki).sign().change(|root| {
        let mut info = forged(root);
        info.namespaces.push(("xs".into(), DSIG.into()));
        root.first_mut("PrescriptionManagement").children.push(Node::Element(info));
    });
    for (id, about, document) in [
        (
            "signed-info-two-forged-first",
            "A SignedInfo over forged content stands before the signed one.",
            before,
        ),
        (
            "signed-info-two-forged-second",
            "A SignedInfo over forged content stands after the signed one.",
            after,
        ),
        (
            "signed-info-elsewhere",
            "A SignedInfo over forged content stands outside of the Signature.",
            elsewhere,
        ),
    ] {
        let finding = "grammar::signed-name-repeated";
        attack(suite, id, "A5", "CVE-2025-29774", (about, fails), document.text(), finding);
    }
    let nested = prescription_bes(pki).sign().text();
    let open = nested.find("<xs:SignedInfo").unwrap();
    let close = nested.find("</xs:SignedInfo>").unwrap() + "</xs:SignedInfo>".len();
    let nested =
        format!("{}<xs:Object>{}</xs:Object>{}", &nested[..open], &nested[open..close], &nested[close..]);
    attack(
        suite,
        "signed-info-nested",
        "A5",
        "CVE-2019-3465",
        ("SignedInfo is not a child of Signature but of an Object inside it.", fails),
        nested,
        "grammar::signed-name-repeated",
    );
}

/// References that are not exactly the three (A6).
fn sets_of_references(suite: &mut Suite, pki: &Pki) {
    let record = "CVE-2026-33487";
    let content = (
        "Only KeyInfo and SignedProperties are referenced, not the content.",
        "passes content that is not covered",
    );
    let document = prescription_bes(pki).edit(|root| remove_reference(root, 1)).sign().text();
    attack(suite, "references-without-content", "A6", record, content, document, "grammar::references");
    let other =
        ("Reference 1 names PrescriptionManagement, not the content.", "passes content that is not covered");
    let document =
        prescription_bes(pki).edit(|root| reference(root, 1).set("URI", "#PrescriptionManagement"));
    attack(
        suite,
        "references-other-target",
        "A6",
        record,
        other,
        document.sign().text(),
        "grammar::references",
    );
    let twice = (
        "The content is referenced twice, SignedProperties not at all.",
        "counts references instead of comparing them",
    );
    let document = prescription_bes(pki).edit(|root| {
        let first = reference(root, 1).clone();
        let last = reference(root, 3);
        *last = first;
        last.set("Id", "third");
    });
    attack(
        suite,
        "references-content-twice",
        "A6",
        record,
        twice,
        document.sign().text(),
        "grammar::references",
    );
    let four = (
        "A fourth Reference names PrescriptionManagement.",
        "lets a signature cover what its grammar does not know",
    );
    let document = prescription_bes(pki).edit(|root| {
        let mut fourth = reference(root, 2).clone();
        fourth.set("URI", "#PrescriptionManagement");
        fourth.set("Id", "fourth");
        root.first_mut("SignedInfo").children.push(Node::Element(fourth));
    });
    attack(suite, "references-four", "A6", record, four, document.sign().text(), "grammar::references");
    let no_properties = (
        "SignedProperties are not referenced.",
        "believes a signing time and a certificate reference that nobody signed",
    );
    let document = prescription_bes(pki).edit(|root| remove_reference(root, 3)).sign().text();
    attack(
        suite,
        "references-without-properties",
        "A6",
        record,
        no_properties,
        document,
        "grammar::references",
    );

    let signed = || prescription_bes(pki).sign();
    let payload = crate::der::base64(PRESCRIPTION_CSV.as_bytes());
    let forged = crate::der::base64(super::wrapping::forged_csv().as_bytes());
    let hash = |suite: &mut Suite, id: &str, about: &str, document: String| {
        suite.add(
            Draft::new(id, document)
                .about(about)
                .fails("passes content that was changed after signing")
                .threat("A6")
                .record(record)
                .fails_with(
                    &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                    "signature::reference-digest",
                    "prescription-bes",
                ),
        );
    };
    let changed = swap(&signed().text(), &payload, &forged);
    hash(suite, "references-content-changed", "The content was changed after signing.", changed);
    let time = swap(&signed().text(), ">2026-04-01T03:00:00+00:00<", ">2026-04-01T03:30:00+00:00<");
    hash(suite, "references-properties-changed", "The signing time was changed after signing.", time);
    let both = signed().change(|root| {
        root.first_mut("PrescriptionDocument").set_text(&forged);
        let octets = crate::signature::referenced_octets(root, reference(&mut root.clone(), 1));
        let digest = crate::der::base64(&crate::keys::Hash::Sha256.digest(&octets));
        reference(root, 1).first_mut("DigestValue").set_text(&digest);
    });
    suite.add(
        Draft::new("references-digest-changed-too", both.text())
            .about("The content and its DigestValue were changed after signing.")
            .fails("checks the digests and not the signature over them")
            .threat("A6")
            .fails_with(&["SIG_CRYPTO_FAILURE"], "signature::value", "prescription-bes"),
    );
}

/// Nothing is signed (A7).
fn nothing_signed(suite: &mut Suite, pki: &Pki) {
    let fails = "takes \"nothing failed\" for \"verified\"";
    let record = "CVE-2025-40934";
    let signed = || prescription_bes(pki).sign().text();
    let none =
        prescription_bes(pki).edit(|root| (1..=3).rev().for_each(|number| remove_reference(root, number)));
    attack(
        suite,
        "nothing-no-reference",
        "A7",
        record,
        ("SignedInfo holds no Reference.", fails),
        none.sign().text(),
        "grammar::references",
    );
    let no_sign = cut(&signed(), "<PrescriptionSign>", "</PrescriptionSign>");
    let text = ("There is no PrescriptionSign.", fails);
    attack(suite, "nothing-no-signature-place", "A7", record, text, no_sign, "grammar::signature-missing");
    let empty = cut(&signed(), "<xs:Signature ", "</xs:Signature>");
    let text = ("PrescriptionSign is empty.", fails);
    attack(suite, "nothing-no-signature", "A7", record, text, empty, "grammar::signature-missing");
    let hollow = signed();
    let start = hollow.find("<xs:SignedInfo").unwrap();
    let end = hollow.find("</xs:Signature>").unwrap();
    let hollow = format!("{}{}", &hollow[..start], &hollow[end..]);
    let text = ("Signature is empty.", fails);
    attack(suite, "nothing-hollow-signature", "A7", record, text, hollow, "grammar::signature-structure");
    let no_value = cut(&signed(), "<xs:SignatureValue ", "</xs:SignatureValue>");
    let text = ("There is no SignatureValue.", fails);
    attack(suite, "nothing-no-value", "A7", record, text, no_value, "grammar::signature-structure");
    let foreign = prescription_bes(pki).edit(|root| {
        root.first_mut("Signature").namespaces[0].1 = "http://www.w3.org/2000/09/xmldsig".into();
    });
    let text = ("The Signature is in a namespace that is almost XMLDSig's.", fails);
    attack(
        suite,
        "nothing-other-namespace",
        "A7",
        "",
        text,
        foreign.sign().text(),
        "grammar::document-structure",
    );
}

/// The Type of a Reference is a claim (A9).
fn types(suite: &mut Suite, pki: &Pki) {
    let fails = "finds the signed properties, or skips the content, by a Type that anyone can write";
    let swapped = prescription_bes(pki).edit(|root| {
        reference(root, 3).attributes.retain(|(name, _)| name != "Type");
        reference(root, 1).set("Type", "http://uri.etsi.org/01903#SignedProperties");
    });
    let text = ("The Type of SignedProperties stands on the reference to the content.", fails);
    let record = "EU DSS, test document xades-tampered-reference";
    attack(suite, "type-on-content", "A9", record, text, swapped.sign().text(), "grammar::reference-type");
    let manifest = prescription_bes(pki).edit(|root| {
        reference(root, 1).set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest");
    });
    let text = ("The Type of a Manifest stands on the reference to the content.", fails);
    attack(suite, "type-manifest", "A9", record, text, manifest.sign().text(), "grammar::reference-type");
    let both = prescription_bes(pki).edit(|root| {
        reference(root, 1).set("Type", "http://uri.etsi.org/01903#SignedProperties");
    });
    let text = ("Two references claim to be the one to SignedProperties.", fails);
    attack(suite, "type-twice", "A9", record, text, both.sign().text(), "grammar::reference-type");
}

/// KeyInfo that the signature does not cover (A10).
fn key_info(suite: &mut Suite, pki: &Pki) {
    let record = "EU DSS, test document xades-tampered-keyinfo";
    let text = ("KeyInfo is not referenced.", "lets the certificate be exchanged after signing");
    let document = prescription_bes(pki).edit(|root| remove_reference(root, 2)).sign().text();
    attack(suite, "key-info-not-referenced", "A10", record, text, document, "grammar::references");
    let renewed = crate::der::base64_lines(pki.certificate("doctor-renewed"));
    let exchanged =
        prescription_bes(pki).sign().change(|root| root.first_mut("X509Certificate").set_text(&renewed));
    suite.add(
        Draft::new("key-info-exchanged", exchanged.text())
            .about("The certificate in KeyInfo was exchanged, after signing, for another of the same key.")
            .fails("checks the key and not which certificate the signer named")
            .threat("A10")
            .threat("C9")
            .record(record)
            .fails_with(
                &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "signature::reference-digest",
                "prescription-bes",
            )
            .also(&["signature::signing-certificate-reference"]),
    );
}

/// Identifiers that occur twice, under whatever name (A11, A12).
fn identifiers(suite: &mut Suite, pki: &Pki) {
    let fails = "digests one element and reads another of the same id";
    let mut decoy = |id: &str, threat: &str, record: &str, about: &str, attribute: &str| {
        let document = prescription_bes(pki).sign().text();
        let decoy = format!("<Decoy xmlns:x=\"urn:example:x\" {attribute}=\"PrescriptionDocument\"/>");
        let document = swap(&document, "<PrescriptionDocument ", &format!("{decoy}<PrescriptionDocument "));
        let finding = "format::identifier-repeated";
        attack(suite, id, threat, record, (about, fails), document, finding);
    };
    let santuario = "Apache Santuario, secure validation: duplicate Ids";
    decoy("id-twice", "A11", santuario, "Two elements have the same id.", "id");
    let dotnet = ".NET SignedXml, decoys by Id, ID and id";
    decoy("id-decoy-capital", "A12", dotnet, "Another element has the id as its Id.", "Id");
    decoy("id-decoy-capitals", "A12", dotnet, "Another element has the id as its ID.", "ID");
    decoy("id-decoy-xml-id", "A12", dotnet, "Another element has the id as its xml:id.", "xml:id");
    decoy("id-decoy-prefixed", "A12", dotnet, "Another element has the id as a prefixed x:id.", "x:id");
    let document = prescription_bes(pki).sign().text();
    let document = swap(&document, "id=\"PrescriptionManagement\"", "id=\"PrescriptionSign\"");
    let text = ("PrescriptionManagement has the id that is the Id of the Signature.", fails);
    attack(suite, "id-collides-with-signature", "A12", dotnet, text, document, "format::identifier-repeated");
    let document = prescription_bes(pki).edit(|root| {
        "ID".clone_into(&mut root.first_mut("PrescriptionDocument").attributes[0].0);
    });
    let document = document.sign().text();
    let text = ("The content has its id in an attribute ID, which its vocabulary does not know.", fails);
    attack(suite, "id-wrong-attribute", "A12", dotnet, text, document, "grammar::references");
}
