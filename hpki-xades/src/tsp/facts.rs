//! What is true of a token whoever its authority is: the imprint is that of the data, the signature fits a
//! certificate, and the signature names that certificate. No trust is decided here.

use hpki_core::algorithm::{DigestAlgorithm, EcdsaEncoding};
use hpki_core::certificate::Certificate;
use hpki_core::crypto::{self, Digest};
use hpki_core::report::{CheckList, SubIndication};

use super::deviation::Deviation;
use super::finding;
use super::token::TimeStampToken;

/// Gives the digest of the data that a time-stamp should cover, by the algorithm asked for; `None` where the data
/// cannot be put together.
pub type Imprint<'a> = dyn FnMut(DigestAlgorithm) -> Option<Digest> + 'a;

/// The facts about a token.
#[derive(Clone, Debug)]
pub struct TimeStampFacts {
    checks: CheckList,
    certificate: Option<Certificate>,
    intact: Option<IntactTimeStamp>,
}

/// A token whose imprint is that of the data and whose signature fits the certificate that it names. Whether the
/// certificate belongs to an authority that can be trusted is another question.
#[derive(Clone, Debug)]
pub struct IntactTimeStamp {
    certificate: Certificate,
}

impl TimeStampFacts {
    /// The checks that were made, in order.
    pub fn checks(&self) -> &CheckList {
        &self.checks
    }

    /// The certificate that the token names as its signer's, where it is at hand.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The token as intact, where every fact holds.
    pub fn intact(&self) -> Option<&IntactTimeStamp> {
        self.intact.as_ref()
    }

    pub(super) fn into_parts(self) -> (CheckList, Option<Certificate>, Option<IntactTimeStamp>) {
        (self.checks, self.certificate, self.intact)
    }
}

impl IntactTimeStamp {
    /// The certificate whose key made the signature.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// Proofs that one fact holds each. An [`IntactTimeStamp`] is made from all of them and from nothing else.
struct ImprintFits;
struct MessageDigestFits;
struct AlgorithmsAgree;
struct SignatureFits;

/// Checks the facts of a token. `candidates` are certificates in which the signer's is looked for beside those of
/// the token; they need not be trusted, because the signed attributes name the one that counts.
pub fn check_time_stamp_facts(
    token: &TimeStampToken,
    candidates: &[Certificate],
    imprint: &mut Imprint<'_>,
) -> TimeStampFacts {
    let mut checks = CheckList::new();
    report_deviations(token, &mut checks);
    let imprint_fits = check_imprint(token, imprint, &mut checks);
    let digest_fits = check_message_digest(token, &mut checks);
    let algorithms_agree = check_algorithm_protection(token, &mut checks);
    let certificate = find_certificate(token, candidates, &mut checks);
    let signature_fits = certificate.as_ref().and_then(|certificate| {
        check_tsa_name(token, certificate, &mut checks);
        check_signature(token, certificate, &mut checks)
    });
    let intact =
        make_intact(certificate.clone(), imprint_fits, digest_fits, algorithms_agree, signature_fits);
    TimeStampFacts { checks, certificate, intact }
}

/// What the e-prescription service itself writes is no reason to warn of every genuine document.
fn report_deviations(token: &TimeStampToken, checks: &mut CheckList) {
    let (usual, unusual): (Vec<Deviation>, Vec<Deviation>) =
        token.deviations().iter().partition(|deviation| deviation.is_usual());
    let usual: Vec<_> = usual.into_iter().map(Deviation::description).collect();
    checks.passed(&finding::READABLE, usual.join(", "));
    for deviation in unusual {
        checks.warning(&finding::DEVIATION, deviation.description());
    }
}

fn make_intact(
    certificate: Option<Certificate>,
    imprint_fits: Option<ImprintFits>,
    digest_fits: Option<MessageDigestFits>,
    algorithms_agree: Option<AlgorithmsAgree>,
    signature_fits: Option<SignatureFits>,
) -> Option<IntactTimeStamp> {
    let (ImprintFits, MessageDigestFits) = (imprint_fits?, digest_fits?);
    let (AlgorithmsAgree, SignatureFits) = (algorithms_agree?, signature_fits?);
    Some(IntactTimeStamp { certificate: certificate? })
}

/// The imprint is recomputed from the data (threats.md, E9), never taken from the token.
fn check_imprint(
    token: &TimeStampToken,
    imprint: &mut Imprint<'_>,
    checks: &mut CheckList,
) -> Option<ImprintFits> {
    let stated = token.tst_info().message_imprint();
    let algorithm = stated.algorithm();
    let Some(digest_algorithm) = algorithm.algorithm().filter(|algorithm| algorithm.is_acceptable()) else {
        let why = SubIndication::CryptoConstraintsFailure;
        checks.not_passed(&finding::IMPRINT_ALGORITHM, why, algorithm.to_string());
        return None;
    };
    checks.passed(&finding::IMPRINT_ALGORITHM, algorithm.to_string());
    let Some(computed) = imprint(digest_algorithm) else {
        checks.not_passed(&finding::IMPRINT_DATA, SubIndication::SignedDataNotFound, "");
        return None;
    };
    if computed.as_ref() != stated.hashed_message() {
        let detail = expected_found(&computed, stated.hashed_message());
        checks.not_passed(&finding::IMPRINT, SubIndication::HashFailure, detail);
        return None;
    }
    checks.passed(&finding::IMPRINT, computed.to_string());
    Some(ImprintFits)
}

fn check_message_digest(token: &TimeStampToken, checks: &mut CheckList) -> Option<MessageDigestFits> {
    let algorithm = token.digest_algorithm();
    let acceptable = algorithm.algorithm().filter(|algorithm| algorithm.is_acceptable());
    let computed =
        acceptable.and_then(|algorithm| crypto::digest(algorithm, &token.signed.tst_info_der).ok());
    let Some(computed) = computed else {
        let why = SubIndication::CryptoConstraintsFailure;
        checks.not_passed(&finding::DIGEST_ALGORITHM, why, algorithm.to_string());
        return None;
    };
    checks.passed(&finding::DIGEST_ALGORITHM, algorithm.to_string());
    if computed.as_ref() != token.signed.message_digest.as_slice() {
        let detail = expected_found(&computed, &token.signed.message_digest);
        checks.not_passed(&finding::MESSAGE_DIGEST, SubIndication::HashFailure, detail);
        return None;
    }
    checks.passed(&finding::MESSAGE_DIGEST, "");
    Some(MessageDigestFits)
}

fn check_algorithm_protection(token: &TimeStampToken, checks: &mut CheckList) -> Option<AlgorithmsAgree> {
    let signed = &token.signed;
    let Some(protection) = &signed.algorithm_protection else { return Some(AlgorithmsAgree) };
    if !protection.agrees_with(signed.digest_algorithm, &signed.signature_algorithm_octets) {
        checks.not_passed(&finding::ALGORITHM_PROTECTION, SubIndication::SigConstraintsFailure, "");
        return None;
    }
    checks.passed(&finding::ALGORITHM_PROTECTION, "");
    Some(AlgorithmsAgree)
}

/// The certificate that SignerInfo names and the signed attributes name, which must be one and the same. Everything
/// after this uses that one value (threats.md, E10): certificates added to the token change nothing.
fn find_certificate(
    token: &TimeStampToken,
    candidates: &[Certificate],
    checks: &mut CheckList,
) -> Option<Certificate> {
    let signed = &token.signed;
    for reference in &signed.references {
        if reference.acceptable_algorithm().is_none() {
            let why = SubIndication::CryptoConstraintsFailure;
            checks.not_passed(
                &finding::SIGNING_CERTIFICATE_REFERENCE,
                why,
                reference.algorithm().to_string(),
            );
            return None;
        }
    }
    let all = || token.certificates().iter().chain(candidates);
    let mut named = all().filter(|certificate| signed.signer.names(certificate)).peekable();
    if named.peek().is_none() {
        let why = SubIndication::NoSigningCertificateFound;
        checks.not_passed(&finding::SIGNING_CERTIFICATE, why, signed.signer.to_string());
        return None;
    }
    let is_referenced =
        |certificate: &&Certificate| signed.references.iter().all(|reference| reference.names(certificate));
    let Some(certificate) = named.find(is_referenced) else {
        let why = SubIndication::SigConstraintsFailure;
        checks.not_passed(&finding::SIGNING_CERTIFICATE_REFERENCE, why, signed.signer.to_string());
        return None;
    };
    checks.passed(&finding::SIGNING_CERTIFICATE, certificate.subject().to_string());
    checks.passed(&finding::SIGNING_CERTIFICATE_REFERENCE, reference_algorithms(token));
    Some(certificate.clone())
}

fn reference_algorithms(token: &TimeStampToken) -> String {
    let names: Vec<_> = token.signed.references.iter().map(|it| it.algorithm().to_string()).collect();
    names.join(", ")
}

/// "If present, it MUST correspond to one of the subject names included in the certificate" (RFC 3161, 2.4.2). The
/// name proves nothing, so a difference is only a warning.
fn check_tsa_name(token: &TimeStampToken, certificate: &Certificate, checks: &mut CheckList) {
    let Some(tsa) = token.tst_info().tsa() else { return };
    let is_subject = tsa.directory_name().is_some_and(|name| name == certificate.subject());
    let alternatives = certificate.extensions().subject_alt_name();
    if is_subject || alternatives.is_some_and(|extension| extension.value().contains(tsa)) {
        checks.passed(&finding::TSA_NAME, tsa.to_string());
    } else {
        checks.warning(&finding::TSA_NAME, format!("{tsa} / {}", certificate.subject()));
    }
}

fn check_signature(
    token: &TimeStampToken,
    certificate: &Certificate,
    checks: &mut CheckList,
) -> Option<SignatureFits> {
    let signed = &token.signed;
    let refused = |checks: &mut CheckList, detail: String| {
        checks.not_passed(&finding::SIGNATURE_ALGORITHM, SubIndication::CryptoConstraintsFailure, detail);
        None
    };
    let algorithm = match &signed.signature_algorithm {
        Ok(algorithm) => algorithm,
        Err(error) => return refused(checks, error.to_string()),
    };
    let key = certificate.public_key();
    let message = &signed.attributes_der;
    match crypto::verify_signature(algorithm, EcdsaEncoding::Asn1, key, message, &signed.signature) {
        Ok(()) => {
            checks.passed(&finding::SIGNATURE_ALGORITHM, algorithm.to_string());
            checks.passed(&finding::SIGNATURE, certificate.subject().to_string());
            Some(SignatureFits)
        }
        Err(error) if error.is_mismatch() => {
            checks.passed(&finding::SIGNATURE_ALGORITHM, algorithm.to_string());
            let why = SubIndication::SigCryptoFailure;
            checks.not_passed(&finding::SIGNATURE, why, certificate.subject().to_string());
            None
        }
        Err(error) => refused(checks, error.to_string()),
    }
}

fn expected_found(computed: &Digest, stated: &[u8]) -> String {
    let mut detail = format!("computed {computed}, stated ");
    stated.iter().take(64).for_each(|octet| detail.push_str(&format!("{octet:02x}")));
    detail
}
