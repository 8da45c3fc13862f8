//! Which prefix means what where the parser stands (Namespaces 1.0, sections 3 to 6).
//!
//! Each prefix has a number, and the table says what it is bound to now; a closing element puts back what it
//! changed. A look-up costs the same however many declarations are in scope.

use std::borrow::Cow;
use std::cell::Cell;

use smallvec::{SmallVec, smallvec};

use crate::xml::error::XmlErrorKind;
use crate::xml::name::{
    Binding, BindingId, NO_NAMESPACE, Names, PrefixId, XML_BINDING, XML_NAMESPACE, XMLNS_NAMESPACE,
};
use crate::xml::same::is_same;

/// No binding.
const UNBOUND: BindingId = BindingId::MAX;

pub(super) struct Scope<'i> {
    pub(super) names: Names<'i>,
    limit: usize,
    /// Where the first relative namespace name is declared.
    pub(super) relative_namespace: Option<u32>,
    /// What each prefix, by its number, is bound to now.
    current: SmallVec<[BindingId; 8]>,
    /// What was bound before each declaration in scope: prefix and binding.
    replaced: SmallVec<[(u32, BindingId); 8]>,
    /// The prefix that was resolved last: most names have the same as the one before.
    recent: Cell<PrefixId>,
    /// Elements that are open and declare namespaces: index, and length of `replaced` before them.
    marks: SmallVec<[(u32, usize); 4]>,
}

impl<'i> Scope<'i> {
    /// `limit` is that of prefixes, and of namespace names ([`XmlLimits::namespaces`](crate::xml::XmlLimits::namespaces)).
    pub(super) fn new(limit: usize) -> Self {
        Scope {
            names: Names::new(),
            limit,
            relative_namespace: None,
            current: smallvec![NO_NAMESPACE, XML_BINDING],
            replaced: SmallVec::new(),
            recent: Cell::new(0),
            marks: SmallVec::new(),
        }
    }

    /// The declarations that follow are those of this element.
    pub(super) fn open(&mut self, element: u32) {
        self.marks.push((element, self.replaced.len()));
    }

    /// The element is closed: what it declared is no longer so.
    #[inline]
    pub(super) fn close(&mut self, element: u32) {
        if let Some(&(owner, length)) = self.marks.last()
            && owner == element
        {
            self.marks.pop();
            for (prefix, binding) in self.replaced.drain(length..).rev() {
                self.current[prefix as usize] = binding;
            }
        }
    }

    /// `xmlns:prefix="uri"`, or `xmlns="uri"` where the prefix is empty.
    pub(super) fn declare(
        &mut self,
        prefix: &'i str,
        uri: Cow<'i, str>,
        offset: usize,
    ) -> Result<BindingId, XmlErrorKind> {
        check_declaration(prefix, &uri)?;
        if prefix == "xml" {
            return Ok(XML_BINDING);
        }
        if is_relative(&uri) {
            self.relative_namespace.get_or_insert(offset as u32);
        }
        let number = self.names.prefixes.intern(Cow::Borrowed(prefix));
        let uri = self.names.uris.intern(uri);
        if self.names.declared() > self.limit {
            return Err(XmlErrorKind::TooManyNamespaces { limit: self.limit });
        }
        let binding = self.names.bindings.len() as BindingId;
        self.names.bindings.push(Binding::new(prefix, number, uri));
        let prefix = number;
        if self.current.len() <= prefix as usize {
            self.current.resize(prefix as usize + 1, UNBOUND);
        }
        let before = std::mem::replace(&mut self.current[prefix as usize], binding);
        self.replaced.push((prefix, before));
        Ok(binding)
    }

    /// What a prefix is bound to here.
    #[inline]
    pub(super) fn resolve(&self, prefix: &str) -> Result<BindingId, XmlErrorKind> {
        if prefix == "xmlns" {
            return Err(XmlErrorKind::ReservedPrefix);
        }
        let recent = self.recent.get();
        let number = match is_same(self.names.prefixes.get(recent).as_bytes(), prefix.as_bytes()) {
            true => Some(recent),
            false => self.names.prefixes.find(prefix),
        };
        self.recent.set(number.unwrap_or(recent));
        let binding = number.and_then(|number| self.current.get(number as usize)).copied();
        binding.filter(|&binding| binding != UNBOUND).ok_or(XmlErrorKind::UndeclaredPrefix)
    }

    /// What names without prefix mean here.
    #[inline]
    pub(super) fn default_binding(&self) -> BindingId {
        self.current.first().copied().unwrap_or(NO_NAMESPACE)
    }
}

/// Namespaces 1.0, section 3, "Reserved Prefixes and Namespace Names", and section 2.2 for the empty name.
fn check_declaration(prefix: &str, uri: &str) -> Result<(), XmlErrorKind> {
    match (prefix, uri) {
        ("xml", XML_NAMESPACE) => Ok(()),
        ("xml" | "xmlns", _) => Err(XmlErrorKind::ReservedPrefix),
        (_, XML_NAMESPACE | XMLNS_NAMESPACE) => Err(XmlErrorKind::ReservedNamespace),
        ("", "") => Ok(()),
        (_, "") => Err(XmlErrorKind::EmptyPrefixBinding),
        _ => Ok(()),
    }
}

/// Whether a namespace name is a relative reference, that is, has no scheme (RFC 3986, section 3.1). They are
/// deprecated, and canonicalization must fail on them: their meaning would depend on where the file lies.
fn is_relative(uri: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let mut octets = scheme.bytes();
        octets.next().is_some_and(|first| first.is_ascii_alphabetic())
            && octets.all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.'))
    };
    !uri.is_empty() && !uri.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_scheme_are_relative() {
        for absolute in ["", "urn:a", "http://a", "x-y.z+1:", "tag:a"] {
            assert!(!is_relative(absolute), "{absolute}");
        }
        for relative in ["a", "../a", "//host/a", "a/b:c", "1a:b", ":a", "#a", "日:a"] {
            assert!(is_relative(relative), "{relative}");
        }
    }

    #[test]
    fn a_closed_element_takes_its_declarations_with_it() {
        let mut scope = Scope::new(usize::MAX);
        let declare =
            |scope: &mut Scope<'_>, prefix, uri| scope.declare(prefix, Cow::Borrowed(uri), 0).unwrap();
        scope.open(1);
        let outer = declare(&mut scope, "p", "urn:a");
        scope.open(2);
        let inner = declare(&mut scope, "p", "urn:b");
        declare(&mut scope, "", "urn:c");
        assert_eq!(scope.resolve("p"), Ok(inner));
        scope.close(3);
        scope.close(2);
        assert_eq!((scope.resolve("p"), scope.default_binding()), (Ok(outer), NO_NAMESPACE));
        scope.close(1);
        assert_eq!(scope.resolve("p"), Err(XmlErrorKind::UndeclaredPrefix));
        assert_eq!(scope.resolve("xml"), Ok(XML_BINDING));
    }
}
