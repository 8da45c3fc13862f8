//! Shapes that slow parsers down: each in four sizes, every one twice the one before. Time must grow no faster.

use std::hint::black_box;
use std::time::Duration;

use crate::{Count, stopwatch};
use hpki_xades::c14n::{Algorithm, Comments, Method, Subtree, canonicalize};
use hpki_xades::xml::{Document, XmlLimits};

/// A name, and what makes a document of about so many octets.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 12] = [
    ("siblings", |octets| inside(&"<b/>".repeat(octets / 4))),
    ("open elements (limit lifted)", |octets| {
        format!("{}{}", "<a>".repeat(octets / 7), "</a>".repeat(octets / 7))
    }),
    ("one text", |octets| inside(&"x".repeat(octets))),
    ("references", |octets| inside(&"&amp;".repeat(octets / 5))),
    (">", |octets| inside(&">".repeat(octets))),
    ("CR", |octets| inside(&"\r".repeat(octets))),
    ("comments", |octets| inside(&"<!---->".repeat(octets / 7))),
    ("CDATA sections", |octets| inside(&"<![CDATA[]]>".repeat(octets / 12))),
    ("elements of 250 attributes", |octets| {
        let attributes: String = (0..250).rev().map(|number| format!(" a{number:03}=''")).collect();
        inside(&format!("<b{attributes}/>").repeat(octets / 2000))
    }),
    ("attributes of one element (limit lifted)", |octets| {
        let attributes: String = (0..octets / 12).map(|number| format!(" a{number:07}=''")).collect();
        format!("<a{attributes}/>")
    }),
    ("prefixes in scope", |octets| {
        let open = |depth: usize| -> String {
            let declarations: String = (0..64).map(|n| format!(" xmlns:p{depth}-{n}='u:{n}'")).collect();
            format!("<a{declarations}>")
        };
        let opened: String = (0..200).map(open).collect();
        format!("{opened}{}{}", "<p0-0:b p1-1:c=''/>".repeat(octets / 19), "</a>".repeat(200))
    }),
    ("another prefix in each element", |octets| {
        inside(&(0..octets / 30).map(|n| format!("<p{n}:b xmlns:p{n}='u:{n}'/>")).collect::<String>())
    }),
];

fn inside(content: &str) -> String {
    format!("<a>{content}</a>")
}

/// Does one shape once, for a program that counts instructions: `valgrind --tool=callgrind`.
pub(crate) fn once(number: usize, octets: usize) {
    let (name, make) = SHAPES[number % SHAPES.len()];
    println!("{name}, {octets} octets");
    run(&make(octets));
}

fn run(text: &str) {
    let mut limits = XmlLimits::default();
    limits.depth = usize::MAX;
    limits.attributes = usize::MAX;
    let method = Method::new(Algorithm::Exclusive, Comments::With);
    let parsed = Document::parse(text.as_bytes(), &limits).expect("the shape is well-formed");
    let _ = black_box(canonicalize(&parsed, &Subtree::document(), &method, &mut Count(0)));
}

pub(crate) fn measure() {
    for (name, make) in SHAPES {
        let mut line = format!("{name:<42}");
        let mut before: Option<Duration> = None;
        for octets in [500_000, 1_000_000, 2_000_000, 4_000_000] {
            let text = make(octets);
            let taken = stopwatch::least(7, Duration::from_millis(200), || run(&text));
            let growth = before.map_or(String::new(), |before| {
                format!("×{:.2}", taken.as_secs_f64() / before.as_secs_f64())
            });
            line.push_str(&format!("{taken:>10.2?} {growth:<6}"));
            before = Some(taken);
        }
        println!("{line}");
    }
}
