//! What an inspection saw.

use std::borrow::Cow;
use std::sync::Arc;

use hpki_core::certificate::Certificate;
use hpki_core::report::CheckList;
use hpki_core::time::Time;

use crate::validate::{Fact, Level, TimeStampKind};
use crate::xades::SigningCertificateForm;

/// Every Signature element of a document.
#[derive(Clone, Debug)]
pub struct DocumentInspection {
    /// In document order.
    pub signatures: Vec<SignatureInspection>,
    /// How many more there are than the limit of
    /// [`SignatureLimits::signatures`](crate::dsig::SignatureLimits::signatures): nothing is known about them.
    pub left_out: usize,
}

/// XMLDSig core validation (section 3.2): all references of SignedInfo and the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoreValidation {
    /// All agree with a key at hand. Says nothing about whose key that is.
    Valid,
    /// Something differs.
    Invalid,
    /// Something needed is missing or not supported, by name.
    Unsupported(String),
    /// The element is no Signature of the schema.
    Malformed(String),
}

/// One Signature element.
#[derive(Clone, Debug)]
pub struct SignatureInspection {
    /// Where it stands.
    pub path: String,
    /// Core validation.
    pub core: CoreValidation,
    /// The URI of SignatureMethod.
    pub signature_method_uri: Cow<'static, str>,
    /// The URI of CanonicalizationMethod.
    pub canonicalization_uri: Cow<'static, str>,
    /// The references of SignedInfo in document order.
    pub references: Vec<ReferenceInspection>,
    /// The references of Manifests that SignedInfo references: no part of core validation, and what a signer of
    /// attachments means.
    pub manifest_references: Vec<ReferenceInspection>,
    /// Whether SignatureValue fits a key of KeyInfo or one that was given; also with algorithms and key sizes that
    /// verification refuses as too weak.
    pub signature_value: Fact,
    /// The key it fits.
    pub key: Option<KeySource>,
    /// The canonical octets of SignedInfo, if octets were to be kept.
    pub signed_info_octets: Option<Vec<u8>>,
    /// The level by structure: which properties are there.
    pub level: Level,
    /// The certificates of KeyInfo that can be read.
    pub certificates: Vec<Certificate>,
    /// How many of KeyInfo cannot be read.
    pub unreadable_certificates: usize,
    /// The XAdES properties; `None` for plain XMLDSig.
    pub properties: Option<PropertiesInspection>,
    /// For a Signature in a CounterSignature property: whether it covers the SignatureValue of the signature that
    /// holds it. `None` for any other.
    pub counter_signature: Option<Fact>,
    /// Time-stamps in document order.
    pub time_stamps: Vec<TimeStampInspection>,
}

/// Where the key came from that SignatureValue fits. None of these says whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// The certificate of this index among [`SignatureInspection::certificates`].
    Certificate(usize),
    /// A KeyValue or DEREncodedKeyValue of KeyInfo.
    KeyInfo,
    /// One that was given.
    Given,
}

/// What the XAdES properties say against what is there.
#[derive(Clone, Debug)]
pub struct PropertiesInspection {
    /// The namespace of QualifyingProperties; empty when they cannot be read.
    pub namespace: String,
    /// Why they cannot be used.
    pub problem: Option<String>,
    /// Whether a reference names SignedProperties, by the identity of the node; `None` without SignedProperties.
    pub covered: Option<Fact>,
    /// The signing certificate reference, if there is one.
    pub signing_certificate: Option<SigningCertificateInspection>,
}

/// SigningCertificate or SigningCertificateV2 against the certificates at hand.
#[derive(Clone, Debug)]
pub struct SigningCertificateInspection {
    /// Which of the two.
    pub form: SigningCertificateForm,
    /// Whether the first digest is that of a certificate in KeyInfo or CertificateValues; unknown without any.
    pub digest: Fact,
    /// Whether issuer and serial number are that certificate's; unknown when absent or malformed.
    pub issuer_serial: Fact,
    /// The certificate.
    pub certificate: Option<Certificate>,
}

impl PropertiesInspection {
    pub(super) fn unreadable(problem: String) -> PropertiesInspection {
        PropertiesInspection {
            namespace: String::new(),
            problem: Some(problem),
            covered: None,
            signing_certificate: None,
        }
    }
}

/// One Reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceInspection {
    /// URI as written.
    pub uri: Option<String>,
    /// The URIs of its transforms.
    pub transforms: Vec<String>,
    /// The URI of DigestMethod.
    pub digest_method_uri: Cow<'static, str>,
    /// Whether the digest agrees.
    pub digest: Fact,
    /// The digest computed here; empty when unknown.
    pub computed: Vec<u8>,
    /// DigestValue as stated, in octets; empty when it is no strict base64.
    pub stated: Vec<u8>,
    /// The octets that were digested, if they were to be kept.
    pub octets: Option<Arc<[u8]>>,
    /// Why the digest is unknown.
    pub problem: Option<String>,
}

/// One time-stamp.
#[derive(Clone, Debug)]
pub struct TimeStampInspection {
    /// The kind of property that holds it.
    pub kind: TimeStampKind,
    /// genTime as stated.
    pub gen_time: Option<Time>,
    /// Whether imprint and token fit: facts, no trust. Unknown where something needed is too weak or missing.
    pub token: Fact,
    /// The certificate the token names.
    pub certificate: Option<Certificate>,
    /// The checks made on the token.
    pub checks: CheckList,
    /// Why it cannot be read or does not fit.
    pub problem: Option<String>,
}

impl TimeStampInspection {
    pub(super) fn unreadable(kind: TimeStampKind, problem: String) -> TimeStampInspection {
        TimeStampInspection {
            kind,
            gen_time: None,
            token: Fact::Unknown,
            certificate: None,
            checks: CheckList::new(),
            problem: Some(problem),
        }
    }
}
