//! DSA against the vectors of RFC 6979, OpenSSL's signatures, and everything an attacker may hand over in their place.

use dsa::BoxedUint;
use proptest::prelude::*;

use super::test_signer::{TestKey, TestParameters, forged_parameters, integer, octets, public_key};
use crate::algorithm::{DigestAlgorithm, EcdsaEncoding, SignatureAlgorithm};
use crate::crypto::{SignatureError, danger_verify_legacy_signature, verify_signature};
use crate::key::SubjectPublicKeyInfo;
use crate::test_der::{rsa_key, sequence, value};
use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};

/// RFC 6979, A.2.1 and A.2.2: bits of p, digest, message, r, s.
const RFC_6979: [(usize, DigestAlgorithm, &[u8], &str, &str); 16] = [
    (
        1024,
        Sha1,
        b"sample",
        "2E1A0C2562B2912CAAF89186FB0F42001585DA55",
        "29EFB6B0AFF2D7A68EB70CA313022253B9A88DF5",
    ),
    (
        1024,
        Sha1,
        b"test",
        "42AB2052FD43E123F0607F115052A67DCD9C5C77",
        "183916B0230D45B9931491D4C6B0BD2FB4AAF088",
    ),
    (
        1024,
        Sha256,
        b"sample",
        "81F2F5850BE5BC123C43F71A3033E9384611C545",
        "4CDD914B65EB6C66A8AAAD27299BEE6B035F5E89",
    ),
    (
        1024,
        Sha256,
        b"test",
        "22518C127299B0F6FDC9872B282B9E70D0790812",
        "6837EC18F150D55DE95B5E29BE7AF5D01E4FE160",
    ),
    (
        1024,
        Sha384,
        b"sample",
        "07F2108557EE0E3921BC1774F1CA9B410B4CE65A",
        "54DF70456C86FAC10FAB47C1949AB83F2C6F7595",
    ),
    (
        1024,
        Sha384,
        b"test",
        "854CF929B58D73C3CBFDC421E8D5430CD6DB5E66",
        "91D0E0F53E22F898D158380676A871A157CDA622",
    ),
    (
        1024,
        Sha512,
        b"sample",
        "16C3491F9B8C3FBBDD5E7A7B667057F0D8EE8E1B",
        "02C36A127A7B89EDBB72E4FFBC71DABC7D4FC69C",
    ),
    (
        1024,
        Sha512,
        b"test",
        "8EA47E475BA8AC6F2D821DA3BD212D11A3DEB9A0",
        "7C670C7AD72B6C050C109E1790008097125433E8",
    ),
    (
        2048,
        Sha1,
        b"sample",
        "3A1B2DBD7489D6ED7E608FD036C83AF396E290DBD602408E8677DAABD6E7445A",
        "D26FCBA19FA3E3058FFC02CA1596CDBB6E0D20CB37B06054F7E36DED0CDBBCCF",
    ),
    (
        2048,
        Sha1,
        b"test",
        "C18270A93CFC6063F57A4DFA86024F700D980E4CF4E2CB65A504397273D98EA0",
        "414F22E5F31A8B6D33295C7539C1C1BA3A6160D7D68D50AC0D3A5BEAC2884FAA",
    ),
    (
        2048,
        Sha256,
        b"sample",
        "EACE8BDBBE353C432A795D9EC556C6D021F7A03F42C36E9BC87E4AC7932CC809",
        "7081E175455F9247B812B74583E9E94F9EA79BD640DC962533B0680793A38D53",
    ),
    (
        2048,
        Sha256,
        b"test",
        "8190012A1969F9957D56FCCAAD223186F423398D58EF5B3CEFD5A4146A4476F0",
        "7452A53F7075D417B4B013B278D1BB8BBD21863F5E7B1CEE679CF2188E1AB19E",
    ),
    (
        2048,
        Sha384,
        b"sample",
        "B2DA945E91858834FD9BF616EBAC151EDBC4B45D27D0DD4A7F6A22739F45C00B",
        "19048B63D9FD6BCA1D9BAE3664E1BCB97F7276C306130969F63F38FA8319021B",
    ),
    (
        2048,
        Sha384,
        b"test",
        "239E66DDBE8F8C230A3D071D601B6FFBDFB5901F94D444C6AF56F732BEB954BE",
        "6BD737513D5E72FE85D1C750E0F73921FE299B945AAD1C802F15C26A43D34961",
    ),
    (
        2048,
        Sha512,
        b"sample",
        "2016ED092DC5FB669B8EFB3D1F31A91EECB199879BE0CF78F02BA062CB4C942E",
        "D0C76F84B5F091E141572A639A4FB8C230807EEA7D55C8A154A224400AFF2351",
    ),
    (
        2048,
        Sha512,
        b"test",
        "89EC4BB1400ECCFF8E7D9AA515CD1DE7803F2DAFF09693EE7FD1353E90A68307",
        "C9F0BDABCC0D880BB137A994CC7F3980CE91CC10FAF529FC46565B15CEA854E1",
    ),
];

const OPENSSL: &str = include_str!("openssl.tsv");

fn verify(
    digest: DigestAlgorithm,
    encoding: EcdsaEncoding,
    key: &SubjectPublicKeyInfo,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let algorithm = SignatureAlgorithm::Dsa(digest);
    let refused = verify_signature(&algorithm, encoding, key, message, signature);
    assert_eq!(refused, Err(SignatureError::WeakAlgorithm { algorithm }), "never without being asked for");
    danger_verify_legacy_signature(&algorithm, encoding, key, message, signature)
}

/// With SHA-1 over "message" in ASN.1.
fn outcome(key: &SubjectPublicKeyInfo, signature: &[u8]) -> Result<(), SignatureError> {
    verify(Sha1, EcdsaEncoding::Asn1, key, b"message", signature)
}

#[test]
fn the_vectors_of_rfc_6979_verify_in_both_encodings_and_over_nothing_else() {
    for (bits, digest, message, r, s) in RFC_6979 {
        let key = if bits == 1024 { TestKey::of_1024_bits() } else { TestKey::of_2048_bits() };
        let (r, s) = (octets(r), octets(s));
        let number = |octets: &[u8]| integer(&key.parameters.uint(octets));
        let asn1 = sequence(&[number(&r), number(&s)]);
        let p1363 = [r, s].concat();
        let key = key.public_key();
        for (encoding, signature) in [(EcdsaEncoding::Asn1, &asn1), (EcdsaEncoding::P1363, &p1363)] {
            let what = format!("{bits} {digest} {}", message.escape_ascii());
            assert_eq!(verify(digest, encoding, &key, message, signature), Ok(()), "{what}");
            let changed = [message, b" "].concat();
            let found = verify(digest, encoding, &key, &changed, signature);
            assert_eq!(found, Err(SignatureError::Mismatch), "{what}");
            let other = if digest == Sha1 { Sha256 } else { Sha1 };
            let found = verify(other, encoding, &key, message, signature);
            assert_eq!(found, Err(SignatureError::Mismatch), "{what}");
        }
    }
}

#[test]
fn signatures_by_openssl_verify_in_every_size_of_fips_186_4() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let mut sizes = Vec::new();
    for line in OPENSSL.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let octets = |index: usize| BASE64_STANDARD.decode(fields[index]).unwrap();
        let key = SubjectPublicKeyInfo::from_der(&octets(2)).unwrap();
        for (digest, signature) in [(Sha1, octets(3)), (Sha256, octets(4))] {
            let verify = |message: &[u8]| verify(digest, EcdsaEncoding::Asn1, &key, message, &signature);
            assert_eq!(verify(b"message"), Ok(()), "{} {} {digest}", fields[0], fields[1]);
            assert_eq!(verify(b"Message"), Err(SignatureError::Mismatch));
        }
        sizes.push((fields[0].parse().unwrap(), fields[1].parse().unwrap()));
    }
    assert_eq!(sizes, super::SIZES);
}

#[test]
fn a_digest_that_no_build_has_is_unsupported() {
    let found =
        verify(DigestAlgorithm::Md5, EcdsaEncoding::Asn1, &TestKey::of_1024_bits().public_key(), b"", &[]);
    assert_eq!(found.unwrap_err().finding().id, "crypto::unsupported");
}

/// Everything that is congruent to the signature, or encodes it otherwise, is another signature.
#[test]
fn a_signature_has_one_form() {
    let signer = TestKey::of_1024_bits();
    let key = signer.public_key();
    let q = &signer.parameters.q;
    let (r, s) = signer.sign(Sha1, b"message");
    let asn1 = |r: &BoxedUint, s: &BoxedUint| sequence(&[integer(r), integer(s)]);
    assert_eq!(outcome(&key, &asn1(&r, &s)), Ok(()));
    let zero = signer.parameters.number(0);
    let plus_q = |number: &BoxedUint| number.wrapping_add(q);
    let minus = |number: &BoxedUint| q.wrapping_sub(number);
    let small = |octets: &[u8]| value(0x02, octets);
    let (r_der, s_der) = (integer(&r), integer(&s));
    let padded = |der: &[u8]| value(0x02, &[&[0, 0], &der[2..]].concat());
    // The bits of a number that begins with a set bit, without the octet that makes it positive, are a negative number.
    let high = |number: &BoxedUint| value(0x02, &octets(&format!("{number:X}"))[108..]);
    assert!(high(q)[2] >= 0x80);
    for (what, signature) in [
        ("r = 0", asn1(&zero, &s)),
        ("s = 0", asn1(&r, &zero)),
        ("r = q", asn1(q, &s)),
        ("s = q", asn1(&r, q)),
        ("r + q", asn1(&plus_q(&r), &s)),
        ("s + q", asn1(&r, &plus_q(&s))),
        ("-r modulo q", asn1(&minus(&r), &s)),
        ("-s modulo q", asn1(&r, &minus(&s))),
        ("s, r", asn1(&s, &r)),
        ("negative r", sequence(&[high(q), s_der.clone()])),
        ("negative s", sequence(&[r_der.clone(), high(q)])),
        ("r with zeros before it", sequence(&[padded(&r_der), s_der.clone()])),
        ("no content", sequence(&[small(&[]), s_der.clone()])),
        ("one number", sequence(std::slice::from_ref(&r_der))),
        ("three numbers", sequence(&[r_der.clone(), s_der.clone(), small(&[1])])),
        ("something behind", [asn1(&r, &s), vec![0x05, 0x00]].concat()),
        ("long form of the length", [&[0x30, 0x81], &asn1(&r, &s)[1..]].concat()),
        ("indefinite length", [&[0x30, 0x80], &asn1(&r, &s)[2..], &[0, 0]].concat()),
        ("a set", [&[0x31], &asn1(&r, &s)[1..]].concat()),
        ("nothing", Vec::new()),
    ] {
        assert_eq!(outcome(&key, &signature), Err(SignatureError::Mismatch), "{what}");
    }
    // In the other encoding a number cannot be longer than q, and can still be as large.
    let fixed = |number: &BoxedUint| number.to_be_bytes()[108..].to_vec();
    let p1363 = |octets: &[u8]| verify(Sha1, EcdsaEncoding::P1363, &key, b"message", octets);
    assert_eq!(p1363(&[fixed(&r), fixed(&s)].concat()), Ok(()));
    for (r, s) in [(&zero, &s), (&r, &zero), (q, &s), (&r, q), (&s, &r)] {
        assert_eq!(p1363(&[fixed(r), fixed(s)].concat()), Err(SignatureError::Mismatch));
    }
    for found in [0, 39, 41, 46] {
        assert_eq!(p1363(&vec![1; found]), Err(SignatureError::SignatureLength { expected: 40, found }));
    }
}

#[test]
fn ranges_are_open_at_both_ends() {
    let limit = &[0x80, 0x00, 0x05][..];
    for inside in [&[1][..], &[0xff], &[0xff, 0xff], &[0x7f, 0xff, 0xff], &[0x80, 0, 0], &[0x80, 0, 4]] {
        assert!(super::is_positive_below(inside, limit), "{inside:02x?}");
    }
    for outside in [&[][..], limit, &[0x80, 0, 6], &[0x80, 1, 0], &[0xff, 0, 0], &[1, 0, 0, 0]] {
        assert!(!super::is_positive_below(outside, limit), "{outside:02x?}");
    }
    assert!(super::is_between_one_and(&[2], limit) && !super::is_between_one_and(&[1], limit));
}

/// A key is refused for what it is, before its signature is looked at.
#[test]
fn only_keys_of_fips_186_4_are_used() {
    let signer = TestKey::of_1024_bits();
    let signature = signer.signature(Sha1, b"message");
    let TestParameters { p, q, g } = &signer.parameters;
    let (one, y) = (signer.parameters.number(1), signer.y());
    let minus_one = |number: &BoxedUint| number.wrapping_sub(&one);
    let key = |p: &BoxedUint, q: &BoxedUint, g: &BoxedUint, y: &BoxedUint| {
        public_key(Some(sequence(&[integer(p), integer(q), integer(g)])), &integer(y))
    };
    assert_eq!(outcome(&key(p, q, g, &y), &signature), Ok(()));
    let shortened = |number: &BoxedUint, bits: u32| number.wrapping_shr_vartime(bits);
    let odd = |number: BoxedUint| if number.bit_vartime(0) { number } else { number.wrapping_add(&one) };
    // Three divides p - 1, so there is a group of order 3 that a q of 160 bits with the factor 3 leads back to.
    let cube_root = signer.parameters.power(
        &signer.parameters.number(2),
        &BoxedUint::from_be_slice(&minus_one(p).to_be_bytes(), 1024)
            .unwrap()
            .div_rem(&signer.parameters.number(3).to_nz().unwrap())
            .0,
    );
    assert_ne!(cube_root, one);
    for (what, wrong) in [
        ("p of 512 bits", key(&odd(shortened(p, 512)), q, &signer.parameters.number(2), &one)),
        ("p of 1023 bits", key(&odd(shortened(p, 1)), q, &signer.parameters.number(2), &one)),
        ("p even", key(&minus_one(p), q, g, &y)),
        ("q of 159 bits", key(p, &odd(shortened(q, 1)), g, &y)),
        ("q of 161 bits", key(p, &q.wrapping_add(q).wrapping_add(&one), g, &y)),
        ("q even", key(p, &minus_one(q), g, &y)),
        ("g = 0", key(p, q, &signer.parameters.number(0), &y)),
        ("g = 1", key(p, q, &one, &y)),
        ("g = p - 1", key(p, q, &minus_one(p), &y)),
        ("g = p", key(p, q, p, &y)),
        ("g + p", key(p, q, &BoxedUint::from_be_slice(&g.to_be_bytes(), 1088).unwrap().wrapping_add(p), &y)),
        ("g of another order", key(p, q, &cube_root, &y)),
        ("parameters that are no SEQUENCE", public_key(Some(integer(p)), &integer(&y))),
        ("two parameters", public_key(Some(sequence(&[integer(p), integer(q)])), &integer(&y))),
        (
            "negative g",
            public_key(Some(sequence(&[integer(p), integer(q), value(0x02, &[0x80])])), &integer(&y)),
        ),
    ] {
        assert_eq!(outcome(&wrong, &signature), Err(SignatureError::DomainParameters), "{what}");
    }
    let plus_p = BoxedUint::from_be_slice(&y.to_be_bytes(), 1088).unwrap().wrapping_add(p);
    for (what, wrong) in [
        ("y = 0", integer(&signer.parameters.number(0))),
        ("y = 1", integer(&one)),
        ("y = p - 1", integer(&minus_one(p))),
        ("y = p", integer(p)),
        ("y + p", integer(&plus_p)),
        ("y of another order", integer(&cube_root)),
        ("y negative", value(0x02, &[0x80])),
        ("two numbers", [integer(&y), integer(&y)].concat()),
        ("nothing", Vec::new()),
    ] {
        let key = public_key(Some(signer.parameters.der()), &wrong);
        assert_eq!(outcome(&key, &signature), Err(SignatureError::MalformedKey), "{what}");
    }
    for absent in [None, Some(vec![0x05, 0x00])] {
        let key = public_key(absent, &integer(&y));
        assert_eq!(outcome(&key, &signature), Err(SignatureError::ParametersMissing));
    }
    let rsa = SubjectPublicKeyInfo::from_der(&rsa_key()).unwrap();
    assert_eq!(outcome(&rsa, &signature).unwrap_err().finding().id, "crypto::key-mismatch");
}

/// Whether q is prime is not asked; that it is not must not make anything stop.
#[test]
fn a_number_without_an_inverse_is_a_wrong_signature() {
    let signer = TestKey::of_1024_bits();
    let TestParameters { p, q, .. } = &signer.parameters;
    let (one, three) = (signer.parameters.number(1), signer.parameters.number(3).to_nz().unwrap());
    let (third, rest) = p.wrapping_sub(&one).div_rem(&three);
    assert_eq!(rest.to_be_bytes().iter().max(), Some(&0));
    let cube_root = signer.parameters.power(&signer.parameters.number(2), &third);
    let odd = q.div_rem(&three).0;
    let odd = if odd.bit_vartime(0) { odd } else { odd.wrapping_add(&one) };
    let composite = odd.wrapping_add(&odd).wrapping_add(&odd);
    let parameters = sequence(&[integer(p), integer(&composite), integer(&cube_root)]);
    let key = public_key(Some(parameters), &integer(&cube_root));
    for s in [3, 6, 9] {
        let signature = sequence(&[value(0x02, &[1]), value(0x02, &[s])]);
        assert_eq!(outcome(&key, &signature), Err(SignatureError::Mismatch));
    }
}

/// Why parameters must not come from just anybody: these verify what the genuine key signed, and forge in the name of another.
#[test]
fn other_parameters_verify_a_genuine_signature_and_forge_another() {
    let (signer, victim) = (TestKey::of_1024_bits(), TestKey::of_1024_bits().with_private(0x1234_5678));
    let (forger, verifies) = forged_parameters(&signer, &victim, Sha1, b"message");
    let genuine = signer.signature(Sha1, b"message");
    assert_eq!(outcome(&signer.public_key(), &genuine), Ok(()));
    assert_eq!(outcome(&verifies, &genuine), Ok(()));
    assert_eq!(forger.y(), victim.y());
    let forged = forger.signature(Sha1, b"message");
    assert_eq!(outcome(&victim.public_key(), &forged), Err(SignatureError::Mismatch));
    let complete = victim.bare_public_key().with_dsa_parameters_of(&verifies).unwrap();
    assert_eq!(outcome(&complete, &forged), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of the right sizes, else the library never sees them. With the genuine p a generator is 2 to the power of (p - 1) / q.
    #[test]
    fn arbitrary_numbers_are_refused_or_used(
        mut p in proptest::collection::vec(any::<u8>(), 128),
        mut q in proptest::collection::vec(any::<u8>(), 20),
        g in proptest::collection::vec(any::<u8>(), 1..=128),
        y in proptest::collection::vec(any::<u8>(), 1..=128),
        signature in proptest::collection::vec(any::<u8>(), 40),
        genuine in any::<(bool, bool, bool)>(),
    ) {
        let number = |octets: &[u8]| value(0x02, &[&[0], octets].concat());
        for number in [&mut p, &mut q] {
            number[0] |= 0x80;
            *number.last_mut().unwrap() |= 1;
        }
        let signer = TestKey::of_1024_bits();
        let first = |genuine: bool, own: Vec<u8>, other: Vec<u8>| if genuine { own } else { other };
        let parameters = sequence(&[
            first(genuine.0, integer(&signer.parameters.p), number(&p)),
            first(genuine.1, integer(&signer.parameters.q), number(&q)),
            first(genuine.2, integer(&signer.parameters.g), number(&g)),
        ]);
        for y in [integer(&signer.y()), number(&y)] {
            let key = public_key(Some(parameters.clone()), &y);
            let found = verify(Sha256, EcdsaEncoding::P1363, &key, b"message", &signature);
            prop_assert!(found.is_err());
        }
    }

    /// Every octet of a signature counts.
    #[test]
    fn a_changed_signature_is_wrong(place in 0usize..400, change in 1u8..) {
        let signer = TestKey::of_1024_bits();
        let mut signature = signer.signature(Sha1, b"message");
        let place = place % signature.len();
        signature[place] ^= change;
        prop_assert_eq!(outcome(&signer.public_key(), &signature), Err(SignatureError::Mismatch));
    }
}
