//! Keys that KeyInfo states as bare values (XMLDSig, sections 4.5.2 and 4.5.9).
//!
//! Such a key is a claim of the sender about nobody: it can answer "does this value fit this key?" for inspection and
//! never "who signed?". No part of [`crate::validate`] reads one.

use hpki_core::der::DerError;
use hpki_core::key::SubjectPublicKeyInfo;

use crate::xml::Element;

use super::NAMESPACE;
use super::signature::KeyInfo;
use super::structure::{ChildSequence, StructureError, base64_leaf, plain_text, required_attribute};

const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
const XMLDSIG_MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";

/// Keys that are read of one KeyInfo; the budget of items in KeyInfo bounds the others.
const KEYS: usize = 8;

/// Octets of a modulus or a coordinate as stated, far above the largest that is verified with.
const NUMBER_OCTETS: usize = 2048;

/// Why a key that KeyInfo states cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyValueProblem {
    /// A kind of key value that is not read, by its name.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// The structure of the key value is not that of its schema.
    #[error(transparent)]
    Structure(#[from] StructureError),
    /// The numbers make no key.
    #[error("the key value is no public key: {0}")]
    NoKey(#[from] DerError),
    /// A number of the key is out of its range.
    #[error("a number of the key value is out of its range")]
    NumberRange,
}

/// The keys that the children KeyValue and dsig11:DEREncodedKeyValue of KeyInfo state, in document order.
pub fn stated_keys(key_info: &KeyInfo<'_, '_>) -> Vec<Result<SubjectPublicKeyInfo, KeyValueProblem>> {
    let stated = key_info.element.child_elements().filter_map(|child| {
        if child.is(NAMESPACE, "KeyValue") {
            Some(key_value(child))
        } else if child.is(DSIG11, "DEREncodedKeyValue") {
            Some(der_encoded_key_value(child))
        } else {
            None
        }
    });
    stated.take(KEYS).collect()
}

/// `DEREncodedKeyValue ::= base64 of SubjectPublicKeyInfo`.
fn der_encoded_key_value(element: Element<'_, '_>) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let der = base64_leaf(element, "DEREncodedKeyValue")?;
    Ok(SubjectPublicKeyInfo::from_der(&der)?)
}

/// `KeyValue ::= DSAKeyValue | RSAKeyValue | dsig11:ECKeyValue | any`.
fn key_value(element: Element<'_, '_>) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let mut children = ChildSequence::of(element)?;
    let value = children.any();
    children.end()?;
    match value {
        Some(value) if value.is(NAMESPACE, "RSAKeyValue") => rsa_key_value(value),
        Some(value) if value.is(DSIG11, "ECKeyValue") => ec_key_value(value),
        Some(value) if value.is(XMLDSIG_MORE, "ECDSAKeyValue") => ecdsa_key_value(value),
        Some(value) => Err(KeyValueProblem::Unsupported(value.local_name().chars().take(64).collect())),
        None => Err(KeyValueProblem::Unsupported("an empty KeyValue".to_owned())),
    }
}

/// `RSAKeyValue ::= Modulus Exponent`, both base64 of a big-endian number.
fn rsa_key_value(element: Element<'_, '_>) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let mut children = ChildSequence::of(element)?;
    let modulus = base64_leaf(children.required(NAMESPACE, "Modulus")?, "Modulus")?;
    let exponent = base64_leaf(children.required(NAMESPACE, "Exponent")?, "Exponent")?;
    children.end()?;
    if modulus.len() > NUMBER_OCTETS || exponent.len() > NUMBER_OCTETS {
        return Err(KeyValueProblem::NumberRange);
    }
    let key = der(0x30, &[integer(&modulus), integer(&exponent)].concat());
    // rsaEncryption, NULL (RFC 3279, 2.3.1).
    let algorithm =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    public_key(&algorithm, &key)
}

/// `ECKeyValue ::= (ECParameters | NamedCurve) PublicKey`, PublicKey being base64 of the uncompressed point.
fn ec_key_value(element: Element<'_, '_>) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let mut children = ChildSequence::of(element)?;
    let Some(named_curve) = children.optional(DSIG11, "NamedCurve") else {
        // Explicit parameters are how CVE-2020-0601 was done.
        return Err(KeyValueProblem::Unsupported("ECParameters".to_owned()));
    };
    let curve = NamedCurve::of_urn(&required_attribute(named_curve, "URI")?)?;
    let point = base64_leaf(children.required(DSIG11, "PublicKey")?, "PublicKey")?;
    children.end()?;
    curve.public_key(&point)
}

/// `ECDSAKeyValue ::= DomainParameters? PublicKey` (RFC 4050, section 3): the curve by URN, X and Y in decimal.
fn ecdsa_key_value(element: Element<'_, '_>) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let mut children = ChildSequence::of(element)?;
    let parameters = children.required(XMLDSIG_MORE, "DomainParameters")?;
    let mut of_parameters = ChildSequence::of(parameters)?;
    let Some(named_curve) = of_parameters.optional(XMLDSIG_MORE, "NamedCurve") else {
        return Err(KeyValueProblem::Unsupported("ExplicitParams".to_owned()));
    };
    let curve = NamedCurve::of_urn(&required_attribute(named_curve, "URN")?)?;
    of_parameters.end()?;
    let mut of_key = ChildSequence::of(children.required(XMLDSIG_MORE, "PublicKey")?)?;
    let mut point = vec![0x04];
    for name in ["X", "Y"] {
        let coordinate = of_key.required(XMLDSIG_MORE, name)?;
        let decimal = match coordinate.attribute("Value") {
            Some(value) => value,
            None => plain_text(coordinate, "coordinate")?,
        };
        point.extend(curve.coordinate(&decimal).ok_or(KeyValueProblem::NumberRange)?);
    }
    of_key.end()?;
    children.end()?;
    curve.public_key(&point)
}

/// A curve by what stands for it in DER.
struct NamedCurve {
    /// AlgorithmIdentifier: id-ecPublicKey with the curve (RFC 5480, 2.1.1).
    algorithm: &'static [u8],
    coordinate_octets: usize,
}

impl NamedCurve {
    fn of_urn(urn: &str) -> Result<NamedCurve, KeyValueProblem> {
        let (algorithm, coordinate_octets): (&[u8], _) = match urn {
            "urn:oid:1.2.840.10045.3.1.7" => {
                (b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 32)
            }
            "urn:oid:1.3.132.0.34" => {
                (b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22", 48)
            }
            "urn:oid:1.3.132.0.35" => {
                (b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23", 66)
            }
            other => {
                let shown: String = other.chars().take(64).collect();
                return Err(KeyValueProblem::Unsupported(format!("curve {shown}")));
            }
        };
        Ok(NamedCurve { algorithm, coordinate_octets })
    }

    fn public_key(&self, point: &[u8]) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
        if point.len() > NUMBER_OCTETS {
            return Err(KeyValueProblem::NumberRange);
        }
        public_key(self.algorithm, point)
    }

    /// A coordinate in its full length.
    fn coordinate(&self, decimal: &str) -> Option<Vec<u8>> {
        // 521 bits have 157 decimal digits.
        if decimal.is_empty() || decimal.len() > 160 {
            return None;
        }
        let mut octets = vec![0u8; self.coordinate_octets];
        for character in decimal.chars() {
            let mut carry = character.to_digit(10)?;
            for octet in octets.iter_mut().rev() {
                let value = u32::from(*octet) * 10 + carry;
                *octet = (value & 0xff) as u8;
                carry = value >> 8;
            }
            if carry > 0 {
                return None;
            }
        }
        Some(octets)
    }
}

/// `SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }`.
fn public_key(algorithm: &[u8], key: &[u8]) -> Result<SubjectPublicKeyInfo, KeyValueProblem> {
    let bits = der(0x03, &[&[0], key].concat());
    Ok(SubjectPublicKeyInfo::from_der(&der(0x30, &[algorithm, &bits].concat()))?)
}

/// A non-negative INTEGER from a big-endian number; leading zeros, which ds:CryptoBinary forbids, mean nothing.
fn integer(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    let magnitude = octets.get(zeros..).unwrap_or_default();
    let needs_sign = magnitude.first().is_none_or(|octet| octet & 0x80 != 0);
    let sign: &[u8] = if needs_sign { &[0] } else { &[] };
    der(0x02, &[sign, magnitude].concat())
}

/// Tag, length and content in DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut octets = vec![tag];
    match content.len() {
        short @ 0..=0x7f => octets.push(short as u8),
        long => {
            let length: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            octets.push(0x80 | length.len() as u8);
            octets.extend(length);
        }
    }
    octets.extend_from_slice(content);
    octets
}

#[cfg(test)]
mod tests {
    use hpki_core::key::{Curve, KeyKind};

    use super::*;
    use crate::dsig::{Signature, SignatureLimits};
    use crate::xml::{Document, XmlLimits};

    /// The keys of a signature whose KeyInfo has these children.
    fn keys(children: &str) -> Vec<Result<SubjectPublicKeyInfo, KeyValueProblem>> {
        let text = format!(
            r#"<Signature xmlns="{NAMESPACE}" xmlns:n="{DSIG11}" xmlns:m="{XMLDSIG_MORE}"><SignedInfo
            ><CanonicalizationMethod Algorithm="c"/><SignatureMethod Algorithm="s"/></SignedInfo
            ><SignatureValue/><KeyInfo>{children}</KeyInfo></Signature>"#
        );
        let document = Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap();
        let signature = Signature::from_element(document.root(), &SignatureLimits::default()).unwrap();
        stated_keys(signature.key_info.as_ref().unwrap())
    }

    #[test]
    fn an_rsa_key_is_read_with_or_without_leading_zeros() {
        for modulus in ["wQAB", "AMEAAQ=="] {
            let value = format!(
                "<KeyValue><RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>"
            );
            let read = keys(&value);
            let [Ok(key)] = read.as_slice() else { panic!("no key") };
            let KeyKind::Rsa(rsa) = key.kind() else { panic!("not RSA") };
            assert_eq!((rsa.modulus(), rsa.exponent()), (&[0xc1, 0, 1][..], &[1, 0, 1][..]));
        }
    }

    #[test]
    fn a_point_is_read_in_both_forms() {
        let point = [vec![4u8], vec![0; 31], vec![1], vec![0; 30], vec![1, 2]].concat();
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &point);
        let curve = "urn:oid:1.2.840.10045.3.1.7";
        let newer = format!(
            r#"<KeyValue><n:ECKeyValue><n:NamedCurve URI="{curve}"/><n:PublicKey>{text}</n:PublicKey></n:ECKeyValue></KeyValue>"#
        );
        let older = format!(
            r#"<KeyValue><m:ECDSAKeyValue><m:DomainParameters><m:NamedCurve URN="{curve}"/></m:DomainParameters
            ><m:PublicKey><m:X Value="1"/><m:Y Value="258"/></m:PublicKey></m:ECDSAKeyValue></KeyValue>"#
        );
        let read = keys(&format!("{newer}{older}"));
        let [Ok(newer), Ok(older)] = read.as_slice() else { panic!("no keys") };
        assert_eq!(newer, older);
        assert_eq!(newer.kind(), &KeyKind::Ec(Curve::P256));
        assert_eq!(newer.subject_public_key(), point);
    }

    #[test]
    fn what_is_no_key_is_refused_by_name() {
        let refusal = |value: &str| keys(value).remove(0).unwrap_err().to_string();
        assert_eq!(refusal("<KeyValue><DSAKeyValue/></KeyValue>"), "DSAKeyValue is not supported");
        let explicit = "<KeyValue><n:ECKeyValue><n:ECParameters/></n:ECKeyValue></KeyValue>";
        assert_eq!(refusal(explicit), "ECParameters is not supported");
        let brainpool =
            r#"<KeyValue><n:ECKeyValue><n:NamedCurve URI="urn:oid:1.2.3"/></n:ECKeyValue></KeyValue>"#;
        assert_eq!(refusal(brainpool), "curve urn:oid:1.2.3 is not supported");
        let zero =
            "<KeyValue><RSAKeyValue><Modulus></Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>";
        assert!(refusal(zero).starts_with("the key value is no public key"));
        assert!(refusal("<n:DEREncodedKeyValue>MAA=</n:DEREncodedKeyValue>").starts_with("the key value"));
        assert!(keys("<KeyName>k</KeyName>").is_empty());
        assert_eq!(keys(&"<KeyValue/>".repeat(20)).len(), KEYS);
    }
}
