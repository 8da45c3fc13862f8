//! Which time is proven (EN 319 102-1, sections 5.5 and 5.6): every time-stamp of a signature, the last first.
//!
//! A time-stamp is judged at the time of the next one that covers it, the last one at the time given from outside.
//! One that is bad proves nothing, is shown as bad, and the signature is judged as if it were not there.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{Digest, Digester};
use hpki_core::path::Proof;
use hpki_core::report::{CheckList, SubIndication};
use hpki_core::time::Time;

use crate::c14n::{Method, Sink};
use crate::dsig::{ProcessingContext, Signature};
use crate::tsp::{TimeStampToken, TimeStampVerification, verify_time_stamp};
use crate::xades::{
    CoveredObjects, DataObjectsTimeStamp, QualifyingProperties, TimeStampProperty, UnsignedProperty,
    UnsignedPropertyKind, all_data_objects_octets, archive_time_stamp_octets, individual_data_objects_octets,
    references_only_octets, signature_and_references_octets, signature_time_stamp_octets,
};
use crate::xml::Element;

use super::evidence::Evidence;
use super::findings;
use super::report::{ProofOfExistence, TimeStampKind, TimeStampOutcome, TimeStampSummary};
use super::settings::Verifier;

/// A time with what is known about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JudgedTime {
    pub(super) at: Time,
    pub(super) by: ProofOfExistence,
}

/// What the time-stamps of one signature came to.
pub(super) struct TimeStamps {
    /// In document order.
    pub(super) summaries: Vec<TimeStampSummary>,
    /// genTime of the oldest good one, and which it is.
    pub(super) proven: Option<JudgedTime>,
    /// Checks in document order of the time-stamps; a bad one leaves warnings, no objection.
    pub(super) checks: CheckList,
}

impl TimeStamps {
    /// Whether a good time-stamp of this kind is there.
    pub(super) fn has_good(&self, kinds: &[TimeStampKind]) -> bool {
        self.summaries
            .iter()
            .any(|summary| summary.outcome == TimeStampOutcome::Good && kinds.contains(&summary.kind))
    }
}

/// One token of one property.
struct Item<'d, 'i> {
    kind: TimeStampKind,
    property: Result<TimeStampProperty<'d, 'i>, String>,
    token: usize,
}

/// Judges every time-stamp of a signature. `outside` is the time for the last one.
pub(super) fn judge(
    verifier: &Verifier,
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    evidence: &Evidence,
    outside: JudgedTime,
) -> TimeStamps {
    let items = items(verifier, qualifying);
    let judge = Judge { verifier, context, signature, qualifying, evidence };
    let mut judged: Vec<(TimeStampSummary, CheckList)> = Vec::with_capacity(items.len());
    let mut covering = Covering { all: outside, signature_value: outside };
    for (index, item) in items.iter().enumerate().rev() {
        let (summary, mut checks) = judge.one(item, &covering);
        if let (TimeStampOutcome::Good, Some(gen_time)) = (summary.outcome, summary.gen_time) {
            let proven = JudgedTime { at: gen_time, by: ProofOfExistence::TimeStamp(index) };
            covering.narrow(item.kind, proven, &mut checks);
        }
        judged.push((summary, checks));
    }
    judged.reverse();
    let good = judged.iter().enumerate().filter(|(_, (summary, _))| {
        summary.outcome == TimeStampOutcome::Good && summary.kind.covers_signature()
    });
    let proven = good
        .filter_map(|(index, (summary, _))| {
            Some(JudgedTime { at: summary.gen_time?, by: ProofOfExistence::TimeStamp(index) })
        })
        .min_by_key(|proven| proven.at);
    let mut checks = CheckList::new();
    let mut summaries = Vec::with_capacity(judged.len());
    for (summary, of_one) in judged {
        checks.append(of_one);
        summaries.push(summary);
    }
    TimeStamps { summaries, proven, checks }
}

/// The times at which earlier time-stamps are judged.
struct Covering {
    /// For time-stamps that only an archive time-stamp covers.
    all: JudgedTime,
    /// For SignatureTimeStamps: a SigAndRefsTimeStamp covers them too.
    signature_value: JudgedTime,
}

impl Covering {
    fn for_kind(&self, kind: TimeStampKind) -> JudgedTime {
        match kind {
            TimeStampKind::Signature => self.signature_value,
            _ => self.all,
        }
    }

    /// A good time-stamp of this kind proves what it covers at its genTime.
    fn narrow(&mut self, kind: TimeStampKind, proven: JudgedTime, checks: &mut CheckList) {
        let before = self.for_kind(kind);
        if before.by.strength() == Proof::ProvenTime && proven.at > before.at {
            let detail = format!("{} is later than {} that covers it", proven.at, before.at);
            checks.not_passed(&findings::TIME_STAMP_ORDER, SubIndication::TimestampOrderFailure, detail);
        }
        match kind {
            TimeStampKind::Archive | TimeStampKind::ArchiveOlder => {
                *self = Covering { all: proven, signature_value: proven };
            }
            TimeStampKind::SignatureAndReferences => self.signature_value = proven,
            _ => {}
        }
    }
}

fn items<'d, 'i>(verifier: &Verifier, qualifying: &QualifyingProperties<'d, 'i>) -> Vec<Item<'d, 'i>> {
    let mut items = Vec::new();
    for (kind, element) in time_stamp_elements(qualifying) {
        match TimeStampProperty::from_element(element, &verifier.limits.signature) {
            Ok(read) => {
                for token in 0..read.tokens.len() {
                    items.push(Item { kind, property: Ok(read.clone()), token });
                }
            }
            Err(error) => items.push(Item { kind, property: Err(error.to_string()), token: 0 }),
        }
    }
    // Several tokens in one property are bounded by it; together they are bounded here.
    items.truncate(verifier.limits.signature.time_stamps);
    items
}

/// Every property that holds time-stamps, in document order: those over the data, then those over the signature.
pub(crate) fn time_stamp_elements<'d, 'i>(
    qualifying: &QualifyingProperties<'d, 'i>,
) -> impl Iterator<Item = (TimeStampKind, Element<'d, 'i>)> {
    let over_data = qualifying.signed.iter().flat_map(|signed| &signed.data_time_stamps);
    let over_data = over_data.map(|time_stamp| match *time_stamp {
        DataObjectsTimeStamp::All(element) => (TimeStampKind::DataObjects, element),
        DataObjectsTimeStamp::Individual(element) => (TimeStampKind::IndividualDataObjects, element),
    });
    let of_signature = qualifying.unsigned.of_signature.iter();
    over_data.chain(of_signature.filter_map(|property| Some((kind_of(property)?, property.element))))
}

/// The kind of time-stamp a property holds, if it holds one.
fn kind_of(property: &UnsignedProperty<'_, '_>) -> Option<TimeStampKind> {
    match property.kind {
        UnsignedPropertyKind::SignatureTimeStamp => Some(TimeStampKind::Signature),
        UnsignedPropertyKind::SignatureAndReferencesTimeStamp => Some(TimeStampKind::SignatureAndReferences),
        UnsignedPropertyKind::ReferencesOnlyTimeStamp => Some(TimeStampKind::ReferencesOnly),
        UnsignedPropertyKind::ArchiveTimeStamp => Some(TimeStampKind::Archive),
        UnsignedPropertyKind::ArchiveTimeStampOlder => Some(TimeStampKind::ArchiveOlder),
        _ => None,
    }
}

struct Judge<'j, 'c, 'd, 'i> {
    verifier: &'j Verifier,
    context: &'j ProcessingContext<'c, 'd, 'i>,
    signature: &'j Signature<'d, 'i>,
    qualifying: &'j QualifyingProperties<'d, 'i>,
    evidence: &'j Evidence,
}

impl Judge<'_, '_, '_, '_> {
    fn one(&self, item: &Item<'_, '_>, covering: &Covering) -> (TimeStampSummary, CheckList) {
        let when = covering.for_kind(item.kind);
        let summary = |gen_time, outcome| TimeStampSummary {
            kind: item.kind,
            gen_time,
            outcome,
            judged_at: when.at,
            judged_by: when.by,
        };
        let mut checks = CheckList::new();
        let token = match self.read(item, &mut checks) {
            Ok(token) => token,
            Err(detail) => {
                checks.warning(&findings::TIME_STAMP_NOT_USED, format!("{}: {detail}", item.kind.name()));
                return (summary(None, TimeStampOutcome::Bad), checks);
            }
        };
        let mut request = TimeStampVerification::new(&token, &self.verifier.time_stamp_anchors, when.at);
        request.proven = when.by.strength();
        request.algorithms = self.verifier.algorithms.as_ref();
        request.intermediates = &self.evidence.certificates;
        request.certificate_lists = &self.evidence.certificate_lists;
        request.ocsp_responses = &self.evidence.ocsp_responses;
        request.revocation = self.verifier.revocation;
        request.limits = self.verifier.limits.path;
        request.cache = Some(&self.verifier.cache);
        let report = verify_time_stamp(&request, &mut |algorithm| {
            imprint(
                self.context,
                self.signature,
                self.qualifying,
                item.kind,
                item.property.as_ref().ok()?,
                algorithm,
            )
        });
        let stated = Some(report.stated_gen_time());
        checks.append_as_warnings(report.checks().clone());
        match report.into_verified() {
            Ok(verified) => (summary(Some(verified.gen_time()), TimeStampOutcome::Good), checks),
            Err(report) => {
                let why = report.verdict().sub_indication().map_or("", |why| why.name());
                checks.warning(&findings::TIME_STAMP_NOT_USED, format!("{}: {why}", item.kind.name()));
                (summary(stated, TimeStampOutcome::Bad), checks)
            }
        }
    }

    fn read(&self, item: &Item<'_, '_>, checks: &mut CheckList) -> Result<TimeStampToken, String> {
        let property = item.property.as_ref().map_err(Clone::clone)?;
        let octets = property.tokens.get(item.token).ok_or_else(String::new)?;
        TimeStampToken::from_der(octets).map_err(|error| {
            checks.warning(error.finding(), error.to_string());
            "not read".to_owned()
        })
    }
}

/// The digest of what a time-stamp covers; `None` where it cannot be put together.
pub(crate) fn imprint(
    context: &ProcessingContext<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    qualifying: &QualifyingProperties<'_, '_>,
    kind: TimeStampKind,
    property: &TimeStampProperty<'_, '_>,
    algorithm: DigestAlgorithm,
) -> Option<Digest> {
    let method: &Method = property.canonicalization.as_ref()?;
    // Only IndividualDataObjectsTimeStamp names what it covers; elsewhere Include could name anything.
    if property.includes.is_empty() == (kind == TimeStampKind::IndividualDataObjects) {
        return None;
    }
    let mut sink = ImprintSink(Digester::new(algorithm).ok()?);
    let document = context.document;
    match kind {
        TimeStampKind::Signature => {
            signature_time_stamp_octets(document, signature, method, &mut sink).ok()?;
        }
        TimeStampKind::SignatureAndReferences => {
            signature_and_references_octets(document, signature, qualifying, property, method, &mut sink)
                .ok()?;
        }
        TimeStampKind::Archive | TimeStampKind::ArchiveOlder => {
            let objects = match kind {
                TimeStampKind::Archive => CoveredObjects::All,
                _ => CoveredObjects::NotReferenced,
            };
            archive_time_stamp_octets(context, signature, qualifying, property, objects, method, &mut sink)
                .ok()?;
        }
        TimeStampKind::ReferencesOnly => {
            references_only_octets(document, qualifying, property, method, &mut sink).ok()?;
        }
        TimeStampKind::DataObjects => {
            all_data_objects_octets(context, signature, qualifying, method, &mut sink).ok()?;
        }
        TimeStampKind::IndividualDataObjects => {
            individual_data_objects_octets(context, signature, property, method, &mut sink).ok()?;
        }
    }
    Some(sink.0.finish())
}

struct ImprintSink(Digester);

impl Sink for ImprintSink {
    fn write(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }
}
