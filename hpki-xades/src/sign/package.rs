//! Prepares a signature for each way of packaging.

use hpki_core::time::Time;

use crate::document::{DocumentKind, kind_by_structure};
use crate::dsig::{Identifiers, MANIFEST_TYPE, Vocabulary};
use crate::xml::{Document, XmlLimits};

use super::counter::{self, COUNTERSIGNED_TYPE};
use super::error::SignError;
use super::existing::check_still_hold;
use super::fill::{Filled, fill};
use super::identifier::{Identity, Part};
use super::packaging::{Listing, Packaging, check_files};
use super::place::Place;
use super::plan::{EXCLUSIVE_C14N, Plan, PlannedReference, Prefixes, write_reference};
use super::prepared::{Preparation, Prepared};
use super::properties::Properties;
use super::request::{Request, SALTS, identity};
use super::settings::SigningSettings;
use super::writer::{Writer, is_expressible};

const ENVELOPED_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const OBJECT_TYPE: &str = "http://www.w3.org/2000/09/xmldsig#Object";
const XML_DECLARATION: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// A letter or other document to be signed.
#[derive(Clone, Debug)]
pub(super) struct XmlRequest {
    pub(super) packaging: Packaging,
    pub(super) kind: DocumentKind,
    pub(super) properties: Properties,
}

/// What packaging adds to a Signature.
#[derive(Default)]
struct Package {
    references: Vec<PlannedReference>,
    manifest: Vec<PlannedReference>,
    objects: Vec<u8>,
}

impl XmlRequest {
    pub(super) fn prepare(
        self,
        settings: &SigningSettings,
        signing_time: Time,
    ) -> Result<Prepared, SignError> {
        if matches!(self.kind, DocumentKind::Prescription | DocumentKind::Dispensing) {
            let kind = self.kind.name();
            return Err(SignError::DocumentKind(format!("a {kind} has a form and a function of its own")));
        }
        settings.check_certificate(self.kind, signing_time)?;
        let (filled, manifest) = self.fill(settings, signing_time)?;
        let (kind, settings, properties) = (self.kind, settings.clone(), self.properties.clone());
        let request = Request::Xml(Box::new(self));
        let of = Preparation { kind, settings, signing_time, request, properties, manifest };
        let prepared = Prepared::new(of, filled, None)?;
        prepared.read_back(&[])?;
        Ok(prepared)
    }

    fn fill(
        &self,
        settings: &SigningSettings,
        signing_time: Time,
    ) -> Result<(Filled, Vec<PlannedReference>), SignError> {
        let Site { source, place, target } = self.site()?;
        let mut salt = 0;
        let (filled, manifest) = loop {
            let identity = identity(settings, signing_time, self.seed(), salt)?;
            let Package { references, manifest, objects } = self.package(&identity, settings, &target)?;
            self.properties.check(references.len())?;
            let plan = Plan {
                settings,
                signing_time,
                prefixes: Prefixes::USUAL,
                identity,
                signature_id: identity.of(Part::Signature, "Signature"),
                references,
                properties: &self.properties,
                objects,
            };
            match fill(source, &place, plan.write()?, Vocabulary::Any) {
                Err(SignError::Identifiers(_)) if salt + 1 < SALTS => salt += 1,
                other => break (other?, manifest),
            }
        };
        if self.packaging.goes_into_a_document() {
            check_still_hold(source, &filled.octets, filled.signature_at)?;
        }
        Ok((filled, manifest))
    }

    /// The document the Signature goes into, where, and what it signs there.
    fn site(&self) -> Result<Site<'_>, SignError> {
        match &self.packaging {
            Packaging::Enveloped { document } => {
                let parsed = parse_for_insertion(document)?;
                Ok(Site { source: document, place: Place::last_in(parsed.root()), target: String::new() })
            }
            Packaging::Element { document, id } => {
                let parsed = parse_for_insertion(document)?;
                check_element(&parsed, id)?;
                Ok(Site { source: document, place: Place::last_in(parsed.root()), target: format!("#{id}") })
            }
            Packaging::CounterSignature { document, signature } => {
                let parsed = parse_for_insertion(document)?;
                let counter::Target { place, value_id } = counter::target(&parsed, signature)?;
                Ok(Site { source: document, place, target: format!("#{value_id}") })
            }
            _ => {
                let (source, target) = (XML_DECLARATION, String::new());
                Ok(Site { source, place: Place::at(source.len()), target })
            }
        }
    }

    /// What the identifiers are made from.
    fn seed(&self) -> &[u8] {
        match &self.packaging {
            Packaging::Enveloped { document }
            | Packaging::Element { document, .. }
            | Packaging::CounterSignature { document, .. }
            | Packaging::EnvelopingXml { document } => document,
            Packaging::EnvelopingOctets { octets, .. } => octets,
            Packaging::Detached { files, .. } => files.first().map_or(&[], |file| file.digest.as_ref()),
        }
    }

    fn package(
        &self,
        identity: &Identity,
        settings: &SigningSettings,
        target: &str,
    ) -> Result<Package, SignError> {
        match &self.packaging {
            Packaging::Enveloped { .. } => {
                Ok(Package::of("Enveloped", target, None, vec![ENVELOPED_SIGNATURE, EXCLUSIVE_C14N]))
            }
            // Where the element is the root, the Signature stands inside it; elsewhere there is nothing to take out.
            Packaging::Element { .. } => {
                Ok(Package::of("Element", target, None, vec![ENVELOPED_SIGNATURE, EXCLUSIVE_C14N]))
            }
            Packaging::CounterSignature { .. } => {
                let r#type = Some(COUNTERSIGNED_TYPE);
                Ok(Package::of("CounterSigned", target, r#type, vec![EXCLUSIVE_C14N]))
            }
            Packaging::EnvelopingXml { document } => enveloping_xml(identity, document),
            Packaging::EnvelopingOctets { octets, mime_type } => {
                enveloping_octets(identity, octets, mime_type.as_deref())
            }
            Packaging::Detached { files, listing } => {
                check_files(files)?;
                let listed = files.iter().enumerate().map(|(index, file)| file.planned(index + 1)).collect();
                Ok(match listing {
                    Listing::References => Package { references: listed, ..Package::default() },
                    Listing::Manifest => manifest(identity, listed, settings),
                })
            }
        }
    }
}

/// Where a Signature goes, and the URI of what it signs there.
struct Site<'a> {
    source: &'a [u8],
    place: Place,
    target: String,
}

impl Package {
    /// One reference.
    fn of(name: &str, uri: &str, r#type: Option<&'static str>, transforms: Vec<&'static str>) -> Package {
        let (name, uri) = (format!("Reference1-{name}"), uri.to_owned());
        let references = vec![PlannedReference { name, uri, r#type, transforms, known: None }];
        Package { references, ..Package::default() }
    }
}

fn enveloping_xml(identity: &Identity, document: &[u8]) -> Result<Package, SignError> {
    let p = Prefixes::USUAL;
    let id = identity.of(Part::Object, "Object");
    let parsed = parse(document)?;
    let root = document.get(parsed.root().byte_range()).unwrap_or_default();
    let mut writer = Writer::with_capacity(root.len() + 64);
    writer.start(p.dsig("Object")).attribute("Id", &id).markup(root);
    let package = Package::of("Object", &format!("#{id}"), Some(OBJECT_TYPE), vec![EXCLUSIVE_C14N]);
    Ok(Package { objects: writer.finish(), ..package })
}

fn enveloping_octets(
    identity: &Identity,
    octets: &[u8],
    mime_type: Option<&str>,
) -> Result<Package, SignError> {
    if octets.is_empty() {
        return Err(SignError::ContentEmpty);
    }
    let p = Prefixes::USUAL;
    let id = identity.of(Part::Object, "Object");
    let mut writer = Writer::with_capacity(octets.len() * 3 / 2 + 64);
    writer.start(p.dsig("Object")).attribute("Id", &id).attribute("Encoding", BASE64);
    if let Some(mime_type) = mime_type {
        if mime_type.is_empty() || !is_expressible(mime_type) {
            return Err(SignError::Character("MimeType"));
        }
        writer.attribute("MimeType", mime_type);
    }
    writer.base64_lines(octets);
    let package = Package::of("Object", &format!("#{id}"), None, vec![BASE64]);
    Ok(Package { objects: writer.finish(), ..package })
}

fn manifest(identity: &Identity, listed: Vec<PlannedReference>, settings: &SigningSettings) -> Package {
    let p = Prefixes::USUAL;
    let id = identity.of(Part::Manifest, "Manifest");
    let mut writer = Writer::with_capacity(listed.len() * 400 + 128);
    writer.start(p.dsig("Object")).start(p.dsig("Manifest")).attribute("Id", &id);
    for reference in &listed {
        write_reference(&mut writer, p, None, reference, settings.digest());
    }
    let package = Package::of("Manifest", &format!("#{id}"), Some(MANIFEST_TYPE), vec![EXCLUSIVE_C14N]);
    Package { manifest: listed, objects: writer.finish(), ..package }
}

/// Prescriptions and dispensing records have a form of their own, in which another signature is a forgery's sign.
fn parse_for_insertion(document: &[u8]) -> Result<Document<'_>, SignError> {
    let parsed = parse(document)?;
    match kind_by_structure(&parsed) {
        Some(kind) => {
            Err(SignError::DocumentKind(format!("a {} has a form and a function of its own", kind.name())))
        }
        None => Ok(parsed),
    }
}

fn check_element(document: &Document<'_>, id: &str) -> Result<(), SignError> {
    let identifiers =
        Identifiers::of(document, Vocabulary::Any).map_err(|error| SignError::Identifiers(error.path))?;
    let is_name = !id.is_empty() && is_expressible(id) && !id.contains(['(', ')']);
    match identifiers.resolve(id).filter(|_| is_name) {
        Some(_) => Ok(()),
        None => Err(SignError::DocumentKind("no element has the identifier that was named".to_owned())),
    }
}

fn parse(document: &[u8]) -> Result<Document<'_>, SignError> {
    Document::parse(document, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("document", document, error))
}
