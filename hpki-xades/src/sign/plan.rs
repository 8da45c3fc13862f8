//! The Signature element as it will be written: references, properties, certificate; digests and value still open.
//!
//! The shape is that of the real documents: one line, exclusive C14N for SignedInfo, references 2 and 3 to KeyInfo and
//! SignedProperties, values in lines of 76 characters, Ids on every part (documents.md, section 1).

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{self, Digest};
use hpki_core::time::Time;

use crate::xades::SIGNED_PROPERTIES_TYPE;

use super::error::SignError;
use super::identifier::{Identity, Part};
use super::properties::Properties;
use super::settings::SigningSettings;
use super::writer::{Name, Writer};

pub(super) const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The prefixes of XMLDSig and XAdES.
#[derive(Clone, Copy)]
pub(super) struct Prefixes {
    pub(super) dsig: &'static str,
    pub(super) xades: &'static str,
}

impl Prefixes {
    /// Those of the real prescriptions.
    pub(super) const PRESCRIPTION: Prefixes = Prefixes { dsig: "xs", xades: "xa" };
    /// Those of everybody else.
    pub(super) const USUAL: Prefixes = Prefixes { dsig: "ds", xades: "xades" };

    pub(super) const fn dsig(self, local: &'static str) -> Name {
        (self.dsig, local)
    }

    pub(super) const fn xades(self, local: &'static str) -> Name {
        (self.xades, local)
    }
}

/// A Reference to be written.
#[derive(Clone, Debug)]
pub(super) struct PlannedReference {
    /// What its Id ends in; empty for a Reference without one.
    pub(super) name: String,
    pub(super) uri: String,
    pub(super) r#type: Option<&'static str>,
    pub(super) transforms: Vec<&'static str>,
    /// The digest, where it is not that of a part of the document.
    pub(super) known: Option<Digest>,
}

/// Everything a Signature is written from.
pub(super) struct Plan<'a> {
    pub(super) settings: &'a SigningSettings,
    pub(super) signing_time: Time,
    pub(super) prefixes: Prefixes,
    pub(super) identity: Identity,
    pub(super) signature_id: String,
    /// References to what is signed; those to KeyInfo and SignedProperties follow.
    pub(super) references: Vec<PlannedReference>,
    pub(super) properties: &'a Properties,
    /// Object elements that follow the one with the properties.
    pub(super) objects: Vec<u8>,
}

/// A Signature element with places held for digests, and an empty SignatureValue.
pub(super) struct Draft {
    pub(super) octets: Vec<u8>,
    /// Where the text of SignatureValue goes.
    pub(super) value_at: usize,
    /// All references, in the order they were written.
    pub(super) references: Vec<PlannedReference>,
}

impl Plan<'_> {
    /// Writes the element.
    pub(super) fn write(&self) -> Result<Draft, SignError> {
        let references = self.all_references();
        let p = self.prefixes;
        let certificate = self.settings.certificate_text();
        let mut writer = Writer::with_capacity(4096 + certificate.len() + self.objects.len());
        writer.start(p.dsig("Signature")).namespace(p.dsig, crate::dsig::NAMESPACE);
        writer.attribute("Id", &self.signature_id);
        self.write_signed_info(&mut writer, &references)?;
        writer.start(p.dsig("SignatureValue"));
        writer.attribute("Id", &self.identity.of(Part::SignatureValue, "SignatureValue"));
        let value_at = writer.position();
        writer.end();
        writer.start(p.dsig("KeyInfo")).attribute("Id", &self.key_info_id());
        writer.start(p.dsig("X509Data")).start(p.dsig("X509Certificate"));
        writer.markup(certificate).end().end().end();
        self.write_qualifying_properties(&mut writer)?;
        writer.markup(&self.objects).end();
        Ok(Draft { octets: writer.finish(), value_at, references })
    }

    fn key_info_id(&self) -> String {
        self.identity.of(Part::KeyInfo, "KeyInfo")
    }

    fn signed_properties_id(&self) -> String {
        self.identity.of(Part::SignedProperties, "SignedProperties")
    }

    /// The references to what is signed, then KeyInfo and SignedProperties.
    fn all_references(&self) -> Vec<PlannedReference> {
        let own = |name: String, id: String, r#type| PlannedReference {
            name,
            uri: format!("#{id}"),
            r#type,
            transforms: vec![EXCLUSIVE_C14N],
            known: None,
        };
        let (second, third) = (self.references.len() + 1, self.references.len() + 2);
        let mut all = Vec::with_capacity(third);
        all.extend(self.references.iter().cloned());
        all.push(own(format!("Reference{second}-KeyInfo"), self.key_info_id(), None));
        let name = format!("Reference{third}-SignedProperties");
        all.push(own(name, self.signed_properties_id(), Some(SIGNED_PROPERTIES_TYPE)));
        all
    }

    fn write_signed_info(
        &self,
        writer: &mut Writer,
        references: &[PlannedReference],
    ) -> Result<(), SignError> {
        let p = self.prefixes;
        let algorithm = self.settings.algorithm();
        let uri = algorithm.xml_uri().ok_or_else(|| SignError::Algorithm {
            algorithm,
            why: "it has no name in XML signatures".to_owned(),
        })?;
        writer.start(p.dsig("SignedInfo"));
        writer.attribute("Id", &self.identity.of(Part::SignedInfo, "SignedInfo"));
        writer.algorithm(p.dsig("CanonicalizationMethod"), EXCLUSIVE_C14N);
        writer.algorithm(p.dsig("SignatureMethod"), uri);
        for (index, reference) in references.iter().enumerate() {
            let id = self.identity.of(Part::Reference(index + 1), &reference.name);
            write_reference(writer, p, Some(&id), reference, self.settings.digest());
        }
        writer.end();
        Ok(())
    }

    fn write_qualifying_properties(&self, writer: &mut Writer) -> Result<(), SignError> {
        let p = self.prefixes;
        writer.start(p.dsig("Object")).namespace(p.xades, crate::xades::NAMESPACE);
        writer.start(p.xades("QualifyingProperties"));
        writer.attribute("Id", &self.identity.of(Part::QualifyingProperties, "QualifyingProperties"));
        writer.attribute("Target", &format!("#{}", self.signature_id));
        writer.start(p.xades("SignedProperties")).attribute("Id", &self.signed_properties_id());
        writer.start(p.xades("SignedSignatureProperties"));
        writer.leaf(p.xades("SigningTime"), &signing_time_text(self.signing_time));
        writer.start(p.xades("SigningCertificateV2")).start(p.xades("Cert")).start(p.xades("CertDigest"));
        let digest = self.settings.digest();
        writer.algorithm(p.dsig("DigestMethod"), digest.xml_uri());
        let value = certificate_digest(self.settings, digest)?;
        writer.start(p.dsig("DigestValue")).base64_lines(&value).end();
        writer.end().end().end();
        self.properties.write_of_signature(writer, p);
        writer.end();
        self.properties.write_of_data(writer, p, |index| {
            let name = self.references.get(index).map(|reference| reference.name.as_str());
            name.map(|name| self.identity.of(Part::Reference(index + 1), name))
        });
        writer.end().end().end();
        Ok(())
    }
}

/// `Reference ::= Transforms? DigestMethod DigestValue`, with a place held for a digest that is still to come.
pub(super) fn write_reference(
    writer: &mut Writer,
    p: Prefixes,
    id: Option<&str>,
    reference: &PlannedReference,
    digest: DigestAlgorithm,
) {
    writer.start(p.dsig("Reference"));
    if let Some(id) = id {
        writer.attribute("Id", id);
    }
    if let Some(r#type) = reference.r#type {
        writer.attribute("Type", r#type);
    }
    writer.attribute("URI", &reference.uri);
    if !reference.transforms.is_empty() {
        writer.start(p.dsig("Transforms"));
        for uri in &reference.transforms {
            writer.algorithm(p.dsig("Transform"), uri);
        }
        writer.end();
    }
    let held = [0; 64];
    let (algorithm, value) = match &reference.known {
        Some(known) => (known.algorithm(), known.as_ref()),
        None => (digest, held.get(..digest.length()).unwrap_or_default()),
    };
    writer.algorithm(p.dsig("DigestMethod"), algorithm.xml_uri());
    writer.start(p.dsig("DigestValue")).base64_lines(value).end().end();
}

fn certificate_digest(settings: &SigningSettings, digest: DigestAlgorithm) -> Result<Vec<u8>, SignError> {
    let certificate = settings.certificate();
    if digest == DigestAlgorithm::Sha256 {
        return Ok(certificate.sha256().to_vec());
    }
    let computed = crypto::digest(digest, certificate.as_der());
    let unsupported = |error: crypto::UnsupportedDigest| SignError::Algorithm {
        algorithm: settings.algorithm(),
        why: error.to_string(),
    };
    Ok(computed.map_err(unsupported)?.as_ref().to_vec())
}

/// `2022-09-07T08:08:01+00:00`: whole seconds of UTC, as real signers write it.
pub(super) fn signing_time_text(at: Time) -> String {
    let mut text = String::with_capacity(32);
    text.push_str(std::str::from_utf8(&at.date_and_time()).unwrap_or_default());
    text.push_str("+00:00");
    text
}
