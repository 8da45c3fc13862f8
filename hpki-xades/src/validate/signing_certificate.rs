//! Identification of the signing certificate (EN 319 102-1, section 5.2.3): the certificate in KeyInfo that the
//! signed properties name. KeyInfo alone is a hint; the signed digest decides.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto;
use hpki_core::der::{Reader, Tag};
use hpki_core::name::Name;
use hpki_core::report::{CheckList, Detail, SubIndication};

use crate::dsig::Signature;
use crate::xades::{CertificateDigest, IssuerSerial, SigningCertificate};

use super::findings;
use super::memory::Memory;

/// The certificates of KeyInfo that can be read: candidates, and nothing more.
pub(super) fn candidates(
    signature: &Signature<'_, '_>,
    memory: &Memory,
    checks: &mut CheckList,
) -> Vec<Certificate> {
    let mut found = Vec::new();
    let mut unreadable = None;
    for octets in signature.key_info.iter().flat_map(|key_info| key_info.certificates()) {
        match memory.certificate(octets) {
            Ok(certificate) => found.push(certificate),
            Err(error) => unreadable = Some(error.to_string()),
        }
    }
    if found.is_empty() {
        let detail = unreadable.unwrap_or_else(|| "no X509Certificate in KeyInfo".to_owned());
        let why = SubIndication::NoSigningCertificateFound;
        checks.not_passed(&findings::SIGNING_CERTIFICATE, why, detail);
    }
    found
}

/// Finds the signer's certificate among the candidates. `None` where there is none to go on with; the reason is in
/// `checks`. Objections may stand beside a certificate that is returned.
pub(super) fn identify(
    candidates: &[Certificate],
    reference: Option<&SigningCertificate>,
    need: ReferenceNeed,
    checks: &mut CheckList,
) -> Option<Certificate> {
    let Some(reference) = reference else {
        return without_reference(candidates, need, checks);
    };
    let named = reference.certificates.first()?;
    let Some(algorithm) = acceptable_digest(named, checks) else {
        return candidates.first().cloned();
    };
    let is_named = |certificate: &Certificate| digest_agrees(certificate, algorithm, named);
    match candidates.iter().find(|candidate| is_named(candidate)) {
        Some(certificate) => {
            checks.passed(&findings::SIGNING_CERTIFICATE_REFERENCE, subject_of(certificate));
            check_issuer_serial(certificate, named, checks);
            Some(certificate.clone())
        }
        None => {
            not_named(candidates, checks);
            None
        }
    }
}

/// Whether a signature must name its certificate in a signed property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReferenceNeed {
    /// HPKI's documents, and XAdES.
    Required,
    /// Plain XMLDSig has none.
    None,
}

fn subject_of(certificate: &Certificate) -> Detail {
    Detail::later(certificate.subject().clone())
}

fn without_reference(
    candidates: &[Certificate],
    need: ReferenceNeed,
    checks: &mut CheckList,
) -> Option<Certificate> {
    if need == ReferenceNeed::Required {
        checks.not_passed(
            &findings::SIGNING_CERTIFICATE_REFERENCE_MISSING,
            SubIndication::NoSigningCertificateFound,
            "",
        );
    }
    // Plain XMLDSig says nowhere which of several is the signer's: the one that issued none of the others.
    let end_entity = candidates.iter().position(|candidate| {
        let issued_by = |other: &Certificate| other != candidate && other.issuer() == candidate.subject();
        !candidates.iter().any(issued_by)
    });
    let certificate = candidates.get(end_entity.unwrap_or(0))?;
    checks.passed(&findings::SIGNING_CERTIFICATE, subject_of(certificate));
    Some(certificate.clone())
}

/// The digest algorithm of CertDigest, unless it is weak or unknown.
fn acceptable_digest(named: &CertificateDigest, checks: &mut CheckList) -> Option<DigestAlgorithm> {
    let method = &named.digest_method;
    match method.algorithm {
        Some(algorithm) if algorithm.is_acceptable() => Some(algorithm),
        _ => {
            checks.not_passed(
                &findings::DIGEST_ALGORITHM,
                SubIndication::CryptoConstraintsFailure,
                format!("CertDigest {}", method.uri),
            );
            None
        }
    }
}

/// Whether a Cert names this certificate, by its digest.
pub(crate) fn digest_agrees(
    certificate: &Certificate,
    algorithm: DigestAlgorithm,
    named: &CertificateDigest,
) -> bool {
    match algorithm {
        DigestAlgorithm::Sha256 => certificate.sha256().as_slice() == &*named.digest_value,
        _ => crypto::digest(algorithm, certificate.as_der())
            .is_ok_and(|digest| digest.as_ref() == &*named.digest_value),
    }
}

/// No certificate of KeyInfo is the one that is named, so there is no key to go on with: verifying with another
/// one would only add a second, misleading reason.
fn not_named(candidates: &[Certificate], checks: &mut CheckList) {
    let all_of_authorities = candidates.iter().all(|candidate| {
        candidate.extensions().basic_constraints().is_some_and(|constraints| constraints.value().ca)
    });
    let (finding, why) = if all_of_authorities {
        (&findings::SIGNING_CERTIFICATE, SubIndication::NoSigningCertificateFound)
    } else {
        (&findings::SIGNING_CERTIFICATE_REFERENCE, SubIndication::SigConstraintsFailure)
    };
    let held: Vec<String> = candidates.iter().map(|candidate| candidate.subject().to_string()).collect();
    checks.not_passed(finding, why, format!("KeyInfo holds {}", held.join("; ")));
}

fn check_issuer_serial(certificate: &Certificate, named: &CertificateDigest, checks: &mut CheckList) {
    if named.issuer_serial.is_none() {
        return;
    }
    match issuer_serial_agrees(certificate, named) {
        Some(true) => checks.passed(&findings::ISSUER_SERIAL, ""),
        Some(false) => checks.not_passed(
            &findings::ISSUER_SERIAL,
            SubIndication::SigConstraintsFailure,
            format!("certificate issued by {}", certificate.issuer()),
        ),
        None => checks.warning(&findings::ISSUER_SERIAL_MALFORMED, ""),
    }
}

/// Whether issuer and serial number of a Cert are this certificate's; `None` when they are absent or malformed.
pub(crate) fn issuer_serial_agrees(certificate: &Certificate, named: &CertificateDigest) -> Option<bool> {
    match named.issuer_serial.as_ref()? {
        IssuerSerial::V2(octets) => {
            octets.as_deref().and_then(read_issuer_serial).map(|(issuers, serial)| {
                issuers.contains(certificate.issuer()) && serial == certificate.serial_number()
            })
        }
        IssuerSerial::V1 { serial_number, .. } => decimal_to_octets(serial_number)
            // Names come in too many dialects of RFC 2253 to compare; issuer and digest are bound by the digest.
            .map(|serial| serial == without_leading_zeros(certificate.serial_number())),
    }
}

/// `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }` (RFC 5035, section 3):
/// the directory names and the content octets of the serial number; `None` when it is not that.
fn read_issuer_serial(der: &[u8]) -> Option<(Vec<Name>, Vec<u8>)> {
    let mut outer = Reader::new(der);
    let mut sequence = outer.sequence().ok()?;
    outer.finish().ok()?;
    let mut general_names = sequence.sequence().ok()?;
    let serial = sequence.integer().ok()?.to_vec();
    sequence.finish().ok()?;
    // Without a directory name it names no issuer: a known signer writes a bare Name here.
    let mut names = Vec::new();
    while !general_names.is_empty() {
        // directoryName [4] is explicit, because Name is a CHOICE.
        match general_names.optional(Tag::context(4)).ok()? {
            Some(directory_name) => names.push(Name::from_der(directory_name.content()).ok()?),
            None => {
                general_names.element().ok()?;
            }
        }
    }
    (!names.is_empty()).then_some((names, serial))
}

/// Big-endian octets of a decimal number without leading zeros; `None` when it is none, or longer than any serial.
fn decimal_to_octets(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || text.len() > 80 || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut octets: Vec<u8> = Vec::new();
    for digit in text.bytes() {
        let mut carry = u16::from(digit - b'0');
        for octet in octets.iter_mut().rev() {
            let value = u16::from(*octet) * 10 + carry;
            *octet = (value & 0xff) as u8;
            carry = value >> 8;
        }
        if carry > 0 {
            octets.insert(0, carry as u8);
        }
    }
    Some(octets)
}

fn without_leading_zeros(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_serial_numbers_become_octets() {
        assert_eq!(decimal_to_octets("0"), Some(vec![]));
        assert_eq!(decimal_to_octets("255"), Some(vec![255]));
        assert_eq!(decimal_to_octets("256"), Some(vec![1, 0]));
        assert_eq!(decimal_to_octets("00065537"), Some(vec![1, 0, 1]));
        for not_a_number in ["", "-1", "1a", "0x10", &"9".repeat(81)] {
            assert_eq!(decimal_to_octets(not_a_number), None, "{not_a_number}");
        }
        assert_eq!(without_leading_zeros(&[0, 1, 0]), &[1, 0]);
    }
}
