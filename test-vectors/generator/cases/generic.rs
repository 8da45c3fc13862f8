//! Other documents (referral letters, any XML): enveloped, enveloping, detached (A14 and the decisions about them).

use super::swap;
use crate::algorithms::*;
use crate::der;
use crate::document::SIGNING_TIME;
use crate::keys::Hash;
use crate::pki::Pki;
use crate::signature::{SEEN_PREFIXES, Shape, fill};
use crate::suite::{Draft, Suite};
use crate::tree::{Element, Method, Node, canonical, document_text, element};
use serde_json::json;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// A letter, with a Signature at its end whose reference 1 is `reference`.
fn letter(pki: &Pki, edit: impl Fn(&mut Element)) -> Element {
    letter_of(pki, "doctor", edit)
}

fn letter_of(pki: &Pki, certificate: &str, edit: impl Fn(&mut Element)) -> Element {
    let shape = Shape {
        prefixes: SEEN_PREFIXES,
        id: "Signature",
        salt: "letter",
        target: "Letter",
        signing_time: SIGNING_TIME,
        certificate,
    };
    let mut root = element("Letter")
        .namespace("", "urn:example:letter")
        .attribute("Id", "Letter")
        .child(element("Text").text("拝啓　患者さんをご紹介します。"))
        .child(shape.build(pki));
    enveloped(&mut root);
    edit(&mut root);
    let signature = root.find(&|it| it.local_name() == "Signature").unwrap();
    fill(&mut root, &signature, pki.key_of(certificate));
    root
}

/// Reference 1 becomes the whole document without the signature.
fn enveloped(root: &mut Element) {
    let transform = |uri| element("xs:Transform").attribute("Algorithm", uri);
    let reference = root.first_mut("Reference");
    reference.set("URI", "");
    let transforms = element("xs:Transforms").child(transform(ENVELOPED)).child(transform(EXCLUSIVE));
    reference.children.insert(0, Node::Element(transforms));
}

fn text(root: &Element) -> String {
    format!("{DECLARATION}{}", document_text(root))
}

/// What is signed: the letter without its signature, canonically.
fn content(root: &Element) -> Vec<u8> {
    let mut letter = root.clone();
    letter.remove_first("Signature");
    canonical(&letter, &[], &Method::Exclusive(Vec::new()))
}

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    let root = letter(pki, |_| {});
    let document = text(&root);
    let content = content(&root);
    let passing = |id: &str, about: &str, document: String| {
        Draft::new(id, document).about(about).fails("cannot verify signed letters").kind("generic")
    };
    suite.add(
        passing("generic-enveloped", "A letter with an enveloped signature.", document.clone())
            .passes(&["B"], &content),
    );
    suite.add(
        passing("generic-role", "A letter whose signer must be a Medical Doctor.", document.clone())
            .with("roles", json!(["Medical Doctor"]))
            .passes(&["B"], &content),
    );
    suite.add(
        Draft::new("generic-role-another", document.clone())
            .about("A letter of a Medical Doctor, where a Pharmacist is demanded.")
            .fails("ignores the role the caller demands")
            .rule("verdicts: --role demands for generic")
            .kind("generic")
            .with("roles", json!(["Pharmacist"]))
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::not-allowed", "generic-role"),
    );
    suite.add(
        Draft::new("generic-as-prescription", document.clone())
            .about("A letter is given where a prescription is wanted.")
            .fails("takes any signed document for a prescription")
            .rule("verdicts: --document auto knows only HPKI's own kinds")
            .kind("auto")
            .fails_with(&["FORMAT_FAILURE"], "format::document-kind", "generic-enveloped"),
    );
    attacks(suite, pki, &root);
    enveloping(suite, pki);
    referral(suite, pki, &document, &content);
    manifest(suite, pki);
    detached(suite, pki);
    decisions(suite, pki);
}

fn attacks(suite: &mut Suite, pki: &Pki, root: &Element) {
    let another = |place: usize| {
        let mut root = root.clone();
        let mut forged = root.clone().first_mut("Signature").clone();
        for path in forged.find_all(&|element| element.id().is_some()) {
            forged.at_mut(&path).attributes.retain(|(name, _)| name != "Id");
        }
        let object = forged.first_mut("Object");
        object.children = vec![Node::Element(element("Text").text("この患者に全額をお支払いください。"))];
        root.children.insert(place, Node::Element(forged));
        text(&root)
    };
    for (id, place, about) in
        [("enveloped-another-signature-first", 1, "before"), ("enveloped-another-signature-last", 2, "after")]
    {
        suite.add(
            Draft::new(id, another(place))
                .about(&format!(
                    "A copy of the Signature, with text in its Object, stands {about} the one that signed."
                ))
                .fails("removes every Signature from what is digested and so hides what was added")
                .threat("A14")
                .record("EU DSS, enveloped signatures: transform by node and not by name")
                .kind("generic")
                .fails_with(
                    &["HASH_FAILURE", "SIG_CRYPTO_FAILURE", "FORMAT_FAILURE"],
                    "signature::reference-digest",
                    "generic-enveloped",
                ),
        );
    }
    let nested = {
        let mut root = root.clone();
        let unsigned = element("xa:UnsignedProperties")
            .child(element("xa:UnsignedSignatureProperties").child(element("Text").text("足された文")));
        root.first_mut("QualifyingProperties").children.push(Node::Element(unsigned));
        text(&root)
    };
    suite.add(
        Draft::new("enveloped-inside-own-signature", nested)
            .about("Text was added inside the unsigned properties of the enveloped signature, which the transform removes.")
            .fails("shows people what stands inside the signature as part of the letter")
            .threat("A16")
            .kind("generic")
            .passes_with(&["B"], &content(root), &[]),
    );
    let none = letter(pki, |root| {
        let info = root.first_mut("SignedInfo");
        info.children.truncate(2);
    });
    suite.add(
        Draft::new("generic-no-reference", text(&none))
            .about("SignedInfo of a letter holds no Reference.")
            .fails("takes \"nothing failed\" for \"verified\"")
            .threat("A7")
            .record("CVE-2025-40934")
            .rule("verdicts: no Reference at all")
            .kind("generic")
            .fails_with(&["FORMAT_FAILURE"], "signature::no-reference", "generic-enveloped"),
    );
    let changed = swap(&text(root), "ご紹介します", "お断りします");
    suite.add(
        Draft::new("generic-content-changed", changed)
            .about("The text of a letter was changed after signing.")
            .fails("passes content that was changed after signing")
            .threat("A6")
            .kind("generic")
            .fails_with(
                &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "signature::reference-digest",
                "generic-enveloped",
            ),
    );
}

/// The content inside the signature.
fn enveloping(suite: &mut Suite, pki: &Pki) {
    let shape = Shape {
        prefixes: SEEN_PREFIXES,
        id: "Signature",
        salt: "enveloping",
        target: "Content",
        signing_time: SIGNING_TIME,
        certificate: "doctor",
    };
    let mut root = shape.build(pki);
    let content = element("xs:Object")
        .attribute("Id", "Content")
        .child(element("Text").text("拝啓　患者さんをご紹介します。"));
    root.children.insert(3, Node::Element(content));
    fill(&mut root, &[], pki.key_of("doctor"));
    let path = root.find(&|element| element.id() == Some("Content")).unwrap();
    let octets = canonical(&root, &path, &Method::Inclusive);
    suite.add(
        Draft::new("generic-enveloping", text(&root))
            .about("A letter inside its signature.")
            .fails("cannot verify signed letters")
            .kind("generic")
            .passes(&["B"], &octets),
    );
    root.first_mut("Text").set_text("拝啓　患者さんをお断りします。");
    suite.add(
        Draft::new("generic-enveloping-changed", text(&root))
            .about("The letter inside the signature was changed after signing.")
            .fails("passes content that was changed after signing")
            .threat("A6")
            .kind("generic")
            .fails_with(
                &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "signature::reference-digest",
                "generic-enveloping",
            ),
    );
}

/// Referral letters: a doctor or a dentist signs.
fn referral(suite: &mut Suite, pki: &Pki, document: &str, content: &[u8]) {
    suite.add(
        Draft::new("referral", document)
            .about("A referral letter, signed by a doctor.")
            .fails("cannot verify signed letters")
            .kind("referral")
            .passes(&["B"], content),
    );
    let by_pharmacist = letter_of(pki, "pharmacist", |_| {});
    suite.add(
        Draft::new("referral-by-pharmacist", text(&by_pharmacist))
            .about("A referral letter, signed by a pharmacist.")
            .fails("lets someone refer who is no doctor")
            .threat("D13")
            .kind("referral")
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::not-allowed", "referral"),
    );
}

/// The custom form for letters with attachments: Signature is the root, and a Manifest names the files.
fn manifest(suite: &mut Suite, pki: &Pki) {
    let letter = "<?xml version=\"1.0\"?>\n<Letter  b='2' a='1'/>".as_bytes();
    let canonical_letter = b"<Letter a=\"1\" b=\"2\"></Letter>";
    let picture: &[u8] = &[0xff, 0xd8, 0x00, 0x0d, 0x0a, 0xff, 0xd9];
    let reference = |uri: &str, transform: Option<&str>, octets: &[u8]| {
        let algorithm = |local: &str, uri: &str| element(local).attribute("Algorithm", uri);
        let mut reference = element("xs:Reference").attribute("URI", uri);
        if let Some(uri) = transform {
            reference = reference.child(element("xs:Transforms").child(algorithm("xs:Transform", uri)));
        }
        let value = der::base64(&Hash::Sha256.digest(octets));
        reference.child(algorithm("xs:DigestMethod", SHA256)).child(element("xs:DigestValue").text(&value))
    };
    let signed = |edit: &dyn Fn(&mut Element)| {
        let shape = Shape {
            prefixes: SEEN_PREFIXES,
            id: "Signature",
            salt: "manifest",
            target: "Manifest",
            signing_time: SIGNING_TIME,
            certificate: "doctor",
        };
        let mut root = shape.build(pki);
        let manifest = element("xs:Manifest")
            .attribute("Id", "Manifest")
            .child(reference("letter.xml", Some(INCLUSIVE), canonical_letter))
            .child(reference("picture.jpg", None, picture));
        root.children.insert(3, Node::Element(element("xs:Object").child(manifest)));
        root.first_mut("Reference").set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest");
        edit(&mut root);
        fill(&mut root, &[], pki.key_of("doctor"));
        root
    };
    let draft = |id: &str, root: Element, picture: Option<&[u8]>| {
        let document = text(&root);
        let draft = Draft::new(id, document).kind("referral").file("letter.xml", letter.to_vec());
        match picture {
            Some(octets) => draft
                .file("picture.jpg", octets.to_vec())
                .with("detached", json!(["letter.xml", "picture.jpg"])),
            None => draft.with("detached", json!(["letter.xml"])),
        }
    };
    suite.add(
        draft("manifest", signed(&|_| {}), Some(picture))
            .about("A letter and a picture beside a signature whose Manifest names them.")
            .fails("cannot verify signed letters with attachments")
            .passes(&["B"], &of_manifest(&signed(&|_| {}))),
    );
    suite.add(
        draft("manifest-picture-changed", signed(&|_| {}), Some(b"another picture"))
            .about("The picture that the Manifest names was exchanged.")
            .fails("verifies the Manifest and not what it names")
            .threat("A3")
            .fails_with(&["HASH_FAILURE"], "signature::reference-digest", "manifest"),
    );
    suite.add(
        draft("manifest-picture-missing", signed(&|_| {}), None)
            .about("The picture that the Manifest names is not given.")
            .fails("passes what it has never seen")
            .rule("verdicts: referenced data not given")
            .indeterminate(&["SIGNED_DATA_NOT_FOUND"], "signature::reference-data", "manifest"),
    );
    let empty = signed(&|root| root.first_mut("Manifest").children.clear());
    suite.add(
        draft("manifest-empty", empty, Some(picture))
            .about("The Manifest names nothing.")
            .fails("takes \"nothing failed\" for \"verified\"")
            .threat("A7")
            .fails_with(&["FORMAT_FAILURE"], "signature::no-reference", "manifest"),
    );
    let untyped = signed(&|root| {
        root.first_mut("Reference").attributes.retain(|(name, _)| name != "Type");
    });
    suite.add(
        draft("manifest-without-type-changed", untyped, Some(b"another picture"))
            .about("The reference to the Manifest does not say so, and the picture was exchanged.")
            .fails("looks into a Manifest only where a Type, which anyone can leave out, says that it is one")
            .threat("A9")
            .fails_with(&["HASH_FAILURE"], "signature::reference-digest", "manifest"),
    );
}

/// What is signed of a document with a Manifest: the Manifest.
fn of_manifest(root: &Element) -> Vec<u8> {
    canonical(root, &root.find(&|element| element.id() == Some("Manifest")).unwrap(), &Method::Inclusive)
}

/// A signature beside the file it signs.
fn detached(suite: &mut Suite, pki: &Pki) {
    let file = "拝啓　添付の検査結果をご覧ください。\n".as_bytes();
    let signed = |uri: &str| {
        let shape = Shape {
            prefixes: SEEN_PREFIXES,
            id: "Signature",
            salt: "detached",
            target: "",
            signing_time: SIGNING_TIME,
            certificate: "doctor",
        };
        let mut root = shape.build(pki);
        let reference = root.first_mut("Reference");
        reference.set("URI", uri);
        reference.first_mut("DigestValue").set_text(&der::base64(&Hash::Sha256.digest(file)));
        fill(&mut root, &[], pki.key_of("doctor"));
        text(&root)
    };
    let draft = |id: &str, uri: &str| Draft::new(id, signed(uri)).kind("generic");
    let given = |draft: Draft, name: &str, octets: &[u8]| {
        draft.file(name, octets.to_vec()).with("detached", json!([name]))
    };
    suite.add(
        given(draft("detached", "letter.txt"), "letter.txt", file)
            .about("A signature beside the file that it signs.")
            .fails("cannot verify signed letters")
            .passes(&["B"], file),
    );
    suite.add(
        given(draft("detached-percent-encoded", "%6Cetter.txt"), "letter.txt", file)
            .about("The reference writes the name of the file with a percent-encoded letter.")
            .fails("does not find what was given")
            .rule("verdicts: --detached answers a Reference whose percent-decoded URI equals the path")
            .passes(&["B"], file),
    );
    suite.add(
        given(draft("detached-changed", "letter.txt"), "letter.txt", b"changed\n")
            .about("The file beside the signature was changed.")
            .fails("passes content that was changed after signing")
            .threat("A6")
            .fails_with(&["HASH_FAILURE", "SIG_CRYPTO_FAILURE"], "signature::reference-digest", "detached"),
    );
    suite.add(
        draft("detached-not-given", "letter.txt")
            .about("The file that the signature names is not given.")
            .fails("passes what it has never seen, or fetches it")
            .rule("verdicts: referenced data not given")
            .indeterminate(&["SIGNED_DATA_NOT_FOUND"], "signature::reference-data", "detached"),
    );
    suite.add(
        given(draft("detached-traversal", "../../case.schema.json"), "letter.txt", file)
            .about("The reference names a file outside of what was given.")
            .fails("reads a file of the machine because a document says so")
            .threat("B2")
            .rule("verdicts: never anything outside what was given")
            .indeterminate(&["SIGNED_DATA_NOT_FOUND"], "signature::reference-data", "detached"),
    );
    suite.add(
        given(draft("detached-http", "http://hpki.example/letter.txt"), "other.txt", file)
            .about("The reference names a place in the network.")
            .fails("fetches what a document names")
            .threat("B2")
            .indeterminate(&["SIGNED_DATA_NOT_FOUND"], "signature::reference-data", "detached"),
    );
}

fn decisions(suite: &mut Suite, pki: &Pki) {
    let with_transform = |uri: &str| {
        text(&letter(pki, |root| {
            let transform = element("xs:Transform").attribute("Algorithm", uri);
            root.first_mut("Transforms").children.insert(1, Node::Element(transform));
        }))
    };
    for (id, uri, name) in [
        ("generic-transform-xslt", "http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
        ("generic-transform-xpath", "http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
        ("generic-transform-unknown", "urn:example:transform", "one that nobody knows"),
    ] {
        suite.add(
            Draft::new(id, with_transform(uri))
                .about(&format!("A transform of a letter is {name}."))
                .fails("runs what a document asks for, or passes what it has not understood")
                .threat("B13")
                .rule("verdicts: a transform not implemented")
                .kind("generic")
                .indeterminate(&["GENERIC"], "signature::reference-unsupported", "generic-enveloped"),
        );
    }
    let many = letter(pki, |root| {
        let transform = element("xs:Transform").attribute("Algorithm", EXCLUSIVE);
        for _ in 0..9 {
            root.first_mut("Transforms").children.push(Node::Element(transform.clone()));
        }
    });
    suite.add(
        Draft::new("generic-transforms-eleven", text(&many))
            .about("A reference of a letter has eleven transforms.")
            .fails("spends as much work as a document asks for")
            .threat("B14")
            .rule("limits: transforms 8")
            .kind("generic")
            .fails_with(&["FORMAT_FAILURE"], "grammar::signature-structure", "generic-enveloped"),
    );
}
