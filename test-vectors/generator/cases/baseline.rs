//! The documents as they are every day. Everything else is one of these with one thing changed.

use crate::document::*;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};

/// A prescription as a doctor's client sends it.
pub(crate) fn prescription_bes(pki: &Pki) -> Prescription<'_> {
    Prescription::new(pki)
}

/// A prescription as the service keeps it.
pub(crate) fn prescription_lt(pki: &Pki) -> Signed<'_> {
    Prescription::new(pki).stored_by_the_service().sign().augment(|it| it.long_term(STAMP_TIME))
}

/// A dispensing record as the pharmacist's client sends it, around a stored prescription.
pub(crate) fn dispensing_bes(pki: &Pki) -> Dispensing<'_> {
    Dispensing::new(prescription_lt(pki))
}

/// A dispensing record as the service keeps it.
pub(crate) fn dispensing_lta(pki: &Pki) -> Signed<'_> {
    dispensing_bes(pki).sign().augment(|it| {
        it.long_term(DISPENSING_STAMP_TIME);
        let id = it.archive_time_stamp(ARCHIVE_TIME);
        it.time_stamp_validation_data(&id, "tsa", &[]);
    })
}

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    let refuse = "turns away a patient whose prescription is in order";
    let stamped_lists = ["sign-ca", "root", "tsa-root"];
    suite.add(
        Draft::new("prescription-bes", prescription_bes(pki).sign().text())
            .about("A prescription as a doctor's client sends it: level B.")
            .fails(refuse)
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("prescription-bes-auto", prescription_bes(pki).sign().text())
            .about("The same, its kind found by its structure.")
            .fails(refuse)
            .kind("auto")
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("prescription-stored-bes", prescription_bes(pki).stored_by_the_service().sign().text())
            .about("A prescription of level B with the parts that the service adds and nobody signs.")
            .fails(refuse)
            .passes(&["B"], PRESCRIPTION_CSV.as_bytes()),
    );
    let stamped = prescription_bes(pki).stored_by_the_service().sign().augment(|it| {
        it.signature_time_stamp(STAMP_TIME);
    });
    suite.add(
        Draft::new("prescription-t", stamped.text())
            .about("A prescription with a signature time-stamp: level T.")
            .fails(refuse)
            .stamped()
            .lists(&stamped_lists)
            .passes(&["T"], PRESCRIPTION_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("prescription-lt", prescription_lt(pki).text())
            .about("A prescription as the service keeps it, with time-stamp, certificates and lists: level LT, read half a year later.")
            .fails(refuse)
            .long_term()
            .passes(&["LT"], PRESCRIPTION_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("dispensing-bes", dispensing_bes(pki).sign().text())
            .about("A dispensing record as a pharmacist's client sends it, around a stored prescription.")
            .fails(refuse)
            .kind("dispensing")
            .lists(&stamped_lists)
            .stamped()
            .passes(&["B", "LT"], DISPENSING_CSV.as_bytes()),
    );
    let lt = dispensing_bes(pki).sign().augment(|it| it.long_term(DISPENSING_STAMP_TIME));
    suite.add(
        Draft::new("dispensing-lt", lt.text())
            .about("A dispensing record of level LT around a prescription of level LT, its kind found by its structure.")
            .fails(refuse)
            .kind("auto")
            .long_term()
            .passes(&["LT", "LT"], DISPENSING_CSV.as_bytes()),
    );
    suite.add(
        Draft::new("dispensing-lta", dispensing_lta(pki).text())
            .about("A dispensing record as the service keeps it, with an archive time-stamp: level LTA.")
            .fails(refuse)
            .kind("dispensing")
            .long_term()
            .passes(&["LTA", "LT"], DISPENSING_CSV.as_bytes()),
    );
}
