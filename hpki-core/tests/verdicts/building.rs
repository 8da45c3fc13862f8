//! Building paths from a pool nobody vouches for, and its limits.

use hpki_core::certificate::Certificate;
use hpki_core::crypto::VerifiedSignatureCache;
use hpki_core::key::SubjectPublicKeyInfo;
use hpki_core::name::Name;
use hpki_core::oid;
use hpki_core::path::{Proof, validate_path};
use hpki_core::profile::Profile;
use hpki_core::report::{SubIndication, Verdict};
use hpki_core::trust::{TrustAnchor, TrustAnchors};

use super::pki::{Issuer, Template, extension, key_usage, name, sequence, tlv};
use super::{Hierarchy, doctor, not_passed, objections, time};

#[test]
fn the_order_of_the_pool_and_strangers_in_it_do_not_matter() {
    let hierarchy = Hierarchy::new();
    let stranger = Issuer::new("Stranger");
    let namesake = Issuer::new("Signing CA");
    let mut pool = vec![
        stranger.root(),
        namesake.root(),
        hierarchy.signer.clone(),
        hierarchy.root.root(),
        hierarchy.authority_certificate.clone(),
    ];
    for _ in 0..pool.len() {
        pool.rotate_left(1);
        let report = validate_path(&hierarchy.request(&pool));
        assert_eq!(report.verdict(), Verdict::PASSED, "{:?}", objections(&report));
        assert_eq!(report.path().len(), 3);
    }
}

#[test]
fn without_the_authority_the_missing_issuer_is_named() {
    let hierarchy = Hierarchy::new();
    let report = validate_path(&hierarchy.request(&[]));
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    assert_eq!(objections(&report), ["path::issuer-not-found"]);
    assert!(report.checks().iter().next().unwrap().detail.to_string().contains("issuer CN=Signing CA"));
    assert_eq!(report.path().len(), 1);
    assert!(report.into_verified().is_err());
}

#[test]
fn a_forged_signature_is_named_as_such() {
    let hierarchy = Hierarchy::new();
    let forged = Issuer::new("Signing CA").issue(&doctor());
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.end_entity = &forged;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    assert_eq!(objections(&report), ["path::certificate-signature"]);
}

/// D1: a root that comes with the document is not trusted because it is there.
#[test]
fn a_root_in_the_pool_is_no_trust_anchor() {
    let hierarchy = Hierarchy::new();
    let pool = [hierarchy.authority_certificate.clone(), hierarchy.root.root()];
    let anchors = TrustAnchors::from_iter([Issuer::new("Root").root()]);
    let mut request = hierarchy.request(&pool);
    request.trust_anchors = &anchors;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    let nobody = TrustAnchors::new();
    request.trust_anchors = &nobody;
    assert_eq!(validate_path(&request).verdict(), not_passed(SubIndication::NoCertificateChainFound));
}

#[test]
fn a_trust_anchor_may_be_a_name_and_a_key() {
    let hierarchy = Hierarchy::new();
    let name = Name::from_der(&name("Root")).unwrap();
    let key = SubjectPublicKeyInfo::from_der(&hierarchy.root.public_key()).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::from_name_and_key(name, key));
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.trust_anchors = &anchors;
    let path = validate_path(&request).into_verified().unwrap();
    assert_eq!((path.certificates().len(), path.trust_anchor().certificate()), (2, None));
}

#[test]
fn another_certificate_of_the_same_authority_is_tried() {
    let hierarchy = Hierarchy::new();
    let mut expired = Template::authority(&hierarchy.authority, &[oid::HPKI_POLICY_SIGNATURE]);
    expired.validity = ("2010-01-01T00:00:00", "2020-01-01T00:00:00");
    let expired = hierarchy.root.issue(&expired);
    for pool in [
        [expired.clone(), hierarchy.authority_certificate.clone()],
        [hierarchy.authority_certificate.clone(), expired.clone()],
    ] {
        assert_eq!(validate_path(&hierarchy.request(&pool)).verdict(), Verdict::PASSED);
    }
    let pool = [expired];
    let report = validate_path(&hierarchy.request(&pool));
    assert_eq!(report.verdict(), not_passed(SubIndication::OutOfBoundsNoPoe));
    assert_eq!(objections(&report), ["path::authority-validity"]);
}

#[test]
fn an_expired_trust_anchor_trusts_nobody_any_more() {
    let mut hierarchy = Hierarchy::new();
    let mut template = Template::authority(&hierarchy.root, &[]);
    template.validity = ("2010-01-01T00:00:00", "2020-01-01T00:00:00");
    hierarchy.anchors = TrustAnchors::from_iter([hierarchy.root.issue(&template)]);
    let report = hierarchy.judge();
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    assert_eq!(objections(&report), ["path::anchor-validity"]);
}

#[test]
fn both_ends_of_the_validity_belong_to_it() {
    let hierarchy = Hierarchy::new();
    let pool = [hierarchy.authority_certificate.clone()];
    for (at, proven, expected) in [
        ("2022-01-01T00:00:00Z", Proof::CallerTime, Verdict::PASSED),
        ("2027-01-01T00:00:00.999Z", Proof::CallerTime, Verdict::PASSED),
        ("2021-12-31T23:59:59.999Z", Proof::CallerTime, not_passed(SubIndication::OutOfBoundsNoPoe)),
        ("2027-01-01T00:00:01Z", Proof::CallerTime, not_passed(SubIndication::OutOfBoundsNoPoe)),
        ("2021-12-31T23:59:59.999Z", Proof::ProvenTime, not_passed(SubIndication::NotYetValid)),
        ("2027-01-01T00:00:01Z", Proof::ProvenTime, not_passed(SubIndication::Expired)),
    ] {
        let mut request = hierarchy.request(&pool);
        (request.at, request.proven) = (time(at), proven);
        assert_eq!(validate_path(&request).verdict(), expected, "{at}");
    }
}

/// Two CAs that certify each other, and no trust anchor above them.
#[test]
fn a_circle_ends() {
    let (a, b) = (Issuer::new("A"), Issuer::new("B"));
    let hierarchy = Hierarchy::new();
    let pool = [a.issue(&Template::authority(&b, &[])), b.issue(&Template::authority(&a, &[]))];
    let signer = a.issue(&doctor());
    let mut request = hierarchy.request(&pool);
    request.end_entity = &signer;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    assert_eq!(objections(&report), ["path::built"]);
}

/// Every CA of a layer certifies every CA of the next: 6^6 paths, none to a trust anchor.
#[test]
fn a_mesh_of_authorities_is_given_up() {
    let layers: Vec<Vec<Issuer>> =
        (0..6).map(|layer| (0..6).map(|_| Issuer::new(&format!("Layer {layer}"))).collect()).collect();
    let mut pool: Vec<Certificate> = Vec::new();
    for pair in layers.windows(2) {
        for lower in &pair[0] {
            pool.extend(pair[1].iter().map(|upper| upper.issue(&Template::authority(lower, &[]))));
        }
    }
    let hierarchy = Hierarchy::new();
    let signer = layers[0][0].issue(&doctor());
    let mut request = hierarchy.request(&pool);
    request.end_entity = &signer;
    let report = validate_path(&request);
    assert_eq!(report.verdict(), not_passed(SubIndication::NoCertificateChainFound));
    assert_eq!(objections(&report), ["path::search-budget"]);
}

#[test]
fn a_path_longer_than_the_limit_is_not_built() {
    let issuers: Vec<Issuer> = (0..10).map(|number| Issuer::new(&format!("CA {number}"))).collect();
    let pool: Vec<Certificate> =
        issuers.windows(2).map(|pair| pair[0].issue(&Template::authority(&pair[1], &[]))).collect();
    let anchors = TrustAnchors::from_iter([issuers[0].root()]);
    let hierarchy = Hierarchy::new();
    for (length, expected) in [(8, Verdict::PASSED), (9, not_passed(SubIndication::NoCertificateChainFound))]
    {
        let signer = issuers[length - 1].issue(&doctor());
        let mut request = hierarchy.request(&pool);
        (request.end_entity, request.trust_anchors) = (&signer, &anchors);
        assert_eq!(validate_path(&request).verdict(), expected, "{length}");
    }
}

#[test]
fn signatures_are_verified_once_and_remembered_by_the_cache() {
    let hierarchy = Hierarchy::new();
    let pool = [hierarchy.authority_certificate.clone()];
    let cache = VerifiedSignatureCache::new(100);
    let mut request = hierarchy.request(&pool);
    request.cache = Some(&cache);
    for _ in 0..2 {
        assert_eq!(validate_path(&request).verdict(), Verdict::PASSED);
        // The signer's and the CA's; not the trust anchor's own.
        assert_eq!(cache.len(), 2);
    }
    // Two checks are all it takes.
    request.cache = None;
    request.limits.signature_checks = 2;
    assert_eq!(validate_path(&request).verdict(), Verdict::PASSED);
    request.limits.signature_checks = 1;
    assert_eq!(objections(&validate_path(&request)), ["path::search-budget"]);
}

fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, text.as_bytes())
}

/// A subordinate CA under name constraints, and a certificate with these names below it.
fn constrained(permitted: &[Vec<u8>], excluded: &[Vec<u8>], names: &[Vec<u8>]) -> Verdict {
    let subtrees = |tag, bases: &[Vec<u8>]| {
        let subtrees: Vec<u8> = bases.iter().flat_map(|base| sequence(std::slice::from_ref(base))).collect();
        if bases.is_empty() { Vec::new() } else { tlv(tag, &subtrees) }
    };
    let constraints = sequence(&[subtrees(0xa0, permitted), subtrees(0xa1, excluded)]);
    let mut hierarchy = Hierarchy::new();
    let template = Template::authority(&hierarchy.authority, &[]);
    let template = template.with(extension(oid::NAME_CONSTRAINTS, true, &constraints));
    hierarchy.authority_certificate = hierarchy.root.issue(&template);
    let alternative = extension(oid::SUBJECT_ALT_NAME, false, &sequence(names));
    hierarchy.signer = hierarchy.authority.issue(&Template::signer(vec![key_usage(true, &[1]), alternative]));
    let pool = [hierarchy.authority_certificate.clone()];
    let mut request = hierarchy.request(&pool);
    request.profile = Profile::Rfc5280;
    validate_path(&request).verdict()
}

#[test]
fn name_constraints_hold_for_every_name_of_a_certificate() {
    let refused = not_passed(SubIndication::ChainConstraintsFailure);
    let directory = |common_name: &str| tlv(0xa4, &name(common_name));
    let uri = |text: &str| tlv(0x86, text.as_bytes());
    for (permitted, excluded, names, expected) in [
        (vec![dns("example.com")], vec![], vec![dns("www.example.com")], Verdict::PASSED),
        (vec![dns("example.com")], vec![], vec![dns("example.org")], refused),
        (vec![dns("example.com")], vec![], vec![dns("a.example.com"), dns("example.org")], refused),
        (vec![], vec![dns("example.com")], vec![dns("www.example.com.")], refused),
        // RUSTSEC-2026-0099: a wildcard stands for names outside the subtree.
        (vec![dns("accept.example.com")], vec![], vec![dns("*.example.com")], refused),
        (vec![], vec![dns("reject.example.com")], vec![dns("*.example.com")], refused),
        // RUSTSEC-2026-0098: constraints on URIs were ignored.
        (vec![uri("example.com")], vec![], vec![uri("http://example.org/")], refused),
        (vec![], vec![uri("example.com")], vec![uri("http://example.com/")], refused),
        (vec![uri("example.com")], vec![], vec![uri("http://example.com/x")], Verdict::PASSED),
        // Another form is not constrained.
        (vec![dns("example.com")], vec![], vec![uri("http://example.org/")], Verdict::PASSED),
        // The subject is under the constraints of its form (its common name is "Signer").
        (vec![directory("Signer")], vec![], vec![dns("x.org")], Verdict::PASSED),
        (vec![directory("Other")], vec![], vec![dns("x.org")], refused),
        (vec![], vec![directory("signer")], vec![dns("x.org")], refused),
        // A form nobody evaluates refuses a name of that form.
        (vec![], vec![tlv(0x88, &[0x2a, 0x03])], vec![tlv(0x88, &[0x2a, 0x04])], refused),
    ] {
        assert_eq!(constrained(&permitted, &excluded, &names), expected, "{names:?}");
    }
}
