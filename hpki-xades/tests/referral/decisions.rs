//! Who may not sign a letter, what is missing, what was changed, and what must never be read.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use hpki_core::report::{SubIndication, Verdict};
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::{DetachedData, MANIFEST_TYPE, NoDetachedData};
use hpki_xades::inspect::{InspectOptions, inspect};

use crate::letters::{CDA, FHIR_JSON, IMAGE, manifest_files, plain, with_manifest};
use crate::signing::{
    BASE64, CLERK, DOCTOR, ENVELOPED, EXCLUSIVE, PHARMACIST, Person, Reference, files, folder, manifest,
    shown, sign, verify,
};

/// The reason of a refusal, and that the named check is it.
fn refused(
    kind: DocumentKind,
    document: &str,
    detached: &dyn DetachedData,
    why: SubIndication,
    finding: &str,
) {
    let report = verify(kind, document, detached);
    assert_eq!(report.verdict().sub_indication(), Some(why), "{}", shown(&report));
    let of_signature = report.signatures().iter().flat_map(|signature| signature.checks.iter());
    let mut checks = report.checks().iter().chain(of_signature);
    assert!(checks.any(|check| check.finding.id == finding), "{finding}: {}", shown(&report));
    assert!(report.into_verified().is_err());
}

fn enveloped(person: Person) -> String {
    sign(person, CDA, &[Reference::to_element("", &[ENVELOPED, EXCLUSIVE])], "")
}

#[test]
fn only_doctors_and_dentists_sign_letters() {
    for (person, finding) in [(CLERK, "role::absent"), (PHARMACIST, "role::not-allowed")] {
        let document = enveloped(person);
        let why = SubIndication::ChainConstraintsFailure;
        refused(DocumentKind::Referral, &document, &NoDetachedData, why, finding);
        // The same signature is good for a document that anybody may sign: the role alone is what refuses it.
        let report = verify(DocumentKind::Generic, &document, &NoDetachedData);
        assert!(report.verdict() == Verdict::PASSED, "{}", shown(&report));
    }
}

#[test]
fn an_attachment_that_is_missing_or_changed_is_told_apart() {
    let letter = plain(CDA);
    let document = with_manifest(DOCTOR);
    let whole = manifest_files(&letter);
    for missing in 0..whole.len() {
        let given = whole.iter().enumerate().filter(|(index, _)| *index != missing);
        let given: Vec<_> = given.map(|(_, file)| *file).collect();
        let why = SubIndication::SignedDataNotFound;
        refused(DocumentKind::Referral, &document, &files(&given), why, "signature::reference-data");
    }
    let changed_letter = letter.replace("精査", "手術");
    for (index, changed) in [(0, changed_letter.as_bytes()), (1, b"another image"), (2, b"{}")] {
        let mut given = whole;
        given[index].1 = changed;
        let why = SubIndication::HashFailure;
        refused(DocumentKind::Referral, &document, &files(&given), why, "signature::reference-digest");
    }
}

/// Answers nothing and remembers what was asked.
#[derive(Default)]
struct Asked(Mutex<Vec<String>>);

impl DetachedData for Asked {
    fn octets(&self, uri: &str) -> Option<Cow<'_, [u8]>> {
        self.0.lock().unwrap().push(uri.to_owned());
        None
    }
}

#[test]
fn nothing_outside_of_what_was_given_is_ever_read() {
    let outside = folder().join("certificates/root.der");
    let octets = std::fs::read(&outside).unwrap();
    let absolute = outside.canonicalize().unwrap().to_string_lossy().into_owned();
    let uris = [
        absolute.clone(),
        format!("file://{absolute}"),
        "../test-vectors/pki/certificates/root.der".to_owned(),
        "..%2ftest-vectors%2fpki%2fcertificates%2froot.der".to_owned(),
        "http://letters.example/letter.xml".to_owned(),
    ];
    for uri in uris {
        let object = manifest("Files", &[Reference::to_file(&uri, &octets)]);
        let list = [Reference::to_element("#Files", &[EXCLUSIVE]).of_type(MANIFEST_TYPE)];
        let by_manifest = sign(DOCTOR, "{signature}", &list, &object);
        let directly = sign(DOCTOR, "{signature}", &[Reference::to_file(&uri, &octets)], "");
        for document in [by_manifest, directly] {
            let why = SubIndication::SignedDataNotFound;
            let given = files(&[("letter.json", FHIR_JSON.as_bytes())]);
            refused(DocumentKind::Referral, &document, &given, why, "signature::reference-data");
            let asked = Asked::default();
            refused(DocumentKind::Referral, &document, &asked, why, "signature::reference-data");
            assert_eq!(asked.0.into_inner().unwrap().len(), 1, "the caller decides, once, what a name means");
        }
    }
}

#[test]
fn a_name_that_two_given_files_have_is_no_name() {
    let document = sign(DOCTOR, "{signature}", &[Reference::to_file("x/scan.jpg", IMAGE)], "");
    let why = SubIndication::SignedDataNotFound;
    let two = files(&[("a/scan.jpg", IMAGE), ("b/scan.jpg", b"another")]);
    refused(DocumentKind::Referral, &document, &two, why, "signature::reference-data");
    let report = verify(DocumentKind::Referral, &document, &files(&[("a/scan.jpg", IMAGE)]));
    assert!(report.verdict() == Verdict::PASSED, "the only file of that name: {}", shown(&report));
}

#[test]
fn a_manifest_counts_only_as_a_whole_and_by_what_it_is() {
    let letter = plain(CDA);
    let list = [Reference::to_xml_file("letter.xml", letter.as_bytes(), EXCLUSIVE)];
    let given = files(&[("letter.xml", letter.as_bytes())]);
    let object = manifest("Files", &list);
    // After base64 the digests are signed and the names are not.
    let in_part = [Reference::to_element("#Files", &[BASE64]).of_type(MANIFEST_TYPE)];
    let document = sign(DOCTOR, "{signature}", &in_part, &object);
    let why = SubIndication::Generic;
    refused(DocumentKind::Referral, &document, &given, why, "signature::reference-unsupported");
    // A Manifest is one without being called so, and nothing else is one by being called so.
    let unnamed = [Reference::to_element("#Files", &[EXCLUSIVE])];
    let document = sign(DOCTOR, "{signature}", &unnamed, &object);
    let changed = files(&[("letter.xml", b"<letter/>")]);
    let why = SubIndication::HashFailure;
    refused(DocumentKind::Referral, &document, &changed, why, "signature::reference-digest");
    assert!(verify(DocumentKind::Referral, &document, &given).verdict() == Verdict::PASSED);
    let object = r#"<ds:Object Id="Files">no list</ds:Object>"#;
    let misnamed = [Reference::to_element("#Files", &[EXCLUSIVE]).of_type(MANIFEST_TYPE)];
    let document = sign(DOCTOR, "{signature}", &misnamed, object);
    let why = SubIndication::FormatFailure;
    refused(DocumentKind::Referral, &document, &given, why, "grammar::reference-type");
}

#[test]
fn a_letter_names_its_signer() {
    // Without SigningCertificateV2; the digest of the properties is made over what is there.
    let document = enveloped(DOCTOR);
    let start = document.find("<xades:SigningCertificateV2>").unwrap();
    let end = document.find("</xades:SigningCertificateV2>").unwrap();
    let cut = format!("{}{}", &document[..start], &document[end + "</xades:SigningCertificateV2>".len()..]);
    for kind in [DocumentKind::Referral, DocumentKind::Generic] {
        let report = verify(kind, &cut, &NoDetachedData);
        let missing = "signature::signing-certificate-reference-missing";
        let checks = &report.signatures()[0].checks;
        let demanded = checks.iter().any(|check| check.finding.id == missing);
        // KeyInfo is signed here, which is enough for a document that is no letter.
        assert_eq!(demanded, kind == DocumentKind::Referral, "{}", shown(&report));
        assert!(report.verdict() != Verdict::PASSED);
    }
}

#[test]
fn data_is_not_digested_again_and_again() {
    // Elements in elements: each reference digests another one of nearly the size of the document.
    let nested = |count: usize| {
        let open: String = (0..count).map(|number| format!("<p Id=\"p{number}\">")).collect();
        let close = "</p>".repeat(count);
        let letter = format!("<Letter>{open}{}{close}{{signature}}</Letter>", "x".repeat(200_000));
        let elements = (0..count).map(|number| Reference::to_element(&format!("#p{number}"), &[EXCLUSIVE]));
        let everything = Reference::to_element("", &[ENVELOPED, EXCLUSIVE]);
        let references: Vec<_> = std::iter::once(everything).chain(elements).collect();
        sign(DOCTOR, &letter, &references, "")
    };
    let report = verify(DocumentKind::Referral, &nested(30), &NoDetachedData);
    assert!(report.verdict() == Verdict::PASSED, "{}", shown(&report));
    let why = SubIndication::FormatFailure;
    refused(DocumentKind::Referral, &nested(80), &NoDetachedData, why, "signature::digest-budget");

    // A file beside the signature counts by its own length, under whatever names it is referred to.
    let image = IMAGE.repeat(10_000);
    let beside = |count: usize| {
        let names = (0..count).map(|number| format!("{number}/scan.jpg"));
        let references: Vec<_> = names.map(|name| Reference::to_file(&name, &image)).collect();
        sign(DOCTOR, "{signature}", &references, "")
    };
    let given = files(&[("scan.jpg", &image)]);
    let report = verify(DocumentKind::Referral, &beside(64), &given);
    assert!(report.verdict() == Verdict::PASSED, "{}", shown(&report));
    refused(DocumentKind::Referral, &beside(65), &given, why, "signature::digest-budget");
}

#[test]
fn what_is_referenced_again_and_again_is_digested_once() {
    let references: Vec<_> = (0..900).map(|_| Reference::to_element("", &[ENVELOPED, EXCLUSIVE])).collect();
    let letter = sign(DOCTOR, "<Letter>{signature}</Letter>", &references, "");
    let report = verify(DocumentKind::Referral, &letter, &NoDetachedData);
    let verified = report.into_verified().map_err(|report| shown(&report)).unwrap();
    let octets = |part: usize| verified.parts()[part].octets.clone().unwrap();
    assert!(Arc::ptr_eq(&octets(10), &octets(899)), "the octets are held once");
    assert_eq!(octets(0), octets(899));
}

/// What is remembered of one reference is no answer for another target, other transforms or another Signature.
#[test]
fn what_differs_is_digested_for_itself() {
    let comments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let ways = [
        Reference::to_element("", &[ENVELOPED, EXCLUSIVE]),
        Reference::to_element("", &[ENVELOPED, inclusive]),
        Reference::to_element("#part", &[EXCLUSIVE]),
        Reference::to_element("#part", &[inclusive]),
        Reference::to_element("#other", &[EXCLUSIVE]),
        Reference::to_element("#other", &[comments]),
    ];
    let references: Vec<_> = (0..40).flat_map(|_| ways.clone()).collect();
    let letter =
        "<Letter xmlns:unused=\"urn:unused\"><p Id=\"part\">a</p><p Id=\"other\">a</p>{signature}</Letter>";
    let report = verify(DocumentKind::Referral, &sign(DOCTOR, letter, &references, ""), &NoDetachedData);
    assert!(report.verdict() == Verdict::PASSED, "{}", shown(&report));

    let signature = |number: usize| {
        let reference = |digest: &str| {
            format!(
                "<Reference URI=\"\"><Transforms><Transform Algorithm=\"{ENVELOPED}\"/></Transforms><DigestMethod \
                 Algorithm=\"http://www.w3.org/2001/04/xmlenc#{digest}\"/><DigestValue>AA==</DigestValue></Reference>"
            )
        };
        format!(
            "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"s{number}\"><SignedInfo><CanonicalizationMethod \
             Algorithm=\"{EXCLUSIVE}\"/><SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
             {}{}</SignedInfo><SignatureValue>AA==</SignatureValue></Signature>",
            reference("sha256"),
            reference("sha512")
        )
    };
    let text = format!("<Letter>{}</Letter>", (0..10).map(signature).collect::<String>());
    let inspection = inspect(text.as_bytes(), &InspectOptions::new(&NoDetachedData)).unwrap();
    let digests = inspection.signatures.iter().flat_map(|signature| &signature.references);
    let digests: std::collections::HashSet<_> = digests.map(|reference| reference.computed.clone()).collect();
    assert_eq!(digests.len(), 20, "each removes another Signature, and each algorithm is another digest");
}

#[test]
fn a_document_has_no_more_signatures_than_are_verified() {
    let signature = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>";
    let of = |count| format!("<Letter>{}</Letter>", signature.repeat(count));
    let why = SubIndication::FormatFailure;
    let too_many = "grammar::too-many-signatures";
    refused(DocumentKind::Generic, &of(65), &NoDetachedData, why, too_many);
    refused(DocumentKind::Generic, &of(64), &NoDetachedData, why, "grammar::signature-structure");
    let text = of(70);
    let inspection = inspect(text.as_bytes(), &InspectOptions::new(&NoDetachedData)).unwrap();
    assert_eq!((inspection.signatures.len(), inspection.left_out), (64, 6));
}

#[test]
fn unknown_elements_are_told_one_by_one_up_to_a_limit() {
    let text = format!("<Document><Prescription>{}</Prescription></Document>", "<b/>".repeat(5_000));
    let report = verify(DocumentKind::Prescription, &text, &NoDetachedData);
    assert!(report.checks().iter().count() < 50, "{}", report.checks().iter().count());
}
