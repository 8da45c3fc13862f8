//! What `sign xml` and `prepare xml` sign: files, how they are packaged, and what is said about them.

use std::path::{Path, PathBuf};

use hpki_core::crypto;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::DetachedFiles;
use hpki_xades::sign::{
    self, CommitmentType, CounterSigned, DataObjectFormat, DetachedReference, Listing, ProductionPlace,
    Properties, SignaturePolicyReference, SigningSettings,
};

use super::of_sign;
use crate::arguments::{Commitment, Packaging, PropertyArguments, XmlKind, XmlSource};
use crate::input;
use crate::problem::{self, Problem};

/// A letter or other document to be signed.
pub(crate) struct Letter {
    kind: DocumentKind,
    packaging: sign::Packaging,
    properties: Properties,
    subject: PathBuf,
    inputs: Vec<PathBuf>,
}

impl Letter {
    /// Reads the files.
    pub(crate) fn read(source: &XmlSource, properties: &PropertyArguments) -> Result<Letter, Problem> {
        let kind = match source.document {
            XmlKind::Referral => DocumentKind::Referral,
            XmlKind::Generic => DocumentKind::Generic,
        };
        let mut inputs: Vec<PathBuf> = source.file.iter().chain(&source.detached).cloned().collect();
        inputs.extend(properties.policy_document.clone());
        let subject = inputs.first().cloned().unwrap_or_default();
        let mime_type = properties.mime_type.first().cloned();
        let (packaging, names) = match source.packaging {
            Some(Packaging::Enveloping) => {
                let octets = input::read_document(one_file(source)?)?;
                (enveloping(octets, mime_type), Vec::new())
            }
            Some(Packaging::Enveloped) | None => (enveloped(source)?, Vec::new()),
            Some(Packaging::Detached) => {
                let (files, names) = detached_references(source)?;
                let listing = if source.manifest { Listing::Manifest } else { Listing::References };
                (sign::Packaging::Detached { files, listing }, names)
            }
        };
        let properties = read_properties(properties, &names)?;
        Ok(Letter { kind, packaging, properties, subject, inputs })
    }

    pub(crate) fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The file to name when something is wrong.
    pub(crate) fn subject(&self) -> &Path {
        &self.subject
    }

    pub(crate) fn inputs(&self) -> &[PathBuf] {
        &self.inputs
    }

    /// The files of a detached signature, for its validation.
    pub(crate) fn detached(&self) -> Result<DetachedFiles, Problem> {
        match &self.packaging {
            sign::Packaging::Detached { .. } => input::detached::read(&self.inputs),
            _ => Ok(DetachedFiles::new(Vec::new())),
        }
    }

    /// Prepares it.
    pub(crate) fn prepare(self, at: Time, settings: &SigningSettings) -> Result<sign::Prepared, Problem> {
        let prepared = sign::xml(self.packaging, self.kind, self.properties, at, settings);
        prepared.map_err(|error| of_sign(&self.subject, error))
    }
}

/// The file, where there can be one only.
fn one_file(source: &XmlSource) -> Result<&Path, Problem> {
    match (&source.file, source.detached.first()) {
        (_, Some(more)) => Err(Problem::of_file(more, &problem::ONE_FILE_ONLY, "")),
        (Some(file), None) => Ok(file),
        (None, None) => Err(Problem::of("--packaging", &problem::NOTHING_TO_SIGN, "")),
    }
}

/// Inserted into a document: over the whole of it, over one element, or over a signature in it.
fn enveloped(source: &XmlSource) -> Result<sign::Packaging, Problem> {
    let document = input::read_document(one_file(source)?)?;
    Ok(match (&source.counter_sign, &source.element) {
        (Some(id), _) => {
            let signature = if id.is_empty() { CounterSigned::Only } else { CounterSigned::Id(id.clone()) };
            sign::Packaging::CounterSignature { document, signature }
        }
        (None, Some(id)) => sign::Packaging::Element { document, id: id.clone() },
        (None, None) => sign::Packaging::Enveloped { document },
    })
}

/// Markup is taken as XML, anything else as octets.
fn enveloping(octets: Vec<u8>, mime_type: Option<String>) -> sign::Packaging {
    let without_mark = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&octets);
    if without_mark.trim_ascii_start().first() == Some(&b'<') {
        sign::Packaging::EnvelopingXml { document: octets }
    } else {
        sign::Packaging::EnvelopingOctets { octets, mime_type }
    }
}

/// Every file beside a detached signature, and the names they go by: as given, and in the signature.
fn detached_references(source: &XmlSource) -> Result<(Vec<DetachedReference>, Vec<[String; 2]>), Problem> {
    let paths: Vec<PathBuf> = source.file.iter().chain(&source.detached).cloned().collect();
    let (mut references, mut names) = (Vec::new(), Vec::new());
    for file in input::detached::files(&paths)? {
        let name = match &file.relative_path {
            Some(path) => path.clone(),
            None => file.given_path.rsplit('/').next().unwrap_or_default().to_owned(),
        };
        let is_xml =
            name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("xml"));
        let reference = if is_xml && !source.xml_as_octets {
            DetachedReference::canonical_xml(&name, &file.octets)
        } else {
            DetachedReference::octets(&name, &file.octets)
        };
        references.push(reference.map_err(|error| of_sign(Path::new(&file.given_path), error))?);
        names.push([file.given_path, name]);
    }
    Ok((references, names))
}

fn read_properties(arguments: &PropertyArguments, names: &[[String; 2]]) -> Result<Properties, Problem> {
    let mut properties = Properties::default();
    properties.claimed_roles = arguments.claimed_role.clone();
    properties.policy = read_policy(arguments)?;
    let place = ProductionPlace {
        city: arguments.city.clone(),
        street_address: arguments.street.clone(),
        state_or_province: arguments.prefecture.clone(),
        postal_code: arguments.postal_code.clone(),
        country_name: arguments.country.clone(),
    };
    properties.place = (place != ProductionPlace::default()).then_some(place);
    properties.formats = formats(arguments, names)?;
    properties.commitments = arguments.commitment.iter().map(commitment_type).collect();
    Ok(properties)
}

fn read_policy(arguments: &PropertyArguments) -> Result<Option<SignaturePolicyReference>, Problem> {
    let identifier = match arguments.policy.as_deref() {
        None => return Ok(None),
        Some("implied") => return Ok(Some(SignaturePolicyReference::Implied)),
        Some(identifier) => identifier.to_owned(),
    };
    let missing = || Problem::of("--policy", &problem::POLICY_WITHOUT_DOCUMENT, "");
    let document = input::read_document(arguments.policy_document.as_deref().ok_or_else(missing)?)?;
    // Every build has SHA-256.
    let digest =
        crypto::digest(hpki_core::algorithm::DigestAlgorithm::Sha256, &document).map_err(|_| missing())?;
    Ok(Some(SignaturePolicyReference::Explicit { identifier, digest, uri: arguments.policy_uri.clone() }))
}

/// One for each reference that something is said about: `TYPE` is about the first, `FILE=TYPE` about that file's.
fn formats(arguments: &PropertyArguments, names: &[[String; 2]]) -> Result<Vec<DataObjectFormat>, Problem> {
    let mut formats: Vec<DataObjectFormat> = Vec::new();
    let mut about = |text: &str, option: &str, set: fn(&mut DataObjectFormat, String)| {
        let (reference, value) = match text.split_once('=').filter(|_| names.len() > 1) {
            Some((file, value)) => {
                let place = names.iter().position(|names| names.iter().any(|name| name == file));
                (place.ok_or_else(|| Problem::of(option, &problem::PROPERTY_OF_NO_FILE, file))?, value)
            }
            None => (0, text),
        };
        let index = formats.iter().position(|format| format.reference == reference).unwrap_or_else(|| {
            formats.push(DataObjectFormat { reference, description: None, mime_type: None, encoding: None });
            formats.len() - 1
        });
        if let Some(format) = formats.get_mut(index) {
            set(format, value.to_owned());
        }
        Ok(())
    };
    for text in &arguments.mime_type {
        about(text, "--mime-type", |format, value| format.mime_type = Some(value))?;
    }
    for text in &arguments.description {
        about(text, "--description", |format, value| format.description = Some(value))?;
    }
    formats.sort_by_key(|format| format.reference);
    Ok(formats)
}

fn commitment_type(commitment: &Commitment) -> CommitmentType {
    match commitment {
        Commitment::Origin => CommitmentType::ProofOfOrigin,
        Commitment::Receipt => CommitmentType::ProofOfReceipt,
        Commitment::Delivery => CommitmentType::ProofOfDelivery,
        Commitment::Sender => CommitmentType::ProofOfSender,
        Commitment::Approval => CommitmentType::ProofOfApproval,
        Commitment::Creation => CommitmentType::ProofOfCreation,
        Commitment::Uri(uri) => CommitmentType::Other(uri.clone()),
    }
}
