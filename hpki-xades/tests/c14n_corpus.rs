//! Canonical octets of other projects: libxml2, the W3C's C14N 1.1 test cases, the examples of the
//! recommendations, and what signatures of several makers digested.
//!
//! Every row either equals the expected octets or stands in `c14n_corpus_differences.tsv` with its reason. A row
//! there that no longer differs, or differs for another reason, fails too.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hpki_xades::c14n::{Apex, Comments, Method, Subtree, canonicalize};
use hpki_xades::xml::{Document, Element, Node, NodeId, XmlErrorKind, XmlLimits};

const DIFFERENCES: &str = include_str!("c14n_corpus_differences.tsv");
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";

/// Why a row is refused.
type Reason = String;

#[test]
fn canonical_octets_of_other_projects() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/c14n"));
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
        println!("skipped: no corpus at ../shared/corpus/c14n");
        return;
    };
    let known: BTreeMap<&str, &str> = DIFFERENCES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').expect("id, tab, reason"))
        .collect();
    let rows: Vec<_> = manifest.lines().skip(1).map(|line| Row::new(folder, line)).collect();
    let mut problems = Vec::new();
    let mut equal = 0;
    for row in &rows {
        match (row.run(), known.get(row.id.as_str())) {
            (Ok(true), None) => equal += 1,
            (Ok(true), Some(_)) => problems.push(format!("{}\tstale: it is equal now", row.id)),
            (Ok(false), _) => problems.push(format!("{}\twrong octets", row.id)),
            (Err(reason), Some(known)) if reason == *known => {}
            (Err(reason), _) => problems.push(format!("{}\t{reason}", row.id)),
        }
    }
    let unknown = known.keys().filter(|id| !rows.iter().any(|row| row.id == **id));
    problems.extend(unknown.map(|id| format!("{id}\tstale: no such row")));
    println!("c14n corpus: {} rows, {equal} equal, {} refused with a reason", rows.len(), known.len());
    assert!(problems.is_empty(), "{} rows:\n{}", problems.len(), problems.join("\n"));
    assert_eq!(equal + known.len(), rows.len());
}

struct Row {
    id: String,
    folder: PathBuf,
    input: PathBuf,
    node_set: String,
    algorithm: String,
    prefixes: String,
    expected: Vec<u8>,
}

impl Row {
    fn new(folder: &Path, line: &str) -> Row {
        let column: Vec<&str> = line.split('\t').collect();
        Row {
            id: column[0].to_owned(),
            folder: folder.to_owned(),
            input: folder.join(column[1]),
            node_set: column[2].to_owned(),
            algorithm: column[3].to_owned(),
            prefixes: column[4].to_owned(),
            expected: std::fs::read(folder.join(column[5])).unwrap(),
        }
    }

    /// Whether the octets are equal, or why there are none.
    fn run(&self) -> Result<bool, Reason> {
        if self.algorithm.starts_with("RFC 3986") {
            return Ok(self.dot_segments());
        }
        let bytes = std::fs::read(&self.input).unwrap();
        let octets = match self.node_set.strip_prefix("reference ") {
            Some(rest) => {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                reference(&bytes, digits.parse().unwrap(), self.input.parent().unwrap())?
            }
            None => self.node_set_octets(&bytes)?,
        };
        Ok(octets == self.expected)
    }

    fn node_set_octets(&self, bytes: &[u8]) -> Result<Vec<u8>, Reason> {
        let mut method = Method::from_uri(&self.algorithm).ok_or(format!("algorithm {}", self.algorithm))?;
        if !self.prefixes.is_empty() {
            let list = std::fs::read_to_string(self.folder.join(&self.prefixes)).unwrap();
            method.inclusive_prefixes = list.split_whitespace().map(str::to_owned).collect();
        }
        let document = parse(bytes)?;
        let nodes = if self.node_set.is_empty() {
            Nodes::document()
        } else if let Some(name) = self.node_set.strip_prefix("subtree ") {
            let (namespace, local) = name.trim_start_matches('{').split_once('}').unwrap();
            Nodes::elements(topmost(&document, &[(namespace.to_owned(), local.to_owned())]))
        } else if self.node_set.starts_with("inline:") {
            return Err("XPath".into());
        } else {
            self.xpath_file(&document)?
        };
        nodes.octets(&document, &method)
    }

    /// `(//. | //@* | //namespace::*)[condition]` in an `XPath` element or as the whole file.
    fn xpath_file(&self, document: &Document<'_>) -> Result<Nodes, Reason> {
        let file = std::fs::read_to_string(self.folder.join(&self.node_set)).unwrap();
        let parsed = Document::parse(file.as_bytes(), &XmlLimits::default());
        let compact = match &parsed {
            Ok(xpath) => expression(xpath.root()),
            Err(error) if error.kind == XmlErrorKind::DocumentTypeDeclaration => return Err("XPath".into()),
            Err(_) => file.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let squeezed =
            compact.replace("(//. | //@* | //namespace::*)", "").replace("(//.|//@*|//namespace::*)", "");
        let condition = squeezed.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let namespace = |prefix: &str| match &parsed {
            Ok(xpath) => xpath.root().namespace_of_prefix(prefix).map(str::to_owned),
            Err(_) => (prefix == "ietf").then(|| "http://www.ietf.org".to_owned()),
        };
        condition_nodes(document, condition.ok_or("XPath")?.trim(), namespace)
    }

    /// `remove-dot-segments` is private to the computation of `xml:base`, so that is what is asked.
    fn dot_segments(&self) -> bool {
        let inputs = std::fs::read_to_string(&self.input).unwrap();
        let expected = String::from_utf8(self.expected.clone()).unwrap();
        let method = Method::from_uri("http://www.w3.org/2006/12/xml-c14n11").unwrap();
        assert_eq!(inputs.lines().count(), expected.lines().count());
        inputs.lines().zip(expected.lines()).all(|(input, expected)| {
            // A rooted path replaces that of the base; a relative one is joined to a base without a path. Two
            // slashes would start an authority, so such a path gets one more segment that vanishes.
            let input = if input.starts_with("//") { format!("/.{input}") } else { input.to_owned() };
            let text = format!("<a xml:base=''><b xml:base='{input}'/></a>");
            let document = parse(text.as_bytes()).unwrap();
            let inner = document.root().child_elements().next().unwrap().id();
            let mut octets = Vec::new();
            canonicalize(&document, &Subtree::element(inner), &method, &mut octets).unwrap();
            let base = if expected.is_empty() { String::new() } else { format!(" xml:base=\"{expected}\"") };
            octets == format!("<b{base}></b>").as_bytes()
        })
    }
}

/// A node-set that can be expressed: apexes one after the other, and elements cut out of them.
struct Nodes {
    apexes: Vec<Apex>,
    without: Vec<NodeId>,
    has_comments: bool,
}

impl Nodes {
    fn document() -> Nodes {
        Nodes { apexes: vec![Apex::Document], without: Vec::new(), has_comments: true }
    }

    fn elements(ids: Vec<NodeId>) -> Nodes {
        Nodes { apexes: ids.into_iter().map(Apex::Element).collect(), ..Nodes::document() }
    }

    fn octets(&self, document: &Document<'_>, method: &Method) -> Result<Vec<u8>, Reason> {
        let comments = if self.has_comments { method.comments } else { Comments::Without };
        let method = Method { comments, ..method.clone() };
        let mut octets = Vec::new();
        for &apex in &self.apexes {
            let subtree = Subtree { apex, without: &self.without };
            let done = canonicalize(document, &subtree, &method, &mut octets);
            done.map_err(|error| error.finding().id.to_owned())?;
        }
        Ok(octets)
    }
}

/// Elements of one of these names that are not inside others of them, in document order.
fn topmost(document: &Document<'_>, names: &[(String, String)]) -> Vec<NodeId> {
    let root = document.root();
    let is_named = |element: &Element<'_, '_>| names.iter().any(|(uri, local)| element.is(uri, local));
    let all: Vec<_> = std::iter::once(root).chain(root.descendant_elements()).filter(is_named).collect();
    let is_inner =
        |element: &Element<'_, '_>| all.iter().any(|e| e.id() != element.id() && e.contains(element.id()));
    all.iter().filter(|element| !is_inner(element)).map(Element::id).collect()
}

/// Conditions of the form `ancestor-or-self::p:a or ancestor-or-self::p:b`, then perhaps
/// `and not(ancestor-or-self::p:c)`: subtrees, and subtrees cut out. `1` is everything.
fn condition_nodes(
    document: &Document<'_>,
    condition: &str,
    namespace: impl Fn(&str) -> Option<String>,
) -> Result<Nodes, Reason> {
    let mut nodes = Nodes::document();
    let terms = condition.split(" and ").map(str::trim);
    for (index, term) in terms.filter(|term| *term != "1").enumerate() {
        let cut = term.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
        let axes = cut.unwrap_or(term).split(" or ");
        let names =
            axes.map(|axis| ancestor_name(axis, &namespace)).collect::<Option<Vec<_>>>().ok_or("XPath")?;
        let found = topmost(document, &names);
        match cut {
            Some(_) => nodes.without.extend(found),
            None if index == 0 => nodes = Nodes::elements(found),
            None => return Err("XPath".into()),
        }
    }
    Ok(nodes)
}

/// Namespace and local name of `ancestor-or-self::p:a`.
fn ancestor_name(axis: &str, namespace: impl Fn(&str) -> Option<String>) -> Option<(String, String)> {
    let name = axis.trim().strip_prefix("ancestor-or-self::")?;
    match name.split_once(':') {
        _ if !name.chars().all(|c| c.is_alphanumeric() || c == ':') => None,
        Some((prefix, local)) => Some((namespace(prefix)?, local.to_owned())),
        None => Some((String::new(), name.to_owned())),
    }
}

fn parse(bytes: &[u8]) -> Result<Document<'_>, Reason> {
    Document::parse(bytes, &XmlLimits::default()).map_err(|error| error.finding().id.to_owned())
}

/// The octets digested for a Reference of the first Signature, or for SignedInfo after the last one.
fn reference(bytes: &[u8], number: usize, folder: &Path) -> Result<Vec<u8>, Reason> {
    let document = parse(bytes)?;
    let root = document.root();
    let signature =
        std::iter::once(root).chain(root.descendant_elements()).find(|e| e.is(DSIG, "Signature")).unwrap();
    let signed_info = child(signature, "SignedInfo").unwrap();
    let references: Vec<_> = signed_info.child_elements().filter(|e| e.is(DSIG, "Reference")).collect();
    let Some(reference) = references.get(number) else {
        assert_eq!(number, references.len());
        let method = method(child(signed_info, "CanonicalizationMethod").unwrap())?;
        return Nodes::elements(vec![signed_info.id()]).octets(&document, &method);
    };
    let transforms: Vec<_> =
        child(*reference, "Transforms").into_iter().flat_map(|t| t.child_elements()).collect();
    let uri = reference.attribute("URI").unwrap_or_default();
    let nodes = if uri.is_empty() {
        Nodes { has_comments: false, ..Nodes::document() }
    } else if uri == "#xpointer(/)" {
        Nodes::document()
    } else if let Some(pointer) = uri.strip_prefix('#') {
        let id = pointer.strip_prefix("xpointer(id('").and_then(|rest| rest.strip_suffix("'))"));
        let wanted = id.unwrap_or(pointer);
        let mut found = document.id_like_attributes().filter(|(_, attribute)| attribute.value() == wanted);
        let (element, _) = found.next().ok_or("no such id")?;
        assert!(found.next().is_none());
        Nodes { has_comments: id.is_some(), ..Nodes::elements(vec![element.id()]) }
    } else {
        let name = uri.rsplit('/').next().unwrap();
        let file = std::fs::read(folder.join(name)).map_err(|_| "external file not at hand".to_owned())?;
        return transform_octets(file, &transforms);
    };
    transform_nodes(&document, nodes, &transforms, Some(signature))
}

fn transform_octets(octets: Vec<u8>, transforms: &[Element<'_, '_>]) -> Result<Vec<u8>, Reason> {
    if transforms.is_empty() {
        return Ok(octets);
    }
    transform_nodes(&parse(&octets)?, Nodes::document(), transforms, None)
}

fn transform_nodes(
    document: &Document<'_>,
    mut nodes: Nodes,
    transforms: &[Element<'_, '_>],
    signature: Option<Element<'_, '_>>,
) -> Result<Vec<u8>, Reason> {
    for (index, transform) in transforms.iter().enumerate() {
        match transform.attribute("Algorithm").unwrap().as_ref() {
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature" => {
                nodes.without.push(signature.ok_or("enveloped-signature over another file")?.id());
            }
            XPATH => {
                let xpath = child(*transform, "XPath").ok_or("XPath")?;
                let condition = expression(xpath);
                let namespace = |prefix: &str| xpath.namespace_of_prefix(prefix).map(str::to_owned);
                if nodes.apexes != [Apex::Document] || !nodes.without.is_empty() {
                    return Err("XPath".into());
                }
                nodes = Nodes {
                    has_comments: nodes.has_comments,
                    ..condition_nodes(document, &condition, namespace)?
                };
            }
            _ => {
                let octets = nodes.octets(document, &method(*transform)?)?;
                return transform_octets(octets, &transforms[index + 1..]);
            }
        }
    }
    nodes.octets(document, &Method::from_uri("http://www.w3.org/TR/2001/REC-xml-c14n-20010315").unwrap())
}

/// The method an element with `Algorithm` names, with its PrefixList.
fn method(element: Element<'_, '_>) -> Result<Method, Reason> {
    let uri = element.attribute("Algorithm").unwrap();
    let mut method = Method::from_uri(&uri).ok_or_else(|| format!("transform {uri}"))?;
    let list = element.child_elements().find(|e| e.is(EXCLUSIVE, "InclusiveNamespaces"));
    if let Some(list) = list.and_then(|list| list.attribute("PrefixList")) {
        method.inclusive_prefixes = list.split_whitespace().map(str::to_owned).collect();
    }
    Ok(method)
}

/// The expression in an XPath element, comments left out, white space made single.
fn expression(xpath: Element<'_, '_>) -> String {
    let texts = xpath.children().filter_map(|node| match node {
        Node::Text(text) => Some(text.value().into_owned()),
        _ => None,
    });
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn child<'d, 'i>(element: Element<'d, 'i>, local: &str) -> Option<Element<'d, 'i>> {
    element.child_elements().find(|child| child.is(DSIG, local))
}
