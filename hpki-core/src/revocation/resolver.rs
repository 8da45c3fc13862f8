//! The procedure of RFC 5280, 6.3.3, for every certificate of a path and for the certificates of those who sign
//! lists, without recursion: a certificate whose list is signed by somebody else waits on a stack until that
//! signer's own certificates have been judged.

use std::cmp::Reverse;

use super::finding::OUTDATED_REVOCATION;
use super::freshness::{NotFresh, freshness};
use super::gathered::{Gathered, Remark, Resolved, is_permanent};
use super::responder::{self, ResponderStatus};
use super::scope::{delegates_to, scope};
use super::source::{Source, SourceKind, Statement, is_delta, updates};
use super::{FreshnessRule, RevocationStatus};
use crate::certificate::{Certificate, KeyUsage, ReasonFlags};
use crate::crl::CertificateList;
use crate::key::SubjectPublicKeyInfo;
use crate::name::Name;
use crate::ocsp::{OcspResponse, SingleResponse};
use crate::oid::ObjectIdentifier;
use crate::signature_budget::{NotVerified, SignatureBudget, Signed};
use crate::time::Time;
use crate::trust::TrustAnchor;

/// Signers of lists that have signers of lists of their own: more than a few in a row nobody has.
const DEPTH: usize = 8;

/// Finds certification paths for the signers of lists.
pub(crate) trait SignerPaths<'a> {
    /// Valid paths (revocation not looked at) from certificates with this subject name to this trust anchor, the
    /// signer first, the trust anchor left out. Where the trust anchor has the name, one path is empty.
    fn paths(&self, signer: &Name, trust_anchor: &'a TrustAnchor, at: Time) -> Vec<Vec<Certified<'a>>>;
}

/// A certificate of a path and the key that it certifies there: its own, with the parameters that it inherits on this path
/// where it leaves them to those above it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Certified<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) public_key: &'a SubjectPublicKeyInfo,
}

/// A name with its key: a certificate, or a trust anchor, which may have none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Authority<'a> {
    name: &'a Name,
    public_key: &'a SubjectPublicKeyInfo,
    certificate: Option<&'a Certificate>,
}

impl<'a> From<Certified<'a>> for Authority<'a> {
    fn from(Certified { certificate, public_key }: Certified<'a>) -> Self {
        Authority { name: certificate.subject(), public_key, certificate: Some(certificate) }
    }
}

impl<'a> From<&'a TrustAnchor> for Authority<'a> {
    fn from(anchor: &'a TrustAnchor) -> Self {
        Authority { name: anchor.name(), public_key: anchor.public_key(), certificate: anchor.certificate() }
    }
}

impl Authority<'_> {
    /// Whether its certificate, where it has one, lets the key sign lists.
    fn may_sign_lists(&self) -> Result<(), Unusable> {
        let usage = self.certificate.and_then(|certificate| certificate.extensions().key_usage());
        match usage.is_none_or(|usage| usage.contains(KeyUsage::CRL_SIGN)) {
            true => Ok(()),
            false => Err(Unusable::SignerMayNot),
        }
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

/// The untrusted data a validation may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RevocationData<'a> {
    pub(crate) lists: &'a [CertificateList],
    pub(crate) responses: &'a [OcspResponse],
    pub(crate) responder_status: ResponderStatus,
    /// The most lists, and the most responses, looked at for one certificate.
    pub(crate) limit: usize,
}

/// The revocation checks of one validation.
pub(crate) struct Resolver<'a, 'b> {
    data: RevocationData<'a>,
    signatures: &'b SignatureBudget<'b>,
    signer_paths: &'b dyn SignerPaths<'a>,
    known: Vec<(Link<'a>, Progress)>,
}

enum Progress {
    Begun,
    Done(Resolved),
}

impl<'a, 'b> Resolver<'a, 'b> {
    pub(crate) fn new(
        data: RevocationData<'a>,
        signatures: &'b SignatureBudget<'b>,
        signer_paths: &'b dyn SignerPaths<'a>,
    ) -> Resolver<'a, 'b> {
        Resolver { data, signatures, signer_paths, known: Vec::new() }
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

    /// The lists and responses that count for the certificate at the time, newest first, and lists in scope that are
    /// too old.
    fn sources(&self, link: Link<'a>, gathered: &mut Gathered) -> (Vec<Source<'a>>, Vec<Source<'a>>) {
        let (mut sources, mut outdated) = (Vec::new(), Vec::new());
        let mut looked_at: Vec<&CertificateList> = Vec::new();
        for list in self.data.lists {
            let Some(in_scope) = scope(list, link.certificate) else { continue };
            if looked_at.contains(&list) {
                continue;
            }
            let described =
                |list: &CertificateList| format!("list of {} by {}", list.this_update(), list.issuer());
            if looked_at.len() >= self.data.limit {
                let limit = self.data.limit;
                gathered.not_used(
                    format_args!("{}", described(list)),
                    format_args!("more than {limit} lists were given"),
                );
                break;
            }
            looked_at.push(list);
            match in_scope {
                Ok(_) if is_delta(list) => {}
                Ok(reasons) => self.sources_of(list, reasons, link, gathered, &mut sources, &mut outdated),
                Err(why) => gathered.not_used(format_args!("{}", described(list)), format_args!("{why}")),
            }
        }
        self.responses(link, gathered, &mut sources);
        sources.sort_by_key(|source| Reverse(source.this_update()));
        (sources, outdated)
    }

    /// A complete list, alone and with every delta list that fits it.
    fn sources_of(
        &self,
        list: &'a CertificateList,
        reasons: ReasonFlags,
        link: Link<'a>,
        gathered: &mut Gathered,
        sources: &mut Vec<Source<'a>>,
        outdated: &mut Vec<Source<'a>>,
    ) {
        let not_after = link.certificate.not_after();
        let fresh =
            |list: &CertificateList| freshness(list.this_update(), list.next_update(), link.at, not_after);
        let source = |delta, rule| Source { kind: SourceKind::List { list, delta }, reasons, rule };
        let deltas = self.data.lists.iter().filter(|delta| {
            is_delta(delta) && matches!(scope(delta, link.certificate), Some(Ok(_))) && updates(delta, list)
        });
        let before = sources.len();
        sources.extend(deltas.filter_map(|delta| Some(source(Some(delta), fresh(delta).ok()?))));
        match fresh(list) {
            Ok(rule) => sources.push(source(None, rule)),
            Err(_) if sources.len() > before => {}
            Err(why) => {
                // The rule is of no consequence: such a source is never evidence, only a warning.
                let old = source(None, FreshnessRule::CoversTime);
                gathered.not_used(format_args!("{old}"), format_args!("{why}"));
                if why == NotFresh::Outdated {
                    outdated.push(old);
                }
            }
        }
    }

    /// Answers of OCSP responders about the certificate. Without nextUpdate an answer is good for its own moment, and
    /// for earlier ones.
    fn responses(&self, link: Link<'a>, gathered: &mut Gathered, sources: &mut Vec<Source<'a>>) {
        for response in self.data.responses.iter().take(self.data.limit) {
            let about = |answer: &&SingleResponse| answer.is_about(link.certificate, link.issuer.public_key);
            for answer in response.responses().iter().filter(about) {
                let kind = SourceKind::Response { response, answer };
                let source = |rule| Source { kind, reasons: ReasonFlags::ALL, rule };
                let next_update = answer.next_update.or(Some(answer.this_update));
                let not_after = link.certificate.not_after();
                match freshness(answer.this_update, next_update, link.at, not_after) {
                    Ok(rule) => sources.push(source(rule)),
                    Err(why) => {
                        let old = source(FreshnessRule::CoversTime);
                        gathered.not_used(format_args!("{old}"), format_args!("{why}"));
                    }
                }
            }
        }
    }

    /// Steps (e) to (l) for one source.
    fn hear(&self, link: Link<'a>, source: Source<'a>, gathered: &mut Gathered) -> Result<(), Link<'a>> {
        let statement = source.statement(link.certificate);
        match statement {
            Statement::NotListed if gathered.covers(source.reasons) => return Ok(()),
            Statement::Meaningless(why) => gathered.not_used(format_args!("{source}"), format_args!("{why}")),
            _ => match self.authenticate(link, source)? {
                Ok(()) => gathered.hear(&statement, &source, link.at),
                Err(why) => gathered.not_used(format_args!("{source}"), format_args!("{why}")),
            },
        }
        Ok(())
    }

    /// Whether a source was signed by somebody entitled to.
    fn authenticate(&self, link: Link<'a>, source: Source<'a>) -> Result<Result<(), Unusable>, Link<'a>> {
        // Data issued after the time may be signed with a key that did not exist then.
        let at = link.at.max(source.this_update());
        match source.kind {
            SourceKind::List { list, delta } => self.authenticate_lists(link, list, delta, at),
            SourceKind::Response { response, answer } => {
                self.authenticate_response(link, response, answer, at)
            }
        }
    }

    /// Steps (f) to (h): the signer of the lists is the issuer of the certificate, or has a valid path of its own
    /// to the same trust anchor, none of whose certificates is known to be revoked.
    fn authenticate_lists(
        &self,
        link: Link<'a>,
        list: &'a CertificateList,
        delta: Option<&'a CertificateList>,
        at: Time,
    ) -> Result<Result<(), Unusable>, Link<'a>> {
        let mut obstacle = Unusable::NoSigner;
        let signed_by = |signer: Authority<'a>, at: Time| {
            signer.may_sign_lists()?;
            let lists = [Some(list), delta].into_iter().flatten();
            lists.map(Signed::list).try_for_each(|signed| self.verify(signed, signer.public_key, at))
        };
        if list.issuer() == link.issuer.name {
            match signed_by(link.issuer, link.at) {
                Ok(()) => return Ok(Ok(())),
                Err(why) => obstacle = why,
            }
        }
        for path in self.signer_paths.paths(list.issuer(), link.trust_anchor, at) {
            let signer = path.first().map_or(Authority::from(link.trust_anchor), |&signer| signer.into());
            if signer == link.issuer {
                continue;
            }
            match signed_by(signer, at) {
                Err(why) => obstacle = obstacle.max(why),
                Ok(()) if self.is_unrevoked(&path, link, list.issuer(), at)? => return Ok(Ok(())),
                Ok(()) => obstacle = Unusable::SignerNotGood,
            }
        }
        Ok(Err(obstacle))
    }

    /// The signer of a response is the issuer of the certificate, or a responder with a certificate of that issuer.
    fn authenticate_response(
        &self,
        link: Link<'a>,
        response: &'a OcspResponse,
        answer: &SingleResponse,
        at: Time,
    ) -> Result<Result<(), Unusable>, Link<'a>> {
        if let Some(extension) = response.unknown_critical().or(answer.unknown_critical) {
            return Ok(Err(Unusable::CriticalExtension(extension)));
        }
        let mut obstacle = Unusable::NoResponder;
        if responder::names(response.responder(), link.issuer.name, link.issuer.public_key) {
            match self.verify(Signed::response(response), link.issuer.public_key, at) {
                Ok(()) => return Ok(Ok(())),
                Err(why) => obstacle = why,
            }
        }
        for certificate in response.certificates() {
            let (name, key) = (certificate.subject(), certificate.public_key());
            if !responder::names(response.responder(), name, key) || certificate.issuer() != link.issuer.name
            {
                continue;
            }
            let verified = self
                .verify(Signed::certificate(certificate), link.issuer.public_key, at)
                .and_then(|()| self.verify(Signed::response(response), key, at));
            match verified {
                Err(why) => obstacle = obstacle.max(why),
                Ok(()) if !responder::may_respond(certificate, at) => obstacle = Unusable::ResponderMayNot,
                Ok(()) if responder::needs_no_check(certificate, self.data.responder_status) => {
                    return Ok(Ok(()));
                }
                Ok(()) => {
                    let responder = Link { certificate, at, ..link };
                    match self.is_link_unrevoked(responder)? {
                        true => return Ok(Ok(())),
                        false => obstacle = Unusable::SignerNotGood,
                    }
                }
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
        path: &[Certified<'a>],
        asked_for: Link<'a>,
        list_issuer: &Name,
        at: Time,
    ) -> Result<bool, Link<'a>> {
        let trust_anchor = asked_for.trust_anchor;
        let mut issuer = Authority::from(trust_anchor);
        for &certified in path.iter().rev() {
            let certificate = certified.certificate;
            let link = Link { certificate, issuer, trust_anchor, at };
            issuer = certified.into();
            let asks_itself = certificate == asked_for.certificate && delegates_to(certificate, list_issuer);
            if !asks_itself && !self.is_link_unrevoked(link)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a certificate is known not to be revoked; `Err` where that has to be found out first.
    fn is_link_unrevoked(&self, link: Link<'a>) -> Result<bool, Link<'a>> {
        match self.known.iter().find(|(known, _)| *known == link) {
            None => Err(link),
            Some((_, Progress::Done(resolved))) => {
                Ok(matches!(resolved.status, RevocationStatus::NotRevoked(_)))
            }
            // Its own status waits for this answer: nobody vouches for it.
            Some((_, Progress::Begun)) => Ok(false),
        }
    }

    fn verify(&self, signed: Signed<'_>, key: &SubjectPublicKeyInfo, at: Time) -> Result<(), Unusable> {
        self.signatures.verify(signed, key, at).map_err(|error| match error {
            NotVerified::Wrong => Unusable::SignatureWrong,
            NotVerified::Unacceptable(why) => Unusable::Algorithm(why),
            NotVerified::OverBudget => Unusable::OverBudget,
        })
    }

    /// A list that is too old to count and names the certificate as revoked for good is worth a warning.
    fn warn_of_outdated(
        &self,
        link: Link<'a>,
        outdated: &[Source<'a>],
        gathered: &mut Gathered,
    ) -> Result<(), Link<'a>> {
        if gathered.is_revoked() {
            return Ok(());
        }
        for &source in outdated {
            let Statement::Listed { revocation_date, reason, .. } = source.statement(link.certificate) else {
                continue;
            };
            if is_permanent(reason) && self.authenticate(link, source)?.is_ok() {
                let detail = format!("revoked at {revocation_date}, {source}");
                gathered.remarks.push(Remark { finding: &OUTDATED_REVOCATION, detail });
            }
        }
        Ok(())
    }
}

/// Why a list in scope, or a response, is not used, in the order of usefulness.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unusable {
    NoSigner,
    NoResponder,
    SignatureWrong,
    SignerMayNot,
    ResponderMayNot,
    CriticalExtension(ObjectIdentifier),
    Algorithm(String),
    SignerNotGood,
    OverBudget,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Unusable::NoSigner => "no certificate of its issuer leads to the same trust anchor",
            Unusable::NoResponder => "its responder is neither the issuer nor one the issuer entitled",
            Unusable::SignatureWrong => "its signature does not fit the key of its issuer",
            Unusable::SignerMayNot => "its issuer's key may not sign lists (keyUsage without cRLSign)",
            Unusable::ResponderMayNot => {
                "the responder's certificate is not valid for OCSPSigning at the time"
            }
            Unusable::CriticalExtension(extension) => {
                return write!(formatter, "it has the unknown critical extension {extension}");
            }
            Unusable::Algorithm(why) => return write!(formatter, "its signature is not accepted: {why}"),
            Unusable::SignerNotGood => "the certificate of its signer is revoked, or not known not to be",
            Unusable::OverBudget => "the limit of signature checks is reached",
        })
    }
}
