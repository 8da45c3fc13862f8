//! Who may sign what: every combination of document, role, key usage, policies of the person, policies of the CA and
//! environment, each a document signed with a certificate made for it and put through a whole [`Verifier`] with its
//! strict defaults. What is accepted stands in `accepted.tsv`, which people have read; a cell that comes out otherwise
//! fails the test, in either direction.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed, and tells its counts"
)]

mod axes;
mod documents;
mod list;
#[allow(dead_code, reason = "shared with the tests of hpki-core, which use all of it")]
#[path = "../../../hpki-core/tests/verdicts/pki.rs"]
mod pki;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use axes::{Asked, Named};
use documents::{DocumentKey, Person};
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::oid;
use hpki_core::path::TestCertificates;
use hpki_core::report::{Outcome, SubIndication, Verdict};
use hpki_core::time::Time;
use hpki_core::trust::TrustAnchors;
use hpki_xades::validate::{DocumentReport, Verifier};
use list::AXES;
use pki::{Issuer, List, Template, distribution_points, hc_role, key_usage, point, policies, uri};

/// When the documents are read.
const AT: &str = "2023-06-15T12:00:00Z";

/// Of the cells that are refused, the usual run judges one in this many: those whose indexes add up to a multiple. Any
/// values of any three axes are still judged together, because the other three take every remainder.
const SLICE: usize = 5;

type Cell = [usize; AXES];

/// The values of every axis.
struct Matrix {
    documents: Vec<Named<Asked>>,
    roles: Vec<Named<Option<Vec<u8>>>>,
    key_usages: Vec<Named<Option<Vec<u8>>>>,
    policies: Vec<Named<Option<Vec<u8>>>>,
    authorities: Vec<Named<Vec<oid::ObjectIdentifier>>>,
    environments: Vec<Named<TestCertificates>>,
}

fn names<T>(axis: &[Named<T>]) -> Vec<&str> {
    axis.iter().map(|value| value.name.as_str()).collect()
}

impl Matrix {
    fn new() -> Matrix {
        Matrix {
            documents: axes::documents(),
            roles: axes::roles(),
            key_usages: axes::key_usages(),
            policies: axes::policies_of_people(),
            authorities: axes::authorities(),
            environments: axes::environments(),
        }
    }

    fn names(&self) -> [Vec<&str>; AXES] {
        [
            names(&self.documents),
            names(&self.roles),
            names(&self.key_usages),
            names(&self.policies),
            names(&self.authorities),
            names(&self.environments),
        ]
    }

    /// The certificate of a cell.
    fn template(&self, key: &DocumentKey, role: usize, key_usage: usize, policy: usize) -> Template {
        let parts = [&self.key_usages[key_usage], &self.policies[policy], &self.roles[role]];
        person(key, parts.into_iter().filter_map(|part| part.value.clone()))
    }
}

/// A certificate about which nothing is to be said but what these extensions say.
fn person(key: &DocumentKey, extensions: impl Iterator<Item = Vec<u8>>) -> Template {
    let mut all: Vec<Vec<u8>> = extensions.collect();
    all.push(distribution_points(&[point(&[uri("http://crl.example/ca.crl")], &[])]));
    Template { public_key: key.public_key(), ..Template::signer(all) }
}

/// The CAs below one root, and everything a caller gives a verifier.
struct Hierarchy {
    anchors: TrustAnchors,
    authorities: Vec<Issuer>,
    certificates: Vec<Certificate>,
    lists: Vec<CertificateList>,
}

impl Hierarchy {
    fn new(matrix: &Matrix) -> Hierarchy {
        let root = Issuer::new("Root");
        let list = || List::new("2023-06-14T00:00:00", "2023-06-18T00:00:00");
        let authorities: Vec<Issuer> = matrix
            .authorities
            .iter()
            .map(|authority| Issuer::new(&format!("CA: {}", authority.name)))
            .collect();
        let certificates = authorities.iter().zip(&matrix.authorities);
        Hierarchy {
            anchors: TrustAnchors::from_iter([root.root()]),
            certificates: certificates
                .map(|(issuer, policies)| root.issue(&Template::authority(issuer, &policies.value)))
                .collect(),
            lists: authorities.iter().chain([&root]).map(|issuer| issuer.list(&list())).collect(),
            authorities,
        }
    }

    fn verifier(&self, asked: &Asked, tests: TestCertificates) -> Verifier {
        Verifier::new(self.anchors.clone())
            .with_intermediates(self.certificates.clone())
            .with_certificate_lists(self.lists.clone())
            .with_document(asked.request)
            .with_roles(asked.roles.iter().map(|&role| role.to_owned()).collect())
            .with_test_certificates(tests)
    }

    /// Somebody of this role whom nothing is to be said against.
    fn good_person(&self, key: &DocumentKey, role: &str) -> Vec<u8> {
        let extensions = [
            key_usage(true, &[1]),
            policies(true, &[oid::HPKI_POLICY_SIGNATURE]),
            hc_role(&[(oid::HPKI_CODING_SCHEME, Some(role))]),
        ];
        self.authorities[0].issue(&person(key, extensions.into_iter())).as_der().to_vec()
    }
}

/// Which cells are judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All that are accepted, and one in [`SLICE`] of the others.
    Slice,
    Whole,
}

impl Extent {
    fn includes(self, cell: &Cell, is_accepted: bool) -> bool {
        self == Extent::Whole || is_accepted || cell.iter().sum::<usize>() % SLICE == 0
    }
}

#[test]
fn exactly_the_cells_of_the_reviewed_list_are_accepted() {
    let judged = judge(Extent::Slice);
    assert!(judged >= 50_000, "{judged} cells");
}

/// A quarter of a million documents: about a minute.
#[test]
#[ignore = "takes a minute; ./check role-matrix runs it"]
fn exactly_the_cells_of_the_reviewed_list_are_accepted_in_the_whole_matrix() {
    let judged = judge(Extent::Whole);
    let count: usize = Matrix::new().names().iter().map(Vec::len).product();
    assert_eq!(judged, count, "every cell is judged");
}

/// Judges cells on every processor; returns how many.
fn judge(extent: Extent) -> usize {
    let matrix = Matrix::new();
    let expected = list::accepted(&matrix.names());
    let results = Mutex::new((0_usize, BTreeMap::new()));
    let next_role = AtomicUsize::new(0);
    let hierarchy = Hierarchy::new(&matrix);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut judge = Judge::new(&matrix, &hierarchy, extent);
                loop {
                    let role = next_role.fetch_add(1, Ordering::Relaxed);
                    if role >= matrix.roles.len() {
                        break;
                    }
                    judge.role(role, &expected);
                }
                let mut results = results.lock().unwrap();
                results.0 += judge.judged;
                results.1.append(&mut judge.wrong);
            });
        }
    });
    let (judged, wrong) = results.into_inner().unwrap();
    println!("role matrix: {judged} cells, {} accepted as listed, {} wrong", expected.len(), wrong.len());
    for (cell, why) in wrong.iter().take(20) {
        let names: Vec<&str> = matrix.names().iter().zip(cell).map(|(axis, &value)| axis[value]).collect();
        println!("  {}: {why}", names.join(" / "));
    }
    assert!(wrong.is_empty(), "{} cells differ from accepted.tsv", wrong.len());
    judged
}

/// Judges cells on one thread.
struct Judge<'a> {
    matrix: &'a Matrix,
    hierarchy: &'a Hierarchy,
    key: DocumentKey,
    doctor: Vec<u8>,
    pharmacist: Vec<u8>,
    /// One for each document and environment.
    verifiers: Vec<Vec<Verifier>>,
    at: Time,
    extent: Extent,
    judged: usize,
    wrong: BTreeMap<Cell, String>,
}

impl<'a> Judge<'a> {
    fn new(matrix: &'a Matrix, hierarchy: &'a Hierarchy, extent: Extent) -> Judge<'a> {
        let key = DocumentKey::new();
        let verifiers = matrix.documents.iter().map(|asked| {
            let tests = matrix.environments.iter();
            tests.map(|tests| hierarchy.verifier(&asked.value, tests.value)).collect()
        });
        Judge {
            matrix,
            hierarchy,
            doctor: hierarchy.good_person(&key, "Medical Doctor"),
            pharmacist: hierarchy.good_person(&key, "Pharmacist"),
            key,
            verifiers: verifiers.collect(),
            at: Time::from_rfc3339(AT).unwrap(),
            extent,
            judged: 0,
            wrong: BTreeMap::new(),
        }
    }

    /// Every cell with this role.
    fn role(&mut self, role: usize, expected: &BTreeMap<Cell, usize>) {
        for key_usage in 0..self.matrix.key_usages.len() {
            for policy in 0..self.matrix.policies.len() {
                let template = self.matrix.template(&self.key, role, key_usage, policy);
                for (authority, issuer) in self.hierarchy.authorities.iter().enumerate() {
                    let certificate = issuer.issue(&template);
                    self.certificate(
                        certificate.as_der(),
                        [0, role, key_usage, policy, authority, 0],
                        expected,
                    );
                }
            }
        }
    }

    /// Every cell with this certificate: all documents in all environments.
    fn certificate(&mut self, certificate: &[u8], mut cell: Cell, expected: &BTreeMap<Cell, usize>) {
        let person = |certificate| Person { key: &self.key, certificate };
        let (doctor, pharmacist) = (person(&self.doctor), person(&self.pharmacist));
        let mut made = None;
        for (document, asked) in self.matrix.documents.iter().enumerate() {
            cell[0] = document;
            let packaging = asked.value.packaging;
            for (environment, verifier) in self.verifiers[document].iter().enumerate() {
                cell[5] = environment;
                let is_accepted = expected.contains_key(&cell);
                if !self.extent.includes(&cell, is_accepted) {
                    continue;
                }
                if made.as_ref().is_none_or(|(known, _)| *known != packaging) {
                    let text = documents::document(packaging, &person(certificate), &doctor, &pharmacist);
                    made = Some((packaging, text));
                }
                let Some((_, text)) = &made else { continue };
                self.judged += 1;
                if let Some(why) = difference(verifier.verify(text.as_bytes(), self.at), is_accepted) {
                    self.wrong.insert(cell, why);
                }
            }
        }
    }
}

/// What is wrong with a report; every refusal of the matrix has the same reason in the terms of EN 319 102-1.
fn difference(report: DocumentReport, is_expected: bool) -> Option<String> {
    let verdict = report.verdict();
    let refused = Verdict::not_passed(SubIndication::ChainConstraintsFailure);
    let proof = report.into_verified();
    match (is_expected, &proof) {
        (true, Ok(_)) => None,
        (false, Err(_)) if verdict == refused => None,
        (false, Ok(_)) => Some("accepted, and in no row".to_owned()),
        (_, Err(report)) => {
            let of_signatures = report.signatures().iter().flat_map(|signature| signature.checks.iter());
            let objections = report.checks().iter().chain(of_signatures);
            let objections = objections.filter(|check| matches!(check.outcome, Outcome::NotPassed(_)));
            let objections: Vec<&str> = objections.map(|check| check.finding.id).collect();
            Some(format!("{verdict:?} {}", objections.join(" ")))
        }
    }
}
