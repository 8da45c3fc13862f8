//! Who signed: KeyInfo and the signed reference to the certificate (C3, C4, C9 and the decisions about them).

use super::baseline::prescription_bes;
use crate::algorithms::decimal;
use crate::certificate::name;
use crate::der::{self, explicit, sequence};
use crate::document::{PRESCRIPTION_CSV, Prescription};
use crate::keys::Hash;
use crate::pki::Pki;
use crate::signature::{SEEN_PREFIXES, Shape};
use crate::suite::{Draft, Suite};
use crate::tree::{Element, Node, element};

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    no_certificate(suite, pki);
    several_certificates(suite, pki);
    certificate_reference(suite, pki);
    issuer_serial(suite, pki);
}

fn certificate(pki: &Pki, name: &str) -> Element {
    element("xs:X509Certificate").text(&der::base64_lines(pki.certificate(name)))
}

fn passing(id: &str, about: &str, document: Prescription<'_>, warnings: &[&str]) -> Draft {
    Draft::new(id, document.sign().text())
        .about(about)
        .fails("turns away a patient because of a signer that writes more or less than others")
        .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), warnings)
}

/// KeyInfo without the signer's certificate (C3).
fn no_certificate(suite: &mut Suite, pki: &Pki) {
    let fails = "verifies with a key that the signature brings along and nobody vouches for";
    let (modulus, exponent) = pki.keys.get("attacker").rsa_numbers();
    let key_value = element("xs:KeyValue").child(
        element("xs:RSAKeyValue")
            .child(element("xs:Modulus").text(&der::base64(&modulus)))
            .child(element("xs:Exponent").text(&der::base64(&exponent))),
    );
    let mut without = |id: &str, about: &str, child: Option<Element>, signer: &'static str| {
        let document = prescription_bes(pki).signer(signer).edit(move |root| {
            let key_info = root.first_mut("KeyInfo");
            key_info.children = child.clone().into_iter().map(Node::Element).collect();
        });
        suite.add(
            Draft::new(id, document.sign().text())
                .about(about)
                .fails(fails)
                .threat("C3")
                .record("CVE-2024-32962")
                .rule("verdicts: KeyInfo without the signer's certificate")
                .indeterminate(
                    &["NO_SIGNING_CERTIFICATE_FOUND"],
                    "signature::signing-certificate",
                    "prescription-bes",
                ),
        );
    };
    without(
        "key-info-key-value",
        "KeyInfo holds the attacker's KeyValue alone.",
        Some(key_value.clone()),
        "doctor-of-attacker",
    );
    let key_name = element("xs:KeyName").text("Taro Shiken");
    without("key-info-key-name", "KeyInfo holds a KeyName alone.", Some(key_name), "doctor");
    let retrieval = element("xs:RetrievalMethod")
        .attribute("URI", "http://hpki.example/doctor.der")
        .attribute("Type", "http://www.w3.org/2000/09/xmldsig#rawX509Certificate");
    without(
        "key-info-retrieval-method",
        "KeyInfo says where to fetch the certificate.",
        Some(retrieval),
        "doctor",
    );
    without("key-info-empty", "KeyInfo is empty.", None, "doctor");
    let broken = element("xs:X509Data").child(element("xs:X509Certificate").text("MIIB"));
    without(
        "key-info-certificate-broken",
        "The certificate in KeyInfo cannot be read.",
        Some(broken),
        "doctor",
    );
    let ca = element("xs:X509Data").child(certificate(pki, "sign-ca"));
    without(
        "key-info-ca-alone",
        "KeyInfo holds the certificate of the signer's CA alone.",
        Some(ca),
        "doctor",
    );

    let beside = prescription_bes(pki).edit(move |root| {
        root.first_mut("KeyInfo").children.insert(0, Node::Element(key_value.clone()));
    });
    suite.add(
        Draft::new("key-info-key-value-beside", beside.sign().text())
            .about("KeyInfo holds the attacker's KeyValue before the doctor's certificate.")
            .fails(fails)
            .threat("C3")
            .record("CVE-2024-32962")
            .rule("grammar: KeyValue")
            .passes_with(&["B"], PRESCRIPTION_CSV.as_bytes(), &["grammar::key-info-hint"]),
    );
}

/// More than one certificate in KeyInfo (C4).
fn several_certificates(suite: &mut Suite, pki: &Pki) {
    let insert = |root: &mut Element, index: usize, certificate: Element| {
        root.first_mut("X509Data").children.insert(index, Node::Element(certificate));
    };
    let with_authorities = prescription_bes(pki).edit(move |root| {
        insert(root, 1, certificate(pki, "sign-ca"));
        insert(root, 2, certificate(pki, "root"));
    });
    suite.add(
        passing(
            "key-info-authorities",
            "KeyInfo holds the certificates of the CAs after the signer's.",
            with_authorities,
            &[],
        )
        .rule("grammar: KeyInfo with CA certificates"),
    );
    let before = prescription_bes(pki).edit(move |root| insert(root, 0, certificate(pki, "sign-ca")));
    suite.add(
        passing(
            "key-info-authority-first",
            "KeyInfo holds the CA's certificate before the signer's.",
            before,
            &[],
        )
        .rule("grammar: the signer is the one SigningCertificate names"),
    );
    let subject = prescription_bes(pki).edit(|root| {
        let issued = pki.issued("doctor");
        let issuer_serial = element("xs:X509IssuerSerial")
            .child(element("xs:X509IssuerName").text(
                "CN=HPKI-01-TestVectorsSignCA-forNonRepudiation,OU=Test Vectors HPKI CA,O=TEST VECTORS,C=JP",
            ))
            .child(element("xs:X509SerialNumber").text(&decimal(&issued.serial)));
        insert(root, 0, issuer_serial);
        insert(root, 0, element("xs:X509SubjectName").text("CN=Taro Shiken,O=TEST VECTORS HOSPITAL,C=JP"));
    });
    suite.add(
        passing(
            "key-info-subject-name",
            "X509SubjectName and X509IssuerSerial stand beside the certificate.",
            subject,
            &["grammar::key-info-hint"],
        )
        .rule("grammar: X509SubjectName, X509IssuerSerial beside it"),
    );
    let attacker_signs = "shows the doctor's name over the attacker's signature";
    let named_doctor = |index: usize| {
        prescription_bes(pki)
            .signer("doctor-of-attacker")
            .edit(move |root| {
                insert(root, index, certificate(pki, "doctor"));
                let digest = Hash::Sha256.digest(pki.certificate("doctor"));
                root.first_mut("CertDigest").first_mut("DigestValue").set_text(&der::base64(&digest));
            })
            .sign()
            .text()
    };
    for (id, index, place) in
        [("key-info-attacker-second", 0, "after"), ("key-info-attacker-first", 1, "before")]
    {
        suite.add(
            Draft::new(id, named_doctor(index))
                .about(&format!("The attacker's certificate stands {place} the doctor's, whom the signature names; the attacker's key signed."))
                .fails(attacker_signs)
                .threat("C4")
                .record("CVE-2024-32962")
                .fails_with(&["SIG_CRYPTO_FAILURE"], "signature::value", "key-info-authorities"),
        );
    }
    let own = prescription_bes(pki).signer("doctor-of-attacker").edit(move |root| {
        insert(root, 0, certificate(pki, "doctor"));
        insert(root, 2, certificate(pki, "attacker-ca"));
        insert(root, 3, certificate(pki, "attacker-root"));
    });
    suite.add(
        Draft::new("key-info-attacker-named", own.sign().text())
            .about("The doctor's certificate stands first; the signature names the attacker's, which brings its own CA and root of the same names.")
            .fails(attacker_signs)
            .threat("C4")
            .threat("D1")
            .indeterminate(&["NO_CERTIFICATE_CHAIN_FOUND"], "path::certificate-signature", "key-info-authorities"),
    );
    let bag = prescription_bes(pki).signer("doctor-of-attacker").sign().text();
    suite.add(
        Draft::new("attacker-hierarchy", bag)
            .about("Signed by a certificate of a hierarchy with the same names and other keys.")
            .fails("finds issuers by their names and does not check what they signed")
            .threat("D1")
            .intermediates(&["attacker-ca", "attacker-root", "sign-ca"])
            .lists(&["attacker-ca", "attacker-root", "sign-ca", "root"])
            .indeterminate(
                &["NO_CERTIFICATE_CHAIN_FOUND"],
                "path::certificate-signature",
                "prescription-bes",
            ),
    );
}

/// SigningCertificateV2 and its older forms (C9).
fn certificate_reference(suite: &mut Suite, pki: &Pki) {
    let other = "shows another certificate than the one under the signature, with other roles or validity";
    let twice = prescription_bes(pki).edit(|root| {
        root.first_mut("X509Certificate").set_text(&der::base64_lines(pki.certificate("doctor-renewed")));
    });
    suite.add(
        Draft::new("same-key-other-certificate", twice.sign().text())
            .about("KeyInfo holds, and the signature covers, another certificate of the same key than the signature names.")
            .fails(other)
            .threat("C9")
            .rule("verdicts: signing certificate reference that names another certificate")
            .indeterminate(
                &["SIG_CONSTRAINTS_FAILURE", "NO_SIGNING_CERTIFICATE_FOUND"],
                "signature::signing-certificate-reference",
                "prescription-bes",
            ),
    );
    let none = prescription_bes(pki).edit(|root| {
        root.remove_first("SigningCertificateV2");
    });
    suite.add(
        Draft::new("certificate-reference-missing", none.sign().text())
            .about("The signature does not name its certificate.")
            .fails(other)
            .threat("C9")
            .rule("verdicts: signing certificate reference missing")
            .indeterminate(
                &["NO_SIGNING_CERTIFICATE_FOUND"],
                "signature::signing-certificate-reference-missing",
                "prescription-bes",
            ),
    );
    let shape = Shape {
        prefixes: SEEN_PREFIXES,
        id: "",
        salt: "",
        target: "",
        signing_time: "",
        certificate: "doctor",
    };
    let stranger = Shape { certificate: "nurse", ..shape };
    let strangers = prescription_bes(pki).edit(move |root| {
        let cert = stranger.cert(pki.certificate("nurse"));
        root.first_mut("SigningCertificateV2").children.push(Node::Element(cert));
    });
    suite.add(
        passing(
            "certificate-reference-stranger",
            "SigningCertificateV2 names the signer, then a certificate that is not on the path.",
            strangers,
            &["signature::other-certificates-named"],
        )
        .rule("grammar: SigningCertificateV2 naming the signer, then CA certificates"),
    );
    let reversed = prescription_bes(pki).edit(move |root| {
        let cert = shape.cert(pki.certificate("nurse"));
        root.first_mut("SigningCertificateV2").children.insert(0, Node::Element(cert));
    });
    suite.add(
        Draft::new("certificate-reference-stranger-first", reversed.sign().text())
            .about("SigningCertificateV2 names another person first, then the signer.")
            .fails("searches the list for a certificate that happens to fit")
            .threat("C9")
            .rule("verdicts: signing certificate reference that names another certificate")
            .indeterminate(
                &["SIG_CONSTRAINTS_FAILURE", "NO_SIGNING_CERTIFICATE_FOUND"],
                "signature::signing-certificate-reference",
                "certificate-reference-stranger",
            ),
    );
    let path = prescription_bes(pki).edit(move |root| {
        let property = root.first_mut("SigningCertificateV2");
        for name in ["sign-ca", "root"] {
            property.children.push(Node::Element(shape.cert(pki.certificate(name))));
        }
    });
    suite.add(
        passing(
            "certificate-reference-path",
            "SigningCertificateV2 names the signer, then the CAs of its path.",
            path,
            &[],
        )
        .rule("grammar: SigningCertificateV2 naming the signer, then CA certificates"),
    );
    let version_1 = prescription_bes(pki).edit(|root| {
        let property = root.first_mut("SigningCertificateV2");
        property.name = "xa:SigningCertificate".into();
        let issuer_serial = element("xa:IssuerSerial")
            .child(element("xs:X509IssuerName").text(
                "CN=HPKI-01-TestVectorsSignCA-forNonRepudiation,OU=Test Vectors HPKI CA,O=TEST VECTORS,C=JP",
            ))
            .child(element("xs:X509SerialNumber").text(&decimal(&pki.issued("doctor").serial)));
        property.first_mut("Cert").children.push(Node::Element(issuer_serial));
    });
    suite.add(
        passing(
            "certificate-reference-version-1",
            "SigningCertificate in its first version, with SHA-256.",
            version_1,
            &["grammar::signed-property-unusual"],
        )
        .rule("grammar: SigningCertificate v1 with SHA-256"),
    );
}

/// IssuerSerialV2: may be there, must then be right, and a known signer writes it malformed.
fn issuer_serial(suite: &mut Suite, pki: &Pki) {
    let with = |octets: Vec<u8>| {
        prescription_bes(pki).edit(move |root| {
            let value = element("xa:IssuerSerialV2").text(&der::base64(&octets));
            root.first_mut("Cert").children.push(Node::Element(value));
        })
    };
    let issued = pki.issued("doctor");
    let encode = |issuer: &[u8], serial: &[u8]| sequence([sequence([explicit(4, issuer)]), serial.to_vec()]);
    let right = with(encode(&issued.issuer, &issued.serial));
    suite.add(
        passing("issuer-serial", "IssuerSerialV2 names issuer and serial number.", right, &[])
            .rule("grammar: IssuerSerialV2"),
    );
    let other = with(encode(&issued.issuer, &pki.issued("doctor-renewed").serial));
    let fails = "ignores that the signer named another certificate";
    let refuse = |id: &str, about: &str, document: Prescription<'_>| {
        Draft::new(id, document.sign().text())
            .about(about)
            .fails(fails)
            .threat("C9")
            .rule("verdicts: IssuerSerial that names another certificate")
            .indeterminate(&["SIG_CONSTRAINTS_FAILURE"], "signature::issuer-serial", "issuer-serial")
    };
    suite.add(refuse("issuer-serial-other-serial", "IssuerSerialV2 names another serial number.", other));
    let elsewhere = name(&[("2.5.4.6", "JP"), ("2.5.4.3", "Elsewhere")]);
    let other = with(encode(&elsewhere, &issued.serial));
    suite.add(refuse("issuer-serial-other-issuer", "IssuerSerialV2 names another issuer.", other));
    // A known signer leaves out the GeneralNames around the Name.
    let malformed = with(sequence([issued.issuer.clone(), issued.serial.clone()]));
    suite.add(
        passing(
            "issuer-serial-malformed",
            "IssuerSerialV2 is not of the form that RFC 5035 gives.",
            malformed,
            &["signature::issuer-serial-malformed"],
        )
        .rule("grammar: IssuerSerialV2 malformed"),
    );
    let garbage = with(vec![0x30, 0x05, 0x01]);
    suite.add(
        passing(
            "issuer-serial-not-der",
            "IssuerSerialV2 is no DER at all.",
            garbage,
            &["signature::issuer-serial-malformed"],
        )
        .rule("grammar: IssuerSerialV2 malformed"),
    );
}
