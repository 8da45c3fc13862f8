//! What is varied: every axis is a list of named values.

use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::path::TestCertificates;
use hpki_core::role::RoleTable;
use hpki_xades::document::{DocumentKind, DocumentRequest};

use crate::documents::Packaging;
use crate::pki::{extension, hc_role, hc_role_attribute, key_usage, object_identifier, policies, policy};
use crate::pki::{sequence, tlv};

/// A value of an axis and the name it has in the list of accepted cells.
pub(crate) struct Named<T> {
    pub(crate) name: String,
    pub(crate) value: T,
}

fn named<T>(name: &str, value: T) -> Named<T> {
    Named { name: name.to_owned(), value }
}

/// What is signed by the person in question, and what the caller asks of it.
pub(crate) struct Asked {
    pub(crate) packaging: Packaging,
    pub(crate) request: DocumentRequest,
    pub(crate) roles: &'static [&'static str],
}

pub(crate) fn documents() -> Vec<Named<Asked>> {
    let asked = |packaging, request, roles| Asked { packaging, request, roles };
    let exactly = DocumentRequest::Exactly;
    let dispensing = exactly(DocumentKind::Dispensing);
    vec![
        named("prescription", asked(Packaging::Prescription, DocumentRequest::Auto, &[])),
        named(
            "prescription, dentist wanted",
            asked(Packaging::Prescription, exactly(DocumentKind::Prescription), &["Dentist"]),
        ),
        named("dispensing record", asked(Packaging::Dispensing, dispensing, &[])),
        named("prescription in it", asked(Packaging::PrescriptionInDispensing, dispensing, &[])),
        named("referral letter", asked(Packaging::Enveloped, exactly(DocumentKind::Referral), &[])),
        named("other document", asked(Packaging::Enveloped, exactly(DocumentKind::Generic), &[])),
        named(
            "other document, nurse wanted",
            asked(Packaging::Enveloped, exactly(DocumentKind::Generic), &["General Nurse"]),
        ),
    ]
}

/// The subjectDirectoryAttributes of the person: every text of the table, texts that look like one of them to a person
/// or to a careless comparison, and other ways to have a role, several or none. `None`: no such extension.
pub(crate) fn roles() -> Vec<Named<Option<Vec<u8>>>> {
    const JAPAN: ObjectIdentifier = oid::HPKI_CODING_SCHEME;
    let one = |name: &str, text: &str| named(name, Some(hc_role(&[(JAPAN, Some(text))])));
    let table = RoleTable::japan();
    let mut roles: Vec<_> = table.iter().map(|role| one(&role.text, &role.text)).collect();
    roles.extend([
        one("blank after", "Medical Doctor "),
        one("blank before", " Medical Doctor"),
        one("two blanks", "Medical  Doctor"),
        one("no-break space", "Medical\u{a0}Doctor"),
        one("lower case", "medical doctor"),
        one("upper case", "MEDICAL DOCTOR"),
        one("full width", "Ｍｅｄｉｃａｌ　Ｄｏｃｔｏｒ"),
        one("Cyrillic M", "\u{41c}edical Doctor"),
        one("combining mark", "Medical Docto\u{308}r"),
        one("zero-width space", "Medical\u{200b} Doctor"),
        one("NUL after", "Medical Doctor\0"),
        one("line feed after", "Medical Doctor\n"),
        one("Japanese name", "医師"),
        one("more after", "Medical Doctor, retired"),
        one("less", "Medical"),
        one("list in one text", "Medical Doctor,Pharmacist"),
        one("empty text", ""),
        one("unknown role", "Nurse Practitioner"),
        named("BMPString", Some(doctor_as(0x1e, &bmp("Medical Doctor")))),
        named("PrintableString", Some(doctor_as(0x13, b"Medical Doctor"))),
        named("OCTET STRING", Some(doctor_as(0x04, b"Medical Doctor"))),
        named("other coding scheme", Some(hc_role(&[(policy("1.2.3.4"), Some("Medical Doctor"))]))),
        named("no text", Some(hc_role(&[(JAPAN, None)]))),
        named("no actor", Some(hc_role(&[]))),
        named(
            "Pharmacist + Medical Doctor",
            Some(hc_role(&[(JAPAN, Some("Pharmacist")), (JAPAN, Some("Medical Doctor"))])),
        ),
        named(
            "Dentist + unknown role",
            Some(hc_role(&[(JAPAN, Some("Dentist")), (JAPAN, Some("Nurse Practitioner"))])),
        ),
        named("two attributes", Some(two_attributes())),
        named("doctor as another attribute", Some(other_attribute())),
        named("absent", None),
    ]);
    roles
}

/// hcRole of a doctor whose text is a string of another type.
fn doctor_as(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut coded_data = tlv(0xa0, &object_identifier(oid::HPKI_CODING_SCHEME));
    coded_data.extend(tlv(0xa2, &tlv(tag, content)));
    let actor = sequence(&[tlv(0xa0, &tlv(0x31, &coded_data))]);
    let attribute = sequence(&[object_identifier(oid::HC_ROLE), tlv(0x31, &tlv(0x31, &actor))]);
    extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &sequence(&[attribute]))
}

fn bmp(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn two_attributes() -> Vec<u8> {
    let attribute = |text| hc_role_attribute(&[(oid::HPKI_CODING_SCHEME, Some(text))]);
    let attributes = sequence(&[attribute("Pharmacist"), attribute("Medical Doctor")]);
    extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &attributes)
}

/// The value of a doctor's hcRole under the type of a title.
fn other_attribute() -> Vec<u8> {
    let attribute =
        sequence(&[object_identifier(policy("2.5.4.12")), tlv(0x31, &tlv(0x0c, b"Medical Doctor"))]);
    extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &sequence(&[attribute]))
}

/// keyUsage of the person; `None`: no such extension.
pub(crate) fn key_usages() -> Vec<Named<Option<Vec<u8>>>> {
    vec![
        named("nonRepudiation", Some(key_usage(true, &[1]))),
        named("nonRepudiation, not critical", Some(key_usage(false, &[1]))),
        named("nonRepudiation + digitalSignature", Some(key_usage(true, &[0, 1]))),
        named("nonRepudiation + keyCertSign", Some(key_usage(true, &[1, 5]))),
        named("digitalSignature", Some(key_usage(true, &[0]))),
        named("absent", None),
    ]
}

const ORGANISATION: &str = "1.2.392.100495.1.5.1.3.1.1";
const OTHER_SIGNATURE: &str = "1.2.392.100495.1.5.1.1.4.1";
const FOREIGN: &str = "1.2.3.4";

/// certificatePolicies of the person; `None`: no such extension.
pub(crate) fn policies_of_people() -> Vec<Named<Option<Vec<u8>>>> {
    let (signature, test) = (oid::HPKI_POLICY_SIGNATURE, oid::HPKI_POLICY_SIGNATURE_TEST);
    let of = |name: &str, all: &[ObjectIdentifier]| named(name, Some(policies(true, all)));
    vec![
        of("signature", &[signature]),
        of("signature + foreign", &[signature, policy(FOREIGN)]),
        of("another signature", &[policy(OTHER_SIGNATURE)]),
        of("test", &[test]),
        of("signature + test", &[signature, test]),
        of("authentication", &[oid::HPKI_POLICY_AUTHENTICATION]),
        of("signature + authentication", &[signature, oid::HPKI_POLICY_AUTHENTICATION]),
        of("organisation", &[policy(ORGANISATION)]),
        of("foreign", &[policy(FOREIGN)]),
        named("absent", None),
    ]
}

/// certificatePolicies of the CA.
pub(crate) fn authorities() -> Vec<Named<Vec<ObjectIdentifier>>> {
    vec![
        named("signature", vec![oid::HPKI_POLICY_SIGNATURE]),
        named("absent", Vec::new()),
        named("test", vec![oid::HPKI_POLICY_SIGNATURE_TEST]),
        named("authentication", vec![oid::HPKI_POLICY_AUTHENTICATION]),
        named("foreign", vec![policy(FOREIGN)]),
    ]
}

/// Whether the caller takes test certificates.
pub(crate) fn environments() -> Vec<Named<TestCertificates>> {
    vec![named("production", TestCertificates::Refuse), named("tests", TestCertificates::Accept)]
}
