//! Revocation: what a list says, when it counts, and who may say it.

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid;
use hpki_core::path::{PathReport, Proof, RevocationMode, validate_path};
use hpki_core::report::{Outcome, SubIndication, Verdict};
use hpki_core::trust::TrustAnchors;

use super::pki::{
    Issuer, List, Template, basic_constraints, directory_name, distribution_points, extension, key_usage,
    point, tlv, uri,
};
use super::{Hierarchy, doctor, ids, not_passed, objections, warnings};

const KEY_COMPROMISE: Option<u8> = Some(1);
const HOLD: Option<u8> = Some(6);
const REMOVE: Option<u8> = Some(8);

/// Covers the time of the tests.
fn current() -> List {
    List::new("2023-06-14T00:00:00", "2023-06-18T00:00:00")
}

/// A little older, and covers it too.
fn older() -> List {
    List::new("2023-06-12T00:00:00", "2023-06-16T00:00:00")
}

/// Issued after the time, while the signer's certificate was valid.
fn later() -> List {
    List::new("2024-01-01T00:00:00", "2024-01-05T00:00:00")
}

/// What the hierarchy comes to with these lists of the signing CA and a good one of the root.
fn judge(hierarchy: &Hierarchy, lists: &[List]) -> PathReport {
    judge_as(hierarchy, lists, RevocationMode::Required, Proof::CallerTime)
}

fn judge_as(hierarchy: &Hierarchy, lists: &[List], mode: RevocationMode, proven: Proof) -> PathReport {
    let mut lists: Vec<_> = lists.iter().map(|list| hierarchy.authority.list(list)).collect();
    lists.push(hierarchy.root_list());
    judge_with(hierarchy, &[], &lists, mode, proven)
}

fn judge_with(
    hierarchy: &Hierarchy,
    more: &[Certificate],
    lists: &[CertificateList],
    mode: RevocationMode,
    proven: Proof,
) -> PathReport {
    let mut pool = vec![hierarchy.authority_certificate.clone()];
    pool.extend_from_slice(more);
    let mut request = hierarchy.request(&pool);
    request.certificate_lists = lists;
    request.revocation = mode;
    request.proven = proven;
    validate_path(&request)
}

/// Details of lists that were not used.
fn unused(report: &PathReport) -> Vec<String> {
    let checks = report.checks().iter().filter(|check| check.finding.id == "revocation::not-used");
    checks.map(|check| check.detail.to_string()).collect()
}

#[test]
fn a_current_list_without_the_certificate_is_good() {
    let report = judge(&Hierarchy::new(), &[current()]);
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", objections(&report));
    let details: Vec<String> = report
        .checks()
        .iter()
        .filter(|check| check.finding.id == "revocation::status")
        .map(|check| check.detail.to_string())
        .collect();
    assert_eq!(details.len(), 2);
    assert!(details.iter().all(|detail| detail.contains("covers the time")), "{details:?}");
}

#[test]
fn revoked_before_the_time() {
    let revoked = [current().revoking("2023-06-01T00:00:00", KEY_COMPROMISE)];
    for (proven, expected) in
        [(Proof::CallerTime, SubIndication::RevokedNoPoe), (Proof::ProvenTime, SubIndication::Revoked)]
    {
        let report = judge_as(&Hierarchy::new(), &revoked, RevocationMode::Required, proven);
        assert_eq!(report.verdict(), not_passed(expected));
        assert_eq!(objections(&report), ["revocation::revoked"]);
    }
    // At the very second, too.
    let revoked = [current().revoking("2023-06-15T12:00:00", None)];
    assert_eq!(judge(&Hierarchy::new(), &revoked).verdict(), not_passed(SubIndication::RevokedNoPoe));
}

#[test]
fn revoked_after_the_time_is_no_objection() {
    let revoked = [later().revoking("2023-06-15T12:00:01", KEY_COMPROMISE)];
    let report = judge_as(&Hierarchy::new(), &revoked, RevocationMode::Required, Proof::ProvenTime);
    // The root's list covers the time, the CA's was issued later.
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", objections(&report));
    // A revocation that says the key was bad before is told.
    let invalidity = extension(oid::INVALIDITY_DATE, false, &tlv(0x18, b"20230601000000Z"));
    let revoked = [later().listing(&[0x42], "2023-08-01T00:00:00", KEY_COMPROMISE, &[invalidity])];
    let report = judge(&Hierarchy::new(), &revoked);
    assert_eq!(report.verdict(), Verdict::PASSED);
    assert_eq!(warnings(&report), ["revocation::invalidity-date"]);
}

#[test]
fn a_revocation_dated_after_its_own_list_counts_at_once() {
    let revoked = [current().revoking("2023-06-20T00:00:00", None)];
    assert_eq!(judge(&Hierarchy::new(), &revoked).verdict(), not_passed(SubIndication::RevokedNoPoe));
}

#[test]
fn a_permanent_revocation_stands_whatever_a_newer_list_omits() {
    let lists = [current(), older().revoking("2023-06-01T00:00:00", KEY_COMPROMISE)];
    assert_eq!(judge(&Hierarchy::new(), &lists).verdict(), not_passed(SubIndication::RevokedNoPoe));
}

#[test]
fn a_hold_leaves_the_question_open_until_the_newest_list_lifts_it() {
    let held = older().revoking("2023-06-01T00:00:00", HOLD);
    let report = judge(&Hierarchy::new(), std::slice::from_ref(&held));
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert_eq!(objections(&report), ["revocation::on-hold"]);
    assert_eq!(judge(&Hierarchy::new(), &[held.clone(), current()]).verdict(), Verdict::PASSED);
    // An older list without the hold does not lift it.
    let newest_holds = current().revoking("2023-06-13T00:00:00", HOLD);
    let report = judge(&Hierarchy::new(), &[older(), newest_holds]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    // A hold that became a revocation is one.
    let lists = [held, current().revoking("2023-06-13T00:00:00", KEY_COMPROMISE)];
    assert_eq!(judge(&Hierarchy::new(), &lists).verdict(), not_passed(SubIndication::RevokedNoPoe));
}

#[test]
fn lists_that_give_no_answer() {
    let endless = List { next_update: None, ..current() };
    let version_1 = List { version_1: true, ..current() };
    let unknown_entry = extension(oid::HPKI, true, &[0x05, 0x00]);
    for (list, reason) in [
        (endless, "no nextUpdate"),
        (List::new("2023-06-14T00:00:00", "2023-06-13T00:00:00"), "nextUpdate is before its thisUpdate"),
        (List::new("2023-06-01T00:00:00", "2023-06-05T00:00:00"), "nextUpdate is before the time"),
        (List::new("2028-01-01T00:00:00", "2028-01-05T00:00:00"), "after the certificate had expired"),
        (version_1, "version 1"),
        (current().revoking("2023-06-01T00:00:00", REMOVE), "removeFromCRL"),
        (current().with(oid::HPKI, true, &[0x05, 0x00]), "unknown critical extension"),
        (
            current().listing(&[0x01], "2023-06-01T00:00:00", None, &[unknown_entry]),
            "unknown critical extension",
        ),
        (current().scope(&[tlv(0x82, &[0xff])]), "CAs only"),
        (current().scope(&[tlv(0x85, &[0xff])]), "attribute certificates only"),
        (current().scope(&[tlv(0xa0, &tlv(0xa0, &uri("http://crl.example/b.crl")))]), "other distribution"),
        // RUSTSEC-2026-0104: an empty BIT STRING of reasons made another library panic.
        (current().scope(&[tlv(0x83, &[0x00])]), "covers no reason"),
    ] {
        let report = judge(&Hierarchy::new(), std::slice::from_ref(&list));
        assert_eq!(report.verdict(), not_passed(SubIndication::TryLater), "{reason}");
        assert_eq!(objections(&report), ["revocation::no-answer"], "{reason}");
        assert!(unused(&report)[0].contains(reason), "{reason}: {:?}", unused(&report));
        // The same list beside a good one does no harm.
        assert_eq!(judge(&Hierarchy::new(), &[list, older()]).verdict(), Verdict::PASSED, "{reason}");
    }
}

#[test]
fn no_list_is_never_good() {
    let report = judge(&Hierarchy::new(), &[]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert_eq!(objections(&report), ["revocation::no-answer"]);
}

#[test]
fn if_available_fresh_data_decide_and_old_data_count_as_none() {
    let mode = RevocationMode::IfAvailable;
    let judge = |lists: &[List]| judge_as(&Hierarchy::new(), lists, mode, Proof::CallerTime);
    let report = judge(&[current().revoking("2023-06-01T00:00:00", None)]);
    assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
    let report = judge(&[]);
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, vec!["revocation::no-answer"]));
    let outdated = List::new("2023-06-01T00:00:00", "2023-06-05T00:00:00");
    let report = judge(&[outdated.revoking("2023-05-01T00:00:00", KEY_COMPROMISE)]);
    let expected = vec!["revocation::outdated-list-revokes", "revocation::no-answer"];
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, expected));
}

#[test]
fn a_revoked_authority() {
    let hierarchy = Hierarchy::new();
    let lists = [
        hierarchy.authority.list(&current()),
        hierarchy.root.list(&current().listing(&[0x11], "2023-06-01T00:00:00", None, &[])),
    ];
    for proven in [Proof::CallerTime, Proof::ProvenTime] {
        let report = judge_with(&hierarchy, &[], &lists, RevocationMode::Required, proven);
        assert_eq!(report.verdict(), not_passed(SubIndication::RevokedCaNoPoe));
        assert_eq!(objections(&report), ["revocation::authority-revoked"]);
    }
}

#[test]
fn a_list_of_the_wrong_key_gives_no_answer() {
    let hierarchy = Hierarchy::new();
    let impostor = Issuer::new("Signing CA");
    let lists = [impostor.list(&current()), hierarchy.root_list()];
    let required = RevocationMode::Required;
    let report = judge_with(&hierarchy, &[], &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(unused(&report)[0].contains("signature does not fit"), "{:?}", unused(&report));
    // Not even with a certificate of the same name that does not lead to the same trust anchor.
    let other_root = Issuer::new("Other Root");
    let certificate = other_root.issue(&Template::authority(&impostor, &[]));
    let more = [certificate, other_root.root()];
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    // A trusted second root changes nothing: the anchor must be the same (RFC 5280, 6.3.3 f).
    let mut hierarchy = hierarchy;
    hierarchy.anchors = TrustAnchors::from_iter([hierarchy.root.root(), other_root.root()]);
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
}

#[test]
fn a_key_without_crl_sign_signs_no_lists() {
    let mut hierarchy = Hierarchy::new();
    let mut template = Template::authority(&hierarchy.authority, &[oid::HPKI_POLICY_SIGNATURE]);
    template.extensions[1] = key_usage(true, &[5]);
    hierarchy.authority_certificate = hierarchy.root.issue(&template);
    let report = judge(&hierarchy, &[current()]);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(unused(&report)[0].contains("cRLSign"), "{:?}", unused(&report));
    // A second certificate of the CA for a key of its own may (PKITS 4.4.19).
    let lists_key = Issuer::new("Signing CA");
    let mut template = Template::authority(&lists_key, &[]);
    (template.extensions[1], template.serial_number) = (key_usage(true, &[6]), vec![0x12]);
    let more = [hierarchy.root.issue(&template)];
    let lists = [lists_key.list(&current()), hierarchy.root_list()];
    let required = RevocationMode::Required;
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", unused(&report));
    // Unless that certificate is revoked.
    let revoking = hierarchy.root.list(&current().listing(&[0x12], "2023-06-01T00:00:00", None, &[]));
    let lists = [lists_key.list(&current()), revoking];
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(unused(&report)[0].contains("certificate of its signer"), "{:?}", unused(&report));
}

/// A second key of the root signs all its lists, and only they say that this key's certificate is good.
#[test]
fn a_signer_of_lists_does_not_vouch_for_itself() {
    let mut hierarchy = Hierarchy::new();
    let mut root = Template::authority(&hierarchy.root, &[]);
    root.extensions[1] = key_usage(true, &[5]);
    hierarchy.anchors = TrustAnchors::from_iter([hierarchy.root.issue(&root)]);
    let lists_key = Issuer::new("Root");
    let mut template = Template::authority(&lists_key, &[]);
    (template.extensions[1], template.serial_number) = (key_usage(true, &[6]), vec![0x15]);
    let more = [hierarchy.root.issue(&template)];
    let lists = [lists_key.list(&current()), hierarchy.authority.list(&current())];
    let report = judge_with(&hierarchy, &more, &lists, RevocationMode::Required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(unused(&report)[0].contains("certificate of its signer"), "{:?}", unused(&report));
    // Where the root's own key signs a list about it, it is good.
    hierarchy.anchors = TrustAnchors::from_iter([hierarchy.root.root()]);
    let lists = [lists_key.list(&current()), hierarchy.authority.list(&current()), hierarchy.root_list()];
    let report = judge_with(&hierarchy, &more, &lists, RevocationMode::Required, Proof::CallerTime);
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", unused(&report));
}

/// RUSTSEC-2026-0049: a list for the certificate's *second* distribution point was not consulted, so that a revoked
/// certificate passed where missing data was tolerated.
#[test]
fn a_list_for_any_of_the_distribution_points_is_heard() {
    let points = [
        point(&[uri("http://a.example/a.crl")], &[]),
        point(&[uri("http://b.example/b.crl"), directory_name("Point B")], &[]),
    ];
    let mut template = doctor();
    template.extensions.remove(2);
    let hierarchy = Hierarchy::with_signer(&template.with(distribution_points(&points)));
    for names in [uri("http://a.example/a.crl"), uri("http://b.example/b.crl"), directory_name("point b")] {
        let list = current().scope(&[tlv(0xa0, &tlv(0xa0, &names))]);
        assert_eq!(judge(&hierarchy, std::slice::from_ref(&list)).verdict(), Verdict::PASSED);
        let list = list.revoking("2023-06-01T00:00:00", None);
        let mode = RevocationMode::IfAvailable;
        let report = judge_as(&hierarchy, &[list], mode, Proof::CallerTime);
        assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
    }
}

/// The root's list of HPKI: critical issuingDistributionPoint with a directoryName, CA certificates only.
#[test]
fn the_list_of_hpkis_root_matches_the_directory_name_of_the_point() {
    let mut hierarchy = Hierarchy::new();
    let points = [point(&[directory_name("SARL")], &[]), point(&[uri("http://hpki.example/sarl.crl")], &[])];
    let template = Template::authority(&hierarchy.authority, &[oid::HPKI_POLICY_SIGNATURE]);
    hierarchy.authority_certificate = hierarchy.root.issue(&template.with(distribution_points(&points)));
    let scope = |name: &str| {
        let name = tlv(0xa0, &tlv(0xa0, &directory_name(name)));
        hierarchy.root.list(&current().scope(&[name, tlv(0x82, &[0xff])]))
    };
    let list = hierarchy.authority.list(&current());
    let required = RevocationMode::Required;
    for (name, expected) in [("SARL", Verdict::PASSED), ("other SARL", not_passed(SubIndication::TryLater))] {
        let lists = [list.clone(), scope(name)];
        let report = judge_with(&hierarchy, &[], &lists, required, Proof::CallerTime);
        assert_eq!(report.verdict(), expected, "{name}: {:?}", unused(&report));
    }
}

#[test]
fn lists_for_some_reasons_answer_together() {
    let reasons = |octets: &[u8]| {
        let mut content = vec![0x00];
        content.extend_from_slice(octets);
        current().scope(&[tlv(0x83, &content)])
    };
    // keyCompromise and cACompromise; everything else.
    let (compromise, others) = (reasons(&[0b0110_0000]), reasons(&[0b0001_1111, 0b1000_0000]));
    let hierarchy = Hierarchy::new();
    let report = judge(&hierarchy, std::slice::from_ref(&compromise));
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert_eq!(judge(&hierarchy, &[compromise.clone(), others.clone()]).verdict(), Verdict::PASSED);
    let revoked = others.revoking("2023-06-01T00:00:00", Some(4));
    let report = judge(&hierarchy, &[compromise, revoked]);
    assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
}

#[test]
fn an_indirect_list_is_believed_where_the_certificate_names_its_issuer() {
    let required = RevocationMode::Required;
    let lister = Issuer::new("List Issuer");
    let named = point(&[], &tlv(0xa2, &directory_name("List Issuer")));
    let mut template = doctor();
    template.extensions.remove(2);
    let hierarchy = Hierarchy::with_signer(&template.clone().with(distribution_points(&[named])));
    let mut lister_template = Template::authority(&lister, &[]);
    lister_template.extensions = vec![basic_constraints(false), key_usage(true, &[6])];
    lister_template.serial_number = vec![0x13];
    let more = [hierarchy.root.issue(&lister_template)];
    let indirect = tlv(0x84, &[0xff]);
    let of_authority = extension(oid::CERTIFICATE_ISSUER, true, &tlv(0x30, &directory_name("Signing CA")));
    let good = current().scope(std::slice::from_ref(&indirect));
    let revoking = good.clone().listing(&[0x42], "2023-06-01T00:00:00", None, &[of_authority]);
    // The same serial number of another issuer's certificate.
    let another = good.clone().listing(&[0x42], "2023-06-01T00:00:00", None, &[]);
    let direct = current();
    for (list, expected) in [
        (good, Verdict::PASSED),
        (revoking, not_passed(SubIndication::RevokedNoPoe)),
        (another, Verdict::PASSED),
        (direct, not_passed(SubIndication::TryLater)),
    ] {
        let lists = [lister.list(&list), hierarchy.root_list()];
        let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
        assert_eq!(report.verdict(), expected, "{:?}", unused(&report));
    }
    // A certificate that does not name it is not spoken about.
    let hierarchy = Hierarchy::with_signer(&doctor());
    let more = [hierarchy.root.issue(&lister_template)];
    let lists = [lister.list(&current().scope(&[indirect])), hierarchy.root_list()];
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::CallerTime);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
}

#[test]
fn a_delta_list_brings_its_base_up_to_date() {
    let hierarchy = Hierarchy::new();
    let base = older().number(5);
    let delta = |number| current().number(number).delta_to(5);
    let revoking = delta(7).revoking("2023-06-13T00:00:00", KEY_COMPROMISE);
    let report = judge(&hierarchy, &[base.clone(), revoking.clone()]);
    assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
    // A hold of the base is lifted, a permanent revocation is not.
    let lifting = delta(7).revoking("2023-06-01T00:00:00", REMOVE);
    let held = base.clone().revoking("2023-06-01T00:00:00", HOLD);
    assert_eq!(judge(&hierarchy, &[held, lifting.clone()]).verdict(), Verdict::PASSED);
    let revoked = base.clone().revoking("2023-06-01T00:00:00", KEY_COMPROMISE);
    let report = judge(&hierarchy, &[revoked, lifting]);
    assert_eq!(report.verdict(), not_passed(SubIndication::RevokedNoPoe));
    // A current delta list makes an old base current.
    let old = List::new("2023-06-01T00:00:00", "2023-06-05T00:00:00").number(5);
    assert_eq!(judge(&hierarchy, &[old, delta(7)]).verdict(), Verdict::PASSED);
    // Alone, or with a base that is too old for it, it says nothing.
    assert_eq!(judge(&hierarchy, &[delta(7)]).verdict(), not_passed(SubIndication::TryLater));
    let too_old = List::new("2023-06-01T00:00:00", "2023-06-05T00:00:00").number(4);
    assert_eq!(judge(&hierarchy, &[too_old, delta(7)]).verdict(), not_passed(SubIndication::TryLater));
    // Nor does one that is not newer than the base.
    let newer = older().number(7);
    assert_eq!(judge(&hierarchy, &[newer, revoking]).verdict(), Verdict::PASSED);
}

#[test]
fn a_list_issued_later_may_be_signed_with_a_key_of_that_time() {
    let hierarchy = Hierarchy::new();
    let new_key = Issuer::new("Signing CA");
    let mut template = Template::authority(&new_key, &[]);
    template.validity = ("2023-12-01T00:00:00", "2040-01-01T00:00:00");
    template.serial_number = vec![0x14];
    let more = [hierarchy.root.issue(&template)];
    let lists = [new_key.list(&later()), hierarchy.root_list(), hierarchy.root.list(&later())];
    let required = RevocationMode::Required;
    let report = judge_with(&hierarchy, &more, &lists, required, Proof::ProvenTime);
    assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", unused(&report));
}

/// With tolerated gaps, a second path on which the revoking list cannot be verified must not hide the revocation.
#[test]
fn a_revocation_of_the_signer_is_not_hidden_by_another_path() {
    let mut hierarchy = Hierarchy::new();
    let other_root = Issuer::new("Other Root");
    let mut cross = Template::authority(&hierarchy.authority, &[oid::HPKI_POLICY_SIGNATURE]);
    // The cross certificate's key may not sign lists.
    cross.extensions[1] = key_usage(true, &[5]);
    let pool = [other_root.issue(&cross), hierarchy.authority_certificate.clone()];
    hierarchy.anchors = TrustAnchors::from_iter([hierarchy.root.root(), other_root.root()]);
    let lists = [
        hierarchy.authority.list(&current().revoking("2023-06-01T00:00:00", KEY_COMPROMISE)),
        hierarchy.root_list(),
    ];
    for pool in [pool.clone(), [pool[1].clone(), pool[0].clone()]] {
        let mut request = hierarchy.request(&pool);
        request.certificate_lists = &lists;
        for mode in [RevocationMode::Required, RevocationMode::IfAvailable] {
            request.revocation = mode;
            let report = validate_path(&request);
            let revoked = not_passed(SubIndication::RevokedNoPoe);
            assert_eq!(report.verdict(), revoked, "{mode:?} {:?}", objections(&report));
        }
    }
}

#[test]
fn what_a_path_that_does_not_hold_says_about_revocation_is_not_asked() {
    let mut hierarchy = Hierarchy::new();
    let mut template = Template::authority(&hierarchy.authority, &[]);
    template.extensions.remove(0);
    hierarchy.authority_certificate = hierarchy.root.issue(&template);
    let report = judge(&hierarchy, &[current().revoking("2023-06-01T00:00:00", None)]);
    assert_eq!(objections(&report), ["path::issuer-is-ca", "profile::ca"]);
    assert!(ids(&report, |outcome| outcome == Outcome::Skipped).contains(&"revocation::status"));
}

#[test]
fn more_lists_than_the_limit_are_not_looked_at() {
    let hierarchy = Hierarchy::new();
    let pool = [hierarchy.authority_certificate.clone()];
    let good = hierarchy.authority.list(&current());
    let mut lists: Vec<_> = (0..4).map(|_| Issuer::new("Signing CA").list(&current())).collect();
    lists.extend([good, hierarchy.root_list()]);
    let mut request = hierarchy.request(&pool);
    (request.certificate_lists, request.revocation) = (&lists, RevocationMode::Required);
    assert_eq!(validate_path(&request).verdict(), Verdict::PASSED);
    request.limits.certificate_lists = 4;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::TryLater));
    assert!(
        unused(&report).iter().any(|detail| detail.contains("more than 4 lists")),
        "{:?}",
        unused(&report)
    );
}

#[test]
fn names_of_lists_are_compared_as_names() {
    // RFC 5280, 7.1: case and white space do not count; anything else does.
    for (issuer, expected) in
        [("signing  ca", Verdict::PASSED), ("Signing CA 2", not_passed(SubIndication::TryLater))]
    {
        let list = List { issuer: Some(issuer), ..current() };
        assert_eq!(judge(&Hierarchy::new(), &[list]).verdict(), expected, "{issuer}");
    }
}
