//! Letters in every packaging that is in use, by everyone who may sign one, read back as they were written.

use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::MANIFEST_TYPE;
use hpki_xades::validate::SignedPart;

use crate::signing::{
    DENTIST, DOCTOR, ENVELOPED, EXCLUSIVE, INCLUSIVE, Person, Reference, files, manifest, shown, sign, verify,
};

/// A letter in CDA R2 after the Japanese guide for 診療情報提供書 (document code 57133-1), about nobody.
pub(crate) const CDA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" classCode="DOCCLIN" moodCode="EVN">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="1.2.392.200119.6.1000.1" extension="letter-0001"/>
  <code code="57133-1" codeSystem="2.16.840.1.113883.6.1" displayName="診療情報提供書"/>
  <title>診療情報提供書</title>
  <effectiveTime value="20260401120000+0900"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <recordTarget><patientRole><id root="1.2.392.100495.20.3.51" extension="0000000"/><patient><name use="IDE">試験　太郎</name><administrativeGenderCode code="M" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19700101"/></patient></patientRole></recordTarget>
  <component><structuredBody><component><section><code code="018" displayName="紹介目的情報"/><title>紹介目的</title><text>精査のため、ご高診をお願いいたします。<content styleCode="xHidden">A &amp; B</content></text></section></component>
    <component><section><code code="182" displayName="検査結果情報"/><text>別添の検査結果をご覧ください。<renderMultiMedia referencedObject="X1"/></text></section></component></structuredBody></component>
{signature}</ClinicalDocument>
"#;

/// A letter as a FHIR document Bundle (JP Core, 診療情報提供書), about nobody.
pub(crate) const FHIR_JSON: &str = r#"{
  "resourceType": "Bundle", "type": "document", "timestamp": "2026-04-01T12:00:00+09:00",
  "identifier": {"system": "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier", "value": "1311234567-2026-00000001"},
  "entry": [
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": {"resourceType": "Composition", "status": "final",
      "type": {"coding": [{"system": "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes", "code": "57133-1", "display": "診療情報提供書"}]},
      "title": "診療情報提供書", "date": "2026-04-01T12:00:00+09:00"}},
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002", "resource": {"resourceType": "Patient", "name": [{"text": "試験 太郎"}], "birthDate": "1970-01-01"}}
  ]
}
"#;

/// The same in XML.
pub(crate) const FHIR_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Bundle xmlns="http://hl7.org/fhir"><type value="document"/><timestamp value="2026-04-01T12:00:00+09:00"/><entry><fullUrl value="urn:uuid:00000000-0000-4000-8000-000000000001"/><resource><Composition><status value="final"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">診療情報提供書<br/>精査をお願いいたします。</div></text><title value="診療情報提供書"/></Composition></resource></entry>{signature}</Bundle>
"#;

/// An attachment that is no XML.
pub(crate) const IMAGE: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 an image of nobody\xff\xd9";

/// The file of a letter without a signature in it.
pub(crate) fn plain(letter: &str) -> String {
    letter.replace("{signature}", "")
}

/// A Signature as the document, over what a Manifest lists: the letter canonicalized, the attachments as octets.
pub(crate) fn with_manifest(person: Person) -> String {
    let letter = plain(CDA);
    let list = [
        Reference::to_xml_file("CDA/letter.xml", letter.as_bytes(), INCLUSIVE),
        Reference::to_file("CDA/%E7%94%BB%E5%83%8F%201.jpg", IMAGE),
        Reference::to_file("FHIR/bundle.json", FHIR_JSON.as_bytes()),
    ];
    let object = manifest("Files", &list);
    let references = [Reference::to_element("#Files", &[EXCLUSIVE]).of_type(MANIFEST_TYPE)];
    sign(person, "{signature}", &references, &object)
}

pub(crate) fn manifest_files(letter: &str) -> [(&'static str, &[u8]); 3] {
    [
        ("CDA/letter.xml", letter.as_bytes()),
        ("CDA/画像 1.jpg", IMAGE),
        ("FHIR/bundle.json", FHIR_JSON.as_bytes()),
    ]
}

#[test]
fn letters_in_the_document_pass_for_doctor_and_dentist() {
    for person in [DOCTOR, DENTIST] {
        for (name, letter) in [("CDA", CDA), ("FHIR", FHIR_XML)] {
            let whole = [Reference::to_element("", &[ENVELOPED, EXCLUSIVE])];
            let enveloped = sign(person, letter, &whole, "");
            let content = passes(&format!("{name} enveloped"), &enveloped, &[]);
            assert!(content[0].contains("診療情報提供書") && !content[0].contains("SignatureValue"));

            let body = plain(letter);
            let body = body.split_once("?>\n").unwrap().1;
            let object = format!(r#"<ds:Object Id="Letter">{body}</ds:Object>"#);
            let inside = [Reference::to_element("#Letter", &[EXCLUSIVE])];
            let enveloping = sign(person, "{signature}", &inside, &object);
            let content = passes(&format!("{name} enveloping"), &enveloping, &[]);
            assert!(content[0].contains("診療情報提供書"));
        }
    }
}

#[test]
fn letters_beside_the_signature_pass_as_octets_and_canonicalized() {
    let (cda, fhir) = (plain(CDA), plain(FHIR_XML));
    let references = [
        Reference::to_xml_file("letter.xml", cda.as_bytes(), EXCLUSIVE),
        Reference::to_file("bundle.xml", fhir.as_bytes()),
        Reference::to_file("./bundle.json", FHIR_JSON.as_bytes()),
    ];
    let signature = sign(DENTIST, "{signature}", &references, "");
    let given = [
        ("letter.xml", cda.as_bytes()),
        ("bundle.xml", fhir.as_bytes()),
        ("bundle.json", FHIR_JSON.as_bytes()),
    ];
    let content = passes("detached", &signature, &given);
    assert_eq!(content.len(), 3);
    assert_eq!(content[1..], [fhir.clone(), FHIR_JSON.to_owned()], "octets come out as they went in");
    assert!(content[0].starts_with("<ClinicalDocument"), "what was digested, without the declaration");
}

#[test]
fn a_letter_of_several_files_under_a_manifest_passes_and_hands_out_every_file() {
    let letter = plain(CDA);
    let document = with_manifest(DOCTOR);
    let report = verify(DocumentKind::Referral, &document, &files(&manifest_files(&letter)));
    let text = shown(&report);
    let verified = report.into_verified().unwrap_or_else(|_| panic!("{text}"));
    let uris = |parts: &[SignedPart]| -> Vec<String> {
        parts.iter().map(|part| part.uri.clone().unwrap()).collect()
    };
    assert_eq!(uris(verified.parts()), ["#Files"]);
    let files = verified.manifest_parts();
    assert_eq!(uris(files), ["CDA/letter.xml", "CDA/%E7%94%BB%E5%83%8F%201.jpg", "FHIR/bundle.json"]);
    assert_eq!(files[1].octets.as_deref(), Some(IMAGE));
    assert_eq!(verified.report().signatures()[0].references.len(), 6);
}

/// The content of a letter that must pass, with these files.
fn passes(name: &str, document: &str, given: &[(&str, &[u8])]) -> Vec<String> {
    let report = verify(DocumentKind::Referral, document, &files(given));
    let text = shown(&report);
    let verified = report.into_verified().unwrap_or_else(|_| panic!("{name}: {text}"));
    assert_eq!(verified.kind(), DocumentKind::Referral);
    let octets = verified.parts().iter().map(|part| part.octets.clone().unwrap());
    octets.map(|octets| String::from_utf8(octets.to_vec()).unwrap()).collect()
}
