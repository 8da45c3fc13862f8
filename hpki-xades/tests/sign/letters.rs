//! Letters and other documents in every packaging.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::Digester;
use hpki_core::path::TestCertificates;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::{DetachedData, DetachedFile, DetachedFiles, NoDetachedData};
use hpki_xades::inspect::{CoreValidation, InspectOptions, inspect};
use hpki_xades::sign::{
    self, CommitmentType, CounterSigned, DataObjectFormat, DetachedForm, DetachedReference, Listing,
    Packaging, ProductionPlace, Properties, SignError, SignaturePolicyReference, SigningSettings,
};
use hpki_xades::validate::VerifiedDocument;
use hpki_xades::xml::{Document, XmlLimits};

use crate::hierarchy::{Person, shown, signing_time, verification_time, verifier};

fn signed(packaging: Packaging, properties: Properties) -> Result<Vec<u8>, SignError> {
    let mut doctor = Person::new("doctor");
    let prepared =
        sign::xml(packaging, DocumentKind::Referral, properties, signing_time(), &doctor.settings())?;
    Ok(prepared.sign(&mut doctor)?.into_octets())
}

fn verified(octets: &[u8], detached: &dyn DetachedData) -> VerifiedDocument {
    let report = verifier(DocumentKind::Referral, TestCertificates::Refuse).verify_with_detached(
        octets,
        detached,
        verification_time(),
    );
    let shown = shown(&report);
    report.into_verified().unwrap_or_else(|_| panic!("{shown}\n{}", String::from_utf8_lossy(octets)))
}

fn enveloped(document: &[u8]) -> Packaging {
    Packaging::Enveloped { document: document.to_vec() }
}

fn files(given: &[(&str, &[u8])]) -> DetachedFiles {
    let file = |(path, octets): &(&str, &[u8])| DetachedFile {
        given_path: (*path).to_owned(),
        relative_path: Some((*path).to_owned()),
        octets: octets.to_vec(),
    };
    DetachedFiles::new(given.iter().map(file).collect())
}

const LETTER: &str = "\u{feff}<?xml version='1.0'?>\r\n<!-- l --><?p i?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\"\r\n xmlns:ds='urn:not-dsig' a='1&#10;2' >\r\n<![CDATA[<x>]]>&amp;&#x533b;<!-- c --><ds:e\n/>\t</ClinicalDocument\n>\r\n<!-- e -->";

#[test]
fn enveloped_signatures_change_nothing_outside_themselves_and_pass() {
    for source in [LETTER, "<a/>", "<a></a>", "<p:a xmlns:p='urn:u' b='/>'/>", "<a><b Id='x'/>\r</a>"] {
        let octets = signed(enveloped(source.as_bytes()), Properties::default()).unwrap();
        let whole = verified(&octets, &NoDetachedData);
        assert_eq!(whole.parts().len(), 1);
        assert_eq!(without_signatures(&octets), expanded(source));
    }
}

/// Signs as another person what was signed before.
fn signed_by(person: &str, packaging: Packaging) -> Result<Vec<u8>, SignError> {
    let mut person = Person::new(person);
    let (kind, settings) = (DocumentKind::Referral, person.settings());
    let prepared = sign::xml(packaging, kind, Properties::default(), signing_time(), &settings)?;
    Ok(prepared.sign(&mut person)?.into_octets())
}

#[test]
fn parallel_signatures_each_hold() {
    let element =
        |document: &[u8], id: &str| Packaging::Element { document: document.to_vec(), id: id.to_owned() };
    let source = b"<a\r\n><b ID='one'>\t<c xml:id='two'/></b><d id='three'/></a>";
    let once = signed_by("doctor", element(source, "one")).unwrap();
    let twice = signed_by("dentist", element(&once, "one")).unwrap();
    let thrice = signed_by("doctor", element(&twice, "two")).unwrap();
    assert_eq!(verified(&thrice, &NoDetachedData).signatures().len(), 3);
    assert_eq!(without_signatures(&thrice).as_bytes(), source);
    // A last one over everything breaks none of them; after it nothing can be added.
    let sealed = signed_by("dentist", enveloped(&thrice)).unwrap();
    assert_eq!(verified(&sealed, &NoDetachedData).signatures().len(), 4);
    for more in [enveloped(&sealed), element(&sealed, "three")] {
        assert_eq!(signed_by("doctor", more).unwrap_err().finding().id, "sign::breaks-signature");
    }
    for id in ["", "four", "one)", "#one"] {
        assert_eq!(signed_by("doctor", element(source, id)).unwrap_err().finding().id, "sign::document-kind");
    }
    // The root itself, which holds its signature; a second one then breaks the first.
    let root = signed_by("doctor", element(b"<a Id='r'/>", "r")).unwrap();
    verified(&root, &NoDetachedData);
    assert_eq!(signed_by("dentist", element(&root, "r")).unwrap_err().finding().id, "sign::breaks-signature");
}

#[test]
fn a_counter_signature_stands_among_the_unsigned_properties() {
    let source = b"<a><b Id='one'/></a>";
    let first = signed_by("doctor", Packaging::Element { document: source.to_vec(), id: "one".to_owned() });
    let first = first.unwrap();
    let counter =
        |document: &[u8], signature| Packaging::CounterSignature { document: document.to_vec(), signature };
    let once = signed_by("dentist", counter(&first, CounterSigned::Only)).unwrap();
    assert_eq!(verified(&once, &NoDetachedData).signatures().len(), 1, "the first one still holds");
    let text = String::from_utf8(once.clone()).unwrap();
    let head =
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CounterSignature><ds:Signature ";
    let tail = "</xades:CounterSignature></xades:UnsignedSignatureProperties></xades:UnsignedProperties>";
    assert!(text.contains(head) && text.contains(tail), "{text}");

    // Two signatures now: one must be named. Both the first and the counter-signature can be counter-signed.
    let several = signed_by("doctor", counter(&once, CounterSigned::Only)).unwrap_err();
    assert_eq!(several.finding().id, "sign::target");
    let ids: Vec<String> = {
        let document = Document::parse(&once, &XmlLimits::default()).unwrap();
        let signatures = document.root().descendant_elements().filter(|it| it.local_name() == "Signature");
        signatures.map(|it| it.attribute("Id").unwrap().into_owned()).collect()
    };
    assert_eq!(ids.len(), 2);
    for id in ids {
        let twice = signed_by("doctor", counter(&once, CounterSigned::Id(id))).unwrap();
        verified(&twice, &NoDetachedData);
    }
    // A changed value, none at all, a prescription.
    let value = text.split_once("SignatureValue\">").unwrap().1.get(..8).unwrap();
    let changed = text.replacen(value, if value.starts_with('A') { "BBBBBBBB" } else { "AAAAAAAA" }, 1);
    let id = |document: &[u8]| {
        signed_by("doctor", counter(document, CounterSigned::Only)).unwrap_err().finding().id
    };
    assert_eq!(id(changed.as_bytes()), "sign::target");
    assert_eq!(id(source), "sign::target");
    assert_eq!(id(&crate::records::signed_prescription("doctor")), "sign::document-kind");
    // Inspection looks at every signature, the counter-signature among them.
    let inspection = inspect(&once, &InspectOptions::new(&NoDetachedData)).unwrap();
    let core: Vec<_> = inspection.signatures.iter().map(|it| it.core.clone()).collect();
    assert_eq!(core, [CoreValidation::Valid, CoreValidation::Valid]);
}

#[test]
fn enveloping_signatures_hold_their_content() {
    let packaging = Packaging::EnvelopingXml { document: LETTER.as_bytes().to_vec() };
    let octets = signed(packaging, Properties::default()).unwrap();
    verified(&octets, &NoDetachedData);
    let text = String::from_utf8(octets).unwrap();
    let root = &LETTER[LETTER.find("<Clin").unwrap()..LETTER.rfind("\r\n<!-- e").unwrap()];
    assert!(text.contains(&format!("\">{root}</ds:Object>")), "octet for octet");

    let pdf: Vec<u8> = (0..=255).cycle().take(5000).collect();
    let packaging =
        Packaging::EnvelopingOctets { octets: pdf.clone(), mime_type: Some("application/pdf".to_owned()) };
    let octets = signed(packaging, Properties::default()).unwrap();
    assert_eq!(verified(&octets, &NoDetachedData).content(), Some(pdf.as_slice()));
    let empty = Packaging::EnvelopingOctets { octets: Vec::new(), mime_type: None };
    assert_eq!(signed(empty, Properties::default()).unwrap_err().finding().id, "sign::content-empty");
}

#[test]
fn detached_signatures_name_their_files() {
    let xml = b"<a>\r\n<b c='d'   /></a>";
    let given: [(&str, &[u8]); 4] = [
        ("letter.xml", xml),
        ("attached/検査 1#?.pdf", b"%PDF"),
        ("a&b<c>\"d'.json", b"{}"),
        ("xx:y.png", b"\x89"),
    ];
    for listing in [Listing::References, Listing::Manifest] {
        let mut references = vec![DetachedReference::canonical_xml(given[0].0, xml).unwrap()];
        for (name, octets) in &given[1..] {
            references.push(DetachedReference::octets(name, octets).unwrap());
        }
        let octets =
            signed(Packaging::Detached { files: references, listing }, Properties::default()).unwrap();
        let whole = verified(&octets, &files(&given));
        let parts = if listing == Listing::Manifest { whole.manifest_parts() } else { whole.parts() };
        assert_eq!(parts.len(), 4, "{listing:?}");
        // Another octet in any file, or a file that is not given, and it does not pass. Line ends of XML may change.
        let verifier = verifier(DocumentKind::Referral, TestCertificates::Refuse);
        for index in 0..given.len() {
            let mut changed = given;
            changed[index].1 = if index == 0 { b"<a/>" } else { b"changed" };
            let report = verifier.verify_with_detached(&octets, &files(&changed), verification_time());
            assert!(report.into_verified().is_err());
        }
        let mut same = given;
        same[0].1 = b"<a>\n<b\tc=\"d\"></b></a>";
        verified(&octets, &files(&same));
    }
}

#[test]
fn a_file_may_be_digested_piece_by_piece() {
    let file: Vec<u8> = (0..3_000_000_u32).map(|it| (it % 251) as u8).collect();
    let mut digester = Digester::new(DigestAlgorithm::Sha512).unwrap();
    file.chunks(65_536).for_each(|piece| digester.update(piece));
    let reference = DetachedReference::digested("big.bin", digester.finish(), DetachedForm::Octets).unwrap();
    let packaging = Packaging::Detached { files: vec![reference], listing: Listing::References };
    let octets = signed(packaging, Properties::default()).unwrap();
    verified(&octets, &files(&[("big.bin", &file)]));
}

#[test]
fn properties_stand_under_the_signature_and_hold_any_text() {
    let odd = "</ClaimedRole> & \"'<!--]]>\t\n\r医師";
    let mut properties = Properties::default();
    properties.policy = Some(SignaturePolicyReference::Implied);
    properties.place = Some(ProductionPlace {
        city: Some(odd.to_owned()),
        street_address: Some("1-2-3".to_owned()),
        state_or_province: Some("東京都".to_owned()),
        postal_code: Some("100-0001".to_owned()),
        country_name: Some("JP".to_owned()),
    });
    properties.claimed_roles = vec![odd.to_owned(), "担当医".to_owned()];
    properties.formats = vec![DataObjectFormat {
        reference: 0,
        description: Some(odd.to_owned()),
        mime_type: Some("text/xml".to_owned()),
        encoding: Some("http://www.w3.org/2000/09/xmldsig#base64".to_owned()),
    }];
    properties.commitments = vec![CommitmentType::ProofOfCreation, CommitmentType::Other(odd.to_owned())];
    let octets = signed(enveloped(LETTER.as_bytes()), properties.clone()).unwrap();
    verified(&octets, &NoDetachedData);
    let document = Document::parse(&octets, &XmlLimits::default()).unwrap();
    let texts = |name: &str| -> Vec<String> {
        let named = document.root().descendant_elements().filter(|it| it.local_name() == name);
        named.map(|it| it.text().unwrap().into_owned()).collect()
    };
    assert_eq!(texts("ClaimedRole"), [odd, "担当医"]);
    assert_eq!(texts("City"), [odd]);
    assert_eq!(texts("Description"), [odd]);
    assert_eq!(texts("Identifier"), ["http://uri.etsi.org/01903/v1.2.2#ProofOfCreation", odd]);
    // DataObjectFormat names the reference.
    let named =
        |name: &str| document.root().descendant_elements().find(|it| it.local_name() == name).unwrap();
    let object = named("DataObjectFormat").attribute("ObjectReference").unwrap().into_owned();
    assert_eq!(object.strip_prefix('#'), named("Reference").attribute("Id").as_deref());

    for bad in ["", "a\u{0}", "\u{1}", "\u{ffff}"] {
        let mut properties = Properties::default();
        properties.claimed_roles = vec![bad.to_owned()];
        let refusal = signed(enveloped(b"<a/>"), properties).unwrap_err();
        assert_eq!(refusal.finding().id, "sign::character", "{bad:?}");
    }
    properties.formats[0].reference = 1;
    assert_eq!(signed(enveloped(b"<a/>"), properties).unwrap_err().finding().id, "sign::limit");
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let id = |packaging| signed(packaging, Properties::default()).unwrap_err().finding().id;
    for broken in ["", "<a>", "<!DOCTYPE a><a/>", "<a/><b/>", "\u{0}"] {
        assert_eq!(id(enveloped(broken.as_bytes())), "sign::document-unreadable", "{broken:?}");
        let packaging = Packaging::EnvelopingXml { document: broken.as_bytes().to_vec() };
        assert_eq!(id(packaging), "sign::document-unreadable", "{broken:?}");
    }
    assert_eq!(id(enveloped(b"<a Id='x'><b id='x'/></a>")), "sign::identifier-repeated");
    assert_eq!(id(enveloped(b"<a xmlns='relative'/>")), "sign::canonicalization");
    assert_eq!(id(Packaging::Detached { files: Vec::new(), listing: Listing::Manifest }), "sign::no-file");
    let many = |count: usize| {
        let file = |number: usize| DetachedReference::octets(&format!("{number}.pdf"), b"x").unwrap();
        (0..count).map(file).collect()
    };
    assert_eq!(id(Packaging::Detached { files: many(998), listing: Listing::References }), "sign::limit");
    for listing in [Listing::References, Listing::Manifest] {
        let octets =
            signed(Packaging::Detached { files: many(997), listing }, Properties::default()).unwrap();
        // Each file lies in its own place: a verifier counts octets that are given under many names once.
        let names: Vec<String> = (0..997).map(|number| format!("{number}.pdf")).collect();
        let held: Vec<Vec<u8>> = names.iter().map(|_| b"x".to_vec()).collect();
        let given: Vec<_> = names.iter().map(String::as_str).zip(held.iter().map(Vec::as_slice)).collect();
        verified(&octets, &files(&given));
    }
    for kind in [DocumentKind::Prescription, DocumentKind::Dispensing] {
        let settings = Person::new("doctor").settings();
        let refused = sign::xml(enveloped(b"<a/>"), kind, Properties::default(), signing_time(), &settings);
        assert_eq!(refused.unwrap_err().finding().id, "sign::document-kind");
    }
    // 250 elements deep: nothing recurses. 257: over the limit of every reader.
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(signed(enveloped(deep(250).as_bytes()), Properties::default()).is_ok());
    assert_eq!(id(enveloped(deep(257).as_bytes())), "sign::document-unreadable");
}

#[test]
fn other_keys_and_algorithms_sign() {
    for (name, algorithm) in [
        ("doctor-p256", "ecdsa-sha256"),
        ("doctor-p384", "ecdsa-sha384"),
        ("doctor-p521", "ecdsa-sha512"),
        ("doctor-rsa-3072", "rsa-sha256"),
    ] {
        let mut doctor = Person::new(name);
        let settings: SigningSettings = doctor.settings();
        assert!(settings.algorithm().xml_uri().unwrap().ends_with(algorithm), "{name}");
        let prepared = sign::prescription(crate::prescription::CSV, signing_time(), &settings).unwrap();
        let signed = prepared.sign(&mut doctor).unwrap();
        let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
        let report = verifier.verify(signed.octets(), verification_time());
        assert!(report.verdict().sub_indication().is_none(), "{name}: {}", shown(&report));
    }
    // Key services give ECDSA values as DER.
    for name in ["doctor-p256", "doctor-p384", "doctor-p521"] {
        let doctor = Person::new(name);
        for _ in 0..8 {
            let prepared =
                sign::prescription(crate::prescription::CSV, signing_time(), &doctor.settings()).unwrap();
            let value = doctor.value(prepared.data_to_be_signed());
            let (r, s) = value.split_at(value.len() / 2);
            let mut der = [integer(r), integer(s)].concat();
            let length = u8::try_from(der.len()).unwrap();
            der.splice(0..0, if length < 128 { vec![0x30, length] } else { vec![0x30, 0x81, length] });
            let signed = prepared.clone().assemble(&der).unwrap();
            assert_eq!(signed, prepared.assemble(&value).unwrap());
        }
    }
    // References and the certificate's digest with SHA-512.
    let mut doctor = Person::new("doctor");
    let settings = doctor.settings().with_digest(DigestAlgorithm::Sha512).unwrap();
    let signed =
        sign::prescription(crate::prescription::CSV, signing_time(), &settings).unwrap().sign(&mut doctor);
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    assert!(verifier.verify(signed.unwrap().octets(), verification_time()).into_verified().is_ok());
}

/// `INTEGER` of a positive number.
fn integer(digits: &[u8]) -> Vec<u8> {
    let first = digits.iter().position(|&digit| digit != 0).unwrap();
    let sign: &[u8] = if digits[first] >= 0x80 { &[0] } else { &[] };
    let content = [sign, &digits[first..]].concat();
    [&[2, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// White space, comments, references and CDATA anywhere: taking the Signature out again gives the source.
    #[test]
    fn no_octet_outside_the_signature_changes(pieces in proptest::collection::vec(0_usize..12, 0..20), tail in 0_usize..4) {
        let piece = |index: &usize| ["\r\n", "\t", "<!-- </a> -->", "&#xD;", "&lt;", "<![CDATA[</a>]]>", "<b/>", "<b\r\nc='>'></b >", "<?p </a>?>", "医師", "<b xmlns='urn:x'><c/></b>", " "][*index];
        let source = format!("<?xml version=\"1.0\"?>\n<a\r\n>{}</a{}>{}", pieces.iter().map(piece).collect::<String>(), ["", " ", "\r\n", "\t"][tail], ["", "\n", "<!-- x -->", "<?p?>"][tail]);
        let settings = Person::new("doctor").settings();
        let prepared = sign::xml(enveloped(source.as_bytes()), DocumentKind::Generic, Properties::default(), signing_time(), &settings).unwrap();
        let signed = prepared.sign(&mut Person::new("doctor")).unwrap();
        proptest::prop_assert_eq!(without_signatures(signed.octets()), source);
    }

    /// Hostile files give an error or a document that reads back; nothing panics.
    #[test]
    fn any_octets_are_refused_or_signed(octets: Vec<u8>, text in "[<>/a!?&;#x\"' =-]{0,40}") {
        let settings = Person::new("doctor").settings();
        for document in [octets.clone(), text.clone().into_bytes(), format!("<a>{text}</a>").into_bytes()] {
            let _ = sign::xml(enveloped(&document), DocumentKind::Generic, Properties::default(), signing_time(), &settings);
            let _ = sign::xml(Packaging::EnvelopingXml { document: document.clone() }, DocumentKind::Generic, Properties::default(), signing_time(), &settings);
            let _ = sign::dispensing(&document, b"CJ1\n", signing_time(), &settings);
            let _ = sign::UnsignedDocument::from_xml(document.clone(), DocumentKind::Prescription);
            let _ = sign::Prepared::from_state(&document);
        }
    }
}

fn without_signatures(octets: &[u8]) -> String {
    let text = std::str::from_utf8(octets).unwrap();
    let start = text.find("<ds:Signature ").unwrap();
    let end = text.rfind("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    format!("{}{}", &text[..start], &text[end..])
}

/// An empty root written with two tags.
fn expanded(source: &str) -> String {
    match source.strip_suffix("/>") {
        Some(tag) if !source.contains("</") => {
            let name = tag[1..].split([' ', '\r', '\n']).next().unwrap();
            format!("{tag}></{name}>")
        }
        _ => source.to_owned(),
    }
}
