//! The documents that are timed, made and signed at run time.
//!
//! Every piece is written twice, as it stands in the file and as its canonical octets, so that signing needs no
//! canonicalizer and a canonicalizer that is wrong makes the benchmark fail instead of agreeing with itself.

use crate::hierarchy::Hierarchy;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

/// The claimed signing time of every document, within the validity of the test hierarchy.
pub(crate) const SIGNING_TIME: &str = "2026-04-01T03:00:00Z";

/// When the documents are verified.
pub(crate) const VERIFICATION_TIME: &str = "2026-04-01T06:00:00Z";

/// A signed document and the octets its signature covers.
pub(crate) struct SignedDocument {
    /// The file.
    pub(crate) xml: Vec<u8>,
    /// Octets of each Reference, in order.
    pub(crate) references: Vec<Vec<u8>>,
    /// Canonical octets of SignedInfo.
    pub(crate) signed_info: Vec<u8>,
    /// The decoded SignatureValue.
    pub(crate) signature: Vec<u8>,
}

/// A piece of XML as written and as exclusive C14N renders it.
struct Piece {
    written: String,
    canonical: String,
}

/// A prescription with about `payload` octets of CSV: one long text, few elements.
pub(crate) fn prescription(payload: usize, hierarchy: &Hierarchy) -> SignedDocument {
    let text = STANDARD.encode(csv(payload));
    let signed = format!("<PrescriptionDocument id=\"PrescriptionDocument\">{text}</PrescriptionDocument>");
    sign(hierarchy, "#PrescriptionDocument", "", &signed, &Around::default(), |signature| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             id=\"Document\" xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription>\
             <PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"/></PrescriptionManagement>\
             {signed}<PrescriptionSign>{signature}</PrescriptionSign></Prescription></Document>"
        )
    })
}

/// About `size` octets of small namespaced elements, CDA entries alternating with FHIR-like ones, with an
/// enveloped signature: the costly shape for a parser and a canonicalizer.
pub(crate) fn clinical_document(size: usize, hierarchy: &Hierarchy) -> SignedDocument {
    let entries = entries(size);
    let head = "<typeId extension=\"POCD_HD000040\" root=\"2.16.840.1.113883.1.3\"";
    let canonical = format!(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">{head}></typeId><title>処方箋</title><component><structuredBody>\
         <component><section>\n{}</section></component></structuredBody></component></ClinicalDocument>",
        entries.canonical
    );
    sign(hierarchy, "", &transform(ENVELOPED), &canonical, &Around::default(), |signature| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:jp=\"urn:example:jp-eprescription\" \
             xmlns:unused=\"urn:example:unused\">{head}/><title>処方箋</title><component><structuredBody>\
             <component><section>\n{}</section></component></structuredBody></component>{signature}</ClinicalDocument>",
            entries.written
        )
    })
}

/// What a signed document has beside what it needs: XML in canonical form.
#[derive(Clone, Copy, Default)]
pub(crate) struct Around<'a> {
    /// References of SignedInfo after the three.
    pub(crate) references: &'a str,
    /// UnsignedProperties.
    pub(crate) unsigned: &'a str,
}

/// This document in canonical form, with an enveloped signature as its last child.
pub(crate) fn enveloped(document: &str, around: &Around<'_>, hierarchy: &Hierarchy) -> Vec<u8> {
    let (content, end) = document.split_at(document.rfind("</").unwrap_or(document.len()));
    let made = sign(hierarchy, "", &transform(ENVELOPED), document, around, |signature| {
        format!("{content}{signature}{end}")
    });
    made.xml
}

/// Puts together the three References, SignedInfo and its value, and the document around them.
fn sign(
    hierarchy: &Hierarchy,
    uri: &str,
    first_transform: &str,
    data: &str,
    around: &Around<'_>,
    document: impl FnOnce(&str) -> String,
) -> SignedDocument {
    let properties = signed_properties(hierarchy);
    let key_info = key_info(hierarchy);
    let references =
        vec![data.as_bytes().to_vec(), properties.canonical.into_bytes(), key_info.canonical.into_bytes()];
    let [first, second, third] = [0, 1, 2].map(|index| STANDARD.encode(hierarchy.digest(&references[index])));
    let content = format!(
        "<ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"></ds:SignatureMethod>{}{}{}{}",
        reference(&format!("URI=\"{uri}\""), first_transform, &first),
        reference(&format!("Type=\"{SIGNED_PROPERTIES}\" URI=\"#SignedProperties\""), "", &second),
        reference("URI=\"#KeyInfo\"", "", &third),
        around.references,
    );
    let signed_info = format!("<ds:SignedInfo xmlns:ds=\"{DSIG}\">{content}</ds:SignedInfo>").into_bytes();
    let signature = hierarchy.sign(&signed_info);
    let xml = document(&format!(
        "<ds:Signature xmlns:ds=\"{DSIG}\" Id=\"PrescriptionSign\"><ds:SignedInfo>{content}</ds:SignedInfo>\
         <ds:SignatureValue>{}</ds:SignatureValue>{}<ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" \
         Target=\"#PrescriptionSign\">{}{}</xades:QualifyingProperties></ds:Object></ds:Signature>",
        STANDARD.encode(&signature),
        key_info.written,
        properties.written,
        around.unsigned,
    ));
    SignedDocument { xml: xml.into_bytes(), references, signed_info, signature }
}

/// A Reference in canonical form; `attributes` are in canonical order already.
pub(crate) fn reference(attributes: &str, first_transform: &str, digest: &str) -> String {
    format!(
        "<ds:Reference {attributes}><ds:Transforms>{first_transform}{}</ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>",
        transform(EXCLUSIVE)
    )
}

fn transform(algorithm: &str) -> String {
    format!("<ds:Transform Algorithm=\"{algorithm}\"></ds:Transform>")
}

/// KeyInfo with the certificates of the end entity and of its issuer.
fn key_info(hierarchy: &Hierarchy) -> Piece {
    let mut content = "<ds:X509Data>".to_owned();
    for certificate in [&hierarchy.end_entity, &hierarchy.issuer] {
        write_certificate(&mut content, certificate);
    }
    content.push_str("</ds:X509Data></ds:KeyInfo>");
    Piece {
        written: format!("<ds:KeyInfo Id=\"KeyInfo\">{content}"),
        canonical: format!("<ds:KeyInfo xmlns:ds=\"{DSIG}\" Id=\"KeyInfo\">{content}"),
    }
}

fn write_certificate(out: &mut String, certificate: &[u8]) {
    out.push_str("<ds:X509Certificate>");
    STANDARD.encode_string(certificate, out);
    out.push_str("</ds:X509Certificate>");
}

/// SigningTime and SigningCertificateV2. In canonical form the prefix ds is declared where it is first used.
fn signed_properties(hierarchy: &Hierarchy) -> Piece {
    let digest = STANDARD.encode(hierarchy.digest(&hierarchy.end_entity));
    let content = |declaration: &str| {
        format!(
            " Id=\"SignedProperties\"><xades:SignedSignatureProperties><xades:SigningTime>{SIGNING_TIME}</xades:SigningTime>\
             <xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
             <ds:DigestMethod{declaration} Algorithm=\"{SHA256}\"></ds:DigestMethod>\
             <ds:DigestValue{declaration}>{digest}</ds:DigestValue></xades:CertDigest></xades:Cert>\
             </xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
        )
    };
    Piece {
        written: format!("<xades:SignedProperties{}", content("")),
        canonical: format!(
            "<xades:SignedProperties xmlns:xades=\"{XADES}\"{}",
            content(&format!(" xmlns:ds=\"{DSIG}\""))
        ),
    }
}

const DRUGS: [&str; 6] = [
    "アムロジピン錠５ｍｇ「サワイ」",
    "ロキソプロフェン錠６０ｍｇ",
    "メトホルミン塩酸塩錠２５０ｍｇＭＴ",
    "レバミピド錠１００ｍｇ",
    "ロスバスタチン錠２．５ｍｇ",
    "タケキャブ錠１０ｍｇ",
];

/// A record in the style of a prescription's CSV: UTF-8, LF, at least `size` octets.
pub(crate) fn csv(size: usize) -> Vec<u8> {
    let mut text = "SJ1\n1,1,1312345,13,霞が関診療所\n2,1000013,東京都千代田区霞が関１－２－２\n".to_owned();
    for (index, drug) in (1..).zip(DRUGS.iter().cycle()) {
        if text.len() >= size {
            break;
        }
        let code = 620_000_000 + index * 37 % 9_999_999;
        let _ = write!(
            text,
            "101,{index},1,,{}\n111,{index},1,,１日１回朝食後服用,\n201,{index},1,,2,{code},{drug},{},1,錠\n",
            index % 28 + 1,
            index % 5 + 1,
        );
    }
    text.into_bytes()
}

/// At least `size` octets (as written) of entries.
fn entries(size: usize) -> Piece {
    let mut both = Piece { written: String::with_capacity(size + 4096), canonical: String::new() };
    for (index, drug) in DRUGS.iter().cycle().enumerate() {
        if both.written.len() >= size {
            break;
        }
        cda_entry(&mut both, index, drug);
        fhir_entry(&mut both, index, drug);
    }
    both
}

fn cda_entry(out: &mut Piece, index: usize, drug: &str) {
    let (hours, low, high) = (index % 24 + 1, index % 3 + 1, index % 3 + 2);
    let (code, days) = (103_831_601 + index % 99_999, index % 28 + 1);
    let _ = writeln!(
        out.written,
        "<entry typeCode=\"DRIV\"><substanceAdministration moodCode=\"RQO\" classCode=\"SBADM\">\
         <templateId root=\"1.2.392.100495.20.3.81\"/><id root=\"1.2.392.100495.20.3.82\" extension=\"{index}\"/>\
         <text>{drug} １日１回 朝食後 &amp; 就寝前</text><statusCode code=\"active\"/>\
         <effectiveTime xsi:type=\"PIVL_TS\" institutionSpecified=\"true\"><period value=\"{hours}\" unit=\"h\"/></effectiveTime>\
         <doseQuantity><low value=\"{low}\" unit=\"{{錠}}\"/><high unit=\"{{錠}}\" value=\"{high}\"/></doseQuantity>\
         <consumable><manufacturedProduct><manufacturedLabeledDrug><code displayName=\"{drug}\" \
         codeSystem=\"1.2.392.200119.4.403.1\" code=\"{code}\"/><name>{drug}</name></manufacturedLabeledDrug>\
         </manufacturedProduct></consumable><jp:ext><jp:days jp:unit=\"d\" value=\"{days}\"/><jp:note>残薬調整</jp:note>\
         </jp:ext></substanceAdministration></entry>"
    );
    let _ = writeln!(
        out.canonical,
        "<entry typeCode=\"DRIV\"><substanceAdministration classCode=\"SBADM\" moodCode=\"RQO\">\
         <templateId root=\"1.2.392.100495.20.3.81\"></templateId>\
         <id extension=\"{index}\" root=\"1.2.392.100495.20.3.82\"></id>\
         <text>{drug} １日１回 朝食後 &amp; 就寝前</text><statusCode code=\"active\"></statusCode>\
         <effectiveTime xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" institutionSpecified=\"true\" \
         xsi:type=\"PIVL_TS\"><period unit=\"h\" value=\"{hours}\"></period></effectiveTime>\
         <doseQuantity><low unit=\"{{錠}}\" value=\"{low}\"></low><high unit=\"{{錠}}\" value=\"{high}\"></high></doseQuantity>\
         <consumable><manufacturedProduct><manufacturedLabeledDrug><code code=\"{code}\" \
         codeSystem=\"1.2.392.200119.4.403.1\" displayName=\"{drug}\"></code><name>{drug}</name></manufacturedLabeledDrug>\
         </manufacturedProduct></consumable><jp:ext xmlns:jp=\"urn:example:jp-eprescription\">\
         <jp:days value=\"{days}\" jp:unit=\"d\"></jp:days><jp:note>残薬調整</jp:note>\
         </jp:ext></substanceAdministration></entry>"
    );
}

fn fhir_entry(out: &mut Piece, index: usize, drug: &str) {
    let (code, dose) = (103_831_601 + index % 99_999, index % 3 + 1);
    let write = |out: &mut String, end: fn(&str) -> String, line_feed: &str| {
        let _ = writeln!(
            out,
            "<f:entry xmlns:f=\"http://hl7.org/fhir\"><f:fullUrl value=\"urn:uuid:{index:032x}\"{}<f:resource>\
             <f:MedicationRequest><f:id value=\"mr-{index}\"{}<f:status value=\"active\"{}<f:intent value=\"order\"{}\
             <f:medicationCodeableConcept><f:coding><f:system value=\"urn:oid:1.2.392.100495.20.2.74\"{}\
             <f:code value=\"{code}\"{}<f:display value=\"{drug}\"{}</f:coding></f:medicationCodeableConcept>\
             <f:dosageInstruction><f:text value=\"１日１回{line_feed}朝食後\"{}<f:doseAndRate><f:doseQuantity>\
             <f:value value=\"{dose}\"{}<f:unit value=\"錠\"{}</f:doseQuantity></f:doseAndRate></f:dosageInstruction>\
             </f:MedicationRequest></f:resource></f:entry>",
            end("fullUrl"),
            end("id"),
            end("status"),
            end("intent"),
            end("system"),
            end("code"),
            end("display"),
            end("text"),
            end("value"),
            end("unit"),
        );
    };
    write(&mut out.written, |_| "/>".to_owned(), "&#10;");
    write(&mut out.canonical, |name| format!("></f:{name}>"), "&#xA;");
}

#[cfg(test)]
mod tests {
    use super::*;
    use hpki_xades::c14n::{Algorithm, Comments, Method, Subtree, canonicalize};
    use hpki_xades::xml::{Document, Element, NodeId, XmlLimits};

    fn octets(document: &Document<'_>, subtree: &Subtree<'_>) -> Vec<u8> {
        let mut octets = Vec::new();
        let method = Method::new(Algorithm::Exclusive, Comments::Without);
        canonicalize(document, subtree, &method, &mut octets).unwrap();
        octets
    }

    fn find(document: &Document<'_>, local_name: &str) -> NodeId {
        let named = |element: &Element<'_, '_>| element.local_name() == local_name;
        document.root().descendant_elements().find(named).unwrap().id()
    }

    #[test]
    fn the_octets_written_by_hand_are_the_canonical_octets() {
        let hierarchy = Hierarchy::of_test_vectors().unwrap();
        for made in [prescription(2_000, &hierarchy), clinical_document(20_000, &hierarchy)] {
            let document = Document::parse(&made.xml, &XmlLimits::default()).unwrap();
            let signature = [find(&document, "Signature")];
            let data = if document.root().local_name() == "Document" {
                octets(&document, &Subtree::element(find(&document, "PrescriptionDocument")))
            } else {
                octets(&document, &Subtree { without: &signature, ..Subtree::document() })
            };
            let others = ["SignedProperties", "KeyInfo", "SignedInfo"]
                .map(|name| octets(&document, &Subtree::element(find(&document, name))));
            let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
            assert_eq!(text(&data), text(&made.references[0]));
            assert_eq!(text(&others[0]), text(&made.references[1]));
            assert_eq!(text(&others[1]), text(&made.references[2]));
            assert_eq!(text(&others[2]), text(&made.signed_info));
        }
    }
}
