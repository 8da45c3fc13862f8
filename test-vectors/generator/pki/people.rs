//! The health care side of the hierarchy: authorities, card holders, lists.

use super::{AUTHORITY_LIST, Authority, LIST, Pki, authority_list_name};
use crate::certificate::*;
use crate::crl::CertificateList;
use crate::der::{object_identifier, sequence, sequence_of, tlv, unsigned_integer, utf8_string};
use crate::keys::{octets, random};

const SIGN_CA: &str = "HPKI-01-TestVectorsSignCA-forNonRepudiation";
const AUTH_CA: &str = "HPKI-01-TestVectorsAuthCA-forAuthentication-forIndividual";
const REVOKED_CA: &str = "HPKI-01-TestVectorsOldCA-forNonRepudiation";
const DOCTOR: Option<&str> = Some("Medical Doctor");

impl Pki {
    pub(super) fn issue_health_care(&mut self) {
        let root = self.root("root", "root");
        let sign_ca = self.sub_ca("sign-ca", &root, "sign-ca", SIGN_CA, POLICY_SIGNATURE);
        let auth_ca = self.sub_ca("auth-ca", &root, "auth-ca", AUTH_CA, POLICY_AUTHENTICATION);
        let revoked_ca = self.sub_ca("revoked-ca", &root, "revoked-ca", REVOKED_CA, POLICY_SIGNATURE);
        let attacker_root = self.root("attacker-root", "attacker-root");
        let attacker_ca =
            self.sub_ca("attacker-ca", &attacker_root, "attacker-ca", SIGN_CA, POLICY_SIGNATURE);

        self.people_by_role(&sign_ca);
        self.people_by_role_text(&sign_ca);
        self.people_by_policy(&sign_ca, &auth_ca);
        self.people_by_validity(&sign_ca);
        self.people_by_key(&sign_ca);
        self.people_against_the_profile(&sign_ca);
        self.people_tolerated_by_the_profile(&sign_ca);
        self.person("doctor-of-revoked-ca", &revoked_ca, "person", DOCTOR, |it| it);
        self.person("doctor-of-attacker", &attacker_ca, "attacker", DOCTOR, |it| it);
        self.person_issued_by_a_doctor();

        self.authority_lists(&root, &revoked_ca, &attacker_root);
        self.lists_without_entries(&[
            ("auth-ca", &auth_ca),
            ("revoked-ca", &revoked_ca),
            ("attacker-ca", &attacker_ca),
        ]);
        self.signing_lists(&sign_ca);

        // Those who came later stand last, so that the serial numbers of the others stay as they are.
        self.person_issued_by_themselves();
        // Expires inside the time that the lists cover.
        self.person("doctor-expires-in-april", &sign_ca, "person", DOCTOR, |it| Certificate {
            not_after: "20260402145959Z",
            ..it
        });
    }

    fn people_by_role(&mut self, ca: &Authority) {
        self.person("doctor", ca, "doctor", DOCTOR, |it| it);
        self.person("dentist", ca, "person", Some("Dentist"), |it| it);
        self.person("pharmacist", ca, "pharmacist", Some("Pharmacist"), |it| it);
        self.person("nurse", ca, "person", Some("General Nurse"), |it| it);
        self.person("clerk", ca, "person", None, |it| it);
        // The same person, the same key, a second certificate: a card renewed without a new key.
        self.person("doctor-renewed", ca, "doctor", DOCTOR, |it| it);
    }

    fn people_by_role_text(&mut self, ca: &Authority) {
        let mut add = |file: &str, attributes: Vec<u8>| {
            self.person(file, ca, "person", None, |it| {
                it.set(SUBJECT_DIRECTORY_ATTRIBUTES, Critical::No, attributes)
            });
        };
        add("roles-pharmacist-doctor", hc_roles(&["Pharmacist", "Medical Doctor"]));
        add("role-homoglyph", hc_roles(&["M\u{435}dical Doctor"]));
        add("role-lower-case", hc_roles(&["medical doctor"]));
        add("role-trailing-space", hc_roles(&["Medical Doctor "]));
        add("role-unknown", hc_roles(&["Medical Doctor of Letters"]));
        add("role-unknown-beside-doctor", hc_roles(&["Medical Doctor", "Star Gazer"]));
        let text = || Some(utf8_string("Medical Doctor"));
        add(
            "role-other-scheme",
            sequence([hc_role_attribute(vec![hc_actor("1.2.392.100495.1.6.1.2", text())])]),
        );
        add("role-without-text", sequence([hc_role_attribute(vec![hc_actor(CODING_SCHEME, None)])]));
        let bmp: Vec<u8> = "Medical Doctor".encode_utf16().flat_map(u16::to_be_bytes).collect();
        add(
            "role-bmp-string",
            sequence([hc_role_attribute(vec![hc_actor(CODING_SCHEME, Some(tlv(0x1e, &bmp)))])]),
        );
        let pharmacist = hc_actor(CODING_SCHEME, Some(utf8_string("Pharmacist")));
        add(
            "roles-in-two-attributes",
            sequence([
                hc_role_attribute(vec![pharmacist]),
                hc_role_attribute(vec![hc_actor(CODING_SCHEME, text())]),
            ]),
        );
    }

    fn people_by_policy(&mut self, sign_ca: &Authority, auth_ca: &Authority) {
        let policies = |oids: &'static [&'static str]| {
            move |it: Certificate| it.set(CERTIFICATE_POLICIES, Critical::Yes, certificate_policies(oids))
        };
        self.person("doctor-test", sign_ca, "doctor", DOCTOR, policies(&[POLICY_SIGNATURE_TEST]));
        self.person(
            "pharmacist-test",
            sign_ca,
            "pharmacist",
            Some("Pharmacist"),
            policies(&[POLICY_SIGNATURE_TEST]),
        );
        self.person(
            "doctor-test-beside-production",
            sign_ca,
            "person",
            DOCTOR,
            policies(&[POLICY_SIGNATURE, POLICY_SIGNATURE_TEST]),
        );
        self.person(
            "doctor-foreign-policy",
            sign_ca,
            "person",
            DOCTOR,
            policies(&["1.2.392.200091.100.999.1"]),
        );
        self.person(
            "doctor-production-beside-foreign",
            sign_ca,
            "person",
            DOCTOR,
            policies(&["1.2.392.200091.100.999.1", POLICY_SIGNATURE]),
        );
        self.person("doctor-no-policy", sign_ca, "person", DOCTOR, |it| it.without(CERTIFICATE_POLICIES));
        self.person("doctor-authentication", auth_ca, "person", DOCTOR, |it| {
            policies(&[POLICY_AUTHENTICATION])(it).set(KEY_USAGE, Critical::Yes, DIGITAL_SIGNATURE.to_vec())
        });
        self.person(
            "doctor-authentication-policy",
            sign_ca,
            "person",
            DOCTOR,
            policies(&[POLICY_AUTHENTICATION]),
        );
        self.person("doctor-signature-policy-of-auth-ca", auth_ca, "person", DOCTOR, |it| it);
    }

    fn people_by_validity(&mut self, ca: &Authority) {
        self.person("doctor-expired", ca, "person", DOCTOR, |it| Certificate {
            not_after: "20260330145959Z",
            ..it
        });
        self.person("doctor-future", ca, "person", DOCTOR, |it| Certificate {
            not_before: "20260430150000Z",
            ..it
        });
        // Expires between the time-stamps and the day the long-term documents are read.
        self.person("doctor-expires-soon", ca, "person", DOCTOR, |it| Certificate {
            not_after: "20260630145959Z",
            ..it
        });
    }

    fn people_by_key(&mut self, ca: &Authority) {
        for key in ["rsa-1024", "rsa-exponent-3", "rsa-3072", "p256", "p384", "p521"] {
            self.person(&format!("doctor-{key}"), ca, key, DOCTOR, |it| it);
        }
        // Nobody has the private keys of these two: what they are said to have signed is noise.
        let mut modulus = octets(&mut random("a modulus of 8,200 bits"), 1025);
        (modulus[0], modulus[1024]) = (0x81, modulus[1024] | 1);
        let rsa = sequence([unsigned_integer(&modulus), unsigned_integer(&[1, 0, 1])]);
        let rsa = sequence([crate::der::algorithm("1.2.840.113549.1.1.1"), crate::der::bit_string(&rsa)]);
        self.person("doctor-rsa-8200", ca, "person", DOCTOR, |it| Certificate { public_key_info: rsa, ..it });
        let mut rng = random("numbers of a DSA key");
        let numbers = [256, 32, 256].map(|size| unsigned_integer(&octets(&mut rng, size)));
        let algorithm = sequence([object_identifier("1.2.840.10040.4.1"), sequence(numbers)]);
        let dsa = sequence([algorithm, crate::der::bit_string(&unsigned_integer(&octets(&mut rng, 256)))]);
        self.person("doctor-dsa", ca, "person", DOCTOR, |it| Certificate { public_key_info: dsa, ..it });
    }

    fn people_against_the_profile(&mut self, ca: &Authority) {
        let mut add = |file: &str, change: fn(Certificate) -> Certificate| {
            self.person(file, ca, "person", DOCTOR, change);
        };
        add("doctor-ca-true", |it| it.set(BASIC_CONSTRAINTS, Critical::Yes, basic_constraints_ca()));
        add("doctor-no-key-usage", |it| it.without(KEY_USAGE));
        add("doctor-digital-signature-only", |it| {
            it.set(KEY_USAGE, Critical::Yes, DIGITAL_SIGNATURE.to_vec())
        });
        add("doctor-version-1", |it| Certificate { version: None, extensions: Vec::new(), ..it });
        add("doctor-serial-negative", |it| Certificate { serial: tlv(0x02, &[0x81, 0x01]), ..it });
        add("doctor-serial-zero", |it| Certificate { serial: tlv(0x02, &[0]), ..it });
        add("doctor-serial-21-octets", |it| Certificate { serial: serial(&[0x51; 21]), ..it });
        add("doctor-duplicate-extension", |mut it| {
            it.extensions.push(it.extensions[2].clone());
            it
        });
        add("doctor-unknown-critical-extension", |it| {
            it.set("1.3.6.1.4.1.99999.1", Critical::Yes, utf8_string("?"))
        });
    }

    fn people_tolerated_by_the_profile(&mut self, ca: &Authority) {
        let mut add = |file: &str, change: fn(Certificate) -> Certificate| {
            self.person(file, ca, "person", DOCTOR, change);
        };
        add("doctor-digital-signature-too", |it| {
            it.set(KEY_USAGE, Critical::Yes, DIGITAL_SIGNATURE_NON_REPUDIATION.to_vec())
        });
        add("doctor-key-usage-not-critical", |it| it.set(KEY_USAGE, Critical::No, NON_REPUDIATION.to_vec()));
        add("doctor-policies-not-critical", |it| {
            it.set(CERTIFICATE_POLICIES, Critical::No, certificate_policies(&[POLICY_SIGNATURE]))
        });
        add("doctor-extended-key-usage", |it| {
            it.set(EXTENDED_KEY_USAGE, Critical::No, sequence([object_identifier("1.3.6.1.5.5.7.3.4")]))
        });
        add("doctor-ca-false", |it| it.set(BASIC_CONSTRAINTS, Critical::No, sequence_of(&[])));
        add("doctor-role-critical", |it| {
            it.set(SUBJECT_DIRECTORY_ATTRIBUTES, Critical::Yes, hc_roles(&["Medical Doctor"]))
        });
        add("doctor-generalized-time", |it| Certificate { times: Times::Generalized, ..it });
        add("doctor-critical-false-written", |mut it| {
            for extension in &mut it.extensions {
                if extension.oid == SUBJECT_ALT_NAME {
                    extension.critical = Critical::FalseWrittenOut;
                }
            }
            it
        });
    }

    /// A doctor's card used as if it were an authority.
    fn person_issued_by_a_doctor(&mut self) {
        let issued = self.issued("doctor");
        let doctor = Authority {
            name: issued.subject.clone(),
            key: self.keys.get("doctor").clone(),
            issuer: issued.issuer.clone(),
            serial: issued.serial.clone(),
        };
        self.person("doctor-of-doctor", &doctor, "attacker", DOCTOR, |it| it);
    }

    /// A certificate that nobody issued.
    fn person_issued_by_themselves(&mut self) {
        let nobody = Authority {
            name: super::person_name("TV999999"),
            key: self.keys.get("attacker").clone(),
            issuer: super::person_name("TV999999"),
            serial: serial(&[1]),
        };
        self.person("doctor-self-signed", &nobody, "attacker", DOCTOR, |it| Certificate {
            subject: it.issuer.clone(),
            ..it
        });
    }

    fn authority_lists(&mut self, root: &Authority, revoked_ca: &Authority, attacker_root: &Authority) {
        let list = |authority: &Authority| {
            let (this_update, next_update) = AUTHORITY_LIST;
            CertificateList::new(&authority.name, authority.authority(), 200, this_update, next_update)
                .for_ca_certificates(&authority_list_name())
        };
        let revoked = list(root).revoke(&revoked_ca.serial, "20260315030000Z", Some(2));
        self.lists.insert("root".into(), revoked.sign(&root.key));
        self.lists.insert("attacker-root".into(), list(attacker_root).sign(&attacker_root.key));
        let later = CertificateList {
            this_update: "20260930190000Z",
            next_update: Some("20261004190000Z"),
            ..revoked
        };
        self.lists.insert("root-october".into(), later.sign(&root.key));
    }

    fn lists_without_entries(&mut self, authorities: &[(&str, &Authority)]) {
        for (file, authority) in authorities {
            let list = CertificateList::new(&authority.name, authority.authority(), 90, LIST.0, LIST.1);
            self.lists.insert((*file).to_owned(), list.sign(&authority.key));
        }
    }

    /// The signing CA's list, with two people on it who have no other part in the hierarchy, and its variations.
    fn signing_lists(&mut self, ca: &Authority) {
        let revoked = self.person("doctor-revoked", ca, "person", DOCTOR, |it| it);
        let on_hold = self.person("doctor-on-hold", ca, "person", DOCTOR, |it| it);
        let revoked_later = self.person("doctor-revoked-later", ca, "person", DOCTOR, |it| it);
        let dated_ahead = self.person("doctor-revoked-ahead", ca, "person", DOCTOR, |it| it);
        let (this_update, next_update) = LIST;
        let empty = CertificateList::new(&ca.name, ca.authority(), 100, this_update, next_update);
        let list = empty
            .clone()
            .revoke(&serial(&[0x9a]), "20250920031723Z", Some(5))
            .revoke(&revoked, "20260315030000Z", Some(1))
            .revoke(&on_hold, "20260320030000Z", Some(6));
        let october = list.clone().revoke(&revoked_later, "20260501030000Z", Some(1));
        let at = |list: &CertificateList, this_update, next_update| CertificateList {
            this_update,
            next_update,
            ..list.clone()
        };
        let mut add = |file: &str, list: CertificateList| {
            self.lists.insert(file.to_owned(), list.sign(&ca.key));
        };
        add("sign-ca", list.clone());
        add("sign-ca-october", at(&october, "20260930180000Z", Some("20261004180000Z")));
        add("sign-ca-stale", at(&list, "20260320180000Z", Some("20260324180000Z")));
        add("sign-ca-no-next-update", at(&list, this_update, None));
        add("sign-ca-next-before-this", at(&list, this_update, Some("20260330180000Z")));
        add("sign-ca-version-1", CertificateList { version: None, extensions: Vec::new(), ..empty.clone() });
        add("sign-ca-dated-ahead", list.clone().revoke(&dated_ahead, "20260501030000Z", Some(1)));
        add("sign-ca-delta", empty.clone().delta_of(99));
        add("sign-ca-remove-from-crl", empty.clone().revoke(&on_hold, "20260320030000Z", Some(8)));
        add("sign-ca-hold-lifted", at(&empty, "20260401000000Z", Some("20260405000000Z")));
        add(
            "sign-ca-unknown-critical",
            empty.clone().with_extension(Extension {
                oid: "1.3.6.1.4.1.99999.2",
                critical: Critical::Yes,
                value: utf8_string("?"),
            }),
        );
        // The scope is CA certificates: says nothing about people.
        add(
            "sign-ca-for-ca-certificates",
            empty.clone().with_issuing_distribution_point(sequence([tlv(0x82, &[0xff])])),
        );
        let elsewhere = distribution_point_uri("http://hpki.example/sign/crl-elsewhere.crl");
        add("sign-ca-other-point", empty.clone().with_issuing_distribution_point(elsewhere));
        let attacker = self.keys.get("attacker-ca").clone();
        self.lists.insert("sign-ca-wrong-key".into(), empty.sign(&attacker));
    }
}
