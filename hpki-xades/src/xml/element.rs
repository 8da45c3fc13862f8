//! An element: its names, its attributes, its place in the file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use smallvec::SmallVec;

use super::attribute::Attribute;
use super::document::{Document, NodeId};
use super::name::XML_NAMESPACE;
use super::node::{Children, Descendants, Node};
use super::tree::{DECLARES, IS_DECLARATION, Kind, NodeData};

/// An element of a document. A handle: two words, copied freely.
#[derive(Clone, Copy)]
pub struct Element<'d, 'i> {
    document: &'d Document<'i>,
    id: NodeId,
}

impl<'d, 'i> Element<'d, 'i> {
    pub(super) fn new(document: &'d Document<'i>, id: NodeId) -> Self {
        Element { document, id }
    }

    fn data(&self) -> &'d NodeData {
        self.document.node(self.id.0)
    }

    /// The document it stands in.
    pub fn document(&self) -> &'d Document<'i> {
        self.document
    }

    /// Its identity. Two elements are the same one exactly when their ids are equal.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The name with prefix, as written.
    pub fn qualified_name(&self) -> &'i str {
        let data = self.data();
        self.document.slice(data.start + 1, u32::from(data.name_length))
    }

    /// The name without prefix.
    pub fn local_name(&self) -> &'d str {
        let data = self.data();
        let before = self.document.names().binding(data.binding).before_local_name;
        self.document.slice(data.start + 1 + before, u32::from(data.name_length) - before)
    }

    /// The prefix as written; `""` when there is none. Prefixes carry no meaning: compare namespaces.
    pub fn prefix(&self) -> &'d str {
        self.document.names().prefix(self.data().binding)
    }

    /// The namespace name; `""` when the element is in no namespace.
    pub fn namespace(&self) -> &'d str {
        self.document.names().uri(self.data().binding)
    }

    /// Whether namespace and local name are these.
    pub fn is(&self, namespace: &str, local_name: &str) -> bool {
        let data = self.data();
        let start = data.start as usize + 1;
        self.document.is_named(
            start..start + usize::from(data.name_length),
            data.binding,
            namespace,
            local_name,
        )
    }

    /// The attributes in the order of the file, namespace declarations left out.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'d, 'i>> + Clone + use<'d, 'i> {
        let document = self.document;
        let is_attribute = |index: &u32| document.attribute_data(*index).flags & IS_DECLARATION == 0;
        document.attribute_range(self.id.0).filter(is_attribute).map(|index| Attribute::new(document, index))
    }

    /// The value of the attribute without namespace that has this name.
    pub fn attribute(&self, local_name: &str) -> Option<Cow<'d, str>> {
        self.attribute_ns("", local_name)
    }

    /// The value of the attribute with this namespace and local name.
    pub fn attribute_ns(&self, namespace: &str, local_name: &str) -> Option<Cow<'d, str>> {
        self.attributes()
            .find(|attribute| attribute.is(namespace, local_name))
            .map(|attribute| attribute.value())
    }

    /// The namespace declarations on this very element, in the order of the file: prefix (`""` for the default)
    /// and namespace name (`""` for `xmlns=""`).
    pub fn namespace_declarations(&self) -> impl Iterator<Item = (&'d str, &'d str)> + Clone + use<'d, 'i> {
        let document = self.document;
        let range =
            if self.data().flags & DECLARES == 0 { 0..0 } else { document.attribute_range(self.id.0) };
        let is_declaration = |index: &u32| document.attribute_data(*index).flags & IS_DECLARATION != 0;
        range.filter(is_declaration).map(|index| {
            let binding = document.attribute_data(index).binding;
            (document.names().prefix(binding), document.names().uri(binding))
        })
    }

    /// The namespace name a prefix (`""`: the default) is bound to here. `None`: not bound.
    pub fn namespace_of_prefix(&self, prefix: &str) -> Option<&'d str> {
        if prefix == "xml" {
            return Some(XML_NAMESPACE);
        }
        let mut ancestors = std::iter::successors(Some(*self), Element::parent);
        let found =
            ancestors.find_map(|element| element.namespace_declarations().find(|(p, _)| *p == prefix));
        found.map(|(_, uri)| uri).filter(|uri| !uri.is_empty())
    }

    /// The element around this one; `None` for the root element.
    pub fn parent(&self) -> Option<Element<'d, 'i>> {
        let parent = self.data().parent;
        (parent != 0).then(|| Element::new(self.document, NodeId(parent)))
    }

    /// Child nodes in document order.
    pub fn children(&self) -> Children<'d, 'i> {
        Children::new(self.document, self.id.0)
    }

    /// Child elements in document order.
    pub fn child_elements(&self) -> impl Iterator<Item = Element<'d, 'i>> + Clone + use<'d, 'i> {
        self.children().filter_map(Node::element)
    }

    /// All nodes inside this element, in document order, without recursion.
    pub fn descendants(&self) -> Descendants<'d, 'i> {
        Descendants::new(self.document, self.id.0)
    }

    /// All elements inside this element, itself not among them, in document order.
    pub fn descendant_elements(&self) -> impl Iterator<Item = Element<'d, 'i>> + Clone + use<'d, 'i> {
        self.descendants().filter_map(Node::element)
    }

    /// Whether `other` is this element or stands inside it.
    pub fn contains(&self, other: NodeId) -> bool {
        (self.id.0..self.data().next).contains(&other.0)
    }

    /// The octets of the file from the `<` of the start tag to the `>` of the end tag.
    pub fn byte_range(&self) -> Range<usize> {
        self.data().start as usize..self.data().end as usize
    }

    /// The octets of the start tag (or the empty-element tag), brackets included.
    pub fn start_tag_range(&self) -> Range<usize> {
        let data = self.data();
        let start = data.start as usize;
        // `>` may stand in attribute values; after the last of them the next one ends the tag.
        let last = self
            .document
            .attribute_range(self.id.0)
            .next_back()
            .map(|index| self.document.attribute_data(index));
        let after = match last {
            Some(last) => (last.value_start + last.value_length) as usize,
            None => start + usize::from(data.name_length),
        };
        let rest = self.document.source().get(after..data.end as usize).unwrap_or_default();
        let length = memchr::memchr(b'>', rest).map_or(rest.len(), |index| index + 1);
        start..after + length
    }

    /// A path for reports, such as `/Document/Prescription[1]/PrescriptionSign[1]`: local names and, below the
    /// root, their number among siblings of that name. It is for people; it does not name namespaces.
    pub fn path(&self) -> String {
        let steps: SmallVec<[_; 16]> = std::iter::successors(Some(*self), Element::parent).collect();
        let mut path = String::with_capacity(steps.len() * 32);
        for element in steps.into_iter().rev() {
            push_step(&mut path, element, &mut |parent, element| Counted::of(parent).number(element));
        }
        path
    }
}

/// Paths of elements of one document that are asked for in document order: the siblings before them are counted once for
/// all of them.
#[derive(Default)]
pub(crate) struct Paths<'d, 'i> {
    counted: HashMap<(NodeId, &'d str), Counted<'d, 'i>>,
    /// The path that was asked for last, and where in it the path of each element on the way ends: elements inside one another
    /// share most of their paths.
    last: String,
    steps: Vec<(NodeId, usize)>,
}

impl<'d, 'i> Paths<'d, 'i> {
    /// [`Element::path`].
    pub(crate) fn path(&mut self, element: Element<'d, 'i>) -> String {
        let Paths { counted, last, steps } = self;
        let mut missing: SmallVec<[_; 16]> = SmallVec::new();
        for element in std::iter::successors(Some(element), Element::parent) {
            // An element comes after those it is inside of.
            while steps.pop_if(|(known, _)| *known > element.id).is_some() {}
            if steps.last().is_some_and(|(known, _)| *known == element.id) {
                break;
            }
            missing.push(element);
        }
        last.truncate(steps.last().map_or(0, |&(_, end)| end));
        let mut number = |parent: Element<'d, 'i>, element: Element<'d, 'i>| {
            let counted =
                counted.entry((parent.id, element.local_name())).or_insert_with(|| Counted::of(parent));
            if counted.last > Some(element.id) {
                *counted = Counted::of(parent);
            }
            counted.number(element)
        };
        for element in missing.into_iter().rev() {
            push_step(last, element, &mut number);
            steps.push((element.id, last.len()));
        }
        last.clone()
    }
}

/// How far the children of an element have been counted, by one name.
struct Counted<'d, 'i> {
    rest: Children<'d, 'i>,
    seen: usize,
    last: Option<NodeId>,
    number: usize,
}

impl<'d, 'i> Counted<'d, 'i> {
    fn of(parent: Element<'d, 'i>) -> Counted<'d, 'i> {
        Counted { rest: parent.children(), seen: 0, last: None, number: 0 }
    }

    /// The number of a child among those of its name; `None` where it stands behind too many others.
    fn number(&mut self, element: Element<'_, '_>) -> Option<usize> {
        while self.last < Some(element.id) && self.seen < COUNTED {
            let sibling = self.rest.by_ref().find_map(Node::element)?;
            self.seen += 1;
            self.last = Some(sibling.id);
            self.number += usize::from(sibling.local_name() == element.local_name());
        }
        (self.last == Some(element.id)).then_some(self.number)
    }
}

/// Siblings that are counted for a path: it is a help for people, and must not cost more than reading the document.
const COUNTED: usize = 1 << 16;

/// Characters of a name in a path, which has up to one name for each level.
const NAME_LENGTH: usize = 64;

/// Adds the last step of an element's path; `number` tells a child's among those of its name.
fn push_step<'d, 'i>(
    path: &mut String,
    element: Element<'d, 'i>,
    number: &mut impl FnMut(Element<'d, 'i>, Element<'d, 'i>) -> Option<usize>,
) {
    let name = element.local_name();
    path.push('/');
    match name.char_indices().nth(NAME_LENGTH) {
        Some((end, _)) => path.extend([name.get(..end).unwrap_or_default(), "…"]),
        None => path.push_str(name),
    }
    let Some(parent) = element.parent() else { return };
    path.push_str(&match number(parent, element) {
        Some(number) => format!("[{number}]"),
        None => format!("[over {COUNTED}]"),
    });
}

impl PartialEq for Element<'_, '_> {
    /// The same element of the same document.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document.source(), other.document.source())
    }
}

impl Eq for Element<'_, '_> {}

impl fmt::Debug for Element<'_, '_> {
    /// Names the element and does not show its content, which may be a patient's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_assert_eq!(self.data().kind, Kind::Element);
        write!(formatter, "Element({{{}}}{} at {})", self.namespace(), self.local_name(), self.data().start)
    }
}
