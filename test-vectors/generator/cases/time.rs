//! When things are judged: claimed and proven times, revocation lists, time-stamps (E1 to E13).

use super::baseline::{dispensing_bes, prescription_bes, prescription_lt};
use super::swap;
use crate::der;
use crate::document::*;
use crate::keys::Hash;
use crate::pki::Pki;
use crate::suite::{Draft, Suite};
use crate::time_stamp::{SigningCertificate, TimeStamp};
use serde_json::json;

const OCTOBER: &str = "2026-10-01T00:00:00Z";
const CSV: &[u8] = PRESCRIPTION_CSV.as_bytes();

pub(super) fn add(suite: &mut Suite, pki: &Pki) {
    lists(suite, pki);
    revocation_modes(suite, pki);
    unproven(suite, pki);
    proven(suite, pki);
    signing_times(suite, pki);
    time_stamps(suite, pki);
    archives(suite, pki);
}

fn signed(pki: &Pki, signer: &'static str) -> String {
    prescription_bes(pki).signer(signer).sign().text()
}

/// No answer is not a good answer (E1 to E7).
fn lists(suite: &mut Suite, pki: &Pki) {
    let document = signed(pki, "doctor");
    let mut unknown = |id: &str, threat: &str, about: &str, lists: &[&str]| {
        suite.add(
            Draft::new(id, document.clone())
                .about(about)
                .fails("takes no answer about revocation for a good one")
                .threat(threat)
                .rule("verdicts: no usable revocation data")
                .lists(lists)
                .indeterminate(&["TRY_LATER"], "revocation::no-answer", "prescription-bes"),
        );
    };
    unknown("crl-none", "E1", "There is no revocation list at all.", &[]);
    unknown("crl-only-of-the-root", "E1", "There is the root's list and none about the signer.", &["root"]);
    unknown("crl-only-of-the-ca", "E1", "There is the CA's list and none about the CA.", &["sign-ca"]);
    unknown(
        "crl-for-ca-certificates",
        "E2",
        "The CA's list is for CA certificates alone.",
        &["sign-ca-for-ca-certificates", "root"],
    );
    unknown(
        "crl-of-another-point",
        "E2",
        "The CA's list is of another distribution point.",
        &["sign-ca-other-point", "root"],
    );
    unknown(
        "crl-delta-alone",
        "E3",
        "There is a delta list and no complete one.",
        &["sign-ca-delta", "root"],
    );
    unknown("crl-wrong-key", "E4", "The CA's list is signed by another key.", &["sign-ca-wrong-key", "root"]);
    unknown("crl-of-another-ca", "E4", "The list is of another CA.", &["auth-ca", "root"]);
    unknown(
        "crl-unknown-critical",
        "E4",
        "The CA's list has an unknown critical extension.",
        &["sign-ca-unknown-critical", "root"],
    );
    unknown("crl-stale", "E5", "The CA's list ended a week before.", &["sign-ca-stale", "root"]);
    unknown(
        "crl-no-next-update",
        "E5",
        "The CA's list has no nextUpdate.",
        &["sign-ca-no-next-update", "root"],
    );
    unknown(
        "crl-next-before-this",
        "E5",
        "The CA's list ends before it begins.",
        &["sign-ca-next-before-this", "root"],
    );
    unknown("crl-version-1", "E5", "The CA's list is of version 1.", &["sign-ca-version-1", "root"]);
    let at = |id: &str, signer: &'static str, at: &str, about: &str| {
        Draft::new(id, signed(pki, signer))
            .about(about)
            .fails("is a second off where a time ends")
            .rule("certificates: notAfter and nextUpdate are inclusive")
            .at(at)
    };
    suite.add(
        at(
            "last-second-of-list",
            "doctor",
            "2026-04-03T19:00:00Z",
            "Judged in the second of the root list's nextUpdate.",
        )
        .passes(&["B"], CSV),
    );
    suite.add(
        at(
            "second-after-list",
            "doctor",
            "2026-04-03T19:00:01Z",
            "Judged a second after the root list's nextUpdate.",
        )
        .indeterminate(&["TRY_LATER"], "revocation::no-answer", "last-second-of-list"),
    );
    suite.add(
        at(
            "last-second-of-certificate",
            "doctor-expires-in-april",
            "2026-04-02T14:59:59Z",
            "Judged in the second of the certificate's notAfter.",
        )
        .passes(&["B"], CSV),
    );
    suite.add(
        at(
            "second-after-certificate",
            "doctor-expires-in-april",
            "2026-04-02T15:00:00Z",
            "Judged a second after the certificate's notAfter.",
        )
        .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "last-second-of-certificate"),
    );
    suite.add(
        Draft::new("crl-dated-ahead", signed(pki, "doctor-revoked-ahead"))
            .about("The list revokes the signer at a date later than its own thisUpdate.")
            .fails("waits for a date that only a wrong clock can have written")
            .threat("E5")
            .rule("certificates: revocationDate later than the list's own thisUpdate: revoked")
            .lists(&["sign-ca-dated-ahead", "root"])
            .indeterminate(&["REVOKED_NO_POE"], "revocation::revoked", "prescription-bes"),
    );
    suite.add(
        Draft::new("crl-issued-later", document.clone())
            .about("The lists are from October: issued after the time of judgement, while the certificate was valid.")
            .fails("refuses better evidence about a past signature")
            .threat("E7")
            .rule("certificates: a list issued after t counts")
            .lists(&["sign-ca-october", "root-october"])
            .passes(&["B"], CSV),
    );
    suite.add(
        Draft::new("crl-several", document)
            .about("Beside the good list there are stale ones, ones of other scopes and keys.")
            .fails("lets one useless list spoil the useful one")
            .lists(&[
                "sign-ca-stale",
                "sign-ca-wrong-key",
                "sign-ca-for-ca-certificates",
                "sign-ca",
                "auth-ca",
                "root",
            ])
            .passes(&["B"], CSV),
    );
}

fn revocation_modes(suite: &mut Suite, pki: &Pki) {
    let document = signed(pki, "doctor");
    let mode = |draft: Draft, mode: &str| draft.with("revocation", json!(mode));
    suite.add(mode(
        Draft::new("revocation-if-available", document.clone())
            .about("There are no lists, and the caller asks for revocation only where it is known.")
            .fails("refuses what the caller allowed")
            .rule("verdicts: --revocation if-available")
            .lists(&[])
            .passes_with(&["B"], CSV, &["revocation::no-answer"]),
        "if-available",
    ));
    suite.add(mode(
        Draft::new("revocation-if-available-stale", document.clone())
            .about("The lists are stale, and the caller asks for revocation only where it is known.")
            .fails("refuses what the caller allowed, or hides that nothing was known")
            .rule("verdicts: --revocation if-available: stale data count as none")
            .lists(&["sign-ca-stale"])
            .passes_with(&["B"], CSV, &["revocation::no-answer"]),
        "if-available",
    ));
    suite.add(mode(
        Draft::new("revocation-if-available-revoked", signed(pki, "doctor-revoked"))
            .about("The signer is revoked, and the caller asks for revocation only where it is known.")
            .fails("ignores what is known because it was not required")
            .threat("E1")
            .rule("verdicts: --revocation if-available: fresh data decide")
            .indeterminate(&["REVOKED_NO_POE"], "revocation::revoked", "revocation-if-available"),
        "if-available",
    ));
    suite.add(mode(
        Draft::new("revocation-off", document)
            .about("There are no lists, and the caller switched revocation off.")
            .fails("refuses what the caller allowed, or hides that nothing was looked up")
            .rule("verdicts: --revocation off")
            .lists(&[])
            .passes_with(&["B"], CSV, &["revocation::off"]),
        "off",
    ));
}

/// Level B: only the caller's time counts (E8).
fn unproven(suite: &mut Suite, pki: &Pki) {
    let believes = "believes the signer's own word about when it was";
    let backdated = |signer: &'static str, time: &'static str| {
        prescription_bes(pki).signer(signer).signing_time(time).sign().text()
    };
    let rule = "verdicts: level B";
    suite.add(
        Draft::new("claimed-before-revocation", backdated("doctor-revoked", "2026-03-01T03:00:00+00:00"))
            .about("The signer was revoked on March 15; SigningTime claims March 1.")
            .fails(believes)
            .threat("E8")
            .rule(rule)
            .indeterminate(&["REVOKED_NO_POE"], "revocation::revoked", "prescription-bes"),
    );
    suite.add(
        Draft::new("claimed-before-expiry", backdated("doctor-expired", "2026-03-20T03:00:00+00:00"))
            .about("The certificate expired on March 30; SigningTime claims March 20.")
            .fails(believes)
            .threat("E8")
            .rule(rule)
            .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "prescription-bes"),
    );
    suite.add(
        Draft::new("not-yet-valid", signed(pki, "doctor-future"))
            .about("The certificate begins on May 1.")
            .fails("accepts a card before it is valid")
            .rule(rule)
            .indeterminate(
                &["OUT_OF_BOUNDS_NO_POE", "SIG_CONSTRAINTS_FAILURE"],
                "path::validity",
                "prescription-bes",
            ),
    );
    suite.add(
        Draft::new("on-hold", signed(pki, "doctor-on-hold"))
            .about("The signer's certificate is on hold.")
            .fails("accepts a card that is suspended")
            .rule("verdicts: the signer on hold")
            .indeterminate(&["TRY_LATER"], "revocation::on-hold", "prescription-bes"),
    );
    suite.add(
        Draft::new("crl-remove-from-crl", signed(pki, "doctor-on-hold"))
            .about("A complete list says removeFromCRL about the signer, which only a delta list may say.")
            .fails("takes a list that contradicts itself for an answer")
            .threat("E3")
            .rule("certificates: removeFromCRL in a complete list: no answer")
            .lists(&["sign-ca-remove-from-crl", "root"])
            .indeterminate(&["TRY_LATER"], "revocation::no-answer", "on-hold-lifted"),
    );
    suite.add(
        Draft::new("on-hold-lifted", signed(pki, "doctor-on-hold"))
            .about("A newer list no longer holds the signer's certificate.")
            .fails("never forgives a hold")
            .rule("certificates: a lifted hold is lifted by the newest")
            .lists(&["sign-ca", "sign-ca-hold-lifted", "root"])
            .passes(&["B"], CSV),
    );
    suite.add(
        Draft::new("revoked-then-omitted", signed(pki, "doctor-revoked"))
            .about("A newer list omits the revocation for key compromise that an older one has.")
            .fails("lets the newest list take back a permanent revocation")
            .threat("E7")
            .rule("certificates: a permanent revocation in any applicable list stands")
            .lists(&["sign-ca", "sign-ca-hold-lifted", "root"])
            .indeterminate(&["REVOKED_NO_POE"], "revocation::revoked", "prescription-bes"),
    );
    suite.add(
        Draft::new("ca-revoked", signed(pki, "doctor-of-revoked-ca"))
            .about("The CA that issued the signer's certificate is revoked.")
            .fails("looks up revocation for the signer alone")
            .rule("verdicts: a CA of the path revoked")
            .intermediates(&["revoked-ca"])
            .lists(&["revoked-ca", "root"])
            .indeterminate(&["REVOKED_CA_NO_POE"], "revocation::authority-revoked", "prescription-bes"),
    );
    suite.add(
        Draft::new("revoked-later-unproven", signed(pki, "doctor-revoked-later"))
            .about("The signer was revoked in May; in October nothing proves that the signature is older.")
            .fails(believes)
            .threat("E8")
            .at(OCTOBER)
            .lists(&["sign-ca-october", "root-october"])
            .indeterminate(&["REVOKED_NO_POE"], "revocation::revoked", "revoked-later-proven"),
    );
    suite.add(
        Draft::new("expires-soon-unproven", signed(pki, "doctor-expires-soon"))
            .about("The certificate expired in June; in October nothing proves that the signature is older.")
            .fails(believes)
            .threat("E8")
            .at(OCTOBER)
            .lists(&["sign-ca-october", "root-october"])
            .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "expires-soon-proven"),
    );
}

/// Level T and up: the proven time counts.
fn proven(suite: &mut Suite, pki: &Pki) {
    let long_term = |signer: &'static str, claimed: &'static str| {
        let document =
            prescription_bes(pki).signer(signer).signing_time(claimed).stored_by_the_service().sign();
        document.augment(|it| it.long_term(STAMP_TIME)).text()
    };
    let rule = "verdicts: a proven time at or after the revocation, or outside the validity";
    suite.add(
        Draft::new("revoked-later-proven", long_term("doctor-revoked-later", SIGNING_TIME))
            .about("The signer was revoked in May, a month after the time-stamp; read in October.")
            .fails("turns away what was right when it was signed")
            .long_term()
            .lists(&["sign-ca-october", "root-october"])
            .passes(&["LT"], CSV),
    );
    suite.add(
        Draft::new("expires-soon-proven", long_term("doctor-expires-soon", SIGNING_TIME))
            .about("The certificate expired in June, months after the time-stamp; read in October.")
            .fails("turns away what was right when it was signed")
            .long_term()
            .passes(&["LT"], CSV),
    );
    let passed = "accepts what is proven to be too late";
    suite.add(
        Draft::new("proven-after-revocation", long_term("doctor-revoked", "2026-03-01T03:00:00+00:00"))
            .about("The time-stamp is of April 1, the revocation of March 15, the claim of March 1.")
            .fails(passed)
            .threat("E8")
            .rule(rule)
            .long_term()
            .fails_with(&["REVOKED"], "revocation::revoked", "prescription-lt"),
    );
    suite.add(
        Draft::new("proven-after-expiry", long_term("doctor-expired", "2026-03-20T03:00:00+00:00"))
            .about("The time-stamp is of April 1, the certificate expired on March 30, the claim is of March 20.")
            .fails(passed)
            .threat("E8")
            .rule(rule)
            .long_term()
            .fails_with(&["EXPIRED"], "path::validity", "prescription-lt"),
    );
    suite.add(
        Draft::new("proven-before-validity", long_term("doctor-future", SIGNING_TIME))
            .about("The time-stamp is of April 1, the certificate begins on May 1.")
            .fails("accepts a card before it is valid")
            .rule(rule)
            .long_term()
            .fails_with(&["NOT_YET_VALID"], "path::validity", "prescription-lt"),
    );
}

/// SigningTime: a claim, and one that must be well formed.
fn signing_times(suite: &mut Suite, pki: &Pki) {
    let with = |time: &'static str| prescription_bes(pki).signing_time(time).sign().text();
    for (id, time, about) in [
        ("signing-time-japan", "2026-04-01T12:00:00+09:00", "SigningTime is in Japan's zone."),
        ("signing-time-utc", "2026-04-01T03:00:00Z", "SigningTime ends in Z."),
        (
            "signing-time-fraction",
            "2026-04-01T03:00:00.123456789Z",
            "SigningTime has a fraction of a second.",
        ),
        (
            "signing-time-midnight",
            "2026-03-31T24:00:00+09:00",
            "SigningTime is 24:00:00, which xs:dateTime allows.",
        ),
        ("signing-time-white-space", "\n 2026-04-01T03:00:00Z \t", "White space stands around SigningTime."),
    ] {
        suite.add(
            Draft::new(id, with(time))
                .about(about)
                .fails("turns away a patient because of the way a time is written")
                .rule("grammar: SigningTime as xs:dateTime with a zone")
                .passes(&["B"], CSV),
        );
    }
    for (id, time, about) in [
        ("signing-time-no-zone", "2026-04-01T12:00:00", "SigningTime has no zone."),
        ("signing-time-lower-case-z", "2026-04-01T03:00:00z", "SigningTime ends in a lower-case z."),
        ("signing-time-blank", "2026-04-01 03:00:00Z", "A blank stands in SigningTime instead of T."),
        ("signing-time-date", "2026-04-01", "SigningTime is a date."),
        ("signing-time-month-13", "2026-13-01T03:00:00Z", "SigningTime is in month 13."),
        ("signing-time-february-30", "2026-02-30T03:00:00Z", "SigningTime is on February 30."),
        (
            "signing-time-second-60",
            "2026-04-01T03:00:60Z",
            "SigningTime is in second 60, which xs:dateTime has not.",
        ),
        ("signing-time-empty", "", "SigningTime is empty."),
    ] {
        suite.add(
            Draft::new(id, with(time))
                .about(about)
                .fails("guesses a time, and another program guesses another")
                .threat("E13")
                .rule("grammar: no zone, not xs:dateTime")
                .fails_with(&["FORMAT_FAILURE"], "grammar::signing-time", "signing-time-utc"),
        );
    }
    let none = prescription_bes(pki).edit(|root| {
        root.remove_first("SigningTime");
    });
    suite.add(
        Draft::new("signing-time-missing", none.sign().text())
            .about("There is no SigningTime.")
            .fails("invents one")
            .rule("grammar: no SigningTime")
            .fails_with(&["FORMAT_FAILURE"], "grammar::signing-time", "signing-time-utc"),
    );
    suite.add(
        Draft::new("signing-time-an-hour-late", with("2026-04-01T07:00:00Z"))
            .about("SigningTime is an hour later than the time of judgement: clocks are wrong.")
            .fails("turns away a patient because of a clock")
            .rule("grammar: later than the judged time by up to 24 hours")
            .passes_with(&["B"], CSV, &["signature::signing-time-late"]),
    );
    let stamped = |time: &'static str| {
        let document = prescription_bes(pki).signing_time(time).stored_by_the_service().sign();
        document.augment(|it| it.long_term(STAMP_TIME)).text()
    };
    suite.add(
        Draft::new("signing-time-later-than-stamp", stamped("2026-04-01T04:00:00Z"))
            .about("SigningTime is an hour later than the time-stamp.")
            .fails("turns away a patient because of a clock")
            .rule("grammar: later than the time-stamp by up to 24 hours")
            .long_term()
            .passes_with(&["LT"], CSV, &["signature::signing-time-late"]),
    );
    let rule = "grammar: over 24 hours late, or outside the certificate's validity";
    let claims = "shows people a time that cannot be";
    suite.add(
        Draft::new("signing-time-days-late", with("2026-04-03T03:00:00Z"))
            .about("SigningTime is two days later than the time of judgement.")
            .fails(claims)
            .threat("E8")
            .rule(rule)
            .indeterminate(
                &["SIG_CONSTRAINTS_FAILURE"],
                "signature::signing-time-late",
                "signing-time-an-hour-late",
            ),
    );
    suite.add(
        Draft::new("signing-time-days-later-than-stamp", stamped("2026-04-03T03:00:00Z"))
            .about("SigningTime is two days later than the time-stamp.")
            .fails(claims)
            .threat("E8")
            .rule(rule)
            .long_term()
            .indeterminate(
                &["SIG_CONSTRAINTS_FAILURE"],
                "signature::signing-time-late",
                "signing-time-later-than-stamp",
            ),
    );
    suite.add(
        Draft::new("signing-time-before-validity", with("2025-03-31T14:59:59Z"))
            .about("SigningTime is a second before the certificate begins.")
            .fails(claims)
            .threat("E8")
            .rule(rule)
            .indeterminate(
                &["SIG_CONSTRAINTS_FAILURE"],
                "signature::signing-time-outside-validity",
                "signing-time-utc",
            ),
    );
}

/// Time-stamps that prove nothing (E9 to E11): a certificate that expired in June, read in October.
fn time_stamps(suite: &mut Suite, pki: &Pki) {
    let base = || prescription_bes(pki).signer("doctor-expires-soon").stored_by_the_service().sign();
    let finish = |it: &mut crate::long_term::LongTerm<'_>, id: &str| {
        it.time_stamp_validation_data(id, "tsa", &["tsa-root"]);
        it.certificate_values(&["sign-ca", "root"]);
        it.add_revocation_values(&["sign-ca", "root"]);
    };
    let with = |make: &dyn Fn(TimeStamp<'_>) -> Vec<u8>| {
        base()
            .augment(|it| {
                let octets = it.signature_value_octets();
                let id = it.signature_time_stamp_token(
                    &make(TimeStamp::new(&octets, STAMP_TIME)),
                    "SignatureTimeStamp",
                );
                finish(it, &id);
            })
            .text()
    };
    let mut useless = |id: &str, threat: &str, about: &str, document: String, reason: &str| {
        let mut draft = Draft::new(id, document)
            .about(&format!("{about} The certificate expired in June, and it is October."))
            .fails("lets a time-stamp prove what it does not")
            .threat(threat)
            .rule("certificates: a time-stamp that is bad proves nothing")
            .long_term()
            .lists(&["sign-ca-october", "root-october"])
            .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "expires-soon-proven");
        draft = draft.also_warns(&[reason]);
        suite.add(draft);
    };
    let other = with(&|stamp| TimeStamp { octets: b"something else", ..stamp }.sign(pki));
    useless("stamp-of-other-data", "E9", "The time-stamp is of other data.", other, "time-stamp::imprint");
    let value_only = with(&|stamp| {
        let text = std::str::from_utf8(stamp.octets).unwrap();
        let text = &text[text.find('>').unwrap() + 1..text.rfind('<').unwrap()];
        TimeStamp { octets: text.as_bytes(), ..stamp }.sign(pki)
    });
    useless(
        "stamp-of-value-only",
        "E9",
        "The time-stamp is of the text of SignatureValue and not of the element.",
        value_only,
        "time-stamp::imprint",
    );
    let from = prescription_lt(pki).text();
    let token = &from[from.find("<xa:EncapsulatedTimeStamp>").unwrap() + 26
        ..from.find("</xa:EncapsulatedTimeStamp>").unwrap()];
    let own = with(&|stamp| stamp.sign(pki));
    let own_token = &own[own.find("<xa:EncapsulatedTimeStamp>").unwrap() + 26
        ..own.find("</xa:EncapsulatedTimeStamp>").unwrap()];
    let copied = swap(&own, own_token, token);
    useless(
        "stamp-copied",
        "E9",
        "The time-stamp was copied from another prescription.",
        copied,
        "time-stamp::imprint",
    );
    let sha1 = with(&|stamp| TimeStamp { imprint: Hash::Sha1, ..stamp }.sign(pki));
    useless(
        "stamp-imprint-sha1",
        "C5",
        "The imprint of the time-stamp is SHA-1.",
        sha1,
        "time-stamp::imprint-algorithm",
    );
    let authority = |name: &'static str| {
        with(&|stamp| {
            let signing_certificate = SigningCertificate::Of(name);
            TimeStamp { authority: name, signing_certificate, ..stamp }.sign(pki)
        })
    };
    useless(
        "stamp-authority-without-usage",
        "E10",
        "The authority's certificate is not for time-stamping.",
        authority("tsa-without-usage"),
        "profile::time-stamping",
    );
    useless(
        "stamp-authority-usage-not-critical",
        "E10",
        "The authority's extendedKeyUsage is not critical.",
        authority("tsa-usage-not-critical"),
        "profile::time-stamping-critical",
    );
    useless(
        "stamp-authority-usage-and-another",
        "E10",
        "The authority's certificate is for time-stamping and for TLS.",
        authority("tsa-usage-and-another"),
        "profile::time-stamping",
    );
    useless(
        "stamp-authority-expired",
        "E10",
        "The authority's certificate expired before the time-stamp.",
        authority("tsa-expired"),
        "time-stamp::gen-time-within-validity",
    );
    useless(
        "stamp-authority-revoked",
        "E10",
        "The authority's certificate was revoked before the time-stamp.",
        authority("tsa-revoked"),
        "revocation::revoked",
    );
    let doctor = authority("doctor");
    useless(
        "stamp-by-a-doctor",
        "E10",
        "A doctor's card signed the time-stamp.",
        doctor,
        "time-stamp::tsa-path",
    );
    let confused = with(&|stamp| TimeStamp { authority: "doctor", ..stamp }.sign(pki));
    useless(
        "stamp-names-another-certificate",
        "E10",
        "The token names the authority's certificate and is signed with another.",
        confused,
        "time-stamp::signing-certificate-reference",
    );
    let missing =
        with(&|stamp| TimeStamp { signing_certificate: SigningCertificate::Missing, ..stamp }.sign(pki));
    useless(
        "stamp-without-signing-certificate",
        "E11",
        "The token has no signingCertificate attribute.",
        missing,
        "time-stamp::signed-attributes",
    );
    let two = with(&|stamp| TimeStamp { signers: 2, ..stamp }.sign(pki));
    useless(
        "stamp-two-signers",
        "E11",
        "The token has two SignerInfos.",
        two,
        "time-stamp::exactly-one-signer",
    );
    let none = with(&|stamp| TimeStamp { signers: 0, ..stamp }.sign(pki));
    useless("stamp-no-signer", "E11", "The token has no SignerInfo.", none, "time-stamp::exactly-one-signer");
    let broken = with(&|stamp| {
        let mut token = stamp.sign(pki);
        let last = token.len() - 1;
        token[last] ^= 1;
        token
    });
    useless(
        "stamp-broken-signature",
        "E11",
        "The token's signature is wrong.",
        broken,
        "time-stamp::signature",
    );
    let garbage = with(&|_| b"no token".to_vec());
    useless("stamp-garbage", "E11", "The token is no token.", garbage, "time-stamp::readable");

    suite.add(
        Draft::new("stamp-no-anchor", with(&|stamp| stamp.sign(pki)))
            .about("The caller trusts no time-stamp authority; the certificate expired in June, and it is October.")
            .fails("trusts the time-stamp authority that the document brings")
            .threat("D1")
            .long_term()
            .with("tsa_anchors", json!([]))
            .lists(&["sign-ca-october", "root-october"])
            .indeterminate(&["OUT_OF_BOUNDS_NO_POE"], "path::validity", "expires-soon-proven"),
    );
    let bad_but_fresh = prescription_bes(pki).stored_by_the_service().sign().augment(|it| {
        let token = TimeStamp::new(b"something else", STAMP_TIME).sign(it.pki);
        it.signature_time_stamp_token(&token, "SignatureTimeStamp");
    });
    suite.add(
        Draft::new("stamp-bad-but-not-needed", bad_but_fresh.text())
            .about("The time-stamp is of other data, and the certificate is valid now: judged as if it were not there.")
            .fails("refuses what needs no time-stamp, or shows the time of one that proves nothing")
            .rule("certificates: a time-stamp that is bad proves nothing and is shown as bad")
            .stamped()
            .lists(&["sign-ca", "root", "tsa-root"])
            .passes_with(&["B"], CSV, &["signature::time-stamp-not-used", "time-stamp::imprint"]),
    );
    let two = base().augment(|it| {
        let octets = it.signature_value_octets();
        let later = TimeStamp::new(&octets, "20260901000000Z").sign(it.pki);
        it.signature_time_stamp_token(&later, "later");
        let id = it.signature_time_stamp(STAMP_TIME);
        finish(it, &id);
    });
    suite.add(
        Draft::new("stamp-oldest-counts", two.text())
            .about("Of two good time-stamps the second in the file is the older: it counts.")
            .fails("takes the first or the newest of several")
            .rule("certificates: of several good ones the oldest counts")
            .long_term()
            .passes(&["LT"], CSV),
    );
    let one_bad = base().augment(|it| {
        let bad = TimeStamp::new(b"something else", STAMP_TIME).sign(it.pki);
        it.signature_time_stamp_token(&bad, "bad");
        let id = it.signature_time_stamp(STAMP_TIME);
        finish(it, &id);
    });
    suite.add(
        Draft::new("stamp-one-bad-one-good", one_bad.text())
            .about("Beside a time-stamp of other data there is a good one.")
            .fails("lets one bad time-stamp spoil the good one")
            .rule("certificates: a time-stamp that is bad proves nothing")
            .long_term()
            .passes_with(&["LT"], CSV, &["signature::time-stamp-not-used", "time-stamp::imprint"]),
    );
}

/// Archive time-stamps.
fn archives(suite: &mut Suite, pki: &Pki) {
    let stamped = || dispensing_bes(pki).sign().augment(|it| it.long_term(DISPENSING_STAMP_TIME));
    let passing = |id: &str, about: &str, document: String| {
        Draft::new(id, document).about(about).kind("dispensing").long_term()
    };
    let bad = stamped().augment(|it| {
        let token = TimeStamp::new(b"something else", ARCHIVE_TIME).sign(it.pki);
        let id = it.archive_time_stamp_token(&token, "ArchiveTimeStamp");
        it.time_stamp_validation_data(&id, "tsa", &[]);
    });
    suite.add(
        passing(
            "archive-of-other-data",
            "The archive time-stamp is of other data; the signature time-stamp is good.",
            bad.text(),
        )
        .fails("shows the level LTA because an element of that name is there")
        .threat("E9")
        .passes_with(
            &["LT", "LT"],
            DISPENSING_CSV.as_bytes(),
            &["signature::time-stamp-not-used", "time-stamp::imprint"],
        ),
    );
    let reordered = stamped().augment(|it| {
        // The octets in another order: SignedInfo first.
        let mut octets = it.archive_octets();
        octets.rotate_left(100);
        let token = TimeStamp::new(&octets, ARCHIVE_TIME).sign(it.pki);
        it.archive_time_stamp_token(&token, "ArchiveTimeStamp");
    });
    suite.add(
        passing(
            "archive-other-order",
            "The archive time-stamp is of the same octets in another order.",
            reordered.text(),
        )
        .fails("sums up what an archive time-stamp covers in any order")
        .threat("E9")
        .passes_with(
            &["LT", "LT"],
            DISPENSING_CSV.as_bytes(),
            &["signature::time-stamp-not-used", "time-stamp::imprint"],
        ),
    );
    let after =
        super::baseline::dispensing_lta(pki).augment(|it| it.add_revocation_values(&["root-october"]));
    suite.add(
        passing(
            "archive-then-more-values",
            "Revocation values were added after the archive time-stamp, which does not cover them.",
            after.text(),
        )
        .fails("takes later properties into the imprint")
        .passes(&["LTA", "LT"], DISPENSING_CSV.as_bytes()),
    );
    let twice = super::baseline::dispensing_lta(pki).augment(|it| {
        it.archive_time_stamp("20260901000000Z");
    });
    suite.add(
        passing("archive-twice", "A second archive time-stamp covers the first.", twice.text())
            .fails("knows one archive time-stamp only")
            .passes(&["LTA", "LT"], DISPENSING_CSV.as_bytes()),
    );
    let changed = super::baseline::dispensing_lta(pki).text();
    let csv = der::base64(DISPENSING_CSV.as_bytes());
    let forged = der::base64(DISPENSING_CSV.replace(",14,日分", ",90,日分").as_bytes());
    suite.add(
        passing(
            "archive-content-changed",
            "The content of a dispensing record of level LTA was changed.",
            swap(&changed, &csv, &forged),
        )
        .fails("is content with time-stamps")
        .threat("A6")
        .fails_with(
            &["HASH_FAILURE", "SIG_CRYPTO_FAILURE"],
            "signature::reference-digest",
            "dispensing-lta",
        ),
    );
}
