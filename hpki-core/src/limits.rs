//! Budgets for foreign input of this crate: how much of it is looked at before it is refused.
//!
//! The numbers are defaults and arguments; the decisions behind them stand in the project's ARCHITECTURE.md.

/// Budgets of one certification path validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathLimits {
    /// Certificates in one path, trust anchor not counted. HPKI uses 2; PKITS needs 7 (RFC 5280 sets none).
    pub path_length: usize,
    /// Signature verifications in one validation. Each costs about 20 µs; without a bound a pool of
    /// certificates that share names and keys costs exponential time.
    pub signature_checks: usize,
    /// Candidate certificates looked at in one validation.
    pub certificates: usize,
    /// Revocation lists looked at in one validation.
    pub certificate_lists: usize,
    /// Nodes of the policy graph (RFC 9618); the tree of RFC 5280 grows exponentially (CVE-2023-0464).
    pub policy_nodes: usize,
    /// Names held against name constraints. Certificates with thousands of each exist to exhaust verifiers.
    pub name_comparisons: usize,
}

impl Default for PathLimits {
    fn default() -> Self {
        PathLimits {
            path_length: 8,
            signature_checks: 100,
            certificates: 64,
            certificate_lists: 64,
            policy_nodes: 4096,
            name_comparisons: 250_000,
        }
    }
}
