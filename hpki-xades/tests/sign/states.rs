//! A preparation survives a restart, and nothing is believed of what was stored.

use hpki_core::path::TestCertificates;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::{
    self, CommitmentType, DetachedReference, Listing, Packaging, Prepared, ProductionPlace, Properties,
    SignaturePolicyReference, UnsignedDocument,
};
use serde_json::Value;

use crate::hierarchy::{Person, signing_time, verification_time, verifier};
use crate::prescription::CSV;

fn prepared() -> (Person, Prepared) {
    let doctor = Person::new("doctor");
    let prepared = sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap();
    (doctor, prepared)
}

#[test]
fn the_three_steps_work_in_three_places() {
    let (doctor, prepared) = prepared();
    let state = prepared.to_state().unwrap();
    let (message, digest) = (prepared.data_to_be_signed().to_vec(), *prepared.digest());
    let directly = prepared.assemble(&doctor.value(&message)).unwrap();
    // Elsewhere, with the message alone.
    let value = doctor.value(&message);
    // After a restart, with state and value alone.
    let again = Prepared::from_state(&state).unwrap();
    assert_eq!(again.data_to_be_signed(), message);
    assert_eq!(again.digest(), &digest);
    let signed = again.assemble(&value).unwrap();
    assert_eq!(signed, directly);
    let verifier = verifier(DocumentKind::Prescription, TestCertificates::Refuse);
    assert!(verifier.verify(signed.octets(), verification_time()).into_verified().is_ok());
}

#[test]
fn every_kind_of_request_survives() {
    let mut doctor = Person::new("doctor");
    let pharmacist = Person::new("pharmacist");
    let settings = doctor.settings();
    let prescription =
        sign::prescription(CSV, signing_time(), &settings).unwrap().sign(&mut doctor).unwrap().into_octets();
    let unsigned = UnsignedDocument::prescription(CSV, Default::default()).unwrap();
    let policy = hpki_core::crypto::digest(hpki_core::algorithm::DigestAlgorithm::Sha512, b"policy").unwrap();
    let mut properties = Properties::default();
    properties.policy = Some(SignaturePolicyReference::Explicit {
        identifier: "urn:oid:1.2.3".to_owned(),
        digest: policy,
        uri: Some("https://example.org/p".to_owned()),
    });
    properties.place = Some(ProductionPlace { city: Some("札幌".to_owned()), ..Default::default() });
    properties.claimed_roles = vec!["担当医".to_owned()];
    properties.commitments = vec![CommitmentType::ProofOfApproval];
    let xml = |packaging| {
        sign::xml(packaging, DocumentKind::Referral, properties.clone(), signing_time(), &settings)
    };
    let files = || {
        vec![
            DetachedReference::octets("a b.pdf", b"x").unwrap(),
            DetachedReference::canonical_xml("b.xml", b"<b/>").unwrap(),
        ]
    };
    for prepared in [
        sign::dispensing(&prescription, b"CJ1\n", signing_time(), &pharmacist.settings()),
        sign::document(&unsigned, signing_time(), &settings),
        xml(Packaging::Enveloped { document: b"<a/>".to_vec() }),
        xml(Packaging::EnvelopingXml { document: b"<a/>".to_vec() }),
        xml(Packaging::EnvelopingOctets { octets: b"x".to_vec(), mime_type: Some("text/plain".to_owned()) }),
        xml(Packaging::Detached { files: files(), listing: Listing::References }),
        xml(Packaging::Detached { files: files(), listing: Listing::Manifest }),
    ] {
        let prepared = prepared.unwrap();
        let again = Prepared::from_state(&prepared.to_state().unwrap()).unwrap();
        assert_eq!(again.data_to_be_signed(), prepared.data_to_be_signed());
        assert_eq!(again.kind(), prepared.kind());
    }
}

/// Every string, number and list of a state, changed one at a time: never a document that differs from the right one.
#[test]
fn no_change_of_a_state_leads_to_another_document() {
    let (doctor, prepared) = prepared();
    let state: Value = serde_json::from_slice(&prepared.to_state().unwrap()).unwrap();
    let value = doctor.value(prepared.data_to_be_signed());
    let right = prepared.assemble(&value).unwrap();
    let mut pointers = Vec::new();
    collect(&state, String::new(), &mut pointers);
    assert!(pointers.len() >= 12, "{pointers:?}");
    let replacements = [
        Value::Null,
        Value::from(""),
        Value::from("x"),
        Value::from(2),
        Value::from("accept"),
        Value::from("any-octets"),
        Value::from("rfc5280"),
        Value::from("AAAA"),
        Value::from("2026-04-01T03:00:01Z"),
        Value::from("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        Value::from("http://www.w3.org/2001/04/xmlenc#sha512"),
        serde_json::json!([]),
        serde_json::json!({}),
    ];
    let (mut refused, mut harmless) = (0, 0);
    for pointer in &pointers {
        for replacement in &replacements {
            let mut changed = state.clone();
            *changed.pointer_mut(pointer).unwrap() = replacement.clone();
            if changed == state {
                continue;
            }
            let octets = serde_json::to_vec(&changed).unwrap();
            match Prepared::from_state(&octets).and_then(|prepared| prepared.assemble(&value)) {
                Ok(signed) => {
                    assert_eq!(signed, right, "{pointer} became {replacement}");
                    harmless += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    println!("states: {refused} changes refused, {harmless} that change no octet");
    assert!(refused > 100 && harmless <= 6, "{refused}, {harmless}");
}

#[test]
fn another_content_with_its_own_digest_gets_no_signature_made_for_the_first() {
    let (doctor, prepared) = prepared();
    let value = doctor.value(prepared.data_to_be_signed());
    let other = sign::prescription(b"SJ1,other\n", signing_time(), &doctor.settings()).unwrap();
    let error = Prepared::from_state(&other.to_state().unwrap()).unwrap().assemble(&value).unwrap_err();
    assert_eq!(error.finding().id, "sign::value");
}

#[test]
fn what_is_no_state_is_refused() {
    let (_, prepared) = prepared();
    let state = prepared.to_state().unwrap();
    for broken in [&b""[..], b"{}", b"null", &state[..state.len() - 1], b"\xff", &[b'['; 100_000]] {
        assert_eq!(Prepared::from_state(broken).unwrap_err().finding().id, "sign::state");
    }
    let text = String::from_utf8(state).unwrap();
    let unknown = text.replacen('{', r#"{"unknown":1,"#, 1);
    assert_eq!(Prepared::from_state(unknown.as_bytes()).unwrap_err().finding().id, "sign::state");
    let twice = text.replacen('{', r#"{"version":1,"#, 1);
    assert_eq!(Prepared::from_state(twice.as_bytes()).unwrap_err().finding().id, "sign::state");
    let later = text.replacen(r#""version":1"#, r#""version":2"#, 1);
    assert_ne!(later, text);
    assert_eq!(Prepared::from_state(later.as_bytes()).unwrap_err().finding().id, "sign::state");
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| collect(member, format!("{at}/{name}"), pointers));
        }
        _ => pointers.push(at),
    }
}
