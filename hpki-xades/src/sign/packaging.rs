//! How a signature and what it signs come together: letters and other documents.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{Digest, digest};

use crate::c14n::{self, Algorithm, Comments, Method, Subtree};
use crate::dsig::{DigestSink, KeepOctets, percent_decode};
use crate::xml::{Document, XmlLimits};

use super::counter::CounterSigned;
use super::error::SignError;
use super::plan::{EXCLUSIVE_C14N, PlannedReference};

/// Files in one signature: a verifier reads 1,000 references, KeyInfo, SignedProperties and a Manifest among them.
const FILES: usize = 997;
/// Octets of the name of a file, far above what file systems have.
const NAME_OCTETS: usize = 4096;

/// How the signature and what it signs come together (XMLDSig, section 2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Packaging {
    /// The Signature is put into an XML document, as the last child of its root, and signs all of it but itself. Nothing
    /// outside the inserted element changes, octet for octet, except that an empty root `<a/>` becomes `<a>…</a>`. Only
    /// one such signature can hold: a second would be a change to what the first has signed, and is refused.
    Enveloped {
        /// The XML file.
        document: Vec<u8>,
    },
    /// The Signature is put into an XML document, as the last child of its root, and signs one element of it by its
    /// identifier (`Id`, `ID`, `id`, `xml:id`). Several people can sign the same element, or different ones, in parallel.
    Element {
        /// The XML file.
        document: Vec<u8>,
        /// The identifier.
        id: String,
    },
    /// The Signature is put among the unsigned properties of another one, whose SignatureValue it signs.
    CounterSignature {
        /// The XML file.
        document: Vec<u8>,
        /// Which signature of the document.
        signature: CounterSigned,
    },
    /// The Signature is the file and holds an XML document's root element in an Object. What stands around the root
    /// element (XML declaration, comments) is not taken along.
    EnvelopingXml {
        /// The XML file.
        document: Vec<u8>,
    },
    /// The Signature is the file and holds octets of any kind in an Object, as base64; the octets are what is signed.
    EnvelopingOctets {
        /// The file.
        octets: Vec<u8>,
        /// What it is, such as `application/pdf`.
        mime_type: Option<String>,
    },
    /// The Signature is a file of its own and names the files it signs: the custom for letters with attachments.
    Detached {
        /// The files.
        files: Vec<DetachedReference>,
        /// Where they are listed.
        listing: Listing,
    },
}

impl Packaging {
    /// Whether the Signature is inserted into a document that is there already.
    pub(super) fn goes_into_a_document(&self) -> bool {
        matches!(
            self,
            Packaging::Enveloped { .. } | Packaging::Element { .. } | Packaging::CounterSignature { .. }
        )
    }
}

/// Where a detached signature lists its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Each is a Reference of SignedInfo: whoever validates the signature validates the files.
    #[default]
    References,
    /// In a Manifest, as letters of several files have it. Plain XMLDSig software validates the list alone.
    Manifest,
}

/// A file that a detached signature names, by its digest: the file itself is not needed any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedReference {
    pub(super) name: String,
    pub(super) digest: Digest,
    pub(super) form: DetachedForm,
}

/// What of a file is digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DetachedForm {
    /// Its octets: PDF, images, JSON.
    Octets,
    /// Its canonical form under exclusive C14N, so that line ends and the like may change: XML.
    CanonicalXml,
}

impl DetachedReference {
    /// A file of any kind at hand, signed as it is.
    ///
    /// # Errors
    /// The name: see [`DetachedReference::digested`].
    pub fn octets(name: &str, octets: &[u8]) -> Result<DetachedReference, SignError> {
        let computed = digest(DigestAlgorithm::Sha256, octets);
        let digest = computed.map_err(|_| SignError::read_back("SHA-256 is not in this build"))?;
        DetachedReference::digested(name, digest, DetachedForm::Octets)
    }

    /// An XML file at hand, signed in its canonical form.
    ///
    /// # Errors
    /// The name, or the file is no XML that is accepted.
    pub fn canonical_xml(name: &str, octets: &[u8]) -> Result<DetachedReference, SignError> {
        let document = Document::parse(octets, &XmlLimits::default())
            .map_err(|error| SignError::unreadable("detached file", octets, error))?;
        let mut sink = DigestSink::new(DigestAlgorithm::Sha256, KeepOctets::No)
            .ok_or_else(|| SignError::read_back("SHA-256 is not in this build"))?;
        let method = Method::new(Algorithm::Exclusive, Comments::Without);
        c14n::canonicalize(&document, &Subtree::document(), &method, &mut sink)
            .map_err(|error| SignError::Canonicalization(error.to_string()))?;
        DetachedReference::digested(name, sink.finish().digest, DetachedForm::CanonicalXml)
    }

    /// A file whose digest the caller has computed, over its octets or, for `CanonicalXml`, its canonical form: with a
    /// [`Digester`](hpki_core::crypto::Digester) piece by piece, for files that do not fit into memory.
    ///
    /// `name` is the path relative to where the signature will lie, with `/` between its parts; it is written
    /// percent-encoded.
    ///
    /// # Errors
    /// [`SignError::FileName`] for an absolute name, one with `.`, `..`, a drive, a backslash or a control character;
    /// [`SignError::Algorithm`] for a weak digest.
    pub fn digested(name: &str, digest: Digest, form: DetachedForm) -> Result<DetachedReference, SignError> {
        check_name(name)?;
        if !digest.algorithm().is_acceptable() {
            let algorithm = hpki_core::algorithm::SignatureAlgorithm::RsaPkcs1(digest.algorithm());
            let why = format!("digests with {} are not accepted", digest.algorithm().name());
            return Err(SignError::Algorithm { algorithm, why });
        }
        Ok(DetachedReference { name: name.to_owned(), digest, form })
    }

    /// The Reference that names the file.
    pub(super) fn planned(&self, number: usize) -> PlannedReference {
        PlannedReference {
            name: format!("Reference{number}-Detached"),
            uri: percent_encode(&self.name),
            r#type: None,
            transforms: match self.form {
                DetachedForm::Octets => Vec::new(),
                DetachedForm::CanonicalXml => vec![EXCLUSIVE_C14N],
            },
            known: Some(self.digest),
        }
    }
}

/// There are files, not too many, and no name stands twice.
pub(super) fn check_files(files: &[DetachedReference]) -> Result<(), SignError> {
    if files.is_empty() {
        return Err(SignError::NoFile);
    }
    if files.len() > FILES {
        return Err(SignError::Limit { what: "files in one signature", found: files.len(), limit: FILES });
    }
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(refused(pair[0], "it stands twice")),
        None => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), SignError> {
    let why = if name.is_empty() {
        "it is empty"
    } else if name.len() > NAME_OCTETS {
        "it is too long"
    } else if name.starts_with('/') {
        "it is absolute"
    } else if name.contains('\\') {
        "it has a backslash"
    } else if name.as_bytes().get(1) == Some(&b':') {
        "it has a drive"
    } else if name.contains("://") {
        "it has a scheme"
    } else if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        "a part of it is empty, . or .."
    } else if name.chars().any(char::is_control) {
        "it has a control character"
    } else {
        return Ok(());
    };
    Err(refused(name, why))
}

fn refused(name: &str, why: &'static str) -> SignError {
    SignError::FileName { name: name.chars().take(64).collect(), why }
}

/// A relative path as a URI (RFC 3986, section 2): everything but unreserved characters and `/` is encoded, so that no
/// reader takes part of a name for a scheme, a query or a fragment.
fn percent_encode(name: &str) -> String {
    let mut uri = String::with_capacity(name.len() + 16);
    for octet in name.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~/".contains(&octet) {
            uri.push(char::from(octet));
        } else {
            uri.push('%');
            for digit in [octet >> 4, octet & 0xf] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                uri.push(digit.to_ascii_uppercase());
            }
        }
    }
    debug_assert_eq!(percent_decode(&uri).as_deref(), Some(name));
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["", "/a", "a//b", "../a", "a/../b", "./a", "C:/a", "a\\b", "http://x/a", "a\nb", "a/"] {
            let refusal = DetachedReference::octets(name, b"x").unwrap_err();
            assert_eq!(refusal.finding().id, "sign::file-name", "{name:?}");
        }
        assert!(DetachedReference::octets(&"a".repeat(NAME_OCTETS + 1), b"x").is_err());
        let one = DetachedReference::octets("letter/添付 1.pdf", b"x").unwrap();
        assert_eq!(one.planned(1).uri, "letter/%E6%B7%BB%E4%BB%98%201.pdf");
        assert!(matches!(check_files(&[one.clone(), one]), Err(SignError::FileName { .. })));
        assert!(matches!(check_files(&[]), Err(SignError::NoFile)));
    }

    #[test]
    fn weak_digests_are_refused() {
        let weak = digest(DigestAlgorithm::Sha1, b"x").unwrap();
        let refusal = DetachedReference::digested("a", weak, DetachedForm::Octets).unwrap_err();
        assert_eq!(refusal.finding().id, "sign::algorithm");
    }

    proptest::proptest! {
        #[test]
        fn a_name_survives_its_encoding(name in "\\PC{1,40}") {
            let uri = percent_encode(&name);
            let decoded = percent_decode(&uri);
            proptest::prop_assert_eq!(decoded.as_deref(), Some(name.as_str()));
            proptest::prop_assert!(uri.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~/%".contains(&it)));
        }
    }
}
