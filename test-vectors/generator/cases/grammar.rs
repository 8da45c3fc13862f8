//! The grammars of prescription and dispensing record, cell by cell: what passes, what is warned about, what is refused.

use super::baseline::{dispensing_bes, prescription_bes};
use super::swap;
use crate::algorithms::{EXCLUSIVE, INCLUSIVE, INCLUSIVE_11};
use crate::document::{DISPENSING_CSV, PRESCRIPTION_CSV};
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::tree::{Element, Node, element};

const CSV: &[u8] = PRESCRIPTION_CSV.as_bytes();

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    accepted(suite, pki);
    warned(suite, pki);
    payloads(suite, pki);
    signed_properties(suite, pki);
    refused(suite, pki);
    dispensing(suite, pki);
}

fn passing(id: &str, about: &str, document: String, rule: &str, warnings: &[&str]) -> Draft {
    Draft::new(id, document)
        .about(about)
        .fails("turns away a patient because a signer writes what is allowed in another way")
        .rule(rule)
        .passes_with(&["B"], CSV, warnings)
}

fn append(parent: &mut Element, child: Element) {
    parent.children.push(Node::Element(child));
}

fn accepted(suite: &mut Suite, pki: &Pki) {
    let rule = "grammar: any prefixes; xml:lang, xml:space";
    let ds = prescription_bes(pki).prefixes("ds", "xades").sign().text();
    suite.add(passing("prefixes-ds-xades", "The prefixes are ds and xades.", ds, rule, &[]));
    let none = prescription_bes(pki).prefixes("", "xades").edit(rename_default).sign().text();
    suite.add(passing(
        "prefixes-default",
        "XMLDSig is the default namespace of the Signature.",
        none,
        rule,
        &[],
    ));
    let language = prescription_bes(pki).edit(|root| {
        root.set("xml:lang", "ja");
        root.first_mut("PrescriptionDocument").set("xml:space", "preserve");
    });
    suite.add(passing(
        "xml-lang",
        "xml:lang stands on the root element, xml:space on the content.",
        language.sign().text(),
        rule,
        &[],
    ));
    let unused = prescription_bes(pki)
        .edit(|root| root.namespaces.push(("unused".into(), "urn:example:unused".into())));
    suite.add(passing(
        "namespace-unused-on-root",
        "A namespace that nobody uses is declared on the root element.",
        unused.sign().text(),
        rule,
        &[],
    ));

    let rule = "grammar: the three references in any order";
    for (id, order, about) in [
        ("references-order-132", [0, 2, 1], "SignedProperties are referenced before KeyInfo."),
        ("references-order-321", [2, 1, 0], "The references stand in reverse order."),
        ("references-order-231", [1, 2, 0], "The content is referenced last."),
    ] {
        let document = prescription_bes(pki).edit(move |root| reorder(root, order)).sign().text();
        suite.add(passing(id, about, document, rule, &[]));
    }
    let empty = prescription_bes(pki).sign().change(|root| {
        append(
            root.first_mut("QualifyingProperties"),
            element("xa:UnsignedProperties").child(element("xa:UnsignedSignatureProperties")),
        );
    });
    suite.add(passing(
        "unsigned-properties-empty",
        "There are unsigned properties, and they are empty.",
        empty.text(),
        "grammar: empty UnsignedProperties",
        &[],
    ));
}

/// With no prefix for XMLDSig, the XAdES elements keep theirs and XMLDSig's inside them need none either.
fn rename_default(root: &mut Element) {
    let signature = root.first_mut("Signature");
    assert!(
        signature.namespaces.iter().any(|(prefix, _)| prefix.is_empty()),
        "the default namespace is declared"
    );
}

fn reorder(root: &mut Element, order: [usize; 3]) {
    let info = root.first_mut("SignedInfo");
    let references: Vec<Node> = info.children.drain(2..).collect();
    info.children.extend(order.map(|index| references[index].clone()));
}

fn warned(suite: &mut Suite, pki: &Pki) {
    let other_id = prescription_bes(pki).signature_id("Signature-1").sign().text();
    suite.add(passing(
        "signature-id-other",
        "The Id of the Signature is another than usual, and Target follows it.",
        other_id,
        "grammar: Signature Id",
        &["grammar::signature-id"],
    ));
    let unknown = prescription_bes(pki).sign().change(|root| {
        append(
            root.first_mut("Prescription"),
            element("FutureExtension").attribute("since", "EPS9.9").text("x"),
        );
    });
    suite.add(passing(
        "element-unknown",
        "An unknown element that nobody signs.",
        unknown.text(),
        "grammar: unknown unsigned elements",
        &["grammar::unknown-element"],
    ));
    let attribute =
        prescription_bes(pki).sign().change(|root| root.first_mut("Prescription").set("since", "EPS9.9"));
    suite.add(passing(
        "attribute-unknown",
        "An unknown attribute that nobody signs.",
        attribute.text(),
        "grammar: unknown unsigned elements and attributes",
        &["grammar::unknown-element"],
    ));
    let version = prescription_bes(pki).edit(|root| root.first_mut("Version").set("Value", "EPS9.9"));
    suite.add(passing(
        "version-unknown",
        "The version of the format is unknown.",
        version.sign().text(),
        "grammar: unknown Version",
        &["grammar::version"],
    ));
    let no_hint = prescription_bes(pki).edit(|root| root.attributes.retain(|(name, _)| name == "id"));
    suite.add(passing(
        "schema-hint-missing",
        "There is no schema hint.",
        no_hint.sign().text(),
        "grammar: missing schema hint",
        &["grammar::schema-hint"],
    ));
    let other_hint = prescription_bes(pki).edit(|root| root.set("xsi:noNamespaceSchemaLocation", "ED.xsd"));
    suite.add(
        passing(
            "schema-hint-other-kind",
            "The schema hint is that of a dispensing record.",
            other_hint.sign().text(),
            "grammar: a hint of the other kind",
            &["grammar::schema-hint"],
        )
        .kind("auto"),
    );
    let property = prescription_bes(pki).sign().change(|root| {
        let unknown = element("x:Remark").namespace("x", "urn:example:x").text("x");
        let properties = element("xa:UnsignedSignatureProperties").child(unknown);
        append(root.first_mut("QualifyingProperties"), element("xa:UnsignedProperties").child(properties));
    });
    suite.add(passing(
        "unsigned-property-unknown",
        "An unknown unsigned property.",
        property.text(),
        "grammar: unknown unsigned properties",
        &["grammar::unsigned-property-unknown"],
    ));
}

fn payloads(suite: &mut Suite, pki: &Pki) {
    let fails = "turns away a prescription because of what its content is like";
    let mut with = |id: &str, about: &str, payload: &[u8], rule: &str, warnings: &[&str]| {
        let document = prescription_bes(pki).payload(payload).sign().text();
        suite.add(Draft::new(id, document).about(about).fails(fails).rule(rule).passes_with(
            &["B"],
            payload,
            warnings,
        ));
    };
    with(
        "payload-other-record",
        "The content does not begin with SJ1.",
        b"XX1\n1,1\n",
        "grammar: not starting with SJ1/CJ1",
        &["content::first-record"],
    );
    let crlf = PRESCRIPTION_CSV.replace('\n', "\r\n");
    with(
        "payload-carriage-returns",
        "The content has CR LF at its line ends.",
        crlf.as_bytes(),
        "grammar: CR in it",
        &["content::carriage-return"],
    );
    let shift_jis = [b"SJ1\n".as_slice(), &[0x8e, 0x8e, 0x8c, 0xb1], b"\n"].concat();
    with(
        "payload-not-utf-8",
        "The content is Shift_JIS.",
        &shift_jis,
        "grammar: not UTF-8",
        &["content::encoding"],
    );
    with(
        "payload-bidi",
        "The content holds a character that turns the direction of writing.",
        "SJ1\n201,\u{202e}5mg\n".as_bytes(),
        "B17: bytes are verified, the report warns",
        &["content::deceptive-characters"],
    );
    with(
        "payload-one-octet",
        "The content is one octet.",
        b"S",
        "grammar: payload of any CSV",
        &["content::first-record"],
    );
    with("payload-nul", "The content holds NUL.", b"SJ1\n\0\n", "grammar: payload of any CSV", &[]);
}

fn signed_properties(suite: &mut Suite, pki: &Pki) {
    let unusual = ["grammar::signed-property-unusual"];
    let with = |property: fn() -> Element| {
        prescription_bes(pki)
            .edit(move |root| append(root.first_mut("SignedSignatureProperties"), property()))
            .sign()
            .text()
    };
    let role = with(|| {
        let roles = element("xa:ClaimedRoles").child(element("xa:ClaimedRole").text("Professor"));
        element("xa:SignerRoleV2").child(roles)
    });
    suite.add(passing(
        "property-claimed-role",
        "The signer claims a role of their own words.",
        role,
        "grammar: SignerRoleV2 claimed roles",
        &unusual,
    ));
    let place = with(|| element("xa:SignatureProductionPlaceV2").child(element("xa:CountryName").text("JP")));
    suite.add(passing(
        "property-production-place",
        "The signer says where they signed.",
        place,
        "grammar: SignatureProductionPlaceV2",
        &unusual,
    ));
    let implied =
        with(|| element("xa:SignaturePolicyIdentifier").child(element("xa:SignaturePolicyImplied")));
    suite.add(passing(
        "property-policy-implied",
        "The signature policy is implied.",
        implied,
        "grammar: implied policy",
        &unusual,
    ));
    let format = prescription_bes(pki).edit(|root| {
        let reference = root.first_mut("Reference").get("Id").unwrap().to_owned();
        let format = element("xa:DataObjectFormat")
            .attribute("ObjectReference", &format!("#{reference}"))
            .child(element("xa:MimeType").text("text/csv"));
        append(root.first_mut("SignedProperties"), element("xa:SignedDataObjectProperties").child(format));
    });
    suite.add(passing(
        "property-data-object-format",
        "The signer says of what format the content is.",
        format.sign().text(),
        "grammar: DataObjectFormat",
        &unusual,
    ));
    let explicit = with(|| {
        let digest = element("xa:SigPolicyHash")
            .child(element("xs:DigestMethod").attribute("Algorithm", crate::algorithms::SHA256))
            .child(element("xs:DigestValue").text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
        let id = element("xa:SigPolicyId").child(element("xa:Identifier").text("urn:oid:1.2.392.99999.1"));
        element("xa:SignaturePolicyIdentifier").child(element("xa:SignaturePolicyId").child(id).child(digest))
    });
    suite.add(
        Draft::new("property-policy-explicit", explicit)
            .about("The signer names a signature policy that nobody has configured.")
            .fails("ignores a policy under which the signature may mean something else")
            .rule("grammar: an explicit signature policy that is not configured")
            .indeterminate(
                &["SIGNATURE_POLICY_NOT_AVAILABLE"],
                "signature::policy",
                "property-policy-implied",
            ),
    );
}

fn refused(suite: &mut Suite, pki: &Pki) {
    let fails = "accepts a signature that the grammar leaves no room for";
    let mut refuse = |id: &str, about: &str, document: String, rule: &str, finding: &str| {
        suite.add(Draft::new(id, document).about(about).fails(fails).rule(rule).fails_with(
            &["FORMAT_FAILURE"],
            finding,
            "prescription-bes",
        ));
    };
    let second = |local: &'static str| {
        prescription_bes(pki)
            .sign()
            .change(|root| {
                let mut copy = root.first_mut(local).clone();
                copy.attributes.clear();
                copy.children.clear();
                append(root.first_mut("Signature"), copy);
            })
            .text()
    };
    let rule = "grammar: a second Signature, SignedInfo, KeyInfo, QualifyingProperties or Object";
    let repeated = "grammar::signed-name-repeated";
    refuse("second-key-info", "There is a second KeyInfo.", second("KeyInfo"), rule, repeated);
    refuse("second-object", "There is a second Object.", second("Object"), rule, repeated);
    refuse(
        "second-signature-value",
        "There is a second SignatureValue.",
        second("SignatureValue"),
        rule,
        "grammar::signature-structure",
    );
    let unknown =
        prescription_bes(pki).sign().change(|root| append(root.first_mut("Signature"), element("Extra")));
    refuse(
        "signature-unknown-child",
        "An unknown element is a child of Signature.",
        unknown.text(),
        rule,
        "grammar::signature-structure",
    );
    let reordered =
        prescription_bes(pki).sign().change(|root| root.first_mut("Signature").children.swap(1, 2));
    refuse(
        "signature-children-reordered",
        "KeyInfo stands before SignatureValue.",
        reordered.text(),
        "XMLDSig: sequence of children",
        "grammar::signature-structure",
    );
    let no_method = prescription_bes(pki).sign().text();
    let start = no_method.find("<xs:SignatureMethod").unwrap();
    let end = start + no_method[start..].find("/>").unwrap() + 2;
    let no_method = format!("{}{}", &no_method[..start], &no_method[end..]);
    refuse(
        "signature-no-method",
        "There is no SignatureMethod.",
        no_method,
        "XMLDSig: sequence of children",
        "grammar::signature-structure",
    );
    let no_properties = prescription_bes(pki).edit(|root| {
        root.remove_first("Object");
        let path = root.find_all(&|it| it.local_name() == "Reference").remove(2);
        let (last, parent) = path.split_last().unwrap();
        root.at_mut(parent).children.remove(*last);
    });
    refuse(
        "signature-plain-xmldsig",
        "The signature is plain XMLDSig without XAdES properties.",
        no_properties.sign().text(),
        "grammar: the three references",
        "grammar::qualifying-properties",
    );
    let no_key_info = prescription_bes(pki).edit(|root| {
        root.remove_first("KeyInfo");
        let path = root.find_all(&|it| it.local_name() == "Reference").remove(1);
        let (last, parent) = path.split_last().unwrap();
        root.at_mut(parent).children.remove(*last);
    });
    refuse(
        "signature-no-key-info",
        "There is no KeyInfo.",
        no_key_info.sign().text(),
        "grammar: the three references",
        "grammar::references",
    );
    let text = prescription_bes(pki).sign().text();
    let stray = swap(&text, "<PrescriptionSign>", "stray<PrescriptionSign>");
    refuse(
        "text-between-elements",
        "Text stands between the elements of the document.",
        stray,
        "document: structure",
        "grammar::document-structure",
    );
    let twice = swap(&text, "<PrescriptionSign>", "<PrescriptionManagement/><PrescriptionSign>");
    refuse(
        "management-twice",
        "PrescriptionManagement stands twice.",
        twice,
        "document: structure",
        "grammar::document-structure",
    );
    let root = text.replace("<Document ", "<Documents ").replace("</Document>", "</Documents>");
    refuse(
        "root-other-name",
        "The root element has another name.",
        root,
        "document: structure",
        "format::document-kind",
    );
}

fn dispensing(suite: &mut Suite, pki: &Pki) {
    let stamped = |draft: Draft| draft.kind("dispensing").stamped().lists(&["sign-ca", "root", "tsa-root"]);
    let fails = "turns away a record because a signer writes what is allowed in another way";
    for (id, uri, about) in [
        ("dispensing-transform-exclusive", EXCLUSIVE, "The outer reference 1 has exclusive C14N."),
        ("dispensing-transform-inclusive", INCLUSIVE, "The outer reference 1 has C14N 1.0."),
        ("dispensing-transform-inclusive-11", INCLUSIVE_11, "The outer reference 1 has C14N 1.1."),
    ] {
        let document = dispensing_bes(pki).edit(move |root| {
            let path = root
                .find(&|it| it.local_name() == "Reference" && it.get("URI") == Some("#Dispensing"))
                .unwrap();
            let transform = element("xs:Transform").attribute("Algorithm", uri);
            let transforms = element("xs:Transforms").child(transform);
            root.at_mut(&path).children.insert(0, Node::Element(transforms));
        });
        suite.add(stamped(
            Draft::new(id, document.sign().text())
                .about(about)
                .fails(fails)
                .rule("grammar: the same for the outer signature of a dispensing record")
                .passes(&["B", "LT"], DISPENSING_CSV.as_bytes()),
        ));
    }
    let odd_namespace = dispensing_bes(pki).edit(|root| {
        let extension =
            element("p:Extension").namespace("p", "urn:example:a&b").attribute("p:x", "1<2").text("a & b");
        append(root.first_mut("PrescriptionManagement"), extension);
    });
    suite.add(stamped(
        Draft::new("dispensing-unknown-element-signed", odd_namespace.sign().text())
            .about("An unknown element with an & in its namespace name stands in the signed part of a dispensing record.")
            .fails("canonicalizes & in namespace names or unknown elements wrongly")
            .rule("certificates: inside the signed part of a dispensing record the service's own elements may be unknown ones")
            .passes(&["B", "LT"], DISPENSING_CSV.as_bytes()),
    ));
    let indented =
        dispensing_bes(pki).sign().text().replacen("\t\t<DispensingDocument", "  <DispensingDocument", 1);
    suite.add(stamped(
        Draft::new("dispensing-indented-again", indented)
            .about("White space inside the signed part was changed after signing.")
            .fails("ignores white space that is signed")
            .threat("A6")
            .fails_with(
                &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "signature::reference-digest",
                "dispensing-bes",
            ),
    ));
    let declared = dispensing_bes(pki).sign().text();
    let declared =
        swap(&declared, "<ReferencePrescription>", "<ReferencePrescription xmlns:more=\"urn:example:more\">");
    suite.add(stamped(
        Draft::new("dispensing-namespace-added", declared)
            .about("A namespace was declared around the prescription inside: both signatures break.")
            .fails("canonicalizes the prescription inside without its context")
            .threat("B10")
            .fails_with(
                &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
                "signature::reference-digest",
                "dispensing-bes",
            ),
    ));
    let no_outer = super::cut(&dispensing_bes(pki).sign().text(), "<DispensingSign>", "</DispensingSign>");
    suite.add(stamped(
        Draft::new("dispensing-no-outer-signature", no_outer)
            .about("The pharmacist's signature is missing, the doctor's is there.")
            .fails("is content with the signature that is there")
            .threat("A7")
            .fails_with(&["FORMAT_FAILURE"], "grammar::signature-missing", "dispensing-bes"),
    ));
    let no_inner = dispensing_bes(pki).edit(|root| {
        root.remove_first("PrescriptionSign");
    });
    suite.add(stamped(
        Draft::new("dispensing-no-inner-signature", no_inner.sign().text())
            .about("The doctor's signature is missing, the pharmacist signed what is left.")
            .fails("is content with the signature that is there")
            .threat("A7")
            .fails_with(&["FORMAT_FAILURE"], "grammar::signature-missing", "dispensing-bes"),
    ));
    let record = |payload: &[u8], id: &str, about: &str, warnings: &[&str]| {
        stamped(
            Draft::new(id, dispensing_bes(pki).payload(payload).sign().text())
                .about(about)
                .fails("turns away a record because of what its content is like")
                .passes_with(&["B", "LT"], payload, warnings),
        )
    };
    suite.add(record(
        b"XX1\n",
        "dispensing-payload-other-record",
        "The content of the record does not begin with CJ1.",
        &["content::first-record"],
    ));
}
