//! The documents of the matrix, signed with P-256. They are written as C14N writes them, so that signing needs no
//! canonicalizer: what is digested is a piece of the file, with the namespaces its apex inherits.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::digest;
use hpki_core::oid;

use crate::pki::{object_identifier, sequence, tlv};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const ECDSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

/// SigningTime of every signature.
const SIGNING_TIME: &str = "2023-06-15T10:00:00Z";

/// How the person's signature and the document go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packaging {
    Prescription,
    /// The person signs the record around the prescription of somebody who may.
    Dispensing,
    /// The person signs the prescription in the record of somebody who may.
    PrescriptionInDispensing,
    /// Any XML with the signature in it.
    Enveloped,
}

/// A key to sign documents with.
pub(crate) struct DocumentKey(EcdsaKeyPair);

/// Somebody who signs.
pub(crate) struct Person<'a> {
    pub(crate) key: &'a DocumentKey,
    /// DER.
    pub(crate) certificate: &'a [u8],
}

impl DocumentKey {
    pub(crate) fn new() -> DocumentKey {
        DocumentKey(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    /// SubjectPublicKeyInfo.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        let algorithm = sequence(&[object_identifier(oid::EC_PUBLIC_KEY), object_identifier(oid::P256)]);
        let mut bits = vec![0];
        bits.extend_from_slice(self.0.public_key().as_ref());
        sequence(&[algorithm, tlv(0x03, &bits)])
    }

    fn sign(&self, octets: &[u8]) -> String {
        STANDARD.encode(self.0.sign(&SystemRandom::new(), octets).unwrap())
    }
}

/// The document that `person` signs in this way; `doctor` and `pharmacist` sign what is left.
pub(crate) fn document(
    packaging: Packaging,
    person: &Person<'_>,
    doctor: &Person<'_>,
    pharmacist: &Person<'_>,
) -> String {
    match packaging {
        Packaging::Prescription => root(&format!("<Prescription>{}</Prescription>", prescription(person))),
        Packaging::Dispensing => dispensing(person, doctor),
        Packaging::PrescriptionInDispensing => dispensing(pharmacist, person),
        Packaging::Enveloped => {
            let letter = |signature: &str| format!("<Letter><Text>紹介</Text>{signature}</Letter>");
            letter(&sign(person, "LetterSign", "", &transform(ENVELOPED), &letter("")))
        }
    }
}

fn root(content: &str) -> String {
    format!("<Document id=\"Document\">{content}</Document>")
}

fn prescription(person: &Person<'_>) -> String {
    let payload = STANDARD.encode("SJ1\n1,1,1312345,13,試験診療所\n");
    let document =
        format!("<PrescriptionDocument id=\"PrescriptionDocument\">{payload}</PrescriptionDocument>");
    let signature = sign(person, "PrescriptionSign", "#PrescriptionDocument", "", &document);
    format!(
        "<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"></Version>\
         </PrescriptionManagement>{document}<PrescriptionSign>{signature}</PrescriptionSign>"
    )
}

fn dispensing(pharmacist: &Person<'_>, doctor: &Person<'_>) -> String {
    let payload = STANDARD.encode("CJ1\n1,4,1312345,13,試験薬局\n");
    let signed = format!(
        "<Dispensing id=\"Dispensing\"><ReferencePrescription>{}</ReferencePrescription>\
         <DispensingDocument id=\"DispensingDocument\">{payload}</DispensingDocument></Dispensing>",
        prescription(doctor)
    );
    let signature = sign(pharmacist, "DispensingSign", "#Dispensing", "", &signed);
    root(&format!(
        "<DispensingManagement id=\"DispensingManagement\"><Version Value=\"EPD1.0\"></Version></DispensingManagement>\
         {signed}<DispensingSign>{signature}</DispensingSign>"
    ))
}

/// A Signature element with three references: `data`, KeyInfo and SignedProperties.
fn sign(person: &Person<'_>, id: &str, uri: &str, transforms: &str, data: &str) -> String {
    let certificate = STANDARD.encode(person.certificate);
    let key_info = |namespaces: &str| {
        format!(
            "<ds:KeyInfo{namespaces} Id=\"{id}Key\"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>\
             </ds:X509Data></ds:KeyInfo>"
        )
    };
    let properties = |xades: &str, ds: &str| {
        let digest = sha256(person.certificate);
        format!(
            "<xades:SignedProperties{xades} Id=\"{id}Properties\"><xades:SignedSignatureProperties>\
             <xades:SigningTime>{SIGNING_TIME}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>\
             <xades:CertDigest><ds:DigestMethod{ds} Algorithm=\"{SHA256}\"></ds:DigestMethod>\
             <ds:DigestValue{ds}>{digest}</ds:DigestValue></xades:CertDigest></xades:Cert>\
             </xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
        )
    };
    let ds = format!(" xmlns:ds=\"{DSIG}\"");
    let xades = format!(" xmlns:xades=\"{XADES}\"");
    let type_and_uri = format!(" Type=\"{SIGNED_PROPERTIES}\" URI=\"#{id}Properties\"");
    let references = [
        reference(&format!(" URI=\"{uri}\""), transforms, data),
        reference(&format!(" URI=\"#{id}Key\""), "", &key_info(&ds)),
        reference(&type_and_uri, "", &properties(&xades, &ds)),
    ]
    .concat();
    let signed_info = |namespaces: &str| {
        format!(
            "<ds:SignedInfo{namespaces}><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
             </ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{ECDSA_SHA256}\"></ds:SignatureMethod>\
             {references}</ds:SignedInfo>"
        )
    };
    let value = person.key.sign(signed_info(&ds).as_bytes());
    format!(
        "<ds:Signature{ds} Id=\"{id}\">{}<ds:SignatureValue>{value}</ds:SignatureValue>{}<ds:Object>\
         <xades:QualifyingProperties{xades} Target=\"#{id}\">{}</xades:QualifyingProperties></ds:Object></ds:Signature>",
        signed_info(""),
        key_info(""),
        properties("", ""),
    )
}

fn reference(attributes: &str, transforms: &str, data: &str) -> String {
    format!(
        "<ds:Reference{attributes}><ds:Transforms>{transforms}{}</ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
        transform(EXCLUSIVE),
        sha256(data.as_bytes())
    )
}

fn transform(algorithm: &str) -> String {
    format!("<ds:Transform Algorithm=\"{algorithm}\"></ds:Transform>")
}

fn sha256(octets: &[u8]) -> String {
    STANDARD.encode(digest(DigestAlgorithm::Sha256, octets).unwrap())
}
