//! A preparation stored between its steps: JSON, with a version.
//!
//! The state holds what was asked for (content, certificate, algorithm, time, rules) and the SHA-256 of the octets that
//! were handed out to be signed. Nothing in it is believed: reading it does the whole preparation again, with every
//! refusal, and must come to the same octets. So a state that was changed gives an error, and a state that was changed
//! together with its SHA-256 gives a preparation that no signature made for the first one fits.

use base64_simd::STANDARD;
use hpki_core::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::path::TestCertificates;
use hpki_core::profile::Profile;
use hpki_core::time::Time;
use serde::{Deserialize, Serialize};

use super::content::ContentRules;
use super::error::SignError;
use super::prepared::Prepared;
use super::rules::SigningRules;
use super::settings::SigningSettings;

mod request;

use request::StoredRequest;

const FORMAT: &str = "hpki-prepared-signature";
const VERSION: u32 = 1;
/// Octets of a state: the largest file that is read, in base64, and what stands around it.
const LARGEST: usize = 512 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: String,
    version: u32,
    /// SHA-256 of the octets to be signed, in hexadecimal.
    data_to_be_signed_sha256: String,
    signature_algorithm: String,
    digest_algorithm: String,
    signing_time: String,
    certificate: Octets,
    rules: StoredRules,
    request: StoredRequest,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRules {
    content: String,
    test_certificates: String,
    profile: String,
    roles: Vec<String>,
}

/// Octets as strict base64 text.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Octets(String);

impl Octets {
    fn of(octets: &[u8]) -> Octets {
        Octets(STANDARD.encode_to_string(octets))
    }

    fn decode(&self) -> Result<Vec<u8>, SignError> {
        STANDARD.decode_to_vec(&self.0).map_err(|error| unusable(format!("base64: {error}")))
    }
}

impl Prepared {
    /// The preparation as a file: it holds the content to be signed, so it is as confidential as the document. Names of
    /// roles other than Japan's are not stored; they change wording alone.
    ///
    /// # Errors
    /// [`SignError::State`] under a profile that has no name in a state.
    pub fn to_state(&self) -> Result<Vec<u8>, SignError> {
        let rules = self.settings.rules();
        let algorithm = self.algorithm();
        let stored = Stored {
            format: FORMAT.to_owned(),
            version: VERSION,
            data_to_be_signed_sha256: sha256(self.data_to_be_signed())?,
            signature_algorithm: algorithm.xml_uri().unwrap_or_default().to_owned(),
            digest_algorithm: self.settings.digest().xml_uri().to_owned(),
            signing_time: self.signing_time.to_string(),
            certificate: Octets::of(self.certificate().as_der()),
            rules: StoredRules {
                content: rules.content_rules.name().to_owned(),
                test_certificates: test_certificates_name(rules.test_certificates).to_owned(),
                profile: profile_name(rules.profile())?.to_owned(),
                roles: rules.roles.clone(),
            },
            request: StoredRequest::of(&self.request),
        };
        serde_json::to_vec(&stored).map_err(|error| unusable(error.to_string()))
    }

    /// Takes a stored preparation up again: the preparation is done anew from what the state holds, and the octets to be
    /// signed must be those that were handed out.
    ///
    /// Which rules the state was made under is seen in [`Prepared::settings`].
    ///
    /// # Errors
    /// [`SignError::State`] for anything but a state of this version; [`SignError::StateChanged`]; every refusal of a
    /// preparation.
    pub fn from_state(state: &[u8]) -> Result<Prepared, SignError> {
        if state.len() > LARGEST {
            return Err(SignError::Limit { what: "octets of a state", found: state.len(), limit: LARGEST });
        }
        let stored: Stored = serde_json::from_slice(state).map_err(|error| {
            // Its own words could repeat content; the place is enough.
            unusable(format!("line {}, column {}", error.line(), error.column()))
        })?;
        if stored.format != FORMAT || stored.version != VERSION {
            return Err(unusable(format!("no state of version {VERSION}")));
        }
        let settings = stored.settings()?;
        let signing_time =
            Time::from_rfc3339(&stored.signing_time).map_err(|error| unusable(error.to_string()))?;
        let prepared = stored.request.request()?.prepare(&settings, signing_time)?;
        let found = sha256(prepared.data_to_be_signed())?;
        if found != stored.data_to_be_signed_sha256 {
            let expected = stored.data_to_be_signed_sha256.chars().take(64).collect();
            return Err(SignError::StateChanged { expected, found });
        }
        Ok(prepared)
    }
}

impl Stored {
    fn settings(&self) -> Result<SigningSettings, SignError> {
        let certificate = Certificate::from_der(&self.certificate.decode()?)
            .map_err(|error| unusable(format!("certificate: {error}")))?;
        let algorithm = SignatureAlgorithm::from_xml_uri(&self.signature_algorithm);
        let algorithm = algorithm.ok_or_else(|| unusable("signature_algorithm".to_owned()))?;
        let digest = DigestAlgorithm::from_xml_uri(&self.digest_algorithm);
        let digest = digest.ok_or_else(|| unusable("digest_algorithm".to_owned()))?;
        let content_rules = ContentRules::of_name(&self.rules.content);
        let tests = [TestCertificates::Refuse, TestCertificates::Accept]
            .into_iter()
            .find(|&tests| test_certificates_name(tests) == self.rules.test_certificates);
        let profile = PROFILES.iter().find(|(_, name)| *name == self.rules.profile);
        let (Some(content_rules), Some(test_certificates), Some(&(profile, _))) =
            (content_rules, tests, profile)
        else {
            return Err(unusable("rules".to_owned()));
        };
        let rules = SigningRules {
            content_rules,
            test_certificates,
            roles: self.rules.roles.clone(),
            role_table: None,
            profile,
        };
        SigningSettings::new(certificate)?
            .with_algorithm(algorithm)?
            .with_digest(digest)
            .map(|it| it.with_rules(rules))
    }
}

const PROFILES: [(Profile, &str); 3] = [
    (Profile::HpkiSignature, "hpki-signature"),
    (Profile::HpkiAuthentication, "hpki-authentication"),
    (Profile::Rfc5280, "rfc5280"),
];

fn profile_name(profile: Profile) -> Result<&'static str, SignError> {
    let known = PROFILES.iter().find(|(known, _)| *known == profile);
    known.map(|&(_, name)| name).ok_or_else(|| unusable("a profile without a name".to_owned()))
}

fn test_certificates_name(tests: TestCertificates) -> &'static str {
    match tests {
        TestCertificates::Refuse => "refuse",
        TestCertificates::Accept => "accept",
    }
}

fn sha256(octets: &[u8]) -> Result<String, SignError> {
    let digest = crypto::digest(DigestAlgorithm::Sha256, octets);
    digest.map(|digest| digest.to_string()).map_err(|error| unusable(error.to_string()))
}

fn unusable(why: String) -> SignError {
    SignError::State(why)
}
