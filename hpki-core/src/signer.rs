//! The joint between documents and whatever holds a private key: a card, a file, a remote service.
//!
//! Signing has three steps: *prepare* the octets to be signed (SignedInfo, canonicalized), *sign* them, *assemble* the
//! document. The middle step is the trait [`Signer`]. It is given the message and its digest, so that a card, which
//! needs a DigestInfo, a remote service, which takes a digest, and a library that wants the whole message can all be
//! behind it. When the middle step happens elsewhere and later, there is no `Signer`: the value comes back as octets.
//!
//! Either way a value becomes a [`SignatureValue`] only by fitting the certificate, and only a `SignatureValue` can be
//! put into a document. A driver that returns success with a wrong signature (it happens) produces an error here.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, RsaPssParameters, SignatureAlgorithm};
use crate::backend::Message;
use crate::certificate::Certificate;
use crate::crypto::{self, CommonBeginning, Digest, SignatureError, UnsupportedDigest};
use crate::der::Reader;
use crate::key::{Curve, KeyKind, RsaKeyUsage};
use crate::report::Finding;

/// Something that signs with the private key of one certificate.
///
/// Not `Send` by itself, and `sign` takes `&mut self`: a card serves one signature at a time.
pub trait Signer {
    /// The certificate of the key. It does not change during the life of the signer; an implementation whose card was
    /// exchanged refuses to sign.
    fn certificate(&self) -> &Certificate;

    /// Certificates of authorities that came with it, in no order, unverified: candidates for a certification path.
    fn authorities(&self) -> &[Certificate] {
        &[]
    }

    /// The algorithm of its signatures.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs once. The result is octets as XMLDSig holds them: for RSA the signature, for ECDSA r and s one after the
    /// other ([`EcdsaEncoding::P1363`]). Callers use [`sign`], which does not believe it.
    ///
    /// # Errors
    /// [`SignerError`] with the reason and what to do; nothing was signed, or what was signed is discarded.
    fn sign(&mut self, data: &DataToBeSigned<'_>) -> Result<Vec<u8>, SignerError>;
}

/// Octets to be signed, with their digest, which is computed once for all who need it. Owned or borrowed.
#[derive(Clone)]
pub struct DataToBeSigned<'a> {
    message: Cow<'a, [u8]>,
    digest: Digest,
}

impl<'a> DataToBeSigned<'a> {
    /// The message, digested as `algorithm` wants it; `None` for algorithms without a separate digest.
    ///
    /// # Errors
    /// Where this build does not have the digest algorithm.
    pub fn new(
        algorithm: SignatureAlgorithm,
        message: impl Into<Cow<'a, [u8]>>,
    ) -> Result<Option<DataToBeSigned<'a>>, UnsupportedDigest> {
        let Some(digest) = algorithm.digest() else { return Ok(None) };
        let message = message.into();
        Ok(Some(DataToBeSigned { digest: crypto::digest(digest, &message)?, message }))
    }

    /// As [`DataToBeSigned::new`], without digesting again what the message has in common with others. A message that begins
    /// otherwise, or an algorithm with another digest, is no error.
    ///
    /// # Errors
    /// Where this build does not have the digest algorithm.
    pub fn beginning_with(
        common: &CommonBeginning,
        algorithm: SignatureAlgorithm,
        message: impl Into<Cow<'a, [u8]>>,
    ) -> Result<Option<DataToBeSigned<'a>>, UnsupportedDigest> {
        let message = message.into();
        let fits = algorithm.digest() == Some(common.algorithm());
        match if fits { common.digest(&message) } else { None } {
            Some(digest) => Ok(Some(DataToBeSigned { message, digest })),
            None => DataToBeSigned::new(algorithm, message),
        }
    }

    /// The message itself.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Its digest.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// How many octets there are; never the octets, which name a patient.
impl fmt::Debug for DataToBeSigned<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DataToBeSigned({} octets)", self.message.len())
    }
}

/// Why nothing was signed.
#[derive(Debug)]
pub struct SignerError {
    /// What kind of failure, with its sentences for people.
    pub finding: &'static Finding,
    /// Particulars that need no translation: a driver's file, a return value. Never a PIN, never content.
    pub detail: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl SignerError {
    /// A failure of some implementation.
    pub fn new(finding: &'static Finding, detail: impl Into<String>) -> SignerError {
        SignerError { finding, detail: detail.into(), source: None }
    }

    /// The same, with the implementation's own error as its source.
    pub fn caused_by(finding: &'static Finding, source: impl Error + Send + Sync + 'static) -> SignerError {
        SignerError { finding, detail: source.to_string(), source: Some(Box::new(source)) }
    }

    /// The implementation's own error.
    pub fn into_source(self) -> Option<Box<dyn Error + Send + Sync>> {
        self.source
    }
}

impl fmt::Display for SignerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.finding.problem.en)?;
        if self.detail.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.detail) }
    }
}

impl Error for SignerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// A signature that fits its certificate and message. Having one is the proof.
#[derive(Clone, PartialEq, Eq)]
pub struct SignatureValue {
    algorithm: SignatureAlgorithm,
    octets: Vec<u8>,
}

impl SignatureValue {
    /// Verifies octets that a signer, a card or a service made.
    ///
    /// # Errors
    /// [`SignatureError`]: they are not a signature of `message` with the certificate's key, or one that would not be
    /// accepted anywhere.
    pub fn verify(
        certificate: &Certificate,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        octets: Vec<u8>,
    ) -> Result<SignatureValue, SignatureError> {
        let key = certificate.public_key();
        crypto::verify_signature(&algorithm, EcdsaEncoding::P1363, key, message, &octets)?;
        Ok(SignatureValue { algorithm, octets })
    }

    /// The same over data whose digest was computed before.
    ///
    /// # Errors
    /// As [`SignatureValue::verify`].
    pub fn verify_data(
        certificate: &Certificate,
        algorithm: SignatureAlgorithm,
        data: &DataToBeSigned<'_>,
        octets: Vec<u8>,
    ) -> Result<SignatureValue, SignatureError> {
        let (message, digest) = (data.message(), data.digest());
        let message = match digest.algorithm() {
            of_data if Some(of_data) == algorithm.digest() => {
                Message::Digested { message, algorithm: of_data, digest: digest.as_ref() }
            }
            _ => Message::Octets(message),
        };
        let key = certificate.public_key();
        crypto::verify_strong_signature(&algorithm, EcdsaEncoding::P1363, key, message, &octets)?;
        Ok(SignatureValue { algorithm, octets })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The octets of SignatureValue.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

impl fmt::Debug for SignatureValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignatureValue({}, {} octets)", self.algorithm, self.octets.len())
    }
}

/// The algorithm that everybody verifies, for the key of a certificate: RSASSA-PKCS1-v1_5 with SHA-256, as in real
/// prescriptions; for a key that is for RSASSA-PSS alone, that; ECDSA with the digest as strong as the curve. `None` for
/// other keys.
pub fn usual_algorithm(certificate: &Certificate) -> Option<SignatureAlgorithm> {
    const SHA256: DigestAlgorithm = DigestAlgorithm::Sha256;
    const PSS: RsaPssParameters = RsaPssParameters { digest: SHA256, mask_digest: SHA256, salt_length: 32 };
    Some(match certificate.public_key().kind() {
        KeyKind::Rsa(key) => match key.usage() {
            RsaKeyUsage::Any => SignatureAlgorithm::RsaPkcs1(SHA256),
            RsaKeyUsage::PssOnly(own) => SignatureAlgorithm::RsaPss(own.unwrap_or(PSS)),
        },
        KeyKind::Ec(Curve::P256) => SignatureAlgorithm::Ecdsa(SHA256),
        KeyKind::Ec(Curve::P384) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
        KeyKind::Ec(Curve::P521) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
        _ => return None,
    })
}

/// An ECDSA value in the form that certificates and many services have, `SEQUENCE { r INTEGER, s INTEGER }`, as XMLDSig
/// has it: r and s one after the other ([`EcdsaEncoding::P1363`]). `None` for octets that are no such value, or one of
/// another curve. Proves nothing.
pub fn p1363_from_der(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    let length = curve.coordinate_length()?;
    let mut whole = Reader::new(der);
    let mut fields = whole.sequence().ok()?;
    whole.finish().ok()?;
    let mut value = Vec::with_capacity(2 * length);
    for _ in 0..2 {
        let number = fields.integer().ok()?;
        let magnitude = number.strip_prefix(&[0]).unwrap_or(number);
        value.resize(value.len() + length.checked_sub(magnitude.len())?, 0);
        value.extend_from_slice(magnitude);
    }
    fields.finish().ok()?;
    Some(value)
}

/// Signs `message` and verifies the result with the signer's certificate.
///
/// # Errors
/// [`SignerError`]: the signer's own, or that what it returned is no signature of the message.
pub fn sign(signer: &mut dyn Signer, message: &[u8]) -> Result<SignatureValue, SignerError> {
    let algorithm = signer.algorithm();
    let unsupported = || SignerError::new(&UNSUPPORTED_ALGORITHM, algorithm.to_string());
    let data = match DataToBeSigned::new(algorithm, message) {
        Ok(data) => data.ok_or_else(unsupported)?,
        Err(error) => return Err(SignerError::caused_by(&UNSUPPORTED_ALGORITHM, error)),
    };
    sign_data(signer, &data)
}

/// [`sign`] for data whose digest was computed before, for the signer's algorithm.
///
/// # Errors
/// As [`sign`]; [`UNSUPPORTED_ALGORITHM`] where the digest is another one than the signer's algorithm has.
pub fn sign_data(signer: &mut dyn Signer, data: &DataToBeSigned<'_>) -> Result<SignatureValue, SignerError> {
    let algorithm = signer.algorithm();
    if algorithm.digest() != Some(data.digest.algorithm()) {
        return Err(SignerError::new(&UNSUPPORTED_ALGORITHM, algorithm.to_string()));
    }
    let octets = signer.sign(data)?;
    SignatureValue::verify_data(signer.certificate(), algorithm, data, octets)
        .map_err(|error| SignerError::caused_by(&WRONG_SIGNATURE, error))
}

crate::findings! {
    /// The signer's algorithm cannot be used.
    UNSUPPORTED_ALGORITHM = "signer::unsupported-algorithm",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "this build cannot sign with the algorithm: choose RSA or ECDSA with SHA-256"
               / "このビルドでは使用できない署名アルゴリズムです。SHA-256のRSAまたはECDSAを選択してください。";
    /// The cryptographic library gave no signature.
    FAILED = "signer::failed",
        label: "signature made" / "作成された署名",
        problem: "the cryptographic library made no signature: try again, and restart the machine if it happens again"
               / "暗号ライブラリーが署名を作成できませんでした。もう一度実行し、繰り返す場合はコンピューターを再起動してください。";
    /// A signer returned octets that are no signature with its certificate's key.
    WRONG_SIGNATURE = "signer::wrong-signature",
        label: "signature made" / "作成された署名",
        problem: "the signature does not fit the certificate and was discarded: check that key and certificate belong together, or the card's driver"
               / "作成された署名が証明書と一致しないため破棄しました。鍵と証明書の組合せ、またはカードのドライバーを確認してください。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Language;

    fn certificate(name: &str) -> Certificate {
        let path = format!("{}/../test-vectors/pki/certificates/{name}.der", env!("CARGO_MANIFEST_DIR"));
        Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
    }

    /// Returns whatever it is told.
    struct Liar(Certificate, Vec<u8>);

    impl Signer for Liar {
        fn certificate(&self) -> &Certificate {
            &self.0
        }

        fn algorithm(&self) -> SignatureAlgorithm {
            *self.0.signature_algorithm()
        }

        fn sign(&mut self, _: &DataToBeSigned<'_>) -> Result<Vec<u8>, SignerError> {
            Ok(self.1.clone())
        }
    }

    /// The issuer's signature over the certificate stands for a signer with the issuer's key.
    #[test]
    fn only_what_fits_the_certificate_is_a_signature_value() {
        let (issuer, issued) = (certificate("sign-ca"), certificate("doctor"));
        let (message, signature) = (issued.tbs_der(), issued.signature_value().to_vec());
        let right = sign(&mut Liar(issuer.clone(), signature.clone()), message).unwrap();
        assert_eq!(right.octets(), signature);

        let mut changed = signature.clone();
        changed[100] ^= 1;
        for wrong in [changed, signature[..255].to_vec(), Vec::new(), vec![0; 256]] {
            let error = sign(&mut Liar(issuer.clone(), wrong), message).unwrap_err();
            assert_eq!(error.finding, &WRONG_SIGNATURE);
        }
        let error = sign(&mut Liar(issued.clone(), signature), message).unwrap_err();
        assert_eq!(error.finding, &WRONG_SIGNATURE, "another key");
        assert!(error.source().is_some() && error.to_string().len() <= 500);
    }

    #[test]
    fn ecdsa_values_change_their_form() {
        let der = [&[0x30, 0x25, 0x02, 0x01, 0x05, 0x02, 0x20][..], &[0x41; 32]].concat();
        let value = p1363_from_der(Curve::P256, &der).unwrap();
        assert_eq!(value, [&[0; 31][..], &[5], &[0x41; 32]].concat());
        assert_eq!(p1363_from_der(Curve::P384, &der).unwrap().len(), 96);
        for wrong in [&der[..38], &[&der[..], &[0]].concat(), &[0x30, 0x00], &[0x41; 64]] {
            assert_eq!(p1363_from_der(Curve::P256, wrong), None);
        }
        let long = [&[0x30, 0x26, 0x02, 0x01, 0x05, 0x02, 0x21][..], &[0x41; 33]].concat();
        assert_eq!(p1363_from_der(Curve::P256, &long), None, "r or s longer than the curve's order");
    }

    #[test]
    fn messages_hold_the_rules() {
        for finding in ALL {
            assert!(finding.id.starts_with("signer::"));
            for language in [Language::English, Language::Japanese] {
                assert!(finding.problem.in_language(language).len() <= 500);
            }
        }
    }
}
