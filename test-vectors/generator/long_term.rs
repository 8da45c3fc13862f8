//! Unsigned properties: time-stamps, certificates and lists, as the prescription service adds them.

use crate::algorithms::{XADES, XADES_141};
use crate::der;
use crate::pki::Pki;
use crate::signature::{child_path, qualified, referenced_octets, short_id};
use crate::time_stamp::TimeStamp;
use crate::tree::{Element, Method, Node, Path, canonical, element};

const XADES_PREFIX: &str = "xa";
const XADES_141_PREFIX: &str = "xa141";

/// A signed document whose unsigned properties grow.
pub(crate) struct LongTerm<'a> {
    pub(crate) pki: &'a Pki,
    pub(crate) root: &'a mut Element,
    pub(crate) signature: Path,
    /// Makes ids unique between signatures.
    pub(crate) salt: &'a str,
}

impl LongTerm<'_> {
    /// Appends to UnsignedSignatureProperties, which is made where it is missing.
    pub(crate) fn append(&mut self, property: Element) {
        let path = self.properties();
        self.root.at_mut(&path).children.push(Node::Element(property));
    }

    fn properties(&mut self) -> Path {
        let object = child_path(self.root, &self.signature, "Object");
        let mut path = child_path(self.root, &object, "QualifyingProperties");
        for local in ["UnsignedProperties", "UnsignedSignatureProperties"] {
            let parent = self.root.at_mut(&path);
            if !parent
                .children
                .iter()
                .any(|node| matches!(node, Node::Element(it) if it.local_name() == local))
            {
                parent.children.push(Node::Element(qualified(XADES_PREFIX, local)));
            }
            path = child_path(self.root, &path, local);
        }
        path
    }

    /// An id that nothing has yet.
    fn id(&self, of: &str) -> String {
        let mut name = format!("{}/{of}", self.salt);
        loop {
            let id = short_id(&name);
            if self.root.find(&|element| element.id() == Some(&id)).is_none() {
                return id;
            }
            name.push_str("/again");
        }
    }

    /// Canonical XML 1.0 of SignatureValue: what a SignatureTimeStamp stamps.
    pub(crate) fn signature_value_octets(&self) -> Vec<u8> {
        canonical(self.root, &child_path(self.root, &self.signature, "SignatureValue"), &Method::Inclusive)
    }

    /// Adds a SignatureTimeStamp around a token that someone made.
    pub(crate) fn signature_time_stamp_token(&mut self, token: &[u8], name: &str) -> String {
        let id = self.id(name);
        let encapsulated = qualified(XADES_PREFIX, "EncapsulatedTimeStamp").text(&der::base64_lines(token));
        self.append(qualified(XADES_PREFIX, "SignatureTimeStamp").attribute("Id", &id).child(encapsulated));
        id
    }

    /// Level T.
    pub(crate) fn signature_time_stamp(&mut self, time: &str) -> String {
        let octets = self.signature_value_octets();
        let token = TimeStamp::new(&octets, time).sign(self.pki);
        self.signature_time_stamp_token(&token, "SignatureTimeStamp")
    }

    /// TimeStampValidationData for the time-stamp of that id: the authority, its root, its list; with the odd default
    /// namespace of the real service.
    pub(crate) fn time_stamp_validation_data(&mut self, time_stamp: &str, authority: &str, lists: &[&str]) {
        let id = self.id(&format!("{time_stamp}/validation"));
        let certificates = [authority, "tsa-root"].map(|name| self.certificate(XADES_PREFIX, name));
        let values = element("CertificateValues")
            .namespace("", XADES)
            .attribute("Id", &self.id(&format!("{time_stamp}/certificates")))
            .children(certificates);
        let mut data = element(&format!("{XADES_141_PREFIX}:TimeStampValidationData"))
            .namespace(XADES_141_PREFIX, XADES_141)
            .attribute("Id", &id)
            .attribute("URI", &format!("#{time_stamp}"))
            .child(values);
        if !lists.is_empty() {
            data = data.child(self.revocation_values(lists, &format!("{time_stamp}/lists")));
        }
        self.append(data);
    }

    fn certificate(&self, prefix: &str, name: &str) -> Element {
        qualified(prefix, "EncapsulatedX509Certificate").text(&der::base64_lines(self.pki.certificate(name)))
    }

    /// CertificateValues: the authorities above the signer.
    pub(crate) fn certificate_values(&mut self, names: &[&str]) {
        let values =
            qualified(XADES_PREFIX, "CertificateValues").attribute("Id", &self.id("CertificateValues"));
        let certificates: Vec<_> = names.iter().map(|name| self.certificate(XADES_PREFIX, name)).collect();
        self.append(values.children(certificates));
    }

    /// RevocationValues: their lists.
    pub(crate) fn add_revocation_values(&mut self, names: &[&str]) {
        let values = self.revocation_values(names, "RevocationValues");
        self.append(values);
    }

    fn revocation_values(&self, names: &[&str], id: &str) -> Element {
        let list = |name: &&str| {
            qualified(XADES_PREFIX, "EncapsulatedCRLValue").text(&der::base64_lines(self.pki.list(name)))
        };
        let lists = qualified(XADES_PREFIX, "CRLValues").children(names.iter().map(list).collect::<Vec<_>>());
        qualified(XADES_PREFIX, "RevocationValues").attribute("Id", &self.id(id)).child(lists)
    }

    /// What a new ArchiveTimeStamp stamps: the references in order, SignedInfo, SignatureValue, KeyInfo, every unsigned
    /// signature property there is (documents of HPKI have no other Object).
    pub(crate) fn archive_octets(&mut self) -> Vec<u8> {
        let properties = self.properties();
        let root = &*self.root;
        let signed_info = child_path(root, &self.signature, "SignedInfo");
        let mut octets = Vec::new();
        for node in &root.at(&signed_info).children {
            if let Node::Element(reference) = node
                && reference.local_name() == "Reference"
            {
                octets.extend(referenced_octets(root, reference));
            }
        }
        for local in ["SignedInfo", "SignatureValue", "KeyInfo"] {
            octets.extend(canonical(root, &child_path(root, &self.signature, local), &Method::Inclusive));
        }
        for index in 0..root.at(&properties).children.len() {
            octets.extend(canonical(root, &[properties.as_slice(), &[index]].concat(), &Method::Inclusive));
        }
        octets
    }

    /// Adds an ArchiveTimeStamp around a token that someone made.
    pub(crate) fn archive_time_stamp_token(&mut self, token: &[u8], name: &str) -> String {
        let id = self.id(name);
        let encapsulated = qualified(XADES_PREFIX, "EncapsulatedTimeStamp").text(&der::base64_lines(token));
        self.append(
            element(&format!("{XADES_141_PREFIX}:ArchiveTimeStamp"))
                .namespace(XADES_141_PREFIX, XADES_141)
                .attribute("Id", &id)
                .child(encapsulated),
        );
        id
    }

    /// Level LTA.
    pub(crate) fn archive_time_stamp(&mut self, time: &str) -> String {
        let octets = self.archive_octets();
        let token = TimeStamp::new(&octets, time).sign(self.pki);
        self.archive_time_stamp_token(&token, "ArchiveTimeStamp")
    }

    /// Everything the service adds for the long term: level LT.
    pub(crate) fn long_term(&mut self, time: &str) {
        let id = self.signature_time_stamp(time);
        self.time_stamp_validation_data(&id, "tsa", &["tsa-root"]);
        self.certificate_values(&["sign-ca", "root"]);
        self.add_revocation_values(&["sign-ca", "root"]);
    }
}
