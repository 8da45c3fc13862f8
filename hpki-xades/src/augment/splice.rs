//! Octets put into a document at one place, without touching any other.

use std::ops::Range;

use crate::xml::Element;

/// A place for new content: `source[range]` gives way to `before`, the content, and `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    range: Range<usize>,
    before: String,
    after: String,
}

/// Where in an element's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Before everything that is there.
    Start,
    /// After everything that is there.
    End,
}

impl Hole {
    /// A hole in the content of an element. An element written `<a/>` is opened to `<a></a>`, which is the same
    /// element to every reader.
    pub(super) fn inside(element: Element<'_, '_>, edge: Edge) -> Hole {
        let start_tag = element.start_tag_range();
        let whole = element.byte_range();
        if start_tag == whole {
            // The last two octets of the tag are "/>".
            let range = whole.end.saturating_sub(2)..whole.end;
            let after = format!("</{}>", element.qualified_name());
            return Hole { range, before: ">".to_owned(), after };
        }
        let at = match edge {
            Edge::Start => start_tag.end,
            Edge::End => end_tag(element),
        };
        Hole { range: at..at, before: String::new(), after: String::new() }
    }

    /// The same hole with an element around the new content.
    pub(super) fn wrapped(mut self, open: &str, close: &str) -> Hole {
        self.before.push_str(open);
        self.after.insert_str(0, close);
        self
    }

    /// The document with the content in the hole.
    pub(super) fn filled(&self, source: &[u8], content: &str) -> Vec<u8> {
        let (head, tail) = (source.get(..self.range.start), source.get(self.range.end..));
        let (head, tail) = (head.unwrap_or_default(), tail.unwrap_or_default());
        [head, self.before.as_bytes(), content.as_bytes(), self.after.as_bytes(), tail].concat()
    }
}

/// Where the end tag begins: the last `<` of the element, since no `<` may stand inside a tag.
fn end_tag(element: Element<'_, '_>) -> usize {
    let whole = element.byte_range();
    let octets = element.document().source().get(whole.clone()).unwrap_or_default();
    let offset = octets.iter().rposition(|&octet| octet == b'<').unwrap_or_default();
    whole.start + offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, XmlLimits};

    fn filled(source: &str, name: &str, edge: Edge) -> String {
        let document = Document::parse(source.as_bytes(), &XmlLimits::default()).unwrap();
        let root = document.root();
        let element = std::iter::once(root)
            .chain(root.descendant_elements())
            .find(|element| element.local_name() == name)
            .unwrap();
        String::from_utf8(Hole::inside(element, edge).filled(source.as_bytes(), "NEW")).unwrap()
    }

    #[test]
    fn content_goes_where_it_was_wanted_and_nowhere_else() {
        for (source, edge, expected) in [
            ("<a><b>x<c/></b >y</a>", Edge::End, "<a><b>x<c/>NEW</b >y</a>"),
            ("<a><b>x<c/></b >y</a>", Edge::Start, "<a><b>NEWx<c/></b >y</a>"),
            ("<a><b/>y</a>", Edge::End, "<a><b>NEW</b>y</a>"),
            (
                "<a><p:b xmlns:p='u' k='/>' \n/>y</a>",
                Edge::Start,
                "<a><p:b xmlns:p='u' k='/>' \n>NEW</p:b>y</a>",
            ),
            ("\u{feff}<a><b></b></a>", Edge::End, "\u{feff}<a><b>NEW</b></a>"),
            ("<a><b><!-- </b> --></b\n></a>", Edge::End, "<a><b><!-- </b> -->NEW</b\n></a>"),
            ("<a><b><![CDATA[</b>]]></b></a>", Edge::End, "<a><b><![CDATA[</b>]]>NEW</b></a>"),
            ("<b>あ</b>\n", Edge::End, "<b>あNEW</b>\n"),
        ] {
            assert_eq!(filled(source, "b", edge), expected);
        }
    }

    #[test]
    fn a_hole_can_bring_its_own_element() {
        let document = Document::parse(b"<a><b/></a>", &XmlLimits::default()).unwrap();
        let element = document.root().child_elements().next().unwrap();
        let hole = Hole::inside(element, Edge::End).wrapped("<c><d>", "</d></c>");
        assert_eq!(hole.filled(document.source(), "x"), b"<a><b><c><d>x</d></c></b></a>");
    }
}
