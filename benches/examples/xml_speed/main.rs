//! How fast documents are parsed and canonicalized, beside SHA-256 over the same octets.
//!
//! `cargo run --release -p hpki-benches --example xml_speed [FILE…]`; `memory FILE-or-size` parses
//! and canonicalizes one document once and prints the peak memory; `shapes` prints how time grows with hostile
//! documents, `shape NUMBER OCTETS` does one of them once; `loop parse` and `loop c14n` are for a profiler.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program for people to read and to fail loudly"
)]

mod documents;
mod shapes;
mod stopwatch;

use std::hint::black_box;
use std::time::Duration;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{self, Digester};
use hpki_xades::c14n::{Algorithm, Comments, Method, Sink, Subtree, canonicalize};
use hpki_xades::xml::{Document, XmlLimits};

struct Hash(Digester);

impl Sink for Hash {
    fn write(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }
}

struct Count(usize);

impl Sink for Count {
    fn write(&mut self, octets: &[u8]) {
        self.0 += black_box(octets).len();
    }
}

fn parse(bytes: &[u8]) -> Document<'_> {
    Document::parse(bytes, &XmlLimits::default()).expect("the document is well-formed")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, what] = &arguments[..]
        && word == "memory"
    {
        return memory(what);
    }
    if let [word, what] = &arguments[..]
        && word == "loop"
    {
        return repeat(what);
    }
    if let [word, number, octets] = &arguments[..]
        && word == "shape"
        && let (Ok(number), Ok(octets)) = (number.parse(), octets.parse())
    {
        return shapes::once(number, octets);
    }
    if arguments == ["shapes"] {
        return shapes::measure();
    }
    if arguments.is_empty() {
        measure("prescription, 2 KB payload", documents::prescription(2_700).as_bytes());
        measure("prescription, 10 MB payload", documents::prescription(13_000_000).as_bytes());
        measure("clinical document, 100 KB", documents::clinical_document(100_000).as_bytes());
        measure("clinical document, 10 MB", documents::clinical_document(10_000_000).as_bytes());
    }
    for file in &arguments {
        measure(file, &std::fs::read(file).expect("the file can be read"));
    }
    small_subtrees();
}

fn measure(name: &str, bytes: &[u8]) {
    let time = |call: &mut dyn FnMut()| stopwatch::least(15, Duration::from_millis(300), call);
    let document = parse(bytes);
    let hash = time(&mut || {
        black_box(crypto::digest(DigestAlgorithm::Sha256, bytes).expect("SHA-256 is there"));
    });
    let line = |what: &str, taken: Duration| {
        let rate = bytes.len() as f64 / taken.as_secs_f64() / 1e6;
        println!(
            "  {what:<34} {taken:>12.2?}  {rate:>8.0} MB/s  {:>6.2} × SHA-256",
            taken.as_secs_f64() / hash.as_secs_f64()
        );
    };
    println!("{name}: {} octets, {} nodes", bytes.len(), document.node_count());
    line("SHA-256", hash);
    line("parse", time(&mut || drop(black_box(parse(bytes)))));
    for algorithm in [Algorithm::Inclusive10, Algorithm::Exclusive] {
        let method = Method::new(algorithm, Comments::Without);
        let canonical = time(&mut || {
            let mut count = Count(0);
            canonicalize(&document, &Subtree::document(), &method, &mut count)
                .expect("it has a canonical form");
        });
        line(&format!("canonicalize, {algorithm:?}"), canonical);
        let all = time(&mut || {
            let mut hash = Hash(Digester::new(DigestAlgorithm::Sha256).expect("SHA-256 is there"));
            let done = canonicalize(&parse(bytes), &Subtree::document(), &method, &mut hash);
            done.expect("it has a canonical form");
            black_box(hash.0.finish());
        });
        line(&format!("parse + {algorithm:?} + SHA-256"), all);
    }
}

/// What a prescription has canonicalized: parts of some hundred octets each.
fn small_subtrees() {
    let text = documents::prescription(2_700);
    let document = parse(text.as_bytes());
    let method = Method::new(Algorithm::Exclusive, Comments::Without);
    for name in ["SignedInfo", "KeyInfo", "SignedProperties", "PrescriptionDocument"] {
        let found = document.root().descendant_elements().find(|element| element.local_name() == name);
        let id = found.expect("the element is there").id();
        let taken = stopwatch::least(1000, Duration::from_millis(100), || {
            let mut count = Count(0);
            canonicalize(&document, &Subtree::element(id), &method, &mut count)
                .expect("it has a canonical form");
        });
        println!("canonicalize {name}: {taken:.2?}");
    }
}

fn memory(what: &str) {
    let bytes = match what.parse::<usize>() {
        Ok(size) => documents::clinical_document(size).into_bytes(),
        Err(_) => std::fs::read(what).expect("the file can be read"),
    };
    let before = stopwatch::peak_memory();
    let document = parse(&bytes);
    let mut count = Count(0);
    let method = Method::new(Algorithm::Exclusive, Comments::Without);
    canonicalize(&document, &Subtree::document(), &method, &mut count).expect("it has a canonical form");
    let after = stopwatch::peak_memory();
    if let (Some(before), Some(after)) = (before, after) {
        let size = bytes.len() as u64;
        println!(
            "{} nodes; {size} octets read: peak {before} before, {after} after: {:.2} × the file",
            document.node_count(),
            after as f64 / size as f64
        );
    }
}

/// Does one thing for some seconds, for a profiler to look at.
fn repeat(what: &str) {
    let text = documents::clinical_document(10_000_000);
    let document = parse(text.as_bytes());
    let method = Method::new(Algorithm::Exclusive, Comments::Without);
    for _ in 0..200 {
        if what == "parse" {
            drop(black_box(parse(text.as_bytes())));
        } else {
            canonicalize(&document, &Subtree::document(), &method, &mut Count(0))
                .expect("it has a canonical form");
        }
    }
}
