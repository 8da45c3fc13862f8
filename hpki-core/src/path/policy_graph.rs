//! The valid policy graph of RFC 9618, which replaces the valid policy tree of RFC 5280, section 6.1.
//!
//! The tree of RFC 5280 has a node for every way a policy can be reached and grows exponentially with the
//! length of a path (CVE-2023-0464). The graph has at most one node per depth and policy; its nodes and edges
//! are counted against a budget all the same, because one certificate can carry thousands of policies.
//!
//! Policy qualifiers are not carried along: nothing in this product shows them, and they never decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::oid::{self, ObjectIdentifier};

/// The graph grew beyond the budget of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GraphTooLarge;

/// The valid policies of the certificates processed so far. Emptied ("NULL" in the RFC), it stays empty.
#[derive(Debug)]
pub(super) struct PolicyGraph {
    /// Depth 0 holds the one node anyPolicy; the last level belongs to the certificate processed last.
    levels: Vec<Level>,
    /// Nodes and edges that may still be made.
    budget: usize,
}

/// The nodes of one depth by their valid_policy.
type Level = BTreeMap<ObjectIdentifier, Node>;

#[derive(Debug, Default)]
struct Node {
    /// The expected_policy_set: policies that may follow in the next certificate.
    expected: Vec<ObjectIdentifier>,
    /// The valid_policy of each parent, one depth above.
    parents: Vec<ObjectIdentifier>,
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
        let root = Node { expected: vec![oid::ANY_POLICY], parents: Vec::new() };
        PolicyGraph { levels: vec![Level::from([(oid::ANY_POLICY, root)])], budget }
    }

    /// Whether no policy is left. Every node has a parent, so the graph is empty when its last level is;
    /// nodes above without children never matter again and need not be deleted one by one.
    pub(super) fn is_null(&self) -> bool {
        self.levels.last().is_none_or(Level::is_empty)
    }

    /// Steps (d) and (e) of section 6.1.3: the next certificate has these policies, or no extension at all.
    /// `any_policy_counts`: inhibit_anyPolicy is not yet zero, or the certificate is self-issued and not last.
    pub(super) fn add_certificate(
        &mut self,
        policies: Option<&[ObjectIdentifier]>,
        any_policy_counts: bool,
    ) -> Result<(), GraphTooLarge> {
        let Some(policies) = policies else {
            self.levels.push(Level::new());
            return Ok(());
        };
        let followers = self.followers()?;
        let any_above = self.levels.last().is_some_and(|level| level.contains_key(&oid::ANY_POLICY));
        let mut level = Level::new();
        for &policy in policies.iter().filter(|&&policy| policy != oid::ANY_POLICY) {
            match followers.get(&policy) {
                Some(parents) => self.add_node(&mut level, policy, parents)?,
                None if any_above => self.add_node(&mut level, policy, &[oid::ANY_POLICY])?,
                None => {}
            }
        }
        if any_policy_counts && policies.contains(&oid::ANY_POLICY) {
            for (&policy, parents) in &followers {
                if !level.contains_key(&policy) {
                    self.add_node(&mut level, policy, parents)?;
                }
            }
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
                mappings.iter().for_each(|(issuer_domain, _)| drop(level.remove(issuer_domain)));
            }
            return Ok(());
        }
        let mut expected: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>> = BTreeMap::new();
        for &(issuer_domain, subject_domain) in mappings {
            expected.entry(issuer_domain).or_default().insert(subject_domain);
        }
        self.spend(mappings.len())?;
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        let any_present = level.contains_key(&oid::ANY_POLICY);
        for (policy, set) in expected {
            let set = set.into_iter().collect();
            match level.get_mut(&policy) {
                Some(node) => node.expected = set,
                None if any_present => {
                    let parents = vec![oid::ANY_POLICY];
                    level.insert(policy, Node { expected: set, parents });
                }
                None => {}
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
        let mut found = BTreeSet::new();
        let mut alive: BTreeSet<ObjectIdentifier> =
            self.levels.last().into_iter().flat_map(|level| level.keys().copied()).collect();
        if alive.contains(&oid::ANY_POLICY) {
            found.insert(oid::ANY_POLICY);
        }
        for level in self.levels.iter().skip(1).rev() {
            let mut parents_alive = BTreeSet::new();
            for (policy, node) in level.iter().filter(|(policy, _)| alive.contains(policy)) {
                if *policy != oid::ANY_POLICY && node.parents == [oid::ANY_POLICY] {
                    found.insert(*policy);
                }
                parents_alive.extend(node.parents.iter().copied());
            }
            alive = parents_alive;
        }
        found.into_iter().collect()
    }

    /// For every expected policy of the last level, the nodes that expect it.
    fn followers(&mut self) -> Result<BTreeMap<ObjectIdentifier, Vec<ObjectIdentifier>>, GraphTooLarge> {
        let mut followers: BTreeMap<ObjectIdentifier, Vec<ObjectIdentifier>> = BTreeMap::new();
        let mut edges = 0;
        for (policy, node) in self.levels.last().into_iter().flatten() {
            for &expected in &node.expected {
                followers.entry(expected).or_default().push(*policy);
                edges += 1;
            }
        }
        self.spend(edges)?;
        Ok(followers)
    }

    fn add_node(
        &mut self,
        level: &mut Level,
        policy: ObjectIdentifier,
        parents: &[ObjectIdentifier],
    ) -> Result<(), GraphTooLarge> {
        self.spend(1)?;
        level.insert(policy, Node { expected: vec![policy], parents: parents.to_vec() });
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
