//! Certificate revocation lists of the two shapes HPKI publishes, and their broken relatives.

use crate::certificate::{Critical, Extension, distribution_point_name, rsa_signature_oid};
use crate::der::octet_string;
use crate::der::{
    algorithm, bit_string, explicit, object_identifier, sequence, sequence_of, small_integer, time, tlv,
};
use crate::keys::{Hash, Key};

const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// A revoked certificate.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The whole INTEGER element.
    pub(crate) serial: Vec<u8>,
    pub(crate) date: &'static str,
    /// CRLReason (RFC 5280 5.3.1).
    pub(crate) reason: Option<u8>,
}

/// A list before it is signed.
#[derive(Clone)]
pub(crate) struct CertificateList {
    /// The version field: `Some(1)` is version 2, `None` leaves the field out (version 1, without extensions).
    pub(crate) version: Option<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) this_update: &'static str,
    pub(crate) next_update: Option<&'static str>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) extensions: Vec<Extension>,
}

impl CertificateList {
    pub(crate) fn new(
        issuer: &[u8],
        authority: Vec<u8>,
        number: u8,
        this_update: &'static str,
        next_update: &'static str,
    ) -> Self {
        let no = |oid, value| Extension { oid, critical: Critical::No, value };
        Self {
            version: Some(1),
            issuer: issuer.to_vec(),
            this_update,
            next_update: Some(next_update),
            entries: Vec::new(),
            extensions: vec![no(AUTHORITY_KEY_IDENTIFIER, authority), no(CRL_NUMBER, small_integer(number))],
        }
    }

    pub(crate) fn revoke(mut self, serial: &[u8], date: &'static str, reason: Option<u8>) -> Self {
        self.entries.push(Entry { serial: serial.to_vec(), date, reason });
        self
    }

    /// The root's list: a critical issuingDistributionPoint, for CA certificates alone.
    pub(crate) fn for_ca_certificates(mut self, distribution_point: &[u8]) -> Self {
        // distribution_point_name gives DistributionPoint; its content is [0] DistributionPointName, which is IDP's too.
        let point = distribution_point_name(distribution_point);
        let value = sequence([crate::certificate::content(&point).to_vec(), tlv(0x82, &[0xff])]);
        self.extensions.push(Extension { oid: ISSUING_DISTRIBUTION_POINT, critical: Critical::Yes, value });
        self
    }

    /// A list for another scope: user certificates alone, of a distribution point with another name.
    pub(crate) fn with_issuing_distribution_point(mut self, value: Vec<u8>) -> Self {
        self.extensions.push(Extension { oid: ISSUING_DISTRIBUTION_POINT, critical: Critical::Yes, value });
        self
    }

    pub(crate) fn delta_of(mut self, base: u8) -> Self {
        let value = small_integer(base);
        self.extensions.push(Extension { oid: DELTA_CRL_INDICATOR, critical: Critical::Yes, value });
        self
    }

    pub(crate) fn with_extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let algorithm = algorithm(rsa_signature_oid(Hash::Sha256));
        let entries: Vec<Vec<u8>> = self.entries.iter().map(Entry::encode).collect();
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::encode).collect();
        let tbs = sequence([
            self.version.map_or_else(Vec::new, small_integer),
            algorithm.clone(),
            self.issuer.clone(),
            time(self.this_update),
            self.next_update.map_or_else(Vec::new, time),
            if entries.is_empty() { Vec::new() } else { sequence_of(&entries) },
            if extensions.is_empty() { Vec::new() } else { explicit(0, &sequence_of(&extensions)) },
        ]);
        let signature = key.sign(Hash::Sha256, &tbs);
        sequence([tbs, algorithm, bit_string(&signature)])
    }
}

impl Entry {
    fn encode(&self) -> Vec<u8> {
        let reason = self.reason.map_or_else(Vec::new, |code| {
            let extension = sequence([object_identifier(REASON_CODE), octet_string(&tlv(0x0a, &[code]))]);
            sequence([extension])
        });
        sequence([self.serial.clone(), time(self.date), reason])
    }
}
