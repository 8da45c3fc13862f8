//! XAdES signatures of the shape real signers write, filled in over a tree.

use crate::algorithms::*;
use crate::der;
use crate::keys::{Hash, Key};
use crate::pki::Pki;
use crate::tree::{Element, Node, Path, canonical, element};

/// The prefixes of XMLDSig and XAdES; the empty string is the default namespace.
#[derive(Clone, Copy)]
pub(crate) struct Prefixes {
    pub(crate) dsig: &'static str,
    pub(crate) xades: &'static str,
}

/// The prefixes in the real documents.
pub(crate) const SEEN_PREFIXES: Prefixes = Prefixes { dsig: "xs", xades: "xa" };

/// What a signature is made from.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub(crate) prefixes: Prefixes,
    /// `PrescriptionSign` or `DispensingSign`; the other ids are made from it and the salt.
    pub(crate) id: &'a str,
    pub(crate) salt: &'a str,
    /// The id of the element that Reference 1 names.
    pub(crate) target: &'a str,
    pub(crate) signing_time: &'a str,
    pub(crate) certificate: &'a str,
}

impl Shape<'_> {
    fn dsig(&self, local: &str) -> Element {
        qualified(self.prefixes.dsig, local)
    }

    fn xades(&self, local: &str) -> Element {
        qualified(self.prefixes.xades, local)
    }

    /// An id as the real client makes them: eight hexadecimal digits and the element's name.
    fn id(&self, of: &str) -> String {
        format!("{}-{of}", short_id(&format!("{}/{}/{of}", self.salt, self.id)))
    }

    /// The Signature, its digests and its value still empty.
    pub(crate) fn build(&self, pki: &Pki) -> Element {
        let certificate = pki.certificate(self.certificate);
        let certificate_element = self.dsig("X509Certificate").text(&der::base64_lines(certificate));
        let key_info = self.dsig("KeyInfo").attribute("Id", &self.id("KeyInfo"));
        let object = self.dsig("Object");
        self.dsig("Signature")
            .namespace(self.prefixes.dsig, DSIG)
            .attribute("Id", self.id)
            .child(self.signed_info(pki.key_of(self.certificate)))
            .child(self.dsig("SignatureValue").attribute("Id", &self.id("SignatureValue")))
            .child(key_info.child(self.dsig("X509Data").child(certificate_element)))
            .child(
                object.namespace(self.prefixes.xades, XADES).child(self.qualifying_properties(certificate)),
            )
    }

    fn signed_info(&self, key: &Key) -> Element {
        let algorithm = |local, uri| self.dsig(local).attribute("Algorithm", uri);
        let exclusive = || self.dsig("Transforms").child(algorithm("Transform", EXCLUSIVE));
        let digest = |reference: Element| {
            reference.child(algorithm("DigestMethod", SHA256)).child(self.dsig("DigestValue"))
        };
        let reference = |name: &str| self.dsig("Reference").attribute("Id", &self.id(name));
        let uri = |of: &str| format!("#{}", self.id(of));
        self.dsig("SignedInfo")
            .attribute("Id", &self.id("SignedInfo"))
            .child(algorithm("CanonicalizationMethod", EXCLUSIVE))
            .child(algorithm("SignatureMethod", default_signature_method(key)))
            .child(digest(reference("Reference1-Detached").attribute("URI", &format!("#{}", self.target))))
            .child(digest(
                reference("Reference2-KeyInfo").attribute("URI", &uri("KeyInfo")).child(exclusive()),
            ))
            .child(digest(
                reference("Reference3-SignedProperties")
                    .attribute("Type", "http://uri.etsi.org/01903#SignedProperties")
                    .attribute("URI", &uri("SignedProperties"))
                    .child(exclusive()),
            ))
    }

    fn qualifying_properties(&self, certificate: &[u8]) -> Element {
        let properties = self
            .xades("SignedSignatureProperties")
            .child(self.xades("SigningTime").text(self.signing_time))
            .child(self.xades("SigningCertificateV2").child(self.cert(certificate)));
        self.xades("QualifyingProperties")
            .attribute("Id", &self.id("QualifyingProperties"))
            .attribute("Target", &format!("#{}", self.id))
            .child(
                self.xades("SignedProperties")
                    .attribute("Id", &self.id("SignedProperties"))
                    .child(properties),
            )
    }

    /// Cert { CertDigest } over a certificate.
    pub(crate) fn cert(&self, certificate: &[u8]) -> Element {
        let method = self.dsig("DigestMethod").attribute("Algorithm", SHA256);
        let value = format!("{}\n", der::base64(&Hash::Sha256.digest(certificate)));
        self.xades("Cert")
            .child(self.xades("CertDigest").child(method).child(self.dsig("DigestValue").text(&value)))
    }
}

pub(crate) fn qualified(prefix: &str, local: &str) -> Element {
    if prefix.is_empty() { element(local) } else { element(&format!("{prefix}:{local}")) }
}

/// `id` and eight hexadecimal digits.
pub(crate) fn short_id(of: &str) -> String {
    Hash::Sha256.digest(of.as_bytes())[..4]
        .iter()
        .fold("id".to_owned(), |id, octet| format!("{id}{octet:02x}"))
}

/// Fills in what is still empty: each DigestValue in order, then SignatureValue. Algorithms, URIs and transforms are
/// read from the tree, so whoever changes them before gets a signature that fits.
pub(crate) fn fill(root: &mut Element, signature: &[usize], key: &Key) {
    let signed_info = child_path(root, signature, "SignedInfo");
    for index in 0..root.at(&signed_info).children.len() {
        let path = [signed_info.as_slice(), &[index]].concat();
        if is_reference(&root.at(&signed_info).children[index])
            && digest_value(root.at(&path)).children.is_empty()
        {
            let digest = reference_digest(root, &path);
            let value = child_path(root, &path, "DigestValue");
            root.at_mut(&value).set_text(&format!("{}\n", der::base64(&digest)));
        }
    }
    let value = child_path(root, signature, "SignatureValue");
    if root.at(&value).children.is_empty() {
        let element = root.at(&signed_info);
        let canonicalization = child(element, "CanonicalizationMethod").clone();
        let uri = child(element, "SignatureMethod").get("Algorithm").unwrap().to_owned();
        let octets = canonical(root, &signed_info, &method(&[canonicalization]));
        root.at_mut(&value).set_text(&der::base64_lines(&self::signature(&uri, key, &octets)));
    }
}

fn is_reference(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.local_name() == "Reference")
}

fn digest_value(reference: &Element) -> &Element {
    child(reference, "DigestValue")
}

fn reference_digest(root: &Element, reference: &[usize]) -> Vec<u8> {
    let digest_method = child(root.at(reference), "DigestMethod").get("Algorithm").unwrap();
    hash(digest_method).digest(&referenced_octets(root, root.at(reference)))
}

/// The octets a Reference digests: its target, after its transforms.
pub(crate) fn referenced_octets(root: &Element, reference: &Element) -> Vec<u8> {
    let transforms: Vec<Element> =
        elements(reference, "Transforms").into_iter().flat_map(|it| all_elements(&it)).collect();
    let uri = reference.get("URI").unwrap_or_default();
    let method = method(&transforms);
    let enveloped = transforms.iter().any(|transform| transform.get("Algorithm") == Some(ENVELOPED));
    let id = uri.strip_prefix('#').unwrap_or(uri);
    let target = if id.is_empty() { Path::new() } else { target(root, id) };
    if transforms.iter().any(|transform| transform.get("Algorithm") == Some(BASE64)) {
        return der::from_base64(&text(root.at(&target)));
    }
    if enveloped {
        let mut without = root.clone();
        let signature = without.find(&|it| it.local_name() == "Signature").unwrap();
        let (last, parent) = signature.split_last().unwrap();
        without.at_mut(parent).children.remove(*last);
        return canonical(&without, &target, &method);
    }
    canonical(root, &target, &method)
}

fn text(element: &Element) -> String {
    let text = |node: &Node| match node {
        Node::Text(text) => text.clone(),
        other => panic!("no text but {other:?}"),
    };
    element.children.iter().map(text).collect()
}

fn target(root: &Element, id: &str) -> Path {
    root.find(&|element| element.id() == Some(id)).unwrap_or_else(|| panic!("no element with id {id}"))
}

fn elements(parent: &Element, local: &str) -> Vec<Element> {
    all_elements(parent).into_iter().filter(|element| element.local_name() == local).collect()
}

fn all_elements(parent: &Element) -> Vec<Element> {
    let element = |node: &Node| match node {
        Node::Element(element) => Some(element.clone()),
        _ => None,
    };
    parent.children.iter().filter_map(element).collect()
}

pub(crate) fn child<'a>(parent: &'a Element, local: &str) -> &'a Element {
    let found = parent.children.iter().find_map(|node| match node {
        Node::Element(element) if element.local_name() == local => Some(element),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no {local} in {}", parent.name))
}

pub(crate) fn child_path(root: &Element, parent: &[usize], local: &str) -> Path {
    let wanted = |node: &Node| matches!(node, Node::Element(element) if element.local_name() == local);
    let index = root.at(parent).children.iter().position(wanted).unwrap_or_else(|| panic!("no {local}"));
    [parent, &[index]].concat()
}
