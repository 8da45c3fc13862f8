//! Comparison of names (RFC 5280, 7.1).

use crate::name::{Name, NameAttribute};

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        *self.octets == *other.octets
            || (self.relative_names().count() == other.relative_names().count() && self.is_within(other))
    }
}

impl Eq for Name {}

impl Name {
    /// Whether this name is `base` or stands below it: its first RDNs equal those of `base` (the subtree test of
    /// name constraints, RFC 5280, 4.2.1.10).
    pub fn is_within(&self, base: &Name) -> bool {
        let mut own = self.relative_names();
        base.relative_names().all(|expected| own.next().is_some_and(|found| same_attributes(found, expected)))
    }
}

/// Whether two RDNs have the same attributes in any order. Equality of attributes is transitive, so the first free
/// partner is as good as any.
fn same_attributes<'a>(
    left: impl Iterator<Item = NameAttribute<'a>> + Clone,
    right: impl Iterator<Item = NameAttribute<'a>> + Clone,
) -> bool {
    // Nearly every RDN has one attribute: no list is needed to compare those.
    let (mut ahead_left, mut ahead_right) = (left.clone(), right.clone());
    let first = (ahead_left.next(), ahead_right.next());
    let second = (ahead_left.next(), ahead_right.next());
    if let ((Some(left), Some(right)), (None, None)) = (first, second) {
        return same_attribute(left, right);
    }
    let mut free: Vec<NameAttribute<'_>> = right.collect();
    for attribute in left {
        let Some(partner) = free.iter().position(|candidate| same_attribute(attribute, *candidate)) else {
            return false;
        };
        free.swap_remove(partner);
    }
    free.is_empty()
}

fn same_attribute(left: NameAttribute<'_>, right: NameAttribute<'_>) -> bool {
    if left.attribute_type() != right.attribute_type() {
        return false;
    }
    if left.value_der() == right.value_der() {
        return true;
    }
    match (left.text(), right.text()) {
        (Some(left), Some(right)) => folded(&left).eq(folded(&right)),
        _ => false,
    }
}

/// The characters that count: lower case, white space at the ends dropped, inner runs of it as one space.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let words = text.split_whitespace().enumerate();
    words.flat_map(|(index, word)| {
        let space = if index == 0 { None } else { Some(' ') };
        space.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}
