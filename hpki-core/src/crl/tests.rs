use super::*;
use crate::certificate::{DistributionPointName, ReasonFlags};
use crate::der::{DerErrorKind, Tag};
use crate::oid;
use crate::test_der::{self, ListParts, common_name, extension, sequence, value};

fn parse(parts: &ListParts) -> Result<CertificateList, CrlError> {
    CertificateList::from_der(&parts.der())
}

fn with_entries(entries: &[Vec<u8>]) -> Result<CertificateList, CrlError> {
    parse(&ListParts { entries: Some(entries.concat()), ..ListParts::default() })
}

fn with_extensions(extensions: &[Vec<u8>]) -> Result<CertificateList, CrlError> {
    parse(&ListParts { extensions: extensions.to_vec(), ..ListParts::default() })
}

fn entry(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { sequence(extensions) };
    sequence(&[value(0x02, serial), value(0x17, b"220101123456Z"), extensions])
}

fn reason(number: u8) -> Vec<u8> {
    extension(oid::REASON_CODE, None, &value(0x0a, &[number]))
}

fn name(text: &str) -> Name {
    Name::from_der(&common_name(text)).unwrap()
}

#[test]
fn what_is_no_list_is_refused() {
    for octets in [&[][..], &[0x30], &[0x30, 0x00], &[0x30, 0x80, 0x00, 0x00]] {
        let error = CertificateList::from_der(octets).unwrap_err();
        assert!(matches!(error, CrlError::Encoding(_)), "{error}");
        assert_eq!(error.finding().id, "crl::encoding");
    }
    let other = sequence(&[test_der::identifier(oid::SHA384_WITH_RSA), value(5, &[])]);
    let parts = ListParts { inner_algorithm: other, ..ListParts::default() };
    assert_eq!(parse(&parts), Err(CrlError::SignatureAlgorithmsDiffer));
    let v3 = ListParts { version: value(2, &[2]), ..ListParts::default() };
    assert!(matches!(parse(&v3), Err(CrlError::Encoding(error)) if error.kind == DerErrorKind::Undefined));
}

#[test]
fn the_fields_are_where_they_stand() {
    let list = parse(&ListParts::default()).unwrap();
    assert_eq!(list.version(), CrlVersion::V2);
    assert_eq!(list.issuer().to_string(), "CN=Issuer");
    assert_eq!(list.this_update().to_string(), "2022-09-06T18:00:00Z");
    assert_eq!(list.next_update().unwrap().to_string(), "2022-09-10T18:00:00Z");
    assert_eq!((list.entry_count(), list.entries().count()), (0, 0));
    assert_eq!(list.signature_value(), [0x5a; 256]);
    assert!(list.as_der()[..].windows(list.tbs_der().len()).any(|window| window == list.tbs_der()));
    let times = value(0x17, b"220906180000Z");
    let open = ListParts { times, version: Vec::new(), ..ListParts::default() };
    assert_eq!(
        (parse(&open).unwrap().next_update(), parse(&open).unwrap().version()),
        (None, CrlVersion::V1)
    );
}

#[test]
fn an_entry_is_found_by_serial_number_and_issuer() {
    let invalid_since = extension(oid::INVALIDITY_DATE, None, &value(0x18, b"20211231000000Z"));
    let list = with_entries(&[
        entry(&[0x01], &[]),
        entry(&[0x00, 0x80], &[reason(1)]),
        entry(&[0x80], &[reason(6)]),
        entry(&[0x7f; 20], &[reason(4), invalid_since]),
        entry(&[0x7f; 200], &[]),
    ])
    .unwrap();
    let issuer = name("ISSUER ");
    let find = |serial: &[u8]| list.find(serial, &issuer);
    assert_eq!(find(&[0x01]).unwrap().reason, None);
    assert_eq!(find(&[0x00, 0x80]).unwrap().reason, Some(ReasonCode::KeyCompromise));
    assert_eq!(find(&[0x80]).unwrap().reason, Some(ReasonCode::CertificateHold));
    let late = find(&[0x7f; 20]).unwrap();
    assert_eq!(late.revocation_date.to_string(), "2022-01-01T12:34:56Z");
    assert_eq!(late.invalidity_date.unwrap().to_string(), "2021-12-31T00:00:00Z");
    assert_eq!(find(&[0x7f; 200]).unwrap().serial_number, [0x7f; 200]);
    for absent in [&[0x02][..], &[0x7f], &[0x7f; 19], &[0x7f; 21], &[0x00], &[]] {
        assert_eq!(find(absent), None, "{absent:02x?}");
    }
    assert_eq!(list.find(&[0x01], &name("Another")), None);
    assert_eq!((list.entry_count(), list.entries().count()), (5, 5));
    assert_eq!(list.unknown_critical_entry_extension(), None);
}

#[test]
fn entries_of_an_indirect_list_belong_to_the_issuer_named_last() {
    let issued_by = |text: &str| {
        let names = sequence(&[value(0xa4, &common_name(text))]);
        extension(oid::CERTIFICATE_ISSUER, Some(true), &names)
    };
    let list = with_entries(&[
        entry(&[1], &[]),
        entry(&[2], &[issued_by("A")]),
        entry(&[1], &[reason(1)]),
        entry(&[3], &[issued_by("B")]),
        entry(&[2], &[issued_by("Issuer")]),
    ])
    .unwrap();
    assert!(list.has_certificate_issuers());
    let found = |serial: u8, issuer: &str| list.find(&[serial], &name(issuer)).is_some();
    let expected = [
        ("Issuer", [true, true, false]),
        ("A", [true, true, false]),
        ("B", [false, false, true]),
        ("C", [false, false, false]),
    ];
    for (issuer, serials) in expected {
        assert_eq!([1, 2, 3].map(|serial| found(serial, issuer)), serials, "{issuer}");
    }
    assert_eq!(list.find(&[1], &name("A")).unwrap().reason, Some(ReasonCode::KeyCompromise));
    assert_eq!(list.find(&[1], &name("Issuer")).unwrap().reason, None);
}

#[test]
fn an_unknown_critical_extension_of_any_entry_is_told() {
    let unknown = |critical| extension(oid::HPKI, critical, &[]);
    let list = with_entries(&[entry(&[1], &[unknown(None)]), entry(&[2], &[])]).unwrap();
    assert_eq!(list.unknown_critical_entry_extension(), None);
    let list =
        with_entries(&[entry(&[1], &[]), entry(&[2], &[reason(1), unknown(Some(true))]), entry(&[3], &[])]);
    let list = list.unwrap();
    assert_eq!(list.unknown_critical_entry_extension(), Some(oid::HPKI));
    assert_eq!(list.find(&[2], list.issuer()).unwrap().unknown_critical, Some(oid::HPKI));
    assert_eq!(list.find(&[1], list.issuer()).unwrap().unknown_critical, None);
    let list = with_extensions(&[extension(oid::HPKI, Some(true), &[])]).unwrap();
    assert_eq!(list.extensions().unknown_critical(), Some(oid::HPKI));
}

#[test]
fn one_bad_entry_refuses_the_list() {
    let good = entry(&[1], &[reason(1)]);
    let changed = |at: usize, octet: u8| {
        let mut entry = good.clone();
        assert_ne!(entry[at], octet);
        entry[at] = octet;
        entry
    };
    let last = good.len() - 1;
    for (bad, why) in [
        (changed(0, 0x31), "not a SEQUENCE"),
        (changed(2, 0x04), "serial number not an INTEGER"),
        (changed(5, 0x18), "UTCTime under the tag of GeneralizedTime"),
        (changed(19, b'z'), "lower-case z"),
        (changed(9, b'3'), "month 31"),
        (changed(15, b'6'), "minute 64"),
        (changed(last, 7), "reason 7"),
        (changed(last, 11), "reason 11"),
        (changed(last, 0xff), "negative reason"),
        (entry(&[0x00, 0x01], &[]), "serial number with a leading zero"),
        (entry(&[], &[]), "empty serial number"),
        (entry(&[1], &[reason(1), reason(1)]), "reason twice"),
        (sequence(&[value(2, &[1]), value(0x17, b"220101123456Z"), sequence(&[])]), "empty extensions"),
        (
            sequence(&[value(2, &[1]), value(0x17, b"220101123456Z"), value(5, &[])]),
            "something after the time",
        ),
        (sequence(&[value(2, &[1])]), "no time"),
    ] {
        let list = with_entries(&[good.clone(), bad, good.clone()]);
        assert!(list.is_err(), "{why}");
    }
    with_entries(&[good.clone(), entry(&[2], &[]), good]).unwrap();
}

#[test]
fn the_29th_of_february_takes_the_slow_way() {
    let dated = |text: &[u8]| sequence(&[value(2, &[1]), value(0x17, text)]);
    let list = with_entries(&[dated(b"240229000000Z")]).unwrap();
    let found = list.find(&[1], list.issuer()).unwrap();
    assert_eq!(found.revocation_date.to_string(), "2024-02-29T00:00:00Z");
    assert!(with_entries(&[dated(b"230229000000Z")]).is_err());
    assert!(with_entries(&[dated(b"230001000000Z")]).is_err());
    assert!(with_entries(&[dated(b"230100000000Z")]).is_err());
}

#[test]
fn extensions_need_version_2() {
    let number = extension(oid::CRL_NUMBER, None, &value(2, &[1]));
    let list = ListParts { version: Vec::new(), extensions: vec![number.clone()], ..ListParts::default() };
    assert_eq!(parse(&list), Err(CrlError::ExtensionsBeforeV2));
    for extensions in [vec![reason(1)], vec![reason(1), extension(oid::HPKI, None, &[])]] {
        let entries = Some(entry(&[1], &extensions));
        let list = ListParts { version: Vec::new(), entries, ..ListParts::default() };
        assert_eq!(parse(&list), Err(CrlError::ExtensionsBeforeV2));
    }
    let refused = CrlError::DuplicateExtension { extension: oid::CRL_NUMBER };
    assert_eq!(with_extensions(&[number.clone(), number]), Err(refused));
}

#[test]
fn numbers_are_ordered_by_value() {
    let number = |octets: &[u8]| {
        let list = with_extensions(&[
            extension(oid::CRL_NUMBER, None, &value(2, octets)),
            extension(oid::DELTA_CRL_INDICATOR, Some(true), &value(2, &[0])),
        ])
        .unwrap();
        assert!(list.extensions().delta_crl_indicator().unwrap().value().as_octets().is_empty());
        list.extensions().crl_number().unwrap().value().clone()
    };
    let ordered = [&[0][..], &[1], &[0x7f], &[0, 0x80], &[0, 0xff], &[1, 0], &[0x7f; 20]].map(number);
    assert!(ordered.is_sorted() && ordered.windows(2).all(|pair| pair[0] != pair[1]));
    let negative = with_extensions(&[extension(oid::CRL_NUMBER, None, &value(2, &[0x80]))]).unwrap_err();
    assert!(matches!(negative, CrlError::Extension { extension: oid::CRL_NUMBER, .. }));
}

#[test]
fn the_scope_of_a_list_is_read() {
    let full_name = value(0xa0, &value(0xa0, &value(0xa4, &common_name("SARL"))));
    let point =
        sequence(&[full_name, value(0x82, &[0xff]), value(0x83, &[0x06, 0x40]), value(0x84, &[0xff])]);
    let list = with_extensions(&[extension(oid::ISSUING_DISTRIBUTION_POINT, Some(true), &point)]).unwrap();
    let scope = list.extensions().issuing_distribution_point().unwrap();
    let Some(DistributionPointName::FullName(names)) = &scope.name else { panic!("{scope:?}") };
    assert_eq!(names[0].directory_name(), Some(&name("SARL")));
    let flags = [
        scope.only_contains_user_certs,
        scope.only_contains_ca_certs,
        scope.indirect_crl,
        scope.only_contains_attribute_certs,
    ];
    assert_eq!(flags, [false, true, true, false]);
    assert!(ReasonFlags::ALL.contains(scope.only_some_reasons.unwrap()));
    assert!(!scope.only_some_reasons.unwrap().contains(ReasonFlags::ALL));
    for bad in [value(0x82, &[1]), value(0x86, &[0xff]), value(0xa0, &[]), value(0x83, &[0x00, 0x00, 0x40])] {
        let list =
            with_extensions(&[extension(oid::ISSUING_DISTRIBUTION_POINT, Some(true), &sequence(&[bad]))]);
        assert!(matches!(list, Err(CrlError::Extension { extension: oid::ISSUING_DISTRIBUTION_POINT, .. })));
    }
    assert_eq!(Tag::context_primitive(2).to_string(), "[2]");
}
