//! Whether the end entity has a professional role that is asked for.

use std::borrow::Cow;

use super::finding::*;
use crate::certificate::{HcActor, HcRoles};
use crate::oid;
use crate::report::{CheckList, Finding, SubIndication};
use crate::role::RoleTable;

/// The roles a caller asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RoleRequirement {
    /// Any certificate, with or without a role.
    #[default]
    None,
    /// One of these names (`Medical Doctor`) under Japan's coding scheme, compared octet by octet.
    AnyOf(Vec<Cow<'static, str>>),
}

/// How one role stands to the requirement.
enum Standing {
    Sufficient,
    /// Not sufficient, for this reason.
    Lacking(&'static Finding),
}

/// Holds the roles of a certificate against a requirement. One sufficient role is enough; strange ones beside it
/// are told.
pub(crate) fn check_roles(
    roles: &HcRoles,
    requirement: &RoleRequirement,
    table: &RoleTable,
    checks: &mut CheckList,
) {
    let RoleRequirement::AnyOf(wanted) = requirement else { return };
    if roles.attributes > 1 {
        checks.warning(&ROLE_SEVERAL_ATTRIBUTES, format!("{} attributes", roles.attributes));
    }
    let standing = |actor: &HcActor| standing(actor, wanted, table);
    let sufficient = roles.actors.iter().find(|actor| matches!(standing(actor), Standing::Sufficient));
    if let Some(actor) = sufficient {
        checks.passed(&ROLE_NOT_ALLOWED, name(actor).as_ref());
    }
    let refuse_or_warn = |checks: &mut CheckList, finding: &'static Finding, detail: String| match sufficient
    {
        Some(_) => checks.warning(finding, detail),
        None => checks.not_passed(finding, SubIndication::ChainConstraintsFailure, detail),
    };
    if let Some(error) = &roles.malformed {
        refuse_or_warn(checks, &ROLE_UNREADABLE, error.to_string());
    } else if roles.actors.is_empty() {
        refuse_or_warn(checks, &ROLE_ABSENT, format!("wanted: {}", wanted.join(", ")));
    }
    for actor in &roles.actors {
        match standing(actor) {
            Standing::Sufficient => {}
            // Another known role beside a sufficient one is nothing to be told.
            Standing::Lacking(finding) if *finding == ROLE_NOT_ALLOWED && sufficient.is_some() => {}
            Standing::Lacking(finding) => {
                let detail = format!("{}; wanted: {}", name(actor), wanted.join(", "));
                refuse_or_warn(checks, finding, detail);
            }
        }
    }
}

fn standing(actor: &HcActor, wanted: &[Cow<'static, str>], table: &RoleTable) -> Standing {
    match (&actor.coding_scheme, &actor.code_data_free_text) {
        (Some(oid::HPKI_CODING_SCHEME), Some(text)) if wanted.iter().any(|name| name == text) => {
            Standing::Sufficient
        }
        (Some(oid::HPKI_CODING_SCHEME), Some(text)) if table.get(text).is_some() => {
            Standing::Lacking(&ROLE_NOT_ALLOWED)
        }
        (Some(oid::HPKI_CODING_SCHEME), Some(_)) => Standing::Lacking(&ROLE_UNKNOWN),
        (Some(oid::HPKI_CODING_SCHEME) | None, None) => Standing::Lacking(&ROLE_NAME_ABSENT),
        _ => Standing::Lacking(&ROLE_CODING_SCHEME),
    }
}

/// The role as it stands in the certificate, control characters escaped.
fn name(actor: &HcActor) -> Cow<'_, str> {
    let text = actor.code_data_free_text.as_deref().unwrap_or("no name");
    if actor.coding_scheme == Some(oid::HPKI_CODING_SCHEME) && !text.chars().any(is_escaped) {
        return text.into();
    }
    let text = text.escape_debug();
    let shown = match actor.coding_scheme {
        Some(oid::HPKI_CODING_SCHEME) => text.to_string(),
        Some(scheme) => format!("{text} under {scheme}"),
        None => format!("{text} under no coding scheme"),
    };
    shown.into()
}

/// Whether a text with this character is written otherwise than it stands. Names of roles are ASCII as a rule.
fn is_escaped(character: char) -> bool {
    !matches!(character, ' ' | '(' | ')' | '-' | '0'..='9' | 'A'..='Z' | 'a'..='z')
}
