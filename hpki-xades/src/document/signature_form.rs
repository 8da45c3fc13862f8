//! The form of one signature under the strict grammar: structure, references, transforms, properties.

use hpki_core::report::{CheckList, Detail, Finding, SubIndication};

use crate::c14n::{Algorithm, Comments, Method};
use crate::dsig::{
    INCLUSIVE_PREFIXES, Identifiers, KeyInfoChild, Reference, Signature, SignatureLimits, StructureError,
    StructureErrorKind, TRANSFORMS, Transform, decode_base64,
};
use crate::xades::{
    QualifyingProperties, SIGNED_PROPERTIES_TYPE, SignaturePolicy, SignedProperties, SigningCertificateForm,
    UnsignedPropertyKind, qualifying_properties,
};
use crate::xml::NodeId;

use super::findings;
use super::grammar::{RecognisedSignature, Refused, SignaturePlace};
use super::kind::DocumentKind;

/// Types that claim a target of another nature than signed data or KeyInfo.
const MISLEADING_TYPES: [&str; 3] = [
    SIGNED_PROPERTIES_TYPE,
    "http://www.w3.org/2000/09/xmldsig#Manifest",
    "http://uri.etsi.org/01903#CountersignedSignature",
];

/// Reads the signature of one place.
pub(super) fn recognise_signature<'d, 'i>(
    place: SignaturePlace<'d, 'i>,
    identifiers: &Identifiers<'d>,
    limits: &SignatureLimits,
    checks: &mut CheckList,
) -> Result<RecognisedSignature<'d, 'i>, Refused> {
    let mut form = Form { place, checks, warnings: CheckList::new() };
    let signature = match Signature::from_element(place.signature, limits) {
        Ok(signature) => signature,
        Err(error) => return form.refuse(finding_of(&error), error.to_string()),
    };
    let qualifying = form.qualifying_properties(&signature, limits)?;
    let Some(signed_properties) = &qualifying.signed else {
        return form.refuse(&findings::QUALIFYING_PROPERTIES, "no SignedProperties".to_owned());
    };
    form.check_references(&signature, signed_properties, identifiers)?;
    form.check_canonicalization(&signature)?;
    let payload = form.payload()?;
    form.warn_of_signature(&signature);
    form.warn_of_properties(&qualifying, signed_properties);
    let warnings = form.warnings;
    let kind = place.kind;
    Ok(RecognisedSignature { kind, signature, qualifying, payload, checks: warnings })
}

/// Too many transforms or prefixes are a matter of transforms; everything else is of structure.
pub(crate) fn finding_of(error: &StructureError) -> &'static Finding {
    match &error.kind {
        StructureErrorKind::TooMany { what: TRANSFORMS | INCLUSIVE_PREFIXES, .. } => &findings::TRANSFORM,
        _ => &findings::SIGNATURE_STRUCTURE,
    }
}

struct Form<'d, 'i, 'c> {
    place: SignaturePlace<'d, 'i>,
    checks: &'c mut CheckList,
    warnings: CheckList,
}

impl<'d, 'i> Form<'d, 'i, '_> {
    fn refuse<T>(&mut self, finding: &'static Finding, detail: String) -> Result<T, Refused> {
        self.checks.not_passed(finding, SubIndication::FormatFailure, detail);
        Err(Refused)
    }

    /// Exactly one Object that holds exactly one QualifyingProperties and nothing else.
    fn qualifying_properties(
        &mut self,
        signature: &Signature<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<QualifyingProperties<'d, 'i>, Refused> {
        let qualifying = match qualifying_properties(signature, limits) {
            Ok(Some(qualifying)) => qualifying,
            Ok(None) => {
                return self.refuse(&findings::QUALIFYING_PROPERTIES, self.place.signature.path());
            }
            Err(error) => return self.refuse(&findings::QUALIFYING_PROPERTIES, error.to_string()),
        };
        let alone = signature.objects.len() == 1 && qualifying.object.child_elements().count() == 1;
        if !alone || qualifying.namespace != crate::xades::NAMESPACE {
            return self.refuse(&findings::QUALIFYING_PROPERTIES, qualifying.object.path());
        }
        Ok(qualifying)
    }

    /// Exactly three references: the signed element, KeyInfo and SignedProperties, each once, compared as a set.
    fn check_references(
        &mut self,
        signature: &Signature<'d, 'i>,
        signed_properties: &SignedProperties<'d, 'i>,
        identifiers: &Identifiers<'d>,
    ) -> Result<(), Refused> {
        let references = &signature.signed_info.references;
        // Without KeyInfo there is nothing reference 2 could name: the signer's certificate would be unsigned.
        let key_info = signature.key_info.as_ref().map(|key_info| key_info.element.id());
        let wanted = [
            (Some(self.place.signed.id()), Part::Content),
            (key_info, Part::KeyInfo),
            (Some(signed_properties.element.id()), Part::SignedProperties),
        ];
        if references.len() != wanted.len() {
            let detail = format!("expected 3 references, found {}", references.len());
            return self.refuse(&findings::REFERENCES, detail);
        }
        let targets = [0, 1, 2].map(|index| target_of(references.get(index)?, identifiers));
        for (target, part) in wanted {
            let mut naming = references
                .iter()
                .zip(targets)
                .filter(|(_, named)| target.is_some() && *named == target)
                .map(|(reference, _)| reference);
            let (Some(reference), None) = (naming.next(), naming.next()) else {
                return self.refuse(&findings::REFERENCES, format!("none, or two, for {}", part.name()));
            };
            self.check_reference(reference, part)?;
        }
        self.checks.passed(&findings::REFERENCES, Detail::fixed("content, KeyInfo, SignedProperties"));
        Ok(())
    }

    fn check_reference(&mut self, reference: &Reference<'d, 'i>, part: Part) -> Result<(), Refused> {
        let uri = reference.uri.as_deref().unwrap_or_default();
        match (reference.r#type.as_deref(), part) {
            (Some(SIGNED_PROPERTIES_TYPE), Part::SignedProperties)
            | (None, Part::Content | Part::KeyInfo) => {}
            (None, Part::SignedProperties) => {
                self.warnings.warning(&findings::REFERENCE_TYPE, format!("no Type on {uri}"));
            }
            (Some(other), Part::Content | Part::KeyInfo) if !MISLEADING_TYPES.contains(&other) => {
                self.warnings.warning(&findings::REFERENCE_TYPE, format!("Type on {uri}"));
            }
            (Some(_), _) => return self.refuse(&findings::REFERENCE_TYPE, format!("Type on {uri}")),
        }
        let exclusive = match reference.transforms.as_slice() {
            [] => false,
            [Transform::Canonicalization(method)] if method.comments == Comments::Without => {
                method.algorithm == Algorithm::Exclusive
            }
            transforms => {
                let uris: Vec<&str> = transforms.iter().map(Transform::uri).collect();
                return self.refuse(&findings::TRANSFORM, format!("{uri}: {}", uris.join(", ")));
            }
        };
        if !exclusive && part != Part::Content {
            self.warnings.warning(&findings::CANONICALIZATION_UNUSUAL, uri.to_owned());
        }
        Ok(())
    }

    fn check_canonicalization(&mut self, signature: &Signature<'d, 'i>) -> Result<(), Refused> {
        let signed_info = &signature.signed_info;
        match &signed_info.canonicalization {
            Some(method @ Method { comments: Comments::Without, .. }) => {
                self.checks.passed(&findings::CANONICALIZATION_METHOD, Detail::fixed(method.uri()));
                Ok(())
            }
            _ => {
                self.refuse(&findings::CANONICALIZATION_METHOD, signed_info.canonicalization_uri.to_string())
            }
        }
    }

    /// The content leaf: one text node, strict base64, not empty.
    fn payload(&mut self) -> Result<Vec<u8>, Refused> {
        let content = self.place.content;
        let text = match content.text() {
            Ok(text) => text,
            Err(error) => return self.refuse(&findings::PAYLOAD, format!("{}: {error}", content.path())),
        };
        match decode_base64(&text) {
            Ok(payload) if !payload.is_empty() => {
                let length = payload.len();
                self.checks.passed(&findings::PAYLOAD, Detail::count(length, "octets"));
                Ok(payload)
            }
            Ok(_) => self.refuse(&findings::PAYLOAD, format!("{} is empty", content.path())),
            Err(error) => self.refuse(&findings::PAYLOAD, format!("{}: {error}", content.path())),
        }
    }

    fn warn_of_signature(&mut self, signature: &Signature<'d, 'i>) {
        let usual = match self.place.kind {
            DocumentKind::Dispensing => "DispensingSign",
            _ => "PrescriptionSign",
        };
        if signature.id.as_deref() != Some(usual) {
            self.warnings.warning(&findings::SIGNATURE_ID, format!("expected {usual}"));
        }
        let key_info = signature.key_info.iter().flat_map(|key_info| &key_info.children);
        for child in key_info {
            if let KeyInfoChild::X509Hint(name) | KeyInfoChild::Other(name) = child {
                self.warnings.warning(&findings::KEY_INFO_HINT, name.clone());
            }
        }
    }

    fn warn_of_properties(
        &mut self,
        qualifying: &QualifyingProperties<'d, 'i>,
        signed: &SignedProperties<'d, 'i>,
    ) {
        for name in &signed.others {
            self.warnings.warning(&findings::SIGNED_PROPERTY_UNUSUAL, name.clone());
        }
        if signed.signature_policy == Some(SignaturePolicy::Implied) {
            self.warnings.warning(&findings::SIGNED_PROPERTY_UNUSUAL, "SignaturePolicyImplied");
        }
        if let Some(reference) = &signed.signing_certificate
            && reference.form == SigningCertificateForm::V1
        {
            self.warnings.warning(&findings::SIGNED_PROPERTY_UNUSUAL, "SigningCertificate");
        }
        for property in &qualifying.unsigned.of_signature {
            if property.kind == UnsignedPropertyKind::Unknown {
                self.warnings.warning(&findings::UNSIGNED_PROPERTY_UNKNOWN, property.element.local_name());
            }
        }
        for name in &qualifying.unsigned.of_data_objects {
            self.warnings.warning(&findings::UNSIGNED_PROPERTY_UNKNOWN, name.clone());
        }
    }
}

/// The three things a signature references.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Content,
    KeyInfo,
    SignedProperties,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Content => "the signed element",
            Part::KeyInfo => "KeyInfo",
            Part::SignedProperties => "SignedProperties",
        }
    }
}

/// What a reference names: `#` and an identifier, byte for byte.
fn target_of(reference: &Reference<'_, '_>, identifiers: &Identifiers<'_>) -> Option<NodeId> {
    identifiers.resolve(reference.uri.as_deref()?.strip_prefix('#')?)
}
