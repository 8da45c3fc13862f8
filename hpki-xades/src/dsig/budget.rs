//! How much all references and time-stamps of one document may have digested.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use hpki_core::algorithm::DigestAlgorithm;

use crate::c14n::Apex;
use crate::xml::{Document, NodeId};

use super::reference::{DigestedOctets, KeepOctets, Transform};

/// What is left to be digested for one document.
///
/// A Reference of two hundred octets names the whole document as easily as an element of it, so that without a bound the
/// work grows with the square of the file. The budget is a multiple of what there is: the file, and each piece of data
/// outside it that a reference names. What a document has digested a second time, or has several signatures for, it gets
/// remembered from then on: a thousand references to the same thing cost one digest.
#[derive(Debug)]
pub struct DigestBudget<'d, 'i> {
    document: &'d Document<'i>,
    factor: u64,
    left: Cell<u64>,
    /// When no more than this is left, digests are remembered; above it, where documents of one signature are if they are
    /// honest, that would only cost time.
    remember_below: Cell<u64>,
    known: RefCell<HashMap<DigestedPart, DigestedOctets>>,
    left_outside: Cell<u64>,
    /// Where data outside the document lies that was counted.
    outside: RefCell<HashSet<usize>>,
}

/// Everything that the digest of a part of one document depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct DigestedPart {
    pub(super) apex: Apex,
    pub(super) transforms: Vec<Transform>,
    /// The Signature that enveloped-signature removes, where that is among the transforms.
    pub(super) removed: Option<NodeId>,
    pub(super) algorithm: DigestAlgorithm,
}

/// Octets a document may have digested, in multiples of its own, before digests are remembered.
const REMEMBER_FROM: u64 = 2;

/// Digests remembered at most; each takes a few hundred octets.
const REMEMBERED: usize = 1024;

impl<'d, 'i> DigestBudget<'d, 'i> {
    /// For a document: `factor` times its octets
    /// ([`SignatureLimits::digested_expansion`](super::SignatureLimits::digested_expansion)).
    pub fn new(document: &'d Document<'i>, factor: usize) -> DigestBudget<'d, 'i> {
        let (factor, size) = (factor as u64, document.source().len() as u64);
        let all = factor.saturating_mul(size);
        DigestBudget {
            document,
            factor,
            left: Cell::new(all),
            remember_below: Cell::new(all.saturating_sub(REMEMBER_FROM.saturating_mul(size))),
            known: RefCell::default(),
            left_outside: Cell::new(0),
            outside: RefCell::default(),
        }
    }

    /// Takes octets of the document, or made from it, out of the budget; false when it does not suffice.
    pub(super) fn spend(&self, octets: usize) -> bool {
        spend(&self.left, octets)
    }

    /// Has digests remembered from now on: several signatures are likely to cover the same.
    pub(crate) fn remember_from_now(&self) {
        self.remember_below.set(u64::MAX);
    }

    /// Whether digests of parts of this document are remembered by now. Never those of another one.
    pub(super) fn is_remembering(&self, document: &Document<'_>) -> bool {
        std::ptr::eq(self.document, document) && self.left.get() <= self.remember_below.get()
    }

    /// The digest of a part, if it is remembered, and with its octets where they are wanted.
    pub(super) fn known(&self, part: &DigestedPart, keep: KeepOctets) -> Option<DigestedOctets> {
        let known = self.known.borrow();
        known.get(part).filter(|known| keep == KeepOctets::No || known.octets.is_some()).cloned()
    }

    /// Remembers the digest of a part.
    pub(super) fn remember(&self, part: DigestedPart, digested: &DigestedOctets) {
        let mut known = self.known.borrow_mut();
        if known.len() < REMEMBERED {
            known.insert(part, digested.clone());
        }
    }

    /// [`DigestBudget::spend`] for data outside the document. What the caller holds is counted once by where it lies; what the caller
    /// makes anew each time costs the caller more than the digest, and has no bound here.
    pub(super) fn spend_outside(&self, held: &[u8]) -> bool {
        if self.outside.borrow_mut().insert(held.as_ptr().addr()) {
            let more = self.factor.saturating_mul(held.len() as u64);
            self.left_outside.set(self.left_outside.get().saturating_add(more));
        }
        spend(&self.left_outside, held.len())
    }
}

fn spend(left: &Cell<u64>, octets: usize) -> bool {
    match left.get().checked_sub(octets as u64) {
        Some(rest) => left.set(rest),
        None => {
            // What did not suffice once does not suffice for something smaller: the first refusal is the last answer.
            left.set(0);
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::XmlLimits;

    #[test]
    fn a_budget_is_a_multiple_of_what_there_is() {
        let document = Document::parse(b"<a>567</a>", &XmlLimits::default()).unwrap();
        let budget = DigestBudget::new(&document, 2);
        assert!(budget.spend(10) && budget.spend(9) && !budget.spend(2) && !budget.spend(1));
        let (held, other) = ([0; 4], [0; 3]);
        assert!(budget.spend_outside(&held) && budget.spend_outside(&held) && !budget.spend_outside(&held));
        assert!(budget.spend_outside(&other), "other data bring a budget of their own");
    }

    #[test]
    fn digests_are_remembered_of_one_document_once_it_digests_itself_again() {
        let [document, other] =
            [b"<a>567</a>", b"<a>568</a>"].map(|xml| Document::parse(xml, &XmlLimits::default()).unwrap());
        let budget = DigestBudget::new(&document, 64);
        assert!(budget.spend(19) && !budget.is_remembering(&document));
        assert!(budget.spend(1) && budget.is_remembering(&document) && !budget.is_remembering(&other));
        let of_several = DigestBudget::new(&document, 64);
        of_several.remember_from_now();
        assert!(of_several.is_remembering(&document) && !of_several.is_remembering(&other));
    }
}
