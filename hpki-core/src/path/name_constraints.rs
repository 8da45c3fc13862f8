//! Name constraints along a path (RFC 5280, sections 4.2.1.10, 6.1.3 (b), (c) and 6.1.4 (g)).
//!
//! Every set of constraints met on the way down is kept and every name held against all of them. That is the
//! intersection of the permitted and the union of the excluded subtrees without having to compute either.
//! Comparisons are counted: certificates with thousands of names under thousands of constraints exist to
//! exhaust verifiers.

use std::fmt;

use crate::certificate::{Certificate, GeneralSubtree, NameConstraints};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::path::host_names::{Within, address_within, dns_name_within, mailbox_within, uri_within};

/// The constraints that certificates further down must keep.
pub(super) struct NameConstraintState<'a> {
    sets: Vec<&'a NameConstraints>,
    comparisons_left: usize,
}

/// Why a certificate's names are not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// Inside an excluded subtree, or possibly so.
    Excluded(String),
    /// In none of the permitted subtrees of its form.
    NotPermitted(String),
    /// A constraint or a name of this form cannot be evaluated.
    NotUnderstood(String),
    /// The budget of comparisons is spent.
    OverBudget,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::Excluded(name) => write!(formatter, "excluded {name}"),
            Violation::NotPermitted(name) => write!(formatter, "not permitted {name}"),
            Violation::NotUnderstood(name) => {
                write!(formatter, "cannot be held against its constraints: {name}")
            }
            Violation::OverBudget => formatter.write_str("more names and constraints than the limit allows"),
        }
    }
}

impl<'a> NameConstraintState<'a> {
    pub(super) fn new(comparisons: usize) -> NameConstraintState<'a> {
        NameConstraintState { sets: Vec::new(), comparisons_left: comparisons }
    }

    /// Adds the constraints of a CA, if it has any.
    pub(super) fn constrain(&mut self, authority: &'a Certificate) {
        self.sets.extend(authority.extensions().name_constraints().map(|extension| extension.value()));
    }

    /// Holds the names of a certificate against the constraints above it: its subject, unless empty, every
    /// subjectAltName, and the e-mail addresses in the subject (which older issuers put there).
    pub(super) fn check(&mut self, certificate: &Certificate) -> Result<(), Violation> {
        for index in 0..self.sets.len() {
            let Some(&set) = self.sets.get(index) else { break };
            if !certificate.subject().is_empty() {
                self.check_name(&Subject::Directory(certificate.subject()), set)?;
            }
            for attribute in certificate.subject().attributes() {
                if attribute.attribute_type() == oid::EMAIL_ADDRESS {
                    let mailbox = attribute.text().unwrap_or_default();
                    self.check_name(&Subject::Mailbox(&mailbox), set)?;
                }
            }
            let alternatives = certificate.extensions().subject_alt_name();
            for name in alternatives.into_iter().flat_map(|extension| extension.value()) {
                self.check_name(&Subject::of(name), set)?;
            }
        }
        Ok(())
    }

    fn check_name(&mut self, name: &Subject<'_>, set: &NameConstraints) -> Result<(), Violation> {
        for subtree in &set.excluded_subtrees {
            match self.compare(name, subtree)? {
                None | Some(Within::No) => {}
                Some(Within::Yes | Within::Partly) => return Err(Violation::Excluded(name.to_string())),
                Some(Within::Malformed) => return Err(Violation::NotUnderstood(name.to_string())),
            }
        }
        let (mut constrained, mut permitted) = (false, false);
        for subtree in &set.permitted_subtrees {
            match self.compare(name, subtree)? {
                None => {}
                Some(Within::Malformed) => return Err(Violation::NotUnderstood(name.to_string())),
                Some(within) => {
                    constrained = true;
                    permitted |= within == Within::Yes;
                }
            }
        }
        if constrained && !permitted { Err(Violation::NotPermitted(name.to_string())) } else { Ok(()) }
    }

    /// `None` where the subtree is of another form than the name and says nothing about it.
    fn compare(&mut self, name: &Subject<'_>, subtree: &GeneralSubtree) -> Result<Option<Within>, Violation> {
        self.comparisons_left = self.comparisons_left.checked_sub(1).ok_or(Violation::OverBudget)?;
        let within = match (name, &subtree.base) {
            (Subject::Directory(name), GeneralName::DirectoryName(base)) => match name.is_within(base) {
                true => Within::Yes,
                false => Within::No,
            },
            (Subject::Mailbox(name), GeneralName::Rfc822Name(base)) => mailbox_within(name, base),
            (Subject::Dns(name), GeneralName::DnsName(base)) => dns_name_within(name, base),
            (Subject::Uri(name), GeneralName::Uri(base)) => uri_within(name, base),
            (Subject::Address(name), GeneralName::IpAddress(base)) => address_within(name, base.as_octets()),
            // An internationalised mailbox (RFC 9598) is an otherName and still under rfc822Name's constraints.
            (Subject::Other(GeneralName::OtherName(_)), GeneralName::Rfc822Name(_)) => Within::Malformed,
            (Subject::Other(name), base) if same_form(name, base) => Within::Malformed,
            _ => return Ok(None),
        };
        Ok(Some(within))
    }
}

/// A name to be held against constraints.
enum Subject<'n> {
    Directory(&'n Name),
    Mailbox(&'n str),
    Dns(&'n str),
    Uri(&'n str),
    Address(&'n [u8]),
    /// A form whose constraints are not implemented: any constraint of the same form refuses it.
    Other(&'n GeneralName),
}

impl<'n> Subject<'n> {
    fn of(name: &'n GeneralName) -> Subject<'n> {
        match name {
            GeneralName::DirectoryName(name) => Subject::Directory(name),
            GeneralName::Rfc822Name(name) => Subject::Mailbox(name),
            GeneralName::DnsName(name) => Subject::Dns(name),
            GeneralName::Uri(name) => Subject::Uri(name),
            GeneralName::IpAddress(octets) => Subject::Address(octets.as_octets()),
            other => Subject::Other(other),
        }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Directory(name) => write!(formatter, "directoryName {name}"),
            Subject::Mailbox(name) => write!(formatter, "rfc822Name {}", name.escape_debug()),
            Subject::Dns(name) => write!(formatter, "dNSName {}", name.escape_debug()),
            Subject::Uri(name) => write!(formatter, "URI {}", name.escape_debug()),
            Subject::Address(octets) => write!(formatter, "iPAddress {octets:?}"),
            Subject::Other(name) => write!(formatter, "{name}"),
        }
    }
}

fn same_form(left: &GeneralName, right: &GeneralName) -> bool {
    match (left, right) {
        // Each type of otherName is a form of its own.
        (GeneralName::OtherName(left), GeneralName::OtherName(right)) => left.type_id == right.type_id,
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    }
}
