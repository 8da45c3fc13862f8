//! Where properties are put: whatever the signer left there, whatever prefixes are in use. No octet changes outside.

use hpki_core::report::Verdict;
use hpki_xades::document::DocumentKind::Prescription;
use hpki_xades::validate::Level;
use hpki_xades::xml::{Document, XmlLimits};

use crate::support::{case, difference, raise, shown, verify};

const END: &str = "</xa:QualifyingProperties>";

fn with_unsigned(unsigned: &str) -> Vec<u8> {
    let text = String::from_utf8(case("prescription-bes")).unwrap();
    assert_eq!(text.matches(END).count(), 1);
    text.replace(END, &format!("{unsigned}{END}")).into_bytes()
}

/// Raises to LTA; the octets before and after the place stay, and the result verifies.
#[track_caller]
fn check(unsigned: &str, gone: &str) -> String {
    let signed = with_unsigned(unsigned);
    let lta = raise(&signed, Level::LTA).into_octets();
    let report = verify(&lta, Prescription, "2026-12-31T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{unsigned}\n{}", shown(&report));
    assert_eq!(report.signatures()[0].level, Level::LTA, "{unsigned}");
    let (lost, new) = difference(&signed, &lta);
    assert_eq!(std::str::from_utf8(lost).unwrap(), gone, "{unsigned}");
    let new = String::from_utf8(new.to_vec()).unwrap();
    let document = Document::parse(&lta, &XmlLimits::default()).unwrap();
    let groups = document.root().descendant_elements().filter(|element| {
        element.local_name() == "UnsignedSignatureProperties" || element.local_name() == "UnsignedProperties"
    });
    assert_eq!(groups.count(), 2, "{unsigned}");
    new
}

const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

#[test]
fn unsigned_properties_may_be_missing_empty_or_closed() {
    check("", "");
    check("<xa:UnsignedProperties></xa:UnsignedProperties>", "");
    check("<xa:UnsignedProperties/>", "/");
    check("<xa:UnsignedProperties \n Id=\"u\" />", "/");
    check("<xa:UnsignedProperties>\n  </xa:UnsignedProperties>\n", "");
    check("<xa:UnsignedProperties><xa:UnsignedSignatureProperties/></xa:UnsignedProperties>", "/");
    check(
        "<xa:UnsignedProperties><xa:UnsignedSignatureProperties >\n</xa:UnsignedSignatureProperties ></xa:UnsignedProperties>",
        "",
    );
    check("<xa:UnsignedProperties><!-- </xa:UnsignedProperties> --></xa:UnsignedProperties>", "");
}

#[test]
fn data_object_properties_stay_behind_the_new_ones() {
    let new = check(
        "<xa:UnsignedProperties><xa:UnsignedDataObjectProperties><xa:UnsignedDataObjectProperty/></xa:UnsignedDataObjectProperties></xa:UnsignedProperties>",
        "",
    );
    assert!(new.contains("UnsignedSignatureProperties>"), "{new}");
}

#[test]
fn prefixes_of_others_are_kept_apart_from_ours() {
    // The signer's prefix means something else where the properties go.
    let new = check(
        &format!(
            r#"<p:UnsignedProperties xmlns:p="{XADES}" xmlns:xa="urn:other" xmlns:xa141="urn:other"><p:UnsignedSignatureProperties/></p:UnsignedProperties>"#
        ),
        "/",
    );
    assert!(new.contains(&format!(r#"<xa:SignatureTimeStamp xmlns:xa="{XADES}" Id="#)), "{new}");
    let new = check(
        &format!(
            r#"<UnsignedProperties xmlns="{XADES}"><UnsignedSignatureProperties xmlns:z="urn:z"/></UnsignedProperties>"#
        ),
        "/",
    );
    assert!(new.contains("<xa:SignatureTimeStamp Id="), "{new}");
}

#[test]
fn a_byte_order_mark_and_other_prefixes_do_no_harm() {
    for name in ["byte-order-mark", "prefixes-default", "prefixes-ds-xades"] {
        let signed = case(name);
        let lta = raise(&signed, Level::LTA).into_octets();
        let (gone, _) = difference(&signed, &lta);
        assert_eq!(gone, b"", "{name}");
        let report = verify(&lta, Prescription, "2026-12-31T00:00:00Z");
        assert_eq!(report.verdict(), Verdict::PASSED, "{name}: {}", shown(&report));
    }
}

#[test]
fn unknown_properties_of_others_are_kept_and_covered() {
    let signed = with_unsigned(
        r#"<xa:UnsignedProperties><xa:UnsignedSignatureProperties><n:note xmlns:n="urn:n" Id="a&amp;b">x</n:note></xa:UnsignedSignatureProperties></xa:UnsignedProperties>"#,
    );
    let lta = raise(&signed, Level::LTA).into_octets();
    let report = verify(&lta, Prescription, "2026-12-31T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
    let changed = String::from_utf8(lta).unwrap().replace(">x</n:note>", ">y</n:note>");
    let report = verify(changed.as_bytes(), Prescription, "2026-12-31T00:00:00Z");
    assert_ne!(report.signatures()[0].level, Level::LTA, "the archive time-stamp covers it");
}

/// The vectors of benign documents, whoever made them: every one that verifies can be raised.
#[test]
fn every_benign_prescription_of_the_vectors_can_be_raised() {
    let folder = format!("{}/../test-vectors/cases", env!("CARGO_MANIFEST_DIR"));
    let (mut raised, mut other) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case = std::fs::read_to_string(path.join("case.json")).unwrap();
        let wanted = ["\"kind\": \"benign\"", "\"document\": \"prescription\"", "\"exit\": 0"];
        if !wanted.iter().all(|text| case.contains(text)) {
            continue;
        }
        let document = std::fs::read(path.join("document.xml")).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let authority = crate::authority::Authority::at(crate::support::NOW);
        let equipped = crate::support::equipped(crate::support::NOW);
        match crate::support::finish(equipped, document.clone(), Level::LTA, &authority) {
            Ok(lta) => {
                assert_eq!(lta.level(), Level::LTA, "{name}");
                let (gone, _) = difference(&document, lta.octets());
                assert!(gone.len() <= 1, "{name}: {}", String::from_utf8_lossy(gone));
                raised += 1;
            }
            Err(error) => other.push(format!("{name}: {}", error.finding())),
        }
    }
    println!(
        "vectors: {raised} benign prescriptions raised to LTA, {} not:\n{}",
        other.len(),
        other.join("\n")
    );
    assert!(raised > 30, "only {raised} were raised");
}
