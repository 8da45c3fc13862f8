//! Signs documents with the keys of the test hierarchy: XAdES level B as real signers write it.

use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::digest;
use hpki_core::pem;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::c14n::{Method, Subtree, canonicalize};
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{DetachedData, DetachedFile, DetachedFiles};
use hpki_xades::validate::{DocumentReport, Verifier};
use hpki_xades::xml::{Document, Element, XmlLimits};

pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(crate) const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// A person of the test hierarchy: the name of the certificate.
#[derive(Clone, Copy)]
pub(crate) struct Person(pub(crate) &'static str);

pub(crate) const DOCTOR: Person = Person("doctor");
pub(crate) const DENTIST: Person = Person("dentist");
pub(crate) const PHARMACIST: Person = Person("pharmacist");
pub(crate) const CLERK: Person = Person("clerk");

impl Person {
    fn certificate(self) -> Vec<u8> {
        pki(&format!("certificates/{}.der", self.0))
    }

    fn key(self) -> RsaKeyPair {
        let file = match self.0 {
            "doctor" | "pharmacist" => self.0,
            _ => "person",
        };
        let text = String::from_utf8(pki(&format!("keys/{file}.pem"))).unwrap();
        RsaKeyPair::from_pkcs8(&pem::blocks(&text).unwrap()[0].der).unwrap()
    }
}

fn pki(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki");
    std::fs::read(folder.join(name)).unwrap()
}

/// A Reference to be.
#[derive(Clone)]
pub(crate) struct Reference {
    uri: String,
    r#type: Option<&'static str>,
    transforms: Vec<&'static str>,
    /// The octets that are digested; `None` where they are what the URI names in the document itself.
    octets: Option<Vec<u8>>,
}

impl Reference {
    /// To an element of the document.
    pub(crate) fn to_element(uri: &str, transforms: &[&'static str]) -> Reference {
        Reference { uri: uri.to_owned(), r#type: None, transforms: transforms.to_vec(), octets: None }
    }

    /// To a file, as it stands.
    pub(crate) fn to_file(uri: &str, octets: &[u8]) -> Reference {
        let octets = Some(octets.to_vec());
        Reference { uri: uri.to_owned(), r#type: None, transforms: Vec::new(), octets }
    }

    /// To an XML file, canonicalized.
    pub(crate) fn to_xml_file(uri: &str, octets: &[u8], method: &'static str) -> Reference {
        let document = Document::parse(octets, &XmlLimits::default()).unwrap();
        let octets = Some(canonical(&document, &Subtree::document(), method));
        Reference { uri: uri.to_owned(), r#type: None, transforms: vec![method], octets }
    }

    pub(crate) fn of_type(mut self, r#type: &'static str) -> Reference {
        self.r#type = Some(r#type);
        self
    }

    /// The element, with a DigestValue that is the digest, or a place for it.
    fn text(&self, place: &str) -> String {
        let algorithm = |name: &str, uri: &str| format!(r#"<ds:{name} Algorithm="{uri}"/>"#);
        let transforms: String = self.transforms.iter().map(|uri| algorithm("Transform", uri)).collect();
        let transforms = match transforms.is_empty() {
            true => String::new(),
            false => format!("<ds:Transforms>{transforms}</ds:Transforms>"),
        };
        let value = self.octets.as_deref().map_or(place.to_owned(), sha256);
        let r#type = self.r#type.map(|r#type| format!(r#" Type="{}""#, r#type)).unwrap_or_default();
        let method = algorithm("DigestMethod", SHA256);
        format!(
            r#"<ds:Reference URI="{}"{type}>{transforms}{method}<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"#,
            self.uri
        )
    }
}

/// A Manifest in an Object, with its Id.
pub(crate) fn manifest(id: &str, references: &[Reference]) -> String {
    let references: String = references.iter().map(|reference| reference.text("")).collect();
    format!(r#"<ds:Object><ds:Manifest Id="{id}">{references}</ds:Manifest></ds:Object>"#)
}

/// Makes a Signature over `references`, in the place of `{signature}` in `around`. `objects` are its Objects.
pub(crate) fn sign(person: Person, around: &str, references: &[Reference], objects: &str) -> String {
    let certificate = person.certificate();
    let mut all = String::new();
    for (index, reference) in references.iter().enumerate() {
        all += &reference.text(&format!("{{digest {index}}}"));
    }
    let own = [
        Reference::to_element("#KeyInfo", &[EXCLUSIVE]),
        Reference::to_element("#Properties", &[EXCLUSIVE])
            .of_type("http://uri.etsi.org/01903#SignedProperties"),
    ];
    for (index, reference) in own.iter().enumerate() {
        all += &reference.text(&format!("{{digest {}}}", references.len() + index));
    }
    let signature = format!(
        r##"<ds:Signature xmlns:ds="{DSIG}" Id="Signature"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>{all}</ds:SignedInfo><ds:SignatureValue>{{value}}</ds:SignatureValue><ds:KeyInfo Id="KeyInfo"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#Signature"><xades:SignedProperties Id="Properties"><xades:SignedSignatureProperties><xades:SigningTime>2026-04-01T12:00:00+09:00</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>{objects}</ds:Signature>"##,
        STANDARD.encode(&certificate),
        sha256(&certificate),
    );
    let mut text = around.replace("{signature}", &signature);
    for (index, reference) in references.iter().chain(&own).enumerate() {
        if reference.octets.is_none() {
            let value = sha256(&referenced(&text, reference));
            text = text.replace(&format!("{{digest {index}}}"), &value);
        }
    }
    let value = signature_value(person, &text);
    text.replace("{value}", &value)
}

/// The octets of a reference into the document.
fn referenced(text: &str, reference: &Reference) -> Vec<u8> {
    let document = Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap();
    let signature = find(&document, |element| element.is(DSIG, "Signature")).id();
    let without: &[_] = if reference.transforms.contains(&ENVELOPED) { &[signature] } else { &[] };
    let apex = match reference.uri.strip_prefix('#') {
        Some(id) => Subtree::element(find(&document, |it| it.attribute("Id").as_deref() == Some(id)).id()),
        None => Subtree::document(),
    };
    let method = reference.transforms.iter().find(|uri| Method::from_uri(uri).is_some());
    let octets = canonical(&document, &Subtree { without, ..apex }, method.copied().unwrap_or(INCLUSIVE));
    if reference.transforms.contains(&BASE64) {
        let apex = find(&document, |it| it.attribute("Id").as_deref() == reference.uri.strip_prefix('#'));
        let text: String = apex.descendant_elements().filter_map(|it| it.text().ok()).collect();
        return STANDARD.decode(text).unwrap();
    }
    octets
}

fn signature_value(person: Person, text: &str) -> String {
    let document = Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap();
    let signed_info = find(&document, |element| element.is(DSIG, "SignedInfo")).id();
    let octets = canonical(&document, &Subtree::element(signed_info), EXCLUSIVE);
    let key = person.key();
    let mut value = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &octets, &mut value).unwrap();
    STANDARD.encode(value)
}

fn find<'d, 'i>(document: &'d Document<'i>, is_it: impl Fn(&Element<'d, 'i>) -> bool) -> Element<'d, 'i> {
    let root = document.root();
    std::iter::once(root).chain(root.descendant_elements()).find(|element| is_it(element)).unwrap()
}

fn canonical(document: &Document<'_>, subtree: &Subtree<'_>, method: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    canonicalize(document, subtree, &Method::from_uri(method).unwrap(), &mut octets).unwrap();
    octets
}

/// SHA-256 in base64.
pub(crate) fn sha256(octets: &[u8]) -> String {
    STANDARD.encode(digest(DigestAlgorithm::Sha256, octets).unwrap())
}

/// Files that a caller gives, by their paths below one folder.
pub(crate) fn files(given: &[(&str, &[u8])]) -> DetachedFiles {
    let file = |(path, octets): &(&str, &[u8])| DetachedFile {
        given_path: format!("letter/{path}"),
        relative_path: Some((*path).to_owned()),
        octets: octets.to_vec(),
    };
    DetachedFiles::new(given.iter().map(file).collect())
}

/// Verifies a document of this kind under the test hierarchy, three hours after it was signed.
pub(crate) fn verify(kind: DocumentKind, text: &str, detached: &dyn DetachedData) -> DocumentReport {
    let certificate = |name: &str| Certificate::from_der(&pki(name)).unwrap();
    let list = |name: &str| CertificateList::from_der(&pki(name)).unwrap();
    let verifier = Verifier::new(TrustAnchors::from_iter([certificate("certificates/root.der")]))
        .with_intermediates(vec![certificate("certificates/sign-ca.der")])
        .with_certificate_lists(vec![list("crls/sign-ca.crl"), list("crls/root.crl")])
        .with_document(DocumentRequest::Exactly(kind));
    let at = Time::from_rfc3339("2026-04-01T06:00:00Z").unwrap();
    verifier.verify_with_detached(text.as_bytes(), detached, at)
}

/// The checks of a report, to be shown when it is not what it should be.
pub(crate) fn shown(report: &DocumentReport) -> String {
    let mut text = format!("{:?}\n", report.verdict());
    let of_signatures = report.signatures().iter().flat_map(|signature| signature.checks.iter());
    for check in report.checks().iter().chain(of_signatures) {
        text += &format!("  {:?} {} {}\n", check.outcome, check.finding.id, check.detail);
    }
    text
}

/// Where the test hierarchy lies, for tests that name files outside of what was given.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/pki")
}
