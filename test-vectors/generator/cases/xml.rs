//! Files that two programs could read in two ways (A13, A15, B1 to B18).

use super::baseline::{dispensing_bes, prescription_bes};
use super::swap;
use crate::document::PRESCRIPTION_CSV;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::tree::Node;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    document_type(suite, pki);
    around_the_root(suite, pki);
    nothing_is_fetched(suite, pki);
    split_text(suite, pki);
    namespaces(suite, pki);
    line_ends(suite, pki);
    encodings(suite, pki);
    base64(suite, pki);
    not_xml(suite, pki);
}

fn signed(pki: &Pki) -> String {
    prescription_bes(pki).sign().text()
}

fn refused(
    id: &str,
    threat: &str,
    about: &str,
    fails: &str,
    document: impl Into<Vec<u8>>,
    finding: &str,
) -> Draft {
    Draft::new(id, document).about(about).fails(fails).threat(threat).fails_with(
        &["FORMAT_FAILURE"],
        finding,
        "prescription-bes",
    )
}

fn passing(id: &str, about: &str, document: impl Into<Vec<u8>>) -> Draft {
    Draft::new(id, document)
        .about(about)
        .fails("turns away a patient whose prescription is in order")
        .passes(&["B"], PRESCRIPTION_CSV.as_bytes())
}

fn document_type(suite: &mut Suite, pki: &Pki) {
    let with = |declaration: &str| swap(&signed(pki), DECLARATION, &format!("{DECLARATION}{declaration}"));
    let finding = "xml::document-type-declaration";
    let mut laughs = "<!DOCTYPE Document [<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..=9 {
        laughs += &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
    }
    let laughs = swap(&with(&(laughs + "]>")), "<Prescription>", "<Prescription><x>&a9;</x>");
    let busy = "spends all memory or time on a file of a few kilobytes";
    suite.add(
        refused("dtd-billion-laughs", "B1", "Nested entities grow to a gigabyte.", busy, laughs, finding)
            .record("CVE-2003-1564"),
    );
    let quadratic = format!("<!DOCTYPE Document [<!ENTITY a \"{}\">]>", "a".repeat(2000));
    let quadratic =
        swap(&with(&quadratic), "<Prescription>", &format!("<Prescription><x>{}</x>", "&a;".repeat(500)));
    suite.add(refused(
        "dtd-quadratic",
        "B1",
        "One long entity is used many times.",
        busy,
        quadratic,
        finding,
    ));
    let external = with("<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>");
    let external = swap(&external, "<Prescription>", "<Prescription><x>&x;</x>");
    let reads = "reads a file of the machine because a document says so";
    suite.add(refused(
        "dtd-external-entity",
        "B1",
        "An entity names a file of the machine.",
        reads,
        external,
        finding,
    ));
    let bare = with("<!DOCTYPE Document>");
    let lets = "lets a document type declaration in, and with it everything one can do";
    suite.add(refused(
        "dtd-bare",
        "B1",
        "A document type declaration that declares nothing.",
        lets,
        bare,
        finding,
    ));
    let ids = with("<!DOCTYPE Document [<!ATTLIST AdditionalPrescriptionInformation key ID #IMPLIED>]>");
    let ids = swap(
        &ids,
        "</Prescription>",
        "<AdditionalPrescriptionInformation key=\"PrescriptionDocument\"/></Prescription>",
    );
    let id = "lets the document say which attributes are identifiers";
    suite.add(
        refused(
            "dtd-identifiers",
            "A13",
            "The document declares another attribute to be an identifier.",
            id,
            ids,
            finding,
        )
        .record("CVE-2025-23369"),
    );
}

fn around_the_root(suite: &mut Suite, pki: &Pki) {
    let two = "reads one root element and verifies the other";
    let document = signed(pki);
    let second = format!("{document}<Document/>");
    suite.add(
        refused(
            "roots-two",
            "A15",
            "A second root element follows.",
            two,
            second,
            "xml::second-root-element",
        )
        .record("CVE-2022-39353"),
    );
    let before = swap(&document, DECLARATION, &format!("{DECLARATION}<Document/>"));
    suite.add(
        refused(
            "roots-two-first-empty",
            "A15",
            "An empty root element stands before the signed one.",
            two,
            before,
            "xml::second-root-element",
        )
        .record("CVE-2022-39353"),
    );
    let text = format!("{document}trailing");
    suite.add(refused(
        "root-trailing-text",
        "A15",
        "Text follows the root element.",
        two,
        text,
        "xml::text-outside-root",
    ));
    let nul = format!("{document}\0");
    suite.add(refused(
        "root-trailing-nul",
        "A15",
        "A NUL follows the root element.",
        two,
        nul,
        "xml::forbidden-character",
    ));
    let inner = swap(&document, "<Prescription>", "<Prescription>\0");
    suite.add(refused(
        "nul-inside",
        "A15",
        "A NUL stands inside the document.",
        "stops reading where another program goes on",
        inner,
        "xml::forbidden-character",
    ));
    let cdata = format!("{document}<![CDATA[x]]>");
    suite.add(refused(
        "root-trailing-cdata",
        "A15",
        "A CDATA section follows the root element.",
        two,
        cdata,
        "xml::text-outside-root",
    ));
    let fine = format!(
        "{DECLARATION}<!-- before --><?before?>\n{}\n<!-- after --><?after?>\n",
        document.trim_start_matches(DECLARATION)
    );
    suite.add(
        passing(
            "root-comments-around",
            "Comments, processing instructions and line ends stand before and after the root element.",
            fine,
        )
        .rule("grammar: comments and PIs around the root"),
    );
    let no_declaration = document.trim_start_matches(DECLARATION).to_owned();
    suite.add(passing(
        "no-xml-declaration",
        "There is no XML declaration: UTF-8 is the default.",
        no_declaration,
    ));
}

fn nothing_is_fetched(suite: &mut Suite, pki: &Pki) {
    let sheet = swap(
        &signed(pki),
        DECLARATION,
        &format!("{DECLARATION}<?xml-stylesheet href=\"http://hpki.example/x.xsl\"?>"),
    );
    suite.add(
        passing(
            "fetch-style-sheet",
            "A processing instruction names a style sheet, which nobody fetches.",
            sheet,
        )
        .threat("B2"),
    );
    let schema = prescription_bes(pki)
        .edit(|root| root.set("xsi:noNamespaceSchemaLocation", "http://hpki.example/evil.xsd"));
    suite.add(
        passing("fetch-schema", "The schema hint is a URL, which nobody fetches.", schema.sign().text())
            .threat("B2")
            .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["grammar::schema-hint"]),
    );
    let base = prescription_bes(pki).edit(|root| root.set("xml:base", "http://hpki.example/"));
    suite.add(
        refused(
            "xml-base",
            "B2",
            "An xml:base stands on the root element.",
            "resolves references against a place that the document names",
            base.sign().text(),
            "grammar::xml-base",
        )
        .rule("grammar: xml:base refused"),
    );
}

/// Comments, processing instructions and CDATA where one text node must be (B3, B5).
fn split_text(suite: &mut Suite, pki: &Pki) {
    let splits = "reads half of a value, while the digest covers the whole";
    let at_content = |node: fn() -> Node| {
        prescription_bes(pki).edit(move |root| {
            let content = root.first_mut("PrescriptionDocument");
            let Some(Node::Text(text)) = content.children.pop() else { panic!("text") };
            let (first, second) = text.split_at(64);
            content.children = vec![Node::Text(first.into()), node(), Node::Text(second.into())];
        })
    };
    let record = "CVE-2017-11427";
    let comment = at_content(|| Node::Comment(" ".into())).sign().text();
    suite.add(
        refused(
            "comment-in-content",
            "B3",
            "A comment splits the content; canonical XML leaves it out.",
            splits,
            comment,
            "grammar::comment-in-signed-content",
        )
        .record(record),
    );
    let instruction = at_content(|| Node::ProcessingInstruction("x".into())).sign().text();
    suite.add(
        refused(
            "instruction-in-content",
            "B3",
            "A processing instruction splits the content.",
            splits,
            instruction,
            "grammar::comment-in-signed-content",
        )
        .record(record),
    );
    let cdata = prescription_bes(pki).edit(|root| {
        let content = root.first_mut("PrescriptionDocument");
        let Some(Node::Text(text)) = content.children.pop() else { panic!("text") };
        content.children = vec![Node::CData(text)];
    });
    suite.add(
        refused(
            "cdata-in-content",
            "B3",
            "The content is a CDATA section.",
            splits,
            cdata.sign().text(),
            "grammar::payload",
        )
        .record(record),
    );
    let dispensing = dispensing_bes(pki).edit(|root| {
        root.first_mut("Dispensing").children.insert(1, Node::Comment("signed? no".into()));
    });
    suite.add(
        refused(
            "comment-in-dispensing",
            "B3",
            "A comment stands among the signed elements of a dispensing record.",
            splits,
            dispensing.sign().text(),
            "grammar::comment-in-signed-content",
        )
        .kind("dispensing")
        .stamped()
        .lists(&["sign-ca", "root", "tsa-root"])
        .fails_with(&["FORMAT_FAILURE"], "grammar::comment-in-signed-content", "dispensing-bes"),
    );
    let between = prescription_bes(pki).edit(|root| {
        root.first_mut("SignedSignatureProperties").children.insert(1, Node::Comment("x".into()));
    });
    suite.add(refused(
        "comment-in-signed-properties",
        "B5",
        "A comment stands between the signed properties.",
        splits,
        between.sign().text(),
        "grammar::comment-in-signed-content",
    ));
    let record = "CVE-2025-29775";
    for (id, local) in [
        ("comment-in-digest-value", "DigestValue"),
        ("comment-in-signature-value", "SignatureValue"),
        ("comment-in-certificate", "X509Certificate"),
        ("comment-in-signing-time", "SigningTime"),
    ] {
        let document = prescription_bes(pki).sign().change(|root| {
            let element = root.first_mut(local);
            element.children.insert(0, Node::Comment("AAAA".into()));
        });
        let about = format!("A comment stands inside {local}; canonical XML leaves it out.");
        // SignatureValue is not signed itself, so it is its structure that is wrong.
        let finding = match local {
            "SignatureValue" => "grammar::signature-structure",
            _ => "grammar::comment-in-signed-content",
        };
        suite.add(refused(id, "B5", &about, splits, document.text(), finding).record(record));
    }
    for (id, local, finding) in [
        ("cdata-in-digest-value", "DigestValue", "grammar::signature-structure"),
        ("cdata-in-signature-value", "SignatureValue", "grammar::signature-structure"),
        ("cdata-in-certificate", "X509Certificate", "grammar::signature-structure"),
        ("cdata-in-signing-time", "SigningTime", "grammar::signing-time"),
    ] {
        let document = prescription_bes(pki).sign().change(|root| {
            let element = root.first_mut(local);
            let Some(Node::Text(text)) = element.children.pop() else { panic!("text") };
            element.children = vec![Node::CData(text)];
        });
        let about = format!("{local} is a CDATA section; canonical XML writes it as text.");
        suite.add(refused(id, "B5", &about, splits, document.text(), finding).record(record));
    }
    let in_unsigned = prescription_bes(pki).stored_by_the_service().sign().change(|root| {
        let code = root.first_mut("ConversionREcode");
        let Some(Node::Text(text)) = code.children.pop() else { panic!("text") };
        code.children = vec![Node::CData(text), Node::Comment("x".into())];
    });
    suite.add(
        passing(
            "comment-in-unsigned",
            "A CDATA section and a comment stand in a part that nobody signs.",
            in_unsigned.text(),
        )
        .rule("grammar: comments and PIs in unsigned content, CDATA in unsigned text"),
    );
}

fn namespaces(suite: &mut Suite, pki: &Pki) {
    let reads = "matches names by their prefix, or reads a document that others refuse";
    let text = signed(pki);
    let with = |attributes: &str| {
        swap(&text, "<PrescriptionManagement ", &format!("<PrescriptionManagement {attributes} "))
    };
    let rebound = with("xmlns:xml=\"urn:example:x\"");
    suite.add(refused(
        "namespace-xml-rebound",
        "B10",
        "The prefix xml is bound to another namespace.",
        reads,
        rebound,
        "xml::reserved-prefix",
    ));
    let xmlns = with("xmlns:xmlns=\"http://www.w3.org/2000/xmlns/\"");
    suite.add(refused(
        "namespace-xmlns-declared",
        "B10",
        "The prefix xmlns is declared.",
        reads,
        xmlns,
        "xml::reserved-prefix",
    ));
    let other = with("xmlns:x=\"http://www.w3.org/XML/1998/namespace\"");
    suite.add(refused(
        "namespace-xml-other-prefix",
        "B10",
        "Another prefix is bound to the namespace of xml.",
        reads,
        other,
        "xml::reserved-namespace",
    ));
    let empty = with("xmlns:x=\"\"");
    suite.add(refused(
        "namespace-prefix-undeclared",
        "B10",
        "A prefix is bound to nothing.",
        reads,
        empty,
        "xml::empty-prefix-binding",
    ));
    let twice = with("xmlns:p=\"urn:example:x\" xmlns:q=\"urn:example:x\" p:a=\"1\" q:a=\"2\"");
    suite.add(refused(
        "namespace-attribute-twice",
        "B10",
        "One attribute is written by two prefixes.",
        reads,
        twice,
        "xml::duplicate-attribute",
    ));
    let unbound = with("nobody:a=\"1\"");
    suite.add(refused(
        "namespace-unbound",
        "B10",
        "A prefix is not bound.",
        reads,
        unbound,
        "xml::undeclared-prefix",
    ));
    let colons = swap(&text, "<Version ", "<a:b:Version xmlns:a=\"urn:example:x\" ");
    suite.add(refused(
        "namespace-two-colons",
        "B10",
        "An element name has two colons.",
        reads,
        colons,
        "xml::invalid-qualified-name",
    ));
    let relative = with("xmlns:x=\"relative\"");
    // Canonical XML 1.0, 1.3: implementations must report failure on relative namespace URIs in what they canonicalize.
    suite.add(
        refused(
            "namespace-relative-unsigned",
            "B10",
            "A relative namespace URI is declared where nothing is signed: a document that holds one has no canonical form.",
            "canonicalizes what canonical XML has no form for",
            relative,
            "signature::reference-unsupported",
        )
        .rule("Canonical XML 1.0, section 1.3"),
    );
    let signed_relative =
        prescription_bes(pki).edit(|root| root.namespaces.push(("x".into(), "relative".into())));
    suite.add(
        refused(
            "namespace-relative-signed",
            "B10",
            "A relative namespace URI is in scope of the signed content.",
            "canonicalizes what canonical XML has no form for",
            signed_relative.sign().text(),
            "signature::reference-unsupported",
        )
        .rule("Canonical XML 1.0, section 1.3"),
    );
    let root =
        prescription_bes(pki).edit(|root| root.namespaces.push((String::new(), "urn:example:x".into())));
    suite.add(refused(
        "namespace-default-on-root",
        "B10",
        "The document's elements are in a namespace of their own.",
        "matches names without their namespace",
        root.sign().text(),
        "format::document-kind",
    ));
    let undone = prescription_bes(pki)
        .edit(|root| root.first_mut("PrescriptionDocument").namespaces.push((String::new(), String::new())));
    suite.add(
        passing(
            "namespace-undeclared-default",
            "The content undoes a default namespace that there is not: canonical XML leaves it out.",
            undone.sign().text(),
        )
        .threat("B10"),
    );
    let added = swap(&text, "<Prescription>", "<Prescription xmlns:added=\"urn:example:added\">");
    suite.add(
        refused(
            "namespace-added-on-ancestor",
            "B10",
            "A namespace was declared above the content after signing: inclusive C14N renders it.",
            "canonicalizes without the context that inclusive C14N wants",
            added,
            "signature::reference-digest",
        )
        .fails_with(
            &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
            "signature::reference-digest",
            "prescription-bes",
        ),
    );
}

/// CR, LF and `&#xD;` (B15).
fn line_ends(suite: &mut Suite, pki: &Pki) {
    let file = signed(pki).replace('\n', "\r\n");
    suite.add(
        passing(
            "line-ends-crlf-file",
            "Every line end of the file became CR LF on its way: XML reads them as LF.",
            file,
        )
        .threat("B15"),
    );
    let escaped = signed(pki).replacen("\n", "&#xD;\n", 1);
    suite.add(
        refused(
            "line-ends-escaped-added",
            "B15",
            "A CR was written as a character reference into a DigestValue after signing.",
            "drops carriage returns that the digest covers",
            escaped,
            "signature::value",
        )
        .fails_with(&["SIG_CRYPTO_FAILURE"], "signature::value", "prescription-bes"),
    );
    let escape = |text: &str| {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        Node::Raw {
            document: lines.join("").replace('\n', "&#13;\n"),
            canonical: text.replace('\n', "&#xD;\n"),
        }
    };
    let windows = || {
        prescription_bes(pki).edit(move |root| {
            let certificate = root.first_mut("X509Certificate");
            let Some(Node::Text(text)) = certificate.children.pop() else { panic!("text") };
            certificate.children = vec![escape(&text)];
        })
    };
    suite.add(passing("line-ends-signed-escaped", "The certificate's base64 was signed with &#13; at its line ends, as some toolkits of Windows write it.", windows().sign().text()).threat("B15"));
    let raw = windows().sign().text().replace("&#13;\n", "\r\n");
    suite.add(
        refused(
            "line-ends-signed-escaped-then-raw",
            "B15",
            "Carriage returns that were signed as &#13; stand in the file as CR LF.",
            "keeps carriage returns that XML has read away",
            raw,
            "signature::reference-digest",
        )
        .fails_with(
            &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
            "signature::reference-digest",
            "line-ends-signed-escaped",
        ),
    );
    let lone = signed(pki).replacen('\n', "\r", 1);
    suite.add(
        passing("line-ends-lone-cr", "One line end of the file became a lone CR: XML reads it as LF.", lone)
            .threat("B15"),
    );
}

fn encodings(suite: &mut Suite, pki: &Pki) {
    let reads = "decodes a file in another way than the next program";
    let text = signed(pki);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = swap(&text, "encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    suite.add(refused(
        "encoding-utf-16-le",
        "B16",
        "The file is UTF-16, little endian.",
        reads,
        utf16(u16::to_le_bytes),
        "xml::utf-16",
    ));
    suite.add(refused(
        "encoding-utf-16-be",
        "B16",
        "The file is UTF-16, big endian.",
        reads,
        utf16(u16::to_be_bytes),
        "xml::utf-16",
    ));
    for (id, name) in [
        ("encoding-declared-shift-jis", "Shift_JIS"),
        ("encoding-declared-euc-jp", "EUC-JP"),
        ("encoding-declared-iso-8859-1", "ISO-8859-1"),
        ("encoding-declared-utf-16", "UTF-16"),
    ] {
        let declared = swap(&text, "encoding=\"UTF-8\"", &format!("encoding=\"{name}\""));
        let about = format!("The file declares {name}.");
        suite.add(refused(id, "B16", &about, reads, declared, "xml::declared-encoding"));
    }
    let at = |octets: &[u8]| {
        let remark = swap(&text, "</Prescription>", "<Remark>?</Remark></Prescription>");
        let (before, after) = remark.split_once("<Remark>?").unwrap();
        [before.as_bytes(), b"<Remark>", octets, after.as_bytes()].concat()
    };
    let finding = "xml::invalid-utf-8";
    suite.add(refused(
        "encoding-shift-jis-inside",
        "B16",
        "The file declares UTF-8 and holds Shift_JIS.",
        reads,
        at(&[0x8e, 0x8e, 0x8c, 0xb1]),
        finding,
    ));
    suite.add(refused(
        "encoding-overlong",
        "B16",
        "A character is written with more octets than it needs.",
        reads,
        at(&[0xc0, 0xbc]),
        finding,
    ));
    suite.add(refused(
        "encoding-surrogate",
        "B16",
        "Half of a surrogate pair is written as UTF-8.",
        reads,
        at(&[0xed, 0xa0, 0x80]),
        finding,
    ));
    let lower = swap(&text, "encoding=\"UTF-8\"", "encoding='utf-8'");
    suite.add(
        passing("encoding-lower-case", "The file declares utf-8 in lower case, in single quotes.", lower)
            .threat("B16"),
    );
    let mark = ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    suite.add(
        passing("byte-order-mark", "The file begins with a UTF-8 byte order mark.", mark)
            .rule("grammar: UTF-8 BOM")
            .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["format::byte-order-mark"]),
    );
    let version = swap(&text, "version=\"1.0\"", "version=\"1.1\"");
    suite.add(
        refused(
            "xml-1-1",
            "B6",
            "The file is XML 1.1.",
            "reads other line ends and characters than the next program",
            version,
            "xml::unsupported-version",
        )
        .rule("grammar: XML 1.1 refused"),
    );
}

/// Base64 that is not quite (B18), where an octet string is signed.
fn base64(suite: &mut Suite, pki: &Pki) {
    let lenient = "decodes one text to several contents, or several texts to one";
    let mut wrong = |id: &str, about: &str, text: &'static str| {
        let document =
            prescription_bes(pki).edit(move |root| root.first_mut("PrescriptionDocument").set_text(text));
        suite.add(
            refused(id, "B18", about, lenient, document.sign().text(), "grammar::payload")
                .rule("RFC 4648, section 3"),
        );
    };
    wrong("base64-two-values", "The signed content is two base64 values in a row.", "U0oxCg==U0oxCg==");
    wrong(
        "base64-trailing-bits",
        "The last character of the signed content has bits that no octet takes.",
        "U0oxCh==",
    );
    wrong("base64-no-padding", "The padding of the signed content is missing.", "U0oxCg");
    wrong("base64-url", "The signed content uses the alphabet for URLs.", "U0oxCi-_");
    wrong(
        "base64-foreign-character",
        "A character that is not base64 stands in the signed content.",
        "U0ox.Cg==",
    );
    wrong(
        "base64-no-break-space",
        "A space that is not XML's stands in the signed content.",
        "U0ox\u{a0}Cg==",
    );
    wrong("base64-after-padding", "Characters follow the padding of the signed content.", "U0oxCg==U0ox");
    let empty = prescription_bes(pki).payload(b"").sign().text();
    suite.add(
        refused(
            "content-empty",
            "B18",
            "The signed content is empty.",
            "hands out nothing as if it were a prescription",
            empty,
            "grammar::payload",
        )
        .rule("grammar: empty payload refused"),
    );
    let blank = prescription_bes(pki).edit(|root| root.first_mut("PrescriptionDocument").set_text(" \n"));
    suite.add(
        refused(
            "content-white-space",
            "B18",
            "The signed content is white space.",
            "hands out nothing as if it were a prescription",
            blank.sign().text(),
            "grammar::payload",
        )
        .rule("grammar: empty payload refused"),
    );
    let lines = prescription_bes(pki).edit(|root| {
        let text = crate::der::base64_lines(PRESCRIPTION_CSV.as_bytes()).replace('\n', "\n\t  ");
        root.first_mut("PrescriptionDocument").set_text(&text);
    });
    suite.add(
        passing(
            "base64-white-space",
            "The signed content is broken into lines and indented.",
            lines.sign().text(),
        )
        .threat("B18"),
    );
    let digest = prescription_bes(pki).edit(|root| {
        let reference = root.first_mut("Reference").clone();
        let octets = crate::signature::referenced_octets(root, &reference);
        let text = crate::der::base64(&crate::keys::Hash::Sha256.digest(&octets));
        root.first_mut("DigestValue").set_text(&format!("{text}=="));
    });
    suite.add(
        refused(
            "base64-digest-value",
            "B18",
            "The right DigestValue has too much padding, and is signed so.",
            lenient,
            digest.sign().text(),
            "signature::reference-digest",
        )
        .fails_with(
            &["HASH_FAILURE", "FORMAT_FAILURE"],
            "signature::reference-digest",
            "prescription-bes",
        ),
    );
    let value = prescription_bes(pki).sign().change(|root| {
        let element = root.first_mut("SignatureValue");
        let Some(Node::Text(text)) = element.children.pop() else { panic!("text") };
        element.set_text(&format!("{text}*"));
    });
    suite.add(refused(
        "base64-signature-value",
        "B18",
        "A character that is not base64 follows SignatureValue.",
        lenient,
        value.text(),
        "grammar::signature-structure",
    ));
}

fn not_xml(suite: &mut Suite, pki: &Pki) {
    let text = signed(pki);
    let fails = "says nothing, or the wrong thing, about a file that is no prescription at all";
    let refuse = |id: &str, about: &str, document: &[u8], finding: &str| {
        Draft::new(id, document)
            .about(about)
            .fails(fails)
            .rule("verdicts: not readable as a document of the kind")
            .fails_with(&["FORMAT_FAILURE"], finding, "prescription-bes")
    };
    suite.add(refuse("file-empty", "The file is empty.", b"", "xml::empty"));
    suite.add(refuse(
        "file-csv",
        "The file is the CSV and not a document.",
        PRESCRIPTION_CSV.as_bytes(),
        "xml::text-outside-root",
    ));
    let half = &text.as_bytes()[..text.len() / 2];
    suite.add(refuse("file-half", "The file ends in the middle.", half, "xml::unclosed-element"));
    let other = b"<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>";
    suite.add(refuse("file-other-kind", "The file is another kind of XML.", other, "format::document-kind"));
    suite.add(
        refuse(
            "file-other-kind-auto",
            "The file is another kind of XML, and its kind is to be found.",
            other,
            "format::document-kind",
        )
        .kind("auto"),
    );
    let dispensing = dispensing_bes(pki).sign().text();
    suite.add(refuse(
        "file-dispensing-as-prescription",
        "A dispensing record is given as a prescription.",
        dispensing.as_bytes(),
        "format::document-kind",
    ));
    let named = swap(&text, "EP.xsd", "ED.xsd")
        .replace("<Prescription>", "<Letter>")
        .replace("</Prescription>", "</Letter>");
    suite.add(
        refuse(
            "file-kind-by-schema-hint",
            "Only the schema hint says that it is one of ours.",
            named.as_bytes(),
            "format::document-kind",
        )
        .kind("auto"),
    );
}
