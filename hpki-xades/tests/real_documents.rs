//! The real signed documents of `../shared/data`, where they are present: every row of its table.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::PathBuf;

use hpki_core::certificate::Certificate;
use hpki_core::path::TestCertificates;
use hpki_core::report::{Indication, SubIndication};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::DocumentKind;
use hpki_xades::validate::{DocumentReport, Level, Verifier};

fn data() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    if !folder.is_dir() {
        println!("skipped: the folder of real documents (../shared/data) is not here");
        return None;
    }
    Some(folder)
}

#[derive(Clone, Copy, PartialEq)]
enum TimeStampAnchor {
    Given,
    NotGiven,
}

struct Real {
    folder: PathBuf,
}

impl Real {
    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }

    fn anchors(&self, name: &str) -> TrustAnchors {
        TrustAnchors::from_iter([Certificate::from_der(&self.bytes(name)).unwrap()])
    }

    fn verifier(&self, test_certificates: TestCertificates, tsa: TimeStampAnchor) -> Verifier {
        let verifier = Verifier::new(self.anchors("hpki-ca/mhlw_hpki_root_ca_v2.cer"))
            .with_test_certificates(test_certificates);
        match tsa {
            TimeStampAnchor::Given => {
                verifier.with_time_stamp_anchors(self.anchors("time-stamp/tsa-test-root.der"))
            }
            TimeStampAnchor::NotGiven => verifier,
        }
    }

    fn report(&self, file: &str, verifier: &Verifier, at: &str) -> DocumentReport {
        verifier.verify(&self.bytes(&format!("e-prescription/{file}")), time(at))
    }

    /// With test certificates and the TSA anchor, in the middle of the documented span.
    fn usual(&self, file: &str) -> DocumentReport {
        let verifier = self.verifier(TestCertificates::Accept, TimeStampAnchor::Given);
        self.report(file, &verifier, "2024-01-01T00:00:00Z")
    }
}

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

fn show(report: &DocumentReport) -> String {
    let mut text = format!("{:?}\n", report.verdict());
    let of_signatures = report.signatures().iter().flat_map(|signature| &signature.checks);
    for check in report.checks().iter().chain(of_signatures) {
        text += &format!("  {:?} {} {}\n", check.outcome, check.finding.id, check.detail);
    }
    text
}

const SPAN: [&str; 3] = ["2022-10-01T00:00:00Z", "2024-06-01T12:00:00+09:00", "2027-02-01T00:00:00Z"];

#[test]
fn the_prescription_passes_at_any_time_of_the_span() {
    let Some(folder) = data() else { return };
    let real = Real { folder };
    let verifier = real.verifier(TestCertificates::Accept, TimeStampAnchor::Given);
    for at in SPAN {
        let report = real.report("Prescription-004_01.xml", &verifier, at);
        let text = show(&report);
        let verified = report.into_verified().unwrap_or_else(|_| panic!("{at}: {text}"));
        assert_eq!(verified.kind(), DocumentKind::Prescription);
        let [signature] = verified.signatures() else { panic!("one signature") };
        assert_eq!(signature.level(), Level::LT);
        assert_eq!(signature.signer().japanese_name().as_deref(), Some("神楽坂　三十四"));
        assert_eq!(signature.claimed_signing_time(), Some(time("2022-09-07T08:08:01Z")));
        assert_eq!(signature.proven_time(), Some(time("2022-09-07T08:18:25.197Z")));
        let csv = verified.content().unwrap();
        assert!(csv.starts_with(b"SJ1\n") && !csv.contains(&b'\r') && std::str::from_utf8(csv).is_ok());
    }
}

#[test]
fn the_dispensing_record_passes_with_both_signatures() {
    let Some(folder) = data() else { return };
    let real = Real { folder };
    let verifier = real.verifier(TestCertificates::Accept, TimeStampAnchor::Given);
    for at in SPAN {
        let report = real.report("Dispensing-005_03.xml", &verifier, at);
        let text = show(&report);
        let archive = report.signatures()[0].time_stamps[1].gen_time;
        assert_eq!(archive, Some(time("2022-09-30T09:40:56.994Z")));
        let verified = report.into_verified().unwrap_or_else(|_| panic!("{at}: {text}"));
        assert_eq!(verified.kind(), DocumentKind::Dispensing);
        let levels: Vec<_> = verified.signatures().iter().map(|signature| signature.level()).collect();
        assert_eq!(levels, [Level::LTA, Level::LT]);
        assert!(verified.content().unwrap().starts_with(b"CJ1"));
        assert!(verified.prescription_csv().unwrap().starts_with(b"SJ1"));
    }
}

#[test]
fn damaged_documents_fail_for_their_reason() {
    let Some(folder) = data() else { return };
    let real = Real { folder };
    let report = real.usual("PrescriptionReferenceError.xml");
    let why = report.verdict().sub_indication().unwrap();
    assert!(
        [SubIndication::HashFailure, SubIndication::SigCryptoFailure].contains(&why),
        "{}",
        show(&report)
    );
    let report = real.usual("SignedInfoError.xml");
    assert_eq!(report.verdict().sub_indication(), Some(SubIndication::FormatFailure), "{}", show(&report));
    for file in ["KeyInfoError.xml", "SignatureBase64Error.xml", "SignatureValueHashError.xml"] {
        let report = real.usual(file);
        assert_ne!(report.verdict().indication(), Indication::TotalPassed, "{file}");
        println!("{file}: {:?}", report.verdict().sub_indication());
        assert!(report.into_verified().is_err());
    }
}

#[test]
fn a_test_card_is_refused_unless_asked_for() {
    let Some(folder) = data() else { return };
    let real = Real { folder };
    let verifier = real.verifier(TestCertificates::Refuse, TimeStampAnchor::Given);
    for file in ["Prescription-004_01.xml", "Dispensing-005_03.xml"] {
        let report = real.report(file, &verifier, SPAN[1]);
        assert_eq!(
            report.verdict().sub_indication(),
            Some(SubIndication::ChainConstraintsFailure),
            "{file}: {}",
            show(&report)
        );
        let objections: Vec<_> = report.signatures()[0].checks.first_not_passed().into_iter().collect();
        assert!(objections[0].0.finding.id.contains("test"), "{}", show(&report));
        assert!(report.into_verified().is_err());
    }
}

#[test]
fn without_an_anchor_for_it_a_time_stamp_proves_nothing() {
    let Some(folder) = data() else { return };
    let real = Real { folder };
    let verifier = real.verifier(TestCertificates::Accept, TimeStampAnchor::NotGiven);
    for file in ["Prescription-004_01.xml", "Dispensing-005_03.xml"] {
        let report = real.report(file, &verifier, SPAN[1]);
        assert_eq!(report.verdict().indication(), Indication::Indeterminate, "{file}: {}", show(&report));
        assert!(report.signatures().iter().all(|signature| signature.proven_time.is_none()));
        assert!(report.signatures().iter().all(|signature| signature.level == Level::B));
    }
}
