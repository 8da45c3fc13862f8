//! SignatureMethod: which algorithm, and the parameters of RSASSA-PSS.
//!
//! ```text
//! SignatureMethod ::= attribute Algorithm, RSAPSSParams?
//! RSAPSSParams ::= DigestMethod? MaskGenerationFunction? SaltLength? TrailerField?
//! MaskGenerationFunction ::= attribute Algorithm?, DigestMethod?
//! ```

use std::borrow::Cow;

use hpki_core::algorithm::{DigestAlgorithm, RsaPssParameters, SignatureAlgorithm};

use crate::xml::Element;

use super::NAMESPACE;
use super::reference::{DigestMethod, algorithm_of, as_written};
use super::structure::{ChildSequence, StructureError, plain_text};

/// RSASSA-PSS with parameters (RFC 9231, 2.3.9).
const RSA_PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";
/// The namespace of RSAPSSParams.
const MORE: &str = "http://www.w3.org/2007/05/xmldsig-more#";
const MGF1: &str = "http://www.w3.org/2007/05/xmldsig-more#MGF1";
/// The only trailer there is: 0xBC.
const TRAILER: u32 = 1;

/// SignatureMethod as written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureMethod {
    /// The Algorithm URI as written.
    pub uri: Cow<'static, str>,
    /// The algorithm, if it has a name here. Parameters that are not understood make it unknown.
    pub algorithm: Option<SignatureAlgorithm>,
}

impl SignatureMethod {
    pub(super) fn from_element(element: Element<'_, '_>) -> Result<SignatureMethod, StructureError> {
        let uri = algorithm_of(element)?;
        let algorithm = if uri == RSA_PSS {
            rsa_pss(element)?.map(SignatureAlgorithm::RsaPss)
        } else {
            // HMACOutputLength changes the meaning of the URI: not understood is not guessed.
            let plain = element.child_elements().next().is_none();
            if plain { SignatureAlgorithm::from_xml_uri(&uri) } else { None }
        };
        let uri = as_written(uri, algorithm.and_then(|algorithm| algorithm.xml_uri()));
        Ok(SignatureMethod { uri, algorithm })
    }
}

/// The parameters, with the defaults that are in use: SHA-256, MGF1 with the digest of the message, a salt of its length. The
/// JDK writes only what differs from them. `None` where anything else stands there.
fn rsa_pss(element: Element<'_, '_>) -> Result<Option<RsaPssParameters>, StructureError> {
    let mut children = ChildSequence::of(element)?;
    let parameters = children.optional(MORE, "RSAPSSParams");
    if children.any().is_some() {
        return Ok(None);
    }
    let Some(parameters) = parameters else { return Ok(Some(with_defaults(DigestAlgorithm::Sha256))) };
    let mut fields = ChildSequence::of(parameters)?;
    let digest = match fields.optional(NAMESPACE, "DigestMethod") {
        Some(method) => DigestMethod::from_element(method)?.algorithm,
        None => Some(DigestAlgorithm::Sha256),
    };
    let Some(digest) = digest else { return Ok(None) };
    let defaults = with_defaults(digest);
    let mask_digest = match fields.optional(MORE, "MaskGenerationFunction") {
        Some(function) => mask_digest(function, digest)?,
        None => Some(defaults.mask_digest),
    };
    let salt_length = match fields.optional(MORE, "SaltLength") {
        Some(length) => number(length, "SaltLength")?,
        None => Some(defaults.salt_length),
    };
    let trailer = match fields.optional(MORE, "TrailerField") {
        Some(trailer) => number(trailer, "TrailerField")?,
        None => Some(TRAILER),
    };
    let (Some(mask_digest), Some(salt_length), Some(TRAILER), None) =
        (mask_digest, salt_length, trailer, fields.any())
    else {
        return Ok(None);
    };
    Ok(Some(RsaPssParameters { digest, mask_digest, salt_length }))
}

fn with_defaults(digest: DigestAlgorithm) -> RsaPssParameters {
    RsaPssParameters { digest, mask_digest: digest, salt_length: digest.length() as u32 }
}

/// The digest of MGF1; `None` for another function.
fn mask_digest(
    function: Element<'_, '_>,
    of_message: DigestAlgorithm,
) -> Result<Option<DigestAlgorithm>, StructureError> {
    let mut children = ChildSequence::of(function)?;
    let digest = match children.optional(NAMESPACE, "DigestMethod") {
        Some(method) => DigestMethod::from_element(method)?.algorithm,
        None => Some(of_message),
    };
    let is_mgf1 = function.attribute("Algorithm").is_none_or(|algorithm| algorithm == MGF1);
    Ok(digest.filter(|_| is_mgf1 && children.any().is_none()))
}

/// An `xs:int` that is no less than zero and written without a sign.
fn number(element: Element<'_, '_>, name: &'static str) -> Result<Option<u32>, StructureError> {
    let text = plain_text(element, name)?;
    let digits = text.trim_matches([' ', '\t', '\r', '\n']);
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    Ok(if is_number { digits.parse().ok() } else { None })
}

#[cfg(test)]
mod tests {
    use DigestAlgorithm::{Sha1, Sha256, Sha512};

    use super::*;
    use crate::xml::{Document, XmlLimits};

    fn read(content: &str) -> Option<SignatureAlgorithm> {
        let xml = format!(
            "<SignatureMethod xmlns=\"{NAMESPACE}\" xmlns:p=\"{MORE}\" Algorithm=\"{RSA_PSS}\">{content}</SignatureMethod>"
        );
        let document = Document::parse(xml.as_bytes(), &XmlLimits::default()).unwrap();
        SignatureMethod::from_element(document.root()).ok()?.algorithm
    }

    fn parameters(content: &str) -> Option<SignatureAlgorithm> {
        read(&format!("<p:RSAPSSParams>{content}</p:RSAPSSParams>"))
    }

    fn digest(algorithm: DigestAlgorithm) -> String {
        format!("<DigestMethod Algorithm=\"{}\"/>", algorithm.xml_uri())
    }

    fn pss(
        digest: DigestAlgorithm,
        mask_digest: DigestAlgorithm,
        salt_length: u32,
    ) -> Option<SignatureAlgorithm> {
        Some(SignatureAlgorithm::RsaPss(RsaPssParameters { digest, mask_digest, salt_length }))
    }

    #[test]
    fn what_is_not_written_is_as_the_jdk_leaves_it_out() {
        assert_eq!(read(""), pss(Sha256, Sha256, 32));
        assert_eq!(read("\n"), pss(Sha256, Sha256, 32));
        assert_eq!(parameters(""), pss(Sha256, Sha256, 32));
        assert_eq!(parameters(&digest(Sha512)), pss(Sha512, Sha512, 64));
        assert_eq!(parameters("<p:SaltLength> 20\n</p:SaltLength>"), pss(Sha256, Sha256, 20));
        let mask = format!(
            "<p:MaskGenerationFunction Algorithm=\"{MGF1}\">{}</p:MaskGenerationFunction>",
            digest(Sha1)
        );
        assert_eq!(parameters(&mask), pss(Sha256, Sha1, 32));
        assert_eq!(parameters("<p:MaskGenerationFunction/>"), pss(Sha256, Sha256, 32));
        let all = format!(
            "{}{mask}<p:SaltLength>0</p:SaltLength><p:TrailerField>1</p:TrailerField>",
            digest(Sha512)
        );
        assert_eq!(parameters(&all), pss(Sha512, Sha1, 0));
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        for content in [
            "<p:TrailerField>2</p:TrailerField>",
            "<p:SaltLength>-1</p:SaltLength>",
            "<p:SaltLength>+32</p:SaltLength>",
            "<p:SaltLength></p:SaltLength>",
            "<p:SaltLength>4294967296</p:SaltLength>",
            "<p:SaltLength>32<p:x/></p:SaltLength>",
            "<p:SaltLength>32</p:SaltLength><p:SaltLength>32</p:SaltLength>",
            "<p:TrailerField>1</p:TrailerField><p:SaltLength>32</p:SaltLength>",
            "<p:MaskGenerationFunction Algorithm=\"urn:other\"/>",
            "<p:MaskGenerationFunction><p:x/></p:MaskGenerationFunction>",
            "<DigestMethod Algorithm=\"urn:other\"/>",
            "<DigestMethod/>",
            "<SaltLength>32</SaltLength>",
            "<p:x/>",
            "text",
        ] {
            assert_eq!(parameters(content), None, "{content}");
        }
        for content in ["<RSAPSSParams/>", "<p:RSAPSSParams/><p:RSAPSSParams/>", "<p:x/>", "text"] {
            assert_eq!(read(content), None, "{content}");
        }
    }
}
