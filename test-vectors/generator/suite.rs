//! The cases while they are being made, and the files they become.

use crate::keys::Hash;
use crate::pki::Pki;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// When documents without a time-stamp are read: three hours after signing.
const AT: &str = "2026-04-01T06:00:00Z";
/// When long-term documents are read.
const AT_LONG_TERM: &str = "2026-10-01T00:00:00Z";

/// A case before it is written.
#[derive(Clone)]
pub(crate) struct Draft {
    id: String,
    document: Vec<u8>,
    extra_files: BTreeMap<String, Vec<u8>>,
    about: String,
    allows: String,
    threats: Vec<String>,
    records: Vec<String>,
    rule: Option<String>,
    twin: Option<String>,
    kind: &'static str,
    arguments: serde_json::Map<String, Value>,
    expected: serde_json::Map<String, Value>,
}

/// All cases.
#[derive(Default)]
pub(crate) struct Suite {
    drafts: Vec<Draft>,
}

fn certificate(name: &str) -> String {
    format!("../../pki/certificates/{name}.der")
}

fn list(name: &str) -> String {
    format!("../../pki/crls/{name}.crl")
}

impl Draft {
    /// A case that is read with everything a caller has at hand for a fresh prescription.
    pub(crate) fn new(id: &str, document: impl Into<Vec<u8>>) -> Self {
        let arguments = json!({
            "document": "prescription",
            "at": AT,
            "trust_anchors": [certificate("root")],
            "intermediates": [certificate("sign-ca")],
            "certificate_lists": [list("sign-ca"), list("root")],
            "tsa_anchors": [],
            "detached": [],
            "allow_test_certificates": false,
            "roles": [],
            "revocation": "required",
        });
        let Value::Object(arguments) = arguments else { unreachable!() };
        Self {
            id: id.to_owned(),
            document: document.into(),
            extra_files: BTreeMap::new(),
            about: String::new(),
            allows: String::new(),
            threats: Vec::new(),
            records: Vec::new(),
            rule: None,
            twin: None,
            kind: "benign",
            arguments,
            expected: serde_json::Map::new(),
        }
    }

    pub(crate) fn about(self, about: &str) -> Self {
        Self { about: about.to_owned(), ..self }
    }

    /// What a failing implementation does: the sentence goes on after "a failing implementation".
    pub(crate) fn fails(self, allows: &str) -> Self {
        Self { allows: allows.to_owned(), ..self }
    }

    pub(crate) fn threat(mut self, id: &str) -> Self {
        self.threats.push(id.to_owned());
        self
    }

    pub(crate) fn record(mut self, record: &str) -> Self {
        self.records.push(record.to_owned());
        self
    }

    pub(crate) fn rule(self, rule: &str) -> Self {
        Self { rule: Some(rule.to_owned()), ..self }
    }

    pub(crate) fn with(mut self, argument: &str, value: Value) -> Self {
        assert!(self.arguments.contains_key(argument), "no argument {argument}");
        self.arguments.insert(argument.to_owned(), value);
        self
    }

    pub(crate) fn kind(self, kind: &str) -> Self {
        self.with("document", json!(kind))
    }

    pub(crate) fn at(self, at: &str) -> Self {
        self.with("at", json!(at))
    }

    pub(crate) fn lists(self, names: &[&str]) -> Self {
        self.with("certificate_lists", names.iter().map(|name| list(name)).collect())
    }

    pub(crate) fn intermediates(self, names: &[&str]) -> Self {
        self.with("intermediates", names.iter().map(|name| certificate(name)).collect())
    }

    pub(crate) fn anchors(self, names: &[&str]) -> Self {
        self.with("trust_anchors", names.iter().map(|name| certificate(name)).collect())
    }

    /// Read as a stored document: nothing but anchors from the caller, months later.
    pub(crate) fn long_term(self) -> Self {
        self.at(AT_LONG_TERM).lists(&[]).intermediates(&[]).stamped()
    }

    /// With the anchor of the time-stamp authority.
    pub(crate) fn stamped(self) -> Self {
        self.with("tsa_anchors", json!([certificate("tsa-root")]))
    }

    pub(crate) fn file(mut self, name: &str, octets: Vec<u8>) -> Self {
        self.extra_files.insert(name.to_owned(), octets);
        self
    }

    pub(crate) fn passes(self, levels: &[&str], content: &[u8]) -> Self {
        self.passes_with(levels, content, &[])
    }

    pub(crate) fn passes_with(mut self, levels: &[&str], content: &[u8], warnings: &[&str]) -> Self {
        let sha256: String =
            Hash::Sha256.digest(content).iter().map(|octet| format!("{octet:02x}")).collect();
        self.expected = expected("TOTAL-PASSED", &[], None, 0);
        self.expected.insert("warnings".into(), json!(warnings));
        self.expected.insert("levels".into(), json!(levels));
        self.expected.insert("content_sha256".into(), json!(sha256));
        self
    }

    pub(crate) fn fails_with(self, sub_indications: &[&str], finding: &str, twin: &str) -> Self {
        self.refused("TOTAL-FAILED", 1, sub_indications, finding, twin)
    }

    pub(crate) fn indeterminate(self, sub_indications: &[&str], finding: &str, twin: &str) -> Self {
        self.refused("INDETERMINATE", 2, sub_indications, finding, twin)
    }

    fn refused(self, indication: &str, exit: u8, subs: &[&str], finding: &str, twin: &str) -> Self {
        let kind = if self.threats.is_empty() { "refusal" } else { "attack" };
        Self {
            kind,
            twin: Some(twin.to_owned()),
            expected: expected(indication, subs, Some(finding), exit),
            ..self
        }
    }

    /// Warnings that must stand in the report beside the reason.
    pub(crate) fn also_warns(mut self, findings: &[&str]) -> Self {
        self.expected.insert("warnings".into(), json!(findings));
        self
    }

    /// Checks that must stand in the report as not passed, beside the reason.
    pub(crate) fn also(mut self, findings: &[&str]) -> Self {
        self.expected.insert("other_findings".into(), json!(findings));
        self
    }

    fn json(&self) -> Value {
        assert!(!self.expected.is_empty(), "{}: nothing is expected", self.id);
        assert!(!self.about.is_empty() && !self.allows.is_empty(), "{}: a sentence is missing", self.id);
        json!({
            "$schema": "../../case.schema.json",
            "id": self.id,
            "kind": self.kind,
            "about": self.about,
            "a_failing_implementation": self.allows,
            "source": { "threats": self.threats, "records": self.records, "rule": self.rule },
            "twin": self.twin,
            "file": "document.xml",
            "arguments": self.arguments,
            "expected": self.expected,
        })
    }
}

fn expected(
    indication: &str,
    subs: &[&str],
    finding: Option<&str>,
    exit: u8,
) -> serde_json::Map<String, Value> {
    let expected = json!({
        "indication": indication,
        "sub_indications": subs,
        "finding": finding,
        "other_findings": [],
        "warnings": [],
        "exit": exit,
        "levels": [],
        "content_sha256": null,
    });
    let Value::Object(expected) = expected else { unreachable!() };
    expected
}

impl Suite {
    pub(crate) fn add(&mut self, draft: Draft) {
        assert!(self.drafts.iter().all(|other| other.id != draft.id), "{} twice", draft.id);
        self.drafts.push(draft);
    }

    /// Every file of the vectors by its path below `test-vectors/`, keys and texts written by hand not among them.
    pub(crate) fn files(&self, pki: &Pki) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for (name, issued) in &pki.issued {
            files.insert(format!("pki/certificates/{name}.der"), issued.certificate.clone());
        }
        for (name, list) in &pki.lists {
            files.insert(format!("pki/crls/{name}.crl"), list.clone());
        }
        for draft in &self.drafts {
            let folder = format!("cases/{}", draft.id);
            let mut json = serde_json::to_string_pretty(&draft.json()).unwrap();
            json.push('\n');
            files.insert(format!("{folder}/case.json"), json.into_bytes());
            files.insert(format!("{folder}/document.xml"), draft.document.clone());
            for (name, octets) in &draft.extra_files {
                files.insert(format!("{folder}/{name}"), octets.clone());
            }
        }
        files
    }
}
