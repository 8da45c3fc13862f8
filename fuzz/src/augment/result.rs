//! What must hold of a document that is handed out.

use std::ops::Range;

use hpki_core::path::TestCertificates;
use hpki_core::report::{Indication, Verdict};
use hpki_xades::augment::{AugmentedDocument, Trust};
use hpki_xades::document::{DocumentKind, DocumentRequest};
use hpki_xades::inspect::{CoreValidation, DocumentInspection, InspectOptions, SignatureInspection, inspect};
use hpki_xades::validate::{Fact, Level, Verifier};
use hpki_xades::xml::{Document, Element, XmlLimits};

use super::{Order, PKI};

const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const XADES_141: &str = "http://uri.etsi.org/01903/v1.4.1#";

/// # Panics
/// When one of these does not hold.
pub(super) fn check(order: &Order<'_>, before: &[u8], level: Level, document: &AugmentedDocument) {
    let after = document.octets();
    let inserted = inserted(before, after);
    if inserted.is_empty() {
        assert!(document.time_stamps().is_empty(), "a time-stamp that is nowhere");
    }
    check_elements(before, after, inserted, document.signature());
    check_facts(before, after, document);
    if document.trust() == Trust::Anchors {
        check_verdict(order, level, document);
    }
}

/// Where the new octets stand in the document, which without them is the input. An empty element may have been opened: then
/// its `/` is gone.
fn inserted(before: &[u8], after: &[u8]) -> Range<usize> {
    let same = |(one, other): &(&u8, &u8)| one == other;
    let head = before.iter().zip(after).take_while(same).count();
    let backwards = before[head..].iter().rev().zip(after[head..].iter().rev());
    let tail = backwards.take_while(same).count();
    let gone = &before[head..before.len() - tail];
    assert!(gone.is_empty() || gone == b"/", "octets are gone: {}", String::from_utf8_lossy(gone));
    // The same insertion, begun with its first tag: what follows it may begin like it.
    let (mut start, mut end) = (head, after.len() - tail);
    while gone.is_empty() && start < end && after[start] != b'<' {
        assert!(start > 0 && after[start - 1] == after[end - 1], "the insertion begins with no tag");
        (start, end) = (start - 1, end - 1);
    }
    assert_eq!([&after[..start], gone, &after[end..]].concat(), before, "more changed than was inserted");
    start..end
}

/// Every element of the input is there in its order, and every new one is, or is in, an unsigned property of the signature.
fn check_elements(before: &[u8], after: &[u8], inserted: Range<usize>, signature: &str) {
    let parse = |octets| Document::parse(octets, &XmlLimits::default()).expect("XML");
    let (before, after) = (parse(before), parse(after));
    let (new, old): (Vec<_>, Vec<_>) =
        after.elements().partition(|element| inserted.contains(&element.byte_range().start));
    let name = |element: Element<'_, '_>| (element.path(), element.namespace().to_owned());
    let names = |elements: Vec<Element<'_, '_>>| elements.into_iter().map(name).collect::<Vec<_>>();
    assert_eq!(names(before.elements().collect()), names(old), "elements of the input");
    let is_new = |element: &Element<'_, '_>| inserted.contains(&element.byte_range().start);
    for top in new.iter().filter(|element| !element.parent().is_some_and(|parent| is_new(&parent))) {
        let mut properties = vec![*top];
        for container in ["UnsignedProperties", "UnsignedSignatureProperties"] {
            if let [element] = properties[..]
                && element.is(XADES, container)
            {
                properties = element.child_elements().collect();
            }
        }
        properties.into_iter().for_each(|property| check_property(property, signature));
    }
}

fn check_property(property: Element<'_, '_>, signature: &str) {
    let of_132 = ["SignatureTimeStamp", "CertificateValues", "RevocationValues"];
    let of_141 = ["TimeStampValidationData", "ArchiveTimeStamp"];
    assert!(
        of_132.iter().any(|name| property.is(XADES, name))
            || of_141.iter().any(|name| property.is(XADES_141, name)),
        "{} is no property of a long-term form",
        property.path()
    );
    let mut outer = property;
    for name in ["UnsignedSignatureProperties", "UnsignedProperties", "QualifyingProperties"] {
        outer = outer.parent().expect("an element around it");
        assert!(outer.is(XADES, name), "{} instead of {name}", outer.path());
    }
    let of = outer.parent().and_then(|object| object.parent()).expect("a Signature");
    assert_eq!(of.path(), signature);
}

/// What computed before still does, from the same digests and with the same key.
fn check_facts(before: &[u8], after: &[u8], document: &AugmentedDocument) {
    let inspection = |octets| -> DocumentInspection {
        inspect(octets, &InspectOptions::new(&PKI.letter)).expect("a document with signatures")
    };
    let (before, after) = (inspection(before).signatures, inspection(after).signatures);
    assert_eq!(before.len(), after.len(), "signatures");
    for (before, after) in before.iter().zip(&after) {
        let raised = before.path == document.signature();
        check_kept(before, after);
        if raised {
            assert_eq!(before.core, CoreValidation::Valid, "a signature that did not hold was raised");
            let new = &after.time_stamps[before.time_stamps.len()..];
            let times: Vec<_> = new.iter().filter_map(|time_stamp| time_stamp.gen_time).collect();
            assert_eq!(times, document.time_stamps());
            assert!(new.iter().all(|time_stamp| time_stamp.token == Fact::Agrees), "a new time-stamp");
        } else {
            assert_eq!(before.time_stamps.len(), after.time_stamps.len(), "time-stamps of another signature");
        }
    }
    assert!(after.iter().any(|signature| signature.path == document.signature()));
}

fn check_kept(before: &SignatureInspection, after: &SignatureInspection) {
    assert_eq!(before.path, after.path);
    assert_eq!((before.signature_value, before.key), (after.signature_value, after.key));
    assert_eq!(before.certificates, after.certificates);
    assert_eq!(before.references.len(), after.references.len());
    assert_eq!(before.manifest_references.len(), after.manifest_references.len());
    if before.core == CoreValidation::Valid {
        assert_eq!(after.core, CoreValidation::Valid, "{} does not hold any more", before.path);
    }
    let references = |it: &SignatureInspection| [&it.references[..], &it.manifest_references[..]].concat();
    for (before, after) in references(before).iter().zip(&references(after)) {
        assert_eq!(before.stated, after.stated);
        if before.digest == Fact::Agrees {
            assert_eq!(before, after, "a reference");
        }
    }
    for (before, after) in before.time_stamps.iter().zip(&after.time_stamps) {
        assert_eq!((before.kind, before.gen_time), (after.kind, after.gen_time));
        if before.token == Fact::Agrees {
            assert_eq!(after.token, Fact::Agrees, "a time-stamp that was there");
        }
    }
    if before.counter_signature == Some(Fact::Agrees) {
        assert_eq!(after.counter_signature, Some(Fact::Agrees));
    }
}

/// The signature verifies at its level; at LT and above under the anchors alone, with nothing beside the document.
fn check_verdict(order: &Order<'_>, level: Level, document: &AugmentedDocument) {
    let kind = document.report().kind().unwrap_or(DocumentKind::Generic);
    let mut verifier = Verifier::new(PKI.anchors.clone())
        .with_time_stamp_anchors(PKI.time_stamp_anchors.clone())
        .with_document(DocumentRequest::Exactly(kind))
        .with_test_certificates(TestCertificates::Accept);
    if level == Level::T {
        verifier = verifier
            .with_intermediates([&PKI.intermediates[..], &order.certificates()].concat())
            .with_certificate_lists([&PKI.lists[..], &order.lists()].concat());
    }
    let at = document.report().signatures().iter().map(|signature| signature.judged_at).max();
    let at = document.time_stamps().iter().copied().chain(at).max().expect("a time");
    let report = verifier.verify_with_detached(document.octets(), &PKI.letter, at);
    let signature = report.signatures().iter().find(|signature| signature.path == document.signature());
    let signature = signature.expect("a verdict on the signature");
    assert!(signature.level >= level && document.level() >= level, "{:?} below {level:?}", signature.level);
    match level {
        Level::T => assert_ne!(signature.verdict.indication(), Indication::TotalFailed),
        _ => assert_eq!(signature.verdict, Verdict::PASSED),
    }
}
