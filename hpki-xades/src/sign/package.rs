//! Prepares a signature for each way of packaging.

use hpki_core::time::Time;

use crate::document::DocumentKind;
use crate::dsig::{MANIFEST_TYPE, Vocabulary};
use crate::xml::{Document, XmlLimits};

use super::error::SignError;
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
        let prepared = Prepared::new(of, filled)?;
        prepared.read_back(&[])?;
        Ok(prepared)
    }

    fn fill(
        &self,
        settings: &SigningSettings,
        signing_time: Time,
    ) -> Result<(Filled, Vec<PlannedReference>), SignError> {
        let (source, place) = self.source_and_place()?;
        let mut salt = 0;
        loop {
            let identity = identity(settings, signing_time, self.seed(), salt)?;
            let Package { references, manifest, objects } = self.package(&identity, settings)?;
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
                other => return Ok((other?, manifest)),
            }
        }
    }

    fn source_and_place(&self) -> Result<(&[u8], Place), SignError> {
        let Packaging::Enveloped { document } = &self.packaging else {
            return Ok((XML_DECLARATION, Place::at(XML_DECLARATION.len())));
        };
        let parsed = parse(document)?;
        Ok((document, Place::last_in(parsed.root())))
    }

    /// What the identifiers are made from.
    fn seed(&self) -> &[u8] {
        match &self.packaging {
            Packaging::Enveloped { document } | Packaging::EnvelopingXml { document } => document,
            Packaging::EnvelopingOctets { octets, .. } => octets,
            Packaging::Detached { files, .. } => files.first().map_or(&[], |file| file.digest.as_ref()),
        }
    }

    fn package(&self, identity: &Identity, settings: &SigningSettings) -> Result<Package, SignError> {
        let p = Prefixes::USUAL;
        let one = |name: &str, uri: String, r#type, transforms| {
            vec![PlannedReference { name: name.to_owned(), uri, r#type, transforms, known: None }]
        };
        let (manifest, object_id) = (Vec::new(), identity.of(Part::Object, "Object"));
        match &self.packaging {
            Packaging::Enveloped { .. } => {
                let transforms = vec![ENVELOPED_SIGNATURE, EXCLUSIVE_C14N];
                let references = one("Reference1-Enveloped", String::new(), None, transforms);
                Ok(Package { references, manifest, objects: Vec::new() })
            }
            Packaging::EnvelopingXml { document } => {
                let parsed = parse(document)?;
                let root = document.get(parsed.root().byte_range()).unwrap_or_default();
                let mut writer = Writer::with_capacity(root.len() + 64);
                writer.start(p.dsig("Object")).attribute("Id", &object_id).markup(root);
                let uri = format!("#{object_id}");
                let references = one("Reference1-Object", uri, Some(OBJECT_TYPE), vec![EXCLUSIVE_C14N]);
                Ok(Package { references, manifest, objects: writer.finish() })
            }
            Packaging::EnvelopingOctets { octets, mime_type } => {
                if octets.is_empty() {
                    return Err(SignError::ContentEmpty);
                }
                let mut writer = Writer::with_capacity(octets.len() * 3 / 2 + 64);
                writer.start(p.dsig("Object")).attribute("Id", &object_id).attribute("Encoding", BASE64);
                if let Some(mime_type) = mime_type {
                    if mime_type.is_empty() || !is_expressible(mime_type) {
                        return Err(SignError::Character("MimeType"));
                    }
                    writer.attribute("MimeType", mime_type);
                }
                writer.base64_lines(octets);
                let references = one("Reference1-Object", format!("#{object_id}"), None, vec![BASE64]);
                Ok(Package { references, manifest, objects: writer.finish() })
            }
            Packaging::Detached { files, listing } => {
                check_files(files)?;
                let listed: Vec<_> =
                    files.iter().enumerate().map(|(index, file)| file.planned(index + 1)).collect();
                match listing {
                    Listing::References => Ok(Package { references: listed, manifest, objects: Vec::new() }),
                    Listing::Manifest => {
                        let id = identity.of(Part::Manifest, "Manifest");
                        let mut writer = Writer::with_capacity(files.len() * 400 + 128);
                        writer.start(p.dsig("Object")).start(p.dsig("Manifest")).attribute("Id", &id);
                        for reference in &listed {
                            write_reference(&mut writer, p, None, reference, settings.digest());
                        }
                        let (uri, name) = (format!("#{id}"), "Reference1-Manifest");
                        let references = one(name, uri, Some(MANIFEST_TYPE), vec![EXCLUSIVE_C14N]);
                        Ok(Package { references, manifest: listed, objects: writer.finish() })
                    }
                }
            }
        }
    }
}

fn parse(document: &[u8]) -> Result<Document<'_>, SignError> {
    Document::parse(document, &XmlLimits::default())
        .map_err(|error| SignError::unreadable("document", document, error))
}
