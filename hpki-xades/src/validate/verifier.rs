//! A document from its octets to its report.

use hpki_core::report::{CheckList, Detail, Finding, SubIndication, Verdict};
use hpki_core::time::Time;

use crate::document::{
    DocumentKind, DocumentRequest, RecognisedSignature, check_content, findings as form, recognise,
};
use crate::dsig::{
    DetachedData, DigestBudget, DigestedOctets, Identifiers, KeepOctets, NoDetachedData, ProcessingContext,
    Signature, Transform, Vocabulary, signature_elements,
};
use crate::xades::qualifying_properties;
use crate::xml::{Document, Element};

use super::evidence::Evidence;
use super::report::{DocumentReport, ProofOfExistence};
use super::settings::{Place, SignedParts, Verifier};
use super::signature::{self, Judged, Subject};
use super::signing_certificate::ReferenceNeed;
use super::time_stamps::JudgedTime;
use super::verified::{SignedContent, SignedPart};

impl Verifier {
    /// Verifies a document at a time. The report is complete whatever the verdict; the signed content comes out of
    /// [`DocumentReport::into_verified`] alone.
    ///
    /// `at` is the time for everything no time-stamp proves earlier: usually now.
    pub fn verify(&self, bytes: &[u8], at: Time) -> DocumentReport {
        self.verify_with_detached(bytes, &NoDetachedData, at)
    }

    /// The same for a document whose signatures refer to data outside it.
    pub fn verify_with_detached(
        &self,
        bytes: &[u8],
        detached: &dyn DetachedData,
        at: Time,
    ) -> DocumentReport {
        let mut checks = CheckList::with_capacity(16);
        let document = match Document::parse(bytes, &self.limits.xml) {
            Ok(document) => document,
            Err(error) => {
                let (line, column) = error.line_column(bytes);
                let detail = format!("line {line}, column {column}: {error}");
                checks.not_passed(error.finding(), SubIndication::FormatFailure, detail);
                return refused(None, checks);
            }
        };
        checks.passed(&form::READABLE, Detail::count(bytes.len(), "octets"));
        if document.has_byte_order_mark() {
            checks.warning(&form::BYTE_ORDER_MARK, "");
        }
        let Some(kind) = self.kind_of(&document, &mut checks) else { return refused(None, checks) };
        let vocabulary = match kind {
            DocumentKind::Prescription | DocumentKind::Dispensing => Vocabulary::Hpki,
            _ => Vocabulary::Any,
        };
        let identifiers = match Identifiers::of(&document, vocabulary) {
            Ok(identifiers) => identifiers,
            Err(error) => {
                checks.not_passed(&form::IDENTIFIERS, SubIndication::FormatFailure, error.path);
                return refused(Some(kind), checks);
            }
        };
        checks.passed(&form::IDENTIFIERS, Detail::count(identifiers.len(), "identifiers"));
        let budget = DigestBudget::new(&document, self.limits.signature.digested_expansion);
        let input = Input { document: &document, identifiers: &identifiers, detached, budget: &budget, at };
        match kind {
            DocumentKind::Prescription | DocumentKind::Dispensing => self.by_grammar(&input, kind, checks),
            _ => self.by_signatures(&input, kind, checks),
        }
    }

    /// The kind of document: by structure where the caller leaves it open, and never another than was asked for.
    fn kind_of(&self, document: &Document<'_>, checks: &mut CheckList) -> Option<DocumentKind> {
        let by_structure = crate::document::kind_by_structure(document);
        let kind = match self.document {
            DocumentRequest::Auto => by_structure,
            DocumentRequest::Exactly(kind @ (DocumentKind::Prescription | DocumentKind::Dispensing)) => {
                by_structure.filter(|&found| found == kind)
            }
            DocumentRequest::Exactly(kind) => Some(kind),
        };
        match kind {
            Some(kind) => checks.passed(&form::KIND, Detail::fixed(kind.name())),
            None => {
                let root: String = document.root().local_name().chars().take(64).collect();
                let detail = format!("root element {root}");
                checks.not_passed(&form::KIND, SubIndication::FormatFailure, detail);
            }
        }
        kind
    }

    /// Prescription and dispensing record: the strict grammar, then each signature, the outermost first.
    fn by_grammar(
        &self,
        input: &Input<'_, '_, '_>,
        kind: DocumentKind,
        mut checks: CheckList,
    ) -> DocumentReport {
        let limits = &self.limits.signature;
        let recognised = match recognise(input.document, input.identifiers, kind, limits, &mut checks) {
            Ok(recognised) => recognised,
            Err(_) => return refused(Some(kind), checks),
        };
        let mut outside = JudgedTime { at: input.at, by: ProofOfExistence::CallerTime };
        let mut evidence = Evidence::of_caller(self);
        let mut judged = Vec::with_capacity(recognised.signatures.len());
        let mut contents = Vec::with_capacity(recognised.signatures.len());
        for mut signature in recognised.signatures {
            let place = if judged.is_empty() { Place::Outermost } else { Place::Inside };
            let one = self.judge_recognised(input, &mut signature, place, outside, &mut evidence);
            // What the outer signature covers existed when the outer signature is proven to have existed, and
            // that is worth something only if the outer signature itself holds.
            if let (Some(at), Some(_)) = (one.report.proven_time, &one.proof) {
                outside = JudgedTime { at, by: ProofOfExistence::OuterSignature };
            }
            contents.push(signature.payload);
            judged.push(one);
        }
        let content = match (recognised.kind, contents.len()) {
            (DocumentKind::Prescription, 1) => contents.pop().map(|csv| SignedContent::Prescription { csv }),
            (DocumentKind::Dispensing, 2) => {
                let prescription_csv = contents.pop().unwrap_or_default();
                contents.pop().map(|csv| SignedContent::Dispensing { csv, prescription_csv })
            }
            _ => None,
        };
        conclude(recognised.kind, checks, judged, content)
    }

    fn judge_recognised(
        &self,
        input: &Input<'_, '_, '_>,
        recognised: &mut RecognisedSignature<'_, '_>,
        place: Place,
        outside: JudgedTime,
        evidence: &mut Evidence,
    ) -> Judged {
        let mut form_checks = std::mem::take(&mut recognised.checks);
        check_content(recognised.kind, &recognised.payload, &mut form_checks);
        let subject = Subject {
            kind: recognised.kind,
            place,
            signature: &recognised.signature,
            qualifying: Some(&recognised.qualifying),
            signed_properties: recognised.qualifying.signed.as_ref(),
            reference_need: ReferenceNeed::Required,
            outside,
            keep: KeepOctets::No,
            form_checks,
        };
        let context = self.context(input, &recognised.signature);
        signature::judge(self, &context, subject, evidence)
    }

    /// Other documents: every Signature that is not inside another one's unsigned properties.
    fn by_signatures(
        &self,
        input: &Input<'_, '_, '_>,
        kind: DocumentKind,
        mut checks: CheckList,
    ) -> DocumentReport {
        let elements = outermost_signatures(input.document);
        if elements.is_empty() {
            checks.not_passed(&form::SIGNATURE_MISSING, SubIndication::FormatFailure, "");
            return refused(Some(kind), checks);
        }
        let limit = self.limits.signature.signatures;
        if elements.len() > limit {
            let detail = format!("{} signatures, more than {limit}", elements.len());
            checks.not_passed(&form::SIGNATURES_TOO_MANY, SubIndication::FormatFailure, detail);
            return refused(Some(kind), checks);
        }
        if elements.len() > 1 {
            input.budget.remember_from_now();
        }
        let mut judged = Vec::with_capacity(elements.len());
        let (mut of_signed_info, mut of_manifests) = (Vec::new(), Vec::new());
        for element in elements {
            match self.judge_element(input, kind, element) {
                Ok((one, of_one)) => {
                    let listed = one.of_manifests.iter();
                    of_manifests.extend(listed.map(|(uri, digested)| signed_part(uri.as_deref(), digested)));
                    judged.push(one);
                    of_signed_info.extend(of_one);
                }
                Err((finding, detail)) => {
                    checks.not_passed(finding, SubIndication::FormatFailure, detail);
                    return refused(Some(kind), checks);
                }
            }
        }
        conclude(kind, checks, judged, Some(SignedContent::Parts { of_signed_info, of_manifests }))
    }

    fn judge_element(
        &self,
        input: &Input<'_, '_, '_>,
        kind: DocumentKind,
        element: Element<'_, '_>,
    ) -> Result<(Judged, Vec<SignedPart>), (&'static Finding, String)> {
        let limits = &self.limits.signature;
        let signature = Signature::from_element(element, limits)
            .map_err(|error| (&form::SIGNATURE_STRUCTURE, error.to_string()))?;
        let qualifying = qualifying_properties(&signature, limits)
            .map_err(|error| (&form::QUALIFYING_PROPERTIES, error.to_string()))?;
        let signed_properties = qualifying.as_ref().and_then(|qualifying| qualifying.signed.as_ref());
        if let Some(signed) = signed_properties
            && !signature.signed_info.references.is_empty()
            && !references_whole(input, &signature, signed.element)
        {
            return Err((&form::REFERENCES, format!("no reference covers {}", signed.element.path())));
        }
        let subject = Subject {
            kind,
            place: Place::Outermost,
            signature: &signature,
            qualifying: qualifying.as_ref(),
            signed_properties,
            reference_need: reference_need(input, kind, &signature, signed_properties.is_some()),
            outside: JudgedTime { at: input.at, by: ProofOfExistence::CallerTime },
            keep: match self.signed_parts {
                SignedParts::Keep => KeepOctets::Yes,
                SignedParts::DigestOnly => KeepOctets::No,
            },
            form_checks: CheckList::new(),
        };
        let context = self.context(input, &signature);
        let mut evidence = Evidence::of_caller(self);
        let judged = signature::judge(self, &context, subject, &mut evidence);
        let parts = signed_parts(input, &signature, signed_properties.map(|signed| signed.element), &judged);
        Ok((judged, parts))
    }

    fn context<'c, 'd, 'i>(
        &self,
        input: &Input<'c, 'd, 'i>,
        signature: &Signature<'_, '_>,
    ) -> ProcessingContext<'c, 'd, 'i> {
        ProcessingContext {
            document: input.document,
            identifiers: input.identifiers,
            signature: signature.element.id(),
            detached: input.detached,
            xml_limits: self.limits.xml,
            budget: Some(input.budget),
        }
    }
}

/// The document and what the caller gave with it.
struct Input<'c, 'd, 'i> {
    document: &'d Document<'i>,
    identifiers: &'c Identifiers<'d>,
    detached: &'c dyn DetachedData,
    budget: &'c DigestBudget<'d, 'i>,
    at: Time,
}

/// A report without any signature: the form was refused.
fn refused(kind: Option<DocumentKind>, checks: CheckList) -> DocumentReport {
    let verdict = checks.objection().unwrap_or(Verdict::not_passed(SubIndication::FormatFailure));
    DocumentReport { verdict, kind, signatures: Vec::new(), checks, content: None }
}

/// The verdict of the whole: passed only with a proof for every signature, else the worst indication, with the
/// sub-indication of the outermost signature that has it.
fn conclude(
    kind: DocumentKind,
    checks: CheckList,
    judged: Vec<Judged>,
    content: Option<SignedContent>,
) -> DocumentReport {
    let every_signature_proven = !judged.is_empty() && judged.iter().all(|one| one.proof.is_some());
    let verdicts = || judged.iter().map(|one| one.report.verdict).chain(checks.objection());
    let worst = verdicts().map(|verdict| verdict.indication()).max();
    let verdict = verdicts().find(|verdict| Some(verdict.indication()) == worst);
    let verdict = match (verdict, every_signature_proven) {
        (Some(Verdict::PASSED), true) => Verdict::PASSED,
        (Some(verdict), _) if verdict != Verdict::PASSED => verdict,
        _ => Verdict::not_passed(SubIndication::Generic),
    };
    let signatures = judged.into_iter().map(|one| one.report).collect();
    DocumentReport { verdict, kind: Some(kind), signatures, checks, content }
}

/// Whether a reference names this very element and does nothing to it but canonicalize it. SignedProperties that no
/// reference covers are words of anybody (threats A3).
fn references_whole(
    input: &Input<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    element: Element<'_, '_>,
) -> bool {
    signature.signed_info.references.iter().any(|reference| {
        let name = reference.uri.as_deref().and_then(|uri| uri.strip_prefix('#'));
        let target = name.and_then(|name| input.identifiers.resolve(name));
        let whole =
            reference.transforms.iter().all(|transform| matches!(transform, Transform::Canonicalization(_)));
        whole && target == Some(element.id())
    })
}

/// Plain XMLDSig has no property that names the signer's certificate. XAdES has, unless the signature covers KeyInfo
/// itself (EN 319 132-1, section 5.2.2, and what older signers did instead); and a letter is XAdES.
fn reference_need(
    input: &Input<'_, '_, '_>,
    kind: DocumentKind,
    signature: &Signature<'_, '_>,
    is_xades: bool,
) -> ReferenceNeed {
    let covers_key_info = || {
        let key_info = signature.key_info.as_ref();
        key_info.is_some_and(|key_info| references_whole(input, signature, key_info.element))
    };
    match kind {
        DocumentKind::Generic if !is_xades || covers_key_info() => ReferenceNeed::None,
        _ => ReferenceNeed::Required,
    }
}

/// Signature elements in document order, without those inside another Signature (counter-signatures, enveloped
/// objects): what an outer signature carries is its matter.
fn outermost_signatures<'d, 'i>(document: &'d Document<'i>) -> Vec<Element<'d, 'i>> {
    let mut found: Vec<Element<'d, 'i>> = Vec::new();
    for element in signature_elements(document) {
        let inside = found.last().is_some_and(|outer| outer.contains(element.id()));
        if !inside {
            found.push(element);
        }
    }
    found
}

/// The octets that were digested for the sender's data: every reference but those to the signature's own parts.
fn signed_parts(
    input: &Input<'_, '_, '_>,
    signature: &Signature<'_, '_>,
    signed_properties: Option<Element<'_, '_>>,
    judged: &Judged,
) -> Vec<SignedPart> {
    let own = [signature.key_info.as_ref().map(|key_info| key_info.element), signed_properties];
    let references = signature.signed_info.references.iter().zip(&judged.digested);
    let of_sender = references.filter(|(reference, _)| {
        let name = reference.uri.as_deref().and_then(|uri| uri.strip_prefix('#'));
        let target = name.and_then(|name| input.identifiers.resolve(name));
        target.is_none() || !own.iter().flatten().any(|element| Some(element.id()) == target)
    });
    let of_signed_info = of_sender
        .filter_map(|(reference, digested)| Some(signed_part(reference.uri.as_deref(), digested.as_ref()?)));
    of_signed_info.collect()
}

fn signed_part(uri: Option<&str>, digested: &DigestedOctets) -> SignedPart {
    SignedPart {
        uri: uri.map(str::to_owned),
        sha256: digested.sha256,
        length: digested.length,
        octets: digested.octets.clone(),
    }
}
