//! Paths for the signers of revocation lists (RFC 5280, 6.3.3 (f)).

use crate::certificate::Certificate;
use crate::limits::PathLimits;
use crate::name::Name;
use crate::path::processing::{Inputs, process_path};
use crate::path::search::{Pool, Search};
use crate::path::{PolicyInputs, Proof};
use crate::report::CheckList;
use crate::revocation::{Certified, SignerPaths};
use crate::signature_budget::SignatureBudget;
use crate::time::Time;
use crate::trust::TrustAnchor;

/// Finds signers of lists in the same pool and within the same budget as the path itself.
pub(super) struct IssuerPaths<'a, 'b> {
    pub(super) pool: Pool<'a>,
    pub(super) signatures: &'b SignatureBudget<'b>,
    pub(super) limits: &'b PathLimits,
}

impl<'a> SignerPaths<'a> for IssuerPaths<'a, '_> {
    fn paths(&self, signer: &Name, trust_anchor: &'a TrustAnchor, at: Time) -> Vec<Vec<Certified<'a>>> {
        let mut paths = Vec::new();
        if trust_anchor.name() == signer {
            paths.push(Vec::new());
        }
        for certificate in self.pool.intermediates.iter().filter(|candidate| candidate.subject() == signer) {
            paths.extend(self.valid_path(certificate, trust_anchor, at));
        }
        paths
    }
}

impl<'a> IssuerPaths<'a, '_> {
    /// The first path that passes, if any does. No policy is asked of a signer of lists.
    fn valid_path(
        &self,
        signer: &'a Certificate,
        trust_anchor: &'a TrustAnchor,
        at: Time,
    ) -> Option<Vec<Certified<'a>>> {
        let policies = PolicyInputs::default();
        let inputs = Inputs {
            at,
            proven: Proof::CallerTime,
            policies: &policies,
            limits: self.limits,
            strength: self.signatures.strength(),
        };
        let mut search = Search::new(signer, self.pool, Some(trust_anchor), self.signatures, self.limits, at);
        while let Some(path) = search.next_path() {
            let mut checks = CheckList::new();
            process_path(&path, &inputs, &mut checks);
            if checks.objection().is_none() {
                return Some(path.certificates);
            }
        }
        None
    }
}
