//! Indications and sub-indications of EN 319 102-1, section 5.1.3, tables 5 and 6.

use std::fmt;

/// The status of a validation (EN 319 102-1, table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Indication {
    /// Every check passed under the policy of the caller.
    TotalPassed,
    /// What is at hand neither proves nor disproves the signature.
    Indeterminate,
    /// The signature is wrong, or was made when its maker was not entitled to make it.
    TotalFailed,
}

impl Indication {
    /// The name used in reports: `TOTAL-PASSED`, `INDETERMINATE` or `TOTAL-FAILED`.
    pub const fn name(self) -> &'static str {
        match self {
            Indication::TotalPassed => "TOTAL-PASSED",
            Indication::Indeterminate => "INDETERMINATE",
            Indication::TotalFailed => "TOTAL-FAILED",
        }
    }
}

impl fmt::Display for Indication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

macro_rules! sub_indications {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $indication:ident;)*) => {
        /// Why a validation did not pass (EN 319 102-1, table 6).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum SubIndication { $($(#[$meta])* $variant,)* }

        impl SubIndication {
            /// The name used in reports, such as `HASH_FAILURE`.
            pub const fn name(self) -> &'static str {
                match self { $(SubIndication::$variant => $name,)* }
            }

            /// The indication that goes with it.
            pub const fn indication(self) -> Indication {
                match self { $(SubIndication::$variant => Indication::$indication,)* }
            }

            /// Every sub-indication, in the order of table 6.
            pub const ALL: &'static [SubIndication] = &[$(SubIndication::$variant),*];
        }
    };
}

sub_indications! {
    /// The document does not follow the grammar.
    FormatFailure = "FORMAT_FAILURE", TotalFailed;
    /// A digest differs from the one that was signed.
    HashFailure = "HASH_FAILURE", TotalFailed;
    /// The signature value does not fit the signer's key.
    SigCryptoFailure = "SIG_CRYPTO_FAILURE", TotalFailed;
    /// The signer's certificate was revoked before the proven time of the signature.
    Revoked = "REVOKED", TotalFailed;
    /// The signer's certificate had expired at the proven time of the signature.
    Expired = "EXPIRED", TotalFailed;
    /// The signer's certificate was not yet valid at the proven time of the signature.
    NotYetValid = "NOT_YET_VALID", TotalFailed;
    /// A signed property does not fit the certificate or the policy.
    SigConstraintsFailure = "SIG_CONSTRAINTS_FAILURE", Indeterminate;
    /// The certification path does not fit the policy: its use, its policy, its role.
    ChainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE", Indeterminate;
    /// A certificate of the path could not be judged for another reason.
    CertificateChainGeneralFailure = "CERTIFICATE_CHAIN_GENERAL_FAILURE", Indeterminate;
    /// An algorithm or a key is too weak or unknown.
    CryptoConstraintsFailure = "CRYPTO_CONSTRAINTS_FAILURE", Indeterminate;
    /// A weak algorithm, and no proof that it was used while it was strong.
    CryptoConstraintsFailureNoPoe = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", Indeterminate;
    /// The signature policy could not be processed.
    PolicyProcessingError = "POLICY_PROCESSING_ERROR", Indeterminate;
    /// The signature names a signature policy that is not configured.
    SignaturePolicyNotAvailable = "SIGNATURE_POLICY_NOT_AVAILABLE", Indeterminate;
    /// Time-stamps are not in the order they must have been made.
    TimestampOrderFailure = "TIMESTAMP_ORDER_FAILURE", Indeterminate;
    /// The signer's certificate was not found.
    NoSigningCertificateFound = "NO_SIGNING_CERTIFICATE_FOUND", Indeterminate;
    /// No certification path to a trust anchor.
    NoCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND", Indeterminate;
    /// The signer's certificate is revoked, and nothing proves that the signature was made before.
    RevokedNoPoe = "REVOKED_NO_POE", Indeterminate;
    /// A CA of the path is revoked, and nothing proves that the signature was made before.
    RevokedCaNoPoe = "REVOKED_CA_NO_POE", Indeterminate;
    /// The validity of the signer's certificate does not cover the time, and nothing proves another time.
    OutOfBoundsNoPoe = "OUT_OF_BOUNDS_NO_POE", Indeterminate;
    /// The same, and the certificate is not known to be unrevoked.
    OutOfBoundsNotRevoked = "OUT_OF_BOUNDS_NOT_REVOKED", Indeterminate;
    /// A proof of existence is missing.
    NoPoe = "NO_POE", Indeterminate;
    /// Revocation data is missing or too old; it may come later.
    TryLater = "TRY_LATER", Indeterminate;
    /// Signed data was not given.
    SignedDataNotFound = "SIGNED_DATA_NOT_FOUND", Indeterminate;
    /// Another reason, named by the checks.
    Generic = "GENERIC", Indeterminate;
}

impl fmt::Display for SubIndication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// An indication with the sub-indication that explains it; passed has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    sub_indication: Option<SubIndication>,
}

impl Verdict {
    /// TOTAL-PASSED. Crates of this workspace hand it out only with the proof beside it.
    pub const PASSED: Verdict = Verdict { sub_indication: None };

    /// Not passed, for this reason.
    pub const fn not_passed(sub_indication: SubIndication) -> Verdict {
        Verdict { sub_indication: Some(sub_indication) }
    }

    /// The indication.
    pub const fn indication(self) -> Indication {
        match self.sub_indication {
            None => Indication::TotalPassed,
            Some(sub_indication) => sub_indication.indication(),
        }
    }

    /// The sub-indication; `None` exactly when the indication is [`Indication::TotalPassed`].
    pub const fn sub_indication(self) -> Option<SubIndication> {
        self.sub_indication
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passed_has_no_sub_indication() {
        assert_eq!(Verdict::PASSED.indication(), Indication::TotalPassed);
        for &sub_indication in SubIndication::ALL {
            assert_ne!(Verdict::not_passed(sub_indication).indication(), Indication::TotalPassed);
        }
    }
}
