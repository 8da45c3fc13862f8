//! Through the subtree in document order (C14N 1.0, section 2.2), with a list of open elements in place of
//! recursion.

use smallvec::SmallVec;

use super::error::C14nError;
use super::inherited::{Inherited, inherited};
use super::method::{Comments, Method};
use super::namespaces::Namespaces;
use super::output::{Escape, Output};
use super::start_tag::Tags;
use super::{Apex, Sink, Subtree};
use crate::xml::{Document, Kind, NodeData, NodeId, Place};

/// Canonical octets that any file may take: small files with long namespace names expand most.
const FREE: usize = 1 << 20;

/// See [`canonicalize`](super::canonicalize).
pub(super) fn canonicalize(
    document: &Document<'_>,
    subtree: &Subtree<'_>,
    method: &Method,
    sink: &mut dyn Sink,
) -> Result<(), C14nError> {
    if let Some(offset) = document.relative_namespace() {
        return Err(C14nError::RelativeNamespace { offset: offset as usize });
    }
    let apex = match subtree.apex {
        Apex::Document => None,
        Apex::Element(id) if document.is_element(id) => Some(id.0),
        Apex::Element(_) => return Err(C14nError::NotAnElement),
    };
    let first = apex.unwrap_or(document.root().id().0);
    let without = left_out(document, subtree.without, first)?;
    let limit =
        document.source().len().saturating_mul(document.limits().canonical_expansion).saturating_add(FREE);
    let mut walk = Walk {
        document,
        comments: method.comments,
        namespaces: Namespaces::new(document, method),
        tags: Tags::new(document),
        open: SmallVec::new(),
        output: Output::new(sink, document.text(), limit),
    };
    match apex {
        None => walk.nodes(1, document.node(0).next, &without),
        Some(apex) => {
            let inherited = inherited(document, apex, method.algorithm)?;
            walk.namespaces.inherit(apex);
            walk.element(apex, inherited);
            walk.nodes(apex + 1, document.node(apex).next, &without);
        }
    }
    if walk.output.finish() { Ok(()) } else { Err(C14nError::OutputTooLarge { limit }) }
}

/// The elements to leave out in document order, seen to be elements and to leave something of the subtree.
fn left_out(document: &Document<'_>, ids: &[NodeId], first: u32) -> Result<Vec<u32>, C14nError> {
    if !ids.iter().all(|&id| document.is_element(id)) {
        return Err(C14nError::NotAnElement);
    }
    if ids.iter().any(|&id| document.element(id).contains(NodeId(first))) {
        return Err(C14nError::NothingLeft);
    }
    let mut sorted: Vec<_> = ids.iter().map(|id| id.0).collect();
    sorted.sort_unstable();
    Ok(sorted)
}

/// An element whose end tag is still to come.
struct Open {
    index: u32,
    /// The first node after it.
    next: u32,
    /// What to restore of the namespaces.
    mark: usize,
}

struct Walk<'d, 'i> {
    document: &'d Document<'i>,
    comments: Comments,
    namespaces: Namespaces<'d, 'i>,
    tags: Tags<'d, 'i>,
    open: SmallVec<[Open; 16]>,
    output: Output<'d>,
}

impl<'d> Walk<'d, '_> {
    /// The nodes from `index` to before `end`, and the end tags of everything that is open.
    fn nodes(&mut self, mut index: u32, end: u32, mut without: &[u32]) {
        while index < end && !self.output.is_exhausted() {
            self.close_before(index);
            let node = self.document.node(index);
            match node.kind {
                Kind::Element => {
                    while let [id, rest @ ..] = without
                        && *id < index
                    {
                        without = rest;
                    }
                    if without.first() == Some(&index) {
                        index = node.next;
                        continue;
                    }
                    self.element(index, None);
                }
                Kind::Text => self.text(node),
                _ => self.other(index, node),
            }
            index += 1;
        }
        self.close_before(u32::MAX);
    }

    /// Closes the elements that end before the node `index`.
    #[inline]
    fn close_before(&mut self, index: u32) {
        while let Some(&Open { index: open, next, mark }) = self.open.last()
            && next <= index
        {
            self.open.pop();
            self.tags.end(open, &mut self.output);
            self.namespaces.restore(mark);
        }
    }

    #[inline]
    fn element(&mut self, index: u32, inherited: Option<Inherited<'d>>) {
        let mark = self.namespaces.mark();
        self.namespaces.element(index);
        self.tags.start(index, &mut self.namespaces, inherited, &mut self.output);
        let next = self.document.node(index).next;
        if next == index + 1 {
            self.tags.close_empty(index, &mut self.output);
            self.namespaces.restore(mark);
        } else {
            self.output.octet(b'>');
            self.open.push(Open { index, next, mark });
        }
    }

    #[inline]
    fn text(&mut self, node: &NodeData) {
        let (start, end) = (node.start as usize, node.end as usize);
        if node.flags == 0 {
            self.output.source(start, end);
        } else {
            self.output.characters(start, end, Place::Text, Escape::Text);
        }
    }

    /// A CDATA section, which is text; a comment or a processing instruction, which outside the root element
    /// is kept from it by a line feed.
    fn other(&mut self, index: u32, node: &NodeData) {
        if node.kind == Kind::Comment && self.comments == Comments::Without {
            return;
        }
        let is_outside = node.parent == 0;
        let root = self.document.root().id().0;
        if is_outside && index > root {
            self.output.literal(b"\n");
        }
        let (start, end) = (node.start as usize, node.end as usize);
        match node.kind {
            Kind::CData => {
                let content = start + "<![CDATA[".len()..end - "]]>".len();
                self.output.characters(content.start, content.end, Place::Literal, Escape::Text);
            }
            Kind::Comment => self.output.characters(start, end, Place::Literal, Escape::Nothing),
            _ => self.processing_instruction(index, node),
        }
        if is_outside && index < root {
            self.output.literal(b"\n");
        }
    }

    /// `<?target data?>`, or `<?target?>` without data.
    fn processing_instruction(&mut self, index: u32, node: &NodeData) {
        let (start, end) = (node.start as usize, node.end as usize - "?>".len());
        let (data, _) = self.document.characters(index);
        self.output.source(start, start + "<?".len() + usize::from(node.name_length));
        if !data.is_empty() {
            self.output.literal(b" ");
            self.output.characters(end - data.len(), end, Place::Literal, Escape::Nothing);
        }
        self.output.literal(b"?>");
    }
}
