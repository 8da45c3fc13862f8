//! Prescriptions and dispensing records, with payloads that are nobody's.

use crate::der;
use crate::long_term::LongTerm;
use crate::pki::Pki;
use crate::signature::{Prefixes, SEEN_PREFIXES, Shape, fill};
use crate::tree::{Element, Node, Path, document_text, element};

pub(crate) const SIGNING_TIME: &str = "2026-04-01T03:00:00+00:00";
pub(crate) const DISPENSING_SIGNING_TIME: &str = "2026-04-01T05:00:00+00:00";
/// genTime of the time-stamps: minutes after signing.
pub(crate) const STAMP_TIME: &str = "20260401031025.197Z";
pub(crate) const DISPENSING_STAMP_TIME: &str = "20260401051025.5Z";
pub(crate) const ARCHIVE_TIME: &str = "20260402014056.994Z";

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(crate) const PRESCRIPTION_CSV: &str = "SJ1\n1,1,9999999,99,試験ベクタ病院\n2,000-0000,試験県試験市試験１－２－３\n\
    3,00-0000-0000,,\n4,2,01,試験科\n5,TV,ｼｹﾝ ﾀﾛｳ,試験　太郎\n11,1,検査　花子,ｹﾝｻ ﾊﾅｺ\n12,2\n13,19700101\n\
    51,20260401\n101,1,1,,1\n111,1,1,,１日１回　朝食後に服用,1\n201,1,1,1,2,000000001,試験薬Ａ錠５ｍｇ,1,1,錠\n";
pub(crate) const DISPENSING_CSV: &str = "CJ1\n1,検査　花子,2,19700101,,,,,,\n5,20260401,1\n11,試験ベクタ薬局,13,4,9999999\n\
    15,試験　次郎,\n51,試験ベクタ病院,13,1,9999999\n55,試験　太郎,試験科\n\
    201,1,試験薬Ａ錠５ｍｇ,1,錠,2,000000001,1\n301,1,１日１回　朝食後に服用,14,日分,1,1,,1\n";

/// A change to the tree before it is signed.
type Edit<'a> = Box<dyn Fn(&mut Element) + 'a>;

/// A prescription before it is signed.
pub(crate) struct Prescription<'a> {
    pki: &'a Pki,
    certificate: &'a str,
    prefixes: Prefixes,
    id: &'a str,
    signing_time: &'a str,
    payload: Vec<u8>,
    service_parts: bool,
    edits: Vec<Edit<'a>>,
}

impl<'a> Prescription<'a> {
    /// As a doctor's client sends it.
    pub(crate) fn new(pki: &'a Pki) -> Self {
        Self {
            pki,
            certificate: "doctor",
            prefixes: SEEN_PREFIXES,
            id: "PrescriptionSign",
            signing_time: SIGNING_TIME,
            payload: PRESCRIPTION_CSV.as_bytes().to_vec(),
            service_parts: false,
            edits: Vec::new(),
        }
    }

    pub(crate) fn signer(self, certificate: &'a str) -> Self {
        Self { certificate, ..self }
    }

    pub(crate) fn prefixes(self, dsig: &'static str, xades: &'static str) -> Self {
        Self { prefixes: Prefixes { dsig, xades }, ..self }
    }

    pub(crate) fn signature_id(self, id: &'a str) -> Self {
        Self { id, ..self }
    }

    pub(crate) fn signing_time(self, signing_time: &'a str) -> Self {
        Self { signing_time, ..self }
    }

    pub(crate) fn payload(self, payload: &[u8]) -> Self {
        Self { payload: payload.to_vec(), ..self }
    }

    /// With PrescriptionId and AdditionalPrescriptionInformation, which the service adds and nobody signs.
    pub(crate) fn stored_by_the_service(self) -> Self {
        Self { service_parts: true, ..self }
    }

    /// Changes the tree before it is signed, so that the signature fits what comes out.
    pub(crate) fn edit(mut self, edit: impl Fn(&mut Element) + 'a) -> Self {
        self.edits.push(Box::new(edit));
        self
    }

    pub(crate) fn sign(self) -> Signed<'a> {
        let mut management = element("PrescriptionManagement")
            .attribute("id", "PrescriptionManagement")
            .child(element("Version").attribute("Value", "EPS1.0"));
        if self.service_parts {
            let id = "<PrescriptionId Value=\"00000000-0000-4000-8000-000000000001\" />".to_owned();
            management = management
                .node(Node::Raw { canonical: id.replace(" />", "></PrescriptionId>"), document: id });
        }
        let mut prescription = element("Prescription").child(management).child(
            element("PrescriptionDocument")
                .attribute("id", "PrescriptionDocument")
                .text(&der::base64(&self.payload)),
        );
        if self.service_parts {
            prescription = prescription.child(additional_prescription_information());
        }
        let shape = Shape {
            prefixes: self.prefixes,
            id: self.id,
            salt: "prescription",
            target: "PrescriptionDocument",
            signing_time: self.signing_time,
            certificate: self.certificate,
        };
        prescription = prescription.child(element("PrescriptionSign").child(shape.build(self.pki)));
        let mut root = document_element("EP.xsd").child(prescription);
        self.edits.iter().for_each(|edit| edit(&mut root));
        let signature = root.find(&|it| it.local_name() == "Signature").unwrap();
        fill(&mut root, &signature, self.pki.key_of(self.certificate));
        Signed { pki: self.pki, root, signature, salt: "prescription" }
    }
}

fn document_element(schema: &str) -> Element {
    element("Document")
        .namespace("xsi", XSI)
        .attribute("id", "Document")
        .attribute("xsi:noNamespaceSchemaLocation", schema)
}

fn additional_prescription_information() -> Element {
    let code = |name: &str, text: &str| element(name).text(text);
    element("AdditionalPrescriptionInformation").attribute("id", "AdditionalPrescriptionInformation").child(
        element("ConversionPharmaceuticalCode")
            .child(code("ConversionREcode", "201,1,1,1,2,000000001,試験薬Ａ錠５ｍｇ,1,1,錠"))
            .child(code("ConversionYJcode", "201,1,1,1,4,0000000F0000,試験薬Ａ錠５ｍｇ,1,1,錠")),
    )
}

/// A dispensing record before it is signed.
pub(crate) struct Dispensing<'a> {
    prescription: Signed<'a>,
    certificate: &'a str,
    payload: Vec<u8>,
    edits: Vec<Edit<'a>>,
}

impl<'a> Dispensing<'a> {
    /// A pharmacist's record of having dispensed `prescription`.
    pub(crate) fn new(prescription: Signed<'a>) -> Self {
        Self {
            prescription,
            certificate: "pharmacist",
            payload: DISPENSING_CSV.as_bytes().to_vec(),
            edits: Vec::new(),
        }
    }

    pub(crate) fn signer(self, certificate: &'a str) -> Self {
        Self { certificate, ..self }
    }

    pub(crate) fn payload(self, payload: &[u8]) -> Self {
        Self { payload: payload.to_vec(), ..self }
    }

    pub(crate) fn edit(mut self, edit: impl Fn(&mut Element) + 'a) -> Self {
        self.edits.push(Box::new(edit));
        self
    }

    pub(crate) fn sign(self) -> Signed<'a> {
        let pki = self.prescription.pki;
        let lines = |indent: usize| Node::Text(format!("\n{}", "\t".repeat(indent)));
        let prescription = self.prescription.root.find(&|it| it.local_name() == "Prescription").unwrap();
        let mut reference = element("ReferencePrescription").node(lines(3));
        reference.children.extend(self.prescription.root.at(&prescription).children.iter().cloned());
        let document = element("DispensingDocument")
            .attribute("id", "DispensingDocument")
            .text(&der::base64(&self.payload));
        let dispensing = element("Dispensing")
            .attribute("id", "Dispensing")
            .node(lines(2))
            .child(reference.node(lines(2)))
            .node(lines(2))
            .child(document)
            .node(lines(1));
        let shape = Shape {
            prefixes: SEEN_PREFIXES,
            id: "DispensingSign",
            salt: "dispensing",
            target: "Dispensing",
            signing_time: DISPENSING_SIGNING_TIME,
            certificate: self.certificate,
        };
        let id = "<DispensingId Value=\"00000000-0000-4000-8000-000000000002\" />".to_owned();
        let management = element("DispensingManagement")
            .attribute("id", "DispensingManagement")
            .node(lines(2))
            .child(element("Version").attribute("Value", "EPD1.0"))
            .node(lines(1))
            .node(Node::Raw { canonical: id.replace(" />", "></DispensingId>"), document: id });
        let mut root = document_element("ED.xsd")
            .node(lines(1))
            .child(management)
            .node(lines(1))
            .child(dispensing)
            .node(lines(1))
            .child(additional_dispensed_information())
            .child(element("DispensingSign").child(shape.build(pki)))
            .node(lines(0));
        self.edits.iter().for_each(|edit| edit(&mut root));
        let signature = root.find(&|it| it.id() == Some("DispensingSign")).unwrap();
        fill(&mut root, &signature, pki.key_of(self.certificate));
        Signed { pki, root, signature, salt: "dispensing" }
    }
}

fn additional_dispensed_information() -> Element {
    let text = "201,1,試験薬Ａ錠５ｍｇ,1,錠,2,000000001,";
    element("AdditionalDispensedInformation").attribute("id", "AdditionalDispensedInformation").child(
        element("ConversionPharmaceuticalCode")
            .attribute("CsvLineNo", "8")
            .attribute("DispensingDocumentCode", "000000001")
            .child(element("ConversionREcode").text(text)),
    )
}

/// A signed document.
#[derive(Clone)]
pub(crate) struct Signed<'a> {
    pub(crate) pki: &'a Pki,
    pub(crate) root: Element,
    pub(crate) signature: Path,
    salt: &'a str,
}

impl<'a> Signed<'a> {
    /// Adds unsigned properties.
    pub(crate) fn augment(mut self, add: impl FnOnce(&mut LongTerm<'_>)) -> Self {
        let signature = self.signature.clone();
        add(&mut LongTerm { pki: self.pki, root: &mut self.root, signature, salt: self.salt });
        self
    }

    /// Changes the tree after it was signed.
    pub(crate) fn change(mut self, change: impl FnOnce(&mut Element)) -> Self {
        change(&mut self.root);
        self
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", document_text(&self.root))
    }
}
