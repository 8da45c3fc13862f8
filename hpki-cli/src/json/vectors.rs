//! The report of `hpki vectors` for programs.

use serde::Serialize;

/// A run over a folder of vectors.
#[derive(Debug, Serialize)]
pub(crate) struct VectorRun {
    pub(crate) cases: usize,
    pub(crate) agreeing: usize,
    pub(crate) differences: Vec<Difference>,
}

/// One way in which a case came out otherwise than it states.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    pub(crate) id: String,
    /// `indication`, `sub_indication`, `finding`, `warning`, `levels`, `exit` or `content_sha256`.
    pub(crate) what: &'static str,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl VectorRun {
    pub(crate) fn new(cases: usize, differences: Vec<Difference>) -> VectorRun {
        let mut differing: Vec<&str> = differences.iter().map(|difference| difference.id.as_str()).collect();
        differing.dedup();
        VectorRun { cases, agreeing: cases - differing.len(), differences }
    }
}
