//! A test hierarchy of the shape that HPKI has: root, one authority for each use, the card's certificates (see the
//! certificate policies of the Ministry of Health, Labour and Welfare, chapter 7).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::digest;
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::time::Time;

use super::NewCardError;
use super::der_writer::{
    bit_string, element, explicit, object_identifier, octet_string, sequence, set, text, unsigned_integer,
    utf8_string,
};

const FIVE_YEARS: i64 = (5 * 365 + 1) * 86_400;
const TRUE: [u8; 3] = [0x01, 0x01, 0xff];
const NULL: [u8; 2] = [0x05, 0x00];

/// What a card application is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Signature,
    Authentication,
}

impl Use {
    /// The word in names of files.
    pub(super) fn word(self) -> &'static str {
        match self {
            Use::Signature => "signature",
            Use::Authentication => "authentication",
        }
    }

    /// The driver's name without its suffix.
    pub(super) fn library_name(self) -> &'static str {
        match self {
            Use::Signature => "HpkiSigP11_virtual",
            Use::Authentication => "HpkiAuthP11_virtual",
        }
    }

    /// Only ever the test policies.
    fn policy(self) -> &'static ObjectIdentifier {
        match self {
            Use::Signature => &oid::HPKI_POLICY_SIGNATURE_TEST,
            Use::Authentication => &oid::HPKI_POLICY_AUTHENTICATION_TEST,
        }
    }

    /// keyUsage: nonRepudiation, or digitalSignature.
    fn key_usage(self) -> [u8; 4] {
        match self {
            Use::Signature => [0x03, 0x02, 0x06, 0x40],
            Use::Authentication => [0x03, 0x02, 0x07, 0x80],
        }
    }

    fn authority_name(self) -> &'static str {
        match self {
            Use::Signature => "HPKI-01-VirtualTestCA-forNonRepudiation",
            Use::Authentication => "HPKI-01-VirtualTestCA-forAuthentication-forIndividual",
        }
    }
}

/// Who has the card.
pub(super) struct Holder<'a> {
    pub(super) role: &'a str,
    pub(super) name: &'a str,
}

/// An authority with its key.
pub(super) struct Authority<'k> {
    key: &'k KeyPair,
    name: Vec<u8>,
    not_before: Time,
    pub(super) certificate: Vec<u8>,
}

/// What differs between certificates.
struct Contents<'a> {
    key: &'a KeyPair,
    issuer: &'a [u8],
    subject: &'a [u8],
    extensions: Vec<Vec<u8>>,
}

impl<'k> Authority<'k> {
    pub(super) fn root(key: &'k KeyPair, not_before: Time) -> Result<Authority<'k>, NewCardError> {
        let name = name(&[
            (&oid::COUNTRY_NAME, "JP"),
            (&oid::ORGANIZATION_NAME, "Virtual card, not for use"),
            (&oid::COMMON_NAME, "HPKI virtual test root"),
        ]);
        let mut authority = Authority { key, name, not_before, certificate: Vec::new() };
        let contents = Contents {
            key,
            issuer: &authority.name,
            subject: &authority.name,
            extensions: authority_extensions(),
        };
        authority.certificate = authority.sign_certificate(&contents)?;
        Ok(authority)
    }

    pub(super) fn issue_authority<'a>(
        &self,
        key: &'a KeyPair,
        purpose: Use,
    ) -> Result<Authority<'a>, NewCardError> {
        let name = name(&[
            (&oid::COUNTRY_NAME, "JP"),
            (&oid::ORGANIZATION_NAME, "Virtual card, not for use"),
            (&oid::COMMON_NAME, purpose.authority_name()),
        ]);
        let mut extensions = authority_extensions();
        extensions.push(policies(purpose));
        let contents = Contents { key, issuer: &self.name, subject: &name, extensions };
        let certificate = self.sign_certificate(&contents)?;
        Ok(Authority { key, name, not_before: self.not_before, certificate })
    }

    pub(super) fn issue_card(
        &self,
        key: &KeyPair,
        holder: &Holder<'_>,
        purpose: Use,
    ) -> Result<Vec<u8>, NewCardError> {
        // The romanised name is the subject's; the Japanese one stands in subjectAltName.
        let latin = if holder.name.is_ascii() { holder.name } else { "TEST CARD HOLDER" };
        let subject = name(&[
            (&oid::COUNTRY_NAME, "JP"),
            (&oid::ORGANIZATION_NAME, "Virtual card, not for use"),
            (&oid::COMMON_NAME, latin),
            (&oid::SERIAL_NUMBER, "000000"),
        ]);
        let mut extensions = vec![
            extension(&oid::KEY_USAGE, true, &purpose.key_usage()),
            extension(&oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &hc_role(holder.role)),
            policies(purpose),
        ];
        if !holder.name.is_ascii() {
            let japanese = sequence(&[&set(&sequence(&[
                &object_identifier(&oid::COMMON_NAME),
                &utf8_string(holder.name),
            ]))]);
            let names = sequence(&[&explicit(4, &japanese)]);
            extensions.push(extension(&oid::SUBJECT_ALT_NAME, false, &names));
        }
        self.sign_certificate(&Contents { key, issuer: &self.name, subject: &subject, extensions })
    }

    /// A revocation list without entries, good as long as the certificates.
    pub(super) fn list(&self) -> Result<Vec<u8>, NewCardError> {
        let (this_update, next_update) = self.validity()?;
        let number = extension(&oid::CRL_NUMBER, false, &unsigned_integer(&[1]));
        let authority = self.authority_key_identifier()?;
        let tbs = sequence(&[
            &unsigned_integer(&[1]),
            &sha256_with_rsa(),
            &self.name,
            &this_update,
            &next_update,
            &explicit(0, &sequence(&[&authority, &number])),
        ]);
        self.signed(&tbs)
    }

    fn sign_certificate(&self, contents: &Contents<'_>) -> Result<Vec<u8>, NewCardError> {
        let (not_before, not_after) = self.validity()?;
        let mut serial = [0; 8];
        SystemRandom::new().fill(&mut serial).map_err(|_| NewCardError::Crypto)?;
        let public_key = public_key_info(contents.key)?;
        let mut extensions = contents.extensions.clone();
        extensions.push(extension(
            &oid::SUBJECT_KEY_IDENTIFIER,
            false,
            &octet_string(&key_identifier(contents.key)?),
        ));
        extensions.push(self.authority_key_identifier()?);
        let tbs = sequence(&[
            &explicit(0, &unsigned_integer(&[2])),
            &unsigned_integer(&serial),
            &sha256_with_rsa(),
            contents.issuer,
            &sequence(&[&not_before, &not_after]),
            contents.subject,
            &public_key,
            &explicit(3, &sequence(&[&extensions.concat()])),
        ]);
        self.signed(&tbs)
    }

    fn signed(&self, tbs: &[u8]) -> Result<Vec<u8>, NewCardError> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), tbs, &mut signature)
            .map_err(|_| NewCardError::Crypto)?;
        Ok(sequence(&[tbs, &sha256_with_rsa(), &bit_string(&signature)]))
    }

    fn validity(&self) -> Result<(Vec<u8>, Vec<u8>), NewCardError> {
        let end = self.not_before.plus_seconds(FIVE_YEARS).ok_or(NewCardError::Time)?;
        Ok((time(self.not_before), time(end)))
    }

    fn authority_key_identifier(&self) -> Result<Vec<u8>, NewCardError> {
        let value = sequence(&[&element(0x80, &key_identifier(self.key)?)]);
        Ok(extension(&oid::AUTHORITY_KEY_IDENTIFIER, false, &value))
    }
}

/// UTCTime through 2049, GeneralizedTime after (RFC 5280, 4.1.2.5).
fn time(time: Time) -> Vec<u8> {
    let digits: String = time.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    match digits.strip_prefix("20") {
        Some(short) if *short < *"50" => element(0x17, format!("{short}Z").as_bytes()),
        _ => element(0x18, format!("{digits}Z").as_bytes()),
    }
}

fn name(attributes: &[(&ObjectIdentifier, &str)]) -> Vec<u8> {
    let rdn =
        |(kind, value): &(&ObjectIdentifier, &str)| set(&sequence(&[&object_identifier(kind), &text(value)]));
    sequence(&[&attributes.iter().flat_map(rdn).collect::<Vec<_>>()])
}

fn extension(kind: &ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &TRUE } else { &[] };
    sequence(&[&object_identifier(kind), critical, &octet_string(value)])
}

/// basicConstraints with cA, keyUsage with keyCertSign and cRLSign.
fn authority_extensions() -> Vec<Vec<u8>> {
    vec![
        extension(&oid::BASIC_CONSTRAINTS, true, &sequence(&[&TRUE])),
        extension(&oid::KEY_USAGE, true, &[0x03, 0x02, 0x01, 0x06]),
    ]
}

fn policies(purpose: Use) -> Vec<u8> {
    let policy = sequence(&[&sequence(&[&object_identifier(purpose.policy())])]);
    extension(&oid::CERTIFICATE_POLICIES, true, &policy)
}

/// subjectDirectoryAttributes with one hcRole.
fn hc_role(role: &str) -> Vec<u8> {
    let coded_data = element(
        0x31,
        &[explicit(0, &object_identifier(&oid::HPKI_CODING_SCHEME)), explicit(2, &utf8_string(role))]
            .concat(),
    );
    let actor_data = set(&sequence(&[&explicit(0, &coded_data)]));
    sequence(&[&sequence(&[&object_identifier(&oid::HC_ROLE), &set(&actor_data)])])
}

fn sha256_with_rsa() -> Vec<u8> {
    sequence(&[&object_identifier(&oid::SHA256_WITH_RSA), &NULL])
}

fn public_key_info(key: &KeyPair) -> Result<Vec<u8>, NewCardError> {
    let info = key.public_key().as_der().map_err(|_| NewCardError::Crypto)?;
    Ok(info.as_ref().to_vec())
}

/// The first 160 bits of a SHA-256 over the key (RFC 7093, 2, method 1).
fn key_identifier(key: &KeyPair) -> Result<Vec<u8>, NewCardError> {
    let info =
        digest(DigestAlgorithm::Sha256, key.public_key().as_ref()).map_err(|_| NewCardError::Crypto)?;
    Ok(info.as_ref().iter().copied().take(20).collect())
}
