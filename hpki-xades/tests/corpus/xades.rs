//! XAdES as others make it: the sets dss and xades4j.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use hpki_core::path::RevocationMode;
use hpki_core::profile::Profile;
use hpki_core::report::Verdict;
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::dsig::{DetachedFile, DetachedFiles};
use hpki_xades::inspect::{
    CoreValidation, InspectError, InspectOptions, SignatureInspection, TimeStampInspection, inspect,
};
use hpki_xades::validate::{Fact, Verifier};

use crate::corpus::{Differences, Material, Row, rows, set};

#[test]
fn dss() {
    let Some(folder) = set("dss") else { return };
    let mut suite = Suite::new(include_str!("dss_differences.tsv"));
    let all = rows(&folder);
    for row in &all {
        let detached = row.get("detached_contents").split(';').filter(|file| !file.is_empty());
        let files = detached.filter_map(|file| given_file(&folder, file)).collect();
        let Some(subject) = Subject::read(&folder, row, files) else {
            suite.differences.differs(&row.id, "the file is not in the corpus, or holds no signature");
            continue;
        };
        suite.core(row, row.get("expected_core"), &subject);
        suite.time_stamps(row, row.get("timestamps"), &subject);
        suite.signing_certificate(row, row.get("signing_cert_ref"), &subject);
        suite.indication(row, &dss_verdict(&folder, row, &subject));
    }
    suite.finish("dss", all.len());
}

#[test]
fn xades4j() {
    let Some(folder) = set("xades4j") else { return };
    let mut suite = Suite::new(include_str!("xades4j_differences.tsv"));
    let all = rows(&folder);
    for row in &all {
        let files = ["document.xml", "content.xml"];
        let files = files.iter().filter_map(|name| given_file(&folder, &format!("xml/{name}"))).collect();
        let Some(subject) = Subject::read(&folder, row, files) else {
            suite.differences.differs(&row.id, "the file is not in the corpus, or holds no signature");
            continue;
        };
        let expected = match row.get("expected") {
            expected if expected.starts_with("valid") => "valid",
            expected => expected,
        };
        suite.core(row, expected, &subject);
        if expected == "valid" {
            suite.time_stamps(row, "all timestamps", &subject);
        }
        if expected == "invalid" {
            let verdict = xades4j_verdict(&folder, &subject);
            suite.judge(row, "verify", verdict != Verdict::PASSED, || "TOTAL-PASSED".to_owned());
        }
    }
    suite.finish("xades4j", all.len());
}

/// `None` for one that the corpus does not have: an empty file in its place would be another file.
fn given_file(folder: &Path, name: &str) -> Option<DetachedFile> {
    let octets = std::fs::read(folder.join(name)).ok()?;
    Some(DetachedFile { given_path: name.to_owned(), relative_path: None, octets })
}

/// A row's documents with signatures, and what they say about detached data.
struct Subject {
    documents: Vec<Vec<u8>>,
    files: DetachedFiles,
    /// The signatures of all documents, or why one was refused.
    signatures: Result<Vec<SignatureInspection>, String>,
}

impl Subject {
    fn read(folder: &Path, row: &Row, given: Vec<DetachedFile>) -> Option<Subject> {
        let octets = std::fs::read(folder.join(row.file())).ok()?;
        let (documents, files) = match zip::ZipArchive::new(Cursor::new(octets.as_slice())) {
            Ok(container) => unpacked(container),
            Err(_) => (vec![octets], given),
        };
        if documents.is_empty() {
            return None;
        }
        let files = DetachedFiles::new(files);
        let mut signatures = Ok(Vec::new());
        for document in &documents {
            match (inspect(document, &InspectOptions::new(&files)), &mut signatures) {
                (Ok(inspection), Ok(all)) => all.extend(inspection.signatures),
                (Err(InspectError::Identifier(_)), _) => signatures = Err("an identifier twice".to_owned()),
                (Err(error), _) => signatures = Err(error.to_string()),
                _ => {}
            }
        }
        Some(Subject { documents, files, signatures })
    }
}

/// An ASiC container (EN 319 162-1): the signature files of META-INF, and the other files by their names.
fn unpacked(mut container: zip::ZipArchive<Cursor<&[u8]>>) -> (Vec<Vec<u8>>, Vec<DetachedFile>) {
    let (mut documents, mut files) = (Vec::new(), Vec::new());
    for index in 0..container.len() {
        let mut entry = container.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut octets = Vec::new();
        entry.read_to_end(&mut octets).unwrap();
        if name.starts_with("META-INF/") && name.contains("signatures") && name.ends_with(".xml") {
            documents.push(octets.clone());
        }
        if !name.ends_with('/') {
            files.push(DetachedFile { given_path: name, relative_path: None, octets });
        }
    }
    (documents, files)
}

/// What is wrong with a signature, beyond its time-stamps; empty when everything holds.
fn objections(signature: &SignatureInspection) -> Vec<String> {
    let mut found = Vec::new();
    match &signature.core {
        CoreValidation::Valid => {}
        other => found.push(format!("{other:?}")),
    }
    let manifest = signature.manifest_references.iter();
    // The files of a Manifest are no part of core validation, and mostly not in the corpus.
    for reference in manifest.filter(|reference| reference.digest == Fact::Differs) {
        found.push(format!("manifest reference {:?} differs", reference.uri));
    }
    if signature.counter_signature.is_some_and(|covers| covers != Fact::Agrees) {
        found.push("the counter-signature does not cover the signature that holds it".to_owned());
    }
    if let Some(properties) = &signature.properties {
        found.extend(properties.problem.clone());
        if properties.covered == Some(Fact::Differs) {
            found.push("no reference covers SignedProperties".to_owned());
        }
    }
    found
}

struct Suite<'a> {
    differences: Differences<'a>,
    counts: BTreeMap<String, usize>,
}

impl<'a> Suite<'a> {
    fn new(known: &'a str) -> Suite<'a> {
        Suite { differences: Differences::new(known), counts: BTreeMap::new() }
    }

    fn finish(self, name: &str, rows: usize) {
        let listed = self.differences.finish();
        println!("{name}: {rows} rows, {:?}, {listed} differences listed with a reason", self.counts);
    }

    /// One aspect of a row.
    fn judge(&mut self, row: &Row, aspect: &str, agrees: bool, otherwise: impl FnOnce() -> String) {
        let id = format!("{} {aspect}", row.id);
        if agrees {
            *self.counts.entry(aspect.to_owned()).or_default() += 1;
            self.differences.agrees(&id);
        } else {
            self.differences.differs(&id, &otherwise());
        }
    }

    fn core(&mut self, row: &Row, expected: &str, subject: &Subject) {
        let found = match &subject.signatures {
            Ok(signatures) if signatures.is_empty() => vec!["no Signature".to_owned()],
            Ok(signatures) => signatures.iter().flat_map(objections).collect(),
            Err(refusal) => vec![format!("refused: {refusal}")],
        };
        match expected {
            "valid" => self.judge(row, "core", found.is_empty(), || found.join("; ")),
            "invalid" | "reject-at-parse-or-init" => {
                self.judge(row, "core", !found.is_empty(), || "nothing differs".to_owned());
            }
            _ => *self.counts.entry("core not asserted".to_owned()).or_default() += 1,
        }
    }

    fn time_stamps(&mut self, row: &Row, expected: &str, subject: &Subject) {
        let none = Vec::new();
        let signatures = subject.signatures.as_ref().unwrap_or(&none);
        let found: Vec<&TimeStampInspection> =
            signatures.iter().flat_map(|signature| &signature.time_stamps).collect();
        let facts: Vec<Fact> = found.iter().map(|time_stamp| time_stamp.token).collect();
        use Fact::{Agrees, Differs, Unknown};
        let agrees = match expected {
            "" | "not asserted" => return,
            "T valid; ARCHIVE timestamp is a copy of the signature timestamp: imprint found, NOT intact (TST CMS itself intact)"
            | "content timestamp valid; SIGNATURE_TIMESTAMP is a copy of it: imprint NOT intact" => {
                facts == [Agrees, Differs]
            }
            "2 counter-signatures with 1 sigTst each: one valid, one (copied) NOT intact" => {
                facts.iter().filter(|fact| **fact == Differs).count() == 1
            }
            "content timestamp: imprint data found, NOT intact; CMS intact" => facts == [Differs],
            "content timestamp: imprint data NOT found; CMS intact"
            | "1 INDIVIDUAL_DATA_OBJECTS_TIMESTAMP: imprint data NOT found, CMS intact"
            | "1 ALL_DATA_OBJECTS_TIMESTAMP covering nothing" => facts == [Unknown],
            "2 ALL_DATA_OBJECTS_TIMESTAMP: imprint data NOT found, CMS intact" => facts == [Unknown, Unknown],
            "3 tst: content imprint not found; sigTst valid; archive not valid" => {
                matches!(facts.as_slice(), [Unknown, Agrees, Differs | Unknown])
            }
            "1 timestamp: TSA cert reference NOT unique, 1 orphan; imprint not asserted"
            | "3 timestamps; T and A present; validity not asserted" => return,
            _ => facts.iter().all(|fact| *fact == Agrees),
        };
        let shown = || {
            let one = |time_stamp: &&TimeStampInspection| {
                let problem = time_stamp.problem.as_deref().unwrap_or("fits");
                format!("{} {problem}", time_stamp.kind.name())
            };
            found.iter().map(one).collect::<Vec<_>>().join("; ")
        };
        *self.counts.entry("time-stamps that fit".to_owned()).or_default() +=
            facts.iter().filter(|fact| **fact == Agrees).count();
        self.judge(row, "time-stamps", agrees, shown);
    }

    fn signing_certificate(&mut self, row: &Row, expected: &str, subject: &Subject) {
        let Ok(signatures) = &subject.signatures else { return };
        let facts: Vec<_> = signatures
            .iter()
            .map(|signature| {
                let properties = signature.properties.as_ref();
                let named = properties.and_then(|properties| properties.signing_certificate.as_ref());
                named.map(|named| (named.digest, named.issuer_serial))
            })
            .collect();
        use Fact::{Agrees, Differs, Unknown};
        let every = |wanted: &dyn Fn(Fact, Fact) -> bool| {
            facts.iter().all(|fact| fact.is_some_and(|(digest, serial)| wanted(digest, serial)))
        };
        let agrees = match expected {
            "" | "n/a" | "not identified (XAdES 1.1.1)" => return,
            "identified, digest matches, issuerSerial unparsable" => {
                every(&|digest, serial| (digest, serial) == (Agrees, Unknown))
            }
            "reference digest does NOT match, issuerSerial matches"
            | "not identified; reference present+unique, digest no match, issuerSerial no match" => {
                every(&|digest, _| digest == Differs)
            }
            "NOT identified, reference present+unique" => !every(&|digest, _| digest == Agrees),
            _ => every(&|digest, serial| digest == Agrees && serial != Differs),
        };
        self.judge(row, "signing-certificate", agrees, || format!("digest, issuer and serial: {facts:?}"));
    }

    fn indication(&mut self, row: &Row, verdict: &Verdict) {
        let expected = row.get("expected_core");
        if ["invalid", "reject-at-parse-or-init"].contains(&expected) && *verdict == Verdict::PASSED {
            self.differences.wrong(&row.id, "verify passes it");
        }
        let (indication, sub_indication) = (row.get("indication"), row.get("subindication"));
        if indication.is_empty() {
            return;
        }
        let found_sub = verdict.sub_indication().map_or("", |why| why.name());
        let agrees = indication.replace('_', "-").starts_with(verdict.indication().name())
            && found_sub == sub_indication;
        self.judge(row, "indication", agrees, || format!("{} {found_sub}", verdict.indication().name()));
    }
}

/// The verdict on the row's documents, the worst of them, under the row's trust anchors.
fn dss_verdict(folder: &Path, row: &Row, subject: &Subject) -> Verdict {
    let mut trusted = Material::default();
    for anchor in row.get("trust_anchors").split(';').filter(|anchor| !anchor.is_empty()) {
        trusted.add(&folder.join(anchor));
    }
    let at = Time::from_rfc3339(row.get("validation_time"));
    let at = at.unwrap_or(Time::from_rfc3339("2026-01-01T00:00:00Z").unwrap());
    verdict(&trusted, RevocationMode::IfAvailable, subject, at)
}

/// The verdict under trust in every certificate of the set, at a time at which most of them are valid.
fn xades4j_verdict(folder: &Path, subject: &Subject) -> Verdict {
    let mut trusted = Material::default();
    let names = [
        "my/TestCA.cer",
        "my/Interm.cer",
        "csrc.nist/Trust Anchor CP.01.01.crt",
        "csrc.nist/Intermediate Certificate 2 CP.02.01.crt",
        "be/be_tlso.cer",
    ];
    for name in names {
        trusted.add(&folder.join("cert").join(name));
    }
    let times = ["2010-06-01T00:00:00Z", "2015-06-01T00:00:00Z", "2024-01-01T00:00:00Z"];
    let verdicts =
        times.map(|at| verdict(&trusted, RevocationMode::Off, subject, Time::from_rfc3339(at).unwrap()));
    // The mildest: one that passes at any of the times passes.
    verdicts.into_iter().min_by_key(|verdict| verdict.indication()).unwrap()
}

fn verdict(trusted: &Material, revocation: RevocationMode, subject: &Subject, at: Time) -> Verdict {
    let anchors: TrustAnchors = trusted.certificates.iter().cloned().collect();
    let verifier = Verifier::new(anchors.clone())
        .with_time_stamp_anchors(anchors)
        .with_document(DocumentRequest::Exactly(DocumentKind::Generic))
        .with_revocation(revocation)
        .danger_with_profile(Profile::Rfc5280);
    let verdicts = subject
        .documents
        .iter()
        .map(|document| verifier.verify_with_detached(document, &subject.files, at).verdict());
    verdicts.max_by_key(|verdict| verdict.indication()).unwrap()
}
