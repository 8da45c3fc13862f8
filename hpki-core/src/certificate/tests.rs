use super::*;
use crate::der::DerErrorKind;
use crate::oid;
use crate::test_der::{self, CertificateParts, extension, identifier, sequence, set, value};

fn parse(parts: &CertificateParts) -> Result<Certificate, CertificateError> {
    Certificate::from_der(&parts.der())
}

fn with_extensions(extensions: &[Vec<u8>]) -> Result<Certificate, CertificateError> {
    parse(&CertificateParts { extensions: extensions.to_vec(), ..CertificateParts::default() })
}

#[test]
fn the_fields_are_where_they_stand() {
    let parts = CertificateParts::default();
    let certificate = parse(&parts).unwrap();
    assert_eq!(certificate.version(), Version::V3);
    assert_eq!(certificate.serial_number(), [0x2a]);
    assert_eq!(certificate.issuer().to_string(), "CN=Issuer");
    assert_eq!(certificate.subject().to_string(), "CN=Subject");
    assert_eq!(certificate.not_before().to_string(), "2022-01-01T00:00:00Z");
    assert_eq!(certificate.not_after().to_string(), "2050-01-01T00:00:00Z");
    assert_eq!(certificate.public_key().as_der(), parts.public_key);
    assert_eq!(certificate.public_key().kind().to_string(), "RSA 2048 bits");
    assert_eq!(certificate.signature_value(), [0x5a; 256]);
    assert_eq!(certificate.as_der(), parts.der());
    assert!(certificate.tbs_der().ends_with(&parts.public_key));
    assert!(certificate.encoding_notes().is_empty() && certificate.extensions().is_empty());
    assert_eq!(certificate, certificate.clone());
    assert_ne!(certificate, parse(&CertificateParts { serial_number: value(2, &[1]), ..parts }).unwrap());
}

#[test]
fn what_is_no_certificate_is_refused() {
    for octets in [&[][..], &[0x30], &[0x30, 0x00], &[0x30, 0x80, 0x00, 0x00]] {
        let error = Certificate::from_der(octets).unwrap_err();
        assert!(matches!(error, CertificateError::Encoding(_)), "{error}");
        assert_eq!(error.finding().id, "certificate::encoding");
    }
    let large = vec![0x30; (1 << 20) + 1];
    let refused = CertificateError::TooLarge { found: large.len(), limit: 1 << 20 };
    assert_eq!(Certificate::from_der(&large), Err(refused));
    let trailing = [CertificateParts::default().der(), vec![0x00]].concat();
    let refused = CertificateError::Encoding(DerErrorKind::TrailingData.at(trailing.len() - 1));
    assert_eq!(Certificate::from_der(&trailing), Err(refused));
    let inside = CertificateParts { after_extensions: value(0x05, &[]), ..CertificateParts::default() };
    assert!(matches!(parse(&inside), Err(CertificateError::Encoding(_))));
}

#[test]
fn oddities_that_the_grammar_allows_are_kept_for_the_profile() {
    for serial in [&[0x00][..], &[0xff], &[0x80, 0x00], &[0x01; 40]] {
        let parts = CertificateParts { serial_number: value(2, serial), ..CertificateParts::default() };
        assert_eq!(parse(&parts).unwrap().serial_number(), serial);
    }
    let v1 = CertificateParts { version: Vec::new(), ..CertificateParts::default() };
    assert_eq!(parse(&v1).unwrap().version(), Version::V1);
    let v2 = CertificateParts {
        version: value(0xa0, &value(2, &[1])),
        unique_identifiers: [value(0x81, &[0, 1]), value(0x82, &[0, 2])].concat(),
        ..CertificateParts::default()
    };
    assert_eq!(parse(&v2).unwrap().version(), Version::V2);
    let v4 = CertificateParts { version: value(0xa0, &value(2, &[3])), ..CertificateParts::default() };
    assert!(matches!(parse(&v4), Err(CertificateError::Encoding(_))));
}

#[test]
fn encoding_liberties_are_noted() {
    let notes = |parts: &CertificateParts| -> Vec<EncodingNoteKind> {
        parse(parts).unwrap().encoding_notes().iter().map(|note| note.kind).collect()
    };
    let v1 = CertificateParts { version: value(0xa0, &value(2, &[0])), ..CertificateParts::default() };
    assert_eq!(notes(&v1), [EncodingNoteKind::DefaultWrittenOut]);
    let validity = sequence(&[value(0x18, b"20220101000000Z"), value(0x18, b"20491231235959Z")]);
    let times = CertificateParts { validity, ..CertificateParts::default() };
    assert_eq!(notes(&times), [EncodingNoteKind::GeneralizedTimeBefore2050; 2]);
    let extensions = vec![
        extension(oid::KEY_USAGE, Some(false), &value(0x03, &[0x05, 0x40])),
        extension(oid::BASIC_CONSTRAINTS, Some(true), &sequence(&[value(0x01, &[0x00])])),
    ];
    let certificate = with_extensions(&extensions).unwrap();
    let found: Vec<_> =
        certificate.encoding_notes().iter().map(|note| (note.kind, note.extension.unwrap())).collect();
    let expected = [
        (EncodingNoteKind::DefaultWrittenOut, oid::KEY_USAGE),
        (EncodingNoteKind::TrailingZeroBits, oid::KEY_USAGE),
        (EncodingNoteKind::DefaultWrittenOut, oid::BASIC_CONSTRAINTS),
    ];
    assert_eq!(found, expected);
    assert!(certificate.encoding_notes()[0].to_string().contains("default value is written out in keyUsage"));
    let usage = certificate.extensions().key_usage().unwrap();
    assert_eq!((*usage.value(), usage.is_critical()), (KeyUsage::NON_REPUDIATION, false));
    assert!(!certificate.extensions().basic_constraints().unwrap().ca);
}

#[test]
fn the_two_signature_algorithms_must_be_equal() {
    let without_null = sequence(&[identifier(oid::SHA256_WITH_RSA)]);
    let parts = CertificateParts { outer_algorithm: without_null.clone(), ..CertificateParts::default() };
    assert_eq!(parse(&parts), Err(CertificateError::SignatureAlgorithmsDiffer));
    let both = CertificateParts {
        inner_algorithm: without_null.clone(),
        outer_algorithm: without_null,
        ..CertificateParts::default()
    };
    assert_eq!(parse(&both).unwrap().signature_algorithm().to_string(), "RSA PKCS#1 v1.5 with SHA-256");
}

#[test]
fn extensions_stand_once_and_only_in_version_3() {
    let usage = extension(oid::KEY_USAGE, Some(true), &value(0x03, &[0x06, 0x40]));
    let refused = CertificateError::DuplicateExtension { extension: oid::KEY_USAGE };
    assert_eq!(with_extensions(&[usage.clone(), usage.clone()]), Err(refused));
    let unknown = extension(oid::HPKI, None, &[0xff]);
    let refused = CertificateError::DuplicateExtension { extension: oid::HPKI };
    assert_eq!(with_extensions(&[unknown.clone(), usage.clone(), unknown]), Err(refused));
    let v1 = CertificateParts { version: Vec::new(), extensions: vec![usage], ..CertificateParts::default() };
    assert_eq!(parse(&v1), Err(CertificateError::ExtensionsBeforeV3));
    let empty =
        CertificateParts { after_extensions: value(0xa3, &sequence(&[])), ..CertificateParts::default() };
    assert!(
        matches!(parse(&empty), Err(CertificateError::Encoding(error)) if error.kind == DerErrorKind::Empty)
    );
}

#[test]
fn unknown_extensions_are_kept_as_octets() {
    let certificate = with_extensions(&[
        extension(oid::HPKI, Some(true), &[0xff, 0x00]),
        extension(oid::KEY_USAGE, Some(true), &value(0x03, &[0x06, 0x40])),
        extension(oid::AUTHORITY_INFO_ACCESS, None, &[]),
    ])
    .unwrap();
    let unknown: Vec<_> = certificate.extensions().unknown().collect();
    let expected = RawExtension { identifier: oid::HPKI, critical: true, value: &[0xff, 0x00] };
    assert_eq!(unknown[0], expected);
    assert_eq!((unknown.len(), unknown[1].critical), (2, false));
    assert_eq!(certificate.extensions().get(&oid::KEY_USAGE).unwrap().value, [0x03, 0x02, 0x06, 0x40]);
    assert_eq!(certificate.extensions().iter().count(), 3);
}

#[test]
fn an_extension_that_cannot_be_decoded_is_named() {
    let bad = |content: &[u8]| content.to_vec();
    let minimum = sequence(&[value(0x82, b"x"), value(0x80, &[1])]);
    let maximum = sequence(&[value(0x82, b"x"), value(0x81, &[1])]);
    for (identifier, content) in [
        (oid::KEY_USAGE, bad(&[0x03, 0x03, 0x00, 0x00, 0x40])),
        (oid::KEY_USAGE, bad(&[0x03, 0x02, 0x06, 0x40, 0x00])),
        (oid::EXTENDED_KEY_USAGE, sequence(&[])),
        (oid::BASIC_CONSTRAINTS, sequence(&[value(1, &[0xff]), value(2, &[0xff])])),
        (oid::CERTIFICATE_POLICIES, sequence(&[])),
        (oid::CERTIFICATE_POLICIES, sequence(&[sequence(&[identifier_of_policy(), sequence(&[])])])),
        (oid::POLICY_MAPPINGS, sequence(&[sequence(&[identifier_of_policy()])])),
        (oid::POLICY_CONSTRAINTS, sequence(&[])),
        (oid::INHIBIT_ANY_POLICY, value(2, &[0xff])),
        (oid::NAME_CONSTRAINTS, sequence(&[])),
        (oid::NAME_CONSTRAINTS, sequence(&[value(0xa0, &minimum)])),
        (oid::NAME_CONSTRAINTS, sequence(&[value(0xa1, &maximum)])),
        (oid::ISSUER_ALT_NAME, sequence(&[])),
        (oid::SUBJECT_ALT_NAME, sequence(&[value(0x89, b"x")])),
        (oid::SUBJECT_ALT_NAME, sequence(&[value(0x82, b"\xff")])),
        (oid::AUTHORITY_KEY_IDENTIFIER, sequence(&[value(0x82, &[0, 0])])),
        (oid::SUBJECT_KEY_IDENTIFIER, value(0x03, &[0])),
        (oid::CRL_DISTRIBUTION_POINTS, sequence(&[])),
        (oid::CRL_DISTRIBUTION_POINTS, sequence(&[sequence(&[value(0xa0, &value(0xa1, &[]))])])),
        (oid::SUBJECT_DIRECTORY_ATTRIBUTES, sequence(&[sequence(&[identifier(oid::HC_ROLE), set(&[])])])),
    ] {
        let error = with_extensions(&[extension(identifier, None, &content)]).unwrap_err();
        assert!(
            matches!(error, CertificateError::Extension { extension, .. } if extension == identifier),
            "{identifier} {content:02x?}: {error}"
        );
        assert!(error.to_string().contains(identifier.name().unwrap()), "{error}");
    }
}

/// RFC 5280 wants a name in it; certificates of a public authority have none. The note says so.
#[test]
fn an_empty_subject_alt_name_is_told() {
    let certificate = with_extensions(&[extension(oid::SUBJECT_ALT_NAME, None, &sequence(&[]))]).unwrap();
    assert!(certificate.extensions().subject_alt_name().unwrap().is_empty());
    assert!(matches!(
        certificate.encoding_notes(),
        [EncodingNote { kind: EncodingNoteKind::EmptyNames, extension: Some(oid::SUBJECT_ALT_NAME), .. }]
    ));
}

#[test]
fn nothing_may_follow_inside_an_extension() {
    let uri = value(0x86, b"http://x");
    let point = sequence(&[value(0xa0, &value(0xa0, &uri))]);
    let policy = sequence(&[identifier_of_policy()]);
    for (extension_type, fields) in [
        (oid::EXTENDED_KEY_USAGE, vec![identifier(oid::TIME_STAMPING)]),
        (oid::BASIC_CONSTRAINTS, vec![value(1, &[0xff]), value(2, &[0])]),
        (oid::BASIC_CONSTRAINTS, vec![]),
        (oid::CERTIFICATE_POLICIES, vec![policy.clone()]),
        (oid::POLICY_MAPPINGS, vec![sequence(&[identifier_of_policy(), identifier_of_policy()])]),
        (oid::POLICY_CONSTRAINTS, vec![value(0x81, &[0])]),
        (oid::NAME_CONSTRAINTS, vec![value(0xa0, &sequence(std::slice::from_ref(&uri)))]),
        (oid::SUBJECT_ALT_NAME, vec![uri.clone()]),
        (oid::ISSUER_ALT_NAME, vec![uri.clone()]),
        (oid::AUTHORITY_KEY_IDENTIFIER, vec![value(0x80, b"key")]),
        (oid::CRL_DISTRIBUTION_POINTS, vec![point.clone()]),
        (oid::FRESHEST_CRL, vec![point]),
        (oid::SUBJECT_DIRECTORY_ATTRIBUTES, vec![attribute(&[actor(&[scheme()])])]),
    ] {
        let of = |fields: &[Vec<u8>]| with_extensions(&[extension(extension_type, None, &sequence(fields))]);
        of(&fields).unwrap();
        let with_null = [fields.clone(), vec![value(0x05, &[])]].concat();
        assert!(of(&with_null).is_err(), "{extension_type} with NULL at its end");
        // The same inside each entry of a list.
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| field[0] == 0x30) {
            let inner = [&field[2..], &[0x05, 0x00]].concat();
            let mut changed = fields.clone();
            changed[index] = value(0x30, &inner);
            assert!(of(&changed).is_err(), "{extension_type} with NULL at the end of an entry");
        }
    }
}

fn identifier_of_policy() -> Vec<u8> {
    identifier(oid::HPKI_POLICY_SIGNATURE)
}

#[test]
fn constraints_are_decoded() {
    let name = test_der::common_name("x");
    let certificate = with_extensions(&[
        extension(oid::BASIC_CONSTRAINTS, Some(true), &sequence(&[value(1, &[0xff]), value(2, &[3])])),
        extension(oid::POLICY_CONSTRAINTS, Some(true), &sequence(&[value(0x80, &[0]), value(0x81, &[1])])),
        extension(oid::INHIBIT_ANY_POLICY, Some(true), &value(2, &[2])),
        extension(
            oid::NAME_CONSTRAINTS,
            Some(true),
            &sequence(&[
                value(0xa0, &sequence(&[value(0xa4, &name)])),
                value(
                    0xa1,
                    &[sequence(&[value(0x82, b".example")]), sequence(&[value(0x81, b"a@b")])].concat(),
                ),
            ]),
        ),
        extension(
            oid::POLICY_MAPPINGS,
            Some(true),
            &sequence(&[sequence(&[identifier_of_policy(), identifier(oid::ANY_POLICY)])]),
        ),
    ])
    .unwrap();
    let extensions = certificate.extensions();
    let basic = extensions.basic_constraints().unwrap();
    assert_eq!((basic.ca, basic.path_len_constraint, basic.is_critical()), (true, Some(3), true));
    let policy = extensions.policy_constraints().unwrap();
    assert_eq!((policy.require_explicit_policy, policy.inhibit_policy_mapping), (Some(0), Some(1)));
    assert_eq!(*extensions.inhibit_any_policy().unwrap().value(), 2);
    let names = extensions.name_constraints().unwrap();
    assert_eq!(names.permitted_subtrees[0].base.to_string(), "directoryName=CN=x");
    let excluded: Vec<_> = names.excluded_subtrees.iter().map(|subtree| subtree.base.to_string()).collect();
    assert_eq!(excluded, ["dNSName=.example", "rfc822Name=a@b"]);
    let mapping = extensions.policy_mappings().unwrap()[0];
    assert_eq!(mapping.subject_domain_policy, oid::ANY_POLICY);
}

#[test]
fn distribution_points_have_names_below_the_issuer() {
    let relative = sequence(&[identifier(oid::COMMON_NAME), value(0x0c, b"SARL")]);
    let point = sequence(&[
        value(0xa0, &value(0xa1, &relative)),
        value(0x81, &[0x01, 0x7e]),
        value(0xa2, &value(0xa4, &test_der::common_name("Other"))),
    ]);
    let certificate =
        with_extensions(&[extension(oid::CRL_DISTRIBUTION_POINTS, None, &sequence(&[point]))]).unwrap();
    let points = certificate.extensions().crl_distribution_points().unwrap();
    let Some(DistributionPointName::RelativeToIssuer(name)) = &points[0].name else { panic!("{points:?}") };
    assert_eq!(name.below(certificate.issuer()).unwrap().to_string(), "CN=SARL,CN=Issuer");
    assert!(!points[0].reasons.unwrap().contains(ReasonFlags::ALL));
    assert_eq!(points[0].crl_issuer[0].to_string(), "directoryName=CN=Other");
    let reasons = |bits: &[u8]| {
        let point = sequence(&[sequence(&[value(0x81, bits)])]);
        let certificate = with_extensions(&[extension(oid::CRL_DISTRIBUTION_POINTS, None, &point)]).unwrap();
        certificate.extensions().crl_distribution_points().unwrap()[0].reasons.unwrap()
    };
    assert_eq!(reasons(&[0x07, 0x80]), ReasonFlags::NONE, "bit 0 is unused");
    assert_eq!(reasons(&[0x07, 0x7f, 0x80]), ReasonFlags::ALL);
    assert_eq!(reasons(&[0x07, 0x7e, 0x00]).union(reasons(&[0x07, 0x01, 0x80])), ReasonFlags::ALL);
}

/// The extension values of a real doctor's and a real pharmacist's certificate.
const DOCTOR: &str = "303430320606288185420001312831263024A0223120A00C060A2A830886910F01060101A2100C0E4D65646963616C20446F63746F72";
const PHARMACIST: &str =
    "3030302E0606288185420001312431223020A01E311CA00C060A2A830886910F01060101A20C0C0A506861726D6163697374";

fn octets(hexadecimal: &str) -> Vec<u8> {
    let pairs = (0..hexadecimal.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()).collect()
}

fn roles(value: &[u8]) -> HcRoles {
    hc_roles(&with_extensions(&[extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, None, value)]).unwrap())
}

#[test]
fn roles_of_real_certificates_are_read() {
    for (value, text) in [(DOCTOR, "Medical Doctor"), (PHARMACIST, "Pharmacist")] {
        let roles = roles(&octets(value));
        assert_eq!((roles.attributes, roles.malformed, roles.actors.len()), (1, None, 1));
        assert_eq!(roles.actors[0].coding_scheme, Some(oid::HPKI_CODING_SCHEME));
        assert_eq!(roles.actors[0].code_data_free_text.as_deref(), Some(text));
        assert_eq!(roles.actors[0].code_data_value, None);
        assert_eq!(roles.actors[0].regional_data, None);
    }
    let none = parse(&CertificateParts::default()).unwrap();
    assert_eq!(hc_roles(&none), HcRoles::default());
}

/// `fields` of a CodedData, wrapped up to an HCActor.
fn actor(fields: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[value(0xa0, &set(fields))])
}

fn attribute(actors: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[identifier(oid::HC_ROLE), set(&[set(actors)])])
}

fn scheme() -> Vec<u8> {
    value(0xa0, &identifier(oid::HPKI_CODING_SCHEME))
}

#[test]
fn several_actors_and_attributes_are_merged_in_order() {
    let text = |tag, text: &[u8]| value(0xa2, &value(tag, text));
    let extension = sequence(&[
        attribute(&[actor(&[scheme(), text(0x13, b"Dentist")]), actor(&[text(0x1e, b"\0x"), scheme()])]),
        sequence(&[identifier(oid::COMMON_NAME), set(&[value(0x0c, b"not a role")])]),
        attribute(&[
            actor(&[scheme(), value(0xa1, &value(0x12, b"12")), text(0x14, b"\xe9")]),
            actor(&[scheme()]),
            sequence(&[value(0xa1, &sequence(&[]))]),
        ]),
    ]);
    let roles = roles(&extension);
    let texts: Vec<_> = roles.actors.iter().map(|actor| actor.code_data_free_text.as_deref()).collect();
    assert_eq!(texts, [Some("Dentist"), Some("x"), Some("é"), None, None]);
    assert_eq!(roles.actors[2].code_data_value.as_deref(), Some("12"));
    assert_eq!(roles.actors[4].regional_data.as_deref(), Some(&[0x30, 0x00][..]));
    assert_eq!(roles.actors[4].coding_scheme, None);
    assert_eq!((roles.attributes, roles.malformed), (2, None));
}

#[test]
fn a_malformed_role_is_reported_and_gives_no_actor() {
    let text = value(0xa2, &value(0x0c, b"Medical Doctor"));
    for (broken, why) in [
        (actor(std::slice::from_ref(&text)), "no coding scheme"),
        (actor(&[scheme(), text.clone(), text.clone()]), "free text twice"),
        (actor(&[scheme(), scheme()]), "scheme twice"),
        (actor(&[scheme(), value(0xa2, &value(0x0c, b"\xff"))]), "not UTF-8"),
        (actor(&[scheme(), value(0xa2, &value(0x02, &[1]))]), "not a string"),
        (actor(&[scheme(), value(0xa3, &value(0x0c, b"x"))]), "unknown field"),
        (actor(&[scheme(), value(0xa2, &[value(0x0c, b"x"), value(0x0c, b"y")].concat())]), "two texts"),
        (set(&[]), "not an HCActor"),
    ] {
        let good = actor(&[scheme(), text.clone()]);
        let roles = roles(&sequence(&[attribute(&[good, broken])]));
        assert!(roles.malformed.is_some() && roles.actors.is_empty(), "{why}: {roles:?}");
    }
}

#[test]
fn the_japanese_name_comes_from_a_directory_name() {
    let names = sequence(&[value(0x81, b"a@b"), value(0xa4, &test_der::common_name("神楽坂　三十四"))]);
    let certificate = with_extensions(&[extension(oid::SUBJECT_ALT_NAME, None, &names)]).unwrap();
    assert_eq!(certificate.japanese_name().unwrap(), "神楽坂　三十四");
    assert_eq!(parse(&CertificateParts::default()).unwrap().japanese_name(), None);
}
