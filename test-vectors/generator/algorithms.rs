//! The algorithm URIs a signature may name, and what they do.

use crate::certificate::content;
use crate::keys::{Hash, Key};
use crate::tree::{Element, Method, Node};

pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
pub(crate) const XADES_141: &str = "http://uri.etsi.org/01903/v1.4.1#";

pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
pub(crate) const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub(crate) const INCLUSIVE_WITH_COMMENTS: &str =
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
pub(crate) const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

pub(crate) const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";

pub(crate) const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
pub(crate) const RSA_SHA224: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224";
pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub(crate) const RSA_SHA384: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384";
pub(crate) const RSA_SHA512: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
pub(crate) const RSA_MD5: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5";
pub(crate) const PSS_SHA1: &str = "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1";
pub(crate) const PSS_SHA256: &str = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
pub(crate) const PSS_SHA384: &str = "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1";
pub(crate) const PSS_SHA512: &str = "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1";
pub(crate) const ECDSA_SHA1: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1";
pub(crate) const ECDSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
pub(crate) const ECDSA_SHA384: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
pub(crate) const ECDSA_SHA512: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512";
pub(crate) const DSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#dsa-sha1";
pub(crate) const HMAC_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
pub(crate) const HMAC_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";

pub(crate) const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
pub(crate) const SHA224: &str = "http://www.w3.org/2001/04/xmldsig-more#sha224";
pub(crate) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub(crate) const SHA384: &str = "http://www.w3.org/2001/04/xmldsig-more#sha384";
pub(crate) const SHA512: &str = "http://www.w3.org/2001/04/xmlenc#sha512";
pub(crate) const MD5: &str = "http://www.w3.org/2001/04/xmldsig-more#md5";

/// DigestMethod. An unknown URI is digested with SHA-256: its verifier cannot know better.
pub(crate) fn hash(uri: &str) -> Hash {
    match uri {
        SHA1 => Hash::Sha1,
        SHA224 => Hash::Sha224,
        SHA384 => Hash::Sha384,
        SHA512 => Hash::Sha512,
        MD5 => Hash::Md5,
        _ => Hash::Sha256,
    }
}

/// The octets of SignatureValue under a SignatureMethod. Where the key does not fit (DSA, HMAC over a certificate's
/// key) the value is what an attacker would put there.
pub(crate) fn signature(uri: &str, key: &Key, octets: &[u8]) -> Vec<u8> {
    match uri {
        RSA_MD5 => key.sign(Hash::Md5, octets),
        RSA_SHA1 | ECDSA_SHA1 => key.sign(Hash::Sha1, octets),
        RSA_SHA224 => key.sign(Hash::Sha224, octets),
        RSA_SHA256 | ECDSA_SHA256 => key.sign(Hash::Sha256, octets),
        RSA_SHA384 | ECDSA_SHA384 => key.sign(Hash::Sha384, octets),
        RSA_SHA512 | ECDSA_SHA512 => key.sign(Hash::Sha512, octets),
        PSS_SHA1 => key.sign_pss(Hash::Sha1, octets),
        PSS_SHA256 => key.sign_pss(Hash::Sha256, octets),
        PSS_SHA384 => key.sign_pss(Hash::Sha384, octets),
        PSS_SHA512 => key.sign_pss(Hash::Sha512, octets),
        HMAC_SHA1 => hmac(Hash::Sha1, &key.public_key_info(), octets),
        HMAC_SHA256 => hmac(Hash::Sha256, &key.public_key_info(), octets),
        DSA_SHA1 => Hash::Sha1.digest(octets).repeat(2),
        _ => key.sign(Hash::Sha256, octets),
    }
}

/// HMAC (RFC 2104) for hash functions with blocks of 64 octets.
fn hmac(hash: Hash, key: &[u8], octets: &[u8]) -> Vec<u8> {
    let mut block = if key.len() > 64 { hash.digest(key) } else { key.to_vec() };
    block.resize(64, 0);
    let pad = |with: u8| block.iter().map(|octet| octet ^ with).collect::<Vec<u8>>();
    let inner = hash.digest(&[pad(0x36).as_slice(), octets].concat());
    hash.digest(&[pad(0x5c), inner].concat())
}

/// The canonicalization that the last Transform (or a CanonicalizationMethod) names; none is Canonical XML 1.0.
pub(crate) fn method(algorithms: &[Element]) -> Method {
    let Some(last) = algorithms.last() else { return Method::Inclusive };
    match last.get("Algorithm").unwrap_or_default() {
        EXCLUSIVE => Method::Exclusive(prefix_list(last)),
        EXCLUSIVE_WITH_COMMENTS => Method::ExclusiveWithComments,
        INCLUSIVE_WITH_COMMENTS => Method::InclusiveWithComments,
        _ => Method::Inclusive,
    }
}

fn prefix_list(transform: &Element) -> Vec<String> {
    let list = transform.children.iter().find_map(|child| match child {
        Node::Element(child) => child.get("PrefixList"),
        _ => None,
    });
    list.unwrap_or_default()
        .split_ascii_whitespace()
        .map(|prefix| if prefix == "#default" { String::new() } else { prefix.to_owned() })
        .collect()
}

/// What SignatureMethod a key of this kind uses by default.
pub(crate) fn default_signature_method(key: &Key) -> &'static str {
    match key {
        Key::Rsa(_) => RSA_SHA256,
        Key::P256(_) => ECDSA_SHA256,
        Key::P384(_) => ECDSA_SHA384,
        Key::P521(_) => ECDSA_SHA512,
    }
}

/// The decimal form of a DER INTEGER, for X509SerialNumber.
pub(crate) fn decimal(integer: &[u8]) -> String {
    let mut digits = vec![0u32];
    for octet in content(integer) {
        let mut carry = u32::from(*octet);
        for digit in &mut digits {
            carry += *digit * 256;
            *digit = carry % 10;
            carry /= 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from_digit(*digit, 10).unwrap()).collect()
}
