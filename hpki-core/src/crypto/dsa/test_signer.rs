//! DSA keys whose private half is known, for tests: those of RFC 6979, A.2.1 and A.2.2, and what an attacker makes of them.
//! Its arithmetic is not that of the library's verification, and no secret is here to be kept.

use dsa::BoxedUint;

use crate::algorithm::DigestAlgorithm;
use crate::crypto::digest;
use crate::key::SubjectPublicKeyInfo;
use crate::oid;
use crate::test_der::{identifier, sequence, value};

const P_1024: &str = "86F5CA03DCFEB225063FF830A0C769B9DD9D6153AD91D7CE27F787C43278B447E6533B86B18BED6E8A48B784A14C252C\
    5BE0DBF60B86D6385BD2F12FB763ED8873ABFD3F5BA2E0A8C0A59082EAC056935E529DAF7C610467899C77ADEDFC846C881870B7B19B2B58F9BE0521\
    A17002E3BDD6B86685EE90B3D9A1B02B782B1779";
const Q_160: &str = "996F967F6C8E388D9E28D01E205FBA957A5698B1";
const G_1024: &str = "07B0F92546150B62514BB771E2A0C0CE387F03BDA6C56B505209FF25FD3C133D89BBCD97E904E09114D9A7DEFDEADFC9\
    078EA544D2E401AEECC40BB9FBBF78FD87995A10A1C27CB7789B594BA7EFB5C4326A9FE59A070E136DB77175464ADCA417BE5DCE2F40D10A46A3A394\
    3F26AB7FD9C0398FF8C76EE0A56826A8A88F1DBD";
const X_1024: &str = "411602CB19A6CCC34494D79D98EF1E7ED5AF25F7";

const P_2048: &str = "9DB6FB5951B66BB6FE1E140F1D2CE5502374161FD6538DF1648218642F0B5C48C8F7A41AADFA187324B87674FA1822B0\
    0F1ECF8136943D7C55757264E5A1A44FFE012E9936E00C1D3E9310B01C7D179805D3058B2A9F4BB6F9716BFE6117C6B5B3CC4D9BE341104AD4A80AD6\
    C94E005F4B993E14F091EB51743BF33050C38DE235567E1B34C3D6A5C0CEAA1A0F368213C3D19843D0B4B09DCB9FC72D39C8DE41F1BF14D4BB4563CA\
    28371621CAD3324B6A2D392145BEBFAC748805236F5CA2FE92B871CD8F9C36D3292B5509CA8CAA77A2ADFC7BFD77DDA6F71125A7456FEA153E433256\
    A2261C6A06ED3693797E7995FAD5AABBCFBE3EDA2741E375404AE25B";
const Q_256: &str = "F2C3119374CE76C9356990B465374A17F23F9ED35089BD969F61C6DDE9998C1F";
const G_2048: &str = "5C7FF6B06F8F143FE8288433493E4769C4D988ACE5BE25A0E24809670716C613D7B0CEE6932F8FAA7C44D2CB24523DA5\
    3FBE4F6EC3595892D1AA58C4328A06C46A15662E7EAA703A1DECF8BBB2D05DBE2EB956C142A338661D10461C0D135472085057F3494309FFA73C611F\
    78B32ADBB5740C361C9F35BE90997DB2014E2EF5AA61782F52ABEB8BD6432C4DD097BC5423B285DAFB60DC364E8161F4A2A35ACA3A10B1C4D203CC76\
    A470A33AFDCBDD92959859ABD8B56E1725252D78EAC66E71BA9AE3F1DD2487199874393CD4D832186800654760E1E34C09E4D155179F9EC0DC4473F9\
    96BDCE6EED1CABED8B6F116F7AD9CF505DF0F998E34AB27514B0FFE7";
const X_2048: &str = "69C7548C21D0DFEA6B9A51C9EAD4E27C33D3B3F180316E5BCAB92C933F0E4DBC";

/// Parameters; the numbers are as wide as p.
#[derive(Clone, Debug)]
pub(crate) struct TestParameters {
    pub(crate) p: BoxedUint,
    pub(crate) q: BoxedUint,
    pub(crate) g: BoxedUint,
}

/// A private key.
#[derive(Clone, Debug)]
pub(crate) struct TestKey {
    pub(crate) parameters: TestParameters,
    pub(crate) x: BoxedUint,
}

pub(crate) fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|digit| digit.is_ascii_hexdigit()).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

/// INTEGER of a number of any width.
pub(crate) fn integer(number: &BoxedUint) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count().min(octets.len() - 1);
    let magnitude = &octets[zeros..];
    let pad: &[u8] = if magnitude[0] & 0x80 == 0 { &[] } else { &[0] };
    value(0x02, &[pad, magnitude].concat())
}

/// SubjectPublicKeyInfo; parameters of `None` are left out.
pub(crate) fn public_key(parameters: Option<Vec<u8>>, y: &[u8]) -> SubjectPublicKeyInfo {
    let algorithm = sequence(&[identifier(oid::DSA), parameters.unwrap_or_default()]);
    SubjectPublicKeyInfo::from_der(&sequence(&[algorithm, value(0x03, &[&[0], y].concat())])).unwrap()
}

impl TestParameters {
    fn new(p: &str, q: &str, g: &str) -> TestParameters {
        let p = octets(p);
        let bits = p.len() as u32 * 8;
        let number = |octets: &[u8]| BoxedUint::from_be_slice(octets, bits).unwrap();
        TestParameters { p: number(&p), q: number(&octets(q)), g: number(&octets(g)) }
    }

    pub(crate) fn of_1024_bits() -> TestParameters {
        TestParameters::new(P_1024, Q_160, G_1024)
    }

    pub(crate) fn of_2048_bits() -> TestParameters {
        TestParameters::new(P_2048, Q_256, G_2048)
    }

    pub(crate) fn number(&self, number: u32) -> BoxedUint {
        self.uint(&number.to_be_bytes())
    }

    pub(crate) fn uint(&self, octets: &[u8]) -> BoxedUint {
        BoxedUint::from_be_slice(octets, self.p.bits_precision()).unwrap()
    }

    pub(crate) fn power(&self, base: &BoxedUint, exponent: &BoxedUint) -> BoxedUint {
        let modulus = self.p.to_nz().unwrap();
        let bits = (0..exponent.bits_precision()).rev().map(|bit| exponent.bit_vartime(bit));
        bits.fold(self.number(1), |power, set| {
            let square = power.mul_mod(&power, &modulus);
            if set { square.mul_mod(base, &modulus) } else { square }
        })
    }

    pub(crate) fn product(&self, left: &BoxedUint, right: &BoxedUint) -> BoxedUint {
        left.mul_mod(right, &self.p.to_nz().unwrap())
    }

    /// Modulo q.
    pub(crate) fn inverse(&self, number: &BoxedUint) -> BoxedUint {
        number.invert_mod(&self.q.to_nz().unwrap()).unwrap()
    }

    /// Modulo q.
    pub(crate) fn exponent(&self, left: &BoxedUint, right: &BoxedUint) -> BoxedUint {
        left.mul_mod(right, &self.q.to_nz().unwrap())
    }

    pub(crate) fn reduced(&self, number: &BoxedUint) -> BoxedUint {
        number.rem(&self.q.to_nz().unwrap())
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        sequence(&[integer(&self.p), integer(&self.q), integer(&self.g)])
    }

    /// The leftmost bits of a digest, as many as q has.
    pub(crate) fn message_number(&self, algorithm: DigestAlgorithm, message: &[u8]) -> BoxedUint {
        let digest = digest(algorithm, message).unwrap();
        let length = digest.as_ref().len().min(self.q.bits() as usize / 8);
        self.uint(&digest.as_ref()[..length])
    }
}

impl TestKey {
    pub(crate) fn of_1024_bits() -> TestKey {
        let parameters = TestParameters::of_1024_bits();
        TestKey { x: parameters.uint(&octets(X_1024)), parameters }
    }

    pub(crate) fn of_2048_bits() -> TestKey {
        let parameters = TestParameters::of_2048_bits();
        TestKey { x: parameters.uint(&octets(X_2048)), parameters }
    }

    /// Another key with the same parameters.
    pub(crate) fn with_private(&self, x: u32) -> TestKey {
        TestKey { x: self.parameters.number(x), parameters: self.parameters.clone() }
    }

    pub(crate) fn y(&self) -> BoxedUint {
        self.parameters.power(&self.parameters.g, &self.x)
    }

    pub(crate) fn public_key(&self) -> SubjectPublicKeyInfo {
        public_key(Some(self.parameters.der()), &integer(&self.y()))
    }

    /// The public key without its parameters.
    pub(crate) fn bare_public_key(&self) -> SubjectPublicKeyInfo {
        public_key(None, &integer(&self.y()))
    }

    /// r and s. The secret number is the same for everything, which gives away the private key: these are public.
    pub(crate) fn sign(&self, algorithm: DigestAlgorithm, message: &[u8]) -> (BoxedUint, BoxedUint) {
        let TestKey { parameters, x } = self;
        let secret = parameters.number(0x0123_4567);
        let r = parameters.reduced(&parameters.power(&parameters.g, &secret));
        let z = parameters.reduced(&parameters.message_number(algorithm, message));
        let sum = z.add_mod(&parameters.exponent(x, &r), &parameters.q.to_nz().unwrap());
        let s = parameters.exponent(&parameters.inverse(&secret), &sum);
        (r, s)
    }

    /// Dss-Sig-Value.
    pub(crate) fn signature(&self, algorithm: DigestAlgorithm, message: &[u8]) -> Vec<u8> {
        let (r, s) = self.sign(algorithm, message);
        sequence(&[integer(&r), integer(&s)])
    }
}

/// Parameters under which the public key `victim` has the private key 2, beside which somebody else's key verifies the
/// signature `r`, `s` that `signer` made over `message`: what CVE-2020-0601 was done with. Returned are the attacker's
/// private key, which fits the victim's public one, and the key that verifies.
pub(crate) fn forged_parameters(
    signer: &TestKey,
    victim: &TestKey,
    algorithm: DigestAlgorithm,
    message: &[u8],
) -> (TestKey, SubjectPublicKeyInfo) {
    let genuine = &signer.parameters;
    let half = genuine.inverse(&genuine.number(2));
    let parameters = TestParameters { g: genuine.power(&victim.y(), &half), ..genuine.clone() };
    let (r, s) = signer.sign(algorithm, message);
    let w = genuine.inverse(&s);
    let u1 = genuine.exponent(&genuine.reduced(&genuine.message_number(algorithm, message)), &w);
    let u2 = genuine.exponent(&r, &w);
    // R is what the genuine key leads to; the new one must lead there from the new generator.
    let whole = genuine.product(&genuine.power(&genuine.g, &u1), &genuine.power(&signer.y(), &u2));
    let minus_u1 = genuine.exponent(&genuine.q.wrapping_sub(genuine.number(1)), &u1);
    let rest = genuine.product(&whole, &genuine.power(&parameters.g, &minus_u1));
    let y = genuine.power(&rest, &genuine.inverse(&u2));
    let verifies = public_key(Some(parameters.der()), &integer(&y));
    (TestKey { x: genuine.number(2), parameters }, verifies)
}
