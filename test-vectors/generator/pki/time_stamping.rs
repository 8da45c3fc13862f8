//! The time-stamping side: a root of its own, as the real authorities have, and authorities that must not be believed.

use super::{CA_NOT_AFTER, CA_NOT_BEFORE, Pki, TSA_LIST};
use crate::certificate::*;
use crate::crl::CertificateList;
use crate::der::{object_identifier, octet_string, sequence};

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

fn tsa_root_name() -> Vec<u8> {
    name(&[
        (COUNTRY, "JP"),
        (ORGANIZATION, "Test Vectors Time"),
        (ORGANIZATIONAL_UNIT, "Test Vectors CA"),
        (COMMON_NAME, "Test Vectors CA for time-stamping"),
    ])
}

impl Pki {
    pub(super) fn issue_time_stamping(&mut self) {
        self.tsa_root();
        self.tsa("tsa", "tsa", 0x25, |it| it);
        let usage = |oid| sequence([object_identifier(oid)]);
        self.tsa("tsa-without-usage", "tsa", 0x26, |it| it.without(EXTENDED_KEY_USAGE));
        self.tsa("tsa-usage-not-critical", "tsa", 0x27, |it| {
            it.set(EXTENDED_KEY_USAGE, Critical::No, usage(TIME_STAMPING))
        });
        self.tsa("tsa-usage-and-another", "tsa", 0x28, |it| {
            let both = sequence([object_identifier(TIME_STAMPING), object_identifier("1.3.6.1.5.5.7.3.1")]);
            it.set(EXTENDED_KEY_USAGE, Critical::Yes, both)
        });
        self.tsa("tsa-expired", "tsa", 0x29, |it| Certificate { not_after: "20260331000000Z", ..it });
        self.tsa("tsa-revoked", "tsa", 0x2a, |it| it);

        let root_info = self.keys.get("tsa-root").public_key_info();
        let authority = authority_key_identifier(&key_identifier(&root_info), None);
        let list = CertificateList::new(&tsa_root_name(), authority, 25, TSA_LIST.0, TSA_LIST.1)
            .revoke(&serial(&[0x2a]), "20260315030000Z", Some(1))
            .sign(self.keys.get("tsa-root"));
        self.lists.insert("tsa-root".into(), list);
    }

    fn tsa_root(&mut self) {
        let key = self.keys.get("tsa-root").clone();
        let info = key.public_key_info();
        let certificate = Certificate {
            version: Some(2),
            serial: serial(&[0x82, 0xbd, 0x6c, 0x15, 0x94]),
            issuer: tsa_root_name(),
            not_before: CA_NOT_BEFORE,
            not_after: CA_NOT_AFTER,
            times: Times::Profiled,
            subject: tsa_root_name(),
            public_key_info: info.clone(),
            extensions: Vec::new(),
        }
        .set(SUBJECT_KEY_IDENTIFIER, Critical::No, octet_string(&key_identifier(&info)))
        .set(AUTHORITY_KEY_IDENTIFIER, Critical::No, authority_key_identifier(&key_identifier(&info), None))
        .set(BASIC_CONSTRAINTS, Critical::Yes, basic_constraints_ca())
        .set(KEY_USAGE, Critical::Yes, ca_key_usage());
        self.add("tsa-root", "tsa-root", &certificate, &key);
    }

    fn tsa(&mut self, file: &str, key: &str, number: u8, change: impl FnOnce(Certificate) -> Certificate) {
        let info = self.keys.get(key).public_key_info();
        let root = self.keys.get("tsa-root").clone();
        let authority = authority_key_identifier(&key_identifier(&root.public_key_info()), None);
        let certificate = Certificate {
            version: Some(2),
            serial: serial(&[number]),
            issuer: tsa_root_name(),
            not_before: CA_NOT_BEFORE,
            not_after: "20350331145959Z",
            times: Times::Profiled,
            subject: name(&[
                (COUNTRY, "JP"),
                (ORGANIZATION, "Test Vectors Time"),
                (ORGANIZATIONAL_UNIT, "Clock"),
                (COMMON_NAME, &format!("TimeStampServer{number:02x}")),
            ]),
            public_key_info: info.clone(),
            extensions: Vec::new(),
        }
        .set(SUBJECT_KEY_IDENTIFIER, Critical::No, octet_string(&key_identifier(&info)))
        .set(AUTHORITY_KEY_IDENTIFIER, Critical::No, authority)
        .set(BASIC_CONSTRAINTS, Critical::No, sequence([]))
        .set(KEY_USAGE, Critical::No, DIGITAL_SIGNATURE_NON_REPUDIATION.to_vec())
        .set(EXTENDED_KEY_USAGE, Critical::Yes, sequence([object_identifier(TIME_STAMPING)]));
        self.add(file, key, &change(certificate), &root);
    }
}
