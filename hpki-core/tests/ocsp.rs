//! OCSP: the responses of OpenSSL's test suite against real authorities of 2012, and responses in use today.
//!
//! The authorities of 2012 signed with SHA-1, so the rows are run with `DangerLegacy` to see the rules of OCSP at work,
//! and once more as strictly as everything else to see them refused for the algorithm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hpki_core::bundle::Bundle;
use hpki_core::certificate::Certificate;
use hpki_core::ocsp::OcspResponse;
use hpki_core::path::{PathReport, PathRequest, RevocationMode, SignatureStrength, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::{SubIndication, Verdict};
use hpki_core::revocation::{ResponderStatus, RevocationStatus};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;

const PKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/pki");

/// Rows whose responder's certificate has neither id-pkix-ocsp-nocheck nor a place where its own status is found, with what is
/// said of it where that status is required, as it is by default. RFC 6960, 4.2.2.2.1, leaves it to the client, and OpenSSL's
/// tests take such a responder.
const WITHOUT_STATUS: [(&str, &str); 1] =
    [("delegated_success", "the certificate of its signer is revoked, or not known not to be")];

/// Base64 without PEM's lines around it.
fn der(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{}", path.display()));
    BASE64_STANDARD.decode(text.split_whitespace().collect::<String>()).unwrap()
}

/// One row of the manifest.
struct Row {
    name: String,
    expected: bool,
    end_entity: Certificate,
    intermediates: Vec<Certificate>,
    anchors: TrustAnchors,
    responses: Vec<OcspResponse>,
    at: Time,
}

impl Row {
    fn read(folder: &Path, line: &str) -> Row {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, end_entity, issuer, root, responses, moment, expected, ..] = fields[..] else {
            panic!("{line}")
        };
        let certificates = |file: &str| {
            let octets = std::fs::read(folder.join(file)).unwrap_or_else(|_| panic!("{file}"));
            Bundle::from_bytes(&octets).unwrap().certificates
        };
        let files = |field: &str| -> Vec<String> {
            field.split(';').filter(|file| !file.is_empty()).map(str::to_owned).collect()
        };
        Row {
            name: name.to_owned(),
            expected: expected == "valid",
            end_entity: certificates(end_entity).remove(0),
            intermediates: files(issuer).iter().flat_map(|file| certificates(file)).collect(),
            anchors: TrustAnchors::from_iter(certificates(root)),
            responses: files(responses)
                .iter()
                .map(|file| OcspResponse::from_der(&der(&folder.join(file))).unwrap())
                .collect(),
            at: Time::from_rfc3339(moment).unwrap(),
        }
    }

    fn run(&self, mode: RevocationMode, signatures: SignatureStrength) -> PathReport {
        self.run_with(mode, signatures, ResponderStatus::WherePublished)
    }

    fn run_with(
        &self,
        mode: RevocationMode,
        signatures: SignatureStrength,
        responder_status: ResponderStatus,
    ) -> PathReport {
        let mut request = PathRequest::new(&self.end_entity, &self.anchors, self.at);
        request.intermediates = &self.intermediates;
        request.ocsp_responses = &self.responses;
        request.profile = Profile::Rfc5280;
        request.revocation = mode;
        request.responder_status = responder_status;
        request.signatures = signatures;
        validate_path(&request)
    }
}

/// Whether the end entity passes because a response says that it is good.
fn passes(report: &PathReport) -> bool {
    report.verdict() == Verdict::PASSED && matches!(report.revocation()[0], RevocationStatus::NotRevoked(_))
}

/// What is said about revocation.
fn told(report: &PathReport) -> Vec<String> {
    let checks = report.checks().iter().filter(|check| check.finding.id.starts_with("revocation::"));
    checks.map(|check| format!("{} ({})", check.finding, check.detail)).collect()
}

/// What the row's name says must be the reason of the refusal.
fn reason(name: &str) -> &'static str {
    for (part, reason) in [
        ("invalid_response_signature", "signature does not fit"),
        ("wrong_responder_id", "neither the issuer nor one the issuer entitled"),
        // The id of the responder is a hash of its key in some rows.
        ("delegated_with_intermediate_invalid_wrong_key_in_signing_cert", "neither the issuer"),
        ("wrong_key_in_signing_cert", "signature does not fit"),
        ("signature_on_signing_cert", "signature does not fit"),
        ("stale", "nextUpdate is before the time"),
        // An answer about another issuer's certificate is not one about this.
        ("wrong_issuer_name_hash", ""),
        ("wrong_issuer_key_hash", ""),
    ] {
        if name.contains(part) {
            return reason;
        }
    }
    panic!("no reason known for {name}");
}

#[test]
fn responses_of_openssls_tests_come_out_as_expected() {
    let folder = Path::new(PKI).join("openssl-ocsp");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
        println!("skipped: no corpus at ../shared/corpus/pki/openssl-ocsp");
        return;
    };
    let (mut rows, mut accepted, mut without_status) = (0, 0, 0);
    for line in manifest.lines().skip(1) {
        rows += 1;
        let row = Row::read(&folder, line);
        // Rows with a response for the end entity alone leave the CA's status open.
        let complete = row.responses.len() > row.intermediates.len();
        let mode = if complete { RevocationMode::Required } else { RevocationMode::IfAvailable };
        let report = row.run(mode, SignatureStrength::DangerLegacy);
        let (passed, told) = (passes(&report), told(&report));
        let strictly = row.run_with(mode, SignatureStrength::DangerLegacy, ResponderStatus::Required);
        match WITHOUT_STATUS.iter().find(|(name, _)| *name == row.name) {
            Some((_, said)) => {
                let told = self::told(&strictly);
                assert!(!passes(&strictly), "{}: the responder's status counts by default", row.name);
                assert!(told.iter().any(|told| told.contains(said)), "{}: {told:?}", row.name);
                without_status += 1;
            }
            None => assert_eq!(passes(&strictly), passed, "{}: the setting decides this row", row.name),
        }
        assert_eq!(passed, row.expected, "{}: {told:?} {:?}", row.name, report.verdict());
        accepted += usize::from(passed);
        if !passed {
            let reason = reason(&row.name);
            assert!(told.iter().any(|told| told.contains(reason)), "{}: {reason}: {told:?}", row.name);
            // Nothing but the response stands against the row.
            let off = row.run(RevocationMode::Off, SignatureStrength::DangerLegacy);
            assert_eq!(off.verdict(), Verdict::PASSED, "{}", row.name);
            let required = row.run(RevocationMode::Required, SignatureStrength::DangerLegacy);
            assert_eq!(required.verdict(), Verdict::not_passed(SubIndication::TryLater), "{}", row.name);
        }
        let strict = row.run(RevocationMode::Required, SignatureStrength::Current);
        let refused = Verdict::not_passed(SubIndication::CryptoConstraintsFailure);
        assert_eq!(strict.verdict(), refused, "{}: SHA-1 is refused", row.name);
    }
    assert_eq!(without_status, WITHOUT_STATUS.len(), "a name is no row's");
    let refused = rows - accepted;
    println!("openssl-ocsp: {rows} rows, {accepted} accepted, {refused} refused, all as expected");
}

#[test]
fn responses_in_use_parse() {
    let folder = Path::new(PKI).join("dss-ocsp");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no corpus at ../shared/corpus/pki/dss-ocsp");
        return;
    };
    let mut count = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let octets = std::fs::read(&path).unwrap();
        let response = OcspResponse::from_der(&octets).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_eq!(response.as_der(), octets);
        assert_eq!(response.responses().len(), 1, "{path:?}");
        count += 1;
        // Cut anywhere, it is refused and nothing panics.
        for length in 0..octets.len() {
            assert!(OcspResponse::from_der(&octets[..length]).is_err());
        }
    }
    println!("dss-ocsp: {count} responses");
}

#[test]
fn a_refusal_of_the_responder_is_no_response() {
    for status in [1, 2, 3, 5, 6] {
        let der = [0x30, 0x03, 0x0a, 0x01, status];
        let error = OcspResponse::from_der(&der).unwrap_err();
        assert_eq!(error.finding().id, "ocsp::not-successful");
    }
    assert_eq!(OcspResponse::from_der(&[0x30, 0x00]).unwrap_err().finding().id, "ocsp::encoding");
}
