//! Who signs and by which rules: made once, used for any number of documents.

use std::sync::{Arc, OnceLock};

use hpki_core::algorithm::{Curve, DigestAlgorithm, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::key::KeyKind;
use hpki_core::path::TestCertificates;
use hpki_core::time::Time;

use crate::document::DocumentKind;
use crate::dsig::append_base64_lines;

use super::content::ContentRules;
use super::error::SignError;
use super::judgement::{self, Judgement};
use super::rules::SigningRules;
use super::template::Template;

/// The certificate that signs, the algorithm, and the rules that decide what is signed with them. Cloning is cheap;
/// what depends on the certificate alone is worked out once. The safe choices are the defaults.
///
/// ```
/// # fn example(certificate: hpki_core::certificate::Certificate) -> Result<(), hpki_xades::sign::SignError> {
/// use hpki_xades::sign::SigningSettings;
///
/// let settings = SigningSettings::new(certificate)?; // RSA or ECDSA with SHA-2, as the key is
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SigningSettings(Arc<Fields>);

#[derive(Clone)]
struct Fields {
    certificate: Certificate,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    rules: SigningRules,
    /// The text of X509Certificate.
    certificate_text: Vec<u8>,
    /// What came of holding the certificate against each kind of document.
    judgements: [OnceLock<Judgement>; 4],
    /// What is the same in all prescriptions.
    template: OnceLock<Template>,
}

impl SigningSettings {
    /// Signs with this certificate's key: RSASSA-PKCS1-v1_5 with SHA-256 for RSA, ECDSA with the digest of the
    /// curve's strength for P-256, P-384 and P-521.
    ///
    /// # Errors
    /// [`SignError::Key`] for a key that no receiver accepts.
    pub fn new(certificate: Certificate) -> Result<SigningSettings, SignError> {
        let algorithm = match certificate.public_key().kind() {
            KeyKind::Ec(Curve::P384) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            KeyKind::Ec(Curve::P521) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
            KeyKind::Ec(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            _ => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        };
        judgement::check_key(&certificate, algorithm)?;
        let mut certificate_text = Vec::new();
        append_base64_lines(certificate.as_der(), &mut certificate_text);
        Ok(SigningSettings(Arc::new(Fields {
            certificate,
            certificate_text,
            algorithm,
            digest: DigestAlgorithm::Sha256,
            rules: SigningRules::default(),
            judgements: Default::default(),
            template: OnceLock::new(),
        })))
    }

    /// Another algorithm than the key's usual one.
    ///
    /// # Errors
    /// [`SignError::Algorithm`] where it does not fit the key, has no name in XML, or is weak.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<SigningSettings, SignError> {
        judgement::check_key(&self.0.certificate, algorithm)?;
        Ok(self.changed(|fields| fields.algorithm = algorithm))
    }

    /// The digest of references and of the certificate. Default: SHA-256, as real documents have it.
    ///
    /// # Errors
    /// [`SignError::Algorithm`] for a digest that no receiver accepts.
    pub fn with_digest(self, digest: DigestAlgorithm) -> Result<SigningSettings, SignError> {
        if !digest.is_acceptable() {
            let why = format!("digests with {} are not accepted", digest.name());
            return Err(SignError::Algorithm { algorithm: self.0.algorithm, why });
        }
        Ok(self.changed(|fields| fields.digest = digest))
    }

    /// What may be signed and by whom, all at once.
    pub fn with_rules(self, rules: SigningRules) -> SigningSettings {
        self.changed(|fields| fields.rules = rules)
    }

    /// What CSVs must be like. Default: what the prescription service takes.
    pub fn with_content_rules(self, content_rules: ContentRules) -> SigningSettings {
        self.changed(|fields| fields.rules.content_rules = content_rules)
    }

    /// Whether a certificate under HPKI's test policy may sign. Default: refused.
    pub fn with_test_certificates(self, test_certificates: TestCertificates) -> SigningSettings {
        self.changed(|fields| fields.rules.test_certificates = test_certificates)
    }

    /// Roles that are demanded; see [`SigningRules::roles`].
    pub fn with_roles(self, roles: Vec<String>) -> SigningSettings {
        self.changed(|fields| fields.rules.roles = roles)
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm
    }

    /// The digest of references and of the certificate.
    pub fn digest(&self) -> DigestAlgorithm {
        self.0.digest
    }

    /// What may be signed and by whom.
    pub fn rules(&self) -> &SigningRules {
        &self.0.rules
    }

    pub(super) fn template(&self) -> Option<&Template> {
        self.0.template.get()
    }

    /// Keeps a template, if one comes out and there is none yet.
    pub(super) fn remember_template(&self, make: impl FnOnce() -> Option<Template>) {
        if self.0.template.get().is_none()
            && let Some(template) = make()
        {
            // Another thread may have been faster; its template is the same.
            let _ = self.0.template.set(template);
        }
    }

    /// The certificate in lines of base64.
    pub(super) fn certificate_text(&self) -> &[u8] {
        &self.0.certificate_text
    }

    /// Whether the certificate may sign this kind of document at this time.
    pub(super) fn check_certificate(&self, kind: DocumentKind, at: Time) -> Result<(), SignError> {
        let index = match kind {
            DocumentKind::Prescription => 0,
            DocumentKind::Dispensing => 1,
            DocumentKind::Referral => 2,
            DocumentKind::Generic => 3,
        };
        let judge = || judgement::judge(self.rules(), self.certificate(), kind);
        match self.0.judgements.get(index) {
            Some(known) => known.get_or_init(judge).refusal()?,
            None => judge().refusal()?,
        }
        judgement::check_validity(self.certificate(), at)
    }

    fn changed(mut self, change: impl FnOnce(&mut Fields)) -> SigningSettings {
        let fields = Arc::make_mut(&mut self.0);
        change(fields);
        fields.judgements = Default::default();
        fields.template = OnceLock::new();
        self
    }
}

/// Names the certificate and the algorithm.
impl std::fmt::Debug for SigningSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningSettings({}, {})", self.certificate().subject(), self.algorithm())
    }
}
