//! SignedProperties: what the signer says about the signature, under the signature (EN 319 132-1, section 5.2).

use smallvec::SmallVec;

use crate::dsig::{
    ChildSequence, DigestMethod, DigestValue, SignatureLimits, StructureError, StructureErrorKind,
};
use crate::xml::Element;

use super::qualifying::DSIG;

/// `SignedProperties ::= SignedSignatureProperties? SignedDataObjectProperties?`.
#[derive(Clone)]
pub struct SignedProperties<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// The SigningTime element; its text is judged later.
    pub signing_time: Option<Element<'d, 'i>>,
    /// SigningCertificate or SigningCertificateV2.
    pub signing_certificate: Option<SigningCertificate>,
    /// SignaturePolicyIdentifier.
    pub signature_policy: Option<SignaturePolicy>,
    /// Time-stamps over the data, made before the signature, in document order.
    pub data_time_stamps: Vec<DataObjectsTimeStamp<'d, 'i>>,
    /// The local names of other signed properties, in document order.
    pub others: Vec<String>,
}

/// A time-stamp over the data (EN 319 132-1, section 5.2.8). It proves that the data existed, and nothing about
/// when they were signed.
#[derive(Clone, Copy)]
pub enum DataObjectsTimeStamp<'d, 'i> {
    /// AllDataObjectsTimeStamp.
    All(Element<'d, 'i>),
    /// IndividualDataObjectsTimeStamp.
    Individual(Element<'d, 'i>),
}

/// SignaturePolicyIdentifier (EN 319 132-1, section 5.2.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignaturePolicy {
    /// SignaturePolicyImplied: nothing is named.
    Implied,
    /// SignaturePolicyId: an explicit policy, by the text of its Identifier.
    Explicit(String),
}

/// SigningCertificate (v1) or SigningCertificateV2: a sequence of Cert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningCertificate {
    /// Which of the two.
    pub form: SigningCertificateForm,
    /// The certificates named, the signer's first by custom.
    pub certificates: Vec<CertificateDigest>,
}

/// The two forms of the property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningCertificateForm {
    /// SigningCertificate, with IssuerSerial as text.
    V1,
    /// SigningCertificateV2, with IssuerSerialV2 as DER.
    V2,
}

impl SigningCertificateForm {
    /// The name of the element.
    pub const fn name(self) -> &'static str {
        match self {
            SigningCertificateForm::V1 => "SigningCertificate",
            SigningCertificateForm::V2 => "SigningCertificateV2",
        }
    }
}

/// One Cert: the digest of a certificate's DER, with its issuer and serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateDigest {
    /// DigestMethod of CertDigest.
    pub digest_method: DigestMethod,
    /// DigestValue of CertDigest, in octets.
    pub digest_value: DigestValue,
    /// IssuerSerial or IssuerSerialV2, if it is there.
    pub issuer_serial: Option<IssuerSerial>,
}

/// Issuer and serial number as written. The digest decides; this must agree if it is well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerSerial {
    /// IssuerSerialV2: the octets of the base64 text; DER of IssuerSerial (RFC 5035) as the sender says.
    /// `None` when the text is no strict base64.
    V2(Option<Vec<u8>>),
    /// IssuerSerial: X509IssuerName and X509SerialNumber as text.
    V1 {
        /// The name in RFC 4514 form, of which makers have many dialects.
        issuer_name: String,
        /// The serial number in decimal.
        serial_number: String,
    },
}

impl<'d, 'i> SignedProperties<'d, 'i> {
    pub(super) fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<SignedProperties<'d, 'i>, StructureError> {
        let namespace = element.namespace();
        let mut children = ChildSequence::of(element)?;
        let mut properties = SignedProperties {
            element,
            signing_time: None,
            signing_certificate: None,
            signature_policy: None,
            data_time_stamps: Vec::new(),
            others: Vec::new(),
        };
        if let Some(of_signature) = children.optional(namespace, "SignedSignatureProperties") {
            let mut seen: SmallVec<[&str; 8]> = SmallVec::new();
            for property in of_signature.child_elements() {
                let name = property.local_name();
                if seen.contains(&name) {
                    let kind = StructureErrorKind::ElementUnexpected(name.chars().take(64).collect());
                    return Err(StructureError::new(kind, of_signature));
                }
                seen.push(name);
                properties.read_property(property, limits)?;
            }
        }
        if let Some(of_data) = children.optional(namespace, "SignedDataObjectProperties") {
            for property in of_data.child_elements() {
                properties.read_data_property(property);
            }
            if properties.data_time_stamps.len() > limits.time_stamps {
                let kind = StructureErrorKind::TooMany { what: "time-stamps", limit: limits.time_stamps };
                return Err(StructureError::new(kind, of_data));
            }
        }
        children.end()?;
        Ok(properties)
    }

    fn read_data_property(&mut self, property: Element<'d, 'i>) {
        let known = super::is_xades_namespace(property.namespace());
        match property.local_name() {
            "AllDataObjectsTimeStamp" if known => {
                self.data_time_stamps.push(DataObjectsTimeStamp::All(property));
            }
            "IndividualDataObjectsTimeStamp" if known => {
                self.data_time_stamps.push(DataObjectsTimeStamp::Individual(property));
            }
            other => self.others.push(other.to_owned()),
        }
    }

    fn read_property(
        &mut self,
        property: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<(), StructureError> {
        let form = match property.local_name() {
            "SigningTime" => {
                self.signing_time = Some(property);
                return Ok(());
            }
            "SigningCertificate" => SigningCertificateForm::V1,
            "SigningCertificateV2" => SigningCertificateForm::V2,
            "SignaturePolicyIdentifier" => {
                self.signature_policy = Some(SignaturePolicy::from_element(property));
                return Ok(());
            }
            other => {
                self.others.push(other.to_owned());
                return Ok(());
            }
        };
        // Two references to the signing certificate could name two signers.
        if self.signing_certificate.is_some() {
            let kind = StructureErrorKind::ElementUnexpected(property.local_name().to_owned());
            return Err(StructureError::new(kind, property));
        }
        self.signing_certificate = Some(SigningCertificate::from_element(property, form, limits)?);
        Ok(())
    }
}

impl SignaturePolicy {
    fn from_element(element: Element<'_, '_>) -> SignaturePolicy {
        let mut children = element.child_elements();
        match (children.next(), children.next()) {
            (Some(only), None) if only.local_name() == "SignaturePolicyImplied" => SignaturePolicy::Implied,
            _ => {
                let identifier = element.descendant_elements().find(|item| item.local_name() == "Identifier");
                let text = identifier.and_then(|item| item.text().ok()).unwrap_or_default();
                SignaturePolicy::Explicit(text.trim().chars().take(200).collect())
            }
        }
    }
}

impl SigningCertificate {
    fn from_element(
        element: Element<'_, '_>,
        form: SigningCertificateForm,
        limits: &SignatureLimits,
    ) -> Result<SigningCertificate, StructureError> {
        let namespace = element.namespace();
        let mut children = ChildSequence::of(element)?;
        let mut certificates = Vec::new();
        while let Some(cert) = children.optional(namespace, "Cert") {
            if certificates.len() == limits.certificates {
                let kind = StructureErrorKind::TooMany { what: "Cert elements", limit: limits.certificates };
                return Err(StructureError::new(kind, element));
            }
            certificates.push(CertificateDigest::from_element(cert, form)?);
        }
        children.end()?;
        if certificates.is_empty() {
            return Err(StructureError::new(StructureErrorKind::ElementMissing("Cert"), element));
        }
        Ok(SigningCertificate { form, certificates })
    }
}

impl CertificateDigest {
    fn from_element(
        cert: Element<'_, '_>,
        form: SigningCertificateForm,
    ) -> Result<CertificateDigest, StructureError> {
        let namespace = cert.namespace();
        let mut children = ChildSequence::of(cert)?;
        let mut digest = ChildSequence::of(children.required(namespace, "CertDigest")?)?;
        let digest_method = DigestMethod::from_element(digest.required(DSIG, "DigestMethod")?)?;
        let value = digest.required(DSIG, "DigestValue")?;
        let digest_value = DigestValue::from_element(value)?;
        digest.end()?;
        let issuer_serial = match form {
            SigningCertificateForm::V1 => {
                children.optional(namespace, "IssuerSerial").map(IssuerSerial::v1_from_element)
            }
            SigningCertificateForm::V2 => children.optional(namespace, "IssuerSerialV2").map(|element| {
                let octets = element.text().ok().and_then(|text| crate::dsig::decode_base64(&text).ok());
                IssuerSerial::V2(octets)
            }),
        };
        children.end()?;
        Ok(CertificateDigest { digest_method, digest_value, issuer_serial })
    }
}

impl IssuerSerial {
    fn v1_from_element(element: Element<'_, '_>) -> IssuerSerial {
        let text_of = |name: &str| {
            let child = element.child_elements().find(|child| child.is(DSIG, name));
            child.and_then(|child| child.text().ok()).unwrap_or_default().trim().to_owned()
        };
        IssuerSerial::V1 {
            issuer_name: text_of("X509IssuerName"),
            serial_number: text_of("X509SerialNumber"),
        }
    }
}
