//! OCSP responses as evidence beside lists.

use hpki_core::certificate::Certificate;
use hpki_core::ocsp::OcspResponse;
use hpki_core::oid;
use hpki_core::path::{PathReport, RevocationMode, validate_path};
use hpki_core::report::{SubIndication, Verdict};
use hpki_core::revocation::{EvidenceSource, ResponderStatus, RevocationStatus};

use super::pki::{
    Answer, Issuer, List, Template, distribution_points, extension, key_usage, name, object_identifier,
    point, purposes, sequence, uri,
};
use super::{Hierarchy, not_passed};

/// What the hierarchy comes to with these responses about the signer, these lists of the signing CA and a good list of
/// the root.
fn judge(hierarchy: &Hierarchy, responses: &[OcspResponse], lists: &[List]) -> PathReport {
    judge_with(hierarchy, responses, lists, ResponderStatus::default())
}

fn judge_with(
    hierarchy: &Hierarchy,
    responses: &[OcspResponse],
    lists: &[List],
    responder_status: ResponderStatus,
) -> PathReport {
    let pool = [hierarchy.authority_certificate.clone()];
    let mut lists: Vec<_> = lists.iter().map(|list| hierarchy.authority.list(list)).collect();
    lists.push(hierarchy.root_list());
    let mut request = hierarchy.request(&pool);
    (request.certificate_lists, request.ocsp_responses) = (&lists, responses);
    request.revocation = RevocationMode::Required;
    request.responder_status = responder_status;
    validate_path(&request)
}

fn unused(report: &PathReport) -> String {
    let checks = report.checks().iter().filter(|check| check.finding.id == "revocation::not-used");
    checks.map(|check| check.detail.to_string()).collect::<Vec<_>>().join("; ")
}

/// A responder's certificate.
fn responder_template(key: &Issuer, more: Vec<Vec<u8>>) -> Template {
    let mut extensions = vec![key_usage(true, &[0])];
    extensions.extend(more);
    Template {
        subject: name("Responder"),
        public_key: key.public_key(),
        serial_number: vec![0x21],
        ..Template::signer(extensions)
    }
}

fn no_check() -> Vec<u8> {
    extension(oid::OCSP_NO_CHECK, false, &[0x05, 0x00])
}

#[test]
fn the_issuers_own_answer_counts() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let good = Answer::good(&hierarchy.signer, authority);
    let report = judge(&hierarchy, &[authority.respond(&good)], &[]);
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", unused(&report));
    let RevocationStatus::NotRevoked(evidence) = &report.revocation()[0] else { panic!() };
    assert!(matches!(evidence[0].source, EvidenceSource::Response(_)));
    for (answer, expected) in [
        (good.clone().revoked("2023-06-01T00:00:00", Some(1)), SubIndication::RevokedNoPoe),
        (good.clone().revoked("2023-06-01T00:00:00", Some(6)), SubIndication::TryLater),
        (good.clone().unknown(), SubIndication::TryLater),
        (Answer { next_update: Some("2023-06-15T11:59:59"), ..good.clone() }, SubIndication::TryLater),
        // Without nextUpdate it is good for its own moment only.
        (Answer { next_update: None, ..good.clone() }, SubIndication::TryLater),
    ] {
        let report = judge(&hierarchy, &[authority.respond(&answer)], &[]);
        assert_eq!(report.verdict(), not_passed(expected), "{}", unused(&report));
    }
    let later = Answer { this_update: "2023-06-15T13:00:00", next_update: None, ..good.clone() };
    assert_eq!(judge(&hierarchy, &[authority.respond(&later)], &[]).verdict(), Verdict::PASSED);
    let revoked_later = later.revoked("2023-06-15T12:30:00", None);
    assert_eq!(judge(&hierarchy, &[authority.respond(&revoked_later)], &[]).verdict(), Verdict::PASSED);
}

#[test]
fn a_good_answer_does_not_undo_a_permanent_revocation_in_a_list() {
    let hierarchy = Hierarchy::new();
    let good = hierarchy.authority.respond(&Answer::good(&hierarchy.signer, &hierarchy.authority));
    let current = List::new("2023-06-14T00:00:00", "2023-06-18T00:00:00");
    let revoking = current.clone().revoking("2023-06-01T00:00:00", Some(1));
    let report = judge(&hierarchy, std::slice::from_ref(&good), &[revoking]);
    assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
    // A newer one lifts a hold.
    let holding = current.revoking("2023-06-01T00:00:00", Some(6));
    assert_eq!(judge(&hierarchy, &[good], &[holding]).verdict(), Verdict::PASSED);
}

#[test]
fn an_answer_about_another_certificate_is_none() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let mut other = super::doctor();
    other.serial_number = vec![0x43];
    let other = authority.issue(&other);
    let report = judge(&hierarchy, &[authority.respond(&Answer::good(&other, authority))], &[]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    // The same name and serial number under another key.
    let namesake = Issuer::new("Signing CA");
    let answer = Answer::good(&hierarchy.signer, &namesake);
    let report = judge(&hierarchy, &[authority.respond(&answer)], &[]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
}

#[test]
fn a_responder_needs_a_certificate_of_the_very_issuer_for_ocsp_signing() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let responder = Issuer::new("Responder");
    let signing = || purposes(false, &[oid::OCSP_SIGNING]);
    let respond = |certificates: Vec<Certificate>| {
        let answer = Answer { certificates, ..Answer::good(&hierarchy.signer, authority) };
        judge(&hierarchy, &[responder.respond(&answer)], &[])
    };
    let issued = |template: &Template| vec![authority.issue(template)];
    let fit = responder_template(&responder, vec![signing(), no_check()]);
    let report = respond(issued(&fit));
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", unused(&report));
    let no_purpose = responder_template(&responder, vec![no_check()]);
    let other_purpose =
        responder_template(&responder, vec![purposes(false, &[oid::TIME_STAMPING]), no_check()]);
    let any_purpose =
        responder_template(&responder, vec![purposes(false, &[oid::ANY_EXTENDED_KEY_USAGE]), no_check()]);
    let expired = Template { validity: ("2020-01-01T00:00:00", "2023-01-01T00:00:00"), ..fit.clone() };
    for (certificates, reason) in [
        (Vec::new(), "neither the issuer"),
        (issued(&no_purpose), "not valid for OCSPSigning"),
        (issued(&other_purpose), "not valid for OCSPSigning"),
        (issued(&any_purpose), "not valid for OCSPSigning"),
        (issued(&expired), "not valid for OCSPSigning"),
        // Of a namesake of the issuer, and of the CA above it.
        (vec![Issuer::new("Signing CA").issue(&fit)], "signature does not fit"),
        (vec![hierarchy.root.issue(&fit)], "neither the issuer"),
    ] {
        let report = respond(certificates);
        assert_eq!(report.verdict(), not_passed(SubIndication::TryLater), "{reason}");
        assert!(unused(&report).contains(reason), "{reason}: {}", unused(&report));
    }
}

#[test]
fn a_responder_without_no_check_is_checked_itself() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let responder = Issuer::new("Responder");
    let template = responder_template(&responder, vec![purposes(false, &[oid::OCSP_SIGNING])]);
    let answer = Answer {
        certificates: vec![authority.issue(&template)],
        ..Answer::good(&hierarchy.signer, authority)
    };
    let responses = [responder.respond(&answer)];
    // Lists for user certificates whose serial numbers differ: only the responder's status comes from the list, since
    // the list is older than the answer.
    let list = List::new("2023-06-14T00:00:00", "2023-06-18T00:00:00");
    let report = judge(&hierarchy, &responses, &[]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(unused(&report).contains("certificate of its signer"), "{}", unused(&report));
    let report = judge(&hierarchy, &responses, std::slice::from_ref(&list));
    assert_eq!(report.verdict(), Verdict::PASSED);
    let RevocationStatus::NotRevoked(evidence) = &report.revocation()[0] else { panic!() };
    assert!(matches!(evidence[0].source, EvidenceSource::Response(_)), "the answer is the newer evidence");
    // Revoked, its answers are worth nothing, and the list alone decides.
    let revoking = list.listing(&[0x21], "2023-06-01T00:00:00", None, &[]);
    let report = judge(&hierarchy, &responses, &[revoking]);
    assert_eq!(report.verdict(), Verdict::PASSED);
    let RevocationStatus::NotRevoked(evidence) = &report.revocation()[0] else { panic!() };
    assert!(matches!(evidence[0].source, EvidenceSource::List { .. }), "{}", unused(&report));
}

/// RFC 6960, 4.2.2.2.1: an authority that says neither "no check" nor where to look leaves it to the client.
#[test]
fn a_responder_whose_status_is_published_is_checked_whatever_the_client_wants() {
    let hierarchy = Hierarchy::new();
    let authority = &hierarchy.authority;
    let responder = Issuer::new("Responder");
    let verdict = |more: Vec<Vec<u8>>, status| {
        let extensions = [vec![purposes(false, &[oid::OCSP_SIGNING])], more].concat();
        let answer = Answer {
            certificates: vec![authority.issue(&responder_template(&responder, extensions))],
            ..Answer::good(&hierarchy.signer, authority)
        };
        judge_with(&hierarchy, &[responder.respond(&answer)], &[], status).verdict()
    };
    let access = |method| {
        let description = sequence(&[object_identifier(method), uri("http://example.jp/")]);
        extension(oid::AUTHORITY_INFO_ACCESS, false, &sequence(&[description]))
    };
    let list = distribution_points(&[point(&[uri("http://example.jp/a.crl")], &[])]);
    let unreadable = extension(oid::AUTHORITY_INFO_ACCESS, false, &[0x04, 0x00]);
    let later = not_passed(SubIndication::TryLater);
    for (more, where_published) in [
        (vec![], Verdict::PASSED),
        (vec![access(oid::ACCESS_CA_ISSUERS)], Verdict::PASSED),
        (vec![access(oid::ACCESS_OCSP)], later),
        (vec![list], later),
        (vec![unreadable], later),
    ] {
        assert_eq!(verdict(more.clone(), ResponderStatus::WherePublished), where_published);
        assert_eq!(verdict(more, ResponderStatus::Required), later, "the default");
    }
}
