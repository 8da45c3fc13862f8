//! Time-stamp tokens (RFC 3161) of the shape seen in real prescriptions: CMS digest SHA-512, imprint SHA-256, the
//! authority's certificate inside, signingCertificate in its first version (SHA-1).

use crate::certificate::rsa_signature_oid;
use crate::der::*;
use crate::keys::Hash;
use crate::pki::Pki;

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const POLICY: &str = "1.2.392.200091.100.999.2";

/// How the attribute signingCertificate is made.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum SigningCertificate {
    /// ESSCertID with the SHA-1 of this certificate.
    Of(&'static str),
    Missing,
}

/// A token before it is signed.
pub(crate) struct TimeStamp<'a> {
    /// What is stamped.
    pub(crate) octets: &'a [u8],
    /// genTime, GeneralizedTime with its fraction.
    pub(crate) time: &'a str,
    pub(crate) imprint: Hash,
    /// The certificate of the signer, also embedded.
    pub(crate) authority: &'a str,
    pub(crate) signing_certificate: SigningCertificate,
    /// How many SignerInfos (RFC 3161 2.4.2 wants one).
    pub(crate) signers: usize,
}

impl<'a> TimeStamp<'a> {
    pub(crate) fn new(octets: &'a [u8], time: &'a str) -> Self {
        Self {
            octets,
            time,
            imprint: Hash::Sha256,
            authority: "tsa",
            signing_certificate: SigningCertificate::Of("tsa"),
            signers: 1,
        }
    }

    /// ContentInfo, DER.
    pub(crate) fn sign(&self, pki: &Pki) -> Vec<u8> {
        let tst_info = self.tst_info();
        let signer = self.signer_info(pki, &tst_info);
        let mut second = self.signer_info(pki, &tst_info);
        let last = second.len() - 1;
        second[last] ^= 1;
        let signers = [signer, second].into_iter().take(self.signers).collect();
        let signed_data = sequence([
            small_integer(3),
            set_of(vec![algorithm(Hash::Sha512.oid())]),
            sequence([object_identifier(TST_INFO), explicit(0, &octet_string(&tst_info))]),
            explicit(0, pki.certificate(self.authority)),
            set_of(signers),
        ]);
        sequence([object_identifier(SIGNED_DATA), explicit(0, &signed_data)])
    }

    fn tst_info(&self) -> Vec<u8> {
        let imprint =
            sequence([algorithm(self.imprint.oid()), octet_string(&self.imprint.digest(self.octets))]);
        // A serial number of its own for every imprint, as an authority that counts would give.
        let serial = &Hash::Sha1.digest(&imprint)[..4];
        sequence([
            small_integer(1),
            object_identifier(POLICY),
            imprint,
            unsigned_integer(serial),
            generalized_time(self.time),
        ])
    }

    fn signer_info(&self, pki: &Pki, tst_info: &[u8]) -> Vec<u8> {
        let attribute = |oid, value| sequence([object_identifier(oid), set_of(vec![value])]);
        let mut attributes = vec![
            attribute(CONTENT_TYPE, object_identifier(TST_INFO)),
            attribute(MESSAGE_DIGEST, octet_string(&Hash::Sha512.digest(tst_info))),
        ];
        if let SigningCertificate::Of(name) = self.signing_certificate {
            attributes.push(attribute(SIGNING_CERTIFICATE, signing_certificate(pki, name)));
        }
        let signed = set_of(attributes);
        let signature = pki.key_of(self.authority).sign(Hash::Sha512, &signed);
        let implicit = [&[0xa0], &signed[1..]].concat();
        let issued = pki.issued(self.authority);
        sequence([
            small_integer(1),
            sequence([issued.issuer.clone(), issued.serial.clone()]),
            algorithm(Hash::Sha512.oid()),
            implicit,
            algorithm(rsa_signature_oid(Hash::Sha512)),
            octet_string(&signature),
        ])
    }
}

/// SigningCertificate { certs { ESSCertID { SHA-1, IssuerSerial } } } (RFC 2634 5.4).
fn signing_certificate(pki: &Pki, name: &str) -> Vec<u8> {
    let issued = pki.issued(name);
    let issuer_serial = sequence([sequence([explicit(4, &issued.issuer)]), issued.serial.clone()]);
    let id = sequence([octet_string(&Hash::Sha1.digest(&issued.certificate)), issuer_serial]);
    sequence([sequence([id])])
}
