//! The steps: what is needed next, and what comes of the answer.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::Digest;
use hpki_core::path::{Proof, RevocationMode};
use hpki_core::profile::Profile;
use hpki_core::time::Time;

use crate::tsp::{
    TimeStampReq, TimeStampReqError, TimeStampResp, TimeStampToken, TimeStampVerification, check_response,
    check_time_stamp_facts, verify_time_stamp,
};
use crate::validate::{Level, TimeStampKind, imprint, time_stamp_elements};
use crate::xades::{TimeStampProperty, UnsignedPropertyKind};

use super::added::{AugmentedDocument, Trust};
use super::error::{AugmentError, decisive};
use super::evidence::{Pool, Support, Wanted, support};
use super::judgement::{Anchors, Facts, Material, check_after, check_before, of_signature, verify};
use super::missing::MissingList;
use super::place::{self, Place, SignatureNumber};
use super::property::{self, NewIdentifiers, Prefixes};
use super::settings::Augmenter;
use super::splice::Hole;

/// What augmentation needs next.
pub enum Step<'a> {
    /// A time-stamp.
    TimeStamp(Box<TimeStampWanted<'a>>),
    /// Revocation lists.
    RevocationData(Box<RevocationDataWanted<'a>>),
    /// Nothing: the document is done.
    Done(Box<AugmentedDocument>),
}

/// A time-stamp is wanted over something in the document.
pub struct TimeStampWanted<'a> {
    work: Work<'a>,
    kind: TimeStampKind,
    request: TimeStampReq,
    /// The document with a token of no meaning in the place of the one wanted, over which the imprint is computed as
    /// verification will do it.
    rehearsal: Vec<u8>,
    hole: Hole,
    prefixes: Prefixes,
    identifier: String,
}

/// Revocation lists are wanted.
pub struct RevocationDataWanted<'a> {
    work: Work<'a>,
    missing: Vec<MissingList>,
}

/// The document on its way.
pub(super) struct Work<'a> {
    settings: Augmenter<'a>,
    level: Level,
    number: SignatureNumber,
    /// Where the Signature stands.
    path: String,
    /// What computed before anything was added.
    before: Facts,
    octets: Vec<u8>,
    stage: Stage,
    /// The Id of the time-stamp that was added last, until its validation data are.
    fresh: Option<String>,
    added: Vec<Time>,
    /// The lists that were asked for last.
    asked: Vec<MissingList>,
    trust: Trust,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    SignatureTimeStamp,
    TimeStampData,
    SignerData,
    ArchiveTimeStamp,
    ArchiveData,
    Finish,
}

/// A token of no meaning.
const NO_TOKEN: &[u8] = &[0x30, 0x00];

impl<'a> Work<'a> {
    pub(super) fn begin(
        settings: Augmenter<'a>,
        octets: Vec<u8>,
        level: Level,
    ) -> Result<Step<'a>, AugmentError> {
        if level == Level::B {
            return Err(AugmentError::LevelB);
        }
        if !settings.digest.is_acceptable() {
            return Err(AugmentError::WeakDigest { algorithm: settings.digest });
        }
        let number = {
            let document = crate::xml::Document::parse(&octets, &settings.limits.xml)?;
            place::choose(&document, settings.signature.as_deref())?
        };
        let (path, pool) = place::at(&settings, &octets, number, |place| {
            let pool = Pool::of_document(&settings, place)?.and_settings(&settings);
            Ok((place.signature.element.path(), pool))
        })?;
        let before = Facts::of(&settings, &octets)?;
        let presumed = settings.trust_anchors.is_empty() || settings.time_stamp_anchors.is_empty();
        let trust = if presumed { Trust::Presumed } else { Trust::Anchors };
        let (fresh, added, asked) = (None, Vec::new(), Vec::new());
        let stage = Stage::SignatureTimeStamp;
        let work = Work { settings, level, number, path, before, octets, stage, fresh, added, asked, trust };
        work.check_document(&pool)?;
        work.advance()
    }

    /// Everything that can be known before a time-stamp authority is asked: a time-stamp costs money.
    fn check_document(&self, pool: &Pool) -> Result<(), AugmentError> {
        let settings = &self.settings;
        let pool = &self.with_tokens(pool.clone())?;
        let report = verify(settings, &self.octets, Anchors::of(settings, pool), Material::Given)?;
        let signature = of_signature(&report, &self.path)?;
        check_before(settings, &self.before, self.number, signature, self.level)?;
        if self.level <= signature.level && self.level != Level::LTA {
            return Err(AugmentError::AlreadyThere { level: signature.level });
        }
        // A rehearsal: whatever covers the place would be broken by any addition.
        let (rehearsal, ..) = self.rehearse(TimeStampKind::Signature)?;
        self.before.check_kept(&Facts::of(settings, &rehearsal)?)
    }

    /// Adds the certificates and lists in the document's time-stamp tokens.
    fn with_tokens(&self, pool: Pool) -> Result<Pool, AugmentError> {
        let tokens = place::at(&self.settings, &self.octets, self.number, |place| Ok(tokens(self, place)))?;
        Ok(tokens.iter().fold(pool, |pool, (.., token)| pool.and_token(token)))
    }

    /// Goes on until something is needed.
    fn advance(mut self) -> Result<Step<'a>, AugmentError> {
        loop {
            match self.stage {
                Stage::SignatureTimeStamp => {
                    self.stage = if self.level == Level::T { Stage::Finish } else { Stage::TimeStampData };
                    if !self.has_time_stamp()? {
                        return self.want_time_stamp(TimeStampKind::Signature);
                    }
                }
                Stage::TimeStampData | Stage::ArchiveData => {
                    if let Some(missing) = self.add_time_stamp_data()? {
                        return self.want_lists(missing);
                    }
                    let done = self.stage == Stage::ArchiveData;
                    self.stage = if done { Stage::Finish } else { Stage::SignerData };
                }
                Stage::SignerData => {
                    if let Some(missing) = self.add_signer_data()? {
                        return self.want_lists(missing);
                    }
                    let more = self.level == Level::LTA;
                    self.stage = if more { Stage::ArchiveTimeStamp } else { Stage::Finish };
                }
                Stage::ArchiveTimeStamp => {
                    self.stage = Stage::ArchiveData;
                    return self.want_time_stamp(TimeStampKind::Archive);
                }
                Stage::Finish => return self.finish().map(|done| Step::Done(Box::new(done))),
            }
        }
    }

    /// Asks for lists, but not for the same ones twice: what came did not help.
    fn want_lists(mut self, missing: Vec<MissingList>) -> Result<Step<'a>, AugmentError> {
        if missing == self.asked {
            let lines = missing.iter().map(|one| match one.remark() {
                "" => one.certificate().subject().to_string(),
                remark => format!("{}: {remark}", one.certificate().subject()),
            });
            return Err(AugmentError::RevocationMissing { certificates: lines.collect() });
        }
        self.asked = missing.clone();
        Ok(Step::RevocationData(Box::new(RevocationDataWanted { work: self, missing })))
    }

    fn has_time_stamp(&self) -> Result<bool, AugmentError> {
        place::at(&self.settings, &self.octets, self.number, |place| {
            let mut kinds = time_stamp_elements(&place.qualifying).map(|(kind, _)| kind);
            Ok(kinds.any(TimeStampKind::covers_signature))
        })
    }

    /// The document with a token of no meaning where the next time-stamp goes.
    fn rehearse(&self, kind: TimeStampKind) -> Result<(Vec<u8>, Hole, Prefixes, String), AugmentError> {
        place::at(&self.settings, &self.octets, self.number, |place| {
            let (hole, prefixes) = place.hole();
            let identifier = NewIdentifiers::of(place.context.document).next();
            let content = property::time_stamp(&prefixes, kind, &identifier, NO_TOKEN);
            Ok((hole.filled(&self.octets, &content), hole, prefixes, identifier))
        })
    }

    fn want_time_stamp(self, kind: TimeStampKind) -> Result<Step<'a>, AugmentError> {
        let (rehearsal, hole, prefixes, identifier) = self.rehearse(kind)?;
        let algorithm = self.settings.digest;
        let digest = self.imprint(&rehearsal, kind, algorithm).ok_or(AugmentError::NoImprint)?;
        let request = TimeStampReq::new(algorithm, digest.as_ref()).map_err(|error| match error {
            TimeStampReqError::WeakDigest { algorithm } => AugmentError::WeakDigest { algorithm },
            _ => AugmentError::NoImprint,
        })?;
        let wanted = TimeStampWanted { work: self, kind, request, rehearsal, hole, prefixes, identifier };
        Ok(Step::TimeStamp(Box::new(wanted)))
    }

    /// The digest of what the last property of a document covers, as verification computes it.
    fn imprint(&self, octets: &[u8], kind: TimeStampKind, algorithm: DigestAlgorithm) -> Option<Digest> {
        let digest = place::at(&self.settings, octets, self.number, |place| {
            let last = place.qualifying.unsigned.of_signature.last();
            let property = last.and_then(|property| {
                TimeStampProperty::from_element(property.element, &self.settings.limits.signature).ok()
            });
            Ok(property.and_then(|property| {
                imprint(&place.context, &place.signature, &place.qualifying, kind, &property, algorithm)
            }))
        });
        digest.ok().flatten()
    }

    /// Adds the validation data of the time-stamps that nothing covers yet. `Some` where lists are missing.
    fn add_time_stamp_data(&mut self) -> Result<Option<Vec<MissingList>>, AugmentError> {
        let mut index = 0;
        loop {
            let next = place::at(&self.settings, &self.octets, self.number, |place| {
                let uncovered = uncovered(tokens(self, place));
                match uncovered.get(index) {
                    Some(token) => self.data_of_token(place, token).map(Some),
                    None => Ok(None),
                }
            })?;
            match next {
                None => break,
                Some(Addition::Missing(missing)) => return Ok(Some(missing)),
                Some(Addition::Nothing) => {}
                Some(Addition::Document(octets)) => self.octets = octets,
            }
            index += 1;
        }
        self.fresh = None;
        Ok(None)
    }

    fn data_of_token(
        &self,
        place: &Place<'_, '_, '_>,
        (kind, property, token): &Token,
    ) -> Result<Addition, AugmentError> {
        let settings = &self.settings;
        let of_document = Pool::of_document(settings, place)?.and_token(token);
        let pool = of_document.clone().and_settings(settings);
        let mut imprint_of = |algorithm| self.imprint_at(place, *kind, property, algorithm);
        let facts = check_time_stamp_facts(token, &pool.certificates, &mut imprint_of);
        let Some(intact) = facts.intact() else {
            let detail = decisive(facts.checks()).map(|(finding, ..)| finding.id).unwrap_or_default();
            return Err(AugmentError::ExistingTimeStamp { detail: format!("{}: {detail}", kind.name()) });
        };
        let anchors = pool.anchors(&settings.time_stamp_anchors);
        let wanted = Wanted {
            end_entity: intact.certificate(),
            anchors: &anchors,
            at: settings.at,
            proven: Proof::CallerTime,
            profile: Profile::TimeStamping,
        };
        let is_fresh = self.fresh.is_some() && property.identifier == self.fresh;
        if !is_fresh && wanted.validate(settings, &of_document).into_verified().is_ok() {
            return Ok(Addition::Nothing);
        }
        let (path, lists) = match support(&wanted.validate(settings, &pool))? {
            Support::Whole { path, lists } => (path, lists),
            Support::Missing(missing) => return Ok(Addition::Missing(missing)),
        };
        let lists: Vec<CertificateList> =
            lists.into_iter().filter(|list| !of_document.lists.contains(list)).collect();
        let (hole, prefixes) = place.hole();
        let mut identifiers = NewIdentifiers::of(place.context.document);
        let id = property.identifier.as_deref();
        let content = property::time_stamp_validation_data(&prefixes, &mut identifiers, id, &path, &lists);
        Ok(Addition::Document(hole.filled(&self.octets, &content)))
    }

    fn imprint_at(
        &self,
        place: &Place<'_, '_, '_>,
        kind: TimeStampKind,
        of: &TokenPlace,
        algorithm: DigestAlgorithm,
    ) -> Option<Digest> {
        let (_, element) = time_stamp_elements(&place.qualifying).nth(of.property)?;
        let property = TimeStampProperty::from_element(element, &self.settings.limits.signature).ok()?;
        imprint(&place.context, &place.signature, &place.qualifying, kind, &property, algorithm)
    }

    /// Adds CertificateValues and RevocationValues for the signer's path at the proven time.
    fn add_signer_data(&mut self) -> Result<Option<Vec<MissingList>>, AugmentError> {
        let settings = &self.settings;
        let pool =
            place::at(settings, &self.octets, self.number, |place| Pool::of_document(settings, place))?;
        let pool = self.with_tokens(pool.and_settings(settings))?;
        let report = verify(settings, &self.octets, Anchors::of(settings, &pool), Material::Given)?;
        let signature = of_signature(&report, &self.path)?;
        check_before(settings, &self.before, self.number, signature, self.level)?;
        let (Some(signer), Some(at)) = (&signature.signer, signature.proven_time) else {
            return Err(AugmentError::ExistingTimeStamp { detail: "no proven time".to_owned() });
        };
        let addition = place::at(settings, &self.octets, self.number, |place| {
            self.data_of_signer(place, &signer.certificate, at)
        })?;
        match addition {
            Addition::Missing(missing) => return Ok(Some(missing)),
            Addition::Document(octets) => self.octets = octets,
            Addition::Nothing => {}
        }
        Ok(None)
    }

    fn data_of_signer(
        &self,
        place: &Place<'_, '_, '_>,
        signer: &Certificate,
        at: Time,
    ) -> Result<Addition, AugmentError> {
        let settings = &self.settings;
        let of_document = Pool::of_document(settings, place)?;
        let pool = of_document.clone().and_settings(settings);
        let anchors = pool.anchors(&settings.trust_anchors);
        let (proven, profile) = (Proof::ProvenTime, settings.profile);
        let wanted = Wanted { end_entity: signer, anchors: &anchors, at, proven, profile };
        let has = |kind| place.qualifying.unsigned.of_signature.iter().any(|property| property.kind == kind);
        let has_certificates = has(UnsignedPropertyKind::CertificateValues);
        let has_lists = has(UnsignedPropertyKind::RevocationValues);
        if has_certificates && has_lists && wanted.validate(settings, &of_document).into_verified().is_ok() {
            return Ok(Addition::Nothing);
        }
        let (path, lists) = match support(&wanted.validate(settings, &pool))? {
            Support::Whole { path, lists } => (path, lists),
            Support::Missing(missing) => return Ok(Addition::Missing(missing)),
        };
        let authorities = path.get(1..).unwrap_or_default();
        let (hole, prefixes) = place.hole();
        let mut identifiers = NewIdentifiers::of(place.context.document);
        let identifiers = &mut identifiers;
        let content = if has_certificates && has_lists {
            // Both may stand in a signature only once; what they lack goes where there may be more.
            let new = |list: &&CertificateList| !of_document.lists.contains(*list);
            let lists: Vec<CertificateList> = lists.iter().filter(new).cloned().collect();
            property::time_stamp_validation_data(&prefixes, identifiers, None, authorities, &lists)
        } else {
            let mut content = String::new();
            if !has_certificates {
                content += &property::certificate_values(&prefixes, identifiers, authorities);
            }
            if !has_lists {
                content += &property::revocation_values(&prefixes, identifiers, &lists);
            }
            content
        };
        Ok(Addition::Document(hole.filled(&self.octets, &content)))
    }

    /// Verifies the result before it leaves.
    fn finish(self) -> Result<AugmentedDocument, AugmentError> {
        let settings = &self.settings;
        let facts = Facts::of(settings, &self.octets)?;
        self.before.check_kept(&facts)?;
        if !self.before.new_ones_agree(&facts, self.number) {
            return Err(AugmentError::Result { cause: None, detail: "a digest or signature".to_owned() });
        }
        let pool =
            place::at(settings, &self.octets, self.number, |place| Pool::of_document(settings, place))?;
        let pool = self.with_tokens(pool.and_settings(settings))?;
        let anchors = Anchors::of(settings, &pool);
        // At T, without an anchor and without a root at hand, imprint and signature of the token are all there is.
        let can_be_judged = self.level > Level::T || !anchors.time_stamps.is_empty();
        let material = if self.level > Level::T { Material::OfDocument } else { Material::Given };
        let report = verify(settings, &self.octets, anchors, material)?;
        let signature = of_signature(&report, &self.path)?;
        check_after(signature, self.level, can_be_judged)?;
        let level = if can_be_judged { signature.level } else { Level::T };
        Ok(AugmentedDocument::new(self.octets, level, self.path, self.added, self.trust, report))
    }

    /// Checks a token under the anchors, and takes it into the document.
    fn accept(mut self, wanted: Accepted, der: &[u8]) -> Result<Step<'a>, AugmentError> {
        let token = TimeStampToken::from_der(der).map_err(|error| AugmentError::unreadable_token(&error))?;
        self.check_token(&wanted, &token)?;
        let content = property::time_stamp(&wanted.prefixes, wanted.kind, &wanted.identifier, der);
        self.octets = wanted.hole.filled(&self.octets, &content);
        self.added.push(token.tst_info().gen_time());
        self.fresh = Some(wanted.identifier);
        self.advance()
    }

    fn check_token(&self, wanted: &Accepted, token: &TimeStampToken) -> Result<(), AugmentError> {
        let settings = &self.settings;
        let pool =
            place::at(settings, &self.octets, self.number, |place| Pool::of_document(settings, place))?;
        let pool = pool.and_settings(settings).and_token(token);
        let mut imprint_of = |algorithm| self.imprint(&wanted.rehearsal, wanted.kind, algorithm);
        let anchors = pool.anchors(&settings.time_stamp_anchors);
        if anchors.is_empty() && self.level == Level::T {
            let facts = check_time_stamp_facts(token, &pool.certificates, &mut imprint_of);
            return match facts.intact() {
                Some(_) => Ok(()),
                None => Err(refused(facts.checks())),
            };
        }
        let mut request = TimeStampVerification::new(token, &anchors, settings.at);
        request.intermediates = &pool.certificates;
        request.certificate_lists = &pool.lists;
        request.ocsp_responses = &pool.responses;
        request.revocation = RevocationMode::IfAvailable;
        request.limits = settings.limits.path;
        let report = verify_time_stamp(&request, &mut imprint_of);
        report.into_verified().map(|_| ()).map_err(|report| refused(report.checks()))
    }
}

fn refused(checks: &hpki_core::report::CheckList) -> AugmentError {
    match decisive(checks) {
        Some((finding, _, detail)) => AugmentError::TimeStamp { finding, detail },
        None => AugmentError::TimeStamp { finding: &crate::tsp::finding::READABLE, detail: String::new() },
    }
}

/// What becomes of the document by one addition.
enum Addition {
    Nothing,
    Missing(Vec<MissingList>),
    Document(Vec<u8>),
}

/// Where a token stands.
struct TokenPlace {
    /// The number of its property among those that hold time-stamps.
    property: usize,
    identifier: Option<String>,
}

type Token = (TimeStampKind, TokenPlace, TimeStampToken);

/// The readable tokens over the signature, in document order.
fn tokens(work: &Work<'_>, place: &Place<'_, '_, '_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (number, (kind, element)) in time_stamp_elements(&place.qualifying).enumerate() {
        if !kind.covers_signature() {
            continue;
        }
        let read = TimeStampProperty::from_element(element, &work.settings.limits.signature);
        for octets in read.iter().flat_map(|property| &property.tokens) {
            if let Ok(token) = TimeStampToken::from_der(octets) {
                let identifier = element.attribute("Id").map(|id| id.into_owned());
                tokens.push((kind, TokenPlace { property: number, identifier }, token));
            }
        }
    }
    tokens
}

/// Those that no later archive time-stamp covers: all, or the last archive time-stamp alone.
fn uncovered(tokens: Vec<Token>) -> Vec<Token> {
    let is_archive = |kind| matches!(kind, TimeStampKind::Archive | TimeStampKind::ArchiveOlder);
    let last = tokens.iter().rposition(|(kind, ..)| is_archive(*kind)).unwrap_or(0);
    tokens.into_iter().skip(last).collect()
}

/// What a wanted time-stamp leaves behind when it is there.
struct Accepted {
    kind: TimeStampKind,
    rehearsal: Vec<u8>,
    hole: Hole,
    prefixes: Prefixes,
    identifier: String,
}

impl<'a> TimeStampWanted<'a> {
    /// SignatureTimeStamp or ArchiveTimeStamp.
    pub fn kind(&self) -> TimeStampKind {
        self.kind
    }

    /// The request, with the imprint and for a token with the authority's certificate. Add a nonce where the answer
    /// comes over a network ([`TimeStampReq::with_nonce`]), and a policy where one is wanted.
    pub fn request(&self) -> TimeStampReq {
        self.request.clone()
    }

    /// Takes the answer of the authority (TimeStampResp) to this request: status, imprint, nonce and policy are
    /// checked, then the token as in [`TimeStampWanted::token`].
    ///
    /// # Errors
    /// [`AugmentError::Response`] and [`AugmentError::TimeStamp`], or what the next step finds.
    pub fn answer(self, request: &TimeStampReq, response: &[u8]) -> Result<Step<'a>, AugmentError> {
        let response =
            TimeStampResp::from_der(response).map_err(|error| AugmentError::unreadable_response(&error))?;
        if let Some((finding, _, mut detail)) = decisive(&check_response(request, &response)) {
            for text in response.status_strings() {
                let text: String =
                    text.chars().filter(|character| !character.is_control()).take(100).collect();
                detail += &format!("; {text}");
            }
            return Err(AugmentError::Response { finding, detail });
        }
        match response.token_der() {
            Some(token) => self.token(token),
            None => Err(AugmentError::Response {
                finding: &crate::tsp::finding::RESPONSE_STATUS,
                detail: String::new(),
            }),
        }
    }

    /// Takes a token (CMS ContentInfo). Its imprint must be that of the document, its signature must fit its certificate,
    /// and its path must lead to a trust anchor for time-stamps, where there are any.
    ///
    /// # Errors
    /// [`AugmentError::TimeStamp`], or what the next step finds.
    pub fn token(self, der: &[u8]) -> Result<Step<'a>, AugmentError> {
        let TimeStampWanted { work, kind, rehearsal, hole, prefixes, identifier, .. } = self;
        work.accept(Accepted { kind, rehearsal, hole, prefixes, identifier }, der)
    }
}

impl<'a> RevocationDataWanted<'a> {
    /// The certificates whose revocation is not known, and where their lists may be.
    pub fn missing(&self) -> &[MissingList] {
        &self.missing
    }

    /// Takes lists; more than were asked for do no harm, and none of them is trusted.
    ///
    /// # Errors
    /// [`AugmentError::RevocationMissing`] where they do not help, or what the next step finds.
    pub fn provide(self, lists: Vec<CertificateList>) -> Result<Step<'a>, AugmentError> {
        let mut work = self.work;
        work.settings.certificate_lists.extend(lists);
        work.advance()
    }
}
