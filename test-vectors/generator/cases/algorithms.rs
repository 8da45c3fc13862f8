//! Algorithms and keys that must not be believed (C1, C2, C5), and those that must be known.

use super::baseline::prescription_bes;
use crate::algorithms::*;
use crate::document::PRESCRIPTION_CSV;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::tree::{Element, element};

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    signature_methods(suite, pki);
    digest_methods(suite, pki);
    keys(suite, pki);
    known_ones(suite, pki);
    transforms(suite, pki);
}

fn weak(id: &str, threat: &str, about: &str, fails: &str, document: String, finding: &str) -> Draft {
    Draft::new(id, document).about(about).fails(fails).threat(threat).indeterminate(
        &["CRYPTO_CONSTRAINTS_FAILURE"],
        finding,
        "prescription-bes",
    )
}

fn set_method(root: &mut Element, uri: &str) {
    root.first_mut("SignatureMethod").set("Algorithm", uri);
}

fn signature_methods(suite: &mut Suite, pki: &Pki) {
    let with = |signer: &'static str, uri: &'static str| {
        prescription_bes(pki).signer(signer).edit(move |root| set_method(root, uri)).sign().text()
    };
    let finding = "signature::signature-algorithm";
    let public = "takes the certificate's public key, which everyone has, for the secret of a MAC";
    let record = "GHSA-6vx8-pcwv-xhf4 and its kind: key confusion";
    let about = "SignatureMethod is HMAC with SHA-256, keyed with the certificate's public key.";
    suite.add(
        weak("hmac-sha256", "C1", about, public, with("doctor", HMAC_SHA256), finding)
            .record(record)
            .threat("C2"),
    );
    let about = "SignatureMethod is HMAC with SHA-1, keyed with the certificate's public key.";
    suite.add(
        weak("hmac-sha1", "C1", about, public, with("doctor", HMAC_SHA1), finding)
            .record(record)
            .threat("C2"),
    );
    let truncated = prescription_bes(pki).edit(|root| {
        set_method(root, HMAC_SHA256);
        let method = root.first_mut("SignatureMethod");
        *method = method.clone().child(element("xs:HMACOutputLength").text("8"));
        root.first_mut("SignatureValue").set_text("AA==");
    });
    let about = "SignatureMethod is HMAC, of which one octet is to be compared.";
    let guess = "accepts one guess out of 256";
    suite.add(
        weak("hmac-truncated", "C1", about, guess, truncated.sign().text(), finding).record("CVE-2009-0217"),
    );
    let fits = "verifies with an algorithm that the certificate's key was not made for";
    let about = "SignatureMethod is ECDSA while the certificate's key is RSA.";
    suite.add(
        Draft::new("method-ecdsa-for-rsa-key", with("doctor", ECDSA_SHA256))
            .about(about)
            .fails(fits)
            .threat("C2")
            .record("GHSA-c27r-x354-4m68")
            .indeterminate(&["CRYPTO_CONSTRAINTS_FAILURE"], "signature::key", "prescription-bes"),
    );
    let about = "SignatureMethod is RSA while the certificate's key is on P-256.";
    suite.add(
        Draft::new("method-rsa-for-ec-key", with("doctor-p256", RSA_SHA256))
            .about(about)
            .fails(fits)
            .threat("C2")
            .indeterminate(&["CRYPTO_CONSTRAINTS_FAILURE"], "signature::key", "signature-ecdsa-p256"),
    );
    let collides = "accepts a signature over a digest for which two contents can be made";
    for (id, uri, name) in [
        ("method-rsa-sha1", RSA_SHA1, "RSA with SHA-1"),
        ("method-rsa-sha224", RSA_SHA224, "RSA with SHA-224"),
        ("method-rsa-md5", RSA_MD5, "RSA with MD5"),
        ("method-pss-sha1", PSS_SHA1, "RSASSA-PSS with SHA-1"),
        ("method-dsa-sha1", DSA_SHA1, "DSA with SHA-1"),
        ("method-unknown", "urn:example:none", "one that nobody knows"),
        ("method-none", "http://www.w3.org/2000/09/xmldsig#none", "\"none\""),
    ] {
        let about = format!("SignatureMethod is {name}.");
        suite.add(weak(id, "C5", &about, collides, with("doctor", uri), finding));
    }
    let about = "SignatureMethod is ECDSA with SHA-1.";
    let document = with("doctor-p256", ECDSA_SHA1);
    suite.add(weak("method-ecdsa-sha1", "C5", about, collides, document, finding).indeterminate(
        &["CRYPTO_CONSTRAINTS_FAILURE"],
        finding,
        "signature-ecdsa-p256",
    ));
}

fn digest_methods(suite: &mut Suite, pki: &Pki) {
    let collides = "accepts a digest for which two contents can be made";
    for (id, uri, name) in [
        ("digest-sha1", SHA1, "SHA-1"),
        ("digest-sha224", SHA224, "SHA-224"),
        ("digest-md5", MD5, "MD5"),
        ("digest-unknown", "urn:example:digest", "one that nobody knows"),
    ] {
        let document =
            prescription_bes(pki).edit(move |root| root.first_mut("DigestMethod").set("Algorithm", uri));
        let about = format!("DigestMethod of reference 1 is {name}.");
        suite.add(weak(id, "C5", &about, collides, document.sign().text(), "signature::digest-algorithm"));
    }
    let document = prescription_bes(pki).edit(|root| {
        let certificate = pki.certificate("doctor");
        let cert = root.first_mut("CertDigest");
        cert.first_mut("DigestMethod").set("Algorithm", SHA1);
        cert.first_mut("DigestValue")
            .set_text(&crate::der::base64(&crate::keys::Hash::Sha1.digest(certificate)));
    });
    let about = "The signing certificate is named by its SHA-1 digest.";
    suite.add(
        weak(
            "digest-sha1-of-certificate",
            "C5",
            about,
            collides,
            document.sign().text(),
            "signature::digest-algorithm",
        )
        .rule("grammar: digest with SHA-1"),
    );
}

fn keys(suite: &mut Suite, pki: &Pki) {
    let breaks = "accepts a key that can be broken, or that costs the verifier dearly";
    for (id, signer, about) in [
        ("key-rsa-1024", "doctor-rsa-1024", "The signer's RSA key has 1,024 bits."),
        ("key-rsa-exponent-3", "doctor-rsa-exponent-3", "The signer's RSA key has the public exponent 3."),
    ] {
        let document = prescription_bes(pki).signer(signer).sign().text();
        let draft = weak(id, "C5", about, breaks, document, "signature::key");
        suite.add(draft.indeterminate(
            &["CRYPTO_CONSTRAINTS_FAILURE", "CHAIN_CONSTRAINTS_FAILURE"],
            "signature::key",
            "prescription-bes",
        ));
    }
    let large = prescription_bes(pki).signer("doctor-rsa-8200").sign().text();
    let about = "The signer's RSA key has 8,200 bits.";
    suite.add(weak("key-rsa-8200", "C5", about, breaks, large, "signature::key").indeterminate(
        &["CRYPTO_CONSTRAINTS_FAILURE"],
        "signature::key",
        "prescription-bes",
    ));
    let dsa =
        prescription_bes(pki).signer("doctor-dsa").edit(|root| set_method(root, DSA_SHA1)).sign().text();
    let about = "The signer's key and SignatureMethod are DSA.";
    suite.add(weak("key-dsa", "C5", about, breaks, dsa, "signature::signature-algorithm"));
}

/// Every algorithm that is right.
fn known_ones(suite: &mut Suite, pki: &Pki) {
    let refuses = "turns away a patient when cards move on to longer keys";
    let mut known = |id: &str, signer: &'static str, uri: &'static str, digest: &'static str, about: &str| {
        let document = prescription_bes(pki).signer(signer).edit(move |root| {
            set_method(root, uri);
            for path in root.find_all(&|it| it.local_name() == "DigestMethod") {
                root.at_mut(&path).set("Algorithm", digest);
            }
            let octets = hash(digest).digest(pki.certificate(signer));
            root.first_mut("CertDigest").first_mut("DigestValue").set_text(&crate::der::base64(&octets));
        });
        suite.add(
            Draft::new(id, document.sign().text())
                .about(about)
                .fails(refuses)
                .rule("grammar: algorithms accepted")
                .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
        );
    };
    known("signature-rsa-sha384", "doctor", RSA_SHA384, SHA384, "RSA with SHA-384, digests with SHA-384.");
    known("signature-rsa-sha512", "doctor", RSA_SHA512, SHA512, "RSA with SHA-512, digests with SHA-512.");
    known(
        "signature-rsa-3072",
        "doctor-rsa-3072",
        RSA_SHA256,
        SHA256,
        "RSA of 3,072 bits: SignatureValue has 384 octets.",
    );
    known("signature-pss-sha256", "doctor", PSS_SHA256, SHA256, "RSASSA-PSS with SHA-256.");
    known("signature-pss-sha384", "doctor", PSS_SHA384, SHA384, "RSASSA-PSS with SHA-384.");
    known("signature-pss-sha512", "doctor", PSS_SHA512, SHA512, "RSASSA-PSS with SHA-512.");
    known("signature-ecdsa-p256", "doctor-p256", ECDSA_SHA256, SHA256, "ECDSA on P-256 with SHA-256.");
    known("signature-ecdsa-p256-sha384", "doctor-p256", ECDSA_SHA384, SHA384, "ECDSA on P-256 with SHA-384.");
    known("signature-ecdsa-p384", "doctor-p384", ECDSA_SHA384, SHA384, "ECDSA on P-384 with SHA-384.");
    known("signature-ecdsa-p384-sha512", "doctor-p384", ECDSA_SHA512, SHA512, "ECDSA on P-384 with SHA-512.");
    known("signature-ecdsa-p521", "doctor-p521", ECDSA_SHA512, SHA512, "ECDSA on P-521 with SHA-512.");
}

/// Transforms and canonicalizations, allowed and not.
fn transforms(suite: &mut Suite, pki: &Pki) {
    let transform = |root: &mut Element, number: usize, algorithm: Element| {
        let path = root.find_all(&|it| it.local_name() == "Reference").remove(number - 1);
        let reference = root.at_mut(&path);
        reference.children.retain(|child| {
            !matches!(child, crate::tree::Node::Element(element) if element.local_name() == "Transforms")
        });
        reference.children.insert(0, crate::tree::Node::Element(element("xs:Transforms").child(algorithm)));
    };
    let method = |uri: &str| element("xs:Transform").attribute("Algorithm", uri);
    let with_prefixes = |uri: &str, prefixes: &str| {
        let list =
            element("ec:InclusiveNamespaces").namespace("ec", EXCLUSIVE).attribute("PrefixList", prefixes);
        method(uri).child(list)
    };
    let passes = "turns away a patient because of a signer that writes its transforms out";
    let many = (0..16).map(|number| format!("p{number}")).collect::<Vec<_>>().join(" ");
    for (id, about, algorithm) in [
        ("transform-exclusive", "Reference 1 has one transform, exclusive C14N.", method(EXCLUSIVE)),
        ("transform-inclusive", "Reference 1 has one transform, C14N 1.0.", method(INCLUSIVE)),
        ("transform-inclusive-11", "Reference 1 has one transform, C14N 1.1.", method(INCLUSIVE_11)),
        (
            "transform-prefix-list",
            "Reference 1 has exclusive C14N with a PrefixList.",
            with_prefixes(EXCLUSIVE, "xsi"),
        ),
        (
            "transform-prefix-list-16",
            "The PrefixList has 16 prefixes, none of them in scope.",
            with_prefixes(EXCLUSIVE, &many),
        ),
    ] {
        let document = prescription_bes(pki).edit(move |root| transform(root, 1, algorithm.clone()));
        suite.add(
            Draft::new(id, document.sign().text())
                .about(about)
                .fails(passes)
                .rule("grammar: reference 1")
                .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
        );
    }
    let lets = "runs what a document asks for, or reads comments into what is signed";
    let too_many = with_prefixes(EXCLUSIVE, &format!("{many} p16"));
    for (id, threat, about, algorithm) in [
        ("transform-prefix-list-17", "B11", "The PrefixList has 17 prefixes.", too_many),
        (
            "transform-exclusive-comments",
            "B12",
            "Reference 1 has exclusive C14N with comments.",
            method(EXCLUSIVE_WITH_COMMENTS),
        ),
        (
            "transform-inclusive-comments",
            "B12",
            "Reference 1 has C14N 1.0 with comments.",
            method(INCLUSIVE_WITH_COMMENTS),
        ),
        (
            "transform-enveloped",
            "B13",
            "Reference 1 has the enveloped-signature transform.",
            method(ENVELOPED),
        ),
        ("transform-base64", "B13", "Reference 1 has the base64 transform.", method(BASE64)),
        (
            "transform-xslt",
            "B13",
            "Reference 1 has an XSLT transform.",
            method("http://www.w3.org/TR/1999/REC-xslt-19991116"),
        ),
        (
            "transform-unknown",
            "B13",
            "Reference 1 has a transform that nobody knows.",
            method("urn:example:transform"),
        ),
    ] {
        let document = prescription_bes(pki).edit(move |root| transform(root, 1, algorithm.clone()));
        suite.add(
            Draft::new(id, document.sign().text())
                .about(about)
                .fails(lets)
                .threat(threat)
                .rule("verdicts: transform not on the list of a document grammar")
                .fails_with(&["FORMAT_FAILURE"], "grammar::transform", "prescription-bes"),
        );
    }
    let two = prescription_bes(pki).edit(move |root| {
        transform(root, 1, method(EXCLUSIVE));
        let transforms = root.first_mut("Transforms");
        *transforms = transforms.clone().child(element("xs:Transform").attribute("Algorithm", EXCLUSIVE));
    });
    suite.add(
        Draft::new("transform-twice", two.sign().text())
            .about("Reference 1 has two transforms.")
            .fails(lets)
            .threat("B14")
            .fails_with(&["FORMAT_FAILURE"], "grammar::transform", "prescription-bes"),
    );
    let canonicalization = |uri: &'static str| {
        prescription_bes(pki)
            .edit(move |root| root.first_mut("CanonicalizationMethod").set("Algorithm", uri))
            .sign()
            .text()
    };
    for (id, uri, about) in [
        ("canonicalization-inclusive", INCLUSIVE, "SignedInfo is canonicalized with C14N 1.0."),
        ("canonicalization-inclusive-11", INCLUSIVE_11, "SignedInfo is canonicalized with C14N 1.1."),
    ] {
        suite.add(
            Draft::new(id, canonicalization(uri))
                .about(about)
                .fails(passes)
                .rule("grammar: SignedInfo by any of the three")
                .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
        );
    }
    for (id, uri, about) in [
        (
            "canonicalization-exclusive-comments",
            EXCLUSIVE_WITH_COMMENTS,
            "SignedInfo is canonicalized with comments.",
        ),
        (
            "canonicalization-inclusive-comments",
            INCLUSIVE_WITH_COMMENTS,
            "SignedInfo is canonicalized by C14N 1.0 with comments.",
        ),
        ("canonicalization-unknown", "urn:example:c14n", "CanonicalizationMethod is one that nobody knows."),
        (
            "canonicalization-minimal",
            "http://www.w3.org/2000/09/xmldsig#minimal",
            "CanonicalizationMethod is the minimal one, which is none.",
        ),
    ] {
        suite.add(
            Draft::new(id, canonicalization(uri))
                .about(about)
                .fails("canonicalizes SignedInfo in a way that leaves room for two readings")
                .threat("B12")
                .rule("verdicts: CanonicalizationMethod not on the list")
                .fails_with(&["FORMAT_FAILURE"], "grammar::canonicalization-method", "prescription-bes"),
        );
    }
}
