//! Departures from the letter of the standards that real time-stamp authorities make and that touch nothing a
//! token proves. They are read, remembered and reported as warnings.

use std::fmt;

/// A harmless departure of a token from RFC 3161 or RFC 5652.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deviation {
    /// The version of SignedData is not the one RFC 5652, section 5.1 computes (3 for a token).
    SignedDataVersion,
    /// The version of SignerInfo does not fit its sid (1 for issuer and serial number, 3 for a key identifier).
    SignerInfoVersion,
    /// digestAlgorithms does not list the algorithm the signer used (RFC 5652, section 5.1).
    DigestAlgorithmNotListed,
    /// The digest of the signature algorithm is another than digestAlgorithm.
    TwoDigestAlgorithms,
    /// The signed attributes are not in DER's order of a SET OF (X.690, section 11.6); the signature is verified
    /// over them as they were sent.
    SignedAttributeOrder,
    /// A default value is written out, which DER forbids: `ordering FALSE` in the tokens of a Japanese service.
    DefaultWrittenOut,
    /// The decimals of genTime end in zeros, which RFC 3161, section 2.4.2 forbids.
    GenTimeTrailingZeros,
    /// accuracy has zero milliseconds or microseconds, where they should be left out.
    AccuracyZero,
    /// The serial number of the token is negative or longer than the 160 bits of RFC 3161, section 2.4.2.
    SerialNumber,
    /// The name the authority gives itself in TSTInfo cannot be read; the certificate's name counts anyway.
    TsaNameUnreadable,
    /// The issuer or serial number in a signing certificate attribute cannot be read; the digest decides.
    IssuerSerialUnreadable,
    /// A certificate in the token cannot be read, so it is no candidate for anything.
    CertificateUnreadable,
    /// A revocation list in the token cannot be read, so it answers nothing.
    CertificateListUnreadable,
    /// The token holds an attribute certificate or another kind that is not looked at.
    OtherCertificateFormat,
    /// The token holds revocation data of another kind than revocation lists, such as OCSP answers, that is not
    /// looked at.
    OtherRevocationFormat,
}

impl Deviation {
    /// Whether the e-prescription service's own tokens have it, so that it deserves no warning.
    pub const fn is_usual(self) -> bool {
        matches!(self, Deviation::DefaultWrittenOut)
    }

    /// The departure in a few words, the `detail` of a warning.
    pub const fn description(self) -> &'static str {
        match self {
            Deviation::SignedDataVersion => "SignedData.version is not 3",
            Deviation::SignerInfoVersion => "SignerInfo.version does not fit sid",
            Deviation::DigestAlgorithmNotListed => "digestAlgorithms does not list the signer's algorithm",
            Deviation::TwoDigestAlgorithms => "signatureAlgorithm has another digest than digestAlgorithm",
            Deviation::SignedAttributeOrder => "signedAttrs are not in DER order",
            Deviation::DefaultWrittenOut => "a DEFAULT value is written out",
            Deviation::GenTimeTrailingZeros => "the decimals of genTime end in zeros",
            Deviation::AccuracyZero => "accuracy has zero millis or micros",
            Deviation::SerialNumber => "serialNumber is negative or over 160 bits",
            Deviation::TsaNameUnreadable => "tsa cannot be read",
            Deviation::IssuerSerialUnreadable => "issuerSerial of the signing certificate cannot be read",
            Deviation::CertificateUnreadable => "certificates: one cannot be read",
            Deviation::CertificateListUnreadable => "crls: one cannot be read",
            Deviation::OtherCertificateFormat => "certificates: one of another format",
            Deviation::OtherRevocationFormat => "crls: revocation data of another format",
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.description())
    }
}

/// Each departure that was met, once, in the order in which they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deviations(Vec<Deviation>);

impl Deviations {
    pub(super) fn note(&mut self, deviation: Deviation) {
        if !self.0.contains(&deviation) {
            self.0.push(deviation);
        }
    }

    pub(super) fn as_slice(&self) -> &[Deviation] {
        &self.0
    }
}
