//! The inputs of a preparation in a state.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::Digest;
use serde::{Deserialize, Serialize};

use super::super::counter::CounterSigned;
use super::super::error::SignError;
use super::super::package::XmlRequest;
use super::super::packaging::{DetachedForm, DetachedReference, Listing, Packaging};
use super::super::properties::{
    CommitmentType, DataObjectFormat, ProductionPlace, Properties, SignaturePolicyReference,
};
use super::super::request::Request;
use super::{Octets, unusable};
use crate::document::DocumentKind;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum StoredRequest {
    Prescription { csv: Octets },
    Dispensing { prescription: Octets, csv: Octets },
    Document { kind: String, octets: Octets },
    Xml(Box<StoredXml>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredXml {
    kind: String,
    packaging: StoredPackaging,
    properties: StoredProperties,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredPackaging {
    Enveloped { document: Octets },
    Element { document: Octets, id: String },
    CounterSignature { document: Octets, signature_id: Option<String> },
    EnvelopingXml { document: Octets },
    EnvelopingOctets { octets: Octets, mime_type: Option<String> },
    Detached { files: Vec<StoredFile>, manifest: bool },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFile {
    name: String,
    digest: StoredDigest,
    canonical_xml: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredDigest {
    algorithm: String,
    value: Octets,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredProperties {
    policy: Option<StoredPolicy>,
    place: Option<[Option<String>; 5]>,
    claimed_roles: Vec<String>,
    formats: Vec<StoredFormat>,
    commitments: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredPolicy {
    Implied,
    Explicit { identifier: String, digest: StoredDigest, uri: Option<String> },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFormat {
    reference: usize,
    description: Option<String>,
    mime_type: Option<String>,
    encoding: Option<String>,
}

const KINDS: [DocumentKind; 4] =
    [DocumentKind::Prescription, DocumentKind::Dispensing, DocumentKind::Referral, DocumentKind::Generic];

fn kind_of(name: &str) -> Result<DocumentKind, SignError> {
    KINDS.into_iter().find(|kind| kind.name() == name).ok_or_else(|| unusable("kind".to_owned()))
}

impl StoredRequest {
    pub(super) fn of(request: &Request) -> StoredRequest {
        match request {
            Request::Prescription { csv } => StoredRequest::Prescription { csv: Octets::of(csv) },
            Request::Dispensing { prescription, csv } => {
                StoredRequest::Dispensing { prescription: Octets::of(prescription), csv: Octets::of(csv) }
            }
            Request::Document { kind, octets } => {
                StoredRequest::Document { kind: kind.name().to_owned(), octets: Octets::of(octets) }
            }
            Request::Xml(request) => StoredRequest::Xml(Box::new(StoredXml {
                kind: request.kind.name().to_owned(),
                packaging: StoredPackaging::of(&request.packaging),
                properties: StoredProperties::of(&request.properties),
            })),
        }
    }

    pub(super) fn request(&self) -> Result<Request, SignError> {
        Ok(match self {
            StoredRequest::Prescription { csv } => Request::Prescription { csv: csv.decode()? },
            StoredRequest::Dispensing { prescription, csv } => {
                Request::Dispensing { prescription: prescription.decode()?, csv: csv.decode()? }
            }
            StoredRequest::Document { kind, octets } => {
                Request::Document { kind: kind_of(kind)?, octets: octets.decode()? }
            }
            StoredRequest::Xml(stored) => Request::Xml(Box::new(XmlRequest {
                kind: kind_of(&stored.kind)?,
                packaging: stored.packaging.packaging()?,
                properties: stored.properties.properties()?,
            })),
        })
    }
}

impl StoredPackaging {
    fn of(packaging: &Packaging) -> StoredPackaging {
        match packaging {
            Packaging::Enveloped { document } => {
                StoredPackaging::Enveloped { document: Octets::of(document) }
            }
            Packaging::Element { document, id } => {
                StoredPackaging::Element { document: Octets::of(document), id: id.clone() }
            }
            Packaging::CounterSignature { document, signature } => StoredPackaging::CounterSignature {
                document: Octets::of(document),
                signature_id: match signature {
                    CounterSigned::Only => None,
                    CounterSigned::Id(id) => Some(id.clone()),
                },
            },
            Packaging::EnvelopingXml { document } => {
                StoredPackaging::EnvelopingXml { document: Octets::of(document) }
            }
            Packaging::EnvelopingOctets { octets, mime_type } => {
                StoredPackaging::EnvelopingOctets { octets: Octets::of(octets), mime_type: mime_type.clone() }
            }
            Packaging::Detached { files, listing } => StoredPackaging::Detached {
                files: files.iter().map(StoredFile::of).collect(),
                manifest: *listing == Listing::Manifest,
            },
        }
    }

    fn packaging(&self) -> Result<Packaging, SignError> {
        Ok(match self {
            StoredPackaging::Enveloped { document } => Packaging::Enveloped { document: document.decode()? },
            StoredPackaging::Element { document, id } => {
                Packaging::Element { document: document.decode()?, id: id.clone() }
            }
            StoredPackaging::CounterSignature { document, signature_id } => Packaging::CounterSignature {
                document: document.decode()?,
                signature: signature_id.clone().map_or(CounterSigned::Only, CounterSigned::Id),
            },
            StoredPackaging::EnvelopingXml { document } => {
                Packaging::EnvelopingXml { document: document.decode()? }
            }
            StoredPackaging::EnvelopingOctets { octets, mime_type } => {
                Packaging::EnvelopingOctets { octets: octets.decode()?, mime_type: mime_type.clone() }
            }
            StoredPackaging::Detached { files, manifest } => Packaging::Detached {
                files: files.iter().map(StoredFile::file).collect::<Result<_, _>>()?,
                listing: if *manifest { Listing::Manifest } else { Listing::References },
            },
        })
    }
}

impl StoredFile {
    fn of(file: &DetachedReference) -> StoredFile {
        StoredFile {
            name: file.name.clone(),
            digest: StoredDigest::of(&file.digest),
            canonical_xml: file.form == DetachedForm::CanonicalXml,
        }
    }

    fn file(&self) -> Result<DetachedReference, SignError> {
        let form = if self.canonical_xml { DetachedForm::CanonicalXml } else { DetachedForm::Octets };
        DetachedReference::digested(&self.name, self.digest.digest()?, form)
    }
}

impl StoredDigest {
    fn of(digest: &Digest) -> StoredDigest {
        StoredDigest {
            algorithm: digest.algorithm().xml_uri().to_owned(),
            value: Octets::of(digest.as_ref()),
        }
    }

    fn digest(&self) -> Result<Digest, SignError> {
        let algorithm = DigestAlgorithm::from_xml_uri(&self.algorithm);
        let algorithm = algorithm.ok_or_else(|| unusable("digest algorithm".to_owned()))?;
        let value = self.value.decode()?;
        Digest::from_value(algorithm, &value).ok_or_else(|| unusable("length of a digest".to_owned()))
    }
}

impl StoredProperties {
    fn of(properties: &Properties) -> StoredProperties {
        let Properties { policy, place, claimed_roles, formats, commitments } = properties;
        let stored_place = |place: &ProductionPlace| {
            let ProductionPlace { city, street_address, state_or_province, postal_code, country_name } =
                place.clone();
            [city, street_address, state_or_province, postal_code, country_name]
        };
        StoredProperties {
            policy: policy.as_ref().map(StoredPolicy::of),
            place: place.as_ref().map(stored_place),
            claimed_roles: claimed_roles.clone(),
            formats: formats.iter().map(StoredFormat::of).collect(),
            commitments: commitments.iter().map(|it| it.identifier().to_owned()).collect(),
        }
    }

    fn properties(&self) -> Result<Properties, SignError> {
        let place = self.place.clone().map(|place| {
            let [city, street_address, state_or_province, postal_code, country_name] = place;
            ProductionPlace { city, street_address, state_or_province, postal_code, country_name }
        });
        Ok(Properties {
            policy: self.policy.as_ref().map(StoredPolicy::policy).transpose()?,
            place,
            claimed_roles: self.claimed_roles.clone(),
            formats: self.formats.iter().map(StoredFormat::format).collect(),
            commitments: self.commitments.iter().cloned().map(CommitmentType::Other).collect(),
        })
    }
}

impl StoredPolicy {
    fn of(policy: &SignaturePolicyReference) -> StoredPolicy {
        match policy {
            SignaturePolicyReference::Implied => StoredPolicy::Implied,
            SignaturePolicyReference::Explicit { identifier, digest, uri } => StoredPolicy::Explicit {
                identifier: identifier.clone(),
                digest: StoredDigest::of(digest),
                uri: uri.clone(),
            },
        }
    }

    fn policy(&self) -> Result<SignaturePolicyReference, SignError> {
        Ok(match self {
            StoredPolicy::Implied => SignaturePolicyReference::Implied,
            StoredPolicy::Explicit { identifier, digest, uri } => SignaturePolicyReference::Explicit {
                identifier: identifier.clone(),
                digest: digest.digest()?,
                uri: uri.clone(),
            },
        })
    }
}

impl StoredFormat {
    fn of(format: &DataObjectFormat) -> StoredFormat {
        let DataObjectFormat { reference, description, mime_type, encoding } = format.clone();
        StoredFormat { reference, description, mime_type, encoding }
    }

    fn format(&self) -> DataObjectFormat {
        DataObjectFormat {
            reference: self.reference,
            description: self.description.clone(),
            mime_type: self.mime_type.clone(),
            encoding: self.encoding.clone(),
        }
    }
}
