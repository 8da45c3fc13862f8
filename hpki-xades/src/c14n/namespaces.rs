//! Which namespace declarations are rendered where (C14N 1.0, section 2.3; Exclusive C14N, section 3).

use smallvec::SmallVec;

use crate::xml::{BindingId, DECLARES, Document, IS_DECLARATION, NO_NAMESPACE, PrefixId, UriId, XML_BINDING};

use super::method::{Algorithm, Method};

/// A declaration to be rendered.
pub(super) type Declaration = (PrefixId, UriId);

/// What the rendered ancestors of the place have declared.
///
/// `""` (number 0) bound to the default and no binding at all are the same thing here, which is the rule about
/// superfluous `xmlns=""`.
pub(super) struct Namespaces<'d, 'i> {
    document: &'d Document<'i>,
    is_exclusive: bool,
    /// By prefix: whether exclusive canonicalization treats it as inclusive.
    is_listed: SmallVec<[bool; 8]>,
    /// By prefix: the namespace name that was rendered last.
    rendered: SmallVec<[UriId; 8]>,
    /// What `rendered` held before: prefix, namespace name.
    replaced: SmallVec<[Declaration; 8]>,
    /// Declarations of the current element, sorted by prefix.
    pub(super) declarations: SmallVec<[Declaration; 4]>,
}

impl<'d, 'i> Namespaces<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>, method: &Method) -> Self {
        let names = document.names();
        let is_exclusive = method.algorithm == Algorithm::Exclusive;
        let mut is_listed = SmallVec::new();
        for prefix in method.inclusive_prefixes.iter().filter(|_| is_exclusive) {
            let prefix = if prefix == "#default" { "" } else { prefix.as_str() };
            if let Some(number) = names.prefixes.find(prefix) {
                is_listed.resize(names.prefixes.len(), false);
                is_listed[number as usize] = true;
            }
        }
        Namespaces {
            document,
            is_exclusive,
            is_listed,
            rendered: SmallVec::from_elem(0, names.prefixes.len()),
            replaced: SmallVec::new(),
            declarations: SmallVec::new(),
        }
    }

    /// What [`Namespaces::restore`] wants when the element that comes next is closed.
    #[inline]
    pub(super) fn mark(&self) -> usize {
        self.replaced.len()
    }

    /// The element is closed: what it rendered no longer holds.
    #[inline]
    pub(super) fn restore(&mut self, mark: usize) {
        while self.replaced.len() > mark {
            if let Some((prefix, uri)) = self.replaced.pop() {
                self.rendered[prefix as usize] = uri;
            }
        }
    }

    /// Puts what the apex inherits and has to render into `declarations`, before [`Namespaces::element`] adds
    /// its own.
    pub(super) fn inherit(&mut self, apex: u32) {
        if self.is_exclusive && self.is_listed.is_empty() {
            return;
        }
        // The nearest declaration of a prefix counts; the apex's own are nearer than all of these.
        let mut is_seen = vec![false; self.rendered.len()];
        let mut index = apex;
        while index != 0 {
            for binding in declared(self.document, index) {
                let prefix = self.document.names().binding(binding).prefix;
                let is_first = !std::mem::replace(&mut is_seen[prefix as usize], true);
                if is_first && self.is_inclusive(prefix) {
                    self.render(binding);
                }
            }
            index = self.document.node(index).parent;
        }
    }

    /// Puts what the element has to render into `declarations`, sorted.
    #[inline]
    pub(super) fn element(&mut self, index: u32) {
        let node = self.document.node(index);
        if node.flags & DECLARES != 0 {
            for binding in declared(self.document, index) {
                if self.is_inclusive(self.document.names().binding(binding).prefix) {
                    self.render(binding);
                }
            }
        }
        if self.is_exclusive {
            self.render(node.binding);
            for attribute in self.document.attribute_range(index) {
                let data = self.document.attribute_data(attribute);
                if data.flags & IS_DECLARATION == 0 && data.binding != NO_NAMESPACE {
                    self.render(data.binding);
                }
            }
        }
        if self.declarations.len() > 1 {
            let prefixes = &self.document.names().prefixes;
            self.declarations.sort_unstable_by_key(|&(prefix, _)| prefixes.get(prefix));
        }
    }

    #[inline]
    fn is_inclusive(&self, prefix: PrefixId) -> bool {
        !self.is_exclusive || self.is_listed.get(prefix as usize).is_some_and(|&listed| listed)
    }

    /// Renders a binding unless the nearest rendered declaration of its prefix says the same.
    #[inline]
    fn render(&mut self, binding: BindingId) {
        if binding == XML_BINDING {
            return;
        }
        let binding = self.document.names().binding(binding);
        let rendered = &mut self.rendered[binding.prefix as usize];
        if *rendered != binding.uri {
            self.replaced.push((binding.prefix, *rendered));
            *rendered = binding.uri;
            self.declarations.push((binding.prefix, binding.uri));
        }
    }
}

/// The bindings an element declares.
fn declared(document: &Document<'_>, index: u32) -> impl Iterator<Item = BindingId> {
    let is_declaring = document.node(index).flags & DECLARES != 0;
    let range = if is_declaring { document.attribute_range(index) } else { 0..0 };
    let data = range.map(|index| document.attribute_data(index));
    data.filter(|data| data.flags & IS_DECLARATION != 0).map(|data| data.binding)
}
