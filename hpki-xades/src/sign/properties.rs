//! What a signer may say about a signature, under the signature (EN 319 132-1, sections 5.2.5 to 5.2.9). All of it is a
//! claim of the signer. Prescriptions and dispensing records have none of it.

use hpki_core::crypto::Digest;

use crate::xml::Element;

use super::error::SignError;
use super::plan::Prefixes;
use super::writer::{Writer, is_expressible};

/// Signed properties beyond SigningTime and SigningCertificateV2. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Properties {
    /// SignaturePolicyIdentifier.
    pub policy: Option<SignaturePolicyReference>,
    /// SignatureProductionPlaceV2.
    pub place: Option<ProductionPlace>,
    /// SignerRoleV2 with ClaimedRoles: roles as the signer claims them.
    pub claimed_roles: Vec<String>,
    /// DataObjectFormat.
    pub formats: Vec<DataObjectFormat>,
    /// CommitmentTypeIndication, for all that is signed.
    pub commitments: Vec<CommitmentType>,
}

/// SignaturePolicyIdentifier (section 5.2.9).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignaturePolicyReference {
    /// SignaturePolicyImplied: what is signed says which policy holds.
    Implied,
    /// A policy by name. This project's verifier has no policies configured and leaves such a signature
    /// INDETERMINATE (SIGNATURE_POLICY_NOT_AVAILABLE).
    Explicit {
        /// A URI, or an object identifier as `urn:oid:…`.
        identifier: String,
        /// The digest of the policy document.
        digest: Digest,
        /// Where the document can be had (SPURI).
        uri: Option<String>,
    },
}

/// SignatureProductionPlaceV2 (section 5.2.5): where the signature was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductionPlace {
    /// City.
    pub city: Option<String>,
    /// StreetAddress.
    pub street_address: Option<String>,
    /// StateOrProvince: in Japan the prefecture.
    pub state_or_province: Option<String>,
    /// PostalCode.
    pub postal_code: Option<String>,
    /// CountryName.
    pub country_name: Option<String>,
}

/// DataObjectFormat (section 5.2.4): what one of the signed files is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataObjectFormat {
    /// Which reference of SignedInfo to signed data, from 0 in their order.
    pub reference: usize,
    /// Description.
    pub description: Option<String>,
    /// MimeType, such as `application/pdf`.
    pub mime_type: Option<String>,
    /// Encoding, a URI.
    pub encoding: Option<String>,
}

/// What the signer commits to (section 5.2.3, with the identifiers of EN 319 122-1, annex).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommitmentType {
    /// Created, approved and sent it.
    ProofOfOrigin,
    /// Received it.
    ProofOfReceipt,
    /// Delivered it.
    ProofOfDelivery,
    /// Sent it.
    ProofOfSender,
    /// Approved its content.
    ProofOfApproval,
    /// Created it.
    ProofOfCreation,
    /// Another one, by URI.
    Other(String),
}

impl CommitmentType {
    pub(super) fn identifier(&self) -> &str {
        match self {
            CommitmentType::ProofOfOrigin => "http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin",
            CommitmentType::ProofOfReceipt => "http://uri.etsi.org/01903/v1.2.2#ProofOfReceipt",
            CommitmentType::ProofOfDelivery => "http://uri.etsi.org/01903/v1.2.2#ProofOfDelivery",
            CommitmentType::ProofOfSender => "http://uri.etsi.org/01903/v1.2.2#ProofOfSender",
            CommitmentType::ProofOfApproval => "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval",
            CommitmentType::ProofOfCreation => "http://uri.etsi.org/01903/v1.2.2#ProofOfCreation",
            CommitmentType::Other(uri) => uri,
        }
    }
}

/// The leaves that hold strings given from outside, in the order of the schema.
const LEAVES: [&str; 10] = [
    "Identifier",
    "SPURI",
    "City",
    "StreetAddress",
    "StateOrProvince",
    "PostalCode",
    "CountryName",
    "ClaimedRole",
    "Description",
    "MimeType",
];

impl Properties {
    /// No properties.
    pub(super) const NONE: Properties = Properties {
        policy: None,
        place: None,
        claimed_roles: Vec::new(),
        formats: Vec::new(),
        commitments: Vec::new(),
    };

    /// Whether every string is one that XML can hold, and says something; `references` is the number of references to
    /// signed data.
    pub(super) fn check(&self, references: usize) -> Result<(), SignError> {
        if self.strings().iter().any(|text| text.is_empty() || !is_expressible(text)) {
            return Err(SignError::Character("a signed property"));
        }
        match self.formats.iter().find(|format| format.reference >= references) {
            Some(format) => Err(SignError::Limit {
                what: "reference of a DataObjectFormat",
                found: format.reference,
                limit: references.saturating_sub(1),
            }),
            None => Ok(()),
        }
    }

    /// Every string given from outside, in the order it is written.
    fn strings(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        if let Some(SignaturePolicyReference::Explicit { identifier, uri, .. }) = &self.policy {
            all.push(identifier);
            all.extend(uri.as_deref());
        }
        if let Some(place) = &self.place {
            all.extend(place.leaves().into_iter().filter_map(|(_, value)| value));
        }
        all.extend(self.claimed_roles.iter().map(String::as_str));
        for format in &self.formats {
            all.extend(
                [&format.description, &format.mime_type, &format.encoding]
                    .into_iter()
                    .flatten()
                    .map(|it| it.as_str()),
            );
        }
        all.extend(self.commitments.iter().map(CommitmentType::identifier));
        all
    }

    /// Whether SignedProperties, read back, holds exactly these strings (threats A18).
    pub(super) fn agree_with(&self, signed_properties: Element<'_, '_>) -> bool {
        let leaves = signed_properties.descendant_elements().filter(|element| {
            let name = element.local_name();
            element.namespace() == crate::xades::NAMESPACE && (LEAVES.contains(&name) || name == "Encoding")
        });
        let mut given = self.strings().into_iter();
        for leaf in leaves {
            let read = leaf.text().ok();
            if read.is_none() || read.as_deref() != given.next() {
                return false;
            }
        }
        given.next().is_none()
    }

    /// Writes those of SignedSignatureProperties, which stand after SigningCertificateV2.
    pub(super) fn write_of_signature(&self, writer: &mut Writer, p: Prefixes) {
        if let Some(policy) = &self.policy {
            write_policy(writer, p, policy);
        }
        if let Some(place) = &self.place {
            writer.start(p.xades("SignatureProductionPlaceV2"));
            for (name, value) in place.leaves() {
                if let Some(value) = value {
                    writer.leaf(p.xades(name), value);
                }
            }
            writer.end();
        }
        if !self.claimed_roles.is_empty() {
            writer.start(p.xades("SignerRoleV2")).start(p.xades("ClaimedRoles"));
            for role in &self.claimed_roles {
                writer.leaf(p.xades("ClaimedRole"), role);
            }
            writer.end().end();
        }
    }

    /// Writes SignedDataObjectProperties; `reference_id` gives the Id of a reference.
    pub(super) fn write_of_data(
        &self,
        writer: &mut Writer,
        p: Prefixes,
        reference_id: impl Fn(usize) -> Option<String>,
    ) {
        if self.formats.is_empty() && self.commitments.is_empty() {
            return;
        }
        writer.start(p.xades("SignedDataObjectProperties"));
        for format in &self.formats {
            let Some(id) = reference_id(format.reference) else { continue };
            writer.start(p.xades("DataObjectFormat")).attribute("ObjectReference", &format!("#{id}"));
            let leaves = [
                ("Description", &format.description),
                ("MimeType", &format.mime_type),
                ("Encoding", &format.encoding),
            ];
            for (name, value) in leaves {
                if let Some(value) = value {
                    writer.leaf(p.xades(name), value);
                }
            }
            writer.end();
        }
        for commitment in &self.commitments {
            writer.start(p.xades("CommitmentTypeIndication")).start(p.xades("CommitmentTypeId"));
            writer.leaf(p.xades("Identifier"), commitment.identifier()).end();
            writer.start(p.xades("AllSignedDataObjects")).end().end();
        }
        writer.end();
    }
}

impl ProductionPlace {
    /// Names and values in the order of the schema.
    fn leaves(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("City", self.city.as_deref()),
            ("StreetAddress", self.street_address.as_deref()),
            ("StateOrProvince", self.state_or_province.as_deref()),
            ("PostalCode", self.postal_code.as_deref()),
            ("CountryName", self.country_name.as_deref()),
        ]
    }
}

/// `SignaturePolicyIdentifier ::= SignaturePolicyImplied | SignaturePolicyId`,
/// `SignaturePolicyId ::= SigPolicyId SigPolicyHash SigPolicyQualifiers?`.
fn write_policy(writer: &mut Writer, p: Prefixes, policy: &SignaturePolicyReference) {
    writer.start(p.xades("SignaturePolicyIdentifier"));
    match policy {
        SignaturePolicyReference::Implied => {
            writer.start(p.xades("SignaturePolicyImplied")).end();
        }
        SignaturePolicyReference::Explicit { identifier, digest, uri } => {
            writer.start(p.xades("SignaturePolicyId")).start(p.xades("SigPolicyId"));
            writer.start(p.xades("Identifier"));
            if identifier.starts_with("urn:oid:") {
                writer.attribute("Qualifier", "OIDAsURN");
            }
            writer.text(identifier).end().end();
            writer.start(p.xades("SigPolicyHash"));
            writer.algorithm(p.dsig("DigestMethod"), digest.algorithm().xml_uri());
            writer.start(p.dsig("DigestValue")).base64_lines(digest.as_ref()).end().end();
            if let Some(uri) = uri {
                writer.start(p.xades("SigPolicyQualifiers")).start(p.xades("SigPolicyQualifier"));
                writer.leaf(p.xades("SPURI"), uri).end().end();
            }
            writer.end();
        }
    }
    writer.end();
}
