//! The valid policy graph of RFC 9618, which replaces the valid policy tree of RFC 5280, section 6.1.
//!
//! The tree of RFC 5280 has a node for every way a policy can be reached and grows exponentially with the
//! length of a path (CVE-2023-0464). The graph has at most one node per depth and policy; its nodes and edges
//! are counted against a budget all the same, because one certificate can carry thousands of policies.
//!
//! Policy qualifiers are not carried along: nothing in this product shows them, and they never decide.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::{SmallVec, smallvec};

use crate::oid::{self, ObjectIdentifier};

/// The graph grew beyond the budget of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GraphTooLarge;

/// The valid policies of the certificates processed so far. Emptied ("NULL" in the RFC), it stays empty.
#[derive(Debug)]
pub(super) struct PolicyGraph {
    /// Depth 0 holds the one node anyPolicy; the last level belongs to the certificate processed last.
    levels: SmallVec<[Level; 4]>,
    /// Nodes and edges that may still be made.
    budget: usize,
}

/// Policies of one node; nearly always it is one.
type Policies = SmallVec<[ObjectIdentifier; 1]>;

/// The nodes of one depth, sorted by their valid_policy.
#[derive(Debug, Default)]
struct Level(SmallVec<[Node; 1]>);

#[derive(Debug)]
struct Node {
    /// The valid_policy. No other node of its depth has the same.
    policy: ObjectIdentifier,
    /// The expected_policy_set: policies that may follow in the next certificate.
    expected: Policies,
    /// The valid_policy of each parent, one depth above.
    parents: Policies,
}

impl Level {
    fn find(&self, policy: &ObjectIdentifier) -> Result<usize, usize> {
        self.0.binary_search_by(|node| node.policy.cmp(policy))
    }

    fn contains(&self, policy: &ObjectIdentifier) -> bool {
        self.find(policy).is_ok()
    }

    /// Puts nodes that were pushed in any order in theirs.
    fn sort(&mut self) {
        self.0.sort_unstable_by_key(|node| node.policy);
        self.0.dedup_by(|one, other| one.policy == other.policy);
    }
}

/// For every policy that the nodes of a level expect, which of them expect it: `(expected, valid_policy)`, sorted.
struct Followers(SmallVec<[(ObjectIdentifier, ObjectIdentifier); 2]>);

impl Followers {
    /// The nodes that expect this policy.
    fn of(&self, policy: &ObjectIdentifier) -> Policies {
        let first = self.0.partition_point(|(expected, _)| expected < policy);
        let rest = self.0.get(first..).unwrap_or_default();
        rest.iter().take_while(|(expected, _)| expected == policy).map(|(_, parent)| *parent).collect()
    }
}

/// The outcome of policy processing (RFC 9618, section 5.5, steps 4 to 6 of (g)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PolicySets {
    /// Policies all authorities of the path agree on, in the terms of the trust anchor's domain.
    pub(super) authority_constrained: Vec<ObjectIdentifier>,
    /// Those of them that the caller wants.
    pub(super) user_constrained: Vec<ObjectIdentifier>,
}

impl PolicyGraph {
    /// The graph at the trust anchor: every policy is valid. `budget` bounds nodes and edges.
    pub(super) fn new(budget: usize) -> PolicyGraph {
        let expected = smallvec![oid::ANY_POLICY];
        let root = Node { policy: oid::ANY_POLICY, expected, parents: Policies::new() };
        PolicyGraph { levels: smallvec![Level(smallvec![root])], budget }
    }

    /// Whether no policy is left. Every node has a parent, so the graph is empty when its last level is;
    /// nodes above without children never matter again and need not be deleted one by one.
    pub(super) fn is_null(&self) -> bool {
        self.levels.last().is_none_or(|level| level.0.is_empty())
    }

    /// Steps (d) and (e) of section 6.1.3: the next certificate has these policies, or no extension at all.
    /// `any_policy_counts`: inhibit_anyPolicy is not yet zero, or the certificate is self-issued and not last.
    pub(super) fn add_certificate(
        &mut self,
        policies: Option<&[ObjectIdentifier]>,
        any_policy_counts: bool,
    ) -> Result<(), GraphTooLarge> {
        let Some(policies) = policies else {
            self.levels.push(Level::default());
            return Ok(());
        };
        let followers = self.followers()?;
        let any_above = self.levels.last().is_some_and(|level| level.contains(&oid::ANY_POLICY));
        let mut level = Level::default();
        for &policy in policies.iter().filter(|&&policy| policy != oid::ANY_POLICY) {
            let parents = followers.of(&policy);
            if !parents.is_empty() {
                self.add_node(&mut level, policy, parents)?;
            } else if any_above {
                self.add_node(&mut level, policy, smallvec![oid::ANY_POLICY])?;
            }
        }
        level.sort();
        if any_policy_counts && policies.contains(&oid::ANY_POLICY) {
            let of_certificate = level.0.len();
            for group in followers.0.chunk_by(|one, other| one.0 == other.0) {
                let Some(&(policy, _)) = group.first() else { continue };
                let known = level.0.get(..of_certificate).unwrap_or_default();
                if known.binary_search_by(|node| node.policy.cmp(&policy)).is_err() {
                    let parents = group.iter().map(|(_, parent)| *parent).collect();
                    self.add_node(&mut level, policy, parents)?;
                }
            }
            level.sort();
        }
        self.levels.push(level);
        Ok(())
    }

    /// Step (b) of section 6.1.4: policy mappings `(issuerDomainPolicy, subjectDomainPolicy)` of the
    /// certificate added last.
    pub(super) fn map(
        &mut self,
        mappings: &[(ObjectIdentifier, ObjectIdentifier)],
        mapping_allowed: bool,
    ) -> Result<(), GraphTooLarge> {
        if !mapping_allowed {
            if let Some(level) = self.levels.last_mut() {
                let mut mapped: Vec<_> = mappings.iter().map(|(issuer_domain, _)| *issuer_domain).collect();
                mapped.sort_unstable();
                level.0.retain(|node| mapped.binary_search(&node.policy).is_err());
            }
            return Ok(());
        }
        let mut expected: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>> = BTreeMap::new();
        for &(issuer_domain, subject_domain) in mappings {
            expected.entry(issuer_domain).or_default().insert(subject_domain);
        }
        self.spend(mappings.len())?;
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        let any_present = level.contains(&oid::ANY_POLICY);
        for (policy, set) in expected {
            let expected = set.into_iter().collect();
            match level.find(&policy) {
                Ok(found) => level.0[found].expected = expected,
                Err(place) if any_present => {
                    level.0.insert(place, Node { policy, expected, parents: smallvec![oid::ANY_POLICY] });
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Step (g) of section 6.1.5. `initial` is the user-initial-policy-set, `None` for any-policy.
    pub(super) fn policies(&self, initial: Option<&[ObjectIdentifier]>) -> PolicySets {
        let authority_constrained = self.authority_constrained();
        let user_constrained = match initial {
            None => authority_constrained.clone(),
            Some(wanted) if wanted.contains(&oid::ANY_POLICY) => authority_constrained.clone(),
            Some(wanted) if authority_constrained.contains(&oid::ANY_POLICY) => wanted.to_vec(),
            Some(wanted) => {
                authority_constrained.iter().filter(|policy| wanted.contains(policy)).copied().collect()
            }
        };
        PolicySets { authority_constrained, user_constrained }
    }

    /// The policies of the valid_policy_node_set: nodes below anyPolicy alone that a node of the last depth
    /// descends from, and anyPolicy if it holds down to the last certificate.
    fn authority_constrained(&self) -> Vec<ObjectIdentifier> {
        let mut found = Vec::new();
        // Sorted, as the nodes of a level are.
        let mut alive: SmallVec<[ObjectIdentifier; 4]> =
            self.levels.last().into_iter().flat_map(|level| &level.0).map(|node| node.policy).collect();
        if alive.binary_search(&oid::ANY_POLICY).is_ok() {
            found.push(oid::ANY_POLICY);
        }
        for level in self.levels.iter().skip(1).rev() {
            let mut parents_alive = SmallVec::new();
            for node in level.0.iter().filter(|node| alive.binary_search(&node.policy).is_ok()) {
                if node.policy != oid::ANY_POLICY && node.parents.as_slice() == [oid::ANY_POLICY] {
                    found.push(node.policy);
                }
                parents_alive.extend_from_slice(&node.parents);
            }
            parents_alive.sort_unstable();
            parents_alive.dedup();
            alive = parents_alive;
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the nodes of the last level expect.
    fn followers(&mut self) -> Result<Followers, GraphTooLarge> {
        let nodes = self.levels.last().into_iter().flat_map(|level| &level.0);
        let edges = nodes.flat_map(|node| node.expected.iter().map(|&expected| (expected, node.policy)));
        let mut followers: SmallVec<_> = edges.collect();
        self.spend(followers.len())?;
        followers.sort_unstable();
        Ok(Followers(followers))
    }

    fn add_node(
        &mut self,
        level: &mut Level,
        policy: ObjectIdentifier,
        parents: Policies,
    ) -> Result<(), GraphTooLarge> {
        self.spend(1)?;
        level.0.push(Node { policy, expected: smallvec![policy], parents });
        Ok(())
    }

    fn spend(&mut self, amount: usize) -> Result<(), GraphTooLarge> {
        self.budget = self.budget.checked_sub(amount).ok_or(GraphTooLarge)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(number: u32) -> ObjectIdentifier {
        ObjectIdentifier::from_dotted(&format!("2.16.840.1.101.3.2.1.48.{number}")).unwrap()
    }

    fn graph(certificates: &[&[ObjectIdentifier]]) -> PolicyGraph {
        let mut graph = PolicyGraph::new(1000);
        for policies in certificates {
            graph.add_certificate(Some(policies), true).unwrap();
        }
        graph
    }

    #[test]
    fn policies_that_all_certificates_carry_are_valid() {
        let graph = graph(&[&[policy(1), policy(2)], &[policy(2), policy(3)]]);
        assert_eq!(graph.policies(None).authority_constrained, [policy(2)]);
        assert_eq!(graph.policies(Some(&[policy(1)])).user_constrained, []);
        assert_eq!(graph.policies(Some(&[policy(1), policy(2)])).user_constrained, [policy(2)]);
    }

    #[test]
    fn a_certificate_without_policies_ends_them_all() {
        let mut graph = graph(&[&[policy(1)]]);
        graph.add_certificate(None, true).unwrap();
        assert!(graph.is_null());
        graph.add_certificate(Some(&[oid::ANY_POLICY]), true).unwrap();
        assert!(graph.is_null(), "an emptied graph stays empty");
    }

    #[test]
    fn any_policy_passes_what_came_before_and_everything_after() {
        let passes = graph(&[&[policy(1)], &[oid::ANY_POLICY]]);
        assert_eq!(passes.policies(None).authority_constrained, [policy(1)]);
        let open = graph(&[&[oid::ANY_POLICY], &[oid::ANY_POLICY]]);
        assert_eq!(open.policies(None).authority_constrained, [oid::ANY_POLICY]);
        assert_eq!(open.policies(Some(&[policy(7)])).user_constrained, [policy(7)]);
        let mut inhibited = graph(&[&[policy(1)]]);
        inhibited.add_certificate(Some(&[oid::ANY_POLICY]), false).unwrap();
        assert!(inhibited.is_null());
    }

    #[test]
    fn mappings_translate_and_inhibited_ones_delete() {
        let mut mapped = graph(&[&[policy(1)]]);
        mapped.map(&[(policy(1), policy(2))], true).unwrap();
        mapped.add_certificate(Some(&[policy(2)]), true).unwrap();
        // The answer is in the terms of the trust anchor's domain.
        assert_eq!(mapped.policies(None).authority_constrained, [policy(1)]);
        let mut unmapped = graph(&[&[policy(1)]]);
        unmapped.map(&[(policy(1), policy(2))], false).unwrap();
        assert!(unmapped.is_null());
    }

    #[test]
    fn a_mapping_below_any_policy_makes_its_own_node() {
        let mut graph = graph(&[&[oid::ANY_POLICY]]);
        graph.map(&[(policy(1), policy(2))], true).unwrap();
        graph.add_certificate(Some(&[policy(2)]), true).unwrap();
        assert_eq!(graph.policies(None).authority_constrained, [policy(1)]);
    }

    #[test]
    fn a_policy_whose_line_died_out_is_not_reported() {
        let graph = graph(&[&[policy(1), policy(2)], &[policy(1), policy(2)], &[policy(1)]]);
        assert_eq!(graph.policies(None).authority_constrained, [policy(1)]);
    }

    #[test]
    fn mappings_that_multiply_in_a_tree_stay_small_in_the_graph() {
        // Two policies, each mapped to both in every certificate: 2^n paths through a tree, 2n nodes here.
        let both = [policy(1), policy(2)];
        let cross =
            [(policy(1), policy(1)), (policy(1), policy(2)), (policy(2), policy(1)), (policy(2), policy(2))];
        let mut graph = PolicyGraph::new(1000);
        for _ in 0..64 {
            graph.add_certificate(Some(&both), true).unwrap();
            graph.map(&cross, true).unwrap();
        }
        assert_eq!(graph.policies(None).authority_constrained, both);
    }

    #[test]
    fn nodes_are_counted() {
        let many: Vec<_> = (0..20).map(policy).collect();
        let mut graph = PolicyGraph::new(10);
        assert_eq!(graph.add_certificate(Some(&many), true), Err(GraphTooLarge));
    }
}
