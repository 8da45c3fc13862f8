//! What the vectors are about, one file per part of the table of threats and decisions.

mod algorithms;
mod baseline;
mod generic;
mod grammar;
mod key_info;
mod limits;
mod nested;
mod people;
mod references;
mod time;
mod wrapping;
mod xml;

use crate::pki::Pki;
use crate::suite::Suite;

/// Every case.
pub(crate) fn all(pki: &Pki) -> Suite {
    let mut suite = Suite::default();
    baseline::add(&mut suite, pki);
    wrapping::add(&mut suite, pki);
    xml::add(&mut suite, pki);
    algorithms::add(&mut suite, pki);
    key_info::add(&mut suite, pki);
    people::add(&mut suite, pki);
    nested::add(&mut suite, pki);
    limits::add(&mut suite, pki);
    time::add(&mut suite, pki);
    grammar::add(&mut suite, pki);
    generic::add(&mut suite, pki);
    references::add(&mut suite, pki);
    suite
}

/// `text` with its only `from` replaced.
fn swap(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} once");
    text.replace(from, to)
}

/// `text` without what begins with the first `from` and ends with the next `to`.
fn cut(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    let end = start + text[start..].find(to).unwrap_or_else(|| panic!("no {to:?}")) + to.len();
    format!("{}{}", &text[..start], &text[end..])
}
