//! What the vectors are about, one file per part of the table of threats and decisions.

mod baseline;

use crate::pki::Pki;
use crate::suite::Suite;

/// Every case.
pub(crate) fn all(pki: &Pki) -> Suite {
    let mut suite = Suite::default();
    baseline::add(&mut suite, pki);
    suite
}
