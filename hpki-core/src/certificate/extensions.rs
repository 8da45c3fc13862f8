//! The extensions of a certificate (RFC 5280, 4.2): each as octets, the known ones decoded.
//!
//! ```text
//! Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension
//! Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
//! ```

use std::ops::Range;
use std::sync::Arc;

use crate::certificate::certificate_policies;
use crate::certificate::crl_distribution_points;
use crate::certificate::policy_constraints::inhibit_any_policy;
use crate::certificate::{
    AuthorityKeyIdentifier, BasicConstraints, CertificateError, Context, DirectoryAttribute,
    DistributionPoint, EncodingNote, EncodingNoteKind, Extension, ExtensionField, KeyUsage, NameConstraints,
    PolicyConstraints, PolicyInformation, PolicyMapping, RawExtension, extended_key_usage, policy_mappings,
    subject_directory_attributes,
};
use crate::der::{DerError, DerErrorKind, Reader, Tag};
use crate::general_name::GeneralName;
use crate::octets::{Buffer, Octets};
use crate::oid::{self, ObjectIdentifier};

/// Most extensions of one certificate or list. Real ones have up to twelve; looking for duplicates is quadratic.
pub(crate) const MAX_EXTENSIONS: usize = 64;

/// The extensions of a certificate.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    all: Vec<Entry>,
    buffer: Option<Octets>,
    key_usage: Option<Extension<KeyUsage>>,
    extended_key_usage: Option<Extension<Vec<ObjectIdentifier>>>,
    basic_constraints: Option<Extension<BasicConstraints>>,
    certificate_policies: Option<Extension<Vec<PolicyInformation>>>,
    policy_mappings: Option<Extension<Vec<PolicyMapping>>>,
    policy_constraints: Option<Extension<PolicyConstraints>>,
    inhibit_any_policy: Option<Extension<u64>>,
    name_constraints: Option<Extension<NameConstraints>>,
    subject_alt_name: Option<Extension<Vec<GeneralName>>>,
    issuer_alt_name: Option<Extension<Vec<GeneralName>>>,
    authority_key_identifier: Option<Extension<AuthorityKeyIdentifier>>,
    subject_key_identifier: Option<Extension<Octets>>,
    crl_distribution_points: Option<Extension<Vec<DistributionPoint>>>,
    freshest_crl: Option<Extension<Vec<DistributionPoint>>>,
    subject_directory_attributes: Option<Extension<Vec<DirectoryAttribute>>>,
}

#[derive(Clone, Debug)]
struct Entry {
    identifier: ObjectIdentifier,
    critical: bool,
    value: Range<usize>,
    decoded: Decoded,
}

/// Whether this crate knows the type of an extension's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decoded {
    Yes,
    No,
}

impl Extensions {
    /// Reads `Extensions` from the content of the `[3]` around it.
    pub(super) fn read(
        mut explicit: Reader<'_>,
        buffer: &Buffer,
        notes: &mut Vec<EncodingNote>,
    ) -> Result<Extensions, CertificateError> {
        let mut list = explicit.sequence()?;
        explicit.finish()?;
        if list.is_empty() {
            return Err(list.error(DerErrorKind::Empty).into());
        }
        let mut extensions =
            Extensions { buffer: Some(Octets::new(Arc::clone(buffer))), ..Extensions::default() };
        extensions.all.reserve(12);
        while !list.is_empty() {
            let field = ExtensionField::read(&mut list)?;
            let extension = field.identifier;
            if extensions.all.len() == MAX_EXTENSIONS {
                return Err(list.error(DerErrorKind::TooMany { limit: MAX_EXTENSIONS }).into());
            }
            if extensions.get(&extension).is_some() {
                return Err(CertificateError::DuplicateExtension { extension });
            }
            let mut context = Context { buffer, notes, extension };
            if let Some(offset) = field.default_written_out {
                context.note(EncodingNoteKind::DefaultWrittenOut, offset);
            }
            let decoded = extensions
                .decode(&field, &mut context)
                .map_err(|source| CertificateError::Extension { extension, source })?;
            let Range { start, end } = field.value.content_range();
            let critical = field.critical;
            extensions.all.push(Entry { identifier: extension, critical, value: start..end, decoded });
        }
        Ok(extensions)
    }

    fn decode(&mut self, field: &ExtensionField<'_>, context: &mut Context<'_>) -> Result<Decoded, DerError> {
        let buffer = context.buffer;
        let names = |value: &mut Reader<'_>| GeneralName::list(value.sequence()?, buffer);
        let points = |value: &mut Reader<'_>| crl_distribution_points::read(value, buffer);
        match field.identifier {
            oid::KEY_USAGE => self.key_usage = Some(field.decode(|value| KeyUsage::read(value, context))?),
            oid::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(field.decode(extended_key_usage::read)?)
            }
            oid::BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(field.decode(|value| BasicConstraints::read(value, context))?);
            }
            oid::CERTIFICATE_POLICIES => {
                let policies = field.decode(|value| certificate_policies::read(value, buffer))?;
                self.certificate_policies = Some(policies);
            }
            oid::POLICY_MAPPINGS => self.policy_mappings = Some(field.decode(policy_mappings::read)?),
            oid::POLICY_CONSTRAINTS => self.policy_constraints = Some(field.decode(PolicyConstraints::read)?),
            oid::INHIBIT_ANY_POLICY => self.inhibit_any_policy = Some(field.decode(inhibit_any_policy)?),
            oid::NAME_CONSTRAINTS => {
                self.name_constraints = Some(field.decode(|value| NameConstraints::read(value, context))?);
            }
            oid::SUBJECT_ALT_NAME if field.value.content() == [0x30, 0x00] => {
                context.note(EncodingNoteKind::EmptyNames, field.value.content_offset());
                self.subject_alt_name = Some(Extension::new(Vec::new(), field.critical));
            }
            oid::SUBJECT_ALT_NAME => self.subject_alt_name = Some(field.decode(names)?),
            oid::ISSUER_ALT_NAME => self.issuer_alt_name = Some(field.decode(names)?),
            oid::AUTHORITY_KEY_IDENTIFIER => {
                let identifier = field.decode(|value| AuthorityKeyIdentifier::read(value, buffer))?;
                self.authority_key_identifier = Some(identifier);
            }
            oid::SUBJECT_KEY_IDENTIFIER => {
                let range = field.decode(|value| Ok(value.expect(Tag::OCTET_STRING)?.content_range()))?;
                let octets = Octets::of(buffer, range.value().clone());
                self.subject_key_identifier = Some(Extension::new(octets, field.critical));
            }
            oid::CRL_DISTRIBUTION_POINTS => self.crl_distribution_points = Some(field.decode(points)?),
            oid::FRESHEST_CRL => self.freshest_crl = Some(field.decode(points)?),
            oid::SUBJECT_DIRECTORY_ATTRIBUTES => {
                let attributes = field.decode(|value| subject_directory_attributes::read(value, buffer))?;
                self.subject_directory_attributes = Some(attributes);
            }
            _ => return Ok(Decoded::No),
        }
        Ok(Decoded::Yes)
    }

    /// Every extension in the order of the certificate.
    pub fn iter(&self) -> impl Iterator<Item = RawExtension<'_>> {
        self.all.iter().map(|entry| self.raw(entry))
    }

    /// The extensions whose value this crate does not decode. A critical one among them makes the certificate
    /// unusable (RFC 5280, 4.2), unless the caller's profile knows it.
    pub fn unknown(&self) -> impl Iterator<Item = RawExtension<'_>> {
        self.all.iter().filter(|entry| entry.decoded == Decoded::No).map(|entry| self.raw(entry))
    }

    /// One extension as it stands in the certificate.
    pub fn get(&self, identifier: &ObjectIdentifier) -> Option<RawExtension<'_>> {
        self.all.iter().find(|entry| entry.identifier == *identifier).map(|entry| self.raw(entry))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn raw(&self, entry: &Entry) -> RawExtension<'_> {
        let value = self.buffer.as_ref().and_then(|buffer| buffer.get(entry.value.clone()));
        RawExtension {
            identifier: entry.identifier,
            critical: entry.critical,
            value: value.unwrap_or_default(),
        }
    }

    /// keyUsage.
    pub fn key_usage(&self) -> Option<&Extension<KeyUsage>> {
        self.key_usage.as_ref()
    }

    /// extKeyUsage.
    pub fn extended_key_usage(&self) -> Option<&Extension<Vec<ObjectIdentifier>>> {
        self.extended_key_usage.as_ref()
    }

    /// basicConstraints.
    pub fn basic_constraints(&self) -> Option<&Extension<BasicConstraints>> {
        self.basic_constraints.as_ref()
    }

    /// certificatePolicies.
    pub fn certificate_policies(&self) -> Option<&Extension<Vec<PolicyInformation>>> {
        self.certificate_policies.as_ref()
    }

    /// policyMappings.
    pub fn policy_mappings(&self) -> Option<&Extension<Vec<PolicyMapping>>> {
        self.policy_mappings.as_ref()
    }

    /// policyConstraints.
    pub fn policy_constraints(&self) -> Option<&Extension<PolicyConstraints>> {
        self.policy_constraints.as_ref()
    }

    /// inhibitAnyPolicy: SkipCerts.
    pub fn inhibit_any_policy(&self) -> Option<&Extension<u64>> {
        self.inhibit_any_policy.as_ref()
    }

    /// nameConstraints.
    pub fn name_constraints(&self) -> Option<&Extension<NameConstraints>> {
        self.name_constraints.as_ref()
    }

    /// subjectAltName.
    pub fn subject_alt_name(&self) -> Option<&Extension<Vec<GeneralName>>> {
        self.subject_alt_name.as_ref()
    }

    /// issuerAltName.
    pub fn issuer_alt_name(&self) -> Option<&Extension<Vec<GeneralName>>> {
        self.issuer_alt_name.as_ref()
    }

    /// authorityKeyIdentifier.
    pub fn authority_key_identifier(&self) -> Option<&Extension<AuthorityKeyIdentifier>> {
        self.authority_key_identifier.as_ref()
    }

    /// subjectKeyIdentifier: the octets.
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.subject_key_identifier.as_ref().map(|extension| &***extension)
    }

    /// cRLDistributionPoints.
    pub fn crl_distribution_points(&self) -> Option<&Extension<Vec<DistributionPoint>>> {
        self.crl_distribution_points.as_ref()
    }

    /// freshestCRL.
    pub fn freshest_crl(&self) -> Option<&Extension<Vec<DistributionPoint>>> {
        self.freshest_crl.as_ref()
    }

    /// subjectDirectoryAttributes.
    pub fn subject_directory_attributes(&self) -> Option<&Extension<Vec<DirectoryAttribute>>> {
        self.subject_directory_attributes.as_ref()
    }
}
