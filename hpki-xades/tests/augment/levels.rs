//! Each level, from each level below, verified with the roots alone, years later for LTA.

use base64::Engine as _;
use hpki_core::report::Verdict;
use hpki_xades::augment::{Step, Trust};
use hpki_xades::document::DocumentKind::{Dispensing, Generic, Prescription};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::validate::{Level, TimeStampKind};

use crate::authority::{Authority, POLICY, pki};
use crate::support::{
    NOW, augmenter, case, certificate, difference, equipped, finish, list, raise, shown, time, verify,
};

#[test]
fn a_prescription_reaches_every_level() {
    let signed = case("prescription-bes");
    let (t, lt, lta) = (raise(&signed, Level::T), raise(&signed, Level::LT), raise(&signed, Level::LTA));
    assert_eq!((t.level(), lt.level(), lta.level()), (Level::T, Level::LT, Level::LTA));
    assert_eq!(lt.trust(), Trust::Anchors);
    assert_eq!((t.time_stamps(), lta.time_stamps().len()), (&[time(NOW)][..], 2));
    // The certificate of the authority that issued the list of 2026 is valid until 2027-03-01.
    for (document, until, level) in
        [(&lt, "2026-12-31T00:00:00Z", Level::LT), (&lta, "2027-02-28T00:00:00Z", Level::LTA)]
    {
        let report = verify(document.octets(), Prescription, until);
        assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
        assert_eq!(report.signatures()[0].level, level);
        assert_eq!(report.signatures()[0].proven_time, Some(time(NOW)));
    }
}

#[test]
fn level_by_level_comes_to_the_same_as_at_once() {
    let signed = case("prescription-bes");
    let t = raise(&signed, Level::T).into_octets();
    let lt = raise(&t, Level::LT).into_octets();
    let lta = raise(&lt, Level::LTA).into_octets();
    for (before, after) in [(&signed, &t), (&t, &lt), (&lt, &lta)] {
        let (gone, _) = difference(before, after);
        assert_eq!(gone, b"", "something that was there is not");
    }
    let names = |octets: &[u8]| crate::real_shape::properties(octets);
    assert_eq!(names(&lta), names(raise(&signed, Level::LTA).octets()));
}

#[test]
fn an_archive_time_stamp_is_renewed_before_its_authority_expires() {
    let lta = raise(&case("prescription-bes"), Level::LTA);
    let later = "2027-02-15T00:00:00Z";
    let renewed = finish(equipped(later), lta.into_octets(), Level::LTA, &Authority::at(later)).unwrap();
    let report = verify(renewed.octets(), Prescription, "2027-02-20T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
    let kinds: Vec<TimeStampKind> =
        report.signatures()[0].time_stamps.iter().map(|time_stamp| time_stamp.kind).collect();
    assert_eq!(kinds, [TimeStampKind::Signature, TimeStampKind::Archive, TimeStampKind::Archive]);
}

#[test]
fn of_a_dispensing_record_the_outer_signature_is_raised() {
    for name in ["dispensing-bes", "dispensing-inner-bes"] {
        let signed = case(name);
        let lta = raise(&signed, Level::LTA);
        assert_eq!(lta.signature(), "/Document/DispensingSign[1]/Signature[1]");
        let report = verify(lta.octets(), Dispensing, "2026-12-31T00:00:00Z");
        assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
        assert_eq!(report.signatures()[0].level, Level::LTA);
        let (gone, _) = difference(&signed, lta.octets());
        assert_eq!(gone, b"");
    }
}

#[test]
fn generic_and_detached_documents_are_raised() {
    for name in ["generic-enveloped", "generic-enveloping"] {
        let lta = raise(&case(name), Level::LTA);
        let report = verify(lta.octets(), Generic, "2026-12-31T00:00:00Z");
        assert_eq!(report.verdict(), Verdict::PASSED, "{name}: {}", shown(&report));
        assert_eq!(report.signatures()[0].level, Level::LTA);
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/cases/detached");
    let octets = std::fs::read(format!("{folder}/letter.txt")).unwrap();
    let files = DetachedFiles::new(vec![DetachedFile {
        given_path: "letter.txt".to_owned(),
        relative_path: None,
        octets,
    }]);
    let augmenter = equipped(NOW).with_detached(&files);
    let lta = finish(augmenter, case("detached"), Level::LTA, &Authority::at(NOW)).unwrap();
    assert_eq!(lta.level(), Level::LTA);
}

#[test]
fn lists_are_asked_for_by_certificate_and_distribution_point() {
    let Step::TimeStamp(wanted) = augmenter(NOW).begin(case("prescription-bes"), Level::LT).unwrap() else {
        panic!("no time-stamp is wanted")
    };
    assert_eq!(wanted.kind(), TimeStampKind::Signature);
    let token = Authority::at(NOW).token(&wanted.request());
    let Step::RevocationData(wanted) = wanted.token(&token).unwrap() else { panic!("no lists are wanted") };
    let [tsa] = wanted.missing() else { panic!("{:?}", wanted.missing()) };
    assert_eq!(tsa.certificate(), &certificate("tsa"));
    assert!(tsa.uris().is_empty());
    let Step::RevocationData(wanted) = wanted.provide(vec![list("tsa-root")]).unwrap() else {
        panic!("no lists are wanted")
    };
    let [signer, authority] = wanted.missing() else { panic!("{:?}", wanted.missing()) };
    assert_eq!(signer.uris(), ["http://hpki.example/sign/crl-sign.crl"]);
    assert_eq!(authority.uris(), ["http://hpki.example/repository/rlist/sarl.crl"]);
    assert_eq!(authority.other_names().len(), 1);
    // One of the two: the other one is asked for again, but not for ever.
    let Step::RevocationData(wanted) = wanted.provide(vec![list("root")]).unwrap() else {
        panic!("no lists are wanted")
    };
    let [signer] = wanted.missing() else { panic!("{:?}", wanted.missing()) };
    assert_eq!(signer.certificate(), &certificate("doctor"));
    let error = wanted.provide(vec![list("sign-ca-stale")]).err().unwrap();
    assert_eq!(error.finding().id, "augment::revocation-data-missing");
    assert!(error.detail().contains("Taro Shiken"), "{error}");
    assert!(error.detail().contains("nextUpdate"), "{error}");
}

#[test]
fn without_anchors_self_signed_certificates_stand_in_and_it_is_said() {
    let augmenter = || {
        hpki_xades::augment::Augmenter::new(time(NOW))
            .with_intermediates(vec![certificate("sign-ca"), certificate("root"), certificate("tsa-root")])
            .with_certificate_lists(vec![list("sign-ca"), list("root"), list("tsa-root")])
    };
    let lta = finish(augmenter(), case("prescription-bes"), Level::LTA, &Authority::at(NOW)).unwrap();
    assert_eq!((lta.level(), lta.trust()), (Level::LTA, Trust::Presumed));
    let report = verify(lta.octets(), Prescription, "2026-12-31T00:00:00Z");
    assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
    // T needs no path at all.
    let bare = hpki_xades::augment::Augmenter::new(time(NOW));
    let t = finish(bare, case("prescription-bes"), Level::T, &Authority::at(NOW)).unwrap();
    assert_eq!((t.level(), t.trust()), (Level::T, Trust::Presumed));
}

#[test]
fn other_digests_and_policies_can_be_asked_for() {
    use hpki_core::algorithm::DigestAlgorithm;
    use hpki_core::oid::ObjectIdentifier;
    let augmenter = equipped(NOW).with_digest(DigestAlgorithm::Sha512);
    let Step::TimeStamp(wanted) = augmenter.begin(case("prescription-bes"), Level::T).unwrap() else {
        panic!("no time-stamp is wanted")
    };
    let policy = ObjectIdentifier::from_dotted("1.2.392.1").unwrap();
    let request = wanted.request().with_policy(policy);
    assert_eq!(request.message_imprint().hashed_message().len(), 64);
    let response = Authority::at(NOW).answer(&request);
    let Step::Done(done) = wanted.answer(&request, &response).unwrap() else { panic!("not done") };
    assert_eq!(done.level(), Level::T);
    assert_ne!(policy.to_string(), POLICY);
}

/// Either of CertificateValues and RevocationValues may be there without the other, and without what is needed.
#[test]
fn values_that_do_not_suffice_are_completed() {
    let base64 = |name: &str| base64::engine::general_purpose::STANDARD.encode(pki(name));
    let of_root = (base64("certificates/root.der"), base64("crls/root.crl"));
    let certificates = format!(
        "<xa:CertificateValues><xa:EncapsulatedX509Certificate>{}</xa:EncapsulatedX509Certificate></xa:CertificateValues>",
        of_root.0
    );
    let lists = format!(
        "<xa:RevocationValues><xa:CRLValues><xa:EncapsulatedCRLValue>{}</xa:EncapsulatedCRLValue></xa:CRLValues></xa:RevocationValues>",
        of_root.1
    );
    let t = String::from_utf8(raise(&case("prescription-bes"), Level::T).into_octets()).unwrap();
    for values in [&certificates, &lists, &format!("{certificates}{lists}")] {
        let end = "</xa:UnsignedSignatureProperties>";
        let lta = raise(t.replace(end, &format!("{values}{end}")).as_bytes(), Level::LTA);
        let report = verify(lta.octets(), Prescription, "2026-12-31T00:00:00Z");
        assert_eq!(report.verdict(), Verdict::PASSED, "{}", shown(&report));
        assert_eq!(report.signatures()[0].level, Level::LTA);
        let text = String::from_utf8_lossy(lta.octets());
        for name in ["<xa:CertificateValues", "</xa141:TimeStampValidationData"] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
}
