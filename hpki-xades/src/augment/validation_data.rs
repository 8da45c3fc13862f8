//! Certificates and revocation lists put into the document: for time-stamps, and for the signer.

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::crypto::Digest;
use hpki_core::path::Proof;
use hpki_core::profile::Profile;
use hpki_core::time::Time;

use crate::tsp::check_time_stamp_facts;
use crate::validate::{imprint, time_stamp_elements};
use crate::xades::{TimeStampProperty, UnsignedPropertyKind};

use super::error::{AugmentError, decisive};
use super::evidence::{Pool, Support, Wanted, support};
use super::judgement::{Anchors, Material, check_before, of_signature, verify};
use super::missing::MissingList;
use super::place::{self, Place};
use super::property::{self, NewIdentifiers};
use super::token::{Token, tokens, uncovered};
use super::work::Work;

/// What becomes of the document by one addition.
enum Addition {
    Nothing,
    Missing(Vec<MissingList>),
    Document(Vec<u8>),
}

impl Work<'_> {
    /// Adds the validation data of the time-stamps that nothing covers yet. `Some` where lists are missing.
    pub(super) fn add_time_stamp_data(&mut self) -> Result<Option<Vec<MissingList>>, AugmentError> {
        let mut index = 0;
        loop {
            let next = place::at(&self.settings, &self.octets, self.number, |place| {
                let uncovered = uncovered(tokens(&self.settings, place));
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

    /// What a time-stamp needs to be judged later.
    fn data_of_token(&self, place: &Place<'_, '_, '_>, token: &Token) -> Result<Addition, AugmentError> {
        let settings = &self.settings;
        let of_document = Pool::of_document(settings, place)?.and_token(&token.token);
        let pool = of_document.clone().and_settings(settings);
        let mut imprint_of = |algorithm| self.imprint_at(place, token, algorithm);
        let facts = check_time_stamp_facts(&token.token, &pool.certificates, &mut imprint_of);
        let Some(intact) = facts.intact() else {
            let detail = decisive(facts.checks()).map(|(finding, ..)| finding.id).unwrap_or_default();
            return Err(AugmentError::ExistingTimeStamp {
                detail: format!("{}: {detail}", token.kind.name()),
            });
        };
        let anchors = pool.anchors(&settings.time_stamp_anchors);
        let wanted = Wanted {
            end_entity: intact.certificate(),
            anchors: &anchors,
            at: settings.at,
            proven: Proof::CallerTime,
            profile: Profile::TimeStamping,
        };
        let is_fresh = self.fresh.is_some() && token.identifier == self.fresh;
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
        let id = token.identifier.as_deref();
        let content = property::time_stamp_validation_data(&prefixes, &mut identifiers, id, &path, &lists);
        Ok(Addition::Document(hole.filled(&self.octets, &content)))
    }

    /// The digest of what a time-stamp of the document covers.
    fn imprint_at(
        &self,
        place: &Place<'_, '_, '_>,
        token: &Token,
        algorithm: DigestAlgorithm,
    ) -> Option<Digest> {
        let (_, element) = time_stamp_elements(&place.qualifying).nth(token.property)?;
        let property = TimeStampProperty::from_element(element, &self.settings.limits.signature).ok()?;
        imprint(&place.context, &place.signature, &place.qualifying, token.kind, &property, algorithm)
    }

    /// Adds CertificateValues and RevocationValues for the signer's path at the proven time.
    pub(super) fn add_signer_data(&mut self) -> Result<Option<Vec<MissingList>>, AugmentError> {
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

    /// What the signer's path at this proven time needs to be judged later.
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
        let mut content = String::new();
        if !has_certificates {
            content += &property::certificate_values(&prefixes, identifiers, authorities);
        }
        if !has_lists {
            content += &property::revocation_values(&prefixes, identifiers, &lists);
        }
        // Each may stand in a signature only once; what one that is there lacks goes where there may be more.
        let new_one = |one: &&Certificate| has_certificates && !of_document.certificates.contains(*one);
        let new_list = |list: &&CertificateList| has_lists && !of_document.lists.contains(*list);
        let authorities: Vec<Certificate> = authorities.iter().filter(new_one).cloned().collect();
        let lists: Vec<CertificateList> = lists.iter().filter(new_list).cloned().collect();
        if !authorities.is_empty() || !lists.is_empty() {
            content +=
                &property::time_stamp_validation_data(&prefixes, identifiers, None, &authorities, &lists);
        }
        if content.is_empty() {
            return Ok(Addition::Nothing);
        }
        Ok(Addition::Document(hole.filled(&self.octets, &content)))
    }
}
