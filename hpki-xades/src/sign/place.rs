//! Where a Signature goes into a document: a range of its octets. Everything outside that range stays as it is, octet
//! for octet, whatever line ends, comments or entities the file has.

use crate::xml::Element;

/// An insertion into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The first octet after the insertion.
    at: usize,
    /// Octets that the insertion takes the place of: 2 for the `/>` of an element that was empty, else none.
    removed: usize,
    /// Markup around the Signature.
    before: String,
    after: String,
}

/// A document with a Signature in its place.
pub(super) struct Spliced {
    pub(super) octets: Vec<u8>,
    /// Where the Signature begins.
    pub(super) signature_at: usize,
}

impl Place {
    /// Before this octet.
    pub(super) fn at(offset: usize) -> Place {
        Place { at: offset, removed: 0, before: String::new(), after: String::new() }
    }

    /// As the last child of an element.
    pub(super) fn last_in(element: Element<'_, '_>) -> Place {
        let end = element.byte_range().end;
        if element.start_tag_range().end == end {
            // `<a/>` has no place for a child until it is written as `<a></a>`, which is the same to every reader.
            let after = format!("</{}>", element.qualified_name());
            return Place { at: end - 2, removed: 2, before: ">".to_owned(), after };
        }
        // The end tag holds no other `<`.
        let tags = element.document().source().get(..end).unwrap_or_default();
        Place::at(memchr::memrchr(b'<', tags).unwrap_or(end))
    }

    /// The same, with an element around the Signature.
    pub(super) fn wrapped_in(mut self, name: &str) -> Place {
        self.before = format!("{}<{name}>", self.before);
        self.after = format!("</{name}>{}", self.after);
        self
    }

    /// The document with `signature` in this place.
    pub(super) fn splice(&self, source: &[u8], signature: &[u8]) -> Spliced {
        let head = source.get(..self.at).unwrap_or(source);
        let tail = source.get(self.at + self.removed..).unwrap_or_default();
        let length = source.len() + signature.len() + self.before.len() + self.after.len();
        // Room for the signature value, which comes later.
        let mut octets = Vec::with_capacity(length + 1024);
        octets.extend_from_slice(head);
        octets.extend_from_slice(self.before.as_bytes());
        let signature_at = octets.len();
        octets.extend_from_slice(signature);
        octets.extend_from_slice(self.after.as_bytes());
        octets.extend_from_slice(tail);
        Spliced { octets, signature_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, XmlLimits};

    fn signed(source: &str) -> String {
        let document = Document::parse(source.as_bytes(), &XmlLimits::default()).unwrap();
        let spliced = Place::last_in(document.root()).splice(source.as_bytes(), b"<S/>");
        assert!(spliced.octets[spliced.signature_at..].starts_with(b"<S/>"));
        String::from_utf8(spliced.octets).unwrap()
    }

    #[test]
    fn the_last_child_goes_before_the_end_tag_however_it_is_written() {
        for (source, expected) in [
            ("<a></a>", "<a><S/></a>"),
            ("<a/>", "<a><S/></a>"),
            ("<p:a xmlns:p='u' />", "<p:a xmlns:p='u' ><S/></p:a>"),
            ("<a b='>'/>", "<a b='>'><S/></a>"),
            ("<a\r\n>\r\n<b/> </a \t\r\n>\n<!-- </a> -->", "<a\r\n>\r\n<b/> <S/></a \t\r\n>\n<!-- </a> -->"),
            ("<a><![CDATA[</a>]]></a>", "<a><![CDATA[</a>]]><S/></a>"),
            ("\u{feff}<a>&lt;/a></a>", "\u{feff}<a>&lt;/a><S/></a>"),
        ] {
            assert_eq!(signed(source), expected);
        }
    }
}
