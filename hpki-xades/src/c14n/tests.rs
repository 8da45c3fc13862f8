//! Canonical forms of small documents, each worked out from the specification.

use super::*;
use crate::xml::XmlLimits;

fn method(uri: &str) -> Method {
    Method::from_uri(uri).unwrap()
}

fn inclusive() -> Method {
    Method::new(Algorithm::Inclusive10, Comments::Without)
}

fn exclusive(prefixes: &[&str]) -> Method {
    let inclusive_prefixes = prefixes.iter().map(|prefix| prefix.to_string()).collect();
    Method { inclusive_prefixes, ..Method::new(Algorithm::Exclusive, Comments::Without) }
}

fn parse(text: &str) -> Document<'_> {
    Document::parse(text.as_bytes(), &XmlLimits::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn octets(document: &Document<'_>, subtree: &Subtree<'_>, method: &Method) -> Result<String, C14nError> {
    let mut octets = Vec::new();
    canonicalize(document, subtree, method, &mut octets)?;
    Ok(String::from_utf8(octets).unwrap())
}

/// The canonical form of the whole document.
fn whole(text: &str, method: &Method) -> String {
    octets(&parse(text), &Subtree::document(), method).unwrap()
}

/// The canonical form of the first element with this local name.
fn part(text: &str, local_name: &str, method: &Method) -> String {
    let document = parse(text);
    let found = document.root().descendant_elements().find(|element| element.local_name() == local_name);
    octets(&document, &Subtree::element(found.unwrap().id()), method).unwrap()
}

#[test]
fn tags_attributes_and_characters_take_their_canonical_form() {
    let canonical = |text: &str, expected: &str| assert_eq!(whole(text, &inclusive()), expected, "{text}");
    canonical("<?xml version='1.0'?>\n<a />\n", "<a></a>");
    canonical("\u{FEFF}<a></a\n>", "<a></a>");
    canonical("<a  b = '1'\n c=\"2\"   />", "<a b=\"1\" c=\"2\"></a>");
    canonical("<a c='1' b='2' B='3' bb='4'/>", "<a B=\"3\" b=\"2\" bb=\"4\" c=\"1\"></a>");
    canonical(
        "<a b='&quot;\"&apos;&lt;&gt;>&amp;&#9;&#10;&#13;\t\r\n'/>",
        "<a b=\"&quot;&quot;'&lt;>>&amp;&#x9;&#xA;&#xD;  \"></a>",
    );
    canonical("<a b='\"'/>", "<a b=\"&quot;\"></a>");
    canonical(
        "<a>&lt;&#62;>&quot;&apos;&amp;&#13;\r\n\r\t&#x533B;</a>",
        "<a>&lt;&gt;&gt;\"'&amp;&#xD;\n\n\t医</a>",
    );
    canonical("<a><![CDATA[<&>\"\r\n&amp;]]></a>", "<a>&lt;&amp;&gt;\"\n&amp;amp;</a>");
    canonical("<a>x<!-- c --><?p  d ?><?q?>y</a>", "<a>x<?p d ?><?q?>y</a>");
    canonical("<a>1<b/>2<b></b>3<b><c/></b></a>", "<a>1<b></b>2<b></b>3<b><c></c></b></a>");
}

/// Tags that are canonical as they stand are written in one piece; these miss it by one thing each.
#[test]
fn tags_that_are_almost_canonical_are_not_taken_as_they_stand() {
    for method in [inclusive(), exclusive(&[])] {
        for (text, expected) in [
            ("<a b=\"1\" c=\"2\"></a>", "<a b=\"1\" c=\"2\"></a>"),
            ("<a c=\"2\" b=\"1\"/>", "<a b=\"1\" c=\"2\"></a>"),
            ("<a b=\"1\" c=\"2\" a=\"3\"/>", "<a a=\"3\" b=\"1\" c=\"2\"></a>"),
            ("<a\nb=\"1\"/>", "<a b=\"1\"></a>"),
            ("<a b=\"1\"\tc=\"2\"/>", "<a b=\"1\" c=\"2\"></a>"),
            ("<a b=\"1\"  c=\"2\"/>", "<a b=\"1\" c=\"2\"></a>"),
            ("<a b =\"1\"/>", "<a b=\"1\"></a>"),
            ("<a b= \"1\"/>", "<a b=\"1\"></a>"),
            ("<a b='1'/>", "<a b=\"1\"></a>"),
            ("<a b=\"&#49;\"/>", "<a b=\"1\"></a>"),
            ("<a b=\"\n\"/>", "<a b=\" \"></a>"),
            ("<a b=\"1\" />", "<a b=\"1\"></a>"),
            ("<a b=\"1\"\n></a\n>", "<a b=\"1\"></a>"),
            ("<a b=\"1\" xmlns=\"u:d\"/>", "<a xmlns=\"u:d\" b=\"1\"></a>"),
            (
                "<x xmlns:p=\"u:2\" xmlns:q=\"u:1\" p:y=\"\" q:y=\"\"><a p:b=\"1\" q:c=\"2\"/><a q:c=\"2\" b=\"1\"/></x>",
                "<x xmlns:p=\"u:2\" xmlns:q=\"u:1\" q:y=\"\" p:y=\"\"><a q:c=\"2\" p:b=\"1\"></a><a b=\"1\" q:c=\"2\"></a></x>",
            ),
        ] {
            assert_eq!(whole(text, &method), expected, "{text}");
        }
    }
}

#[test]
fn what_stands_around_the_root_stands_on_lines_of_its_own() {
    let text = "<?xml version='1.0'?><!--1\r\n--> <?p 2\r\n?><a/><!--3--><?q?>\n";
    assert_eq!(whole(text, &inclusive()), "<?p 2\n?>\n<a></a>\n<?q?>");
    let with_comments = Method::new(Algorithm::Inclusive10, Comments::With);
    assert_eq!(whole(text, &with_comments), "<!--1\n-->\n<?p 2\n?>\n<a></a>\n<!--3-->\n<?q?>");
}

#[test]
fn namespaces_are_sorted_and_superfluous_ones_are_left_out() {
    let canonical = |text: &str, expected: &str| assert_eq!(whole(text, &inclusive()), expected, "{text}");
    canonical(
        "<a xmlns:q='u:q' xmlns='u:d' xmlns:p='u:p'/>",
        "<a xmlns=\"u:d\" xmlns:p=\"u:p\" xmlns:q=\"u:q\"></a>",
    );
    canonical(
        "<a xmlns=''><b xmlns='u:d'><c xmlns=''/><d xmlns='u:d'/></b></a>",
        "<a><b xmlns=\"u:d\"><c xmlns=\"\"></c><d></d></b></a>",
    );
    canonical(
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='ja'/>",
        "<a xml:lang=\"ja\"></a>",
    );
    canonical(
        "<p:a xmlns:p='u:1'><p:b xmlns:p='u:2'><p:c xmlns:p='u:1'/></p:b><p:d/></p:a>",
        "<p:a xmlns:p=\"u:1\"><p:b xmlns:p=\"u:2\"><p:c xmlns:p=\"u:1\"></p:c></p:b><p:d></p:d></p:a>",
    );
    canonical("<a xmlns='u:&amp;&quot;&#9;'/>", "<a xmlns=\"u:&amp;&quot;&#x9;\"></a>");
    // By namespace name, not by prefix; attributes without namespace first.
    canonical(
        "<a p:x='1' q:a='2' z='3' xmlns:p='u:2' xmlns:q='u:1'/>",
        "<a xmlns:p=\"u:2\" xmlns:q=\"u:1\" z=\"3\" q:a=\"2\" p:x=\"1\"></a>",
    );
}

#[test]
fn an_apex_renders_what_it_inherits_only_when_inclusive() {
    let text = "<r xmlns='u:d' xmlns:p='u:p' xmlns:q='u:q' xml:lang='ja' xml:id='i' xml:foo='f'>\
                <s xmlns:q='u:r' xml:lang='en' xml:space='preserve'><p:e a='1' p:b='2'/><f xmlns=''/></s></r>";
    assert_eq!(
        part(text, "e", &inclusive()),
        "<p:e xmlns=\"u:d\" xmlns:p=\"u:p\" xmlns:q=\"u:r\" a=\"1\" xml:foo=\"f\" xml:id=\"i\" xml:lang=\"en\" \
         xml:space=\"preserve\" p:b=\"2\"></p:e>"
    );
    assert_eq!(
        part(text, "e", &method("http://www.w3.org/2006/12/xml-c14n11")),
        "<p:e xmlns=\"u:d\" xmlns:p=\"u:p\" xmlns:q=\"u:r\" a=\"1\" xml:lang=\"en\" xml:space=\"preserve\" \
         p:b=\"2\"></p:e>"
    );
    assert_eq!(part(text, "e", &exclusive(&[])), "<p:e xmlns:p=\"u:p\" a=\"1\" p:b=\"2\"></p:e>");
    assert_eq!(
        part(text, "e", &exclusive(&["q", "#default", "none", "xml"])),
        "<p:e xmlns=\"u:d\" xmlns:p=\"u:p\" xmlns:q=\"u:r\" a=\"1\" p:b=\"2\"></p:e>"
    );
    assert_eq!(
        part(text, "f", &inclusive()),
        "<f xmlns:p=\"u:p\" xmlns:q=\"u:r\" xml:foo=\"f\" xml:id=\"i\" xml:lang=\"en\" xml:space=\"preserve\"></f>"
    );
    assert_eq!(part(text, "f", &exclusive(&["#default"])), "<f></f>");
}

#[test]
fn exclusive_renders_a_namespace_where_it_is_used() {
    let canonical = |text: &str, expected: &str| assert_eq!(whole(text, &exclusive(&[])), expected, "{text}");
    canonical(
        "<a xmlns:p='u:p' xmlns:q='u:q'><p:b/><c q:d='1'><q:e/></c></a>",
        "<a><p:b xmlns:p=\"u:p\"></p:b><c xmlns:q=\"u:q\" q:d=\"1\"><q:e></q:e></c></a>",
    );
    // The default namespace, undeclared where it is not visible, comes back as xmlns="" where it is.
    canonical(
        "<a xmlns='u:d' xmlns:p='u:p'><p:b xmlns=''><c/></p:b></a>",
        "<a xmlns=\"u:d\"><p:b xmlns:p=\"u:p\"><c xmlns=\"\"></c></p:b></a>",
    );
    canonical(
        "<p:a xmlns:p='u:1'><b xmlns:p='u:2'><p:c/></b></p:a>",
        "<p:a xmlns:p=\"u:1\"><b><p:c xmlns:p=\"u:2\"></p:c></b></p:a>",
    );
    canonical("<a xmlns:p='u:p' xml:lang='ja' b='1'/>", "<a b=\"1\" xml:lang=\"ja\"></a>");
}

#[test]
fn c14n_1_1_computes_xml_base() {
    let method = method("http://www.w3.org/2006/12/xml-c14n11");
    let text = "<a xml:base='http://x/y/z'><b xml:base='../foo/bar'><c xml:base='q#f'/><d/></b><e/></a>";
    assert_eq!(part(text, "c", &method), "<c xml:base=\"http://x/foo/q\"></c>");
    assert_eq!(part(text, "d", &method), "<d xml:base=\"http://x/foo/bar\"></d>");
    assert_eq!(part("<a><b xml:base='x/'/></a>", "b", &method), "<b xml:base=\"x/\"></b>");
    assert_eq!(part("<a xml:base=''><b/></a>", "b", &method), "<b></b>");
    assert_eq!(
        part("<a xml:base='a&amp;b'><b z='1'/></a>", "b", &method),
        "<b z=\"1\" xml:base=\"a&amp;b\"></b>"
    );
    assert_eq!(part("<a xml:base='x'><b xml:base='y'/></a>", "b", &inclusive()), "<b xml:base=\"y\"></b>");
}

#[test]
fn elements_are_left_out_by_identity() {
    let document = parse("<a xmlns='u:d'>1<b/>2<b><c/></b>3</a>");
    let elements: Vec<_> = document.root().descendant_elements().map(|element| element.id()).collect();
    let without = |without: &[NodeId], apex| octets(&document, &Subtree { apex, without }, &inclusive());
    let (first, second, inner) = (elements[0], elements[1], elements[2]);
    let root = Apex::Element(document.root().id());
    for apex in [Apex::Document, root] {
        let (b, c) = ("<b></b>", "<c></c>");
        assert_eq!(without(&[first], apex).unwrap(), format!("<a xmlns=\"u:d\">12<b>{c}</b>3</a>"));
        assert_eq!(without(&[second], apex).unwrap(), format!("<a xmlns=\"u:d\">1{b}23</a>"));
        assert_eq!(without(&[inner, first], apex).unwrap(), format!("<a xmlns=\"u:d\">12{b}3</a>"));
        assert_eq!(without(&[second, inner, first, inner], apex).unwrap(), "<a xmlns=\"u:d\">123</a>");
        assert_eq!(without(&[document.root().id()], apex), Err(C14nError::NothingLeft));
    }
    assert_eq!(without(&[second], Apex::Element(inner)), Err(C14nError::NothingLeft));
    assert_eq!(without(&[first], Apex::Element(inner)).unwrap(), "<c xmlns=\"u:d\"></c>");
    assert_eq!(without(&[NodeId(0)], root), Err(C14nError::NotAnElement));
    assert_eq!(without(&[], Apex::Element(NodeId(99))), Err(C14nError::NotAnElement));
}

#[test]
fn there_is_no_canonical_form_of_relative_namespaces() {
    let document = parse("<a><b xmlns:p='rel'/></a>");
    let error = octets(&document, &Subtree::document(), &inclusive()).unwrap_err();
    assert_eq!(error, C14nError::RelativeNamespace { offset: 6 });
}

#[test]
fn output_that_grows_with_the_square_of_the_file_is_cut_off() {
    let uri = format!("u:{}", "x".repeat(10_000));
    let text = format!("<a xmlns:p='{uri}'>{}</a>", "<p:b/>".repeat(10_000));
    let error = octets(&parse(&text), &Subtree::document(), &exclusive(&[])).unwrap_err();
    assert_eq!(error, C14nError::OutputTooLarge { limit: text.len() * 32 + (1 << 20) });
    assert!(octets(&parse(&text), &Subtree::document(), &inclusive()).is_ok());
}

#[test]
fn a_long_computed_base_is_refused() {
    let limits = XmlLimits { attribute_value_octets: 8, ..XmlLimits::default() };
    let document = Document::parse(b"<a xml:base='12345/'><b xml:base='6789'/></a>", &limits).unwrap();
    let inner = document.root().child_elements().next().unwrap().id();
    let error = octets(&document, &Subtree::element(inner), &method("http://www.w3.org/2006/12/xml-c14n11"));
    assert_eq!(error, Err(C14nError::BaseTooLong { limit: 8 }));
}

#[test]
fn findings_are_unique_and_in_both_languages() {
    let mut ids: Vec<_> = finding::ALL.iter().map(|finding| finding.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), finding::ALL.len());
    for finding in finding::ALL {
        assert!(finding.id.starts_with("c14n::") && finding.problem.ja.ends_with('。'), "{finding}");
        assert!(finding.problem.en.len() <= 500 && finding.problem.ja.len() <= 500, "{finding}");
    }
}
