//! What holds for every document: the canonical octets parse, are their own canonical form, and say what the
//! subtree said (threats B6 and B8: two parsers that see two documents).

use proptest::prelude::*;

use super::*;
use crate::xml::{Element, Node, XmlLimits};

const PREFIXES: [&str; 5] = ["", "p", "q", "q2", "医"];
const NAMESPACES: [&str; 5] = ["u:1", "u:2", "http://x/", "u:&amp;&#9;", "U:1"];
const NAMES: [&str; 6] = ["a", "b", "B", "ab", "id", "薬"];
const TEXTS: [&str; 16] = [
    "x",
    " ",
    "\n",
    "\r\n",
    "\r",
    "&amp;",
    "&lt;",
    "&gt;",
    ">",
    "&#13;",
    "&#9;",
    "&#10;",
    "'",
    "]]",
    "医薬",
    "&#x1F48A;",
];
const MARKUP: [&str; 10] = [
    "<!--c-->",
    "<!-- - \r\n-->",
    "<!---->",
    "<?p?>",
    "<?p d ?>",
    "<?p \r\n d?>",
    "<![CDATA[]]>",
    "<![CDATA[<&>\"]]>",
    "<![CDATA[]]]]>",
    "<![CDATA[a\r\nb\r]]>",
];
const XML_ATTRIBUTES: [&str; 4] = ["xml:lang='ja'", "xml:space=\"preserve\"", "xml:id='i'", "xml:foo='1'"];

/// Turns octets into choices, and choices into a document.
struct Writer<'t> {
    tape: std::slice::Iter<'t, u8>,
    text: String,
}

impl Writer<'_> {
    fn number(&mut self, below: usize) -> usize {
        self.tape.next().map_or(0, |&octet| usize::from(octet)) % below
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.number(from.len())]
    }

    fn document(tape: &[u8]) -> String {
        let mut writer = Writer { tape: tape.iter(), text: String::new() };
        let start = writer.pick(&["", "\u{FEFF}", "<?xml version='1.0'?>\r\n", "<!--s--><?s?> ", "<?s\r?>"]);
        writer.text.push_str(start);
        writer.element(0, &[None; 5]);
        let end = writer.pick(&["", "\r\n", "<!--e\r-->", " <?e d?><!---->"]);
        writer.text.push_str(end);
        writer.text
    }

    /// `scope`: the namespace each prefix is bound to, by index.
    fn element(&mut self, depth: usize, scope: &[Option<usize>; 5]) {
        let mut scope = *scope;
        let mut attributes = Vec::new();
        for _ in 0..self.number(3) {
            let (prefix, namespace) = (self.number(5), self.number(5));
            if attributes.iter().any(|(key, _)| *key == (99, prefix)) {
                continue;
            }
            let is_undeclared = prefix == 0 && self.number(3) == 0;
            scope[prefix] = (!is_undeclared).then_some(namespace);
            let uri = if is_undeclared { "" } else { NAMESPACES[namespace] };
            let name = if prefix == 0 { String::new() } else { format!(":{}", PREFIXES[prefix]) };
            attributes.push(((99, prefix), format!("xmlns{name}=\"{uri}\"")));
        }
        for _ in 0..self.number(4) {
            let (prefix, local) = (self.number(5), self.number(6));
            let namespace = if prefix == 0 { Some(98) } else { scope[prefix] };
            let Some(namespace) = namespace else { continue };
            if attributes.iter().any(|(key, _)| *key == (namespace, local)) {
                continue;
            }
            let name = qualified(prefix, NAMES[local]);
            let (value, quote) = (self.characters(), if self.number(2) == 0 { '"' } else { '\'' });
            let value = value.replace('\'', "\"").replace(quote, "&quot;").replace(">", "&gt;");
            let equals = self.pick(&["=", "=", "=", " =", "=\t"]);
            attributes.push(((namespace, local), format!("{name}{equals}{quote}{value}{quote}")));
        }
        if self.number(4) == 0 {
            attributes.push(((97, 0), self.pick(&XML_ATTRIBUTES).to_owned()));
        }
        let prefix = self.number(5);
        let prefix = if scope[prefix].is_some() { prefix } else { 0 };
        let name = qualified(prefix, self.pick(&NAMES));
        self.text.push_str(&format!("<{name}"));
        let turn = self.number(attributes.len().max(1));
        attributes.rotate_left(turn);
        for (_, attribute) in &attributes {
            let space = self.pick(&[" ", " ", " ", " ", "\n", "  ", "\r\n"]);
            self.text.push_str(&format!("{space}{attribute}"));
        }
        if self.number(4) == 0 {
            self.text.push_str(" />");
            return;
        }
        self.text.push('>');
        self.content(depth, &scope);
        let space = self.pick(&["", "", " "]);
        self.text.push_str(&format!("</{name}{space}>"));
    }

    fn content(&mut self, depth: usize, scope: &[Option<usize>; 5]) {
        for _ in 0..self.number(5) {
            match self.number(4) {
                0 | 1 if depth < 6 => self.element(depth + 1, scope),
                2 => {
                    let markup = self.pick(&MARKUP);
                    self.text.push_str(markup);
                }
                _ => {
                    let text = self.characters();
                    // The end of what stands before and the start of this must not make `]]>`.
                    let text =
                        text.replace('>', "&gt;").replace("&gt;", if text.len() == 1 { ">" } else { "&gt;" });
                    let is_bracketed = self.text.ends_with(']') && text.starts_with('>');
                    self.text.push_str(if is_bracketed { "&gt;" } else { &text });
                }
            }
        }
    }

    fn characters(&mut self) -> String {
        (0..self.number(4)).map(|_| self.pick(&TEXTS)).collect()
    }
}

fn qualified(prefix: usize, local: &str) -> String {
    if prefix == 0 { local.to_owned() } else { format!("{}:{local}", PREFIXES[prefix]) }
}

fn methods() -> impl Iterator<Item = Method> {
    let algorithms = [Algorithm::Inclusive10, Algorithm::Inclusive11, Algorithm::Exclusive];
    let all =
        algorithms.into_iter().flat_map(|a| [Comments::Without, Comments::With].map(|c| Method::new(a, c)));
    let listed = Method {
        inclusive_prefixes: vec!["#default".into(), "q".into(), "none".into()],
        ..Method::new(Algorithm::Exclusive, Comments::With)
    };
    all.chain([listed])
}

fn octets(document: &Document<'_>, subtree: &Subtree<'_>, method: &Method) -> Vec<u8> {
    let mut octets = Vec::new();
    canonicalize(document, subtree, method, &mut octets).unwrap();
    octets
}

fn parse(bytes: &[u8]) -> Document<'_> {
    let parsed = Document::parse(bytes, &XmlLimits::default());
    parsed.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// What an element says: names by namespace, attributes in order of name, texts joined. Attributes of the xml
/// namespace on the element itself are left out, for inclusive canonicalization adds inherited ones.
fn said(element: Element<'_, '_>, comments: Comments) -> Vec<String> {
    let mut said = Vec::new();
    let mut open = vec![(element.children(), said_of_tag(element, &mut said, true))];
    while let Some((children, _)) = open.last_mut() {
        match children.next() {
            None => {
                open.pop();
                said.push("end".into());
            }
            Some(Node::Element(child)) => {
                said_of_tag(child, &mut said, false);
                open.push((child.children(), ()));
            }
            Some(Node::Text(text) | Node::CData(text)) if !text.value().is_empty() => match said.last_mut() {
                Some(last) if last.starts_with("text ") => last.push_str(&text.value()),
                _ => said.push(format!("text {}", text.value())),
            },
            Some(Node::Text(_) | Node::CData(_)) => {}
            Some(Node::Comment(comment)) if comments == Comments::With => {
                said.push(format!("comment {}", comment.value()))
            }
            Some(Node::Comment(_)) => {}
            Some(Node::ProcessingInstruction(pi)) => said.push(format!("pi {} {}", pi.target(), pi.value())),
        }
    }
    said
}

fn said_of_tag(element: Element<'_, '_>, said: &mut Vec<String>, is_apex: bool) {
    said.push(format!("start {{{}}}{} {}", element.namespace(), element.local_name(), element.prefix()));
    let counts = |namespace: &str| !is_apex || namespace != crate::xml::XML_NAMESPACE;
    let attributes = element.attributes().filter(|attribute| counts(attribute.namespace()));
    let mut lines: Vec<_> =
        attributes.map(|a| format!("  {{{}}}{} {:?}", a.namespace(), a.local_name(), a.value())).collect();
    lines.sort();
    said.extend(lines);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_octets_say_what_the_subtree_says(tape in proptest::collection::vec(any::<u8>(), 0..300), at in any::<u16>()) {
        let text = Writer::document(&tape);
        let document = parse(text.as_bytes());
        let all: Vec<_> = std::iter::once(document.root()).chain(document.root().descendant_elements()).collect();
        let apex = all[usize::from(at) % all.len()];
        for method in methods() {
            let whole = octets(&document, &Subtree::document(), &method);
            let parsed = parse(&whole);
            prop_assert_eq!(&octets(&parsed, &Subtree::document(), &method), &whole, "{}", text);
            prop_assert_eq!(said(parsed.root(), method.comments), said(document.root(), method.comments), "{}", text);

            let part = octets(&document, &Subtree::element(apex.id()), &method);
            let parsed = parse(&part);
            prop_assert_eq!(&octets(&parsed, &Subtree::document(), &method), &part, "{}", text);
            prop_assert_eq!(said(parsed.root(), method.comments), said(apex, method.comments), "{}", text);
        }
    }

    #[test]
    fn to_leave_an_element_out_is_to_cut_its_octets_out(tape in proptest::collection::vec(any::<u8>(), 0..300), at in any::<u16>()) {
        let text = Writer::document(&tape);
        let document = parse(text.as_bytes());
        let all: Vec<_> = document.root().descendant_elements().collect();
        prop_assume!(!all.is_empty());
        let out = all[usize::from(at) % all.len()];
        let range = out.byte_range();
        let cut = [&text[..range.start], &text[range.end..]].concat();
        // Cut text that comes together at the seam may hold what must not stand in text.
        let Ok(expected) = Document::parse(cut.as_bytes(), &XmlLimits::default()) else { return Ok(()) };
        for method in methods() {
            let without = [out.id()];
            let subtree = Subtree { apex: Apex::Document, without: &without };
            prop_assert_eq!(octets(&document, &subtree, &method), octets(&expected, &Subtree::document(), &method), "{}", text);
        }
    }

    #[test]
    fn any_octets_parse_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), tape in proptest::collection::vec(any::<u8>(), 0..100), at in any::<u16>()) {
        let _ = Document::parse(&bytes, &XmlLimits::default());
        let mut text = Writer::document(&tape).into_bytes();
        let position = usize::from(at) % (text.len() + 1);
        text.splice(position..position, bytes.iter().take(3).copied());
        if let Err(error) = Document::parse(&text, &XmlLimits::default()) {
            prop_assert!(error.offset <= text.len());
            error.line_column(&text);
        }
    }
}
