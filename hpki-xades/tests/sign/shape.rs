//! What is written has exactly the shape of the real documents: names, prefixes, attributes and their order, where
//! namespaces are declared, transforms, the form of identifiers, lines of base64.

use std::path::PathBuf;

use hpki_xades::sign;

use crate::hierarchy::{Person, signing_time};
use crate::prescription::CSV;

#[test]
fn a_prescription_has_the_shape_of_a_real_one() {
    let Some(real) = real_document("Prescription-004_01.xml") else { return };
    let mut doctor = Person::new("doctor");
    let signed =
        sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap().sign(&mut doctor).unwrap();
    let ours = String::from_utf8(signed.into_octets()).unwrap();
    // The service adds these after the client has signed.
    let real = without(&real, "<PrescriptionId ", "/>");
    let real = without(&real, "<AdditionalPrescriptionInformation ", "</AdditionalPrescriptionInformation>");
    let real = without(&real, "<xa:UnsignedProperties>", "</xa:UnsignedProperties>");
    assert_eq!(skeleton(&ours), skeleton(&real));
    assert!(!ours.starts_with('\u{feff}') && !ours.contains('\r') && !ours.ends_with('\n'));
}

#[test]
fn the_signature_of_a_dispensing_record_has_the_shape_of_a_real_one() {
    let Some(real) = real_document("Dispensing-005_03.xml") else { return };
    let mut doctor = Person::new("doctor");
    let prescription =
        sign::prescription(CSV, signing_time(), &doctor.settings()).unwrap().sign(&mut doctor).unwrap();
    let mut pharmacist = Person::new("pharmacist");
    let record =
        sign::dispensing(prescription.octets(), b"CJ1\n", signing_time(), &pharmacist.settings()).unwrap();
    let ours = String::from_utf8(record.sign(&mut pharmacist).unwrap().into_octets()).unwrap();
    let of_pharmacist = |text: &str| text.split_once("<DispensingSign>").unwrap().1.to_owned();
    let real = without(&of_pharmacist(&real), "<xa:UnsignedProperties>", "</xa:UnsignedProperties>");
    let real: String = real.split_inclusive("</DispensingSign>").next().unwrap().to_owned();
    let ours: String = of_pharmacist(&ours).split_inclusive("</DispensingSign>").next().unwrap().to_owned();
    assert_eq!(skeleton(&ours), skeleton(&real));
}

pub(crate) fn real_document(name: &str) -> Option<String> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/e-prescription"));
    match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Some(text),
        Err(_) => {
            println!("skipped: {name} is not there");
            None
        }
    }
}

fn without(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap() + to.len();
    format!("{}{}", &text[..start], &text[end..])
}

/// Tags as they stand, with identifiers made alike; of texts their form alone.
fn skeleton(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive('>') {
        let (content, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        out += &form(content);
        out += &alike(tag);
        out.push('\n');
    }
    out
}

/// `id` and eight hexadecimal digits become `id********`.
fn alike(tag: &str) -> String {
    let mut out = String::new();
    let mut rest = tag;
    while let Some(at) = rest.find("id") {
        let (before, after) = rest.split_at(at + 2);
        out += before;
        let digits = after.bytes().take_while(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')).count();
        rest = match digits {
            8 => {
                out += "********";
                &after[8..]
            }
            _ => after,
        };
    }
    out + rest
}

/// Digits of a time become 9; base64 becomes a word for its lines.
fn form(content: &str) -> String {
    if content.contains('T') && content.contains(':') {
        return content.chars().map(|it| if it.is_ascii_digit() { '9' } else { it }).collect();
    }
    let mut lines: Vec<usize> = content.lines().map(str::len).collect();
    let last = lines.pop();
    match (content.is_empty(), content.ends_with('\n'), last) {
        (true, ..) => String::new(),
        (_, true, _) => {
            assert!(lines.iter().all(|&length| length == 76), "{lines:?}");
            "{lines of 76, each ended}".to_owned()
        }
        (_, false, Some(_)) if lines.is_empty() => "{one line}".to_owned(),
        _ => format!("{{{content:?}}}"),
    }
}
