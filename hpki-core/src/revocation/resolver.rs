//! The procedure of RFC 5280, 6.3.3, for every certificate of a path and for the certificates of those who sign
//! lists, without recursion: a certificate whose list is signed by somebody else waits on a stack until that
//! signer's own certificates have been judged.

use super::finding::{INVALIDITY_DATE, NOT_USED, OUTDATED_REVOCATION};
use super::freshness::{NotFresh, freshness};
use super::scope::{delegates_to, scope};
use super::source::{Source, Statement, is_delta, updates};
use super::{Evidence, FreshnessRule, RevocationStatus};
use crate::certificate::{Certificate, KeyUsage, ReasonFlags};
use crate::crl::{CertificateList, ReasonCode, RevokedCertificate};
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;
use crate::report::{CheckList, Finding};
use crate::signature_budget::{NotVerified, SignatureBudget, Signed};
use crate::time::Time;
use crate::trust::TrustAnchor;

/// Signers of lists that have signers of lists of their own: more than a few in a row nobody has.
const DEPTH: usize = 8;

/// Finds certification paths for the signers of lists.
pub(crate) trait SignerPaths<'a> {
    /// Valid paths (revocation not looked at) from certificates with this subject name to this trust anchor, the
    /// signer first, the trust anchor left out. Where the trust anchor has the name, one path is empty.
    fn paths(&self, signer: &Name, trust_anchor: &'a TrustAnchor, at: Time) -> Vec<Vec<&'a Certificate>>;
}

/// A name with its key: a certificate, or a trust anchor, which may have none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Authority<'a> {
    name: &'a Name,
    public_key: &'a SubjectPublicKeyInfo,
    certificate: Option<&'a Certificate>,
}

impl<'a> From<&'a Certificate> for Authority<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        let (name, public_key) = (certificate.subject(), certificate.public_key());
        Authority { name, public_key, certificate: Some(certificate) }
    }
}

impl<'a> From<&'a TrustAnchor> for Authority<'a> {
    fn from(anchor: &'a TrustAnchor) -> Self {
        Authority { name: anchor.name(), public_key: anchor.public_key(), certificate: anchor.certificate() }
    }
}

/// A certificate of a path, with what its status depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<'a> {
    pub(crate) certificate: &'a Certificate,
    /// Whose key signed it.
    pub(crate) issuer: Authority<'a>,
    pub(crate) trust_anchor: &'a TrustAnchor,
    pub(crate) at: Time,
}

impl PartialEq for Link<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Certificates of one validation are the caller's values or pointers to them: equal ones compare quickly.
        self.at == other.at
            && self.certificate == other.certificate
            && self.issuer == other.issuer
            && self.trust_anchor == other.trust_anchor
    }
}

/// What was found about a link, and what is to be told about it.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) status: RevocationStatus,
    pub(crate) remarks: Vec<Remark>,
}

/// Something for the report beside the status.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    finding: &'static Finding,
    detail: String,
}

impl Remark {
    /// Lists that were not used are skipped checks; the rest are warnings.
    pub(crate) fn report(&self, checks: &mut CheckList) {
        match *self.finding == NOT_USED {
            true => checks.skipped(self.finding, self.detail.as_str()),
            false => checks.warning(self.finding, self.detail.as_str()),
        }
    }
}

/// The revocation checks of one validation.
pub(crate) struct Resolver<'a, 'b> {
    lists: &'a [CertificateList],
    most_lists: usize,
    signatures: &'b SignatureBudget<'b>,
    signer_paths: &'b dyn SignerPaths<'a>,
    known: Vec<(Link<'a>, Progress)>,
}

enum Progress {
    Begun,
    Done(Resolved),
}

/// What has been gathered about one link.
#[derive(Default)]
struct Gathered {
    covered: Option<ReasonFlags>,
    evidence: Vec<Evidence>,
    /// Whether the newest list that covers holds has been heard: it lifts older holds.
    hold_decided: bool,
    on_hold: Option<(Time, Evidence)>,
    revoked: Option<(RevokedCertificate, Evidence)>,
    remarks: Vec<Remark>,
}

impl<'a, 'b> Resolver<'a, 'b> {
    pub(crate) fn new(
        lists: &'a [CertificateList],
        most_lists: usize,
        signatures: &'b SignatureBudget<'b>,
        signer_paths: &'b dyn SignerPaths<'a>,
    ) -> Resolver<'a, 'b> {
        Resolver { lists, most_lists, signatures, signer_paths, known: Vec::new() }
    }

    /// The status of a certificate.
    pub(crate) fn resolve(&mut self, link: Link<'a>) -> Resolved {
        let unknown = || Resolved { status: RevocationStatus::Unknown, remarks: Vec::new() };
        let mut stack = vec![link];
        while let Some(&current) = stack.last() {
            let slot = self.slot(current);
            let outcome = match self.known.get(slot) {
                Some((_, Progress::Begun)) => self.attempt(current),
                _ => Ok(unknown()),
            };
            match outcome {
                Ok(resolved) => {
                    if let Some((_, progress @ Progress::Begun)) = self.known.get_mut(slot) {
                        *progress = Progress::Done(resolved);
                    }
                    stack.pop();
                }
                Err(needed) if stack.len() < DEPTH => stack.push(needed),
                Err(needed) => self.known.push((needed, Progress::Done(unknown()))),
            }
        }
        match self.known.iter().find(|(known, _)| *known == link) {
            Some((_, Progress::Done(resolved))) => resolved.clone(),
            _ => unknown(),
        }
    }

    /// Where the link stands in the memory; begun where it was not there.
    fn slot(&mut self, link: Link<'a>) -> usize {
        if let Some(slot) = self.known.iter().position(|(known, _)| *known == link) {
            return slot;
        }
        self.known.push((link, Progress::Begun));
        self.known.len() - 1
    }

    /// The procedure for one certificate. `Err` names a link that must be resolved first; then it is run again.
    fn attempt(&self, link: Link<'a>) -> Result<Resolved, Link<'a>> {
        let mut gathered = Gathered::default();
        let (sources, outdated) = self.sources(link, &mut gathered);
        for source in sources {
            self.hear(link, source, &mut gathered)?;
        }
        self.warn_of_outdated(link, &outdated, &mut gathered)?;
        Ok(gathered.resolve())
    }

    /// The lists that count for the certificate at the time, newest first, and those in scope that are too old.
    fn sources(&self, link: Link<'a>, gathered: &mut Gathered) -> (Vec<Source<'a>>, Vec<Source<'a>>) {
        let (mut sources, mut outdated) = (Vec::new(), Vec::new());
        let mut looked_at: Vec<&CertificateList> = Vec::new();
        for list in self.lists {
            let Some(in_scope) = scope(list, link.certificate) else { continue };
            if looked_at.contains(&list) {
                continue;
            }
            if looked_at.len() >= self.most_lists {
                gathered.not_used(list, format_args!("more than {} lists were given", self.most_lists));
                break;
            }
            looked_at.push(list);
            let reasons = match in_scope {
                Ok(reasons) => reasons,
                Err(why) => {
                    gathered.not_used(list, format_args!("{why}"));
                    continue;
                }
            };
            if is_delta(list) {
                continue;
            }
            let not_after = link.certificate.not_after();
            let fresh = |list: &CertificateList| {
                freshness(list.this_update(), list.next_update(), link.at, not_after)
            };
            let source = |delta, rule| Source { list, delta, reasons, rule };
            let deltas = self.lists.iter().filter(|delta| {
                is_delta(delta)
                    && matches!(scope(delta, link.certificate), Some(Ok(_)))
                    && updates(delta, list)
            });
            let mut updated = false;
            for (delta, rule) in deltas.filter_map(|delta| Some((delta, fresh(delta).ok()?))) {
                sources.push(source(Some(delta), rule));
                updated = true;
            }
            match fresh(list) {
                Ok(rule) => sources.push(source(None, rule)),
                Err(_) if updated => {}
                Err(why) => {
                    gathered.not_used(list, format_args!("{why}"));
                    if why == NotFresh::Outdated {
                        outdated.push(source(None, FreshnessRule::CoversTime));
                    }
                }
            }
        }
        sources.sort_by_key(|source| std::cmp::Reverse(source.this_update()));
        (sources, outdated)
    }

    /// Steps (e) to (l) for one source.
    fn hear(&self, link: Link<'a>, source: Source<'a>, gathered: &mut Gathered) -> Result<(), Link<'a>> {
        let statement = source.statement(link.certificate);
        let covered = gathered.covered.unwrap_or(ReasonFlags::NONE);
        if matches!(statement, Statement::NotListed) && covered.contains(source.reasons) {
            return Ok(());
        }
        if matches!(statement, Statement::Meaningless) {
            gathered.not_used(source.list, format_args!("it has removeFromCRL and is not a delta list"));
            return Ok(());
        }
        if let Err(why) = self.authenticate(link, source)? {
            gathered.not_used(source.list, format_args!("{why}"));
            return Ok(());
        }
        gathered.covered = Some(covered.union(source.reasons));
        gathered.hear(statement, source, link.at);
        Ok(())
    }

    /// Steps (f) to (h): the signer of the lists is the issuer of the certificate, or has a valid path of its own
    /// to the same trust anchor, none of whose certificates is known to be revoked.
    fn authenticate(&self, link: Link<'a>, source: Source<'a>) -> Result<Result<(), Unusable>, Link<'a>> {
        let mut obstacle = Unusable::NoSigner;
        if source.list.issuer() == link.issuer.name {
            match self.signed_by(source, link.issuer, link.at) {
                Ok(()) => return Ok(Ok(())),
                Err(why) => obstacle = why,
            }
        }
        // A list issued after the time may be signed with a key that did not exist then.
        let at = link.at.max(source.this_update());
        for path in self.signer_paths.paths(source.list.issuer(), link.trust_anchor, at) {
            let signer = path.first().map_or(Authority::from(link.trust_anchor), |&signer| signer.into());
            if signer == link.issuer {
                continue;
            }
            match self.signed_by(source, signer, at) {
                Ok(()) => {}
                Err(why) => {
                    obstacle = obstacle.max(why);
                    continue;
                }
            }
            match self.is_unrevoked(&path, link, source, at)? {
                true => return Ok(Ok(())),
                false => obstacle = Unusable::SignerNotGood,
            }
        }
        Ok(Err(obstacle))
    }

    /// Whether every certificate of a signer's path is known not to be revoked.
    ///
    /// A CA may delegate the status of a list signer's certificate to that signer itself, by naming it as cRLIssuer
    /// there (PKITS 4.14.30): then its own list speaks about it, and nobody else is asked. Longer circles, and
    /// circles the CA did not ask for, vouch for nothing.
    fn is_unrevoked(
        &self,
        path: &[&'a Certificate],
        asked_for: Link<'a>,
        source: Source<'a>,
        at: Time,
    ) -> Result<bool, Link<'a>> {
        let trust_anchor = asked_for.trust_anchor;
        let mut issuer = Authority::from(trust_anchor);
        for &certificate in path.iter().rev() {
            let link = Link { certificate, issuer, trust_anchor, at };
            issuer = certificate.into();
            if certificate == asked_for.certificate && delegates_to(certificate, source.list.issuer()) {
                continue;
            }
            match self.known.iter().find(|(known, _)| *known == link) {
                None => return Err(link),
                Some((_, Progress::Done(resolved))) => {
                    if !matches!(resolved.status, RevocationStatus::NotRevoked(_)) {
                        return Ok(false);
                    }
                }
                Some((_, Progress::Begun)) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Whether a certificate's key may sign lists and signed these.
    fn signed_by(&self, source: Source<'a>, signer: Authority<'a>, at: Time) -> Result<(), Unusable> {
        let usage = signer.certificate.and_then(|certificate| certificate.extensions().key_usage());
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Err(Unusable::SignerMayNot);
        }
        for list in [Some(source.list), source.delta].into_iter().flatten() {
            match self.signatures.verify(Signed::list(list), signer.public_key, at) {
                Ok(()) => {}
                Err(NotVerified::Wrong) => return Err(Unusable::SignatureWrong),
                Err(NotVerified::Unacceptable(why)) => return Err(Unusable::Algorithm(why)),
                Err(NotVerified::OverBudget) => return Err(Unusable::OverBudget),
            }
        }
        Ok(())
    }

    /// A list that is too old to count and names the certificate as revoked for good is worth a warning.
    fn warn_of_outdated(
        &self,
        link: Link<'a>,
        outdated: &[Source<'a>],
        gathered: &mut Gathered,
    ) -> Result<(), Link<'a>> {
        if gathered.revoked.is_some() {
            return Ok(());
        }
        for &source in outdated {
            let Statement::Listed(entry) = source.statement(link.certificate) else { continue };
            if is_permanent(&entry) && self.authenticate(link, source)?.is_ok() {
                let detail =
                    format!("revoked at {}, list of {}", entry.revocation_date, source.this_update());
                gathered.remarks.push(Remark { finding: &OUTDATED_REVOCATION, detail });
            }
        }
        Ok(())
    }
}

/// Why a list in scope is not used, in the order of usefulness.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unusable {
    NoSigner,
    SignatureWrong,
    SignerMayNot,
    Algorithm(String),
    SignerNotGood,
    OverBudget,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Unusable::NoSigner => "no certificate of its issuer leads to the same trust anchor",
            Unusable::SignatureWrong => "its signature does not fit the key of its issuer",
            Unusable::SignerMayNot => "its issuer's key may not sign lists (keyUsage without cRLSign)",
            Unusable::Algorithm(why) => return write!(formatter, "its signature is not accepted: {why}"),
            Unusable::SignerNotGood => "the certificate of its signer is revoked, or not known not to be",
            Unusable::OverBudget => "the limit of signature checks is reached",
        })
    }
}

impl Gathered {
    fn not_used(&mut self, list: &CertificateList, why: std::fmt::Arguments<'_>) {
        let detail = format!("list of {} by {}: {why}", list.this_update(), list.issuer());
        self.remarks.push(Remark { finding: &NOT_USED, detail });
    }

    /// What an authenticated source adds. Sources come newest first.
    fn hear(&mut self, statement: Statement, source: Source<'_>, at: Time) {
        let evidence = || Evidence {
            certificate_list: source.list.clone(),
            delta: source.delta.cloned(),
            rule: source.rule,
        };
        self.evidence.push(evidence());
        let listed = match statement {
            Statement::Listed(entry) if applies(&entry, source.this_update(), at) => Some(entry),
            Statement::Listed(entry) => {
                self.remark_invalidity(&entry, at);
                None
            }
            Statement::NotListed | Statement::Meaningless => None,
        };
        match listed {
            Some(entry) if is_permanent(&entry) => {
                let earlier = self
                    .revoked
                    .as_ref()
                    .is_none_or(|(known, _)| entry.revocation_date < known.revocation_date);
                if earlier {
                    self.revoked = Some((entry, evidence()));
                }
            }
            Some(hold) if !self.hold_decided => self.on_hold = Some((hold.revocation_date, evidence())),
            _ => {}
        }
        self.hold_decided |= source.reasons.contains(ReasonFlags::CERTIFICATE_HOLD);
    }

    fn remark_invalidity(&mut self, entry: &RevokedCertificate, at: Time) {
        if let Some(date) = entry.invalidity_date.filter(|&date| date <= at) {
            let detail = format!("invalid since {date}, revoked at {}", entry.revocation_date);
            self.remarks.push(Remark { finding: &INVALIDITY_DATE, detail });
        }
    }

    fn resolve(self) -> Resolved {
        let status = if let Some((entry, evidence)) = self.revoked {
            RevocationStatus::Revoked { at: entry.revocation_date, reason: entry.reason, evidence }
        } else if let Some((since, evidence)) = self.on_hold {
            RevocationStatus::OnHold { since, evidence }
        } else if self.covered.is_some_and(|covered| covered.contains(ReasonFlags::ALL)) {
            RevocationStatus::NotRevoked(self.evidence)
        } else {
            RevocationStatus::Unknown
        };
        Resolved { status, remarks: self.remarks }
    }
}

/// Whether an entry speaks about the time: revoked at or before it, or at a date the list itself could not know.
fn applies(entry: &RevokedCertificate, this_update: Time, at: Time) -> bool {
    entry.revocation_date.unix_seconds() <= at.unix_seconds() || entry.revocation_date > this_update
}

fn is_permanent(entry: &RevokedCertificate) -> bool {
    !matches!(entry.reason, Some(ReasonCode::CertificateHold | ReasonCode::RemoveFromCrl))
}
