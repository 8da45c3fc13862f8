//! What a signer says about a letter: `hpki.Properties`, written in Python, as signed properties.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto;
use hpki_xades::sign::{
    CommitmentType, DataObjectFormat, ProductionPlace, Properties, SignaturePolicyReference,
};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::errors::{Class, UNKNOWN_CHOICE, refusal};

/// The fields of `hpki.Properties`.
#[derive(Default, FromPyObject)]
pub(crate) struct GivenProperties {
    claimed_roles: Vec<String>,
    city: Option<String>,
    street: Option<String>,
    prefecture: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    commitments: Vec<String>,
    formats: Vec<GivenFormat>,
    policy: Option<GivenPolicy>,
}

/// The fields of `hpki.Format`.
#[derive(FromPyObject)]
struct GivenFormat {
    file: Option<String>,
    mime_type: Option<String>,
    description: Option<String>,
    encoding: Option<String>,
}

/// `"implied"`, or the fields of `hpki.SignaturePolicy`.
#[derive(FromPyObject)]
enum GivenPolicy {
    #[pyo3(transparent)]
    Word(String),
    Explicit {
        identifier: String,
        document: PyBackedBytes,
        uri: Option<String>,
    },
}

const COMMITMENTS: [(&str, CommitmentType); 6] = [
    ("origin", CommitmentType::ProofOfOrigin),
    ("receipt", CommitmentType::ProofOfReceipt),
    ("delivery", CommitmentType::ProofOfDelivery),
    ("sender", CommitmentType::ProofOfSender),
    ("approval", CommitmentType::ProofOfApproval),
    ("creation", CommitmentType::ProofOfCreation),
];

impl GivenProperties {
    /// As the library takes them; formats name files by these names.
    pub(crate) fn properties(self, files: &[&str]) -> PyResult<Properties> {
        let place = ProductionPlace {
            city: self.city,
            street_address: self.street,
            state_or_province: self.prefecture,
            postal_code: self.postal_code,
            country_name: self.country,
        };
        let mut properties = Properties::default();
        properties.claimed_roles = self.claimed_roles;
        properties.place = (place != ProductionPlace::default()).then_some(place);
        properties.commitments = self.commitments.into_iter().map(commitment).collect::<PyResult<_>>()?;
        properties.formats = formats(self.formats, files)?;
        properties.policy = self.policy.map(policy).transpose()?;
        Ok(properties)
    }
}

fn commitment(word: String) -> PyResult<CommitmentType> {
    if let Some((_, known)) = COMMITMENTS.iter().find(|(known, _)| *known == word) {
        return Ok(known.clone());
    }
    if word.contains(':') {
        return Ok(CommitmentType::Other(word));
    }
    let known: Vec<&str> = COMMITMENTS.iter().map(|(known, _)| *known).collect();
    let known = format!("{}, or a URI", known.join(", "));
    Err(refusal(Class::Argument, &UNKNOWN_CHOICE, "commitments", known))
}

fn formats(given: Vec<GivenFormat>, files: &[&str]) -> PyResult<Vec<DataObjectFormat>> {
    let mut formats = Vec::with_capacity(given.len());
    for format in given {
        let reference = match &format.file {
            None => 0,
            Some(name) => files
                .iter()
                .position(|file| file == name)
                .ok_or_else(|| refusal(Class::Argument, &UNKNOWN_CHOICE, "formats", files.join(", ")))?,
        };
        formats.push(DataObjectFormat {
            reference,
            description: format.description,
            mime_type: format.mime_type,
            encoding: format.encoding,
        });
    }
    formats.sort_by_key(|format| format.reference);
    Ok(formats)
}

fn policy(given: GivenPolicy) -> PyResult<SignaturePolicyReference> {
    match given {
        GivenPolicy::Word(word) if word == "implied" => Ok(SignaturePolicyReference::Implied),
        GivenPolicy::Word(_) => {
            Err(refusal(Class::Argument, &UNKNOWN_CHOICE, "policy", "implied, or a SignaturePolicy"))
        }
        GivenPolicy::Explicit { identifier, document, uri } => {
            let digest = crypto::digest(DigestAlgorithm::Sha256, &document)
                .map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))?;
            Ok(SignaturePolicyReference::Explicit { identifier, digest, uri })
        }
    }
}
