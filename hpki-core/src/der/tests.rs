use super::*;
use crate::time::Time;
use DerErrorKind as Kind;

fn kind<T>(result: Result<T, DerError>) -> Result<T, DerErrorKind> {
    result.map_err(|error| error.kind)
}

#[test]
fn lengths_have_one_form() {
    let long = [&[0x04, 0x81, 0x80][..], &[0; 0x80]].concat();
    assert_eq!(Reader::new(&long).octet_string().unwrap().len(), 0x80);
    for (octets, expected) in [
        (&[][..], Kind::Truncated),
        (&[0x04], Kind::Truncated),
        (&[0x04, 0x01], Kind::Truncated),
        (&[0x04, 0x81], Kind::Truncated),
        (&[0x04, 0x82, 0x01], Kind::Truncated),
        (&[0x04, 0x80, 0x00, 0x00], Kind::IndefiniteLength),
        (&[0x04, 0x81, 0x01, 0x00], Kind::NonMinimalLength),
        (&[0x04, 0x81, 0x7f], Kind::NonMinimalLength),
        (&[0x04, 0x82, 0x00, 0x80], Kind::NonMinimalLength),
        (&[0x04, 0x85, 1, 0, 0, 0, 0], Kind::LengthTooLong),
        (&[0x04, 0xff], Kind::LengthTooLong),
        (&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], Kind::Truncated),
        (&[0x1f, 0x20, 0x00], Kind::HighTagNumber),
        (&[0xbf, 0x81, 0x00, 0x00], Kind::HighTagNumber),
        (&[0x1f], Kind::HighTagNumber),
    ] {
        assert_eq!(kind(Reader::new(octets).element()), Err(expected), "{octets:02x?}");
    }
}

#[test]
fn values_have_one_form() {
    for octets in [&[0x01, 0x00][..], &[0x01, 0x01, 0x01], &[0x01, 0x02, 0xff, 0xff]] {
        assert_eq!(kind(Reader::new(octets).optional_boolean()), Err(Kind::Boolean), "{octets:02x?}");
    }
    for octets in [&[0x02, 0x00][..], &[0x02, 0x02, 0x00, 0x7f], &[0x02, 0x02, 0xff, 0x80]] {
        assert_eq!(kind(Reader::new(octets).integer()), Err(Kind::Integer), "{octets:02x?}");
    }
    for octets in [
        &[0x03, 0x00][..],
        &[0x03, 0x01, 0x01],
        &[0x03, 0x02, 0x08, 0x00],
        &[0x03, 0x02, 0x01, 0x01],
        &[0x03, 0x02, 0x07, 0x40],
    ] {
        assert_eq!(kind(Reader::new(octets).bit_string()), Err(Kind::BitString), "{octets:02x?}");
    }
    assert_eq!(kind(Reader::new(&[0x05, 0x01, 0x00]).null()), Err(Kind::Null));
}

#[test]
fn numbers_are_read_up_to_64_bits() {
    let read = |content: &[u8]| {
        let der = [&[0x02, content.len() as u8], content].concat();
        kind(Reader::new(&der).unsigned())
    };
    assert_eq!(read(&[0]), Ok(0));
    assert_eq!(read(&[0, 0xff]), Ok(255));
    assert_eq!(read(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Ok(u64::MAX));
    assert_eq!(read(&[0x01, 0, 0, 0, 0, 0, 0, 0, 0]), Err(Kind::IntegerRange));
    assert_eq!(read(&[0xff]), Err(Kind::IntegerRange));
    assert_eq!(read(&[0x80]), Err(Kind::IntegerRange));
}

#[test]
fn bits_are_counted_from_the_left() {
    let mut reader = Reader::new(&[0x03, 0x02, 0x06, 0x40]);
    let bits = reader.bit_string().unwrap();
    assert_eq!([0, 1, 2, 8, 9000].map(|number| bits.bit(number)), [false, true, false, false, false]);
    assert!(!bits.has_trailing_zero_bits());
    assert!(Reader::new(&[0x03, 0x02, 0x05, 0x40]).bit_string().unwrap().has_trailing_zero_bits());
    assert!(Reader::new(&[0x03, 0x03, 0x00, 0x40, 0x00]).bit_string().unwrap().has_trailing_zero_bits());
}

#[test]
fn errors_name_the_octet_of_the_outermost_input() {
    let der = [0x30, 0x06, 0x02, 0x01, 0x05, 0x01, 0x01, 0x02];
    let mut outer = Reader::new(&der);
    let mut inner = outer.sequence().unwrap();
    inner.integer().unwrap();
    assert_eq!(inner.optional_boolean(), Err(Kind::Boolean.at(5)));
    let expected = Kind::UnexpectedTag { expected: Tag::SEQUENCE, found: Tag::SET }.at(0);
    assert_eq!(Reader::new(&[0x31, 0x00]).sequence().unwrap_err(), expected);
    assert_eq!(expected.to_string(), "expected SEQUENCE, found SET (octet 0)");
    assert_eq!(Reader::new(&[0x05, 0x00]).finish(), Err(Kind::TrailingData.at(0)));
}

fn time(tag: u8, text: &str) -> Result<Time, DerErrorKind> {
    let der = [&[tag, text.len() as u8], text.as_bytes()].concat();
    kind(Reader::new(&der).time())
}

#[test]
fn times_of_certificates_have_seconds_and_end_in_z() {
    let at = |text| Ok(Time::from_rfc3339(text).unwrap());
    assert_eq!(time(0x17, "491231235959Z"), at("2049-12-31T23:59:59Z"));
    assert_eq!(time(0x17, "500101000000Z"), at("1950-01-01T00:00:00Z"));
    assert_eq!(time(0x18, "20500101000000Z"), at("2050-01-01T00:00:00Z"));
    assert_eq!(time(0x18, "99991231235959Z"), at("9999-12-31T23:59:59Z"));
    for text in
        ["4912312359Z", "491231235959", "491231235959+0900", "49123123595aZ", "491231235959z", "", "Z"]
    {
        assert_eq!(time(0x17, text), Err(Kind::UtcTime), "{text}");
    }
    for text in
        ["2050010100Z", "20500101000000", "20500101000000.5Z", "20500101000000+0900", "2050010100000 Z"]
    {
        assert_eq!(time(0x18, text), Err(Kind::GeneralizedTime), "{text}");
    }
    for text in ["491301000000Z", "490229000000Z", "490101240000Z", "490101006000Z", "490101000060Z"] {
        assert_eq!(time(0x17, text), Err(Kind::TimeRange), "{text}");
    }
    let unexpected = Kind::UnexpectedTag { expected: Tag::UTC_TIME, found: Tag::OCTET_STRING };
    assert_eq!(time(0x04, "491231235959Z"), Err(unexpected));
}

#[test]
fn times_of_time_stamps_may_have_decimals() {
    let read = |text: &str| {
        let der = [&[0x18, text.len() as u8], text.as_bytes()].concat();
        kind(Reader::new(&der).generalized_time(FractionOfSecond::Allowed)).map(|time| time.to_string())
    };
    assert_eq!(read("20220907081825.197Z").unwrap(), "2022-09-07T08:18:25.197Z");
    assert_eq!(read("20220907081825.190Z").unwrap(), "2022-09-07T08:18:25.19Z");
    assert_eq!(read("20220907081825.1234567899Z").unwrap(), "2022-09-07T08:18:25.123456789Z");
    assert_eq!(read("20220907081825Z").unwrap(), "2022-09-07T08:18:25Z");
    for text in ["20220907081825.Z", "20220907081825,1Z", "20220907081825.1", "20220907081825.1xZ"] {
        assert_eq!(read(text), Err(Kind::GeneralizedTime), "{text}");
    }
}

#[test]
fn every_string_type_becomes_text() {
    let read = |tag: Tag, content: &[u8]| {
        let der = [&[tag.0, content.len() as u8], content].concat();
        kind(Reader::new(&der).element().unwrap().as_text()).map(String::from)
    };
    assert_eq!(read(Tag::UTF8_STRING, "医師".as_bytes()).unwrap(), "医師");
    assert_eq!(read(Tag::PRINTABLE_STRING, b"a@b").unwrap(), "a@b");
    assert_eq!(read(Tag::TELETEX_STRING, b"\xe9t\xe9").unwrap(), "été");
    assert_eq!(read(Tag::BMP_STRING, &[0x53, 0x3b, 0x5e, 0x2b]).unwrap(), "医師");
    assert_eq!(read(Tag::UNIVERSAL_STRING, &[0, 0, 0x53, 0x3b]).unwrap(), "医");
    for (tag, content) in [
        (Tag::UTF8_STRING, &b"\xff"[..]),
        (Tag::UTF8_STRING, b"\xc0\x80"),
        (Tag::PRINTABLE_STRING, b"\xe9"),
        (Tag::IA5_STRING, b"\x80"),
        (Tag::BMP_STRING, b"\x00"),
        (Tag::BMP_STRING, b"\xd8\x00"),
        (Tag::UNIVERSAL_STRING, b"\x00\x00\xd8\x00"),
        (Tag::UNIVERSAL_STRING, b"\x00\x00\x00"),
    ] {
        assert_eq!(read(tag, content), Err(Kind::String), "{tag} {content:02x?}");
    }
    assert!(matches!(read(Tag::INTEGER, b"1"), Err(Kind::UnexpectedTag { .. })));
}
