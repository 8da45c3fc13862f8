//! XML by construction: a tree that is written out once as a document and once as canonical octets.
//!
//! Nothing here reads XML. The canonical form (Canonical XML 1.0 and Exclusive XML Canonicalization 1.0) of a tree
//! that one has just built needs no parser, so the vectors do not depend on the implementation they test.

use std::collections::BTreeMap;

/// A node below an element.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
    Comment(String),
    ProcessingInstruction(String),
    CData(String),
    /// Written as is: in the document the first, canonically the second.
    Raw {
        document: String,
        canonical: String,
    },
}

/// An element with the declarations and attributes of its own start tag, in the order they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Prefix (`""` for the default namespace) and URI.
    pub(crate) namespaces: Vec<(String, String)>,
    /// Qualified name and value.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

/// A canonicalization method.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Method {
    /// Canonical XML 1.0, and 1.1 where no xml:id or xml:base is inherited.
    Inclusive,
    InclusiveWithComments,
    /// Exclusive, with the prefixes of InclusiveNamespaces.
    Exclusive(Vec<String>),
    ExclusiveWithComments,
}

type Scope = BTreeMap<String, String>;

/// Where an element stands: the index among the child nodes, from the root down.
pub(crate) type Path = Vec<usize>;

pub(crate) fn element(name: &str) -> Element {
    Element { name: name.to_owned(), ..Element::default() }
}

impl Element {
    pub(crate) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn namespace(mut self, prefix: &str, uri: &str) -> Self {
        self.namespaces.push((prefix.to_owned(), uri.to_owned()));
        self
    }

    pub(crate) fn child(mut self, child: Element) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    pub(crate) fn node(mut self, node: Node) -> Self {
        self.children.push(node);
        self
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.children.push(Node::Text(text.to_owned()));
        self
    }

    pub(crate) fn set_text(&mut self, text: &str) {
        self.children = vec![Node::Text(text.to_owned())];
    }

    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set(&mut self, attribute: &str, value: &str) {
        match self.attributes.iter_mut().find(|(name, _)| name == attribute) {
            Some((_, old)) => value.clone_into(old),
            None => self.attributes.push((attribute.to_owned(), value.to_owned())),
        }
    }

    /// The value of `id` or `Id`, or of `ID`, which only a forger writes.
    pub(crate) fn id(&self) -> Option<&str> {
        self.get("Id").or_else(|| self.get("id")).or_else(|| self.get("ID"))
    }

    pub(crate) fn local_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap()
    }

    /// The path of the first element in document order that `wanted` accepts.
    pub(crate) fn find(&self, wanted: &dyn Fn(&Element) -> bool) -> Option<Path> {
        self.find_all(wanted).into_iter().next()
    }

    pub(crate) fn find_all(&self, wanted: &dyn Fn(&Element) -> bool) -> Vec<Path> {
        let mut found = Vec::new();
        self.collect(wanted, &mut Vec::new(), &mut found);
        found
    }

    fn collect(&self, wanted: &dyn Fn(&Element) -> bool, path: &mut Path, found: &mut Vec<Path>) {
        if wanted(self) {
            found.push(path.clone());
        }
        for (index, child) in self.children.iter().enumerate() {
            if let Node::Element(child) = child {
                path.push(index);
                child.collect(wanted, path, found);
                path.pop();
            }
        }
    }

    pub(crate) fn at(&self, path: &[usize]) -> &Element {
        path.iter().fold(self, |element, index| match &element.children[*index] {
            Node::Element(child) => child,
            other => panic!("no element but {other:?}"),
        })
    }

    pub(crate) fn at_mut(&mut self, path: &[usize]) -> &mut Element {
        path.iter().fold(self, |element, index| match &mut element.children[*index] {
            Node::Element(child) => child,
            other => panic!("no element but {other:?}"),
        })
    }

    /// The first descendant with this local name, to be changed.
    pub(crate) fn first_mut(&mut self, local_name: &str) -> &mut Element {
        let path = self.find(&|element| element.local_name() == local_name);
        self.at_mut(&path.unwrap_or_else(|| panic!("no {local_name}")))
    }

    pub(crate) fn remove_first(&mut self, local_name: &str) -> Element {
        let path = self
            .find(&|element| element.local_name() == local_name)
            .unwrap_or_else(|| panic!("no {local_name}"));
        let (last, parent) = path.split_last().unwrap();
        match self.at_mut(parent).children.remove(*last) {
            Node::Element(element) => element,
            other => panic!("no element but {other:?}"),
        }
    }
}

/// The document form of an element: no declaration, empty elements closed in their tag.
pub(crate) fn document_text(element: &Element) -> String {
    let mut out = String::new();
    write_document(element, &mut out);
    out
}

fn write_document(element: &Element, out: &mut String) {
    out.push_str(&format!("<{}", element.name));
    for (prefix, uri) in &element.namespaces {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        out.push_str(&format!(" {name}=\"{}\"", escape_attribute(uri)));
    }
    for (name, value) in &element.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
    }
    if element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => write_document(child, out),
            Node::Text(text) => out.push_str(&escape_text(text)),
            Node::Comment(text) => out.push_str(&format!("<!--{text}-->")),
            Node::ProcessingInstruction(text) => out.push_str(&format!("<?{text}?>")),
            Node::CData(text) => out.push_str(&format!("<![CDATA[{text}]]>")),
            Node::Raw { document, .. } => out.push_str(document),
        }
    }
    out.push_str(&format!("</{}>", element.name));
}

/// The canonical octets of the subtree at `path` of the document `root`.
pub(crate) fn canonical(root: &Element, path: &[usize], method: &Method) -> Vec<u8> {
    let mut scope = Scope::new();
    let mut inherited = BTreeMap::new();
    let mut element = root;
    for index in path {
        declare(element, &mut scope);
        inherited.extend(element.attributes.iter().filter(|(name, _)| name.starts_with("xml:")).cloned());
        let Node::Element(child) = &element.children[*index] else { panic!("no element") };
        element = child;
    }
    let mut apex = element.clone();
    if matches!(method, Method::Inclusive | Method::InclusiveWithComments) {
        for (name, value) in inherited {
            if apex.get(&name).is_none() {
                apex.attributes.push((name, value));
            }
        }
    }
    let mut out = String::new();
    write_canonical(&apex, &scope, &Scope::new(), method, &mut out);
    out.into_bytes()
}

fn declare(element: &Element, scope: &mut Scope) {
    for (prefix, uri) in &element.namespaces {
        scope.insert(prefix.clone(), uri.clone());
    }
}

fn write_canonical(element: &Element, scope: &Scope, rendered: &Scope, method: &Method, out: &mut String) {
    let mut scope = scope.clone();
    declare(element, &mut scope);
    let mut rendered = rendered.clone();
    let mut declarations = Vec::new();
    for prefix in prefixes_to_render(element, &scope, method) {
        let uri = scope.get(&prefix).cloned().unwrap_or_default();
        assert!(prefix.is_empty() || !uri.is_empty(), "prefix {prefix} is not declared");
        let before = rendered.get(&prefix).cloned().unwrap_or_default();
        if before != uri {
            rendered.insert(prefix.clone(), uri.clone());
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            declarations.push((name, uri));
        }
    }
    let mut attributes: Vec<_> = element
        .attributes
        .iter()
        .map(|(name, value)| {
            let (prefix, local) = name.split_once(':').unwrap_or(("", name));
            let uri = match prefix {
                "" => "",
                "xml" => "http://www.w3.org/XML/1998/namespace",
                prefix => scope[prefix].as_str(),
            };
            (uri.to_owned(), local.to_owned(), name, value)
        })
        .collect();
    attributes.sort();
    out.push_str(&format!("<{}", element.name));
    for (name, uri) in declarations {
        out.push_str(&format!(" {name}=\"{}\"", escape_attribute(&uri)));
    }
    for (_, _, name, value) in attributes {
        out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
    }
    out.push('>');
    let comments = matches!(method, Method::InclusiveWithComments | Method::ExclusiveWithComments);
    for child in &element.children {
        match child {
            Node::Element(child) => write_canonical(child, &scope, &rendered, method, out),
            Node::Text(text) | Node::CData(text) => out.push_str(&escape_text(text)),
            Node::Comment(text) if comments => out.push_str(&format!("<!--{text}-->")),
            Node::Comment(_) => {}
            Node::ProcessingInstruction(text) => out.push_str(&format!("<?{text}?>")),
            Node::Raw { canonical, .. } => out.push_str(canonical),
        }
    }
    out.push_str(&format!("</{}>", element.name));
}

/// The prefixes whose binding may have to be written at this element, default namespace first.
fn prefixes_to_render(element: &Element, scope: &Scope, method: &Method) -> Vec<String> {
    let prefix_of = |name: &str| name.split_once(':').map_or("", |(prefix, _)| prefix).to_owned();
    let mut prefixes: Vec<String> = match method {
        Method::Inclusive | Method::InclusiveWithComments => scope.keys().cloned().collect(),
        Method::Exclusive(_) | Method::ExclusiveWithComments => {
            let mut used = vec![prefix_of(&element.name)];
            used.extend(
                element
                    .attributes
                    .iter()
                    .map(|(name, _)| prefix_of(name))
                    .filter(|prefix| !prefix.is_empty()),
            );
            used
        }
    };
    if let Method::Exclusive(inclusive) = method {
        prefixes.extend(inclusive.iter().filter(|prefix| scope.contains_key(*prefix)).cloned());
    }
    prefixes.retain(|prefix| prefix != "xml");
    prefixes.sort();
    prefixes.dedup();
    prefixes
}

fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

fn escape_attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\t', "&#x9;")
        .replace('\n', "&#xA;")
        .replace('\r', "&#xD;")
}
