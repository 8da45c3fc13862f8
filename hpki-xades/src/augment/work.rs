//! A document on its way from level to level.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::Digest;
use hpki_core::path::RevocationMode;
use hpki_core::report::CheckList;
use hpki_core::time::Time;

use crate::tsp::{
    TimeStampReq, TimeStampReqError, TimeStampToken, TimeStampVerification, check_time_stamp_facts,
    verify_time_stamp,
};
use crate::validate::{Level, TimeStampKind, imprint, time_stamp_elements};
use crate::xades::TimeStampProperty;
use crate::xml::Document;

use super::added::{AugmentedDocument, Trust};
use super::error::{AugmentError, decisive};
use super::evidence::Pool;
use super::judgement::{Anchors, Facts, Material, check_after, check_before, of_signature, verify};
use super::missing::MissingList;
use super::place::{self, SignatureNumber};
use super::property::{self, NewIdentifiers, Prefixes};
use super::settings::Augmenter;
use super::splice::Hole;
use super::step::Step;
use super::token::tokens;

/// The document on its way.
pub(super) struct Work<'a> {
    pub(super) settings: Augmenter<'a>,
    pub(super) level: Level,
    pub(super) number: SignatureNumber,
    /// Where the Signature stands.
    pub(super) path: String,
    /// What computed before anything was added.
    pub(super) before: Facts,
    pub(super) octets: Vec<u8>,
    stage: Stage,
    /// The Id of the time-stamp that was added last, until its validation data are.
    pub(super) fresh: Option<String>,
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

/// A time-stamp that is waited for.
pub(super) struct Pending {
    pub(super) kind: TimeStampKind,
    /// The document with a token of no meaning in the place of the one wanted, over which the imprint is computed as
    /// verification will do it.
    rehearsal: Vec<u8>,
    hole: Hole,
    prefixes: Prefixes,
    identifier: String,
}

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
            let document = Document::parse(&octets, &settings.limits.xml)?;
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
    pub(super) fn with_tokens(&self, pool: Pool) -> Result<Pool, AugmentError> {
        let tokens =
            place::at(&self.settings, &self.octets, self.number, |place| Ok(tokens(&self.settings, place)))?;
        Ok(tokens.iter().fold(pool, |pool, token| pool.and_token(&token.token)))
    }

    /// Goes on until something is needed.
    pub(super) fn advance(mut self) -> Result<Step<'a>, AugmentError> {
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
        Ok(Step::revocation_data(self, missing))
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
        let pending = Pending { kind, rehearsal, hole, prefixes, identifier };
        Ok(Step::time_stamp(self, pending, request))
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
    pub(super) fn accept(mut self, wanted: Pending, der: &[u8]) -> Result<Step<'a>, AugmentError> {
        let token = TimeStampToken::from_der(der).map_err(|error| AugmentError::unreadable_token(&error))?;
        self.check_token(&wanted, &token)?;
        let content = property::time_stamp(&wanted.prefixes, wanted.kind, &wanted.identifier, der);
        self.octets = wanted.hole.filled(&self.octets, &content);
        self.added.push(token.tst_info().gen_time());
        self.fresh = Some(wanted.identifier);
        self.advance()
    }

    fn check_token(&self, wanted: &Pending, token: &TimeStampToken) -> Result<(), AugmentError> {
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

fn refused(checks: &CheckList) -> AugmentError {
    match decisive(checks) {
        Some((finding, _, detail)) => AugmentError::TimeStamp { finding, detail },
        None => AugmentError::TimeStamp { finding: &crate::tsp::finding::READABLE, detail: String::new() },
    }
}
