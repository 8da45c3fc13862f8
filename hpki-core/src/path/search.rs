//! The search for certification paths in a pool of certificates nobody vouches for (RFC 4158).
//!
//! Depth first from the end entity towards a trust anchor, without recursion. An edge is followed only when its
//! signature verifies, or where that has to wait for parameters from farther up, which counts only once it has been made
//! up for; so what is found is a path of true signatures; whether it is a *valid* path is decided by
//! [`processing`](super::processing). Candidates whose key identifier fits come first: on the usual path no
//! signature is verified in vain.

use smallvec::SmallVec;

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::Certificate;
use crate::key::SubjectPublicKeyInfo;
use crate::limits::PathLimits;
use crate::name::Name;
use crate::path::processing::covers;
use crate::path::working_keys::WorkingKeys;
use crate::revocation::Certified;
use crate::signature_budget::{NotVerified, SignatureBudget, Signed};
use crate::time::Time;
use crate::trust::{TrustAnchor, TrustAnchors};

/// Certificates the search may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool<'a> {
    pub(super) trust_anchors: &'a TrustAnchors,
    pub(super) intermediates: &'a [Certificate],
    /// Keys that inherit parameters, found on the way.
    pub(super) working_keys: &'a WorkingKeys,
}

/// A path of true signatures from an end entity to a trust anchor.
#[derive(Clone, Debug)]
pub(super) struct CandidatePath<'a> {
    /// End entity first; the last one was issued by the trust anchor. At least one.
    pub(super) certificates: Vec<Certified<'a>>,
    pub(super) trust_anchor: &'a TrustAnchor,
}

/// Why a search ended without a path, in the order of usefulness: what came closest is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Obstacle {
    /// No certificate of the issuer is at hand.
    IssuerNotFound,
    /// A certificate with the issuer's name is there, but the signature does not fit its key.
    SignatureWrong,
    /// Every continuation leads back to a certificate of the path.
    Loop,
    /// The path grew beyond the limit.
    TooLong,
    /// The signature is of a kind that is not accepted.
    Unacceptable(String),
    /// The search cost too much. Says so whatever else was in the way.
    OverBudget,
}

/// Where the search met an obstacle.
#[derive(Clone, Debug)]
pub(super) struct DeadEnd<'a> {
    pub(super) obstacle: Obstacle,
    /// As far as the path leads, end entity first.
    pub(super) certificates: Vec<&'a Certificate>,
}

/// A running search; each call of [`Search::next_path`] continues it.
#[derive(Debug)]
pub(super) struct Search<'a, 'b> {
    pool: Pool<'a>,
    signatures: &'b SignatureBudget<'b>,
    /// Only paths to this trust anchor.
    only_anchor: Option<&'a TrustAnchor>,
    at: Time,
    path_length: usize,
    /// Candidates that may still be looked at.
    steps: usize,
    frames: SmallVec<[Frame<'a>; 3]>,
    dead_end: Option<DeadEnd<'a>>,
}

/// A certificate of the path under construction, and the issuers not yet tried, the best last.
#[derive(Debug)]
struct Frame<'a> {
    certificate: &'a Certificate,
    candidates: Candidates<'a>,
    remaining: Remaining,
    /// Whether an issuer was left out because it is in the path already.
    looped: bool,
}

/// Candidates that have not been looked for yet. On the usual path the issuer is found by its key identifier, and the
/// names of all the others are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remaining {
    /// Those whose key identifier is not the wanted one.
    OtherKeys,
    Nobody,
}

/// Two fit on the usual path: the issuer, and the same certificate as an anchor or from the document.
type Candidates<'a> = SmallVec<[Candidate<'a>; 2]>;

#[derive(Clone, Copy, Debug)]
enum Candidate<'a> {
    Anchor(&'a TrustAnchor),
    Certificate(&'a Certificate),
}

impl<'a> Candidate<'a> {
    fn public_key(self) -> &'a SubjectPublicKeyInfo {
        match self {
            Candidate::Anchor(anchor) => anchor.public_key(),
            Candidate::Certificate(certificate) => certificate.public_key(),
        }
    }

    fn name(self) -> &'a Name {
        match self {
            Candidate::Anchor(anchor) => anchor.name(),
            Candidate::Certificate(certificate) => certificate.subject(),
        }
    }

    fn certificate(self) -> Option<&'a Certificate> {
        match self {
            Candidate::Anchor(anchor) => anchor.certificate(),
            Candidate::Certificate(certificate) => Some(certificate),
        }
    }
}

/// Which candidates to look for, by their key identifier.
#[derive(Clone, Copy, Debug)]
enum Keys {
    All,
    Wanted,
    Others,
}

/// The key identifier of the issuer that a certificate names.
fn authority_key(certificate: &Certificate) -> Option<&[u8]> {
    certificate.extensions().authority_key_identifier()?.key_identifier()
}

/// The key identifier of a candidate's own certificate.
fn subject_key(candidate: Candidate<'_>) -> Option<&[u8]> {
    candidate.certificate()?.extensions().subject_key_identifier()
}

impl<'a, 'b> Search<'a, 'b> {
    pub(super) fn new(
        end_entity: &'a Certificate,
        pool: Pool<'a>,
        only_anchor: Option<&'a TrustAnchor>,
        signatures: &'b SignatureBudget<'b>,
        limits: &PathLimits,
        at: Time,
    ) -> Search<'a, 'b> {
        let mut search = Search {
            pool,
            signatures,
            only_anchor,
            at,
            path_length: limits.path_length,
            steps: limits.certificates,
            frames: SmallVec::new(),
            dead_end: None,
        };
        search.enter(end_entity);
        search
    }

    /// The next path, or `None` when there is no other.
    pub(super) fn next_path(&mut self) -> Option<CandidatePath<'a>> {
        loop {
            let frame = self.frames.last_mut()?;
            let certificate = frame.certificate;
            let Some(candidate) = frame.candidates.pop() else {
                match frame.remaining {
                    Remaining::OtherKeys => self.look_further(),
                    Remaining::Nobody => drop(self.frames.pop()),
                }
                continue;
            };
            let Some(steps) = self.steps.checked_sub(1) else {
                self.give_up();
                return None;
            };
            self.steps = steps;
            if let Err(why) = self.verify(certificate, candidate) {
                self.refuse(why, self.frames.len());
                continue;
            }
            match candidate {
                Candidate::Anchor(trust_anchor) => match self.certified(trust_anchor) {
                    Ok(certificates) => return Some(CandidatePath { certificates, trust_anchor }),
                    Err((why, length)) => self.refuse(why, length),
                },
                Candidate::Certificate(_) if self.frames.len() >= self.path_length => {
                    self.meet(Obstacle::TooLong, self.frames.len());
                }
                Candidate::Certificate(issuer) => self.enter(issuer),
            }
        }
    }

    /// Verifies an edge. One whose issuer inherits its parameters has to wait until they are known, and is followed meanwhile.
    fn verify(&self, certificate: &Certificate, candidate: Candidate<'_>) -> Result<(), NotVerified> {
        let dsa = matches!(certificate.signature_algorithm(), SignatureAlgorithm::Dsa(_));
        match candidate {
            Candidate::Certificate(issuer)
                if dsa && self.signatures.inherits_parameters(issuer.public_key()) =>
            {
                Ok(())
            }
            _ => self.signatures.verify(Signed::certificate(certificate), candidate.public_key(), self.at),
        }
    }

    /// The certificates of a path that reached a trust anchor, with the keys that they certify on it (RFC 5280, 6.1.4 (d)
    /// to (f)). Where one inherits parameters every edge is verified from the top with the keys as they are now: those that
    /// waited for the first time, the others are known. Parameters come down the path and from nowhere else: whoever could
    /// name others of his choice would know a private key that fits the public one (as in CVE-2020-0601). An error tells
    /// how many certificates, from the end entity, lead to the one that does not verify.
    fn certified(&self, trust_anchor: &'a TrustAnchor) -> Result<Vec<Certified<'a>>, (NotVerified, usize)> {
        let certificates = self.frames.iter().map(|frame| frame.certificate);
        let mut certificates: Vec<Certified<'a>> = certificates
            .map(|certificate| Certified { certificate, public_key: certificate.public_key() })
            .collect();
        let inherits = |certified: &Certified<'a>| self.signatures.inherits_parameters(certified.public_key);
        if !certificates.iter().any(inherits) {
            return Ok(certificates);
        }
        let mut issuer = trust_anchor.public_key();
        for (index, certified) in certificates.iter_mut().enumerate().rev() {
            let signed = Signed::certificate(certified.certificate);
            self.signatures.verify(signed, issuer, self.at).map_err(|why| (why, index + 1))?;
            if inherits(certified) {
                let key = self.pool.working_keys.complete(certified.public_key, issuer);
                certified.public_key = key.ok_or((NotVerified::OverBudget, index + 1))?;
            }
            issuer = certified.public_key;
        }
        Ok(certificates)
    }

    /// The obstacle that was met closest to a trust anchor.
    pub(super) fn into_dead_end(self) -> Option<DeadEnd<'a>> {
        self.dead_end
    }

    fn enter(&mut self, certificate: &'a Certificate) {
        let wanted = authority_key(certificate).is_some();
        let (candidates, looped) =
            if wanted { self.candidates(certificate, Keys::Wanted) } else { (Candidates::new(), false) };
        self.frames.push(Frame { certificate, candidates, remaining: Remaining::OtherKeys, looped });
    }

    /// Adds the candidates with other keys to the last frame.
    fn look_further(&mut self) {
        let Some(&Frame { certificate, looped: looped_before, .. }) = self.frames.last() else { return };
        let keys = if authority_key(certificate).is_some() { Keys::Others } else { Keys::All };
        let (candidates, looped) = self.candidates(certificate, keys);
        if candidates.is_empty() {
            let obstacle = if looped || looped_before { Obstacle::Loop } else { Obstacle::IssuerNotFound };
            self.meet(obstacle, self.frames.len());
        }
        if let Some(frame) = self.frames.last_mut() {
            (frame.candidates, frame.remaining) = (candidates, Remaining::Nobody);
        }
    }

    /// Certificates with the issuer's name, the most promising last; and whether some were left out because
    /// they are in the path already.
    fn candidates(&self, certificate: &'a Certificate, keys: Keys) -> (Candidates<'a>, bool) {
        let (issuer, wanted) = (certificate.issuer(), authority_key(certificate));
        let fits = |candidate: &Candidate<'a>| match keys {
            Keys::All => true,
            Keys::Wanted => subject_key(*candidate) == wanted,
            Keys::Others => subject_key(*candidate) != wanted,
        };
        let anchors = self.pool.trust_anchors.iter().map(Candidate::Anchor);
        let intermediates = self.pool.intermediates.iter().map(Candidate::Certificate);
        let mut looped = false;
        let mut candidates = Candidates::new();
        for candidate in
            anchors.chain(intermediates).filter(fits).filter(|candidate| candidate.name() == issuer)
        {
            match candidate {
                Candidate::Anchor(anchor) if self.only_anchor.is_some_and(|only| only != anchor) => {}
                Candidate::Certificate(issuer) if self.repeats(issuer, certificate) => looped = true,
                _ => candidates.push(candidate),
            }
        }
        if candidates.len() > 1 {
            candidates.sort_by_key(|candidate| self.promise(certificate, *candidate));
        }
        (candidates, looped)
    }

    /// Whether the path already has a certificate with the same name and key: going on over it gains nothing,
    /// and a search without this rule never ends.
    fn repeats(&self, candidate: &Certificate, current: &Certificate) -> bool {
        let in_path = self.frames.iter().map(|frame| frame.certificate).chain([current]);
        in_path.into_iter().any(|certificate| {
            certificate.public_key() == candidate.public_key() && certificate.subject() == candidate.subject()
        })
    }

    /// Larger for a candidate that is more likely the issuer.
    fn promise(&self, certificate: &Certificate, candidate: Candidate<'_>) -> (bool, bool, bool) {
        let contradicts = authority_key(certificate).is_some() && subject_key(candidate).is_some();
        let is_anchor = matches!(candidate, Candidate::Anchor(_));
        (!contradicts, is_anchor, candidate.certificate().is_none_or(|issuer| covers(issuer, self.at)))
    }

    /// So many certificates of the path under construction, end entity first.
    fn certificates(&self, length: usize) -> Vec<&'a Certificate> {
        self.frames.iter().take(length).map(|frame| frame.certificate).collect()
    }

    /// What follows from a signature that does not count.
    fn refuse(&mut self, why: NotVerified, length: usize) {
        match why {
            NotVerified::OverBudget => self.give_up(),
            NotVerified::Wrong => self.meet(Obstacle::SignatureWrong, length),
            NotVerified::Unacceptable(why) => self.meet(Obstacle::Unacceptable(why), length),
        }
    }

    /// Remembers the obstacle if it is more useful than the one remembered: farther along, or of a later kind. It was met
    /// at the last of so many certificates.
    fn meet(&mut self, obstacle: Obstacle, length: usize) {
        let better = self
            .dead_end
            .as_ref()
            .is_none_or(|known| (length, &obstacle) > (known.certificates.len(), &known.obstacle));
        if better {
            self.dead_end = Some(DeadEnd { obstacle, certificates: self.certificates(length) });
        }
    }

    /// Ends the search.
    fn give_up(&mut self) {
        let certificates = self.certificates(self.frames.len());
        self.dead_end = Some(DeadEnd { obstacle: Obstacle::OverBudget, certificates });
        self.frames.clear();
    }
}
