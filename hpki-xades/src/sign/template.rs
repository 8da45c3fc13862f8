//! Prescriptions by the thousand: what is the same in all of one signer's is worked out once.
//!
//! Prescriptions of one signer differ in the content, SigningTime, three digests and the value, all of them text of one
//! length but the content. So the first preparation is made in full, and where these texts stand in it, in the file and
//! in the canonical octets, is kept; the next are copies with other texts. That a copy is what a full preparation gives
//! is tested; that it reads back is checked for each document before it is handed out, as for any other.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{CommonBeginning, digest};
use hpki_core::time::Time;

use crate::dsig::{append_base64, append_base64_lines, base64_lines_length};

use super::fill::{Filled, FilledReference};
use super::plan::signing_time_text;

/// A finished preparation with holes.
#[derive(Clone, Debug)]
pub(super) struct Template {
    digest: DigestAlgorithm,
    /// The file before and after the content.
    before: Vec<u8>,
    after: Vec<u8>,
    /// In `after`: SigningTime, the digests of the references, where SignatureValue goes.
    time: Range<usize>,
    digests: [Range<usize>; REFERENCES],
    value_at: usize,
    signature_at: usize,
    /// Canonical SignedInfo, and the digests in it.
    signed_info: Vec<u8>,
    signed_digests: [Range<usize>; REFERENCES],
    /// What stands in SignedInfo before the first digest.
    beginning: CommonBeginning,
    /// The references: content, KeyInfo, SignedProperties.
    references: [FilledReference; REFERENCES],
    /// The content in its canonical octets.
    content: Range<usize>,
    /// SigningTime in the canonical octets of SignedProperties.
    canonical_time: Range<usize>,
    /// The SignedProperties of the last second in which somebody signed: SigningTime, and the reference.
    of_second: Arc<Mutex<Option<(String, FilledReference)>>>,
}

const REFERENCES: usize = 3;

impl Template {
    /// From a full preparation of `csv` at `at`; `None` where a text that differs does not stand in it exactly once.
    /// `digest` is that of references, `signed` that of the signature.
    pub(super) fn of(
        filled: &Filled,
        csv: &[u8],
        at: Time,
        digest: DigestAlgorithm,
        signed: DigestAlgorithm,
    ) -> Option<Template> {
        let references: [FilledReference; REFERENCES] = filled.references.clone().try_into().ok()?;
        let [of_content, _, of_properties] = &references;
        let mut text = Vec::new();
        append_base64(csv, &mut text);
        let content = only(&filled.octets, &text)?;
        let (before, after) = (filled.octets.get(..content.start)?, filled.octets.get(content.end..)?);
        let time = signing_time_text(at);
        let signed_digests = places(&filled.signed_info, &references)?;
        let before_digests = signed_digests.iter().map(|place| place.start).min()?;
        Some(Template {
            digest,
            beginning: CommonBeginning::new(signed, filled.signed_info.get(..before_digests)?).ok()?,
            time: only(after, time.as_bytes())?,
            digests: places(after, &references)?,
            value_at: filled.value_at.checked_sub(content.end)?,
            signature_at: filled.signature_at.checked_sub(content.end)?,
            signed_digests,
            signed_info: filled.signed_info.clone(),
            content: only(of_content.octets.as_ref()?, &text)?,
            canonical_time: only(of_properties.octets.as_ref()?, time.as_bytes())?,
            before: before.to_vec(),
            after: after.to_vec(),
            of_second: Arc::default(),
            references,
        })
    }

    /// The preparation of another CSV at another time; `None` where a text is of another length than in the template.
    pub(super) fn fill(&self, csv: &[u8], at: Time) -> Option<Filled> {
        let length = csv.len().div_ceil(3) * 4;
        let mut octets = Vec::with_capacity(self.before.len() + length + self.after.len() + 512);
        octets.extend_from_slice(&self.before);
        append_base64(csv, &mut octets);
        let rest = octets.len();
        let text = octets.get(self.before.len()..)?;
        let time = signing_time_text(at);
        let [of_content, key_info, of_properties] = &self.references;

        let around = of_content.octets.as_ref()?;
        let (head, tail) = (around.get(..self.content.start)?, around.get(self.content.end..)?);
        let of_content = self.reference(of_content, [head, text, tail].concat())?;

        let of_properties = self.signed_properties(of_properties, &time)?;

        octets.extend_from_slice(&self.after);
        let after = octets.get_mut(rest..)?;
        put(after, &self.time, time.as_bytes())?;
        let mut signed_info = self.signed_info.clone();
        let references = [of_content, key_info.clone(), of_properties];
        let mut text = Vec::with_capacity(base64_lines_length(64));
        for (index, reference) in references.iter().enumerate() {
            text.clear();
            append_base64_lines(reference.digest.as_ref(), &mut text);
            put(after, self.digests.get(index)?, &text)?;
            put(&mut signed_info, self.signed_digests.get(index)?, &text)?;
        }
        let (signature_at, value_at) = (rest + self.signature_at, rest + self.value_at);
        Some(Filled { octets, signature_at, value_at, signed_info, references: references.into() })
    }

    /// SignedProperties differ by the second: signers of many documents have thousands in each.
    fn signed_properties(&self, of_template: &FilledReference, time: &str) -> Option<FilledReference> {
        // Whoever panicked while it was locked left the old pair or the new one.
        let mut of_second = self.of_second.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, reference)) = &*of_second
            && known == time
        {
            return Some(reference.clone());
        }
        let mut canonical = of_template.octets.as_deref()?.clone();
        put(&mut canonical, &self.canonical_time, time.as_bytes())?;
        let reference = self.reference(of_template, canonical)?;
        *of_second = Some((time.to_owned(), reference.clone()));
        Some(reference)
    }

    /// What stands in SignedInfo before the first digest.
    pub(super) fn beginning(&self) -> &CommonBeginning {
        &self.beginning
    }

    /// A reference of the template, to other octets.
    fn reference(&self, of_template: &FilledReference, canonical: Vec<u8>) -> Option<FilledReference> {
        let digest = digest(self.digest, &canonical).ok()?;
        let planned = Arc::clone(&of_template.planned);
        Some(FilledReference { planned, digest, octets: Some(Arc::new(canonical)) })
    }
}

/// Where the digests stand as text.
fn places(octets: &[u8], references: &[FilledReference; REFERENCES]) -> Option<[Range<usize>; REFERENCES]> {
    let place = |reference: &FilledReference| {
        let mut text = Vec::new();
        append_base64_lines(reference.digest.as_ref(), &mut text);
        only(octets, &text)
    };
    let [first, second, third] = references;
    Some([place(first)?, place(second)?, place(third)?])
}

/// Where a text stands, if it stands there once.
fn only(octets: &[u8], text: &[u8]) -> Option<Range<usize>> {
    let mut found = memchr::memmem::find_iter(octets, text);
    match (found.next(), found.next()) {
        (Some(at), None) => Some(at..at + text.len()),
        _ => None,
    }
}

fn put(octets: &mut [u8], place: &Range<usize>, text: &[u8]) -> Option<()> {
    let held = octets.get_mut(place.clone()).filter(|held| held.len() == text.len())?;
    held.copy_from_slice(text);
    Some(())
}
