//! The unsigned properties as they are written: as the e-prescription service writes them, with their own namespace
//! declarations where the place has none.

use std::fmt::Write as _;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto;

use crate::dsig::{append_base64_lines, base64_lines_length};
use crate::validate::TimeStampKind;
use crate::xades::{NAMESPACE, NAMESPACE_141};
use crate::xml::{Document, Element};

/// The prefixes that new properties use in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prefixes {
    /// With the colon; empty where XAdES 1.3.2 is the default namespace.
    xades: String,
    /// ` xmlns:xa="…"` where the place does not have the prefix already.
    declaration: String,
    xades_141: &'static str,
}

impl Prefixes {
    /// Those of the QualifyingProperties, as far as they mean the same where the properties go.
    pub(super) fn at(place: Element<'_, '_>, qualifying: Element<'_, '_>) -> Prefixes {
        let prefix = qualifying.prefix();
        let declared = place.namespace_of_prefix(prefix) == Some(NAMESPACE);
        let name = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
        let attribute = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        Prefixes {
            xades: name,
            declaration: if declared { String::new() } else { format!(" {attribute}=\"{NAMESPACE}\"") },
            xades_141: if prefix == "xa141" { "xades141" } else { "xa141" },
        }
    }

    /// Tags around UnsignedSignatureProperties, or around UnsignedProperties with it.
    pub(super) fn container(&self, names: &[&str]) -> (String, String) {
        let (mut open, mut close) = (String::new(), String::new());
        for (index, name) in names.iter().enumerate() {
            let declaration = if index == 0 { self.declaration.as_str() } else { "" };
            let _ = write!(open, "<{}{name}{declaration}>", self.xades);
            close.insert_str(0, &format!("</{}{name}>", self.xades));
        }
        (open, close)
    }

    /// The same prefixes inside of such a container.
    pub(super) fn declared(mut self) -> Prefixes {
        self.declaration = String::new();
        self
    }
}

/// Identifiers that no element of the document has, such as `id3f09a2c1`.
pub(super) struct NewIdentifiers {
    taken: Vec<String>,
    seed: Vec<u8>,
    count: u32,
}

impl NewIdentifiers {
    /// Derived from the document, so that the same document is augmented in the same way each time.
    pub(super) fn of(document: &Document<'_>) -> NewIdentifiers {
        let mut taken: Vec<String> =
            document.id_like_attributes().map(|(_, attribute)| attribute.value().into_owned()).collect();
        taken.sort_unstable();
        let digest = crypto::digest(DigestAlgorithm::Sha256, document.source());
        let seed = digest.map(|digest| digest.as_ref().to_vec()).unwrap_or_default();
        NewIdentifiers { taken, seed, count: 0 }
    }

    pub(super) fn next(&mut self) -> String {
        loop {
            self.count = self.count.wrapping_add(1);
            let octets = [&self.seed[..], &self.count.to_be_bytes()].concat();
            let digest = crypto::digest(DigestAlgorithm::Sha256, &octets);
            let digest = digest.map(|digest| digest.as_ref().to_vec()).unwrap_or(octets);
            let mut identifier = "id".to_owned();
            digest.iter().take(4).for_each(|octet| {
                let _ = write!(identifier, "{octet:02x}");
            });
            if let Err(place) = self.taken.binary_search(&identifier) {
                self.taken.insert(place, identifier.clone());
                return identifier;
            }
        }
    }
}

/// SignatureTimeStamp, or ArchiveTimeStamp of 1.4.1. No CanonicalizationMethod: inclusive C14N 1.0, as measured.
pub(super) fn time_stamp(prefixes: &Prefixes, kind: TimeStampKind, identifier: &str, token: &[u8]) -> String {
    let Prefixes { xades, declaration, xades_141 } = prefixes;
    let (open, close) = match kind {
        TimeStampKind::Archive => (
            format!(r#"{xades_141}:ArchiveTimeStamp xmlns:{xades_141}="{NAMESPACE_141}"{declaration}"#),
            format!("{xades_141}:ArchiveTimeStamp"),
        ),
        _ => (format!("{xades}SignatureTimeStamp{declaration}"), format!("{xades}SignatureTimeStamp")),
    };
    let token = encapsulated(xades, "EncapsulatedTimeStamp", token);
    format!(r#"<{open} Id="{identifier}">{token}</{close}>"#)
}

/// TimeStampValidationData of 1.4.1, for the time-stamp with this Id.
pub(super) fn time_stamp_validation_data(
    prefixes: &Prefixes,
    identifiers: &mut NewIdentifiers,
    time_stamp: Option<&str>,
    certificates: &[Certificate],
    lists: &[CertificateList],
) -> String {
    let Prefixes { declaration, xades_141, .. } = prefixes;
    let identifier = identifiers.next();
    let uri = time_stamp.map(|id| format!(r##" URI="#{}""##, attribute_value(id))).unwrap_or_default();
    let inner = prefixes.clone().declared();
    let values = [
        certificate_values(&inner, identifiers, certificates),
        revocation_values(&inner, identifiers, lists),
    ];
    format!(
        r#"<{xades_141}:TimeStampValidationData xmlns:{xades_141}="{NAMESPACE_141}"{declaration} Id="{identifier}"{uri}>{}</{xades_141}:TimeStampValidationData>"#,
        values.concat(),
    )
}

/// CertificateValues; nothing for no certificates.
pub(super) fn certificate_values(
    prefixes: &Prefixes,
    identifiers: &mut NewIdentifiers,
    certificates: &[Certificate],
) -> String {
    if certificates.is_empty() {
        return String::new();
    }
    let Prefixes { xades, declaration, .. } = prefixes;
    let values: String = certificates
        .iter()
        .map(|certificate| encapsulated(xades, "EncapsulatedX509Certificate", certificate.as_der()))
        .collect();
    let identifier = identifiers.next();
    format!(r#"<{xades}CertificateValues{declaration} Id="{identifier}">{values}</{xades}CertificateValues>"#)
}

/// RevocationValues; nothing for no lists.
pub(super) fn revocation_values(
    prefixes: &Prefixes,
    identifiers: &mut NewIdentifiers,
    lists: &[CertificateList],
) -> String {
    if lists.is_empty() {
        return String::new();
    }
    let Prefixes { xades, declaration, .. } = prefixes;
    let values: String =
        lists.iter().map(|list| encapsulated(xades, "EncapsulatedCRLValue", list.as_der())).collect();
    let identifier = identifiers.next();
    format!(
        r#"<{xades}RevocationValues{declaration} Id="{identifier}"><{xades}CRLValues>{values}</{xades}CRLValues></{xades}RevocationValues>"#
    )
}

fn encapsulated(prefix: &str, name: &str, octets: &[u8]) -> String {
    let mut base64 = Vec::with_capacity(base64_lines_length(octets.len()));
    append_base64_lines(octets, &mut base64);
    format!("<{prefix}{name}>{}</{prefix}{name}>", String::from_utf8_lossy(&base64))
}

/// The Id of somebody else's time-stamp, escaped.
fn attribute_value(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '"' => text.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(text, "&#{};", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::XmlLimits;

    #[test]
    fn prefixes_are_declared_where_the_place_means_something_else_by_them() {
        let parse = |text: &'static str| Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap();
        let same = parse(r#"<x:a xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><x:b/></x:a>"#);
        let place = |document: &Document<'_>| {
            let (outer, inner) = (document.root(), document.root().child_elements().next().unwrap());
            Prefixes::at(inner, outer)
        };
        assert_eq!(place(&same).declaration, "");
        let other = parse(r#"<x:a xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><b xmlns:x="other"/></x:a>"#);
        assert_eq!(place(&other).declaration, r#" xmlns:x="http://uri.etsi.org/01903/v1.3.2#""#);
        let default = parse(r#"<a xmlns="http://uri.etsi.org/01903/v1.3.2#"><b xmlns=""/></a>"#);
        let prefixes = place(&default);
        let (open, close) = prefixes.container(&["U", "V"]);
        assert_eq!(open, r#"<U xmlns="http://uri.etsi.org/01903/v1.3.2#"><V>"#);
        assert_eq!(close, "</V></U>");
        let taken = parse(r#"<xa141:a xmlns:xa141="http://uri.etsi.org/01903/v1.3.2#"><b/></xa141:a>"#);
        assert_eq!(place(&taken).xades_141, "xades141");
    }

    #[test]
    fn identifiers_are_new_and_the_same_each_time() {
        let document = Document::parse(b"<a Id='x'/>", &XmlLimits::default()).unwrap();
        let first = NewIdentifiers::of(&document).next();
        let text = format!("<a Id='{first}'/>");
        let with_it = Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap();
        let mut identifiers = NewIdentifiers::of(&document);
        assert_eq!(identifiers.next(), first);
        assert_ne!(identifiers.next(), first);
        let mut clash = NewIdentifiers {
            count: 0,
            seed: NewIdentifiers::of(&document).seed,
            ..NewIdentifiers::of(&with_it)
        };
        assert_ne!(clash.next(), first, "an Id that is taken");
    }

    #[test]
    fn ids_of_others_are_escaped() {
        assert_eq!(attribute_value("a&\"<\n"), "a&amp;&quot;&lt;&#10;");
    }

    #[test]
    fn base64_has_76_columns() {
        let text = encapsulated("x:", "V", &[0; 60]);
        assert_eq!(text, format!("<x:V>{}\nAAAA\n</x:V>", "A".repeat(76)));
    }
}
