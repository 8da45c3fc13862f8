//! TimeStampReq, what is sent to a time-stamp authority (RFC 3161, section 2.4.1). Nothing is sent from here.
//!
//! ```text
//! TimeStampReq ::= SEQUENCE  {
//!    version                  INTEGER  { v1(1) },
//!    messageImprint           MessageImprint,
//!    reqPolicy                TSAPolicyId                OPTIONAL,
//!    nonce                    INTEGER                    OPTIONAL,
//!    certReq                  BOOLEAN                    DEFAULT FALSE,
//!    extensions               [0] IMPLICIT Extensions    OPTIONAL  }
//! ```

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::der::{Reader, Tag};
use hpki_core::oid::ObjectIdentifier;

use super::digest_identifier::DigestIdentifier;
use super::error::{InField, TimeStampError, TimeStampProblem};
use super::tst_info::MessageImprint;

/// A request for a time-stamp over a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampReq {
    message_imprint: MessageImprint,
    policy: Option<ObjectIdentifier>,
    nonce: Option<Nonce>,
    certificate: CertificateRequest,
}

/// A random number that the answer repeats, so that an old answer cannot stand for a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// Content octets of an INTEGER.
    octets: Vec<u8>,
}

/// Whether the answer should contain the authority's certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertificateRequest {
    /// It should: a token without it cannot be verified by somebody who has nothing else.
    #[default]
    Include,
    /// It need not.
    Omit,
}

/// Why no request can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeStampReqError {
    /// A digest algorithm that is too weak to be worth a time-stamp.
    #[error("no time-stamp is asked for with {algorithm}: use SHA-256, SHA-384 or SHA-512")]
    WeakDigest {
        /// The algorithm.
        algorithm: DigestAlgorithm,
    },
    /// The digest is not as long as its algorithm makes it.
    #[error("a digest by {algorithm} has {} octets, not {found}", algorithm.length())]
    DigestLength {
        /// The algorithm.
        algorithm: DigestAlgorithm,
        /// Octets given.
        found: usize,
    },
}

impl Nonce {
    /// From 16 random octets; the caller has the source of randomness.
    pub fn from_random(random: [u8; 16]) -> Nonce {
        // A leading octet keeps the INTEGER positive and its length fixed.
        let mut octets = vec![0x01];
        octets.extend_from_slice(&random);
        Nonce { octets }
    }

    /// From the content octets of an INTEGER, as a token repeats them ([`TstInfo::nonce`](super::TstInfo::nonce)).
    pub fn from_octets(octets: &[u8]) -> Nonce {
        Nonce { octets: octets.to_vec() }
    }

    /// Content octets of the INTEGER.
    pub fn as_octets(&self) -> &[u8] {
        &self.octets
    }
}

impl TimeStampReq {
    /// A request over a digest, without policy and nonce, for a token that contains the certificate.
    ///
    /// # Errors
    /// See [`TimeStampReqError`].
    pub fn new(algorithm: DigestAlgorithm, digest: &[u8]) -> Result<TimeStampReq, TimeStampReqError> {
        if !algorithm.is_acceptable() {
            return Err(TimeStampReqError::WeakDigest { algorithm });
        }
        if digest.len() != algorithm.length() {
            return Err(TimeStampReqError::DigestLength { algorithm, found: digest.len() });
        }
        Ok(TimeStampReq {
            message_imprint: MessageImprint::new(DigestIdentifier::new(algorithm.oid()), digest.to_vec()),
            policy: None,
            nonce: None,
            certificate: CertificateRequest::default(),
        })
    }

    /// Reads a request that was made and stored before. Nothing may follow it.
    ///
    /// # Errors
    /// [`TimeStampError`] where the octets are no request, or one with extensions, which are not implemented.
    pub fn from_der(der: &[u8]) -> Result<TimeStampReq, TimeStampError> {
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence().in_field("TimeStampReq")?;
        outer.finish().in_field("TimeStampReq")?;
        match fields.unsigned().in_field("TimeStampReq.version")? {
            1 => {}
            _ => return Err(TimeStampProblem::Version).in_field("TimeStampReq.version"),
        }
        let message_imprint = MessageImprint::read(&mut fields).in_field("TimeStampReq.messageImprint")?;
        let policy = fields.optional(Tag::OBJECT_IDENTIFIER).in_field("TimeStampReq.reqPolicy")?;
        let policy = policy.map(|element| element.as_object_identifier()).transpose();
        let nonce = fields.optional(Tag::INTEGER).in_field("TimeStampReq.nonce")?;
        let nonce = nonce.map(|element| element.as_integer()).transpose().in_field("TimeStampReq.nonce")?;
        let certificate = fields.optional_boolean().in_field("TimeStampReq.certReq")?;
        fields.finish().in_field("TimeStampReq")?;
        Ok(TimeStampReq {
            message_imprint,
            policy: policy.in_field("TimeStampReq.reqPolicy")?,
            nonce: nonce.map(|octets| Nonce { octets: octets.to_vec() }),
            certificate: match certificate {
                Some(true) => CertificateRequest::Include,
                _ => CertificateRequest::Omit,
            },
        })
    }

    /// Asks for a time-stamp under this policy of the authority.
    #[must_use]
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> TimeStampReq {
        self.policy = Some(policy);
        self
    }

    /// Asks for an answer that repeats this number.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> TimeStampReq {
        self.nonce = Some(nonce);
        self
    }

    /// Whether the answer should contain the authority's certificate.
    #[must_use]
    pub fn with_certificate(mut self, certificate: CertificateRequest) -> TimeStampReq {
        self.certificate = certificate;
        self
    }

    /// The digest a time-stamp is wanted for.
    pub fn message_imprint(&self) -> &MessageImprint {
        &self.message_imprint
    }

    /// The policy asked for.
    pub fn policy(&self) -> Option<ObjectIdentifier> {
        self.policy
    }

    /// The number the answer must repeat.
    pub fn nonce(&self) -> Option<&Nonce> {
        self.nonce.as_ref()
    }

    /// The octets to send, with the media type `application/timestamp-query`.
    pub fn to_der(&self) -> Vec<u8> {
        let imprint = &self.message_imprint;
        let identifier = element(0x06, imprint.algorithm().identifier().as_octets());
        // NULL beside the identifier: RFC 5754 allows both, and older authorities know only this form.
        let algorithm = element(0x30, &[identifier, element(0x05, &[])].concat());
        let hashed_message = element(0x04, imprint.hashed_message());
        let mut content = element(0x02, &[1]);
        content.extend(element(0x30, &[algorithm, hashed_message].concat()));
        content.extend(self.policy.iter().flat_map(|policy| element(0x06, policy.as_octets())));
        content.extend(self.nonce.iter().flat_map(|nonce| element(0x02, nonce.as_octets())));
        if self.certificate == CertificateRequest::Include {
            content.extend(element(0x01, &[0xff]));
        }
        element(0x30, &content)
    }
}

/// Tag, length and content in DER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|octet| *octet == 0).collect();
    let mut octets = vec![tag];
    match *significant.as_slice() {
        [] => octets.push(0),
        [short @ 0..=0x7f] => octets.push(short),
        _ => {
            octets.push(0x80 | significant.len() as u8);
            octets.extend(significant);
        }
    }
    octets.extend_from_slice(content);
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_as_openssl_writes_it() {
        // openssl ts -query -digest 00…1f -sha256 -tspolicy 1.2.3.4 -cert, with a nonce of ours.
        let digest: Vec<u8> = (0..32).collect();
        let request = TimeStampReq::new(DigestAlgorithm::Sha256, &digest).unwrap();
        let request = request.with_policy(ObjectIdentifier::from_dotted("1.2.3.4").unwrap());
        let request = request.with_nonce(Nonce::from_random([0xff; 16]));
        let mut expected = vec![0x30, 0x51, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09];
        expected.extend([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20]);
        expected.extend(&digest);
        expected.extend([0x06, 0x03, 0x2a, 0x03, 0x04, 0x02, 0x11, 0x01]);
        expected.extend([0xff; 16]);
        expected.extend([0x01, 0x01, 0xff]);
        assert_eq!(request.to_der(), expected);
        assert_eq!(TimeStampReq::from_der(&expected), Ok(request));
    }

    #[test]
    fn what_is_left_out_stays_out() {
        let request = TimeStampReq::new(DigestAlgorithm::Sha512, &[7; 64]).unwrap();
        let request = request.with_certificate(CertificateRequest::Omit);
        let der = request.to_der();
        assert_eq!(TimeStampReq::from_der(&der), Ok(request));
        for length in 0..der.len() {
            assert!(TimeStampReq::from_der(&der[..length]).is_err());
        }
    }

    #[test]
    fn lengths_are_written_in_their_shortest_form() {
        for (length, header) in [
            (0, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (255, &[4, 0x81, 255]),
            (256, &[4, 0x82, 1, 0]),
            (65_536, &[4, 0x83, 1, 0, 0]),
        ] {
            let octets = element(4, &vec![0xaa; length]);
            assert_eq!((&octets[..header.len()], octets.len()), (header, header.len() + length));
        }
    }

    #[test]
    fn no_worthless_time_stamp_is_asked_for() {
        let weak = TimeStampReq::new(DigestAlgorithm::Sha1, &[0; 20]);
        assert_eq!(weak, Err(TimeStampReqError::WeakDigest { algorithm: DigestAlgorithm::Sha1 }));
        let short = TimeStampReq::new(DigestAlgorithm::Sha256, &[0; 31]);
        let algorithm = DigestAlgorithm::Sha256;
        assert_eq!(short, Err(TimeStampReqError::DigestLength { algorithm, found: 31 }));
    }
}
