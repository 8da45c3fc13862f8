//! Professional roles.

use hpki_core::oid;
use hpki_core::path::{PathReport, validate_path};
use hpki_core::profile::RoleRequirement;
use hpki_core::report::Verdict;

use super::pki::{Template, extension, hc_role, hc_role_attribute, policy, sequence};
use super::{Hierarchy, objections, signer_extensions, warnings};

/// What a signer with this role extension comes to where a doctor or dentist is wanted.
fn judge(roles: Option<Vec<u8>>) -> PathReport {
    let mut extensions = signer_extensions();
    extensions.extend(roles);
    let hierarchy = Hierarchy::with_signer(&Template::signer(extensions));
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.roles = RoleRequirement::AnyOf(vec!["Medical Doctor".into(), "Dentist".into()]);
    validate_path(&request)
}

const JAPAN: oid::ObjectIdentifier = oid::HPKI_CODING_SCHEME;

#[test]
fn each_way_of_having_no_sufficient_role_has_its_own_reason() {
    let foreign = policy("1.2.3.4");
    for (roles, refusals) in [
        (None, vec!["role::absent"]),
        (Some(hc_role(&[(JAPAN, Some("Pharmacist"))])), vec!["role::not-allowed"]),
        (Some(hc_role(&[(JAPAN, Some("Wizard"))])), vec!["role::unknown"]),
        // Look-alikes are other texts.
        (Some(hc_role(&[(JAPAN, Some("medical doctor"))])), vec!["role::unknown"]),
        (Some(hc_role(&[(JAPAN, Some("Medical Doctor "))])), vec!["role::unknown"]),
        (Some(hc_role(&[(JAPAN, Some("Мedical Doctor"))])), vec!["role::unknown"]),
        (Some(hc_role(&[(foreign, Some("Medical Doctor"))])), vec!["role::other-coding-scheme"]),
        (Some(hc_role(&[(JAPAN, None)])), vec!["role::name-absent"]),
        (
            Some(hc_role(&[(JAPAN, Some("Pharmacist")), (foreign, Some("Medical Doctor"))])),
            vec!["role::not-allowed", "role::other-coding-scheme"],
        ),
    ] {
        assert_eq!(objections(&judge(roles)), refusals);
    }
}

#[test]
fn one_sufficient_role_is_enough_and_strange_ones_beside_it_are_told() {
    let report = judge(Some(hc_role(&[(JAPAN, Some("Dentist"))])));
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, vec![]));
    let report = judge(Some(hc_role(&[(JAPAN, Some("Pharmacist")), (JAPAN, Some("Medical Doctor"))])));
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, vec![]));
    let report = judge(Some(hc_role(&[(JAPAN, Some("Wizard")), (JAPAN, Some("Medical Doctor"))])));
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, vec!["role::unknown"]));
}

#[test]
fn several_attributes_are_read_as_one() {
    let attributes = sequence(&[
        hc_role_attribute(&[(JAPAN, Some("Pharmacist"))]),
        hc_role_attribute(&[(JAPAN, Some("Medical Doctor"))]),
    ]);
    let report = judge(Some(extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &attributes)));
    assert_eq!((report.verdict(), warnings(&report)), (Verdict::PASSED, vec!["role::several-attributes"]));
}

#[test]
fn without_a_requirement_roles_do_not_matter() {
    let hierarchy = Hierarchy::with_signer(&Template::signer(signer_extensions()));
    assert_eq!(hierarchy.judge().verdict(), Verdict::PASSED);
}
