//! Documents to measure on, generated: the same for everybody, and no one's health data.

use std::fmt::Write;

const DRUGS: [&str; 6] = [
    "アムロジピン錠５ｍｇ「見本」",
    "ロキソプロフェン錠６０ｍｇ",
    "メトホルミン塩酸塩錠２５０ｍｇＭＴ",
    "レバミピド錠１００ｍｇ",
    "ロスバスタチン錠２．５ｍｇ",
    "見本キャブ錠１０ｍｇ",
];

/// A document of many small elements with namespaces, CDA entries and FHIR-like ones in turn; about `octets` long.
pub(crate) fn clinical_document(octets: usize) -> String {
    let mut text = String::with_capacity(octets + 4096);
    text.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:jp=\"urn:example:jp-eprescription\" \
         xmlns:unused=\"urn:example:unused\"><typeId extension=\"POCD_HD000040\" root=\"2.16.840.1.113883.1.3\"/>\
         <title>処方箋</title><component><structuredBody><component><section>\n",
    );
    for number in 0.. {
        if text.len() >= octets {
            break;
        }
        entry(&mut text, number, DRUGS[number % DRUGS.len()]);
    }
    text.push_str("</section></component></structuredBody></component></ClinicalDocument>");
    text
}

fn entry(text: &mut String, number: usize, drug: &str) {
    let (low, high, hour, day) = (number % 3 + 1, number % 3 + 2, number % 24 + 1, number % 28 + 1);
    let code = 103_831_601 + number % 99_999;
    let written = write!(
        text,
        "<entry typeCode=\"DRIV\"><substanceAdministration moodCode=\"RQO\" classCode=\"SBADM\">\
         <templateId root=\"1.2.392.100495.20.3.81\"/><id root=\"1.2.392.100495.20.3.82\" extension=\"{number}\"/>\
         <text>{drug} １日１回 朝食後 &amp; 就寝前</text><statusCode code=\"active\"/>\
         <effectiveTime xsi:type=\"PIVL_TS\" institutionSpecified=\"true\"><period value=\"{hour}\" unit=\"h\"/>\
         </effectiveTime><doseQuantity><low value=\"{low}\" unit=\"{{錠}}\"/><high unit=\"{{錠}}\" value=\"{high}\"/>\
         </doseQuantity><consumable><manufacturedProduct><manufacturedLabeledDrug><code displayName=\"{drug}\" \
         codeSystem=\"1.2.392.200119.4.403.1\" code=\"{code}\"/><name>{drug}</name></manufacturedLabeledDrug>\
         </manufacturedProduct></consumable><jp:ext><jp:days jp:unit=\"d\" value=\"{day}\"/>\
         <jp:note>残薬調整</jp:note></jp:ext></substanceAdministration></entry>\n\
         <f:entry xmlns:f=\"http://hl7.org/fhir\"><f:fullUrl value=\"urn:uuid:{number:032x}\"/><f:resource>\
         <f:MedicationRequest><f:id value=\"mr-{number}\"/><f:status value=\"active\"/><f:intent value=\"order\"/>\
         <f:medicationCodeableConcept><f:coding><f:system value=\"urn:oid:1.2.392.100495.20.2.74\"/>\
         <f:code value=\"{code}\"/><f:display value=\"{drug}\"/></f:coding></f:medicationCodeableConcept>\
         <f:dosageInstruction><f:text value=\"１日１回&#10;朝食後\"/><f:doseAndRate><f:doseQuantity>\
         <f:value value=\"{low}\"/><f:unit value=\"錠\"/></f:doseQuantity></f:doseAndRate></f:dosageInstruction>\
         </f:MedicationRequest></f:resource></f:entry>\n"
    );
    debug_assert!(written.is_ok(), "writing to a String does not fail");
}

/// A document of the shape of a prescription at level B: `octets` of base64, and a signature of 1.5 KB certificates.
pub(crate) fn prescription(octets: usize) -> String {
    let base64 = |length: usize| -> String { "UDEsQWJjZGVmZ2hpams4".chars().cycle().take(length).collect() };
    let reference = |uri: &str| {
        format!(
            "<ds:Reference URI=\"{uri}\"><ds:Transforms><ds:Transform \
             Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms><ds:DigestMethod \
             Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
            base64(44)
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"Document\" \
         xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription><PrescriptionManagement id=\"PrescriptionManagement\">\
         <Version Value=\"EPS1.0\"/></PrescriptionManagement><PrescriptionDocument id=\"PrescriptionDocument\">{payload}\
         </PrescriptionDocument><PrescriptionSign><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         Id=\"PrescriptionSign\"><ds:SignedInfo><ds:CanonicalizationMethod \
         Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><ds:SignatureMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>{one}{two}{three}</ds:SignedInfo>\
         <ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo Id=\"KeyInfo\"><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>\
         <xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" Target=\"#PrescriptionSign\">\
         <xades:SignedProperties Id=\"SignedProperties\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>2026-11-21T09:00:00Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>\
         <xades:CertDigest><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <ds:DigestValue>{digest}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>\
         </xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>\
         </ds:Signature></PrescriptionSign></Prescription></Document>",
        payload = base64(octets),
        one = reference("#PrescriptionDocument"),
        two = reference("#KeyInfo"),
        three = reference("#SignedProperties"),
        value = base64(344),
        certificate = base64(2000),
        digest = base64(44),
    )
}
