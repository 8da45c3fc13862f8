//! The three steps: prepare, sign anywhere, assemble.

use hpki_core::algorithm::SignatureAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto::{CommonBeginning, Digest};
use hpki_core::signer::{self, DataToBeSigned, SignatureValue, Signer};
use hpki_core::time::Time;

use crate::document::DocumentKind;
use crate::dsig::{DetachedData, append_base64_lines};
use crate::validate::Verifier;

use super::error::SignError;
use super::fill::{Filled, FilledReference};
use super::plan::PlannedReference;
use super::properties::Properties;
use super::read_back::{self, Ours};
use super::request::Request;
use super::settings::SigningSettings;
use super::signed::SignedDocument;
use super::value::as_in_xml;

/// A document that lacks nothing but the signature value. It is owned and `Send`, and can be stored: see
/// [`Prepared::to_state`].
#[derive(Clone)]
pub struct Prepared {
    pub(super) kind: DocumentKind,
    pub(super) settings: SigningSettings,
    pub(super) signing_time: Time,
    pub(super) request: Request,
    pub(super) properties: Properties,
    pub(super) manifest: Vec<PlannedReference>,
    octets: Vec<u8>,
    signature_at: usize,
    value_at: usize,
    signed_info: DataToBeSigned<'static>,
    references: Vec<FilledReference>,
}

/// What the finished document is validated with, beyond its core: trust anchors, lists, the time.
#[derive(Clone, Copy)]
pub struct FullValidation<'a> {
    /// The verifier, told the kind of document where that is not a prescription or dispensing record.
    pub verifier: &'a Verifier,
    /// The files of a detached signature; else [`NoDetachedData`](crate::dsig::NoDetachedData).
    pub detached: &'a dyn DetachedData,
    /// The time to validate at: usually now.
    pub at: Time,
}

/// The parts of a preparation that do not come out of [`Filled`].
pub(super) struct Preparation {
    pub(super) kind: DocumentKind,
    pub(super) settings: SigningSettings,
    pub(super) signing_time: Time,
    pub(super) request: Request,
    pub(super) properties: Properties,
    pub(super) manifest: Vec<PlannedReference>,
}

impl Prepared {
    /// `beginning` is what canonical SignedInfo has in common with others, digested before.
    pub(super) fn new(
        of: Preparation,
        filled: Filled,
        beginning: Option<&CommonBeginning>,
    ) -> Result<Prepared, SignError> {
        let algorithm = of.settings.algorithm();
        let unusable = |why: String| SignError::Algorithm { algorithm, why };
        let Filled { octets, signature_at, value_at, signed_info, references } = filled;
        let signed_info = match beginning {
            Some(common) => DataToBeSigned::beginning_with(common, algorithm, signed_info),
            None => DataToBeSigned::new(algorithm, signed_info),
        };
        let signed_info = signed_info
            .map_err(|error| unusable(error.to_string()))?
            .ok_or_else(|| unusable("it has no digest".to_owned()))?;
        let Preparation { kind, settings, signing_time, request, properties, manifest } = of;
        Ok(Prepared {
            kind,
            settings,
            signing_time,
            request,
            properties,
            manifest,
            octets,
            signature_at,
            value_at,
            signed_info,
            references,
        })
    }

    /// The octets to be signed: SignedInfo, canonicalized.
    pub fn data_to_be_signed(&self) -> &[u8] {
        self.signed_info.message()
    }

    /// Their digest, with the digest algorithm of [`Prepared::algorithm`]: for cards and services that sign digests.
    pub fn digest(&self) -> &Digest {
        self.signed_info.digest()
    }

    /// The algorithm to sign with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.settings.algorithm()
    }

    /// The certificate whose key is to sign.
    pub fn certificate(&self) -> &Certificate {
        self.settings.certificate()
    }

    /// The kind of document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// SigningTime, as it was given.
    pub fn signing_time(&self) -> Time {
        self.signing_time
    }

    /// The settings of the preparation; after [`Prepared::from_state`] those the state names, for callers that hold them
    /// against their own.
    pub fn settings(&self) -> &SigningSettings {
        &self.settings
    }

    /// Signs and assembles in one step.
    ///
    /// # Errors
    /// The signer has another certificate or algorithm than the preparation, or fails; then as
    /// [`Prepared::assemble`].
    pub fn sign(self, signer: &mut dyn Signer) -> Result<SignedDocument, SignError> {
        let value = self.value_of(signer)?;
        self.finish(&value)
    }

    /// Signs and assembles, and hands the document out only if it passes full validation.
    ///
    /// # Errors
    /// As [`Prepared::sign`]; [`SignError::NotValid`] with the report.
    pub fn sign_under(
        self,
        signer: &mut dyn Signer,
        validation: &FullValidation<'_>,
    ) -> Result<SignedDocument, SignError> {
        let value = self.value_of(signer)?;
        validate(self.finish(&value)?, validation)
    }

    /// Assembles the document with a signature value that was made somewhere else over
    /// [`Prepared::data_to_be_signed`]: for RSA the signature; for ECDSA r and s, one after the other or as DER.
    ///
    /// The value is verified with the certificate's key; the document is built, parsed and held against the grammar of
    /// its kind; its references are computed again. Only then is anything handed out.
    ///
    /// # Errors
    /// [`SignError::Value`] for a value that does not fit; [`SignError::ReadBack`] never, unless this library is wrong.
    pub fn assemble(self, signature_value: &[u8]) -> Result<SignedDocument, SignError> {
        let value = self.verified(signature_value)?;
        self.finish(&value)
    }

    /// As [`Prepared::assemble`], and hands the document out only if it passes full validation.
    ///
    /// # Errors
    /// As [`Prepared::assemble`]; [`SignError::NotValid`] with the report.
    pub fn assemble_under(
        self,
        signature_value: &[u8],
        validation: &FullValidation<'_>,
    ) -> Result<SignedDocument, SignError> {
        let value = self.verified(signature_value)?;
        validate(self.finish(&value)?, validation)
    }

    fn verified(&self, octets: &[u8]) -> Result<SignatureValue, SignError> {
        let octets = as_in_xml(octets, self.algorithm(), self.certificate()).into_owned();
        SignatureValue::verify_data(self.certificate(), self.algorithm(), &self.signed_info, octets)
            .map_err(SignError::Value)
    }

    fn value_of(&self, signer: &mut dyn Signer) -> Result<SignatureValue, SignError> {
        if signer.certificate() != self.certificate() || signer.algorithm() != self.algorithm() {
            let words =
                |certificate: &Certificate, algorithm| format!("{} with {algorithm}", certificate.subject());
            return Err(SignError::OtherSigner {
                prepared: words(self.certificate(), self.algorithm()),
                found: words(signer.certificate(), signer.algorithm()),
            });
        }
        signer::sign_data(signer, &self.signed_info).map_err(SignError::Signer)
    }

    /// Puts the value in and reads the whole back. The argument is the proof that the value fits.
    fn finish(mut self, value: &SignatureValue) -> Result<SignedDocument, SignError> {
        let mut text = Vec::with_capacity(value.octets().len() * 3 / 2);
        append_base64_lines(value.octets(), &mut text);
        let (at, end) = (self.value_at, self.octets.len());
        if at > end {
            return Err(SignError::read_back("the place of SignatureValue"));
        }
        self.octets.resize(end + text.len(), 0);
        self.octets.copy_within(at..end, at + text.len());
        self.octets[at..at + text.len()].copy_from_slice(&text);
        self.read_back(value.octets())?;
        Ok(SignedDocument::new(self.kind, self.octets))
    }

    /// Reads what was written back; with an empty value before it is signed.
    pub(super) fn read_back(&self, value: &[u8]) -> Result<(), SignError> {
        let ours = Ours {
            settings: &self.settings,
            signing_time: self.signing_time,
            signature_at: self.signature_at,
            signed_info: self.signed_info.message(),
            references: &self.references,
            manifest: &self.manifest,
            properties: &self.properties,
            content: self.request.content(),
            value,
        };
        match self.kind {
            DocumentKind::Prescription | DocumentKind::Dispensing => {
                read_back::by_grammar(&self.octets, self.kind, &ours)
            }
            DocumentKind::Referral | DocumentKind::Generic => read_back::by_signature(&self.octets, &ours),
        }
    }
}

pub(super) fn validate(
    document: SignedDocument,
    validation: &FullValidation<'_>,
) -> Result<SignedDocument, SignError> {
    let FullValidation { verifier, detached, at } = *validation;
    match verifier.verify_with_detached(document.octets(), detached, at).into_verified() {
        Ok(_) => Ok(document),
        Err(report) => Err(SignError::NotValid(report)),
    }
}

/// The kind and the signer; never content.
impl std::fmt::Debug for Prepared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Prepared({}, {:?}, {})", self.kind.name(), self.settings, self.signing_time)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

    use super::*;

    const CSV: &[u8] = "SJ1\n201,1,1,1,2,622688101,錠剤\n".as_bytes();

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../test-vectors/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn certificate(name: &str) -> Certificate {
        Certificate::from_der(&file(&format!("certificates/{name}.der"))).unwrap()
    }

    fn at(text: &str) -> Time {
        Time::from_rfc3339(text).unwrap()
    }

    fn prepared() -> (Prepared, Vec<u8>) {
        let settings = SigningSettings::new(certificate("doctor")).unwrap();
        let time = at("2026-04-01T03:00:00Z");
        let prepared = Request::Prescription { csv: CSV.to_vec() }.prepare(&settings, time).unwrap();
        let key = String::from_utf8(file("keys/doctor.pem")).unwrap();
        let key = RsaKeyPair::from_pkcs8(&hpki_core::pem::blocks(&key).unwrap()[0].der).unwrap();
        let mut value = vec![0; 256];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), prepared.data_to_be_signed(), &mut value).unwrap();
        (prepared, value)
    }

    /// As if this library, or the memory it runs in, were wrong: octets of the document are damaged after they were
    /// prepared. What is handed out passes the verifier in full, or nothing is.
    #[test]
    fn damage_between_the_steps_is_found_when_the_document_is_read_back() {
        let (prepared, value) = prepared();
        let list = |name: &str| hpki_core::crl::CertificateList::from_der(&file(name)).unwrap();
        let anchors = hpki_core::trust::TrustAnchors::from_iter([certificate("root")]);
        let verifier = Verifier::new(anchors)
            .with_intermediates(vec![certificate("sign-ca")])
            .with_certificate_lists(vec![list("crls/sign-ca.crl"), list("crls/root.crl")]);
        let (mut refused, mut harmless) = (0, 0);
        for position in (0..prepared.octets.len()).step_by(3) {
            let mut damaged = prepared.clone();
            damaged.octets[position] ^= 1 << (position % 7);
            match damaged.assemble(&value) {
                Err(_) => refused += 1,
                Ok(signed) => {
                    harmless += 1;
                    let verified =
                        verifier.verify(signed.octets(), at("2026-04-01T06:00:00Z")).into_verified();
                    let content = verified.map(|verified| verified.content().map(<[u8]>::to_vec));
                    assert_eq!(content.ok().flatten().as_deref(), Some(CSV), "octet {position}");
                }
            }
        }
        // Unsigned are the head of the document and the Ids of three parts.
        assert!(refused > 8 * harmless && harmless > 0, "{refused} refused, {harmless} harmless");
    }

    #[test]
    fn damage_to_what_was_signed_is_found() {
        let (prepared, value) = prepared();
        for position in (0..prepared.data_to_be_signed().len()).step_by(7) {
            let mut damaged = prepared.clone();
            let mut octets = prepared.data_to_be_signed().to_vec();
            octets[position] ^= 1;
            damaged.signed_info = DataToBeSigned::new(prepared.algorithm(), octets).unwrap().unwrap();
            assert!(damaged.assemble(&value).is_err());
        }
        for index in 0..3 {
            let mut damaged = prepared.clone();
            std::sync::Arc::make_mut(damaged.references[index].octets.as_mut().unwrap())[5] ^= 1;
            assert_eq!(damaged.assemble(&value).unwrap_err().finding().id, "sign::read-back");
        }
    }
}
