use super::*;
use crate::test_der;

fn name(attributes: &[(ObjectIdentifier, Tag, &[u8])]) -> Name {
    Name::from_der(&test_der::name(attributes)).unwrap()
}

#[test]
fn case_white_space_and_string_type_do_not_count() {
    let printable = name(&[(oid::COMMON_NAME, Tag::PRINTABLE_STRING, b"Good  CA")]);
    let utf8 = name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, b" good cA ")]);
    let bmp = name(&[(oid::COMMON_NAME, Tag::BMP_STRING, b"\0G\0o\0o\0d\0 \0C\0A")]);
    assert_eq!(printable, utf8);
    assert_eq!(printable, bmp);
    for different in [&b"GoodCA"[..], b"Good CA2", b"", b"Good C"] {
        assert_ne!(printable, name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, different)]));
    }
    assert_ne!(printable, name(&[(oid::SURNAME, Tag::PRINTABLE_STRING, b"Good  CA")]));
}

#[test]
fn order_and_number_of_rdns_count() {
    let country = (oid::COUNTRY_NAME, Tag::PRINTABLE_STRING, &b"JP"[..]);
    let common = (oid::COMMON_NAME, Tag::UTF8_STRING, &b"x"[..]);
    let whole = name(&[country, common]);
    assert_ne!(whole, name(&[common, country]));
    assert_ne!(whole, name(&[country]));
    assert!(whole.is_within(&name(&[country])));
    assert!(whole.is_within(&name(&[])));
    assert!(!name(&[country]).is_within(&whole));
}

#[test]
fn the_attributes_of_an_rdn_have_no_order() {
    let attribute = |text: &[u8]| {
        test_der::sequence(&[
            test_der::identifier(oid::COMMON_NAME),
            test_der::value(Tag::UTF8_STRING.0, text),
        ])
    };
    let of = |texts: &[&[u8]]| {
        let members: Vec<_> = texts.iter().map(|text| attribute(text)).collect();
        Name::from_der(&test_der::sequence(&[test_der::set(&members)])).unwrap()
    };
    assert_eq!(of(&[b"a", b"b"]), of(&[b"B", b"a"]));
    for different in [&[&b"a"[..]][..], &[b"a", b"b", b"c"], &[b"a", b"c"], &[b"a", b"a"], &[b"b", b"b"]] {
        assert_ne!(of(&[b"a", b"b"]), of(different));
        assert_ne!(of(different), of(&[b"a", b"b"]));
    }
}

#[test]
fn unreadable_strings_compare_by_octets() {
    let broken = name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, b"\xff")]);
    assert_eq!(broken, broken.clone());
    assert_eq!(broken.common_name(), None);
    assert_ne!(broken, name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, b"\xfe")]));
}

#[test]
fn text_follows_rfc_4514() {
    let text = name(&[
        (oid::COUNTRY_NAME, Tag::PRINTABLE_STRING, b"JP"),
        (oid::ORGANIZATION_NAME, Tag::UTF8_STRING, "厚生労働省, #1".as_bytes()),
        (oid::COMMON_NAME, Tag::UTF8_STRING, b" #a\n+b "),
        (oid::HC_ROLE, Tag::UTF8_STRING, b"x"),
    ]);
    assert_eq!(text.to_string(), "1.0.17090.0.1=#0C0178,CN=\\ #a\\0A\\+b\\ ,O=厚生労働省\\, #1,C=JP");
}

#[test]
fn a_relative_name_is_appended() {
    let issuer = name(&[(oid::COUNTRY_NAME, Tag::PRINTABLE_STRING, b"JP")]);
    let whole = name(&[
        (oid::COUNTRY_NAME, Tag::PRINTABLE_STRING, b"JP"),
        (oid::COMMON_NAME, Tag::UTF8_STRING, &[b'x'; 200]),
    ]);
    let relative = Reader::new(whole.as_der()).sequence().unwrap();
    let last = elements(relative).last().unwrap();
    let joined = Name::joined(&issuer, last.content()).unwrap();
    assert_eq!(joined.as_der(), whole.as_der());
}

#[test]
fn too_many_attributes_are_refused() {
    let empty = Name::from_der(&[0x30, 0x02, 0x31, 0x00]).unwrap();
    assert_eq!((empty.attributes().count(), empty.to_string()), (0, String::new()));
    assert_ne!(empty, Name::from_der(&[0x30, 0x00]).unwrap());
    let sets = test_der::value(Tag::SEQUENCE.0, &[0x31, 0x00].repeat(MAX_ATTRIBUTES + 1));
    assert_eq!(Name::from_der(&sets).unwrap_err().kind, DerErrorKind::TooMany { limit: MAX_ATTRIBUTES });
    let one = name(&[(oid::COMMON_NAME, Tag::UTF8_STRING, b"x")]);
    let content = Reader::new(one.as_der()).sequence().unwrap().rest().repeat(MAX_ATTRIBUTES + 1);
    let der = test_der::value(Tag::SEQUENCE.0, &content);
    assert_eq!(Name::from_der(&der).unwrap_err().kind, DerErrorKind::TooMany { limit: MAX_ATTRIBUTES });
}
