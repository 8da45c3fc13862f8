//! Prescriptions and dispensing records before they are signed.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::Digest;

use crate::c14n::{self, Subtree};
use crate::document::{DocumentKind, kind_by_structure};
use crate::dsig::{DigestSink, INCLUSIVE, KeepOctets, is_white_space};
use crate::xml::{Document, Element, Node, XML_NAMESPACE, XmlLimits};

use super::content::ContentRules;
use super::error::SignError;
use super::place::Place;
use super::writer::Writer;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A prescription or dispensing record without its signature, and the place where that goes.
#[derive(Clone, Debug)]
pub struct UnsignedDocument {
    kind: DocumentKind,
    octets: Vec<u8>,
    /// The identifier of the signed element.
    signed_id: String,
    pub(super) place: Place,
    pub(super) origin: Origin,
}

/// Who wrote the document: what this room wrote has the form of its kind, what it was given must be held against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Written,
    Given,
}

impl UnsignedDocument {
    /// A prescription (documents.md, EP.xsd) around a CSV: one line of UTF-8, without byte order mark.
    ///
    /// # Errors
    /// The CSV is not what `rules` want.
    pub fn prescription(csv: &[u8], rules: ContentRules) -> Result<UnsignedDocument, SignError> {
        rules.check(csv)?;
        let mut writer = root("EP.xsd", SchemaHint::Written, csv.len() * 4 / 3 + 640);
        writer.start(("", "Prescription"));
        management(&mut writer, ("", "PrescriptionManagement"), "PrescriptionManagement", "EPS1.0");
        writer.start(("", "PrescriptionDocument")).attribute("id", "PrescriptionDocument").base64(csv).end();
        let at = writer.start(("", "PrescriptionSign")).position();
        Ok(UnsignedDocument {
            kind: DocumentKind::Prescription,
            octets: writer.finish(),
            signed_id: "PrescriptionDocument".to_owned(),
            place: Place::at(at),
            origin: Origin::Written,
        })
    }

    /// A dispensing record (ED.xsd) around a signed prescription and a CSV. What stands in `Prescription` is carried
    /// over octet for octet, and what it inherits from its ancestors is declared in its new place, so that the doctor's
    /// signature stays valid; whether it is, is checked before the record is signed.
    ///
    /// # Errors
    /// The CSV is not what `rules` want; `prescription` is not XML of that kind, or has no signature.
    pub fn dispensing(
        prescription: &[u8],
        csv: &[u8],
        rules: ContentRules,
    ) -> Result<UnsignedDocument, SignError> {
        rules.check(csv)?;
        let document = Document::parse(prescription, &XmlLimits::default())
            .map_err(|error| SignError::unreadable("prescription", prescription, error))?;
        if kind_by_structure(&document) != Some(DocumentKind::Prescription) {
            return Err(not_of_kind(&document, DocumentKind::Prescription));
        }
        let moved = only_child(document.root(), "Prescription")?;
        // A prefix more in scope would be rendered by inclusive canonicalization and break the doctor's signature.
        let hint = match moved.namespace_of_prefix("xsi") {
            Some(_) => SchemaHint::Written,
            None => SchemaHint::LeftOut,
        };
        let mut writer = root("ED.xsd", hint, prescription.len() + csv.len() * 4 / 3 + 1024);
        management(&mut writer, ("", "DispensingManagement"), "DispensingManagement", "EPD1.0");
        writer.start(("", "Dispensing")).attribute("id", "Dispensing");
        writer.start(("", "ReferencePrescription"));
        declare_inherited(&mut writer, moved, hint);
        writer.markup(content_of(moved)).end();
        writer
            .start(("", "DispensingDocument"))
            .attribute("id", "DispensingDocument")
            .base64(csv)
            .end()
            .end();
        let at = writer.start(("", "DispensingSign")).position();
        let kind = DocumentKind::Dispensing;
        let (octets, place) = (writer.finish(), Place::at(at));
        Ok(UnsignedDocument {
            kind,
            octets,
            signed_id: "Dispensing".to_owned(),
            place,
            origin: Origin::Given,
        })
    }

    /// A prescription or dispensing record that another program wrote, with an empty `PrescriptionSign` or
    /// `DispensingSign`, or none. Signing changes no octet of it outside that element.
    ///
    /// # Errors
    /// It is not XML of that kind, or is signed already.
    pub fn from_xml(octets: Vec<u8>, kind: DocumentKind) -> Result<UnsignedDocument, SignError> {
        let document = Document::parse(&octets, &XmlLimits::default())
            .map_err(|error| SignError::unreadable("document", &octets, error))?;
        if kind_by_structure(&document) != Some(kind) {
            return Err(not_of_kind(&document, kind));
        }
        let place = place_of_signature(document.root(), kind)?;
        let signed = signed_element(&document, kind)?;
        let signed_id = signed.attribute("id").map(|id| id.into_owned());
        let signed_id =
            signed_id.ok_or_else(|| SignError::DocumentKind(format!("no id on {}", signed.path())))?;
        Ok(UnsignedDocument { kind, octets, signed_id, place, origin: Origin::Given })
    }

    /// The kind of document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    pub(super) fn signed_id(&self) -> &str {
        &self.signed_id
    }

    /// The document as it is, without a signature.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The digest of the signed element as reference 1 of the signature has it: PrescriptionDocument or Dispensing
    /// under inclusive C14N 1.0. It is what a service that makes whole Signature elements is given; see
    /// [`adopt`](super::adopt).
    ///
    /// # Errors
    /// The element is not there, or the digest is not one of this build.
    pub fn content_digest(&self, algorithm: DigestAlgorithm) -> Result<Digest, SignError> {
        let document = Document::parse(&self.octets, &XmlLimits::default())
            .map_err(|error| SignError::unreadable("document", &self.octets, error))?;
        let signed = signed_element(&document, self.kind)?;
        let unsupported = || SignError::DocumentKind(format!("no {} in this build", algorithm.name()));
        let mut sink = DigestSink::new(algorithm, KeepOctets::No).ok_or_else(unsupported)?;
        c14n::canonicalize(&document, &Subtree::element(signed.id()), &INCLUSIVE, &mut sink)
            .map_err(|error| SignError::Canonicalization(error.to_string()))?;
        Ok(sink.finish().digest)
    }
}

/// Whether the root has the schema hint, and with it the prefix xsi in scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SchemaHint {
    Written,
    LeftOut,
}

/// The XML declaration and the start tag of the root, as the real documents have them.
fn root(schema: &str, hint: SchemaHint, capacity: usize) -> Writer {
    let mut writer = Writer::with_capacity(capacity);
    writer.markup(br#"<?xml version="1.0" encoding="UTF-8"?>"#).start(("", "Document"));
    match hint {
        SchemaHint::Written => writer
            .namespace("xsi", XSI)
            .attribute("id", "Document")
            .attribute("xsi:noNamespaceSchemaLocation", schema),
        SchemaHint::LeftOut => writer.attribute("id", "Document"),
    };
    writer
}

fn management(writer: &mut Writer, name: super::writer::Name, id: &str, version: &str) {
    writer.start(name).attribute("id", id);
    writer.start(("", "Version")).attribute("Value", version).end().end();
}

/// What the prescription inherits from the elements it leaves behind: namespace declarations, and xml:lang and
/// xml:space, which inclusive canonicalization takes along.
fn declare_inherited(writer: &mut Writer, moved: Element<'_, '_>, hint: SchemaHint) {
    let ancestors = || std::iter::successors(Some(moved), Element::parent);
    let mut seen = vec![""];
    for (prefix, uri) in ancestors().flat_map(|element| element.namespace_declarations()) {
        let known = seen.contains(&prefix) || (hint == SchemaHint::Written && (prefix, uri) == ("xsi", XSI));
        if !known {
            writer.namespace(prefix, uri);
        }
        seen.push(prefix);
    }
    for (name, local) in [("xml:lang", "lang"), ("xml:space", "space")] {
        if let Some(value) = ancestors().find_map(|element| element.attribute_ns(XML_NAMESPACE, local)) {
            writer.attribute(name, &value);
        }
    }
}

/// The octets between the tags of an element.
fn content_of<'i>(element: Element<'_, 'i>) -> &'i [u8] {
    let (start, whole) = (element.start_tag_range().end, element.byte_range());
    if start == whole.end {
        return &[];
    }
    let before_end = element.document().source().get(start..whole.end).unwrap_or_default();
    let end = memchr::memrchr(b'<', before_end).unwrap_or(0);
    before_end.get(..end).unwrap_or_default()
}

fn only_child<'d, 'i>(parent: Element<'d, 'i>, name: &str) -> Result<Element<'d, 'i>, SignError> {
    let mut named = parent.child_elements().filter(|child| child.is("", name));
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(SignError::DocumentKind(format!("no {name} in {}", parent.path()))),
        _ => Err(SignError::DocumentKind(format!("{name} twice in {}", parent.path()))),
    }
}

/// What reference 1 names.
fn signed_element<'d, 'i>(
    document: &'d Document<'i>,
    kind: DocumentKind,
) -> Result<Element<'d, 'i>, SignError> {
    match kind {
        DocumentKind::Dispensing => only_child(document.root(), "Dispensing"),
        _ => only_child(only_child(document.root(), "Prescription")?, "PrescriptionDocument"),
    }
}

/// Where the signature of a document of this kind goes.
fn place_of_signature(root: Element<'_, '_>, kind: DocumentKind) -> Result<Place, SignError> {
    let (parent, name) = match kind {
        DocumentKind::Dispensing => (root, "DispensingSign"),
        _ => (only_child(root, "Prescription")?, "PrescriptionSign"),
    };
    if !parent.child_elements().any(|child| child.is("", name)) {
        return Ok(Place::last_in(parent).wrapped_in(name));
    }
    let sign = only_child(parent, name)?;
    for node in sign.children() {
        match node {
            Node::Element(inside) if inside.is(crate::dsig::NAMESPACE, "Signature") => {
                return Err(SignError::AlreadySigned(sign.path()));
            }
            Node::Text(text) if is_white_space(&text.value()) => {}
            _ => return Err(SignError::DocumentKind(format!("{} is not empty", sign.path()))),
        }
    }
    Ok(Place::last_in(sign))
}

fn not_of_kind(document: &Document<'_>, kind: DocumentKind) -> SignError {
    let root: String = document.root().local_name().chars().take(64).collect();
    let found = kind_by_structure(document).map_or_else(|| format!("root {root}"), |it| it.name().to_owned());
    SignError::DocumentKind(format!("wanted {}, found {found}", kind.name()))
}
