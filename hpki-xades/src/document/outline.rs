//! The places of a document's elements: which child stands where, and that no other element has a signed name.

use hpki_core::report::{CheckList, Detail, SubIndication};

use smallvec::SmallVec;

use crate::dsig::{self, is_white_space};
use crate::xml::{Attribute, Document, Element, Node, NodeId, XML_NAMESPACE};

use super::findings;
use super::grammar::Refused;
use super::kind::DocumentKind;

/// A prescription or the prescription part of a dispensing record.
#[derive(Clone, Copy)]
pub(crate) struct PrescriptionParts<'d, 'i> {
    /// PrescriptionDocument.
    pub(crate) content: Element<'d, 'i>,
    /// The Signature inside PrescriptionSign.
    pub(crate) signature: Element<'d, 'i>,
    /// PrescriptionManagement, if it is there.
    pub(crate) management: Option<Element<'d, 'i>>,
}

/// A dispensing record.
#[derive(Clone, Copy)]
pub(crate) struct DispensingParts<'d, 'i> {
    /// Dispensing: what the pharmacist signs.
    pub(crate) signed: Element<'d, 'i>,
    /// DispensingDocument.
    pub(crate) content: Element<'d, 'i>,
    /// The Signature inside DispensingSign.
    pub(crate) signature: Element<'d, 'i>,
    /// DispensingManagement, if it is there.
    pub(crate) management: Option<Element<'d, 'i>>,
    /// The prescription inside.
    pub(crate) prescription: PrescriptionParts<'d, 'i>,
}

/// The places of everything in a document.
#[derive(Clone, Copy)]
pub(crate) enum Outline<'d, 'i> {
    Prescription(PrescriptionParts<'d, 'i>),
    Dispensing(DispensingParts<'d, 'i>),
}

impl<'d, 'i> Outline<'d, 'i> {
    /// The places of a prescription's elements.
    pub(crate) fn of_prescription(
        document: &'d Document<'i>,
        checks: &mut CheckList,
    ) -> Result<Outline<'d, 'i>, Refused> {
        let mut root = Places::of(document.root(), checks)?;
        let prescription = root.once("Prescription")?;
        root.end();
        Ok(Outline::Prescription(prescription_parts(prescription, checks)?))
    }

    /// The places of a dispensing record's elements.
    pub(crate) fn of_dispensing(
        document: &'d Document<'i>,
        checks: &mut CheckList,
    ) -> Result<Outline<'d, 'i>, Refused> {
        let mut root = Places::of(document.root(), checks)?;
        let signed = root.once("Dispensing")?;
        let sign = root.signature_place("DispensingSign")?;
        let management = root.at_most_once("DispensingManagement")?;
        root.at_most_once("AdditionalDispensedInformation")?;
        root.end();
        let signature = only_signature(sign, checks)?;
        let mut places = Places::of(signed, checks)?;
        let reference = places.once("ReferencePrescription")?;
        let content = places.once("DispensingDocument")?;
        places.end();
        let prescription = prescription_parts(reference, checks)?;
        Ok(Outline::Dispensing(DispensingParts { signed, content, signature, management, prescription }))
    }

    /// No element outside its place has the local name of a signed one, in any namespace; no xml:base anywhere.
    pub(crate) fn check_names(
        &self,
        document: &'d Document<'i>,
        checks: &mut CheckList,
    ) -> Result<(), Refused> {
        let (names, signatures): (&[&str], usize) = match self {
            Outline::Prescription(_) => (&["Prescription", "PrescriptionDocument", "PrescriptionSign"], 1),
            Outline::Dispensing(_) => (
                &[
                    "Dispensing",
                    "DispensingDocument",
                    "DispensingSign",
                    "ReferencePrescription",
                    "PrescriptionDocument",
                    "PrescriptionSign",
                ],
                2,
            ),
        };
        let mut of_document = [0usize; 6];
        let mut of_signature = [0usize; SIGNATURE_NAMES.len()];
        for element in document.elements() {
            let name = element.local_name();
            if let Some(index) = names.iter().position(|&signed| signed == name) {
                of_document[index] += 1;
                // The first is the one in its place: the outline has found it there and counted it once.
                if of_document[index] > 1 {
                    return repeated(element, checks);
                }
            } else if let Some(index) = SIGNATURE_NAMES.iter().position(|&signed| signed == name) {
                of_signature[index] += 1;
                if of_signature[index] > signatures {
                    return repeated(element, checks);
                }
            }
        }
        checks.passed(&findings::SIGNED_NAME_REPEATED, Detail::fixed("every element of the document"));
        self.check_xml_base(document, checks)
    }

    fn check_xml_base(&self, document: &'d Document<'i>, checks: &mut CheckList) -> Result<(), Refused> {
        let is_base = |attribute: Attribute<'_, '_>| attribute.is(XML_NAMESPACE, "base");
        let with_base = match document.has_xml_attributes() {
            true => document.elements().find(|element| element.attributes().any(is_base)),
            false => None,
        };
        if let Some(element) = with_base {
            checks.not_passed(&findings::XML_BASE, SubIndication::FormatFailure, element.path());
            return Err(Refused);
        }
        Ok(())
    }
}

/// Tells the kind by structure alone: root `Document` with a child `Prescription`, or with a child `Dispensing`.
pub(crate) fn kind_by_structure(document: &Document<'_>) -> Option<DocumentKind> {
    let root = document.root();
    if !root.is("", "Document") {
        return None;
    }
    root.child_elements().find_map(|child| match child.local_name() {
        _ if !child.namespace().is_empty() => None,
        "Prescription" => Some(DocumentKind::Prescription),
        "Dispensing" => Some(DocumentKind::Dispensing),
        _ => None,
    })
}

/// The elements of a signature that no other element may be named like.
const SIGNATURE_NAMES: [&str; 6] =
    ["Signature", "SignedInfo", "KeyInfo", "Object", "QualifyingProperties", "SignedProperties"];

fn repeated(element: Element<'_, '_>, checks: &mut CheckList) -> Result<(), Refused> {
    checks.not_passed(&findings::SIGNED_NAME_REPEATED, SubIndication::FormatFailure, element.path());
    Err(Refused)
}

fn prescription_parts<'d, 'i>(
    parent: Element<'d, 'i>,
    checks: &mut CheckList,
) -> Result<PrescriptionParts<'d, 'i>, Refused> {
    let mut places = Places::of(parent, checks)?;
    let content = places.once("PrescriptionDocument")?;
    let sign = places.signature_place("PrescriptionSign")?;
    let management = places.at_most_once("PrescriptionManagement")?;
    places.at_most_once("AdditionalPrescriptionInformation")?;
    places.end();
    let signature = only_signature(sign, checks)?;
    Ok(PrescriptionParts { content, signature, management })
}

/// The one child of a …Sign element: the Signature.
fn only_signature<'d, 'i>(sign: Element<'d, 'i>, checks: &mut CheckList) -> Result<Element<'d, 'i>, Refused> {
    let mut children = sign.child_elements();
    match (children.next(), children.next()) {
        (Some(only), None) if only.is(dsig::NAMESPACE, "Signature") => Ok(only),
        (None, _) => {
            checks.not_passed(&findings::SIGNATURE_MISSING, SubIndication::FormatFailure, sign.path());
            Err(Refused)
        }
        _ => {
            checks.not_passed(&findings::STRUCTURE, SubIndication::FormatFailure, sign.path());
            Err(Refused)
        }
    }
}

/// The child elements of one element by name, without regard to order (the order is not known to be fixed).
struct Places<'d, 'i, 'c> {
    parent: Element<'d, 'i>,
    children: SmallVec<[Element<'d, 'i>; 8]>,
    known: SmallVec<[NodeId; 8]>,
    checks: &'c mut CheckList,
}

impl<'d, 'i, 'c> Places<'d, 'i, 'c> {
    fn of(parent: Element<'d, 'i>, checks: &'c mut CheckList) -> Result<Places<'d, 'i, 'c>, Refused> {
        for node in parent.children() {
            let stray_text = match node {
                Node::Text(text) | Node::CData(text) => !is_white_space(&text.value()),
                _ => false,
            };
            if stray_text {
                let detail = format!("text in {}", parent.path());
                checks.not_passed(&findings::STRUCTURE, SubIndication::FormatFailure, detail);
                return Err(Refused);
            }
        }
        Ok(Places { parent, children: parent.child_elements().collect(), known: SmallVec::new(), checks })
    }

    fn at_most_once(&mut self, name: &str) -> Result<Option<Element<'d, 'i>>, Refused> {
        let mut named = self.children.iter().filter(|child| child.is("", name));
        let (first, second) = (named.next().copied(), named.next());
        if second.is_some() {
            return Err(self.refuse(format!("{name} twice in {}", self.parent.path())));
        }
        self.known.extend(first.map(|element| element.id()));
        Ok(first)
    }

    fn once(&mut self, name: &str) -> Result<Element<'d, 'i>, Refused> {
        match self.at_most_once(name)? {
            Some(element) => Ok(element),
            None => Err(self.refuse(format!("no {name} in {}", self.parent.path()))),
        }
    }

    /// Like [`Places::once`]; its absence means that the document is not signed.
    fn signature_place(&mut self, name: &str) -> Result<Element<'d, 'i>, Refused> {
        match self.at_most_once(name)? {
            Some(element) => Ok(element),
            None => {
                let detail = format!("no {name} in {}", self.parent.path());
                self.checks.not_passed(&findings::SIGNATURE_MISSING, SubIndication::FormatFailure, detail);
                Err(Refused)
            }
        }
    }

    /// Warns of children and attributes nobody knows. Attributes of the signed elements are the signer's matter.
    fn end(self) {
        let is_known_child = |child: &&Element<'_, '_>| self.known.contains(&child.id());
        let mut unknown = self.children.iter().filter(|child| !is_known_child(child));
        for child in unknown.by_ref().take(UNKNOWN_TOLD) {
            self.checks.warning(&findings::UNKNOWN_ELEMENT, child.path());
        }
        let more = unknown.count();
        if more > 0 {
            let detail = format!("{more} more in {}", self.parent.path());
            self.checks.warning(&findings::UNKNOWN_ELEMENT, detail);
        }
        let known = self.children.iter().copied().filter(|child| is_known_child(&child));
        let unsigned = known.filter(|child| !SIGNED_ELEMENTS.contains(&child.local_name()));
        for element in std::iter::once(self.parent).chain(unsigned) {
            for attribute in element.attributes().filter(|attribute| !is_known(attribute)) {
                let name: String = attribute.local_name().chars().take(64).collect();
                self.checks.warning(&findings::UNKNOWN_ELEMENT, format!("{}/@{name}", element.path()));
            }
        }
    }

    fn refuse(&mut self, detail: String) -> Refused {
        self.checks.not_passed(&findings::STRUCTURE, SubIndication::FormatFailure, detail);
        Refused
    }
}

/// Unknown elements of one parent that are told one by one.
const UNKNOWN_TOLD: usize = 32;

/// Elements that a reference names.
const SIGNED_ELEMENTS: [&str; 3] = ["PrescriptionDocument", "Dispensing", "DispensingDocument"];

/// Attributes that elements of a document have: an id, the schema hint, and those of XML itself (xml:base is
/// refused elsewhere).
fn is_known(attribute: &Attribute<'_, '_>) -> bool {
    attribute.is("", "id")
        || attribute.namespace() == XML_NAMESPACE
        || attribute.namespace() == "http://www.w3.org/2001/XMLSchema-instance"
}
