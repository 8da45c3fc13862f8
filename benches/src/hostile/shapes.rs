//! Shapes that slow verifiers down. Each makes a document of about so many octets; what no limit refuses keeps its
//! cost, and what a limit refuses must be refused fast. Pieces are counted upwards, so that a doubling never has more
//! than twice as many.

use crate::documents::{Around, enveloped, reference};
use crate::hierarchy::Hierarchy;

/// A name, and what makes a document of about so many octets.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) make: fn(usize, &Hierarchy) -> Vec<u8>,
}

/// A Signature without a key: enough for references to be processed.
const SIGNATURE: [&str; 3] = [
    "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><CanonicalizationMethod \
     Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><SignatureMethod \
     Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>",
    "</SignedInfo><SignatureValue>AA==</SignatureValue>",
    "</Signature>",
];

const REFERENCE: &str = "<Reference URI=\"\"><DigestMethod \
     Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue>AA==</DigestValue></Reference>";

pub(super) const SHAPES: &[Shape] = &[
    Shape { name: "deep", make: |size, _| under_signature(&deep(size / 7)) },
    Shape {
        name: "deep, within the limit",
        make: |size, _| under_signature(&fill(size, 1400, |part| deep(part / 7))),
    },
    Shape { name: "wide", make: |size, _| under_signature(&"<b/>".repeat(size / 4)) },
    Shape { name: "one element of many attributes", make: |size, _| under_signature(&attributes(size / 12)) },
    Shape {
        name: "elements of 250 attributes",
        make: |size, _| under_signature(&fill(size, 3000, |part| attributes(part / 12))),
    },
    Shape { name: "one element of many namespaces", make: |size, _| under_signature(&namespaces(size / 26)) },
    Shape {
        name: "64 namespaces on each element",
        make: |size, _| under_signature(&nested_namespaces(size)),
    },
    Shape { name: "another prefix in each element", make: |size, _| under_signature(&prefixes(size / 34)) },
    Shape { name: "huge text", make: |size, _| under_signature(&format!("<b>{}</b>", "x".repeat(size))) },
    Shape { name: "character references", make: |size, _| under_signature(&"&#38;".repeat(size / 5)) },
    Shape { name: "text that C14N escapes", make: |size, _| under_signature(&">".repeat(size)) },
    Shape { name: "line ends", make: |size, _| under_signature(&"\r".repeat(size)) },
    Shape { name: "comments", make: |size, _| under_signature(&"<!---->".repeat(size / 7)) },
    Shape { name: "processing instructions", make: |size, _| under_signature(&"<?a?>".repeat(size / 5)) },
    Shape { name: "CDATA sections", make: |size, _| under_signature(&"<![CDATA[]]>".repeat(size / 12)) },
    Shape { name: "identifiers", make: |size, _| under_signature(&identifiers(size / 18)) },
    Shape {
        name: "one long attribute",
        make: |size, _| under_signature(&format!("<b a='{}'/>", "x".repeat(size))),
    },
    Shape { name: "one long name", make: |size, _| under_signature(&format!("<{}/>", "b".repeat(size))) },
    Shape {
        name: "broken off in many elements",
        make: |size, _| format!("<a>{}", "<b>".repeat(size / 3)).into(),
    },
    Shape { name: "references to everything", make: |size, _| with_references(REFERENCE, size) },
    Shape {
        name: "references to nothing",
        make: |size, _| with_references(&REFERENCE.replace("URI=\"\"", "URI=\"#b\""), size),
    },
    Shape { name: "signatures without content", make: |size, _| many("<Signature/>", size) },
    Shape { name: "signatures over everything", make: |size, _| many(&signature(REFERENCE, ""), size) },
    Shape { name: "signatures over all but themselves", make: |size, _| signatures_but_themselves(size) },
    Shape { name: "signatures in signatures", make: |size, _| signatures_in_signatures(size) },
    Shape { name: "counter-signatures", make: |size, _| counter_signatures(size) },
    Shape { name: "references in Manifests", make: |size, _| manifests(size) },
    Shape { name: "transforms", make: |size, _| transforms(size) },
    Shape { name: "keys in KeyInfo", make: |size, hierarchy| keys(size, hierarchy) },
    Shape {
        name: "one long certificate",
        make: |size, _| in_key_info(&certificate(&"MIIB".repeat(size / 4))),
    },
    Shape { name: "certificates", make: |size, hierarchy| certificates(size, hierarchy) },
    Shape { name: "DER in DER", make: |size, _| in_key_info(&certificate(&nested_der(size * 3 / 4))) },
    Shape { name: "unknown elements of a prescription", make: |size, _| unknown_elements(size) },
    Shape {
        name: "white space in a payload",
        make: |size, _| prescription(&format!("AA{}==", " ".repeat(size))),
    },
    Shape { name: "unsigned properties", make: |size, hierarchy| unsigned(size, "<xades:X/>", hierarchy) },
    Shape {
        name: "time-stamps",
        make: |size, hierarchy| {
            let stamp = "<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>MIIB</xades:EncapsulatedTimeStamp>\
                         </xades:SignatureTimeStamp>";
            unsigned(size, stamp, hierarchy)
        },
    },
    Shape {
        name: "one long time-stamp token",
        make: |size, hierarchy| {
            let stamp = format!(
                "<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>{}</xades:EncapsulatedTimeStamp>\
                 </xades:SignatureTimeStamp>",
                "MIIB".repeat(size / 4)
            );
            unsigned(1, &stamp, hierarchy)
        },
    },
    Shape { name: "references to everything, signed", make: signed_references },
    Shape { name: "wide, signed", make: |size, hierarchy| signed(&"<b></b>".repeat(size / 7), hierarchy) },
    Shape { name: "huge text, signed", make: |size, hierarchy| signed(&"x".repeat(size), hierarchy) },
];

fn under_signature(content: &str) -> Vec<u8> {
    format!("<a>{content}{}</a>", signature(REFERENCE, "")).into_bytes()
}

fn signature(references: &str, more: &str) -> String {
    [SIGNATURE[0], references, SIGNATURE[1], more, SIGNATURE[2]].concat()
}

/// As many full pieces as fit, and a smaller one.
fn fill(size: usize, full: usize, piece: fn(usize) -> String) -> String {
    format!("{}{}", piece(full).repeat(size / full), piece(size % full))
}

fn many(piece: &str, size: usize) -> Vec<u8> {
    let pieces = piece.repeat(size.div_ceil(piece.len()));
    format!("<a xmlns=\"http://www.w3.org/2000/09/xmldsig#\">{pieces}</a>").into_bytes()
}

fn deep(depth: usize) -> String {
    format!("{}{}", "<b>".repeat(depth), "</b>".repeat(depth))
}

fn attributes(count: usize) -> String {
    let attributes: String = (0..count).rev().map(|number| format!(" a{number:06}=''")).collect();
    format!("<b{attributes}/>")
}

fn namespaces(count: usize) -> String {
    let declarations: String =
        (0..count).map(|number| format!(" xmlns:p{number:06}='urn:{number:06}'")).collect();
    format!("<b{declarations}/>")
}

/// Sixty-four declarations on each of many elements in each other, and many elements that use them.
fn nested_namespaces(size: usize) -> String {
    let (depth, each) = ((size / 2400).clamp(1, 200), (size / 40).min(64));
    let open = |depth: usize| -> String {
        let declarations: String =
            (0..each).map(|number| format!(" xmlns:p{depth}-{number}='u:{number}'")).collect();
        format!("<b{declarations}>")
    };
    let opened: String = (0..depth).map(open).collect();
    let used = "<p0-0:b p0-1:c=''/>";
    let rest = size.saturating_sub(opened.len()) / used.len();
    format!("{opened}{}{}", used.repeat(rest.max(1)), "</b>".repeat(depth))
}

fn prefixes(count: usize) -> String {
    (0..count).map(|number| format!("<p{number}:b xmlns:p{number}='u:{number}'/>")).collect()
}

fn identifiers(count: usize) -> String {
    (0..count).map(|number| format!("<b Id=\"i{number:07}\"/>")).collect()
}

fn with_references(one: &str, size: usize) -> Vec<u8> {
    signature(&one.repeat(size.div_ceil(one.len())), "").into_bytes()
}

/// Each digests another part of the document, which is nearly all of it.
fn signatures_but_themselves(size: usize) -> Vec<u8> {
    let enveloped = "<Transforms><Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
                     </Transforms><DigestMethod";
    many(&signature(&REFERENCE.replace("<DigestMethod", enveloped), ""), size)
}

fn signatures_in_signatures(size: usize) -> Vec<u8> {
    let [head, middle, tail] = SIGNATURE;
    let one = [head, REFERENCE, middle, "<Object>"].concat();
    let nested = |depth: usize| format!("{}{}", one.repeat(depth), format!("</Object>{tail}").repeat(depth));
    let (count, full) = (size.div_ceil(600), 120);
    format!("<a>{}{}</a>", nested(full).repeat(count / full), nested(count % full)).into_bytes()
}

fn counter_signatures(size: usize) -> Vec<u8> {
    let counter = format!(
        "<x:CounterSignature xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\">{}</x:CounterSignature>",
        signature(REFERENCE, "")
    );
    let fill = "<b/>".repeat(size / 8);
    let counters = counter.repeat(size.div_ceil(2 * counter.len()));
    format!("<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">{fill}{counters}</Signature>")
        .into_bytes()
}

/// A Manifest that SignedInfo names as often as it can.
fn manifests(size: usize) -> Vec<u8> {
    let to_manifest = REFERENCE.replace("URI=\"\"", "URI=\"#m\"");
    let listed = REFERENCE.repeat(size.div_ceil(2 * REFERENCE.len()).min(1000));
    let manifest = format!("<Object><Manifest Id=\"m\">{listed}</Manifest></Object>");
    signature(&to_manifest.repeat(size.div_ceil(2 * to_manifest.len()).min(1000)), &manifest).into_bytes()
}

fn transforms(size: usize) -> Vec<u8> {
    let transform = "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>".repeat(8);
    let one =
        REFERENCE.replace("<DigestMethod", &format!("<Transforms>{transform}</Transforms><DigestMethod"));
    let fill = "<Object><b/></Object>".repeat(size / 42);
    signature(&one, &fill).into_bytes()
}

fn in_key_info(content: &str) -> Vec<u8> {
    signature(REFERENCE, &format!("<KeyInfo><X509Data>{content}</X509Data></KeyInfo>")).into_bytes()
}

fn certificate(base64: &str) -> String {
    format!("<X509Certificate>{base64}</X509Certificate>")
}

fn certificates(size: usize, hierarchy: &Hierarchy) -> Vec<u8> {
    let one = certificate(&hierarchy.base64(&hierarchy.issuer));
    in_key_info(&one.repeat(size.div_ceil(one.len())))
}

/// Keys of which none fits; each might be tried.
fn keys(size: usize, hierarchy: &Hierarchy) -> Vec<u8> {
    let modulus = hierarchy.base64(&[0xc5; 256]);
    let key = format!(
        "<KeyValue><RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>"
    );
    let keys = key.repeat(size.div_ceil(2 * key.len()));
    let references =
        REFERENCE.replace("URI=\"\"", "URI=\"#b\"").repeat(size.div_ceil(2 * REFERENCE.len()).min(1000));
    signature(&references, &format!("<KeyInfo>{keys}</KeyInfo>")).into_bytes()
}

/// SEQUENCE in SEQUENCE in SEQUENCE, with lengths of five octets, in base64.
fn nested_der(size: usize) -> String {
    use base64::Engine as _;
    let mut der = Vec::with_capacity(size);
    let mut left = size;
    while left > 6 {
        left -= 6;
        der.extend([0x30, 0x84]);
        der.extend((left as u32).to_be_bytes());
    }
    der.resize(size, 0);
    base64::engine::general_purpose::STANDARD.encode(der)
}

fn prescription(payload: &str) -> Vec<u8> {
    format!(
        "<Document id=\"Document\"><Prescription><PrescriptionManagement id=\"PrescriptionManagement\"/>\
         <PrescriptionDocument id=\"PrescriptionDocument\">{payload}</PrescriptionDocument><PrescriptionSign>{}\
         </PrescriptionSign></Prescription></Document>",
        signature(REFERENCE, "")
    )
    .into_bytes()
}

fn unknown_elements(size: usize) -> Vec<u8> {
    format!("<Document id=\"Document\"><Prescription>{}</Prescription></Document>", "<b/>".repeat(size / 4))
        .into_bytes()
}

/// A signed document with this piece again and again among its unsigned properties.
fn unsigned(size: usize, piece: &str, hierarchy: &Hierarchy) -> Vec<u8> {
    let pieces = piece.repeat(size.div_ceil(piece.len()));
    let properties = format!(
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>{pieces}</xades:UnsignedSignatureProperties>\
         </xades:UnsignedProperties>"
    );
    enveloped("<a></a>", &Around { unsigned: &properties, ..Around::default() }, hierarchy)
}

fn signed(content: &str, hierarchy: &Hierarchy) -> Vec<u8> {
    enveloped(&format!("<a>{content}</a>"), &Around::default(), hierarchy)
}

/// Everything is digested as often as references fit.
fn signed_references(size: usize, hierarchy: &Hierarchy) -> Vec<u8> {
    let one = reference("URI=\"\"", "", "AA==");
    let more = one.repeat(size.div_ceil(one.len()));
    enveloped("<a></a>", &Around { references: &more, ..Around::default() }, hierarchy)
}
