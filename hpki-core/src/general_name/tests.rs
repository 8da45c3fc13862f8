use super::*;
use crate::oid;
use crate::test_der::{common_name, identifier, sequence, value};

fn list(names: &[Vec<u8>]) -> Result<Vec<GeneralName>, DerError> {
    let der = sequence(names);
    let buffer = Buffer::new(der.clone());
    GeneralName::list(Reader::new(&der).sequence()?, &buffer)
}

#[test]
fn every_choice_is_read() {
    let other = value(0xa0, &[identifier(oid::HPKI), value(0xa0, &value(0x0c, b"x"))].concat());
    let names = list(&[
        other,
        value(0x81, b"a@b"),
        value(0x82, b"example.jp"),
        value(0xa3, b"\x05\x00"),
        value(0xa4, &common_name("x")),
        value(0xa5, b"\x05\x00"),
        value(0x86, b"http://example.jp/\r"),
        value(0x87, &[127, 0, 0, 1]),
        value(0x88, oid::HPKI.as_octets()),
    ])
    .unwrap();
    let shown: Vec<String> = names.iter().map(ToString::to_string).collect();
    let expected = [
        "otherName=1.2.392.100495:0c0178",
        "rfc822Name=a@b",
        "dNSName=example.jp",
        "x400Address=0500",
        "directoryName=CN=x",
        "ediPartyName=0500",
        "URI=http://example.jp/\\r",
        "iPAddress=7f000001",
        "registeredID=1.2.392.100495",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn what_is_no_name_is_refused() {
    for (name, why) in [
        (value(0x80, b"x"), "otherName must be constructed"),
        (value(0xa0, &[identifier(oid::HPKI), value(0x0c, b"x")].concat()), "value without its tag"),
        (value(0xa0, &[identifier(oid::HPKI), value(0xa0, b""), value(5, b"")].concat()), "something after"),
        (value(0x81, b"\xe3\x81\x82"), "not IA5"),
        (value(0xa4, &[common_name("x"), common_name("y")].concat()), "two names in one"),
        (value(0x84, &common_name("x")), "directoryName must be constructed"),
        (value(0x88, &[0x80]), "not an identifier"),
        (value(0x89, b"x"), "no such choice"),
        (value(0x0c, b"x"), "not a choice at all"),
    ] {
        assert!(list(&[name]).is_err(), "{why}");
    }
    assert!(list(&[]).is_err(), "an empty list");
    let many = vec![value(0x82, b"x"); MAX_GENERAL_NAMES + 1];
    assert_eq!(list(&many).unwrap_err().kind, DerErrorKind::TooMany { limit: MAX_GENERAL_NAMES });
    list(&many[1..]).unwrap();
}
