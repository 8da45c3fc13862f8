//! The verdicts of certification path validation, row by row, on certificates and lists made on the spot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

mod building;
mod ocsp;
mod pki;
mod policy;
mod profile;
mod revocation;
mod role;

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid;
use hpki_core::path::{PathReport, PathRequest, RevocationMode, validate_path};
use hpki_core::report::{Outcome, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use pki::{Issuer, List, Template, distribution_points, hc_role, key_usage, point, policies, uri};

/// The time of every test: the signer's certificate is valid from 2022 to 2027.
const AT: &str = "2023-06-15T12:00:00Z";

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).unwrap()
}

/// A root, a CA for signatures and a doctor.
struct Hierarchy {
    root: Issuer,
    authority: Issuer,
    anchors: TrustAnchors,
    authority_certificate: Certificate,
    signer: Certificate,
}

impl Hierarchy {
    fn new() -> Hierarchy {
        Hierarchy::with_signer(&doctor())
    }

    fn with_signer(signer: &Template) -> Hierarchy {
        let (root, authority) = (Issuer::new("Root"), Issuer::new("Signing CA"));
        let authority_template = Template::authority(&authority, &[oid::HPKI_POLICY_SIGNATURE]);
        Hierarchy {
            anchors: TrustAnchors::from_iter([root.root()]),
            authority_certificate: root.issue(&authority_template),
            signer: authority.issue(signer),
            root,
            authority,
        }
    }

    /// A request without revocation checking.
    fn request<'a>(&'a self, pool: &'a [Certificate]) -> PathRequest<'a> {
        let mut request = PathRequest::new(&self.signer, &self.anchors, time(AT));
        request.intermediates = pool;
        request.revocation = RevocationMode::Off;
        request
    }

    /// What the signer's certificate alone comes to.
    fn judge(&self) -> PathReport {
        validate_path(&self.request(std::slice::from_ref(&self.authority_certificate)))
    }

    /// A list of the root that revokes nothing.
    fn root_list(&self) -> CertificateList {
        self.root.list(&List::new("2023-06-14T00:00:00", "2023-06-18T00:00:00"))
    }
}

/// The extensions of a signer that nothing is to be said about.
fn signer_extensions() -> Vec<Vec<u8>> {
    vec![
        key_usage(true, &[1]),
        policies(true, &[oid::HPKI_POLICY_SIGNATURE]),
        distribution_points(&[point(&[uri("http://crl.example/ca.crl")], &[])]),
        pki::extension(
            oid::AUTHORITY_KEY_IDENTIFIER,
            false,
            &pki::tlv(0x30, &pki::tlv(0x80, b"key of the CA")),
        ),
    ]
}

fn doctor() -> Template {
    let mut extensions = signer_extensions();
    extensions.push(hc_role(&[(oid::HPKI_CODING_SCHEME, Some("Medical Doctor"))]));
    Template::signer(extensions)
}

/// The ids of checks with an outcome.
fn ids(report: &PathReport, wanted: fn(Outcome) -> bool) -> Vec<&'static str> {
    report.checks().iter().filter(|check| wanted(check.outcome)).map(|check| check.finding.id).collect()
}

fn objections(report: &PathReport) -> Vec<&'static str> {
    ids(report, |outcome| matches!(outcome, Outcome::NotPassed(_)))
}

/// Warnings about the end entity; that of the CA's missing key identifiers is left out.
fn warnings(report: &PathReport) -> Vec<&'static str> {
    let mut warnings = ids(report, |outcome| outcome == Outcome::Warning);
    warnings.retain(|id| {
        !matches!(
            *id,
            "revocation::off" | "profile::authority-key-identifier" | "profile::subject-key-identifier"
        )
    });
    warnings
}

fn not_passed(why: SubIndication) -> Verdict {
    Verdict::not_passed(why)
}
