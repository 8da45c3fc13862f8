//! Who may sign what: roles, policies, uses, profiles (D12 to D14 and the decisions about certificates).

use super::baseline::{dispensing_bes, prescription_bes, prescription_lt};
use crate::document::{DISPENSING_CSV, Dispensing, PRESCRIPTION_CSV};
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use serde_json::json;

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    roles(suite, pki);
    roles_of_dispensing(suite, pki);
    roles_asked_for(suite, pki);
    policies(suite, pki);
    refused_profiles(suite, pki);
    tolerated_profiles(suite, pki);
    paths(suite, pki);
}

fn signed_by(pki: &Pki, signer: &'static str) -> String {
    prescription_bes(pki).signer(signer).sign().text()
}

fn refused(pki: &Pki, signer: &'static str, threat: &str, about: &str, fails: &str, finding: &str) -> Draft {
    let draft = Draft::new(&format!("signer-{signer}"), signed_by(pki, signer)).about(about).fails(fails);
    let draft = if threat.is_empty() { draft } else { draft.threat(threat) };
    draft.indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], finding, "prescription-bes")
}

fn passing(pki: &Pki, signer: &'static str, about: &str, warnings: &[&str]) -> Draft {
    Draft::new(&format!("signer-{signer}"), signed_by(pki, signer))
        .about(about)
        .fails("turns away a patient because of an oddity in the doctor's card")
        .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), warnings)
}

fn roles(suite: &mut Suite, pki: &Pki) {
    let prescribes = "lets someone prescribe who is no doctor";
    for (signer, about, finding) in [
        ("pharmacist", "A pharmacist signed a prescription.", "role::not-allowed"),
        ("nurse", "A nurse signed a prescription.", "role::not-allowed"),
        ("clerk", "A clerk, whose genuine card has no role, signed a prescription.", "role::absent"),
        ("role-homoglyph", "The role reads Medical Doctor, with a Cyrillic e.", "role::unknown"),
        ("role-lower-case", "The role reads medical doctor.", "role::unknown"),
        ("role-trailing-space", "The role reads Medical Doctor and a space.", "role::unknown"),
        ("role-unknown", "The role reads Medical Doctor of Letters.", "role::unknown"),
        (
            "role-other-scheme",
            "The role reads Medical Doctor, in another coding scheme.",
            "role::other-coding-scheme",
        ),
        ("role-without-text", "The role has a coding scheme and no text.", "role::name-absent"),
    ] {
        suite.add(
            refused(pki, signer, "D13", about, prescribes, finding).rule("certificates: who may sign what"),
        );
    }
    suite.add(passing(pki, "dentist", "A dentist signed a prescription.", &[]));
    suite.add(
        passing(pki, "roles-pharmacist-doctor", "The signer is a pharmacist and a doctor.", &[])
            .rule("certificates: one sufficient role is enough"),
    );
    suite.add(
        passing(
            pki,
            "role-unknown-beside-doctor",
            "An unknown role stands beside the doctor's.",
            &["role::unknown"],
        )
        .rule("certificates: unknown ones beside it are warned about"),
    );
    suite.add(
        passing(pki, "role-bmp-string", "The role's text is a BMPString.", &[])
            .rule("certificates: any DirectoryString form is decoded"),
    );
    suite.add(
        passing(
            pki,
            "roles-in-two-attributes",
            "Two attributes of the type hold a role each.",
            &["role::several-attributes"],
        )
        .rule("certificates: several attributes of the type are merged"),
    );
}

fn roles_of_dispensing(suite: &mut Suite, pki: &Pki) {
    let lists = ["sign-ca", "root", "tsa-root"];
    let dispenses = "lets someone dispense who is no pharmacist";
    for (id, signer, about, finding) in [
        (
            "dispensing-by-doctor",
            "doctor-renewed",
            "A doctor signed a dispensing record.",
            "role::not-allowed",
        ),
        ("dispensing-by-clerk", "clerk", "A clerk signed a dispensing record.", "role::absent"),
    ] {
        suite.add(
            Draft::new(id, dispensing_bes(pki).signer(signer).sign().text())
                .about(about)
                .fails(dispenses)
                .threat("D13")
                .kind("dispensing")
                .stamped()
                .lists(&lists)
                .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], finding, "dispensing-bes"),
        );
    }
    let inner = prescription_bes(pki).signer("pharmacist").stored_by_the_service().sign();
    suite.add(
        Draft::new("dispensing-of-pharmacist-prescription", Dispensing::new(inner).sign().text())
            .about("The prescription inside a dispensing record was signed by a pharmacist.")
            .fails("lets a pharmacist prescribe, under the pharmacist's own dispensing record")
            .threat("D13")
            .kind("dispensing")
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::not-allowed", "dispensing-inner-bes"),
    );
    let inner = prescription_bes(pki).stored_by_the_service().sign();
    suite.add(
        Draft::new("dispensing-inner-bes", Dispensing::new(inner).sign().text())
            .about("The prescription inside a dispensing record is of level B: judged at the caller's time.")
            .fails("turns away a record because of the level of the prescription inside")
            .kind("dispensing")
            .rule("grammar: inner prescription in any level")
            .passes(&["B", "B"], DISPENSING_CSV.as_bytes()),
    );
    let inner = prescription_bes(pki).stored_by_the_service().sign();
    let outer =
        Dispensing::new(inner).sign().augment(|it| it.long_term(crate::document::DISPENSING_STAMP_TIME));
    suite.add(
        Draft::new("dispensing-inner-bes-outer-lt", outer.text())
            .about(
                "The prescription inside is of level B: judged at the time proven for the outer signature.",
            )
            .fails("judges the prescription inside at the wrong time")
            .kind("dispensing")
            .long_term()
            .rule("grammar: inner prescription of level B judged at the time proven for the outer signature")
            .passes(&["LT", "B"], DISPENSING_CSV.as_bytes()),
    );
    let inner = prescription_bes(pki).edit(|root| {
        root.remove_first("PrescriptionManagement");
    });
    suite.add(
        Draft::new("dispensing-inner-without-service-parts", Dispensing::new(inner.sign()).sign().text())
            .about("The prescription inside lacks what the service adds.")
            .fails("turns away a record that was made without the service")
            .kind("dispensing")
            .rule("grammar: inner prescription without the service's parts")
            .passes_with(&["B", "B"], DISPENSING_CSV.as_bytes(), &["grammar::service-parts"]),
    );
    assert!(prescription_lt(pki).text().contains("EncapsulatedTimeStamp"), "the inner one is of level LT");
}

/// `--role` narrows.
fn roles_asked_for(suite: &mut Suite, pki: &Pki) {
    let document = signed_by(pki, "doctor");
    suite.add(
        Draft::new("role-asked-for", document.clone())
            .about("The caller asks for a Medical Doctor, and one signed.")
            .fails("turns away the doctor that was asked for")
            .with("roles", json!(["Medical Doctor"]))
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("role-asked-for-is-another", document)
            .about("The caller asks for a Dentist, and a Medical Doctor signed.")
            .fails("ignores the role the caller asks for")
            .rule("verdicts: --role narrows")
            .with("roles", json!(["Dentist"]))
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::not-allowed", "role-asked-for"),
    );
    suite.add(
        Draft::new("role-asked-for-does-not-widen", signed_by(pki, "pharmacist"))
            .about("The caller asks for a Pharmacist to have signed a prescription, and one did.")
            .fails("lets a caller widen who may prescribe")
            .threat("D13")
            .rule("verdicts: --role narrows")
            .with("roles", json!(["Pharmacist"]))
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::not-allowed", "role-asked-for"),
    );
}

fn policies(suite: &mut Suite, pki: &Pki) {
    let authenticates = "takes a log-in for a signature";
    let authentication =
        |draft: Draft| draft.intermediates(&["sign-ca", "auth-ca"]).lists(&["sign-ca", "auth-ca", "root"]);
    suite.add(authentication(refused(
        pki,
        "doctor-authentication",
        "D12",
        "A doctor's authentication certificate signed.",
        authenticates,
        "profile::authentication-certificate",
    )));
    suite.add(refused(
        pki,
        "doctor-authentication-policy",
        "D12",
        "The signer's certificate has nonRepudiation and the policy of authentication.",
        authenticates,
        "profile::authentication-certificate",
    ));
    suite.add(authentication(refused(
        pki,
        "doctor-signature-policy-of-auth-ca",
        "D12",
        "The certificate says signature, its CA says authentication.",
        authenticates,
        "profile::authentication-authority",
    )));
    let plays = "fills a prescription that was signed with a test card";
    suite.add(refused(pki, "doctor-test", "D14", "A test card signed.", plays, "profile::test-certificate"));
    suite.add(refused(
        pki,
        "doctor-test-beside-production",
        "D14",
        "The certificate has the policies of production and of test.",
        plays,
        "profile::test-certificate",
    ));
    suite.add(
        Draft::new("test-card-allowed", signed_by(pki, "doctor-test"))
            .about("A test card signed, and the caller wants test certificates.")
            .fails("makes tests with test cards impossible, so that people switch checks off")
            .threat("D14")
            .with("allow_test_certificates", json!(true))
            .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["profile::test-certificate"]),
    );
    let test = Dispensing::new(prescription_bes(pki).signer("doctor-test").sign()).sign();
    suite.add(
        Draft::new("dispensing-of-test-prescription", test.text())
            .about("A dispensing record of a real pharmacist around a prescription of a test card.")
            .fails("asks only the outer signer for a production card")
            .threat("D14")
            .kind("dispensing")
            .indeterminate(
                &["CHAIN_CONSTRAINTS_FAILURE"],
                "profile::test-certificate",
                "dispensing-inner-bes",
            ),
    );
    let foreign = "takes any certificate below the root for an HPKI signature";
    suite.add(
        refused(
            pki,
            "doctor-foreign-policy",
            "",
            "The certificate has a policy that is not HPKI's.",
            foreign,
            "profile::hpki-policy",
        )
        .rule("certificates: policy"),
    );
    suite.add(
        refused(
            pki,
            "doctor-no-policy",
            "",
            "The certificate has no policy.",
            foreign,
            "profile::policies-present",
        )
        .rule("certificates: policy"),
    );
    suite.add(
        passing(pki, "doctor-production-beside-foreign", "A foreign policy stands beside HPKI's.", &[])
            .rule("certificates: production beside foreign policies is production"),
    );
}

fn refused_profiles(suite: &mut Suite, pki: &Pki) {
    let rule = "verdicts: certificate against its profile";
    let strange = "trusts a certificate that no HPKI authority issues to a person";
    for (signer, about, finding) in [
        ("doctor-ca-true", "The signer's certificate is one of a CA.", "profile::not-ca"),
        ("doctor-no-key-usage", "The signer's certificate has no keyUsage.", "profile::key-usage"),
        ("doctor-digital-signature-only", "keyUsage is digitalSignature alone.", "profile::non-repudiation"),
        ("doctor-version-1", "The signer's certificate is of version 1.", "profile::version"),
        ("doctor-serial-negative", "The serial number is negative.", "profile::serial-number"),
        ("doctor-serial-zero", "The serial number is zero.", "profile::serial-number"),
        ("doctor-serial-21-octets", "The serial number has 21 octets.", "profile::serial-number"),
        (
            "doctor-unknown-critical-extension",
            "An unknown extension is critical.",
            "path::critical-extension",
        ),
    ] {
        suite.add(refused(pki, signer, "", about, strange, finding).rule(rule));
    }
    suite.add(
        Draft::new("signer-doctor-duplicate-extension", signed_by(pki, "doctor-duplicate-extension"))
            .about("keyUsage stands twice in the signer's certificate.")
            .fails("reads one of two contradicting extensions")
            .threat("D10")
            .rule("certificates: duplicate extensions refused")
            .indeterminate(
                &["NO_SIGNING_CERTIFICATE_FOUND", "CHAIN_CONSTRAINTS_FAILURE"],
                "signature::signing-certificate",
                "prescription-bes",
            ),
    );
}

fn tolerated_profiles(suite: &mut Suite, pki: &Pki) {
    for (signer, about, warning) in [
        (
            "doctor-digital-signature-too",
            "keyUsage has digitalSignature beside nonRepudiation.",
            "profile::other-key-usage",
        ),
        ("doctor-key-usage-not-critical", "keyUsage is not critical.", "profile::key-usage-critical"),
        (
            "doctor-policies-not-critical",
            "certificatePolicies are not critical.",
            "profile::policies-critical",
        ),
        ("doctor-extended-key-usage", "There is an extendedKeyUsage.", "profile::extended-key-usage-absent"),
        (
            "doctor-ca-false",
            "basicConstraints are there and say: no CA.",
            "profile::basic-constraints-absent",
        ),
        (
            "doctor-role-critical",
            "subjectDirectoryAttributes are critical.",
            "profile::directory-attributes-not-critical",
        ),
        (
            "doctor-generalized-time",
            "The validity is written as GeneralizedTime before 2050.",
            "profile::encoding",
        ),
        ("doctor-critical-false-written", "An extension is written as critical FALSE.", "profile::encoding"),
    ] {
        suite.add(
            passing(pki, signer, about, &[warning]).rule("certificates: signer under HPKI signature profile"),
        );
    }
}

fn paths(suite: &mut Suite, pki: &Pki) {
    suite.add(
        Draft::new("path-issued-by-a-doctor", signed_by(pki, "doctor-of-doctor"))
            .about("The signer's certificate was issued with a doctor's card.")
            .fails("lets every card holder issue cards")
            .threat("D3")
            .intermediates(&["sign-ca", "doctor"])
            .indeterminate(
                &["CHAIN_CONSTRAINTS_FAILURE", "NO_CERTIFICATE_CHAIN_FOUND"],
                "path::issuer-is-ca",
                "prescription-bes",
            ),
    );
    suite.add(
        Draft::new("path-no-intermediate", signed_by(pki, "doctor"))
            .about("Nobody gives the CA's certificate.")
            .fails("stops looking for a path and calls it success")
            .threat("D2")
            .rule("verdicts: no path to an anchor")
            .intermediates(&[])
            .indeterminate(&["NO_CERTIFICATE_CHAIN_FOUND"], "path::issuer-not-found", "prescription-bes"),
    );
    suite.add(
        Draft::new("path-no-anchor", prescription_lt(pki).text())
            .about("The root stands in the document, and the caller trusts another.")
            .fails("takes an anchor from the document")
            .threat("D1")
            .long_term()
            .anchors(&["tsa-root"])
            .indeterminate(&["NO_CERTIFICATE_CHAIN_FOUND"], "path::built", "prescription-lt"),
    );
    suite.add(
        Draft::new("path-anchor-of-the-same-name", prescription_lt(pki).text())
            .about("The caller trusts a root of the same name and another key.")
            .fails("compares the names of anchors and not their keys")
            .threat("D1")
            .long_term()
            .anchors(&["attacker-root"])
            .indeterminate(&["NO_CERTIFICATE_CHAIN_FOUND"], "path::certificate-signature", "prescription-lt"),
    );
    suite.add(
        Draft::new("path-self-signed", signed_by(pki, "doctor-self-signed"))
            .about("The signer's certificate is signed by itself.")
            .fails("takes a certificate that vouches for itself for an anchor")
            .threat("D1")
            .indeterminate(&["NO_CERTIFICATE_CHAIN_FOUND"], "path::built", "prescription-bes"),
    );
    suite.add(
        Draft::new("path-anchor-is-sub-ca", signed_by(pki, "doctor"))
            .about("The caller trusts the signing CA itself.")
            .fails("wants every anchor to be self-signed")
            .rule("certificates: anchors may be sub CAs")
            .anchors(&["sign-ca"])
            .intermediates(&[])
            .lists(&["sign-ca"])
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
}
