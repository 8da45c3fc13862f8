//! The two signatures of a dispensing record: which time judges the inner one, and whose verdict is the file's.

use super::baseline::{prescription_bes, prescription_lt};
use crate::document::*;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};

const OCTOBER: &str = "2026-10-01T00:00:00Z";
const OCTOBER_LISTS: [&str; 3] = ["sign-ca-october", "root-october", "tsa-root"];

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    times(suite, pki);
    verdicts(suite, pki);
}

fn passing(id: &str, about: &str, document: String) -> Draft {
    Draft::new(id, document)
        .about(about)
        .fails("judges the prescription inside a dispensing record at the wrong time")
        .kind("dispensing")
}

/// The inner prescription: its own proven time, else the outer one's, else the caller's.
fn times(suite: &mut Suite, pki: &Pki) {
    let rule = "documents: times at which each thing is judged";
    let expires = || prescription_bes(pki).signer("doctor-expires-soon").stored_by_the_service().sign();
    let csv = DISPENSING_CSV.as_bytes();
    let own = expires().augment(|it| it.long_term(STAMP_TIME));
    suite.add(
        passing(
            "nested-own-time",
            "The doctor's certificate expired in June; the prescription has its own time-stamp, the record none; read in October.",
            Dispensing::new(own).sign().text(),
        )
        .rule(rule)
        .stamped()
        .at(OCTOBER)
        .lists(&OCTOBER_LISTS)
        .passes(&["B", "LT"], csv),
    );
    let outer = Dispensing::new(expires()).sign().augment(|it| it.long_term(DISPENSING_STAMP_TIME));
    suite.add(
        passing(
            "nested-outer-time",
            "The doctor's certificate expired in June; only the record around the prescription has a time-stamp; read in October.",
            outer.text(),
        )
        .rule(rule)
        .long_term()
        .passes(&["LT", "B"], csv),
    );
    suite.add(
        passing(
            "nested-no-time",
            "The doctor's certificate expired in June; neither signature has a time-stamp; read in October.",
            Dispensing::new(expires()).sign().text(),
        )
        .rule(rule)
        .threat("E8")
        .at(OCTOBER)
        .lists(&OCTOBER_LISTS)
        .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "nested-outer-time"),
    );
    let late =
        prescription_bes(pki).signer("doctor-expired").signing_time("2026-03-20T03:00:00+00:00").sign();
    let late = Dispensing::new(late).sign().augment(|it| it.long_term(DISPENSING_STAMP_TIME));
    suite.add(
        passing(
            "nested-outer-time-too-late",
            "The doctor's certificate had expired when the record around the prescription was stamped.",
            late.text(),
        )
        .rule(rule)
        .threat("E8")
        .long_term()
        .fails_with(&["EXPIRED"], "path::validity", "nested-outer-time"),
    );
}

/// The worse indication, and the outermost reason for it.
fn verdicts(suite: &mut Suite, pki: &Pki) {
    let rule = "verdicts: a file with two signatures";
    let lists = ["sign-ca", "root", "tsa-root"];
    let mut forged = prescription_lt(pki);
    forged.root.first_mut("PrescriptionDocument").set_text(&crate::der::base64(b"SJ1\nforged\n"));
    suite.add(
        Draft::new("nested-worse-inside", Dispensing::new(forged).signer("clerk").sign().text())
            .about("A clerk signed the record, and the prescription inside was changed: failed is worse than indeterminate.")
            .fails("stops at the first signature, or tells the milder of two verdicts")
            .rule(rule)
            .threat("A4")
            .kind("dispensing")
            .stamped()
            .lists(&lists)
            .fails_with(&["HASH_FAILURE", "SIG_CRYPTO_FAILURE"], "signature::reference-digest", "dispensing-bes")
            .also(&["role::absent"]),
    );
    let revoked = prescription_bes(pki).signer("doctor-revoked").sign();
    suite.add(
        Draft::new("nested-same-indication", Dispensing::new(revoked).signer("clerk").sign().text())
            .about(
                "A clerk signed the record, and a revoked doctor the prescription: the outer reason is told.",
            )
            .fails("tells the inner of two reasons first")
            .rule(rule)
            .threat("A4")
            .kind("dispensing")
            .indeterminate(&["CHAIN_CONSTRAINTS_FAILURE"], "role::absent", "dispensing-inner-bes")
            .also(&["revocation::revoked"]),
    );
}
